//! Encoding: parity with an independent implementation, invariance, late chunking, hostile input.

mod chunking;
mod families;
mod invariance;
mod loading;
mod parity;
