//! Predictions: phase by phase, each on the exact, decoded state that the one before led to.

use std::sync::Arc;

use candle_core::{D, Result, Tensor};

use super::TypedWorldModel;
use super::batch::{Batch, Builder, Question, Reading};
use super::corpus::{Context, Scene, scene_of};
use super::decode::{Choice, apply, progress};
use super::leaf::Leaf;
use super::network::Network;
use super::vocabulary::{Phase, Slot};
use crate::environment::{Action, Changes, Progress, State};

/// Questions of one batch.
const BATCH: usize = 64;

/// Probabilities of slots over entries and candidates.
type Table = Vec<Vec<f32>>;
/// The same of one slot, sparse.
type Columns = Vec<(usize, f64)>;

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
}

impl TypedWorldModel {
    /// What each action leads to.
    ///
    /// # Errors
    /// When the tensor library fails.
    pub fn predict(&self, situations: &[Situation<'_>]) -> Result<Vec<Prediction>> {
        self.walk(&self.members, situations, &Phase::ALL)
    }

    /// What each member of the ensemble says on its own: one list of predictions a member.
    ///
    /// # Errors
    /// When the tensor library fails.
    pub fn predict_each(&self, situations: &[Situation<'_>]) -> Result<Vec<Vec<Prediction>>> {
        let alone = self.members.iter().map(std::slice::from_ref);
        alone.map(|member| self.walk(member, situations, &Phase::ALL)).collect()
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
        self.walk(&self.members, situations, &[Phase::Environment])
    }

    fn walk(&self, members: &[Network], situations: &[Situation<'_>], phases: &[Phase]) -> Result<Vec<Prediction>> {
        let mut builder = Builder::new((&self.vocabulary, &self.index), self.features.as_ref());
        let mut predictions = Vec::with_capacity(situations.len());
        for chunk in situations.chunks(BATCH) {
            let mut walks: Vec<Walk> = chunk.iter().map(Walk::start).collect();
            for phase in phases.iter().copied() {
                let questions: Vec<Question> = walks.iter().map(|walk| walk.question(phase)).collect();
                let choices = self.choose_with(members, &mut builder, &questions)?;
                for ((walk, choices), situation) in walks.iter_mut().zip(choices).zip(chunk) {
                    walk.take(self, phase, &choices, situation.fresh);
                }
            }
            predictions.extend(walks.into_iter().zip(chunk).map(|(walk, situation)| walk.finish(situation.state)));
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

    /// The choices for every slot of every question, in the order of the questions.
    pub(super) fn choose(&self, builder: &mut Builder<'_>, questions: &[Question]) -> Result<Vec<Vec<Choice>>> {
        self.choose_with(&self.members, builder, questions)
    }

    fn choose_with(
        &self,
        networks: &[Network],
        builder: &mut Builder<'_>,
        questions: &[Question],
    ) -> Result<Vec<Vec<Choice>>> {
        let batch = builder.batch(questions, &self.device)?;
        let mut chosen: Vec<Vec<Choice>> = vec![Vec::new(); questions.len()];
        let mut members: Vec<Vec<Option<Table>>> = Vec::new();
        for network in networks {
            members.push(distributions(network, &batch)?);
        }
        for (number, reading) in batch.read.iter().enumerate() {
            let tables: Vec<&Table> =
                members.iter().filter_map(|asks| asks.get(number).and_then(Option::as_ref)).collect();
            let ruled = self.ruled(reading, questions);
            self.read(reading, (&tables, &ruled), &mut chosen);
        }
        Ok(chosen)
    }

    /// What the rules say of the slots of a reading; empty without rules.
    fn ruled(&self, reading: &Reading, questions: &[Question]) -> Vec<Columns> {
        let Some(rules) = &self.rules else { return Vec::new() };
        let mut ruled = Vec::with_capacity(reading.slots.len());
        let tables = (&self.vocabulary, &self.index);
        for group in reading.slots.chunk_by(|left, right| left.0 == right.0) {
            let question =
                group.first().and_then(|(row, _)| reading.questions.get(*row)).and_then(|place| questions.get(*place));
            let slots: Vec<&Slot> = group.iter().map(|(_, slot)| slot).collect();
            match question {
                Some(question) => ruled.extend(rules.columns(tables, question, &slots)),
                None => ruled.extend(slots.iter().map(|_| Vec::new())),
            }
        }
        ruled
    }

    fn read(&self, reading: &Reading, (tables, ruled): (&[&Table], &[Columns]), chosen: &mut [Vec<Choice>]) {
        for (place, ((row, slot), outcomes)) in reading.slots.iter().zip(&reading.outcomes).enumerate() {
            let rows: Vec<&[f32]> = tables.iter().filter_map(|table| table.get(place)).map(Vec::as_slice).collect();
            let Some(family) = self.vocabulary.families.get(slot.family) else { continue };
            let offset = self.index.offsets.get(slot.family).copied().unwrap_or(0);
            let entries = family.entries.iter().enumerate();
            let entries = entries.filter_map(|(number, entry)| Some((offset + number, entry.outcome(&slot.current)?)));
            let pointers =
                outcomes.iter().enumerate().map(|(number, leaf)| (self.index.entries + number, leaf.clone()));
            let mut values: Vec<(Leaf, Vec<f64>)> = Vec::new();
            let rules = ruled.get(place).filter(|columns| !columns.is_empty());
            let weight = if rules.is_some() { self.rules_share } else { 0.0 };
            for (column, leaf) in entries.chain(pointers) {
                let said = rules
                    .and_then(|rules| rules.iter().find(|(known, _)| *known == column))
                    .map_or(0.0, |(_, share)| *share);
                let network = |row: &&[f32]| f64::from(row.get(column).copied().unwrap_or(0.0));
                let shares = rows.iter().map(|row| (1.0 - weight) * network(row) + weight * said);
                match values.iter_mut().find(|(known, _)| *known == leaf) {
                    Some((_, sums)) => sums.iter_mut().zip(shares).for_each(|(sum, share)| *sum += share),
                    None => values.push((leaf, shares.collect())),
                }
            }
            let choice = settle(&values, rows.len().max(1)).map(|(outcome, probability, disagreement)| Choice {
                family: slot.family,
                token: slot.token,
                current: slot.current.clone(),
                outcome,
                probability,
                disagreement,
            });
            if let Some(list) = reading.questions.get(*row).and_then(|question| chosen.get_mut(*question)) {
                list.extend(choice);
            }
        }
    }
}

/// The value of the greatest mean probability, that probability, and the members' distance from their mean.
fn settle(values: &[(Leaf, Vec<f64>)], members: usize) -> Option<(Leaf, f64, f64)> {
    let mean = |shares: &Vec<f64>| shares.iter().sum::<f64>() / members as f64;
    let best = values.iter().reduce(|best, next| if mean(&next.1) > mean(&best.1) { next } else { best })?;
    let apart = |member: usize| {
        let gap = |shares: &Vec<f64>| (shares.get(member).copied().unwrap_or(0.0) - mean(shares)).abs();
        0.5 * values.iter().map(|(_, shares)| gap(shares)).sum::<f64>()
    };
    let disagreement = (0..members).map(apart).sum::<f64>() / members as f64;
    Some((best.0.clone(), mean(&best.1).min(1.0), disagreement))
}

fn distributions(network: &super::network::Network, batch: &Batch) -> Result<Vec<Option<Table>>> {
    let atoms = network.atoms(batch)?;
    let encoded = network.encode(batch, &atoms)?;
    let mut all = Vec::with_capacity(batch.asks.len());
    for ask in &batch.asks {
        let predicted = network.predict(batch, ask, &atoms, &encoded)?;
        let scores = network.score(ask, &atoms, &predicted)?;
        let table = scores.map(|scores| softmax(&scores.logits)).transpose()?;
        all.push(table);
    }
    Ok(all)
}

fn softmax(logits: &Tensor) -> Result<Table> {
    candle_nn::ops::softmax(logits, D::Minus1)?.to_vec2()
}

impl Walk {
    fn start(situation: &Situation<'_>) -> Self {
        let scene = scene_of(situation.state);
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
