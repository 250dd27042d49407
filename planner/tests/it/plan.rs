//! Planning over typed states, and over vectors.

mod bounds;
mod candidates;
mod constraints;
mod continuous;
mod experience;
mod levels;
mod mpc;
mod optimality;
mod tables;
mod warm;
