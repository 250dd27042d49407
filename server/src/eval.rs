//! Evaluation: the product on questions whose answers are known, beside baselines on the same memory.

pub mod answers;
mod baselines;
mod corpus;
mod fitting;
pub mod guardrails;
pub mod metrics;
pub mod worldmodel;

pub use answers::{AnswersReport, evaluate};
pub use corpus::{Corpus, CorpusError, Kind, Question};
pub use fitting::{FitOptions, FitReport, Ranking, fit};
