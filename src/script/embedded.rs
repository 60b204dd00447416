//! The scripts that come with the program.

/// A script that comes with the program.
#[derive(Clone, Copy, Debug)]
pub struct Embedded {
    /// Its name on the command line.
    pub name: &'static str,
    /// What it belongs to.
    pub group: &'static str,
    /// Its text.
    pub text: &'static str,
}

macro_rules! embedded {
    ($group:literal: $($name:literal),+ $(,)?) => {
        [$(Embedded {
            name: $name,
            group: $group,
            text: include_str!(concat!("../../assets/scripts/", $name, ".toml")),
        }),+]
    };
}

static PATTERNS: [Embedded; 5] = embedded!(
    "Patterns": "write-through", "write-back", "write-around", "read-through", "cache-aside",
);

static COMBINATIONS: [Embedded; 4] = embedded!(
    "Combinations": "through-and-through", "write-back-and-cache-aside",
    "write-around-and-read-through", "routes",
);

static LOSSES: [Embedded; 7] = embedded!(
    "Losses": "crash-loss", "crash-in-mid-flush", "mid-batch-crash", "flush-error",
    "write-during-flush", "dirty-eviction", "dual-write-race",
);

static LIES: [Embedded; 8] = embedded!(
    "Wrong answers": "stale-hit", "stale-fill", "dirty-read", "bad-rollback", "no-rollback",
    "resurrected-delete", "non-monotonic-read", "write-around-cold-read",
);

static DOUBTS: [Embedded; 5] = embedded!(
    "Doubt and repetition": "commit-ack-lost", "double-applied-increment", "client-dies-between",
    "ambiguous-outcome", "link-cut",
);

static LOAD: [Embedded; 8] = embedded!(
    "Load and availability": "back-pressure", "stampede", "cold-restart", "penetration",
    "availability-coupling", "eight-clients", "drain-rate", "ten-seconds",
);

static WORKLOADS: [Embedded; 2] = embedded!("Workloads": "burst", "steady-state");

/// Every script that comes with the program, group by group.
pub fn embedded() -> impl Iterator<Item = &'static Embedded> {
    let wrong = LOSSES.iter().chain(&LIES).chain(&DOUBTS);
    PATTERNS.iter().chain(&COMBINATIONS).chain(wrong).chain(&LOAD).chain(&WORKLOADS)
}
