//! Decisions, their erasable details, and the state of each tenant's transparency log.

use std::collections::HashMap;

use super::sql::{LAST, sql};
use super::{Backend, Store, StoreError, Write};
use crate::clock::Millis;

/// One decision: a leaf of its tenant's log.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct DecisionRow {
    /// Identifier, `dec_…`.
    pub id: String,
    /// The tenant.
    pub tenant_id: String,
    /// `answer`, `check`, `policy`, `memory`, `tombstone` or `key`.
    pub kind: String,
    /// How it ended.
    pub outcome: String,
    /// Who asked.
    pub principal: String,
    /// When.
    pub created_at: Millis,
    /// Position in the log, from 0.
    pub leaf_index: i64,
    /// RFC 6962 leaf hash, hexadecimal.
    pub leaf_hash: String,
    /// Canonical JSON: the bytes of the leaf.
    pub envelope: String,
}

/// What can be erased of a decision without breaking the log.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct DetailRow {
    /// The decision.
    pub decision_id: String,
    /// Salt of the digest in the envelope, hexadecimal; empty where it is sealed.
    pub salt: String,
    /// Canonical JSON; empty where it is sealed.
    pub content: String,
    /// The data key that salt and content are sealed under; none for a row from before there were keys.
    pub key_id: Option<String>,
    /// Nonce and ciphertext of salt and content.
    pub sealed: Option<Vec<u8>>,
}

/// Where a tenant's log stands.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct LogState {
    /// Number of leaves.
    pub size: i64,
    /// The compact range over them, as JSON.
    pub frontier: String,
}

/// Which decisions to list.
#[derive(Clone, Debug, Default)]
pub struct DecisionFilter {
    /// Only this kind.
    pub kind: Option<String>,
    /// Only this outcome.
    pub outcome: Option<String>,
}

const DETAIL: &str = "decision_id, salt, content, key_id, sealed";
const COLUMNS: &str = "id, tenant_id, kind, outcome, principal, created_at, leaf_index, leaf_hash, envelope";

impl Store {
    /// A tenant's decision.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn decision(&self, tenant: &str, id: &str) -> Result<Option<DecisionRow>, StoreError> {
        Ok(sqlx::query_as(sql!("SELECT ", COLUMNS, " FROM decisions WHERE tenant_id = $1 AND id = $2"))
            .bind(tenant)
            .bind(id)
            .fetch_optional(self.pool())
            .await?)
    }

    /// The erasable part of a decision.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn decision_detail(&self, id: &str) -> Result<Option<DetailRow>, StoreError> {
        Ok(sqlx::query_as(sql!("SELECT ", DETAIL, " FROM decision_details WHERE decision_id = $1"))
            .bind(id)
            .fetch_optional(self.pool())
            .await?)
    }

    /// A tenant's decisions, newest first, those before `cursor`.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn decisions(
        &self,
        tenant: &str,
        filter: &DecisionFilter,
        cursor: Option<&str>,
        limit: i64,
    ) -> Result<Vec<DecisionRow>, StoreError> {
        Ok(sqlx::query_as(sql!(
            "SELECT ",
            COLUMNS,
            " FROM decisions WHERE tenant_id = $1 AND id < $2 AND ($3 = '' OR kind = $3) \
             AND ($4 = '' OR outcome = $4) ORDER BY id DESC LIMIT $5"
        ))
        .bind(tenant)
        .bind(cursor.unwrap_or(LAST))
        .bind(filter.kind.as_deref().unwrap_or_default())
        .bind(filter.outcome.as_deref().unwrap_or_default())
        .bind(limit)
        .fetch_all(self.pool())
        .await?)
    }

    /// The decisions of some kinds in a stretch of time, up to `leaves` of the log: their places, in order.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn replayable(
        &self,
        tenant: &str,
        (from, to): (Millis, Millis),
        leaves: i64,
    ) -> Result<Vec<i64>, StoreError> {
        let rows: Vec<(i64,)> = sqlx::query_as(
            "SELECT leaf_index FROM decisions WHERE tenant_id = $1 AND created_at >= $2 AND created_at <= $3 \
             AND leaf_index < $4 AND kind IN ('answer', 'check') ORDER BY leaf_index",
        )
        .bind(tenant)
        .bind(from)
        .bind(to)
        .bind(leaves)
        .fetch_all(self.pool())
        .await?;
        Ok(rows.into_iter().map(|(leaf,)| leaf).collect())
    }

    /// The decisions at `from..=to` of a tenant's log, in order, each with its detail where it has one.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn decisions_between(
        &self,
        tenant: &str,
        (from, to): (i64, i64),
    ) -> Result<Vec<(DecisionRow, Option<DetailRow>)>, StoreError> {
        let decisions: Vec<DecisionRow> = sqlx::query_as(sql!(
            "SELECT ",
            COLUMNS,
            " FROM decisions WHERE tenant_id = $1 AND leaf_index >= $2 AND leaf_index <= $3 ORDER BY leaf_index"
        ))
        .bind(tenant)
        .bind(from)
        .bind(to)
        .fetch_all(self.pool())
        .await?;
        let details: Vec<DetailRow> = sqlx::query_as(
            "SELECT w.decision_id, w.salt, w.content, w.key_id, w.sealed FROM decision_details w \
             JOIN decisions d ON d.id = w.decision_id \
             WHERE d.tenant_id = $1 AND d.leaf_index >= $2 AND d.leaf_index <= $3",
        )
        .bind(tenant)
        .bind(from)
        .bind(to)
        .fetch_all(self.pool())
        .await?;
        let mut details: HashMap<String, DetailRow> =
            details.into_iter().map(|detail| (detail.decision_id.clone(), detail)).collect();
        Ok(decisions
            .into_iter()
            .map(|row| {
                let detail = details.remove(&row.id);
                (row, detail)
            })
            .collect())
    }

    /// The newest revision at which something was erased from a tenant's memory; 0 where nothing was.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn newest_erasure(&self, tenant: &str) -> Result<i64, StoreError> {
        let (revision,): (i64,) =
            sqlx::query_as("SELECT COALESCE(MAX(revision), 0) FROM erasures WHERE tenant_id = $1")
                .bind(tenant)
                .fetch_one(self.pool())
                .await?;
        Ok(revision)
    }

    /// A tenant's leaves from `from` on, in order.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn leaves(&self, tenant: &str, from: i64, limit: i64) -> Result<Vec<DecisionRow>, StoreError> {
        Ok(sqlx::query_as(sql!(
            "SELECT ",
            COLUMNS,
            " FROM decisions WHERE tenant_id = $1 AND leaf_index >= $2 ORDER BY leaf_index LIMIT $3"
        ))
        .bind(tenant)
        .bind(from)
        .bind(limit)
        .fetch_all(self.pool())
        .await?)
    }

    /// Number of decisions in a tenant's log.
    ///
    /// # Errors
    /// When the tenant has no log or the database fails.
    pub async fn log_size(&self, tenant: &str) -> Result<i64, StoreError> {
        let (size,): (i64,) = sqlx::query_as("SELECT size FROM log_states WHERE tenant_id = $1")
            .bind(tenant)
            .fetch_one(self.pool())
            .await?;
        Ok(size)
    }

    /// The root of a perfect subtree of a tenant's log, hexadecimal.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn log_node(&self, tenant: &str, level: i64, position: i64) -> Result<Option<String>, StoreError> {
        let row: Option<(String,)> =
            sqlx::query_as("SELECT hash FROM log_nodes WHERE tenant_id = $1 AND level = $2 AND position = $3")
                .bind(tenant)
                .bind(level)
                .bind(position)
                .fetch_optional(self.pool())
                .await?;
        Ok(row.map(|(hash,)| hash))
    }

    /// The newest signed head of a tenant's log, as JSON.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn newest_head(&self, tenant: &str) -> Result<Option<String>, StoreError> {
        let row: Option<(String,)> =
            sqlx::query_as("SELECT head FROM log_heads WHERE tenant_id = $1 ORDER BY size DESC LIMIT 1")
                .bind(tenant)
                .fetch_optional(self.pool())
                .await?;
        Ok(row.map(|(head,)| head))
    }

    /// The signed heads of a tenant's log up to `size`, smallest first, as JSON.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn heads(&self, tenant: &str, size: i64) -> Result<Vec<String>, StoreError> {
        let rows: Vec<(String,)> =
            sqlx::query_as("SELECT head FROM log_heads WHERE tenant_id = $1 AND size <= $2 ORDER BY size")
                .bind(tenant)
                .bind(size)
                .fetch_all(self.pool())
                .await?;
        Ok(rows.into_iter().map(|(head,)| head).collect())
    }

    /// The smallest signed head of a tenant's log that covers `size` leaves, as JSON.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn head_covering(&self, tenant: &str, size: i64) -> Result<Option<String>, StoreError> {
        let row: Option<(String,)> =
            sqlx::query_as("SELECT head FROM log_heads WHERE tenant_id = $1 AND size >= $2 ORDER BY size LIMIT 1")
                .bind(tenant)
                .bind(size)
                .fetch_optional(self.pool())
                .await?;
        Ok(row.map(|(head,)| head))
    }

    /// The newest signing key: identifier and secret, hexadecimal.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn signing_key(&self) -> Result<Option<(String, String)>, StoreError> {
        Ok(sqlx::query_as("SELECT id, secret FROM signing_keys ORDER BY created_at DESC, id DESC LIMIT 1")
            .fetch_optional(self.pool())
            .await?)
    }
}

impl Write {
    /// Where a tenant's log stands, locked until the write ends: appends to one log are serial.
    ///
    /// # Errors
    /// When the tenant has no log or the database fails.
    pub async fn lock_log(&mut self, backend: Backend, tenant: &str) -> Result<LogState, StoreError> {
        let sql = match backend {
            Backend::Sqlite => "SELECT size, frontier FROM log_states WHERE tenant_id = $1",
            Backend::Postgres => "SELECT size, frontier FROM log_states WHERE tenant_id = $1 FOR UPDATE",
        };
        Ok(sqlx::query_as(sql).bind(tenant).fetch_one(self.connection()).await?)
    }

    /// Adds leaves.
    ///
    /// # Errors
    /// When a position is taken or the database fails.
    pub async fn add_decisions(&mut self, decisions: &[DecisionRow]) -> Result<(), StoreError> {
        self.insert(("decisions", COLUMNS, ""), decisions, |insert, decision| {
            insert
                .bind(&decision.id)
                .bind(&decision.tenant_id)
                .bind(&decision.kind)
                .bind(&decision.outcome)
                .bind(&decision.principal)
                .bind(decision.created_at)
                .bind(decision.leaf_index)
                .bind(&decision.leaf_hash)
                .bind(&decision.envelope)
        })
        .await
    }

    /// Keeps the details of decisions, in place of those that are there.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn put_details(&mut self, details: &[DetailRow]) -> Result<(), StoreError> {
        let replace = "ON CONFLICT (decision_id) DO UPDATE SET salt = excluded.salt, content = excluded.content, \
                       key_id = excluded.key_id, sealed = excluded.sealed";
        self.insert(("decision_details", DETAIL, replace), details, |insert, detail| {
            insert
                .bind(&detail.decision_id)
                .bind(&detail.salt)
                .bind(&detail.content)
                .bind(&detail.key_id)
                .bind(&detail.sealed)
        })
        .await
    }

    /// Keeps the roots of perfect subtrees: level, position and hash.
    ///
    /// # Errors
    /// When a position is taken or the database fails.
    pub async fn add_log_nodes(&mut self, tenant: &str, nodes: &[(i64, i64, String)]) -> Result<(), StoreError> {
        self.insert(("log_nodes", "tenant_id, level, position, hash", ""), nodes, |insert, (level, position, hash)| {
            insert.bind(tenant).bind(*level).bind(*position).bind(hash)
        })
        .await
    }

    /// Moves a tenant's log on and keeps its signed head.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn advance_log(&mut self, tenant: &str, state: &LogState, head: &str) -> Result<(), StoreError> {
        sqlx::query("UPDATE log_states SET size = $2, frontier = $3 WHERE tenant_id = $1")
            .bind(tenant)
            .bind(state.size)
            .bind(&state.frontier)
            .execute(self.connection())
            .await?;
        sqlx::query("INSERT INTO log_heads (tenant_id, size, head) VALUES ($1, $2, $3)")
            .bind(tenant)
            .bind(state.size)
            .bind(head)
            .execute(self.connection())
            .await?;
        Ok(())
    }

    /// Keeps a signing key.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn add_signing_key(&mut self, id: &str, secret: &str, now: Millis) -> Result<(), StoreError> {
        sqlx::query("INSERT INTO signing_keys (id, secret, created_at) VALUES ($1, $2, $3)")
            .bind(id)
            .bind(secret)
            .bind(now)
            .execute(self.connection())
            .await?;
        Ok(())
    }
}
