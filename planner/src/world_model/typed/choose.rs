//! What is chosen for every slot of a question: by the trees where they are sure, else with the networks.

use candle_core::{Result, Tensor};
use rayon::prelude::*;

use super::TypedWorldModel;
use super::batch::{Batch, Builder, Question, Reading};
use super::decode::Choice;
use super::network::Network;
use super::rules::{Known, Saying};
use super::shares::{Settled, Shares};
use super::tape::{Mode, Tape};
use super::vocabulary::{Slot, slots};

/// Probabilities of slots over entries and candidates.
type Table = Vec<Vec<f32>>;

/// What is chosen for a question.
#[derive(Clone, Debug, Default)]
pub(super) struct Decided {
    pub(super) choices: Vec<Choice>,
    /// Whether each member alone would choose the same without its network.
    pub(super) unanimous: bool,
}

impl Decided {
    fn take(&mut self, slot: &Slot, settled: Option<Settled>) {
        self.choices.extend(settled.map(|settled| Choice {
            family: slot.family,
            token: slot.token,
            current: slot.current.clone(),
            outcome: settled.outcome,
            probability: settled.probability,
            disagreement: settled.disagreement,
        }));
    }
}

impl TypedWorldModel {
    /// The choices for every slot of every question, in the order of the questions.
    pub(super) fn choose(&self, builder: &mut Builder<'_>, questions: &[Question]) -> Result<Vec<Vec<Choice>>> {
        let decided = self.choose_with(&self.all(), builder, questions)?;
        Ok(decided.into_iter().map(|decided| decided.choices).collect())
    }

    /// As [`Self::choose`], for some members only, each question with whether all of them alone would choose the same.
    pub(super) fn choose_with(
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
    fn spoken(&self, members: &[usize], builder: &mut Builder<'_>, questions: &[Question]) -> Result<Vec<Vec<Shares>>> {
        let batch = builder.batch(questions, &self.device)?;
        let mut tables: Vec<Vec<Option<Table>>> = Vec::new();
        for network in members.iter().filter_map(|member| self.members.get(*member)) {
            tables.push(distributions(network, &batch)?);
        }
        let mut spoken: Vec<Vec<Shares>> = vec![Vec::new(); questions.len()];
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
    fn read(&self, reading: &Reading, place: usize, tables: &[&Table]) -> Shares {
        let mut values = Shares::default();
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
            values.add(leaf, shares.collect());
        }
        values
    }

    /// Chooses for every slot of a question, stage by stage; none where the network is needed and has not been asked.
    fn decide(
        &self,
        members: &[usize],
        question: &Question,
        spoken: Option<&Vec<Shares>>,
        known: &Known,
    ) -> Option<Decided> {
        let tables = (&self.vocabulary, &self.index);
        let slots = slots(tables, question.phase, &question.scene, question.context.progress);
        let mut decided = Decided { choices: Vec::with_capacity(slots.len()), unanimous: true };
        let Some(rules) = &self.rules else {
            for (slot, shares) in slots.iter().zip(spoken?) {
                decided.take(slot, shares.settle());
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
                if !said.is_empty() && said.certain(self.rules_share) {
                    let alike = said.settle();
                    decided.unanimous &= (0..members.len()).all(|member| {
                        said.certain_alone(self.rules_share, member) == alike.as_ref().map(|alike| &alike.outcome)
                    });
                    let certainty = saying.map_or(1.0, |saying| saying.certainty);
                    decided
                        .take(slot, alike.map(|alike| Settled { probability: alike.probability * certainty, ..alike }));
                    continue;
                }
                let network = spoken?.get(place);
                decided.unanimous = false;
                decided.take(slot, self.mixed(&said, network).settle());
            }
            scene = rules.carried(&self.vocabulary, &scene, decided.choices.get(first..).unwrap_or_default());
        }
        Some(decided)
    }

    /// Outcomes with the share that the trees of each member give them.
    fn said(&self, saying: &Saying, members: &[usize]) -> Shares {
        let mut values = Shares::default();
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
                    values.add(leaf.clone(), shares);
                }
            }
        }
        values
    }

    /// Trees and network together.
    fn mixed(&self, said: &Shares, network: Option<&Shares>) -> Shares {
        let weight = if said.is_empty() { 0.0 } else { self.rules_share };
        let mut mixed = Shares::default();
        if let Some(network) = network {
            mixed.add_weighted(network, 1.0 - weight);
        }
        mixed.add_weighted(said, weight);
        mixed
    }
}

/// What a network says of every slot of a batch: for each ask its slots, none where nothing is scored.
pub(super) fn distributions(network: &Network, batch: &Batch) -> Result<Vec<Option<Table>>> {
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
