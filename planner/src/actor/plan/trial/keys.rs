//! A typed environment: rooms in a row, a locked door between each two, its key somewhere in the room before it.
//!
//! The agent walks on a grid, takes keys from where it stands, and unlocks a door from the cell before it, with the key
//! to that door. Each room also holds a trinket, which can be taken and is of no use: it doubles the number of states.
//! The shortest plan is known in closed form ([`Keys::shortest`]).

use std::collections::BTreeMap;

use super::super::random::Draws;
use super::super::simulator::{Predicted, Prediction, Simulator};
use crate::environment::{
    Action, ActionSchema, Kind, Object, ObjectType, Property, Role, Schema, State, Transition, Value,
};

/// See the module.
pub struct Keys {
    schema: Schema,
    rooms: usize,
    width: usize,
    /// Where the key and the trinket of each room lie.
    places: Vec<[(usize, usize); 2]>,
}

const DIRECTIONS: [(&str, i64, i64); 4] = [("east", 1, 0), ("north", 0, 1), ("south", 0, -1), ("west", -1, 0)];

impl Keys {
    /// So many rooms of `width × width` cells; the seed says where keys and trinkets lie.
    pub fn corridor(rooms: usize, width: usize, seed: u64) -> Self {
        let mut draws = Draws::new(seed);
        let mut cell = || ((draws.uniform() * width as f64) as usize, (draws.uniform() * width as f64) as usize);
        let places = (0..rooms).map(|_| [cell(), cell()]).collect();
        Self { schema: schema(width), rooms, width, places }
    }

    /// The agent in the first room, every door locked, nothing taken.
    pub fn start(&self) -> State {
        self.at(0, (0, self.middle()), &[])
    }

    /// The agent is in the last room.
    pub fn goal(&self) -> impl Fn(&State) -> bool + Sync + use<> {
        let last = room(self.rooms.saturating_sub(1));
        move |state| state.get("agent").is_some_and(|agent| agent.parent.as_deref() == Some(&last))
    }

    /// Actions of the shortest plan from the start to the goal. Each room is crossed once, by way of its key: no other
    /// order is possible, and a detour through another room saves nothing.
    pub fn shortest(&self) -> usize {
        let (entry, exit) = ((0, self.middle()), (self.width - 1, self.middle()));
        let apart = |one: (usize, usize), other: (usize, usize)| one.0.abs_diff(other.0) + one.1.abs_diff(other.1);
        let crossing = |[key, _]: &[(usize, usize); 2]| apart(entry, *key) + 1 + apart(*key, exit) + 1 + 1;
        self.places.iter().take(self.rooms.saturating_sub(1)).map(crossing).sum()
    }

    /// What use would have logged: episodes from random situations, often where something lies; half of the actions are
    /// any, half are among those that change something.
    pub fn logged(&self, episodes: usize, steps: usize, seed: u64) -> Vec<Transition> {
        let mut draws = Draws::new(seed);
        let mut rows = Vec::with_capacity(episodes * steps);
        for episode in 0..episodes {
            let mut state = self.anywhere(&mut draws);
            for step in 0..steps {
                let Some((action, next_state)) = self.tried(&state, &mut draws) else { break };
                rows.push(Transition {
                    trajectory: Some(format!("e{episode}")),
                    step: Some(step as u64),
                    state: std::mem::replace(&mut state, next_state.clone()),
                    action,
                    next_state,
                    ..Transition::default()
                });
            }
        }
        rows
    }

    fn tried(&self, state: &State, draws: &mut Draws) -> Option<(Action, State)> {
        let mut actions = self.actions(state).actions;
        if draws.uniform() < 0.5 {
            actions.retain(|action| self.effect(state, action).is_some_and(|next| next != *state));
        }
        let chosen = (draws.uniform() * actions.len() as f64) as usize;
        let action = actions.into_iter().nth(chosen)?;
        let next = self.after(state, &action);
        Some((action, next))
    }

    /// The state after an action; one that is not possible changes nothing.
    pub fn after(&self, state: &State, action: &Action) -> State {
        self.effect(state, action).unwrap_or_else(|| state.clone())
    }

    fn effect(&self, state: &State, action: &Action) -> Option<State> {
        match action.verb.as_str() {
            "walk" => self.walk(state, action),
            "take" => take(state, action),
            _ => self.unlock(state, action),
        }
    }

    fn middle(&self) -> usize {
        self.width / 2
    }

    /// A situation: as many doors open as rooms are behind the agent, or more; each thing taken or not.
    fn anywhere(&self, draws: &mut Draws) -> State {
        let cell = |draws: &mut Draws| (draws.uniform() * self.width as f64) as usize;
        let at = (draws.uniform() * self.rooms as f64) as usize;
        let anywhere = (cell(draws), cell(draws));
        let [key_at, trinket_at] = self.places.get(at).copied().unwrap_or_default();
        let door_at = (self.width - 1, self.middle());
        let chosen = (draws.uniform() * 4.0) as usize;
        let place = [anywhere, key_at, trinket_at, door_at].get(chosen).copied().unwrap_or(anywhere);
        let mut taken = Vec::new();
        for index in 0..self.rooms {
            if draws.uniform() < 0.5 {
                taken.push(key(index));
            }
            if draws.uniform() < 0.5 {
                taken.push(trinket(index));
            }
            if index < at || draws.uniform() < 0.3 {
                taken.push(door(index));
            }
        }
        self.at(at, place, &taken)
    }

    fn at(&self, inside: usize, (x, y): (usize, usize), done: &[String]) -> State {
        let done = |id: &str| done.iter().any(|one| one == id);
        let position = |x: usize, y: usize| {
            BTreeMap::from([("x".to_owned(), Value::Number(x as f64)), ("y".to_owned(), Value::Number(y as f64))])
        };
        let object = |id: String, object_type: &str, parent: Option<String>, properties| Object {
            id,
            object_type: object_type.to_owned(),
            parent,
            properties,
            ..Object::default()
        };
        let mut objects = Vec::new();
        for (index, [(key_x, key_y), (trinket_x, trinket_y)]) in self.places.iter().enumerate() {
            objects.push(object(room(index), "room", None, BTreeMap::new()));
            let holder = |id: &str| Some(if done(id) { "agent".to_owned() } else { room(index) });
            let mut opens = position(*key_x, *key_y);
            if index + 1 < self.rooms {
                let open = BTreeMap::from([("open".to_owned(), Value::Boolean(done(&door(index))))]);
                objects.push(object(door(index), "door", Some(room(index)), open));
                opens.insert("opens".to_owned(), Value::Reference(door(index)));
                objects.push(object(key(index), "key", holder(&key(index)), opens));
            }
            let place = position(*trinket_x, *trinket_y);
            objects.push(object(trinket(index), "trinket", holder(&trinket(index)), place));
        }
        objects.push(object("agent".to_owned(), "agent", Some(room(inside)), position(x, y)));
        sorted(objects).unwrap_or_default()
    }

    fn walk(&self, state: &State, action: &Action) -> Option<State> {
        let agent = state.get("agent")?;
        let Some(Value::Text(word)) = action.arguments.get("direction") else { return None };
        let (_, east, north) = DIRECTIONS.iter().find(|(name, _, _)| name == word)?;
        let ((x, y), inside) = (position(agent)?, index(agent.parent.as_deref()?)?);
        let (last, middle) = (self.width as i64 - 1, self.middle() as i64);
        let (to_x, to_y) = (x + east, y + north);
        let open = |id: usize| state.get(&door(id)).and_then(|door| door.properties.get("open")).cloned();
        let passes = |id: Option<usize>| to_y == middle && id.and_then(open) == Some(Value::Boolean(true));
        if (0..=last).contains(&to_x) && (0..=last).contains(&to_y) {
            moved(state, inside, to_x, to_y)
        } else if to_x > last && passes(Some(inside)) {
            moved(state, inside + 1, 0, to_y)
        } else if to_x < 0 && passes(inside.checked_sub(1)) {
            moved(state, inside.checked_sub(1)?, last, to_y)
        } else {
            None
        }
    }

    fn unlock(&self, state: &State, action: &Action) -> Option<State> {
        let id = reference(action, "door")?;
        let (agent, door) = (state.get("agent")?, state.get(&id)?);
        let here = agent.parent == door.parent && position(agent)? == (self.width as i64 - 1, self.middle() as i64);
        let fits = |object: &&Object| object.properties.get("opens") == Some(&Value::Reference(id.clone()));
        if !here || !state.children(Some("agent")).any(|object| fits(&object)) {
            return None;
        }
        changed(state, &id, |door| {
            door.properties.insert("open".to_owned(), Value::Boolean(true));
        })
    }
}

impl Simulator for Keys {
    fn schema(&self) -> &Schema {
        &self.schema
    }

    fn members(&self) -> usize {
        1
    }

    fn predict(&self, queries: &[(&State, &Action)]) -> Vec<Prediction> {
        let one =
            |(state, action): &(&State, &Action)| Prediction::of(vec![Predicted::certain(self.after(state, action))]);
        queries.iter().map(one).collect()
    }
}

fn take(state: &State, action: &Action) -> Option<State> {
    let id = reference(action, "thing")?;
    let (agent, thing) = (state.get("agent")?, state.get(&id)?);
    if agent.parent != thing.parent || position(agent)? != position(thing)? {
        return None;
    }
    changed(state, &id, |thing| thing.parent = Some("agent".to_owned()))
}

fn moved(state: &State, inside: usize, x: i64, y: i64) -> Option<State> {
    changed(state, "agent", |agent| {
        agent.parent = Some(room(inside));
        agent.properties.insert("x".to_owned(), Value::Number(x as f64));
        agent.properties.insert("y".to_owned(), Value::Number(y as f64));
    })
}

fn changed(state: &State, id: &str, change: impl FnOnce(&mut Object)) -> Option<State> {
    let mut objects = state.objects().to_vec();
    change(objects.iter_mut().find(|object| object.id == id)?);
    sorted(objects)
}

/// The order of what a container holds is part of a state, and says nothing here.
fn sorted(mut objects: Vec<Object>) -> Option<State> {
    objects.sort_by(|left, right| left.id.cmp(&right.id));
    State::new(objects).ok()
}

fn position(object: &Object) -> Option<(i64, i64)> {
    match (object.properties.get("x"), object.properties.get("y")) {
        (Some(Value::Number(x)), Some(Value::Number(y))) => Some((*x as i64, *y as i64)),
        _ => None,
    }
}

fn reference(action: &Action, role: &str) -> Option<String> {
    match action.arguments.get(role) {
        Some(Value::Reference(id)) => Some(id.clone()),
        _ => None,
    }
}

fn room(index: usize) -> String {
    format!("room{index}")
}

fn door(index: usize) -> String {
    format!("door{index}")
}

fn key(index: usize) -> String {
    format!("key{index}")
}

fn trinket(index: usize) -> String {
    format!("trinket{index}")
}

fn index(room: &str) -> Option<usize> {
    room.strip_prefix("room")?.parse().ok()
}

fn schema(width: usize) -> Schema {
    let coordinate = || {
        let maximum = Some(width as f64 - 1.0);
        Property::required(Kind::Number { unit: None, minimum: Some(0.0), maximum, integer: true, observed: None })
    };
    let thing = |more: Vec<(&str, Property)>| ObjectType {
        properties: more.into_iter().map(|(name, property)| (name.to_owned(), property)).collect(),
        ..ObjectType::default()
    };
    let place = || vec![("x", coordinate()), ("y", coordinate())];
    let reference = |types: &[&str]| {
        Property::required(Kind::Reference { types: types.iter().map(|name| (*name).to_owned()).collect() })
    };
    let mut key = place();
    key.push(("opens", reference(&["door"])));
    let types = [
        ("agent", thing(place())),
        ("door", thing(vec![("open", Property::required(Kind::Boolean))])),
        ("key", thing(key)),
        ("room", thing(Vec::new())),
        ("trinket", thing(place())),
    ];
    let words = DIRECTIONS.iter().map(|(word, _, _)| (*word).to_owned()).collect();
    let action = |role: &str, property: Property| ActionSchema {
        roles: vec![Role { name: role.to_owned(), property }],
        cost: 1.0,
        ..ActionSchema::default()
    };
    let actions = [
        ("take", action("thing", reference(&["key", "trinket"]))),
        ("unlock", action("door", reference(&["door"]))),
        ("walk", action("direction", Property::required(Kind::Category { values: words }))),
    ];
    Schema {
        name: "rooms and keys".to_owned(),
        types: types.into_iter().map(|(name, declared)| (name.to_owned(), declared)).collect(),
        actions: actions.into_iter().map(|(verb, action)| (verb.to_owned(), action)).collect(),
        ..Schema::default()
    }
}
