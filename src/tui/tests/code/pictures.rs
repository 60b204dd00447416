//! The panel as it looks at instants of operations that people know.

use super::{panel, shown};
use crate::tui::tests::Speaker;

/// The panel below the stage of a small screen, at each of these instants, in microseconds.
fn small(speaker: &mut Speaker, instants: &[u64]) -> String {
    let mut pictures = Vec::new();
    for instant in instants {
        let now = speaker.session.playback.now().as_micros();
        speaker.wait_us(instant - now);
        pictures.push(format!("{instant} us\n{}", panel(&speaker.session.model, 56, 8)));
    }
    pictures.join("\n")
}

#[test]
fn a_write_goes_through_line_by_line() {
    let mut speaker = Speaker::new();
    speaker.press("1w");
    insta::assert_snapshot!(small(&mut speaker, &[100, 550, 1_000, 20_000, 53_000, 54_800, 60_000]), @"
    100 us
    ╭ CODE write_through.rs ──────────── write cart:7 = v1 ╮
    │   8 pub(crate) async fn write(cache: &Cache, write: …│
    │   9   match cache.order() {                          │
    │  10     WriteThroughOrder::CacheFirst => cache_first…│
    │  11     WriteThroughOrder::DatabaseFirst => database…│
    │  12     WriteThroughOrder::BothAtOnce => both_at_onc…│
    │  13   }                                              │
    ╰─ → comes: v1 to the cache ───────────────────────────╯
    550 us
    ╭ CODE write_through.rs ──────────── write cart:7 = v1 ╮
    │  16 async fn cache_first(cache: &Cache, write: Write…│
    │▶ 17   let previous = cache.set(write).await?;        │
    │  18   let persisted = cache.database().persist(write…│
    │  19   if let Err(failure) = persisted {              │
    │  20     cache.undo(write, previous).await;           │
    │  21     return Err(failure);                         │
    ╰─ ▶ runs: the cache stores v1 ────────────────────────╯
    1000 us
    ╭ CODE write_through.rs ──────────── write cart:7 = v1 ╮
    │  16 async fn cache_first(cache: &Cache, write: Write…│
    │· 17   let previous = cache.set(write).await?;        │
    │║ 18 …= cache.database().persist(write).await;        │
    │  19   if let Err(failure) = persisted {              │
    │  20     cache.undo(write, previous).await;           │
    │  21     return Err(failure);                         │
    ╰─ ║ waits: v1 to the database ────────────────────────╯
    20000 us
    ╭ CODE write_through.rs ──────────── write cart:7 = v1 ╮
    │  16 async fn cache_first(cache: &Cache, write: Write…│
    │· 17   let previous = cache.set(write).await?;        │
    │║ 18 …= cache.database().persist(write).await;        │
    │  19   if let Err(failure) = persisted {              │
    │  20     cache.undo(write, previous).await;           │
    │  21     return Err(failure);                         │
    ╰─ ║ waits: the database writes v1 ────────────────────╯
    53000 us
    ╭ CODE write_through.rs ──────────── write cart:7 = v1 ╮
    │  16 async fn cache_first(cache: &Cache, write: Write…│
    │· 17   let previous = cache.set(write).await?;        │
    │║ 18 …= cache.database().persist(write).await;        │
    │  19   if let Err(failure) = persisted {              │
    │  20     cache.undo(write, previous).await;           │
    │  21     return Err(failure);                         │
    ╰─ ║ waits: OK to the cache ───────────────────────────╯
    54800 us
    ╭ CODE write_through.rs ──────────── write cart:7 = v1 ╮
    │  20     cache.undo(write, previous).await;           │
    │  21     return Err(failure);                         │
    │  22   }                                              │
    │◀ 23   cache.mark_clean(write);                       │
    │  24   Ok(())                                         │
    │  25 }                                                │
    ╰─ ◀ returned: OK to the app ──────────────────────────╯
    60000 us
    ╭ CODE write_through.rs ──────────── write cart:7 = v1 ╮
    │  20     cache.undo(write, previous).await;           │
    │  21     return Err(failure);                         │
    │  22   }                                              │
    │◀ 23   cache.mark_clean(write);                       │
    │  24   Ok(())                                         │
    │  25 }                                                │
    ╰─ ◀ ended: OK after 55.1 ms ──────────────────────────╯
    ");
}

#[test]
fn a_write_stays_and_a_flush_saves_it() {
    let mut speaker = Speaker::new();
    speaker.press("2w");
    let before = small(&mut speaker, &[550, 2_000]);
    speaker.press("f");
    let after = small(&mut speaker, &[10_000, 70_000]);
    insta::assert_snapshot!([before, after].join("\n"), @"
    550 us
    ╭ CODE write_back.rs ─────────────── write cart:7 = v1 ╮
    │   9 pub(crate) async fn write(cache: &Cache, write: …│
    │· 10   match cache.admit(write).await? {              │
    │▶ 11 …=> cache.set_dirty(write, ticket).await,        │
    │  12     Admission::Now => cache.go_on(write_through:…│
    │  13   }                                              │
    │  14 }                                                │
    ╰─ ▶ runs: the cache stores v1 ────────────────────────╯
    2000 us
    ╭ CODE write_back.rs ─────────────── write cart:7 = v1 ╮
    │   9 pub(crate) async fn write(cache: &Cache, write: …│
    │· 10   match cache.admit(write).await? {              │
    │◀ 11 …=> cache.set_dirty(write, ticket).await,        │
    │  12     Admission::Now => cache.go_on(write_through:…│
    │  13   }                                              │
    │  14 }                                                │
    ╰─ ◀ ended: OK after 1.1 ms ───────────────────────────╯
    10000 us
    ╭ CODE write_back.rs ────────────────── flush of 1 row ╮
    │  16 pub(crate) async fn flush(cache: &Cache, rows: V…│
    │· 17   let mut batch = cache.database().batch(rows.le…│
    │  18   for row in rows {                              │
    │║ 19     for saved in batch.persist(row).await? {     │
    │  20       cache.mark_clean(saved);                   │
    │  21     }                                            │
    ╰─ ║ waits: the database writes v1 ────────────────────╯
    70000 us
    ╭ CODE write_back.rs ────────────────── flush of 1 row ╮
    │  16 pub(crate) async fn flush(cache: &Cache, rows: V…│
    │· 17   let mut batch = cache.database().batch(rows.le…│
    │  18   for row in rows {                              │
    │· 19     for saved in batch.persist(row).await? {     │
    │◀ 20       cache.mark_clean(saved);                   │
    │  21     }                                            │
    ╰─ ◀ ended: every row is saved ────────────────────────╯
    ");
}

#[test]
fn the_application_fetches_what_the_cache_misses() {
    let mut speaker = Speaker::new();
    speaker.say("read-pattern cache-aside");
    speaker.press("r");
    insta::assert_snapshot!(small(&mut speaker, &[550, 10_000, 30_500, 40_000]), @"
    550 us
    ╭ CODE cache_aside.rs ──────────────────── read cart:7 ╮
    │   8 pub(crate) async fn read(app: &App, key: Key) ->…│
    │║  9   let lease = match app.cache().get(key).await? {│
    │  10     LookUp::Hit(value) => return Ok(Some(value)),│
    │  11     LookUp::Miss(lease) => lease,                │
    │  12   };                                             │
    │  13   let fetch = async || {                         │
    ╰─ ║ waits: the cache looks it up ─────────────────────╯
    10000 us
    ╭ CODE cache_aside.rs ──────────────────── read cart:7 ╮
    │  12   };                                             │
    │  13   let fetch = async || {                         │
    │║ 14     let found = app.database().fetch(key).await?;│
    │  15     let _the_answer_is_there = app.cache().fill(…│
    │  16     Ok(found)                                    │
    │  17   };                                             │
    ╰─ ║ waits: the database reads ────────────────────────╯
    30500 us
    ╭ CODE cache_aside.rs ──────────────────── read cart:7 ╮
    │  12   };                                             │
    │  13   let fetch = async || {                         │
    │· 14     let found = app.database().fetch(key).await?;│
    │║ 15 …= app.cache().fill(key, found, lease).await;    │
    │  16     Ok(found)                                    │
    │  17   };                                             │
    ╰─ ║ waits: fill v0 to the cache ──────────────────────╯
    40000 us
    ╭ CODE cache_aside.rs ──────────────────── read cart:7 ╮
    │  12   };                                             │
    │  13   let fetch = async || {                         │
    │· 14     let found = app.database().fetch(key).await?;│
    │◀ 15 …= app.cache().fill(key, found, lease).await;    │
    │  16     Ok(found)                                    │
    │  17   };                                             │
    ╰─ ◀ ended: v0 after 31.2 ms ──────────────────────────╯
    ");
}

#[test]
fn a_read_waits_for_the_flush_that_makes_room() {
    let mut speaker = Speaker::new();
    speaker.say("set cache.capacity 1");
    speaker.say("write user:1");
    speaker.wait_us(10_000);
    speaker.press("r");
    speaker.wait_us(60_000);
    insta::assert_snapshot!(panel(&speaker.session.model, 60, 44), @"
    ╭ CODE write_back.rs ────────────────────── flush of 1 row ╮
    │   4 use crate::node::admission::Admission;               │
    │   5 use crate::node::link::Answer;                       │
    │   6 use crate::node::operation::Cache;                   │
    │   7 use crate::protocol::Write;                          │
    │   8                                                      │
    │   9 pub(crate) async fn write(cache: &Cache, write: Writ…│
    │  10   match cache.admit(write).await? {                  │
    │  11     Admission::Later(ticket) => cache.set_dirty(writ…│
    │  12     Admission::Now => cache.go_on(write_through::wri…│
    │  13   }                                                  │
    │  14 }                                                    │
    │  15                                                      │
    │  16 pub(crate) async fn flush(cache: &Cache, rows: Vec<W…│
    │· 17   let mut batch = cache.database().batch(rows.len());│
    │  18   for row in rows {                                  │
    │║ 19     for saved in batch.persist(row).await? {         │
    │  20       cache.mark_clean(saved);                       │
    │  21     }                                                │
    │  22   }                                                  │
    │  23   Ok(())                                             │
    │  24 }                                                    │
    ╰─ ║ waits: the database writes v1 ────────────────────────╯
    ╭ CODE read_through.rs ─────────────────────── read cart:7 ╮
    │   1 //! Read-through: the cache itself fetches what it m…│
    │   2                                                      │
    │   3 use crate::node::cache::LookUp;                      │
    │   4 use crate::node::link::Answer;                       │
    │   5 use crate::node::operation::Cache;                   │
    │   6 use crate::protocol::{Key, Value};                   │
    │   7                                                      │
    │   8 pub(crate) async fn read(cache: &Cache, key: Key) ->…│
    │·  9   let lease = match cache.get(key).await {           │
    │  10     LookUp::Hit(value) => return Ok(Some(value)),    │
    │  11     LookUp::Miss(lease) => lease,                    │
    │  12   };                                                 │
    │  13   let fetch = async || {                             │
    │· 14     let found = cache.database().fetch(key).await?;  │
    │║ 15     cache.fill(key, found, lease).await;             │
    │  16     Ok(found)                                        │
    │  17   };                                                 │
    │· 18   cache.on_miss(key, fetch).await                    │
    │  19 }                                                    │
    ╰─ ║ waits for room in the cache ──────────────────────────╯
    ");
}

#[test]
fn a_full_queue_writes_through_in_two_files() {
    let mut speaker = Speaker::new();
    speaker.say("set write_back.queue 1");
    speaker.say("set write_back.batch 5");
    speaker.say("set write_back.when_full write-through");
    speaker.say("set database.write_ms 500");
    speaker.say("write user:1");
    speaker.wait_us(100_000);
    speaker.press("w");
    speaker.wait_us(10_000);
    insta::assert_snapshot!(panel(&speaker.session.model, 80, 64), @"
    ╭ CODE write_back.rs ─────────────────────────────────────── write cart:7 = v2 ╮
    │   1 //! Write-back: OK means that the cache has it; the database gets it wit…│
    │   2                                                                          │
    │   3 use super::write_through;                                                │
    │   4 use crate::node::admission::Admission;                                   │
    │   5 use crate::node::link::Answer;                                           │
    │   6 use crate::node::operation::Cache;                                       │
    │   7 use crate::protocol::Write;                                              │
    │   8                                                                          │
    │   9 pub(crate) async fn write(cache: &Cache, write: Write) -> Answer<()> {   │
    │· 10   match cache.admit(write).await? {                                      │
    │  11     Admission::Later(ticket) => cache.set_dirty(write, ticket).await,    │
    │║ 12  Admission::Now => cache.go_on(write_through::write(cache, write)).await,│
    │  13   }                                                                      │
    │  14 }                                                                        │
    │  15                                                                          │
    │  16 pub(crate) async fn flush(cache: &Cache, rows: Vec<Write>) -> Answer<()>…│
    │  17   let mut batch = cache.database().batch(rows.len());                    │
    │  18   for row in rows {                                                      │
    │  19     for saved in batch.persist(row).await? {                             │
    │  20       cache.mark_clean(saved);                                           │
    │  21     }                                                                    │
    │  22   }                                                                      │
    │  23   Ok(())                                                                 │
    │  24 }                                                                        │
    ╰─ ║ waits: write_through.rs runs ─────────────────────────────────────────────╯
    ╭ CODE write_through.rs ──────────────────────────────────── write cart:7 = v2 ╮
    │   3 use crate::node::link::{Answer, Failure};                                │
    │   4 use crate::node::operation::Cache;                                       │
    │   5 use crate::protocol::Write;                                              │
    │   6 use crate::world::WriteThroughOrder;                                     │
    │   7                                                                          │
    │   8 pub(crate) async fn write(cache: &Cache, write: Write) -> Answer<()> {   │
    │   9   match cache.order() {                                                  │
    │  10     WriteThroughOrder::CacheFirst => cache_first(cache, write).await,    │
    │  11     WriteThroughOrder::DatabaseFirst => database_first(cache, write).awa…│
    │  12     WriteThroughOrder::BothAtOnce => both_at_once(cache, write).await,   │
    │  13   }                                                                      │
    │  14 }                                                                        │
    │  15                                                                          │
    │  16 async fn cache_first(cache: &Cache, write: Write) -> Answer<()> {        │
    │· 17   let previous = cache.set(write).await?;                                │
    │║ 18   let persisted = cache.database().persist(write).await;                 │
    │  19   if let Err(failure) = persisted {                                      │
    │  20     cache.undo(write, previous).await;                                   │
    │  21     return Err(failure);                                                 │
    │  22   }                                                                      │
    │  23   cache.mark_clean(write);                                               │
    │  24   Ok(())                                                                 │
    │  25 }                                                                        │
    │  26                                                                          │
    │  27 async fn database_first(cache: &Cache, write: Write) -> Answer<()> {     │
    │  28   let persisted = cache.database().persist(write).await;                 │
    │  29   match persisted {                                                      │
    │  30     Ok(()) => cache.set_clean(write).await,                              │
    │  31     Err(Failure::Unknown) => cache.invalidate(write.key).await,          │
    │  32     Err(Failure::Refused(_)) => {}                                       │
    │  33   }                                                                      │
    │  34   persisted                                                              │
    │  35 }                                                                        │
    │  36                                                                          │
    │  37 async fn both_at_once(cache: &Cache, write: Write) -> Answer<()> {       │
    │  38   let (previous, persisted) =                                            │
    ╰─ ║ waits: the database writes v2 ────────────────────────────────────────────╯
    ");
}

#[test]
fn what_runs_in_the_cache_dies_with_it() {
    let mut speaker = Speaker::new();
    speaker.press("1w");
    speaker.wait_us(20_000);
    speaker.press("c");
    insta::assert_snapshot!(small(&mut speaker, &[20_100, 30_000]), @"
    20100 us
    ╭ CODE write_through.rs ──────────── write cart:7 = v1 ╮
    │  16 async fn cache_first(cache: &Cache, write: Write…│
    │· 17   let previous = cache.set(write).await?;        │
    │╳ 18 …= cache.database().persist(write).await;        │
    │  19   if let Err(failure) = persisted {              │
    │  20     cache.undo(write, previous).await;           │
    │  21     return Err(failure);                         │
    ╰─ ╳ died with the cache ──────────────────────────────╯
    30000 us
    ╭ CODE write_through.rs ──────────── write cart:7 = v1 ╮
    │  16 async fn cache_first(cache: &Cache, write: Write…│
    │· 17   let previous = cache.set(write).await?;        │
    │╳ 18 …= cache.database().persist(write).await;        │
    │  19   if let Err(failure) = persisted {              │
    │  20     cache.undo(write, previous).await;           │
    │  21     return Err(failure);                         │
    ╰─ ╳ died with the cache ──────────────────────────────╯
    ");
}

#[test]
fn before_anything_has_happened_the_patterns_in_force_are_shown() {
    let speaker = Speaker::new();
    insta::assert_snapshot!(panel(&speaker.session.model, 60, 30), @"
    ╭ CODE write_back.rs ──────────────────────────────────────╮
    │   6 use crate::node::operation::Cache;                   │
    │   7 use crate::protocol::Write;                          │
    │   8                                                      │
    │   9 pub(crate) async fn write(cache: &Cache, write: Writ…│
    │  10   match cache.admit(write).await? {                  │
    │  11     Admission::Later(ticket) => cache.set_dirty(writ…│
    │  12     Admission::Now => cache.go_on(write_through::wri…│
    │  13   }                                                  │
    │  14 }                                                    │
    │  15                                                      │
    │  16 pub(crate) async fn flush(cache: &Cache, rows: Vec<W…│
    │  17   let mut batch = cache.database().batch(rows.len());│
    │  18   for row in rows {                                  │
    ╰──────────────────────────────────────────────────────────╯
    ╭ CODE read_through.rs ────────────────────────────────────╮
    │   7                                                      │
    │   8 pub(crate) async fn read(cache: &Cache, key: Key) ->…│
    │   9   let lease = match cache.get(key).await {           │
    │  10     LookUp::Hit(value) => return Ok(Some(value)),    │
    │  11     LookUp::Miss(lease) => lease,                    │
    │  12   };                                                 │
    │  13   let fetch = async || {                             │
    │  14     let found = cache.database().fetch(key).await?;  │
    │  15     cache.fill(key, found, lease).await;             │
    │  16     Ok(found)                                        │
    │  17   };                                                 │
    │  18   cache.on_miss(key, fetch).await                    │
    │  19 }                                                    │
    ╰──────────────────────────────────────────────────────────╯
    ");
    let whole = panel(&speaker.session.model, 60, 30);
    assert!(shown(&whole).iter().all(|file| file.mark.is_none() && file.words.is_none()));
}
