//! The world model of typed environments on state-transition logs in the format of ByteSized32 (arXiv:2406.06485).

mod mapping;
mod metric;
mod mistakes;
mod rollout;
mod rows;
mod run;
mod texts;

pub use metric::{Figure, Figures};
pub use mistakes::{Mistake, Task};
pub use rows::{Row, RowsError, read};
pub use run::{Budget, Options, Report, RunError, Step, run};
pub use texts::EncodedTexts;
