//! Training on some rows, asking about others.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;

use groundstate_planner::device::Compute;
use groundstate_planner::world_model::typed::{
    Checkpoint, Corpus, Exactness, Situation, Spread, StepReport, TextFeatures, Trainer, TypedConfig, TypedError,
    TypedWorldModel,
};
use serde::Serialize;

use super::mapping::{action, progress, render, space, state, transition};
use super::metric::{Figures, Tallies, correct};
use super::mistakes::{Mistake, Task};
use super::rollout::{Chain, rollouts};
use super::rows::{Row, RowsError, read};

/// How long to train.
#[derive(Clone, Copy, Debug)]
pub enum Budget {
    /// So many steps: the same weights each time.
    Steps(u64),
    /// So many seconds by the caller's clock.
    Seconds(f64),
}

/// What to train on, what to ask about.
#[derive(Clone, Debug)]
pub struct Options {
    /// Files to train on.
    pub train: Vec<PathBuf>,
    /// File to ask about.
    pub test: PathBuf,
    /// How long.
    pub budget: Budget,
    /// How.
    pub config: TypedConfig,
    /// Games whose rows are not trained on; the test then speaks of these alone.
    pub leave_out: BTreeSet<String>,
    /// Rows of each left-out game that are trained on all the same.
    pub adapt: usize,
    /// Longest rollout whose exactness is reported.
    pub horizon: usize,
    /// Training to take up.
    pub resume: Option<Checkpoint>,
    /// Model to ask, without training.
    pub model: Option<Checkpoint>,
    /// Where the model lives and computes.
    pub compute: Compute,
}

/// What is told while it goes on.
#[derive(Clone, Debug, Serialize)]
pub struct Step {
    /// The step.
    #[serde(flatten)]
    pub report: StepReport,
    /// Seconds since training began.
    pub seconds: f64,
    /// Seconds that are left, if it goes on like this.
    pub left: f64,
    /// Exactness on held-out trajectories of the training files, now and then.
    pub held_out: Option<Exactness>,
    /// Spread of the latents, likewise.
    pub spread: Option<Spread>,
}

/// The figures.
#[derive(Debug, Serialize)]
pub struct Report {
    /// State after the action.
    pub act: Figures,
    /// State after the environment's own move, from the true state after the action.
    pub env: Figures,
    /// State after both, with score and end.
    pub full: Figures,
    /// Score and end.
    pub progress: Figures,
    /// Share of chains of that many steps, each from the prediction of the one before, whose last state is right; and how many
    /// chains there were.
    pub rollout: BTreeMap<usize, (f64, usize)>,
    /// Right ones and transitions by game: full, dynamic.
    pub games: BTreeMap<String, (usize, usize)>,
    /// Rows trained on, after duplicates were removed.
    pub trained_on: usize,
    /// Rows of the training files that were dropped: seen before, or no states.
    pub dropped: usize,
    /// Steps of training.
    pub steps: u64,
    /// Seconds of training.
    pub train_seconds: f64,
    /// Milliseconds for one transition, in batches of 64.
    pub predict_ms: f64,
    /// Trainable numbers of one member.
    pub parameters: usize,
    /// How it was trained.
    pub config: TypedConfig,
    /// What exactly was wrong.
    #[serde(skip)]
    pub mistakes: Vec<Mistake>,
}

/// What can go wrong.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// A file.
    #[error(transparent)]
    Rows(#[from] RowsError),
    /// The model.
    #[error(transparent)]
    Model(#[from] TypedError),
    /// The tensor library.
    #[error(transparent)]
    Tensor(#[from] groundstate_planner::world_model::typed::TensorError),
}

/// Steps between two looks at the held-out rows, and rows looked at.
const LOOK: u64 = 500;
const LOOKED_AT: usize = 256;
/// Rows asked about at once.
const BATCH: usize = 64;

/// Trains and evaluates; `clock` gives seconds since some beginning, `told` hears of every step and may save the training.
///
/// # Errors
/// When a file cannot be read, there is nothing to learn from, or the tensor library fails.
pub fn run(
    options: &Options,
    features: &Arc<dyn TextFeatures>,
    clock: &dyn Fn() -> f64,
    told: &mut dyn FnMut(&Step, &Trainer),
) -> Result<(Report, TypedWorldModel), RunError> {
    let device = options.compute.device();
    let (mut trained_on, mut dropped, mut steps) = (0, 0, 0);
    let began = clock();
    let model = match &options.model {
        Some(checkpoint) => TypedWorldModel::load(checkpoint, features.clone(), device)?,
        None => {
            let (corpus, lost) = corpus(options)?;
            (trained_on, dropped) = (corpus.len(), lost);
            let corpus = Arc::new(corpus);
            let mut trainer = match &options.resume {
                Some(checkpoint) => Trainer::resume(corpus, checkpoint, features.clone(), device)?,
                None => Trainer::new(corpus, options.config, features.clone(), device)?,
            };
            train(&mut trainer, options.budget, clock, told)?;
            steps = trainer.steps();
            trainer.into_model()
        }
    };
    let train_seconds = clock() - began;
    let mut report = evaluate(&model, options, clock)?;
    (report.trained_on, report.dropped, report.steps, report.train_seconds) =
        (trained_on, dropped, steps, train_seconds);
    Ok((report, model))
}

fn train(
    trainer: &mut Trainer,
    budget: Budget,
    clock: &dyn Fn() -> f64,
    told: &mut dyn FnMut(&Step, &Trainer),
) -> Result<(), RunError> {
    let began = clock();
    loop {
        let seconds = clock() - began;
        let done = match budget {
            Budget::Steps(steps) => trainer.steps() as f64 / steps.max(1) as f64,
            Budget::Seconds(most) => seconds / most.max(1e-9),
        };
        if done >= 1.0 {
            return Ok(());
        }
        let report = trainer.step(done)?;
        let look = report.step.is_multiple_of(LOOK);
        let step = Step {
            report,
            seconds,
            left: if done > 0.0 { seconds * (1.0 - done) / done } else { 0.0 },
            held_out: look.then(|| trainer.held_out(LOOKED_AT)).transpose()?,
            spread: look.then(|| trainer.spread(LOOKED_AT)).transpose()?,
        };
        told(&step, trainer);
    }
}

/// Rows of the training files, each (state, action, outcome) once.
fn corpus(options: &Options) -> Result<(Corpus, usize), RunError> {
    let mut corpus = Corpus::new();
    let mut seen: BTreeSet<[u8; 32]> = BTreeSet::new();
    let mut adapted: BTreeMap<String, usize> = BTreeMap::new();
    let mut dropped = 0;
    for file in &options.train {
        read(file, &mut |row| {
            if options.leave_out.contains(&row.game) {
                let count = adapted.entry(row.game.clone()).or_default();
                if *count >= options.adapt {
                    return;
                }
                *count += 1;
            }
            match transition(&row, &row.states(), &space(&row.game, !options.leave_out.is_empty())) {
                Some(transition) if seen.insert(digest(&transition)) => corpus.push(&transition),
                _ => dropped += 1,
            }
        })?;
    }
    Ok((corpus, dropped))
}

fn digest(row: &groundstate_planner::environment::Transition) -> [u8; 32] {
    use sha2::Digest;
    let same = groundstate_planner::environment::Transition { trajectory: None, step: None, ..row.clone() };
    sha2::Sha256::digest(serde_json::to_vec(&same).unwrap_or_default()).into()
}

#[derive(Default)]
struct Scores {
    act: [Tallies; 2],
    env: [Tallies; 2],
    full: [Tallies; 2],
    progress: [Tallies; 2],
    mistakes: Vec<Mistake>,
}

fn evaluate(model: &TypedWorldModel, options: &Options, clock: &dyn Fn() -> f64) -> Result<Report, RunError> {
    let mut rows: Vec<Row> = Vec::new();
    read(&options.test, &mut |row| {
        if options.leave_out.is_empty() || options.leave_out.contains(&row.game) {
            rows.push(row);
        }
    })?;
    let shared = !options.leave_out.is_empty();
    let mut scores = Scores::default();
    let mut asking = 0.0;
    for chunk in rows.chunks(BATCH) {
        asking += ask(model, (chunk, shared), &mut scores, clock)?;
    }
    let chains = Chain::of(&rows, options.horizon);
    let figures = |[dynamic, still]: &[Tallies; 2]| Figures { dynamic: dynamic.figure(), still: still.figure() };
    let [moving, _] = &scores.full;
    Ok(Report {
        act: figures(&scores.act),
        env: figures(&scores.env),
        full: figures(&scores.full),
        progress: figures(&scores.progress),
        rollout: rollouts(model, &chains, shared)?,
        games: moving.by_game(),
        trained_on: 0,
        dropped: 0,
        steps: 0,
        train_seconds: 0.0,
        predict_ms: 1e3 * asking / rows.len().max(1) as f64,
        parameters: model.parameters(),
        config: model.config(),
        mistakes: scores.mistakes,
    })
}

/// Asks about some rows; returns the seconds that full predictions took.
fn ask(
    model: &TypedWorldModel,
    (rows, shared): (&[Row], bool),
    scores: &mut Scores,
    clock: &dyn Fn() -> f64,
) -> Result<f64, RunError> {
    let states: Vec<_> = rows.iter().map(Row::states).collect();
    let spaces: Vec<String> = rows.iter().map(|row| space(&row.game, shared)).collect();
    let pair = |([first, middle, _], space): (&[Vec<serde_json::Value>; 3], &String)| {
        Some((state(first, space)?, state(middle, space)?))
    };
    let admitted: Vec<_> = states.iter().zip(&spaces).map(pair).collect();
    let actions: Vec<_> = rows.iter().map(action).collect();
    let fresh = |from: i64| (from..from + 8).map(|id| id.to_string()).collect::<Vec<_>>();
    let free: Vec<[Vec<String>; 2]> = rows.iter().map(|row| [fresh(row.uuid0), fresh(row.uuid1)]).collect();
    let (mut whole, mut second) = (Vec::new(), Vec::new());
    for (((row, pair), action), [before, after]) in rows.iter().zip(&admitted).zip(&actions).zip(&free) {
        let Some((first, middle)) = pair else { continue };
        let (progress, task) = (progress(&row.score0), row.task.as_str());
        whole.push(Situation { state: first, action, progress, task, fresh: before });
        second.push(Situation { state: middle, action, progress, task, fresh: after });
    }
    let began = clock();
    let mut whole = model.predict(&whole)?.into_iter();
    let seconds = clock() - began;
    let mut second = model.environment(&second)?.into_iter();
    for (((row, [first, middle, last]), pair), space) in rows.iter().zip(&states).zip(&admitted).zip(&spaces) {
        let found = pair.as_ref().and_then(|_| Some((whole.next()?, second.next()?)));
        let [acts, moves, counts] = row.dynamic;
        let predicted = found.as_ref().map(|(whole, second)| {
            (render(&whole.middle, space), render(&second.next, space), render(&whole.next, space), whole.progress)
        });
        // A state that is none (two objects of one identifier) is left as it is.
        let score = progress(&row.score0);
        let (act, env, full, end) = predicted.unwrap_or_else(|| (first.clone(), middle.clone(), first.clone(), score));
        let scored = end == progress(&row.score1);
        let place = |dynamic: bool| usize::from(!dynamic);
        let add = |tallies: &mut [Tallies; 2], dynamic: bool, right: bool, strictly: bool| {
            if let Some(tallies) = tallies.get_mut(place(dynamic)) {
                tallies.add(&row.game, right, strictly);
            }
        };
        add(&mut scores.act, acts, correct(middle, &act, false), correct(middle, &act, true));
        add(&mut scores.env, moves, correct(last, &env, false), correct(last, &env, true));
        let any = acts || moves || counts;
        scores.mistakes.extend(Mistake::of(row, Task::Act, [first, middle, &act]));
        scores.mistakes.extend(Mistake::of(row, Task::Env, [middle, last, &env]));
        if !scored {
            let said = [&score, &progress(&row.score1), &end].map(|progress| serde_json::json!(progress));
            scores.mistakes.push(Mistake::of_progress(row, said));
        }
        add(&mut scores.full, any, scored && correct(last, &full, false), scored && correct(last, &full, true));
        add(&mut scores.progress, counts, scored, scored);
    }
    Ok(seconds)
}
