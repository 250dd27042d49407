//! What several tests need: the real encoder, found or complained about.

use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use groundstate_planner::device::Compute;
use groundstate_planner::perception::{Encoder, Encoding, Engine};

/// Where the weights lie: `GROUNDSTATE_ENCODER_DIR`, else the workspace's own copy.
pub(crate) fn weights() -> PathBuf {
    let named = std::env::var_os("GROUNDSTATE_ENCODER_DIR").map(PathBuf::from);
    let default = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../.groundstate/models/all-MiniLM-L6-v2");
    let directory = named.unwrap_or_else(default);
    assert!(
        directory.join("model.safetensors").is_file(),
        "no encoder weights in `{}`: run `make weights`, or set GROUNDSTATE_ENCODER_DIR to a folder that has them",
        directory.display()
    );
    directory
}

/// The encoder on the CPU, loaded once for all tests of a process.
pub(crate) fn encoder() -> Arc<Encoder> {
    static ENCODER: OnceLock<Arc<Encoder>> = OnceLock::new();
    let load = || Arc::new(Encoder::load(&weights(), &Compute::cpu()).expect("the encoder loads"));
    Arc::clone(ENCODER.get_or_init(load))
}

/// The same checkpoint with its linear layers in eight bits, as guardrails use it.
pub(crate) fn integer() -> Arc<Encoder> {
    static ENCODER: OnceLock<Arc<Encoder>> = OnceLock::new();
    let load = || Encoder::load_with(&weights(), &Compute::cpu(), Engine::Integer).expect("the encoder loads");
    Arc::clone(ENCODER.get_or_init(|| Arc::new(load())))
}

/// An encoding as bytes, to compare bit for bit.
pub(crate) fn bytes(encoding: &Encoding) -> Vec<u8> {
    let pooled = encoding.pooled.iter().flat_map(|value| value.to_le_bytes());
    pooled.chain(encoding.tokens.to_bytes()).collect()
}

/// The scalar product: the cosine of unit vectors.
pub(crate) fn dot(left: &[f32], right: &[f32]) -> f32 {
    left.iter().zip(right).map(|(left, right)| left * right).sum()
}
