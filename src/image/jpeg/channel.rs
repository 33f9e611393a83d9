//! One channel on its way from coefficients to samples.

use super::frame::{Component, Frame};
use super::idct::inverse;
use crate::image::error::DecodeError;

/// Coefficients of 8 x 8 samples, row by row.
pub(super) type Block = [i16; 64];

/// Divisors of a block's coefficients, in the same order.
pub(super) type Quantisation = [u16; 64];

/// Where the coefficients of a JPEG, stored by rising frequency, belong in a block.
pub(super) const ZIGZAG: [u8; 64] = [
    0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20,
    13, 6, 7, 14, 21, 28, 35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59,
    52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63,
];

/// A channel's samples and, while a progressive picture grows, its coefficients.
pub(super) struct Channel {
    pub(super) component: Component,
    /// Samples in a row and in a column, without padding.
    pub(super) size: (usize, usize),
    /// Blocks in a row and in a column that hold samples of the picture.
    pub(super) blocks: (usize, usize),
    /// Samples from one row of `plane` to the next.
    stride: usize,
    plane: Vec<u8>,
    coefficients: Vec<Block>,
    quantisation: Option<Quantisation>,
    /// Whether a scan brought its first coefficients.
    pub(super) scanned: bool,
}

impl Channel {
    /// An empty channel; `frame` says how much there is to come.
    pub(super) fn new(frame: &Frame, component: Component) -> Self {
        let (across, down) = frame.units();
        let (across, down) = (across * component.h, down * component.v);
        let size = frame.samples(&component);
        let stored = if frame.progressive { across * down } else { 0 };
        Self {
            component,
            size,
            blocks: (size.0.div_ceil(8), size.1.div_ceil(8)),
            stride: across * 8,
            plane: vec![0; across * down * 64],
            coefficients: vec![[0; 64]; stored],
            quantisation: None,
            scanned: false,
        }
    }

    /// Keeps the quantisation table in force at the channel's first scan; later ones are for other channels.
    pub(super) fn settle_quantisation(
        &mut self,
        tables: &[Option<Quantisation>; 4],
    ) -> Result<(), DecodeError> {
        if self.quantisation.is_none() {
            let table = tables[self.component.quantisation];
            self.quantisation =
                Some(table.ok_or_else(|| DecodeError::damaged("a missing quantisation table"))?);
        }
        Ok(())
    }

    /// Turns the coefficients of the block at `column`, `row` into samples.
    pub(super) fn place(&mut self, column: usize, row: usize, block: &Block) {
        let Some(quantisation) = &self.quantisation else {
            return;
        };
        let start = (row * self.stride + column) * 8;
        let rows = self.plane[start..].chunks_mut(self.stride);
        for (to, from) in rows.zip(inverse(block, quantisation)) {
            to[..8].copy_from_slice(&from);
        }
    }

    /// The coefficients so far of the block at `column`, `row` of a progressive picture.
    pub(super) fn block(&mut self, column: usize, row: usize) -> &mut Block {
        &mut self.coefficients[row * (self.stride / 8) + column]
    }

    /// Turns all kept coefficients into samples, at the end of a progressive picture.
    pub(super) fn finish(&mut self) {
        let across = self.stride / 8;
        let blocks = std::mem::take(&mut self.coefficients);
        for (i, block) in blocks.iter().enumerate() {
            self.place(i % across, i / across, block);
        }
    }

    /// Row `y` of the samples, without padding.
    pub(super) fn row(&self, y: usize) -> &[u8] {
        &self.plane[y * self.stride..][..self.size.0]
    }
}
