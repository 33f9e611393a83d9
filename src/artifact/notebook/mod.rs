//! A first cell for the next notebook: Python that loads the files of a run, builds a FAISS index and searches by text.
//!
//! Texts are embedded by the text tower that belongs to the run's image tower. For OpenAI's CLIP that is the one which
//! `transformers` loads by name; for any other model, the starter model among them, it is the ONNX file of the model
//! itself. The Python lies beside this file, with `{names}` where values go in.

use std::path::{Path, PathBuf};

use serde_json::Value;

use super::{EMBEDDINGS, IDS, METADATA, RunRecord};
use crate::model::{
    CLIP_TEXT_LENGTH, Catalog, Filler, FillerKind, ModelFile, ModelSpec, STARTER, TextTower,
    write_starter,
};
use crate::{Error, Result};

/// Repository of the catalogue that holds OpenAI's CLIP, exported, and the name under which `transformers` loads it.
const EXPORTED_CLIP: &str = "Xenova/clip-vit-base-patch32";
const CLIP: &str = "openai/clip-vit-base-patch32";

/// The cell for the run in `folder`.
///
/// `find_model` gives the model of the run; it is asked only where `transformers` does not know the model. The starter
/// model has no files that Python could read, so they are written into a folder beside the run's.
pub fn notebook_cell(
    folder: &Path,
    record: &RunRecord,
    find_model: impl FnOnce() -> Result<ModelSpec>,
) -> Result<String> {
    let folder = std::path::absolute(folder).unwrap_or_else(|_| folder.to_path_buf());
    let part = if is_clip(record)? {
        with_transformers()
    } else {
        let model = find_model()?;
        record.model.check_is(&model)?;
        with_onnx(&on_disk(model, &folder)?, &folder)?
    };
    Ok(format!(
        include_str!("cell.py"),
        packages = part.packages,
        imports = part.imports,
        folder = python_text(text_of(&folder)?),
        embeddings = EMBEDDINGS,
        ids = IDS,
        metadata = METADATA,
        text_tower = part.text_tower,
    ))
}

/// What the cell says of the model.
struct Part {
    packages: &'static str,
    imports: &'static str,
    text_tower: String,
}

/// Whether the image tower is one of those that the catalogue knows as CLIP.
fn is_clip(record: &RunRecord) -> Result<bool> {
    let catalog = Catalog::bundled()?;
    let mut models = catalog.models().iter();
    Ok(models.any(|model| {
        let tower = &model.files.vision.sha256;
        model.repository == EXPORTED_CLIP
            && record.model.files.iter().any(|file| file.sha256 == *tower)
    }))
}

fn with_transformers() -> Part {
    Part {
        packages: "faiss-cpu numpy pandas torch transformers",
        imports: "import torch\nfrom transformers import AutoTokenizer, CLIPModel",
        text_tower: format!(
            include_str!("clip.py"),
            model = CLIP,
            longest = CLIP_TEXT_LENGTH
        ),
    }
}

fn with_onnx(model: &ModelSpec, folder: &Path) -> Result<Part> {
    let text = &model.text;
    let longest = text.length.unwrap_or(CLIP_TEXT_LENGTH).max(1);
    Ok(Part {
        packages: "faiss-cpu numpy pandas onnxruntime tokenizers",
        imports: "import onnxruntime\nfrom tokenizers import Tokenizer",
        text_tower: format!(
            include_str!("onnx.py"),
            model = one_line(&model.label),
            tokenizer = python_path(&text.tokenizer, folder)?,
            file = python_path(&text.file, folder)?,
            longest = longest,
            cut = longest - 1,
            output = python_text(&text.output),
            inputs = inputs(text),
        ),
    })
}

/// The dictionary of the tower's inputs: the tokens, their mask, and blanks for the other tower in a graph of both.
fn inputs(text: &TextTower) -> String {
    let mut inputs = vec![format!("{}: tokens", python_text(&text.input))];
    if let Some(mask) = &text.mask {
        inputs.push(format!("{}: np.ones_like(tokens)", python_text(mask)));
    }
    for Filler { name, kind } in &text.fillers {
        let blanks = match kind {
            FillerKind::Tokens { length } => format!("np.ones((1, {length}), np.int64)"),
            FillerKind::Pictures { side } => {
                format!("np.zeros((1, 3, {side}, {side}), np.float32)")
            }
        };
        inputs.push(format!("{}: {blanks}", python_text(name)));
    }
    format!("{{{}}}", inputs.join(", "))
}

/// The model as files: itself, or the starter model written into a folder of the run.
fn on_disk(model: ModelSpec, folder: &Path) -> Result<ModelSpec> {
    if model.folder.is_some() {
        return Ok(model);
    }
    let copy = folder.join(STARTER);
    write_starter(&copy)?;
    let mut written = ModelSpec::open(&copy)?;
    written.label = model.label;
    Ok(written)
}

/// A Python expression for the path of a model's file; one below the run's folder moves with it.
fn python_path(file: &ModelFile, folder: &Path) -> Result<String> {
    let path = file.path().map(std::path::absolute);
    let path: PathBuf = path.and_then(std::io::Result::ok).unwrap_or_default();
    if let Ok(inside) = path.strip_prefix(folder) {
        let parts: Vec<_> = inside.iter().map(|part| part.to_string_lossy()).collect();
        return Ok(format!("FOLDER / {}", python_text(&parts.join("/"))));
    }
    Ok(format!("Path({})", python_text(text_of(&path)?)))
}

/// A Python string literal. JSON's literals are Python's too: the same quotes, the same escapes.
fn python_text(text: &str) -> String {
    Value::from(text).to_string()
}

fn text_of(path: &Path) -> Result<&str> {
    path.to_str().ok_or_else(|| {
        Error::new("The name of this folder is not text that Python code can hold")
            .remedy("Rename the folder, or move the run into another one")
            .at(path)
    })
}

/// A comment ends with its line.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_quoted_for_python() {
        let texts = [
            (r"C:\Users\new\Mode", r#""C:\\Users\\new\\Mode""#),
            ("/home/Zoë's \"runs\"", r#""/home/Zoë's \"runs\"""#),
            (r"\\server\share\", r#""\\\\server\\share\\""#),
            ("a\nb{folder}", r#""a\nb{folder}""#),
        ];
        for (text, quoted) in texts {
            assert_eq!(python_text(text), quoted);
        }
    }

    #[test]
    fn every_input_of_the_tower_is_given() {
        let file = || ModelFile::Path("m".into());
        let mut text = TextTower {
            file: file(),
            tokenizer: file(),
            input: "input_ids".into(),
            mask: None,
            fillers: Vec::new(),
            output: "text_embeds".into(),
            length: None,
            dim: None,
        };
        assert_eq!(inputs(&text), r#"{"input_ids": tokens}"#);
        text.mask = Some("attention_mask".into());
        let with_mask = r#"{"input_ids": tokens, "attention_mask": np.ones_like(tokens)}"#;
        assert_eq!(inputs(&text), with_mask);
        text.mask = None;
        text.fillers.push(Filler {
            name: "pixel_values".into(),
            kind: FillerKind::Pictures { side: 224 },
        });
        let of_both =
            r#"{"input_ids": tokens, "pixel_values": np.zeros((1, 3, 224, 224), np.float32)}"#;
        assert_eq!(inputs(&text), of_both);
    }
}
