//! The one table of knobs: it feeds the panel, the prompt, the scripts' check and the documentation.

use super::World;
use super::choice::{
    CacheDown, CachedCopy, DirtyEviction, FailedFlush, Fill, MarkClean, Misses, OnFailure,
    WhenFull, WriteThroughOrder,
};
use crate::protocol::{ReadPattern, WritePattern};

/// A named option of the model.
pub struct Knob {
    /// Its name in the `[world]` of a script and behind `set`.
    pub name: &'static str,
    /// Values to choose from, the default first for words; of numbers, some that make sense.
    pub values: &'static [&'static str],
    /// What it changes, and what that cures or causes.
    pub help: &'static str,
    /// Whether it makes a difference as the others are set.
    pub concerns: fn(&World) -> bool,
}

const SWITCH: &[&str] = &["off", "on"];
const SWITCH_ON: &[&str] = &["on", "off"];

macro_rules! names {
    ($type:ident: $($variant:ident),+) => { &[$($type::$variant.name()),+] };
}

macro_rules! knobs {
    ($($name:literal $values:expr, $concerns:expr, $help:literal;)+) => {
        &[$(Knob { name: $name, values: $values, concerns: $concerns, help: $help }),+]
    };
}

fn always(_: &World) -> bool {
    true
}

fn uses(world: &World, pattern: WritePattern) -> bool {
    world.write == pattern || world.route.values().any(|routed| *routed == pattern)
}

fn through(world: &World) -> bool {
    uses(world, WritePattern::WriteThrough)
}

fn back(world: &World) -> bool {
    uses(world, WritePattern::WriteBack)
}

fn around(world: &World) -> bool {
    uses(world, WritePattern::WriteAround)
}

fn journal(world: &World) -> bool {
    back(world) && world.write_back.journal
}

/// Every knob, those first that change what can go wrong.
pub static KNOBS: &[Knob] = knobs! {
    "write" names!(WritePattern: WriteBack, WriteThrough, WriteAround), always,
        "how writes travel";
    "read" names!(ReadPattern: ReadThrough, CacheAside), always,
        "who fetches what the cache misses";
    "write_back.journal" SWITCH, back,
        "a write-ahead log, replayed at restart: cures acknowledged-but-lost; each OK waits for it";
    "write_back.write_ids" SWITCH, back,
        "increments carry an id that the database knows again: cures double-applied-increment";
    "write_back.mark_clean" names!(MarkClean: IfUnchanged, Always), back,
        "when a flushed entry counts as saved; always causes false-clean";
    "write_back.dirty_eviction" names!(DirtyEviction: FlushFirst, Lose, Pin), back,
        "a dirty entry that must make room; lose causes dirty-eviction-loss";
    "write_back.failed_flush" names!(FailedFlush: Requeue, Drop), back,
        "rows that a flush could not save; drop causes divergence";
    "write_back.queue" &["64", "1", "2", "3", "5", "10"], back,
        "writes that the cache may owe the database before back-pressure sets in";
    "write_back.when_full" names!(WhenFull: Block, WriteThrough, Reject), back,
        "what a write does that finds the dirty queue full";
    "write_back.interval_ms" &["2000", "100", "500", "1000", "5000", "10000"], back,
        "the flusher wakes when the oldest dirty entry has waited this long: the window for losses";
    "write_back.batch" &["5", "1", "2", "3", "10", "20"], back,
        "the flusher wakes at so many writes to save";
    "write_back.coalescing" SWITCH_ON, back,
        "sets of one key are saved as one row; increments never are";
    "write_back.retry_ms" &["200", "50", "1000"], back,
        "the first pause after a failed flush; it doubles up to sixteen times this";
    "write_back.journal_ms" &["0.3", "0.1", "1", "5"], journal,
        "how long an append to the journal takes";
    "write_through.order" names!(WriteThroughOrder: CacheFirst, DatabaseFirst, BothAtOnce), through,
        "cache-first causes dirty-read, both-at-once dual-write-race; database-first cures both";
    "write_through.on_failure" names!(OnFailure: RestorePrevious, Delete, CompareVersion, Nothing), through,
        "what a failed write leaves in the cache; delete causes bad-rollback, nothing divergence";
    "version_check" SWITCH, always,
        "a write that is older than what it finds is left out: cures dual-write-race";
    "write_around.cached_copy" names!(CachedCopy: Leave, Invalidate), around,
        "the copy that the cache may have; leave causes stale-hit, invalidate cures it";
    "cache.fill" names!(Fill: Plain, Lease), always,
        "leases, withdrawn by writes (memcache): cure stale-fill; write-around: invalidate, too";
    "cache.misses" names!(Misses: Each, SingleFlight), always,
        "single-flight sends one of the misses that meet to the database: cures stampede";
    "cache.ttl_ms" &["off", "100", "500", "1000", "5000", "60000"], always,
        "how long a clean entry lives: bounds stale-hit, causes stampede";
    "cache.negative_caching" SWITCH, always,
        "remembers that the database does not have a key: cures penetration";
    "app.cache_down" names!(CacheDown: Fail, FallBack), always,
        "what the application does when the cache is down; fall-back cures availability-coupling";
    "cache.capacity" &["8", "1", "2", "4", "16", "64"], always,
        "entries that fit; the least recently used one makes room";
    "cache.op_ms" &["0.1", "0", "1"], always,
        "one look-up or one change of an entry";
    "cache.timeout_ms" &["1000", "100", "500", "5000"], always,
        "how long the cache waits for an answer of the database";
    "app.timeout_ms" &["2000", "100", "500", "10000"], always,
        "how long a client waits for an answer; then the outcome is unknown: ambiguous-outcome";
    "database.slowdown" &["1", "2", "10", "100"], always,
        "how many times as long everything takes at the database";
    "database.atomic_batches" SWITCH, back,
        "the rows of a flush become durable all at its end, or not at all";
    "database.write_ms" &["50", "1", "5", "200"], always,
        "making one write durable";
    "database.read_ms" &["25", "1", "5", "100"], always,
        "reading one row";
    "database.row_ms" &["5", "0", "1", "20"], back,
        "what each row of a batch adds";
    "database.connections" &["4", "1", "2", "8", "16"], always,
        "requests that it serves at once";
    "database.queue" &["64", "0", "4", "16"], always,
        "requests that may wait for a connection; one more is refused";
    "link.app_cache_ms" &["0.5", "0", "2", "10"], always,
        "between application and cache, one way";
    "link.cache_database_ms" &["2", "0", "10", "50"], always,
        "between cache and database, one way";
    "link.app_database_ms" &["2", "0", "10", "50"], always,
        "between application and database, one way";
    "link.jitter_ms" &["0", "0.5", "2", "10"], always,
        "at most this much is added to each latency, by chance";
    "load.clients" &["8", "1", "2", "20", "100", "500"], always,
        "clients of the automatic load, each with one operation at a time";
    "load.per_second" &["20", "5", "100", "500", "0"], always,
        "operations a second by all of them together; 0: no pause";
    "load.writes_percent" &["50", "0", "10", "90", "100"], always,
        "the share of writes among the operations";
    "load.skew" &["1", "0", "0.5", "2"], always,
        "how much more popular the first keys are (the exponent of Zipf's law)";
};
