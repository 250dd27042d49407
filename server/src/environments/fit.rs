//! Which stored transitions fit a version of a schema: asked page by page, so that no request takes long.

use super::fault;
use super::read::Reader;
use crate::app::App;
use crate::problem::Answer;
use crate::store::EnvironmentRow;

/// Transitions that one request looks at.
pub const ROWS: i64 = 2_000;
/// Transitions in memory at once.
const PAGE: i64 = 100;
/// Misfits that one request tells of.
const SHOWN: usize = 20;

/// A stored transition that does not fit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Misfit {
    /// Its place.
    pub sequence: i64,
    /// What is wrong, for programs.
    pub code: &'static str,
    /// What is wrong, for people.
    pub detail: String,
}

/// What one request found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fit {
    /// Transitions that were looked at.
    pub checked: i64,
    /// Those that fit.
    pub fitting: i64,
    /// The first that do not.
    pub misfits: Vec<Misfit>,
    /// Place to go on from; none at the end.
    pub next: Option<i64>,
}

/// Holds stored transitions against a version of the schema, from a place on.
///
/// # Errors
/// `not_found`, `unavailable`, `internal` for what cannot be read.
pub async fn fit(app: &App, environment: &EnvironmentRow, version: i64, from: i64) -> Answer<Fit> {
    let against = super::version(&app.store, environment, version).await?;
    let mut reader = Reader::at(&app.store, &environment.id, from).await?;
    let mut fit = Fit::default();
    while fit.checked < ROWS {
        let page = reader.page(PAGE).await?;
        if page.is_empty() {
            return Ok(fit);
        }
        for stored in page {
            fit.checked += 1;
            match against.schema.admit_transition(&stored.transition) {
                Ok(_) => fit.fitting += 1,
                Err(found) if fit.misfits.len() < SHOWN => fit.misfits.push(Misfit {
                    sequence: stored.sequence,
                    code: fault::code(&found).as_str(),
                    detail: found.to_string(),
                }),
                Err(_) => {}
            }
        }
    }
    fit.next = Some(from + fit.checked).filter(|next| *next < environment.next_sequence);
    Ok(fit)
}
