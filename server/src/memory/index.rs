//! The in-process index of one tenant's statements.
//!
//! Recall is exact and deterministic: brute-force inner products over contiguous rows, and BM25 over an
//! inverted index, both restricted to what the caller may see at a snapshot. Everything that enters a
//! score (document frequencies, average length) is counted over exactly that set, so a score neither
//! changes with later writes nor tells anything about hidden statements.
//!
//! The index is a cache of database rows: it is rebuilt by applying them in batches. It has no locks;
//! its owner shares it behind one.

mod gate;
mod lexical;
mod recall;
mod vectors;
mod wordpieces;
mod words;

use std::collections::HashMap;
use std::sync::Arc;

use groundstate_planner::perception::TokenStates;

pub use gate::View;
pub use recall::{Hit, HitSource, RecallLimits, RecallQuery};
pub use wordpieces::Frequencies;

use self::gate::{Gate, LabelSets};
use self::lexical::Lexical;
use self::vectors::Vectors;
use self::wordpieces::Wordpieces;

/// Below this number of freed rows the index is not worth compacting.
const MIN_FREED: usize = 1024;

/// What the planner and the citations need to know of a statement.
#[derive(Clone, Debug, PartialEq)]
pub struct IndexedStatement {
    /// The statement's identifier in the database.
    pub id: i64,
    /// What is said.
    pub text: Box<str>,
    /// Title and heading path, for display and as context; shared by the statements of a section.
    pub heading: Arc<str>,
    /// Key of the document version: equal for its statements only.
    pub document: u64,
    /// Key of the paragraph: equal for its statements only.
    pub paragraph: u64,
    /// Position in the document.
    pub ordinal: u32,
    /// The statement without which this one cannot be understood.
    pub requires: Option<i64>,
    /// Trust in the source, 0 to 1.
    pub trust: f32,
    /// When the source was recorded, milliseconds since the Unix epoch.
    pub recorded_at_ms: i64,
    /// A caller must hold every one of these labels.
    pub labels: Arc<[String]>,
    /// The first revision that has the statement: for a new one, that of the change which adds it.
    pub created_revision: u64,
    /// The first revision that no longer has it.
    pub superseded_revision: Option<u64>,
    /// Token-level states.
    pub states: Arc<TokenStates>,
}

/// A statement with its pooled embedding, which the index keeps in rows of its own.
#[derive(Clone, Debug)]
pub struct Addition {
    /// The statement.
    pub statement: IndexedStatement,
    /// Pooled embedding, unit norm, the index's dimension.
    pub pooled: Vec<f32>,
}

/// A change of one tenant's memory.
#[derive(Clone, Debug, Default)]
pub struct Delta {
    /// Whose memory changes.
    pub tenant: String,
    /// The revision that the change leads to.
    pub revision: u64,
    /// New statements.
    pub additions: Vec<Addition>,
    /// Statements that this revision no longer has: identifiers. They stay for older snapshots.
    pub supersessions: Vec<i64>,
    /// Statements that are removed for good, from every snapshot: identifiers.
    pub deletions: Vec<i64>,
}

/// What a change did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Applied {
    /// Statements added.
    pub added: usize,
    /// Statements superseded; identifiers that the index does not know are not counted.
    pub superseded: usize,
    /// Statements removed; identifiers that the index does not know are not counted.
    pub deleted: usize,
}

/// Why a change was refused. A refused change leaves the index as it was.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum IndexError {
    /// The change belongs to somebody else.
    #[error("the change belongs to another tenant")]
    WrongTenant,
    /// The change is older than the index.
    #[error("revision {revision} is older than the index at {current}")]
    StaleRevision {
        /// The change's revision.
        revision: u64,
        /// The index's revision.
        current: u64,
    },
    /// An embedding does not fit the index.
    #[error("the embedding of statement {id} has no {dimension} finite values")]
    Embedding {
        /// The statement.
        id: i64,
        /// The index's dimension.
        dimension: usize,
    },
    /// A statement is there already, or twice in the change.
    #[error("statement {id} is indexed already")]
    Duplicate {
        /// The statement.
        id: i64,
    },
    /// Row numbers are 32 bits wide.
    #[error("the index is full")]
    Full,
}

/// Memory held by an index, bytes, without the allocator's overhead.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Footprint {
    /// Statements held, superseded ones included.
    pub statements: usize,
    /// Pooled embeddings.
    pub pooled: usize,
    /// Token states.
    pub states: usize,
    /// Inverted index of words.
    pub lexical: usize,
    /// Inverted index of wordpieces.
    pub wordpieces: usize,
    /// Texts and everything else.
    pub statements_bytes: usize,
}

impl Footprint {
    /// The sum, bytes.
    #[must_use]
    pub fn total(&self) -> usize {
        self.pooled + self.states + self.lexical + self.wordpieces + self.statements_bytes
    }
}

/// The statements of one tenant, ready for recall.
#[derive(Debug)]
pub struct TenantIndex {
    tenant: String,
    revision: u64,
    statements: Vec<Option<IndexedStatement>>,
    gates: Vec<Gate>,
    rows: HashMap<i64, u32>,
    paragraphs: HashMap<u64, Vec<u32>>,
    label_sets: LabelSets,
    vectors: Vectors,
    lexical: Lexical,
    wordpieces: Wordpieces,
    freed: usize,
}

impl TenantIndex {
    /// An empty index for embeddings of `dimension` values.
    #[must_use]
    pub fn new(tenant: &str, dimension: usize) -> Self {
        Self {
            tenant: tenant.to_owned(),
            revision: 0,
            statements: Vec::new(),
            gates: Vec::new(),
            rows: HashMap::new(),
            paragraphs: HashMap::new(),
            label_sets: LabelSets::default(),
            vectors: Vectors::new(dimension),
            lexical: Lexical::default(),
            wordpieces: Wordpieces::default(),
            freed: 0,
        }
    }

    /// The tenant.
    #[must_use]
    pub fn tenant(&self) -> &str {
        &self.tenant
    }

    /// The latest revision applied: the snapshot for a new question.
    #[must_use]
    pub fn revision(&self) -> u64 {
        self.revision
    }

    /// Statements held, superseded ones included.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether nothing is held.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Applies a change, wholly or not at all. Rebuilding from the database is applying its rows in
    /// batches of one revision.
    ///
    /// # Errors
    /// [`IndexError`].
    pub fn apply(&mut self, delta: Delta) -> Result<Applied, IndexError> {
        self.admit(&delta)?;
        self.revision = delta.revision;
        let mut applied = Applied { added: delta.additions.len(), ..Applied::default() };
        for addition in delta.additions {
            self.add(addition)?;
        }
        for id in delta.supersessions {
            applied.superseded += usize::from(self.supersede(id, delta.revision));
        }
        for id in delta.deletions {
            applied.deleted += usize::from(self.delete(id));
        }
        if self.freed >= MIN_FREED && self.freed * 2 > self.statements.len() {
            self.compact()?;
        }
        Ok(applied)
    }

    /// A statement that the view shows.
    #[must_use]
    pub fn get(&self, id: i64, view: &View) -> Option<&IndexedStatement> {
        let row = *self.rows.get(&id)?;
        let allowed = self.label_sets.allowed(view);
        let visible = self.gates.get(row as usize)?.admits(view.snapshot(), &allowed);
        self.statement(row).filter(|_| visible)
    }

    /// The pooled embedding of a statement that the view shows.
    #[must_use]
    pub fn pooled(&self, id: i64, view: &View) -> Option<&[f32]> {
        self.get(id, view)?;
        self.rows.get(&id).map(|row| self.vectors.row(*row))
    }

    /// The statements of a paragraph that the view shows, in document order.
    #[must_use]
    pub fn paragraph(&self, key: u64, view: &View) -> Vec<&IndexedStatement> {
        let rows = self.paragraphs.get(&key).map(Vec::as_slice).unwrap_or_default();
        let ids = rows.iter().filter_map(|row| self.statement(*row)).map(|statement| statement.id);
        let mut statements: Vec<_> = ids.filter_map(|id| self.get(id, view)).collect();
        statements.sort_by_key(|statement| (statement.ordinal, statement.id));
        statements
    }

    /// In how many of the statements that the view shows each wordpiece occurs.
    #[must_use]
    pub fn frequencies(&self, wordpieces: &[u32], view: &View) -> Frequencies {
        self.wordpieces.frequencies(wordpieces, &self.visible(view))
    }

    /// Memory held.
    #[must_use]
    pub fn footprint(&self) -> Footprint {
        let held = self.statements.iter().flatten();
        let (states, texts) = held.fold((0, 0), |(states, texts), statement| {
            let tokens = statement.states.len() * (statement.states.dimension() + 8);
            (states + tokens, texts + statement.text.len())
        });
        let row =
            size_of::<Option<IndexedStatement>>() + size_of::<Gate>() + size_of::<(i64, u32)>() + size_of::<u32>();
        Footprint {
            statements: self.rows.len(),
            pooled: self.vectors.bytes(),
            states,
            lexical: self.lexical.bytes(),
            wordpieces: self.wordpieces.bytes(),
            statements_bytes: texts + self.statements.len() * row,
        }
    }

    fn admit(&self, delta: &Delta) -> Result<(), IndexError> {
        if delta.tenant != self.tenant {
            return Err(IndexError::WrongTenant);
        }
        if delta.revision < self.revision {
            return Err(IndexError::StaleRevision { revision: delta.revision, current: self.revision });
        }
        if u32::try_from(self.statements.len() + delta.additions.len()).is_err() {
            return Err(IndexError::Full);
        }
        let mut seen = std::collections::HashSet::new();
        for addition in &delta.additions {
            let id = addition.statement.id;
            let dimension = self.vectors.dimension();
            if addition.pooled.len() != dimension || addition.pooled.iter().any(|value| !value.is_finite()) {
                return Err(IndexError::Embedding { id, dimension });
            }
            if self.rows.contains_key(&id) || !seen.insert(id) {
                return Err(IndexError::Duplicate { id });
            }
        }
        Ok(())
    }

    fn add(&mut self, addition: Addition) -> Result<(), IndexError> {
        let Addition { statement, pooled } = addition;
        let row = u32::try_from(self.statements.len()).map_err(|_| IndexError::Full)?;
        self.gates.push(Gate {
            created: statement.created_revision,
            superseded: statement.superseded_revision.unwrap_or(u64::MAX),
            labels: self.label_sets.intern(&statement.labels),
        });
        self.vectors.push(&pooled);
        self.lexical.add(row, &statement.text);
        self.wordpieces.add(row, statement.states.ids());
        self.paragraphs.entry(statement.paragraph).or_default().push(row);
        self.rows.insert(statement.id, row);
        self.statements.push(Some(statement));
        Ok(())
    }

    fn supersede(&mut self, id: i64, revision: u64) -> bool {
        let Some(row) = self.rows.get(&id).map(|row| *row as usize) else { return false };
        let (Some(gate), Some(Some(statement))) = (self.gates.get_mut(row), self.statements.get_mut(row)) else {
            return false;
        };
        gate.superseded = gate.superseded.min(revision);
        statement.superseded_revision = Some(gate.superseded);
        true
    }

    fn delete(&mut self, id: i64) -> bool {
        let Some(row) = self.rows.remove(&id) else { return false };
        let Some(statement) = self.statements.get_mut(row as usize).and_then(Option::take) else { return false };
        if let Some(gate) = self.gates.get_mut(row as usize) {
            *gate = Gate::CLOSED;
        }
        self.vectors.clear(row);
        self.lexical.remove(row, &statement.text);
        self.wordpieces.remove(row, statement.states.ids());
        if let Some(rows) = self.paragraphs.get_mut(&statement.paragraph) {
            rows.retain(|other| *other != row);
            if rows.is_empty() {
                self.paragraphs.remove(&statement.paragraph);
            }
        }
        self.freed += 1;
        true
    }

    /// Rebuilds the index without its freed rows.
    fn compact(&mut self) -> Result<(), IndexError> {
        let mut fresh = Self::new(&self.tenant, self.vectors.dimension());
        fresh.revision = self.revision;
        for (row, statement) in std::mem::take(&mut self.statements).into_iter().enumerate() {
            if let (Some(statement), Ok(row)) = (statement, u32::try_from(row)) {
                fresh.add(Addition { pooled: self.vectors.row(row).to_vec(), statement })?;
            }
        }
        *self = fresh;
        Ok(())
    }

    fn statement(&self, row: u32) -> Option<&IndexedStatement> {
        self.statements.get(row as usize)?.as_ref()
    }

    fn visible(&self, view: &View) -> gate::RowSet {
        let allowed = self.label_sets.allowed(view);
        self.gates.iter().map(|gate| gate.admits(view.snapshot(), &allowed)).collect()
    }
}
