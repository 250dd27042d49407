//! Search without answering: the statements that recall ranks first.

use serde::Serialize;
use unicode_segmentation::UnicodeSegmentation;
use utoipa::ToSchema;

use super::index::{RecallLimits, RecallQuery, View};
use crate::answer::Citation;
use crate::app::App;
use crate::auth::Principal;
use crate::problem::{Answer, Problem};

/// A statement that was found.
#[derive(Debug, Serialize, ToSchema)]
pub struct Found {
    /// Identity.
    pub statement_id: i64,
    /// Its words.
    pub text: String,
    /// Where it stands.
    pub citation: Citation,
    /// Reciprocal-rank fusion of the two rankings.
    pub score: f32,
    /// BM25.
    pub lexical: f32,
    /// Cosine of the pooled embeddings.
    pub vector: f32,
}

/// The words of a text, as full text takes them.
#[must_use]
pub fn keywords(text: &str) -> Vec<String> {
    text.unicode_words().map(str::to_owned).collect()
}

/// Searches the newest snapshot of the caller's memory.
///
/// # Errors
/// `overloaded` or `unavailable`.
pub async fn search(app: &App, principal: &Principal, query: &str, limit: usize) -> Answer<Vec<Found>> {
    let encoding = app.perception.encode_text(query).await?;
    let (shelf, revision) = app.library.fresh(&principal.tenant).await?;
    let view = View::new(revision.cast_unsigned(), principal.labels.clone());
    let text = query.to_owned();
    let found = tokio::task::spawn_blocking(move || {
        shelf.read(|shelf| {
            let limits = RecallLimits { required: 0, ..RecallLimits::default() };
            let query = RecallQuery { text: &text, pooled: Some(&encoding.pooled), view: &view, limits };
            let hits = shelf.index.recall(&query).into_iter().take(limit);
            let found = hits.filter_map(|hit| {
                let statement = shelf.index.get(hit.id, &view)?;
                Some(Found {
                    statement_id: hit.id,
                    text: statement.text.to_string(),
                    citation: Citation::of(shelf.provenance(hit.id)?),
                    score: hit.fused,
                    lexical: hit.lexical,
                    vector: hit.vector,
                })
            });
            found.collect()
        })
    });
    found.await.map_err(Problem::internal)
}
