//! Environments at work: schemas are registered in versions, logged transitions are streamed in and kept, and what a
//! schema says in expressions is evaluated.
//!
//! What can be decided about a document alone is the planner's (`planner::environment`) or, for expressions, the
//! guardrails' (`guardrails::objectives::predicate::expression`). Here it is done on rows: each registration, version,
//! batch of transitions and deletion is one write with the decision that says so.

pub mod encode;
pub mod fault;
pub mod fit;
pub mod infer;
pub mod ingest;
pub mod lines;
pub mod predicates;
pub mod read;
pub mod row;
pub mod views;

use groundstate_guardrails::policy::limits::NAME_CHARS;
use groundstate_planner::environment::Schema;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::app::App;
use crate::audit::{Record, RecordKind};
use crate::auth::Principal;
use crate::policies::raced;
use crate::problem::{Answer, Code, Problem};
use crate::store::{EnvironmentRow, EnvironmentVersionRow, Store};
use predicates::Predicates;

/// What identifiers begin with: no name may.
const PREFIX: &str = "env";
/// Words of paths that no environment may be called by.
const RESERVED: [&str; 1] = ["schema"];
/// Transitions removed in one write.
const SLICE: i64 = 5_000;
/// Most surprises that an update may wait for.
const MOST_SURPRISES: i64 = 1_000_000;

/// A version of a schema, its expressions compiled.
#[derive(Debug)]
pub struct Current {
    /// Version, from 1.
    pub version: i64,
    /// SHA-256 over its document.
    pub digest: String,
    /// The schema.
    pub schema: Schema,
    /// Its expressions.
    pub predicates: Predicates,
}

/// What a registration or a new version came to.
#[derive(Debug)]
pub struct Registered {
    /// The environment as it stands now.
    pub environment: EnvironmentRow,
    /// The decision that records it.
    pub decision_id: String,
}

/// An environment of a tenant, by identifier or name.
///
/// # Errors
/// `not_found`, `unavailable`.
pub async fn find(store: &Store, tenant: &str, key: &str) -> Answer<EnvironmentRow> {
    store.environment(tenant, key).await?.ok_or_else(|| Problem::not_found("environment", key))
}

/// Checks a schema, its expressions included.
///
/// # Errors
/// The code of the first fault, with its place.
pub fn check(schema: &Schema) -> Answer<Predicates> {
    schema.check().map_err(fault::problem)?;
    crate::tools::check(schema).map_err(fault::problem)?;
    Predicates::compile(schema).map_err(|refused| Problem {
        parameter: Some(refused.at.clone()),
        ..Problem::new(Code::InvalidExpression, refused.to_string())
    })
}

/// The newest version of an environment's schema; none where it has none yet.
///
/// # Errors
/// `unavailable`; `internal` for a stored schema that cannot be read.
pub async fn current(store: &Store, environment: &EnvironmentRow) -> Answer<Option<Current>> {
    if environment.version == 0 {
        return Ok(None);
    }
    version(store, environment, environment.version).await.map(Some)
}

/// A version of an environment's schema.
///
/// # Errors
/// `not_found`, `unavailable`; `internal` for a stored schema that cannot be read.
pub async fn version(store: &Store, environment: &EnvironmentRow, version: i64) -> Answer<Current> {
    let row = store.environment_version(&environment.id, version).await?;
    let row = row.ok_or_else(|| Problem::not_found("version", &version.to_string()))?;
    let schema: Schema = serde_json::from_str(&row.document).map_err(Problem::internal)?;
    let predicates = Predicates::compile(&schema).map_err(Problem::internal)?;
    Ok(Current { version: row.version, digest: row.digest, schema, predicates })
}

/// The schema that something needs.
///
/// # Errors
/// `conflict` where the environment has none yet, and as [`current`].
pub async fn needed(store: &Store, environment: &EnvironmentRow) -> Answer<Current> {
    let none = || {
        let name = &environment.name;
        Problem::new(
            Code::Conflict,
            format!("`{name}` has no schema yet: infer one from its transitions, or write one"),
        )
    };
    current(store, environment).await?.ok_or_else(none)
}

/// Registers an environment, with the first version of its schema where one is given.
///
/// # Errors
/// `unprocessable` for a name that is none, `conflict` for one that is taken, and as [`check`].
pub async fn register(app: &App, by: &Principal, name: &str, schema: Option<Schema>) -> Answer<Registered> {
    name_is_sound(name)?;
    let schema = schema.map(|schema| called(schema, name));
    schema.as_ref().map(check).transpose()?;
    sweep(app, &by.tenant).await?;
    let mut environment = EnvironmentRow {
        id: app.clock.identifier(PREFIX),
        tenant_id: by.tenant.clone(),
        name: name.to_owned(),
        version: 0,
        next_sequence: 0,
        next_reject: 0,
        update_after: 0,
        created_at: app.clock.now(),
        created_by: by.id.clone(),
    };
    let mut write = app.store.write().await?;
    let taken = raced(format!("there is an environment `{name}` already"));
    write.add_environment(&environment).await.map_err(taken)?;
    let mut facts = json!({"action": "register", "environment": environment.id, "name": name});
    if let Some(schema) = &schema {
        let row = version_row(&environment, 1, schema, by, environment.created_at)?;
        write.add_environment_version(&row).await?;
        environment.version = 1;
        with_version(&mut facts, &row);
    }
    let decision_id = noted(app, &mut write, by, ("registered", facts)).await?;
    write.commit().await?;
    Ok(Registered { environment, decision_id })
}

/// Adds the next version of a schema. What is stored stays; whether it still fits, [`fit`] tells.
///
/// # Errors
/// `conflict` where nothing changes, `not_found` when the environment was deleted meanwhile, and as [`check`].
pub async fn revise(app: &App, by: &Principal, environment: &EnvironmentRow, schema: Schema) -> Answer<Registered> {
    let schema = called(schema, &environment.name);
    check(&schema)?;
    let mut write = app.store.write().await?;
    let locked = write.lock_environment(&environment.id).await?;
    let mut locked = locked.ok_or_else(|| Problem::not_found("environment", &environment.name))?;
    let row = version_row(&locked, locked.version + 1, &schema, by, app.clock.now())?;
    let newest = app.store.environment_version(&locked.id, locked.version).await?;
    if newest.is_some_and(|newest| newest.digest == row.digest) {
        return Err(Problem::new(Code::Conflict, format!("that is version {} already", locked.version)));
    }
    write.add_environment_version(&row).await?;
    locked.version = row.version;
    let mut facts = json!({"action": "version", "environment": locked.id, "name": locked.name});
    with_version(&mut facts, &row);
    let decision_id = noted(app, &mut write, by, ("version", facts)).await?;
    write.commit().await?;
    Ok(Registered { environment: locked, decision_id })
}

/// Says after how many surprises of plans the world model is updated by itself; 0: never.
///
/// # Errors
/// `unprocessable` for a number out of bounds, `not_found` when the environment was deleted meanwhile.
pub async fn set_learning(
    app: &App,
    by: &Principal,
    environment: &EnvironmentRow,
    update_after: i64,
) -> Answer<Registered> {
    if !(0..=MOST_SURPRISES).contains(&update_after) {
        return Err(Problem::parameter("update_after", format!("use 0 to {MOST_SURPRISES}")));
    }
    let mut write = app.store.write().await?;
    let locked = write.lock_environment(&environment.id).await?;
    let locked = locked.ok_or_else(|| Problem::not_found("environment", &environment.name))?;
    write.set_update_after(&locked.id, update_after).await?;
    let facts = json!({"action": "learning", "environment": locked.id, "name": locked.name,
        "update_after": update_after});
    let decision_id = noted(app, &mut write, by, ("learning", facts)).await?;
    write.commit().await?;
    Ok(Registered { environment: EnvironmentRow { update_after, ..locked }, decision_id })
}

/// Deletes an environment with all of its transitions. From the first write on nobody sees it and pushes end; its rows
/// go in slices, so that no other write waits for long.
///
/// # Errors
/// `not_found` when it is deleted already, `unavailable`.
pub async fn delete(app: &App, by: &Principal, environment: &EnvironmentRow) -> Answer<()> {
    let mut write = app.store.write().await?;
    let locked = write.lock_environment(&environment.id).await?;
    let locked = locked.ok_or_else(|| Problem::not_found("environment", &environment.name))?;
    write.mark_environment_deleted(&locked.id, app.clock.now()).await?;
    let facts = json!({
        "action": "delete", "environment": locked.id, "name": locked.name, "version": locked.version,
        "transitions": locked.next_sequence,
    });
    noted(app, &mut write, by, ("deleted", facts)).await?;
    write.commit().await?;
    sweep(app, &by.tenant).await
}

/// Removes what is left of deleted environments: also of those whose deletion was cut off.
async fn sweep(app: &App, tenant: &str) -> Answer<()> {
    for id in app.store.deleted_environments(tenant).await? {
        loop {
            let mut write = app.store.write().await?;
            let gone = write.remove_transitions(&id, SLICE).await?;
            if gone == 0 {
                write.remove_world_models(&id).await?;
                write.remove_plan_critics(&id).await?;
                write.remove_environment(&id).await?;
            }
            write.commit().await?;
            if gone == 0 {
                break;
            }
        }
    }
    Ok(())
}

fn name_is_sound(name: &str) -> Answer<()> {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    let shape = name.chars().next().is_some_and(plain)
        && name.len() <= NAME_CHARS
        && name.chars().all(|c| plain(c) || matches!(c, '-' | '_' | '.'));
    if !shape {
        let rule = format!("use 1 to {NAME_CHARS} of a-z, 0-9, `-`, `_`, `.`, the first a letter or digit");
        return Err(Problem::parameter("name", rule));
    }
    if RESERVED.contains(&name) || name.starts_with("env_") {
        return Err(Problem::parameter("name", format!("`{name}` is reserved")));
    }
    Ok(())
}

/// The schema under the name that its environment has.
fn called(schema: Schema, name: &str) -> Schema {
    Schema { name: name.to_owned(), ..schema }
}

fn version_row(
    environment: &EnvironmentRow,
    version: i64,
    schema: &Schema,
    by: &Principal,
    now: i64,
) -> Answer<EnvironmentVersionRow> {
    let document = serde_json::to_string(schema).map_err(Problem::internal)?;
    Ok(EnvironmentVersionRow {
        environment_id: environment.id.clone(),
        version,
        digest: hex::encode(Sha256::digest(document.as_bytes())),
        document,
        created_at: now,
        created_by: by.id.clone(),
    })
}

fn with_version(facts: &mut Value, row: &EnvironmentVersionRow) {
    if let Some(facts) = facts.as_object_mut() {
        facts.insert("version".to_owned(), row.version.into());
        facts.insert("digest".to_owned(), row.digest.clone().into());
    }
}

/// Appends the decision that records a change; its identifier.
pub(crate) async fn noted(
    app: &App,
    write: &mut crate::store::Write,
    by: &Principal,
    (outcome, facts): (&str, Value),
) -> Answer<String> {
    let record = Record::new(RecordKind::Environment, outcome, by, facts);
    let recorded = app.audit.append(write, &by.tenant, vec![record]).await?;
    Ok(recorded.into_iter().next().ok_or_else(|| Problem::internal("nothing was recorded"))?.id)
}
