//! Predictions: phase by phase, each on the exact, decoded state that the one before led to.

use std::sync::Arc;

use candle_core::{Result, Tensor};
use rayon::prelude::*;

use super::TypedWorldModel;
use super::batch::{Batch, Builder, Question, Reading};
use super::corpus::{Context, Scene, scene_of};
use super::decode::{Choice, apply, progress};
use super::leaf::Leaf;
use super::rules::{Known, Saying};
use super::tape::{Mode, Tape};
use super::vocabulary::{Phase, Slot, slots};
use crate::environment::{Action, Changes, Progress, State};

/// Questions of one batch: on the CPU as many as its caches like, on an accelerator as many as fill it.
const BATCH: usize = 64;
const BATCH_ACCELERATED: usize = 1_024;

/// Probabilities of slots over entries and candidates.
pub(super) type Table = Vec<Vec<f32>>;

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

    fn all(&self) -> Vec<usize> {
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

    /// The choices for every slot of every question, in the order of the questions.
    pub(super) fn choose(&self, builder: &mut Builder<'_>, questions: &[Question]) -> Result<Vec<Vec<Choice>>> {
        let decided = self.choose_with(&self.all(), builder, questions)?;
        Ok(decided.into_iter().map(|decided| decided.choices).collect())
    }

    fn choose_with(
        &self,
        members: &[usize],
        builder: &mut Builder<'_>,
        questions: &[Question],
    ) -> Result<Vec<Decided>> {
        let known = Known::default();
        let mut decided: Vec<Option<Decided>> =
            questions.par_iter().map(|question| self.decide(members, question, None, &known)).collect();
        // The network is asked only where it could change something.
        let open: Vec<usize> = (0..questions.len()).filter(|place| matches!(decided.get(*place), Some(None))).collect();
        let asked: Vec<Question> = open.iter().filter_map(|place| questions.get(*place)).cloned().collect();
        if !asked.is_empty() {
            let spoken = self.spoken(members, builder, &asked)?;
            for ((place, question), spoken) in open.into_iter().zip(&asked).zip(&spoken) {
                if let Some(slot) = decided.get_mut(place) {
                    *slot = self.decide(members, question, Some(spoken), &known);
                }
            }
        }
        Ok(decided.into_iter().map(Option::unwrap_or_default).collect())
    }

    /// What the networks say of every slot of every question.
    fn spoken(&self, members: &[usize], builder: &mut Builder<'_>, questions: &[Question]) -> Result<Vec<Vec<Values>>> {
        let batch = builder.batch(questions, &self.device)?;
        let mut tables: Vec<Vec<Option<Table>>> = Vec::new();
        for network in members.iter().filter_map(|member| self.members.get(*member)) {
            tables.push(distributions(network, &batch)?);
        }
        let mut spoken: Vec<Vec<Values>> = vec![Vec::new(); questions.len()];
        for (number, reading) in batch.read.iter().enumerate() {
            let tables: Vec<&Table> =
                tables.iter().filter_map(|asks| asks.get(number).and_then(Option::as_ref)).collect();
            for (place, (row, _)) in reading.slots.iter().enumerate() {
                let values = self.read(reading, place, &tables);
                if let Some(list) = reading.questions.get(*row).and_then(|question| spoken.get_mut(*question)) {
                    list.push(values);
                }
            }
        }
        Ok(spoken)
    }

    /// Outcomes of a slot with the probability that each network gives them.
    fn read(&self, reading: &Reading, place: usize, tables: &[&Table]) -> Values {
        let mut values = Values::new();
        let (Some((_, slot)), Some(outcomes)) = (reading.slots.get(place), reading.outcomes.get(place)) else {
            return values;
        };
        let Some(family) = self.vocabulary.families.get(slot.family) else { return values };
        let rows: Vec<&[f32]> = tables.iter().filter_map(|table| table.get(place)).map(Vec::as_slice).collect();
        let offset = self.index.offsets.get(slot.family).copied().unwrap_or(0);
        let entries = family.entries.iter().enumerate();
        let entries = entries.filter_map(|(number, entry)| Some((offset + number, entry.outcome(&slot.current)?)));
        let pointers = outcomes.iter().enumerate().map(|(number, leaf)| (self.index.entries + number, leaf.clone()));
        for (column, leaf) in entries.chain(pointers) {
            let shares = rows.iter().map(|row| f64::from(row.get(column).copied().unwrap_or(0.0)));
            add(&mut values, leaf, shares.collect());
        }
        values
    }

    /// Chooses for every slot of a question, stage by stage; none where the network is needed and has not been asked.
    fn decide(
        &self,
        members: &[usize],
        question: &Question,
        spoken: Option<&Vec<Values>>,
        known: &Known,
    ) -> Option<Decided> {
        let tables = (&self.vocabulary, &self.index);
        let slots = slots(tables, question.phase, &question.scene, question.context.progress);
        let mut decided = Decided { choices: Vec::with_capacity(slots.len()), unanimous: true };
        let Some(rules) = &self.rules else {
            for (slot, values) in slots.iter().zip(spoken?) {
                decided.take(slot, settle(values, members.len()));
            }
            decided.unanimous = false;
            return Some(decided);
        };
        let mut scene = question.scene.clone();
        for stage in rules.stages(&slots) {
            let (places, told): (Vec<usize>, Vec<&Slot>) =
                slots.iter().enumerate().filter(|(_, slot)| rules.stage(slot.family) == stage).unzip();
            let first = decided.choices.len();
            let sayings = rules.say(tables, (question, &scene), &told, known);
            for ((place, slot), saying) in places.into_iter().zip(told).zip(sayings) {
                let said = saying.as_ref().map(|saying| self.said(saying, members)).unwrap_or_default();
                if !said.is_empty() && certain(&said, self.rules_share, members.len()) {
                    let each = |member: usize| certain_alone(&said, self.rules_share, member);
                    let alike = settle(&said, members.len());
                    decided.unanimous &= (0..members.len()).all(|member| {
                        each(member).is_some_and(|leaf| alike.as_ref().is_some_and(|(best, ..)| best == leaf))
                    });
                    let certainty = saying.map_or(1.0, |saying| saying.certainty);
                    decided.take(slot, alike.map(|(leaf, share, apart)| (leaf, share * certainty, apart)));
                    continue;
                }
                let network = spoken?.get(place);
                decided.unanimous = false;
                decided.take(slot, settle(&self.mixed(said, network), members.len()));
            }
            scene = rules.carried(&self.vocabulary, &scene, decided.choices.get(first..).unwrap_or_default());
        }
        Some(decided)
    }

    /// Outcomes with the share that the trees of each member give them.
    fn said(&self, saying: &Saying, members: &[usize]) -> Values {
        let mut values = Values::new();
        let (trees, all) = (saying.trees.len(), self.members.len().max(1));
        for (place, member) in members.iter().enumerate() {
            // Each member has trees of its own, where there are enough for all.
            let own = |number: usize| trees < all || number % all == *member % all;
            let count = (0..trees).filter(|number| own(*number)).count().max(1) as f64;
            for (_, outcomes) in saying.trees.iter().enumerate().filter(|(number, _)| own(*number)) {
                for (leaf, share) in outcomes {
                    let mut shares = vec![0.0; members.len()];
                    if let Some(slot) = shares.get_mut(place) {
                        *slot = share / count;
                    }
                    add(&mut values, leaf.clone(), shares);
                }
            }
        }
        values
    }

    /// Trees and network together.
    fn mixed(&self, said: Values, network: Option<&Values>) -> Values {
        let weight = if said.is_empty() { 0.0 } else { self.rules_share };
        let mut values = Values::new();
        let scaled = |shares: &[f64], weight: f64| shares.iter().map(|share| weight * share).collect::<Vec<_>>();
        for (leaf, shares) in network.into_iter().flatten() {
            add(&mut values, leaf.clone(), scaled(shares, 1.0 - weight));
        }
        for (leaf, shares) in &said {
            add(&mut values, leaf.clone(), scaled(shares, weight));
        }
        values
    }
}

/// Outcomes of a slot, with a share of each member.
type Values = Vec<(Leaf, Vec<f64>)>;

/// What is chosen for a question.
#[derive(Clone, Debug, Default)]
pub(super) struct Decided {
    pub(super) choices: Vec<Choice>,
    /// Whether each member alone would choose the same without its network.
    unanimous: bool,
}

impl Decided {
    fn take(&mut self, slot: &Slot, settled: Option<(Leaf, f64, f64)>) {
        let choice = settled.map(|(outcome, probability, disagreement)| Choice {
            family: slot.family,
            token: slot.token,
            current: slot.current.clone(),
            outcome,
            probability,
            disagreement,
        });
        self.choices.extend(choice);
    }
}

fn add(values: &mut Values, leaf: Leaf, shares: Vec<f64>) {
    match values.iter_mut().find(|(known, _)| *known == leaf) {
        Some((_, sums)) => sums.iter_mut().zip(shares).for_each(|(sum, share)| *sum += share),
        None => values.push((leaf, shares)),
    }
}

/// Whether the network could not change the choice, whatever it said.
fn decisive(shares: impl Iterator<Item = f64>, weight: f64) -> bool {
    let (first, second) =
        shares.fold(
            (0.0_f64, 0.0_f64),
            |(first, second), share| {
                if share > first { (share, first) } else { (first, second.max(share)) }
            },
        );
    weight * (first - second) > 1.0 - weight + 1e-9 || weight >= 1.0
}

fn certain(values: &Values, weight: f64, members: usize) -> bool {
    decisive(values.iter().map(|(_, shares)| shares.iter().sum::<f64>() / members.max(1) as f64), weight)
}

/// What one member chooses by its trees alone, where its network could not change that.
fn certain_alone(values: &Values, weight: f64, member: usize) -> Option<&Leaf> {
    let share = |(_, shares): &(Leaf, Vec<f64>)| shares.get(member).copied().unwrap_or(0.0);
    let best = values.iter().reduce(|best, next| if share(next) > share(best) { next } else { best })?;
    decisive(values.iter().map(share), weight).then_some(&best.0)
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

pub(super) fn distributions(network: &super::network::Network, batch: &Batch) -> Result<Vec<Option<Table>>> {
    let tape = Tape::new(Mode::Values);
    let atoms = network.atoms(&tape, batch)?;
    let encoded = network.encode(&tape, batch, &atoms)?;
    let mut all = Vec::with_capacity(batch.asks.len());
    for ask in &batch.asks {
        let predicted = network.predict(&tape, batch, ask, &atoms, &encoded)?;
        let scores = network.score(&tape, ask, &atoms, &predicted)?;
        let table = scores.map(|scores| softmax(&scores.logits.value)).transpose()?;
        all.push(table);
    }
    Ok(all)
}

fn softmax(logits: &Tensor) -> Result<Table> {
    candle_nn::ops::softmax_last_dim(logits)?.to_vec2()
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
