//! Versions of guardrail policies.

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
    /// `active` or `retired`; more states come with the life cycle.
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

impl Write {
    /// Writes the next version of a policy as the active one and retires the one before; its number.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn activate_policy(&mut self, policy: &PolicyRow) -> Result<i64, StoreError> {
        let (version,): (i64,) =
            sqlx::query_as("SELECT COALESCE(MAX(version), 0) + 1 FROM policies WHERE tenant_id = $1 AND name = $2")
                .bind(&policy.tenant_id)
                .bind(&policy.name)
                .fetch_one(self.connection())
                .await?;
        sqlx::query("UPDATE policies SET status = 'retired' WHERE tenant_id = $1 AND name = $2 AND status = 'active'")
            .bind(&policy.tenant_id)
            .bind(&policy.name)
            .execute(self.connection())
            .await?;
        sqlx::query(sql!("INSERT INTO policies (", COLUMNS, ") VALUES ($1, $2, $3, $4, $5, 'active', $6, $7)"))
            .bind(&policy.tenant_id)
            .bind(&policy.name)
            .bind(version)
            .bind(&policy.digest)
            .bind(&policy.document)
            .bind(policy.created_at)
            .bind(&policy.created_by)
            .execute(self.connection())
            .await?;
        Ok(version)
    }
}
