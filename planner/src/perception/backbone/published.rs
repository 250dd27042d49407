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
use super::{Architecture, Backbone, Family};
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
    fn states(&self, sequences: &[&[u32]]) -> Result<Vec<Vec<f32>>, PerceptionError> {
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
        Ok(found)
    }
}

fn parsed<T: DeserializeOwned>(config: &Value) -> Result<T, PerceptionError> {
    serde_json::from_value(config.clone()).map_err(|error| PerceptionError::Config(error.to_string()))
}
