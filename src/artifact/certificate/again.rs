//! Embedding a sample of a run again, and comparing.

use super::{CertificateRequest, Finding, Outcome, Sampled};
use crate::artifact::formats::products_of;
use crate::artifact::{FinishedRun, RunRecord, images_fingerprint};
use crate::dataset::Dataset;
use crate::image::{DecodeLimits, Preprocessor, decode_rgb};
use crate::inference::{Device, LoadOptions, Precision, normalize};
use crate::job::Control;
use crate::model::ModelSpec;
use crate::{Error, Result};

/// Least cosine with the engine of the run, if it ran on the processor: the same but for the last bits.
const SAME_ENGINE: f64 = 0.9999;

/// Least cosine with another engine, or where the run was made on another device: sums round differently there.
const OTHER_ENGINE: f64 = 0.999;

/// What came of it.
pub(super) struct Again {
    pub findings: Vec<Finding>,
    pub sample: Vec<Sampled>,
}

/// Why a part could not be done, in words.
type Reason = String;

/// Embeds again what can be. An error means that a stop was asked for.
pub(super) fn embed_again(request: &CertificateRequest, control: &Control) -> Result<Again> {
    let run = match FinishedRun::open(&request.folder) {
        Ok(run) => run,
        Err(error) => return Ok(not_done(Vec::new(), error.to_string())),
    };
    let found = same_dataset(request, &run);
    let model = same_model(request, &run.record);
    let findings = vec![
        need("same_dataset", found.as_ref().map(SameDataset::describe)),
        need(
            "same_model",
            model
                .as_ref()
                .map(|_| "its files have the SHA-256 that run.json says"),
        ),
    ];
    let (Ok(found), Ok(model)) = (found, model) else {
        let reason = "it needs the dataset and the model of the run".to_owned();
        return Ok(not_done(findings, reason));
    };
    let rows = spread(run.ids.len(), request.sample);
    match embed(request, &run.record, model, &found, &rows, control) {
        Ok(vectors) => {
            let sample = compare(&run, &rows, &vectors);
            let (result, detail) = judge(request, &run, &found, &sample);
            Ok(again(findings, sample, result, detail))
        }
        Err(stop) if stop.is_interrupted() => Err(stop),
        Err(error) => Ok(not_done(findings, error.to_string())),
    }
}

fn again(findings: Vec<Finding>, sample: Vec<Sampled>, result: Outcome, detail: String) -> Again {
    let mut findings = findings;
    findings.push(Finding::new("embedded_again", result, detail));
    Again { findings, sample }
}

fn not_done(findings: Vec<Finding>, reason: Reason) -> Again {
    again(findings, Vec::new(), Outcome::NotDone, reason)
}

fn need(name: &'static str, need: Result<&str, &Reason>) -> Finding {
    match need {
        Ok(met) => Finding::new(name, Outcome::Passed, met.to_owned()),
        Err(reason) => Finding::new(name, Outcome::NotDone, reason.clone()),
    }
}

/// The dataset of a run.
struct SameDataset<'a> {
    dataset: &'a Dataset,
    /// The product of each row of the run.
    products: Vec<usize>,
    /// The pictures are the very files that were embedded.
    unchanged: bool,
}

impl SameDataset<'_> {
    fn describe(&self) -> &'static str {
        if self.unchanged {
            "its table and its pictures are those that were embedded"
        } else {
            "its table is that of the run; pictures were changed since, or moved into or out of a zip file"
        }
    }
}

/// The dataset, if its table is that of the run. Files that only look changed (a picture in a zip file has another stamp
/// than the same picture in a folder) shall not hinder the comparison.
fn same_dataset<'a>(
    request: &'a CertificateRequest,
    run: &FinishedRun,
) -> Result<SameDataset<'a>, Reason> {
    let dataset = request.dataset.as_ref().map_err(Error::to_string)?;
    let products = products_of(&run.record, &run.ids, dataset).map_err(|e| e.to_string())?;
    let stamps = products.iter().map(|&product| dataset.image_stamp(product));
    let fingerprint = images_fingerprint(run.ids.iter().copied().zip(stamps));
    Ok(SameDataset {
        dataset,
        products,
        unchanged: fingerprint == run.record.dataset.images,
    })
}

fn same_model<'a>(
    request: &'a CertificateRequest,
    record: &RunRecord,
) -> Result<&'a ModelSpec, Reason> {
    let model = request.model.as_ref().map_err(Error::to_string)?;
    record
        .model
        .check_is(model)
        .map_err(|error| error.to_string())?;
    Ok(model)
}

/// Unit vectors of some rows, embedded in batches of the run's size.
fn embed(
    request: &CertificateRequest,
    record: &RunRecord,
    model: &ModelSpec,
    found: &SameDataset<'_>,
    rows: &[usize],
    control: &Control,
) -> Result<Vec<Vec<f32>>> {
    let options = LoadOptions::on_cpu(request.threads);
    let encoder = request.engine.load_image(model, options)?;
    let mut preprocessor = Preprocessor::new(&model.preprocess);
    let (batch, dim) = (record.batch, encoder.dim());
    let picture = 3 * model.side() * model.side();
    let mut vectors = Vec::with_capacity(rows.len());
    for rows in rows.chunks(batch) {
        let mut pixels = vec![0.0; batch * picture];
        for (&row, pixels) in rows.iter().zip(pixels.chunks_exact_mut(picture)) {
            control.check()?;
            preprocessor.write_tensor(&read(found.dataset, found.products[row])?, pixels);
        }
        let mut out = vec![0.0; batch * dim];
        encoder.encode(&pixels, batch, &mut out)?;
        for vector in out.chunks_exact_mut(dim).take(rows.len()) {
            normalize(vector)?;
            vectors.push(vector.to_vec());
        }
    }
    Ok(vectors)
}

fn read(dataset: &Dataset, product: usize) -> Result<::image::RgbImage> {
    let unreadable = |reason: String| {
        let path = &dataset.products[product].image_path;
        Error::new(format!(
            "The picture {path} cannot be read any more: {reason}"
        ))
    };
    let bytes = dataset.read_image(product);
    let bytes = bytes.map_err(|problem| unreadable(problem.to_string()))?;
    let image = decode_rgb(&bytes, &DecodeLimits::default());
    image.map_err(|problem| unreadable(problem.to_string()))
}

fn compare(run: &FinishedRun, rows: &[usize], vectors: &[Vec<f32>]) -> Vec<Sampled> {
    let compare = |(&row, vector): (&usize, &Vec<f32>)| Sampled {
        row,
        id: run.ids[row],
        image_path: run.metadata[row].image_path.clone(),
        cosine: dot(run.vectors.row(row).iter(), vector),
    };
    rows.iter().zip(vectors).map(compare).collect()
}

/// Whether the vectors agree, and what was seen, in words.
fn judge(
    request: &CertificateRequest,
    run: &FinishedRun,
    found: &SameDataset<'_>,
    sample: &[Sampled],
) -> (Outcome, String) {
    // A cosine that is not a number is worse than any.
    let value = |sampled: &Sampled| sampled.cosine.max(f64::MIN);
    let worst = sample.iter().min_by(|a, b| value(a).total_cmp(&value(b)));
    let Some(worst) = worst else {
        return (Outcome::NotDone, "no picture was asked for".to_owned());
    };
    let least = if is_same_way(request, &run.record) {
        SAME_ENGINE
    } else {
        OTHER_ENGINE
    };
    let seen = format!(
        "{} of {} pictures, {}: lowest cosine {:.7}, required {least}",
        sample.len(),
        run.ids.len(),
        how(request, &run.record),
        worst.cosine,
    );
    let wrong = sample
        .iter()
        .filter(|sampled| value(sampled) < least)
        .count();
    if wrong == 0 {
        return (Outcome::Passed, seen);
    }
    let seen = format!(
        "{seen}; {wrong} below that, the worst in row {}, product {}, {}",
        worst.row, worst.id, worst.image_path
    );
    if found.unchanged {
        (Outcome::Failed, seen)
    } else {
        (
            Outcome::NotDone,
            format!("{seen}; the picture was changed since the run"),
        )
    }
}

/// "with ONNX Runtime 1.30.0 on cpu as in the run".
fn how(request: &CertificateRequest, record: &RunRecord) -> String {
    let now = format!("with {} on {}", request.engine.info(), Device::Cpu);
    if is_same_way(request, record) {
        return format!("{now} as in the run");
    }
    let kind = record.engine.kind.label();
    let version = &record.engine.version;
    format!(
        "{now}, in the run with {kind} {version} on {}",
        record.device
    )
}

/// Whether the run was made as the sample is: by the same engine, on the processor alone, in the numbers of the file.
/// The processor is everywhere, and it is what other devices are judged by.
fn is_same_way(request: &CertificateRequest, record: &RunRecord) -> bool {
    let on_processor = |device: Device| device == Device::Cpu;
    request.engine.info().kind == record.engine.kind
        && on_processor(record.device)
        && record.parts.iter().all(|part| on_processor(part.device))
        && record.precision != Precision::Bf16
}

/// The rows in the middle of `sample` equal parts of the run: the same ones every time.
fn spread(rows: usize, sample: usize) -> Vec<usize> {
    let sample = sample.min(rows);
    let middle = |part| (2 * part + 1) * rows / (2 * sample);
    (0..sample).map(middle).collect()
}

fn dot<'a>(one: impl Iterator<Item = &'a f32>, other: &[f32]) -> f64 {
    let products = one.zip(other).map(|(a, b)| f64::from(*a) * f64::from(*b));
    products.sum()
}

#[cfg(test)]
mod tests {
    use super::spread;

    #[test]
    fn the_sample_is_spread_over_the_run() {
        assert_eq!(spread(300, 4), [37, 112, 187, 262]);
        assert_eq!(spread(3, 16), [0, 1, 2]);
        assert_eq!(spread(16, 16), (0..16).collect::<Vec<_>>());
        assert_eq!(spread(44_441, 0), [0; 0]);
        assert_eq!(spread(0, 16), [0; 0]);
    }
}
