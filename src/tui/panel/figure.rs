//! Values and sums in as few cells as there are: a number is told shorter, but never cut.

use dirtybit::{Change, Value, Write};

use crate::tui::ink;

/// Thousands, and thousands of thousands.
const UNITS: [char; 7] = [' ', 'k', 'M', 'G', 'T', 'P', 'E'];
/// The least that is told in thousands.
const MANY: u64 = 10_000;

/// A value in so many cells: with its sum told short, or else without its version.
pub(super) fn value(value: Value, room: usize) -> String {
    let whole = value.to_string();
    if whole.chars().count() <= room || value.deleted || value.total == 0 {
        return ink::clipped(&whole, room);
    }
    let total = sum(value.total);
    first_fitting([format!("{}={total}", value.version), format!("={total}")], room)
}

/// A write as a packet's label in so many cells.
pub(super) fn write(write: Write, room: usize) -> String {
    match write.change {
        Change::Add(amount) if write.to_string().chars().count() > room => {
            let sign = if amount < 0 { "" } else { "+" };
            format!("{sign}{}", sum(amount))
        }
        _ => write.to_string(),
    }
}

/// As short as a sum gets: `999`, `1.0M`, `-12k`.
fn sum(total: i64) -> String {
    let size = total.unsigned_abs();
    let sign = if total < 0 { "-" } else { "" };
    if size < MANY {
        return total.to_string();
    }
    let power = (size.ilog10() / 3) as usize;
    let unit = 1000_u64.pow(power as u32);
    match size / unit {
        whole @ 0..10 => format!("{sign}{whole}.{}{}", size % unit / (unit / 10), UNITS[power]),
        whole => format!("{sign}{whole}{}", UNITS[power]),
    }
}

/// The first that fits, or else the last one as it is.
fn first_fitting(words: [String; 2], room: usize) -> String {
    let [long, short] = words;
    if long.chars().count() <= room { long } else { short }
}

#[cfg(test)]
mod tests {
    use dirtybit::Version;

    use super::*;

    fn counter(version: u64, total: i64, room: usize) -> String {
        value(Value { version: Version(version), deleted: false, total }, room)
    }

    #[test]
    fn a_sum_is_told_shorter_but_never_cut() {
        assert_eq!(counter(12, 1_234_567, 12), "v12=1234567");
        assert_eq!(counter(12, 1_234_567, 9), "v12=1.2M");
        assert_eq!(counter(12, 1_234_567, 6), "=1.2M");
        assert_eq!(counter(12, -98_765, 5), "=-98k");
        assert_eq!(counter(12, i64::MIN, 3), "=-9.2E");
        assert_eq!(counter(12, 9_999, 4), "=9999");
    }

    #[test]
    fn what_is_no_counter_stays_as_it_is() {
        assert_eq!(value(Value::ABSENT, 4), "none");
        assert_eq!(counter(123, 0, 4), "v123");
    }
}
