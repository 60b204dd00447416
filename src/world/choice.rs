//! The settings that choose one way of several, each by its name in the field.

use std::fmt;

use serde::{Deserialize, Serialize};

macro_rules! choice {
    (
        $(#[$about:meta])*
        $name:ident { $(#[$default:meta])* $first:ident = $first_word:literal: $first_says:literal,
            $($variant:ident = $word:literal: $says:literal,)* }
    ) => {
        $(#[$about])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
        pub enum $name {
            #[doc = $first_says]
            #[default]
            #[serde(rename = $first_word)]
            $first,
            $(
                #[doc = $says]
                #[serde(rename = $word)]
                $variant,
            )*
        }

        impl $name {
            /// Its name as scripts and screen spell it.
            pub const fn name(self) -> &'static str {
                match self {
                    Self::$first => $first_word,
                    $(Self::$variant => $word,)*
                }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(self.name())
            }
        }
    };
}

choice! {
    /// In which order a write-through reaches the two that hold it.
    WriteThroughOrder {
        CacheFirst = "cache-first": "The cache, then the database.",
        DatabaseFirst = "database-first": "The database, then the cache.",
        BothAtOnce = "both-at-once": "Both without waiting for either.",
    }
}

choice! {
    /// What a write-through that fails does to the entry that it has changed.
    OnFailure {
        RestorePrevious = "restore-previous": "Puts back what was there before.",
        Delete = "delete": "Removes the entry.",
        CompareVersion = "compare-version":
            "Puts back what was there before, unless somebody has written since.",
        Nothing = "nothing": "Leaves it as it is: the common mistake.",
    }
}

choice! {
    /// What becomes of a dirty entry that has to make room.
    DirtyEviction {
        FlushFirst = "flush-first": "It is saved, then evicted.",
        Lose = "lose": "It is evicted as if it were clean: the common mistake.",
        Pin = "pin": "It stays; who wants room waits for a flush.",
    }
}

choice! {
    /// What becomes of rows that a flush could not save.
    FailedFlush {
        Requeue = "requeue": "They stay dirty, and are tried again after a pause that grows.",
        Drop = "drop": "They are given up, and the cache goes on serving them.",
    }
}

choice! {
    /// What happens to a write that finds the dirty queue full.
    WhenFull {
        Block = "block": "It waits until there is room.",
        WriteThrough = "write-through": "It is written through instead.",
        Reject = "reject": "It is refused.",
    }
}

choice! {
    /// When a flushed entry is taken for saved.
    MarkClean {
        IfUnchanged = "if-unchanged": "Only if it still is what was saved.",
        Always = "always": "Whatever it has become meanwhile: the common mistake.",
    }
}

choice! {
    /// What a write-around does to the copy that the cache may have.
    CachedCopy {
        Leave = "leave": "Nothing, as the textbook has it.",
        Invalidate = "invalidate": "It is removed once the database has the write.",
    }
}

choice! {
    /// Which copies may fill the cache after a miss.
    Fill {
        Plain = "plain": "Any.",
        Lease = "lease": "Only one whose lease no later write has withdrawn.",
    }
}

choice! {
    /// What misses of one key that meet do.
    Misses {
        Each = "each": "Each of them goes to the database.",
        SingleFlight = "single-flight": "One goes to the database, the others wait for it.",
    }
}

choice! {
    /// What the application does when the cache is down.
    CacheDown {
        Fail = "fail": "It takes the refusal.",
        FallBack = "fall-back": "It goes to the database itself.",
    }
}
