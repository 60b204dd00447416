//! The journal under the cache: it fills, it outlives a crash, and it is replayed.

use crate::tui::tests::Speaker;

#[test]
fn a_write_is_appended_before_it_is_acknowledged() {
    let mut speaker = Speaker::new();
    speaker.say("set write_back.journal on");
    speaker.say("write cart:7");
    speaker.wait_us(3_000);
    speaker.say("add views:42 5");
    speaker.wait_us(29_800);
    insta::assert_snapshot!(speaker.screen(80, 24), @"
     dirtybit  write-back · read-through                 ▶ cinema 1×       0.0328 s
    ╭ APP believes ─────────╮        ╭ CACHE 1 dirty ─╮         ╭ DATABASE ────────╮
    │▶cart:7    v1    1.4 ms│┄┄┄┄┄┄┄┄│ v1   ● dirty   │┄┄┄┄┄┄┄┄┄│ v0   1 behind    │
    │ user:1    ·           │┄┄┄┄┄┄┄┄│ ·              │┄┄┄┄┄┄┄┄┄│ v0               │
    │ views:42  ·    29.8 ms│┄┄┄┄┄┄┄┄│ ·              │┄┄┄┄┄┄┄┄┄│ v0               │
    │ session:9 ·           │┄┄┄┄┄┄┄┄│ ·              │┄┄┄┄┄┄┄┄┄│ v0               │
    │ feed:3    ·           │┄┄┄┄┄┄┄┄│ ·              │┄┄┄┄┄┄┄┄┄│ v0               │
    │ thumb:5   ·           │┄┄┄┄┄┄┄┄│ ·              │┄┄┄┄┄┄┄┄┄│ v0               │
    │ stock:11  ·           │┄┄┄┄┄┄┄┄│ ·              │┄┄┄┄┄┄┄┄┄│ v0               │
    │ price:6   ·           │┄┄┄┄┄┄┄┄│ ·              │┄┄┄┄┄┄┄┄┄│ v0               │
    │ user:2    ·           │┄┄┄┄┄┄┄┄│ ·              │┄┄┄┄┄┄┄┄┄│ v0               │
    │ cart:8    ·           │┄┄┄┄┄┄┄┄│ ·              │┄┄┄┄┄┄┄┄┄│ v0               │
    ╰───────────────────────╯        ╰─ flush 2.0 s ──╯         ╰──────────────────╯
                             ╘ JOURNAL 1 ◄+5 v1 ═══════════════╛
                ╰┄ around the cache ┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄╯
    ╭ LEDGER ── 1 acknowledged╮╭ LATENCY ms (p50) ─────╮╭ WHAT HAPPENED ───────────╮
    │ ▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒ ││  through     -        ││ 0.001 cart:7 = v1 was    │
    │ █     0 durable         ││  back      1.4 ▏      ││ acknowledged in 1.4 ms.  │
    │ ▓     0 superseded      ││  around      -        ││ The cache and its journal│
    │ ▒     1 at risk         ││  hit         -        ││ have it: the database    │
    │ ╳     0 LOST            ││  miss        -        ││ still has v0.            │
    ╰─────────────────────────╯╰───────────────────────╯╰─ now: journal: +5 ───────╯
     LIVE           ┴──┴──────────────────────────────                      0.033 s
     w write  r read  c crash cache  f flush  o knobs  : prompt      ? help  q quit
    ");
}

#[test]
fn the_journal_outlives_the_cache() {
    let mut speaker = Speaker::new();
    speaker.say("set write_back.journal on");
    speaker.press("b");
    speaker.wait_us(20_000);
    speaker.say("crash cache");
    speaker.wait_us(1_000);
    insta::assert_snapshot!(speaker.screen(80, 24), @"
     dirtybit  write-back · read-through                 ▶ cinema 1×       0.0210 s
    ╭ APP believes ─────────╮        ╭ CACHE CRASHED ╳          ╭ DATABASE ────────╮
    │▶cart:7    v1    1.4 ms│┄┄┄┄┄┄┄┄  ·              ╳┄┄┄┄┄┄┄┄┄│ v0   ▓▓░░░░░ v1  │
    │ user:1    v2    1.4 ms│┄┄┄┄┄┄┄┄╳ ·              │┄┄┄┄┄┄┄┄┄│ v0   1 behind    │
    │ views:42  v3    1.4 ms│┄┄┄┄┄┄┄┄│ ·               ┄┄┄┄┄┄┄┄┄│ v0   1 behind    │
    │ session:9 v4    1.4 ms│┄┄┄┄┄┄┄┄  ·              │┄┄┄┄┄┄┄┄┄│ v0   1 behind    │
    │ feed:3    v5    1.4 ms│┄┄┄┄┄┄┄┄│ ·              │┄┄┄┄┄┄┄┄┄│ v0   1 behind    │
    │ thumb:5   ·           │┄┄┄┄┄┄┄┄│ ·               ┄┄┄┄┄┄┄┄┄│ v0               │
    │ stock:11  ·           │┄┄┄┄┄┄┄┄  ·              ╳┄┄┄┄┄┄┄┄┄│ v0               │
    │ price:6   ·           │┄┄┄┄┄┄┄┄╳ ·              │┄┄┄┄┄┄┄┄┄│ v0               │
    │ user:2    ·           │┄┄┄┄┄┄┄┄│ ·               ┄┄┄┄┄┄┄┄┄│ v0               │
    │ cart:8    ·           │┄┄┄┄┄┄┄┄  ·              │┄┄┄┄┄┄┄┄┄│ v0               │
    ╰───────────────────────╯        ╰ ─╳ ── ─╳ ── ─╳ ╯         ╰─ 1 busy ─────────╯
                             ╘ JOURNAL keeps 5 v5 v4 v3 v2 v1 ═╛
                ╰┄ around the cache ┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄╯
    ╭ LEDGER ── 5 acknowledged╮╔ POST-MORTEM: the crash lost nothing ══════════════╗
    │ ▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒ │║ 5 acknowledged writes are in the journal: restart ║
    │ █     0 durable         │║ the cache (c) to replay them.                     ║
    │ ▓     0 superseded      │║                                                   ║
    │ ▒     5 at risk         │║                                                   ║
    │ ╳     0 LOST            │║                                                   ║
    ╰─────────────────────────╯╚═ enter closes ════════════════════════════════════╝
     LIVE           ▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▼                                  0.021 s
     enter close  c restart cache  w write  r read  o knobs  ↑↓ key  ? help  q quit
    ");
}

#[test]
fn a_restart_replays_the_journal() {
    let mut speaker = Speaker::new();
    speaker.say("set write_back.journal on");
    speaker.say("write cart:7");
    speaker.say("write user:1");
    speaker.wait_us(20_000);
    speaker.say("crash cache");
    speaker.say("restart cache");
    speaker.key(crossterm::event::KeyCode::Esc);
    speaker.wait_us(1_000);
    insta::assert_snapshot!(speaker.screen(80, 24), @"
     dirtybit  write-back · read-through                 ▶ cinema 1×       0.0210 s
    ╭ APP believes ─────────╮        ╭ CACHE 2 dirty ─╮         ╭ DATABASE ────────╮
    │▶cart:7    v1    1.4 ms│┄┄┄┄┄┄┄┄│ v1   ● dirty   │┄┄┄┄┄┄┄┄┄│ v0   1 behind    │
    │ user:1    v2    1.4 ms│┄┄┄┄┄┄┄┄│ v2   ● dirty   │┄┄┄┄┄┄┄┄┄│ v0   1 behind    │
    │ views:42  ·           │┄┄┄┄┄┄┄┄│ ·              │┄┄┄┄┄┄┄┄┄│ v0               │
    │ session:9 ·           │┄┄┄┄┄┄┄┄│ ·              │┄┄┄┄┄┄┄┄┄│ v0               │
    │ feed:3    ·           │┄┄┄┄┄┄┄┄│ ·              │┄┄┄┄┄┄┄┄┄│ v0               │
    │ thumb:5   ·           │┄┄┄┄┄┄┄┄│ ·              │┄┄┄┄┄┄┄┄┄│ v0               │
    │ stock:11  ·           │┄┄┄┄┄┄┄┄│ ·              │┄┄┄┄┄┄┄┄┄│ v0               │
    │ price:6   ·           │┄┄┄┄┄┄┄┄│ ·              │┄┄┄┄┄┄┄┄┄│ v0               │
    │ user:2    ·           │┄┄┄┄┄┄┄┄│ ·              │┄┄┄┄┄┄┄┄┄│ v0               │
    │ cart:8    ·           │┄┄┄┄┄┄┄┄│ ·              │┄┄┄┄┄┄┄┄┄│ v0               │
    ╰───────────────────────╯        ╰─ flush 2.0 s ──╯         ╰──────────────────╯
                             ╘ JOURNAL 2 v2 v1 ════════════════╛
                ╰┄ around the cache ┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄╯
    ╭ LEDGER ── 2 acknowledged╮╭ LATENCY ms (p50) ─────╮╭ WHAT HAPPENED ───────────╮
    │ ▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒ ││  through     -        ││ 0.020 The journal is     │
    │ █     0 durable         ││  back      1.4 ▏      ││ replayed: 2 writes are   │
    │ ▓     0 superseded      ││  around      -        ││ back, and dirty.         │
    │ ▒     2 at risk         ││  hit         -        ││ 0.020 The cache is up    │
    │ ╳     0 LOST            ││  miss        -        ││ again, and reads its     │
    ╰─────────────────────────╯╰───────────────────────╯╰──────────────────────────╯
     LIVE           ┴────────────────────▼                                  0.021 s
     w write  r read  c crash cache  f flush  o knobs  : prompt      ? help  q quit
    ");
}

#[test]
fn what_is_durable_is_truncated() {
    let mut speaker = Speaker::new();
    speaker.say("set write_back.journal on");
    speaker.press("b");
    speaker.wait_us(67_000);
    insta::assert_snapshot!(speaker.screen(120, 36), @"
     dirtybit  write-back · read-through                                                 ▶ cinema 1×       0.0670 s  seed 7
    ╭ APP believes ───────────────╮                   ╭ CACHE 4 dirty ───────╮                    ╭ DATABASE ──────────────╮
    │▶cart:7          v1    1.4 ms│┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄│ v1   ■ clean         │┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄│ v1                     │
    │                             │                   │                      │                    │                        │
    │ user:1          v2    1.4 ms│┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄│ v2   ▒ flushing      │┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄◀ok━│ v2                     │
    │                             │                   │                      │                    │                        │
    │ views:42        v3    1.4 ms│┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄│ v3   ▒ flushing      │┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄│ v0   1 behind          │
    │                             │                   │                      │                    │                        │
    │ session:9       v4    1.4 ms│┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄│ v4   ▒ flushing      │┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄│ v0   1 behind          │
    │                             │                   │                      │                    │                        │
    │ feed:3          v5    1.4 ms│┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄│ v5   ▒ flushing      │┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄│ v0   1 behind          │
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
    ╰─────────────────────────────╯                   ╰─ flushed 2/5 ────────╯                    ╰────────────────────────╯
                                             ╘ JOURNAL 4 v1 saved v5 v4 v3 v2 ════════╛
                   ╰┄ around the cache ┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄╯
    ╭ LEDGER ────── 5 acknowledged ╮╭ LATENCY ms (p50) ───────────────╮╭ WHAT HAPPENED ────────────────────────────────────╮
    │ ███████████▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒ ││ write                           ││ 0.001 feed:3 = v5 was acknowledged in 1.4 ms. The │
    │ █     2 durable              ││  through     -                  ││ cache and its journal have it: the database still │
    │ ▓     0 superseded           ││  back      1.4 ▍                ││ has v0.                                           │
    │ ▒     3 at risk              ││  around      -                  ││ 0.001 session:9 = v4 was acknowledged in 1.4 ms.  │
    │ ╳     0 LOST                 ││ read                            ││ The cache and its journal have it: the database   │
    │ no write in flight           ││  hit         -                  ││ still has v0.                                     │
    │ no read yet                  ││  miss        -                  ││ 0.001 views:42 = v3 was acknowledged in 1.4 ms.   │
    ╰──────────────────────────────╯╰─────────────────────────────────╯╰─ now: OK to cache ────────────────────────────────╯
     LIVE           ▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒                     0.067 s ┴ write ▒ flush ▼ crash ! anomaly ╳ lost
     w write  r read  c crash cache  f flush  o knobs  : prompt  1 through  3 around  space pause  F faults  ? help  q quit
    ");
}
