//! Views of the states that were looked at last: a search asks many expressions of one state, one after the other, and
//! the precondition of every action in it.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use groundstate_planner::environment::State;

use super::predicates::View;

/// Views kept: a search goes to and fro between a state and those that follow it, one a member of the ensemble.
const KEPT: usize = 8;

/// Makes the view of a state once, as long as it is asked for again soon. What it returns is what [`View::of`] returns.
#[derive(Debug, Default)]
pub struct Views(Mutex<VecDeque<(State, Arc<View>)>>);

impl Views {
    /// The view of a state.
    #[must_use]
    pub fn of(&self, state: &State) -> Arc<View> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(place) = kept.iter().position(|(known, _)| known == state)
            && let Some(found) = kept.remove(place)
        {
            let view = Arc::clone(&found.1);
            kept.push_front(found);
            return view;
        }
        let view = Arc::new(View::of(state));
        kept.push_front((state.clone(), Arc::clone(&view)));
        kept.truncate(KEPT);
        view
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use groundstate_planner::environment::{Object, State};

    use super::{KEPT, Views};

    #[test]
    fn a_state_is_viewed_once_while_it_is_looked_at() {
        let state = |id: usize| State::new(vec![Object { id: format!("o{id}"), ..Object::default() }]).unwrap();
        let views = Views::default();
        let first = views.of(&state(0));
        for id in 1..KEPT {
            assert!(!Arc::ptr_eq(&first, &views.of(&state(id))), "another state has another view");
            assert!(Arc::ptr_eq(&first, &views.of(&state(0))));
        }
        (1..=KEPT).for_each(|id| drop(views.of(&state(id))));
        assert!(!Arc::ptr_eq(&first, &views.of(&state(0))), "what was long ago is forgotten");
    }
}
