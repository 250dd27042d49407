//! Integration tests of the planner, in the tree of its modules.

mod actor;
mod cost;
mod support;
