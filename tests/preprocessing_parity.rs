//! The reference pictures: decoded and prepared as Pillow and Hugging Face do it.
//!
//! Decoding and preparing are judged apart, so that a difference shows where it comes from. Both must be right to the
//! last bit.

// Helpers of tests, which the exceptions in clippy.toml do not reach.
#![allow(clippy::unwrap_used, clippy::print_stdout)]

use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use image::RgbImage;
use ndarray::{Array3, Array4};
use ndarray_npy::ReadNpyExt;
use vectorsearch_pro::image::{
    DecodeLimits, PreprocessConfig, Preprocessor, decode_rgb, thumbnail_rgb,
};

/// A folder of test material, or `None` with a note that the test was skipped.
fn shared(path: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../shared")
        .join(path);
    if !path.exists() {
        println!("skipped: {} is not here", path.display());
        return None;
    }
    Some(path)
}

struct Reference {
    id: String,
    decoded: RgbImage,
    crop: Vec<u8>,
}

/// The 40 pictures with what Pillow made of them.
fn references() -> Option<Vec<Reference>> {
    let folder = shared("clip-golden/pil_preproc")?;
    let index: serde_json::Value =
        serde_json::from_reader(File::open(folder.join("index.json")).unwrap()).unwrap();
    let crops =
        Array4::<u8>::read_npy(File::open(folder.join("crop224_u8_nhwc.npy")).unwrap()).unwrap();
    let decoded = File::open(folder.join("decoded_rgb_u8.npz")).unwrap();
    let mut decoded = zip::ZipArchive::new(decoded).unwrap();
    let ids = index["order"].as_array().unwrap().iter();
    let references = ids.zip(crops.outer_iter()).map(|(id, crop)| {
        let id = id.as_str().unwrap().to_owned();
        let pixels = decoded.by_name(&format!("rgb_{id}.npy")).unwrap();
        let pixels = Array3::<u8>::read_npy(pixels).unwrap();
        let (height, width, _) = pixels.dim();
        let pixels = pixels.into_raw_vec_and_offset().0;
        Reference {
            decoded: RgbImage::from_raw(width as u32, height as u32, pixels).unwrap(),
            crop: crop.iter().copied().collect(),
            id,
        }
    });
    Some(references.collect())
}

#[test]
fn crops_equal_pillows_to_the_last_bit() {
    let Some(references) = references() else {
        return;
    };
    assert_eq!(references.len(), 40);
    let mut preprocessor = Preprocessor::new(&PreprocessConfig::default());
    for reference in &references {
        let crop = preprocessor.crop_rgb(&reference.decoded);
        let pairs = crop.as_raw().iter().zip(&reference.crop);
        let wrong = pairs.filter(|(a, b)| a != b).count();
        assert_eq!(wrong, 0, "{}: values that differ", reference.id);
    }
}

#[test]
fn tensors_equal_those_of_the_python_library() {
    let (Some(references), Some(folder)) = (references(), shared("clip-golden/pil_preproc")) else {
        return;
    };
    let file = File::open(folder.join("pixel_values_first2_f32_nchw.npy")).unwrap();
    let expected = Array4::<f32>::read_npy(file).unwrap();
    let mut preprocessor = Preprocessor::new(&PreprocessConfig::default());
    let mut tensor = vec![0.0; 3 * 224 * 224];
    for (reference, expected) in references.iter().zip(expected.outer_iter()) {
        preprocessor.write_tensor(&reference.decoded, &mut tensor);
        let pairs = tensor.iter().zip(expected.iter());
        let wrong = pairs.filter(|(a, b)| a.to_bits() != b.to_bits()).count();
        assert_eq!(wrong, 0, "{}: values that differ", reference.id);
    }
}

#[test]
fn pixels_equal_those_of_libjpeg() {
    let (Some(references), Some(images)) = (references(), shared("fashion-sample/images")) else {
        return;
    };
    for reference in &references {
        let bytes = std::fs::read(images.join(format!("{}.jpg", reference.id))).unwrap();
        let decoded = decode_rgb(&bytes, &DecodeLimits::default()).unwrap();
        assert_eq!(decoded.dimensions(), reference.decoded.dimensions());
        let pairs = decoded.iter().zip(reference.decoded.iter());
        let wrong = pairs.filter(|(a, b)| a != b).count();
        assert_eq!(wrong, 0, "{}: values that differ", reference.id);
    }
}

#[test]
fn every_sample_picture_decodes() {
    let Some(images) = shared("fashion-sample/images") else {
        return;
    };
    let mut count = 0;
    for entry in std::fs::read_dir(images).unwrap() {
        let path = entry.unwrap().path();
        let bytes = std::fs::read(&path).unwrap();
        let decoded = decode_rgb(&bytes, &DecodeLimits::default());
        let decoded = decoded.unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let small = thumbnail_rgb(&bytes, 40).unwrap();
        assert!(small.width().max(small.height()) == 40 && decoded.height() >= 60);
        count += 1;
    }
    assert_eq!(count, 1500);
}

#[test]
fn cut_pictures_are_refused() {
    let Some(images) = shared("fashion-sample/images") else {
        return;
    };
    for id in ["48877", "29519", "9048", "54868", "28092"] {
        let bytes = std::fs::read(images.join(format!("{id}.jpg"))).unwrap();
        let whole = bytes.len();
        let parts = [1, 50, 90, 95, 99].map(|percent| whole * percent / 100);
        for length in parts.into_iter().chain([whole - 2, whole - 1]) {
            let error = decode_rgb(&bytes[..length], &DecodeLimits::default()).unwrap_err();
            assert_eq!(
                error.to_string(),
                "ends in the middle of the picture",
                "{id} at {length}"
            );
        }
    }
}

#[test]
fn the_whole_dataset_decodes() {
    let Some(archive) = shared("fashion-full/fashion-product-images-small.zip") else {
        return;
    };
    let mut archive = zip::ZipArchive::new(File::open(archive).unwrap()).unwrap();
    let mut bytes = Vec::new();
    let mut count = 0;
    for index in 0..archive.len() {
        let mut file = archive.by_index(index).unwrap();
        let name = file.name().unwrap().into_owned();
        if !name.starts_with("images/") || name.ends_with('/') {
            continue;
        }
        bytes.clear();
        file.read_to_end(&mut bytes).unwrap();
        let decoded = decode_rgb(&bytes, &DecodeLimits::default());
        assert!(decoded.is_ok(), "{name}: {:?}", decoded.err());
        count += 1;
    }
    assert_eq!(count, 42_941);
}
