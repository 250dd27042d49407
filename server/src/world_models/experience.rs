//! Logged transitions as searches remember them, kept in memory up to the newest.

use std::sync::Arc;

use groundstate_planner::actor::plan::experience::{Distance, Experience};
use groundstate_planner::actor::plan::problem::Predicate;
use moka::sync::Cache;

use crate::environments::read::Reader;
use crate::plans::PlanRequest;
use crate::problem::Answer;
use crate::store::{EnvironmentRow, Store};

/// Most transitions remembered: the newest.
const MOST_ROWS: i64 = 10_000;
/// Transitions read at a time.
const PAGE: i64 = 1_000;
/// A distance is learned anew when so many transitions have come.
const FRESH: usize = 512;

/// The experience of every environment, and the distances learned from it. A cache of rows.
#[derive(Clone)]
pub struct Experiences {
    store: Store,
    known: Cache<String, Remembered>,
    distances: Cache<String, Arc<Option<Distance>>>,
}

#[derive(Clone)]
struct Remembered {
    /// Place of the first transition that is remembered, and of the first that is not yet.
    from: i64,
    next: i64,
    experience: Arc<Experience>,
}

impl Experiences {
    /// Nothing read yet.
    pub(super) fn new(store: Store) -> Self {
        Self { store, known: Cache::new(8), distances: Cache::new(64) }
    }

    /// What was logged of an environment: what is known already, and what came since.
    ///
    /// # Errors
    /// `not_found` when the environment was deleted meanwhile, `unavailable`.
    pub async fn of(&self, environment: &EnvironmentRow) -> Answer<Arc<Experience>> {
        let upto = environment.next_sequence;
        // The oldest are let go of in steps, so that not everything is read anew for each that comes.
        let from = ((upto - MOST_ROWS).max(0) + PAGE - 1) / PAGE * PAGE;
        let known = self.known.get(&environment.id).filter(|known| known.from == from && known.next <= upto);
        let mut next = known.as_ref().map_or(from, |known| known.next);
        if let Some(known) = known.as_ref().filter(|_| next == upto) {
            return Ok(Arc::clone(&known.experience));
        }
        let new = || Experience::after(usize::try_from(from).unwrap_or_default());
        let mut experience = known.map_or_else(new, |known| known.experience.as_ref().clone());
        let mut reader = Reader::at(&self.store, &environment.id, next).await?;
        while next < upto {
            let page = reader.page(PAGE.min(upto - next)).await?;
            let Some(last) = page.last() else { break };
            next = last.sequence + 1;
            page.iter().for_each(|stored| experience.push(&stored.transition));
        }
        let experience = Arc::new(experience);
        let remembered = Remembered { from, next, experience: Arc::clone(&experience) };
        self.known.insert(environment.id.clone(), remembered);
        Ok(experience)
    }

    /// The distance to the goals of a request. Takes a while where it is not known yet: ask on a thread that may block.
    ///
    /// It follows from the request and the number of transitions alone, not from what was asked before.
    pub fn distance(
        &self,
        request: &PlanRequest,
        experience: &Experience,
        goals: &[&dyn Predicate],
    ) -> Arc<Option<Distance>> {
        let rows = if experience.len() < FRESH { experience.len() } else { experience.len() / FRESH * FRESH };
        let goals_asked = serde_json::to_string(&request.goals).unwrap_or_default();
        let key = format!("{} {} {rows} {goals_asked}", request.environment, experience.let_go());
        self.distances.get_with(key, || Arc::new(experience.distance(goals, rows)))
    }
}
