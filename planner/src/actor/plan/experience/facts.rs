//! What can be said of a state in numbers, whatever its objects are called.

use std::collections::BTreeMap;

use crate::environment::{Object, State, Value};

/// Named quantities: how many objects of a type have a value or lie in one of another type, and the least and the
/// greatest value of each number. By type, and by name where objects have one.
pub(super) fn facts(state: &State) -> BTreeMap<String, f32> {
    let mut facts = BTreeMap::new();
    for object in state.objects() {
        let container = object.parent.as_deref().and_then(|id| state.get(id));
        for subject in [format!("<{}>", object.object_type), object.name.clone()] {
            if subject.is_empty() {
                continue;
            }
            count(&mut facts, subject.clone());
            for place in container.map_or_else(|| vec!["nothing".to_owned()], |outer| callings(outer).to_vec()) {
                count(&mut facts, format!("{subject} in {place}"));
            }
            for (name, value) in &object.properties {
                describe(&mut facts, &format!("{subject}.{name}"), value, state);
            }
        }
    }
    facts
}

fn callings(object: &Object) -> [String; 2] {
    [format!("<{}>", object.object_type), object.name.clone()]
}

fn count(facts: &mut BTreeMap<String, f32>, fact: String) {
    *facts.entry(fact).or_default() += 1.0;
}

fn describe(facts: &mut BTreeMap<String, f32>, path: &str, value: &Value, state: &State) {
    match value {
        Value::Null => count(facts, format!("{path}=null")),
        Value::Boolean(flag) => count(facts, format!("{path}={flag}")),
        Value::Text(text) => count(facts, format!("{path}={text}")),
        Value::Number(number) => {
            let number = *number as f32;
            let most = facts.entry(format!("{path} most")).or_insert(number);
            *most = most.max(number);
            let least = facts.entry(format!("{path} least")).or_insert(number);
            *least = least.min(number);
        }
        Value::Reference(id) => {
            let target = state.get(id).map_or("nothing", |object| object.object_type.as_str());
            count(facts, format!("{path}=<{target}>"));
        }
        Value::List(items) => items.iter().for_each(|item| describe(facts, &format!("{path}.#"), item, state)),
        Value::Structure(fields) => {
            fields.iter().for_each(|(name, item)| describe(facts, &format!("{path}.{name}"), item, state));
        }
    }
}
