//! Environments whose dynamics are known exactly, for tests and `groundstate bench plan`.
//!
//! A planner is judged here apart from any world model: what it does not find, no learned model made it miss.

pub mod keys;
pub mod measure;
pub mod two_rooms;
