//! Colours by the names that the real dataset uses.

/// Red, green and blue from 0 to 1.
pub(super) type Rgb = [f32; 3];

/// A colour with a name.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Colour {
    pub(super) name: &'static str,
    pub(super) rgb: Rgb,
}

const PALETTE: [(&str, [u8; 3]); 22] = [
    ("Black", [34, 34, 38]),
    ("White", [243, 243, 240]),
    ("Red", [205, 28, 38]),
    ("Blue", [38, 92, 200]),
    ("Navy Blue", [27, 36, 82]),
    ("Green", [34, 139, 68]),
    ("Yellow", [248, 208, 42]),
    ("Pink", [243, 130, 172]),
    ("Purple", [112, 54, 156]),
    ("Brown", [112, 70, 42]),
    ("Grey", [138, 140, 145]),
    ("Orange", [242, 122, 34]),
    ("Beige", [222, 203, 170]),
    ("Maroon", [112, 22, 44]),
    ("Olive", [104, 108, 48]),
    ("Turquoise Blue", [44, 186, 196]),
    ("Khaki", [182, 164, 116]),
    ("Tan", [196, 142, 86]),
    ("Gold", [206, 164, 68]),
    ("Silver", [192, 196, 202]),
    ("Magenta", [202, 32, 126]),
    ("Peach", [250, 186, 150]),
];

/// The colour of this name; black for a name that is not in the palette.
pub(super) fn colour(name: &str) -> Colour {
    let known = PALETTE.iter().find(|(known, _)| *known == name);
    let (name, rgb) = known.unwrap_or(&PALETTE[0]);
    Colour {
        name,
        rgb: rgb.map(|level| f32::from(level) / 255.0),
    }
}

/// A point between two colours.
pub(super) fn mix(a: Rgb, b: Rgb, share: f32) -> Rgb {
    [0, 1, 2].map(|i| a[i] + (b[i] - a[i]) * share)
}

/// Lighter above 1, darker below.
pub(super) fn scale(colour: Rgb, factor: f32) -> Rgb {
    if factor > 1.0 {
        mix(colour, [1.0; 3], factor - 1.0)
    } else {
        colour.map(|level| level * factor)
    }
}

/// How bright a colour looks, from 0 to 1.
pub(super) fn brightness(colour: Rgb) -> f32 {
    0.3 * colour[0] + 0.59 * colour[1] + 0.11 * colour[2]
}

/// A colour for seams and details that can be seen on this one.
pub(super) fn detail(colour: Rgb) -> Rgb {
    if brightness(colour) > 0.25 {
        scale(colour, 0.62)
    } else {
        mix(colour, [1.0; 3], 0.28)
    }
}
