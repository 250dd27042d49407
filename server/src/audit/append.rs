//! Appends decisions to a tenant's log, inside a write that may hold other changes: a document and the
//! decision that published it become durable together.

use std::sync::Arc;

use groundstate_guardrails::log::head::Signer;
use groundstate_guardrails::log::merkle::{Frontier, Hash};

use super::vault::{self, Vault};
use super::{Record, Recorded};
use crate::clock::Clock;
use crate::problem::Problem;
use crate::store::{DecisionRow, LogState, Store, Write};

/// What appending takes: whose time and identifiers, whose signature, whose keys.
#[derive(Clone)]
pub(super) struct Ledger {
    pub(super) store: Store,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) signer: Arc<Signer>,
    pub(super) vault: Vault,
}

impl Ledger {
    /// Appends `records`, all of one tenant, and signs the new head. Nothing is durable before the write is.
    ///
    /// # Errors
    /// `unavailable`, `storage_full`, or `internal` when the stored state of the log is not readable.
    pub(super) async fn append(
        &self,
        write: &mut Write,
        tenant: &str,
        records: Vec<Record>,
    ) -> Result<Vec<Recorded>, Problem> {
        let clock = self.clock.as_ref();
        let state = write.lock_log(self.store.backend(), tenant).await?;
        let mut frontier = read(&state)?;
        let words = records.iter().any(|record| record.detail.is_some());
        let key = if words { Some(self.vault.current(write, tenant).await?) } else { None };
        let (mut decisions, mut details, mut nodes) = (Vec::new(), Vec::new(), Vec::new());
        for record in records {
            let index = i64::try_from(frontier.size()).map_err(Problem::internal)?;
            let (decision, leaf, detail) = record.rows(clock, index)?;
            if let (Some(words), Some(key)) = (detail, &key) {
                details.push(vault::sealed(key, clock, (tenant, &decision.id), &words)?);
            }
            for node in frontier.append(leaf) {
                let position = i64::try_from(node.index).map_err(Problem::internal)?;
                nodes.push((i64::from(node.level), position, hex::encode(node.hash)));
            }
            decisions.push(decision);
        }
        write.add_decisions(&decisions).await?;
        write.put_details(&details).await?;
        write.add_log_nodes(tenant, &nodes).await?;
        let signed_at = u64::try_from(clock.now()).unwrap_or_default();
        let head = self.signer.sign_head(tenant, frontier.size(), &frontier.root(), signed_at);
        let head = serde_json::to_string(&head.map_err(Problem::internal)?).map_err(Problem::internal)?;
        write.advance_log(tenant, &written(&frontier)?, &head).await?;
        let recorded =
            |row: DecisionRow| Recorded { id: row.id, leaf_index: row.leaf_index, created_at: row.created_at };
        Ok(decisions.into_iter().map(recorded).collect())
    }
}

fn read(state: &LogState) -> Result<Frontier, Problem> {
    let unreadable = || Problem::internal("the state of the log is not readable");
    let peaks: Vec<String> = serde_json::from_str(&state.frontier).map_err(Problem::internal)?;
    let peaks = peaks.iter().map(|peak| from_hex(peak)).collect::<Result<Vec<Hash>, _>>()?;
    Frontier::from_peaks(u64::try_from(state.size).map_err(Problem::internal)?, peaks).ok_or_else(unreadable)
}

fn written(frontier: &Frontier) -> Result<LogState, Problem> {
    let peaks: Vec<String> = frontier.peaks().iter().map(hex::encode).collect();
    Ok(LogState {
        size: i64::try_from(frontier.size()).map_err(Problem::internal)?,
        frontier: serde_json::to_string(&peaks).map_err(Problem::internal)?,
    })
}

/// A hash from its hexadecimal form.
pub(super) fn from_hex(text: &str) -> Result<Hash, Problem> {
    let mut hash = Hash::default();
    hex::decode_to_slice(text, &mut hash).map_err(Problem::internal)?;
    Ok(hash)
}
