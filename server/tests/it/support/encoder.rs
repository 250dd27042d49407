//! Checkpoints: the real one where quality matters, a tiny one where it does not.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Map, Value, json};

const HIDDEN: usize = 64;
const VOCABULARY: usize = 30_522;

/// The real checkpoint: `GROUNDSTATE_ENCODER_DIR`, or what `scripts/weights.sh` fetched.
pub(crate) fn real_encoder() -> PathBuf {
    let fetched = concat!(env!("CARGO_MANIFEST_DIR"), "/../.groundstate/models/all-MiniLM-L6-v2");
    let folder = std::env::var_os("GROUNDSTATE_ENCODER_DIR").map_or_else(|| PathBuf::from(fetched), PathBuf::from);
    let weights = folder.join("model.safetensors");
    assert!(
        weights.is_file(),
        "no encoder in `{}`: run scripts/weights.sh, or set GROUNDSTATE_ENCODER_DIR",
        folder.display()
    );
    folder
}

/// A BERT of one layer that does nothing: a token's state is the normalised random embedding of its word,
/// whatever stands around it. So texts are alike as far as they share words, and a test knows what is found.
pub(crate) fn tiny_encoder() -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("tiny-encoder-1");
    if !folder.join("model.safetensors").is_file() {
        // Tests run at the same time: whoever is first moves a whole folder into place.
        let made = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
        write(made.path());
        if fs::rename(made.path(), &folder).is_err() {
            assert!(folder.join("model.safetensors").is_file());
        }
    }
    folder
}

fn write(folder: &Path) {
    fs::copy(real_encoder().join("tokenizer.json"), folder.join("tokenizer.json")).unwrap();
    let config = json!({"model_type": "bert", "hidden_size": HIDDEN, "intermediate_size": HIDDEN, "num_hidden_layers": 1,
        "num_attention_heads": 2, "hidden_act": "gelu", "hidden_dropout_prob": 0.1, "initializer_range": 0.02,
        "attention_probs_dropout_prob": 0.1, "layer_norm_eps": 1e-12, "max_position_embeddings": 512,
        "type_vocab_size": 2, "vocab_size": VOCABULARY, "pad_token_id": 0, "position_embedding_type": "absolute"});
    fs::write(folder.join("config.json"), config.to_string()).unwrap();
    fs::write(folder.join("model.safetensors"), weights()).unwrap();
}

/// The weights in the safetensors format: header length, header, little-endian values.
fn weights() -> Vec<u8> {
    let (mut header, mut data) = (Map::new(), Vec::new());
    let mut state = 1_u64;
    let mut add = |name: &str, shape: &[usize], value: Option<f32>| {
        let start = data.len();
        for _ in 0..shape.iter().product() {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let random = (state >> 40) as f32 / (1_u32 << 23) as f32 - 1.0;
            data.extend(value.unwrap_or(random).to_le_bytes());
        }
        header.insert(name.to_owned(), json!({"dtype": "F32", "shape": shape, "data_offsets": [start, data.len()]}));
    };
    add("embeddings.word_embeddings.weight", &[VOCABULARY, HIDDEN], None);
    add("embeddings.position_embeddings.weight", &[512, HIDDEN], Some(0.0));
    add("embeddings.token_type_embeddings.weight", &[2, HIDDEN], Some(0.0));
    let layer = "encoder.layer.0";
    for norm in
        ["embeddings.LayerNorm", &format!("{layer}.attention.output.LayerNorm"), &format!("{layer}.output.LayerNorm")]
    {
        add(&format!("{norm}.weight"), &[HIDDEN], Some(1.0));
        add(&format!("{norm}.bias"), &[HIDDEN], Some(0.0));
    }
    for linear in [
        "attention.self.query",
        "attention.self.key",
        "attention.self.value",
        "attention.output.dense",
        "intermediate.dense",
        "output.dense",
    ] {
        add(&format!("{layer}.{linear}.weight"), &[HIDDEN, HIDDEN], Some(0.0));
        add(&format!("{layer}.{linear}.bias"), &[HIDDEN], Some(0.0));
    }
    let header = Value::Object(header).to_string();
    [&(header.len() as u64).to_le_bytes(), header.as_bytes(), &data].concat()
}
