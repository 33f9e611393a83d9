//! Subsampled colour back to full size, one row at a time.
//!
//! Where colour has half the width or height, libjpeg does not repeat samples but blends each with its neighbour, three
//! to one, with a rounding that alternates so that no shift in brightness remains. Other ratios are repeated.

use super::channel::Channel;

/// How a channel grows to the size of the picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Growth {
    None,
    /// Twice the width, blended.
    Wider,
    /// Twice the height, blended.
    Higher,
    /// Both, blended.
    Both,
    /// Samples repeated this often across and down.
    Repeat(usize, usize),
}

/// Makes full-size rows of one channel.
pub(super) struct Upsampler<'a> {
    channel: &'a Channel,
    growth: Growth,
    row: Vec<u8>,
    sums: Vec<i32>,
}

impl<'a> Upsampler<'a> {
    /// For a picture of `width` samples a row whose largest sampling factors are `h_max` and `v_max`.
    pub(super) fn new(channel: &'a Channel, width: usize, (h_max, v_max): (usize, usize)) -> Self {
        let growth = growth(channel, h_max, v_max);
        let length = match growth {
            Growth::None => 0,
            _ => width.next_multiple_of(h_max),
        };
        Self {
            channel,
            growth,
            row: vec![0; length],
            sums: Vec::new(),
        }
    }

    /// Row `y` of the picture, at least as long as the picture is wide.
    pub(super) fn row(&mut self, y: usize) -> &[u8] {
        let channel = self.channel;
        match self.growth {
            Growth::None => return channel.row(y),
            Growth::Wider => widen(channel.row(y), &mut self.row),
            Growth::Higher => {
                let bias = 1 + (y % 2) as i32;
                self.add_rows(y);
                for (to, sum) in self.row.iter_mut().zip(&self.sums) {
                    *to = ((sum + bias) >> 2) as u8;
                }
            }
            Growth::Both => {
                self.add_rows(y);
                widen_sums(&self.sums, &mut self.row);
            }
            Growth::Repeat(across, down) => {
                let from = channel.row(y / down);
                for (to, &sample) in self.row.chunks_mut(across).zip(from) {
                    to.fill(sample);
                }
            }
        }
        &self.row
    }

    /// Three times the nearer row plus the farther one; at the edges of the picture a row is its own neighbour.
    fn add_rows(&mut self, y: usize) {
        let near = y / 2;
        let last = self.channel.size.1 - 1;
        let far = if y.is_multiple_of(2) {
            near.saturating_sub(1)
        } else {
            (near + 1).min(last)
        };
        let rows = self.channel.row(near).iter().zip(self.channel.row(far));
        self.sums.clear();
        self.sums
            .extend(rows.map(|(&near, &far)| 3 * i32::from(near) + i32::from(far)));
    }
}

fn growth(channel: &Channel, h_max: usize, v_max: usize) -> Growth {
    let (across, down) = (h_max / channel.component.h, v_max / channel.component.v);
    // Blending needs a neighbour on each side; narrower channels are repeated.
    let blendable = channel.size.0 > 2;
    match (across, down) {
        (1, 1) => Growth::None,
        (2, 1) if blendable => Growth::Wider,
        (1, 2) => Growth::Higher,
        (2, 2) if blendable => Growth::Both,
        _ => Growth::Repeat(across, down),
    }
}

/// Twice as many samples, each three parts of the nearer and one of the farther.
fn widen(from: &[u8], to: &mut [u8]) {
    let last = from.len() - 1;
    let at = |i: usize| i32::from(from[i]);
    for (i, pair) in to.chunks_exact_mut(2).enumerate().take(from.len()) {
        let here = 3 * at(i);
        let left = if i == 0 {
            at(0)
        } else {
            (here + at(i - 1) + 1) >> 2
        };
        let right = if i == last {
            at(i)
        } else {
            (here + at(i + 1) + 2) >> 2
        };
        pair.copy_from_slice(&[left as u8, right as u8]);
    }
}

/// As [`widen`], from sums that are four times too large.
fn widen_sums(from: &[i32], to: &mut [u8]) {
    let last = from.len() - 1;
    for (i, pair) in to.chunks_exact_mut(2).enumerate().take(from.len()) {
        let here = from[i];
        let left = from[i.saturating_sub(1)];
        let right = from[(i + 1).min(last)];
        let left = (3 * here + left + 8) >> 4;
        let right = (3 * here + right + 7) >> 4;
        pair.copy_from_slice(&[left as u8, right as u8]);
    }
}
