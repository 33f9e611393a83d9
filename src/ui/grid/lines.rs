//! The lines of text below a picture: which there are, and how high they are together.

/// Below this width of a cell there is no room for a text.
const WIDTH_FOR_TEXT: f32 = 84.0;
/// From this width on a name has two lines: what a product is comes after its brand.
const WIDTH_FOR_TWO: f32 = 100.0;
/// From the picture to the first line.
const ABOVE: f32 = 4.0;
/// Height of the line that is set off.
const NOTE: f32 = 19.0;
/// Height of a line of the name.
pub(super) const NAME: f32 = 15.0;
/// Height of the row of words.
const TAGS: f32 = 23.0;

/// Which lines a cell has. All cells of a grid have the same, so that what belongs together stands in one row.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Lines {
    pub note: bool,
    /// Lines of the name; none where there is no room for a text.
    pub name: usize,
    pub tags: bool,
}

/// Where each part begins, in points below the picture.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Tops {
    pub note: f32,
    pub name: f32,
    pub tags: f32,
}

impl Lines {
    /// What there is room for in cells of a width.
    pub fn within(width: f32, note: bool, tags: bool) -> Self {
        if width < WIDTH_FOR_TEXT {
            return Self::default();
        }
        Self {
            note,
            name: if width < WIDTH_FOR_TWO { 1 } else { 2 },
            tags,
        }
    }

    pub fn tops(self) -> Tops {
        let name = ABOVE + if self.note { NOTE } else { 0.0 };
        Tops {
            note: ABOVE,
            name,
            tags: name + NAME * self.name as f32 + 3.0,
        }
    }

    /// What they make a cell higher than its picture.
    pub fn height(self) -> f32 {
        match self.name {
            0 => 0.0,
            _ if self.tags => self.tops().tags + TAGS - 3.0,
            lines => self.tops().name + NAME * lines as f32,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_has_two_lines_where_there_is_room() {
        let names = [83.0, 84.0, 99.0, 100.0].map(|width| Lines::within(width, true, true).name);
        assert_eq!(names, [0, 1, 1, 2]);
    }

    #[test]
    fn every_line_makes_a_cell_higher() {
        let height = |width, note, tags| Lines::within(width, note, tags).height();
        assert_eq!(height(80.0, true, true), 0.0, "no room, no lines");
        assert_eq!(
            height(120.0, false, false) - height(90.0, false, false),
            NAME
        );
        assert_eq!(
            height(120.0, true, false) - height(120.0, false, false),
            NOTE
        );
        let whole = Lines::within(120.0, true, true);
        assert!(whole.tops().tags >= whole.tops().name + 2.0 * NAME);
        assert_eq!(whole.height() - height(120.0, true, false), TAGS);
    }
}
