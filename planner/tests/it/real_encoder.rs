//! What several tests share.

pub mod problems;
