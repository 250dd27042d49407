//! Checking schemas, states, actions and transitions; what passes comes back in canonical form.

mod schema;
mod value;

use std::collections::BTreeMap;

use super::{Action, Fault, Object, Schema, State, Transition, Value};

/// Types of the objects of a state by identifier.
type Types<'a> = BTreeMap<&'a str, &'a str>;

impl Schema {
    /// Checks that the schema does not contradict itself.
    ///
    /// # Errors
    /// The first contradiction, with its place.
    pub fn check(&self) -> Result<(), Fault> {
        schema::check(self)
    }

    /// Checks a state and brings it into canonical form: bare numbers, `{"ref"}` where the schema says reference,
    /// optional properties that are absent as null.
    ///
    /// # Errors
    /// The first thing that does not fit, with its place.
    pub fn admit(&self, state: &State) -> Result<State, Fault> {
        let types: Types<'_> =
            state.objects().iter().map(|object| (object.id.as_str(), object.object_type.as_str())).collect();
        let objects =
            state.objects().iter().map(|object| self.admit_object(object, &types)).collect::<Result<_, _>>()?;
        State::new(objects)
    }

    /// Checks an action taken in a state and brings it into canonical form. The precondition is not looked at.
    ///
    /// # Errors
    /// The first thing that does not fit, with its place.
    pub fn admit_action(&self, action: &Action, state: &State) -> Result<Action, Fault> {
        let roles = &self.actions.get(&action.verb).ok_or_else(|| Fault::UnknownVerb(action.verb.clone()))?.roles;
        let types: Types<'_> =
            state.objects().iter().map(|object| (object.id.as_str(), object.object_type.as_str())).collect();
        if let Some(role) = action.arguments.keys().find(|name| roles.iter().all(|role| role.name != **name)) {
            return Err(Fault::UnknownProperty { at: "action.arguments".to_owned(), found: role.clone() });
        }
        let mut arguments = BTreeMap::new();
        for role in roles {
            let at = format!("action.arguments.{}", role.name);
            let found = action.arguments.get(&role.name);
            let value = value::admit(found, &role.property, &at, &types)?;
            if value != Value::Null {
                arguments.insert(role.name.clone(), value);
            }
        }
        Ok(Action { verb: action.verb.clone(), arguments })
    }

    /// Checks a transition and brings it into canonical form.
    ///
    /// # Errors
    /// The first thing that does not fit; its place begins with the field of the row.
    pub fn admit_transition(&self, row: &Transition) -> Result<Transition, Fault> {
        let state = self.admit(&row.state).map_err(|fault| fault.within("state"))?;
        let action = self.admit_action(&row.action, &state)?;
        let mid_state = row.mid_state.as_ref().map(|state| self.admit(state)).transpose();
        Ok(Transition {
            mid_state: mid_state.map_err(|fault| fault.within("mid_state"))?,
            next_state: self.admit(&row.next_state).map_err(|fault| fault.within("next_state"))?,
            state,
            action,
            ..row.clone()
        })
    }

    fn admit_object(&self, object: &Object, types: &Types<'_>) -> Result<Object, Fault> {
        let place = format!("objects.{}", object.id);
        let unknown = || Fault::UnknownType { at: place.clone(), found: object.object_type.clone() };
        let object_type = self.types.get(&object.object_type).ok_or_else(unknown)?;
        if let Some(found) = object.properties.keys().find(|name| !object_type.properties.contains_key(*name)) {
            return Err(Fault::UnknownProperty { at: place, found: found.clone() });
        }
        let container = object.parent.as_deref().and_then(|parent| types.get(parent));
        if let (Some(allowed), Some(container)) = (&object_type.contained_in, container)
            && !allowed.iter().any(|name| name == container)
        {
            let (id, object_type) = (object.id.clone(), object.object_type.clone());
            return Err(Fault::Containment { id, object_type, container: (*container).to_owned() });
        }
        let mut properties = BTreeMap::new();
        for (name, property) in &object_type.properties {
            let at = format!("{place}.{name}");
            properties.insert(name.clone(), value::admit(object.properties.get(name), property, &at, types)?);
        }
        Ok(Object { properties, ..object.clone() })
    }
}

impl Fault {
    /// The same fault, its place seen from one level further out.
    #[must_use]
    pub fn within(mut self, outer: &str) -> Self {
        match &mut self {
            Self::Schema { at, .. }
            | Self::UnknownType { at, .. }
            | Self::UnknownProperty { at, .. }
            | Self::Missing { at }
            | Self::Kind { at, .. }
            | Self::Unit { at, .. }
            | Self::Range { at, .. }
            | Self::Vocabulary { at, .. }
            | Self::Dangling { at, .. } => *at = format!("{outer}.{at}"),
            Self::UnknownVerb(_) | Self::Duplicate(_) | Self::Cycle(_) | Self::Containment { .. } => {}
        }
        self
    }
}
