//! Light or dark: what the terminal says of its background.

/// What the terminal's background is like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Background {
    /// Light text on dark.
    Dark,
    /// Dark text on light.
    Light,
}

impl Background {
    /// What the environment says.
    pub(crate) fn from_environment() -> Option<Self> {
        from_colorfgbg(&std::env::var("COLORFGBG").ok()?)
    }

    /// `11;rgb:ffff/ffff/ffff`, as terminals answer [`QUERY`]; each part has one to four digits.
    pub(crate) fn from_answer(answer: &str) -> Option<Self> {
        let (kind, colour) = answer.strip_prefix("11;")?.split_once(':')?;
        let parts: Option<Vec<f64>> = colour.split('/').map(intensity).collect();
        let parts = parts.filter(|parts| kind.starts_with("rgb") && parts.len() >= 3)?;
        let weighted = parts.iter().zip(WEIGHTS).map(|(part, weight)| part * weight);
        Some(if weighted.sum::<f64>() > 0.5 { Self::Light } else { Self::Dark })
    }
}

/// Asks for the colour of the background (OSC 11), ended by BEL: some terminals end their answer
/// as the question ends, and not all of them know how to end it with ST.
pub(crate) const QUERY: &[u8] = b"\x1b]11;?\x07";

/// How bright red, green and blue are, by Rec. 709.
const WEIGHTS: [f64; 3] = [0.2126, 0.7152, 0.0722];

/// A part of a colour, from 0 to 1.
fn intensity(digits: &str) -> Option<f64> {
    let most = match digits.len() {
        length @ 1..=4 => (1_u32 << (4 * length)) - 1,
        _ => return None,
    };
    u32::from_str_radix(digits, 16).ok().map(|part| f64::from(part) / f64::from(most))
}

/// `15;0` or `0;default;15`: the last number is the background, 7 and 9 to 15 are light.
fn from_colorfgbg(value: &str) -> Option<Background> {
    let colour: u8 = value.rsplit(';').next()?.parse().ok()?;
    Some(if matches!(colour, 7 | 9..=15) { Background::Light } else { Background::Dark })
}

#[cfg(test)]
mod tests {
    use super::{Background, from_colorfgbg};

    #[test]
    fn the_environment_tells_light_from_dark() {
        assert_eq!(from_colorfgbg("15;0"), Some(Background::Dark));
        assert_eq!(from_colorfgbg("0;default;15"), Some(Background::Light));
        assert_eq!(from_colorfgbg("0;7"), Some(Background::Light));
        assert_eq!(from_colorfgbg("default;default"), None);
    }

    #[test]
    fn the_terminal_tells_light_from_dark() {
        let light = ["11;rgb:ffff/ffff/ffff", "11;rgb:fd/f6/e3", "11;rgba:f/f/f/f"];
        for answer in light {
            assert_eq!(Background::from_answer(answer), Some(Background::Light), "{answer}");
        }
        for answer in ["11;rgb:0c0c/0c0c/0c0c", "11;rgb:00/2b/36", "11;rgb:0000/0000/ffff"] {
            assert_eq!(Background::from_answer(answer), Some(Background::Dark), "{answer}");
        }
        for answer in ["10;rgb:ffff/ffff/ffff", "11;?", "11;rgb:1/2", "11;rgb:x/y/z", "", "11;rgb:"]
        {
            assert_eq!(Background::from_answer(answer), None, "{answer}");
        }
    }
}
