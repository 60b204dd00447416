//! Reads what the program wrote to its terminal: modes, frames and styles.

const BEGIN: &[u8] = b"\x1b[?2026h";
const END: &[u8] = b"\x1b[?2026l";
const CLEAR: &[u8] = b"\x1b[2J";

/// A terminal's mode: reports of the mouse, in one of several ways.
pub(crate) const MOUSE: [u16; 5] = [1000, 1002, 1003, 1006, 1015];
pub(crate) const PASTE: u16 = 2004;
pub(crate) const ALTERNATE_SCREEN: u16 = 1049;
pub(crate) const CURSOR: u16 = 25;

/// How often these bytes were written.
pub(crate) fn count(log: &[u8], bytes: &[u8]) -> usize {
    log.windows(bytes.len()).filter(|window| *window == bytes).count()
}

/// Whether no frame has begun without having ended.
pub(crate) fn is_whole(log: &[u8]) -> bool {
    let last = |bytes: &[u8]| log.windows(bytes.len()).rposition(|window| window == bytes);
    last(BEGIN) <= last(END)
}

/// How often the screen was drawn: frames, and the clearing before those of another size.
pub(crate) fn drawn(log: &[u8]) -> usize {
    count(log, BEGIN) + count(log, CLEAR)
}

/// What was written outside of any frame.
pub(crate) fn between_frames(log: &[u8]) -> String {
    let text = String::from_utf8_lossy(log).into_owned();
    let mut parts = text.split("\x1b[?2026h");
    let first = parts.next().unwrap_or_default().to_owned();
    let rests = parts.map(|part| part.split_once("\x1b[?2026l").expect("every frame ends").1);
    rests.fold(first, |all, rest| all + rest)
}

/// Every mode that was switched, with whether it was switched on, in that order.
pub(crate) fn modes(log: &[u8]) -> Vec<(u16, bool)> {
    let text = String::from_utf8_lossy(log);
    let mut switches = Vec::new();
    for rest in text.split("\x1b[?").skip(1) {
        let digits = rest.trim_start_matches(|c: char| c.is_ascii_digit() || c == ';');
        let on = digits.starts_with('h');
        if on || digits.starts_with('l') {
            let modes = rest[..rest.len() - digits.len()].split(';');
            switches.extend(modes.filter_map(|mode| Some((mode.parse().ok()?, on))));
        }
    }
    switches
}

/// The state that a mode was left in; none if it was never switched.
pub(crate) fn left(log: &[u8], mode: u16) -> Option<bool> {
    let switches = modes(log).into_iter().rev();
    switches.filter(|(switched, _)| *switched == mode).map(|(_, on)| on).next()
}

/// Every style that was set: the numbers of each `CSI ... m`.
pub(crate) fn styles(log: &[u8]) -> Vec<Vec<u8>> {
    let text = String::from_utf8_lossy(log);
    let sequences = text.split("\x1b[").skip(1).filter_map(|rest| {
        let numbers = rest.split_once('m')?.0;
        numbers.split([';', ':']).map(|number| number.parse().ok()).collect()
    });
    sequences.collect()
}
