//! Transitions streamed in: line by line, checked row by row, stored batch by batch.
//!
//! A batch is one write: its rows, what is counted of them, the rows that were refused, and the decision that says so.
//! What was written stays when the sender hangs up; sending the same again adds nothing, so a push that broke off is
//! resumed by sending it anew. No more than one batch is in memory.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::json;
use sha2::{Digest, Sha256};

use super::encode::Encoder;
use super::lines::{Line, Lines};
use super::row::{self, Checked, Refused};
use super::{Current, current, noted};
use crate::app::App;
use crate::auth::Principal;
use crate::problem::{Answer, Problem};
use crate::store::{CoverageRow, EnvironmentRow, RejectRow, Write};

/// Rows of one batch at most, and bytes of their lines.
const BATCH_ROWS: usize = 1_000;
const BATCH_BYTES: usize = 4 << 20;
/// Refused rows that an environment keeps; of more, the newest.
pub const KEPT_REJECTS: i64 = 1_000;
/// Refused rows that one push notes; further ones are only counted.
const NOTED_REJECTS: u64 = 1_000;
/// Refused rows that a push tells of in its answer.
const SHOWN_REJECTS: usize = 20;

/// A row that was refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefusedRow {
    /// Number of its line, from 1.
    pub line: u64,
    /// What is wrong with it.
    pub refused: Refused,
}

/// What a push came to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ingested {
    /// Rows that were stored.
    pub accepted: u64,
    /// Rows that were stored already.
    pub duplicates: u64,
    /// Rows that were refused.
    pub rejected: u64,
    /// Versions of the schema that rows were checked against; 0 where there was none.
    pub versions: Vec<i64>,
    /// The first of the refused rows.
    pub refused: Vec<RefusedRow>,
}

/// Reads lines to their end and stores what they hold.
///
/// # Errors
/// As [`Lines::next`]; `not_found` when the environment is deleted meanwhile; `unavailable`, `storage_full`. The
/// sentence says how many rows were stored before.
pub async fn ingest(app: &App, by: &Principal, environment: &EnvironmentRow, lines: &mut Lines) -> Answer<Ingested> {
    let mut push = Push {
        app,
        by,
        environment,
        schema: Arc::new(current(&app.store, environment).await?),
        so_far: Ingested::default(),
    };
    loop {
        let (batch, ended) = gather(lines).await;
        if !batch.is_empty() {
            push.store(batch).await.map_err(|problem| push.after(problem))?;
        }
        match ended {
            None => {}
            Some(Ok(())) => return Ok(push.so_far),
            Some(Err(problem)) => return Err(push.after(problem)),
        }
    }
}

/// The lines of the next batch, and how the body ended if it did.
async fn gather(lines: &mut Lines) -> (Vec<Line>, Option<Answer<()>>) {
    let (mut batch, mut bytes) = (Vec::new(), 0);
    while batch.len() < BATCH_ROWS && bytes < BATCH_BYTES {
        match lines.next().await {
            Ok(Some(line)) => {
                bytes += line.bytes.len();
                batch.push(line);
            }
            Ok(None) => return (batch, Some(Ok(()))),
            Err(problem) => return (batch, Some(Err(problem))),
        }
    }
    (batch, None)
}

type Rows = Vec<(u64, Result<Checked, Refused>)>;

struct Push<'a> {
    app: &'a App,
    by: &'a Principal,
    environment: &'a EnvironmentRow,
    schema: Arc<Option<Current>>,
    so_far: Ingested,
}

/// What one batch came to.
#[derive(Default)]
struct Batch {
    accepted: u64,
    duplicates: u64,
    refused: Vec<RefusedRow>,
    coverage: BTreeMap<String, (i64, i64)>,
    digests: Sha256,
}

impl Push<'_> {
    fn after(&self, problem: Problem) -> Problem {
        let kept = format!("{}; {} rows were stored before", problem.detail, self.so_far.accepted);
        Problem { detail: kept, ..problem }
    }

    async fn store(&mut self, batch: Vec<Line>) -> Answer<()> {
        let batch = Arc::new(batch);
        loop {
            let rows = self.checked(&batch).await?;
            let mut write = self.app.store.write().await?;
            let locked = write.lock_environment(&self.environment.id).await?;
            let locked = locked.ok_or_else(|| Problem::not_found("environment", &self.environment.name))?;
            if locked.version == self.version() {
                return self.written(write, &locked, rows).await;
            }
            // A new version came while the rows were checked against the one before.
            drop(write);
            self.schema = Arc::new(current(&self.app.store, &locked).await?);
        }
    }

    fn version(&self) -> i64 {
        self.schema.as_ref().as_ref().map_or(0, |current| current.version)
    }

    async fn checked(&self, batch: &Arc<Vec<Line>>) -> Answer<Rows> {
        let (schema, batch) = (Arc::clone(&self.schema), Arc::clone(batch));
        let check = move || {
            let schema = schema.as_ref().as_ref().map(|current| &current.schema);
            batch.iter().map(|line| (line.number, row::check(line, schema))).collect()
        };
        tokio::task::spawn_blocking(check).await.map_err(Problem::internal)
    }

    async fn written(&mut self, mut write: Write, locked: &EnvironmentRow, rows: Rows) -> Answer<()> {
        let mut done = Batch::default();
        let mut encoder = Encoder::default();
        let mut sequence = locked.next_sequence;
        for (line, row) in rows {
            let row = match row {
                Ok(row) => row,
                Err(refused) => {
                    done.refused.push(RefusedRow { line, refused });
                    continue;
                }
            };
            let encoded = encoder.line(&locked.id, (sequence, locked.version), &row)?;
            if write.log_transition(&encoded).await? {
                done.count(&row);
                encoder.stored(&encoded, row.transition);
                sequence += 1;
            } else {
                done.duplicates += 1;
            }
        }
        let reject = self.rejects(&mut write, locked, &done.refused).await?;
        for (verb, (transitions, changing)) in &done.coverage {
            let more = CoverageRow { verb: verb.clone(), transitions: *transitions, changing: *changing };
            write.add_coverage(&locked.id, &more).await?;
        }
        // Nothing new, nothing to record: sending the same again leaves no trace.
        if sequence > locked.next_sequence || reject > locked.next_reject {
            write.advance_environment(&locked.id, sequence, reject).await?;
            let facts = json!({
                "action": "ingest", "environment": locked.id, "name": locked.name, "version": locked.version,
                "first": locked.next_sequence, "accepted": done.accepted, "duplicates": done.duplicates,
                "rejected": done.refused.len(), "rows_digest": hex::encode(done.digests.clone().finalize()),
            });
            noted(self.app, &mut write, self.by, ("ingested", facts)).await?;
        }
        write.commit().await?;
        self.add(done, locked.version);
        Ok(())
    }

    /// Notes refused rows; the place of the next.
    async fn rejects(&self, write: &mut Write, locked: &EnvironmentRow, refused: &[RefusedRow]) -> Answer<i64> {
        let room = usize::try_from(NOTED_REJECTS.saturating_sub(self.so_far.rejected)).map_err(Problem::internal)?;
        let mut ordinal = locked.next_reject;
        for one in refused.iter().take(room) {
            let row = RejectRow {
                environment_id: locked.id.clone(),
                ordinal,
                digest: one.refused.digest.clone(),
                line: i64::try_from(one.line).map_err(Problem::internal)?,
                code: one.refused.code.to_owned(),
                detail: one.refused.detail.clone(),
                created_at: self.app.clock.now(),
            };
            ordinal += i64::from(write.add_reject(&row).await?);
        }
        if ordinal > locked.next_reject {
            write.forget_rejects(&locked.id, ordinal - KEPT_REJECTS).await?;
        }
        Ok(ordinal)
    }

    fn add(&mut self, batch: Batch, version: i64) {
        let so_far = &mut self.so_far;
        so_far.accepted += batch.accepted;
        so_far.duplicates += batch.duplicates;
        so_far.rejected += batch.refused.len() as u64;
        if !so_far.versions.contains(&version) {
            so_far.versions.push(version);
        }
        let room = SHOWN_REJECTS.saturating_sub(so_far.refused.len());
        so_far.refused.extend(batch.refused.into_iter().take(room));
    }
}

impl Batch {
    fn count(&mut self, row: &Checked) {
        self.accepted += 1;
        self.digests.update(row.digest.as_bytes());
        let one = &row.transition;
        let (transitions, changing) = self.coverage.entry(one.action.verb.clone()).or_default();
        *transitions += 1;
        *changing += i64::from(one.state != one.next_state);
    }
}
