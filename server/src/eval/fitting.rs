//! Fitting a calibration on questions whose answers are known, with what it is worth on questions that it has not
//! seen: the relevance model is fitted once for each fold of articles on the other folds.

use std::collections::BTreeMap;
use std::sync::Arc;

use groundstate_planner::cost::calibration::Calibration;
use groundstate_planner::cost::fit::relevance::{self, Sample};
use groundstate_planner::cost::fit::{self, Fit, FitConfig, Recorded};
use groundstate_planner::cost::relevance::RelevanceModel;
use serde::Serialize;

use super::corpus::{Corpus, Kind, Question};
use crate::answer::{AnswerRequest, Gathered, ModelInUse, gather};
use crate::app::App;
use crate::auth::Principal;
use crate::memory::library::SharedShelf;
use crate::problem::{Answer, Problem};

/// Full-batch steps of the relevance model.
const STEPS: usize = 150;
/// Candidates of a problem on which the weights of the terms are fitted, and statements of its answer.
const RECORDED_CANDIDATES: usize = 40;
const RECORDED_STATEMENTS: usize = 3;

/// How to fit.
#[derive(Clone, Debug)]
pub struct FitOptions {
    /// Name of the new calibration; decisions record it.
    pub version: String,
    /// Folds of articles, at least 2.
    pub folds: usize,
    /// Questions on which the weights of the terms are fitted, at most.
    pub recorded: usize,
    /// What to fit for.
    pub config: FitConfig,
}

/// What was fitted, and what it is worth.
#[derive(Clone, Debug, Serialize)]
pub struct FitReport {
    /// Ranking on the questions that were fitted on, before.
    pub before: Ranking,
    /// Ranking on the questions that were fitted on.
    pub fitted: Ranking,
    /// Ranking where each article's questions are ranked by a model that was fitted without them.
    pub cross_validated: Ranking,
    /// Weights, confidence and threshold.
    pub weights: FitSummary,
    /// The calibration.
    pub calibration: Calibration,
}

/// Where the first right statement stands, over the questions that memory answers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Ranking {
    /// Share whose first statement is right.
    pub hit_at_1: f64,
    /// Share with a right one among the first three.
    pub hit_at_3: f64,
    /// Mean of 1 / rank.
    pub mrr: f64,
}

/// What the fit of weights and confidence found, on the questions that it was fitted on.
#[derive(Clone, Debug, Serialize)]
pub struct FitSummary {
    /// Pairs of a gold and a perturbed answer.
    pub pairs: usize,
    /// Share of pairs in the right order before.
    pub ranked_before: f64,
    /// Share of pairs in the right order after.
    pub ranked_after: f64,
    /// Share of the right statements that answers hold.
    pub gold_recall: f64,
    /// Statements of an answer on average.
    pub mean_length: f64,
    /// Share of questions that are answered at the threshold.
    pub answered: f64,
    /// Share of those whose answer holds no right statement.
    pub risk: f64,
}

/// Fits a calibration on the answerable and absent questions of a corpus whose articles are in memory. Adversarial
/// questions, which talk of what the articles talk of, are left out: the stated risk does not speak of them.
///
/// # Errors
/// When the server cannot gather evidence.
pub async fn fit(
    app: &App,
    principal: &Principal,
    corpus: &Corpus,
    options: &FitOptions,
    progress: &(dyn Fn(usize) + Sync),
) -> Answer<FitReport> {
    let (shelf, _) = app.library.fresh(&principal.tenant).await?;
    let model = app.model();
    let questions: Vec<&Question> =
        corpus.questions.iter().filter(|question| question.kind != Kind::Unanswerable).collect();
    let mut samples = Vec::new();
    for (done, question) in questions.iter().enumerate() {
        if question.kind == Kind::Answerable {
            let gathered = gather(app, principal, AnswerRequest::question(question.question.clone())).await?;
            let gold = gold(&gathered, question, &shelf);
            samples.push((question.document.as_str(), Sample { reading: gathered.reading(&model)?, gold }));
        }
        progress(done + 1);
    }
    let start = &model.calibration.relevance;
    let all: Vec<&Sample> = samples.iter().map(|(_, sample)| sample).collect();
    let fitted = relevance::fit(&all, start, STEPS);
    let before = ranking(all.iter().map(|sample| relevance::rank(sample, start)));
    let in_sample = ranking(all.iter().map(|sample| relevance::rank(sample, &fitted)));
    let cross_validated = cross_validated(&samples, &fitted, options.folds);
    drop(samples);

    let calibration = Calibration { relevance: fitted, ..model.calibration.as_ref().clone() };
    let model = ModelInUse { calibration: Arc::new(calibration), ..model };
    let every = questions.len().div_ceil(options.recorded.max(1)).max(1);
    let mut recorded = Vec::new();
    for question in questions.iter().step_by(every) {
        recorded.push(record(app, principal, question, (&model, &shelf)).await?);
    }
    let (start, version, config) = (Arc::clone(&model.calibration), options.version.clone(), options.config);
    let fit = tokio::task::spawn_blocking(move || fit::fit(&recorded, &start, &version, &config));
    let fit = fit.await.map_err(Problem::internal)?;
    let (weights, calibration) = summary(fit);
    Ok(FitReport { before, fitted: in_sample, cross_validated, weights, calibration })
}

async fn record(
    app: &App,
    principal: &Principal,
    question: &Question,
    (model, shelf): (&ModelInUse, &SharedShelf),
) -> Answer<Recorded> {
    let mut request = AnswerRequest::question(question.question.clone());
    request.max_statements = RECORDED_STATEMENTS;
    let gathered = gather(app, principal, request).await?;
    let gold = gold(&gathered, question, shelf);
    let problem = gathered.problem(model)?;
    let kept = problem.likeliest(RECORDED_CANDIDATES);
    let place = |index: &usize| kept.iter().position(|kept| kept == index);
    Ok(Recorded { problem: problem.select(&kept), gold: gold.iter().filter_map(place).collect() })
}

fn gold(gathered: &Gathered, question: &Question, shelf: &SharedShelf) -> Vec<usize> {
    let candidates = gathered.candidates().enumerate();
    shelf.read(|shelf| {
        candidates.filter(|(_, id)| question.is_answered_by(shelf, *id)).map(|(index, _)| index).collect()
    })
}

/// Articles go to folds in turn, in the order of their names.
fn cross_validated(samples: &[(&str, Sample)], start: &RelevanceModel, folds: usize) -> Ranking {
    let mut fold_of: BTreeMap<&str, usize> = samples.iter().map(|(article, _)| (*article, 0)).collect();
    for (place, fold) in fold_of.values_mut().enumerate() {
        *fold = place % folds.max(2);
    }
    let fold = |article: &str| fold_of.get(article).copied().unwrap_or_default();
    let mut ranks = Vec::new();
    for held_out in 0..folds.max(2) {
        let (inside, outside): (Vec<_>, Vec<_>) = samples.iter().partition(|(article, _)| fold(article) != held_out);
        let seen: Vec<&Sample> = inside.into_iter().map(|(_, sample)| sample).collect();
        let model = relevance::fit(&seen, start, STEPS);
        ranks.extend(outside.into_iter().map(|(_, sample)| relevance::rank(sample, &model)));
    }
    ranking(ranks.into_iter())
}

fn ranking(ranks: impl Iterator<Item = Option<usize>>) -> Ranking {
    let ranks: Vec<Option<usize>> = ranks.collect();
    let mean = |value: fn(usize) -> f64| {
        ranks.iter().flatten().map(|rank| value(*rank)).sum::<f64>() / ranks.len().max(1) as f64
    };
    Ranking {
        hit_at_1: mean(|rank| f64::from(u8::from(rank <= 1))),
        hit_at_3: mean(|rank| f64::from(u8::from(rank <= 3))),
        mrr: mean(|rank| 1.0 / rank as f64),
    }
}

fn summary(fit: Fit) -> (FitSummary, Calibration) {
    let Fit { calibration, pairs, ranked_before, ranked_after, gold_recall, mean_length, answered, risk } = fit;
    (FitSummary { pairs, ranked_before, ranked_after, gold_recall, mean_length, answered, risk }, calibration)
}
