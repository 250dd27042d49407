//! Installing, updating and removing packs.

use groundstate_guardrails::pack::{self, Installed, Pack, Terms};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

use super::versions::{self, PackPolicy, policies_of, standing};
use super::{PackChanges, recorded, trusted};
use crate::app::App;
use crate::audit::{Record, RecordKind};
use crate::auth::Principal;
use crate::policies::transition::By;
use crate::problem::{Answer, Code, Problem};
use crate::store::PackRow;

/// How a pack is installed.
#[derive(Clone, Copy, Debug, Default)]
pub struct InstallOptions {
    /// Say what would happen, and change nothing.
    pub dry_run: bool,
}

/// What became of a pack.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Installation {
    /// Name of the pack.
    pub name: String,
    /// Its version.
    pub version: String,
    /// SHA-256 over the file.
    pub digest: String,
    /// The key that signed it.
    pub signer: String,
    /// `waiting` until all of its policies are in force, then `active`; `inactive` where a test case fails here.
    pub status: String,
    /// Its policies as versions of this server; where nothing was changed, as far as they were there before.
    pub policies: Vec<PackPolicy>,
    /// Number of its test cases.
    pub cases: usize,
    /// The cases that failed.
    pub failures: Vec<CaseFailure>,
    /// What it changes.
    pub changes: PackChanges,
    /// The decision that records it; absent where nothing was changed.
    pub decision_id: Option<String>,
}

/// A test case that came out otherwise than the pack says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CaseFailure {
    /// The policy.
    pub policy: String,
    /// The case.
    pub case: String,
    /// What came out instead.
    pub detail: String,
}

/// The bytes of a pack that comes with the program, signed by this server.
///
/// # Errors
/// `not_found` where there is none of that name.
pub fn shipped(app: &App, name: &str) -> Answer<Vec<u8>> {
    let found = pack::shipped().iter().find(|shipped| shipped.name == name);
    let bytes = found.ok_or_else(|| Problem::not_found("shipped pack", name))?.build().map_err(Problem::internal)?;
    pack::sign(&bytes, &app.signer).map_err(Problem::internal)
}

/// Installs a pack, or another version of one: its policies become drafts of whoever installs it, tested, and wait to
/// be back-tested, approved by somebody else and activated. What is in force stays in force. A pack whose tests
/// fail here is kept, inactive, without drafts.
///
/// # Errors
/// Why it is refused: `unprocessable` where it is no sound pack, `forbidden` where its signature does not
/// fit or is not trusted, `conflict` for a downgrade or where a policy of its name belongs to somebody else.
pub async fn install(app: &App, principal: &Principal, bytes: &[u8], options: InstallOptions) -> Answer<Installation> {
    match prepared(app, principal, bytes, options).await {
        Err(problem) if !options.dry_run && refusal(&problem) => {
            let facts = json!({"file_digest": hex::encode(digest(bytes)), "reason": problem.detail});
            app.audit.record(Record::new(RecordKind::Policy, "pack_refused", principal, facts)).await?;
            Err(problem)
        }
        other => other,
    }
}

/// Whether a pack was refused, as against a server that could not look.
fn refusal(problem: &Problem) -> bool {
    matches!(problem.code, Code::Unprocessable | Code::Forbidden | Code::Conflict)
}

fn digest(bytes: &[u8]) -> impl AsRef<[u8]> {
    use sha2::Digest as _;
    sha2::Sha256::digest(bytes)
}

async fn prepared(app: &App, principal: &Principal, bytes: &[u8], options: InstallOptions) -> Answer<Installation> {
    let pack = Pack::read(bytes)?;
    let tenant = principal.tenant.as_str();
    let versions = app.store.pack_versions(tenant, pack.name()).await?;
    let trusted = trusted(app, tenant).await?;
    pack.verify(&Terms {
        trusted: &trusted,
        installed: newest(&versions),
        server_version: env!("CARGO_PKG_VERSION"),
        features: &app.guard.features(),
    })?;
    versions::own_names(app, tenant, &pack, &versions).await?;
    let before = match versions.iter().find(|row| row.status == "active") {
        Some(row) => Some(versions::opened(app, row).await?),
        None => None,
    };
    let (cases, failures) = tested(app, &pack).await?;
    let policies = policies_of(app, tenant, &pack).await?;
    let status = if failures.is_empty() { standing("active", &policies) } else { "inactive".to_owned() };
    let mut installation = Installation {
        name: pack.name().to_owned(),
        version: pack.version().to_owned(),
        digest: pack.digest().to_owned(),
        signer: pack.signer()?.id(),
        status,
        policies,
        cases,
        failures,
        changes: pack.difference(before.as_ref()).into(),
        decision_id: None,
    };
    if options.dry_run {
        return Ok(installation);
    }
    write(app, principal, (&pack, bytes), &mut installation).await?;
    Ok(installation)
}

/// The highest version among these.
fn newest(versions: &[PackRow]) -> Option<Installed<'_>> {
    // A version that is installed was read as a version.
    let newest = versions.iter().max_by_key(|row| pack::version_key(&row.version))?;
    Some(Installed { version: &newest.version, digest: &newest.digest })
}

/// Number of test cases, and those that fail with this server's encoder.
async fn tested(app: &App, pack: &Pack) -> Answer<(usize, Vec<CaseFailure>)> {
    let (mut cases, mut failures) = (0, Vec::new());
    for policy in pack.tested_policies() {
        let report = app.guard.run_tests(&policy).await?;
        cases += report.outcomes.len();
        failures.extend(report.failures().map(|outcome| CaseFailure {
            policy: policy.name.clone(),
            case: outcome.name.clone(),
            detail: outcome.differences.join("; "),
        }));
    }
    Ok((cases, failures))
}

async fn write(
    app: &App,
    principal: &Principal,
    (pack, bytes): (&Pack, &[u8]),
    installation: &mut Installation,
) -> Answer<()> {
    let passed = installation.failures.is_empty();
    let row = PackRow {
        tenant_id: principal.tenant.clone(),
        name: installation.name.clone(),
        version: installation.version.clone(),
        digest: installation.digest.clone(),
        signer: installation.signer.clone(),
        status: if passed { "active" } else { "inactive" }.to_owned(),
        cases: i64::try_from(installation.cases).map_err(Problem::internal)?,
        failures: serde_json::to_string(&installation.failures).map_err(Problem::internal)?,
        installed_at: app.clock.now(),
        installed_by: principal.id.clone(),
    };
    let reason = format!("from the pack `{}` {}, signed by {}", row.name, row.version, row.signer);
    let by = By::new(principal, &reason)?;
    let planned = if passed { versions::planned(app, by, pack).await? } else { Vec::new() };
    let mut write = app.store.write().await?;
    write.add_pack(&row, bytes).await?;
    for step in planned {
        step.write(app, &mut write, by, &row).await?;
    }
    let outcome = if passed { "pack_installed" } else { "pack_inactive" };
    let policies: Vec<_> = installation.policies.iter().map(|policy| (&policy.name, &policy.digest)).collect();
    let facts = json!({
        "pack": row.name, "version": row.version, "digest": row.digest, "signer": row.signer,
        "cases": row.cases, "failures": installation.failures, "from": installation.changes.from,
        "policies": policies.iter().map(|(name, digest)| json!({"name": name, "digest": digest})).collect::<Vec<_>>(),
    });
    let record = Record::new(RecordKind::Policy, outcome, principal, facts);
    installation.decision_id = Some(recorded(app, write, record).await?);
    installation.policies = policies_of(app, &row.tenant_id, pack).await?;
    installation.status = standing(&row.status, &installation.policies);
    Ok(())
}

/// Removes a pack: its policies retire, and those on their way are withdrawn.
///
/// # Errors
/// `not_found` where it is not installed, `conflict` where one of its policies is attached.
pub async fn remove(app: &App, principal: &Principal, name: &str) -> Answer<()> {
    let installed = app.store.pack_versions(&principal.tenant, name).await?;
    let reason = format!("the pack `{name}` is removed");
    let by = By::new(principal, &reason)?;
    let leaving = versions::leaving(app, by, &installed).await?;
    let mut write = app.store.write().await?;
    if !write.remove_pack(&principal.tenant, name).await? {
        return Err(Problem::not_found("pack", name));
    }
    let mut versions = Vec::with_capacity(leaving.len());
    for step in leaving {
        let taken = step.write(app, &mut write, by).await?.version;
        versions.push(json!({"name": taken.name, "version": taken.version}));
    }
    let facts = json!({"pack": name, "retired": versions});
    recorded(app, write, Record::new(RecordKind::Policy, "pack_removed", principal, facts)).await?;
    Ok(())
}
