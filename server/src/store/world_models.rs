//! World models of environments: trainings, their curves, and the models that came out.

use super::sql::sql;
use super::{Store, StoreError, Write};
use crate::clock::Millis;

/// A training; its progress stands in its job.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct TrainingRow {
    /// The job that works it off: its identifier too.
    pub job_id: String,
    /// The tenant.
    pub tenant_id: String,
    /// The environment.
    pub environment_id: String,
    /// Version of the schema.
    pub version: i64,
    /// Transitions below this place are learned from.
    pub upto: i64,
    /// How it is trained, as JSON.
    pub config: String,
    /// Why.
    pub reason: String,
    /// When it was asked for.
    pub created_at: Millis,
    /// Who asked.
    pub created_by: String,
}

/// A point of a training's curves.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct CurveRow {
    /// Steps done.
    pub step: i64,
    /// What was measured, as JSON.
    pub document: String,
}

/// What is known of a world model beside its weights.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct WorldModelRow {
    /// The environment.
    pub environment_id: String,
    /// Version, from 1.
    pub version: i64,
    /// SHA-256 over manifest and tensors, hexadecimal.
    pub digest: String,
    /// What it was trained on and how exact it is, as JSON.
    pub training: String,
    /// The job that trained it.
    pub job_id: String,
    /// When it was trained.
    pub created_at: Millis,
    /// Who had it trained.
    pub created_by: String,
}

/// Manifest and tensors, of a model or of a training that goes on.
pub type Weights = (String, Vec<u8>);

const TRAINING: &str = "job_id, tenant_id, environment_id, version, upto, config, reason, created_at, created_by";
const MODEL: &str = "environment_id, version, digest, training, job_id, created_at, created_by";

impl Store {
    /// A tenant's training.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn training(&self, tenant: &str, job: &str) -> Result<Option<TrainingRow>, StoreError> {
        Ok(sqlx::query_as(sql!(
            "SELECT ",
            TRAINING,
            " FROM world_model_trainings WHERE tenant_id = $1 AND job_id = $2"
        ))
        .bind(tenant)
        .bind(job)
        .fetch_optional(self.pool())
        .await?)
    }

    /// The newest trainings of an environment, newest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn trainings(&self, environment: &str, limit: i64) -> Result<Vec<TrainingRow>, StoreError> {
        Ok(sqlx::query_as(sql!(
            "SELECT ",
            TRAINING,
            " FROM world_model_trainings WHERE environment_id = $1 ORDER BY job_id DESC LIMIT $2"
        ))
        .bind(environment)
        .bind(limit)
        .fetch_all(self.pool())
        .await?)
    }

    /// The last checkpoint of a training.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn training_checkpoint(&self, job: &str) -> Result<Option<Weights>, StoreError> {
        let row: Option<(Option<String>, Option<Vec<u8>>)> =
            sqlx::query_as("SELECT manifest, tensors FROM world_model_trainings WHERE job_id = $1")
                .bind(job)
                .fetch_optional(self.pool())
                .await?;
        Ok(row.and_then(|(manifest, tensors)| manifest.zip(tensors)))
    }

    /// The curves of a training after a step, at most `limit` points.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn curve(&self, job: &str, after: i64, limit: i64) -> Result<Vec<CurveRow>, StoreError> {
        Ok(sqlx::query_as(
            "SELECT step, document FROM world_model_curves WHERE job_id = $1 AND step > $2 ORDER BY step LIMIT $3",
        )
        .bind(job)
        .bind(after)
        .bind(limit)
        .fetch_all(self.pool())
        .await?)
    }

    /// The models of an environment below version `before`, newest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn world_models(
        &self,
        environment: &str,
        before: i64,
        limit: i64,
    ) -> Result<Vec<WorldModelRow>, StoreError> {
        Ok(sqlx::query_as(sql!(
            "SELECT ",
            MODEL,
            " FROM world_models WHERE environment_id = $1 AND version < $2 ORDER BY version DESC LIMIT $3"
        ))
        .bind(environment)
        .bind(before)
        .bind(limit)
        .fetch_all(self.pool())
        .await?)
    }

    /// The weights of a model.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn world_model_weights(&self, environment: &str, version: i64) -> Result<Option<Weights>, StoreError> {
        Ok(sqlx::query_as("SELECT manifest, tensors FROM world_models WHERE environment_id = $1 AND version = $2")
            .bind(environment)
            .bind(version)
            .fetch_optional(self.pool())
            .await?)
    }
}

impl Write {
    /// Adds a training.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn add_training(&mut self, row: &TrainingRow) -> Result<(), StoreError> {
        sqlx::query(sql!(
            "INSERT INTO world_model_trainings (",
            TRAINING,
            ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)"
        ))
        .bind(&row.job_id)
        .bind(&row.tenant_id)
        .bind(&row.environment_id)
        .bind(row.version)
        .bind(row.upto)
        .bind(&row.config)
        .bind(&row.reason)
        .bind(row.created_at)
        .bind(&row.created_by)
        .execute(self.connection())
        .await?;
        Ok(())
    }

    /// Keeps the last checkpoint of a training; none once it has ended.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn keep_checkpoint(&mut self, job: &str, weights: Option<&Weights>) -> Result<(), StoreError> {
        sqlx::query("UPDATE world_model_trainings SET manifest = $2, tensors = $3 WHERE job_id = $1")
            .bind(job)
            .bind(weights.map(|(manifest, _)| manifest))
            .bind(weights.map(|(_, tensors)| tensors))
            .execute(self.connection())
            .await?;
        Ok(())
    }

    /// Adds a point to a training's curves; one that is there already stays.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn add_curve_point(&mut self, job: &str, point: &CurveRow) -> Result<(), StoreError> {
        sqlx::query(
            "INSERT INTO world_model_curves (job_id, step, document) VALUES ($1, $2, $3) \
             ON CONFLICT (job_id, step) DO NOTHING",
        )
        .bind(job)
        .bind(point.step)
        .bind(&point.document)
        .execute(self.connection())
        .await?;
        Ok(())
    }

    /// Writes the next version of an environment's model; its number.
    ///
    /// # Errors
    /// When the database fails, or two writers took the same number.
    pub async fn add_world_model(&mut self, row: &WorldModelRow, weights: &Weights) -> Result<i64, StoreError> {
        let (version,): (i64,) =
            sqlx::query_as("SELECT COALESCE(MAX(version), 0) + 1 FROM world_models WHERE environment_id = $1")
                .bind(&row.environment_id)
                .fetch_one(self.connection())
                .await?;
        sqlx::query(sql!(
            "INSERT INTO world_models (",
            MODEL,
            ", manifest, tensors) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)"
        ))
        .bind(&row.environment_id)
        .bind(version)
        .bind(&row.digest)
        .bind(&row.training)
        .bind(&row.job_id)
        .bind(row.created_at)
        .bind(&row.created_by)
        .bind(&weights.0)
        .bind(&weights.1)
        .execute(self.connection())
        .await?;
        Ok(version)
    }

    /// Removes trainings, curves and models of an environment.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn remove_world_models(&mut self, environment: &str) -> Result<(), StoreError> {
        for statement in [
            "DELETE FROM world_model_curves WHERE job_id IN \
             (SELECT job_id FROM world_model_trainings WHERE environment_id = $1)",
            "DELETE FROM world_model_trainings WHERE environment_id = $1",
            "DELETE FROM world_models WHERE environment_id = $1",
        ] {
            sqlx::query(statement).bind(environment).execute(self.connection()).await?;
        }
        Ok(())
    }
}
