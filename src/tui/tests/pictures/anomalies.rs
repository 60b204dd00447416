//! What went wrong, called by its name where it happened, and what would have cured it.

use crate::tui::tests::Speaker;

#[test]
fn a_stale_hit_marks_its_lane() {
    let mut speaker = Speaker::new();
    speaker.say("write-pattern write-around");
    speaker.say("read cart:7");
    speaker.wait_us(100_000);
    speaker.say("write cart:7");
    speaker.wait_us(100_000);
    speaker.say("read cart:7");
    speaker.wait_us(100_000);
    insta::assert_snapshot!(speaker.screen(80, 24), @"
     dirtybit  write-around · read-through      ■ at rest, cinema 1×       0.2000 s
    ╭ APP believes ─────────╮        ╭ CACHE ─────────╮         ╭ DATABASE ────────╮
    │▶cart:7    v0   ! STALE│┄┄┄┄┄┄┄┄│ v0   ◄ stale   │┄┄┄┄┄┄┄┄┄│ v1               │
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
    ╭ LEDGER ── 1 acknowledged╮╭ LATENCY ms (p50) ─────╮╭ WHAT HAPPENED ───────────╮
    │ ███████████████████████ ││  through     -        ││ 0.151 STALE HIT (cart:7):│
    │ █     1 durable         ││  back        -        ││ The cache answered with  │
    │ ▓     0 superseded      ││  around   54.0 ██████▎││ an old copy, although a  │
    │ ▒     0 at risk         ││  hit       1.1 ▏      ││ newer write had been     │
    │ ╳     0 LOST            ││  miss     30.2 ███▌   ││ acknowledged. Also       │
    │ reads 1 STALE, 1 fresh  ││                       ││ broken: read your writes.│
    ╰─ ! 3 anomalies ─────────╯╰───────────────────────╯╰──────────────────────────╯
     LIVE           ┬────┴─────!───┬!────                                   0.200 s
     w write  r read  c crash cache  o knobs  : prompt  1 through    ? help  q quit
    ");
}

#[test]
fn an_entry_that_only_seems_saved_is_unsaved() {
    let mut speaker = Speaker::new();
    speaker.say("set write_back.failed_flush drop");
    speaker.say("write cart:7");
    speaker.wait_us(2_000);
    speaker.say("refuse-write");
    speaker.say("flush");
    speaker.wait_us(100_000);
    insta::assert_snapshot!(speaker.screen(80, 24), @"
     dirtybit  write-back · read-through        ■ at rest, cinema 1×       0.1020 s
    ╭ APP believes ─────────╮        ╭ CACHE ─────────╮         ╭ DATABASE ────────╮
    │▶cart:7    v1  DIVERGED│┄┄┄┄┄┄┄┄│ v1   ╳ unsaved │┄┄┄┄┄┄┄┄┄│ v0   1 behind    │
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
    ╭ LEDGER ── 1 acknowledged╮╭ LATENCY ms (p50) ─────╮╭ WHAT HAPPENED ───────────╮
    │ ▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒ ││  through     -        ││ 0.061 DIVERGENCE         │
    │ █     0 durable         ││  back      1.1 ▏      ││ (cart:7): Cache and      │
    │ ▓     0 superseded      ││  around      -        ││ database hold different  │
    │ ▒     1 at risk         ││  hit         -        ││ values for this key, and │
    │ ╳     0 LOST            ││  miss        -        ││ nothing is on its way to │
    │ no write in flight      ││                       ││ change that.             │
    ╰─ ! 1 anomaly ───────────╯╰───────────────────────╯╰──────────────────────────╯
     LIVE           ▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒!──────────                             0.102 s
     w write  r read  c crash cache  o knobs  : prompt  1 through    ? help  q quit
    ");
}

#[test]
fn the_post_mortem_names_the_knob_that_would_have_saved_each() {
    let mut speaker = Speaker::new();
    speaker.say("set write_back.failed_flush drop");
    speaker.say("write cart:7");
    speaker.wait_us(2_000);
    speaker.say("refuse-write");
    speaker.say("flush");
    speaker.wait_us(100_000);
    speaker.say("write user:1");
    speaker.say("write feed:3");
    speaker.wait_us(2_000);
    speaker.say("crash cache");
    insta::assert_snapshot!(speaker.screen(80, 24), @"
     dirtybit  write-back · read-through        ■ at rest, cinema 1×       0.1040 s
    ╭ APP believes ─────────╮        ╭ CACHE CRASHED ╳          ╭ DATABASE ────────╮
    │▶cart:7    v1    ! LOST│┄┄┄┄┄┄┄┄  v1   ╳ LOST    ╳┄┄┄┄┄┄┄┄┄│ v0   ╳ 1 LOST    │
    │ user:1    v2    ! LOST│┄┄┄┄┄┄┄┄╳ v2   ╳ LOST    │┄┄┄┄┄┄┄┄┄│ v0   ╳ 1 LOST    │
    │ views:42  ·           │┄┄┄┄┄┄┄┄│ ·               ┄┄┄┄┄┄┄┄┄│ v0               │
    │ session:9 ·           │┄┄┄┄┄┄┄┄  ·              │┄┄┄┄┄┄┄┄┄│ v0               │
    │ feed:3    v3    ! LOST│┄┄┄┄┄┄┄┄│ v3   ╳ LOST    │┄┄┄┄┄┄┄┄┄│ v0   ╳ 1 LOST    │
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
    │ ▓     0 superseded      │║ ╳ user:1 = v2           0.103 s  v0               ║
    │ ▒     0 at risk         │║ ╳ feed:3 = v3           0.103 s  v0               ║
    │ ╳     3 LOST            │║ The journal (o) or write-through (1) would have   ║
    │ no write in flight      │║ saved them.                                       ║
    ╰─ ! 4 anomalies ─────────╯╚═ enter closes ════════════════════════════════════╝
     LIVE           ▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒!──────────╳                            0.104 s
     enter close  c restart cache  w write  r read  o knobs  ↑↓ key  ? help  q quit
    ");
}

#[test]
fn a_timeout_is_told_as_a_timeout_and_a_death_as_a_death() {
    let mut speaker = Speaker::new();
    speaker.say("cut app-cache");
    speaker.say("write cart:7");
    speaker.wait_us(2_100_000);
    speaker.say("heal app-cache");
    speaker.say("write-pattern write-through");
    speaker.say("client 2: write user:1");
    speaker.wait_us(20_000);
    speaker.say("kill 2");
    insta::assert_snapshot!(speaker.screen(120, 36), @"
     dirtybit  write-through · read-through                                              ▶ cinema 1/28×    2.0200 s  seed 7
    ╭ APP believes ───────────────╮                   ╭ CACHE ───────────────╮                    ╭ DATABASE ──────────────╮
    │▶cart:7          ·  ! UNKNOWN│┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄│ ·                    │┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄│ v0                     │
    │                             │                   │                      │                    │                        │
    │ user:1          ·  ! UNKNOWN│┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄│ v2   ◆ pending       │┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄│ v0   ▓▓▓▓▓░░░░░░░░ v2  │
    │                             │                   │                      │                    │                        │
    │ views:42        ·           │┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄│ ·                    │┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄│ v0                     │
    │                             │                   │                      │                    │                        │
    │ session:9       ·           │┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄│ ·                    │┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄│ v0                     │
    │                             │                   │                      │                    │                        │
    │ feed:3          ·           │┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄│ ·                    │┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄│ v0                     │
    │                             │                   │                      │                    │                        │
    │ thumb:5         ·           │┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄│ ·                    │┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄│ v0                     │
    │                             │                   │                      │                    │                        │
    │ stock:11        ·           │┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄│ ·                    │┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄│ v0                     │
    │                             │                   │                      │                    │                        │
    │ price:6         ·           │┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄│ ·                    │┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄│ v0                     │
    │                             │                   │                      │                    │                        │
    │ user:2          ·           │┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄│ ·                    │┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄│ v0                     │
    │                             │                   │                      │                    │                        │
    │ cart:8          ·           │┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄│ ·                    │┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄│ v0                     │
    │                             │                   │                      │                    │                        │
    ╰─ client 2 killed ───────────╯                   ╰──────────────────────╯                    ╰─ 1 busy ───────────────╯
                   ╰┄ around the cache ┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄╯
    ╭ LEDGER ────── 0 acknowledged ╮╭ LATENCY ms (p50) ───────────────╮╭ WHAT HAPPENED ────────────────────────────────────╮
    │                              ││ write                           ││ 2.020 AMBIGUOUS OUTCOME (user:1): Client 2 was    │
    │ █     0 durable              ││  through     -                  ││ killed before the answer came: its write may have │
    │ ▓     0 superseded           ││  back        -                  ││ happened, or not.                                 │
    │ ▒     0 at risk              ││  around      -                  ││ 2.020 Client 2: Writing user:1 = v2: its client   │
    │ ╳     0 LOST                 ││ read                            ││ was killed before the answer came. It may have    │
    │ 2 unknown                    ││  hit         -                  ││ happened or not.                                  │
    │ no read yet                  ││  miss        -                  ││ 2.020 Client 2 was killed. It never hears how 1   │
    │ hits: - of 0 look-ups        ││                                 ││ operation ended; what was asked for goes on.      │
    ╰─ ! 2 anomalies ──────────────╯╰─────────────────────────────────╯╰─ now: database: v2 ───────────────────────────────╯
     LIVE           ┴───────────────────!!                                 2.020 s ┴ write ▒ flush ▼ crash ! anomaly ╳ lost
     w write  r read  c crash cache  o knobs  : prompt  2 back  3 around  space pause  tab reads  F faults   ? help  q quit
    ");
}

#[test]
fn many_losses_at_once_make_one_sentence() {
    let mut speaker = Speaker::new();
    speaker.press("b");
    speaker.wait_us(20_000);
    speaker.say("crash cache");
    speaker.key(crossterm::event::KeyCode::Esc);
    insta::assert_snapshot!(speaker.screen(80, 24), @"
     dirtybit  write-back · read-through                 ▶ cinema 1/26×    0.0200 s
    ╭ APP believes ─────────╮        ╭ CACHE CRASHED ╳          ╭ DATABASE ────────╮
    │▶cart:7    v1    1.1 ms│┄┄┄┄┄┄┄┄  ·              ╳┄┄┄┄┄┄┄┄┄│ v0   ▓▓░░░░░ v1  │
    │ user:1    v2    ! LOST│┄┄┄┄┄┄┄┄╳ v2   ╳ LOST    │┄┄┄┄┄┄┄┄┄│ v0   ╳ 1 LOST    │
    │ views:42  v3    ! LOST│┄┄┄┄┄┄┄┄│ v3   ╳ LOST     ┄┄┄┄┄┄┄┄┄│ v0   ╳ 1 LOST    │
    │ session:9 v4    ! LOST│┄┄┄┄┄┄┄┄  v4   ╳ LOST    │┄┄┄┄┄┄┄┄┄│ v0   ╳ 1 LOST    │
    │ feed:3    v5    ! LOST│┄┄┄┄┄┄┄┄│ v5   ╳ LOST    │┄┄┄┄┄┄┄┄┄│ v0   ╳ 1 LOST    │
    │ thumb:5   ·           │┄┄┄┄┄┄┄┄│ ·               ┄┄┄┄┄┄┄┄┄│ v0               │
    │ stock:11  ·           │┄┄┄┄┄┄┄┄  ·              ╳┄┄┄┄┄┄┄┄┄│ v0               │
    │ price:6   ·           │┄┄┄┄┄┄┄┄╳ ·              │┄┄┄┄┄┄┄┄┄│ v0               │
    │ user:2    ·           │┄┄┄┄┄┄┄┄│ ·               ┄┄┄┄┄┄┄┄┄│ v0               │
    │ cart:8    ·           │┄┄┄┄┄┄┄┄  ·              │┄┄┄┄┄┄┄┄┄│ v0               │
    ╰───────────────────────╯        ╰ ─╳ ── ─╳ ── ─╳ ╯         ╰─ 1 busy ─────────╯
                ╰┄ around the cache ┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄╯
    ╭ LEDGER ── 5 acknowledged╮╭ LATENCY ms (p50) ─────╮╭ WHAT HAPPENED ───────────╮
    │ ▒▒▒▒▒╳╳╳╳╳╳╳╳╳╳╳╳╳╳╳╳╳╳ ││  through     -        ││ 0.020 ACKNOWLEDGED BUT   │
    │ █     0 durable         ││  back      1.1 ▏      ││ LOST (user:1 and 3       │
    │ ▓     0 superseded      ││  around      -        ││ others): The client was  │
    │ ▒     1 at risk         ││  hit         -        ││ told OK, and the write is│
    │ ╳     4 LOST            ││  miss        -        ││ gone: no copy of it is   │
    │ no write in flight      ││                       ││ left anywhere.           │
    ╰─ ! 4 anomalies ─────────╯╰───────────────────────╯╰─ now: database: v1 ──────╯
     LIVE           ▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒╳                                  0.020 s
     c restart cache  w write  r read  o knobs  : prompt  1 through  ? help  q quit
    ");
}

#[test]
fn a_stampede_is_a_crowd_on_one_lane() {
    let mut speaker = Speaker::new();
    for client in 1..=6 {
        speaker.say(&format!("client {client}: read cart:7"));
    }
    speaker.wait_us(2_000);
    insta::assert_snapshot!(speaker.screen(80, 24), @"
     dirtybit  write-back · read-through                 ▶ cinema 1×       0.0020 s
    ╭ APP believes ─────────╮        ╭ CACHE is cold ─╮         ╭ DATABASE ────────╮
    │▶cart:7    · ! STAMPEDE│┄┄┄┄┄┄┄┄│ ·              │━6×read▶┄│ v0               │
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
    │                         ││  through     -        ││ 0.001 STAMPEDE (cart:7): │
    │ █     0 durable         ││  back        -        ││ One key was missing, and │
    │ ▓     0 superseded      ││  around      -        ││ everybody who wanted it  │
    │ ▒     0 at risk         ││  hit         -        ││ went to the database at  │
    │ ╳     0 LOST            ││  miss        -        ││ once.                    │
    │ 6 reads in flight       ││                       ││                          │
    ╰─ ! 1 anomaly ───────────╯╰───────────────────────╯╰─ now: read at database ──╯
     LIVE           ┬──!──────                                              0.002 s
     w write  r read  c crash cache  o knobs  : prompt  1 through    ? help  q quit
    ");
    speaker.wait_us(6_000);
    insta::assert_snapshot!(speaker.screen(80, 24), @"
     dirtybit  write-back · read-through                 ▶ cinema 1×       0.0080 s
    ╭ APP believes ─────────╮        ╭ CACHE is cold ─╮         ╭ DATABASE ────────╮
    │▶cart:7    · ! STAMPEDE│┄┄┄┄┄┄┄┄│ ·              │┄┄┄┄┄┄┄┄┄│ v0   ▓░░░░ 4×read│
    │ user:1    ·           │┄┄┄┄┄┄┄┄│ ·              │┄┄┄┄┄┄┄┄┄│ v0               │
    │ views:42  ·           │┄┄┄┄┄┄┄┄│ ·              │┄┄┄┄┄┄┄┄┄│ v0               │
    │ session:9 ·           │┄┄┄┄┄┄┄┄│ ·              │┄┄┄┄┄┄┄┄┄│ v0               │
    │ feed:3    ·           │┄┄┄┄┄┄┄┄│ ·              │┄┄┄┄┄┄┄┄┄│ v0               │
    │ thumb:5   ·           │┄┄┄┄┄┄┄┄│ ·              │┄┄┄┄┄┄┄┄┄│ v0               │
    │ stock:11  ·           │┄┄┄┄┄┄┄┄│ ·              │┄┄┄┄┄┄┄┄┄│ v0               │
    │ price:6   ·           │┄┄┄┄┄┄┄┄│ ·              │┄┄┄┄┄┄┄┄┄│ v0               │
    │ user:2    ·           │┄┄┄┄┄┄┄┄│ ·              │┄┄┄┄┄┄┄┄┄│ v0               │
    │ cart:8    ·           │┄┄┄┄┄┄┄┄│ ·              │┄┄┄┄┄┄┄┄┄│ v0               │
    ╰───────────────────────╯        ╰────────────────╯         ╰─ 4 busy 2 wait ──╯
                ╰┄ around the cache ┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄╯
    ╭ LEDGER ── 0 acknowledged╮╭ LATENCY ms (p50) ─────╮╭ WHAT HAPPENED ───────────╮
    │                         ││  through     -        ││ 0.001 STAMPEDE (cart:7): │
    │ █     0 durable         ││  back        -        ││ One key was missing, and │
    │ ▓     0 superseded      ││  around      -        ││ everybody who wanted it  │
    │ ▒     0 at risk         ││  hit         -        ││ went to the database at  │
    │ ╳     0 LOST            ││  miss        -        ││ once.                    │
    │ 6 reads in flight       ││                       ││                          │
    ╰─ ! 1 anomaly ───────────╯╰───────────────────────╯╰─ now: database reads ────╯
     LIVE           ┬──!──────────────────────────────────────              0.008 s
     w write  r read  c crash cache  o knobs  : prompt  1 through    ? help  q quit
    ");
}
