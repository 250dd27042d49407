//! The learned world model as planners see it: every member of the ensemble a future of its own.

use super::simulator::{Predicted, Prediction, Simulator};
use crate::environment::{Action, Progress, Schema, State};
use crate::world_model::typed::{Prediction as Expected, Situation, TypedWorldModel};

/// A trained model over the schema that plans are made in.
#[derive(Clone, Copy, Debug)]
pub struct LearnedWorld<'a> {
    model: &'a TypedWorldModel,
    schema: &'a Schema,
    task: &'a str,
    /// Progress when planning begins: score and end are predicted as changes of it.
    progress: Progress,
}

impl<'a> LearnedWorld<'a> {
    /// The world that this model expects; `task` in words, where the environment has several.
    pub fn new(model: &'a TypedWorldModel, schema: &'a Schema, task: &'a str, progress: Progress) -> Self {
        Self { model, schema, task, progress }
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
