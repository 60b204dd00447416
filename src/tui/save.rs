//! Saving a session as a script: the line that asks where to, and the file.

use std::fs::{Metadata, Permissions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crossterm::event::{Event, KeyCode, KeyEvent};
use dirtybit::limits;
use dirtybit::script::Script;
use tempfile::{Builder, NamedTempFile, PersistError};
use tui_input::Input;
use tui_input::backend::crossterm::to_input_request;

/// What somebody can mean who is asked where to save.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Answer {
    Key(KeyEvent),
    Go,
    Leave,
}

/// The line that asks where to save.
#[derive(Default)]
pub(crate) struct SaveLine {
    line: Option<Input>,
    /// There is such a file: to be written over it?
    pub(crate) asks: bool,
}

impl SaveLine {
    /// Offers a name.
    pub(crate) fn open(&mut self, name: String) {
        *self = Self { line: Some(Input::new(name)), asks: false };
    }

    pub(crate) fn leave(&mut self) {
        self.line = None;
    }

    pub(crate) fn is_open(&self) -> bool {
        self.line.is_some()
    }

    /// The line that is being edited.
    pub(crate) fn line(&self) -> Option<&Input> {
        self.line.as_ref()
    }

    /// Types a key; another name is another question.
    pub(crate) fn key(&mut self, key: KeyEvent) {
        let Some(line) = &mut self.line else {
            return;
        };
        let before = line.clone();
        if let Some(request) = to_input_request(&Event::Key(key)) {
            line.handle(request);
        }
        if line.value().chars().count() > limits::PROMPT_LINE
            || line.value().contains(char::is_control)
        {
            *line = before;
        }
        self.asks = false;
    }

    /// Puts text in at the cursor, as far as a name can have it.
    pub(crate) fn paste(&mut self, text: &str) {
        for c in text.chars() {
            self.key(KeyEvent::from(KeyCode::Char(c)));
        }
    }

    /// Where to save, if that can be said.
    pub(crate) fn path(&self) -> Result<PathBuf, String> {
        let name = self.line.as_ref().map_or("", Input::value).trim();
        if name.is_empty() {
            return Err("a file needs a name, such as session.toml".to_owned());
        }
        let path = at_home(name);
        Ok(if path.extension().is_none() { path.with_extension("toml") } else { path })
    }
}

/// As shells have it, a name may begin at home.
fn at_home(name: &str) -> PathBuf {
    match name.strip_prefix("~/").zip(std::env::home_dir()) {
        Some((rest, home)) => home.join(rest),
        None => PathBuf::from(name),
    }
}

/// A name that no file has yet.
pub(crate) fn free_name() -> String {
    let names = (1..).map(|number| match number {
        1 => "session.toml".to_owned(),
        number => format!("session-{number}.toml"),
    });
    let mut free = names.filter(|name| Path::new(name).symlink_metadata().is_err());
    free.next().unwrap_or_default()
}

/// A path as a shell takes it for one word, and no program for an option.
pub(crate) fn quoted(path: &Path) -> String {
    let path = path.display().to_string();
    let path = if path.starts_with('-') { format!("./{path}") } else { path };
    let is_plain = |c: char| c.is_alphanumeric() || "._-+/:@%=".contains(c);
    if path.chars().all(is_plain) { path } else { format!("'{}'", path.replace('\'', r"'\''")) }
}

/// What came of saving.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Saved {
    Done,
    /// There is such a file already, and nothing has been written.
    Exists,
}

/// Writes a script to a file: all of it, or nothing. A file that is there is only written over if
/// that is wanted.
///
/// # Errors
/// A sentence that says what is in the way; then the file is as it was.
pub(crate) fn save(script: &Script, path: &Path, over: bool) -> Result<Saved, String> {
    let told = |error: io::Error| format!("cannot save `{}`: {}", path.display(), plain(&error));
    if path.is_symlink() && !path.exists() {
        return Err(format!("`{}` is a link that leads nowhere", path.display()));
    }
    let there = path.metadata().ok();
    match &there {
        Some(there) if !there.is_file() => {
            return Err(format!("`{}` is no file that could be written over", path.display()));
        }
        Some(_) if !over => return Ok(Saved::Exists),
        _ => {}
    }
    let path = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let file = written(script, &path, there.as_ref()).map_err(told)?;
    let kept = if over { file.persist(&path) } else { file.persist_noclobber(&path) };
    match kept {
        Ok(_) => Ok(Saved::Done),
        Err(PersistError { error, .. }) if error.kind() == io::ErrorKind::AlreadyExists => {
            Ok(Saved::Exists)
        }
        Err(PersistError { error, .. }) => Err(told(error)),
    }
}

/// The whole text, in a file beside the one that it is to become.
fn written(script: &Script, path: &Path, there: Option<&Metadata>) -> io::Result<NamedTempFile> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let mut builder = Builder::new();
    let permissions = there.map(Metadata::permissions).or_else(usual);
    if let Some(permissions) = permissions {
        builder.permissions(permissions);
    }
    let mut file = builder.prefix(".dirtybit").tempfile_in(folder.unwrap_or(Path::new(".")))?;
    file.write_all(script.to_string().as_bytes())?;
    file.as_file().sync_all()?;
    Ok(file)
}

/// As any new file has them: the user's mask takes away from these.
#[cfg(unix)]
fn usual() -> Option<Permissions> {
    use std::os::unix::fs::PermissionsExt;
    Some(Permissions::from_mode(0o666))
}

#[cfg(not(unix))]
fn usual() -> Option<Permissions> {
    None
}

/// The system's own words, without its number.
fn plain(error: &io::Error) -> String {
    let words = error.to_string();
    words.split(" (os error").next().unwrap_or(&words).to_lowercase()
}

#[cfg(test)]
mod tests {
    use dirtybit::World;

    use super::*;

    fn script() -> Script {
        Script::new(World::default(), 7)
    }

    #[test]
    fn a_file_is_not_written_over_unasked() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("talk.toml");
        assert_eq!(save(&script(), &path, false), Ok(Saved::Done));
        std::fs::write(&path, "mine").expect("it can be written");
        assert_eq!(save(&script(), &path, false), Ok(Saved::Exists));
        assert_eq!(std::fs::read_to_string(&path).expect("it is there"), "mine");
        assert_eq!(save(&script(), &path, true), Ok(Saved::Done));
        assert_eq!(std::fs::read_to_string(&path).expect("it is there"), script().to_string());
        assert_eq!(folder.path().read_dir().expect("a folder").count(), 1, "nothing else is left");
    }

    #[test]
    fn what_cannot_be_saved_is_told_and_leaves_nothing() {
        let folder = tempfile::tempdir().expect("a folder");
        let missing = folder.path().join("missing/talk.toml");
        let why = save(&script(), &missing, false).expect_err("there is no such folder");
        assert!(why.ends_with("no such file or directory"), "{why}");
        let why = save(&script(), folder.path(), true).expect_err("it is a folder");
        assert!(why.ends_with("is no file that could be written over"), "{why}");
        assert_eq!(folder.path().read_dir().expect("a folder").count(), 0);
    }

    #[test]
    fn what_is_to_be_typed_can_be_typed() {
        for (path, typed) in [
            ("session.toml", "session.toml"),
            ("-x.toml", "./-x.toml"),
            ("a b.toml", "'a b.toml'"),
            ("it's.toml", r"'it'\''s.toml'"),
            ("$(id).toml", "'$(id).toml'"),
        ] {
            assert_eq!(quoted(Path::new(path)), typed);
        }
    }

    #[cfg(unix)]
    #[test]
    fn devices_stay_what_they_are() {
        assert!(save(&script(), Path::new("/dev/null"), true).is_err());
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_link_stays_a_link() {
        let folder = tempfile::tempdir().expect("a folder");
        let (target, link) = (folder.path().join("target.toml"), folder.path().join("link.toml"));
        std::fs::write(&target, "").expect("it can be written");
        std::os::unix::fs::symlink(&target, &link).expect("it can be linked");
        assert_eq!(save(&script(), &link, true), Ok(Saved::Done));
        assert!(link.symlink_metadata().expect("it is there").is_symlink());
        std::fs::remove_file(&target).expect("it can be removed");
        let why = save(&script(), &link, true).expect_err("there is nothing to write over");
        assert!(why.ends_with("is a link that leads nowhere"), "{why}");
        std::fs::write(&target, script().to_string()).expect("it can be written");
        assert_eq!(std::fs::read_to_string(&target).expect("it is there"), script().to_string());
    }

    #[test]
    fn a_name_without_an_ending_gets_one() {
        let mut line = SaveLine::default();
        for (typed, path) in
            [(" talk ", "talk.toml"), ("talk.txt", "talk.txt"), ("a/b", "a/b.toml")]
        {
            line.open(typed.to_owned());
            assert_eq!(line.path(), Ok(PathBuf::from(path)));
        }
        line.open(" ".to_owned());
        assert!(line.path().is_err());
    }
}
