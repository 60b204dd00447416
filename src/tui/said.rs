//! How long a notice or a refusal covers the tape: until the next key, or until it has been read.

use std::time::{Duration, Instant};

/// The least time that words stay.
const LEAST: Duration = Duration::from_secs(4);
/// Longer ones stay for as long as a slow reader needs.
const LETTER: Duration = Duration::from_millis(50);

/// What is said now, and since when.
#[derive(Default)]
pub(crate) struct Said(Option<(String, Instant)>);

impl Said {
    /// The next words are new, even if they are the same.
    pub(crate) fn forget(&mut self) {
        self.0 = None;
    }

    /// Whether what is said has been there for long enough.
    pub(crate) fn is_read(&mut self, words: Option<&str>, now: Instant) -> bool {
        let known = self.0.as_ref().map(|(known, _)| known.as_str());
        if known != words {
            self.0 = words.map(|words| (words.to_owned(), now));
        }
        self.until().is_some_and(|until| until <= now)
    }

    /// Until when it stays.
    pub(crate) fn until(&self) -> Option<Instant> {
        let (words, since) = self.0.as_ref()?;
        Some(*since + LEAST.max(LETTER * words.chars().count() as u32))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_stay_until_they_are_read() {
        let (mut said, begun) = (Said::default(), Instant::now());
        let after = |seconds| begun + Duration::from_secs(seconds);
        assert!(!said.is_read(Some("short"), begun) && !said.is_read(Some("short"), after(3)));
        assert!(said.is_read(Some("short"), after(4)));
        assert!(!said.is_read(None, after(5)) && said.until().is_none());
        let long = "word ".repeat(40);
        assert!(!said.is_read(Some(&long), after(6)) && !said.is_read(Some(&long), after(15)));
        assert!(said.is_read(Some(&long), after(16)));
        said.forget();
        assert!(!said.is_read(Some(&long), after(17)), "said again, it is new");
    }
}
