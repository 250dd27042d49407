//! Plans, and everything that happened to them.

use super::sql::{LAST, sql};
use super::{Store, StoreError, Write};
use crate::clock::Millis;

/// A plan.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct PlanRow {
    /// Identifier, `plan_…`.
    pub id: String,
    /// The tenant.
    pub tenant_id: String,
    /// The environment.
    pub environment_id: String,
    /// Where it stands.
    pub status: String,
    /// Moves with every change.
    pub revision: i64,
    /// What was asked for, as JSON.
    pub request: String,
    /// What was found last, as JSON.
    pub outcome: String,
    /// How far it has been followed, as JSON; none where there is nothing to follow.
    pub controller: Option<String>,
    /// When it was asked for.
    pub created_at: Millis,
    /// When it last changed.
    pub updated_at: Millis,
    /// Who asked.
    pub created_by: String,
}

/// Something that happened to a plan.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct PlanEventRow {
    /// The plan.
    pub plan_id: String,
    /// What: see the schema.
    pub kind: String,
    /// The particulars, as JSON.
    pub document: String,
    /// Who did it.
    pub principal: String,
    /// The decision that records it.
    pub decision_id: String,
    /// When.
    pub created_at: Millis,
}

/// Which plans of a tenant are listed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PlanFilter<'a> {
    /// Only those of this environment.
    pub environment: Option<&'a str>,
    /// Only those that stand so.
    pub status: Option<&'a str>,
}

const PLAN: &str = "id, tenant_id, environment_id, status, revision, request, outcome, controller, created_at, \
     updated_at, created_by";
const EVENT: &str = "plan_id, kind, document, principal, decision_id, created_at";

impl Store {
    /// A tenant's plan.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn plan(&self, tenant: &str, id: &str) -> Result<Option<PlanRow>, StoreError> {
        Ok(sqlx::query_as(sql!("SELECT ", PLAN, " FROM plans WHERE tenant_id = $1 AND id = $2"))
            .bind(tenant)
            .bind(id)
            .fetch_optional(self.pool())
            .await?)
    }

    /// A tenant's plans that a filter leaves, newest first, those before `cursor`.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn plans(
        &self,
        tenant: &str,
        filter: PlanFilter<'_>,
        cursor: Option<&str>,
        limit: i64,
    ) -> Result<Vec<PlanRow>, StoreError> {
        Ok(sqlx::query_as(sql!(
            "SELECT ",
            PLAN,
            " FROM plans WHERE tenant_id = $1 AND id < $2 AND ($3 = '' OR environment_id = $3) \
             AND ($4 = '' OR status = $4) ORDER BY id DESC LIMIT $5"
        ))
        .bind(tenant)
        .bind(cursor.unwrap_or(LAST))
        .bind(filter.environment.unwrap_or_default())
        .bind(filter.status.unwrap_or_default())
        .bind(limit)
        .fetch_all(self.pool())
        .await?)
    }

    /// Surprises of an environment's plans after a time.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn surprises(&self, environment: &str, after: Millis) -> Result<i64, StoreError> {
        let (count,): (i64,) = sqlx::query_as(
            "SELECT COUNT(*) FROM plan_events JOIN plans ON plans.id = plan_events.plan_id \
             WHERE plans.environment_id = $1 AND plan_events.kind = 'surprised' AND plan_events.created_at > $2",
        )
        .bind(environment)
        .bind(after)
        .fetch_one(self.pool())
        .await?;
        Ok(count)
    }

    /// What happened to a plan, oldest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn plan_events(&self, id: &str) -> Result<Vec<PlanEventRow>, StoreError> {
        Ok(sqlx::query_as(sql!("SELECT ", EVENT, " FROM plan_events WHERE plan_id = $1 ORDER BY ordinal"))
            .bind(id)
            .fetch_all(self.pool())
            .await?)
    }
}

impl Write {
    /// Adds a plan.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn add_plan(&mut self, plan: &PlanRow) -> Result<(), StoreError> {
        sqlx::query(sql!("INSERT INTO plans (", PLAN, ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)"))
            .bind(&plan.id)
            .bind(&plan.tenant_id)
            .bind(&plan.environment_id)
            .bind(&plan.status)
            .bind(plan.revision)
            .bind(&plan.request)
            .bind(&plan.outcome)
            .bind(&plan.controller)
            .bind(plan.created_at)
            .bind(plan.updated_at)
            .bind(&plan.created_by)
            .execute(self.connection())
            .await?;
        Ok(())
    }

    /// Changes a plan, if it still has the revision that it is thought to have; whether it had.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn change_plan(&mut self, plan: &PlanRow, seen: i64) -> Result<bool, StoreError> {
        let done = sqlx::query(
            "UPDATE plans SET status = $3, revision = $2 + 1, outcome = $4, controller = $5, updated_at = $6 \
             WHERE id = $1 AND revision = $2",
        )
        .bind(&plan.id)
        .bind(seen)
        .bind(&plan.status)
        .bind(&plan.outcome)
        .bind(&plan.controller)
        .bind(plan.updated_at)
        .execute(self.connection())
        .await?;
        Ok(done.rows_affected() > 0)
    }

    /// Adds what happened to a plan.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn add_plan_event(&mut self, event: &PlanEventRow) -> Result<(), StoreError> {
        sqlx::query(sql!(
            "INSERT INTO plan_events (ordinal, ",
            EVENT,
            ") VALUES ((SELECT COUNT(*) FROM plan_events WHERE plan_id = $1), $1, $2, $3, $4, $5, $6)"
        ))
        .bind(&event.plan_id)
        .bind(&event.kind)
        .bind(&event.document)
        .bind(&event.principal)
        .bind(&event.decision_id)
        .bind(event.created_at)
        .execute(self.connection())
        .await?;
        Ok(())
    }
}
