//! Typed environments: what an organisation's world is made of, and how it is written down.
//!
//! A [`Schema`] says which types of object there are, which typed properties they have and which actions may be taken.
//! A [`State`] is a set of objects, each with an identifier, a type, a name, properties and possibly a container. A
//! [`Transition`] is one logged step: state, action, next state. [`Changes`] are the typed difference of two states,
//! exact in both directions. [`Inference`] reads a schema off logged transitions. Everything here is a value: nothing
//! is evaluated, sent or stored (expressions are kept as text; guardrails evaluate them).
//!
//! # The shapes in JSON
//!
//! A schema:
//!
//! ```json
//! {
//!   "name": "machine room",
//!   "types": {
//!     "rack":   { "properties": { "temperature": { "kind": "number", "unit": "celsius", "minimum": -40, "maximum": 120 } } },
//!     "server": { "contained_in": ["rack"],
//!                 "properties": { "on": { "kind": "boolean" },
//!                                 "state": { "kind": "category", "values": ["healthy", "degraded"] },
//!                                 "backup": { "kind": "reference", "types": ["server"], "optional": true } } }
//!   },
//!   "actions": {
//!     "shut_down": { "roles": [ { "name": "target", "kind": "reference", "types": ["server"] } ],
//!                    "precondition": "target.on", "cost": 2, "irreversible": true, "tool": "power" },
//!     "set_fan":   { "roles": [ { "name": "rack", "kind": "reference", "types": ["rack"] },
//!                               { "name": "speed", "kind": "number", "minimum": 0, "maximum": 5 } ] }
//!   },
//!   "goals":      { "cool": { "expression": "objects.all(o, o.type != 'rack' || o.temperature < 30.0)" } },
//!   "guardrails": { "one_left_on": { "expression": "objects.exists(o, o.type == 'server' && o.on)" } },
//!   "tools":      { "power": { "url": "https://pdu.example/outlets/{target}/off" } }
//! }
//! ```
//!
//! A state. Objects stand in any order; the order of objects in the same container is kept:
//!
//! ```json
//! { "objects": [
//!   { "id": "r1", "type": "rack", "name": "rack one", "properties": { "temperature": { "value": 41, "unit": "celsius" } } },
//!   { "id": "s1", "type": "server", "parent": "r1", "properties": { "on": true, "state": "healthy", "backup": { "ref": "s2" } } },
//!   { "id": "s2", "type": "server", "parent": "r1", "properties": { "on": true, "state": "healthy", "backup": null } } ] }
//! ```
//!
//! A number may be given as `{"value", "unit"}`, an object as `{"ref": id}`; where the schema says that a value is a
//! reference, the bare identifier will do. [`Schema::admit`] checks a state and brings it into the canonical form
//! (bare numbers, `{"ref"}`, containers before their contents), which is what [`State::digest`] is taken of.
//!
//! A transition, one line of NDJSON:
//!
//! ```json
//! { "trajectory": "t7", "step": 3, "state": {…}, "action": { "verb": "set_fan", "arguments": { "rack": {"ref": "r1"}, "speed": 4 } },
//!   "mid_state": {…}, "next_state": {…}, "before": { "score": 0 }, "score": 1, "done": false, "won": false }
//! ```
//!
//! `mid_state` is the state after the action and before the environment moved by itself; with it the world model learns
//! the two apart.
//!
//! ```
//! use groundstate_planner::environment::{Changes, Schema, State};
//!
//! let schema: Schema = serde_json::from_str(r#"{ "types": { "lamp": { "properties": { "on": { "kind": "boolean" } } } } }"#)?;
//! schema.check()?;
//! let state = |on: bool| format!(r#"{{ "objects": [ {{ "id": "l", "type": "lamp", "properties": {{ "on": {on} }} }} ] }}"#);
//! let before = schema.admit(&serde_json::from_str::<State>(&state(false))?)?;
//! let after = schema.admit(&serde_json::from_str::<State>(&state(true))?)?;
//! let changes = Changes::between(&before, &after);
//! assert_eq!(changes.apply(&before)?, after);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod action;
mod change;
pub mod demo;
mod fault;
mod infer;
mod schema;
mod state;
mod tool;
mod transition;
mod validate;
mod value;

pub use action::Action;
pub use change::{Change, Changes};
pub use fault::Fault;
pub use infer::{Inference, InferenceLimits};
pub use schema::{ActionSchema, Kind, ObjectType, Predicate, Property, Role, SCHEMA_ID, Schema, json_schema};
pub use state::{Object, State};
pub use tool::{Tool, ToolMethod, ToolObservation};
pub use transition::{Progress, Transition};
pub use value::Value;
