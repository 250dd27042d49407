//! Induction of what follows from several values at once: sums and ratios over related objects, stops, what waits for what.

use std::sync::Arc;

use candle_core::Device;
use groundstate_planner::environment::{Action, Progress, State, Transition, Value, demo};
use groundstate_planner::world_model::typed::{
    Corpus, NetworkConfig, Situation, Spelling, TextFeatures, Trainer, TypedConfig, TypedWorldModel,
};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use serde_json::json;

/// A basin with taps and a drain, a gauge that shows its level, and heirs who share a purse.
#[derive(Clone, Debug)]
struct World {
    level: i64,
    drain: i64,
    taps: Vec<(bool, i64)>,
    gauge: i64,
    purse: i64,
    heirs: usize,
    share: i64,
}

impl World {
    fn drawn(random: &mut ChaCha8Rng) -> Self {
        let tap = |random: &mut ChaCha8Rng| (random.random_bool(0.6), random.random_range(1..=30));
        Self {
            level: random.random_range(0..=100),
            drain: random.random_range(0..=20),
            taps: (0..3).map(|_| tap(random)).collect(),
            gauge: random.random_range(0..=100),
            purse: random.random_range(50..=900),
            heirs: random.random_range(1..=6),
            share: random.random_range(0..=900),
        }
    }

    /// The level gains what open taps give, loses twice the drain, and stays between 0 and 100; the gauge shows the level
    /// there is by then; each heir's share is a whole number.
    fn next(&self) -> Self {
        let gain: i64 = self.taps.iter().filter(|(open, _)| *open).map(|(_, rate)| rate).sum();
        let level = (self.level + gain - 2 * self.drain).clamp(0, 100);
        Self { level, gauge: level, share: self.purse / self.heirs as i64, ..self.clone() }
    }

    fn state(&self) -> State {
        let mut objects = vec![
            json!({ "id": "basin", "type": "basin", "name": "basin",
                "properties": { "level": self.level, "drain": self.drain } }),
            json!({ "id": "gauge", "type": "gauge", "name": "gauge",
                "properties": { "reading": self.gauge, "of": { "ref": "basin" } } }),
            json!({ "id": "purse", "type": "purse", "name": "purse",
                "properties": { "money": self.purse, "share": self.share } }),
        ];
        for (number, (open, rate)) in self.taps.iter().enumerate() {
            objects.push(json!({ "id": format!("tap{number}"), "type": "tap", "name": "tap", "parent": "basin",
                "properties": { "open": open, "rate": rate } }));
        }
        for number in 0..self.heirs {
            objects.push(json!({ "id": format!("heir{number}"), "type": "heir", "name": "heir", "parent": "purse" }));
        }
        serde_json::from_value(json!({ "objects": objects })).unwrap()
    }
}

fn wait() -> Action {
    Action { verb: "wait".to_owned(), ..Action::default() }
}

fn row(number: usize, before: State, after: State) -> Transition {
    Transition {
        trajectory: Some(format!("run-{}", number / 4)),
        mid_state: Some(before.clone()),
        state: before,
        action: wait(),
        next_state: after,
        ..Transition::default()
    }
}

fn rows(seed: u64, count: usize) -> Vec<Transition> {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let one = |number| {
        let world = World::drawn(&mut random);
        row(number, world.state(), world.next().state())
    };
    (0..count).map(one).collect()
}

fn trained(rows: &[Transition], trees: usize, members: usize) -> TypedWorldModel {
    let mut corpus = Corpus::new();
    rows.iter().for_each(|row| corpus.push(row));
    let network = NetworkConfig { width: 16, heads: 2, encoder_blocks: 1, predictor_blocks: 1, expansion: 1 };
    let config = TypedConfig { network, trees, members, rules_share: 1.0, held_out: 0.0, ..TypedConfig::default() };
    let spelling: Arc<dyn TextFeatures> = Arc::new(Spelling { dimension: 8 });
    Trainer::new(Arc::new(corpus), config, spelling, &Device::Cpu).unwrap().into_model()
}

fn situations(rows: &[Transition]) -> Vec<Situation<'_>> {
    fn one(row: &Transition) -> Situation<'_> {
        Situation { state: &row.state, action: &row.action, progress: Progress::default(), task: "", fresh: &[] }
    }
    rows.iter().map(one).collect()
}

fn right(model: &TypedWorldModel, rows: &[Transition]) -> usize {
    let predictions = model.predict(&situations(rows)).unwrap();
    predictions.iter().zip(rows).filter(|(prediction, row)| prediction.next == row.next_state).count()
}

#[test]
fn sums_ratios_stops_and_what_waits_for_them_are_learned_exactly() {
    let model = trained(&rows(1, 700), 3, 1);
    let asked = rows(2, 200);
    let right = right(&model, &asked);
    assert!(right >= 196, "{right} of 200 states that were never seen");
}

#[test]
fn numbers_beyond_all_that_were_seen_follow_from_the_same_sum() {
    let model = trained(&rows(1, 700), 3, 1);
    let world = World {
        level: 41,
        drain: 0,
        taps: vec![(true, 3), (false, 1_000), (true, 4)],
        gauge: 7,
        purse: 100_000,
        heirs: 3,
        share: 5,
    };
    let asked = [row(0, world.state(), world.next().state())];
    let next = &model.predict(&situations(&asked)).unwrap()[0].next;
    let number = |id: &str, property: &str| next.get(id).unwrap().properties[property].clone();
    assert_eq!(number("basin", "level"), Value::Number(48.0), "a closed tap gives nothing");
    assert_eq!(number("purse", "share"), Value::Number(33_333.0));
}

#[test]
fn noise_is_not_explained() {
    let mut random = ChaCha8Rng::seed_from_u64(5);
    let mut state = || -> State {
        let objects: Vec<_> = (0..3)
            .map(|number| {
                json!({ "id": format!("die{number}"), "type": "die", "name": "die",
                    "properties": { "shows": random.random_range(0..100_000), "colour": random.random_range(0..9) } })
            })
            .collect();
        serde_json::from_value(json!({ "objects": objects })).unwrap()
    };
    let rows: Vec<Transition> = (0..400).map(|number| row(number, state(), state())).collect();
    let model = trained(&rows, 2, 1);
    let manifest = model.save().unwrap().manifest;
    assert!(!manifest.contains("\"formulas\""), "no formula holds on rows that were kept back");
    let said = model.predict(&situations(&rows[..20])).unwrap();
    assert!(said.iter().all(|prediction| prediction.probability < 0.5), "and it is not sure of itself");
}

#[test]
fn what_all_trees_say_alike_is_what_every_member_says() {
    let model = trained(&rows(1, 300), 4, 2);
    let asked = rows(3, 40);
    let (together, each) =
        (model.predict(&situations(&asked)).unwrap(), model.predict_each(&situations(&asked)).unwrap());
    assert_eq!(each.len(), 2);
    for (place, whole) in together.iter().enumerate() {
        if whole.disagreement == 0.0 {
            assert!(each.iter().all(|member| member[place].next == whole.next), "{place}");
        }
    }
    let alone: Vec<_> =
        situations(&asked).iter().flat_map(|one| model.predict_each(std::slice::from_ref(one)).unwrap()).collect();
    let company: Vec<_> =
        (0..asked.len()).flat_map(|place| each.iter().map(move |member| member[place].clone())).collect();
    assert_eq!(alone.iter().map(|list| &list[0]).collect::<Vec<_>>(), company.iter().collect::<Vec<_>>());
}

#[test]
fn a_model_read_from_its_bytes_says_the_same() {
    let rows = rows(1, 300);
    let model = trained(&rows, 2, 1);
    let spelling: Arc<dyn TextFeatures> = Arc::new(Spelling { dimension: 8 });
    let read = TypedWorldModel::load(&model.save().unwrap(), spelling, &Device::Cpu).unwrap();
    assert_eq!(model.predict(&situations(&rows[..30])).unwrap(), read.predict(&situations(&rows[..30])).unwrap());
}

#[test]
fn the_demonstration_is_learned_well_enough_to_plan_in() {
    let learned: Vec<Transition> = demo::transitions(0).take(1_000).collect();
    let asked: Vec<Transition> = demo::transitions(1).take(200).collect();
    let right = right(&trained(&learned, 1, 1), &asked);
    assert!(right >= 160, "{right} of 200 whole states");
}
