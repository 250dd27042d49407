//! World models: the reader's, exact; that of typed environments, learned.

mod reader;
mod typed;
