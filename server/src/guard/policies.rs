//! Which policy governs a caller, composed of the levels it is attached at, compiled once for each digest.

use std::sync::Arc;

use groundstate_guardrails::evaluate::CompiledPolicy;
use groundstate_guardrails::policy::Policy;
use groundstate_guardrails::policy::inherit::{Layer, Level, Source, compose};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Guard;
use crate::audit::canonical_string;
use crate::auth::Principal;
use crate::problem::{Code, Problem};
use crate::store::{EffectiveRow, GoverningRow, PolicyRow};

/// The policy of a tenant to which none is attached.
pub(crate) const DEFAULT: &str = "default";

/// Names one version of a policy, or what several levels make up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(example = json!({"name": "default", "version": 1, "digest": "8c1f…"}))]
pub struct PolicyName {
    /// Name of the policy; of several levels that of the uppermost.
    pub name: String,
    /// Version, from 1.
    pub version: i64,
    /// SHA-256 over the canonical document in force, hexadecimal.
    pub digest: String,
    /// The levels, the uppermost first, where more than one makes up what is in force.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sources: Vec<PolicySource>,
}

/// One version of a policy where it is attached.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PolicySource {
    /// `tenant`, `application` or `key`.
    pub level: String,
    /// What it is attached to there.
    pub target: String,
    /// Name of the policy.
    pub name: String,
    /// Its version.
    pub version: i64,
    /// SHA-256 over its canonical document, hexadecimal.
    pub digest: String,
}

impl From<&Source> for PolicySource {
    fn from(source: &Source) -> Self {
        let Source { level, target, name, version, digest } = source.clone();
        Self { level: level.name().to_owned(), target, name, version, digest }
    }
}

impl PolicyName {
    /// The levels that make it up: one, where none is listed.
    #[must_use]
    pub fn levels(&self, tenant: &str) -> Vec<Source> {
        if self.sources.is_empty() {
            let (target, name, digest) = (tenant.to_owned(), self.name.clone(), self.digest.clone());
            return vec![Source { level: Level::Tenant, target, name, version: self.version, digest }];
        }
        let source = |source: &PolicySource| {
            let PolicySource { level, target, name, version, digest } = source.clone();
            Some(Source { level: Level::named(&level)?, target, name, version, digest })
        };
        self.sources.iter().filter_map(source).collect()
    }
}

/// A policy in force.
#[derive(Clone, Debug)]
pub struct InForce {
    /// Which it is.
    pub name: PolicyName,
    /// Ready to evaluate.
    pub policy: Arc<CompiledPolicy>,
    /// What would be in force if the versions in shadow were; evaluated beside it, and never blocking.
    pub shadow: Option<Box<InForce>>,
}

/// For whom a policy is looked up.
#[derive(Clone, Copy, Debug)]
pub struct Whom<'a> {
    /// The tenant.
    pub tenant: &'a str,
    /// The application that the key belongs to.
    pub application: Option<&'a str>,
    /// The key.
    pub key: Option<&'a str>,
}

impl<'a> From<&'a Principal> for Whom<'a> {
    fn from(principal: &'a Principal) -> Self {
        Self { tenant: &principal.tenant, application: principal.application.as_deref(), key: Some(&principal.id) }
    }
}

/// One level as its rows say it: the active version, and the one in shadow beside it.
struct Rows {
    level: Level,
    target: String,
    active: PolicyRow,
    shadow: Option<PolicyRow>,
}

impl Guard {
    /// The tenant's policy of this name; the one attached to the tenant when none is named.
    ///
    /// # Errors
    /// As [`Guard::governing`].
    pub async fn in_force(&self, tenant: &str, name: Option<&str>) -> Result<InForce, Problem> {
        self.governing(Whom { tenant, application: None, key: None }, name).await
    }

    /// What governs a caller: the policy attached to the tenant (or the one named, where none is attached), with those
    /// of application and key laid over it.
    ///
    /// # Errors
    /// `not_found` when there is no active version, `forbidden` when another policy than the one named is attached,
    /// `internal` when a stored policy does not compile: nothing is let through without one.
    pub async fn governing(&self, whom: Whom<'_>, name: Option<&str>) -> Result<InForce, Problem> {
        let rows = self.rows(whom, name).await?;
        let active: Vec<(&Rows, &PolicyRow)> = rows.iter().map(|rows| (rows, &rows.active)).collect();
        let mut in_force = self.of_rows(whom.tenant, &active).await?;
        if rows.iter().any(|rows| rows.shadow.is_some()) {
            let beside: Vec<(&Rows, &PolicyRow)> =
                rows.iter().map(|rows| (rows, rows.shadow.as_ref().unwrap_or(&rows.active))).collect();
            in_force.shadow = Some(Box::new(self.of_rows(whom.tenant, &beside).await?));
        }
        Ok(in_force)
    }

    /// The levels that govern a caller, as documents.
    ///
    /// # Errors
    /// As [`Guard::governing`].
    pub async fn levels(&self, whom: Whom<'_>, name: Option<&str>) -> Result<Vec<Layer>, Problem> {
        let rows = self.rows(whom, name).await?;
        let layer =
            |rows: &Rows| Ok(Layer { source: rows.source(&rows.active), policy: document(&rows.active.document)? });
        rows.iter().map(layer).collect()
    }

    async fn of_rows(&self, tenant: &str, rows: &[(&Rows, &PolicyRow)]) -> Result<InForce, Problem> {
        if let [(_, alone)] = rows {
            return self.version(alone);
        }
        let sources: Vec<Source> = rows.iter().map(|(rows, row)| rows.source(row)).collect();
        let documents = || rows.iter().map(|(_, row)| document(&row.document)).collect();
        self.compose(tenant, sources, documents).await
    }

    async fn rows(&self, whom: Whom<'_>, named: Option<&str>) -> Result<Vec<Rows>, Problem> {
        let below = (whom.application.unwrap_or_default(), whom.key.unwrap_or_default());
        let asked = named.unwrap_or(DEFAULT);
        let found = self.store.governing(whom.tenant, below, asked).await?;
        let at = |level: &str| found.iter().find(|row| row.level == level);
        let attached = at(Level::Tenant.name());
        if attached.is_some_and(|attached| named.is_some() && attached.policy != asked) {
            return Err(Problem::new(Code::Forbidden, format!("the policy `{asked}` is not the one attached here")));
        }
        let base = attached.or_else(|| at(GoverningRow::NAMED)).ok_or_else(|| Problem::not_found("policy", asked))?;
        let below = [Level::Application, Level::Key].into_iter().filter_map(|level| Some((level, at(level.name())?)));
        let places = std::iter::once((Level::Tenant, base)).chain(below);
        let rows = places.map(|(level, place)| {
            let versions =
                || found.iter().filter(|row| row.level == place.level).filter_map(|row| row.version.as_ref());
            let at_work = |status: &str| versions().find(|version| version.status == status).cloned();
            let active = at_work("active").ok_or_else(|| Problem::not_found("active policy", &place.policy))?;
            Ok(Rows { level, target: place.target.clone(), active, shadow: at_work("shadow") })
        });
        rows.collect()
    }

    /// What several levels make up. It is stored before it is used: what a decision names can be replayed.
    async fn compose(
        &self,
        tenant: &str,
        sources: Vec<Source>,
        documents: impl FnOnce() -> Result<Vec<Policy>, Problem>,
    ) -> Result<InForce, Problem> {
        let key = canonical_string(&sources)?;
        if let Some(known) = self.composed.get(&format!("{tenant} {key}")) {
            return Ok(known);
        }
        let uppermost = sources.first().ok_or_else(|| Problem::internal("no policy to compose"))?;
        let (name, version) = (uppermost.name.clone(), uppermost.version);
        let layers: Vec<Layer> =
            sources.into_iter().zip(documents()?).map(|(source, policy)| Layer { source, policy }).collect();
        let effective = compose(&layers);
        let document = effective.policy(&layers);
        let digest = document.digest().map_err(Problem::internal)?;
        let row = EffectiveRow {
            tenant_id: tenant.to_owned(),
            digest: digest.clone(),
            sources: key.clone(),
            document: canonical_string(&document)?,
            created_at: self.clock.now(),
        };
        let mut write = self.store.write().await?;
        write.keep_effective(&row).await?;
        write.commit().await?;
        let sources = effective.sources.iter().map(PolicySource::from).collect();
        let policy = self.compiled(&digest, || Ok(document))?;
        let in_force = InForce { name: PolicyName { name, version, digest, sources }, policy, shadow: None };
        self.composed.insert(format!("{tenant} {key}"), in_force.clone());
        Ok(in_force)
    }

    /// A tenant's policy with this digest, in force or not, of one level or of several: for replay.
    ///
    /// # Errors
    /// `gone` when it is not there any more.
    pub async fn by_digest(&self, tenant: &str, digest: &str) -> Result<InForce, Problem> {
        if let Some(row) = self.store.policy_by_digest(tenant, digest).await? {
            return self.version(&row);
        }
        let row = self.store.effective_policy(tenant, digest).await?;
        let row = row.ok_or_else(|| Problem::new(Code::Gone, format!("there is no policy with digest `{digest}`")))?;
        let sources: Vec<Source> = serde_json::from_str(&row.sources).map_err(Problem::internal)?;
        let uppermost = sources.first().ok_or_else(|| Problem::internal("an effective policy without levels"))?;
        let name = PolicyName {
            name: uppermost.name.clone(),
            version: uppermost.version,
            digest: row.digest.clone(),
            sources: sources.iter().map(PolicySource::from).collect(),
        };
        let policy = self.compiled(&row.digest, || document(&row.document))?;
        Ok(InForce { name, policy, shadow: None })
    }

    /// The policy that a decision names, as it names it.
    ///
    /// # Errors
    /// `gone` when it is not there any more.
    pub async fn recorded(&self, tenant: &str, name: &PolicyName) -> Result<InForce, Problem> {
        Ok(InForce { name: name.clone(), ..self.by_digest(tenant, &name.digest).await? })
    }

    /// What would have governed a decision if this version had been in force: in the place of another version of its
    /// name where one was among the levels, else alone.
    ///
    /// # Errors
    /// `gone` when a level is not there any more, `internal` when the levels do not compile.
    pub async fn substituted(&self, tenant: &str, name: &PolicyName, row: &PolicyRow) -> Result<InForce, Problem> {
        let levels = name.levels(tenant);
        if levels.len() == 1 || !levels.iter().any(|source| source.name == row.name) {
            return self.version(row);
        }
        let (mut sources, mut documents) = (Vec::with_capacity(levels.len()), Vec::with_capacity(levels.len()));
        for source in levels {
            if source.name == row.name {
                sources.push(Source { version: row.version, digest: row.digest.clone(), ..source });
                documents.push(document(&row.document)?);
            } else {
                documents.push(self.by_digest(tenant, &source.digest).await?.policy.policy().clone());
                sources.push(source);
            }
        }
        self.compose(tenant, sources, || Ok(documents)).await
    }

    /// One version alone.
    ///
    /// # Errors
    /// `internal` when it does not compile.
    pub fn version(&self, row: &PolicyRow) -> Result<InForce, Problem> {
        let policy = self.compiled(&row.digest, || document(&row.document))?;
        let (name, version, digest) = (row.name.clone(), row.version, row.digest.clone());
        Ok(InForce { name: PolicyName { name, version, digest, sources: Vec::new() }, policy, shadow: None })
    }

    fn compiled(
        &self,
        digest: &str,
        document: impl FnOnce() -> Result<Policy, Problem>,
    ) -> Result<Arc<CompiledPolicy>, Problem> {
        if let Some(policy) = self.compiled.get(digest) {
            return Ok(policy);
        }
        let policy = Arc::new(CompiledPolicy::compile(&document()?).map_err(Problem::internal)?);
        self.compiled.insert(digest.to_owned(), Arc::clone(&policy));
        Ok(policy)
    }
}

impl Rows {
    fn source(&self, row: &PolicyRow) -> Source {
        let (name, version, digest) = (row.name.clone(), row.version, row.digest.clone());
        Source { level: self.level, target: self.target.clone(), name, version, digest }
    }
}

/// A stored document.
pub(crate) fn document(text: &str) -> Result<Policy, Problem> {
    Policy::from_json(text).map_err(Problem::internal)
}

/// Compiles a policy that somebody sent.
///
/// # Errors
/// `unprocessable`, with every problem of the document.
pub(crate) fn compile(policy: &Policy) -> Result<CompiledPolicy, Problem> {
    CompiledPolicy::compile(policy).map_err(|error| Problem::new(Code::Unprocessable, error.to_string()))
}
