//! Learned heads: losses, training, and the heads that are shipped.

mod loss;
mod shipped;
mod training;
