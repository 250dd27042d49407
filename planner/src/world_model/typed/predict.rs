//! Predictions: phase by phase, each on the exact, decoded state that the one before led to.

use std::sync::Arc;

use candle_core::Result;

use super::TypedWorldModel;
use super::batch::{Builder, Question};
use super::corpus::{Context, Scene, scene_of};
use super::decode::{Choice, apply, progress};
use super::vocabulary::Phase;
use crate::environment::{Action, Changes, Progress, State};

/// Questions of one batch: on the CPU as many as its caches like, on an accelerator as many as fill it.
const BATCH: usize = 64;
const BATCH_ACCELERATED: usize = 1_024;

/// What the model is asked about.
#[derive(Clone, Debug)]
pub struct Situation<'a> {
    /// The state.
    pub state: &'a State,
    /// What is done in it.
    pub action: &'a Action,
    /// Progress so far.
    pub progress: Progress,
    /// The task in words, where the environment has several.
    pub task: &'a str,
    /// Identifiers for objects that come into being; where there are too few, `new-1`, `new-2` …
    pub fresh: &'a [String],
}

/// What the model expects.
#[derive(Clone, Debug, PartialEq)]
pub struct Prediction {
    /// State after the action, before the environment moves by itself.
    pub middle: State,
    /// State after.
    pub next: State,
    /// What changes between the state and the next.
    pub changes: Changes,
    /// Progress after.
    pub progress: Progress,
    /// Probability that all of it is right, as the model sees it.
    pub probability: f64,
    /// How far the members of the ensemble lie apart about the most disputed slot, 0 to 1; 0 with one member.
    pub disagreement: f64,
}

struct Walk {
    context: Arc<Context>,
    first: Scene,
    scene: Scene,
    state: State,
    middle: Option<State>,
    progress: Progress,
    probability: f64,
    disagreement: f64,
    made: usize,
    unanimous: bool,
}

impl TypedWorldModel {
    /// What each action leads to.
    ///
    /// # Errors
    /// When the tensor library fails.
    pub fn predict(&self, situations: &[Situation<'_>]) -> Result<Vec<Prediction>> {
        Ok(self.walk(&self.all(), situations, &Phase::ALL)?.into_iter().map(|(prediction, _)| prediction).collect())
    }

    pub(super) fn all(&self) -> Vec<usize> {
        (0..self.members.len()).collect()
    }

    /// What each member of the ensemble says on its own: one list of predictions a member.
    ///
    /// # Errors
    /// When the tensor library fails.
    pub fn predict_each(&self, situations: &[Situation<'_>]) -> Result<Vec<Vec<Prediction>>> {
        let together = self.walk(&self.all(), situations, &Phase::ALL)?;
        // What the trees of all members say alike is every member's; only the rest is asked of each.
        let apart: Vec<usize> = (0..situations.len())
            .filter(|place| together.get(*place).is_some_and(|(_, unanimous)| !unanimous))
            .collect();
        let asked: Vec<Situation<'_>> = apart.iter().filter_map(|place| situations.get(*place)).cloned().collect();
        let mut each = Vec::with_capacity(self.members.len());
        for member in self.all() {
            let mut predictions: Vec<Prediction> = together.iter().map(|(prediction, _)| prediction.clone()).collect();
            for (place, (own, _)) in apart.iter().zip(self.walk(&[member], &asked, &Phase::ALL)?) {
                if let Some(slot) = predictions.get_mut(*place) {
                    *slot = own;
                }
            }
            each.push(predictions);
        }
        Ok(each)
    }

    /// Networks of the ensemble.
    pub fn ensemble(&self) -> usize {
        self.members.len()
    }

    /// What the environment does by itself, in states after an action: `next` of what comes back. Actions and progress are
    /// not looked at.
    ///
    /// # Errors
    /// When the tensor library fails.
    pub fn environment(&self, situations: &[Situation<'_>]) -> Result<Vec<Prediction>> {
        let walked = self.walk(&self.all(), situations, &[Phase::Environment])?;
        Ok(walked.into_iter().map(|(prediction, _)| prediction).collect())
    }

    /// Predictions, each with whether all members alone would say the same.
    fn walk(
        &self,
        members: &[usize],
        situations: &[Situation<'_>],
        phases: &[Phase],
    ) -> Result<Vec<(Prediction, bool)>> {
        let mut builder = Builder::new((&self.vocabulary, &self.index), self.features.as_ref());
        let mut predictions = Vec::with_capacity(situations.len());
        let most = if self.device.is_cpu() { BATCH } else { BATCH_ACCELERATED };
        for chunk in situations.chunks(most) {
            let mut walks: Vec<Walk> = Vec::with_capacity(chunk.len());
            for (place, situation) in chunk.iter().enumerate() {
                // Many actions are asked about in one state: it is read once.
                let before = place.checked_sub(1).and_then(|before| chunk.get(before));
                let same = before.is_some_and(|before| std::ptr::eq(before.state, situation.state));
                let scene = walks.last().filter(|_| same).map(|walk| walk.first.clone());
                walks.push(Walk::start(situation, scene.unwrap_or_else(|| scene_of(situation.state))));
            }
            for phase in phases.iter().copied() {
                let questions: Vec<Question> = walks.iter().map(|walk| walk.question(phase)).collect();
                let decided = self.choose_with(members, &mut builder, &questions)?;
                for ((walk, decided), situation) in walks.iter_mut().zip(decided).zip(chunk) {
                    walk.unanimous &= decided.unanimous;
                    walk.take(self, phase, &decided.choices, situation.fresh);
                }
            }
            predictions.extend(
                walks
                    .into_iter()
                    .zip(chunk)
                    .map(|(walk, situation)| (walk.unanimous, walk.finish(situation.state)))
                    .map(|(unanimous, prediction)| (prediction, unanimous)),
            );
        }
        Ok(predictions)
    }

    /// The states along a sequence of actions, each predicted from the one before.
    ///
    /// # Errors
    /// When the tensor library fails.
    pub fn rollout(
        &self,
        state: &State,
        actions: &[Action],
        progress: Progress,
        task: &str,
    ) -> Result<Vec<Prediction>> {
        let mut steps: Vec<Prediction> = Vec::with_capacity(actions.len());
        for action in actions {
            let (state, progress) = steps.last().map_or((state, progress), |step| (&step.next, step.progress));
            let situation = Situation { state, action, progress, task, fresh: &[] };
            let step = self.predict(&[situation])?;
            steps.extend(step);
        }
        Ok(steps)
    }
}

impl Walk {
    fn start(situation: &Situation<'_>, scene: Scene) -> Self {
        Self {
            context: Arc::new(Context::of(situation.action, situation.progress, situation.task.into())),
            first: scene.clone(),
            scene,
            state: situation.state.clone(),
            middle: None,
            progress: situation.progress,
            probability: 1.0,
            disagreement: 0.0,
            made: 0,
            unanimous: true,
        }
    }

    fn question(&self, phase: Phase) -> Question {
        Question {
            phase,
            scene: self.scene.clone(),
            context: self.context.clone(),
            earlier: (phase == Phase::Progress).then(|| self.first.clone()),
            answer: None,
        }
    }

    fn take(&mut self, model: &TypedWorldModel, phase: Phase, choices: &[Choice], fresh: &[String]) {
        for choice in choices {
            self.probability *= choice.probability;
            self.disagreement = self.disagreement.max(choice.disagreement);
        }
        if phase == Phase::Progress {
            self.progress = progress(&model.vocabulary, self.progress, choices);
            return;
        }
        match apply(&model.vocabulary, &self.scene, choices, fresh.get(self.made..).unwrap_or_default()) {
            Some((scene, state, names)) => {
                self.made += names.len();
                (self.scene, self.state) = (scene, state);
            }
            // Choices that make no state are certainly not what will happen.
            None => self.probability = 0.0,
        }
        if phase == Phase::Act {
            self.middle = Some(self.state.clone());
        }
    }

    fn finish(self, before: &State) -> Prediction {
        Prediction {
            changes: Changes::between(before, &self.state),
            middle: self.middle.unwrap_or_else(|| self.state.clone()),
            next: self.state,
            progress: self.progress,
            probability: self.probability,
            disagreement: self.disagreement,
        }
    }
}
