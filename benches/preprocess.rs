//! How long a picture of the dataset takes, from the bytes of its file to the tensor, and where the time goes.
//!
//! The picture is drawn here: 60 x 80 pixels with edges and texture, about 1 KB of JPEG behind 12 KB of metadata, as
//! the files of the dataset are.

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use image::codecs::jpeg::JpegEncoder;
use image::{Rgb, RgbImage};
use vectorsearch_pro::image::{
    DecodeLimits, PreprocessConfig, Preprocessor, decode_rgb, thumbnail_rgb,
};

const METADATA_BYTES: u16 = 12_000;

/// A shirt on white, more or less.
fn product() -> RgbImage {
    RgbImage::from_fn(60, 80, |x, y| {
        let body = (12..48).contains(&x) && (10..75).contains(&y);
        let weave = ((x * 7 + y * 13) % 23) as u8;
        if body {
            Rgb([180 - weave, 40 + weave + y as u8, 90 + (x as u8) * 2])
        } else {
            Rgb([255 - weave / 8; 3])
        }
    })
}

fn product_file() -> Vec<u8> {
    let mut file = Vec::new();
    let encoded = JpegEncoder::new_with_quality(&mut file, 85).encode_image(&product());
    assert!(encoded.is_ok());
    let mut metadata = vec![0xFF, 0xE1];
    metadata.extend_from_slice(&METADATA_BYTES.to_be_bytes());
    metadata.resize(usize::from(METADATA_BYTES) + 2, b' ');
    file.splice(2..2, metadata);
    file
}

fn preprocess(criterion: &mut Criterion) {
    let file = product_file();
    let picture = product();
    let limits = DecodeLimits::default();
    let mut preprocessor = Preprocessor::new(&PreprocessConfig::default());
    let mut tensor = vec![0.0; 3 * preprocessor.side() * preprocessor.side()];

    let cropped = preprocessor.crop_rgb(&picture);

    let mut group = criterion.benchmark_group("preprocess");
    group.bench_function("decode", |b| {
        b.iter(|| decode_rgb(black_box(&file), &limits));
    });
    group.bench_function("resize", |b| {
        b.iter(|| preprocessor.crop_rgb(black_box(&picture)));
    });
    // A picture that already has its size is only copied and normalised.
    group.bench_function("normalise", |b| {
        b.iter(|| preprocessor.write_tensor(black_box(&cropped), black_box(&mut tensor)));
    });
    group.bench_function("whole", |b| {
        b.iter(|| {
            let decoded = decode_rgb(black_box(&file), &limits);
            decoded.map(|picture| preprocessor.write_tensor(&picture, black_box(&mut tensor)))
        });
    });
    group.bench_function("thumbnail", |b| {
        b.iter(|| thumbnail_rgb(black_box(&file), 48));
    });
    group.finish();
}

criterion_group!(benches, preprocess);
criterion_main!(benches);
