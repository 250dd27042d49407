//! What governs whom: applications, and policies attached to tenant, application or key.

use groundstate_guardrails::policy::inherit::{Effective, Layer, Level, Source, compose};
use serde_json::json;

use super::raced;
use super::transition::By;
use crate::app::App;
use crate::audit::{Record, RecordKind};
use crate::guard::Whom;
use crate::guard::policies::{compile, document};
use crate::problem::{Answer, Code, Problem};
use crate::store::{ApplicationRow, AttachmentRow};

/// The levels that govern somebody, and what they make up.
#[derive(Clone, Debug)]
pub struct View {
    /// The levels as documents, the uppermost first.
    pub layers: Vec<Layer>,
    /// What they make up.
    pub effective: Effective,
}

/// What governs a caller, and where each objective comes from.
///
/// # Errors
/// As [`crate::guard::Guard::governing`].
pub async fn view(app: &App, whom: Whom<'_>, policy: Option<&str>) -> Answer<View> {
    let layers = app.guard.levels(whom, policy).await?;
    Ok(View { effective: compose(&layers), layers })
}

/// Attaches the active version of a policy, and each that follows it, to a target.
///
/// # Errors
/// `not_found` for an unknown target or a policy without an active version; `unprocessable` where it would loosen what a
/// level above does not mark `overridable`, or the levels together are too much.
pub async fn attach(app: &App, by: By<'_>, level: Level, target: &str, policy: &str) -> Answer<AttachmentRow> {
    let (target, application) = found(app, by.tenant, level, target).await?;
    let row = app.store.active_policy(by.tenant, policy).await?;
    let row = row.ok_or_else(|| Problem::not_found("active policy", policy))?;
    let mut layers = above(app, by.tenant, level, application.as_deref()).await?;
    let (name, digest) = (row.name.clone(), row.digest.clone());
    let source = Source { level, target: target.clone(), name, version: row.version, digest };
    layers.push(Layer { source, policy: document(&row.document)? });
    let effective = compose(&layers);
    let refused: Vec<String> = effective
        .refused
        .iter()
        .filter(|refused| refused.by.level == level)
        .map(|refused| format!("`{}`: {}", refused.id, refused.reason))
        .collect();
    if !refused.is_empty() {
        return Err(Problem::parameter("policy", refused.join("; ")));
    }
    compile(&effective.policy(&layers))?;
    let attachment = AttachmentRow {
        tenant_id: by.tenant.to_owned(),
        level: level.name().to_owned(),
        target: target.clone(),
        policy: policy.to_owned(),
        created_at: app.clock.now(),
        created_by: by.principal.to_owned(),
    };
    let facts = json!({"level": level.name(), "target": target, "name": policy, "version": row.version,
        "digest": row.digest, "action": "attach", "reason": by.reason});
    let mut write = app.store.write().await?;
    write.attach(&attachment).await?;
    let record = Record::by(RecordKind::Policy, "attached", (by.tenant, by.principal), facts);
    app.audit.append(&mut write, by.tenant, vec![record]).await?;
    write.commit().await?;
    Ok(attachment)
}

/// The levels above one, as they are attached now.
async fn above(app: &App, tenant: &str, level: Level, application: Option<&str>) -> Answer<Vec<Layer>> {
    match level {
        Level::Tenant => Ok(Vec::new()),
        Level::Application => app.guard.levels(Whom { tenant, application: None, key: None }, None).await,
        Level::Key => app.guard.levels(Whom { tenant, application, key: None }, None).await,
    }
}

/// The target's identifier, and the application that a key belongs to.
async fn found(app: &App, tenant: &str, level: Level, target: &str) -> Answer<(String, Option<String>)> {
    match level {
        Level::Tenant if target == "self" || target == tenant => Ok((tenant.to_owned(), None)),
        Level::Tenant => Err(Problem::not_found("tenant", target)),
        Level::Application => {
            let row = app.store.application(tenant, target).await?;
            Ok((row.ok_or_else(|| Problem::not_found("application", target))?.id, None))
        }
        Level::Key => {
            let row = app.store.key(tenant, target).await?.ok_or_else(|| Problem::not_found("key", target))?;
            Ok((row.id, row.application_id))
        }
    }
}

/// Detaches what is attached to a target.
///
/// # Errors
/// `not_found` where nothing is.
pub async fn detach(app: &App, by: By<'_>, level: Level, target: &str) -> Answer<()> {
    let target = if level == Level::Tenant && target == "self" { by.tenant } else { target };
    let mut write = app.store.write().await?;
    if !write.detach(by.tenant, level.name(), target).await? {
        return Err(Problem::not_found("attachment", &format!("{} {target}", level.name())));
    }
    let facts = json!({"level": level.name(), "target": target, "action": "detach", "reason": by.reason});
    let record = Record::by(RecordKind::Policy, "detached", (by.tenant, by.principal), facts);
    app.audit.append(&mut write, by.tenant, vec![record]).await?;
    Ok(write.commit().await?)
}

/// Makes an application.
///
/// # Errors
/// `unprocessable` for a name out of bounds, `conflict` where it is taken.
pub async fn add_application(app: &App, (tenant, principal): (&str, &str), name: &str) -> Answer<ApplicationRow> {
    if !(1..=100).contains(&name.trim().chars().count()) {
        return Err(Problem::parameter("name", "use 1 to 100 characters"));
    }
    let row = ApplicationRow {
        id: app.clock.identifier("app"),
        tenant_id: tenant.to_owned(),
        name: name.trim().to_owned(),
        created_at: app.clock.now(),
    };
    let mut write = app.store.write().await?;
    write.add_application(&row).await.map_err(raced(format!("the name `{}` is taken", row.name)))?;
    let facts = json!({"application": row.id, "name": row.name});
    let record = Record::by(RecordKind::Key, "application_created", (tenant, principal), facts);
    app.audit.append(&mut write, tenant, vec![record]).await?;
    write.commit().await?;
    Ok(row)
}

/// Removes an application.
///
/// # Errors
/// `not_found`; `conflict` while a key belongs to it or a policy is attached to it.
pub async fn remove_application(app: &App, (tenant, principal): (&str, &str), id: &str) -> Answer<()> {
    if app.store.application(tenant, id).await?.is_none() {
        return Err(Problem::not_found("application", id));
    }
    let mut write = app.store.write().await?;
    if !write.remove_application(tenant, id).await? {
        return Err(Problem::new(Code::Conflict, "keys belong to it, or a policy is attached to it"));
    }
    let record = Record::by(RecordKind::Key, "application_removed", (tenant, principal), json!({"application": id}));
    app.audit.append(&mut write, tenant, vec![record]).await?;
    Ok(write.commit().await?)
}
