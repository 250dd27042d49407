//! Actions of plans that the server carried out.

use super::sql::sql;
use super::{Store, StoreError, Write};
use crate::clock::Millis;

/// An action that the server carried out, or carries out.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct ExecutionRow {
    /// The plan.
    pub plan_id: String,
    /// Actions of the plan taken before it.
    pub step: i64,
    /// The tenant.
    pub tenant_id: String,
    /// Times that it was sent.
    pub attempt: i64,
    /// How it stands: see the schema.
    pub status: String,
    /// The action.
    pub verb: String,
    /// The tool.
    pub tool: String,
    /// The key that the tool gets with every attempt.
    pub idempotency_key: String,
    /// What was sent, as JSON, with the names of secrets.
    pub request: String,
    /// SHA-256 of that.
    pub request_digest: String,
    /// When the call has ended, whatever became of it.
    pub deadline: Millis,
    /// Status code that came back.
    pub response_status: Option<i64>,
    /// Bytes that came back.
    pub response_bytes: Option<i64>,
    /// SHA-256 of them.
    pub response_digest: Option<String>,
    /// The answer as JSON, where it was let in.
    pub result: Option<String>,
    /// What went wrong, for programs.
    pub error: Option<String>,
    /// What went wrong, for people.
    pub detail: Option<String>,
    /// Who had it carried out.
    pub principal: String,
    /// The decision that records how it stands.
    pub decision_id: String,
    /// When it was first sent.
    pub created_at: Millis,
    /// When it last changed.
    pub updated_at: Millis,
}

const EXECUTION: &str = "plan_id, step, tenant_id, attempt, status, verb, tool, idempotency_key, request, \
     request_digest, deadline, response_status, response_bytes, response_digest, result, error, detail, principal, \
     decision_id, created_at, updated_at";

impl Store {
    /// The execution of a plan's step.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn execution(&self, plan: &str, step: i64) -> Result<Option<ExecutionRow>, StoreError> {
        Ok(sqlx::query_as(sql!("SELECT ", EXECUTION, " FROM plan_executions WHERE plan_id = $1 AND step = $2"))
            .bind(plan)
            .bind(step)
            .fetch_optional(self.pool())
            .await?)
    }

    /// The executions of a plan from a step on, in order.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn executions(&self, plan: &str, from: i64, limit: i64) -> Result<Vec<ExecutionRow>, StoreError> {
        Ok(sqlx::query_as(sql!(
            "SELECT ",
            EXECUTION,
            " FROM plan_executions WHERE plan_id = $1 AND step >= $2 ORDER BY step LIMIT $3"
        ))
        .bind(plan)
        .bind(from)
        .bind(limit)
        .fetch_all(self.pool())
        .await?)
    }
}

impl Write {
    /// Adds an execution; whether the step had none.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn add_execution(&mut self, row: &ExecutionRow) -> Result<bool, StoreError> {
        let done = sqlx::query(sql!(
            "INSERT INTO plan_executions (",
            EXECUTION,
            ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21) \
             ON CONFLICT (plan_id, step) DO NOTHING"
        ))
        .bind(&row.plan_id)
        .bind(row.step)
        .bind(&row.tenant_id)
        .bind(row.attempt)
        .bind(&row.status)
        .bind(&row.verb)
        .bind(&row.tool)
        .bind(&row.idempotency_key)
        .bind(&row.request)
        .bind(&row.request_digest)
        .bind(row.deadline)
        .bind(row.response_status)
        .bind(row.response_bytes)
        .bind(&row.response_digest)
        .bind(&row.result)
        .bind(&row.error)
        .bind(&row.detail)
        .bind(&row.principal)
        .bind(&row.decision_id)
        .bind(row.created_at)
        .bind(row.updated_at)
        .execute(self.connection())
        .await?;
        Ok(done.rows_affected() > 0)
    }

    /// Changes an execution, if it still stands as it is thought to: that many attempts, of that status. Whether it did.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn change_execution(
        &mut self,
        row: &ExecutionRow,
        (attempt, status): (i64, &str),
    ) -> Result<bool, StoreError> {
        let done = sqlx::query(
            "UPDATE plan_executions SET attempt = $5, status = $6, request = $7, request_digest = $8, deadline = $9, \
             response_status = $10, response_bytes = $11, response_digest = $12, result = $13, error = $14, \
             detail = $15, principal = $16, decision_id = $17, updated_at = $18 \
             WHERE plan_id = $1 AND step = $2 AND attempt = $3 AND status = $4",
        )
        .bind(&row.plan_id)
        .bind(row.step)
        .bind(attempt)
        .bind(status)
        .bind(row.attempt)
        .bind(&row.status)
        .bind(&row.request)
        .bind(&row.request_digest)
        .bind(row.deadline)
        .bind(row.response_status)
        .bind(row.response_bytes)
        .bind(&row.response_digest)
        .bind(&row.result)
        .bind(&row.error)
        .bind(&row.detail)
        .bind(&row.principal)
        .bind(&row.decision_id)
        .bind(row.updated_at)
        .execute(self.connection())
        .await?;
        Ok(done.rows_affected() > 0)
    }
}
