//! The published models of candle-transformers.
//!
//! Its DistilBERT computes `gelu` by the hyperbolic tangent where the checkpoints were trained with the
//! error function: states on an accelerator then differ from the CPU's by about 1e-3.

use candle_core::{Device, Tensor};
use candle_nn::VarBuilder;
use candle_transformers::models::{bert, distilbert, xlm_roberta};
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::batch::{equal_lengths, similar_lengths};
use super::{Architecture, Backbone, Family, States};
use crate::perception::PerceptionError;

/// A model of candle-transformers with what it needs to be called.
pub(super) struct Published {
    model: Model,
    device: Device,
    padding: u32,
    dimension: usize,
}

enum Model {
    Bert(bert::BertModel),
    DistilBert(distilbert::DistilBertModel),
    Roberta(xlm_roberta::XLMRobertaModel),
}

impl Published {
    pub(super) fn load(architecture: &Architecture, builder: &VarBuilder<'_>) -> Result<Self, PerceptionError> {
        let config = &architecture.config;
        let device = builder.device().clone();
        let root = architecture.root(builder);
        let model = match architecture.family {
            Family::Bert => bert::BertModel::load(root, &parsed(config)?).map(Model::Bert),
            Family::DistilBert => distilbert::DistilBertModel::load(root, &parsed(config)?).map(Model::DistilBert),
            Family::Roberta => xlm_roberta::XLMRobertaModel::new(&parsed(config)?, root).map(Model::Roberta),
        };
        let model = model.map_err(PerceptionError::weights)?;
        Ok(Self { model, device, padding: architecture.padding, dimension: architecture.dimension })
    }

    /// States of one group, padded to its longest: `[group, longest, dimension]`.
    fn forward(&self, group: &[&[u32]], longest: usize) -> candle_core::Result<Tensor> {
        let shape = (group.len(), longest);
        let filled = |sequence: &[u32]| std::iter::repeat_n(self.padding, longest - sequence.len());
        let ids: Vec<u32> =
            group.iter().flat_map(|sequence| sequence.iter().copied().chain(filled(sequence))).collect();
        let shown = group.iter().flat_map(|sequence| (0..longest).map(|place| u32::from(place < sequence.len())));
        let shown: Vec<u32> = shown.collect();
        let ids = Tensor::from_vec(ids, shape, &self.device)?;
        let shown = Tensor::from_vec(shown, shape, &self.device)?;
        match &self.model {
            Model::Bert(model) => model.forward(&ids, &ids.zeros_like()?, Some(&shown)),
            Model::DistilBert(model) => model.forward(&ids, &shown.eq(0_u32)?.reshape((group.len(), 1, 1, longest))?),
            Model::Roberta(model) => model.forward(&ids, &shown, &ids.zeros_like()?, None, None, None),
        }
    }

    /// Each sequence's rows, padding left out. One copy from the device for the whole group.
    fn rows(&self, group: &[&[u32]], longest: usize) -> candle_core::Result<Vec<Vec<f32>>> {
        let states: Vec<f32> = self.forward(group, longest)?.flatten_all()?.to_vec1()?;
        let padded = states.chunks_exact(longest * self.dimension);
        let rows = group.iter().zip(padded);
        Ok(rows.map(|(sequence, rows)| rows.iter().take(sequence.len() * self.dimension).copied().collect()).collect())
    }
}

impl Backbone for Published {
    fn states(&self, sequences: &[&[u32]]) -> Result<States, PerceptionError> {
        let lengths: Vec<usize> = sequences.iter().map(|sequence| sequence.len()).collect();
        let groups =
            if self.device.is_cpu() { equal_lengths(&lengths, self.dimension) } else { similar_lengths(&lengths) };
        let mut found: Vec<Vec<f32>> = vec![Vec::new(); sequences.len()];
        for group in groups {
            let members: Vec<&[u32]> = group.iter().filter_map(|index| sequences.get(*index).copied()).collect();
            let longest = members.iter().map(|sequence| sequence.len()).max().unwrap_or(0);
            let rows = self.rows(&members, longest).map_err(PerceptionError::forward)?;
            for (index, rows) in group.into_iter().zip(rows) {
                if let Some(place) = found.get_mut(index) {
                    *place = rows;
                }
            }
        }
        let mut states = States::default();
        for rows in found {
            let size = rows.len();
            states.push(rows, std::iter::once(size));
        }
        Ok(states)
    }
}

fn parsed<T: DeserializeOwned>(config: &Value) -> Result<T, PerceptionError> {
    serde_json::from_value(config.clone()).map_err(|error| PerceptionError::Config(error.to_string()))
}

#[cfg(test)]
mod tests {
    use candle_core::DType;
    use candle_nn::VarMap;
    use serde_json::json;

    use super::*;

    fn tiny(model_type: &str) -> Published {
        let mut config = json!({"model_type": model_type, "intermediate_size": 32, "hidden_dim": 32,
            "num_hidden_layers": 2, "n_layers": 2, "num_attention_heads": 2, "n_heads": 2, "hidden_act": "gelu",
            "activation": "gelu", "hidden_dropout_prob": 0.1, "attention_probs_dropout_prob": 0.1,
            "initializer_range": 0.02, "layer_norm_eps": 1e-12, "max_position_embeddings": 24, "type_vocab_size": 2,
            "vocab_size": 50, "pad_token_id": 1, "position_embedding_type": "absolute"});
        config[if model_type == "distilbert" { "dim" } else { "hidden_size" }] = 16.into();
        let architecture = Architecture::read(config.to_string().as_bytes()).unwrap();
        let variables = VarMap::new();
        let model =
            Published::load(&architecture, &VarBuilder::from_varmap(&variables, DType::F32, &Device::Cpu)).unwrap();
        for variable in variables.all_vars() {
            let values = (0..variable.elem_count()).map(|at| (at as f32 * 0.61).sin()).collect();
            variable.set(&Tensor::from_vec(values, variable.shape(), &Device::Cpu).unwrap()).unwrap();
        }
        model
    }

    /// Accelerators get padded batches; the CPU never does, so the mask is tried here.
    #[test]
    fn padding_does_not_reach_a_state() {
        for model_type in ["bert", "distilbert", "xlm-roberta"] {
            let model = tiny(model_type);
            let group: [&[u32]; 3] = [&[7, 9], &[8, 12, 31, 49, 4], &[3, 5, 6, 40, 41, 42, 43]];
            let together = model.rows(&group, 7).unwrap();
            for (sequence, rows) in group.iter().zip(together) {
                let alone = model.rows(&[sequence], sequence.len()).unwrap().remove(0);
                assert_eq!(rows.len(), sequence.len() * 16);
                let apart = rows.iter().zip(alone).map(|(left, right)| (left - right).abs()).fold(0.0, f32::max);
                assert!(apart < 1e-4, "{model_type}: {apart} apart");
            }
        }
    }
}
