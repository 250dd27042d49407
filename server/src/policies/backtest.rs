//! Back-tests: recorded decisions, answers and checks alike, decided again under a draft, in the background.
//!
//! A back-test is a job. It walks the chosen decisions in the order of the log, a page at a time, on as many threads as
//! the machine has cores; a page's rows and the job's progress become durable together, so that after a crash it goes on
//! behind the last page. What the draft makes of a decision is decided by the code that decides live.

mod page;
mod side;

use groundstate_guardrails::policy::lifecycle::{Action, State};

use serde_json::Value;
pub use side::{Outcome, Side};

use super::transition::{self, By};
use super::versions;
use crate::app::App;
use crate::clock::Millis;
use crate::critic;
use crate::jobs::Lease;
use crate::problem::{Answer, Code, Problem};
use crate::store::{BacktestRow, DecisionRow, JobRow, ReplayedRow};
use page::{Page, Read, Tried};

/// Kind of the jobs that this module works on.
pub const KIND: &str = "backtest";
/// Decisions of one page.
const PAGE: usize = 128;

/// What is tried on recorded decisions.
#[derive(Clone, Copy, Debug)]
pub enum Subject<'a> {
    /// A version of a policy, by name and number.
    Policy(&'a str, i64),
    /// A version of the critic, under the policies of the time.
    Critic(i64),
}

/// Name of [`Subject::Policy`] in rows.
const POLICY: &str = "policy";
/// Name of [`Subject::Critic`] in rows, and what stands there for the name of a policy.
pub(crate) const CRITIC: &str = "critic";

/// What is to be replayed.
#[derive(Clone, Copy, Debug)]
pub struct Order<'a> {
    /// The draft.
    pub subject: Subject<'a>,
    /// Decisions made between these moments, both included.
    pub range: (Millis, Millis),
    /// At most so many, evenly spaced; all where absent.
    pub sample: Option<i64>,
}

/// Queues a back-test.
///
/// # Errors
/// `not_found` for an unknown version, `unprocessable` for an empty range or sample.
pub async fn order(app: &App, by: By<'_>, order: Order<'_>) -> Answer<(BacktestRow, JobRow)> {
    let (subject, name, version, digest) = match order.subject {
        Subject::Policy(name, version) => {
            let row = versions::find(app, by.tenant, name, version).await?;
            (POLICY, row.name, row.version, row.digest)
        }
        Subject::Critic(version) => {
            let row = critic::versions::find(app, by.tenant, version).await?;
            (CRITIC, CRITIC.to_owned(), row.version, row.digest)
        }
    };
    if order.range.0 > order.range.1 {
        return Err(Problem::parameter("from", "must not be after `to`"));
    }
    if order.sample.is_some_and(|sample| sample < 1) {
        return Err(Problem::parameter("sample", "must be at least 1"));
    }
    // Decisions made from now on are none of it: what is replayed does not depend on how fast it goes.
    let leaves = app.store.log_size(by.tenant).await?;
    let chosen = chosen(app, by.tenant, (order.range, leaves), order.sample).await?;
    let job = app.jobs.draw(KIND, (by.tenant, by.principal), i64::try_from(chosen.len()).unwrap_or(i64::MAX));
    let backtest = BacktestRow {
        job_id: job.id.clone(),
        tenant_id: by.tenant.to_owned(),
        name,
        version,
        digest,
        from_ms: order.range.0,
        to_ms: order.range.1,
        leaves,
        sample: order.sample,
        principal: by.principal.to_owned(),
        reason: by.reason.to_owned(),
        created_at: job.created_at,
        subject: subject.to_owned(),
    };
    let mut write = app.store.write().await?;
    write.add_job(&job, &[]).await?;
    write.add_backtest(&backtest).await?;
    write.commit().await?;
    app.jobs.wake();
    Ok((backtest, job))
}

/// The places in the log of the decisions to replay, in order; of a sample evenly spaced over all.
async fn chosen(
    app: &App,
    tenant: &str,
    (range, leaves): ((Millis, Millis), i64),
    sample: Option<i64>,
) -> Answer<Vec<i64>> {
    let all = app.store.replayable(tenant, range, leaves).await?;
    let Some(sample) = sample.and_then(|sample| usize::try_from(sample).ok()).filter(|sample| *sample < all.len())
    else {
        return Ok(all);
    };
    Ok((0..sample).filter_map(|index| all.get(index * all.len() / sample).copied()).collect())
}

/// Works a back-test off, page by page, and moves a tested version on once it has ended.
///
/// # Errors
/// When the server is at fault; the pages that are written stay.
pub async fn run(app: &App, lease: &Lease) -> Answer<()> {
    let tenant = &lease.job.tenant_id;
    let backtest = app.store.backtest(tenant, &lease.job.id).await?;
    let backtest = backtest.ok_or_else(|| Problem::internal("a job of a back-test that is not there"))?;
    let (range, leaves) = ((backtest.from_ms, backtest.to_ms), backtest.leaves);
    let chosen = chosen(app, tenant, (range, leaves), backtest.sample).await?;
    let reached = app.store.backtest_reached(&backtest.job_id).await?;
    let left: Vec<i64> = chosen.into_iter().filter(|leaf| *leaf > reached).collect();
    let tried = if backtest.subject == CRITIC {
        let row = critic::versions::find(app, tenant, backtest.version).await?;
        Tried::Critic(app.critics.judge(&row)?)
    } else {
        Tried::Policy(versions::find(app, tenant, &backtest.name, backtest.version).await?)
    };
    let page = Page::new(app, &backtest, tried);
    let mut pages = left.chunks(PAGE);
    let mut read = next(&page, &mut pages).await?;
    while let Some(current) = read.take() {
        if lease.cancelled.is_cancelled() {
            return Ok(());
        }
        // While one page is decided the next is read and encoded.
        let (replayed, ahead) = tokio::join!(page.replay(current), next(&page, &mut pages));
        replayed?;
        read = ahead?;
    }
    if !lease.cancelled.is_cancelled() {
        note(app, &backtest).await?;
    }
    Ok(())
}

async fn next(page: &Page<'_>, pages: &mut std::slice::Chunks<'_, i64>) -> Answer<Option<Read>> {
    match pages.next() {
        Some(leaves) => page.read(leaves).await.map(Some),
        None => Ok(None),
    }
}

/// What the draft made of a decision; nothing where its words were erased.
///
/// # Errors
/// `internal` when they cannot be opened.
pub async fn replayed_side(app: &App, row: &ReplayedRow) -> Answer<Option<Side>> {
    let Some((id, sealed)) = row.key_id.as_ref().zip(row.sealed.as_ref()) else { return Ok(None) };
    let Some(key) = app.audit.vault().key(id).await? else { return Ok(None) };
    let words = key.open(&page::place(&row.job_id, &row.decision_id), sealed).map_err(Problem::internal)?;
    serde_json::from_slice(&words).map(Some).map_err(Problem::internal)
}

/// What was asked and what was decided; nothing where the words were erased.
///
/// # Errors
/// `internal` when they cannot be opened or read.
pub async fn recorded_side(app: &App, decision: &DecisionRow) -> Answer<Option<(Value, Side)>> {
    let words = app.audit.vault().words(&decision.tenant_id, &decision.id).await?;
    words.map(|words| page::recorded_side(decision, &words.content)).transpose()
}

/// A tested version is *back-tested* from now on. One that stands elsewhere by now stays there.
async fn note(app: &App, backtest: &BacktestRow) -> Answer<()> {
    let reason = format!("{} ({})", backtest.reason, backtest.job_id);
    let by = By { tenant: &backtest.tenant_id, principal: &backtest.principal, reason: &reason };
    let taken = if backtest.subject == CRITIC {
        let row = critic::versions::find(app, by.tenant, backtest.version).await?;
        if row.status != State::Tested.name() {
            return Ok(());
        }
        critic::versions::take(app, by, backtest.version, Action::Backtest).await.map(|_| ())
    } else {
        let version = (backtest.name.as_str(), backtest.version);
        if versions::find(app, by.tenant, version.0, version.1).await?.status != State::Tested.name() {
            return Ok(());
        }
        transition::take(app, by, version, Action::Backtest, None).await.map(|_| ())
    };
    match taken {
        Err(problem) if problem.code == Code::Conflict => Ok(()),
        other => other,
    }
}
