//! Evidence: everything that an answer is decided from, gathered from one snapshot of memory.

use std::collections::BTreeSet;
use std::sync::Arc;

use groundstate_planner::configurator::{Candidate, MAX_CANDIDATES};
use groundstate_planner::device::queue::Lane;
use groundstate_planner::perception::{Encoding, Passage};

use super::body::{Citation, Span};
use super::record::AnswerDetail;
use super::request::AnswerRequest;
use super::timing::Stopwatch;
use crate::app::App;
use crate::auth::Principal;
use crate::clock::Millis;
use crate::memory::index::{Hit, IndexedStatement, RecallLimits, RecallQuery, View};
use crate::memory::library::{Provenance, SharedShelf, Shelf};
use crate::problem::{Answer, Problem};

/// Milliseconds of a day.
const DAY_MS: Millis = 86_400_000;

/// A statement recalled for a question.
#[derive(Clone, Debug)]
pub struct Recalled {
    statement: IndexedStatement,
    pooled: Vec<f32>,
    lexical: f32,
    provenance: Provenance,
}

impl Recalled {
    /// Identity in memory.
    #[must_use]
    pub fn id(&self) -> i64 {
        self.statement.id
    }

    /// Its words.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.statement.text
    }

    /// From here on it is said in these words. Token states, embedding and lexical score stay those of the
    /// original: they tell what the statement is about, and are never shown.
    pub(super) fn say(&mut self, words: &str) {
        self.statement.text = words.into();
    }

    /// Lexical score (BM25).
    #[must_use]
    pub fn lexical(&self) -> f32 {
        self.lexical
    }

    /// Where it stands.
    #[must_use]
    pub fn citation(&self) -> Citation {
        Citation::of(&self.provenance)
    }

    /// The statement as the planner sees it, at the time `now`.
    pub(super) fn candidate(&self, now: Millis) -> Candidate<'_> {
        let statement = &self.statement;
        Candidate {
            id: statement.id,
            text: &statement.text,
            tokens: &statement.states,
            pooled: &self.pooled,
            lexical: self.lexical,
            paragraph: statement.paragraph,
            document: statement.document,
            ordinal: statement.ordinal,
            heading: &statement.heading,
            requires: statement.requires,
            trust: statement.trust,
            age_days: ((now - statement.recorded_at_ms).max(0) as f32) / DAY_MS as f32,
        }
    }
}

impl Citation {
    /// A citation from what memory keeps.
    #[must_use]
    pub fn of(provenance: &Provenance) -> Self {
        Self {
            document_id: provenance.document_id.to_string(),
            title: provenance.title.to_string(),
            version: provenance.version,
            heading_path: serde_json::from_str(&provenance.heading_path).unwrap_or_default(),
            span: Span { start: provenance.span.0, end: provenance.span.1 },
            source: provenance.source.to_string(),
        }
    }
}

/// Everything that an answer is decided from.
#[derive(Clone, Debug)]
pub struct Evidence {
    /// The snapshot's revision.
    pub revision: i64,
    /// The day on which it was asked: its first millisecond.
    pub asked_at: Millis,
    /// Labels that the caller held.
    pub labels: Vec<String>,
    /// The question as the encoder sees it; absent when it may not be asked.
    pub question: Option<Encoding>,
    /// Earlier turns as the encoder sees them, oldest first.
    pub conversation: Vec<Encoding>,
    /// Inverse document frequencies of the wordpieces of question and conversation, at the snapshot.
    pub idf: Vec<(u32, f32)>,
    /// The statements recalled, best first.
    pub candidates: Vec<Recalled>,
}

impl Evidence {
    /// No evidence: for a question that may not be asked, and is not looked up either.
    pub(super) fn refused(inquiry: &Inquiry, revision: i64) -> Self {
        Self {
            revision,
            asked_at: inquiry.asked_at,
            labels: inquiry.labels.clone(),
            question: None,
            conversation: Vec::new(),
            idf: Vec::new(),
            candidates: Vec::new(),
        }
    }
}

/// What is asked of memory, and as of when.
pub(super) struct Inquiry {
    pub(super) question: String,
    pub(super) context: Vec<String>,
    pub(super) asked_at: Millis,
    pub(super) labels: Vec<String>,
    /// The snapshot to ask; the newest when absent.
    pub(super) revision: Option<i64>,
}

impl Inquiry {
    /// What a new question asks of memory.
    pub(super) fn new(app: &App, principal: &Principal, request: &AnswerRequest) -> Self {
        Self {
            question: request.question.clone(),
            context: request.context().into_iter().map(str::to_owned).collect(),
            // In whole days: the same request on the same snapshot has the same answer, to the byte, not
            // one whose age has grown by some milliseconds.
            asked_at: app.clock.now() / DAY_MS * DAY_MS,
            labels: principal.labels.clone(),
            revision: None,
        }
    }

    /// What a recorded question asks of the memory that it asked; `request` is what is left of it.
    pub(super) fn recorded(detail: &AnswerDetail, request: &AnswerRequest) -> Self {
        Self {
            question: request.question.clone(),
            context: request.context().into_iter().map(str::to_owned).collect(),
            asked_at: detail.asked_at_ms,
            labels: detail.labels.clone(),
            revision: Some(detail.body.memory.revision),
        }
    }
}

/// An inquiry as the encoder sees it.
pub(super) struct Perceived {
    question: Encoding,
    conversation: Vec<Encoding>,
}

impl Perceived {
    /// The question's encoding and those of its context, in order; nothing without the first.
    pub(super) fn of(mut encodings: Vec<Encoding>) -> Option<Self> {
        if encodings.is_empty() {
            return None;
        }
        let question = encodings.remove(0);
        Some(Self { question, conversation: encodings })
    }
}

/// Encodes question and context.
pub(super) async fn perceive(app: &App, inquiry: &Inquiry, watch: &mut Stopwatch) -> Answer<Perceived> {
    let texts = std::iter::once(&inquiry.question).chain(&inquiry.context);
    let passages: Vec<Passage> = texts.map(|text| Passage::whole(text.as_str())).collect();
    let encoded = app.perception.encode(&passages, Lane::Interactive).await?;
    let encodings: Vec<Encoding> = encoded.into_iter().flatten().collect();
    let perceived = Perceived::of(encodings).ok_or_else(|| Problem::internal("the encoder returned nothing"))?;
    watch.lap("perception");
    Ok(perceived)
}

/// Gathers evidence from a snapshot. The same inquiry on the same snapshot gives the same evidence.
pub(super) async fn inquire(
    app: &App,
    tenant: &str,
    (inquiry, perceived): (Inquiry, Perceived),
    watch: &mut Stopwatch,
) -> Answer<Evidence> {
    let (shelf, newest) = app.library.fresh(tenant).await?;
    let revision = inquiry.revision.unwrap_or(newest);
    let Perceived { question, conversation } = perceived;
    let recall = Recall { shelf, inquiry, question, conversation, revision, known: None };
    let evidence = tokio::task::spawn_blocking(move || recall.run()).await.map_err(Problem::internal)?;
    watch.lap("recall");
    Ok(evidence)
}

/// Gathers the evidence of a recorded inquiry again, on this thread. `known` are the statements that it recalled, with
/// their lexical scores: they spare the search where the snapshot is whole, and are searched for again where one is gone.
pub(super) fn gather(
    shelf: Arc<SharedShelf>,
    (inquiry, perceived): (Inquiry, Perceived),
    revision: i64,
    known: Option<&[(i64, f64)]>,
) -> Evidence {
    let Perceived { question, conversation } = perceived;
    let known = known.map(<[(i64, f64)]>::to_vec);
    Recall { shelf, inquiry, question, conversation, revision, known }.run()
}

struct Recall {
    shelf: Arc<SharedShelf>,
    inquiry: Inquiry,
    question: Encoding,
    conversation: Vec<Encoding>,
    revision: i64,
    known: Option<Vec<(i64, f64)>>,
}

impl Recall {
    fn run(self) -> Evidence {
        let shelf = Arc::clone(&self.shelf);
        shelf.read(|shelf| self.read(shelf))
    }

    fn read(self, shelf: &Shelf) -> Evidence {
        let view = View::new(self.revision.cast_unsigned(), self.inquiry.labels.clone());
        let candidates = self.known(shelf, &view).unwrap_or_else(|| self.candidates(shelf, &view));
        let encodings = std::iter::once(&self.question).chain(&self.conversation);
        let wordpieces: BTreeSet<u32> = encodings.flat_map(|encoding| encoding.tokens.ids().iter().copied()).collect();
        let wordpieces: Vec<u32> = wordpieces.into_iter().collect();
        let frequencies = shelf.index.frequencies(&wordpieces, &view);
        Evidence {
            revision: self.revision,
            asked_at: self.inquiry.asked_at,
            idf: wordpieces.iter().map(|wordpiece| (*wordpiece, frequencies.idf(*wordpiece))).collect(),
            labels: self.inquiry.labels,
            question: Some(self.question),
            conversation: self.conversation,
            candidates,
        }
    }

    /// The statements that were recalled before, if every one is still there.
    fn known(&self, shelf: &Shelf, view: &View) -> Option<Vec<Recalled>> {
        self.known.as_ref()?.iter().map(|(id, lexical)| take(shelf, view, *id, *lexical as f32)).collect()
    }

    /// The best statements by words and by embedding for the question alone and for the question in its
    /// conversation; then, while there is room, the rest of their paragraphs: what stands around a
    /// statement says what it is about.
    fn candidates(&self, shelf: &Shelf, view: &View) -> Vec<Recalled> {
        let mut hits = self.hits(shelf, view, &self.inquiry.question, &self.question);
        if let Some((turn, encoding)) = self.inquiry.context.last().zip(self.conversation.last()) {
            let text = format!("{turn} {}", self.inquiry.question);
            hits.extend(self.hits(shelf, view, &text, encoding));
        }
        let mut seen = BTreeSet::new();
        hits.retain(|hit| seen.insert(hit.id));
        hits.truncate(MAX_CANDIDATES);
        let paragraphs: Vec<u64> =
            hits.iter().filter_map(|hit| shelf.index.get(hit.id, view)).map(|statement| statement.paragraph).collect();
        let mut recalled: Vec<Recalled> =
            hits.iter().filter_map(|hit| take(shelf, view, hit.id, hit.lexical)).collect();
        let mut visited = BTreeSet::new();
        for paragraph in paragraphs.into_iter().filter(|paragraph| visited.insert(*paragraph)) {
            for statement in shelf.index.paragraph(paragraph, view) {
                if recalled.len() < MAX_CANDIDATES && seen.insert(statement.id) {
                    recalled.extend(take(shelf, view, statement.id, 0.0));
                }
            }
        }
        recalled
    }

    fn hits(&self, shelf: &Shelf, view: &View, text: &str, encoding: &Encoding) -> Vec<Hit> {
        let limits = RecallLimits::default();
        shelf.index.recall(&RecallQuery { text, pooled: Some(&encoding.pooled), view, limits })
    }
}

fn take(shelf: &Shelf, view: &View, id: i64, lexical: f32) -> Option<Recalled> {
    Some(Recalled {
        statement: shelf.index.get(id, view)?.clone(),
        pooled: shelf.index.pooled(id, view)?.to_vec(),
        provenance: shelf.provenance(id)?.clone(),
        lexical,
    })
}
