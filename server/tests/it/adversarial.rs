//! What wants to hurt: every case ends in a typed error or a safe answer, and nothing acknowledged is lost.

mod database;
mod disk;
mod injection;
mod input;
mod kill;
mod load;
mod patterns;
mod redis;
