//! States: objects with properties, in containers.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::{Fault, Value};

/// An object.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Object {
    /// Identifier, unique in the state and the same in every state of a run.
    pub id: String,
    /// Name of its type.
    #[serde(rename = "type")]
    pub object_type: String,
    /// Name for people; may change.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// The object that contains it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<String>,
    /// Properties by name.
    #[serde(default)]
    pub properties: BTreeMap<String, Value>,
}

/// A state. Equality, serialisation and digest are of the canonical form: containers before their contents, objects of
/// the same container in the order in which they were given.
#[derive(Clone, Debug, Default, PartialEq, Serialize, JsonSchema)]
pub struct State {
    objects: Vec<Object>,
}

impl State {
    /// A state of these objects, brought into canonical order.
    ///
    /// # Errors
    /// On an identifier that stands twice, a container that is not there, and containment in a circle.
    pub fn new(objects: Vec<Object>) -> Result<Self, Fault> {
        let mut seen = BTreeSet::new();
        if let Some(twice) = objects.iter().find(|object| !seen.insert(object.id.as_str())) {
            return Err(Fault::Duplicate(twice.id.clone()));
        }
        for object in &objects {
            if let Some(parent) = object.parent.as_ref().filter(|parent| !seen.contains(parent.as_str())) {
                return Err(Fault::Dangling { at: format!("objects.{}.parent", object.id), id: parent.clone() });
            }
        }
        drop(seen);
        let mut places: BTreeMap<Option<String>, Vec<usize>> = BTreeMap::new();
        for (place, object) in objects.iter().enumerate() {
            places.entry(object.parent.clone()).or_default().push(place);
        }
        let mut order: Vec<usize> = Vec::with_capacity(objects.len());
        let mut stack: Vec<usize> = places.remove(&None).unwrap_or_default().into_iter().rev().collect();
        while let Some(place) = stack.pop() {
            order.push(place);
            if let Some(object) = objects.get(place) {
                stack.extend(places.remove(&Some(object.id.clone())).unwrap_or_default().into_iter().rev());
            }
        }
        // Whatever cannot be reached from an object without a container hangs on a circle.
        if let Some(object) = places.values().flatten().filter_map(|place| objects.get(*place)).next() {
            return Err(Fault::Cycle(on_circle(&objects, &object.id).to_owned()));
        }
        let mut objects: Vec<Option<Object>> = objects.into_iter().map(Some).collect();
        let objects = order.into_iter().filter_map(|place| objects.get_mut(place).and_then(Option::take)).collect();
        Ok(Self { objects })
    }

    /// The objects in canonical order.
    pub fn objects(&self) -> &[Object] {
        &self.objects
    }

    /// The objects, to be changed and made a state again.
    pub fn into_objects(self) -> Vec<Object> {
        self.objects
    }

    /// The object of that identifier; time grows with the number of objects.
    pub fn get(&self, id: &str) -> Option<&Object> {
        self.objects.iter().find(|object| object.id == id)
    }

    /// What the object contains, in order; of `None`, the objects without a container.
    pub fn children<'a>(&'a self, id: Option<&'a str>) -> impl Iterator<Item = &'a Object> {
        self.objects.iter().filter(move |object| object.parent.as_deref() == id)
    }

    /// Position of each identifier in [`State::objects`].
    pub fn positions(&self) -> BTreeMap<&str, usize> {
        self.objects.iter().enumerate().map(|(position, object)| (object.id.as_str(), position)).collect()
    }

    /// The canonical JSON: keys sorted, no white space, one spelling for one number.
    pub fn canonical(&self) -> String {
        // A state is plain data: nothing in it can fail to serialise.
        serde_json::to_string(self).unwrap_or_default()
    }

    /// SHA-256 of the canonical JSON, in hexadecimal.
    pub fn digest(&self) -> String {
        hex::encode(Sha256::digest(self.canonical().as_bytes()))
    }
}

/// The least identifier on the circle that the containers of an object lead into.
fn on_circle<'a>(objects: &'a [Object], from: &'a str) -> &'a str {
    let parents: BTreeMap<&str, &str> =
        objects.iter().filter_map(|object| Some((object.id.as_str(), object.parent.as_deref()?))).collect();
    let up = |id: &'a str| parents.get(id).copied().unwrap_or(id);
    // After as many steps as there are objects every way is on its circle.
    let start = objects.iter().fold(from, |id, _| up(id));
    let (mut least, mut at) = (start, up(start));
    while at != start {
        least = least.min(at);
        at = up(at);
    }
    least
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Unordered {
    objects: Vec<Object>,
}

impl<'de> Deserialize<'de> for State {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::new(Unordered::deserialize(deserializer)?.objects).map_err(serde::de::Error::custom)
    }
}
