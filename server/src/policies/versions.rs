//! Versions: written once, found by name and number or by digest, tested by their own cases.

use groundstate_guardrails::evaluate::TestReport;
use groundstate_guardrails::policy::Policy;
use groundstate_guardrails::policy::lifecycle::{Action, State};
use serde_json::{Value, json};

use super::raced;
use super::transition::{self, By, Taken};
use crate::app::App;
use crate::audit::{Record, RecordKind, canonical_string};
use crate::guard::policies::{compile, document};
use crate::problem::{Answer, Code, Problem};
use crate::store::{PolicyRow, Write};

/// Names that are paths of the API.
const RESERVED: [&str; 6] = ["schema", "validate", "diff", "lint", "explain", "effective"];

/// One version of a policy.
///
/// # Errors
/// `not_found`.
pub async fn find(app: &App, tenant: &str, name: &str, version: i64) -> Answer<PolicyRow> {
    let row = app.store.policy_version(tenant, name, version).await?;
    row.ok_or_else(|| Problem::not_found("policy version", &format!("{name} {version}")))
}

/// Writes a draft: the next version of its name.
///
/// # Errors
/// `unprocessable` for a document that is not sound, `conflict` where a version of that name has the same digest.
pub async fn draft(app: &App, by: By<'_>, policy: &Policy) -> Answer<Taken> {
    let row = draft_row(app, by, policy)?;
    if let Some(known) = app.store.policy_by_digest(by.tenant, &row.digest).await? {
        let detail =
            format!("version {} of `{}` is this document already ({})", known.version, known.name, known.status);
        return Err(Problem::new(Code::Conflict, detail));
    }
    let mut write = app.store.write().await?;
    let taken = write_draft(app, &mut write, by, row, None).await?;
    write.commit().await?;
    Ok(taken)
}

/// A draft before it has its number.
///
/// # Errors
/// `unprocessable` for a document that is not sound, or whose name is a path of the API.
pub(crate) fn draft_row(app: &App, by: By<'_>, policy: &Policy) -> Answer<PolicyRow> {
    compile(policy)?;
    if RESERVED.contains(&policy.name.as_str()) {
        return Err(Problem::parameter("name", format!("`{}` is a path of the API", policy.name)));
    }
    Ok(PolicyRow {
        tenant_id: by.tenant.to_owned(),
        name: policy.name.clone(),
        version: 0,
        digest: policy.digest().map_err(Problem::internal)?,
        document: canonical_string(policy)?,
        status: State::Draft.name().to_owned(),
        created_at: app.clock.now(),
        created_by: by.principal.to_owned(),
    })
}

/// Writes a draft as the next version of its name, with the decision that says so; `pack` says which pack it came
/// from, if it did.
///
/// # Errors
/// `conflict` where another version was written at the same time.
pub(crate) async fn write_draft(
    app: &App,
    write: &mut Write,
    by: By<'_>,
    mut row: PolicyRow,
    pack: Option<&Value>,
) -> Answer<Taken> {
    row.version = write.add_policy(&row).await.map_err(raced("another version was written at the same time"))?;
    let mut facts = json!({"name": row.name, "version": row.version, "digest": row.digest, "action": "create",
        "from": null, "to": row.status, "reason": by.reason, "author": row.created_by});
    if let (Some(facts), Some(pack)) = (facts.as_object_mut(), pack) {
        facts.insert("pack".to_owned(), pack.clone());
    }
    let record = Record::by(RecordKind::Policy, "drafted", (by.tenant, by.principal), facts);
    let step = transition::said(by, "create", ("", &row.status), by.reason.to_owned());
    let step = transition::step(&row, step);
    let decision_id = transition::noted(app, write, by.tenant, record, vec![step]).await?;
    Ok(Taken { version: row, decision_id })
}

/// What running a version's own cases gave.
#[derive(Clone, Debug)]
pub struct Tested {
    /// The version as it stands now.
    pub version: PolicyRow,
    /// One outcome a case.
    pub report: TestReport,
    /// Whether there are cases and all pass.
    pub passed: bool,
    /// The decision that moved a draft on, where it did.
    pub decision_id: Option<String>,
}

/// Runs a version's own cases; a draft whose cases all pass is *tested* from then on. A policy without a case is not.
///
/// # Errors
/// `not_found`; `conflict` when the version was moved on meanwhile.
pub async fn test(app: &App, by: By<'_>, name: &str, version: i64) -> Answer<Tested> {
    let row = find(app, by.tenant, name, version).await?;
    let report = app.guard.run_tests(&document(&row.document)?).await?;
    let passed = report.passed() && !report.outcomes.is_empty();
    if !passed || row.status != State::Draft.name() {
        return Ok(Tested { version: row, report, passed, decision_id: None });
    }
    let taken = transition::take(app, by, (name, version), Action::Test, None).await?;
    Ok(Tested { version: taken.version, report, passed, decision_id: Some(taken.decision_id) })
}
