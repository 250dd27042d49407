//! The end of words: of one decision, of all that are too old, of a whole tenant. The log stays as it is.

use std::time::Duration;

use serde_json::json;
use tokio_util::sync::CancellationToken;

use super::{Record, RecordKind};
use crate::app::App;
use crate::auth::Principal;
use crate::jobs::Lease;
use crate::problem::{Answer, Code, Problem};

/// Kind of the jobs that erase what is older than `detail_retention_days`.
pub const KIND: &str = "retention";
/// Who does what nobody asked for.
const SYSTEM: &str = "system";
/// Rows erased, or sealed, in one transaction.
const BATCH: i64 = 200;
const DAY_MS: i64 = 86_400_000;
/// How often it is looked for details that are too old.
const INTERVAL: Duration = Duration::from_secs(3_600);

/// Erases the words of one decision.
///
/// # Errors
/// `not_found` for an unknown decision, `gone` where they are erased already.
pub async fn erase(app: &App, principal: &Principal, decision: &str, reason: &str) -> Answer<()> {
    let tenant = &principal.tenant;
    if app.store.decision(tenant, decision).await?.is_none() {
        return Err(Problem::not_found("decision", decision));
    }
    if app.audit.vault().words(tenant, decision).await?.is_none() {
        return Err(Problem::new(Code::Gone, "the words of this decision have been erased"));
    }
    let mut write = app.store.write().await?;
    // The log's lock first, as whoever copies words takes it: none is copied while it is being erased.
    write.lock_log(app.store.backend(), tenant).await?;
    write.erase_detail(decision).await?;
    let facts = json!({"decision": decision, "reason": reason});
    let record = Record::new(RecordKind::Tombstone, "words_erased", principal, facts);
    app.audit.append(&mut write, tenant, vec![record]).await?;
    Ok(write.commit().await?)
}

/// What a shredding did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shredded {
    /// The decision that records it.
    pub decision_id: String,
    /// Data keys destroyed.
    pub keys_destroyed: u64,
    /// Rows removed besides.
    pub details_erased: u64,
}

/// Destroys the data keys of a tenant: no word of any of its decisions can be read again, whoever holds a copy of the
/// rows. The rows go too. New decisions get a new key.
///
/// # Errors
/// `unavailable`, `storage_full`; then nothing is destroyed.
pub async fn shred(app: &App, principal: &Principal, reason: &str) -> Answer<Shredded> {
    let tenant = &principal.tenant;
    let mut write = app.store.write().await?;
    // The log's lock first, as every append takes it: no decision is sealed under a key that is being destroyed.
    write.lock_log(app.store.backend(), tenant).await?;
    let keys_destroyed = write.destroy_data_keys(tenant, app.clock.now()).await?;
    let details_erased = write.erase_all_details(tenant).await?;
    let facts = json!({"keys_destroyed": keys_destroyed, "details_erased": details_erased, "reason": reason});
    let record = Record::new(RecordKind::Tombstone, "shredded", principal, facts);
    let recorded = app.audit.append(&mut write, tenant, vec![record]).await?;
    write.commit().await?;
    app.store.checkpoint().await?;
    let decision_id = recorded.into_iter().next().map(|recorded| recorded.id).unwrap_or_default();
    Ok(Shredded { decision_id, keys_destroyed, details_erased })
}

/// Looks once an hour after the words of all tenants, until `stop`: seals those written before there were keys, and
/// queues the erasure of those that are too old.
pub async fn tend(app: App, stop: CancellationToken) {
    loop {
        let looked = async {
            seal_old(&app).await?;
            queue_expired(&app).await
        };
        if let Err(problem) = looked.await {
            tracing::warn!(cause = problem.cause, detail = problem.detail, "details could not be looked after");
        }
        tokio::select! {
            () = tokio::time::sleep(INTERVAL) => {}
            () = stop.cancelled() => return,
        }
    }
}

/// Seals details that were written before there were keys; how many.
///
/// # Errors
/// `unavailable`, `storage_full`; what is sealed stays sealed.
pub async fn seal_old(app: &App) -> Answer<u64> {
    let mut done = 0;
    loop {
        let plain = app.store.plain_details(BATCH).await?;
        if plain.is_empty() {
            return Ok(done);
        }
        for (tenant, decision) in plain {
            let mut write = app.store.write().await?;
            write.lock_log(app.store.backend(), &tenant).await?;
            done += u64::from(app.audit.vault().seal_old(&mut write, &tenant, &decision).await?);
            write.commit().await?;
        }
    }
}

/// The moment before which words are too old; none where they are kept for ever.
fn horizon(app: &App) -> Option<i64> {
    let days = i64::from(app.config.detail_retention_days);
    (days > 0).then(|| app.clock.now() - days * DAY_MS)
}

/// Queues a job for each tenant that has words older than `detail_retention_days`; how many jobs.
///
/// # Errors
/// `unavailable`, `storage_full`.
pub async fn queue_expired(app: &App) -> Answer<usize> {
    let Some(before) = horizon(app) else { return Ok(0) };
    let due = app.store.expired_details(before).await?;
    for (tenant, count) in &due {
        let job = app.jobs.draw(KIND, (tenant, SYSTEM), *count);
        let mut write = app.store.write().await?;
        write.add_job(&job, &[]).await?;
        write.commit().await?;
        app.jobs.wake();
    }
    Ok(due.len())
}

/// Works a retention job off: erases what is too old by now, in batches, and says in the log how much that was.
///
/// # Errors
/// When the server is at fault; what is erased stays erased.
pub async fn retain(app: &App, lease: &Lease) -> Answer<()> {
    let (job, tenant) = (&lease.job.id, &lease.job.tenant_id);
    let Some(before) = horizon(app) else { return Ok(()) };
    while !lease.cancelled.is_cancelled() {
        let mut write = app.store.write().await?;
        write.lock_log(app.store.backend(), tenant).await?;
        let erased = write.erase_expired(tenant, before, BATCH).await?;
        if erased == 0 {
            break;
        }
        let facts = json!({"decisions": erased, "before_ms": before});
        let record = Record::by(RecordKind::Tombstone, "retention", (tenant, SYSTEM), facts);
        app.audit.append(&mut write, tenant, vec![record]).await?;
        write.advance_job(job, i64::try_from(erased).unwrap_or(i64::MAX), 0, app.clock.now()).await?;
        write.commit().await?;
    }
    Ok(())
}
