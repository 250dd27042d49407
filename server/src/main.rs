//! Groundstate server.
fn main() {}
