//! Critics of plans, in versions.

use super::sql::sql;
use super::{Store, StoreError, Write};
use crate::clock::Millis;

/// A version of an environment's critic of plans.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct PlanCriticRow {
    /// The environment.
    pub environment_id: String,
    /// Version, from 1.
    pub version: i64,
    /// SHA-256 over the document.
    pub digest: String,
    /// Weights, and how well they tell, as JSON.
    pub document: String,
    /// 1: new plans ask it.
    pub in_use: i64,
    /// When it was trained.
    pub created_at: Millis,
    /// Who had it trained.
    pub created_by: String,
}

const CRITIC: &str = "environment_id, version, digest, document, in_use, created_at, created_by";

impl Store {
    /// An environment's critics below version `before`, newest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn plan_critics(
        &self,
        environment: &str,
        before: i64,
        limit: i64,
    ) -> Result<Vec<PlanCriticRow>, StoreError> {
        Ok(sqlx::query_as(sql!(
            "SELECT ",
            CRITIC,
            " FROM plan_critics WHERE environment_id = $1 AND version < $2 ORDER BY version DESC LIMIT $3"
        ))
        .bind(environment)
        .bind(before)
        .bind(limit)
        .fetch_all(self.pool())
        .await?)
    }

    /// The critic that an environment's new plans ask.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn plan_critic_in_use(&self, environment: &str) -> Result<Option<PlanCriticRow>, StoreError> {
        Ok(sqlx::query_as(sql!("SELECT ", CRITIC, " FROM plan_critics WHERE environment_id = $1 AND in_use = 1"))
            .bind(environment)
            .fetch_optional(self.pool())
            .await?)
    }
}

impl Write {
    /// Adds the next version of an environment's critic; its number.
    ///
    /// # Errors
    /// When the database fails, or two writers took the same number.
    pub async fn add_plan_critic(&mut self, row: &PlanCriticRow) -> Result<i64, StoreError> {
        let (version,): (i64,) =
            sqlx::query_as("SELECT COALESCE(MAX(version), 0) + 1 FROM plan_critics WHERE environment_id = $1")
                .bind(&row.environment_id)
                .fetch_one(self.connection())
                .await?;
        sqlx::query(sql!("INSERT INTO plan_critics (", CRITIC, ") VALUES ($1, $2, $3, $4, $5, $6, $7)"))
            .bind(&row.environment_id)
            .bind(version)
            .bind(&row.digest)
            .bind(&row.document)
            .bind(row.in_use)
            .bind(row.created_at)
            .bind(&row.created_by)
            .execute(self.connection())
            .await?;
        Ok(version)
    }

    /// Puts one version in use, and every other out of it; 0 puts all out.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn use_plan_critic(&mut self, environment: &str, version: i64) -> Result<(), StoreError> {
        sqlx::query(
            "UPDATE plan_critics SET in_use = CASE WHEN version = $2 THEN 1 ELSE 0 END WHERE environment_id = $1",
        )
        .bind(environment)
        .bind(version)
        .execute(self.connection())
        .await?;
        Ok(())
    }

    /// Removes the critics of an environment.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn remove_plan_critics(&mut self, environment: &str) -> Result<(), StoreError> {
        sqlx::query("DELETE FROM plan_critics WHERE environment_id = $1")
            .bind(environment)
            .execute(self.connection())
            .await?;
        Ok(())
    }
}
