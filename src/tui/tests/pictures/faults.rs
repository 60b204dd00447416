//! What was made to go wrong, on the stage: links, packets, traps, and what waits to strike.

use crate::tui::tests::Speaker;

#[test]
fn a_cut_link_is_broken_on_every_lane_and_a_packet_dies_there() {
    let mut speaker = Speaker::new();
    speaker.say("cut cache-database");
    speaker.say("write-pattern write-through");
    speaker.say("write user:1");
    speaker.wait_us(1_500);
    speaker.say("client 2: write feed:3");
    speaker.wait_us(2_300);
    insta::assert_snapshot!(speaker.screen(80, 24), @"
     dirtybit  write-through · read-through              ▶ cinema 1×       0.0038 s
    ╭ APP believes ─────────╮        ╭ CACHE ─────────╮   CUT   ╭ DATABASE ────────╮
    │▶cart:7    ·           │┄┄┄┄┄┄┄┄│ ·              │┄┄┄╳ ╳┄┄┄│ v0               │
    │ user:1    ·     3.8 ms│┄┄┄┄┄┄┄┄│ v1   ◆ pending │v1 ╳ lost│ v0               │
    │ views:42  ·           │┄┄┄┄┄┄┄┄│ ·              │┄┄┄╳ ╳┄┄┄│ v0               │
    │ session:9 ·           │┄┄┄┄┄┄┄┄│ ·              │┄┄┄╳ ╳┄┄┄│ v0               │
    │ feed:3    ·     2.3 ms│┄┄┄┄┄┄┄┄│ v2   ◆ pending │━━━v2▶┄┄┄│ v0               │
    │ thumb:5   ·           │┄┄┄┄┄┄┄┄│ ·              │┄┄┄╳ ╳┄┄┄│ v0               │
    │ stock:11  ·           │┄┄┄┄┄┄┄┄│ ·              │┄┄┄╳ ╳┄┄┄│ v0               │
    │ price:6   ·           │┄┄┄┄┄┄┄┄│ ·              │┄┄┄╳ ╳┄┄┄│ v0               │
    │ user:2    ·           │┄┄┄┄┄┄┄┄│ ·              │┄┄┄╳ ╳┄┄┄│ v0               │
    │ cart:8    ·           │┄┄┄┄┄┄┄┄│ ·              │┄┄┄╳ ╳┄┄┄│ v0               │
    ╰───────────────────────╯        ╰────────────────╯         ╰──────────────────╯
                ╰┄ around the cache ┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄╯
    ╭ LEDGER ── 0 acknowledged╮╭ LATENCY ms (p50) ─────╮╭ WHAT HAPPENED ───────────╮
    │                         ││  through     -        ││ 0.003 user:1: v1 to the  │
    │ █     0 durable         ││  back        -        ││ database was lost on the │
    │ ▓     0 superseded      ││  around      -        ││ way; the link is cut,    │
    │ ▒     0 at risk         ││  hit         -        ││ nobody is told.          │
    │ ╳     0 LOST            ││  miss        -        ││ 0.000 New writes are     │
    │ 2 in flight             ││                       ││ write-through from now   │
    ╰─────────────────────────╯╰───────────────────────╯╰─ now: v2 to database ────╯
     LIVE           ┴──────┴────────────                                    0.004 s
     w write  r read  c crash cache  o knobs  : prompt  2 back       ? help  q quit
    ");
}

#[test]
fn what_waits_to_strike_is_named_where_it_will() {
    let mut speaker = Speaker::new();
    speaker.say("cut app-database");
    speaker.say("drop-ack");
    speaker.say("refuse-write");
    speaker.say("hold views:42 app-cache");
    speaker.say("set database.slowdown 10");
    speaker.say("when flush half done: crash cache");
    speaker.say("when persisted: restart cache");
    speaker.wait_us(100);
    insta::assert_snapshot!(speaker.screen(80, 24), @r#"
     dirtybit  write-back · read-through        ■ at rest, cinema 1×       0.0000 s
    ╭ APP believes ─────────╮  hold  ╭ CACHE is cold ─╮         ╭ DATABASE x10 slow╮
    │▶cart:7    ·           │┄┄┄┄┄┄┄┄│ ·              │┄┄┄┄┄┄┄┄┄│ v0               │
    │ user:1    ·           │┄┄┄┄┄┄┄┄│ ·              │┄┄┄┄┄┄┄┄┄│ v0               │
    │ views:42  ·           │┄┄┄║┄┄┄┄│ ·              │┄┄┄┄┄┄┄┄┄│ v0               │
    │ session:9 ·           │┄┄┄┄┄┄┄┄│ ·              │┄┄┄┄┄┄┄┄┄│ v0               │
    │ feed:3    ·           │┄┄┄┄┄┄┄┄│ ·              │┄┄┄┄┄┄┄┄┄│ v0               │
    │ thumb:5   ·           │┄┄┄┄┄┄┄┄│ ·              │┄┄┄┄┄┄┄┄┄│ v0               │
    │ stock:11  ·           │┄┄┄┄┄┄┄┄│ ·              │┄┄┄┄┄┄┄┄┄│ v0               │
    │ price:6   ·           │┄┄┄┄┄┄┄┄│ ·              │┄┄┄┄┄┄┄┄┄│ v0               │
    │ user:2    ·           │┄┄┄┄┄┄┄┄│ ·              │┄┄┄┄┄┄┄┄┄│ v0               │
    │ cart:8    ·           │┄┄┄┄┄┄┄┄│ ·              │┄┄┄┄┄┄┄┄┄│ v0               │
    ╰───────────────────────╯drop ack╰────────────────╯drop ack ╰─ refuses next ───╯
                ╰┄ around the cache ╳  CUT  ╳┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄╯     ▲ 2 traps (C)
    ╭ LEDGER ── 0 acknowledged╮╭ LATENCY ms (p50) ─────╮╭ WHAT HAPPENED ───────────╮
    │                         ││  through     -        ││ 0.000 A trap is armed: at│
    │ █     0 durable         ││  back        -        ││ the next "persisted",    │
    │ ▓     0 superseded      ││  around      -        ││ restart cache.           │
    │ ▒     0 at risk         ││  hit         -        ││ 0.000 A trap is armed: at│
    │ ╳     0 LOST            ││  miss        -        ││ the next "flush half     │
    │ no write in flight      ││                       ││ done", crash cache.      │
    ╰─────────────────────────╯╰───────────────────────╯╰──────────────────────────╯
     LIVE                                                                   0.000 s
     w write  r read  c crash cache  o knobs  : prompt  1 through    ? help  q quit
    "#);
}

#[test]
fn a_held_packet_stays_where_it_is() {
    let mut speaker = Speaker::new();
    speaker.say("write cart:7");
    speaker.wait_us(250);
    speaker.say("hold cart:7");
    speaker.say("client 2: read user:1");
    speaker.wait_us(400);
    insta::assert_snapshot!(speaker.screen(80, 24), @"
     dirtybit  write-back · read-through                 ▶ cinema 1×       0.0006 s
    ╭ APP believes ─────────╮        ╭ CACHE is cold ─╮         ╭ DATABASE ────────╮
    │▶cart:7    ·     0.7 ms│━━━v1║┄┄│ ·              │┄┄┄┄┄┄┄┄┄│ v0               │
    │ user:1    ·     0.4 ms│━━read▶┄│ ·              │┄┄┄┄┄┄┄┄┄│ v0               │
    │ views:42  ·           │┄┄┄┄┄┄┄┄│ ·              │┄┄┄┄┄┄┄┄┄│ v0               │
    │ session:9 ·           │┄┄┄┄┄┄┄┄│ ·              │┄┄┄┄┄┄┄┄┄│ v0               │
    │ feed:3    ·           │┄┄┄┄┄┄┄┄│ ·              │┄┄┄┄┄┄┄┄┄│ v0               │
    │ thumb:5   ·           │┄┄┄┄┄┄┄┄│ ·              │┄┄┄┄┄┄┄┄┄│ v0               │
    │ stock:11  ·           │┄┄┄┄┄┄┄┄│ ·              │┄┄┄┄┄┄┄┄┄│ v0               │
    │ price:6   ·           │┄┄┄┄┄┄┄┄│ ·              │┄┄┄┄┄┄┄┄┄│ v0               │
    │ user:2    ·           │┄┄┄┄┄┄┄┄│ ·              │┄┄┄┄┄┄┄┄┄│ v0               │
    │ cart:8    ·           │┄┄┄┄┄┄┄┄│ ·              │┄┄┄┄┄┄┄┄┄│ v0               │
    ╰───────────────────────╯  held  ╰────────────────╯         ╰──────────────────╯
                ╰┄ around the cache ┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄╯
    ╭ LEDGER ── 0 acknowledged╮╭ LATENCY ms (p50) ─────╮╭ WHAT HAPPENED ───────────╮
    │                         ││  through     -        ││ 0.000 cart:7: v1 to the  │
    │ █     0 durable         ││  back        -        ││ cache is held in the air.│
    │ ▓     0 superseded      ││  around      -        ││                          │
    │ ▒     0 at risk         ││  hit         -        ││                          │
    │ ╳     0 LOST            ││  miss        -        ││                          │
    │ 1 in flight             ││                       ││                          │
    ╰─────────────────────────╯╰───────────────────────╯╰─ now: read at cache ─────╯
     LIVE           ┴┬─                                                     0.001 s
     w write  r read  c crash cache  o knobs  : prompt  1 through    ? help  q quit
    ");
}

#[test]
fn a_packet_that_is_let_go_flies_on_from_where_it_was() {
    let mut speaker = Speaker::new();
    speaker.say("write cart:7");
    speaker.wait_us(250);
    speaker.say("hold cart:7");
    speaker.wait_us(100_000);
    speaker.say("release cart:7");
    speaker.wait_us(100);
    insta::assert_snapshot!(speaker.screen(80, 24), @"
     dirtybit  write-back · read-through                 ▶ cinema 1×       0.1003 s
    ╭ APP believes ─────────╮        ╭ CACHE is cold ─╮         ╭ DATABASE ────────╮
    │▶cart:7    ·   100.3 ms│━━━━v1▶┄│ ·              │┄┄┄┄┄┄┄┄┄│ v0               │
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
    │                         ││  through     -        ││ 0.100 cart:7: v1 to the  │
    │ █     0 durable         ││  back        -        ││ cache is let go, and     │
    │ ▓     0 superseded      ││  around      -        ││ flies on.                │
    │ ▒     0 at risk         ││  hit         -        ││ 0.000 cart:7: v1 to the  │
    │ ╳     0 LOST            ││  miss        -        ││ cache is held in the air.│
    │ 1 in flight             ││                       ││                          │
    ╰─────────────────────────╯╰───────────────────────╯╰─ now: v1 to cache ───────╯
     LIVE           ┴─────────────────────────                              0.100 s
     w write  r read  c crash cache  o knobs  : prompt  1 through    ? help  q quit
    ");
}

#[test]
fn a_trap_springs_in_the_middle_of_a_flush() {
    let mut speaker = Speaker::new();
    speaker.say("when flush half done: crash cache");
    speaker.press("b");
    speaker.wait_us(80_000);
    insta::assert_snapshot!(speaker.screen(80, 24), @"
     dirtybit  write-back · read-through        ■ at rest, cinema 1×       0.0800 s
    ╭ APP believes ─────────╮        ╭ CACHE CRASHED ╳          ╭ DATABASE ────────╮
    │▶cart:7    v1    1.1 ms│┄┄┄┄┄┄┄┄  ·              ╳┄┄┄┄┄┄┄┄┄│ v1               │
    │ user:1    v2    1.1 ms│┄┄┄┄┄┄┄┄╳ ·              │┄┄┄┄┄┄┄┄┄│ v2               │
    │ views:42  v3    1.1 ms│┄┄┄┄┄┄┄┄│ ·               ┄┄┄┄┄┄┄┄┄│ v3               │
    │ session:9 v4    ! LOST│┄┄┄┄┄┄┄┄  v4   ╳ LOST    │┄┄┄┄┄┄┄┄┄│ v0   ╳ 1 LOST    │
    │ feed:3    v5    ! LOST│┄┄┄┄┄┄┄┄│ v5   ╳ LOST    │┄┄┄┄┄┄┄┄┄│ v0   ╳ 1 LOST    │
    │ thumb:5   ·           │┄┄┄┄┄┄┄┄│ ·               ┄┄┄┄┄┄┄┄┄│ v0               │
    │ stock:11  ·           │┄┄┄┄┄┄┄┄  ·              ╳┄┄┄┄┄┄┄┄┄│ v0               │
    │ price:6   ·           │┄┄┄┄┄┄┄┄╳ ·              │┄┄┄┄┄┄┄┄┄│ v0               │
    │ user:2    ·           │┄┄┄┄┄┄┄┄│ ·               ┄┄┄┄┄┄┄┄┄│ v0               │
    │ cart:8    ·           │┄┄┄┄┄┄┄┄  ·              │┄┄┄┄┄┄┄┄┄│ v0               │
    ╰───────────────────────╯        ╰ ─╳ ── ─╳ ── ─╳ ╯         ╰──────────────────╯
                ╰┄ around the cache ┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄╯
    ╭ LEDGER ── 5 acknowledged╮╔ POST-MORTEM: 2 acknowledged writes are LOST ══════╗
    │ ██████████████╳╳╳╳╳╳╳╳╳ │║ ▲ Trap: flush half done, so: crash cache.         ║
    │ █     3 durable         │║ lost write           told OK at  database has     ║
    │ ▓     0 superseded      │║ ╳ session:9 = v4        0.001 s  v0               ║
    │ ▒     0 at risk         │║ ╳ feed:3 = v5           0.001 s  v0               ║
    │ ╳     2 LOST            │║ The journal (o) or write-through (1) would have   ║
    │ no write in flight      │║ saved them.                                       ║
    ╰─ ! 2 anomalies ─────────╯╚═ enter closes ════════════════════════════════════╝
     LIVE           ▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒╳─              0.080 s
     enter close  c restart cache  w write  r read  o knobs  ↑↓ key  ? help  q quit
    ");
}

#[test]
fn each_lane_shows_its_own_pattern() {
    let mut speaker = Speaker::new();
    speaker.say("route feed:* write-through");
    speaker.say("route user:* write-around");
    speaker.say("route stock:* write-through");
    speaker.press("b");
    speaker.wait_us(900);
    insta::assert_snapshot!(speaker.screen(76, 22), @"
     dirtybit  write-back +routes · read-through     ▶ cinema 1×       0.0009 s
    ╭ APP believes ─────────╮      ╭ CACHE 3 dirty ─╮       ╭ DATABASE ────────╮
    │▶cart:7    ·     0.9 ms│┄◀ok━━│ v1   ● dirty   │┄┄┄┄┄┄┄│ v0               │
    │ user:1    ·     0.9 ms│around│ ·              │┄┄┄┄┄┄┄│ v0               │
    │ views:42  ·     0.9 ms│┄◀ok━━│ v3   ● dirty   │┄┄┄┄┄┄┄│ v0               │
    │ session:9 ·     0.9 ms│┄◀ok━━│ v4   ● dirty   │┄┄┄┄┄┄┄│ v0               │
    │ feed:3    ·     0.9 ms│thru┄┄│ v5   ◆ pending │━v5▶┄┄┄│ v0               │
    │ thumb:5   ·           │┄┄┄┄┄┄│ ·              │┄┄┄┄┄┄┄│ v0               │
    │ stock:11  ·           │thru┄┄│ ·              │┄┄┄┄┄┄┄│ v0               │
    │ price:6   ·           │┄┄┄┄┄┄│ ·              │┄┄┄┄┄┄┄│ v0               │
    │ user:2    ·           │around│ ·              │┄┄┄┄┄┄┄│ v0               │
    │ cart:8    ·           │┄┄┄┄┄┄│ ·              │┄┄┄┄┄┄┄│ v0               │
    ╰───────────────────────╯      ╰─ flush 2.0 s ──╯       ╰──────────────────╯
                ╰┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄user:1 v2▶┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄╯
    ╭ LEDGER ── 0 acknowledged╮╭ LATENCY ms (p50) ─────╮╭ WHAT HAPPENED ───────╮
    │ █     0 durable         ││  through     -        ││ 0.000 New writes of  │
    │ ▓     0 superseded      ││  back        -        ││ stock:* are          │
    │ ▒     0 at risk         ││  around      -        ││ write-through from   │
    │ ╳     0 LOST            ││  hit         -        ││ now on.              │
    ╰─────────────────────────╯╰───────────────────────╯╰─ v5 to database ─────╯
     LIVE           ┴───                                                0.001 s
     w write  r read  c crash cache  f flush  o knobs  : prompt  ? help  q quit
    ");
}
