//! What a planner asks of a world model: where an action leads, and what may be tried.

use crate::environment::{Action, Kind, Object, Property, Schema, State, Value};

/// Candidate actions of one state at most, unless a simulator says otherwise.
pub const MOST_ACTIONS: usize = 512;
/// Integers of a range that are all tried; of a wider one, as many points evenly spread.
const MOST_NUMBERS: usize = 16;

/// One ensemble member's decoded, snapped outcome: exact typed values, never a latent.
#[derive(Clone, Debug, PartialEq)]
pub struct Predicted {
    /// The next state.
    pub state: State,
    /// How likely the member holds the state to be exact, in [0, 1].
    pub probability: f64,
    /// What the score changes by, in the environment's own unit.
    pub score_change: f64,
    /// Whether the task has ended with this state: nothing can be done any more.
    pub done: bool,
    /// Whether it ended well.
    pub won: bool,
}

impl Predicted {
    /// A certain outcome of an environment that keeps no score.
    pub fn certain(state: State) -> Self {
        Self { state, probability: 1.0, score_change: 0.0, done: false, won: false }
    }
}

/// What an ensemble says of one action in one state.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Prediction {
    /// One outcome a member, in the order of the members. Fewer than [`Simulator::members`]: the action could not be
    /// predicted, and no plan takes it (fail closed).
    pub members: Vec<Predicted>,
    /// How far the members are apart, in [0, 1]; 0 when they say the same.
    pub disagreement: f64,
}

impl Prediction {
    /// The outcomes, with the share of members that do not say what most say as disagreement.
    pub fn of(members: Vec<Predicted>) -> Self {
        let same = |one: &Predicted| members.iter().filter(|other| other.state == one.state).count();
        let most = members.iter().map(same).max().unwrap_or(0);
        let disagreement = 1.0 - most as f64 / members.len().max(1) as f64;
        Self { members, disagreement }
    }
}

/// Actions to try in a state.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Candidates {
    /// The actions, each of them typed as the schema says.
    pub actions: Vec<Action>,
    /// Whether there are more: then a search proves nothing.
    pub cut: bool,
}

/// A world model as planners see it.
pub trait Simulator: Sync {
    /// Types and actions of the environment.
    fn schema(&self) -> &Schema;

    /// Members of the ensemble, at least 1.
    fn members(&self) -> usize;

    /// Predicts a batch; one prediction a query, in order. A planner rolls every member out along its own states, so
    /// the states of one plan that the members disagree on are asked about separately.
    fn predict(&self, queries: &[(&State, &Action)]) -> Vec<Prediction>;

    /// What may be tried in a state. Preconditions are the problem's, not the simulator's.
    fn actions(&self, state: &State) -> Candidates {
        Candidates::enumerate(self.schema(), state, MOST_ACTIONS)
    }
}

impl Candidates {
    /// Every verb with every filling of its roles that the schema allows, verbs in alphabetical order.
    ///
    /// Roles of kind text, list, structure and any cannot be enumerated: an optional one stays empty, a verb that
    /// needs one is left out and `cut` says so. Numbers: every integer of a range of at most 16, else 16 points of it, and
    /// the numbers that stand in the state where they fit; without a range these alone.
    pub fn enumerate(schema: &Schema, state: &State, most: usize) -> Self {
        let mut all = Self::default();
        for (verb, action) in &schema.actions {
            let mut partial = vec![Action { verb: verb.clone(), ..Action::default() }];
            for role in &action.roles {
                let (values, cut) = fillings(&role.property, state);
                all.cut |= cut;
                let filled = partial.iter().flat_map(|action| {
                    values.iter().map(|value| {
                        let mut action = action.clone();
                        if *value != Value::Null {
                            action.arguments.insert(role.name.clone(), value.clone());
                        }
                        action
                    })
                });
                // One more than may be kept shows that there were more.
                partial = filled.take(most.saturating_add(1)).collect();
            }
            all.actions.extend(partial);
            if all.actions.len() > most {
                all.actions.truncate(most);
                all.cut = true;
                break;
            }
        }
        all
    }
}

/// Values that may fill a role, and whether there are others.
fn fillings(property: &Property, state: &State) -> (Vec<Value>, bool) {
    let (mut values, cut) = match &property.kind {
        Kind::Boolean => (vec![Value::Boolean(false), Value::Boolean(true)], false),
        Kind::Category { values } => (values.iter().cloned().map(Value::Text).collect(), false),
        Kind::Reference { types } => {
            let fits = |object: &&Object| types.is_empty() || types.contains(&object.object_type);
            (state.objects().iter().filter(fits).map(|object| Value::Reference(object.id.clone())).collect(), false)
        }
        Kind::Number { minimum, maximum, integer, .. } => {
            let (mut values, cut) = match (minimum, maximum) {
                (Some(least), Some(most)) => numbers(*least, *most, *integer),
                _ => (Vec::new(), true),
            };
            if cut {
                let fits = |number: &f64| {
                    minimum.is_none_or(|least| *number >= least)
                        && maximum.is_none_or(|most| *number <= most)
                        && (!integer || number.fract() == 0.0)
                };
                let found = standing(state).into_iter().filter(fits).map(Value::Number);
                let found: Vec<Value> = found.filter(|value| !values.contains(value)).collect();
                values.extend(found);
            }
            (values, cut)
        }
        Kind::Text | Kind::List { .. } | Kind::Structure { .. } | Kind::Any => (Vec::new(), true),
    };
    if property.optional {
        values.insert(0, Value::Null);
    }
    (values, cut)
}

/// The numbers that objects of a state have, each once, in order: what is asked for is often what can be read.
fn standing(state: &State) -> Vec<f64> {
    let properties = state.objects().iter().flat_map(|object| object.properties.values());
    let number = |value: &Value| if let Value::Number(number) = value { Some(*number) } else { None };
    let mut numbers: Vec<f64> = properties.filter_map(number).collect();
    numbers.sort_by(f64::total_cmp);
    numbers.dedup();
    numbers
}

fn numbers(least: f64, most: f64, integer: bool) -> (Vec<Value>, bool) {
    let (first, last) = if integer { (least.ceil(), most.floor()) } else { (least, most) };
    if last < first {
        return (Vec::new(), false);
    }
    let whole = integer && last - first < MOST_NUMBERS as f64;
    let points = if whole { (last - first) as usize + 1 } else { MOST_NUMBERS };
    let step = (last - first) / points.saturating_sub(1).max(1) as f64;
    let mut values: Vec<f64> = (0..points).map(|point| first + step * point as f64).collect();
    if integer {
        values = values.into_iter().map(f64::round).collect();
    }
    values.dedup();
    (values.into_iter().map(Value::Number).collect(), !whole && last > first)
}
