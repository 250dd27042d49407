//! Feedback on decisions, the critics trained from it, and what moved them on.

use super::sql::sql;
use super::{StepRow, Store, StoreError, Write};
use crate::clock::Millis;

/// What somebody thinks of a decision; at most one a person and decision.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct FeedbackRow {
    /// The tenant.
    pub tenant_id: String,
    /// The decision.
    pub decision_id: String,
    /// Who thinks so.
    pub principal: String,
    /// `good` or `bad`.
    pub rating: String,
    /// Statements of a better answer, in order, as a JSON list.
    pub preferred: Option<String>,
    /// The decision that records the feedback.
    pub recorded_as: String,
    /// When it was given.
    pub created_at: Millis,
}

/// One immutable version of the critic.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct CriticRow {
    /// The tenant.
    pub tenant_id: String,
    /// Version, from 1.
    pub version: i64,
    /// SHA-256 over the document, hexadecimal.
    pub digest: String,
    /// The critic as JSON.
    pub document: String,
    /// Where it stands in its life: the names of `guardrails::policy::lifecycle::State`.
    pub status: String,
    /// When it was trained.
    pub created_at: Millis,
    /// Who had it trained.
    pub created_by: String,
}

/// One step in the life of a critic.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct CriticStepRow {
    /// The tenant.
    pub tenant_id: String,
    /// The version.
    pub version: i64,
    /// What was done.
    #[sqlx(flatten)]
    pub step: StepRow,
}

const FEEDBACK: &str = "tenant_id, decision_id, principal, rating, preferred, recorded_as, created_at";
const CRITIC: &str = "tenant_id, version, digest, document, status, created_at, created_by";
const STEP: &str = "tenant_id, version, action, from_status, to_status, principal, reason, decision_id, created_at";

impl Store {
    /// The feedback on a decision, oldest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn feedback(&self, tenant: &str, decision: &str) -> Result<Vec<FeedbackRow>, StoreError> {
        Ok(sqlx::query_as(sql!(
            "SELECT ",
            FEEDBACK,
            " FROM feedback WHERE tenant_id = $1 AND decision_id = $2 ORDER BY created_at, principal"
        ))
        .bind(tenant)
        .bind(decision)
        .fetch_all(self.pool())
        .await?)
    }

    /// The newest feedback of a tenant, newest first, at most `limit`, after skipping `skip`.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn newest_feedback(
        &self,
        tenant: &str,
        (skip, limit): (i64, i64),
    ) -> Result<Vec<FeedbackRow>, StoreError> {
        Ok(sqlx::query_as(sql!(
            "SELECT ",
            FEEDBACK,
            " FROM feedback WHERE tenant_id = $1 ORDER BY created_at DESC, decision_id DESC, principal \
             LIMIT $2 OFFSET $3"
        ))
        .bind(tenant)
        .bind(limit)
        .bind(skip)
        .fetch_all(self.pool())
        .await?)
    }

    /// How much feedback a tenant has.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn feedback_count(&self, tenant: &str) -> Result<i64, StoreError> {
        let (count,): (i64,) = sqlx::query_as("SELECT COUNT(*) FROM feedback WHERE tenant_id = $1")
            .bind(tenant)
            .fetch_one(self.pool())
            .await?;
        Ok(count)
    }

    /// One version of the critic.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn critic(&self, tenant: &str, version: i64) -> Result<Option<CriticRow>, StoreError> {
        Ok(sqlx::query_as(sql!("SELECT ", CRITIC, " FROM critics WHERE tenant_id = $1 AND version = $2"))
            .bind(tenant)
            .bind(version)
            .fetch_optional(self.pool())
            .await?)
    }

    /// A critic by its digest, whatever its state: replay needs old ones.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn critic_by_digest(&self, tenant: &str, digest: &str) -> Result<Option<CriticRow>, StoreError> {
        Ok(sqlx::query_as(sql!("SELECT ", CRITIC, " FROM critics WHERE tenant_id = $1 AND digest = $2"))
            .bind(tenant)
            .bind(digest)
            .fetch_optional(self.pool())
            .await?)
    }

    /// The newest critic that stands there in its life; of `active` and `shadow` there is at most one.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn critic_at(&self, tenant: &str, status: &str) -> Result<Option<CriticRow>, StoreError> {
        Ok(sqlx::query_as(sql!(
            "SELECT ",
            CRITIC,
            " FROM critics WHERE tenant_id = $1 AND status = $2 ORDER BY version DESC LIMIT 1"
        ))
        .bind(tenant)
        .bind(status)
        .fetch_optional(self.pool())
        .await?)
    }

    /// The versions of the critic below `before`, newest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn critics(&self, tenant: &str, before: i64, limit: i64) -> Result<Vec<CriticRow>, StoreError> {
        Ok(sqlx::query_as(sql!(
            "SELECT ",
            CRITIC,
            " FROM critics WHERE tenant_id = $1 AND version < $2 ORDER BY version DESC LIMIT $3"
        ))
        .bind(tenant)
        .bind(before)
        .bind(limit)
        .fetch_all(self.pool())
        .await?)
    }

    /// The critic that was in use last before the present one, if any.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn critic_before(&self, tenant: &str) -> Result<Option<CriticRow>, StoreError> {
        Ok(sqlx::query_as(sql!(
            "SELECT ",
            CRITIC,
            " FROM critics c WHERE tenant_id = $1 AND status = 'retired' AND NOT EXISTS \
             (SELECT 1 FROM critic_transitions w WHERE w.tenant_id = c.tenant_id AND w.version = c.version \
             AND w.action = 'withdraw') ORDER BY COALESCE((SELECT MAX(r.created_at) FROM critic_transitions r \
             WHERE r.tenant_id = c.tenant_id AND r.version = c.version AND r.action = 'retire'), 0) DESC, \
             version DESC LIMIT 1"
        ))
        .bind(tenant)
        .fetch_optional(self.pool())
        .await?)
    }

    /// The steps of a critic, oldest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn critic_steps(&self, tenant: &str, version: i64) -> Result<Vec<CriticStepRow>, StoreError> {
        Ok(sqlx::query_as(sql!(
            "SELECT ",
            STEP,
            " FROM critic_transitions WHERE tenant_id = $1 AND version = $2 ORDER BY ordinal"
        ))
        .bind(tenant)
        .bind(version)
        .fetch_all(self.pool())
        .await?)
    }

    /// Why a job trains a critic.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn critic_order(&self, tenant: &str, job: &str) -> Result<Option<String>, StoreError> {
        let row: Option<(String,)> =
            sqlx::query_as("SELECT reason FROM critic_orders WHERE tenant_id = $1 AND job_id = $2")
                .bind(tenant)
                .bind(job)
                .fetch_optional(self.pool())
                .await?;
        Ok(row.map(|(reason,)| reason))
    }
}

impl Write {
    /// Keeps feedback; what the same person thought of the same decision before gives way.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn keep_feedback(&mut self, feedback: &FeedbackRow) -> Result<(), StoreError> {
        sqlx::query(sql!(
            "INSERT INTO feedback (",
            FEEDBACK,
            ") VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (tenant_id, decision_id, principal) DO UPDATE SET \
             rating = excluded.rating, preferred = excluded.preferred, recorded_as = excluded.recorded_as, \
             created_at = excluded.created_at"
        ))
        .bind(&feedback.tenant_id)
        .bind(&feedback.decision_id)
        .bind(&feedback.principal)
        .bind(&feedback.rating)
        .bind(&feedback.preferred)
        .bind(&feedback.recorded_as)
        .bind(feedback.created_at)
        .execute(self.connection())
        .await?;
        Ok(())
    }

    /// Notes why a job trains a critic.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn add_critic_order(&mut self, tenant: &str, job: &str, reason: &str) -> Result<(), StoreError> {
        sqlx::query("INSERT INTO critic_orders (tenant_id, job_id, reason) VALUES ($1, $2, $3)")
            .bind(tenant)
            .bind(job)
            .bind(reason)
            .execute(self.connection())
            .await?;
        Ok(())
    }

    /// Writes the next version of the critic as it is given, status and all; its number.
    ///
    /// # Errors
    /// When the database fails, or two writers took the same number.
    pub async fn add_critic(&mut self, critic: &CriticRow) -> Result<i64, StoreError> {
        let (version,): (i64,) =
            sqlx::query_as("SELECT COALESCE(MAX(version), 0) + 1 FROM critics WHERE tenant_id = $1")
                .bind(&critic.tenant_id)
                .fetch_one(self.connection())
                .await?;
        sqlx::query(sql!("INSERT INTO critics (", CRITIC, ") VALUES ($1, $2, $3, $4, $5, $6, $7)"))
            .bind(&critic.tenant_id)
            .bind(version)
            .bind(&critic.digest)
            .bind(&critic.document)
            .bind(&critic.status)
            .bind(critic.created_at)
            .bind(&critic.created_by)
            .execute(self.connection())
            .await?;
        Ok(version)
    }

    /// Moves a critic on, if it still stands where it is thought to; whether it did.
    ///
    /// # Errors
    /// When the database fails, or another version holds the only place (a duplicate).
    pub async fn move_critic(&mut self, critic: &CriticRow, to: &str) -> Result<bool, StoreError> {
        let done = sqlx::query("UPDATE critics SET status = $4 WHERE tenant_id = $1 AND version = $2 AND status = $3")
            .bind(&critic.tenant_id)
            .bind(critic.version)
            .bind(&critic.status)
            .bind(to)
            .execute(self.connection())
            .await?;
        Ok(done.rows_affected() > 0)
    }

    /// Adds the next step of a critic.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn add_critic_step(&mut self, row: &CriticStepRow) -> Result<(), StoreError> {
        let insert = sqlx::query(sql!(
            "INSERT INTO critic_transitions (ordinal, ",
            STEP,
            ") VALUES ((SELECT COUNT(*) FROM critic_transitions WHERE tenant_id = $1 AND version = $2), \
             $1, $2, $3, $4, $5, $6, $7, $8, $9)"
        ))
        .bind(&row.tenant_id)
        .bind(row.version);
        row.step.bound(insert).execute(self.connection()).await?;
        Ok(())
    }
}
