//! Meanings differ in colour for every eye, and without colour.

use super::light::{Light, distance, light, times};
use super::{Palette, rgb};
use crate::tui::state::{State, ending, entry, fate, moment, row};
use crate::tui::theme::{Depth, Name, Theme, ascii};

/// How an eye without one of the three kinds of cones sees light: Machado, Oliveira and Fernandes, "A
/// Physiologically-based Model for Simulation of Color Vision Deficiency" (2009), severity 1.0.
const EYES: [(&str, [[f64; 3]; 3]); 4] = [
    ("all cones", [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]]),
    (
        "protanopia",
        [
            [0.152_286, 1.052_583, -0.204_868],
            [0.114_503, 0.786_281, 0.099_216],
            [-0.003_882, -0.048_116, 1.051_998],
        ],
    ),
    (
        "deuteranopia",
        [
            [0.367_322, 0.860_646, -0.227_968],
            [0.280_085, 0.672_501, 0.047_413],
            [-0.011_820, 0.042_940, 0.968_881],
        ],
    ),
    (
        "tritanopia",
        [
            [1.255_528, -0.076_749, -0.178_779],
            [-0.078_411, 0.930_809, 0.147_602],
            [0.004_733, 0.691_367, 0.303_900],
        ],
    ),
];

/// The least distance in OKLab. CSS Color 4 takes 0.02 for a difference that is just noticeable,
/// with large patches side by side; letters are thin and stand apart.
const LEAST: f64 = 0.05;

/// Roles with a meaning of their own; `write` and `reply` mean what `dirty` and `clean` do.
const MEANINGS: [&str; 10] = [
    "text",
    "dim",
    "selected",
    "clean",
    "dirty",
    "flushing",
    "pending",
    "superseded",
    "lost",
    "read",
];
const SAME: [(&str, &str); 3] = [("write", "dirty"), ("reply", "clean"), ("key", "selected")];

fn seen(light: Light, eye: &[[f64; 3]; 3]) -> Light {
    times(eye, light).map(|part| part.clamp(0.0, 1.0))
}

/// The roles of these names, as light.
fn lights(theme: &Theme, names: &[&'static str]) -> Vec<(&'static str, Light)> {
    let roles = theme.roles();
    let find = |name: &&'static str| {
        let (_, style) = roles.iter().find(|(role, _)| role == name).expect("it is a role");
        (*name, light(rgb(style.fg.expect("it has a colour"), Palette::Xterm)))
    };
    names.iter().map(find).collect()
}

fn pairs<T>(all: &[T]) -> impl Iterator<Item = (&T, &T)> {
    let rest = |(number, one)| all[number + 1..].iter().map(move |other| (one, other));
    all.iter().enumerate().flat_map(rest)
}

fn assert_distinct(depth: Depth) {
    for name in Name::ALL {
        let lights = lights(&Theme::new(name, depth), &MEANINGS);
        for ((one, light), (other, its)) in pairs(&lights) {
            for (eye, matrix) in &EYES {
                let found = distance(seen(*light, matrix), seen(*its, matrix));
                assert!(found >= LEAST, "{one}, {other}, {name:?} {depth:?} {eye}: {found:.3}");
            }
        }
    }
}

#[test]
fn every_eye_tells_meanings_apart_in_true_colour() {
    assert_distinct(Depth::True);
}

#[test]
fn every_eye_tells_meanings_apart_with_256_colours() {
    assert_distinct(Depth::Indexed);
}

#[test]
fn what_means_the_same_looks_the_same() {
    for name in Name::ALL {
        let theme = Theme::new(name, Depth::True);
        for (one, other) in SAME {
            let lights = lights(&theme, &[one, other]);
            assert_eq!(lights[0].1, lights[1].1, "{one} and {other} of {name:?}");
        }
    }
}

#[test]
fn every_role_has_been_thought_of() {
    let others = ["ground", "border", "title", "alarm"];
    let thought_of = |role: &str| {
        let is_same = SAME.iter().any(|(one, _)| *one == role);
        is_same || MEANINGS.contains(&role) || others.contains(&role)
    };
    for (role, _) in Theme::dark().roles() {
        assert!(thought_of(role), "does {role} look like nothing else?");
    }
}

const PLACES: [&[State]; 5] = [entry::ALL, row::ALL, ending::ALL, fate::ALL, moment::ALL];

#[test]
fn without_colour_every_state_has_its_sign_or_its_word() {
    for place in PLACES {
        for (one, other) in pairs(place) {
            assert_ne!((one.glyph, one.word), (other.glyph, other.word));
        }
    }
}

/// Words give way where it is narrow. Signs do not, and those of one kind may share one.
#[test]
fn states_that_share_a_sign_are_of_one_kind_and_look_so() {
    let theme = Theme::dark();
    for place in PLACES {
        for (one, other) in pairs(place).filter(|(one, other)| one.glyph == other.glyph) {
            let is_nothing = one.glyph.is_empty();
            assert!(
                is_nothing || (one.style)(&theme) == (other.style)(&theme),
                "{one:?} {other:?}"
            );
        }
    }
}

#[test]
fn in_ascii_signs_that_differ_still_do() {
    let signs = |place: &[State]| -> Vec<&str> { place.iter().map(|state| state.glyph).collect() };
    let others: [&[&str]; 8] = [
        // What the cache's and the database's cells show besides.
        &["■", "●", "▒", "◆", "◄", "╳", "→", "·"],
        &["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█", "…", "╳", "◄"],
        // A way, and what travels on it.
        &["┄", "━", "▶", "◀", "║", "╳"],
        // The header's and the message line's.
        &["▶", "■", "‖", "╳"],
        // The tape's line.
        &["─", "┄", "┴", "┬", "┼", "═", "╧", "╤", "╪", "╞", "╳", "▼", "▲", "▒", "¶", "?", "!", "u"],
        // A line of the space-time diagram.
        &["│", "║", "█", "▒", "╳", ":"],
        // The chart's plot, and its axis.
        &["│", "┃", "o", "+", "x", "*", "%", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"],
        &["─", "┼", "▲"],
    ];
    let places = PLACES.map(signs);
    for place in places.iter().map(Vec::as_slice).chain(others) {
        let spelled = |sign: &&str| {
            if sign.is_ascii() { (*sign).to_owned() } else { ascii::of(sign).to_string() }
        };
        for (one, other) in pairs(place).filter(|(one, other)| one != other) {
            assert_ne!(spelled(one), spelled(other), "{one} and {other}");
        }
    }
}
