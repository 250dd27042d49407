//! Versions of guardrail policies and what moved them on.

mod attached;
mod governing;
mod transitions;

pub use attached::{ApplicationRow, AttachmentRow, EffectiveRow};
pub use governing::GoverningRow;
pub use transitions::TransitionRow;

use super::sql::sql;
use super::{Store, StoreError, Write};
use crate::clock::Millis;

/// One immutable version of a policy.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct PolicyRow {
    /// The tenant.
    pub tenant_id: String,
    /// Name of the policy.
    pub name: String,
    /// Version, from 1.
    pub version: i64,
    /// SHA-256 over the canonical document, hexadecimal.
    pub digest: String,
    /// The policy, as canonical JSON.
    pub document: String,
    /// Where it stands in its life: the names of `guardrails::policy::lifecycle::State`.
    pub status: String,
    /// When it was written.
    pub created_at: Millis,
    /// Who wrote it.
    pub created_by: String,
}

const COLUMNS: &str = "tenant_id, name, version, digest, document, status, created_at, created_by";

impl Store {
    /// A tenant's active policies by name.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn active_policies(&self, tenant: &str) -> Result<Vec<PolicyRow>, StoreError> {
        Ok(sqlx::query_as(sql!(
            "SELECT ",
            COLUMNS,
            " FROM policies WHERE tenant_id = $1 AND status = 'active' ORDER BY name"
        ))
        .bind(tenant)
        .fetch_all(self.pool())
        .await?)
    }

    /// A tenant's active version of a policy.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn active_policy(&self, tenant: &str, name: &str) -> Result<Option<PolicyRow>, StoreError> {
        Ok(sqlx::query_as(sql!(
            "SELECT ",
            COLUMNS,
            " FROM policies WHERE tenant_id = $1 AND name = $2 AND status = 'active'"
        ))
        .bind(tenant)
        .bind(name)
        .fetch_optional(self.pool())
        .await?)
    }

    /// A version of a policy by its digest, whatever its state: replay needs old ones.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn policy_by_digest(&self, tenant: &str, digest: &str) -> Result<Option<PolicyRow>, StoreError> {
        Ok(sqlx::query_as(sql!(
            "SELECT ",
            COLUMNS,
            " FROM policies WHERE tenant_id = $1 AND digest = $2 ORDER BY version LIMIT 1"
        ))
        .bind(tenant)
        .bind(digest)
        .fetch_optional(self.pool())
        .await?)
    }
}

impl Store {
    /// One row a name after `after`, by name: the active version, or the newest where none is active.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn policy_heads(&self, tenant: &str, after: &str, limit: i64) -> Result<Vec<PolicyRow>, StoreError> {
        Ok(sqlx::query_as(sql!(
            "SELECT ",
            COLUMNS,
            " FROM policies p WHERE tenant_id = $1 AND name > $2 AND version = COALESCE(\
             (SELECT version FROM policies a WHERE a.tenant_id = p.tenant_id AND a.name = p.name AND a.status = 'active'), \
             (SELECT MAX(version) FROM policies m WHERE m.tenant_id = p.tenant_id AND m.name = p.name)) \
             ORDER BY name LIMIT $3"
        ))
        .bind(tenant)
        .bind(after)
        .bind(limit)
        .fetch_all(self.pool())
        .await?)
    }

    /// The versions of a policy below `before`, newest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn policy_versions(
        &self,
        tenant: &str,
        name: &str,
        before: i64,
        limit: i64,
    ) -> Result<Vec<PolicyRow>, StoreError> {
        Ok(sqlx::query_as(sql!(
            "SELECT ",
            COLUMNS,
            " FROM policies WHERE tenant_id = $1 AND name = $2 AND version < $3 ORDER BY version DESC LIMIT $4"
        ))
        .bind(tenant)
        .bind(name)
        .bind(before)
        .bind(limit)
        .fetch_all(self.pool())
        .await?)
    }

    /// One version of a policy.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn policy_version(
        &self,
        tenant: &str,
        name: &str,
        version: i64,
    ) -> Result<Option<PolicyRow>, StoreError> {
        Ok(sqlx::query_as(sql!(
            "SELECT ",
            COLUMNS,
            " FROM policies WHERE tenant_id = $1 AND name = $2 AND version = $3"
        ))
        .bind(tenant)
        .bind(name)
        .bind(version)
        .fetch_optional(self.pool())
        .await?)
    }

    /// The newest version of a policy that is this document.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn policy_of_digest(
        &self,
        tenant: &str,
        name: &str,
        digest: &str,
    ) -> Result<Option<PolicyRow>, StoreError> {
        Ok(sqlx::query_as(sql!(
            "SELECT ",
            COLUMNS,
            " FROM policies WHERE tenant_id = $1 AND name = $2 AND digest = $3 ORDER BY version DESC LIMIT 1"
        ))
        .bind(tenant)
        .bind(name)
        .bind(digest)
        .fetch_optional(self.pool())
        .await?)
    }

    /// The newest version of a policy that stands there in its life; of `active` and `shadow` there is at most one.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn policy_at(&self, tenant: &str, name: &str, status: &str) -> Result<Option<PolicyRow>, StoreError> {
        Ok(sqlx::query_as(sql!(
            "SELECT ",
            COLUMNS,
            " FROM policies WHERE tenant_id = $1 AND name = $2 AND status = $3 ORDER BY version DESC LIMIT 1"
        ))
        .bind(tenant)
        .bind(name)
        .bind(status)
        .fetch_optional(self.pool())
        .await?)
    }

    /// The version of a policy that was in force last before the present one, if any.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn policy_before(&self, tenant: &str, name: &str) -> Result<Option<PolicyRow>, StoreError> {
        Ok(sqlx::query_as(sql!(
            "SELECT ",
            COLUMNS,
            " FROM policies p WHERE tenant_id = $1 AND name = $2 AND status = 'retired' AND NOT EXISTS \
             (SELECT 1 FROM policy_transitions w WHERE w.tenant_id = p.tenant_id AND w.name = p.name \
             AND w.version = p.version AND w.action = 'withdraw') ORDER BY COALESCE((SELECT MAX(r.created_at) \
             FROM policy_transitions r WHERE r.tenant_id = p.tenant_id AND r.name = p.name AND r.version = p.version \
             AND r.action = 'retire'), 0) DESC, version DESC LIMIT 1"
        ))
        .bind(tenant)
        .bind(name)
        .fetch_optional(self.pool())
        .await?)
    }
}

impl Write {
    /// Writes the next version of a policy as it is given, status and all; its number.
    ///
    /// # Errors
    /// When the database fails, or two writers took the same number.
    pub async fn add_policy(&mut self, policy: &PolicyRow) -> Result<i64, StoreError> {
        let (version,): (i64,) =
            sqlx::query_as("SELECT COALESCE(MAX(version), 0) + 1 FROM policies WHERE tenant_id = $1 AND name = $2")
                .bind(&policy.tenant_id)
                .bind(&policy.name)
                .fetch_one(self.connection())
                .await?;
        sqlx::query(sql!("INSERT INTO policies (", COLUMNS, ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"))
            .bind(&policy.tenant_id)
            .bind(&policy.name)
            .bind(version)
            .bind(&policy.digest)
            .bind(&policy.document)
            .bind(&policy.status)
            .bind(policy.created_at)
            .bind(&policy.created_by)
            .execute(self.connection())
            .await?;
        Ok(version)
    }

    /// Moves a version on, if it still stands where it is thought to; whether it did.
    ///
    /// # Errors
    /// When the database fails, or another version holds the only place (a duplicate).
    pub async fn move_policy(&mut self, policy: &PolicyRow, to: &str) -> Result<bool, StoreError> {
        let done = sqlx::query(
            "UPDATE policies SET status = $5 WHERE tenant_id = $1 AND name = $2 AND version = $3 AND status = $4",
        )
        .bind(&policy.tenant_id)
        .bind(&policy.name)
        .bind(policy.version)
        .bind(&policy.status)
        .bind(to)
        .execute(self.connection())
        .await?;
        Ok(done.rows_affected() > 0)
    }

    /// Writes the next version of a policy as the active one and retires the one before; its number.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn activate_policy(&mut self, policy: &PolicyRow) -> Result<i64, StoreError> {
        sqlx::query("UPDATE policies SET status = 'retired' WHERE tenant_id = $1 AND name = $2 AND status = 'active'")
            .bind(&policy.tenant_id)
            .bind(&policy.name)
            .execute(self.connection())
            .await?;
        self.add_policy(&PolicyRow { status: "active".to_owned(), ..policy.clone() }).await
    }
}
