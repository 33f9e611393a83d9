//! Where on the map the name of a value belongs: in the densest place of each of its larger groups.
//!
//! The plane is divided into cells, and every point counts in its cell and in those around it. Cells of a value that
//! touch each other and are not nearly empty are a group. That is rough, and enough to put a word in the right place.

use super::{Area, Layout};

/// Cells along a side of the map at least and at most: few where points are far from each other.
const CELLS: (usize, usize) = (16, 64);

/// A group of fewer points has no name.
const FEWEST: usize = 3;

/// Nor has one that is smaller than one part in so many of all points.
const PART_OF_ALL: usize = 500;

/// A value has a second name where another of its groups holds one part in so many of its points.
const PART_OF_VALUE: usize = 4;

/// Cells with less than one part in so many of the densest one's points do not join groups.
const THIN: u32 = 10;

/// A group of points with the same value.
#[derive(Clone, Debug, PartialEq)]
pub struct NamedGroup {
    /// The value, by its code.
    pub code: u32,
    /// Points in it.
    pub count: usize,
    /// The middle of its densest place.
    pub place: [f32; 2],
    /// The box around it.
    pub area: Area,
    /// The row whose point is nearest to `place`.
    pub row: usize,
}

/// The larger groups of each value, the largest first. `code_of` gives the value of a row, if it has one.
pub fn named_groups(layout: &Layout, code_of: impl Fn(usize) -> Option<u32>) -> Vec<NamedGroup> {
    let mut values: Vec<Vec<Point>> = Vec::new();
    let mut placed = 0;
    for (row, place) in layout.positions().iter().enumerate() {
        let Some((place, code)) = place.zip(code_of(row)) else {
            continue;
        };
        let code = code as usize;
        if values.len() <= code {
            values.resize_with(code + 1, Vec::new);
        }
        values[code].push(Point { row, place });
        placed += 1;
    }
    let cells = Cells::for_points(placed);
    let least = FEWEST.max(placed / PART_OF_ALL);
    let mut groups: Vec<NamedGroup> = values
        .iter()
        .zip(0..)
        .flat_map(|(points, code)| {
            let least = least.max(points.len().div_ceil(PART_OF_VALUE));
            cells.groups(points, code, least)
        })
        .collect();
    // A stable sort: equal ones stay in the order of the values.
    groups.sort_by_key(|group| std::cmp::Reverse(group.count));
    groups
}

struct Point {
    row: usize,
    place: [f32; 2],
}

/// The square that every layout fills, divided.
struct Cells {
    side: usize,
}

impl Cells {
    fn for_points(count: usize) -> Self {
        let wanted = 1.5 * (count as f32).sqrt();
        Self {
            side: (wanted as usize).clamp(CELLS.0, CELLS.1),
        }
    }

    fn of(&self, place: [f32; 2]) -> usize {
        let along = |value: f32| {
            let cell = f32::midpoint(value, 1.0) * self.side as f32;
            (cell.max(0.0) as usize).min(self.side - 1)
        };
        along(place[1]) * self.side + along(place[0])
    }

    /// A cell and those around it.
    fn around(&self, cell: usize) -> impl Iterator<Item = usize> + use<> {
        let side = self.side;
        let (line, column) = (cell / side, cell % side);
        let near = move |at: usize| at.saturating_sub(1)..=(at + 1).min(side - 1);
        near(line).flat_map(move |line| near(column).map(move |column| line * side + column))
    }

    /// The groups of one value with at least `least` points.
    fn groups(&self, points: &[Point], code: u32, least: usize) -> Vec<NamedGroup> {
        if points.len() < least {
            return Vec::new();
        }
        let mut density = vec![0_u32; self.side * self.side];
        for point in points {
            for cell in self.around(self.of(point.place)) {
                density[cell] += 1;
            }
        }
        let (group_of, peaks) = self.join(&density);
        let mut members: Vec<Vec<&Point>> = peaks.iter().map(|_| Vec::new()).collect();
        for point in points {
            if let Some(group) = group_of[self.of(point.place)] {
                members[group].push(point);
            }
        }
        let large = members
            .iter()
            .zip(&peaks)
            .filter(|(members, _)| members.len() >= least);
        large
            .filter_map(|(members, &peak)| self.named(members, peak, code))
            .collect()
    }

    /// Joins the cells that touch each other and are not thin. Gives the group of each cell, and the densest cell of
    /// each group.
    fn join(&self, density: &[u32]) -> (Vec<Option<usize>>, Vec<usize>) {
        let densest = density.iter().copied().max().unwrap_or(0);
        let thin = densest.div_ceil(THIN).max(1);
        let mut group_of = vec![None; density.len()];
        let mut peaks = Vec::new();
        for start in 0..density.len() {
            if density[start] < thin || group_of[start].is_some() {
                continue;
            }
            let group = peaks.len();
            let mut peak = start;
            let mut open = vec![start];
            group_of[start] = Some(group);
            while let Some(cell) = open.pop() {
                // Of equally dense cells the first, whatever the way was.
                if (density[cell], peak) > (density[peak], cell) {
                    peak = cell;
                }
                for other in self.around(cell) {
                    if density[other] >= thin && group_of[other].is_none() {
                        group_of[other] = Some(group);
                        open.push(other);
                    }
                }
            }
            peaks.push(peak);
        }
        (group_of, peaks)
    }

    fn named(&self, members: &[&Point], peak: usize, code: u32) -> Option<NamedGroup> {
        let near: Vec<usize> = self.around(peak).collect();
        let densest = members
            .iter()
            .filter(|point| near.contains(&self.of(point.place)));
        let (count, sum) = densest.fold((0_u16, [0.0; 2]), |(count, [x, y]), point| {
            (
                count.saturating_add(1),
                [x + point.place[0], y + point.place[1]],
            )
        });
        let place = sum.map(|sum| sum / f32::from(count.max(1)));
        let distance = |point: &Point| {
            let [x, y] = [point.place[0] - place[0], point.place[1] - place[1]];
            x * x + y * y
        };
        let nearest = members
            .iter()
            .min_by(|a, b| distance(a).total_cmp(&distance(b)))?;
        Some(NamedGroup {
            code,
            count: members.len(),
            place,
            area: Area::around(members.iter().map(|point| point.place))?,
            row: nearest.row,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Points around places, each place with its number of points and its value.
    fn map(places: &[([f32; 2], usize, u32)]) -> (Layout, Vec<u32>) {
        let mut positions = Vec::new();
        let mut codes = Vec::new();
        for &([x, y], count, code) in places {
            for at in 0..count {
                let angle = at as f32 * 2.4;
                let far = 0.05 * (at as f32 / count as f32).sqrt();
                positions.push(Some([x + far * angle.cos(), y + far * angle.sin()]));
                codes.push(code);
            }
        }
        (Layout::of_positions(positions), codes)
    }

    #[test]
    fn the_larger_groups_have_names_in_their_middle() {
        let (layout, codes) = map(&[
            ([-0.8, 0.1], 60, 1),
            // Of the same value, and far away: a second name.
            ([0.7, 0.7], 30, 1),
            // Less than a quarter of its value.
            ([0.7, -0.8], 10, 1),
            ([0.0, -0.5], 80, 0),
            // Too few.
            ([-0.5, 0.9], 2, 4),
        ]);
        let groups = named_groups(&layout, |row| Some(codes[row]));
        let found: Vec<(u32, usize)> = groups
            .iter()
            .map(|group| (group.code, group.count))
            .collect();
        assert_eq!(found, [(0, 80), (1, 60), (1, 30)]);
        for (group, middle) in groups.iter().zip([[0.0, -0.5], [-0.8, 0.1], [0.7, 0.7]]) {
            for (found, wanted) in group.place.into_iter().zip(middle) {
                assert!((found - wanted).abs() < 0.05, "{group:?}");
            }
            assert!(group.area.contains(group.place));
            assert_eq!(codes[group.row], group.code);
        }
    }

    #[test]
    fn a_name_stands_where_its_group_is_densest() {
        // A thin band that ends in a knot.
        let mut places: Vec<([f32; 2], usize, u32)> = (0..30_u8)
            .map(|step| ([-0.9 + 0.05 * f32::from(step), 0.0], 2, 0))
            .collect();
        places.push(([0.6, 0.0], 40, 0));
        let (layout, codes) = map(&places);
        let groups = named_groups(&layout, |row| Some(codes[row]));
        assert_eq!(groups.len(), 1, "one group: {groups:?}");
        assert!((groups[0].place[0] - 0.6).abs() < 0.1, "{:?}", groups[0]);
    }

    #[test]
    fn rows_without_a_place_or_a_value_take_no_part() {
        let positions = vec![Some([0.5, 0.5]), None, Some([0.5, 0.5]), Some([0.5, 0.5])];
        let layout = Layout::of_positions(positions);
        let all = named_groups(&layout, |_| Some(7));
        assert_eq!((all.len(), all[0].count, all[0].code), (1, 3, 7));
        assert!(named_groups(&layout, |row| (row > 0).then_some(7)).is_empty());
        assert!(named_groups(&Layout::of_positions(Vec::new()), |_| Some(0)).is_empty());
    }
}
