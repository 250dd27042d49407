//! Facets: what a question asks about, one a wordpiece, weighted by how rare the wordpiece is.

use super::{Facet, Question};
use crate::cost::calibration::Calibration;
use crate::perception::TokenStates;

/// Facets and their states. Shares sum to one unless there are no facets; `conversation` is what earlier
/// turns get of them when there are any.
pub(super) fn of(question: &Question<'_>, calibration: &Calibration) -> (Vec<Facet>, TokenStates) {
    let own = &question.encoding.tokens;
    let turns = question.conversation.iter().map(|turn| &turn.tokens);
    let earlier: Vec<&TokenStates> =
        turns.filter(|turn| turn.dimension() == own.dimension() && !turn.is_empty()).collect();
    let share = if earlier.is_empty() { 0.0 } else { calibration.conversation };
    let mut facets = shares(own.ids(), 1.0 - share, question.idf, calibration);
    let ids: Vec<u32> = earlier.iter().flat_map(|turn| turn.ids()).copied().collect();
    facets.extend(shares(&ids, share, question.idf, calibration));
    let parts: Vec<&TokenStates> = std::iter::once(own).chain(earlier).collect();
    (facets, TokenStates::concatenate(own.dimension(), &parts))
}

/// Facets whose rarities and whose weights each sum to `mass`.
fn shares(ids: &[u32], mass: f32, idf: &dyn Fn(u32) -> f32, calibration: &Calibration) -> Vec<Facet> {
    let idfs: Vec<f32> =
        ids.iter().map(|id| idf(*id)).map(|idf| if idf.is_finite() { idf.max(0.0) } else { 0.0 }).collect();
    let rarities = normalised(&idfs, mass);
    let weights: Vec<f32> = idfs.iter().map(|idf| calibration.relevance.facet_weight(*idf)).collect();
    let weights = normalised(&weights, mass);
    let facets = ids.iter().zip(idfs).zip(rarities.into_iter().zip(weights));
    facets.map(|((id, idf), (rarity, weight))| Facet { wordpiece: *id, idf, rarity, weight }).collect()
}

/// Values scaled to sum to `mass`; uniform where they are all zero.
fn normalised(values: &[f32], mass: f32) -> Vec<f32> {
    let total: f32 = values.iter().sum();
    let uniform = mass / values.len().max(1) as f32;
    values.iter().map(|value| if total > 0.0 { mass * value / total } else { uniform }).collect()
}
