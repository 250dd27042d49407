//! Devices and the encoder's queue.

mod compute;
mod queue;
