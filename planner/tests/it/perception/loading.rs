//! Checkpoints that are incomplete, foreign or damaged end in a typed error; half precision loads.

use std::collections::HashMap;
use std::fs;
use std::path::Path;

use candle_core::{DType, Device, safetensors};
use groundstate_planner::device::Compute;
use groundstate_planner::perception::{Encoder, Passage, PerceptionError};
use tempfile::TempDir;

use crate::real_encoder::{dot, encoder, weights};

/// A folder with links to the real checkpoint's files, to be spoiled one at a time.
fn copy() -> TempDir {
    let folder = TempDir::new().unwrap();
    for name in ["config.json", "tokenizer.json", "model.safetensors"] {
        let target = fs::canonicalize(weights().join(name)).unwrap();
        if fs::hard_link(&target, folder.path().join(name)).is_err() {
            fs::copy(&target, folder.path().join(name)).unwrap();
        }
    }
    folder
}

/// Replaces a file, leaving what it was linked to alone.
fn replace(folder: &TempDir, name: &str, content: impl AsRef<[u8]>) {
    let path = folder.path().join(name);
    drop(fs::remove_file(&path));
    fs::write(path, content).unwrap();
}

fn load(folder: &Path) -> Result<Encoder, PerceptionError> {
    Encoder::load(folder, &Compute::cpu())
}

#[test]
fn a_missing_file_is_named() {
    for name in ["config.json", "tokenizer.json", "model.safetensors"] {
        let folder = copy();
        fs::remove_file(folder.path().join(name)).unwrap();
        let error = load(folder.path()).unwrap_err();
        assert!(matches!(&error, PerceptionError::Read { path, .. } if path.ends_with(name)), "{error}");
    }
}

#[test]
fn an_unknown_family_is_refused() {
    let folder = copy();
    replace(&folder, "config.json", r#"{"model_type":"llama","hidden_size":8}"#);
    let error = load(folder.path()).unwrap_err();
    assert!(error.to_string().contains("`llama` is not supported"), "{error}");
}

#[test]
fn damaged_files_are_refused() {
    let cases: [(&str, &[u8]); 5] = [
        ("config.json", b"{"),
        ("config.json", br#"{"model_type":"bert"}"#),
        ("tokenizer.json", b"[]"),
        ("model.safetensors", b"\xff\xff\xff\xff\xff\xff\xff\xff"),
        ("sentence_bert_config.json", br#"{"max_seq_length":3}"#),
    ];
    for (name, content) in cases {
        let folder = copy();
        replace(&folder, name, content);
        let error = load(folder.path()).unwrap_err();
        let right = match name {
            "tokenizer.json" => matches!(error, PerceptionError::Tokenizer(_)),
            "model.safetensors" => matches!(error, PerceptionError::Weights(_)),
            _ => matches!(error, PerceptionError::Config(_)),
        };
        assert!(right, "{name}: {error:?}");
    }
}

#[test]
fn truncated_weights_are_refused() {
    let folder = copy();
    let bytes = fs::read(weights().join("model.safetensors")).unwrap();
    replace(&folder, "model.safetensors", &bytes[..bytes.len() / 2]);
    assert!(matches!(load(folder.path()).unwrap_err(), PerceptionError::Weights(_)));
}

#[test]
fn half_precision_weights_load_and_agree() {
    let folder = copy();
    let tensors = safetensors::load(weights().join("model.safetensors"), &Device::Cpu).unwrap();
    let halves: HashMap<String, _> = tensors
        .into_iter()
        .filter(|(_, tensor)| tensor.dtype().is_float())
        .map(|(name, tensor)| (name, tensor.to_dtype(DType::F16).unwrap()))
        .collect();
    let path = folder.path().join("model.safetensors");
    fs::remove_file(&path).unwrap();
    safetensors::save(&halves, &path).unwrap();
    let half = load(folder.path()).unwrap();
    assert_ne!(half.fingerprint(), encoder().fingerprint());
    let passage = [Passage::whole("Half the bytes, the same meaning.")];
    let (left, right) = (half.encode(&passage).unwrap(), encoder().encode(&passage).unwrap());
    assert!(dot(&left[0][0].pooled, &right[0][0].pooled) > 0.999_99);
}

#[test]
fn the_fingerprint_names_every_file_and_the_window() {
    let folder = copy();
    let before = load(folder.path()).unwrap();
    assert_eq!(before.max_tokens(), 510, "without a trained length, the position table is the bound");
    replace(&folder, "sentence_bert_config.json", r#"{"max_seq_length":128}"#);
    let after = load(folder.path()).unwrap();
    assert_eq!(after.max_tokens(), 126);
    assert_ne!(before.fingerprint(), after.fingerprint());
    assert_eq!(before.fingerprint(), load(copy().path()).unwrap().fingerprint());
}
