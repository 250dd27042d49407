//! Steps in the life of a version: the table of `guardrails::policy::lifecycle`, done in one write with the decision
//! that records it. Of two who take a version, or the place in force, at the same time one is told `conflict`.

use groundstate_guardrails::policy::lifecycle::{self, Action, Refusal, Request, State};
use serde_json::json;

use super::raced;
use crate::app::App;
use crate::audit::{Record, RecordKind};
use crate::auth::Principal;
use crate::guard::policies::DEFAULT;
use crate::problem::{Answer, Code, Problem};
use crate::store::{PolicyRow, StepRow, TransitionRow, Write};

/// Who takes a step, and why.
#[derive(Clone, Copy, Debug)]
pub struct By<'a> {
    /// The tenant.
    pub tenant: &'a str,
    /// The principal.
    pub principal: &'a str,
    /// The reason, as [`super::reason`] lets it through.
    pub reason: &'a str,
}

impl<'a> By<'a> {
    /// A step of this principal.
    ///
    /// # Errors
    /// `unprocessable` for a reason that is none.
    pub fn new(principal: &'a Principal, reason: &'a str) -> Answer<Self> {
        Ok(Self { tenant: &principal.tenant, principal: &principal.id, reason: super::reason(reason)? })
    }
}

/// A step that was taken.
#[derive(Clone, Debug)]
pub struct Taken {
    /// The version as it stands now.
    pub version: PolicyRow,
    /// The decision that records it.
    pub decision_id: String,
}

/// Takes a version one step on. `replaces` says which version the caller saw in force, if it says so.
///
/// # Errors
/// `not_found` for an unknown version, `forbidden` for an approval by its author, `conflict` for a step that the table
/// does not know or that somebody else was faster with.
pub async fn take(
    app: &App,
    by: By<'_>,
    (name, version): (&str, i64),
    action: Action,
    replaces: Option<Option<i64>>,
) -> Answer<Taken> {
    let row = super::versions::find(app, by.tenant, name, version).await?;
    let step = Step::planned(app, by, row, action).await?;
    let seen = step.replaced.as_ref().map(|replaced| replaced.version);
    if replaces.is_some_and(|expected| expected != seen) {
        return Err(Problem::new(Code::Conflict, in_force_instead(name, seen)));
    }
    let mut write = app.store.write().await?;
    let taken = step.write(app, &mut write, by).await?;
    write.commit().await?;
    Ok(taken)
}

/// A step that may be taken, before it is: reading comes first, so that several steps can share one write.
#[derive(Debug)]
pub(crate) struct Step {
    row: PolicyRow,
    action: Action,
    to: State,
    /// The version in force, where this one takes its place.
    replaced: Option<PolicyRow>,
}

impl Step {
    /// The step, where the table, the four eyes and what hangs on the version let it be taken.
    ///
    /// # Errors
    /// As [`allowed`].
    pub(crate) async fn planned(app: &App, by: By<'_>, row: PolicyRow, action: Action) -> Answer<Self> {
        let to = allowed(app, by, &row, action).await?;
        let replaced = match to {
            State::Active => app.store.policy_at(by.tenant, &row.name, State::Active.name()).await?,
            _ => None,
        };
        Ok(Self { row, action, to, replaced })
    }

    /// The step of a draft whose cases were run and all passed.
    pub(crate) const fn tested(row: PolicyRow) -> Self {
        Self { row, action: Action::Test, to: State::Tested, replaced: None }
    }

    /// Takes it: moves the version on from where it was seen, with the decision that says so.
    ///
    /// # Errors
    /// `conflict` where somebody else was faster.
    pub(crate) async fn write(self, app: &App, write: &mut Write, by: By<'_>) -> Answer<Taken> {
        let Self { row, action, to, replaced } = self;
        let mut steps = Vec::new();
        if let Some(replaced) = &replaced {
            moved(write, replaced, State::Retired).await?;
            let reason = format!("version {} takes its place: {}", row.version, by.reason);
            let (from, to) = (&replaced.status, State::Retired.name());
            steps.push(step(replaced, said(by, Action::Retire.name(), (from, to), reason)));
        }
        moved(write, &row, to).await?;
        steps.push(step(&row, said(by, action.name(), (&row.status, to.name()), by.reason.to_owned())));
        let facts = json!({
            "name": row.name, "version": row.version, "digest": row.digest, "action": action.name(), "from": row.status,
            "to": to.name(), "reason": by.reason, "author": row.created_by,
            "replaced": replaced.as_ref().map(|other| json!({"version": other.version, "digest": other.digest})),
        });
        let record = Record::by(RecordKind::Policy, outcome(action), (by.tenant, by.principal), facts);
        let decision_id = noted(app, write, by.tenant, record, steps).await?;
        Ok(Taken { version: PolicyRow { status: to.name().to_owned(), ..row }, decision_id })
    }
}

/// Puts the version in force again that was before the present one, or the one named.
///
/// # Errors
/// As [`take`]; `conflict` where there is none to go back to.
pub async fn roll_back(app: &App, by: By<'_>, name: &str, version: Option<i64>) -> Answer<Taken> {
    let version = match version {
        Some(version) => version,
        None => {
            let before = app.store.policy_before(by.tenant, name).await?;
            let none = || Problem::new(Code::Conflict, format!("no earlier version of `{name}` was in force"));
            before.ok_or_else(none)?.version
        }
    };
    take(app, by, (name, version), Action::Rollback, None).await
}

/// A version as the table sees it, whatever it is of.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Stands<'a> {
    pub(crate) version: i64,
    pub(crate) status: &'a str,
    pub(crate) author: &'a str,
}

impl Stands<'_> {
    /// Where the table and the four eyes let a step lead, after those that were taken.
    ///
    /// # Errors
    /// `forbidden`, `conflict`.
    pub(crate) fn after<'a>(
        self,
        by: By<'_>,
        action: Action,
        mut taken: impl Iterator<Item = &'a StepRow>,
    ) -> Answer<State> {
        let from =
            State::named(self.status).ok_or_else(|| Problem::internal(format!("the state `{}`", self.status)))?;
        let was_active = !taken.any(|step| step.action == Action::Withdraw.name());
        let request = Request { from, action, author: self.author, principal: by.principal, was_active };
        lifecycle::next(&request).map_err(|refusal| match refusal {
            Refusal::Author => Problem::new(Code::Forbidden, refusal.to_string()),
            other => Problem::new(Code::Conflict, format!("version {}: {other}", self.version)),
        })
    }
}

/// Whether the table, the four eyes and what hangs on the version let it take a step.
///
/// # Errors
/// `forbidden`, `conflict`.
pub async fn allowed(app: &App, by: By<'_>, row: &PolicyRow, action: Action) -> Answer<State> {
    let history = app.store.transitions(by.tenant, &row.name, row.version).await?;
    let stands = Stands { version: row.version, status: &row.status, author: &row.created_by };
    let to = stands.after(by, action, history.iter().map(|row| &row.step))?;
    match action {
        Action::Shadow => {
            let other = app.store.policy_at(by.tenant, &row.name, State::Shadow.name()).await?;
            if let Some(other) = other {
                let detail = format!("version {} of `{}` is in shadow already", other.version, row.name);
                return Err(Problem::new(Code::Conflict, detail));
            }
        }
        Action::Retire => {
            let attached = app.store.attachments(by.tenant).await?;
            if row.name == DEFAULT || attached.iter().any(|attached| attached.policy == row.name) {
                let detail = format!("`{}` is attached: without an active version nothing would pass", row.name);
                return Err(Problem::new(Code::Conflict, detail));
            }
        }
        _ => {}
    }
    Ok(to)
}

async fn moved(write: &mut Write, row: &PolicyRow, to: State) -> Answer<()> {
    let taken = format!("another version of `{}` is `{}` by now", row.name, to.name());
    if write.move_policy(row, to.name()).await.map_err(raced(taken))? {
        return Ok(());
    }
    let detail = format!("version {} of `{}` is no longer `{}`", row.version, row.name, row.status);
    Err(Problem::new(Code::Conflict, detail))
}

fn in_force_instead(name: &str, seen: Option<i64>) -> String {
    seen.map_or_else(
        || format!("no version of `{name}` is in force"),
        |version| format!("version {version} of `{name}` is in force by now"),
    )
}

/// What a step says before its decision is recorded, which gives it its identifier and its time.
pub(crate) fn said(by: By<'_>, action: &str, (from, to): (&str, &str), reason: String) -> StepRow {
    StepRow {
        action: action.to_owned(),
        from_status: from.to_owned(),
        to_status: to.to_owned(),
        principal: by.principal.to_owned(),
        reason,
        decision_id: String::new(),
        created_at: 0,
    }
}

pub(super) fn step(row: &PolicyRow, step: StepRow) -> TransitionRow {
    TransitionRow { tenant_id: row.tenant_id.clone(), name: row.name.clone(), version: row.version, step }
}

/// Appends the decision, and the steps that it records under its identifier and time.
pub(super) async fn noted(
    app: &App,
    write: &mut Write,
    tenant: &str,
    record: Record,
    steps: Vec<TransitionRow>,
) -> Answer<String> {
    let recorded = app.audit.append(write, tenant, vec![record]).await?;
    let recorded = recorded.into_iter().next().ok_or_else(|| Problem::internal("nothing was recorded"))?;
    for mut row in steps {
        (row.step.decision_id, row.step.created_at) = (recorded.id.clone(), recorded.created_at);
        write.add_transition(&row).await?;
    }
    Ok(recorded.id)
}

/// How the decision of a step is called in the log.
pub(crate) const fn outcome(action: Action) -> &'static str {
    match action {
        Action::Test => "tested",
        Action::Backtest => "backtested",
        Action::Shadow => "shadowed",
        Action::EndShadow => "unshadowed",
        Action::Approve => "approved",
        Action::Activate => "activated",
        Action::Rollback => "rolled_back",
        Action::Withdraw => "withdrawn",
        Action::Retire => "retired",
    }
}
