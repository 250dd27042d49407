//! Ingest: files become statements of memory. One job, many items; each item fails alone.
//!
//! An item goes through extract → segment → guard → encode → write → publish. Statements are written in
//! batches and become visible together, when their version is published in the same transaction as the
//! decision that records it. After a crash the job is taken up again: ended items stay ended, and a
//! version that was half written goes on where it stopped.

use std::sync::Arc;

use groundstate_guardrails::policy::Stage;
use groundstate_planner::device::queue::Lane;
use groundstate_planner::perception::{Encoding, Passage};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::extract::{self, ExtractError, Extracted, Limits, Source, isolate};
use super::library::pack;
use super::passages::{PassageDraft, PassagePolicy, passages};
use super::segment::{SegmentOptions, StatementDraft, segment};
use crate::app::App;
use crate::audit::{Record, RecordKind};
use crate::jobs::Lease;
use crate::problem::{Code, Problem};
use crate::store::{DocumentRow, ItemRow, NewStatement, NewVersion, StatementRow, StoreError};

/// Kind of the jobs that this module works on.
pub const KIND: &str = "ingest";
/// What the encoder reads around a statement: its paragraph, under its title and headings.
pub const PASSAGES: PassagePolicy = PassagePolicy::ParagraphWithHeading;
/// Passages encoded and written at a time.
const BATCH: usize = 24;

/// What is to be ingested, besides its bytes.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct IngestRequest {
    /// Title; the document's own when absent.
    pub title: Option<String>,
    /// Media type; sniffed when absent.
    pub media_type: Option<String>,
    /// Name of the file; only its extension is read.
    pub file_name: Option<String>,
    /// Access labels that a caller must hold to see it.
    pub labels: Vec<String>,
    /// Trust in the source, in `0..=1`.
    pub trust: f64,
}

/// How an item ended.
enum Ended {
    Published(DocumentRow),
    Unchanged(DocumentRow),
}

/// Why an item did not end well.
enum Stopped {
    /// The item is at fault: it fails, the job goes on.
    Item {
        code: String,
        detail: String,
    },
    /// The server is at fault, or the job should end: the item is tried again.
    Job(Problem),
    Cancelled,
}

impl From<Problem> for Stopped {
    fn from(problem: Problem) -> Self {
        Self::Job(problem)
    }
}

impl From<ExtractError> for Stopped {
    fn from(error: ExtractError) -> Self {
        Self::Item { code: error.code().to_owned(), detail: error.to_string() }
    }
}

impl From<StoreError> for Stopped {
    fn from(error: StoreError) -> Self {
        Self::Job(error.into())
    }
}

/// Works an ingest job off, item by item.
///
/// # Errors
/// When the server is at fault; the items that ended stay ended.
pub async fn ingest(app: &App, lease: &Lease) -> Result<(), Problem> {
    while let Some((item, content)) = app.store.next_item(&lease.job.id).await? {
        if lease.cancelled.is_cancelled() {
            return Ok(());
        }
        lease.say(format!("{} ({} of {})", item.source, item.ordinal + 1, lease.job.total));
        let ended = Item { app, lease, item: &item, tenant: &lease.job.tenant_id }.ingest(content).await;
        let ended = match ended {
            Ok(Ended::Published(document)) => outcome(&item, "succeeded", Some(&document), None),
            Ok(Ended::Unchanged(document)) => outcome(&item, "unchanged", Some(&document), None),
            Err(Stopped::Item { code, detail }) => {
                outcome(&item, "failed", None, Some(json!({"code": code, "detail": detail})))
            }
            Err(Stopped::Job(problem)) => return Err(problem),
            Err(Stopped::Cancelled) => return Ok(()),
        };
        metrics::counter!("groundstate_ingested_total", "status" => ended.status.clone()).increment(1);
        let mut write = app.store.write().await?;
        write.finish_item(&ended, app.clock.now()).await?;
        write.commit().await?;
    }
    Ok(())
}

fn outcome(item: &ItemRow, status: &str, document: Option<&DocumentRow>, error: Option<Value>) -> ItemRow {
    ItemRow {
        status: status.to_owned(),
        error: error.map(|error| error.to_string()),
        document_id: document.map(|document| document.id.clone()),
        version: document.map(|document| document.version),
        ..item.clone()
    }
}

/// One item in work.
struct Item<'a> {
    app: &'a App,
    lease: &'a Lease,
    item: &'a ItemRow,
    tenant: &'a str,
}

impl Item<'_> {
    async fn ingest(&self, content: Vec<u8>) -> Result<Ended, Stopped> {
        let request: IngestRequest = serde_json::from_str(&self.item.request).map_err(Problem::internal)?;
        let digest = digest(&content, &request);
        let known = self.app.store.document_by_source(self.tenant, &self.item.source).await?;
        if let Some(document) = known.as_ref().filter(|known| known.version > 0 && known.content_digest == digest) {
            return Ok(Ended::Unchanged(document.clone()));
        }
        let (extracted, statements) = self.read(content, &request).await?;
        self.guard(&statements).await?;
        let document = self.document(known, &request, (&extracted, statements.len()), digest).await?;
        self.write(&document, &extracted, &statements).await?;
        self.publish(&document).await?;
        Ok(Ended::Published(document))
    }

    async fn read(
        &self,
        content: Vec<u8>,
        request: &IngestRequest,
    ) -> Result<(Extracted, Vec<StatementDraft>), Stopped> {
        let limits = Limits { max_bytes: self.app.config.max_document_bytes, ..Limits::default() };
        let (media_type, file_name) = (request.media_type.as_deref(), request.file_name.as_deref());
        let detected = extract::detect(&Source { bytes: &content, media_type, file_name })?;
        let extracted = isolate::read(content.into(), detected, limits, &self.app.worker).await?;
        let segmented = tokio::task::spawn_blocking(move || {
            let statements = segment(&extracted, &SegmentOptions::default());
            (extracted, statements)
        });
        let (extracted, statements) = segmented.await.map_err(Problem::internal)?;
        if statements.is_empty() {
            return Err(ExtractError::Empty.into());
        }
        Ok((extracted, statements))
    }

    /// What the policy forbids to remember is not remembered: the item fails and says which objective.
    async fn guard(&self, statements: &[StatementDraft]) -> Result<(), Stopped> {
        let policy = self.app.guard.in_force(self.tenant, None).await?;
        let texts = statements.iter().map(|statement| statement.text.clone()).collect();
        let forbidden = self.app.guard.first_forbidden(&policy.policy, Stage::MemoryWrite, texts).await?;
        let Some((index, verdict)) = forbidden else { return self.alive() };
        let span = statements.get(index).map(|statement| statement.chars.clone()).unwrap_or_default();
        let detail = format!("`{}` at characters {}..{}: {}", verdict.objective, span.start, span.end, verdict.message);
        Err(Stopped::Item { code: "guardrail".to_owned(), detail })
    }

    fn alive(&self) -> Result<(), Stopped> {
        if self.lease.cancelled.is_cancelled() { Err(Stopped::Cancelled) } else { Ok(()) }
    }

    /// The document as it will stand; a new one is added at once, without a published version.
    async fn document(
        &self,
        known: Option<DocumentRow>,
        request: &IngestRequest,
        (extracted, statements): (&Extracted, usize),
        digest: String,
    ) -> Result<DocumentRow, Stopped> {
        let now = self.app.clock.now();
        let title = request.title.clone().or_else(|| extracted.title.clone());
        let document = DocumentRow {
            id: known.as_ref().map_or_else(|| self.app.clock.identifier("doc"), |known| known.id.clone()),
            tenant_id: self.tenant.to_owned(),
            source: self.item.source.clone(),
            title: title.unwrap_or_else(|| self.item.source.clone()),
            media_type: request.media_type.clone().unwrap_or_default(),
            labels: serde_json::to_string(&request.labels).map_err(Problem::internal)?,
            trust: request.trust,
            version: known.as_ref().map_or(0, |known| known.version) + 1,
            statements: i64::try_from(statements).map_err(Problem::internal)?,
            content_digest: digest,
            created_at: known.as_ref().map_or(now, |known| known.created_at),
            updated_at: now,
        };
        if known.is_none() {
            let unpublished = DocumentRow { version: 0, content_digest: String::new(), ..document.clone() };
            let mut write = self.app.store.write().await?;
            write.add_document(&unpublished).await?;
            write.commit().await?;
        }
        Ok(document)
    }

    async fn write(
        &self,
        document: &DocumentRow,
        extracted: &Extracted,
        statements: &[StatementDraft],
    ) -> Result<(), Stopped> {
        let mut write = self.app.store.write().await?;
        let new = NewVersion { document, text: &extracted.text };
        write.add_version(&new).await?;
        write.commit().await?;
        let drafts = self.passages(document, statements);
        let done = self.app.store.statements_written(&document.id, document.version).await?;
        let done = usize::try_from(done).unwrap_or_default();
        // Passages hold statements in order, so those already written are the first ones.
        let left: Vec<&PassageDraft> =
            drafts.iter().filter(|draft| draft.statements.last().is_some_and(|last| *last >= done)).collect();
        for batch in left.chunks(BATCH) {
            self.alive()?;
            let encodings = self.encode(batch).await?;
            let rows = self.rows(document, statements, batch, encodings);
            let mut write = self.app.store.write().await?;
            write.add_statements(self.tenant, &rows).await?;
            write.commit().await?;
            let written = batch.last().and_then(|draft| draft.statements.last()).map_or(0, |last| last + 1);
            let (source, all) = (&self.item.source, document.statements);
            self.lease.say(format!("{source}: {written} of {all} statements"));
        }
        Ok(())
    }

    fn passages(&self, document: &DocumentRow, statements: &[StatementDraft]) -> Vec<PassageDraft> {
        let encoder = Arc::clone(self.app.perception.encoder());
        let most = encoder.max_tokens().min(256).saturating_sub(2);
        let tokens = |text: &str| encoder.count_tokens(text).unwrap_or(most);
        passages(Some(&document.title), statements, PASSAGES, most, &tokens)
    }

    async fn encode(&self, batch: &[&PassageDraft]) -> Result<Vec<Vec<Encoding>>, Stopped> {
        let passages: Vec<Passage> =
            batch.iter().map(|draft| Passage { text: draft.text.clone(), spans: draft.spans.clone() }).collect();
        loop {
            match self.app.perception.encode(&passages, Lane::Bulk).await {
                // Questions go first: bulk work waits for its turn instead of failing.
                Err(problem) if problem.code == Code::Overloaded => {
                    tokio::time::sleep(std::time::Duration::from_millis(200)).await;
                    self.alive()?;
                }
                encoded => return Ok(encoded?),
            }
        }
    }

    fn rows(
        &self,
        document: &DocumentRow,
        statements: &[StatementDraft],
        batch: &[&PassageDraft],
        encodings: Vec<Vec<Encoding>>,
    ) -> Vec<NewStatement> {
        let indices = batch.iter().flat_map(|draft| draft.statements.iter().copied());
        let pairs = indices.zip(encodings.into_iter().flatten());
        let rows = pairs.filter_map(|(index, encoding)| {
            let row = row(document, statements.get(index)?);
            Some(NewStatement { row, pooled: pack(&encoding.pooled), tokens: encoding.tokens.to_bytes() })
        });
        rows.collect()
    }

    /// Makes the version visible, and says so in the log, in one transaction.
    async fn publish(&self, document: &DocumentRow) -> Result<(), Stopped> {
        let app = self.app;
        let mut write = app.store.write().await?;
        let revision = write.next_revision(self.tenant).await?;
        write.publish(document, revision).await?;
        let facts = json!({
            "document": document.id, "version": document.version, "content_digest": document.content_digest,
            "statements": document.statements, "revision": revision, "labels": document.labels, "trust": document.trust,
        });
        let principal = (self.tenant, self.lease.job.principal.as_str());
        let record = Record::by(RecordKind::Memory, "published", principal, facts)
            .with_detail(json!({"title": document.title, "source": document.source}));
        app.audit.append(&mut write, self.tenant, vec![record]).await?;
        write.commit().await?;
        Ok(())
    }
}

fn row(document: &DocumentRow, draft: &StatementDraft) -> StatementRow {
    StatementRow {
        id: 0,
        document_id: document.id.clone(),
        version: document.version,
        ordinal: i64::from(draft.ordinal),
        paragraph: i64::from(draft.block),
        kind: kind(draft),
        heading_path: serde_json::to_string(draft.heading_path.as_ref()).unwrap_or_else(|_| "[]".to_owned()),
        text: draft.text.clone(),
        span_start: i64::try_from(draft.chars.start).unwrap_or(i64::MAX),
        span_end: i64::try_from(draft.chars.end).unwrap_or(i64::MAX),
        requires: draft.requires.map(i64::from),
        labels: document.labels.clone(),
        trust: document.trust,
        created_at: document.updated_at,
        created_revision: None,
        superseded_revision: None,
    }
}

fn kind(draft: &StatementDraft) -> String {
    use extract::BlockKind;
    match draft.kind {
        BlockKind::Heading { .. } => "heading",
        BlockKind::Paragraph => "sentence",
        BlockKind::ListItem => "list_item",
        BlockKind::TableRow => "table_row",
        BlockKind::Record => "record",
        BlockKind::Quote => "quote",
        BlockKind::Code => "code",
    }
    .to_owned()
}

/// SHA-256 over bytes and metadata: what makes a document the same.
fn digest(content: &[u8], request: &IngestRequest) -> String {
    let metadata = serde_json::to_vec(request).unwrap_or_default();
    hex::encode(Sha256::new().chain_update(content).chain_update(metadata).finalize())
}
