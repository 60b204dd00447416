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

static COMBINATIONS: [Embedded; 3] = embedded!(
    "Combinations": "through-and-through", "write-back-and-cache-aside",
    "write-around-and-read-through",
);

static CRASHES: [Embedded; 1] = embedded!("Crashes": "crash-in-mid-flush");

static LOAD: [Embedded; 2] = embedded!("Load": "eight-clients", "drain-rate");

/// Every script that comes with the program, group by group.
pub fn embedded() -> impl Iterator<Item = &'static Embedded> {
    PATTERNS.iter().chain(&COMBINATIONS).chain(&CRASHES).chain(&LOAD)
}
