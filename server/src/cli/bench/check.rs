//! `groundstate bench check`: a text of 500 characters, checked by a policy with an objective of every kind.
//!
//! No text is checked twice, so nothing is remembered of it. One at a time says how long a caller waits, with the
//! evaluation alone and with the decision made durable; many at once say how many the server bears.

use std::borrow::Cow;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::{Duration, Instant};

use clap::Args;
use futures::{StreamExt, TryStreamExt};
use groundstate_guardrails::normalise::sentences;
use groundstate_guardrails::policy::{Policy, Stage};
use serde_json::json;

use super::scene::{self, document, principal};
use crate::app::App;
use crate::audit::canonical_string;
use crate::auth::Principal;
use crate::check::{Ground, Subject, check, owned};
use crate::cli::output::{self, Failure, line};
use crate::clock::SystemClock;
use crate::config::Config;
use crate::eval::metrics::percentile;
use crate::guard::OwnedSubject;
use crate::problem::Problem;
use crate::store::PolicyRow;

/// Checks with every kind of objective on.
#[derive(Debug, Args)]
pub(in crate::cli) struct Check {
    /// Checks timed one at a time.
    #[arg(long, default_value_t = 300)]
    rounds: usize,
    /// Seconds of many at once; 0 for none.
    #[arg(long, default_value_t = 10)]
    seconds: u64,
    /// Characters of a text.
    #[arg(long, default_value_t = 500)]
    characters: usize,
    /// Evidence of other words than the text's, as long again. Without it each sentence is a quotation.
    #[arg(long)]
    other_evidence: bool,
    /// Print the figures as JSON.
    #[arg(long)]
    json: bool,
}

/// Checks at once.
const AT_ONCE: usize = 32;
/// Checks before the first that is timed.
const WARM: usize = 10;
/// How far away the document lies whose words are evidence.
const OTHER: usize = 1_000_000;
const POLICY: &str = include_str!("check/policy.toml");

impl Check {
    pub(super) async fn run(self, config: Config) -> Result<ExitCode, Failure> {
        let (_folder, config) = scene::own(config)?;
        let app = App::start(config, Arc::new(SystemClock)).await?;
        let principal = principal(&app).await?;
        let policy = enforce(&app, &principal).await?;
        let mut texts = (0..).map(|index| self.subject(index));
        for subject in texts.by_ref().take(WARM) {
            check(&app, &principal, subject, Stage::Output, Some(&policy)).await?;
        }
        let evaluated = self.evaluations(&app, &principal, &policy, &mut texts).await?;
        let recorded = self.checks(&app, &principal, &policy, &mut texts).await?;
        let rate = self.rate(&app, &principal, &policy, &mut texts).await?;
        app.store.close().await;
        let at = |times: &[f64]| (percentile(times, 0.5), percentile(times, 0.99));
        let ((evaluated_p50, evaluated_p99), (recorded_p50, recorded_p99)) = (at(&evaluated), at(&recorded));
        if self.json {
            output::json(&json!({"characters": self.characters, "rounds": self.rounds,
                "evaluation_p50_ms": evaluated_p50, "evaluation_p99_ms": evaluated_p99,
                "check_p50_ms": recorded_p50, "check_p99_ms": recorded_p99, "checks_per_second": rate}))?;
        } else {
            line(format!("{} characters, every kind of objective, {} checks", self.characters, self.rounds))?;
            line(format!("evaluation alone:          p50 {evaluated_p50:.2} ms, p99 {evaluated_p99:.2} ms"))?;
            line(format!("with the decision durable: p50 {recorded_p50:.2} ms, p99 {recorded_p99:.2} ms"))?;
            if self.seconds > 0 {
                line(format!("{AT_ONCE} at once:                {rate:.0} checks a second, decisions durable"))?;
            }
        }
        Ok(ExitCode::SUCCESS)
    }

    /// A text that nobody saw before, with its evidence.
    fn subject(&self, index: usize) -> Subject {
        let text: String = format!("{} {}", index, document(index)).chars().take(self.characters).collect();
        let source = if self.other_evidence { document(index + OTHER).into() } else { Cow::Borrowed(text.as_str()) };
        let sentences = sentences(&source).into_iter().filter_map(|range| source.get(range)).enumerate();
        let ground = |(nth, text): (usize, &str)| Ground { id: format!("s{nth}"), text: text.to_owned() };
        Subject { evidence: sentences.map(ground).collect(), text: Some(text), ..Subject::default() }
    }

    async fn evaluations(
        &self,
        app: &App,
        principal: &Principal,
        policy: &str,
        texts: &mut impl Iterator<Item = Subject>,
    ) -> Result<Vec<f64>, Failure> {
        let in_force = app.guard.governing(principal.into(), Some(policy)).await?;
        let mut times = Vec::with_capacity(self.rounds);
        for subject in texts.take(self.rounds) {
            let subject = OwnedSubject { principal: Some(principal.as_subject()), ..owned(subject)? };
            let started = Instant::now();
            let redaction = app.guard.redact(&in_force.policy, Stage::Output, subject).await?;
            times.push(started.elapsed().as_secs_f64() * 1e3);
            let lost = redaction.report.verdicts.iter().find(|verdict| verdict.value.is_none());
            if let Some(lost) = lost {
                return Err(Failure::new(format!("`{}` was not evaluated: {}", lost.objective, lost.reason)));
            }
        }
        Ok(times)
    }

    async fn checks(
        &self,
        app: &App,
        principal: &Principal,
        policy: &str,
        texts: &mut impl Iterator<Item = Subject>,
    ) -> Result<Vec<f64>, Failure> {
        let mut times = Vec::with_capacity(self.rounds);
        for subject in texts.take(self.rounds) {
            let started = Instant::now();
            check(app, principal, subject, Stage::Output, Some(policy)).await?;
            times.push(started.elapsed().as_secs_f64() * 1e3);
        }
        Ok(times)
    }

    /// Checks a second, with many at once.
    async fn rate(
        &self,
        app: &App,
        principal: &Principal,
        policy: &str,
        texts: &mut impl Iterator<Item = Subject>,
    ) -> Result<f64, Failure> {
        if self.seconds == 0 {
            return Ok(0.0);
        }
        let (started, length) = (Instant::now(), Duration::from_secs(self.seconds));
        let mut done = 0_usize;
        let subjects = texts.take_while(|_| started.elapsed() < length);
        let mut checked = futures::stream::iter(subjects)
            .map(|subject| check(app, principal, subject, Stage::Output, Some(policy)))
            .buffer_unordered(AT_ONCE);
        while checked.try_next().await?.is_some() {
            done += 1;
        }
        Ok(done as f64 / started.elapsed().as_secs_f64())
    }
}

/// Puts the benchmark's policy in force; its name.
async fn enforce(app: &App, principal: &Principal) -> Result<String, Failure> {
    let policy = Policy::from_toml(POLICY).map_err(|error| Failure::new(error.to_string()))?;
    let row = PolicyRow {
        tenant_id: principal.tenant.clone(),
        name: policy.name.clone(),
        version: 1,
        digest: policy.digest().map_err(|error| Failure::new(error.to_string()))?,
        document: canonical_string(&policy)?,
        status: "active".to_owned(),
        created_at: app.clock.now(),
        created_by: principal.id.clone(),
    };
    let mut write = app.store.write().await.map_err(Problem::from)?;
    write.activate_policy(&row).await.map_err(Problem::from)?;
    write.commit().await.map_err(Problem::from)?;
    Ok(policy.name)
}
