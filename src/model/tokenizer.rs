//! Text to token ids, as the model's own `tokenizer.json` says.

use tokenizers::Tokenizer;

use super::ModelFile;
use crate::{Error, Result};

/// Longest text that CLIP's text tower takes, in tokens, start and end tokens included.
pub(crate) const CLIP_TEXT_LENGTH: usize = 77;

/// Turns a text into the ids that the text tower takes.
pub struct TextTokenizer {
    tokenizer: Tokenizer,
    longest: usize,
}

impl TextTokenizer {
    /// Loads a `tokenizer.json`. `longest` is the text tower's fixed length, where it has one.
    pub fn load(file: &ModelFile, longest: Option<usize>) -> Result<Self> {
        let mut tokenizer = Tokenizer::from_bytes(file.read()?).map_err(|cause| {
            Error::new("The model's tokenizer.json cannot be read")
                .meaning("Text search is not possible with this model")
                .remedy("Download or copy the model folder again")
                .at(file.to_string())
                .caused_by(cause)
        })?;
        // Cutting is done here, so that the end token stays; padding is not needed for one text at a time.
        tokenizer.with_padding(None);
        tokenizer.with_truncation(None).map_err(|cause| {
            Error::new("The model's tokenizer cannot be set up")
                .at(file.to_string())
                .caused_by(cause)
        })?;
        Ok(Self {
            tokenizer,
            longest: longest.unwrap_or(CLIP_TEXT_LENGTH),
        })
    }

    /// Token ids with start and end tokens; a text that is too long is cut and keeps its end token, which is where
    /// CLIP reads the meaning of the text off.
    pub fn encode(&self, text: &str) -> Result<Vec<i64>> {
        let encoding = self.tokenizer.encode(text, true).map_err(|cause| {
            Error::new("The text could not be split into tokens")
                .remedy("Try other words")
                .caused_by(cause)
        })?;
        let mut ids: Vec<i64> = encoding.get_ids().iter().map(|&id| i64::from(id)).collect();
        let ends_with_special = encoding.get_special_tokens_mask().last() == Some(&1);
        cut(&mut ids, self.longest, ends_with_special);
        Ok(ids)
    }
}

fn cut(ids: &mut Vec<i64>, longest: usize, keep_last: bool) {
    if ids.len() <= longest || longest == 0 {
        return;
    }
    let last = ids[ids.len() - 1];
    ids.truncate(longest);
    if keep_last {
        ids[longest - 1] = last;
    }
}

#[cfg(test)]
mod tests {
    use super::cut;

    #[test]
    fn a_long_text_keeps_its_end_token() {
        let mut ids = vec![1, 5, 6, 7, 2];
        cut(&mut ids, 4, true);
        assert_eq!(ids, [1, 5, 6, 2]);
        cut(&mut ids, 2, false);
        assert_eq!(ids, [1, 5]);
        cut(&mut ids, 2, true);
        assert_eq!(ids, [1, 5]);
    }
}
