//! The graph on disk, beside the run that it belongs to.
//!
//! The file is named for a hash of vectors and ids, so that a graph of other vectors is never taken for this one's. It
//! holds no more than can be computed again: whatever is wrong with it, it is computed again.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use ndarray::ArrayRef2;
use sha2::{Digest, Sha256};

use super::{NOBODY, NeighbourGraph};
use crate::artifact::{cannot_write, hex, write_atomically};
use crate::job::{Control, Counter};
use crate::{Error, Result};

/// Folder inside the output folder for what can be computed again; it may be deleted at any time.
pub(crate) const CACHE_FOLDER: &str = ".vectorsearch-cache";
const PREFIX: &str = "neighbours-";
const MAGIC: &[u8; 8] = b"VSPKNN01";
/// Magic number, number of rows, neighbours a row.
const HEADER: usize = 24;
const HASH: usize = 32;

/// Where a graph came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// It lay beside the run.
    Kept,
    /// It was computed.
    Computed,
}

/// A graph that was looked for beside its run.
#[derive(Debug)]
pub struct KeptGraph {
    /// The graph.
    pub graph: NeighbourGraph,
    /// Where it came from.
    pub origin: Origin,
    /// Why it could not be kept for the next time, where that is so. The graph is no worse for it.
    pub not_kept: Option<Error>,
}

impl NeighbourGraph {
    /// Whether neighbours are kept beside the run in `folder`. They may be those of former vectors; then they are
    /// computed anew when they are asked for.
    pub fn is_kept_in(folder: &Path) -> bool {
        let is_graph = |name: &std::ffi::OsStr| name.to_string_lossy().starts_with(PREFIX);
        fs::read_dir(folder.join(CACHE_FOLDER))
            .is_ok_and(|entries| entries.flatten().any(|entry| is_graph(&entry.file_name())))
    }

    /// The graph of the run in `folder`: read from there, or else computed (see [`NeighbourGraph::build`]) and kept
    /// there. `progress` stays at nothing when it is read.
    pub fn of_run(
        folder: &Path,
        vectors: &ArrayRef2<f32>,
        ids: &[i64],
        k: usize,
        threads: usize,
        control: &Control,
        progress: &Counter,
    ) -> Result<KeptGraph> {
        let path = path_for(folder, vectors, ids);
        let wanted = k.min(ids.len().saturating_sub(1));
        if let Some(graph) = read(&path, ids.len()).filter(|graph| graph.k() >= wanted) {
            return Ok(KeptGraph {
                graph: graph.first(k),
                origin: Origin::Kept,
                not_kept: None,
            });
        }
        let graph = Self::build(vectors, ids, k, threads, control, progress)?;
        let not_kept = write(&path, &graph).err();
        Ok(KeptGraph {
            graph,
            origin: Origin::Computed,
            not_kept,
        })
    }
}

/// The file for these vectors and ids.
fn path_for(folder: &Path, vectors: &ArrayRef2<f32>, ids: &[i64]) -> PathBuf {
    let hash = fingerprint(vectors, ids);
    folder
        .join(CACHE_FOLDER)
        .join(format!("{PREFIX}{}.bin", &hash[..24]))
}

/// A SHA-256 over vectors and ids, lower-case hexadecimal: what is kept beside a run is named for it.
pub(crate) fn fingerprint(vectors: &ArrayRef2<f32>, ids: &[i64]) -> String {
    let mut hash = Sha256::new();
    hash.update(MAGIC);
    hash.update((vectors.ncols() as u64).to_le_bytes());
    let mut bytes = Vec::with_capacity(vectors.ncols() * 4);
    for (row, id) in vectors.outer_iter().zip(ids) {
        bytes.clear();
        bytes.extend(row.iter().flat_map(|x| x.to_le_bytes()));
        hash.update(&bytes);
        hash.update(id.to_le_bytes());
    }
    hex(&hash.finalize())
}

/// The graph in a file, if it is whole.
fn read(path: &Path, len: usize) -> Option<NeighbourGraph> {
    let bytes = fs::read(path).ok()?;
    let (content, hash) = bytes.split_at_checked(bytes.len().checked_sub(HASH)?)?;
    let (header, table) = content.split_at_checked(HEADER)?;
    let number = |at: usize| Some(u64::from_le_bytes(header[at..at + 8].try_into().ok()?));
    let k = usize::try_from(number(16)?).ok()?;
    let cells = len.checked_mul(k)?;
    let is_whole = header.starts_with(MAGIC)
        && number(8)? == len as u64
        && table.len() == cells.checked_mul(8)?
        && Sha256::digest(content)[..] == *hash;
    if !is_whole {
        return None;
    }
    let (words, _) = table.as_chunks::<4>();
    let (rows, scores) = words.split_at(cells);
    let rows: Vec<u32> = rows.iter().map(|&word| u32::from_le_bytes(word)).collect();
    let is_row = |&row: &u32| row == NOBODY || (row as usize) < len;
    rows.iter().all(is_row).then(|| NeighbourGraph {
        k,
        rows,
        scores: scores
            .iter()
            .map(|&word| f32::from_le_bytes(word))
            .collect(),
        len,
    })
}

/// Writes the graph and removes those of other vectors.
fn write(path: &Path, graph: &NeighbourGraph) -> Result<()> {
    let folder = path.parent().unwrap_or(path);
    fs::create_dir_all(folder).map_err(|cause| cannot_write(folder, cause))?;
    let mut bytes = Vec::with_capacity(HEADER + graph.rows.len() * 8 + HASH);
    bytes.extend_from_slice(MAGIC);
    bytes.extend((graph.len as u64).to_le_bytes());
    bytes.extend((graph.k as u64).to_le_bytes());
    bytes.extend(graph.rows.iter().flat_map(|row| row.to_le_bytes()));
    bytes.extend(graph.scores.iter().flat_map(|score| score.to_le_bytes()));
    let hash = Sha256::digest(&bytes);
    bytes.extend_from_slice(&hash);
    write_atomically(path, |file| file.write_all(&bytes))?;
    remove_others(folder, path).map_err(|cause| cannot_write(folder, cause))
}

fn remove_others(folder: &Path, kept: &Path) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if name.starts_with(PREFIX) && path != kept {
            fs::remove_file(&path)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::Array2;

    fn ask(folder: &Path, vectors: &Array2<f32>, k: usize) -> KeptGraph {
        let ids: Vec<i64> = (0..vectors.nrows() as i64).collect();
        let (control, progress) = (Control::new(), Counter::default());
        NeighbourGraph::of_run(folder, vectors, &ids, k, 1, &control, &progress).unwrap()
    }

    fn vectors(rows: usize) -> Array2<f32> {
        Array2::from_shape_fn((rows, 3), |(i, j)| ((i * 7 + j * 5) % 11) as f32)
    }

    fn only_file(folder: &Path) -> PathBuf {
        let files = fs::read_dir(folder.join(CACHE_FOLDER)).unwrap();
        let files: Vec<PathBuf> = files.map(|entry| entry.unwrap().path()).collect();
        assert_eq!(files.len(), 1, "{files:?}");
        files[0].clone()
    }

    #[test]
    fn is_read_back_and_serves_smaller_questions() {
        let folder = tempfile::tempdir().unwrap();
        let computed = ask(folder.path(), &vectors(9), 4);
        assert_eq!(computed.origin, Origin::Computed);
        assert!(computed.not_kept.is_none());
        let kept = ask(folder.path(), &vectors(9), 4);
        assert_eq!(kept.origin, Origin::Kept);
        assert_eq!(kept.graph, computed.graph);
        let smaller = ask(folder.path(), &vectors(9), 2);
        assert_eq!(smaller.origin, Origin::Kept);
        assert_eq!(smaller.graph.neighbours(5), &kept.graph.neighbours(5)[..2]);
        assert_eq!(ask(folder.path(), &vectors(9), 5).origin, Origin::Computed);
        // More neighbours than there are rows: the file of all of them serves.
        assert_eq!(ask(folder.path(), &vectors(9), 50).graph.k(), 8);
        assert_eq!(ask(folder.path(), &vectors(9), 60).origin, Origin::Kept);
    }

    #[test]
    fn other_vectors_replace_it() {
        let folder = tempfile::tempdir().unwrap();
        ask(folder.path(), &vectors(9), 4);
        let before = only_file(folder.path());
        let mut changed = vectors(9);
        changed[[3, 1]] += 0.5;
        assert_eq!(ask(folder.path(), &changed, 4).origin, Origin::Computed);
        assert_ne!(only_file(folder.path()), before);
    }

    #[test]
    fn a_damaged_file_is_not_believed() {
        let folder = tempfile::tempdir().unwrap();
        let graph = ask(folder.path(), &vectors(9), 4).graph;
        let path = only_file(folder.path());
        let whole = fs::read(&path).unwrap();
        for place in [0, 9, 17, 30, whole.len() - 1] {
            let mut damaged = whole.clone();
            damaged[place] ^= 1;
            fs::write(&path, &damaged).unwrap();
            let again = ask(folder.path(), &vectors(9), 4);
            assert_eq!(again.origin, Origin::Computed, "byte {place}");
            assert_eq!(again.graph, graph);
        }
        for length in [0, 20, 40, whole.len() - 8] {
            fs::write(&path, &whole[..length]).unwrap();
            assert_eq!(ask(folder.path(), &vectors(9), 4).origin, Origin::Computed);
        }
    }

    #[test]
    fn a_folder_that_cannot_be_written_costs_the_file_only() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join(CACHE_FOLDER), b"in the way").unwrap();
        let graph = ask(folder.path(), &vectors(9), 4);
        assert_eq!(graph.graph.k(), 4);
        assert!(graph.not_kept.is_some());
    }
}
