//! A schema inferred from transitions, stored or sent: a proposal, nothing is registered.

use groundstate_planner::environment::{Inference, InferenceLimits, Schema};

use super::lines::Lines;
use super::read::Reader;
use super::row;
use crate::app::App;
use crate::problem::{Answer, Code, Problem};
use crate::store::EnvironmentRow;

/// Stored transitions that one inference looks at, at most.
pub const MOST_ROWS: i64 = 20_000;
/// Transitions in memory at once.
const PAGE: i64 = 100;

/// What was inferred.
#[derive(Clone, Debug)]
pub struct Proposal {
    /// The schema. It names no containment, unit conversions or expressions: those are for people to add.
    pub schema: Schema,
    /// Rows that it was read off.
    pub rows: u64,
    /// Rows that are none.
    pub rejected: u64,
    /// Names that there was no room for, counted each time they stood somewhere.
    pub left_out: u64,
}

/// Infers from the first stored transitions, at most `rows`.
///
/// # Errors
/// `conflict` where there are none; as [`Reader::page`].
pub async fn from_stored(app: &App, environment: &EnvironmentRow, rows: i64) -> Answer<Proposal> {
    let mut inference = Inference::new(InferenceLimits::default());
    let mut reader = Reader::at(&app.store, &environment.id, 0).await?;
    let mut read = 0;
    while read < rows {
        let page = reader.page(PAGE.min(rows - read)).await?;
        if page.is_empty() {
            break;
        }
        for stored in page {
            inference.observe(&stored.transition);
            read += 1;
        }
    }
    proposed(inference, (read.unsigned_abs(), 0), &environment.name)
}

/// Infers from the rows of a body, which is read to its end and not stored.
///
/// # Errors
/// `conflict` where no line is a row; as [`Lines::next`].
pub async fn from_lines(lines: &mut Lines, name: &str) -> Answer<Proposal> {
    let mut inference = Inference::new(InferenceLimits::default());
    let (mut rows, mut rejected) = (0, 0);
    while let Some(line) = lines.next().await? {
        match row::check(&line, None) {
            Ok(row) => {
                inference.observe(&row.transition);
                rows += 1;
            }
            Err(_) => rejected += 1,
        }
    }
    proposed(inference, (rows, rejected), name)
}

fn proposed(inference: Inference, (rows, rejected): (u64, u64), name: &str) -> Answer<Proposal> {
    if rows == 0 {
        let what = format!("there is no transition to infer from ({rejected} lines are none)");
        return Err(Problem::new(Code::Conflict, what));
    }
    let left_out = inference.left_out();
    let schema = Schema { name: name.to_owned(), ..inference.finish() };
    Ok(Proposal { schema, rows, rejected, left_out })
}
