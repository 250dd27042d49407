//! Evaluation: the product on questions whose answers are known, beside baselines on the same memory.

pub mod answers;
mod baselines;
mod corpus;
pub mod guardrails;
pub mod metrics;

pub use answers::{AnswersReport, evaluate};
pub use corpus::{Corpus, CorpusError, Kind, Question};
