//! Installing, updating and removing packs.

use groundstate_guardrails::pack::{self, Installed, Pack, Terms};
use groundstate_guardrails::policy::Policy;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

use super::{PackChanges, author, recorded, trusted};
use crate::app::App;
use crate::audit::{Record, RecordKind, canonical_string};
use crate::auth::Principal;
use crate::guard::PolicyName;
use crate::problem::{Answer, Code, Problem};
use crate::store::{PackRow, PolicyRow, Write};

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
    /// `active`, or `inactive` where a test case fails here.
    pub status: String,
    /// The policies that came into force; none where it is inactive or nothing was changed.
    pub policies: Vec<PolicyName>,
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

/// Installs a pack, or another version of one. A pack whose tests fail here is kept, inactive, and what
/// was active stays.
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
    own_names(app, tenant, &pack).await?;
    let before = active(app, tenant, &versions).await?;
    let (cases, failures) = tested(app, &pack).await?;
    let status = if failures.is_empty() { "active" } else { "inactive" };
    let mut installation = Installation {
        name: pack.name().to_owned(),
        version: pack.version().to_owned(),
        digest: pack.digest().to_owned(),
        signer: pack.signer()?.id(),
        status: status.to_owned(),
        policies: Vec::new(),
        cases,
        failures,
        changes: pack.difference(before.as_ref()).into(),
        decision_id: None,
    };
    if options.dry_run {
        return Ok(installation);
    }
    write(app, principal, (&pack, bytes), before.as_ref(), &mut installation).await?;
    Ok(installation)
}

/// The highest version among these.
fn newest(versions: &[PackRow]) -> Option<Installed<'_>> {
    // A version that is installed was read as a version.
    let newest = versions.iter().max_by_key(|row| pack::version_key(&row.version))?;
    Some(Installed { version: &newest.version, digest: &newest.digest })
}

/// The pack that is in force.
async fn active(app: &App, tenant: &str, versions: &[PackRow]) -> Answer<Option<Pack>> {
    let Some(row) = versions.iter().find(|row| row.status == "active") else { return Ok(None) };
    let content = app.store.pack_content(tenant, &row.name, &row.version).await?;
    let content = content.ok_or_else(|| Problem::internal("the bytes of a pack are missing"))?;
    Pack::read(&content).map(Some).map_err(Problem::internal)
}

/// Whether the names of its policies are free, or its own.
async fn own_names(app: &App, tenant: &str, pack: &Pack) -> Answer<()> {
    for policy in pack.policies() {
        let active = app.store.active_policy(tenant, &policy.name).await?;
        if active.is_some_and(|row| row.created_by != author(pack.name())) {
            let detail = format!("there is a policy `{}` that did not come from this pack", policy.name);
            return Err(Problem::new(Code::Conflict, detail));
        }
    }
    Ok(())
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
    before: Option<&Pack>,
    installation: &mut Installation,
) -> Answer<()> {
    let row = PackRow {
        tenant_id: principal.tenant.clone(),
        name: installation.name.clone(),
        version: installation.version.clone(),
        digest: installation.digest.clone(),
        signer: installation.signer.clone(),
        status: installation.status.clone(),
        cases: i64::try_from(installation.cases).map_err(Problem::internal)?,
        failures: serde_json::to_string(&installation.failures).map_err(Problem::internal)?,
        installed_at: app.clock.now(),
        installed_by: principal.id.clone(),
    };
    let mut write = app.store.write().await?;
    write.add_pack(&row, bytes).await?;
    if installation.failures.is_empty() {
        installation.policies = activate(app, &mut write, &principal.tenant, pack, before).await?;
    }
    let outcome = if installation.failures.is_empty() { "pack_installed" } else { "pack_inactive" };
    let facts = json!({
        "pack": row.name, "version": row.version, "digest": row.digest, "signer": row.signer, "status": row.status,
        "cases": row.cases, "failures": installation.failures, "policies": installation.policies,
        "from": installation.changes.from,
    });
    let record = Record::new(RecordKind::Policy, outcome, principal, facts);
    installation.decision_id = Some(recorded(app, write, record).await?);
    Ok(())
}

/// Brings the pack's policies into force, and retires those that only the version before had. A policy
/// that is in force already, word for word, keeps its version.
async fn activate(
    app: &App,
    write: &mut Write,
    tenant: &str,
    pack: &Pack,
    before: Option<&Pack>,
) -> Answer<Vec<PolicyName>> {
    let author = author(pack.name());
    let gone = |policy: &&Policy| !pack.policies().iter().any(|kept| kept.name == policy.name);
    for policy in before.map(Pack::policies).unwrap_or_default().iter().filter(gone) {
        write.retire_policy_of(tenant, &author, &policy.name).await?;
    }
    let mut names = Vec::with_capacity(pack.policies().len());
    for policy in pack.policies() {
        let digest = policy.digest().map_err(Problem::internal)?;
        let active = app.store.active_policy(tenant, &policy.name).await?;
        let version = match active.filter(|row| row.digest == digest) {
            Some(row) => row.version,
            None => {
                let row = PolicyRow {
                    tenant_id: tenant.to_owned(),
                    name: policy.name.clone(),
                    version: 0,
                    digest: digest.clone(),
                    document: canonical_string(policy)?,
                    status: "active".to_owned(),
                    created_at: app.clock.now(),
                    created_by: author.clone(),
                };
                write.activate_policy(&row).await?
            }
        };
        names.push(PolicyName { name: policy.name.clone(), version, digest, sources: Vec::new() });
    }
    Ok(names)
}

/// Removes a pack and retires the policies that came from it.
///
/// # Errors
/// `not_found` where it is not installed.
pub async fn remove(app: &App, principal: &Principal, name: &str) -> Answer<()> {
    let tenant = principal.tenant.as_str();
    let versions = app.store.pack_versions(tenant, name).await?;
    let before = active(app, tenant, &versions).await?;
    let mut write = app.store.write().await?;
    if !write.remove_pack(tenant, name).await? {
        return Err(Problem::not_found("pack", name));
    }
    let mut retired = Vec::new();
    for policy in before.as_ref().map(Pack::policies).unwrap_or_default() {
        if write.retire_policy_of(tenant, &author(name), &policy.name).await? {
            retired.push(policy.name.clone());
        }
    }
    let facts = json!({"pack": name, "retired": retired});
    recorded(app, write, Record::new(RecordKind::Policy, "pack_removed", principal, facts)).await?;
    Ok(())
}
