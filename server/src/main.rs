//! Binary `groundstate`.

fn main() {}
