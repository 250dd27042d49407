//! A subject as requests of Cedar.
//!
//! Values are built by hand, never from JSON in Cedar's own notation: there `__entity` and `__extn` have a
//! meaning, and an argument must not be able to name an entity.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::LazyLock;

use cedar_policy::{
    Context as Attributes, Entities, Entity, EntityId, EntityTypeName, EntityUid, Request, RestrictedExpression,
};
use serde_json::Value;
use std::str::FromStr;

use crate::objective::{Context, Unevaluable};
use crate::subject::Principal;

/// What is asked for.
#[derive(Debug)]
pub(super) enum Resource {
    /// The value of a tool's argument.
    Argument(String),
    /// The tool itself.
    Tool(String),
    /// A piece of evidence, with its position.
    Evidence(usize, String),
    /// Nothing in particular.
    Stage,
}

impl Resource {
    /// Where it stands in the subject.
    pub(super) fn at(&self) -> Option<String> {
        match self {
            Self::Evidence(index, _) => Some(format!("/evidence/{index}")),
            Self::Tool(_) => Some("/tool_call/name".to_owned()),
            Self::Argument(_) => Some("/tool_call/arguments".to_owned()),
            Self::Stage => None,
        }
    }
}

/// The resources of a subject, at least one.
pub(super) fn resources(context: &Context<'_>, argument: Option<&str>) -> Result<Vec<Resource>, Unevaluable> {
    let subject = context.subject();
    if let Some(tool) = subject.tool {
        let Some(name) = argument else { return Ok(vec![Resource::Tool(tool.name.clone())]) };
        let value = match tool.arguments.get(name) {
            Some(Value::String(text)) => text.clone(),
            Some(Value::Number(number)) => number.to_string(),
            _ => {
                return Err(Unevaluable::Missing(
                    "the argument that names the resource is no text and no number".to_owned(),
                ));
            }
        };
        return Ok(vec![Resource::Argument(value)]);
    }
    let evidence = subject.evidence.iter().enumerate();
    let evidence: Vec<Resource> = evidence.map(|(index, one)| Resource::Evidence(index, one.id.clone())).collect();
    Ok(if evidence.is_empty() { vec![Resource::Stage] } else { evidence })
}

/// The principal with its roles.
pub(super) fn entities(principal: &Principal) -> Result<Entities, Unevaluable> {
    let roles = principal.roles.iter().map(|role| uid("Role", role)).collect::<Result<HashSet<_>, _>>()?;
    let set = |items: &[String]| {
        RestrictedExpression::new_set(items.iter().map(|item| RestrictedExpression::new_string(item.clone())))
    };
    let attributes =
        HashMap::from([("roles".to_owned(), set(&principal.roles)), ("labels".to_owned(), set(&principal.labels))]);
    let user = Entity::new(uid("User", &principal.id)?, attributes, roles).map_err(unusable)?;
    Entities::from_entities([user], None).map_err(unusable)
}

/// The request for one resource.
pub(super) fn request(
    context: &Context<'_>,
    principal: &Principal,
    resource: &Resource,
) -> Result<Request, Unevaluable> {
    let stage = context.stage().name();
    let tool = context.subject().tool;
    let action = uid("Action", tool.map_or(stage, |tool| tool.name.as_str()))?;
    let resource = match resource {
        Resource::Argument(value) => uid("Resource", value)?,
        Resource::Tool(name) => uid("Tool", name)?,
        Resource::Evidence(_, id) => uid("Evidence", id)?,
        Resource::Stage => uid("Stage", stage)?,
    };
    let mut attributes = vec![("stage".to_owned(), RestrictedExpression::new_string(stage.to_owned()))];
    if let Some(arguments) = tool.and_then(|tool| expression(&tool.arguments).transpose()) {
        attributes.push(("arguments".to_owned(), arguments?));
    }
    let attributes = Attributes::from_pairs(attributes).map_err(unusable)?;
    Request::new(uid("User", &principal.id)?, action, resource, attributes, None).map_err(unusable)
}

fn uid(kind: &'static str, id: &str) -> Result<EntityUid, Unevaluable> {
    // Cedar reads a type's name as it reads a policy, which takes longer than to decide a request.
    static TYPES: LazyLock<BTreeMap<&str, EntityTypeName>> = LazyLock::new(|| {
        let types = ["Action", "Evidence", "Resource", "Role", "Stage", "Tool", "User"];
        types.into_iter().filter_map(|kind| Some((kind, EntityTypeName::from_str(kind).ok()?))).collect()
    });
    let kind = TYPES.get(kind).cloned().ok_or_else(|| unusable(kind))?;
    Ok(EntityUid::from_type_name_and_id(kind, EntityId::new(id)))
}

/// A JSON value; nothing where it is null. The nesting of a subject is bounded by
/// [`crate::policy::limits::ARGUMENT_DEPTH`].
fn expression(value: &Value) -> Result<Option<RestrictedExpression>, Unevaluable> {
    Ok(Some(match value {
        Value::Null => return Ok(None),
        Value::Bool(flag) => RestrictedExpression::new_bool(*flag),
        Value::Number(number) => number
            .as_i64()
            .map_or_else(|| RestrictedExpression::new_string(number.to_string()), RestrictedExpression::new_long),
        Value::String(text) => RestrictedExpression::new_string(text.clone()),
        Value::Array(items) => {
            let items = items.iter().filter_map(|item| expression(item).transpose()).collect::<Result<Vec<_>, _>>()?;
            RestrictedExpression::new_set(items)
        }
        Value::Object(members) => {
            let mut fields = Vec::new();
            for (key, member) in members {
                fields.extend(expression(member)?.map(|member| (key.clone(), member)));
            }
            RestrictedExpression::new_record(fields).map_err(unusable)?
        }
    }))
}

/// What Cedar refuses to build; its own words may repeat the subject.
fn unusable<E>(_: E) -> Unevaluable {
    Unevaluable::Missing("the request cannot be put to Cedar".to_owned())
}
