//! `POST /v1/embeddings`: pooled embeddings of the encoder.

use axum::extract::State;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use groundstate_planner::device::queue::Lane;
use groundstate_planner::perception::Passage;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::ErrorBody;
use super::models::require;
use crate::api::Json;
use crate::app::App;
use crate::auth::{Caller, CheckScope};
use crate::problem::{Answer, Problem};

/// Texts of one request at most.
const MOST_TEXTS: usize = 256;
/// Longest text, characters.
const LONGEST: usize = 32_000;

/// Texts to embed.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(example = json!({"model": "all-MiniLM-L6-v2", "input": ["a text"]}))]
pub struct EmbeddingsRequest {
    /// Name of the encoder, as in the list of models.
    model: String,
    /// One text or several.
    input: Input,
    /// `float` or `base64`.
    #[serde(default)]
    encoding_format: Format,
    /// Only the encoder's own dimension.
    dimensions: Option<usize>,
}

/// One text or several.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(untagged)]
pub enum Input {
    /// One.
    One(String),
    /// Several.
    Many(Vec<String>),
}

/// How vectors are written.
#[derive(Clone, Copy, Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// Numbers.
    #[default]
    Float,
    /// Little-endian 32-bit floats in base64.
    Base64,
}

/// A vector.
#[derive(Debug, Serialize, ToSchema)]
#[serde(untagged)]
pub enum Vector {
    /// Numbers, unit norm.
    Float(Vec<f32>),
    /// Little-endian 32-bit floats in base64.
    Base64(String),
}

/// The embedding of one text.
#[derive(Debug, Serialize, ToSchema)]
pub struct EmbeddingEntry {
    /// Always `embedding`.
    object: &'static str,
    /// Position of the text in the request.
    index: usize,
    /// The vector.
    embedding: Vector,
}

/// Tokens read.
#[derive(Debug, Serialize, ToSchema)]
pub struct EmbeddingsUsage {
    /// Tokens read.
    prompt_tokens: usize,
    /// The same.
    total_tokens: usize,
}

/// The embeddings.
#[derive(Debug, Serialize, ToSchema)]
pub struct EmbeddingsResponse {
    /// Always `list`.
    object: &'static str,
    /// One for each text, in order.
    data: Vec<EmbeddingEntry>,
    /// The encoder.
    model: String,
    /// Tokens read.
    usage: EmbeddingsUsage,
}

/// Embeds texts.
#[utoipa::path(post, path = "/v1/embeddings", operation_id = "create_embeddings", tag = "openai", request_body = EmbeddingsRequest,
    responses((status = 200, body = EmbeddingsResponse), (status = 400, body = ErrorBody), (status = 404, body = ErrorBody)))]
pub async fn create(
    State(app): State<App>,
    _: Caller<CheckScope>,
    Json(request): Json<EmbeddingsRequest>,
) -> Answer<Json<EmbeddingsResponse>> {
    require(&app, &request.model, app.perception.name())?;
    let dimension = app.perception.encoder().dimension();
    if request.dimensions.is_some_and(|asked| asked != dimension) {
        return Err(Problem::parameter("dimensions", format!("this encoder has {dimension}")));
    }
    let texts = match request.input {
        Input::One(text) => vec![text],
        Input::Many(texts) => texts,
    };
    check(&texts)?;
    let tokens = texts.iter().map(|text| app.perception.count_tokens(text)).sum::<Result<usize, _>>()?;
    let passages: Vec<Passage> = texts.into_iter().map(Passage::whole).collect();
    let encoded = app.perception.encode(&passages, Lane::Interactive).await?;
    let pooled = encoded.into_iter().flatten().map(|encoding| encoding.pooled);
    let data = pooled.enumerate().map(|(index, pooled)| EmbeddingEntry {
        object: "embedding",
        index,
        embedding: match request.encoding_format {
            Format::Float => Vector::Float(pooled),
            Format::Base64 => Vector::Base64(
                STANDARD.encode(pooled.iter().flat_map(|value| value.to_le_bytes()).collect::<Vec<u8>>()),
            ),
        },
    });
    let usage = EmbeddingsUsage { prompt_tokens: tokens, total_tokens: tokens };
    Ok(Json(EmbeddingsResponse { object: "list", data: data.collect(), model: request.model, usage }))
}

fn check(texts: &[String]) -> Answer<()> {
    if !(1..=MOST_TEXTS).contains(&texts.len()) {
        return Err(Problem::parameter("input", format!("send 1 to {MOST_TEXTS} texts")));
    }
    match texts.iter().position(|text| text.is_empty() || text.chars().count() > LONGEST) {
        Some(index) => Err(Problem::parameter(format!("input[{index}]"), format!("use 1 to {LONGEST} characters"))),
        None => Ok(()),
    }
}
