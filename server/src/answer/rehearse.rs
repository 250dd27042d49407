//! Rehearsal: recorded answers decided again under another policy, many at a time.
//!
//! It goes the way of replay, with the same `decide`, and gives the same bytes. What it spares is what the policy does
//! not touch: a text is encoded once and in batches, and statements that were recalled are taken from the record while
//! nothing has been erased from their snapshot. What a policy says of a statement is remembered as it is live.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;
use std::time::Duration;

use groundstate_guardrails::policy::lifecycle::State;
use groundstate_planner::device::queue::Lane;
use groundstate_planner::perception::{Encoding, Passage};
use tokio::runtime::Handle;

use super::body::AnswerBody;
use super::decide::{self, Input, ModelInUse, Setting};
use super::evidence::{Evidence, Inquiry, Perceived, gather};
use super::record::{AnswerDetail, digest};
use super::request;
use crate::app::App;
use crate::critic::{CriticName, Judge};
use crate::guard::{Guard, InForce};
use crate::memory::library::SharedShelf;
use crate::perception::Perception;
use crate::problem::{Answer, Code, Problem};

/// Passages encoded at a time.
const BATCH: usize = 64;
/// Nobody waits for a rehearsal: an objective must not fail in it for want of time.
const BUDGET: Duration = Duration::from_secs(60);

/// An answer as it was recorded.
pub(crate) struct RecordedAnswer(AnswerDetail);

impl RecordedAnswer {
    /// Reads the words of an answer's decision.
    ///
    /// # Errors
    /// `internal` when they are not what this version writes.
    pub(crate) fn read(content: &str) -> Answer<Self> {
        serde_json::from_str(content).map(Self).map_err(Problem::internal)
    }

    /// What was said.
    pub(crate) fn body(&self) -> &AnswerBody {
        &self.0.body
    }

    /// What was asked, as JSON.
    pub(crate) fn request(&self) -> Answer<serde_json::Value> {
        serde_json::to_value(&self.0.request).map_err(Problem::internal)
    }

    fn texts(&self) -> impl Iterator<Item = &str> {
        std::iter::once(self.0.request.question.as_str()).chain(self.0.request.context())
    }
}

/// SHA-256 over the canonical form of an answer, as replay gives it.
pub(crate) fn answer_digest(body: &AnswerBody) -> Answer<String> {
    digest(body)
}

/// Everything that a stretch of recorded answers needs to be decided again.
pub(crate) struct Rehearsal {
    guard: Guard,
    perception: Arc<Perception>,
    runtime: Handle,
    model: ModelInUse,
    shelf: Arc<SharedShelf>,
    /// Snapshots up to this revision have lost something.
    erased_at: i64,
    encodings: HashMap<String, Encoding>,
    critics: Critics,
}

/// The critics that judge in a rehearsal.
struct Critics {
    /// Those that the decisions name, by digest; none for one that is gone.
    recorded: HashMap<String, Option<Judge>>,
    /// The one in use, for decisions under policies that asked for none.
    in_use: Option<Judge>,
}

impl Rehearsal {
    /// Brings the tenant's index up to date and encodes every distinct text of `recorded`.
    ///
    /// # Errors
    /// `unavailable` when the database or the encoder does not answer.
    pub(crate) async fn prepare(app: &App, tenant: &str, recorded: &[&RecordedAnswer]) -> Answer<Self> {
        let (shelf, _) = app.library.fresh(tenant).await?;
        let guard = app.guard.with_budget(BUDGET);
        let texts: BTreeSet<&str> = recorded.iter().flat_map(|answer| answer.texts()).collect();
        let texts: Vec<&str> = texts.into_iter().collect();
        let mut encodings = HashMap::with_capacity(texts.len());
        for batch in texts.chunks(BATCH) {
            let passages: Vec<Passage> = batch.iter().map(|text| Passage::whole(*text)).collect();
            for (text, encoding) in batch.iter().zip(encode(&app.perception, &passages).await?.into_iter().flatten()) {
                encodings.insert((*text).to_owned(), encoding);
            }
        }
        let erased_at = app.store.newest_erasure(tenant).await?;
        let critics = Critics::of(app, tenant, recorded).await?;
        let (perception, runtime) = (Arc::clone(&app.perception), Handle::current());
        Ok(Self { guard, perception, runtime, model: app.model(), shelf, erased_at, encodings, critics })
    }

    /// The guard of this rehearsal, for what is no answer.
    pub(crate) fn guard(&self) -> &Guard {
        &self.guard
    }

    /// Decides a recorded answer under `policy`, and with `critic` in place of the recorded one where it is given. Call
    /// it where blocking is allowed.
    ///
    /// # Errors
    /// `internal` when a text was not prepared or the problem cannot be posed, `gone` when the recorded critic is.
    pub(crate) fn decide(
        &self,
        recorded: &RecordedAnswer,
        policy: &InForce,
        critic: Option<&Judge>,
    ) -> Answer<AnswerBody> {
        let detail = &recorded.0;
        let subject = detail.request.subject(detail.caller.clone());
        let redaction = self.guard.redact_here(&policy.policy, request::INPUT, &subject);
        let changed = redaction.changed();
        let (request, input) = Input::again(detail, redaction);
        let inquiry = Inquiry::recorded(detail, &request);
        let evidence = if input.report.permits() {
            // Of what less is left is looked up as that: there is nothing to take from the record.
            if changed {
                let perceived = self.perceive(&inquiry)?;
                gather(Arc::clone(&self.shelf), (inquiry, perceived), detail.body.memory.revision, None)
            } else {
                self.evidence(recorded)?
            }
        } else {
            Evidence::refused(&inquiry, detail.body.memory.revision)
        };
        let critic = match critic {
            _ if !policy.policy.asks_critic() => None,
            Some(critic) => Some(critic.clone()),
            None => self.critics.judge(detail.body.model.critic.as_ref())?,
        };
        let (request, caller, model) = (Arc::new(request), detail.caller.clone(), self.model.clone());
        let setting = Setting { request, policy: policy.clone(), input, caller, model, critic };
        Ok(decide::decide(&self.guard, setting, evidence)?.body)
    }

    /// What a critic is trained to tell of the statements that a recorded answer was chosen from, by their identities.
    ///
    /// # Errors
    /// As [`Rehearsal::decide`].
    pub(crate) fn critic_features(&self, recorded: &RecordedAnswer) -> Answer<HashMap<i64, Vec<f32>>> {
        let evidence = self.evidence(recorded)?;
        decide::critic_features(&recorded.0.request, &self.model, &evidence)
    }

    /// What memory held at the time.
    fn evidence(&self, recorded: &RecordedAnswer) -> Answer<Evidence> {
        let detail = &recorded.0;
        let (inquiry, revision) = (Inquiry::recorded(detail, &detail.request), detail.body.memory.revision);
        // A question that was refused was not looked up: there is nothing to take from its record.
        let known = (self.erased_at <= revision && !detail.candidates.is_empty()).then_some(&*detail.candidates);
        Ok(gather(Arc::clone(&self.shelf), (inquiry, self.perceived(recorded)?), revision, known))
    }

    /// Encodes what is left of a question: what a policy leaves of it cannot be prepared.
    fn perceive(&self, inquiry: &Inquiry) -> Answer<Perceived> {
        let texts = std::iter::once(&inquiry.question).chain(&inquiry.context);
        let passages: Vec<Passage> = texts.map(|text| Passage::whole(text.as_str())).collect();
        let encodings = self.runtime.block_on(encode(&self.perception, &passages))?.into_iter().flatten().collect();
        Perceived::of(encodings).ok_or_else(|| Problem::internal("the encoder returned nothing"))
    }

    fn perceived(&self, recorded: &RecordedAnswer) -> Answer<Perceived> {
        let encodings: Option<Vec<Encoding>> = recorded.texts().map(|text| self.encodings.get(text).cloned()).collect();
        encodings.and_then(Perceived::of).ok_or_else(|| Problem::internal("a recorded text was not encoded"))
    }
}

impl Critics {
    async fn of(app: &App, tenant: &str, recorded: &[&RecordedAnswer]) -> Answer<Self> {
        let mut known = HashMap::new();
        for name in recorded.iter().filter_map(|answer| answer.body().model.critic.as_ref()) {
            if !known.contains_key(&name.digest) {
                let judge = match app.critics.recorded(tenant, name).await {
                    Err(problem) if problem.code == Code::Gone => None,
                    judge => Some(judge?),
                };
                known.insert(name.digest.clone(), judge);
            }
        }
        Ok(Self { recorded: known, in_use: app.critics.at(tenant, State::Active).await? })
    }

    fn judge(&self, name: Option<&CriticName>) -> Answer<Option<Judge>> {
        let Some(name) = name else { return Ok(self.in_use.clone()) };
        let judge = self.recorded.get(&name.digest).cloned().flatten();
        judge
            .map(Some)
            .ok_or_else(|| Problem::new(Code::Gone, format!("version {} of the critic is gone", name.version)))
    }
}

/// Encodes behind whoever waits for an answer: questions go first, a rehearsal waits for its turn.
async fn encode(perception: &Perception, passages: &[Passage]) -> Answer<Vec<Vec<Encoding>>> {
    loop {
        match perception.encode(passages, Lane::Bulk).await {
            Err(problem) if problem.code == Code::Overloaded => tokio::time::sleep(Duration::from_millis(200)).await,
            encoded => return encoded,
        }
    }
}
