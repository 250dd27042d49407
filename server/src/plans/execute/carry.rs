//! Claiming a step, sending it, and noting what came of it.

use serde_json::{Value, json};

use super::super::{Kept, Status, changed, noted};
use super::{GRACE, Ready, Stand, idempotency_key, numbered};
use crate::app::App;
use crate::auth::Principal;
use crate::problem::{Answer, Problem};
use crate::store::ExecutionRow;
use crate::tools::{Received, ToolError, texts};

/// How a call ended.
enum Ending {
    Result(Value),
    Failed(ToolError),
    /// The policy keeps the answer out.
    Withheld {
        objective: String,
        reason: String,
    },
}

/// Whether an error that an execution keeps means that nothing was sent.
pub(super) fn never_sent(error: &str) -> bool {
    ["unresolvable", "closed_address", "unreachable", "tls"].contains(&error)
}

/// Claims a step in one write with the decision that says what will be sent; nothing where somebody else has.
///
/// # Errors
/// `conflict` where the plan changed meanwhile.
pub(super) async fn claim(
    app: &App,
    principal: &Principal,
    ready: &Ready,
    known: Option<&ExecutionRow>,
) -> Answer<(Kept, Option<ExecutionRow>)> {
    let Ready { kept, number, step, admitted, .. } = ready;
    let (request, request_digest) = admitted.call().described()?;
    let now = app.clock.now();
    let mut row = ExecutionRow {
        plan_id: kept.row.id.clone(),
        step: numbered(*number)?,
        tenant_id: principal.tenant.clone(),
        attempt: known.map_or(1, |known| known.attempt + 1),
        status: Stand::Started.name().to_owned(),
        verb: step.action.verb.clone(),
        tool: admitted.call().tool.clone(),
        idempotency_key: idempotency_key(&kept.row.id, *number),
        request,
        request_digest,
        deadline: now + i64::try_from(admitted.timeout_ms()).unwrap_or(i64::MAX / 2) + GRACE,
        response_status: None,
        response_bytes: None,
        response_digest: None,
        result: None,
        error: None,
        detail: None,
        principal: principal.id.clone(),
        decision_id: String::new(),
        created_at: known.map_or(now, |known| known.created_at),
        updated_at: now,
    };
    let mut write = app.store.write().await?;
    let mine = match known {
        None => write.add_execution(&row).await?,
        Some(known) => write.change_execution(&row, (known.attempt, &known.status)).await?,
    };
    if !mine {
        return Ok((kept.clone(), None));
    }
    // Whoever gives the plan up, or says what came of its action, at this very moment is first or is told.
    let plan = changed(&mut write, kept, Status::Ready, now).await?;
    let facts = facts(ready, &row, json!({"secrets": admitted.call().secrets()}));
    let document = json!({"action": step.action, "tool": row.tool, "attempt": row.attempt});
    row.decision_id = noted(app, &mut write, principal, &row.plan_id, ("executing", facts, document)).await?;
    write.change_execution(&row, (row.attempt, Stand::Started.name())).await?;
    write.commit().await?;
    Ok((Kept { row: plan, ..kept.clone() }, Some(row)))
}

/// Sends a claimed step and notes what came of it; the answer, where it is let in.
///
/// # Errors
/// `unavailable` where that cannot be noted: the execution then stands as started, and is given up after its time.
pub(super) async fn carry_out(
    app: &App,
    principal: &Principal,
    ready: &Ready,
    claimed: ExecutionRow,
) -> Answer<(ExecutionRow, Option<Value>)> {
    let sent = app.tools.send(&ready.admitted, &claimed.idempotency_key).await;
    let (received, ending) = match sent {
        Ok(received) => {
            let ending = judge(app, principal, ready, &received).await?;
            (Some(received), ending)
        }
        Err(error) => (None, Ending::Failed(error)),
    };
    let mut row = ExecutionRow {
        response_status: received.as_ref().map(|received| i64::from(received.status)),
        response_bytes: received.as_ref().and_then(|received| i64::try_from(received.bytes()).ok()),
        response_digest: received.as_ref().map(|received| received.digest.clone()),
        updated_at: app.clock.now(),
        ..claimed
    };
    let (stand, error, detail, result) = match ending {
        Ending::Result(result) => (Stand::Succeeded, None, None, Some(result)),
        Ending::Failed(error) => (Stand::Failed, Some(error.code().to_owned()), Some(error.to_string()), None),
        Ending::Withheld { objective, reason } => (Stand::Withheld, Some(objective), Some(reason), None),
    };
    row.status = stand.name().to_owned();
    row.result = result.as_ref().map(serde_json::to_string).transpose().map_err(Problem::internal)?;
    (row.error, row.detail) = (error, detail);
    let response = json!({"status": row.response_status, "bytes": row.response_bytes, "digest": row.response_digest});
    let facts = facts(ready, &row, json!({"response": response, "error": row.error}));
    let document = json!({"tool": row.tool, "attempt": row.attempt, "response": response, "error": row.error,
        "detail": row.detail});
    let kind = if stand == Stand::Succeeded { "executed" } else { stand.name() };
    let mut write = app.store.write().await?;
    row.decision_id = noted(app, &mut write, principal, &row.plan_id, (kind, facts, document)).await?;
    write.change_execution(&row, (row.attempt, Stand::Started.name())).await?;
    write.commit().await?;
    Ok((row, result))
}

/// What an answer comes to: it must be what the tool's schema says, and let in by the policy as data.
async fn judge(app: &App, principal: &Principal, ready: &Ready, received: &Received) -> Answer<Ending> {
    let result = match received.result(&ready.tool, &ready.admitted)? {
        Ok(result) => result,
        Err(error) => return Ok(Ending::Failed(error)),
    };
    let texts = texts(&result).into_iter().map(str::to_owned).collect();
    let violation = app.guard.incoming(&ready.policy.policy, texts, principal.as_subject()).await?;
    Ok(match violation {
        None => Ending::Result(result),
        Some(verdict) => Ending::Withheld { objective: verdict.objective, reason: verdict.reason },
    })
}

/// What of an execution stands in the log: names, digests and numbers.
fn facts(ready: &Ready, row: &ExecutionRow, more: Value) -> Value {
    let mut facts = json!({
        "plan": row.plan_id, "step": row.step, "attempt": row.attempt, "status": row.status, "verb": row.verb,
        "tool": row.tool, "host": ready.admitted.call().host(), "request_digest": row.request_digest,
        "idempotency_key": row.idempotency_key, "policy": ready.policy.name,
        "schema_version": ready.ground.current.version,
    });
    if let (Some(facts), Value::Object(more)) = (facts.as_object_mut(), more) {
        facts.extend(more);
    }
    facts
}
