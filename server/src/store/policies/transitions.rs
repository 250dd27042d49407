//! What moved each version of a policy on, as a reader finds it quickly; the log has it for ever.

use crate::store::sql::sql;
use crate::store::{StepRow, Store, StoreError, Write};

/// One step in the life of a version.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct TransitionRow {
    /// The tenant.
    pub tenant_id: String,
    /// Name of the policy.
    pub name: String,
    /// Its version.
    pub version: i64,
    /// What was done.
    #[sqlx(flatten)]
    pub step: StepRow,
}

const COLUMNS: &str =
    "tenant_id, name, version, action, from_status, to_status, principal, reason, decision_id, created_at";

impl Store {
    /// The steps of a version, oldest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn transitions(&self, tenant: &str, name: &str, version: i64) -> Result<Vec<TransitionRow>, StoreError> {
        Ok(sqlx::query_as(sql!(
            "SELECT ",
            COLUMNS,
            " FROM policy_transitions WHERE tenant_id = $1 AND name = $2 AND version = $3 ORDER BY ordinal"
        ))
        .bind(tenant)
        .bind(name)
        .bind(version)
        .fetch_all(self.pool())
        .await?)
    }
}

impl Write {
    /// Adds the next step of a version.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn add_transition(&mut self, row: &TransitionRow) -> Result<(), StoreError> {
        let insert = sqlx::query(sql!(
            "INSERT INTO policy_transitions (ordinal, ",
            COLUMNS,
            ") VALUES ((SELECT COUNT(*) FROM policy_transitions WHERE tenant_id = $1 AND name = $2 AND version = $3), \
             $1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"
        ))
        .bind(&row.tenant_id)
        .bind(&row.name)
        .bind(row.version);
        row.step.bound(insert).execute(self.connection()).await?;
        Ok(())
    }
}
