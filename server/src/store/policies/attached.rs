//! Applications, what is attached where, and the policies that several levels make up.

use crate::clock::Millis;
use crate::store::sql::{LAST, sql};
use crate::store::{Store, StoreError, Write};

/// An application of a tenant: what API keys may belong to.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct ApplicationRow {
    /// Identifier, `app_…`.
    pub id: String,
    /// The tenant.
    pub tenant_id: String,
    /// Name, unique in the tenant.
    pub name: String,
    /// When it was made.
    pub created_at: Millis,
}

/// A policy at its place.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct AttachmentRow {
    /// The tenant.
    pub tenant_id: String,
    /// `tenant`, `application` or `key`.
    pub level: String,
    /// Identifier of what it is attached to.
    pub target: String,
    /// Name of the policy.
    pub policy: String,
    /// When it was attached.
    pub created_at: Millis,
    /// Who attached it.
    pub created_by: String,
}

/// A policy composed of several levels.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct EffectiveRow {
    /// The tenant.
    pub tenant_id: String,
    /// SHA-256 over the canonical document, hexadecimal.
    pub digest: String,
    /// The levels, as JSON.
    pub sources: String,
    /// The document, as canonical JSON.
    pub document: String,
    /// When it was composed first.
    pub created_at: Millis,
}

const ATTACHMENT: &str = "tenant_id, level, target, policy, created_at, created_by";
const EFFECTIVE: &str = "tenant_id, digest, sources, document, created_at";

impl Store {
    /// A tenant's application.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn application(&self, tenant: &str, id: &str) -> Result<Option<ApplicationRow>, StoreError> {
        let sql = "SELECT id, tenant_id, name, created_at FROM applications WHERE tenant_id = $1 AND id = $2";
        Ok(sqlx::query_as(sql).bind(tenant).bind(id).fetch_optional(self.pool()).await?)
    }

    /// A tenant's applications, newest first, those before `cursor`.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn applications(
        &self,
        tenant: &str,
        cursor: Option<&str>,
        limit: i64,
    ) -> Result<Vec<ApplicationRow>, StoreError> {
        Ok(sqlx::query_as(
            "SELECT id, tenant_id, name, created_at FROM applications WHERE tenant_id = $1 AND id < $2 \
             ORDER BY id DESC LIMIT $3",
        )
        .bind(tenant)
        .bind(cursor.unwrap_or(LAST))
        .bind(limit)
        .fetch_all(self.pool())
        .await?)
    }

    /// All of a tenant's attachments: one a level and target, by both.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn attachments(&self, tenant: &str) -> Result<Vec<AttachmentRow>, StoreError> {
        Ok(sqlx::query_as(sql!(
            "SELECT ",
            ATTACHMENT,
            " FROM policy_attachments WHERE tenant_id = $1 ORDER BY level, target"
        ))
        .bind(tenant)
        .fetch_all(self.pool())
        .await?)
    }

    /// A composed policy by its digest.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn effective_policy(&self, tenant: &str, digest: &str) -> Result<Option<EffectiveRow>, StoreError> {
        Ok(sqlx::query_as(sql!("SELECT ", EFFECTIVE, " FROM effective_policies WHERE tenant_id = $1 AND digest = $2"))
            .bind(tenant)
            .bind(digest)
            .fetch_optional(self.pool())
            .await?)
    }
}

impl Write {
    /// Adds an application.
    ///
    /// # Errors
    /// When its name is taken or the database fails.
    pub async fn add_application(&mut self, application: &ApplicationRow) -> Result<(), StoreError> {
        sqlx::query("INSERT INTO applications (id, tenant_id, name, created_at) VALUES ($1, $2, $3, $4)")
            .bind(&application.id)
            .bind(&application.tenant_id)
            .bind(&application.name)
            .bind(application.created_at)
            .execute(self.connection())
            .await?;
        Ok(())
    }

    /// Removes an application that no key in force and no attachment names; whether it was removed.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn remove_application(&mut self, tenant: &str, id: &str) -> Result<bool, StoreError> {
        let done = sqlx::query(
            "DELETE FROM applications WHERE tenant_id = $1 AND id = $2 \
             AND NOT EXISTS (SELECT 1 FROM api_keys WHERE application_id = $2) \
             AND NOT EXISTS (SELECT 1 FROM policy_attachments WHERE tenant_id = $1 AND level = 'application' AND target = $2)",
        )
        .bind(tenant)
        .bind(id)
        .execute(self.connection())
        .await?;
        Ok(done.rows_affected() > 0)
    }

    /// Attaches a policy in place of what was attached there.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn attach(&mut self, attachment: &AttachmentRow) -> Result<(), StoreError> {
        sqlx::query(sql!(
            "INSERT INTO policy_attachments (",
            ATTACHMENT,
            ") VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (tenant_id, level, target) DO UPDATE SET \
             policy = excluded.policy, created_at = excluded.created_at, created_by = excluded.created_by"
        ))
        .bind(&attachment.tenant_id)
        .bind(&attachment.level)
        .bind(&attachment.target)
        .bind(&attachment.policy)
        .bind(attachment.created_at)
        .bind(&attachment.created_by)
        .execute(self.connection())
        .await?;
        Ok(())
    }

    /// Detaches what is attached there; whether anything was.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn detach(&mut self, tenant: &str, level: &str, target: &str) -> Result<bool, StoreError> {
        let sql = "DELETE FROM policy_attachments WHERE tenant_id = $1 AND level = $2 AND target = $3";
        let done = sqlx::query(sql).bind(tenant).bind(level).bind(target).execute(self.connection()).await?;
        Ok(done.rows_affected() > 0)
    }

    /// Keeps a composed policy; one that is there already stays as it is.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn keep_effective(&mut self, effective: &EffectiveRow) -> Result<(), StoreError> {
        sqlx::query(sql!(
            "INSERT INTO effective_policies (",
            EFFECTIVE,
            ") VALUES ($1, $2, $3, $4, $5) ON CONFLICT (tenant_id, digest) DO NOTHING"
        ))
        .bind(&effective.tenant_id)
        .bind(&effective.digest)
        .bind(&effective.sources)
        .bind(&effective.document)
        .bind(effective.created_at)
        .execute(self.connection())
        .await?;
        Ok(())
    }
}
