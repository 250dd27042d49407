//! Reading stored transitions: in order, by pages, from any place.

use groundstate_planner::environment::Transition;

use super::encode::Decoder;
use crate::problem::{Answer, Code, Problem};
use crate::store::Store;

/// A stored transition.
#[derive(Clone, Debug, PartialEq)]
pub struct Stored {
    /// Place in the environment.
    pub sequence: i64,
    /// The version of the schema that it was checked against; 0 where there was none.
    pub version: i64,
    /// SHA-256 of the row as it was sent, in canonical form.
    pub digest: String,
    /// The row.
    pub transition: Transition,
}

/// Goes through the transitions of an environment; one page is in memory at a time.
#[derive(Debug)]
pub struct Reader {
    store: Store,
    environment: String,
    next: i64,
    decoder: Decoder,
}

impl Reader {
    /// A reader whose first transition is the one at place `from`.
    ///
    /// # Errors
    /// `unavailable`.
    pub async fn at(store: &Store, environment: &str, from: i64) -> Answer<Self> {
        let start = store.keyframe(environment, from).await?.unwrap_or(from);
        let mut reader = Self {
            store: store.clone(),
            environment: environment.to_owned(),
            next: start,
            decoder: Decoder::default(),
        };
        if start < from {
            reader.page(from - start).await?;
        }
        Ok(reader)
    }

    /// The next transitions, at most `limit`; none at the end.
    ///
    /// # Errors
    /// `not_found` when the environment was deleted meanwhile, `unavailable`, `internal` for what cannot be read.
    pub async fn page(&mut self, limit: i64) -> Answer<Vec<Stored>> {
        let lines = self.store.logged_transitions(&self.environment, self.next, limit).await?;
        let mut page = Vec::with_capacity(lines.len());
        for line in lines {
            // Places are handed out without gaps: where one is missing, its rows are being removed.
            if line.sequence != self.next {
                return Err(Problem::new(Code::NotFound, "the environment was deleted meanwhile"));
            }
            let transition = self.decoder.transition(&line)?;
            self.next += 1;
            page.push(Stored { sequence: line.sequence, version: line.version, digest: line.digest, transition });
        }
        Ok(page)
    }
}
