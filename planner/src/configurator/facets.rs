//! Facets: what a question asks about, one a wordpiece, weighted by how rare the wordpiece is.

use super::{Facet, Question};
use crate::perception::TokenStates;

/// Facets and their states. Weights sum to one unless nothing weighs anything; `conversation` is the
/// share that earlier turns get when there are any.
pub(super) fn of(question: &Question<'_>, conversation: f32) -> (Vec<Facet>, TokenStates) {
    let own = &question.encoding.tokens;
    let earlier: Vec<&TokenStates> = question.conversation.iter().map(|turn| &turn.tokens).collect();
    let earlier: Vec<&TokenStates> = earlier.into_iter().filter(|turn| turn.dimension() == own.dimension()).collect();
    let share = if earlier.iter().any(|turn| !turn.is_empty()) { conversation } else { 0.0 };
    let mut facets = weighted(own.ids(), 1.0 - share, question.idf);
    let ids: Vec<u32> = earlier.iter().flat_map(|turn| turn.ids()).copied().collect();
    facets.extend(weighted(&ids, share, question.idf));
    let parts: Vec<&TokenStates> = std::iter::once(own).chain(earlier).collect();
    (facets, TokenStates::concatenate(own.dimension(), &parts))
}

/// Facets whose weights are proportional to `idf` and sum to `mass`.
fn weighted(ids: &[u32], mass: f32, idf: &dyn Fn(u32) -> f32) -> Vec<Facet> {
    let raw: Vec<f32> =
        ids.iter().map(|id| idf(*id)).map(|idf| if idf.is_finite() { idf.max(0.0) } else { 0.0 }).collect();
    let total: f32 = raw.iter().sum();
    let uniform = mass / raw.len().max(1) as f32;
    let weight = |raw: &f32| if total > 0.0 { mass * raw / total } else { uniform };
    ids.iter().zip(&raw).map(|(id, raw)| Facet { wordpiece: *id, weight: weight(raw) }).collect()
}
