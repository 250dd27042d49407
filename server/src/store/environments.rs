//! Environments: their schemas' versions, what was learned to count of them, and the rows that were refused. The
//! transitions themselves stand in [`transitions`].

mod transitions;

use super::sql::{LAST, sql};
use super::{Store, StoreError, Write};
use crate::clock::Millis;

pub use transitions::TransitionLine;

/// An environment.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct EnvironmentRow {
    /// Identifier, `env_…`.
    pub id: String,
    /// The tenant.
    pub tenant_id: String,
    /// Name, unique among the tenant's.
    pub name: String,
    /// Newest version of its schema; 0 where none was given yet.
    pub version: i64,
    /// Place of the next transition.
    pub next_sequence: i64,
    /// Place of the next rejected row.
    pub next_reject: i64,
    /// Surprises of plans after which its world model is updated by itself; 0: never.
    pub update_after: i64,
    /// When it was registered.
    pub created_at: Millis,
    /// Who registered it.
    pub created_by: String,
}

/// One immutable version of an environment's schema.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct EnvironmentVersionRow {
    /// The environment.
    pub environment_id: String,
    /// Version, from 1.
    pub version: i64,
    /// SHA-256 over the document, hexadecimal.
    pub digest: String,
    /// The schema as JSON.
    pub document: String,
    /// When it was registered.
    pub created_at: Millis,
    /// Who registered it.
    pub created_by: String,
}

/// How often an action stands in the transitions.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct CoverageRow {
    /// The action.
    pub verb: String,
    /// Transitions that take it.
    pub transitions: i64,
    /// Those of them after which something was otherwise.
    pub changing: i64,
}

/// A row that was refused.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct RejectRow {
    /// The environment.
    pub environment_id: String,
    /// Place among the refused.
    pub ordinal: i64,
    /// SHA-256 of the line.
    pub digest: String,
    /// Number of the line in what was sent, from 1.
    pub line: i64,
    /// What is wrong with it, for programs.
    pub code: String,
    /// What is wrong with it, for people.
    pub detail: String,
    /// When it was refused.
    pub created_at: Millis,
}

const ENVIRONMENT: &str = "id, tenant_id, name, version, next_sequence, next_reject, update_after, created_at, \
     created_by";
const VERSION: &str = "environment_id, version, digest, document, created_at, created_by";
const REJECT: &str = "environment_id, ordinal, digest, line, code, detail, created_at";

impl Store {
    /// An environment of a tenant, by identifier or name.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn environment(&self, tenant: &str, key: &str) -> Result<Option<EnvironmentRow>, StoreError> {
        Ok(sqlx::query_as(sql!(
            "SELECT ",
            ENVIRONMENT,
            " FROM environments WHERE tenant_id = $1 AND (id = $2 OR name = $2) AND deleted_at IS NULL"
        ))
        .bind(tenant)
        .bind(key)
        .fetch_optional(self.pool())
        .await?)
    }

    /// A tenant's environments before a cursor, newest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn environments(
        &self,
        tenant: &str,
        before: Option<&str>,
        limit: i64,
    ) -> Result<Vec<EnvironmentRow>, StoreError> {
        Ok(sqlx::query_as(sql!(
            "SELECT ",
            ENVIRONMENT,
            " FROM environments WHERE tenant_id = $1 AND id < $2 AND deleted_at IS NULL ORDER BY id DESC LIMIT $3"
        ))
        .bind(tenant)
        .bind(before.unwrap_or(LAST))
        .bind(limit)
        .fetch_all(self.pool())
        .await?)
    }

    /// Environments of a tenant that are deleted but not all gone yet.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn deleted_environments(&self, tenant: &str) -> Result<Vec<String>, StoreError> {
        let rows: Vec<(String,)> =
            sqlx::query_as("SELECT id FROM environments WHERE tenant_id = $1 AND deleted_at IS NOT NULL ORDER BY id")
                .bind(tenant)
                .fetch_all(self.pool())
                .await?;
        Ok(rows.into_iter().map(|(id,)| id).collect())
    }

    /// One version of a schema.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn environment_version(
        &self,
        environment: &str,
        version: i64,
    ) -> Result<Option<EnvironmentVersionRow>, StoreError> {
        Ok(sqlx::query_as(sql!(
            "SELECT ",
            VERSION,
            " FROM environment_versions WHERE environment_id = $1 AND version = $2"
        ))
        .bind(environment)
        .bind(version)
        .fetch_optional(self.pool())
        .await?)
    }

    /// The versions of a schema below `before`, newest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn environment_versions(
        &self,
        environment: &str,
        before: i64,
        limit: i64,
    ) -> Result<Vec<EnvironmentVersionRow>, StoreError> {
        Ok(sqlx::query_as(sql!(
            "SELECT ",
            VERSION,
            " FROM environment_versions WHERE environment_id = $1 AND version < $2 ORDER BY version DESC LIMIT $3"
        ))
        .bind(environment)
        .bind(before)
        .bind(limit)
        .fetch_all(self.pool())
        .await?)
    }

    /// Transitions by verb, in the order of the verbs' bytes.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn environment_coverage(&self, environment: &str) -> Result<Vec<CoverageRow>, StoreError> {
        let mut rows: Vec<CoverageRow> = sqlx::query_as(
            "SELECT verb, transitions, changing FROM environment_coverage WHERE environment_id = $1 ORDER BY verb",
        )
        .bind(environment)
        .fetch_all(self.pool())
        .await?;
        // The databases collate otherwise.
        rows.sort_by(|a, b| a.verb.cmp(&b.verb));
        Ok(rows)
    }

    /// Refused rows below a place, newest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn environment_rejects(
        &self,
        environment: &str,
        before: i64,
        limit: i64,
    ) -> Result<Vec<RejectRow>, StoreError> {
        Ok(sqlx::query_as(sql!(
            "SELECT ",
            REJECT,
            " FROM environment_rejects WHERE environment_id = $1 AND ordinal < $2 ORDER BY ordinal DESC LIMIT $3"
        ))
        .bind(environment)
        .bind(before)
        .bind(limit)
        .fetch_all(self.pool())
        .await?)
    }
}

impl Write {
    /// Adds an environment.
    ///
    /// # Errors
    /// When the database fails, or the name is taken (a duplicate).
    pub async fn add_environment(&mut self, row: &EnvironmentRow) -> Result<(), StoreError> {
        sqlx::query(sql!("INSERT INTO environments (", ENVIRONMENT, ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)"))
            .bind(&row.id)
            .bind(&row.tenant_id)
            .bind(&row.name)
            .bind(row.version)
            .bind(row.next_sequence)
            .bind(row.next_reject)
            .bind(row.update_after)
            .bind(row.created_at)
            .bind(&row.created_by)
            .execute(self.connection())
            .await?;
        Ok(())
    }

    /// Locks an environment until the write ends, so that places are handed out once; none when it is deleted.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn lock_environment(&mut self, id: &str) -> Result<Option<EnvironmentRow>, StoreError> {
        Ok(sqlx::query_as(sql!(
            "UPDATE environments SET next_sequence = next_sequence WHERE id = $1 AND deleted_at IS NULL RETURNING ",
            ENVIRONMENT
        ))
        .bind(id)
        .fetch_optional(self.connection())
        .await?)
    }

    /// Moves the places of an environment on.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn advance_environment(&mut self, id: &str, sequence: i64, reject: i64) -> Result<(), StoreError> {
        sqlx::query("UPDATE environments SET next_sequence = $2, next_reject = $3 WHERE id = $1")
            .bind(id)
            .bind(sequence)
            .bind(reject)
            .execute(self.connection())
            .await?;
        Ok(())
    }

    /// Says after how many surprises an environment's world model is updated by itself.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn set_update_after(&mut self, id: &str, surprises: i64) -> Result<(), StoreError> {
        sqlx::query("UPDATE environments SET update_after = $2 WHERE id = $1")
            .bind(id)
            .bind(surprises)
            .execute(self.connection())
            .await?;
        Ok(())
    }

    /// Adds a version of a schema, and makes it the newest of its environment.
    ///
    /// # Errors
    /// When the database fails, or the version is there (a duplicate).
    pub async fn add_environment_version(&mut self, row: &EnvironmentVersionRow) -> Result<(), StoreError> {
        sqlx::query(sql!("INSERT INTO environment_versions (", VERSION, ") VALUES ($1, $2, $3, $4, $5, $6)"))
            .bind(&row.environment_id)
            .bind(row.version)
            .bind(&row.digest)
            .bind(&row.document)
            .bind(row.created_at)
            .bind(&row.created_by)
            .execute(self.connection())
            .await?;
        sqlx::query("UPDATE environments SET version = $2 WHERE id = $1")
            .bind(&row.environment_id)
            .bind(row.version)
            .execute(self.connection())
            .await?;
        Ok(())
    }

    /// Counts transitions of a verb, on top of those counted before.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn add_coverage(&mut self, environment: &str, more: &CoverageRow) -> Result<(), StoreError> {
        sqlx::query(
            "INSERT INTO environment_coverage (environment_id, verb, transitions, changing) VALUES ($1, $2, $3, $4) \
             ON CONFLICT (environment_id, verb) DO UPDATE SET \
             transitions = environment_coverage.transitions + excluded.transitions, \
             changing = environment_coverage.changing + excluded.changing",
        )
        .bind(environment)
        .bind(&more.verb)
        .bind(more.transitions)
        .bind(more.changing)
        .execute(self.connection())
        .await?;
        Ok(())
    }

    /// Keeps a refused row; whether its line was not kept already.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn add_reject(&mut self, row: &RejectRow) -> Result<bool, StoreError> {
        let done = sqlx::query(sql!(
            "INSERT INTO environment_rejects (",
            REJECT,
            ") VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (environment_id, digest) DO NOTHING"
        ))
        .bind(&row.environment_id)
        .bind(row.ordinal)
        .bind(&row.digest)
        .bind(row.line)
        .bind(&row.code)
        .bind(&row.detail)
        .bind(row.created_at)
        .execute(self.connection())
        .await?;
        Ok(done.rows_affected() > 0)
    }

    /// Forgets the refused rows below a place.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn forget_rejects(&mut self, environment: &str, below: i64) -> Result<(), StoreError> {
        sqlx::query("DELETE FROM environment_rejects WHERE environment_id = $1 AND ordinal < $2")
            .bind(environment)
            .bind(below)
            .execute(self.connection())
            .await?;
        Ok(())
    }

    /// Marks an environment as deleted: from then on nobody sees it, and its name is free. Whether it was there.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn mark_environment_deleted(&mut self, id: &str, at: Millis) -> Result<bool, StoreError> {
        let done = sqlx::query("UPDATE environments SET deleted_at = $2 WHERE id = $1 AND deleted_at IS NULL")
            .bind(id)
            .bind(at)
            .execute(self.connection())
            .await?;
        Ok(done.rows_affected() > 0)
    }

    /// Removes a deleted environment, whose transitions must be gone.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn remove_environment(&mut self, id: &str) -> Result<(), StoreError> {
        for statement in [
            "DELETE FROM environment_rejects WHERE environment_id = $1",
            "DELETE FROM environment_coverage WHERE environment_id = $1",
            "DELETE FROM environment_versions WHERE environment_id = $1",
            "DELETE FROM environments WHERE id = $1 AND deleted_at IS NOT NULL",
        ] {
            sqlx::query(statement).bind(id).execute(self.connection()).await?;
        }
        Ok(())
    }
}
