//! Logged transitions as searches remember them, kept in memory up to the newest.

use std::sync::Arc;

use groundstate_planner::actor::plan::experience::Experience;

use crate::environments::read::Reader;
use crate::problem::Answer;
use crate::store::{EnvironmentRow, Store};

/// Most transitions remembered: the newest.
const MOST_ROWS: i64 = 10_000;
/// Transitions read at a time.
const PAGE: i64 = 1_000;

/// What was logged before a place.
#[derive(Debug)]
pub(super) struct Remembered {
    next: i64,
    pub(super) experience: Arc<Experience>,
}

/// Everything up to the environment's newest transition: what is known already, and what came since.
///
/// # Errors
/// `not_found` when the environment was deleted meanwhile, `unavailable`.
pub(super) async fn upto(
    store: &Store,
    environment: &EnvironmentRow,
    known: Option<Arc<Remembered>>,
) -> Answer<Arc<Remembered>> {
    let upto = environment.next_sequence;
    // What was remembered is read anew once it has grown to twice what may be kept.
    let known = known.filter(|known| known.next <= upto && known.experience.len() < 2 * MOST_ROWS as usize);
    let from = known.as_ref().map_or((upto - MOST_ROWS).max(0), |known| known.next);
    match known {
        Some(known) if from == upto => return Ok(known),
        _ => {}
    }
    let mut experience = known.map(|known| known.experience.as_ref().clone()).unwrap_or_default();
    let mut reader = Reader::at(store, &environment.id, from).await?;
    let mut next = from;
    while next < upto {
        let page = reader.page(PAGE.min(upto - next)).await?;
        let Some(last) = page.last() else { break };
        next = last.sequence + 1;
        page.iter().for_each(|stored| experience.push(&stored.transition));
    }
    Ok(Arc::new(Remembered { next, experience: Arc::new(experience) }))
}
