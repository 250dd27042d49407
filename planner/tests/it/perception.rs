//! Encoding: parity with an independent implementation, invariance, late chunking, hostile input.

mod chunking;
mod families;
mod integer;
mod invariance;
mod loading;
mod parity;
