//! API keys, by digest; the key itself is never stored.

use super::sql::{LAST, sql};
use super::{Store, StoreError, Write};
use crate::clock::Millis;

/// One API key.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct KeyRow {
    /// Identifier, `key_…`.
    pub id: String,
    /// The tenant that it belongs to.
    pub tenant_id: String,
    /// Name shown to people.
    pub name: String,
    /// SHA-256 of the key, hexadecimal.
    pub digest: String,
    /// Scopes, as JSON.
    pub scopes: String,
    /// Access labels held, as JSON.
    pub labels: String,
    /// When it was made.
    pub created_at: Millis,
    /// When it stops working.
    pub expires_at: Option<Millis>,
    /// When it was withdrawn.
    pub revoked_at: Option<Millis>,
    /// The application that it belongs to.
    pub application_id: Option<String>,
}

const COLUMNS: &str = "id, tenant_id, name, digest, scopes, labels, created_at, expires_at, revoked_at, application_id";

impl Store {
    /// The key with this digest, withdrawn and expired ones too.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn key_by_digest(&self, digest: &str) -> Result<Option<KeyRow>, StoreError> {
        Ok(sqlx::query_as(sql!("SELECT ", COLUMNS, " FROM api_keys WHERE digest = $1"))
            .bind(digest)
            .fetch_optional(self.pool())
            .await?)
    }

    /// A tenant's key by its identifier.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn key(&self, tenant: &str, id: &str) -> Result<Option<KeyRow>, StoreError> {
        Ok(sqlx::query_as(sql!("SELECT ", COLUMNS, " FROM api_keys WHERE tenant_id = $1 AND id = $2"))
            .bind(tenant)
            .bind(id)
            .fetch_optional(self.pool())
            .await?)
    }

    /// A tenant's keys, newest first, those before `cursor`.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn keys(&self, tenant: &str, cursor: Option<&str>, limit: i64) -> Result<Vec<KeyRow>, StoreError> {
        Ok(sqlx::query_as(sql!(
            "SELECT ",
            COLUMNS,
            " FROM api_keys WHERE tenant_id = $1 AND id < $2 ORDER BY id DESC LIMIT $3"
        ))
        .bind(tenant)
        .bind(cursor.unwrap_or(LAST))
        .bind(limit)
        .fetch_all(self.pool())
        .await?)
    }

    /// Whether any key exists at all: a database without one is new.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn has_keys(&self) -> Result<bool, StoreError> {
        Ok(sqlx::query("SELECT id FROM api_keys LIMIT 1").fetch_optional(self.pool()).await?.is_some())
    }
}

impl Write {
    /// Adds a key.
    ///
    /// # Errors
    /// When its digest is taken or the database fails.
    pub async fn add_key(&mut self, key: &KeyRow) -> Result<(), StoreError> {
        sqlx::query(sql!("INSERT INTO api_keys (", COLUMNS, ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"))
            .bind(&key.id)
            .bind(&key.tenant_id)
            .bind(&key.name)
            .bind(&key.digest)
            .bind(&key.scopes)
            .bind(&key.labels)
            .bind(key.created_at)
            .bind(key.expires_at)
            .bind(key.revoked_at)
            .bind(&key.application_id)
            .execute(self.connection())
            .await?;
        Ok(())
    }

    /// Withdraws a tenant's key; whether there was one to withdraw.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn revoke_key(&mut self, tenant: &str, id: &str, now: Millis) -> Result<bool, StoreError> {
        let done =
            sqlx::query("UPDATE api_keys SET revoked_at = $3 WHERE tenant_id = $1 AND id = $2 AND revoked_at IS NULL")
                .bind(tenant)
                .bind(id)
                .bind(now)
                .execute(self.connection())
                .await?;
        Ok(done.rows_affected() > 0)
    }
}
