//! Documents and their versions.

use sqlx::Row;

use super::sql::{LAST, sql};
use super::{Store, StoreError, Write};
use crate::clock::Millis;

/// A document as it stands: its newest published version.
#[derive(Clone, Debug, PartialEq, sqlx::FromRow)]
pub struct DocumentRow {
    /// Identifier, `doc_…`.
    pub id: String,
    /// The tenant that it belongs to.
    pub tenant_id: String,
    /// Where it comes from; one document a source and tenant.
    pub source: String,
    /// Title.
    pub title: String,
    /// Media type as ingested.
    pub media_type: String,
    /// Access labels a caller must hold, as a JSON list.
    pub labels: String,
    /// Source trust in `0..=1`.
    pub trust: f64,
    /// Newest published version; 0 before the first is published.
    pub version: i64,
    /// Number of statements in that version.
    pub statements: i64,
    /// SHA-256 of the newest version's bytes and metadata.
    pub content_digest: String,
    /// When it was first ingested.
    pub created_at: Millis,
    /// When its newest version was published.
    pub updated_at: Millis,
}

/// One version of a document.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct VersionRow {
    /// The document.
    pub document_id: String,
    /// Number, from 1.
    pub version: i64,
    /// Title of this version.
    pub title: String,
    /// Media type of this version.
    pub media_type: String,
    /// SHA-256 of its bytes and metadata.
    pub content_digest: String,
    /// Number of statements.
    pub statements: i64,
    /// The memory revision that published it; absent while it is being ingested.
    pub revision: Option<i64>,
    /// When it was ingested.
    pub created_at: Millis,
}

/// A version to be written, not yet published.
#[derive(Clone, Debug)]
pub struct NewVersion<'a> {
    /// The document as it will stand once published.
    pub document: &'a DocumentRow,
    /// The extracted text that spans refer to.
    pub text: &'a str,
}

const COLUMNS: &str = "d.id, d.tenant_id, d.source, d.title, d.media_type, d.labels, d.trust, d.version, d.content_digest, d.created_at, \
     d.updated_at, COALESCE((SELECT v.statements FROM document_versions v \
     WHERE v.document_id = d.id AND v.version = d.version), 0) AS statements";
const VERSION_COLUMNS: &str =
    "document_id, version, title, media_type, content_digest, statements, revision, created_at";

impl Store {
    /// A tenant's document.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn document(&self, tenant: &str, id: &str) -> Result<Option<DocumentRow>, StoreError> {
        Ok(sqlx::query_as(sql!("SELECT ", COLUMNS, " FROM documents d WHERE d.tenant_id = $1 AND d.id = $2"))
            .bind(tenant)
            .bind(id)
            .fetch_optional(self.pool())
            .await?)
    }

    /// A tenant's document by its source.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn document_by_source(&self, tenant: &str, source: &str) -> Result<Option<DocumentRow>, StoreError> {
        Ok(sqlx::query_as(sql!("SELECT ", COLUMNS, " FROM documents d WHERE d.tenant_id = $1 AND d.source = $2"))
            .bind(tenant)
            .bind(source)
            .fetch_optional(self.pool())
            .await?)
    }

    /// A tenant's published documents, newest first, those before `cursor`.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn documents(
        &self,
        tenant: &str,
        cursor: Option<&str>,
        limit: i64,
    ) -> Result<Vec<DocumentRow>, StoreError> {
        Ok(sqlx::query_as(sql!(
            "SELECT ",
            COLUMNS,
            " FROM documents d WHERE d.tenant_id = $1 AND d.version > 0 AND d.id < $2 ORDER BY d.id DESC LIMIT $3"
        ))
        .bind(tenant)
        .bind(cursor.unwrap_or(LAST))
        .bind(limit)
        .fetch_all(self.pool())
        .await?)
    }

    /// The versions of a document, newest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn versions(&self, tenant: &str, document: &str) -> Result<Vec<VersionRow>, StoreError> {
        Ok(sqlx::query_as(sql!(
            "SELECT ",
            VERSION_COLUMNS,
            " FROM document_versions WHERE tenant_id = $1 AND document_id = $2 ORDER BY version DESC"
        ))
        .bind(tenant)
        .bind(document)
        .fetch_all(self.pool())
        .await?)
    }

    /// The extracted text of a version.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn version_text(&self, tenant: &str, document: &str, version: i64) -> Result<Option<String>, StoreError> {
        let row = sqlx::query(
            "SELECT text FROM document_versions WHERE tenant_id = $1 AND document_id = $2 AND version = $3",
        )
        .bind(tenant)
        .bind(document)
        .bind(version)
        .fetch_optional(self.pool())
        .await?;
        row.map(|row| Ok(row.try_get(0)?)).transpose()
    }
}

impl Write {
    /// Adds a document that has no published version yet.
    ///
    /// # Errors
    /// When the source is taken or the database fails.
    pub async fn add_document(&mut self, document: &DocumentRow) -> Result<(), StoreError> {
        sqlx::query(
            "INSERT INTO documents (id, tenant_id, source, title, media_type, labels, trust, version, content_digest, \
             created_at, updated_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        )
        .bind(&document.id)
        .bind(&document.tenant_id)
        .bind(&document.source)
        .bind(&document.title)
        .bind(&document.media_type)
        .bind(&document.labels)
        .bind(document.trust)
        .bind(document.version)
        .bind(&document.content_digest)
        .bind(document.created_at)
        .bind(document.updated_at)
        .execute(self.connection())
        .await?;
        Ok(())
    }

    /// Adds a version that is not visible until it is published. An unfinished one of the same number
    /// is replaced, with its statements, unless its content is the same: then its statements stay.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn add_version(&mut self, new: &NewVersion<'_>) -> Result<(), StoreError> {
        let document = new.document;
        sqlx::query(
            "DELETE FROM document_versions \
             WHERE document_id = $1 AND version = $2 AND revision IS NULL AND content_digest <> $3",
        )
        .bind(&document.id)
        .bind(document.version)
        .bind(&document.content_digest)
        .execute(self.connection())
        .await?;
        sqlx::query(
            "INSERT INTO document_versions \
             (document_id, version, tenant_id, title, media_type, content_digest, text, statements, created_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (document_id, version) DO NOTHING",
        )
        .bind(&document.id)
        .bind(document.version)
        .bind(&document.tenant_id)
        .bind(&document.title)
        .bind(&document.media_type)
        .bind(&document.content_digest)
        .bind(new.text)
        .bind(document.statements)
        .bind(document.updated_at)
        .execute(self.connection())
        .await?;
        Ok(())
    }

    /// Publishes a version at `revision`: its statements become visible, older ones are superseded,
    /// and the document stands as given.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn publish(&mut self, document: &DocumentRow, revision: i64) -> Result<(), StoreError> {
        sqlx::query(
            "UPDATE statements SET superseded_revision = $3 WHERE document_id = $1 AND version < $2 \
             AND created_revision IS NOT NULL AND superseded_revision IS NULL",
        )
        .bind(&document.id)
        .bind(document.version)
        .bind(revision)
        .execute(self.connection())
        .await?;
        sqlx::query("UPDATE statements SET created_revision = $3 WHERE document_id = $1 AND version = $2")
            .bind(&document.id)
            .bind(document.version)
            .bind(revision)
            .execute(self.connection())
            .await?;
        sqlx::query("UPDATE document_versions SET revision = $3 WHERE document_id = $1 AND version = $2")
            .bind(&document.id)
            .bind(document.version)
            .bind(revision)
            .execute(self.connection())
            .await?;
        sqlx::query(
            "UPDATE documents SET title = $2, media_type = $3, labels = $4, trust = $5, version = $6, \
             content_digest = $7, updated_at = $8 WHERE id = $1",
        )
        .bind(&document.id)
        .bind(&document.title)
        .bind(&document.media_type)
        .bind(&document.labels)
        .bind(document.trust)
        .bind(document.version)
        .bind(&document.content_digest)
        .bind(document.updated_at)
        .execute(self.connection())
        .await?;
        Ok(())
    }

    /// Erases a document with all its versions and statements, and notes the erasure for replicas.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn erase_document(&mut self, tenant: &str, id: &str, revision: i64) -> Result<bool, StoreError> {
        let done = sqlx::query("DELETE FROM documents WHERE tenant_id = $1 AND id = $2")
            .bind(tenant)
            .bind(id)
            .execute(self.connection())
            .await?;
        if done.rows_affected() == 0 {
            return Ok(false);
        }
        sqlx::query("INSERT INTO erasures (tenant_id, revision, document_id) VALUES ($1, $2, $3)")
            .bind(tenant)
            .bind(revision)
            .bind(id)
            .execute(self.connection())
            .await?;
        Ok(true)
    }
}
