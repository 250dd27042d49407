//! All SQL. One pool, one set of static statements with `$1` placeholders for SQLite and Postgres;
//! the few that really differ (full text, locking) choose by [`Backend`].
//!
//! A method writes what it is given: identifiers and times are made by its caller.

mod backtests;
mod connect;
mod critics;
mod data_keys;
mod decisions;
mod documents;
mod environments;
mod executions;
mod idempotency;
mod jobs;
mod keys;
mod packs;
mod plan_critics;
mod plans;
mod policies;
mod sql;
mod statements;
mod steps;
mod tenants;
mod world_models;

pub use backtests::{BacktestRow, OutcomeCount, ReplayedRow, RowFilter};
pub(crate) use connect::sqlite_folder;
pub use connect::{Backend, Store, StoreError, Write};
pub use critics::{CriticRow, CriticStepRow, FeedbackRow};
pub use data_keys::DataKeyRow;
pub use decisions::{DecisionFilter, DecisionRow, DetailRow, LogState};
pub use documents::{DocumentRow, NewVersion, VersionRow};
pub use environments::{CoverageRow, EnvironmentRow, EnvironmentVersionRow, RejectRow, TransitionLine};
pub use executions::ExecutionRow;
pub use idempotency::{Claim, IdempotencyKey, StoredResponse};
pub use jobs::{ItemRow, JobLane, JobRow, NewItem};
pub use keys::KeyRow;
pub use packs::{PackRow, SignerRow};
pub use plan_critics::PlanCriticRow;
pub use plans::{PlanEventRow, PlanFilter, PlanRow};
pub use policies::{ApplicationRow, AttachmentRow, EffectiveRow, GoverningRow, PolicyRow, TransitionRow};
pub use statements::{NewStatement, Recallable, StatementRow};
pub use steps::StepRow;
pub use tenants::TenantRow;
pub use world_models::{CurveRow, TrainingRow, Weights, WorldModelRow};
