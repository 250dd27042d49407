//! The life of a policy version, as one table.
//!
//! draft → tested (its own cases pass) → back-tested (replayed on recorded decisions) → shadow (evaluated beside the
//! active version, never blocking; may be skipped) → approved (by somebody who did not write it) → active → retired.
//! Tests and back-test are required before approval. A version that was active once may come back in one step.
//! The table is all there is: what it does not list cannot happen.

use serde::{Deserialize, Serialize};

/// Where a version stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Written; nothing is known of it but that it is sound.
    Draft,
    /// Its own cases pass.
    Tested,
    /// It was replayed on recorded decisions.
    Backtested,
    /// It is evaluated beside the active version.
    Shadow,
    /// Somebody other than its author approved it.
    Approved,
    /// It is in force.
    Active,
    /// It is not, and will only come back by a rollback.
    Retired,
}

impl State {
    /// Every state, in the order of a life.
    pub const ALL: [Self; 7] =
        [Self::Draft, Self::Tested, Self::Backtested, Self::Shadow, Self::Approved, Self::Active, Self::Retired];

    /// The name used in documents and rows.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Tested => "tested",
            Self::Backtested => "backtested",
            Self::Shadow => "shadow",
            Self::Approved => "approved",
            Self::Active => "active",
            Self::Retired => "retired",
        }
    }

    /// The state of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }
}

/// What moves a version on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// Its own cases were run and all passed.
    Test,
    /// A back-test of it ended.
    Backtest,
    /// Evaluate it beside the active version.
    Shadow,
    /// Evaluate it no longer.
    EndShadow,
    /// Release it; never by its author.
    Approve,
    /// Put it in force in place of the active version.
    Activate,
    /// Put an earlier version in force again.
    Rollback,
    /// Give it up before it was in force.
    Withdraw,
    /// Take it out of force: another takes its place, or none.
    Retire,
}

impl Action {
    /// Every action.
    pub const ALL: [Self; 9] = [
        Self::Test,
        Self::Backtest,
        Self::Shadow,
        Self::EndShadow,
        Self::Approve,
        Self::Activate,
        Self::Rollback,
        Self::Withdraw,
        Self::Retire,
    ];

    /// The name used in documents, rows and the log.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Test => "test",
            Self::Backtest => "backtest",
            Self::Shadow => "shadow",
            Self::EndShadow => "end_shadow",
            Self::Approve => "approve",
            Self::Activate => "activate",
            Self::Rollback => "rollback",
            Self::Withdraw => "withdraw",
            Self::Retire => "retire",
        }
    }

    /// Whether it decides what is in force, and so needs the right to approve rather than to write.
    pub const fn releases(self) -> bool {
        matches!(self, Self::Approve | Self::Activate | Self::Rollback | Self::Retire)
    }

    /// Whether it needs a second pair of eyes: a principal who did not write the version.
    pub const fn needs_another(self) -> bool {
        matches!(self, Self::Approve)
    }

    /// The states from which the table knows it.
    pub fn starts(self) -> impl Iterator<Item = State> {
        TRANSITIONS.into_iter().filter(move |row| row.1 == self).map(|row| row.0)
    }
}

/// The table: from, action, to.
pub const TRANSITIONS: [(State, Action, State); 14] = [
    (State::Draft, Action::Test, State::Tested),
    (State::Tested, Action::Backtest, State::Backtested),
    (State::Backtested, Action::Shadow, State::Shadow),
    (State::Shadow, Action::EndShadow, State::Backtested),
    (State::Backtested, Action::Approve, State::Approved),
    (State::Shadow, Action::Approve, State::Approved),
    (State::Approved, Action::Activate, State::Active),
    (State::Active, Action::Retire, State::Retired),
    (State::Retired, Action::Rollback, State::Active),
    (State::Draft, Action::Withdraw, State::Retired),
    (State::Tested, Action::Withdraw, State::Retired),
    (State::Backtested, Action::Withdraw, State::Retired),
    (State::Shadow, Action::Withdraw, State::Retired),
    (State::Approved, Action::Withdraw, State::Retired),
];

/// What is asked of a version, by whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Request<'a> {
    /// Where the version stands.
    pub from: State,
    /// What is to be done with it.
    pub action: Action,
    /// Who wrote it.
    pub author: &'a str,
    /// Who asks.
    pub principal: &'a str,
    /// Whether the version was in force before: only such a one can be rolled back to.
    pub was_active: bool,
}

/// Why a transition is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The table does not know it.
    #[error("a version that is `{}` cannot take the step `{}`: it needs {}", .from.name(), .action.name(), names(*.action))]
    NotFromHere {
        /// Where the version stands.
        from: State,
        /// What was asked.
        action: Action,
    },
    /// Four eyes are needed, and the author has two of them.
    #[error("the author of a version may not approve it: another key must")]
    Author,
    /// It was given up before it was in force: nobody approved it.
    #[error("the version was never in force: nobody approved it")]
    NeverActive,
}

fn names(action: Action) -> String {
    action.starts().map(|state| format!("`{}`", state.name())).collect::<Vec<_>>().join(" or ")
}

/// Where a version goes.
///
/// # Errors
/// [`Refusal`]; then it stays where it stands.
pub fn next(request: &Request<'_>) -> Result<State, Refusal> {
    let Request { from, action, author, principal, was_active } = *request;
    let row = TRANSITIONS.into_iter().find(|(start, step, _)| *start == from && *step == action);
    let (_, _, to) = row.ok_or(Refusal::NotFromHere { from, action })?;
    if action.needs_another() && author == principal {
        return Err(Refusal::Author);
    }
    if action == Action::Rollback && !was_active {
        return Err(Refusal::NeverActive);
    }
    Ok(to)
}
