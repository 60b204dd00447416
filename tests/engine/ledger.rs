//! The ledger fed by hand: each fate of a write, and each worth of a read, from the fewest events.

use std::time::Duration;

use dirtybit::{
    Action, Change, ClientId, EntryState, Event, Fact, Flight, FlightId, Key, Ledger, LostWrite,
    Node, OpId, Outcome, Pattern, Payload, ReadPattern, Reception, Refusal, Removal, Row, Service,
    Time, Value, Verdict, Version, Work, Write, WriteCounts, WritePattern,
};

const KEY: Key = Key(0);
const DOWN: Outcome = Outcome::Refused(Refusal::Down(Node::Database));

/// A ledger with a clock: one key, of which the database holds v0. Operation n writes version n.
struct Book {
    ledger: Ledger,
    seq: u64,
    now: Time,
}

impl Book {
    fn new() -> Self {
        let mut book = Self { ledger: Ledger::default(), seq: 0, now: Time::ZERO };
        book.add(Fact::KeyAdded { key: KEY, name: "cart:7".into(), stored: Some(value(0)) });
        book
    }

    fn add(&mut self, fact: Fact) -> Option<Verdict> {
        let event = Event { at: self.now, seq: self.seq, fact };
        self.seq += 1;
        self.ledger.apply(&event)
    }

    fn at(&mut self, millis: u64) -> &mut Self {
        self.now = Time::from_millis(millis);
        self
    }

    fn begin(&mut self, op: u64) -> &mut Self {
        self.issue(op, Action::Write, Some(Version(op)))
    }

    fn issue(&mut self, op: u64, action: Action, version: Option<Version>) -> &mut Self {
        let client = ClientId::FIRST;
        let pattern = match action {
            Action::Read => Pattern::Read(ReadPattern::ReadThrough),
            _ => Pattern::Write(WritePattern::WriteBack),
        };
        self.add(Fact::Issued { op: OpId(op), client, action, key: KEY, version, pattern });
        self
    }

    fn end(&mut self, op: u64, outcome: Outcome) -> &mut Self {
        self.add(Fact::Finished { op: OpId(op), action: Action::Write, outcome });
        self
    }

    fn acknowledge(&mut self, op: u64) -> &mut Self {
        self.end(op, Outcome::Acked(None))
    }

    fn cache(&mut self, op: u64, state: EntryState) -> &mut Self {
        let written = Some(write(op)).filter(|_| state != EntryState::Clean);
        self.add(Fact::Cached { op: OpId(op), key: KEY, value: value(op), state, write: written });
        self
    }

    fn remove(&mut self, version: u64, cause: Removal) -> &mut Self {
        self.add(Fact::Removed { key: KEY, value: value(version), cause });
        self
    }

    fn persist(&mut self, op: u64) -> &mut Self {
        self.add(Fact::Persisted { op: OpId(op), write: write(op), value: value(op), row: None });
        self
    }

    fn crash(&mut self, node: Node) -> &mut Self {
        self.add(Fact::Crashed(node));
        self
    }

    /// A write that write-back has acknowledged.
    fn write_back(&mut self, op: u64) -> &mut Self {
        self.begin(op).cache(op, EntryState::Dirty).acknowledge(op)
    }

    /// A write that write-around has acknowledged.
    fn write_around(&mut self, op: u64) -> &mut Self {
        self.begin(op).persist(op).acknowledge(op)
    }

    /// The message that carries a version to the database leaves.
    fn send(&mut self, version: u64) -> &mut Self {
        let (departs, arrives) = (self.now, self.now + Duration::from_millis(2));
        self.add(Fact::Sent(Flight {
            id: FlightId(version),
            op: OpId(version),
            key: KEY,
            from: Node::Cache,
            to: Node::Database,
            payload: Payload::Write(write(version)),
            departs,
            arrives,
        }));
        self
    }

    fn arrive(&mut self, version: u64, reception: Reception) -> &mut Self {
        self.add(Fact::Arrived { flight: FlightId(version), reception });
        self
    }

    fn begin_read(&mut self, op: u64) -> &mut Self {
        self.issue(op, Action::Read, None)
    }

    fn end_read(&mut self, op: u64, seen: Option<u64>) -> Option<Verdict> {
        let outcome = Outcome::Acked(seen.map(value));
        self.add(Fact::Finished { op: OpId(op), action: Action::Read, outcome })
    }

    fn serve(&mut self, node: Node, work: Work, millis: u64) -> &mut Self {
        let (from, until) = (self.now, self.now + Duration::from_millis(millis));
        self.add(Fact::Serving(Service { node, op: OpId(1), key: KEY, work, from, until }));
        self
    }

    fn writes(&self) -> WriteCounts {
        let counts = self.ledger.writes();
        assert!(counts.is_balanced(), "{counts:?}");
        counts
    }

    /// Fresh, stale, phantom.
    fn reads(&self) -> (u64, u64, u64) {
        let reads = self.ledger.reads();
        (reads.fresh, reads.stale, reads.phantom)
    }

    /// Durable, superseded, at risk, lost.
    fn fates(&self) -> [u64; 4] {
        let counts = self.writes();
        [counts.durable, counts.superseded, counts.at_risk, counts.lost]
    }
}

fn value(version: u64) -> Value {
    Value { version: Version(version), deleted: false, total: 0 }
}

fn write(version: u64) -> Write {
    Write { key: KEY, version: Version(version), change: Change::Set }
}

#[test]
fn a_write_is_in_flight_until_it_is_answered() {
    let mut book = Book::new();
    book.begin(1).persist(1);
    assert_eq!((book.writes().issued, book.writes().in_flight), (1, 1));
    book.acknowledge(1);
    assert_eq!((book.writes().in_flight, book.writes().acknowledged), (0, 1));
    assert_eq!(book.fates(), [1, 0, 0, 0]);
}

#[test]
fn refused_and_unknown_writes_are_not_acknowledged() {
    let mut book = Book::new();
    book.begin(1).end(1, DOWN).begin(2).end(2, Outcome::Unknown);
    let counts = book.writes();
    assert_eq!((counts.refused, counts.unknown, counts.acknowledged), (1, 1, 0));
}

#[test]
fn an_unknown_write_stays_unknown_when_it_turns_out_durable() {
    let mut book = Book::new();
    book.begin(1).send(1).arrive(1, Reception::Delivered).end(1, Outcome::Unknown).persist(1);
    assert_eq!(book.writes().unknown, 1);
    assert_eq!(book.fates(), [0, 0, 0, 0]);
}

#[test]
fn a_dirty_write_is_at_risk_until_it_is_durable() {
    let mut book = Book::new();
    book.write_back(1);
    assert_eq!(book.fates(), [0, 0, 1, 0]);
    book.persist(1);
    assert_eq!(book.fates(), [1, 0, 0, 0]);
}

#[test]
fn a_newer_durable_version_supersedes_what_was_at_risk() {
    let mut book = Book::new();
    book.write_back(1).write_back(2);
    assert_eq!(book.fates(), [0, 0, 2, 0]);
    book.persist(2);
    assert_eq!(book.fates(), [1, 1, 0, 0]);
}

#[test]
fn a_write_is_superseded_if_a_newer_one_was_durable_before_its_ok() {
    let mut book = Book::new();
    book.begin(1).cache(1, EntryState::Dirty).write_around(2).acknowledge(1);
    assert_eq!(book.fates(), [1, 1, 0, 0]);
}

#[test]
fn a_crash_of_the_cache_loses_what_was_only_there() {
    let mut book = Book::new();
    book.at(1).write_back(1).at(9).crash(Node::Cache);
    assert_eq!(book.fates(), [0, 0, 0, 1]);
    let (acknowledged, lost) = (Time::from_millis(1), Time::from_millis(9));
    let stored = Some(value(0));
    let expected = LostWrite {
        key: KEY,
        version: Version(1),
        change: Change::Set,
        issued: acknowledged,
        acknowledged,
        lost,
        stored,
        overwritten: false,
    };
    assert_eq!(book.ledger.lost().collect::<Vec<_>>(), [&expected]);
}

#[test]
fn what_was_persisted_twice_can_still_be_overwritten() {
    let mut book = Book::new();
    book.write_back(2).persist(2).persist(2).crash(Node::Cache);
    assert_eq!(book.fates(), [1, 0, 0, 0]);
    book.persist(1);
    assert_eq!(book.fates(), [0, 0, 0, 1]);
}

#[test]
fn an_ok_that_arrives_after_the_crash_is_a_loss_then() {
    let mut book = Book::new();
    book.at(1).begin(1).cache(1, EntryState::Dirty).crash(Node::Cache);
    assert_eq!(book.writes().in_flight, 1);
    book.at(2).acknowledge(1);
    assert_eq!(book.fates(), [0, 0, 0, 1]);
    let lost = book.ledger.lost().next().expect("one write is lost");
    assert_eq!((lost.acknowledged, lost.lost), (book.now, book.now));
}

#[test]
fn an_eviction_without_a_save_is_a_loss() {
    let mut book = Book::new();
    book.write_back(1).remove(1, Removal::Evicted);
    assert_eq!(book.fates(), [0, 0, 0, 1]);
    assert_eq!(book.ledger.cache().evictions, 1);
}

#[test]
fn what_is_on_the_wire_is_not_lost_yet() {
    let mut book = Book::new();
    book.write_back(1).send(1).crash(Node::Cache);
    assert_eq!(book.fates(), [0, 0, 1, 0]);
    book.arrive(1, Reception::Delivered);
    assert_eq!(book.fates(), [0, 0, 1, 0]);
    book.persist(1);
    assert_eq!(book.fates(), [1, 0, 0, 0]);
}

#[test]
fn what_arrives_nowhere_is_lost_then() {
    for reception in [Reception::Nobody, Reception::Rejected] {
        let mut book = Book::new();
        book.write_back(1).send(1).crash(Node::Cache).arrive(1, reception);
        assert_eq!(book.fates(), [0, 0, 0, 1]);
    }
}

#[test]
fn a_row_dies_with_the_database_that_had_not_saved_it() {
    let mut book = Book::new();
    book.write_back(1).send(1).arrive(1, Reception::Delivered).crash(Node::Database);
    assert_eq!(book.fates(), [0, 0, 1, 0], "the cache still has it");
    book.crash(Node::Cache);
    assert_eq!(book.fates(), [0, 0, 0, 1]);
}

#[test]
fn an_older_version_that_overwrites_a_newer_one_loses_it() {
    let mut book = Book::new();
    book.begin(1).write_around(2);
    assert_eq!(book.fates(), [1, 0, 0, 0]);
    book.persist(1);
    assert_eq!(book.fates(), [0, 0, 0, 1]);
    book.acknowledge(1);
    assert_eq!(book.fates(), [1, 0, 0, 1]);
}

#[test]
fn what_a_write_through_would_put_back_is_still_a_copy() {
    let mut book = Book::new();
    book.write_back(1).begin(2).cache(2, EntryState::Pending);
    assert_eq!(book.fates(), [0, 0, 1, 0]);
    book.add(Fact::Cached {
        op: OpId(2),
        key: KEY,
        value: value(1),
        state: EntryState::Dirty,
        write: None,
    });
    book.end(2, DOWN);
    assert_eq!(book.fates(), [0, 0, 1, 0], "put back, and still to be flushed");
}

#[test]
fn lost_is_final_even_if_the_key_is_written_again() {
    let mut book = Book::new();
    book.write_back(1).crash(Node::Cache).write_around(2);
    assert_eq!(book.fates(), [1, 0, 0, 1]);
    assert_eq!(book.ledger.lost().count(), 1);
}

#[test]
fn a_read_of_the_newest_acknowledged_write_is_fresh() {
    let mut book = Book::new();
    book.write_back(1).begin_read(9);
    assert_eq!(book.end_read(9, Some(1)), Some(Verdict::Fresh));
    assert_eq!(book.reads(), (1, 0, 0));
}

#[test]
fn a_read_is_judged_by_what_was_acknowledged_before_it_began() {
    let mut book = Book::new();
    book.begin_read(9).write_around(1);
    assert_eq!(book.end_read(9, Some(0)), Some(Verdict::Fresh));
}

#[test]
fn a_stale_read_knows_how_many_writes_and_how_much_time_it_is_behind() {
    let mut book = Book::new();
    book.at(10).write_around(1).at(20).write_around(2).at(30).begin_read(9).at(31);
    let since = Duration::from_millis(21);
    assert_eq!(book.end_read(9, Some(0)), Some(Verdict::Stale { behind: 2, since }));
    let since = Duration::from_millis(12);
    book.begin_read(10).at(32);
    assert_eq!(book.end_read(10, Some(1)), Some(Verdict::Stale { behind: 1, since }));
    assert_eq!(book.reads(), (0, 2, 0));
}

#[test]
fn finding_nothing_of_an_acknowledged_write_is_stale() {
    let mut book = Book::new();
    book.write_around(1).begin_read(9);
    assert!(matches!(book.end_read(9, None), Some(Verdict::Stale { behind: 1, .. })));
}

#[test]
fn a_read_of_a_write_that_had_come_to_nothing_is_a_phantom() {
    let mut book = Book::new();
    book.begin(1).cache(1, EntryState::Pending).end(1, DOWN).begin_read(9);
    assert_eq!(book.end_read(9, Some(1)), Some(Verdict::Phantom));
    assert_eq!(book.reads(), (0, 0, 1));
}

#[test]
fn a_dirty_read_becomes_a_phantom_when_its_write_is_refused() {
    let mut book = Book::new();
    book.begin(1).cache(1, EntryState::Pending).begin_read(9);
    assert_eq!(book.end_read(9, Some(1)), Some(Verdict::Fresh));
    assert_eq!(book.reads(), (1, 0, 0));
    book.end(1, DOWN);
    assert_eq!(book.reads(), (0, 0, 1));
}

#[test]
fn a_dirty_read_stays_fresh_when_its_write_is_acknowledged() {
    let mut book = Book::new();
    book.begin(1).cache(1, EntryState::Pending).begin_read(9);
    book.end_read(9, Some(1));
    book.persist(1).acknowledge(1);
    assert_eq!(book.reads(), (1, 0, 0));
}

#[test]
fn a_read_of_an_unknown_write_is_a_phantom_only_once_no_copy_is_left() {
    let mut book = Book::new();
    book.begin(1).send(1).arrive(1, Reception::Delivered).begin_read(9);
    book.end_read(9, Some(1));
    book.end(1, Outcome::Unknown);
    assert_eq!(book.reads(), (1, 0, 0));
    book.crash(Node::Database);
    assert_eq!(book.reads(), (0, 0, 1));
}

#[test]
fn a_read_that_was_not_answered_is_worth_nothing() {
    let mut book = Book::new();
    book.begin_read(8).end(8, DOWN).begin_read(9).end(9, Outcome::Unknown);
    assert_eq!(book.reads(), (0, 0, 0));
    assert_eq!(book.ledger.latencies().read.count(), 0);
    assert_eq!(book.writes().issued, 0, "reads are not writes");
}

#[test]
fn hits_and_misses_are_counted_and_timed_apart() {
    let mut book = Book::new();
    book.begin_read(8).add(Fact::Hit { op: OpId(8), key: KEY, value: value(0) });
    book.at(2).end_read(8, Some(0));
    book.begin_read(9).add(Fact::Missed { op: OpId(9), key: KEY });
    book.at(32).end_read(9, Some(0));
    let cache = book.ledger.cache();
    assert_eq!((cache.hits, cache.misses, cache.hit_ratio()), (1, 1, Some(0.5)));
    let latencies = book.ledger.latencies();
    assert_eq!((latencies.hit.count(), latencies.miss.count(), latencies.read.count()), (1, 1, 2));
    assert_about(latencies.hit.quantile_ms(0.5), 2.0);
    assert_about(latencies.miss.quantile_ms(0.5), 30.0);
    assert_about(latencies.read.max_ms(), 30.0);
}

#[test]
fn a_write_is_timed_under_the_pattern_it_took_off_with() {
    let mut book = Book::new();
    for (op, pattern) in (1..).zip(WritePattern::ALL) {
        let (client, action, version) = (ClientId::FIRST, Action::Write, Some(Version(op)));
        let pattern = Pattern::Write(pattern);
        book.add(Fact::Issued { op: OpId(op), client, action, key: KEY, version, pattern });
    }
    for op in 1..=3 {
        book.at(10 * op).acknowledge(op);
    }
    for (op, pattern) in (1_u8..).zip(WritePattern::ALL) {
        let latency = book.ledger.latencies().under(pattern);
        assert_eq!(latency.count(), 1, "{pattern}");
        assert_about(latency.quantile_ms(0.5), 10.0 * f64::from(op));
    }
    assert_eq!(book.ledger.latencies().write.count(), 3);
}

#[test]
fn only_an_ok_is_timed() {
    let mut book = Book::new();
    book.begin(1).at(5).end(1, DOWN).begin(2).end(2, Outcome::Unknown);
    assert_eq!(book.ledger.latencies().write.quantile_ms(0.5), None);
    assert_eq!(book.ledger.cache().hit_ratio(), None);
}

#[test]
fn the_load_of_the_database_is_what_it_served() {
    let mut book = Book::new();
    let row = |number| Some(Row { number, of: 2 });
    for (version, row) in [(1, row(1)), (2, row(2)), (3, None)] {
        let (write, value) = (write(version), value(version));
        book.add(Fact::Persisted { op: OpId(7), write, value, row });
    }
    book.serve(Node::Database, Work::Persist(write(1)), 55);
    book.serve(Node::Database, Work::Fetch, 25).serve(Node::Cache, Work::Get, 1);
    book.add(Fact::Queued { node: Node::Database, op: OpId(1), key: KEY });
    let load = book.ledger.database();
    assert_eq!((load.reads, load.rows, load.writes, load.queued), (0, 3, 2, 1));
    assert_eq!(load.busy_us, 80_000);
}

/// A histogram keeps three digits.
#[track_caller]
fn assert_about(found: Option<f64>, expected: f64) {
    let found = found.expect("something was measured");
    assert!((found - expected).abs() <= expected / 500.0, "{found} is not about {expected}");
}
