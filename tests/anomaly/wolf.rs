//! No detector cries wolf: where an anomaly is impossible, it is never named.

use dirtybit::AnomalyName;
use dirtybit::AnomalyName::{
    AcknowledgedButLost, AmbiguousOutcome, AvailabilityCoupling, BadRollback, DirtyEvictionLoss,
    DirtyRead, Divergence, DoubleAppliedIncrement, DualWriteRace, FalseClean, NonMonotonicRead,
    Penetration, ReadYourWrites, ResurrectedDelete, StaleFill, StaleHit, Stampede,
};
use proptest::{prop_assert_eq, proptest};

use crate::random::{alone, calm, cases, crashing, faulty, tossed, wild};

const NOTHING: [String; 0] = [];
/// Nobody gives up waiting.
const PATIENT: &str = "cache.timeout_ms 600000, app.timeout_ms 600000";

proptest! {
    #![proptest_config(cases(120))]

    /// The database first, late fills kept out, misses shared, absences known.
    #[test]
    fn nothing_goes_wrong_where_nothing_can(run in calm()) {
        let knobs = format!("{PATIENT}, write write-through, write_through.order database-first,
            cache.fill lease, cache.misses single-flight, cache.negative_caching on");
        prop_assert_eq!(run.named(&knobs, &AnomalyName::ALL), NOTHING);
    }

    #[test]
    fn write_back_alone_loses_nothing_while_the_cache_lives(run in calm()) {
        let knobs = format!("{PATIENT}, write write-back, cache.fill lease");
        let impossible = [
            AcknowledgedButLost, StaleHit, StaleFill, DirtyRead, BadRollback, Divergence,
            DualWriteRace, AmbiguousOutcome, FalseClean, DirtyEvictionLoss, ResurrectedDelete,
            DoubleAppliedIncrement, AvailabilityCoupling, ReadYourWrites, NonMonotonicRead,
        ];
        prop_assert_eq!(run.named(&knobs, &impossible), NOTHING);
    }

    #[test]
    fn write_through_alone_keeps_cache_and_database_together(run in calm()) {
        let knobs = format!("{PATIENT}, write write-through, cache.fill lease");
        let impossible = [
            AcknowledgedButLost, StaleHit, StaleFill, DirtyRead, BadRollback, Divergence,
            DualWriteRace, AmbiguousOutcome, FalseClean, DirtyEvictionLoss, ResurrectedDelete,
            DoubleAppliedIncrement, AvailabilityCoupling, ReadYourWrites,
        ];
        prop_assert_eq!(run.of_plain_writes().named(&knobs, &impossible), NOTHING);
    }

    #[test]
    fn write_around_that_invalidates_leaves_nothing_stale(run in calm()) {
        let knobs = format!("{PATIENT}, write write-around, cache.fill lease,
            write_around.cached_copy invalidate");
        let impossible = [
            AcknowledgedButLost, StaleHit, StaleFill, DirtyRead, BadRollback, Divergence,
            DualWriteRace, AmbiguousOutcome, FalseClean, DirtyEvictionLoss, ResurrectedDelete,
            DoubleAppliedIncrement, AvailabilityCoupling, ReadYourWrites,
        ];
        prop_assert_eq!(run.named(&knobs, &impossible), NOTHING);
    }

    #[test]
    fn one_client_that_waits_sees_nothing_wrong(run in alone()) {
        let but_penetration = AnomalyName::ALL.map(|name| if name == Penetration { StaleHit } else { name });
        for pattern in ["write-back", "write-through", "write-around"] {
            let knobs = format!("write {pattern}, write_around.cached_copy invalidate");
            prop_assert_eq!(run.named(&knobs, &but_penetration), NOTHING);
        }
    }

    #[test]
    fn a_journal_brings_everything_back_once(run in crashing()) {
        let knobs = format!("{PATIENT}, write write-back, write_back.journal on,
            write_back.write_ids on, cache.fill lease");
        let impossible = [
            AcknowledgedButLost, StaleHit, StaleFill, BadRollback, Divergence, DualWriteRace,
            FalseClean, DirtyEvictionLoss, ResurrectedDelete, DoubleAppliedIncrement,
            ReadYourWrites, NonMonotonicRead,
        ];
        prop_assert_eq!(run.named(&knobs, &impossible), NOTHING);
    }

    #[test]
    fn the_database_first_shows_nothing_that_has_to_be_undone(run in faulty()) {
        let knobs = "write write-through, write_through.order database-first";
        let impossible = [DirtyRead, BadRollback, FalseClean, DirtyEvictionLoss];
        prop_assert_eq!(run.named(knobs, &impossible), NOTHING);
    }

    #[test]
    fn write_around_knows_no_debt_and_no_undo(run in faulty()) {
        let impossible = [
            DirtyRead, BadRollback, FalseClean, DirtyEvictionLoss, DualWriteRace,
        ];
        prop_assert_eq!(run.named("write write-around", &impossible), NOTHING);
    }

    /// As long as the newer version is there to be compared with.
    #[test]
    fn versions_that_are_compared_cannot_cross(run in tossed()) {
        for order in ["cache-first", "database-first", "both-at-once"] {
            let knobs = format!("write write-through, version_check on, write_through.order {order},
                cache.capacity 8, cache.ttl_ms off");
            prop_assert_eq!(run.named(&knobs, &[DualWriteRace]), NOTHING);
        }
    }

    #[test]
    fn a_lease_and_an_invalidation_keep_late_fills_out(run in tossed()) {
        let knobs = format!("{PATIENT}, write write-around, write_around.cached_copy invalidate,
            cache.fill lease, read cache-aside");
        prop_assert_eq!(run.named(&knobs, &[StaleFill]), NOTHING);
    }

    #[test]
    fn single_flight_sends_one(run in tossed()) {
        let knobs = format!("{PATIENT}, cache.misses single-flight");
        prop_assert_eq!(run.named(&knobs, &[Stampede]), NOTHING);
    }

    #[test]
    fn an_absence_that_is_remembered_lets_nothing_through(run in tossed()) {
        let knobs = format!("{PATIENT}, write write-back, cache.negative_caching on,
            cache.misses single-flight, cache.capacity 8");
        prop_assert_eq!(run.named(&knobs, &[Penetration]), NOTHING);
    }

    #[test]
    fn each_cure_holds_whatever_goes_wrong(run in wild()) {
        for (knobs, name) in [
            ("write_back.mark_clean if-unchanged", FalseClean),
            ("write_back.dirty_eviction pin", DirtyEvictionLoss),
            ("write_back.dirty_eviction flush-first", DirtyEvictionLoss),
            ("write_back.write_ids on", DoubleAppliedIncrement),
            ("app.cache_down fall-back", AvailabilityCoupling),
        ] {
            prop_assert_eq!(run.named(knobs, &[name]), NOTHING, "{} with {}", name, knobs);
        }
    }
}
