//! The life of a critic: the table of `guardrails::policy::lifecycle`, as for policies. *Tested* means that its check on
//! held-out feedback passed; a back-test replays recorded answers under the policies of their time.

use groundstate_guardrails::policy::lifecycle::{Action, State};
use groundstate_planner::cost::critic::Critic;
use serde_json::{Value, json};

use crate::app::App;
use crate::audit::{Record, RecordKind};
use crate::policies::raced;
use crate::policies::transition::{By, Stands, outcome, said};
use crate::problem::{Answer, Code, Problem};
use crate::store::{CriticRow, CriticStepRow, StepRow, Write};

/// A step that was taken.
#[derive(Clone, Debug)]
pub struct Taken {
    /// The version as it stands now.
    pub version: CriticRow,
    /// The decision that records it.
    pub decision_id: String,
}

/// One version.
///
/// # Errors
/// `not_found`.
pub async fn find(app: &App, tenant: &str, version: i64) -> Answer<CriticRow> {
    let row = app.store.critic(tenant, version).await?;
    row.ok_or_else(|| Problem::not_found("critic", &version.to_string()))
}

/// Writes a draft. The same critic again is none: its version is returned as it stands.
///
/// # Errors
/// `conflict` when another draft was written at the same time.
pub async fn draft(app: &App, by: By<'_>, critic: &Critic, from: Value) -> Answer<CriticRow> {
    let document = critic.to_json().map_err(Problem::internal)?;
    let digest = Critic::digest(&document);
    if let Some(known) = app.store.critic_by_digest(by.tenant, &digest).await? {
        return Ok(known);
    }
    let mut row = CriticRow {
        tenant_id: by.tenant.to_owned(),
        version: 0,
        digest,
        document,
        status: State::Draft.name().to_owned(),
        created_at: app.clock.now(),
        created_by: by.principal.to_owned(),
    };
    let mut write = app.store.write().await?;
    row.version = write.add_critic(&row).await.map_err(raced("another critic was written at the same time"))?;
    let facts = json!({"critic": row.version, "digest": row.digest, "action": "create", "from": null,
        "to": row.status, "reason": by.reason, "author": row.created_by, "trained_on": from,
        "training": critic.training});
    let record = Record::by(RecordKind::Model, "drafted", (by.tenant, by.principal), facts);
    let step = step(&row, said(by, "create", ("", &row.status), by.reason.to_owned()));
    noted(app, &mut write, record, vec![step]).await?;
    write.commit().await?;
    Ok(row)
}

/// Takes a version one step on.
///
/// # Errors
/// `not_found`, `forbidden` for an approval by its author, `conflict` for a step that the table does not know, a check
/// that did not pass, or somebody who was faster.
pub async fn take(app: &App, by: By<'_>, version: i64, action: Action) -> Answer<Taken> {
    let row = find(app, by.tenant, version).await?;
    let to = allowed(app, by, &row, action).await?;
    let current = match to {
        State::Active => app.store.critic_at(by.tenant, State::Active.name()).await?,
        _ => None,
    };
    let mut write = app.store.write().await?;
    let mut steps = Vec::new();
    if let Some(current) = &current {
        moved(&mut write, current, State::Retired).await?;
        let reason = format!("version {version} takes its place: {}", by.reason);
        let (from, to) = (&current.status, State::Retired.name());
        steps.push(step(current, said(by, Action::Retire.name(), (from, to), reason)));
    }
    moved(&mut write, &row, to).await?;
    steps.push(step(&row, said(by, action.name(), (&row.status, to.name()), by.reason.to_owned())));
    let facts = json!({
        "critic": row.version, "digest": row.digest, "action": action.name(), "from": row.status, "to": to.name(),
        "reason": by.reason, "author": row.created_by,
        "replaced": current.as_ref().map(|current| json!({"critic": current.version, "digest": current.digest})),
    });
    let record = Record::by(RecordKind::Model, outcome(action), (by.tenant, by.principal), facts);
    let decision_id = noted(app, &mut write, record, steps).await?;
    write.commit().await?;
    Ok(Taken { version: CriticRow { status: to.name().to_owned(), ..row }, decision_id })
}

/// Puts the version in use again that was before the present one, or the one named.
///
/// # Errors
/// As [`take`]; `conflict` where there is none to go back to.
pub async fn roll_back(app: &App, by: By<'_>, version: Option<i64>) -> Answer<Taken> {
    let none = || Problem::new(Code::Conflict, "no earlier version of the critic was in use");
    let version = match version {
        Some(version) => version,
        None => app.store.critic_before(by.tenant).await?.ok_or_else(none)?.version,
    };
    take(app, by, version, Action::Rollback).await
}

/// Whether the table, the four eyes and the check let a version take a step.
///
/// # Errors
/// `forbidden`, `conflict`.
pub async fn allowed(app: &App, by: By<'_>, row: &CriticRow, action: Action) -> Answer<State> {
    let history = app.store.critic_steps(by.tenant, row.version).await?;
    let stands = Stands { version: row.version, status: &row.status, author: &row.created_by };
    let to = stands.after(by, action, history.iter().map(|row| &row.step))?;
    let conflict = |detail: String| Err(Problem::new(Code::Conflict, detail));
    match action {
        Action::Test => {
            let check = app.critics.judge(row)?.critic.training.check;
            if !check.passed {
                return conflict(format!(
                    "version {} did not pass its check: it ranks {:.3} of {} held-out comparisons right (at least {:.3} \
                     with 95 % certainty; the one in use {:.3})",
                    row.version, check.accuracy, check.comparisons, check.least, check.in_use
                ));
            }
        }
        Action::Shadow => {
            if let Some(other) = app.store.critic_at(by.tenant, State::Shadow.name()).await? {
                return conflict(format!("version {} is in shadow already", other.version));
            }
        }
        _ => {}
    }
    Ok(to)
}

async fn moved(write: &mut Write, row: &CriticRow, to: State) -> Answer<()> {
    let taken = format!("another version of the critic is `{}` by now", to.name());
    if write.move_critic(row, to.name()).await.map_err(raced(taken))? {
        return Ok(());
    }
    Err(Problem::new(Code::Conflict, format!("version {} is no longer `{}`", row.version, row.status)))
}

fn step(row: &CriticRow, step: StepRow) -> CriticStepRow {
    CriticStepRow { tenant_id: row.tenant_id.clone(), version: row.version, step }
}

async fn noted(app: &App, write: &mut Write, record: Record, steps: Vec<CriticStepRow>) -> Answer<String> {
    let tenant = record.tenant.clone();
    let recorded = app.audit.append(write, &tenant, vec![record]).await?;
    let recorded = recorded.into_iter().next().ok_or_else(|| Problem::internal("nothing was recorded"))?;
    for mut row in steps {
        (row.step.decision_id, row.step.created_at) = (recorded.id.clone(), recorded.created_at);
        write.add_critic_step(&row).await?;
    }
    Ok(recorded.id)
}
