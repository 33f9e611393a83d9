//! What a precision costs, seen on the user's own pictures.

use std::sync::Arc;

use super::super::{App, let_go};
use super::devices::Scout;
use crate::comparison::{CompareProgress, CompareRequest, MOST_IMAGES, Way, compare};
use crate::inference::{Device, Precision, default_threads};
use crate::job::Control;
use crate::model::ModelStore;
use crate::ui::state::{Choice, Compared, Comparing};
use crate::{Error, Result};

impl App {
    pub(super) fn compare_precision(&mut self, precision: Precision) -> Result<()> {
        let (Some(scout), Some(open)) = (self.scout(), &self.live.dataset) else {
            return Err(Error::new("There is no dataset yet").remedy("Open one first"));
        };
        let device = self.device_for(precision);
        let scout = Scout {
            choice: Choice {
                precision: Some(precision),
                ..scout.choice.clone()
            },
            ..scout
        };
        let dataset = Arc::clone(&open.dataset);
        let progress = Arc::new(CompareProgress::default());
        let theirs = Arc::clone(&progress);
        let task = self.task("compare precision", move |control: &Control| {
            if device != Device::Cpu {
                scout.with_tests(|tests| tests.require(device, control))?;
            }
            let engine = scout.engines.select(scout.choice.engine)?;
            let exact = ModelStore::new(scout.paths.models()).open(&scout.choice.model)?;
            let request = CompareRequest {
                dataset,
                images: MOST_IMAGES,
                reference: Way {
                    model: exact,
                    precision: None,
                    engine: Arc::clone(&engine),
                    device: Device::Cpu,
                },
                other: Way {
                    model: scout.model()?,
                    precision: Some(precision),
                    engine,
                    device,
                },
                threads: default_threads(),
            };
            compare(&request, control, &theirs)
        })?;
        // Both would be slower than they are.
        let_go(self.live.embed.measuring.take());
        self.live.embed.compared = None;
        let comparing = Comparing {
            precision,
            progress,
            task,
        };
        let_go(self.live.embed.comparing.replace(comparing));
        Ok(())
    }

    pub(super) fn poll_comparison(&mut self) {
        let embed = &mut self.live.embed;
        let Some(comparing) = &mut embed.comparing else {
            return;
        };
        let Some(comparison) = comparing.task.poll() else {
            return;
        };
        embed.compared = Some(Compared {
            model: self.view.embed.model.clone(),
            precision: comparing.precision,
            comparison,
        });
        embed.comparing = None;
    }
}
