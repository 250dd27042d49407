//! Training: a job that reads feedback, decides again what the planner saw, and fits a critic by ranking.
//!
//! All feedback that is kept counts, old and new (experience replay), up to four thousand judgements: beyond that the newest half of it
//! and an even sample of the rest. A decision is trained on or held out for ever (`cost::critic::train`). What comes out
//! is a draft like any other.

use std::collections::{BTreeMap, HashMap};

use groundstate_guardrails::policy::lifecycle::State;
use groundstate_planner::cost::critic::train::{Comparison, Judgements, TrainError, train};
use serde_json::json;

use super::feedback::feasible;
use crate::answer::AnswerBody;
use crate::answer::rehearse::{RecordedAnswer, Rehearsal};
use crate::app::App;
use crate::critic::versions;
use crate::jobs::Lease;
use crate::policies::transition::By;
use crate::problem::{Answer, Code, Problem};
use crate::store::{FeedbackRow, JobRow};

/// Kind of the jobs that this module works on.
pub const KIND: &str = "critic";
/// Most judgements that one critic is trained on.
const MOST: usize = 4_000;
/// Judgements read at a time.
const PAGE: i64 = 64;
/// What "bad" says of the alternatives that were not said either, against 1 for an answer somebody named.
const DOUBTFUL: f32 = 0.5;

/// Queues the training of a critic.
///
/// # Errors
/// `conflict` when there is no feedback at all.
pub async fn order(app: &App, by: By<'_>) -> Answer<JobRow> {
    let count = app.store.feedback_count(by.tenant).await?;
    if count == 0 {
        return Err(Problem::new(Code::Conflict, "there is no feedback to train on yet"));
    }
    let job = app.jobs.draw(KIND, (by.tenant, by.principal), count.min(MOST as i64));
    let mut write = app.store.write().await?;
    write.add_job(&job, &[]).await?;
    write.add_critic_order(by.tenant, &job.id, by.reason).await?;
    write.commit().await?;
    app.jobs.wake();
    Ok(job)
}

/// Gathers the judgements, fits, and writes the draft.
///
/// # Errors
/// `conflict` when nothing can be learned; `unavailable` when a part does not answer.
pub async fn run(app: &App, lease: &Lease) -> Answer<()> {
    let (tenant, job) = (&lease.job.tenant_id, &lease.job.id);
    let reason = app.store.critic_order(tenant, job).await?;
    let reason = reason.ok_or_else(|| Problem::internal("a training that nobody ordered"))?;
    let chosen = chosen(app, tenant).await?;
    let mut gathered = Gathered::default();
    // A training that was interrupted reads again from the start: nothing of it is kept but its result.
    let mut told = lease.job.done;
    for (index, page) in chosen.chunks(PAGE as usize).enumerate() {
        if lease.cancelled.is_cancelled() {
            return Ok(());
        }
        lease.say(format!("reading feedback, {} of {}", index * PAGE as usize, chosen.len()));
        gathered.read(app, tenant, page).await?;
        let done = i64::try_from(index * PAGE as usize + page.len()).unwrap_or(i64::MAX);
        if done > told {
            let mut write = app.store.write().await?;
            write.advance_job(job, done - told, 0, app.clock.now()).await?;
            write.commit().await?;
            told = done;
        }
    }
    lease.say("fitting");
    let in_use = app.critics.at(tenant, State::Active).await?;
    let (encoder, dimension) = (app.perception.fingerprint().to_owned(), app.perception.encoder().dimension());
    let Gathered { judgements, unusable } = gathered;
    let fitted = tokio::task::spawn_blocking(move || {
        let in_use = in_use.as_ref().map(|judge| judge.critic.as_ref());
        train(&judgements, (&encoder, dimension), in_use)
    });
    let critic = fitted.await.map_err(Problem::internal)?.map_err(|error| match error {
        TrainError::Nothing => Problem::new(Code::Conflict, "the feedback compares nothing that can be trained on"),
        other => Problem::internal(other),
    })?;
    if lease.cancelled.is_cancelled() {
        return Ok(());
    }
    let by = By { tenant, principal: &lease.job.principal, reason: &reason };
    let facts = json!({"job": job, "feedback": chosen.len(), "unusable": unusable});
    versions::draft(app, by, &critic, facts).await.map(|_| ())
}

/// The feedback to train on, newest first.
async fn chosen(app: &App, tenant: &str) -> Answer<Vec<FeedbackRow>> {
    let count = usize::try_from(app.store.feedback_count(tenant).await?).unwrap_or_default();
    if count <= MOST {
        return Ok(app.store.newest_feedback(tenant, (0, MOST as i64)).await?);
    }
    let recent = MOST / 2;
    let mut chosen = app.store.newest_feedback(tenant, (0, recent as i64)).await?;
    for place in 0..recent {
        let skip = recent + place * (count - recent) / recent;
        chosen.extend(app.store.newest_feedback(tenant, (skip as i64, 1)).await?);
    }
    Ok(chosen)
}

/// Judgements as numbers.
#[derive(Default)]
struct Gathered {
    judgements: Judgements,
    /// Feedback on decisions whose words or statements are gone.
    unusable: usize,
}

impl Gathered {
    async fn read(&mut self, app: &App, tenant: &str, page: &[FeedbackRow]) -> Answer<()> {
        let mut recorded: BTreeMap<&str, RecordedAnswer> = BTreeMap::new();
        for feedback in page {
            if let Some(words) = app.audit.vault().words(tenant, &feedback.decision_id).await? {
                recorded.insert(&feedback.decision_id, RecordedAnswer::read(&words.content)?);
            }
        }
        let answers: Vec<&RecordedAnswer> = recorded.values().collect();
        let rehearsal = Rehearsal::prepare(app, tenant, &answers).await?;
        let mut known: HashMap<&str, HashMap<i64, usize>> = HashMap::new();
        for feedback in page {
            let Some(answer) = recorded.get(feedback.decision_id.as_str()) else {
                self.unusable += 1;
                continue;
            };
            if !known.contains_key(feedback.decision_id.as_str()) {
                let features = rehearsal.critic_features(answer)?;
                known.insert(&feedback.decision_id, self.keep(answer.body(), feedback, features));
            }
            let Some(places) = known.get(feedback.decision_id.as_str()) else { continue };
            self.compare(feedback, answer.body(), places)?;
        }
        Ok(())
    }

    /// Keeps the features of the statements that may be compared; where each lies.
    fn keep(
        &mut self,
        body: &AnswerBody,
        feedback: &FeedbackRow,
        features: HashMap<i64, Vec<f32>>,
    ) -> HashMap<i64, usize> {
        let mut needed: Vec<i64> = body.statements.iter().map(|said| said.statement_id).collect();
        needed.extend(feasible(body).flatten());
        needed.extend(body.candidates.iter().filter(|one| one.admitted).map(|one| one.statement_id));
        needed.extend(preferred(feedback));
        needed.sort_unstable();
        needed.dedup();
        let mut places = HashMap::new();
        for id in needed {
            if let Some(features) = features.get(&id) {
                places.insert(id, self.judgements.statements.len());
                self.judgements.statements.push(features.clone());
            }
        }
        places
    }

    fn compare(&mut self, feedback: &FeedbackRow, body: &AnswerBody, places: &HashMap<i64, usize>) -> Answer<()> {
        let placed = |ids: &[i64]| -> Option<Vec<usize>> { ids.iter().map(|id| places.get(id).copied()).collect() };
        let given: Vec<i64> = body.statements.iter().map(|said| said.statement_id).collect();
        let pairs: Vec<(Vec<i64>, Vec<i64>, f32)> = match (feedback.rating.as_str(), preferred(feedback)) {
            (_, named) if !named.is_empty() => vec![(named, given, 1.0)],
            ("good", _) => against(body, 1.0).map(|(other, weight)| (given.clone(), other, weight)).collect(),
            ("bad", _) => against(body, DOUBTFUL).map(|(other, weight)| (other, given.clone(), weight)).collect(),
            (other, _) => return Err(Problem::internal(format!("feedback with the rating `{other}`"))),
        };
        let mut usable = 0;
        for (preferred, rejected, weight) in pairs {
            let Some((preferred, rejected)) = placed(&preferred).zip(placed(&rejected)) else { continue };
            // Whether to answer at all is not the critic's to say.
            let silent = preferred.is_empty() || rejected.is_empty();
            let same = preferred.len() == rejected.len() && preferred.iter().all(|one| rejected.contains(one));
            // The critic adds up over statements: of two orders of the same ones it has nothing to say.
            if !same && !silent {
                let group = feedback.decision_id.clone();
                self.judgements.comparisons.push(Comparison { group, preferred, rejected, weight });
                usable += 1;
            }
        }
        self.unusable += usize::from(usable == 0);
        Ok(())
    }
}

/// The alternatives that were rejected on energy, sharing a weight.
fn against(body: &AnswerBody, weight: f32) -> impl Iterator<Item = (Vec<i64>, f32)> {
    let count = feasible(body).count().max(1) as f32;
    feasible(body).map(move |statements| (statements.to_vec(), weight / count))
}

fn preferred(feedback: &FeedbackRow) -> Vec<i64> {
    feedback.preferred.as_deref().and_then(|list| serde_json::from_str(list).ok()).unwrap_or_default()
}
