//! The product and three baselines on the same questions over the same memory.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Instant;

use serde::Serialize;
use utoipa::ToSchema;

use super::baselines::{ANSWERED, Baseline};
use super::corpus::{Corpus, Kind, Question};
use super::metrics::{Confidences, Figures, Ranked, RiskPoint, risk_coverage};
use crate::answer::{AnswerBody, AnswerRequest, Outcome, RejectedReason, answer};
use crate::app::App;
use crate::auth::Principal;
use crate::memory::index::View;
use crate::memory::library::SharedShelf;
use crate::problem::{Answer, Problem};

/// What an evaluation of answers found.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct AnswersReport {
    /// The product. Ranking and recall are those of the best answer found, given or not; what abstention
    /// does to them is under `given`.
    #[serde(flatten)]
    pub figures: Figures,
    /// Answers as given, abstentions counted as no answer.
    pub given: Given,
    /// Share of wrong answers among the most confident, over answerable and absent questions.
    pub risk_coverage: Vec<RiskPoint>,
    /// Exact match of the short answer, over the answerable questions that got one.
    pub short_answer: ShortFigures,
    /// The same figures for each baseline; their whole answer is the best three statements.
    pub baselines: BTreeMap<&'static str, Figures>,
    /// Questions by kind.
    pub questions: BTreeMap<String, usize>,
    /// Statements in memory.
    pub statements: usize,
    /// The models that were used.
    pub model: crate::answer::Model,
}

/// What the user sees.
#[derive(Clone, Debug, Default, Serialize, ToSchema)]
pub struct Given {
    /// Share of answerable questions that were answered.
    pub answerable_answered: f64,
    /// Share of answerable questions whose given answer holds a gold statement.
    pub gold_recall: f64,
    /// Share of absent questions that were answered.
    pub absent_answered: f64,
    /// Share of unanswerable questions that were answered.
    pub unanswerable_answered: f64,
}

/// How good short answers are.
#[derive(Clone, Debug, Default, Serialize, ToSchema)]
pub struct ShortFigures {
    /// Share of answerable questions that got one.
    pub given: f64,
    /// Share of those that match an accepted answer exactly, case and articles aside.
    pub exact_match: f64,
}

/// Everything gathered over the questions.
#[derive(Default)]
struct Gathered {
    product: System,
    baselines: BTreeMap<&'static str, System>,
    outcomes: Vec<(Kind, bool, bool)>,
    confidence_right: Vec<(f64, bool)>,
    short: Vec<bool>,
    short_of: usize,
}

#[derive(Default)]
struct System {
    ranked: Vec<Ranked>,
    confidences: Confidences,
    times: Vec<f64>,
}

impl System {
    fn note(&mut self, kind: Kind, confidence: f64, ms: f64) {
        self.times.push(ms);
        match kind {
            Kind::Answerable => self.confidences.answerable.push(confidence),
            Kind::Unanswerable => self.confidences.unanswerable.push(confidence),
            Kind::Absent => self.confidences.absent.push(confidence),
        }
    }

    fn figures(&self) -> Figures {
        Figures::of(&self.ranked, &self.confidences, &self.times)
    }
}

/// Asks every question of the corpus, one after the other, over a memory that holds its articles under
/// their file stems as sources. Calls `progress` after each.
///
/// # Errors
/// When the server cannot answer: that is a defect, not a wrong answer.
pub async fn evaluate(
    app: &App,
    principal: &Principal,
    corpus: &Corpus,
    progress: &(dyn Fn(usize) + Sync),
) -> Answer<AnswersReport> {
    let (shelf, revision) = app.library.fresh(&principal.tenant).await?;
    let view = View::new(revision.cast_unsigned(), principal.labels.clone());
    let mut gathered = Gathered::default();
    for (done, question) in corpus.questions.iter().enumerate() {
        let answered = answer(app, principal, AnswerRequest::question(question.question.clone())).await?;
        gathered.product(question, &answered.body, answered.timings.total_ms, &shelf);
        compare(app, question, &shelf, &view, &mut gathered).await?;
        progress(done + 1);
    }
    Ok(gathered.report(app, &shelf, corpus))
}

async fn compare(
    app: &App,
    question: &Question,
    shelf: &Arc<SharedShelf>,
    view: &View,
    gathered: &mut Gathered,
) -> Answer<()> {
    let started = Instant::now();
    let encoding = app.perception.encode_text(&question.question).await?;
    let encoded = started.elapsed().as_secs_f64() * 1e3;
    let (shelf, view, question) = (Arc::clone(shelf), view.clone(), question.clone());
    let ranked = tokio::task::spawn_blocking(move || {
        shelf.read(|shelf| {
            let rank = |baseline: Baseline| {
                let (ranked, ms) = baseline.rank(shelf, &view, &question.question, &encoding);
                let hits: Vec<bool> = ranked.iter().map(|(id, _)| question.is_answered_by(shelf, *id)).collect();
                let top = ranked.first().map_or(0.0, |(_, score)| *score);
                let ms = if baseline == Baseline::Bm25 { ms } else { ms + encoded };
                (baseline.name(), question.kind, hits, top, ms)
            };
            Baseline::ALL.map(rank)
        })
    });
    for (name, kind, hits, top, ms) in ranked.await.map_err(Problem::internal)? {
        let system = gathered.baselines.entry(name).or_default();
        system.note(kind, top, ms);
        if kind == Kind::Answerable {
            let rank = hits.iter().position(|gold| *gold).map(|index| index + 1);
            let recalled = rank.is_some_and(|rank| rank <= ANSWERED);
            system.ranked.push(Ranked { rank, recalled, statements: hits.len().min(ANSWERED) });
        }
    }
    Ok(())
}

impl Gathered {
    fn product(&mut self, question: &Question, body: &AnswerBody, ms: f64, shelf: &SharedShelf) {
        self.product.note(question.kind, body.answerable, ms);
        let gold = |id: &i64| shelf.read(|shelf| question.is_answered_by(shelf, *id));
        let best = best_answer(body);
        let right = best.iter().any(gold);
        let given = body.outcome == Outcome::Answered;
        self.outcomes.push((question.kind, given, given && right));
        if question.kind != Kind::Unanswerable {
            self.confidence_right.push((body.confidence, right));
        }
        if question.kind != Kind::Answerable {
            return;
        }
        let rank = body.candidates.iter().position(|one| gold(&one.statement_id)).map(|index| index + 1);
        self.product.ranked.push(Ranked { rank, recalled: right, statements: best.len() });
        self.short_of += 1;
        if let Some(short) = &body.short_answer {
            self.short.push(question.answers.iter().any(|answer| plain(answer) == plain(&short.text)));
        }
    }

    fn report(self, app: &App, shelf: &SharedShelf, corpus: &Corpus) -> AnswersReport {
        let share = |kind: Kind, right: bool| {
            let of: Vec<_> = self.outcomes.iter().filter(|outcome| outcome.0 == kind).collect();
            let yes = of.iter().filter(|outcome| if right { outcome.2 } else { outcome.1 }).count();
            yes as f64 / of.len().max(1) as f64
        };
        let mut questions = BTreeMap::new();
        for question in &corpus.questions {
            *questions.entry(format!("{:?}", question.kind).to_lowercase()).or_default() += 1;
        }
        let exact = self.short.iter().filter(|exact| **exact).count();
        AnswersReport {
            figures: self.product.figures(),
            given: Given {
                answerable_answered: share(Kind::Answerable, false),
                gold_recall: share(Kind::Answerable, true),
                absent_answered: share(Kind::Absent, false),
                unanswerable_answered: share(Kind::Unanswerable, false),
            },
            risk_coverage: risk_coverage(&self.confidence_right),
            short_answer: ShortFigures {
                given: self.short.len() as f64 / self.short_of.max(1) as f64,
                exact_match: exact as f64 / self.short.len().max(1) as f64,
            },
            baselines: self.baselines.iter().map(|(name, system)| (*name, system.figures())).collect(),
            questions,
            statements: shelf.read(|shelf| shelf.index.len()),
            model: app.model().name,
        }
    }
}

/// The statements of the best answer found, given or withheld for lack of confidence.
fn best_answer(body: &AnswerBody) -> Vec<i64> {
    if body.outcome == Outcome::Answered {
        return body.statements.iter().map(|statement| statement.statement_id).collect();
    }
    let unsure = |reason: &RejectedReason| matches!(reason, RejectedReason::LowConfidence { .. });
    let best = body.rejected.iter().find(|rejected| unsure(&rejected.reason));
    best.map(|rejected| rejected.statements.clone()).unwrap_or_default()
}

/// Lower case, without articles, punctuation and extra space: the convention of SQuAD (arXiv:1606.05250).
fn plain(text: &str) -> String {
    let lower: String = text.to_lowercase().chars().map(|c| if c.is_alphanumeric() { c } else { ' ' }).collect();
    lower.split_whitespace().filter(|word| !matches!(*word, "a" | "an" | "the")).collect::<Vec<_>>().join(" ")
}
