//! The encoder against vectors that `scripts/reference_vectors.py` computed in float64 NumPy.

use approx::assert_abs_diff_eq;
use groundstate_planner::{
    device::Compute,
    perception::{Encoder, Engine, Passage},
};
use serde::Deserialize;

use crate::real_encoder::{dot, encoder, weights};

#[derive(Deserialize)]
struct Case {
    text: String,
    spans: Vec<Span>,
}

#[derive(Deserialize)]
struct Span {
    start: usize,
    end: usize,
    ids: Vec<u32>,
    pooled: Vec<f32>,
    states: Vec<State>,
}

#[derive(Deserialize)]
struct State {
    token: usize,
    state: Vec<f32>,
}

#[test]
fn encodings_agree_with_an_independent_implementation() {
    let cases: Vec<Case> = serde_json::from_str(include_str!("../fixtures/reference_vectors.json")).unwrap();
    assert!(cases.len() >= 8);
    let passages: Vec<Passage> = cases
        .iter()
        .map(|case| Passage {
            text: case.text.clone(),
            spans: case.spans.iter().map(|span| span.start..span.end).collect(),
        })
        .collect();
    let encoded = encoder().encode(&passages).unwrap();
    for (case, encodings) in cases.iter().zip(encoded) {
        for (span, encoding) in case.spans.iter().zip(encodings) {
            assert_eq!(encoding.tokens.ids(), span.ids, "wordpieces of `{}`", case.text);
            let cosine = dot(&encoding.pooled, &span.pooled);
            assert!(cosine >= 0.99999, "pooled cosine {cosine} for `{}`", case.text);
            for (found, expected) in encoding.pooled.iter().zip(&span.pooled) {
                assert_abs_diff_eq!(found, expected, epsilon = 1e-4);
            }
            let states = encoding.tokens.dequantise();
            for State { token, state } in &span.states {
                let half_a_step = encoding.tokens.scales()[*token] / 2.0;
                for (found, expected) in states[token * 384..][..384].iter().zip(state) {
                    assert_abs_diff_eq!(found, expected, epsilon = half_a_step + 1e-4);
                }
            }
        }
    }
}

#[test]
fn the_published_checkpoint_has_its_published_size() {
    let encoder = encoder();
    assert_eq!(encoder.dimension(), 384);
    assert_eq!(encoder.max_tokens(), 254, "256 as trained, less [CLS] and [SEP]");
    assert_eq!(encoder.count_tokens("good embeddings").unwrap(), 5, "good em ##bed ##ding ##s");
    assert_eq!(encoder.fingerprint().len(), 64);
}

#[test]
fn meaning_is_nearer_than_wording() {
    let texts = ["How do I get my money back?", "Refunds take two weeks.", "How do I get my cat down?"];
    let encoded = encoder().encode(&texts.map(Passage::whole)).unwrap();
    let pooled: Vec<_> = encoded.iter().map(|encodings| encodings[0].pooled.as_slice()).collect();
    assert!(dot(pooled[0], pooled[1]) > dot(pooled[0], pooled[2]));
}

#[test]
fn both_forward_passes_compute_the_same_function() {
    let published = Encoder::load_with(&weights(), &Compute::cpu(), Engine::Published).unwrap();
    assert_eq!(published.fingerprint(), encoder().fingerprint());
    let passages: Vec<Passage> = [1, 2, 9, 30, 60]
        .into_iter()
        .map(|length| Passage::whole("An answer of least energy, cited. ".repeat(length)))
        .collect();
    let (left, right) = (encoder().encode(&passages).unwrap(), published.encode(&passages).unwrap());
    for (left, right) in left.iter().flatten().zip(right.iter().flatten()) {
        for (left, right) in left.pooled.iter().zip(&right.pooled) {
            assert_abs_diff_eq!(left, right, epsilon = 2e-6);
        }
        let apart = left.tokens.codes().iter().zip(right.tokens.codes());
        assert!(apart.clone().all(|(left, right)| left.abs_diff(*right) <= 1), "more than one step apart");
        assert!(apart.filter(|(left, right)| left != right).count() * 1_000 < left.tokens.codes().len());
    }
}
