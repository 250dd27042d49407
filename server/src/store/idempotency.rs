//! Idempotency keys: a repeated request gets the response of the first.

use super::{Store, StoreError, Write};
use crate::clock::Millis;

/// A response kept for repetition.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct StoredResponse {
    /// SHA-256 of the request that it answers, hexadecimal.
    pub request_digest: String,
    /// Status code; absent while the first request is still being worked on.
    pub status: Option<i64>,
    /// Media type of the body.
    pub content_type: Option<String>,
    /// Body.
    pub body: Option<Vec<u8>>,
    /// When the first request came.
    pub created_at: Millis,
}

/// Who may go on with an idempotency key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Claim {
    /// This request is the first.
    First,
    /// Another was; this is what is known of it.
    Known(StoredResponse),
}

/// Names one idempotency key.
#[derive(Clone, Copy, Debug)]
pub struct IdempotencyKey<'a> {
    /// The tenant.
    pub tenant: &'a str,
    /// The API key that sent it.
    pub principal: &'a str,
    /// The header's value.
    pub key: &'a str,
}

impl Store {
    /// Claims a key for the request with `digest`, unless it is known; forgotten ones before `oldest` give way.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn claim_idempotency_key(
        &self,
        key: IdempotencyKey<'_>,
        digest: &str,
        (now, oldest): (Millis, Millis),
    ) -> Result<Claim, StoreError> {
        let mut write = self.write().await?;
        sqlx::query("DELETE FROM idempotency_keys WHERE created_at < $1")
            .bind(oldest)
            .execute(write.connection())
            .await?;
        let added = sqlx::query(
            "INSERT INTO idempotency_keys (tenant_id, principal, key, request_digest, created_at) \
             VALUES ($1, $2, $3, $4, $5) ON CONFLICT (tenant_id, principal, key) DO NOTHING",
        )
        .bind(key.tenant)
        .bind(key.principal)
        .bind(key.key)
        .bind(digest)
        .bind(now)
        .execute(write.connection())
        .await?;
        write.commit().await?;
        if added.rows_affected() > 0 {
            return Ok(Claim::First);
        }
        let known = sqlx::query_as(
            "SELECT request_digest, status, content_type, body, created_at FROM idempotency_keys \
             WHERE tenant_id = $1 AND principal = $2 AND key = $3",
        )
        .bind(key.tenant)
        .bind(key.principal)
        .bind(key.key)
        .fetch_one(self.pool())
        .await?;
        Ok(Claim::Known(known))
    }
}

impl Write {
    /// Keeps the response under a claimed key.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn keep_response(
        &mut self,
        key: IdempotencyKey<'_>,
        status: i64,
        content_type: &str,
        body: &[u8],
    ) -> Result<(), StoreError> {
        sqlx::query(
            "UPDATE idempotency_keys SET status = $4, content_type = $5, body = $6 \
             WHERE tenant_id = $1 AND principal = $2 AND key = $3",
        )
        .bind(key.tenant)
        .bind(key.principal)
        .bind(key.key)
        .bind(status)
        .bind(content_type)
        .bind(body.to_vec())
        .execute(self.connection())
        .await?;
        Ok(())
    }

    /// Gives a claimed key up, so that the request can be tried again.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn release_idempotency_key(&mut self, key: IdempotencyKey<'_>) -> Result<(), StoreError> {
        sqlx::query("DELETE FROM idempotency_keys WHERE tenant_id = $1 AND principal = $2 AND key = $3")
            .bind(key.tenant)
            .bind(key.principal)
            .bind(key.key)
            .execute(self.connection())
            .await?;
        Ok(())
    }
}
