//! The recorder: one task that appends decisions in groups, so that many share one sync of the disk.

use std::collections::BTreeMap;
use std::sync::Arc;

use tokio::sync::{mpsc, oneshot};

use groundstate_guardrails::log::head::Signer;

use super::append::Ledger;
use super::vault::Vault;
use super::{Record, Recorded};
use crate::clock::Clock;
use crate::problem::Problem;
use crate::store::{Store, Write};

/// Decisions of one group at most.
const GROUP: usize = 256;
/// Decisions that may wait.
const WAITING: usize = 4_096;

struct Waiting {
    record: Record,
    done: oneshot::Sender<Result<Recorded, Problem>>,
}

/// Hands decisions to the task that appends them.
#[derive(Clone)]
pub struct Recorder {
    queue: mpsc::Sender<Waiting>,
    ledger: Ledger,
}

impl Recorder {
    /// Starts the task.
    #[must_use]
    pub fn start(store: Store, clock: Arc<dyn Clock>, signer: Arc<Signer>, vault: Vault) -> Self {
        let ledger = Ledger { store, clock, signer, vault };
        let appends = ledger.clone();
        let (queue, mut waiting) = mpsc::channel::<Waiting>(WAITING);
        tokio::spawn(async move {
            let mut group = Vec::with_capacity(GROUP);
            while waiting.recv_many(&mut group, GROUP).await > 0 {
                let mut tenants: BTreeMap<String, Vec<Waiting>> = BTreeMap::new();
                for waiting in group.drain(..) {
                    tenants.entry(waiting.record.tenant.clone()).or_default().push(waiting);
                }
                for (tenant, waiting) in tenants {
                    write(&appends, &tenant, waiting).await;
                }
            }
        });
        Self { queue, ledger }
    }

    /// Records a decision; returns once it is durable.
    ///
    /// # Errors
    /// `unavailable` or `storage_full`; then the decision must not take effect.
    pub async fn record(&self, record: Record) -> Result<Recorded, Problem> {
        let (done, recorded) = oneshot::channel();
        let gone = |error: &dyn std::fmt::Display| Problem::unavailable("the transparency log", error.to_string());
        self.queue.send(Waiting { record, done }).await.map_err(|error| gone(&error))?;
        recorded.await.map_err(|error| gone(&error))?
    }

    /// What the words of decisions are sealed and opened with.
    #[must_use]
    pub fn vault(&self) -> &Vault {
        &self.ledger.vault
    }

    /// Appends decisions of one tenant inside a write that holds other changes: both become durable together.
    ///
    /// # Errors
    /// `unavailable`, `storage_full`, or `internal` when the stored state of the log is not readable.
    pub async fn append(
        &self,
        write: &mut Write,
        tenant: &str,
        records: Vec<Record>,
    ) -> Result<Vec<Recorded>, Problem> {
        self.ledger.append(write, tenant, records).await
    }
}

async fn write(ledger: &Ledger, tenant: &str, waiting: Vec<Waiting>) {
    let (records, done): (Vec<_>, Vec<_>) = waiting.into_iter().map(|waiting| (waiting.record, waiting.done)).unzip();
    let appended = async {
        let mut write = ledger.store.write().await?;
        let recorded = ledger.append(&mut write, tenant, records).await?;
        write.commit().await?;
        Ok::<_, Problem>(recorded)
    };
    match appended.await {
        Ok(recorded) => done.into_iter().zip(recorded).for_each(|(done, recorded)| answer(done, Ok(recorded))),
        Err(problem) => done.into_iter().for_each(|done| answer(done, Err(problem.clone()))),
    }
}

fn answer(done: oneshot::Sender<Result<Recorded, Problem>>, result: Result<Recorded, Problem>) {
    // Whoever asked may have hung up; the decision stands all the same.
    let _: Result<(), _> = done.send(result);
}
