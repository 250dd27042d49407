//! Where the tensors of each family are in its file.

use candle_core::{D, Tensor};
use candle_nn::VarBuilder;
use serde::Deserialize;

use super::integer::Integer;
use super::{Block, Layers, Ragged, Residual};
use crate::perception::PerceptionError;
use crate::perception::backbone::{Architecture, Engine, Family};
use crate::perception::kernels::{Activation, Matrix, Norm};

/// What the forward pass needs of `config.json`, under BERT's names and DistilBERT's.
#[derive(Deserialize)]
struct Config {
    #[serde(alias = "n_layers")]
    num_hidden_layers: usize,
    #[serde(alias = "n_heads")]
    num_attention_heads: usize,
    #[serde(alias = "hidden_dim")]
    intermediate_size: usize,
    #[serde(alias = "activation")]
    hidden_act: String,
    /// DistilBERT states none and uses BERT's.
    #[serde(default = "bert_epsilon")]
    layer_norm_eps: f32,
    #[serde(default = "absolute")]
    position_embedding_type: String,
    /// DistilBERT has no token types.
    #[serde(default)]
    type_vocab_size: usize,
}

fn bert_epsilon() -> f32 {
    1e-12
}

fn absolute() -> String {
    "absolute".to_owned()
}

/// Names of a block's tensors, below the block.
struct Names {
    blocks: &'static str,
    projections: [&'static str; 3],
    output: &'static str,
    attended: &'static str,
    inner: &'static str,
    outer: &'static str,
    finished: &'static str,
}

const BERT: Names = Names {
    blocks: "encoder.layer",
    projections: ["attention.self.query", "attention.self.key", "attention.self.value"],
    output: "attention.output.dense",
    attended: "attention.output.LayerNorm",
    inner: "intermediate.dense",
    outer: "output.dense",
    finished: "output.LayerNorm",
};

const DISTILBERT: Names = Names {
    blocks: "transformer.layer",
    projections: ["attention.q_lin", "attention.k_lin", "attention.v_lin"],
    output: "attention.out_lin",
    attended: "sa_layer_norm",
    inner: "ffn.lin1",
    outer: "ffn.lin2",
    finished: "output_layer_norm",
};

pub(super) fn load(
    architecture: &Architecture,
    builder: &VarBuilder<'_>,
    engine: Engine,
) -> Result<Ragged, PerceptionError> {
    let config: Config = serde_json::from_value(architecture.config.clone())
        .map_err(|error| PerceptionError::Config(error.to_string()))?;
    let activation = activation(&config.hidden_act)?;
    let unusable = |what: String| Err(PerceptionError::Config(what));
    if config.position_embedding_type != "absolute" {
        return unusable(format!("position embeddings of type `{}`", config.position_embedding_type));
    }
    if config.num_attention_heads == 0 || !architecture.dimension.is_multiple_of(config.num_attention_heads) {
        return unusable(format!("{} heads over {} values", config.num_attention_heads, architecture.dimension));
    }
    let reader = Reader { builder: architecture.root(builder), architecture, config, engine };
    reader.model(activation).map_err(PerceptionError::weights)
}

fn activation(name: &str) -> Result<Activation, PerceptionError> {
    match name {
        "gelu" => Ok(Activation::Gelu),
        "gelu_new" | "gelu_pytorch_tanh" | "gelu_approximate" => Ok(Activation::GeluTanh),
        "relu" => Ok(Activation::Relu),
        _ => Err(PerceptionError::Config(format!("activation `{name}` is not supported"))),
    }
}

struct Reader<'a> {
    builder: VarBuilder<'a>,
    architecture: &'a Architecture,
    config: Config,
    engine: Engine,
}

impl Reader<'_> {
    fn model(&self, activation: Activation) -> candle_core::Result<Ragged> {
        let names = if self.architecture.family == Family::DistilBert { &DISTILBERT } else { &BERT };
        let words = (self.architecture.vocabulary, self.architecture.dimension);
        Ok(Ragged {
            words: values(&self.builder.get(words, "embeddings.word_embeddings.weight")?)?,
            positions: self.positions()?,
            norm: self.norm(&self.builder, "embeddings.LayerNorm")?,
            layers: match self.engine {
                Engine::Integer => {
                    Layers::Integer(Integer::new(self.blocks(names, activation, |matrix| Matrix::quantise(&matrix))?))
                }
                Engine::Published | Engine::Ragged => Layers::Float(self.blocks(names, activation, Ok)?),
            },
            dimension: self.architecture.dimension,
            heads: self.config.num_attention_heads,
        })
    }

    /// All blocks; `keep` makes of a matrix, `inputs × outputs`, what the engine multiplies with.
    fn blocks<M>(
        &self,
        names: &Names,
        activation: Activation,
        keep: fn(Tensor) -> candle_core::Result<M>,
    ) -> candle_core::Result<Vec<Block<M>>> {
        let at = |layer: usize| self.builder.pp(format!("{}.{layer}", names.blocks));
        (0..self.config.num_hidden_layers).map(|layer| self.block(&at(layer), names, activation, keep)).collect()
    }

    /// Position embeddings of the usable positions; every text is of the first token type.
    fn positions(&self) -> candle_core::Result<Vec<f32>> {
        let dimension = self.architecture.dimension;
        let reserved = self.architecture.reserved();
        let count = reserved + self.architecture.positions;
        let all = self.builder.get((count, dimension), "embeddings.position_embeddings.weight")?;
        let usable = all.narrow(0, reserved, self.architecture.positions)?;
        if self.config.type_vocab_size == 0 {
            return values(&usable);
        }
        let types = (self.config.type_vocab_size, dimension);
        let first = self.builder.get(types, "embeddings.token_type_embeddings.weight")?.get(0)?;
        values(&usable.broadcast_add(&first)?)
    }

    fn block<M>(
        &self,
        at: &VarBuilder<'_>,
        names: &Names,
        activation: Activation,
        keep: fn(Tensor) -> candle_core::Result<M>,
    ) -> candle_core::Result<Block<M>> {
        let (dimension, hidden) = (self.architecture.dimension, self.config.intermediate_size);
        let [query, key, value] = names.projections;
        let parts = [query, key, value].map(|name| matrix(at, name, dimension, dimension));
        let [query_matrix, key_matrix, value_matrix] = parts;
        let projections = Tensor::cat(&[query_matrix?, key_matrix?, value_matrix?], D::Minus1)?;
        let mut projections_bias = Vec::with_capacity(3 * dimension);
        for name in names.projections {
            projections_bias.extend(vector(at, name, "bias", dimension)?);
        }
        Ok(Block {
            projections: keep(projections.contiguous()?)?,
            projections_bias,
            output: keep(matrix(at, names.output, dimension, dimension)?)?,
            attended: self.residual(at, names.output, names.attended)?,
            inner: keep(matrix(at, names.inner, dimension, hidden)?)?,
            inner_bias: vector(at, names.inner, "bias", hidden)?,
            activation,
            outer: keep(matrix(at, names.outer, hidden, dimension)?)?,
            finished: self.residual(at, names.outer, names.finished)?,
        })
    }

    fn residual(&self, at: &VarBuilder<'_>, linear: &str, norm: &str) -> candle_core::Result<Residual> {
        Ok(Residual { bias: vector(at, linear, "bias", self.architecture.dimension)?, norm: self.norm(at, norm)? })
    }

    fn norm(&self, at: &VarBuilder<'_>, name: &str) -> candle_core::Result<Norm> {
        let dimension = self.architecture.dimension;
        Ok(Norm {
            weight: vector(at, name, "weight", dimension)?,
            bias: vector(at, name, "bias", dimension)?,
            epsilon: self.config.layer_norm_eps,
        })
    }
}

/// A linear layer's matrix as `inputs × outputs`; files hold `outputs × inputs`.
fn matrix(at: &VarBuilder<'_>, name: &str, inputs: usize, outputs: usize) -> candle_core::Result<Tensor> {
    at.pp(name).get((outputs, inputs), "weight")?.t()?.contiguous()
}

fn vector(at: &VarBuilder<'_>, name: &str, part: &str, length: usize) -> candle_core::Result<Vec<f32>> {
    values(&at.pp(name).get(length, part)?)
}

fn values(tensor: &Tensor) -> candle_core::Result<Vec<f32>> {
    tensor.flatten_all()?.to_vec1()
}
