//! Learned heads: what each tells apart, and where its operating points lie.

use axum::extract::State;
use groundstate_planner::perception::heads::{self, LabelEntry, Manifest};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::{Json, Page};
use crate::app::App;
use crate::auth::{Caller, PolicyRead};
use crate::problem::{Answer, Problem};

/// A learned head.
#[derive(Debug, Serialize, ToSchema)]
pub struct LearnedHead {
    /// Name that policies write.
    name: String,
    /// SHA-256 over its weights.
    digest: String,
    /// Fingerprint of the encoder whose states it reads.
    encoder: String,
    /// Whether that encoder is the one in use; if not, objectives that ask the head cannot be evaluated.
    usable: bool,
    /// What it tells apart.
    labels: Vec<LearnedLabel>,
    /// How it was made: seed, loss, rows by source and licence.
    #[schema(value_type = Object)]
    training: Value,
}

/// One label of a head. All figures are of validation rows, never of an evaluation set.
#[derive(Debug, Serialize, ToSchema)]
pub struct LearnedLabel {
    /// Name that policies write.
    name: String,
    /// Probabilities from which the label counts.
    thresholds: OperatingPoints,
    /// Rows with the label that were trained on.
    rows: usize,
    /// Of those, rows written by this project.
    synthetic: usize,
    /// Validation rows that carry the label.
    validation_positives: usize,
    /// Area under precision and recall, 0..=1.
    validation_auprc: f64,
    /// What other thresholds buy and cost, from the greatest down, the operating points among them; empty where the head came
    /// without it.
    curve: Vec<CurvePoint>,
}

/// What a threshold buys and costs on validation rows.
#[derive(Debug, Serialize, ToSchema)]
pub struct CurvePoint {
    /// Probability from which the label counts.
    threshold: f64,
    /// Share of the rows that count which carry the label, 0..=1; 1 where none counts.
    precision: f64,
    /// Share of the rows with the label that count, 0..=1.
    recall: f64,
    /// Share of the rows without the label that count, 0..=1.
    false_positives: f64,
}

impl From<&heads::CurvePoint> for CurvePoint {
    fn from(point: &heads::CurvePoint) -> Self {
        let heads::CurvePoint { threshold, precision, recall, false_positives } = *point;
        Self { threshold, precision, recall, false_positives }
    }
}

/// Thresholds of one label, each a probability.
#[derive(Debug, Serialize, ToSchema)]
pub struct OperatingPoints {
    /// Greatest F1 with at most 5 % false positives.
    balanced: f64,
    /// At most 1 % false positives.
    strict: f64,
    /// At most 10 % false positives.
    sensitive: f64,
}

impl From<&LabelEntry> for LearnedLabel {
    fn from(label: &LabelEntry) -> Self {
        let points = label.thresholds;
        Self {
            name: label.name.clone(),
            thresholds: OperatingPoints {
                balanced: points.balanced,
                strict: points.strict,
                sensitive: points.sensitive,
            },
            rows: label.rows,
            synthetic: label.synthetic,
            validation_positives: label.validation_positives,
            validation_auprc: label.validation_auprc,
            curve: label.curve.iter().map(CurvePoint::from).collect(),
        }
    }
}

/// Lists the learned heads of this server.
#[utoipa::path(get, path = "/v1/heads", operation_id = "list_heads", tag = "guardrails",
    responses((status = 200, body = Page<LearnedHead>)))]
pub async fn list(State(app): State<App>, _: Caller<PolicyRead>) -> Answer<Json<Page<LearnedHead>>> {
    let shown = |(manifest, usable): (&Manifest, bool)| {
        Ok(LearnedHead {
            name: manifest.name.clone(),
            digest: manifest.weights.clone(),
            encoder: manifest.encoder.clone(),
            usable,
            labels: manifest.labels.iter().map(LearnedLabel::from).collect(),
            training: serde_json::to_value(&manifest.training).map_err(Problem::internal)?,
        })
    };
    let data = app.guard.heads().map(shown).collect::<Answer<Vec<LearnedHead>>>()?;
    Ok(Json(Page { object: "list", data, next_cursor: None }))
}
