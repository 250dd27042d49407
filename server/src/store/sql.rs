//! Static SQL made of pieces.

/// Joins literals and constants into one static statement.
macro_rules! sql {
    ($($piece:expr),+ $(,)?) => { ::const_format::concatcp!($($piece),+) };
}
pub(crate) use sql;

/// Sorts after every identifier, whatever the collation.
pub(super) const LAST: &str = "zzzz";
