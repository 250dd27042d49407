//! The other BERT families: small random checkpoints, against candle-transformers called by hand.

use std::fs;

use approx::assert_abs_diff_eq;
use candle_core::{DType, Device, Tensor};
use candle_nn::{VarBuilder, VarMap};
use candle_transformers::models::{bert, distilbert, xlm_roberta};
use groundstate_planner::device::Compute;
use groundstate_planner::perception::{Encoder, Engine, Passage};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::real_encoder::{bytes, weights};

type Forward = Box<dyn Fn(&Tensor) -> candle_core::Result<Tensor>>;

fn bert_config() -> Value {
    json!({"model_type": "bert", "hidden_size": 32, "intermediate_size": 64, "num_hidden_layers": 2,
        "num_attention_heads": 4, "hidden_act": "gelu", "hidden_dropout_prob": 0.1, "initializer_range": 0.02,
        "attention_probs_dropout_prob": 0.1, "layer_norm_eps": 1e-12, "max_position_embeddings": 40,
        "type_vocab_size": 2, "vocab_size": 30522, "pad_token_id": 0, "position_embedding_type": "absolute"})
}

fn build_bert(config: &Value, builder: VarBuilder<'_>) -> Forward {
    let model = bert::BertModel::load(builder, &serde_json::from_value(config.clone()).unwrap()).unwrap();
    Box::new(move |ids| model.forward(ids, &ids.zeros_like()?, None))
}

/// With ReLU: candle-transformers computes DistilBERT's `gelu` by the hyperbolic tangent, the
/// published model by the error function, and so they differ in the fourth digit.
fn distilbert_config() -> Value {
    json!({"model_type": "distilbert", "dim": 32, "hidden_dim": 64, "n_layers": 2, "n_heads": 4,
        "activation": "relu", "initializer_range": 0.02, "max_position_embeddings": 40, "vocab_size": 30522,
        "pad_token_id": 0})
}

fn build_distilbert(config: &Value, builder: VarBuilder<'_>) -> Forward {
    let model = distilbert::DistilBertModel::load(builder, &serde_json::from_value(config.clone()).unwrap()).unwrap();
    Box::new(move |ids| {
        let length = ids.dim(1)?;
        model.forward(ids, &Tensor::zeros((1, 1, 1, length), DType::U8, ids.device())?)
    })
}

fn roberta_config() -> Value {
    let mut config = bert_config();
    config["model_type"] = "xlm-roberta".into();
    config["pad_token_id"] = 1.into();
    config["type_vocab_size"] = 1.into();
    config
}

fn build_roberta(config: &Value, builder: VarBuilder<'_>) -> Forward {
    let model = xlm_roberta::XLMRobertaModel::new(&serde_json::from_value(config.clone()).unwrap(), builder).unwrap();
    Box::new(move |ids| model.forward(ids, &ids.ones_like()?, &ids.zeros_like()?, None, None, None))
}

/// Writes a checkpoint whose values are made up but fixed, and gives its model to call by hand.
fn checkpoint(config: &Value, prefix: &str, build: fn(&Value, VarBuilder<'_>) -> Forward) -> (TempDir, Forward) {
    let variables = VarMap::new();
    let builder = VarBuilder::from_varmap(&variables, DType::F32, &Device::Cpu);
    let rooted = if prefix.is_empty() { builder } else { builder.pp(prefix) };
    let forward = build(config, rooted);
    for (name, variable) in variables.data().lock().unwrap().iter() {
        let count = variable.elem_count();
        let phase = name.len() as f32;
        let values: Vec<f32> = (0..count).map(|at| (at as f32 * 0.37 + phase).sin() * 0.3).collect();
        variable.set(&Tensor::from_vec(values, variable.shape(), &Device::Cpu).unwrap()).unwrap();
    }
    let folder = TempDir::new().unwrap();
    variables.save(folder.path().join("model.safetensors")).unwrap();
    fs::write(folder.path().join("config.json"), config.to_string()).unwrap();
    fs::copy(weights().join("tokenizer.json"), folder.path().join("tokenizer.json")).unwrap();
    (folder, forward)
}

fn agrees(config: &Value, prefix: &str, reach: usize, build: fn(&Value, VarBuilder<'_>) -> Forward) {
    let (folder, forward) = checkpoint(config, prefix, build);
    let texts = ["one", "two words", "a text of some more words than that", "short again", "two times"];
    for engine in [Engine::Ragged, Engine::Published] {
        let encoder = Encoder::load_with(folder.path(), &Compute::cpu(), engine).unwrap();
        assert_eq!((encoder.dimension(), encoder.max_tokens()), (32, reach));
        let encoded = encoder.encode(&texts.map(Passage::whole)).unwrap();
        for encodings in &encoded {
            let framed = [&[101], encodings[0].tokens.ids(), &[102]].concat();
            let ids = Tensor::new(vec![framed], &Device::Cpu).unwrap();
            let mean = forward(&ids).unwrap().mean(1).unwrap().squeeze(0).unwrap().to_vec1::<f32>().unwrap();
            let norm = mean.iter().map(|value| value * value).sum::<f32>().sqrt();
            for (found, expected) in encodings[0].pooled.iter().zip(mean) {
                assert_abs_diff_eq!(*found, expected / norm, epsilon = 1e-5);
            }
        }
        for (text, together) in texts.iter().zip(&encoded) {
            let alone = encoder.encode(&[Passage::whole(*text)]).unwrap();
            assert!(bytes(&alone[0][0]) == bytes(&together[0]), "{engine:?}: `{text}` alone and in a batch");
        }
        let long = encoder.encode(&[Passage::whole("word ".repeat(150))]).unwrap();
        assert_eq!(long[0][0].tokens.len(), 150, "windows");
    }
}

#[test]
fn bert_with_and_without_a_prefix() {
    agrees(&bert_config(), "", 38, build_bert);
    agrees(&bert_config(), "bert", 38, build_bert);
}

#[test]
fn distilbert_has_no_token_types() {
    agrees(&distilbert_config(), "", 38, build_distilbert);
    agrees(&distilbert_config(), "distilbert", 38, build_distilbert);
}

#[test]
fn roberta_positions_start_after_the_padding() {
    agrees(&roberta_config(), "", 36, build_roberta);
    agrees(&roberta_config(), "roberta", 36, build_roberta);
}
