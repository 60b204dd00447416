//! Light as numbers: how bright a colour is, and how far two of them are from each other.

/// Red, green and blue as light, from 0 to 1.
pub(super) type Light = [f64; 3];

/// Takes sRGB's gamma off (IEC 61966-2-1).
pub(super) fn light(rgb: [u8; 3]) -> Light {
    rgb.map(|part| match f64::from(part) / 255.0 {
        small if small <= 0.04045 => small / 12.92,
        part => ((part + 0.055) / 1.055).powf(2.4),
    })
}

/// Relative luminance, as WCAG 2.2 defines it.
fn luminance(rgb: [u8; 3]) -> f64 {
    dot([0.2126, 0.7152, 0.0722], light(rgb))
}

/// Contrast ratio, as WCAG 2.2 defines it: from 1 to 21.
pub(super) fn contrast(one: [u8; 3], other: [u8; 3]) -> f64 {
    let (one, other) = (luminance(one) + 0.05, luminance(other) + 0.05);
    one.max(other) / one.min(other)
}

/// The distance of two colours in OKLab (Björn Ottosson, 2020).
pub(super) fn distance(one: Light, other: Light) -> f64 {
    let parts = oklab(one).into_iter().zip(oklab(other));
    parts.map(|(one, other)| (one - other).powi(2)).sum::<f64>().sqrt()
}

fn oklab(light: Light) -> [f64; 3] {
    const CONES: [[f64; 3]; 3] = [
        [0.412_221_470_8, 0.536_332_536_3, 0.051_445_992_9],
        [0.211_903_498_2, 0.680_699_545_1, 0.107_396_956_6],
        [0.088_302_461_9, 0.281_718_837_6, 0.629_978_700_5],
    ];
    const LAB: [[f64; 3]; 3] = [
        [0.210_454_255_3, 0.793_617_785_0, -0.004_072_046_8],
        [1.977_998_495_1, -2.428_592_205_0, 0.450_593_709_9],
        [0.025_904_037_1, 0.782_771_766_2, -0.808_675_766_0],
    ];
    times(&LAB, times(&CONES, light).map(f64::cbrt))
}

pub(super) fn times(matrix: &[[f64; 3]; 3], vector: [f64; 3]) -> [f64; 3] {
    matrix.map(|row| dot(row, vector))
}

fn dot(one: [f64; 3], other: [f64; 3]) -> f64 {
    one.into_iter().zip(other).map(|(one, other)| one * other).sum()
}

#[test]
fn contrasts_are_those_that_wcag_names() {
    assert!((contrast([0; 3], [255; 3]) - 21.0).abs() < 1e-9);
    // The grey that is known for just passing on white: #767676.
    assert!((contrast([0x76; 3], [255; 3]) - 4.54).abs() < 0.005);
}

#[test]
fn white_is_one_away_from_black() {
    assert!((distance(light([0; 3]), light([255; 3])) - 1.0).abs() < 1e-3);
}
