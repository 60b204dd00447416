//! The source files of the patterns, as they were compiled: what can be shown is what runs.

use std::panic::Location;

use crate::protocol::{Node, ReadPattern, WritePattern};

/// A source file that operations run through.
#[derive(Debug, PartialEq, Eq)]
pub struct Source {
    /// The file's name.
    pub name: &'static str,
    /// All of it.
    pub text: &'static str,
    /// Who runs it.
    pub node: Node,
}

macro_rules! source {
    ($node:ident $folder:literal $name:literal) => {
        Source { name: $name, text: include_str!(concat!($folder, $name)), node: Node::$node }
    };
}

static WRITE_THROUGH: Source = source!(Cache "pattern/" "write_through.rs");
static WRITE_BACK: Source = source!(Cache "pattern/" "write_back.rs");
static WRITE_AROUND: Source = source!(App "pattern/" "write_around.rs");
static READ_THROUGH: Source = source!(Cache "pattern/" "read_through.rs");
static CACHE_ASIDE: Source = source!(App "pattern/" "cache_aside.rs");
static CALLER: Source = source!(App "" "pattern.rs");

impl Source {
    /// The five patterns, each in its file, and the file that calls them: it falls back to the database
    /// when the cache is down.
    pub const fn all() -> [&'static Self; 6] {
        [&WRITE_THROUGH, &WRITE_BACK, &WRITE_AROUND, &READ_THROUGH, &CACHE_ASIDE, &CALLER]
    }

    /// The file that the line of a [`crate::Fact::Step`] is in.
    pub fn of(line: &Location<'_>) -> Option<&'static Self> {
        let name = line.file().rsplit(['/', '\\']).next();
        Self::all().into_iter().find(|source| Some(source.name) == name)
    }

    /// The file of a write pattern.
    pub const fn of_write(pattern: WritePattern) -> &'static Self {
        match pattern {
            WritePattern::WriteThrough => &WRITE_THROUGH,
            WritePattern::WriteBack => &WRITE_BACK,
            WritePattern::WriteAround => &WRITE_AROUND,
        }
    }

    /// The file of a read pattern.
    pub const fn of_read(pattern: ReadPattern) -> &'static Self {
        match pattern {
            ReadPattern::ReadThrough => &READ_THROUGH,
            ReadPattern::CacheAside => &CACHE_ASIDE,
        }
    }
}
