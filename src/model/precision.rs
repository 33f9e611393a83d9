//! The same model in other numbers: 8-bit and 16-bit image towers that lie beside the 32-bit one.

use std::path::PathBuf;

use super::{ImageTower, ModelFile, ModelSpec, ModelStore};
use crate::inference::Precision;
use crate::{Error, Result};

impl ModelSpec {
    /// Precisions that this model can be run with somewhere, the most exact first.
    pub fn precisions(&self) -> Vec<Precision> {
        let offered = |&precision: &Precision| match precision {
            Precision::Bf16 => self.image.precision == Precision::Fp32,
            _ => precision == self.image.precision || self.tower_file(precision).is_some(),
        };
        Precision::ALL.into_iter().filter(offered).collect()
    }

    /// The same model with an image tower for this precision; the text tower stays.
    ///
    /// 16-bit floats with the range of 32-bit ones (bf16) are made of the 32-bit tower while it runs. The others are
    /// files of their own, under the names that exports of CLIP give them.
    pub fn at_precision(mut self, precision: Precision) -> Result<Self> {
        let held = self.image.precision;
        if held == precision || (precision == Precision::Bf16 && held == Precision::Fp32) {
            return Ok(self);
        }
        let file = self
            .tower_file(precision)
            .ok_or_else(|| self.has_no(precision))?;
        let tower = ImageTower::read(ModelFile::Path(file.clone()), &self.preprocess)?;
        if tower.precision != precision {
            return Err(Error::new(format!(
                "This file computes with {}, not with {precision} as its name says",
                tower.precision
            ))
            .meaning("Nothing was embedded")
            .remedy("Download or copy the model folder again")
            .at(file));
        }
        self.image = tower;
        Ok(self)
    }

    /// The file beside the image tower that holds it in another precision.
    fn tower_file(&self, precision: Precision) -> Option<PathBuf> {
        let names: &[&str] = match precision {
            Precision::Fp32 => &["vision_model.onnx"],
            Precision::Fp16 => &["vision_model_fp16.onnx"],
            Precision::Int8 => &["vision_model_int8.onnx", "vision_model_quantized.onnx"],
            Precision::Bf16 => &[],
        };
        let here = self.image.file.path()?;
        let mut files = names.iter().map(|name| here.with_file_name(name));
        files.find(|file| file != here && file.is_file())
    }

    fn has_no(&self, precision: Precision) -> Error {
        let offered: Vec<String> = self.precisions().iter().map(ToString::to_string).collect();
        Error::new(format!(
            "The model \"{}\" cannot be run with {precision}",
            self.label
        ))
        .meaning("Nothing was embedded")
        .remedy(format!("Choose {}", offered.join(" or ")))
    }
}

impl ModelStore {
    /// The model of this name or folder in a precision: from its own files, or as the model that is called
    /// `NAME-PRECISION`.
    pub fn open_at(&self, id_or_folder: &str, precision: Option<Precision>) -> Result<ModelSpec> {
        let model = self.open(id_or_folder)?;
        let Some(precision) = precision else {
            return Ok(model);
        };
        match model.at_precision(precision) {
            Ok(model) => Ok(model),
            Err(error) => {
                let sibling = self.open(&format!("{id_or_folder}-{precision}"));
                sibling
                    .and_then(|model| model.at_precision(precision))
                    .map_err(|_| error)
            }
        }
    }
}
