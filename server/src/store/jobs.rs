//! Jobs and their items: long work that survives a crash.

use super::sql::{LAST, sql};
use super::{Store, StoreError, Write};
use crate::clock::Millis;

/// One job.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct JobRow {
    /// Identifier, `job_…`.
    pub id: String,
    /// The tenant that it works for.
    pub tenant_id: String,
    /// What it does: `ingest`, `backtest` or `retention`.
    pub kind: String,
    /// Who asked for it.
    pub principal: String,
    /// `queued`, `running`, `succeeded`, `failed` or `cancelled`.
    pub status: String,
    /// Number of items.
    pub total: i64,
    /// Items ended, well or badly.
    pub done: i64,
    /// Items ended badly.
    pub failed: i64,
    /// What it is doing, for people.
    pub message: String,
    /// How many times a worker has taken it up.
    pub attempts: i64,
    /// Until when its worker holds it.
    pub lease_until: Millis,
    /// 1 once somebody asked for its end.
    pub cancel_requested: i64,
    /// When it was asked for.
    pub created_at: Millis,
    /// When it last changed.
    pub updated_at: Millis,
    /// When it ended.
    pub finished_at: Option<Millis>,
}

/// Which jobs a worker takes up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JobLane {
    /// Those of one kind.
    Only(&'static str),
    /// Those of every other kind.
    AllBut(&'static str),
}

/// One item of a job: one file or document.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct ItemRow {
    /// The job.
    pub job_id: String,
    /// Position in the job, from 0.
    pub ordinal: i64,
    /// Where the document comes from.
    pub source: String,
    /// What was asked, as JSON (title, media type, labels, trust).
    pub request: String,
    /// `queued`, `succeeded`, `unchanged`, `failed` or `cancelled`.
    pub status: String,
    /// Why it failed, as JSON (code, detail).
    pub error: Option<String>,
    /// The document that it became.
    pub document_id: Option<String>,
    /// The version that it became.
    pub version: Option<i64>,
}

/// An item to be written.
#[derive(Clone, Debug)]
pub struct NewItem {
    /// Where the document comes from.
    pub source: String,
    /// What was asked, as JSON.
    pub request: String,
    /// The bytes to ingest.
    pub content: Vec<u8>,
}

const COLUMNS: &str = "id, tenant_id, kind, principal, status, total, done, failed, message, attempts, lease_until, \
     cancel_requested, created_at, updated_at, finished_at";
const ITEM_COLUMNS: &str = "job_id, ordinal, source, request, status, error, document_id, version";

impl Store {
    /// A tenant's job.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn job(&self, tenant: &str, id: &str) -> Result<Option<JobRow>, StoreError> {
        Ok(sqlx::query_as(sql!("SELECT ", COLUMNS, " FROM jobs WHERE tenant_id = $1 AND id = $2"))
            .bind(tenant)
            .bind(id)
            .fetch_optional(self.pool())
            .await?)
    }

    /// A tenant's jobs, newest first, those before `cursor`.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn jobs(&self, tenant: &str, cursor: Option<&str>, limit: i64) -> Result<Vec<JobRow>, StoreError> {
        Ok(sqlx::query_as(sql!(
            "SELECT ",
            COLUMNS,
            " FROM jobs WHERE tenant_id = $1 AND id < $2 ORDER BY id DESC LIMIT $3"
        ))
        .bind(tenant)
        .bind(cursor.unwrap_or(LAST))
        .bind(limit)
        .fetch_all(self.pool())
        .await?)
    }

    /// The items of a job after `after`, in order, without their bytes.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn job_items(&self, job: &str, after: i64, limit: i64) -> Result<Vec<ItemRow>, StoreError> {
        Ok(sqlx::query_as(sql!(
            "SELECT ",
            ITEM_COLUMNS,
            " FROM job_items WHERE job_id = $1 AND ordinal > $2 ORDER BY ordinal LIMIT $3"
        ))
        .bind(job)
        .bind(after)
        .bind(limit)
        .fetch_all(self.pool())
        .await?)
    }

    /// The first item of a job that nobody has worked on, with its bytes.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn next_item(&self, job: &str) -> Result<Option<(ItemRow, Vec<u8>)>, StoreError> {
        let item: Option<ItemRow> = sqlx::query_as(sql!(
            "SELECT ",
            ITEM_COLUMNS,
            " FROM job_items WHERE job_id = $1 AND status = 'queued' ORDER BY ordinal LIMIT 1"
        ))
        .bind(job)
        .fetch_optional(self.pool())
        .await?;
        let Some(item) = item else { return Ok(None) };
        let (content,): (Option<Vec<u8>>,) =
            sqlx::query_as("SELECT content FROM job_items WHERE job_id = $1 AND ordinal = $2")
                .bind(job)
                .bind(item.ordinal)
                .fetch_one(self.pool())
                .await?;
        Ok(Some((item, content.unwrap_or_default())))
    }
}

impl Write {
    /// Adds a job with its items.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn add_job(&mut self, job: &JobRow, items: &[NewItem]) -> Result<(), StoreError> {
        sqlx::query(
            "INSERT INTO jobs (id, tenant_id, kind, principal, status, total, created_at, updated_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        )
        .bind(&job.id)
        .bind(&job.tenant_id)
        .bind(&job.kind)
        .bind(&job.principal)
        .bind(&job.status)
        .bind(job.total)
        .bind(job.created_at)
        .bind(job.updated_at)
        .execute(self.connection())
        .await?;
        for (ordinal, item) in (0_i64..).zip(items) {
            sqlx::query(
                "INSERT INTO job_items (job_id, ordinal, source, request, content, status) \
                 VALUES ($1, $2, $3, $4, $5, 'queued')",
            )
            .bind(&job.id)
            .bind(ordinal)
            .bind(&item.source)
            .bind(&item.request)
            .bind(&item.content)
            .execute(self.connection())
            .await?;
        }
        Ok(())
    }

    /// Leases the oldest job of a lane that waits, or whose worker is gone, until `until`.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn claim_job(&mut self, lane: JobLane, now: Millis, until: Millis) -> Result<Option<JobRow>, StoreError> {
        let (kind, only) = match lane {
            JobLane::Only(kind) => (kind, 1_i64),
            JobLane::AllBut(kind) => (kind, 0),
        };
        Ok(sqlx::query_as(sql!(
            "UPDATE jobs SET status = 'running', attempts = attempts + 1, lease_until = $2, updated_at = $1 \
             WHERE id = (SELECT id FROM jobs WHERE status IN ('queued', 'running') AND lease_until < $1 \
             AND CASE WHEN kind = $3 THEN 1 ELSE 0 END = $4 ORDER BY id LIMIT 1) AND lease_until < $1 RETURNING ",
            COLUMNS
        ))
        .bind(now)
        .bind(until)
        .bind(kind)
        .bind(only)
        .fetch_optional(self.connection())
        .await?)
    }

    /// Notes progress and prolongs the lease; the job as it now stands, or nothing if the lease was lost.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn touch_job(
        &mut self,
        id: &str,
        attempts: i64,
        message: &str,
        (now, until): (Millis, Millis),
    ) -> Result<Option<JobRow>, StoreError> {
        Ok(sqlx::query_as(sql!(
            "UPDATE jobs SET message = $3, updated_at = $4, lease_until = $5 \
             WHERE id = $1 AND attempts = $2 AND status = 'running' RETURNING ",
            COLUMNS
        ))
        .bind(id)
        .bind(attempts)
        .bind(message)
        .bind(now)
        .bind(until)
        .fetch_optional(self.connection())
        .await?)
    }

    /// Gives a running job back to the queue; the attempt does not count.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn release_job(&mut self, id: &str, now: Millis) -> Result<(), StoreError> {
        sqlx::query(
            "UPDATE jobs SET status = 'queued', lease_until = 0, attempts = attempts - 1, updated_at = $2 \
             WHERE id = $1 AND status = 'running'",
        )
        .bind(id)
        .bind(now)
        .execute(self.connection())
        .await?;
        Ok(())
    }

    /// Ends an item and drops its bytes. An item that has ended stays as it ended, and counts once.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn finish_item(&mut self, item: &ItemRow, now: Millis) -> Result<(), StoreError> {
        let ended = sqlx::query(
            "UPDATE job_items SET status = $3, error = $4, document_id = $5, version = $6, content = NULL \
             WHERE job_id = $1 AND ordinal = $2 AND status = 'queued'",
        )
        .bind(&item.job_id)
        .bind(item.ordinal)
        .bind(&item.status)
        .bind(&item.error)
        .bind(&item.document_id)
        .bind(item.version)
        .execute(self.connection())
        .await?;
        if ended.rows_affected() == 0 {
            return Ok(());
        }
        let failed = i64::from(item.status == "failed");
        sqlx::query("UPDATE jobs SET done = done + 1, failed = failed + $2, updated_at = $3 WHERE id = $1")
            .bind(&item.job_id)
            .bind(failed)
            .bind(now)
            .execute(self.connection())
            .await?;
        Ok(())
    }

    /// Counts work of a job that has no items.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn advance_job(&mut self, id: &str, done: i64, failed: i64, now: Millis) -> Result<(), StoreError> {
        sqlx::query("UPDATE jobs SET done = done + $2, failed = failed + $3, updated_at = $4 WHERE id = $1")
            .bind(id)
            .bind(done)
            .bind(failed)
            .bind(now)
            .execute(self.connection())
            .await?;
        Ok(())
    }

    /// Ends a job; items nobody worked on become `cancelled` and lose their bytes.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn finish_job(&mut self, id: &str, status: &str, message: &str, now: Millis) -> Result<(), StoreError> {
        sqlx::query(
            "UPDATE jobs SET status = $2, message = $3, updated_at = $4, finished_at = $4, lease_until = 0 WHERE id = $1",
        )
        .bind(id)
        .bind(status)
        .bind(message)
        .bind(now)
        .execute(self.connection())
        .await?;
        sqlx::query(
            "UPDATE job_items SET status = 'cancelled', content = NULL WHERE job_id = $1 AND status = 'queued'",
        )
        .bind(id)
        .execute(self.connection())
        .await?;
        Ok(())
    }

    /// Asks for the end of a tenant's job; whether there was one that had not ended.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn cancel_job(&mut self, tenant: &str, id: &str, now: Millis) -> Result<bool, StoreError> {
        let done = sqlx::query(
            "UPDATE jobs SET cancel_requested = 1, updated_at = $3 \
             WHERE tenant_id = $1 AND id = $2 AND status IN ('queued', 'running')",
        )
        .bind(tenant)
        .bind(id)
        .bind(now)
        .execute(self.connection())
        .await?;
        Ok(done.rows_affected() > 0)
    }
}
