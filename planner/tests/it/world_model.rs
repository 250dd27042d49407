//! World models: the reader's, exact; that of typed environments, learned.

mod induction;
mod reader;
mod typed;
