//! Executing: the server carries out a plan's next action with the tool that the schema names for it.
//!
//! In this order and no other: the step must be the plan's next; what cannot be undone must have been approved; the
//! policy that governs the caller *now* must permit the action by an objective of the kind `authorisation`, and nothing
//! that forbids may hold (`permit`); the configuration must admit host and secrets. Then a row claims the step, together
//! with the decision that says what will be sent, and only then is anything sent, on a task that outlives the request.
//! Of several who execute a step at once one sends; the others get what became of it.

mod carry;
mod permit;

use std::sync::Arc;

use groundstate_planner::actor::plan::PlannedStep;
use groundstate_planner::environment::{State, Tool};
use serde::Serialize;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::follow::{self, Observation, Observed};
use super::search::Ground;
use super::{Kept, Status, find, noted};
use crate::app::App;
use crate::auth::Principal;
use crate::clock::Millis;
use crate::environments::row;
use crate::problem::{Answer, Code, Problem};
use crate::store::ExecutionRow;
use crate::tools::{Admitted, Call};

/// How long after its time a call is given up whose end nobody noted.
const GRACE: Millis = 5_000;

/// What is asked for.
#[derive(Clone, Copy, Debug, Default)]
pub struct Order {
    /// The step: the number of actions taken before it. The plan's next where none is named.
    pub step: Option<usize>,
    /// Whether to send again what failed.
    pub again: bool,
}

/// What an execution came to.
#[derive(Clone, Debug)]
pub struct Executed {
    /// The plan as it stands now.
    pub plan: Kept,
    /// The execution.
    pub execution: ExecutionRow,
    /// Whether this request sent it; otherwise it was, or is being, carried out for another.
    pub sent: bool,
    /// What came of the state that the tool told, where it told one.
    pub observed: Option<Result<Observed, Problem>>,
}

/// How an execution stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stand {
    Started,
    Succeeded,
    Failed,
    Withheld,
}

impl Stand {
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Started => "started",
            Self::Succeeded => "succeeded",
            Self::Failed => "failed",
            Self::Withheld => "withheld",
        }
    }
}

/// A step that may be carried out.
struct Ready {
    kept: Kept,
    number: usize,
    step: PlannedStep,
    ground: Arc<Ground>,
    tool: Tool,
    admitted: Admitted,
    policy: crate::guard::InForce,
}

/// Carries out a plan's next action, once.
///
/// # Errors
/// `conflict` where the step is not the next, waits for approval or names no tool; `forbidden` where policy or
/// configuration do not permit it; `unprocessable` for arguments that do not fit the tool. A call that fails is no error:
/// the execution says so.
pub async fn execute(app: &App, principal: &Principal, id: &str, order: Order) -> Answer<Executed> {
    let kept = find(app, &principal.tenant, id).await?;
    let taken = kept.controller.as_ref().map_or(0, |controller| controller.taken());
    let number = order.step.unwrap_or(taken);
    let known = app.store.execution(id, numbered(number)?).await?;
    if let Some(known) = &known
        && !(order.again && may_be_repeated(app, &kept, known))
    {
        return match order.again {
            true => Err(Problem::new(Code::Conflict, never_again(known))),
            false => Ok(Executed { plan: kept, execution: known.clone(), sent: false, observed: None }),
        };
    }
    if number != taken {
        return Err(Problem::new(Code::Conflict, format!("the plan's next step is {taken}, not {number}")));
    }
    let ready = ready(app, principal, kept, number).await?;
    let (plan, claimed) = carry::claim(app, principal, &ready, known.as_ref()).await?;
    let Some(claimed) = claimed else {
        let execution = app.store.execution(id, numbered(number)?).await?;
        let execution = execution.ok_or_else(|| Problem::internal("a claim that nobody has"))?;
        return Ok(Executed { plan, execution, sent: false, observed: None });
    };
    // A task of its own: whoever asked may go, what was sent is noted all the same.
    let (app, principal) = (app.clone(), principal.clone());
    let carried = tokio::spawn(async move {
        let (execution, result) = carry::carry_out(&app, &principal, &ready, claimed).await?;
        let observed = match (&result, observation(&ready.tool, result.as_ref())) {
            (Some(_), Some(told)) => Some(observe(&app, &principal, &plan, told).await),
            _ => None,
        };
        let plan = match &observed {
            Some(Ok(observed)) => observed.plan.clone(),
            _ => plan,
        };
        Ok(Executed { plan, execution, sent: true, observed })
    });
    carried.await.map_err(Problem::internal)?
}

/// What failed may be sent again: anything that was never sent, and what can be undone. So may a call whose end nobody
/// noted. What cannot be undone and may have been done is not done twice.
fn may_be_repeated(app: &App, kept: &Kept, known: &ExecutionRow) -> bool {
    let lost = known.status == Stand::Started.name() && app.clock.now() > known.deadline;
    let failed = known.status == Stand::Failed.name();
    let unsent = failed && known.error.as_deref().is_some_and(carry::never_sent);
    let next = kept.controller.as_ref().and_then(|controller| controller.next());
    unsent || ((failed || lost) && next.is_some_and(|step| !step.needs_approval))
}

fn never_again(known: &ExecutionRow) -> String {
    let (verb, status) = (&known.verb, &known.status);
    format!("`{verb}` {status} and is not sent again: say what state came of it, as an observation")
}

fn numbered(step: usize) -> Answer<i64> {
    i64::try_from(step).map_err(|_| Problem::parameter("step", "there are not so many"))
}

/// The key that a tool gets with every attempt at a step.
fn idempotency_key(plan: &str, step: usize) -> String {
    let digest = hex::encode(Sha256::digest(format!("{plan}/{step}").as_bytes()));
    format!("gs-{}", digest.get(..32).unwrap_or(&digest))
}

/// Holds a step against everything that may keep it from being carried out.
async fn ready(app: &App, principal: &Principal, kept: Kept, number: usize) -> Answer<Ready> {
    let conflict = |detail: String| Problem::new(Code::Conflict, detail);
    if kept.row.status == Status::AwaitingApproval.name() {
        return Err(conflict("the plan holds what cannot be undone, and awaits approval".to_owned()));
    }
    let next = kept.controller.as_ref().and_then(|controller| controller.next()).cloned();
    let step = next.filter(|_| kept.row.status == Status::Ready.name());
    let step = step.ok_or_else(|| conflict(format!("a plan that is `{}` takes no action", kept.row.status)))?;
    let ground = Arc::new(Ground::of(app, &principal.tenant, &kept.request).await?);
    let schema = &ground.current.schema;
    let verb = &step.action.verb;
    let name = schema.actions.get(verb).and_then(|action| action.tool.clone());
    let name =
        name.ok_or_else(|| conflict(format!("`{verb}` names no tool: carry it out, and say what came of it")))?;
    let tool = schema.tools.get(&name).cloned();
    let tool = tool.ok_or_else(|| conflict(format!("the schema has no tool `{name}`")))?;
    if step.needs_approval && !permit::approved(app, &kept.row.id).await? {
        return Err(conflict(format!("`{verb}` cannot be undone, and nobody approved it")));
    }
    let call = Call::of(&name, &tool, &step.action)?;
    let (host, described) = (call.host(), call.described()?);
    let policy = permit::governing(app, principal, &ground).await?;
    let permitted = permit::permitted(app, principal, (&kept, &ground, &policy), &step).await?;
    let admitted = match permitted {
        Ok(()) => app.tools.admit(call, &principal.tenant).map_err(|why| ("tools".to_owned(), why.to_string())),
        Err(violation) => Err((violation.constraint, violation.detail)),
    };
    match admitted {
        Ok(admitted) => Ok(Ready { kept, number, step, ground, tool, admitted, policy }),
        Err((objective, reason)) => {
            let facts = json!({"plan": kept.row.id, "step": number, "verb": verb, "tool": name, "host": host,
                "request_digest": described.1, "objective": objective, "policy": policy.name});
            let mut write = app.store.write().await?;
            let document = json!({"action": step.action, "tool": name, "objective": objective, "reason": reason});
            noted(app, &mut write, principal, &kept.row.id, ("refused", facts, document)).await?;
            write.commit().await?;
            Err(Problem::new(Code::Forbidden, format!("`{verb}` is not carried out: `{objective}`: {reason}")))
        }
    }
}

/// What a tool told of the state after.
#[derive(Clone, Debug, Serialize)]
struct Told {
    state: Value,
    score: Option<f64>,
}

fn observation(tool: &Tool, result: Option<&Value>) -> Option<Told> {
    let (told, result) = (tool.observation.as_ref()?, result?);
    let state = result.pointer(&told.state).cloned().unwrap_or_default();
    let score = told.score.as_ref().and_then(|pointer| result.pointer(pointer)).and_then(Value::as_f64);
    Some(Told { state, score })
}

/// Takes in the state that a tool told, like one that a person reports.
async fn observe(app: &App, principal: &Principal, plan: &Kept, told: Told) -> Answer<Observed> {
    let state: State = row::state(&told.state)?;
    follow::observe(app, principal, &plan.row.id, Observation { state, score: told.score, done: None, won: None }).await
}
