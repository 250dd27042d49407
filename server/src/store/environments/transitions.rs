//! Transitions as they are stored: one row each, its states as changes to the state before them.

use super::super::sql::sql;
use super::super::{Store, StoreError, Write};

/// A stored transition. What its texts mean is the domain's (`environments::encode`).
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct TransitionLine {
    /// The environment.
    pub environment_id: String,
    /// Place in the environment.
    pub sequence: i64,
    /// SHA-256 of the row as it was sent, in canonical form.
    pub digest: String,
    /// The version of the schema that it was checked against; 0 where there was none.
    pub version: i64,
    /// The run that it belongs to.
    pub trajectory: Option<String>,
    /// Number of the step in its run.
    pub step: Option<i64>,
    /// What was done.
    pub verb: String,
    /// 1: `before` is a whole state; 0: changes to the state after the transition stored just before.
    pub keyframe: i64,
    /// The state before, as JSON.
    pub before: String,
    /// Changes by the action, where they were told apart, as JSON.
    pub middle: Option<String>,
    /// Changes to the state after, as JSON.
    pub after: String,
    /// Action, task and progress, as JSON.
    pub rest: String,
}

const TRANSITION: &str = "environment_id, sequence, digest, version, trajectory, step, verb, keyframe, before, \
     middle, after, rest";

impl Store {
    /// Transitions from a place on, in order.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn logged_transitions(
        &self,
        environment: &str,
        from: i64,
        limit: i64,
    ) -> Result<Vec<TransitionLine>, StoreError> {
        Ok(sqlx::query_as(sql!(
            "SELECT ",
            TRANSITION,
            " FROM transitions WHERE environment_id = $1 AND sequence >= $2 ORDER BY sequence LIMIT $3"
        ))
        .bind(environment)
        .bind(from)
        .bind(limit)
        .fetch_all(self.pool())
        .await?)
    }

    /// Place of the last whole state at or before a place.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn keyframe(&self, environment: &str, at: i64) -> Result<Option<i64>, StoreError> {
        let (place,): (Option<i64>,) = sqlx::query_as(
            "SELECT MAX(sequence) FROM transitions WHERE environment_id = $1 AND sequence <= $2 AND keyframe = 1",
        )
        .bind(environment)
        .bind(at)
        .fetch_one(self.pool())
        .await?;
        Ok(place)
    }
}

impl Write {
    /// Stores a transition; whether the same row was not stored already.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn log_transition(&mut self, line: &TransitionLine) -> Result<bool, StoreError> {
        let done = sqlx::query(sql!(
            "INSERT INTO transitions (",
            TRANSITION,
            ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) \
             ON CONFLICT (environment_id, digest) DO NOTHING"
        ))
        .bind(&line.environment_id)
        .bind(line.sequence)
        .bind(&line.digest)
        .bind(line.version)
        .bind(&line.trajectory)
        .bind(line.step)
        .bind(&line.verb)
        .bind(line.keyframe)
        .bind(&line.before)
        .bind(&line.middle)
        .bind(&line.after)
        .bind(&line.rest)
        .execute(self.connection())
        .await?;
        Ok(done.rows_affected() > 0)
    }

    /// Removes transitions of a deleted environment, at most so many; how many went.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn remove_transitions(&mut self, environment: &str, most: i64) -> Result<u64, StoreError> {
        let done = sqlx::query(
            "DELETE FROM transitions WHERE environment_id = $1 AND sequence IN \
             (SELECT sequence FROM transitions WHERE environment_id = $1 ORDER BY sequence LIMIT $2)",
        )
        .bind(environment)
        .bind(most)
        .execute(self.connection())
        .await?;
        Ok(done.rows_affected())
    }
}
