//! Keys that the words of decisions are sealed under, wrapped; and the end of those words.

use crate::clock::Millis;
use crate::store::{DetailRow, Store, StoreError, Write};

/// One data key of a tenant.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct DataKeyRow {
    /// Identifier, `dek_…`.
    pub id: String,
    /// The tenant.
    pub tenant_id: String,
    /// The key, sealed under the server's master key; nothing once destroyed.
    pub wrapped: Option<Vec<u8>>,
    /// When it was drawn.
    pub created_at: Millis,
    /// When it was destroyed.
    pub destroyed_at: Option<Millis>,
}

const CURRENT: &str = "SELECT id, tenant_id, wrapped, created_at, destroyed_at FROM data_keys \
     WHERE tenant_id = $1 AND destroyed_at IS NULL ORDER BY created_at DESC, id DESC LIMIT 1";

impl Store {
    /// A data key, destroyed or not.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn data_key(&self, id: &str) -> Result<Option<DataKeyRow>, StoreError> {
        let sql = "SELECT id, tenant_id, wrapped, created_at, destroyed_at FROM data_keys WHERE id = $1";
        Ok(sqlx::query_as(sql).bind(id).fetch_optional(self.pool()).await?)
    }

    /// What identifies the master key that this database was written under.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn master_fingerprint(&self) -> Result<Option<String>, StoreError> {
        let row: Option<(String,)> = sqlx::query_as("SELECT fingerprint FROM master_keys WHERE id = 'primary'")
            .fetch_optional(self.pool())
            .await?;
        Ok(row.map(|(fingerprint,)| fingerprint))
    }

    /// Tenant and decision of details that are not sealed yet.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn plain_details(&self, limit: i64) -> Result<Vec<(String, String)>, StoreError> {
        Ok(sqlx::query_as(
            "SELECT d.tenant_id, d.id FROM decision_details w JOIN decisions d ON d.id = w.decision_id \
             WHERE w.key_id IS NULL LIMIT $1",
        )
        .bind(limit)
        .fetch_all(self.pool())
        .await?)
    }

    /// Tenants with details of decisions made before `before`, and how many each has.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn expired_details(&self, before: Millis) -> Result<Vec<(String, i64)>, StoreError> {
        Ok(sqlx::query_as(
            "SELECT d.tenant_id, COUNT(*) FROM decision_details w JOIN decisions d ON d.id = w.decision_id \
             WHERE d.created_at < $1 GROUP BY d.tenant_id ORDER BY d.tenant_id",
        )
        .bind(before)
        .fetch_all(self.pool())
        .await?)
    }

    /// Folds the write-ahead log in and empties it, so that what was overwritten does not linger there.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn checkpoint(&self) -> Result<(), StoreError> {
        if self.backend() == crate::store::Backend::Sqlite {
            sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)").execute(self.pool()).await?;
        }
        Ok(())
    }
}

impl Write {
    /// The key that new words of a tenant are sealed under.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn current_data_key(&mut self, tenant: &str) -> Result<Option<DataKeyRow>, StoreError> {
        Ok(sqlx::query_as(CURRENT).bind(tenant).fetch_optional(self.connection()).await?)
    }

    /// Notes what identifies the master key.
    ///
    /// # Errors
    /// When one is noted already (a duplicate) or the database fails.
    pub async fn add_master_fingerprint(&mut self, fingerprint: &str) -> Result<(), StoreError> {
        sqlx::query("INSERT INTO master_keys (id, fingerprint) VALUES ('primary', $1)")
            .bind(fingerprint)
            .execute(self.connection())
            .await?;
        Ok(())
    }

    /// The detail of a decision, if it is not sealed.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn plain_detail(&mut self, decision: &str) -> Result<Option<DetailRow>, StoreError> {
        let sql = "SELECT decision_id, salt, content, key_id, sealed FROM decision_details \
             WHERE decision_id = $1 AND key_id IS NULL";
        Ok(sqlx::query_as(sql).bind(decision).fetch_optional(self.connection()).await?)
    }

    /// Keeps a data key.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn add_data_key(&mut self, key: &DataKeyRow) -> Result<(), StoreError> {
        sqlx::query("INSERT INTO data_keys (id, tenant_id, wrapped, created_at) VALUES ($1, $2, $3, $4)")
            .bind(&key.id)
            .bind(&key.tenant_id)
            .bind(&key.wrapped)
            .bind(key.created_at)
            .execute(self.connection())
            .await?;
        Ok(())
    }

    /// Destroys every data key of a tenant; how many there were.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn destroy_data_keys(&mut self, tenant: &str, now: Millis) -> Result<u64, StoreError> {
        let sql =
            "UPDATE data_keys SET wrapped = NULL, destroyed_at = $2 WHERE tenant_id = $1 AND destroyed_at IS NULL";
        Ok(sqlx::query(sql).bind(tenant).bind(now).execute(self.connection()).await?.rows_affected())
    }

    /// Removes what every decision of a tenant said in words, and what copies of it were kept; how many.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn erase_all_details(&mut self, tenant: &str) -> Result<u64, StoreError> {
        for sql in [
            "UPDATE backtest_rows SET sealed = NULL, key_id = NULL \
             WHERE job_id IN (SELECT job_id FROM backtests WHERE tenant_id = $1)",
            "DELETE FROM idempotency_keys WHERE tenant_id = $1",
        ] {
            sqlx::query(sql).bind(tenant).execute(self.connection()).await?;
        }
        let sql = "DELETE FROM decision_details WHERE decision_id IN (SELECT id FROM decisions WHERE tenant_id = $1)";
        Ok(sqlx::query(sql).bind(tenant).execute(self.connection()).await?.rows_affected())
    }

    /// Whether a decision still has words, under a key that is not destroyed.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn has_words(&mut self, decision: &str) -> Result<bool, StoreError> {
        let sql = "SELECT w.decision_id FROM decision_details w LEFT JOIN data_keys k ON k.id = w.key_id \
             WHERE w.decision_id = $1 AND k.destroyed_at IS NULL";
        Ok(sqlx::query(sql).bind(decision).fetch_optional(self.connection()).await?.is_some())
    }

    /// Removes what one decision said in words, and what copies of it were kept; whether there was anything.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn erase_detail(&mut self, decision: &str) -> Result<bool, StoreError> {
        sqlx::query("UPDATE backtest_rows SET sealed = NULL, key_id = NULL WHERE decision_id = $1")
            .bind(decision)
            .execute(self.connection())
            .await?;
        let sql = "DELETE FROM decision_details WHERE decision_id = $1";
        Ok(sqlx::query(sql).bind(decision).execute(self.connection()).await?.rows_affected() > 0)
    }

    /// Removes the words of a tenant's decisions made before `before`, at most `limit` of them; how many.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn erase_expired(&mut self, tenant: &str, before: Millis, limit: i64) -> Result<u64, StoreError> {
        let due: Vec<(String,)> = sqlx::query_as(
            "SELECT d.id FROM decisions d JOIN decision_details w ON w.decision_id = d.id \
             WHERE d.tenant_id = $1 AND d.created_at < $2 ORDER BY d.created_at LIMIT $3",
        )
        .bind(tenant)
        .bind(before)
        .bind(limit)
        .fetch_all(self.connection())
        .await?;
        let mut erased = 0;
        for (decision,) in due {
            erased += u64::from(self.erase_detail(&decision).await?);
        }
        Ok(erased)
    }
}
