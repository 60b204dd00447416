//! Three small stages, as they should look.

use crate::tui::tests::Speaker;

/// A burst under every pattern, and so long after it.
fn after_a_burst(micros: u64) -> Speaker {
    let mut speaker = Speaker::new();
    speaker.press("vb");
    speaker.wait_us(micros);
    speaker
}

#[test]
fn a_burst_is_under_way_in_three_ways() {
    insta::assert_snapshot!(after_a_burst(1_300).screen(80, 24), @"
     dirtybit  compare · read-through                    ▶ cinema 1×       0.0013 s
     client 1  │ 1 write-through      │▶2 write-back         │ 3 write-around
               │app    ╭cache╮     db │app    ╭cache╮     db │app    ╭cache╮     db
    ▶cart:7    │·  ┄┄┄┄│◆ v1 │v1▶┄ v0 │v1 ┄┄┄┄│▒ v1 │v1▶┄◄v0 │·  ┄┄┄┄│  ·  │┄┄┄┄ v0
     user:1    │·  ┄┄┄┄│◆ v2 │v2▶┄ v0 │v2 ┄┄┄┄│▒ v2 │┄┄┄┄◄v0 │·  ┄┄┄┄│  ·  │┄┄┄┄ v0
     views:42  │·  ┄┄┄┄│◆ v3 │v3▶┄ v0 │v3 ┄┄┄┄│▒ v3 │┄┄┄┄◄v0 │·  ┄┄┄┄│  ·  │┄┄┄┄ v0
     session:9 │·  ┄┄┄┄│◆ v4 │v4▶┄ v0 │v4 ┄┄┄┄│▒ v4 │┄┄┄┄◄v0 │·  ┄┄┄┄│  ·  │┄┄┄┄ v0
     feed:3    │·  ┄┄┄┄│◆ v5 │v5▶┄ v0 │v5 ┄┄┄┄│▒ v5 │┄┄┄┄◄v0 │·  ┄┄┄┄│  ·  │┄┄┄┄ v0
     thumb:5   │·  ┄┄┄┄│  ·  │┄┄┄┄ v0 │·  ┄┄┄┄│  ·  │┄┄┄┄ v0 │·  ┄┄┄┄│  ·  │┄┄┄┄ v0
     stock:11  │·  ┄┄┄┄│  ·  │┄┄┄┄ v0 │·  ┄┄┄┄│  ·  │┄┄┄┄ v0 │·  ┄┄┄┄│  ·  │┄┄┄┄ v0
     price:6   │·  ┄┄┄┄│  ·  │┄┄┄┄ v0 │·  ┄┄┄┄│  ·  │┄┄┄┄ v0 │·  ┄┄┄┄│  ·  │┄┄┄┄ v0
     user:2    │·  ┄┄┄┄│  ·  │┄┄┄┄ v0 │·  ┄┄┄┄│  ·  │┄┄┄┄ v0 │·  ┄┄┄┄│  ·  │┄┄┄┄ v0
     cart:8    │·  ┄┄┄┄│  ·  │┄┄┄┄ v0 │·  ┄┄┄┄│  ·  │┄┄┄┄ v0 │·  ┄┄┄┄│  ·  │┄┄┄┄ v0
               │       ╰─────╯        │       ╰0/5──╯        │       ╰─────╯
               │╰┄ around the cache ┄╯│╰┄ around the cache ┄╯│╰┄┄┄v3▶┄v2▶┄v1▶┄┄┄┄+2╯
    told OK    │      0               │      5 ▒▒▒▒▒▒▒▒▒▒▒▒▒ │      0
    no OK      │?     0               │?     0               │?     0
    durable    │█     0               │█     0               │█     0
    at risk    │▒     0               │▒     5               │▒     0
    LOST       │╳     0               │╳     0               │╳     0
    write p50  │      -               │    1.1 ms ▎          │      -
     write-back: feed:3 told OK, only the cache has it
     LIVE           ┴▒▒▒                               0.001 s  tape: write-back
     v one run  w write  r read  c crash cache  f flush  o knobs     ? help  q quit
    ");
}

#[test]
fn there_is_more_to_say_where_there_is_more_room() {
    let mut speaker = after_a_burst(69_000);
    speaker.press("r");
    speaker.wait_us(40_000);
    insta::assert_snapshot!(speaker.screen(120, 36), @"
     dirtybit  compare · read-through                                           ■ at rest, cinema 1×       0.1090 s  seed 7
     client 1   │ 1 write-through                   │▶2 write-back                      │ 3 write-around
                │app     ╭cache──────────╮       db │app     ╭cache──────────╮       db │app     ╭cache──────────╮       db
    ▶cart:7     │v1 ┄┄┄┄┄│v1   ■ clean   │┄┄┄┄┄┄ v1 │v1 ┄┄┄┄┄│v1   ■ clean   │┄┄┄┄┄┄ v1 │v1 ┄┄┄┄┄│v1   ■ clean   │┄┄┄┄┄┄ v1
     user:1     │v2 ┄┄┄┄┄│v2   ■ clean   │┄┄┄┄┄┄ v2 │v2 ┄┄┄┄┄│v2   ■ clean   │┄┄┄┄┄┄ v2 │v2 ┄┄┄┄┄│·              │┄┄┄┄┄┄ v2
     views:42   │v3 ┄┄┄┄┄│v3   ■ clean   │┄┄┄┄┄┄ v3 │v3 ┄┄┄┄┄│v3   ■ clean   │┄┄┄┄┄┄ v3 │v3 ┄┄┄┄┄│·              │┄┄┄┄┄┄ v3
     session:9  │v4 ┄┄┄┄┄│v4   ■ clean   │┄┄┄┄┄┄ v4 │v4 ┄┄┄┄┄│v4   ■ clean   │┄┄┄┄┄┄ v4 │v4 ┄┄┄┄┄│·              │┄┄┄┄┄┄ v4
     feed:3     │v5 ┄┄┄┄┄│v5   ■ clean   │┄┄┄┄┄┄ v5 │v5 ┄┄┄┄┄│v5   ■ clean   │┄┄┄┄┄┄ v5 │v5 ┄┄┄┄┄│·              │┄┄┄┄┄┄ v5
     thumb:5    │·  ┄┄┄┄┄│·              │┄┄┄┄┄┄ v0 │·  ┄┄┄┄┄│·              │┄┄┄┄┄┄ v0 │·  ┄┄┄┄┄│·              │┄┄┄┄┄┄ v0
     stock:11   │·  ┄┄┄┄┄│·              │┄┄┄┄┄┄ v0 │·  ┄┄┄┄┄│·              │┄┄┄┄┄┄ v0 │·  ┄┄┄┄┄│·              │┄┄┄┄┄┄ v0
     price:6    │·  ┄┄┄┄┄│·              │┄┄┄┄┄┄ v0 │·  ┄┄┄┄┄│·              │┄┄┄┄┄┄ v0 │·  ┄┄┄┄┄│·              │┄┄┄┄┄┄ v0
     user:2     │·  ┄┄┄┄┄│·              │┄┄┄┄┄┄ v0 │·  ┄┄┄┄┄│·              │┄┄┄┄┄┄ v0 │·  ┄┄┄┄┄│·              │┄┄┄┄┄┄ v0
     cart:8     │·  ┄┄┄┄┄│·              │┄┄┄┄┄┄ v0 │·  ┄┄┄┄┄│·              │┄┄┄┄┄┄ v0 │·  ┄┄┄┄┄│·              │┄┄┄┄┄┄ v0
                │        ╰───────────────╯          │        ╰───────────────╯          │        ╰───────────────╯
                │╰┄ around the cache ┄┄┄┄┄┄┄┄┄┄┄┄┄┄╯│╰┄ around the cache ┄┄┄┄┄┄┄┄┄┄┄┄┄┄╯│╰┄ around the cache ┄┄┄┄┄┄┄┄┄┄┄┄┄┄╯
    told OK     │      5 ██████████████████████████ │      5 ██████████████████████████ │      5 ██████████████████████████
    no OK       │?     0                            │?     0                            │?     0
    durable     │█     5                            │█     5                            │█     5
    superseded  │▓     0                            │▓     0                            │▓     0
    at risk     │▒     0                            │▒     0                            │▒     0
    LOST        │╳     0                            │╳     0                            │╳     0
    write p50   │   55.1 ms ██████████████████████  │    1.1 ms ▌                       │   54.0 ms █████████████████████▋
    stale read  │      0                            │      0                            │      0
    fresh read  │      1                            │      1                            │      1
    read p50    │    1.1 ms ▌                       │    1.1 ms ▌                       │   30.2 ms ████████████▏
    db rows     │      5                            │      5                            │      5
    db reads    │      0                            │      0                            │      1
     Every key acts on all of these runs at once: press w to write, then c.
    ╭ WHAT HAPPENED under write-back ──────────────────────────────────────────────────────────────────────────────────────╮
    │ 0.096 The flush saved 5 rows in 95.0 ms.                                                                             │
    │ 0.070 Reading cart:7 returned v1 in 1.1 ms: a hit in the cache.                                                      │
    │ 0.001 feed:3 = v5 was acknowledged in 1.1 ms. Only the cache has it: the database still has v0.                      │
    │ 0.001 session:9 = v4 was acknowledged in 1.1 ms. Only the cache has it: the database still has v0.                   │
    ╰──────────────────────────────────────────────────────────────────────────────────────────────────────────────────────╯
     LIVE           ▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒────                                    0.109 s  tape: write-back
     v one run  w write  r read  c crash cache  o knobs  : prompt  1 write-through  3 write-around  C traps  ? help  q quit
    ");
}

#[test]
fn a_crash_took_what_only_the_cache_had() {
    let mut speaker = after_a_burst(69_000);
    speaker.press("c");
    speaker.wait_us(200_000);
    insta::assert_snapshot!(speaker.screen(80, 24), @"
     dirtybit  compare · read-through           ■ at rest, cinema 1×       0.1190 s
     client 1  │ 1 write-through      │▶2 write-back         │ 3 write-around
               │app    ╭DOWN ╮     db │app     DOWN─      db │app    ╭DOWN─╮     db
    ▶cart:7    │v1 ┄┄┄┄   ·   ┄┄┄┄ v1 │v1 ┄┄┄┄│  ·  │┄┄┄┄ v1 │v1 ┄┄┄┄│  ·  │┄┄┄┄ v1
     user:1    │v2 ┄┄┄┄│  ·  │┄┄┄┄ v2 │v2 ┄┄┄┄│  ·  │┄┄┄┄ v2 │v2 ┄┄┄┄   ·   ┄┄┄┄ v2
     views:42  │v3 ┄┄┄┄│  ·  │┄┄┄┄ v3 │v3 ┄┄┄┄   ·   ┄┄┄┄ v3 │v3 ┄┄┄┄   ·   ┄┄┄┄ v3
     session:9 │v4 ┄┄┄┄   ·   ┄┄┄┄ v4 │v4 ╳┄┄┄ ╳ v4  ┄┄┄┄╳v0 │v4 ┄┄┄┄│  ·  │┄┄┄┄ v4
     feed:3    │·  ?┄┄┄   ·   ┄┄┄┄ v5 │v5 ╳┄┄┄│╳ v5 │┄┄┄┄╳v0 │v5 ┄┄┄┄   ·   ┄┄┄┄ v5
     thumb:5   │·  ┄┄┄┄│  ·  │┄┄┄┄ v0 │·  ┄┄┄┄   ·   ┄┄┄┄ v0 │·  ┄┄┄┄│  ·  │┄┄┄┄ v0
     stock:11  │·  ┄┄┄┄   ·   ┄┄┄┄ v0 │·  ┄┄┄┄│  ·  │┄┄┄┄ v0 │·  ┄┄┄┄│  ·  │┄┄┄┄ v0
     price:6   │·  ┄┄┄┄│  ·  │┄┄┄┄ v0 │·  ┄┄┄┄│  ·  │┄┄┄┄ v0 │·  ┄┄┄┄   ·   ┄┄┄┄ v0
     user:2    │·  ┄┄┄┄│  ·  │┄┄┄┄ v0 │·  ┄┄┄┄   ·   ┄┄┄┄ v0 │·  ┄┄┄┄   ·   ┄┄┄┄ v0
     cart:8    │·  ┄┄┄┄   ·   ┄┄┄┄ v0 │·  ┄┄┄┄   ·   ┄┄┄┄ v0 │·  ┄┄┄┄│  ·  │┄┄┄┄ v0
               │         ── ─         │       ╰  ── ╯        │        ─  ──
               │╰┄ around the cache ┄╯│╰┄ around the cache ┄╯│╰┄ around the cache ┄╯
    told OK    │      4 ███████████   │      5 ████████╳╳╳╳╳ │      5 █████████████
    no OK      │?     1 unknown       │?     0               │?     0
    durable    │█     4               │█     3               │█     5
    at risk    │▒     0               │▒     0               │▒     0
    LOST       │╳     0               │╳     2 LOST          │╳     0
    write p50  │   55.1 ms ██████████▏│    1.1 ms ▎          │   54.0 ms █████████▉
     2 acknowledged writes are LOST under write-back, none elsewhere.
     LIVE           ▒▒▒▒▒▒▒▒▒▒▒╳───────                0.119 s  tape: write-back
     c restart cache  v one run  w write  r read  o knobs  : prompt  ? help  q quit
    ");
}
