//! What somebody may have meant who has mistyped a word.

/// The known word that a few slips of the finger make into this one, if there is any.
pub fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let slips = known.into_iter().map(|known| (distance(word, known), known));
    let few = slips.filter(|(slips, known)| *slips <= known.chars().count().div_ceil(3).min(3));
    few.min_by_key(|(slips, _)| *slips).map(|(_, known)| known)
}

/// Letters put in, left out, exchanged, or swapped with the next one: Damerau's four (1964), in the
/// restricted form that edits no place twice.
fn distance(one: &str, other: &str) -> usize {
    let (one, other): (Vec<_>, Vec<_>) = (one.chars().collect(), other.chars().collect());
    let mut rows: Vec<Vec<usize>> = vec![(0..=other.len()).collect()];
    for i in 1..=one.len() {
        let mut row = vec![i];
        for j in 1..=other.len() {
            let is_other = usize::from(one[i - 1] != other[j - 1]);
            let kept = rows[i - 1][j - 1] + is_other;
            let mut least = kept.min(rows[i - 1][j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && one[i - 1] == other[j - 2] && one[i - 2] == other[j - 1] {
                least = least.min(rows[i - 2][j - 2] + 1);
            }
            row.push(least);
        }
        rows.push(row);
    }
    rows[one.len()][other.len()]
}

#[cfg(test)]
mod tests {
    use super::{distance, nearest};

    #[test]
    fn slips_of_the_finger_are_counted() {
        for (one, other, slips) in
            [("", "", 0), ("", "ab", 2), ("wirte", "write", 1), ("cut", "cat", 1), ("ca", "abc", 3)]
        {
            assert_eq!((distance(one, other), distance(other, one)), (slips, slips), "{one}");
        }
    }

    #[test]
    fn what_is_too_far_away_is_not_meant() {
        let known = ["write", "read", "write-pattern", "add"];
        assert_eq!(nearest("wirte", known), Some("write"));
        assert_eq!(nearest("raed", known), Some("read"));
        assert_eq!(nearest("write-patern", known), Some("write-pattern"));
        assert_eq!(nearest("hello", known), None);
        assert_eq!(nearest("", known), None);
    }
}
