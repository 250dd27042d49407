//! The in-process indexes of all tenants, kept up with the database.
//!
//! Before each question the tenant's revision is read; an index that is behind is caught up first. So a
//! replica never answers from a memory older than the one it was asked for, without any messages between
//! replicas. Nothing here is the only copy of anything.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use groundstate_planner::perception::TokenStates;
use sha2::{Digest, Sha256};

use super::index::{Addition, Delta, IndexedStatement, TenantIndex};
use crate::problem::Problem;
use crate::store::{Recallable, Store};

/// Rows read at a time while an index is caught up.
const PAGE: i64 = 2_000;

/// Where a statement stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Provenance {
    /// The document.
    pub document_id: Arc<str>,
    /// Its version.
    pub version: i64,
    /// Title of that version.
    pub title: Arc<str>,
    /// Where the document comes from.
    pub source: Arc<str>,
    /// Headings above the statement, outermost first, as a JSON list.
    pub heading_path: Arc<str>,
    /// Characters in the extracted text.
    pub span: (i64, i64),
}

/// One tenant's memory, ready for recall.
#[derive(Debug)]
pub struct Shelf {
    /// The index.
    pub index: TenantIndex,
    provenance: HashMap<i64, Provenance>,
    ordinals: HashMap<(u64, i64), i64>,
    documents: HashMap<String, Vec<i64>>,
}

impl Shelf {
    fn new(tenant: &str, dimension: usize) -> Self {
        Self {
            index: TenantIndex::new(tenant, dimension),
            provenance: HashMap::new(),
            ordinals: HashMap::new(),
            documents: HashMap::new(),
        }
    }

    /// Where a statement stands.
    #[must_use]
    pub fn provenance(&self, id: i64) -> Option<&Provenance> {
        self.provenance.get(&id)
    }
}

/// One tenant's shelf, shared by all requests.
#[derive(Debug)]
pub struct SharedShelf {
    shelf: RwLock<Shelf>,
    catching_up: tokio::sync::Mutex<()>,
}

impl SharedShelf {
    /// Reads the shelf. Call it on a blocking thread.
    pub fn read<T>(&self, work: impl FnOnce(&Shelf) -> T) -> T {
        work(&self.shelf.read().unwrap_or_else(PoisonError::into_inner))
    }

    fn revision(&self) -> i64 {
        self.read(|shelf| shelf.index.revision()).cast_signed()
    }

    /// A poisoned lock means that a change was applied in part: `Library` then starts over.
    fn change<T>(&self, work: impl FnOnce(&mut Shelf) -> T) -> T {
        work(&mut self.shelf.write().unwrap_or_else(PoisonError::into_inner))
    }
}

/// The shelves of all tenants.
#[derive(Debug)]
pub struct Library {
    store: Store,
    dimension: usize,
    shelves: Mutex<HashMap<String, Arc<SharedShelf>>>,
}

impl Library {
    /// A library over `store` for embeddings of `dimension` values.
    #[must_use]
    pub fn new(store: Store, dimension: usize) -> Self {
        Self { store, dimension, shelves: Mutex::new(HashMap::new()) }
    }

    /// The tenant's shelf, not older than the memory was when this was called, and its revision.
    ///
    /// # Errors
    /// `unavailable` when the database does not answer, `internal` when a row is not readable.
    pub async fn fresh(&self, tenant: &str) -> Result<(Arc<SharedShelf>, i64), Problem> {
        let revision = self.store.memory_revision(tenant).await?;
        let shelf = self.shelf(tenant);
        if shelf.revision() < revision {
            let _turn = shelf.catching_up.lock().await;
            let known = shelf.revision();
            if known < revision
                && let Err(problem) = self.catch_up(tenant, &shelf, (known, revision)).await
            {
                // Applied in part, perhaps: the next request starts from nothing.
                self.shelves.lock().unwrap_or_else(PoisonError::into_inner).remove(tenant);
                return Err(problem);
            }
        }
        Ok((shelf, revision))
    }

    fn shelf(&self, tenant: &str) -> Arc<SharedShelf> {
        let mut shelves = self.shelves.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(shelves.entry(tenant.to_owned()).or_insert_with(|| {
            Arc::new(SharedShelf {
                shelf: RwLock::new(Shelf::new(tenant, self.dimension)),
                catching_up: tokio::sync::Mutex::new(()),
            })
        }))
    }

    async fn catch_up(&self, tenant: &str, shelf: &SharedShelf, (known, until): (i64, i64)) -> Result<(), Problem> {
        let mut cursor = 0;
        loop {
            let rows = self.store.published_between(tenant, (known, until), cursor, PAGE).await?;
            let Some(last) = rows.last() else { break };
            cursor = last.row.id;
            let rows = rows.into_iter().map(Parsed::of).collect::<Result<Vec<_>, _>>()?;
            shelf.change(|shelf| add(shelf, tenant, known, rows))?;
        }
        let superseded = self.store.superseded_between(tenant, (known, until)).await?;
        let erased = self.store.erased_between(tenant, (known, until)).await?;
        shelf.change(|shelf| retire(shelf, tenant, (until, superseded, erased)))
    }
}

/// A row whose vectors have been read.
struct Parsed {
    row: Recallable,
    labels: Arc<[String]>,
    states: Arc<TokenStates>,
    pooled: Vec<f32>,
}

impl Parsed {
    fn of(row: Recallable) -> Result<Self, Problem> {
        let unreadable = |error: String| Problem::internal(format!("statement {}: {error}", row.row.id));
        let labels: Vec<String> =
            serde_json::from_str(&row.row.labels).map_err(|error| unreadable(error.to_string()))?;
        let states = TokenStates::from_bytes(&row.tokens).map_err(|error| unreadable(error.to_string()))?;
        let pooled = unpack(&row.pooled);
        Ok(Self { labels: labels.into(), states: Arc::new(states), pooled, row })
    }
}

fn add(shelf: &mut Shelf, tenant: &str, revision: i64, rows: Vec<Parsed>) -> Result<(), Problem> {
    let mut additions = Vec::with_capacity(rows.len());
    for parsed in rows {
        let row = &parsed.row.row;
        let document = key(&[&row.document_id, &row.version.to_string()]);
        shelf.ordinals.insert((document, row.ordinal), row.id);
        shelf.documents.entry(row.document_id.clone()).or_default().push(row.id);
        let requires = row.requires.and_then(|ordinal| shelf.ordinals.get(&(document, ordinal)).copied());
        let headings: Vec<String> = serde_json::from_str(&row.heading_path).map_err(Problem::internal)?;
        let path = std::iter::once(parsed.row.title.as_str()).chain(headings.iter().map(String::as_str));
        let heading: Arc<str> = path.collect::<Vec<_>>().join(" > ").into();
        shelf.provenance.insert(row.id, provenance(&parsed.row));
        additions.push(Addition {
            statement: IndexedStatement {
                id: row.id,
                text: row.text.clone().into(),
                heading,
                document,
                paragraph: key(&[&row.document_id, &row.version.to_string(), &row.paragraph.to_string()]),
                ordinal: u32::try_from(row.ordinal).unwrap_or(u32::MAX),
                requires,
                trust: row.trust as f32,
                recorded_at_ms: row.created_at,
                labels: parsed.labels,
                created_revision: row.created_revision.unwrap_or(i64::MAX).cast_unsigned(),
                // Noted below, in the order of revisions.
                superseded_revision: row.superseded_revision.map(i64::cast_unsigned),
                states: parsed.states,
            },
            pooled: parsed.pooled,
        });
    }
    let delta = Delta { tenant: tenant.to_owned(), revision: revision.cast_unsigned(), additions, ..Delta::default() };
    shelf.index.apply(delta).map_err(Problem::internal)?;
    Ok(())
}

fn provenance(row: &Recallable) -> Provenance {
    Provenance {
        document_id: row.row.document_id.as_str().into(),
        version: row.row.version,
        title: row.title.as_str().into(),
        source: row.source.as_str().into(),
        heading_path: row.row.heading_path.as_str().into(),
        span: (row.row.span_start, row.row.span_end),
    }
}

/// Notes supersessions at their own revisions, then erasures, and moves to `until`.
fn retire(
    shelf: &mut Shelf,
    tenant: &str,
    (until, mut superseded, erased): (i64, Vec<(i64, i64)>, Vec<String>),
) -> Result<(), Problem> {
    superseded.sort_by_key(|(id, revision)| (*revision, *id));
    for group in superseded.chunk_by(|left, right| left.1 == right.1) {
        let Some((_, revision)) = group.first() else { continue };
        let supersessions = group.iter().map(|(id, _)| *id).collect();
        let delta =
            Delta { tenant: tenant.to_owned(), revision: revision.cast_unsigned(), supersessions, ..Delta::default() };
        shelf.index.apply(delta).map_err(Problem::internal)?;
    }
    let deletions: Vec<i64> = erased.iter().filter_map(|document| shelf.documents.remove(document)).flatten().collect();
    for id in &deletions {
        shelf.provenance.remove(id);
    }
    if !deletions.is_empty() {
        let gone: std::collections::HashSet<i64> = deletions.iter().copied().collect();
        shelf.ordinals.retain(|_, id| !gone.contains(id));
    }
    let delta = Delta { tenant: tenant.to_owned(), revision: until.cast_unsigned(), deletions, ..Delta::default() };
    shelf.index.apply(delta).map_err(Problem::internal)?;
    Ok(())
}

/// A stable 64-bit key of a compound name: the first bytes of its SHA-256.
fn key(parts: &[&str]) -> u64 {
    let mut digest = Sha256::new();
    for part in parts {
        digest.update(part.as_bytes());
        digest.update([0]);
    }
    digest.finalize().iter().take(8).fold(0, |key, byte| (key << 8) | u64::from(*byte))
}

/// Little-endian `f32` from bytes.
fn unpack(bytes: &[u8]) -> Vec<f32> {
    bytes.chunks_exact(4).filter_map(|chunk| chunk.try_into().ok()).map(f32::from_le_bytes).collect()
}

/// Little-endian bytes of `f32`.
pub(super) fn pack(values: &[f32]) -> Vec<u8> {
    values.iter().flat_map(|value| value.to_le_bytes()).collect()
}
