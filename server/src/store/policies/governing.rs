//! What governs a caller, as the database has it at one moment.

use sqlx::any::AnyRow;
use sqlx::{FromRow, Row};

use super::{COLUMNS, PolicyRow};
use crate::store::sql::sql;
use crate::store::{Store, StoreError};

/// A policy at a place, and a version of it at work: one row a version, and one where no version is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GoverningRow {
    /// `tenant`, `application` or `key`, where it is attached; [`Self::NAMED`] where it was asked for.
    pub level: String,
    /// Identifier of what it is attached to; the tenant where it was asked for.
    pub target: String,
    /// Its name.
    pub policy: String,
    /// The version in force or in shadow.
    pub version: Option<PolicyRow>,
}

impl GoverningRow {
    /// The level of a policy that was asked for by name.
    pub const NAMED: &'static str = "named";
}

impl FromRow<'_, AnyRow> for GoverningRow {
    fn from_row(row: &AnyRow) -> Result<Self, sqlx::Error> {
        let version = row.try_get::<Option<i64>, _>("version")?.map(|_| PolicyRow::from_row(row)).transpose()?;
        Ok(Self {
            level: row.try_get("level")?,
            target: row.try_get("target")?,
            policy: row.try_get("policy")?,
            version,
        })
    }
}

impl Store {
    /// The policy of a name, and those attached to a tenant, an application and a key, where an empty identifier has nothing. Read with
    /// one statement: an attachment and what it names are of one moment.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn governing(
        &self,
        tenant: &str,
        (application, key): (&str, &str),
        named: &str,
    ) -> Result<Vec<GoverningRow>, StoreError> {
        Ok(sqlx::query_as(sql!(
            "SELECT level, target, policy, ",
            COLUMNS,
            " FROM (SELECT level, target, policy FROM policy_attachments WHERE tenant_id = $1 \
             AND ((level = 'tenant' AND target = $1) OR (level = 'application' AND target = $2) \
             OR (level = 'key' AND target = $3)) UNION ALL SELECT '",
            GoverningRow::NAMED,
            "', CAST($1 AS TEXT), CAST($4 AS TEXT)) places \
             LEFT JOIN policies ON tenant_id = $1 AND name = policy AND status IN ('active', 'shadow')"
        ))
        .bind(tenant)
        .bind(application)
        .bind(key)
        .bind(named)
        .fetch_all(self.pool())
        .await?)
    }
}
