//! The sample dataset as a source: its files exist only while they are read.

use super::{Children, Node, Place, Probe, Source, Walked};
use crate::Result;
use crate::dataset::problem::ReadProblem;
use crate::dataset::sample;
use crate::dataset::sniff::HEADER_BYTES;
use crate::dataset::stamp::stamp;
use crate::job::Control;

pub(super) struct Drawn;

impl Source for Drawn {
    fn children(&self, folder: &Node) -> Result<Children> {
        if !folder.path.is_empty() {
            return Ok(Children::default());
        }
        Ok(Children {
            folders: vec![Node::folder("images")],
            files: vec![Node::folder("styles.csv")],
        })
    }

    fn walk(&self, _folder: &Node, _control: &Control) -> Result<Walked> {
        let products = sample::products().iter().enumerate();
        let node = |(index, product): (usize, &sample::Product)| {
            Node::member(format!("images/{}.jpg", product.id), index)
        };
        Ok(Walked {
            files: products.map(node).collect(),
            notes: Vec::new(),
        })
    }

    /// What is drawn is an image: its first bytes are known before it is drawn.
    fn probe(&self, file: &Node) -> Result<Probe, ReadProblem> {
        let start = b"\xff\xd8\xff\xe0";
        let mut bytes = [0; HEADER_BYTES];
        bytes[..start.len()].copy_from_slice(start);
        Ok(Probe {
            bytes,
            length: start.len(),
            stamp: stamp(sample::EDITION, &[file.path.as_bytes()]),
        })
    }

    fn read(&self, file: &Node, _limit: u64) -> Result<Vec<u8>, ReadProblem> {
        match file.place {
            Place::Path(_) => Ok(sample::csv().into_bytes()),
            Place::Member(index) => sample::products()
                .get(index)
                .map(sample::draw_jpeg)
                .ok_or(ReadProblem::Missing),
        }
    }
}
