//! The frame header: size of the picture, its channels, and how they share it.

use super::colour::Colour;
use crate::image::decode::DecodeLimits;
use crate::image::error::DecodeError;

/// One channel as the frame header describes it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Component {
    pub(super) id: u8,
    /// Horizontal and vertical sampling factor, 1 to 4.
    pub(super) h: usize,
    pub(super) v: usize,
    /// Number of its quantisation table, 0 to 3.
    pub(super) quantisation: usize,
}

/// The frame header.
#[derive(Clone, Debug)]
pub(super) struct Frame {
    pub(super) width: usize,
    pub(super) height: usize,
    pub(super) progressive: bool,
    pub(super) components: Vec<Component>,
    /// The largest sampling factors: those of a channel at full size.
    pub(super) h_max: usize,
    pub(super) v_max: usize,
}

impl Frame {
    /// Reads the payload of an SOF0, SOF1 or SOF2 segment and refuses sizes beyond `limits`.
    pub(super) fn read(
        payload: &[u8],
        progressive: bool,
        limits: &DecodeLimits,
    ) -> Result<Self, DecodeError> {
        let [bits, h1, h0, w1, w0, count, components @ ..] = payload else {
            return Err(DecodeError::damaged("a frame header that is too short"));
        };
        if *bits != 8 {
            return Err(DecodeError::Unsupported(format!(
                "JPEG with {bits} bits a sample"
            )));
        }
        let (width, height) = (
            u16::from_be_bytes([*w1, *w0]),
            u16::from_be_bytes([*h1, *h0]),
        );
        limits.check(u32::from(width), u32::from(height))?;
        let (components, rest) = components.as_chunks::<3>();
        if components.len() != usize::from(*count) || !rest.is_empty() {
            return Err(DecodeError::damaged("a frame header of the wrong length"));
        }
        if !matches!(components.len(), 1 | 3 | 4) {
            return Err(DecodeError::Unsupported(format!(
                "JPEG with {count} channels"
            )));
        }
        let components = components.iter().copied().map(Component::read);
        let mut frame = Self {
            width: usize::from(width),
            height: usize::from(height),
            progressive,
            components: components.collect::<Result<_, _>>()?,
            h_max: 1,
            v_max: 1,
        };
        frame.settle_factors()?;
        Ok(frame)
    }

    fn settle_factors(&mut self) -> Result<(), DecodeError> {
        if let [only] = &mut self.components[..] {
            // A single channel is stored block by block, whatever its factors say.
            (only.h, only.v) = (1, 1);
        }
        for component in &self.components {
            self.h_max = self.h_max.max(component.h);
            self.v_max = self.v_max.max(component.v);
        }
        let whole =
            |c: &Component| self.h_max.is_multiple_of(c.h) && self.v_max.is_multiple_of(c.v);
        if !self.components.iter().all(whole) {
            return Err(DecodeError::Unsupported(
                "JPEG with fractional subsampling".into(),
            ));
        }
        Ok(())
    }

    /// Minimum coded units in a row and in a column of an interleaved scan.
    pub(super) fn units(&self) -> (usize, usize) {
        (
            self.width.div_ceil(8 * self.h_max),
            self.height.div_ceil(8 * self.v_max),
        )
    }

    /// Samples in a row and in a column of a channel, without padding.
    pub(super) fn samples(&self, component: &Component) -> (usize, usize) {
        (
            (self.width * component.h).div_ceil(self.h_max),
            (self.height * component.v).div_ceil(self.v_max),
        )
    }

    /// What the channels mean, by libjpeg's rules: a JFIF header counts most, then Adobe's, then the channels' names.
    pub(super) fn colour(&self, jfif: bool, adobe_transform: Option<u8>) -> Colour {
        let mut ids = [0; 4];
        for (id, component) in ids.iter_mut().zip(&self.components) {
            *id = component.id;
        }
        match (self.components.len(), adobe_transform) {
            (1, _) => Colour::Gray,
            (3, Some(0)) if !jfif => Colour::Rgb,
            (3, None) if !jfif && ids.starts_with(b"RGB") => Colour::Rgb,
            (3, _) => Colour::YCbCr,
            (_, None | Some(0)) => Colour::Cmyk,
            (_, Some(_)) => Colour::Ycck,
        }
    }
}

impl Component {
    fn read([id, factors, quantisation]: [u8; 3]) -> Result<Self, DecodeError> {
        let (h, v) = (usize::from(factors >> 4), usize::from(factors & 15));
        if !(1..=4).contains(&h) || !(1..=4).contains(&v) || quantisation > 3 {
            return Err(DecodeError::damaged(
                "a frame header with impossible numbers",
            ));
        }
        Ok(Self {
            id,
            h,
            v,
            quantisation: usize::from(quantisation),
        })
    }
}
