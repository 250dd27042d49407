//! The learned world model as planners see it: every member of the ensemble a future of its own.

use super::experience::{Distance, Experience};
use super::simulator::{Candidates, MOST_ACTIONS, Predicted, Prediction, Simulator};
use crate::environment::{Action, Progress, Schema, State};
use crate::world_model::typed::{Prediction as Expected, Situation, TypedWorldModel};

/// Candidates looked at for each that is tried, where experience tells which are worth it.
const LOOKED_AT: usize = 16;

/// A trained model over the schema that plans are made in. Where an [`Experience`] is given, what is remembered of an action
/// in the very same state stands in for what the model expects of it.
#[derive(Clone, Copy, Debug)]
pub struct LearnedWorld<'a> {
    model: &'a TypedWorldModel,
    schema: &'a Schema,
    task: &'a str,
    /// Progress when planning begins: score and end are predicted as changes of it.
    progress: Progress,
    experience: Option<&'a Experience>,
    distance: Option<&'a Distance>,
}

impl<'a> LearnedWorld<'a> {
    /// The world that this model expects; `task` in words, where the environment has several.
    pub fn new(model: &'a TypedWorldModel, schema: &'a Schema, task: &'a str, progress: Progress) -> Self {
        Self { model, schema, task, progress, experience: None, distance: None }
    }

    /// The same, with what was logged so far.
    pub fn remembering(self, experience: &'a Experience) -> Self {
        Self { experience: Some(experience), ..self }
    }

    /// The same, with the actions first that were most often steps on the way.
    pub fn guided(self, distance: Option<&'a Distance>) -> Self {
        Self { distance, ..self }
    }

    fn remembered(&self, state: &State, action: &Action) -> Option<Prediction> {
        let recalled = self.experience?.recall(self.task, state, action, &self.progress)?;
        let outcome = Predicted {
            state: recalled.state.clone(),
            probability: 1.0,
            score_change: recalled.progress.score - self.progress.score,
            done: recalled.progress.done,
            won: recalled.progress.won,
        };
        Some(Prediction::of(vec![outcome; self.members()]))
    }

    fn predicted(&self, expected: Expected) -> Predicted {
        Predicted {
            state: expected.next,
            probability: expected.probability,
            score_change: expected.progress.score - self.progress.score,
            done: expected.progress.done,
            won: expected.progress.won,
        }
    }
}

impl Simulator for LearnedWorld<'_> {
    fn schema(&self) -> &Schema {
        self.schema
    }

    fn members(&self) -> usize {
        self.model.ensemble().max(1)
    }

    /// A model that fails predicts nothing, and no plan takes an action that cannot be predicted.
    fn predict(&self, queries: &[(&State, &Action)]) -> Vec<Prediction> {
        let mut predictions: Vec<Option<Prediction>> =
            queries.iter().map(|(state, action)| self.remembered(state, action)).collect();
        let unknown = queries.iter().zip(&predictions).filter(|(_, prediction)| prediction.is_none());
        let unknown: Vec<(&State, &Action)> = unknown.map(|(query, _)| *query).collect();
        let mut expected = self.expected(&unknown).into_iter();
        for prediction in predictions.iter_mut().filter(|prediction| prediction.is_none()) {
            *prediction = expected.next();
        }
        predictions.into_iter().map(Option::unwrap_or_default).collect()
    }

    fn actions(&self, state: &State) -> Candidates {
        let candidates = match self.experience {
            Some(experience) => {
                let all = Candidates::enumerate(self.schema, state, MOST_ACTIONS * LOOKED_AT);
                experience.affordances().narrow(all, state, MOST_ACTIONS)
            }
            None => Candidates::enumerate(self.schema, state, MOST_ACTIONS),
        };
        match self.distance {
            Some(distance) => distance.order(candidates, state),
            None => candidates,
        }
    }
}

impl LearnedWorld<'_> {
    fn expected(&self, queries: &[(&State, &Action)]) -> Vec<Prediction> {
        if queries.is_empty() {
            return Vec::new();
        }
        let (progress, task) = (self.progress, self.task);
        let situations: Vec<Situation<'_>> =
            queries.iter().map(|(state, action)| Situation { state, action, progress, task, fresh: &[] }).collect();
        let Ok(each) = self.model.predict_each(&situations) else {
            return queries.iter().map(|_| Prediction::default()).collect();
        };
        let mut members: Vec<Vec<Predicted>> = queries.iter().map(|_| Vec::with_capacity(each.len())).collect();
        for expected in each {
            for (query, expected) in members.iter_mut().zip(expected) {
                query.push(self.predicted(expected));
            }
        }
        members.into_iter().map(Prediction::of).collect()
    }
}
