//! `groundstate bench backtest`: how long replaying recorded decisions under a draft takes, and whether it is exact.

use std::process::ExitCode;
use std::sync::Arc;
use std::time::Instant;

use clap::Args;
use futures::{StreamExt, TryStreamExt};
use groundstate_guardrails::pack::default_policy;
use groundstate_guardrails::policy::kind::{Kind, Pattern, PatternMode};
use groundstate_guardrails::policy::{Enforcement, ObjectiveSpec, OnViolation, Policy, Stage};
use serde_json::json;
use tokio_util::sync::CancellationToken;

use super::scene::{self, THINGS, document, ended, place, principal, thing};
use crate::answer::{AnswerRequest, answer, replay_under};
use crate::app::App;
use crate::auth::Principal;
use crate::check::{Subject, check};

use crate::cli::output::{self, Failure, line};
use crate::clock::SystemClock;
use crate::config::Config;
use crate::jobs;
use crate::memory::ingest::{IngestRequest, KIND as INGEST};
use crate::policies::backtest::{Order, Subject as Tried, order};
use crate::policies::transition::By;
use crate::policies::versions;
use crate::problem::Problem;
use crate::store::{NewItem, RowFilter};

/// Back-testing: decisions are made and recorded in a database of their own, then replayed under a draft.
#[derive(Debug, Args)]
pub(in crate::cli) struct Backtest {
    /// Decisions to record; one in five is a check.
    #[arg(long, default_value_t = 10_000)]
    decisions: usize,
    /// Statements of the memory.
    #[arg(long, default_value_t = 4_000)]
    statements: usize,
    /// Rows compared with a replay of their own.
    #[arg(long, default_value_t = 100)]
    compared: usize,
    /// Print the figures as JSON.
    #[arg(long)]
    json: bool,
}

/// Decisions made at once while they are recorded.
const AT_ONCE: usize = 8;

/// A question that memory may answer; no two of the first `places × 20 × 4` are the same.
fn question(index: usize, places: usize) -> String {
    let (at, of) = (place(index % places), thing(index / places));
    match index / (places * THINGS.len()) % 4 {
        0 => format!("When was the {of} of {at} opened?"),
        1 => format!("In which year did the {of} in {at} open?"),
        2 => format!("Tell me when the {of} at {at} opened."),
        _ => format!("What happened to the {of} of {at} after the flood?"),
    }
}

/// The default policy with one more constraint and one more cost.
fn draft() -> Result<Policy, Failure> {
    let mut policy = default_policy().map_err(|error| Failure::new(error.to_string()))?;
    let objective = |id: &str, word: &str, stages: Vec<Stage>, enforcement| ObjectiveSpec {
        id: id.to_owned(),
        kind: Kind::Pattern(Pattern {
            patterns: Vec::new(),
            words: vec![word.to_owned()],
            case_sensitive: false,
            whole_words: true,
            mode: PatternMode::Forbid,
        }),
        stages,
        roles: Vec::new(),
        enforcement,
        on_violation: OnViolation::default(),
        margin: 0.0,
        message: "Not under the draft.".to_owned(),
        owner: "benchmark".to_owned(),
        references: Vec::new(),
        overridable: false,
    };
    let (hard, soft) = (Enforcement::Hard, Enforcement::Soft { weight: 0.5 });
    policy.objectives.push(objective("no-theatre", "theatre", vec![Stage::Input, Stage::Output], hard));
    policy.objectives.push(objective("rather-no-mill", "mill", vec![Stage::Output], soft));
    Ok(policy)
}

impl Backtest {
    pub(super) async fn run(self, config: Config) -> Result<ExitCode, Failure> {
        let (_folder, config) = scene::own(config)?;
        let started = Instant::now();
        self.record(&config).await?;
        let recorded = started.elapsed().as_secs_f64();
        // Another start: nothing is remembered of the decisions but what was recorded.
        let app = App::start(config, Arc::new(SystemClock)).await?;
        let principal = principal(&app).await?;
        let stop = CancellationToken::new();
        let worker = tokio::spawn(jobs::work(app.clone(), stop.clone()));
        let by = By::new(&principal, "benchmark")?;
        let drafted = versions::draft(&app, by, &draft()?).await?.version;
        let subject = Tried::Policy(&drafted.name, drafted.version);
        let asked = Order { subject, range: (0, drafted.created_at), sample: None };
        let started = Instant::now();
        let (backtest, job) = order(&app, by, asked).await?;
        let job = ended(&app, job).await?;
        let seconds = started.elapsed().as_secs_f64();
        let (compared, equal) = self.compare(&app, &backtest.job_id, &drafted.digest, &principal).await?;
        stop.cancel();
        let counts = app.store.backtest_counts(&backtest.job_id).await.map_err(Problem::from)?;
        worker.await.map_err(Problem::internal)?;
        app.store.close().await;
        if self.json {
            let counts: serde_json::Map<String, serde_json::Value> =
                counts.into_iter().map(|count| (count.outcome, count.total.into())).collect();
            output::json(&json!({"decisions": job.total, "seconds": seconds, "recorded_seconds": recorded,
                "decisions_per_second": job.total as f64 / seconds, "counts": counts, "compared": compared,
                "equal": equal}))?;
        } else {
            let rate = job.total as f64 / seconds;
            line(format!("{} decisions replayed in {seconds:.1} s ({rate:.0} a second)", job.total))?;
            line(format!("recording them took {recorded:.1} s"))?;
            for count in counts {
                line(format!("  {:<14} {}", count.outcome.replace('_', " "), count.total))?;
            }
            line(format!("{equal} of {compared} rows compared are what a replay of their own gives, byte for byte"))?;
        }
        Ok(if equal == compared { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }

    /// Makes a memory and decides, as a server would.
    async fn record(&self, config: &Config) -> Result<(), Failure> {
        let app = App::start(config.clone(), Arc::new(SystemClock)).await?;
        let principal = principal(&app).await?;
        let stop = CancellationToken::new();
        let worker = tokio::spawn(jobs::work(app.clone(), stop.clone()));
        let places = self.statements.div_ceil(THINGS.len()).max(1);
        let request = serde_json::to_string(&IngestRequest { trust: 1.0, ..IngestRequest::default() })?;
        let item = |index: usize| NewItem {
            source: format!("place {index}"),
            request: request.clone(),
            content: document(index).into_bytes(),
        };
        let items: Vec<NewItem> = (0..places).map(item).collect();
        let job = app.jobs.submit(INGEST, (&principal.tenant, &principal.id), &items).await?;
        ended(&app, job).await?;
        let decided = futures::stream::iter(0..self.decisions).map(|index| {
            let (app, principal) = (app.clone(), principal.clone());
            async move {
                let text = question(index, places);
                if index % 5 == 4 {
                    let subject = Subject { text: Some(text), ..Subject::default() };
                    return check(&app, &principal, subject, Stage::Input, None).await.map(drop);
                }
                answer(&app, &principal, AnswerRequest::question(text)).await.map(drop)
            }
        });
        decided.buffer_unordered(AT_ONCE).try_collect::<()>().await?;
        stop.cancel();
        worker.await.map_err(Problem::internal)?;
        app.store.close().await;
        Ok(())
    }

    /// How many answers were compared with a replay of their own under the draft, and how many are the same.
    async fn compare(
        &self,
        app: &App,
        id: &str,
        digest: &str,
        principal: &Principal,
    ) -> Result<(usize, usize), Failure> {
        let filter = RowFilter { outcome: None, after: -1 };
        let rows = app.store.backtest_rows(id, &filter, i64::MAX).await.map_err(Problem::from)?;
        let answers: Vec<_> = rows.into_iter().filter(|row| row.kind == "answer").collect();
        let step = (answers.len() / self.compared.max(1)).max(1);
        let (mut compared, mut equal) = (0, 0);
        for row in answers.iter().step_by(step) {
            let decision = app.store.decision(&principal.tenant, &row.decision_id).await.map_err(Problem::from)?;
            let decision = decision.ok_or_else(|| Failure::new("a decision is gone"))?;
            let replay = replay_under(app, &decision, digest).await?;
            compared += 1;
            equal += usize::from(Some(&replay.replayed_digest) == row.answer_digest.as_ref());
        }
        Ok((compared, equal))
    }
}
