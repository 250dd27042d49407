//! Long work that survives a crash: rows in the database, leased by a worker, noted item by item.

mod worker;

use std::sync::Arc;

use tokio::sync::watch;

pub use worker::{Lease, work};

use crate::clock::Clock;
use crate::problem::Problem;
use crate::store::{JobRow, NewItem, Store};

/// Jobs of every tenant.
#[derive(Clone)]
pub struct Jobs {
    store: Store,
    clock: Arc<dyn Clock>,
    /// Counts what may concern a worker: a job that waits, or one that should end.
    woken: Arc<watch::Sender<u64>>,
}

impl Jobs {
    /// Jobs over `store`.
    #[must_use]
    pub fn new(store: Store, clock: Arc<dyn Clock>) -> Self {
        Self { store, clock, woken: Arc::new(watch::Sender::new(0)) }
    }

    /// Queues a job and wakes the workers.
    ///
    /// # Errors
    /// `unavailable` or `storage_full`; then nothing is queued.
    pub async fn submit(
        &self,
        kind: &str,
        (tenant, principal): (&str, &str),
        items: &[NewItem],
    ) -> Result<JobRow, Problem> {
        let total = i64::try_from(items.len()).unwrap_or(i64::MAX);
        let job = self.draw(kind, (tenant, principal), total);
        let mut write = self.store.write().await?;
        write.add_job(&job, items).await?;
        write.commit().await?;
        self.wake();
        Ok(job)
    }

    /// A job that waits, to be added in a write of the caller's; then [`Jobs::wake`].
    #[must_use]
    pub fn draw(&self, kind: &str, (tenant, principal): (&str, &str), total: i64) -> JobRow {
        let now = self.clock.now();
        JobRow {
            id: self.clock.identifier("job"),
            tenant_id: tenant.to_owned(),
            kind: kind.to_owned(),
            principal: principal.to_owned(),
            status: "queued".to_owned(),
            total,
            done: 0,
            failed: 0,
            message: String::new(),
            attempts: 0,
            lease_until: 0,
            cancel_requested: 0,
            created_at: now,
            updated_at: now,
            finished_at: None,
        }
    }

    /// Wakes the workers.
    pub fn wake(&self) {
        self.woken.send_modify(|count| *count = count.wrapping_add(1));
    }

    /// Asks for the end of a job that runs or waits.
    ///
    /// # Errors
    /// `unavailable` when the database does not answer.
    pub async fn cancel(&self, tenant: &str, id: &str) -> Result<bool, Problem> {
        let mut write = self.store.write().await?;
        let known = write.cancel_job(tenant, id, self.clock.now()).await?;
        write.commit().await?;
        self.wake();
        Ok(known)
    }
}
