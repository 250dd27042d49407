//! Back-tests: what was asked for, and what each replayed decision came to.

use super::sql::{LAST, sql};
use super::{Store, StoreError, Write};
use crate::clock::Millis;

/// One back-test; its progress stands in its job.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct BacktestRow {
    /// The job that works it off, `job_…`: its identifier too.
    pub job_id: String,
    /// The tenant.
    pub tenant_id: String,
    /// Name of the policy.
    pub name: String,
    /// Its version.
    pub version: i64,
    /// Digest of its document.
    pub digest: String,
    /// Decisions made from then on.
    pub from_ms: Millis,
    /// Decisions made up to then.
    pub to_ms: Millis,
    /// Size of the log when it was asked for: later decisions are none of it.
    pub leaves: i64,
    /// At most so many decisions, evenly spaced; all where absent.
    pub sample: Option<i64>,
    /// Who asked.
    pub principal: String,
    /// Why.
    pub reason: String,
    /// When it was asked for.
    pub created_at: Millis,
    /// What is tried: `policy` or `critic`.
    pub subject: String,
}

/// What one replayed decision came to.
#[derive(Clone, Debug, PartialEq, sqlx::FromRow)]
pub struct ReplayedRow {
    /// The back-test.
    pub job_id: String,
    /// Place of the decision in the log.
    pub leaf_index: i64,
    /// The decision.
    pub decision_id: String,
    /// `answer` or `check`.
    pub kind: String,
    /// What the draft would have changed.
    pub outcome: String,
    /// The objective of the draft that refuses, where one does.
    pub objective: Option<String>,
    /// Energy as recorded.
    pub energy_recorded: Option<f64>,
    /// Energy under the draft.
    pub energy_replayed: Option<f64>,
    /// SHA-256 over what the draft makes of it, in canonical form.
    pub answer_digest: Option<String>,
    /// Key that the words are sealed under.
    pub key_id: Option<String>,
    /// What the draft makes of it, sealed; nothing once erased.
    pub sealed: Option<Vec<u8>>,
}

/// How many rows ended one way.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct OutcomeCount {
    /// The outcome.
    pub outcome: String,
    /// Rows that ended so.
    pub total: i64,
}

/// Which rows to list.
#[derive(Clone, Debug, Default)]
pub struct RowFilter {
    /// Only this outcome.
    pub outcome: Option<String>,
    /// Only those after this place in the log.
    pub after: i64,
}

const COLUMNS: &str =
    "job_id, tenant_id, name, version, digest, from_ms, to_ms, leaves, sample, principal, reason, created_at, subject";
const ROW: &str = "job_id, leaf_index, decision_id, kind, outcome, objective, energy_recorded, energy_replayed, \
     answer_digest, key_id, sealed";

impl Store {
    /// A tenant's back-test.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn backtest(&self, tenant: &str, id: &str) -> Result<Option<BacktestRow>, StoreError> {
        Ok(sqlx::query_as(sql!("SELECT ", COLUMNS, " FROM backtests WHERE tenant_id = $1 AND job_id = $2"))
            .bind(tenant)
            .bind(id)
            .fetch_optional(self.pool())
            .await?)
    }

    /// A tenant's back-tests, newest first, those before `cursor`; of one policy or version where they are given.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn backtests(
        &self,
        tenant: &str,
        (name, version): (Option<&str>, Option<i64>),
        cursor: Option<&str>,
        limit: i64,
    ) -> Result<Vec<BacktestRow>, StoreError> {
        Ok(sqlx::query_as(sql!(
            "SELECT ",
            COLUMNS,
            " FROM backtests WHERE tenant_id = $1 AND job_id < $2 AND ($3 = '' OR name = $3) \
             AND ($4 = 0 OR version = $4) ORDER BY job_id DESC LIMIT $5"
        ))
        .bind(tenant)
        .bind(cursor.unwrap_or(LAST))
        .bind(name.unwrap_or_default())
        .bind(version.unwrap_or_default())
        .bind(limit)
        .fetch_all(self.pool())
        .await?)
    }

    /// How many rows of a back-test ended which way.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn backtest_counts(&self, id: &str) -> Result<Vec<OutcomeCount>, StoreError> {
        Ok(sqlx::query_as(
            "SELECT outcome, COUNT(*) AS total FROM backtest_rows WHERE job_id = $1 GROUP BY outcome ORDER BY outcome",
        )
        .bind(id)
        .fetch_all(self.pool())
        .await?)
    }

    /// Rows of a back-test in the order of the log.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn backtest_rows(
        &self,
        id: &str,
        filter: &RowFilter,
        limit: i64,
    ) -> Result<Vec<ReplayedRow>, StoreError> {
        Ok(sqlx::query_as(sql!(
            "SELECT ",
            ROW,
            " FROM backtest_rows WHERE job_id = $1 AND leaf_index > $2 AND ($3 = '' OR outcome = $3) \
             ORDER BY leaf_index LIMIT $4"
        ))
        .bind(id)
        .bind(filter.after)
        .bind(filter.outcome.as_deref().unwrap_or_default())
        .bind(limit)
        .fetch_all(self.pool())
        .await?)
    }

    /// The row of one decision.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn backtest_row(&self, id: &str, decision: &str) -> Result<Option<ReplayedRow>, StoreError> {
        Ok(sqlx::query_as(sql!("SELECT ", ROW, " FROM backtest_rows WHERE job_id = $1 AND decision_id = $2"))
            .bind(id)
            .bind(decision)
            .fetch_optional(self.pool())
            .await?)
    }

    /// The place in the log of a back-test's last row; −1 where it has none: where to go on after a crash.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn backtest_reached(&self, id: &str) -> Result<i64, StoreError> {
        let (leaf,): (i64,) =
            sqlx::query_as("SELECT COALESCE(MAX(leaf_index), -1) FROM backtest_rows WHERE job_id = $1")
                .bind(id)
                .fetch_one(self.pool())
                .await?;
        Ok(leaf)
    }
}

impl Write {
    /// Adds a back-test; its job must be there.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn add_backtest(&mut self, backtest: &BacktestRow) -> Result<(), StoreError> {
        sqlx::query(sql!(
            "INSERT INTO backtests (",
            COLUMNS,
            ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)"
        ))
        .bind(&backtest.job_id)
        .bind(&backtest.tenant_id)
        .bind(&backtest.name)
        .bind(backtest.version)
        .bind(&backtest.digest)
        .bind(backtest.from_ms)
        .bind(backtest.to_ms)
        .bind(backtest.leaves)
        .bind(backtest.sample)
        .bind(&backtest.principal)
        .bind(&backtest.reason)
        .bind(backtest.created_at)
        .bind(&backtest.subject)
        .execute(self.connection())
        .await?;
        Ok(())
    }

    /// Adds a row.
    ///
    /// # Errors
    /// When the row is there already (somebody else works on the job) or the database fails.
    pub async fn add_backtest_row(&mut self, row: &ReplayedRow) -> Result<(), StoreError> {
        sqlx::query(sql!(
            "INSERT INTO backtest_rows (",
            ROW,
            ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)"
        ))
        .bind(&row.job_id)
        .bind(row.leaf_index)
        .bind(&row.decision_id)
        .bind(&row.kind)
        .bind(&row.outcome)
        .bind(&row.objective)
        .bind(row.energy_recorded)
        .bind(row.energy_replayed)
        .bind(&row.answer_digest)
        .bind(&row.key_id)
        .bind(&row.sealed)
        .execute(self.connection())
        .await?;
        Ok(())
    }
}
