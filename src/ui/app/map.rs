//! Drawing the map in the background.

use std::sync::Arc;

use super::{App, let_go};
use crate::Result;
use crate::inference::default_threads;
use crate::job::{Task, give_way};
use crate::projection::{MapRequest, PointGrid, draw_map, pca};
use crate::ui::command::{MapCommand, Page};
use crate::ui::state::{Drawn, First, MapState, Moving, Question};

/// The same picture every time.
const SEED: u64 = 0;

impl App {
    pub(super) fn carry_out_map(&mut self, command: MapCommand) -> Result<()> {
        match command {
            MapCommand::Stop => {
                let run = self.live.run.as_ref();
                if let Some(task) = run.and_then(|run| run.map.drawing.as_ref()) {
                    task.control().stop();
                }
                Ok(())
            }
            MapCommand::Draw => {
                self.show_page(Page::Map);
                self.read_run();
                if let Some(run) = &mut self.live.run {
                    let former = std::mem::take(&mut run.map);
                    run.map.version = former.version + 1;
                    run.map.wanted = true;
                    let_go(former.drawing);
                }
                self.start_map()
            }
            MapCommand::SearchSelected => {
                self.search_selected();
                Ok(())
            }
        }
    }

    /// Draws the map of the open run if nobody asked for it yet.
    pub(in crate::ui) fn want_map(&mut self) {
        self.read_run();
        if let Some(run) = &mut self.live.run {
            run.map.wanted = true;
        }
    }

    fn search_selected(&mut self) {
        let Some(open) = &self.live.dataset else {
            return;
        };
        let products = &open.dataset.products;
        let selected = self.view.selection.products.iter();
        let mut ids: Vec<i64> = selected
            .filter_map(|&product| Some(products.get(product)?.id))
            .collect();
        ids.sort_unstable();
        self.show_page(Page::Explore);
        self.ask(Question {
            within: Some(Arc::from(ids)),
            ..self.view.explore.current.clone()
        });
    }

    fn start_map(&mut self) -> Result<()> {
        let Some(run) = &self.live.run else {
            return Ok(());
        };
        let Some(data) = run.explorer.data() else {
            return Ok(());
        };
        let request = MapRequest {
            index: Arc::clone(&data.index),
            graph: None,
            run: Some(run.out.clone()),
            seed: SEED,
            threads: default_threads(),
        };
        let (progress, first) = (Arc::clone(&run.map.progress), Arc::clone(&run.map.first));
        let wake = self.wake.clone();
        let task = self.task("draw map", move |control| {
            give_way();
            let components = pca(&request.index, request.threads, control)?;
            let known = First {
                grid: PointGrid::new(&components.layout),
                pca: components.clone(),
            };
            // A map is drawn once with this place for its first picture.
            let _ = first.set(known);
            wake.wake();
            let map = draw_map(&request, &components, control, &progress)?;
            Ok(Drawn {
                grid: PointGrid::new(&map.layout),
                map,
            })
        })?;
        if let Some(run) = &mut self.live.run {
            run.map.drawing = Some(task);
        }
        Ok(())
    }

    pub(super) fn poll_map(&mut self) {
        let Some(run) = &mut self.live.run else {
            return;
        };
        let ready = run.explorer.data().is_some();
        let map = &mut run.map;
        let waits = map.drawing.is_none() && map.drawn.is_none() && map.ended.is_none();
        if map.wanted && waits && ready {
            let started = self.start_map();
            self.report(started);
            return;
        }
        Self::take_pictures(map);
    }

    fn take_pictures(map: &mut MapState) {
        if let Some(layout) = map.progress.take_newest() {
            map.newest = Some(Moving {
                grid: PointGrid::new(&layout),
                layout,
            });
            map.version += 1;
        }
        if let Some(drawn) = map.drawing.as_mut().and_then(Task::poll) {
            map.drawing = None;
            map.version += 1;
            match drawn {
                Ok(drawn) => map.drawn = Some(drawn),
                Err(error) => map.ended = Some(error),
            }
        }
    }
}
