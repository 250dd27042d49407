//! Exports of a tenant's log: one file that proves itself, offline.

use std::io::Write;

use groundstate_guardrails::log::export::{Detail, ExportError, ExportWriter};
use groundstate_guardrails::log::head::{SignedHead, Signer};

use super::proof::newest_head;
use super::vault::Vault;
use crate::clock::Clock;
use crate::problem::Problem;
use crate::store::Store;

/// Leaves read at a time.
const PAGE: i64 = 500;

/// Writes the log of a tenant, up to its newest head, to `out`. Memory: a page of leaves.
///
/// # Errors
/// `not_found` when nothing was recorded yet; `unavailable` when the database or `out` fails.
pub async fn export<W: Write>(
    (store, vault): (&Store, &Vault),
    (signer, clock): (&Signer, &dyn Clock),
    tenant: &str,
    out: W,
) -> Result<u64, Problem> {
    let newest = newest_head(store, tenant).await?;
    let size = i64::try_from(newest.size).map_err(Problem::internal)?;
    let mut heads = store.heads(tenant, size).await?.into_iter().map(|head| parse(&head)).peekable();
    let created_at = u64::try_from(clock.now()).unwrap_or_default();
    let mut writer = ExportWriter::new(out, signer, tenant, newest.size, created_at).map_err(failed)?;
    let mut next = 0;
    while next < size {
        let leaves = store.leaves(tenant, next, PAGE.min(size - next)).await?;
        if leaves.is_empty() {
            return Err(Problem::internal(format!("leaf {next} of the log is missing")));
        }
        for leaf in leaves {
            let words = vault.words(tenant, &leaf.id).await?;
            let detail = words.as_ref().map(|words| Detail { salt: &words.salt, body: words.content.as_bytes() });
            writer.leaf(leaf.envelope.as_bytes(), detail).map_err(failed)?;
            next = leaf.leaf_index + 1;
            while let Some(head) = heads.next_if(|head| !matches!(head, Ok(head) if head.size > next.cast_unsigned())) {
                writer.head(&head?).map_err(failed)?;
            }
        }
    }
    writer.finish().map_err(failed)?;
    Ok(newest.size)
}

fn parse(head: &str) -> Result<SignedHead, Problem> {
    serde_json::from_str(head).map_err(Problem::internal)
}

fn failed(error: ExportError) -> Problem {
    match error {
        ExportError::Io(error) => Problem::unavailable("the export", error),
        other => Problem::internal(other),
    }
}
