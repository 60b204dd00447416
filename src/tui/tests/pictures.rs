//! Whole screens, as they should look.

mod anomalies;
mod compare;
mod faults;
mod journal;

use super::Speaker;

#[test]
fn at_rest_everything_is_in_its_place() {
    let mut speaker = Speaker::new();
    speaker.session.model.at_rest = true;
    insta::assert_snapshot!(speaker.screen(80, 24), @"
     dirtybit  write-back · read-through        ■ at rest, cinema 1×       0.0000 s
    ╭ APP believes ─────────╮        ╭ CACHE is cold ─╮         ╭ DATABASE ────────╮
    │▶cart:7    ·           │┄┄┄┄┄┄┄┄│ ·              │┄┄┄┄┄┄┄┄┄│ v0               │
    │ user:1    ·           │┄┄┄┄┄┄┄┄│ ·              │┄┄┄┄┄┄┄┄┄│ v0               │
    │ views:42  ·           │┄┄┄┄┄┄┄┄│ ·              │┄┄┄┄┄┄┄┄┄│ v0               │
    │ session:9 ·           │┄┄┄┄┄┄┄┄│ ·              │┄┄┄┄┄┄┄┄┄│ v0               │
    │ feed:3    ·           │┄┄┄┄┄┄┄┄│ ·              │┄┄┄┄┄┄┄┄┄│ v0               │
    │ thumb:5   ·           │┄┄┄┄┄┄┄┄│ ·              │┄┄┄┄┄┄┄┄┄│ v0               │
    │ stock:11  ·           │┄┄┄┄┄┄┄┄│ ·              │┄┄┄┄┄┄┄┄┄│ v0               │
    │ price:6   ·           │┄┄┄┄┄┄┄┄│ ·              │┄┄┄┄┄┄┄┄┄│ v0               │
    │ user:2    ·           │┄┄┄┄┄┄┄┄│ ·              │┄┄┄┄┄┄┄┄┄│ v0               │
    │ cart:8    ·           │┄┄┄┄┄┄┄┄│ ·              │┄┄┄┄┄┄┄┄┄│ v0               │
    ╰───────────────────────╯        ╰────────────────╯         ╰──────────────────╯
                ╰┄ around the cache ┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄╯
    ╭ LEDGER ── 0 acknowledged╮╭ LATENCY ms (p50) ─────╮╭ WHAT HAPPENED ───────────╮
    │                         ││  through     -        ││ Press w to write the     │
    │ █     0 durable         ││  back        -        ││ selected key. Watch where│
    │ ▓     0 superseded      ││  around      -        ││ the new version is, and  │
    │ ▒     0 at risk         ││  hit         -        ││ where it is not yet. Then│
    │ ╳     0 LOST            ││  miss        -        ││ press c.                 │
    │ no write in flight      ││                       ││                          │
    ╰─────────────────────────╯╰───────────────────────╯╰──────────────────────────╯
     LIVE                                                                   0.000 s
     w write  r read  c crash cache  o knobs  : prompt  1 through    ? help  q quit
    ");
}

#[test]
fn a_write_is_seen_on_its_way_to_the_cache() {
    let mut speaker = Speaker::new();
    speaker.press("w");
    speaker.wait_us(300);
    insta::assert_snapshot!(speaker.screen(80, 24), @"
     dirtybit  write-back · read-through                 ▶ cinema 1×       0.0003 s
    ╭ APP believes ─────────╮        ╭ CACHE is cold ─╮         ╭ DATABASE ────────╮
    │▶cart:7    ·     0.3 ms│━━━v1▶┄┄│ ·              │┄┄┄┄┄┄┄┄┄│ v0               │
    │ user:1    ·           │┄┄┄┄┄┄┄┄│ ·              │┄┄┄┄┄┄┄┄┄│ v0               │
    │ views:42  ·           │┄┄┄┄┄┄┄┄│ ·              │┄┄┄┄┄┄┄┄┄│ v0               │
    │ session:9 ·           │┄┄┄┄┄┄┄┄│ ·              │┄┄┄┄┄┄┄┄┄│ v0               │
    │ feed:3    ·           │┄┄┄┄┄┄┄┄│ ·              │┄┄┄┄┄┄┄┄┄│ v0               │
    │ thumb:5   ·           │┄┄┄┄┄┄┄┄│ ·              │┄┄┄┄┄┄┄┄┄│ v0               │
    │ stock:11  ·           │┄┄┄┄┄┄┄┄│ ·              │┄┄┄┄┄┄┄┄┄│ v0               │
    │ price:6   ·           │┄┄┄┄┄┄┄┄│ ·              │┄┄┄┄┄┄┄┄┄│ v0               │
    │ user:2    ·           │┄┄┄┄┄┄┄┄│ ·              │┄┄┄┄┄┄┄┄┄│ v0               │
    │ cart:8    ·           │┄┄┄┄┄┄┄┄│ ·              │┄┄┄┄┄┄┄┄┄│ v0               │
    ╰───────────────────────╯        ╰────────────────╯         ╰──────────────────╯
                ╰┄ around the cache ┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄╯
    ╭ LEDGER ── 0 acknowledged╮╭ LATENCY ms (p50) ─────╮╭ WHAT HAPPENED ───────────╮
    │                         ││  through     -        ││ Press w to write the     │
    │ █     0 durable         ││  back        -        ││ selected key. Watch where│
    │ ▓     0 superseded      ││  around      -        ││ the new version is, and  │
    │ ▒     0 at risk         ││  hit         -        ││ where it is not yet. Then│
    │ ╳     0 LOST            ││  miss        -        ││ press c.                 │
    │ 1 in flight             ││                       ││                          │
    ╰─────────────────────────╯╰───────────────────────╯╰─ now: v1 to cache ───────╯
     LIVE           ┴                                                       0.000 s
     w write  r read  c crash cache  o knobs  : prompt  1 through    ? help  q quit
    ");
}

#[test]
fn rows_of_a_flush_are_saved_one_after_the_other() {
    let mut speaker = Speaker::new();
    speaker.press("b");
    speaker.wait_us(61_000);
    insta::assert_snapshot!(speaker.screen(80, 24), @"
     dirtybit  write-back · read-through                 ▶ cinema 1×       0.0610 s
    ╭ APP believes ─────────╮        ╭ CACHE 4 dirty ─╮         ╭ DATABASE ────────╮
    │▶cart:7    v1    1.1 ms│┄┄┄┄┄┄┄┄│ v1   ■ clean   │┄┄┄┄┄┄┄┄┄│ v1               │
    │ user:1    v2    1.1 ms│┄┄┄┄┄┄┄┄│ v2   ▒ flushing│━━━━v2▶┄┄│ v0   1 behind    │
    │ views:42  v3    1.1 ms│┄┄┄┄┄┄┄┄│ v3   ▒ flushing│┄┄┄┄┄┄┄┄┄│ v0   1 behind    │
    │ session:9 v4    1.1 ms│┄┄┄┄┄┄┄┄│ v4   ▒ flushing│┄┄┄┄┄┄┄┄┄│ v0   1 behind    │
    │ feed:3    v5    1.1 ms│┄┄┄┄┄┄┄┄│ v5   ▒ flushing│┄┄┄┄┄┄┄┄┄│ v0   1 behind    │
    │ thumb:5   ·           │┄┄┄┄┄┄┄┄│ ·              │┄┄┄┄┄┄┄┄┄│ v0               │
    │ stock:11  ·           │┄┄┄┄┄┄┄┄│ ·              │┄┄┄┄┄┄┄┄┄│ v0               │
    │ price:6   ·           │┄┄┄┄┄┄┄┄│ ·              │┄┄┄┄┄┄┄┄┄│ v0               │
    │ user:2    ·           │┄┄┄┄┄┄┄┄│ ·              │┄┄┄┄┄┄┄┄┄│ v0               │
    │ cart:8    ·           │┄┄┄┄┄┄┄┄│ ·              │┄┄┄┄┄┄┄┄┄│ v0               │
    ╰───────────────────────╯        ╰─ flushed 1/5 ──╯         ╰──────────────────╯
                ╰┄ around the cache ┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄╯
    ╭ LEDGER ── 5 acknowledged╮╭ LATENCY ms (p50) ─────╮╭ WHAT HAPPENED ───────────╮
    │ █████▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒ ││  through     -        ││ 0.001 feed:3 = v5 was    │
    │ █     1 durable         ││  back      1.1 ▏      ││ acknowledged in 1.1 ms.  │
    │ ▓     0 superseded      ││  around      -        ││ Only the cache has it:   │
    │ ▒     4 at risk         ││  hit         -        ││ the database still has   │
    │ ╳     0 LOST            ││  miss        -        ││ v0.                      │
    │ no write in flight      ││                       ││ 0.001 session:9 = v4 was │
    ╰─────────────────────────╯╰───────────────────────╯╰─ now: v2 to database ────╯
     LIVE           ▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒                        0.061 s
     w write  r read  c crash cache  f flush  o knobs  : prompt      ? help  q quit
    ");
}

#[test]
fn a_crash_breaks_the_cache_and_names_what_is_lost() {
    let mut speaker = Speaker::new();
    speaker.press("2www");
    speaker.wait_us(100_000);
    speaker.press("c");
    insta::assert_snapshot!(speaker.screen(80, 24), @"
     dirtybit  write-back · read-through        ■ at rest, cinema 1×       0.1000 s
    ╭ APP believes ─────────╮        ╭ CACHE CRASHED ╳          ╭ DATABASE ────────╮
    │▶cart:7    v3    ! LOST│┄┄┄┄┄┄┄┄  v3   ╳ LOST    ╳┄┄┄┄┄┄┄┄┄│ v0   ╳ 3 LOST    │
    │ user:1    ·           │┄┄┄┄┄┄┄┄╳ ·              │┄┄┄┄┄┄┄┄┄│ v0               │
    │ views:42  ·           │┄┄┄┄┄┄┄┄│ ·               ┄┄┄┄┄┄┄┄┄│ v0               │
    │ session:9 ·           │┄┄┄┄┄┄┄┄  ·              │┄┄┄┄┄┄┄┄┄│ v0               │
    │ feed:3    ·           │┄┄┄┄┄┄┄┄│ ·              │┄┄┄┄┄┄┄┄┄│ v0               │
    │ thumb:5   ·           │┄┄┄┄┄┄┄┄│ ·               ┄┄┄┄┄┄┄┄┄│ v0               │
    │ stock:11  ·           │┄┄┄┄┄┄┄┄  ·              ╳┄┄┄┄┄┄┄┄┄│ v0               │
    │ price:6   ·           │┄┄┄┄┄┄┄┄╳ ·              │┄┄┄┄┄┄┄┄┄│ v0               │
    │ user:2    ·           │┄┄┄┄┄┄┄┄│ ·               ┄┄┄┄┄┄┄┄┄│ v0               │
    │ cart:8    ·           │┄┄┄┄┄┄┄┄  ·              │┄┄┄┄┄┄┄┄┄│ v0               │
    ╰───────────────────────╯        ╰ ─╳ ── ─╳ ── ─╳ ╯         ╰──────────────────╯
                ╰┄ around the cache ┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄╯
    ╭ LEDGER ── 3 acknowledged╮╔ POST-MORTEM: 3 acknowledged writes are LOST ══════╗
    │ ╳╳╳╳╳╳╳╳╳╳╳╳╳╳╳╳╳╳╳╳╳╳╳ │║ lost write           told OK at  database has     ║
    │ █     0 durable         │║ ╳ cart:7 = v1           0.001 s  v0               ║
    │ ▓     0 superseded      │║ ╳ cart:7 = v2           0.001 s  v0               ║
    │ ▒     0 at risk         │║ ╳ cart:7 = v3           0.001 s  v0               ║
    │ ╳     3 LOST            │║ The journal (o) or write-through (1) would have   ║
    │ no write in flight      │║ saved them.                                       ║
    ╰─ ! 3 anomalies ─────────╯╚═ enter closes ════════════════════════════════════╝
     LIVE           ┴─────────────────────────╳                             0.100 s
     enter close  c restart cache  w write  r read  o knobs  ↑↓ key  ? help  q quit
    ");
}

#[test]
fn writes_around_the_cache_follow_one_another_on_the_road() {
    let mut speaker = Speaker::new();
    speaker.press("3bx");
    speaker.wait_us(1_500);
    insta::assert_snapshot!(speaker.screen(120, 24), @"
     dirtybit  write-around · read-through                                               ▶ cinema 1×       0.0015 s  seed 7
    ╭ APP believes ───────────────╮                   ╭ CACHE is cold ───────╮                    ╭ DATABASE ──────────────╮
    │▶cart:7          ·     1.5 ms│┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄│ ·                    │┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄│ v0                     │
    │ user:1          ·     1.5 ms│┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄│ ·                    │┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄│ v0                     │
    │ views:42        ·     1.5 ms│┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄│ ·                    │┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄│ v0                     │
    │ session:9       ·     1.5 ms│┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄│ ·                    │┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄│ v0                     │
    │ feed:3          ·     1.5 ms│┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄│ ·                    │┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄│ v0                     │
    │ thumb:5         ·           │┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄│ ·                    │┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄│ v0                     │
    │ stock:11        ·           │┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄│ ·                    │┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄│ v0                     │
    │ price:6         ·           │┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄│ ·                    │┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄│ v0                     │
    │ user:2          ·           │┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄│ ·                    │┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄│ v0                     │
    │ cart:8          ·           │┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄│ ·                    │┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄│ v0                     │
    ╰─────────────────────────────╯                   ╰──────────────────────╯                    ╰────────────────────────╯
                   ╰┄┄┄┄┄┄┄┄┄┄┄feed:3 v5▶┄session:9 v4▶┄views:42 v3▶┄user:1 v2▶┄cart:7 v1▶┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄╯
    ╭ LEDGER ────── 0 acknowledged ╮╭ LATENCY ms (p50) ───────────────╮╭ WHAT HAPPENED ────────────────────────────────────╮
    │                              ││  through     -                  ││ 0.000 New writes are write-around from now on.    │
    │ █     0 durable              ││  back        -                  ││                                                   │
    │ ▓     0 superseded           ││  around      -                  ││                                                   │
    │ ▒     0 at risk              ││  hit         -                  ││                                                   │
    │ ╳     0 LOST                 ││  miss        -                  ││                                                   │
    │ 6 in flight                  ││                                 ││                                                   │
    ╰──────────────────────────────╯╰─────────────────────────────────╯╰─ now: delete to database ─────────────────────────╯
     LIVE           ┴──────                                                0.002 s ┴ write ▒ flush ▼ crash ! anomaly ╳ lost
     w write  r read  c crash cache  o knobs  : prompt  1 through  2 back  space pause  tab reads  F faults  ? help  q quit
    ");
}
