//! A model folder in the layout of `Xenova/clip-vit-base-patch32`, checked and described.

use std::path::{Path, PathBuf};

use super::towers::find_towers;
use super::{ElementType, FileHash, GraphSignature, ModelFile, Port};
use crate::image::PreprocessConfig;
use crate::inference::Precision;
use crate::{Error, Result};

/// A text of nothing but its start and end tokens.
const SHORTEST_TEXT: usize = 2;

/// Everything that is known of a model before an engine loads it.
#[derive(Clone, Debug)]
pub struct ModelSpec {
    /// Short name for the command line and `run.json`: the folder's name, or that of a catalogued model.
    pub id: String,
    /// The name shown to the user.
    pub label: String,
    /// The folder, if the model is one on disk.
    pub folder: Option<PathBuf>,
    /// The image tower.
    pub image: ImageTower,
    /// The text tower.
    pub text: TextTower,
    /// How a picture becomes the image tower's input.
    pub preprocess: PreprocessConfig,
}

/// The network that turns pictures into vectors.
#[derive(Clone, Debug)]
pub struct ImageTower {
    /// The ONNX file.
    pub file: ModelFile,
    /// Name of the input, f32 `[N, 3, side, side]`.
    pub input: String,
    /// Name of the output, f32 `[N, dim]`.
    pub output: String,
    /// Name of the input's first dimension, where the file leaves its size open and names it.
    pub batch_name: Option<String>,
    /// Vector length, where the file states it.
    pub dim: Option<usize>,
    /// The numbers that the file computes with.
    pub precision: Precision,
    /// Pictures must be run one at a time, because a vector would otherwise depend on its batch.
    pub one_at_a_time: bool,
    /// Inputs of the text tower, where one graph holds both.
    pub fillers: Vec<Filler>,
}

/// An input that the output does not depend on. In a graph that holds both towers, either runs with blanks for the
/// other, because an engine wants every input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filler {
    /// Name of the input.
    pub name: String,
    /// What it takes.
    pub kind: FillerKind,
}

/// What a [`Filler`] takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FillerKind {
    /// Token ids or their mask, i64 `[N, length]`.
    Tokens {
        /// Tokens in a text.
        length: usize,
    },
    /// Pictures, f32 `[N, 3, side, side]`.
    Pictures {
        /// Side of the square picture, in pixels.
        side: usize,
    },
}

/// The network that turns token ids into vectors, and its tokenizer.
#[derive(Clone, Debug)]
pub struct TextTower {
    /// The ONNX file.
    pub file: ModelFile,
    /// `tokenizer.json`.
    pub tokenizer: ModelFile,
    /// Name of the token id input, i64 `[N, L]`.
    pub input: String,
    /// Name of the attention mask input, i64 `[N, L]`, where the tower has one.
    pub mask: Option<String>,
    /// Name of the output, f32 `[N, dim]`.
    pub output: String,
    /// Text length in tokens, where the file fixes it.
    pub length: Option<usize>,
    /// Vector length, where the file states it.
    pub dim: Option<usize>,
    /// Inputs of the image tower, where one graph holds both.
    pub fillers: Vec<Filler>,
}

impl ModelSpec {
    /// Reads a model folder; the ONNX files may lie in `onnx/` or directly in it, and be one for each tower or one for
    /// both. Where there are several precisions, the most exact one is taken.
    pub fn open(folder: &Path) -> Result<Self> {
        if !folder.is_dir() {
            return Err(Error::new("There is no model folder here")
                .meaning("Nothing was embedded")
                .remedy("Give a folder that holds vision_model.onnx, text_model.onnx and tokenizer.json")
                .at(folder));
        }
        let name = folder
            .canonicalize()
            .ok()
            .and_then(|path| Some(path.file_name()?.to_string_lossy().into_owned()));
        let name = name.unwrap_or_else(|| folder.display().to_string());
        let (vision, text) = find_towers(folder)?;
        let files = ModelFiles {
            vision: ModelFile::Path(vision),
            text: ModelFile::Path(text),
            tokenizer: ModelFile::Path(find(folder, "tokenizer.json")?),
            preprocess: find(folder, "preprocessor_config.json")
                .ok()
                .map(ModelFile::Path),
        };
        Self::from_files(&name, &name, Some(folder.to_path_buf()), files)
    }

    /// Describes a model whose files are known.
    pub(crate) fn from_files(
        id: &str,
        label: &str,
        folder: Option<PathBuf>,
        files: ModelFiles,
    ) -> Result<Self> {
        let preprocess = read_preprocess(files.preprocess.as_ref())?;
        let image = ImageTower::read(files.vision, &preprocess)?;
        let text = TextTower::read(files.text, files.tokenizer, &preprocess)?;
        if let (Some(image_dim), Some(text_dim)) = (image.dim, text.dim) {
            check_same_dim(image_dim, text_dim, folder.as_deref())?;
        }
        Ok(Self {
            id: id.to_owned(),
            label: label.to_owned(),
            folder,
            image,
            text,
            preprocess,
        })
    }

    /// Side of the square picture that the image tower takes, in pixels.
    pub fn side(&self) -> usize {
        self.preprocess.crop as usize
    }

    /// The files that decide on the vectors: image tower, text tower, tokenizer.
    pub fn files(&self) -> [&ModelFile; 3] {
        [&self.image.file, &self.text.file, &self.text.tokenizer]
    }

    /// Hashes of the files that decide on the vectors: image tower, text tower, tokenizer.
    pub fn hashes(&self) -> Result<Vec<FileHash>> {
        let image = self.image.file.hash()?;
        let one_graph =
            self.image.file.path().is_some() && self.image.file.path() == self.text.file.path();
        let text = if one_graph {
            image.clone()
        } else {
            self.text.file.hash()?
        };
        Ok(vec![image, text, self.text.tokenizer.hash()?])
    }
}

/// The files of a model, found.
pub(crate) struct ModelFiles {
    pub vision: ModelFile,
    pub text: ModelFile,
    pub tokenizer: ModelFile,
    pub preprocess: Option<ModelFile>,
}

/// Image and text vectors can be compared only where they have the same length.
pub(crate) fn check_same_dim(image: usize, text: usize, folder: Option<&Path>) -> Result<()> {
    if image == text {
        return Ok(());
    }
    let error = Error::new(format!("The two halves of this model do not belong together: its picture vectors have {image} numbers, its text vectors {text}"))
        .meaning("Text search would be meaningless, so nothing was embedded")
        .remedy("Take both ONNX files from the same model");
    Err(match folder {
        Some(folder) => error.at(folder),
        None => error,
    })
}

impl ImageTower {
    pub(super) fn read(file: ModelFile, preprocess: &PreprocessConfig) -> Result<Self> {
        let graph = GraphSignature::read(&file)?;
        let input = graph
            .input("pixel_values")
            .or_else(|| only(graph.inputs.iter().filter(|port| is_picture(port))));
        let unknown = || unexpected(&file, "image", "pictures as its input");
        let input = input.ok_or_else(unknown)?;
        let side = preprocess.crop as usize;
        let fillers = fillers(&graph, &[&input.name], side).ok_or_else(unknown)?;
        let output = vector_output(&graph, "image_embeds")
            .ok_or_else(|| unexpected(&file, "image", "picture vectors as an output"))?;
        require(
            &file,
            &[(input, ElementType::Float), (output, ElementType::Float)],
        )?;
        if input
            .dims
            .iter()
            .skip(2)
            .flatten()
            .any(|&size| size != side)
        {
            return Err(Error::new(format!("The image tower takes pictures of another size than preprocessor_config.json says ({side} pixels)"))
                .meaning("Nothing was embedded")
                .remedy("Take preprocessor_config.json and vision_model.onnx from the same model")
                .at(file.to_string()));
        }
        let batch_name = input.names.first().cloned().flatten();
        let (input, output, dim) = (input.name.clone(), output.name.clone(), last_dim(output));
        Ok(Self {
            file,
            input,
            output,
            batch_name,
            dim,
            precision: match (graph.dynamically_quantized, graph.computes_in_half) {
                (true, _) => Precision::Int8,
                (false, true) => Precision::Fp16,
                (false, false) => Precision::Fp32,
            },
            one_at_a_time: graph.dynamically_quantized,
            fillers,
        })
    }
}

impl TextTower {
    fn read(file: ModelFile, tokenizer: ModelFile, preprocess: &PreprocessConfig) -> Result<Self> {
        let graph = GraphSignature::read(&file)?;
        let is_ids = |port: &&Port| is_tokens(port) && port.name != "attention_mask";
        let input = graph
            .input("input_ids")
            .or_else(|| only(graph.inputs.iter().filter(is_ids)));
        let unknown = || unexpected(&file, "text", "token ids as its input");
        let input = input.ok_or_else(unknown)?;
        let mask = graph.input("attention_mask");
        let mut own = vec![input.name.as_str()];
        own.extend(mask.map(|port| port.name.as_str()));
        let fillers = fillers(&graph, &own, preprocess.crop as usize).ok_or_else(unknown)?;
        let output = vector_output(&graph, "text_embeds")
            .ok_or_else(|| unexpected(&file, "text", "text vectors as an output"))?;
        require(
            &file,
            &[(input, ElementType::Int64), (output, ElementType::Float)],
        )?;
        Ok(Self {
            input: input.name.clone(),
            mask: mask.map(|port| port.name.clone()),
            output: output.name.clone(),
            length: input.dims.get(1).copied().flatten(),
            dim: last_dim(output),
            file,
            tokenizer,
            fillers,
        })
    }
}

fn is_picture(port: &Port) -> bool {
    port.element == ElementType::Float && port.dims.len() == 4
}

fn is_tokens(port: &Port) -> bool {
    port.element == ElementType::Int64 && port.dims.len() == 2
}

/// Blanks for the inputs that are not a tower's own; `None` if one of them is nothing that a CLIP model takes.
fn fillers(graph: &GraphSignature, own: &[&str], side: usize) -> Option<Vec<Filler>> {
    let others = graph
        .inputs
        .iter()
        .filter(|port| !own.contains(&port.name.as_str()));
    let filler = |port: &Port| {
        let kind = if is_picture(port) {
            FillerKind::Pictures { side }
        } else if is_tokens(port) {
            FillerKind::Tokens {
                length: port.dims[1].unwrap_or(SHORTEST_TEXT),
            }
        } else {
            return None;
        };
        Some(Filler {
            name: port.name.clone(),
            kind,
        })
    };
    others.map(filler).collect()
}

/// Tensors of the right name may still hold numbers that are not given or taken here, such as 16-bit floats.
fn require(file: &ModelFile, tensors: &[(&Port, ElementType)]) -> Result<()> {
    let wrong = tensors
        .iter()
        .find(|(port, element)| port.element != *element);
    let Some((port, _)) = wrong else {
        return Ok(());
    };
    Err(Error::new(format!(
        "The model wants or gives \"{}\" in a precision that is not supported",
        port.name
    ))
    .meaning("The model was not loaded and nothing was embedded")
    .remedy("Take the model in full precision or with 8 bits; of 16-bit models, those with 32-bit inputs and outputs")
    .at(file.to_string()))
}

fn find(folder: &Path, name: &str) -> Result<PathBuf> {
    let path = folder.join(name);
    if path.is_file() {
        Ok(path)
    } else {
        Err(incomplete(folder, name))
    }
}

/// The error for a model folder that lacks a file.
pub(super) fn incomplete(folder: &Path, name: &str) -> Error {
    Error::new(format!("The model folder has no {name}"))
        .meaning("The model was not loaded and nothing was embedded")
        .remedy("A model folder holds onnx/vision_model.onnx, onnx/text_model.onnx and tokenizer.json: copy or download it again as a whole")
        .at(folder)
}

fn read_preprocess(file: Option<&ModelFile>) -> Result<PreprocessConfig> {
    let Some(file) = file else {
        return Ok(PreprocessConfig::default());
    };
    let bytes = file.read()?;
    let text = std::str::from_utf8(&bytes).map_err(|cause| {
        Error::new("The model's preprocessor_config.json is not text")
            .at(file.to_string())
            .caused_by(cause)
    })?;
    PreprocessConfig::from_json(text).map_err(|error| error.at(file.to_string()))
}

fn vector_output<'a>(graph: &'a GraphSignature, name: &str) -> Option<&'a Port> {
    let is_vector = |port: &&Port| port.element == ElementType::Float && port.dims.len() == 2;
    graph
        .output(name)
        .or_else(|| only(graph.outputs.iter().filter(is_vector)))
}

fn last_dim(port: &Port) -> Option<usize> {
    port.dims.last().copied().flatten()
}

fn only<T>(mut items: impl Iterator<Item = T>) -> Option<T> {
    let first = items.next();
    if items.next().is_some() { None } else { first }
}

fn unexpected(file: &ModelFile, tower: &str, wanted: &str) -> Error {
    Error::new(format!(
        "This is not the {tower} tower of a CLIP model: it does not have {wanted}"
    ))
    .meaning("The model was not loaded and nothing was embedded")
    .remedy("Use a folder in the layout of Xenova/clip-vit-base-patch32")
    .at(file.to_string())
}
