//! The demonstration environment: a small data centre, written for this project.
//!
//! Racks heat up under the load of their servers and cool down by fans and coolers; coolers wear out; services share
//! their demand among the servers that carry them, fall over to those that are left, and depend on each other; a rack
//! above its power limit goes dark; heat damages servers. One step is one hour: first the action takes effect (the
//! middle state), then the hour passes (the next state). Everything is a whole number and nothing is hidden: the next
//! state is a function of the state and the action, see [`step`]. Chance draws only where a trajectory begins and which
//! actions it tries.

mod hall;
mod hour;

use rand::seq::IndexedRandom;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

pub use hall::{Cooler, Hall, Health, Rack, Server, Service};

use super::{Action, Progress, Schema, State, Transition, Value};

/// Steps of a trajectory.
const STEPS: u64 = 16;
const SCHEMA: &str = include_str!("demo/schema.json");

/// The schema of the data centre.
///
/// # Errors
/// Never, while `demo/schema.json` is what it is; a test reads it.
pub fn schema() -> Result<Schema, serde_json::Error> {
    serde_json::from_str(SCHEMA)
}

/// What an action does in a state: the state after the action, the state after the hour that follows, and the
/// progress. None where the state is no state of the data centre, or the action is not possible in it.
pub fn step(state: &State, action: &Action, before: Progress) -> Option<(State, State, Progress)> {
    let mut hall = Hall::read(state)?;
    if !hall.act(action) {
        return None;
    }
    let middle = hall.state();
    hall.pass_an_hour();
    let sound = hall.services.iter().all(|service| service.available);
    let cool = hall.racks.iter().all(|rack| rack.temperature < 45);
    let done = hall.hour == 0;
    let after = Progress {
        score: before.score + f64::from(u8::from(sound && cool)),
        done,
        won: done && sound && hall.servers.iter().all(|server| server.health != Health::Failed),
    };
    Some((middle, hall.state(), after))
}

/// Actions that are possible in a state, in a fixed order; empty where it is no state of the data centre.
pub fn possible(state: &State) -> Vec<Action> {
    Hall::read(state).map(|hall| hall.possible()).unwrap_or_default()
}

/// Logged transitions, without end: the same for the same seed.
pub fn transitions(seed: u64) -> impl Iterator<Item = Transition> {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    (0_u64..).flat_map(move |run| trajectory(&format!("seed-{seed}-run-{run}"), &mut random))
}

/// Where a trajectory may begin: a data centre at some hour, some of it not well.
pub fn beginning(seed: u64) -> State {
    drawn(&mut ChaCha8Rng::seed_from_u64(seed)).state()
}

fn trajectory(name: &str, random: &mut ChaCha8Rng) -> Vec<Transition> {
    let (mut state, mut progress) = (drawn(random).state(), Progress::default());
    let mut rows = Vec::new();
    for number in 0..STEPS {
        let Some(action) = chosen(&possible(&state), random) else { break };
        let Some((middle, next, after)) = step(&state, &action, progress) else { break };
        rows.push(Transition {
            trajectory: Some(name.to_owned()),
            step: Some(number),
            task: None,
            before: progress,
            state,
            action,
            mid_state: Some(middle),
            next_state: next.clone(),
            score: Some(after.score),
            done: Some(after.done),
            won: Some(after.won),
        });
        (state, progress) = (next, after);
        if progress.done {
            break;
        }
    }
    rows
}

/// A verb first, then one of its actions: else the verb with most bindings would be nearly all that is seen.
fn chosen(possible: &[Action], random: &mut ChaCha8Rng) -> Option<Action> {
    let mut verbs: Vec<&str> = possible.iter().map(|action| action.verb.as_str()).collect();
    verbs.dedup();
    let verb = *verbs.choose(random)?;
    let of_verb: Vec<&Action> = possible.iter().filter(|action| action.verb == verb).collect();
    of_verb.choose(random).map(|action| (*action).clone())
}

fn drawn(random: &mut ChaCha8Rng) -> Hall {
    let rack = |random: &mut ChaCha8Rng, number: u32| Rack {
        id: format!("rack-{number}"),
        temperature: random.random_range(20..=52),
        fan: random.random_range(0..=3),
        power: 0,
        power_limit: [700, 600, 500].get(number as usize - 1).copied().unwrap_or(600),
    };
    let cooler = |random: &mut ChaCha8Rng, number: u32| {
        let broken = random.random_range(0..6) == 0;
        let wear = if broken { 30 } else { random.random_range(0..30) };
        Cooler { id: format!("cooler-{number}"), running: !broken && random.random_bool(0.7), broken, wear }
    };
    let names = ["database", "api", "web", "batch"];
    let depends: [&[&str]; 4] = [&[], &["database"], &["api"], &["database"]];
    let services = names.iter().zip(depends).map(|(name, on)| Service {
        id: (*name).to_owned(),
        demand: random.random_range(4..=24) * 5,
        available: false,
        depends_on: on.iter().map(|id| (*id).to_owned()).collect(),
    });
    let services: Vec<Service> = services.collect();
    let mut servers = Vec::new();
    for rack in 1..=3 {
        for place in 1..=3 {
            let service = names.get((rack * 3 + place) % 4).copied().unwrap_or("web");
            servers.push(server(random, (rack, place), service));
        }
    }
    let mut hall = Hall {
        hour: random.random_range(0..24),
        ambient: random.random_range(18..=30),
        spares: random.random_range(0..=4),
        coolers: (1..=2).map(|number| cooler(random, number)).collect(),
        racks: (1..=3).map(|number| rack(random, number)).collect(),
        servers,
        services,
    };
    hall.settle();
    hall
}

fn server(random: &mut ChaCha8Rng, (rack, place): (usize, usize), service: &str) -> Server {
    let health = match random.random_range(0..20) {
        0 => Health::Failed,
        1..=3 => Health::Degraded,
        _ => Health::Healthy,
    };
    Server {
        id: format!("server-{rack}-{place}"),
        rack: format!("rack-{rack}"),
        on: health != Health::Failed && random.random_bool(0.8),
        health,
        load: 0,
        service: service.to_owned(),
    }
}

/// The identifier that fills a role.
fn target<'a>(action: &'a Action, role: &str) -> Option<&'a str> {
    match action.arguments.get(role) {
        Some(Value::Reference(id)) => Some(id),
        _ => None,
    }
}
