//! One page of a back-test: read, opened, decided again on all cores, written with its progress.

use std::collections::HashMap;
use std::num::NonZeroUsize;
use std::sync::Arc;

use groundstate_guardrails::policy::Stage;
use serde_json::{Value, json};

use super::side::{Outcome, Side};
use crate::answer::rehearse::{RecordedAnswer, Rehearsal, answer_digest};
use crate::app::App;
use crate::audit::{Sealer, canonical_string, opened};
use crate::check::{Checked, Subject, owned};
use crate::critic::Judge;
use crate::guard::{InForce, PolicyName};
use crate::problem::{Answer, Problem};
use crate::store::{BacktestRow, DecisionRow, DetailRow, PolicyRow, ReplayedRow};
use sha2::{Digest, Sha256};

/// What every page of a back-test shares.
pub(super) struct Page<'a> {
    app: &'a App,
    backtest: &'a BacktestRow,
    tried: Tried,
}

/// What a back-test tries.
pub(super) enum Tried {
    /// A version of a policy.
    Policy(PolicyRow),
    /// A version of the critic, under the policies of the time.
    Critic(Judge),
}

/// A decision that can be replayed.
enum Recorded {
    Answer(Box<RecordedAnswer>),
    Check(Box<RecordedCheck>),
}

/// A check as it was recorded.
struct RecordedCheck {
    subject: Subject,
    stage: Stage,
    side: Side,
}

/// A decision with what is needed to replay it, or why it cannot be.
struct Item {
    row: DecisionRow,
    recorded: Result<(Recorded, InForce), Outcome>,
}

/// A page that can be replayed.
pub(super) struct Read {
    rehearsal: Arc<Rehearsal>,
    items: Vec<Item>,
}

/// What the draft made of a decision.
struct Replayed {
    outcome: Outcome,
    recorded: Option<Side>,
    replayed: Option<Side>,
    digest: Option<String>,
}

/// Where the words of a row lie: what they are bound to.
pub(crate) fn place(backtest: &str, decision: &str) -> String {
    format!("groundstate/backtest-row/v1\0{backtest}\0{decision}")
}

impl<'a> Page<'a> {
    pub(super) fn new(app: &'a App, backtest: &'a BacktestRow, tried: Tried) -> Self {
        Self { app, backtest, tried }
    }

    /// Reads the decisions at these places of the log, in ascending order, with all that replaying them takes.
    pub(super) async fn read(&self, leaves: &[i64]) -> Answer<Read> {
        let items = self.items(leaves).await?;
        let answers: Vec<&RecordedAnswer> = items
            .iter()
            .filter_map(|item| match &item.recorded {
                Ok((Recorded::Answer(answer), _)) => Some(answer.as_ref()),
                _ => None,
            })
            .collect();
        let rehearsal = Arc::new(Rehearsal::prepare(self.app, &self.backtest.tenant_id, &answers).await?);
        Ok(Read { rehearsal, items })
    }

    /// Replays what was read and writes what came out.
    pub(super) async fn replay(&self, read: Read) -> Answer<()> {
        self.write(on_all_cores(read.rehearsal, self.critic(), read.items).await?).await
    }

    async fn items(&self, leaves: &[i64]) -> Answer<Vec<Item>> {
        let tenant = &self.backtest.tenant_id;
        let Some((first, last)) = leaves.first().zip(leaves.last()) else { return Ok(Vec::new()) };
        // A sample leaves gaps: then one read for each decision is less than all that lies between.
        let dense = usize::try_from(last - first).is_ok_and(|span| span < leaves.len() * 4);
        let mut rows = Vec::with_capacity(leaves.len());
        if dense {
            let between = self.app.store.decisions_between(tenant, (*first, *last)).await?;
            rows.extend(between.into_iter().filter(|(row, _)| leaves.binary_search(&row.leaf_index).is_ok()));
        } else {
            for leaf in leaves {
                rows.extend(self.app.store.decisions_between(tenant, (*leaf, *leaf)).await?);
            }
        }
        let mut keys: HashMap<String, Option<Sealer>> = HashMap::new();
        let mut items = Vec::with_capacity(rows.len());
        for (row, detail) in rows {
            if let Some(id) = detail.as_ref().and_then(|detail| detail.key_id.clone())
                && !keys.contains_key(&id)
            {
                let key = self.app.audit.vault().key(&id).await?;
                keys.insert(id, key);
            }
            let recorded = match read(tenant, &row, detail, &keys) {
                Ok((recorded, name)) => match self.policy(&name).await {
                    Ok(policy) => Ok((recorded, policy)),
                    Err(problem) if problem.code == crate::problem::Code::Gone => Err(Outcome::Gone),
                    Err(problem) => return Err(problem),
                },
                Err(outcome) => Err(outcome),
            };
            items.push(Item { row, recorded });
        }
        Ok(items)
    }

    /// The policy that a decision is replayed under.
    async fn policy(&self, name: &PolicyName) -> Answer<InForce> {
        let tenant = &self.backtest.tenant_id;
        match &self.tried {
            Tried::Policy(draft) => self.app.guard.substituted(tenant, name, draft).await,
            Tried::Critic(_) => self.app.guard.recorded(tenant, name).await,
        }
    }

    /// The critic that judges in place of the recorded one.
    fn critic(&self) -> Option<Judge> {
        match &self.tried {
            Tried::Policy(_) => None,
            Tried::Critic(judge) => Some(judge.clone()),
        }
    }

    async fn write(&self, replayed: Vec<(DecisionRow, Replayed)>) -> Answer<()> {
        let app = self.app;
        let failed = replayed.iter().filter(|(_, one)| matches!(one.outcome, Outcome::Gone | Outcome::Failed)).count();
        let mut write = app.store.write().await?;
        write.lock_log(app.store.backend(), &self.backtest.tenant_id).await?;
        let key = app.audit.vault().current(&mut write, &self.backtest.tenant_id).await?;
        let count = i64::try_from(replayed.len()).unwrap_or(i64::MAX);
        for (decision, mut one) in replayed {
            // Erased since it was read: then its words do not live on here. Erasing takes the same lock.
            if one.replayed.is_some() && !write.has_words(&decision.id).await? {
                one = Replayed { outcome: Outcome::Gone, recorded: None, replayed: None, digest: None };
            }
            write.add_backtest_row(&self.row(&key, &decision, one)?).await?;
        }
        let failed = i64::try_from(failed).unwrap_or(i64::MAX);
        write.advance_job(&self.backtest.job_id, count, failed, app.clock.now()).await?;
        Ok(write.commit().await?)
    }

    fn row(&self, key: &Sealer, decision: &DecisionRow, one: Replayed) -> Answer<ReplayedRow> {
        let sealed = match &one.replayed {
            Some(side) => {
                let words = serde_json::to_vec(side).map_err(Problem::internal)?;
                let place = place(&self.backtest.job_id, &decision.id);
                Some(key.seal(self.app.clock.as_ref(), &place, &words)?)
            }
            None => None,
        };
        Ok(ReplayedRow {
            job_id: self.backtest.job_id.clone(),
            leaf_index: decision.leaf_index,
            decision_id: decision.id.clone(),
            kind: decision.kind.clone(),
            outcome: one.outcome.name().to_owned(),
            objective: one.replayed.as_ref().and_then(|side| side.objective.clone()),
            energy_recorded: one.recorded.as_ref().and_then(Side::total),
            energy_replayed: one.replayed.as_ref().and_then(Side::total),
            answer_digest: one.digest,
            key_id: sealed.is_some().then(|| key.id.clone()),
            sealed,
        })
    }
}

/// Opens a decision and reads what is replayed of it; or why it cannot be.
fn read(
    tenant: &str,
    row: &DecisionRow,
    detail: Option<DetailRow>,
    keys: &HashMap<String, Option<Sealer>>,
) -> Result<(Recorded, PolicyName), Outcome> {
    let detail = detail.ok_or(Outcome::Gone)?;
    let key = match &detail.key_id {
        Some(id) => Some(keys.get(id).and_then(Option::as_ref).ok_or(Outcome::Gone)?),
        None => None,
    };
    let words = opened(tenant, &detail, key).map_err(|_| Outcome::Failed)?;
    recorded(row, &words.content).map_err(|problem| {
        tracing::warn!(decision = row.id, cause = problem.cause, "a decision cannot be read for a back-test");
        Outcome::Failed
    })
}

fn recorded(row: &DecisionRow, words: &str) -> Answer<(Recorded, PolicyName)> {
    if row.kind == "answer" {
        let answer = RecordedAnswer::read(words)?;
        let name = answer.body().policy.clone();
        return Ok((Recorded::Answer(Box::new(answer)), name));
    }
    let envelope: Value = serde_json::from_str(&row.envelope).map_err(Problem::internal)?;
    let facts = envelope.get("facts").cloned().unwrap_or_default();
    let field = |name: &str| facts.get(name).cloned().unwrap_or_default();
    let name: PolicyName = serde_json::from_value(field("policy")).map_err(Problem::internal)?;
    let stage: Stage = serde_json::from_value(field("stage")).map_err(Problem::internal)?;
    let detail: Value = serde_json::from_str(words).map_err(Problem::internal)?;
    let subject = detail.get("subject").cloned().unwrap_or_default();
    let subject = serde_json::from_value(subject).map_err(Problem::internal)?;
    let side = Side::of_facts(&row.outcome, stage.name(), &facts);
    Ok((Recorded::Check(Box::new(RecordedCheck { subject, stage, side })), name))
}

/// What a reader of a row sees of the recorded side: the request, and what was decided.
pub(crate) fn recorded_side(row: &DecisionRow, words: &str) -> Answer<(Value, Side)> {
    match recorded(row, words)?.0 {
        Recorded::Answer(answer) => Ok((answer.request()?, Side::from(answer.body()))),
        Recorded::Check(check) => Ok((json!({"subject": check.subject, "stage": check.stage.name()}), check.side)),
    }
}

/// Decides every item again, on a thread a core; the order is kept.
async fn on_all_cores(
    rehearsal: Arc<Rehearsal>,
    critic: Option<Judge>,
    items: Vec<Item>,
) -> Answer<Vec<(DecisionRow, Replayed)>> {
    let cores = std::thread::available_parallelism().map_or(1, NonZeroUsize::get);
    let share = items.len().div_ceil(cores).max(1);
    let mut items = items.into_iter();
    let mut working = Vec::with_capacity(cores);
    loop {
        let part: Vec<Item> = items.by_ref().take(share).collect();
        if part.is_empty() {
            break;
        }
        let (rehearsal, critic) = (Arc::clone(&rehearsal), critic.clone());
        working.push(tokio::task::spawn_blocking(move || {
            part.into_iter().map(|item| decide(&rehearsal, critic.as_ref(), item)).collect::<Vec<_>>()
        }));
    }
    let mut replayed = Vec::new();
    for part in working {
        replayed.extend(part.await.map_err(Problem::internal)?);
    }
    Ok(replayed)
}

fn decide(rehearsal: &Rehearsal, critic: Option<&Judge>, item: Item) -> (DecisionRow, Replayed) {
    let nothing = |outcome| Replayed { outcome, recorded: None, replayed: None, digest: None };
    let (recorded, policy) = match item.recorded {
        Ok(recorded) => recorded,
        Err(outcome) => return (item.row, nothing(outcome)),
    };
    let decided = match recorded {
        Recorded::Answer(answer) => again(rehearsal, &answer, (&policy, critic)),
        Recorded::Check(recorded) => check(rehearsal, *recorded, &policy),
    };
    match decided {
        Ok((recorded, replayed, digest)) => {
            let outcome = recorded.against(&replayed);
            let (recorded, replayed) = (Some(recorded), Some(replayed));
            (item.row, Replayed { outcome, recorded, replayed, digest: Some(digest) })
        }
        Err(problem) => {
            tracing::warn!(decision = item.row.id, cause = problem.cause, "a decision cannot be replayed");
            (item.row, nothing(Outcome::Failed))
        }
    }
}

fn again(
    rehearsal: &Rehearsal,
    answer: &RecordedAnswer,
    (policy, critic): (&InForce, Option<&Judge>),
) -> Answer<(Side, Side, String)> {
    let body = rehearsal.decide(answer, policy, critic)?;
    Ok((Side::from(answer.body()), Side::from(&body), answer_digest(&body)?))
}

fn check(rehearsal: &Rehearsal, recorded: RecordedCheck, policy: &InForce) -> Answer<(Side, Side, String)> {
    let turns = recorded.subject.messages.clone();
    let subject = owned(recorded.subject)?;
    let redaction = rehearsal.guard().redact_here(&policy.policy, recorded.stage, &subject);
    let checked = Checked::of(recorded.stage, &redaction, turns, policy.name.clone());
    let digest = hex::encode(Sha256::digest(canonical_string(&checked)?.as_bytes()));
    Ok((recorded.side, Side::from(&checked), digest))
}
