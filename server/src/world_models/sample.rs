//! Which of an environment's transitions a training holds in memory: all of them, or as many as there is room for.
//!
//! Of more than [`MOST_ROWS`] an even sample is taken: a row stays where the hash that it is stored under is small enough, so
//! every trajectory, every action and every time gives the same share, and the sample is the same whenever it is drawn. Where
//! even that takes more than [`MOST_BYTES`] the share is halved until it does not. What an update must learn stays always.

use std::collections::BTreeSet;

use groundstate_planner::world_model::typed::Corpus;

use super::training::PAGE;
use crate::app::App;
use crate::environments::read::Reader;
use crate::jobs::Lease;
use crate::problem::Answer;
use crate::store::TrainingRow;

/// Transitions in memory, about.
const MOST_ROWS: i64 = 200_000;
/// What they may take, as [`Corpus::bytes`] counts it.
const MOST_BYTES: usize = 1 << 30;

/// Rows that stay whatever the sample, by their places, and how often each counts.
#[derive(Clone, Copy, Debug)]
pub(super) struct Always<'a> {
    /// Their places.
    pub(super) places: &'a BTreeSet<i64>,
    /// How often each stands in the corpus.
    pub(super) copies: usize,
}

/// What is learned from.
#[derive(Debug)]
pub(super) struct Drawn {
    /// The transitions, in order.
    pub(super) corpus: Corpus,
    /// Transitions that there was no room for.
    pub(super) left_out: usize,
}

/// The share of the rows that stay.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Share(f64);

impl Share {
    /// All of few, of many as many as there is room for.
    fn of(rows: i64) -> Self {
        Self((MOST_ROWS as f64 / rows.max(1) as f64).min(1.0))
    }

    /// Whether a row stays, by its SHA-256 in hexadecimal.
    fn holds(self, digest: &str) -> bool {
        let leading = digest.get(..16).and_then(|leading| u64::from_str_radix(leading, 16).ok());
        self.0 >= 1.0 || leading.is_none_or(|leading| (leading as f64) < self.0 * 2_f64.powi(64))
    }
}

/// Draws what a training learns from. A job that is cancelled meanwhile gets what was read by then.
///
/// # Errors
/// `not_found` when the environment is deleted meanwhile, `unavailable`.
pub(super) async fn draw(app: &App, lease: &Lease, row: &TrainingRow, always: Always<'_>) -> Answer<Drawn> {
    let mut share = Share::of(row.upto);
    loop {
        if let Some(drawn) = read(app, lease, row, (always, share)).await? {
            return Ok(drawn);
        }
        share = Share(share.0 / 2.0);
    }
}

/// Reads what stays; none where it takes too much memory and could take less.
async fn read(
    app: &App,
    lease: &Lease,
    row: &TrainingRow,
    (always, share): (Always<'_>, Share),
) -> Answer<Option<Drawn>> {
    let mut drawn = Drawn { corpus: Corpus::new(), left_out: 0 };
    let mut sampled = 0_usize;
    let mut reader = Reader::at(&app.store, &row.environment_id, 0).await?;
    let mut next = 0;
    while next < row.upto && !lease.cancelled.is_cancelled() {
        let page = reader.page(PAGE.min(row.upto - next)).await?;
        let Some(last) = page.last() else { break };
        next = last.sequence + 1;
        for stored in &page {
            let must = always.places.contains(&stored.sequence);
            let copies = if must { always.copies } else { usize::from(share.holds(&stored.digest)) };
            (0..copies).for_each(|_| drawn.corpus.push(&stored.transition));
            sampled += usize::from(!must && copies > 0);
            drawn.left_out += usize::from(copies == 0);
        }
        // A single row may be large: it is learned from all the same.
        if drawn.corpus.bytes() > MOST_BYTES && sampled > 1 {
            return Ok(None);
        }
        lease.say(format!("reading transitions: {next} of {}", row.upto));
    }
    Ok(Some(drawn))
}

#[cfg(test)]
mod tests {
    use sha2::{Digest, Sha256};

    use super::{MOST_ROWS, Share};

    #[test]
    fn a_sample_is_as_large_as_its_share_and_a_smaller_one_lies_within_it() {
        let digests: Vec<String> = (0..20_000_u32).map(|row| hex::encode(Sha256::digest(row.to_le_bytes()))).collect();
        let held = |share: Share| digests.iter().filter(|digest| share.holds(digest)).collect::<Vec<_>>();
        assert_eq!(held(Share::of(MOST_ROWS)).len(), digests.len(), "few rows are not sampled");
        let tenth = held(Share::of(10 * MOST_ROWS));
        // Four standard deviations of a binomial count.
        assert!(tenth.len().abs_diff(2_000) < 4 * 43, "{}", tenth.len());
        let smaller = held(Share(0.05));
        assert!(smaller.len() < tenth.len() && smaller.iter().all(|digest| tenth.contains(digest)));
    }
}
