//! World models: what an action leads to.
//!
//! In the joint-embedding predictive architecture (LeCun, 2022) a predictor maps the representation of
//! a state and an action to the representation of the next state; the actor plans through it and the
//! cost judges what it predicts. Here the seam is [`WorldModel`]. For text answers the action is to say
//! one statement and the state is what the reader knows; that transition is known exactly
//! ([`reader::Reader`]). What is learned is what the answer will say ([`predictor::Predictor`]): relevance is read from
//! its prediction.

pub mod predictor;
pub mod reader;
pub mod typed;

/// A predictor of states.
pub trait WorldModel {
    /// Representation of a state, `s_t`.
    type State;
    /// What may be done, `a_t`.
    type Action;

    /// The state before anything is done, `s_0`.
    fn initial(&self) -> Self::State;

    /// The state that the action leads to, `s_{t+1} = f(s_t, a_t)`.
    fn predict(&self, state: &Self::State, action: &Self::Action) -> Self::State;

    /// Every state along a sequence of actions, the initial one excluded.
    fn rollout(&self, actions: &[Self::Action]) -> Vec<Self::State> {
        let mut states: Vec<Self::State> = Vec::with_capacity(actions.len());
        let initial = self.initial();
        for action in actions {
            let next = self.predict(states.last().unwrap_or(&initial), action);
            states.push(next);
        }
        states
    }
}
