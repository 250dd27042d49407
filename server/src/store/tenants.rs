//! Tenants and the revision of their memory.

use sqlx::Row;

use super::{Store, StoreError, Write};
use crate::clock::Millis;

/// One organisation.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct TenantRow {
    /// Identifier, `ten_…`.
    pub id: String,
    /// Name shown to people.
    pub name: String,
    /// Number of published changes to its memory: the name of a snapshot.
    pub memory_revision: i64,
}

impl Store {
    /// All tenants, oldest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn tenants(&self) -> Result<Vec<TenantRow>, StoreError> {
        Ok(sqlx::query_as("SELECT id, name, memory_revision FROM tenants ORDER BY created_at, id")
            .fetch_all(self.pool())
            .await?)
    }

    /// The revision of a tenant's memory; 0 for a tenant that is not there.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn memory_revision(&self, tenant: &str) -> Result<i64, StoreError> {
        let row = sqlx::query("SELECT memory_revision FROM tenants WHERE id = $1")
            .bind(tenant)
            .fetch_optional(self.pool())
            .await?;
        row.map_or(Ok(0), |row| Ok(row.try_get(0)?))
    }
}

impl Write {
    /// Adds a tenant and the empty state of its log.
    ///
    /// # Errors
    /// When the identifier is taken or the database fails.
    pub async fn add_tenant(&mut self, id: &str, name: &str, now: Millis) -> Result<(), StoreError> {
        sqlx::query("INSERT INTO tenants (id, name, created_at) VALUES ($1, $2, $3)")
            .bind(id)
            .bind(name)
            .bind(now)
            .execute(self.connection())
            .await?;
        sqlx::query("INSERT INTO log_states (tenant_id, size, frontier) VALUES ($1, 0, '[]')")
            .bind(id)
            .execute(self.connection())
            .await?;
        Ok(())
    }

    /// Takes the next revision of a tenant's memory.
    ///
    /// # Errors
    /// When the tenant is not there or the database fails.
    pub async fn next_revision(&mut self, tenant: &str) -> Result<i64, StoreError> {
        let row = sqlx::query(
            "UPDATE tenants SET memory_revision = memory_revision + 1 WHERE id = $1 RETURNING memory_revision",
        )
        .bind(tenant)
        .fetch_one(self.connection())
        .await?;
        Ok(row.try_get(0)?)
    }
}
