//! Statements: one sentence (list item, table row, record) each, with provenance and vectors.

use sqlx::Row;

use super::sql::sql;
use super::{Backend, Store, StoreError, Write};
use crate::clock::Millis;

/// One statement, without its vectors.
#[derive(Clone, Debug, PartialEq, sqlx::FromRow)]
pub struct StatementRow {
    /// Identifier, rising with insertion.
    pub id: i64,
    /// The document that says it.
    pub document_id: String,
    /// The version of the document.
    pub version: i64,
    /// Position in the version, from 0.
    pub ordinal: i64,
    /// Paragraph number in the version.
    pub paragraph: i64,
    /// `sentence`, `list_item`, `table_row`, `record` …
    pub kind: String,
    /// Headings above it, outermost first, as a JSON list.
    pub heading_path: String,
    /// The statement.
    pub text: String,
    /// First character in the extracted text.
    pub span_start: i64,
    /// One past the last character in the extracted text.
    pub span_end: i64,
    /// Ordinal of the statement without which this one cannot stand.
    pub requires: Option<i64>,
    /// Access labels a caller must hold, as a JSON list.
    pub labels: String,
    /// Source trust in `0..=1`.
    pub trust: f64,
    /// When its version was ingested.
    pub created_at: Millis,
    /// First revision that has it.
    pub created_revision: Option<i64>,
    /// First revision that has it no more.
    pub superseded_revision: Option<i64>,
}

/// A statement as the in-process index needs it.
#[derive(Clone, Debug, PartialEq, sqlx::FromRow)]
pub struct Recallable {
    /// The statement.
    #[sqlx(flatten)]
    pub row: StatementRow,
    /// Title of its version.
    pub title: String,
    /// Where its document comes from.
    pub source: String,
    /// Pooled embedding, little-endian `f32`.
    pub pooled: Vec<u8>,
    /// Token states, in the planner's format.
    pub tokens: Vec<u8>,
}

/// A statement to be written.
#[derive(Clone, Debug)]
pub struct NewStatement {
    /// The statement; its identifier and revisions are ignored.
    pub row: StatementRow,
    /// Pooled embedding, little-endian `f32`.
    pub pooled: Vec<u8>,
    /// Token states, in the planner's format.
    pub tokens: Vec<u8>,
}

const COLUMNS: &str = "s.id, s.document_id, s.version, s.ordinal, s.paragraph, s.kind, s.heading_path, s.text, \
     s.span_start, s.span_end, s.requires, s.labels, s.trust, s.created_at, s.created_revision, s.superseded_revision";

impl Store {
    /// A tenant's published statement.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn statement(&self, tenant: &str, id: i64) -> Result<Option<StatementRow>, StoreError> {
        Ok(sqlx::query_as(sql!(
            "SELECT ",
            COLUMNS,
            " FROM statements s WHERE s.tenant_id = $1 AND s.id = $2 AND s.created_revision IS NOT NULL"
        ))
        .bind(tenant)
        .bind(id)
        .fetch_optional(self.pool())
        .await?)
    }

    /// The statements of a document's version in order, those after ordinal `after`.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn statements_of(
        &self,
        document: &str,
        version: i64,
        after: i64,
        limit: i64,
    ) -> Result<Vec<StatementRow>, StoreError> {
        Ok(sqlx::query_as(sql!(
            "SELECT ",
            COLUMNS,
            " FROM statements s WHERE s.document_id = $1 AND s.version = $2 AND s.ordinal > $3 \
             ORDER BY s.ordinal LIMIT $4"
        ))
        .bind(document)
        .bind(version)
        .bind(after)
        .bind(limit)
        .fetch_all(self.pool())
        .await?)
    }

    /// How many statements of a version are written already: ingestion goes on from there.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn statements_written(&self, document: &str, version: i64) -> Result<i64, StoreError> {
        let row = sqlx::query("SELECT COUNT(*) FROM statements WHERE document_id = $1 AND version = $2")
            .bind(document)
            .bind(version)
            .fetch_one(self.pool())
            .await?;
        Ok(row.try_get(0)?)
    }

    /// Statements published in `(after, until]`, by identifier, those above `cursor`: what an index lacks.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn published_between(
        &self,
        tenant: &str,
        (after, until): (i64, i64),
        cursor: i64,
        limit: i64,
    ) -> Result<Vec<Recallable>, StoreError> {
        Ok(sqlx::query_as(sql!(
            "SELECT ",
            COLUMNS,
            ", v.title, d.source, s.pooled, s.tokens FROM statements s \
             JOIN document_versions v ON v.document_id = s.document_id AND v.version = s.version \
             JOIN documents d ON d.id = s.document_id \
             WHERE s.tenant_id = $1 AND s.created_revision > $2 AND s.created_revision <= $3 AND s.id > $4 \
             ORDER BY s.id LIMIT $5"
        ))
        .bind(tenant)
        .bind(after)
        .bind(until)
        .bind(cursor)
        .bind(limit)
        .fetch_all(self.pool())
        .await?)
    }

    /// Identifiers and revisions of statements superseded in `(after, until]`.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn superseded_between(
        &self,
        tenant: &str,
        (after, until): (i64, i64),
    ) -> Result<Vec<(i64, i64)>, StoreError> {
        Ok(sqlx::query_as(
            "SELECT id, superseded_revision FROM statements \
             WHERE tenant_id = $1 AND superseded_revision > $2 AND superseded_revision <= $3 ORDER BY id",
        )
        .bind(tenant)
        .bind(after)
        .bind(until)
        .fetch_all(self.pool())
        .await?)
    }

    /// Documents erased in `(after, until]`.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn erased_between(&self, tenant: &str, (after, until): (i64, i64)) -> Result<Vec<String>, StoreError> {
        let rows: Vec<(String,)> = sqlx::query_as(
            "SELECT document_id FROM erasures WHERE tenant_id = $1 AND revision > $2 AND revision <= $3",
        )
        .bind(tenant)
        .bind(after)
        .bind(until)
        .fetch_all(self.pool())
        .await?;
        Ok(rows.into_iter().map(|(id,)| id).collect())
    }

    /// The live statements that hold all of the words, compared by their stems, in order of identifier, those after
    /// `after`. Without words: none.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn statements_with(
        &self,
        tenant: &str,
        words: &[String],
        after: i64,
        limit: i64,
    ) -> Result<Vec<StatementRow>, StoreError> {
        let words: Vec<&String> = words.iter().filter(|word| word.contains(char::is_alphanumeric)).collect();
        // Quoted, so that nothing in a word is an operator of either query language.
        let quoted = |quote: char, word: &str| format!("{quote}{}{quote}", word.replace([quote, '\\'], " "));
        let all = |quote, and: &str| words.iter().map(|word| quoted(quote, word)).collect::<Vec<_>>().join(and);
        let (sql, query) = match self.backend() {
            _ if words.is_empty() => return Ok(Vec::new()),
            Backend::Sqlite => (
                sql!(
                    "SELECT ",
                    COLUMNS,
                    " FROM statements_text t JOIN statements s ON s.id = t.rowid \
                     WHERE t.statements_text MATCH $2 AND s.tenant_id = $1 AND s.created_revision IS NOT NULL \
                     AND s.superseded_revision IS NULL AND s.id > $3 ORDER BY s.id LIMIT $4"
                ),
                all('"', " "),
            ),
            Backend::Postgres => (
                sql!(
                    "SELECT ",
                    COLUMNS,
                    " FROM statements s WHERE s.lexemes @@ to_tsquery('english', $2) AND s.tenant_id = $1 \
                     AND s.created_revision IS NOT NULL AND s.superseded_revision IS NULL AND s.id > $3 \
                     ORDER BY s.id LIMIT $4"
                ),
                all('\'', " & "),
            ),
        };
        Ok(sqlx::query_as(sql).bind(tenant).bind(query).bind(after).bind(limit).fetch_all(self.pool()).await?)
    }
}

impl Write {
    /// Adds the statements of a version, not visible until it is published. Those already written stay.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn add_statements(&mut self, tenant: &str, statements: &[NewStatement]) -> Result<(), StoreError> {
        for NewStatement { row, pooled, tokens } in statements {
            sqlx::query(
                "INSERT INTO statements (tenant_id, document_id, version, ordinal, paragraph, kind, heading_path, text, \
                 span_start, span_end, requires, labels, trust, created_at, pooled, tokens) \
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16) \
                 ON CONFLICT (document_id, version, ordinal) DO NOTHING",
            )
            .bind(tenant)
            .bind(&row.document_id)
            .bind(row.version)
            .bind(row.ordinal)
            .bind(row.paragraph)
            .bind(&row.kind)
            .bind(&row.heading_path)
            .bind(&row.text)
            .bind(row.span_start)
            .bind(row.span_end)
            .bind(row.requires)
            .bind(&row.labels)
            .bind(row.trust)
            .bind(row.created_at)
            .bind(pooled)
            .bind(tokens)
            .execute(self.connection())
            .await?;
        }
        Ok(())
    }
}
