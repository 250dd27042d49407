//! Transitions, kept compactly: equal objects and equal states once.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use super::leaf::{Leaf, Leaves, PARENT, flatten};
use crate::environment::{Action, Progress, State, Transition, Value};

/// An object with its leaves.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Coded {
    pub(super) id: String,
    pub(super) leaves: Leaves,
}

impl Coded {
    pub(super) fn leaf(&self, path: &str) -> &Leaf {
        self.leaves.get(path).unwrap_or(&Leaf::Absent)
    }

    pub(super) fn object_type(&self) -> &str {
        match self.leaf(super::leaf::TYPE) {
            Leaf::Text(name) => name,
            _ => "",
        }
    }

    pub(super) fn parent(&self) -> Option<&str> {
        match self.leaf(PARENT) {
            Leaf::Reference(id) => Some(id),
            _ => None,
        }
    }
}

/// A state as the model sees it.
pub(super) type Scene = Vec<Arc<Coded>>;

/// What the model is asked about, without the state.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Context {
    pub(super) verb: String,
    /// Objects by role.
    pub(super) objects: Vec<(String, String)>,
    /// Values by role.
    pub(super) values: Vec<(String, Leaf)>,
    pub(super) progress: Progress,
    pub(super) task: Arc<str>,
}

impl Context {
    pub(super) fn of(action: &Action, progress: Progress, task: Arc<str>) -> Self {
        let mut context = Self { verb: action.verb.clone(), progress, task, ..Self::default() };
        for (role, value) in &action.arguments {
            match value {
                Value::Reference(id) => context.objects.push((role.clone(), id.clone())),
                Value::Number(number) => context.values.push((role.clone(), Leaf::Number(*number))),
                Value::Text(text) => context.values.push((role.clone(), Leaf::Text(text.clone()))),
                Value::Boolean(value) => context.values.push((role.clone(), Leaf::Boolean(*value))),
                Value::Null | Value::List(_) | Value::Structure(_) => {}
            }
        }
        context
    }
}

/// A row by the numbers of its states.
#[derive(Clone, Debug)]
pub(super) struct Row {
    pub(super) states: [usize; 3],
    /// Whether the state after the action and before the environment's own move is known.
    pub(super) split: bool,
    pub(super) context: Context,
    pub(super) after: Progress,
    pub(super) trajectory: Option<Arc<str>>,
}

/// Bytes of a distinct object besides its leaves, of a distinct state besides its objects, and of a row.
const OBJECT_BYTES: usize = 256;
const STATE_BYTES: usize = 128;
const ROW_BYTES: usize = 512;
/// Bytes that an object's leaves take for each byte of its JSON.
const SPREAD: usize = 8;

/// Transitions to learn from. Memory grows with the number of rows, and of *distinct* objects and states.
#[derive(Debug, Default)]
pub struct Corpus {
    objects: Vec<Arc<Coded>>,
    known_objects: HashMap<[u8; 32], u32>,
    states: Vec<Arc<[u32]>>,
    known_states: HashMap<Arc<[u32]>, usize>,
    texts: BTreeMap<Arc<str>, ()>,
    bytes: usize,
    pub(super) rows: Vec<Row>,
}

impl Corpus {
    /// Nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes a transition in.
    pub fn push(&mut self, row: &Transition) {
        let first = self.state(&row.state);
        let last = self.state(&row.next_state);
        let middle = row.mid_state.as_ref().map_or(last, |state| self.state(state));
        let task = self.text(row.task.as_deref().unwrap_or_default());
        let trajectory = row.trajectory.as_deref().map(|name| self.text(name));
        self.bytes += ROW_BYTES;
        self.rows.push(Row {
            states: [first, middle, last],
            split: row.mid_state.is_some(),
            context: Context::of(&row.action, row.before, task),
            after: row.after(),
            trajectory,
        });
    }

    /// Transitions taken in.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Distinct states.
    pub fn states(&self) -> usize {
        self.states.len()
    }

    /// What it takes of memory, in bytes: an estimate, rather too much than too little.
    pub fn bytes(&self) -> usize {
        self.bytes
    }

    pub(super) fn scene(&self, state: usize) -> Scene {
        let ids = self.states.get(state).map(AsRef::as_ref).unwrap_or_default();
        ids.iter().filter_map(|id| self.objects.get(*id as usize)).cloned().collect()
    }

    fn text(&mut self, text: &str) -> Arc<str> {
        if let Some((known, ())) = self.texts.get_key_value(text) {
            return known.clone();
        }
        self.bytes += OBJECT_BYTES + text.len();
        let text: Arc<str> = text.into();
        self.texts.insert(text.clone(), ());
        text
    }

    fn state(&mut self, state: &State) -> usize {
        let ids: Vec<u32> = state.objects().iter().map(|object| self.object(object)).collect();
        if let Some(known) = self.known_states.get(ids.as_slice()) {
            return *known;
        }
        let number = self.states.len();
        let ids: Arc<[u32]> = ids.into();
        self.bytes += STATE_BYTES + size_of_val(ids.as_ref());
        self.known_states.insert(Arc::clone(&ids), number);
        self.states.push(ids);
        number
    }

    fn object(&mut self, object: &crate::environment::Object) -> u32 {
        use sha2::Digest;
        let bytes = serde_json::to_vec(object).unwrap_or_default();
        let digest: [u8; 32] = sha2::Sha256::digest(&bytes).into();
        let next = u32::try_from(self.objects.len()).unwrap_or(u32::MAX);
        let number = *self.known_objects.entry(digest).or_insert(next);
        if number == next {
            self.bytes += OBJECT_BYTES + SPREAD * bytes.len();
            self.objects.push(Arc::new(Coded { id: object.id.clone(), leaves: flatten(object) }));
        }
        number
    }
}

/// The scene of a state that is in no corpus.
pub(super) fn scene_of(state: &State) -> Scene {
    let coded =
        |object: &crate::environment::Object| Arc::new(Coded { id: object.id.clone(), leaves: flatten(object) });
    state.objects().iter().map(coded).collect()
}
