//! What one file may cost.

use serde::{Deserialize, Serialize};

use super::ExtractError;

const MIB: usize = 1 << 20;

/// What one file may cost to read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// Input, bytes.
    pub max_bytes: usize,
    /// Canonical text, bytes of UTF-8.
    pub max_text: usize,
    /// Blocks.
    pub max_blocks: usize,
    /// Entries of a compressed container.
    pub max_entries: usize,
    /// What the read entries of a container may expand to together, bytes.
    pub max_inflated: usize,
    /// Expanded over compressed size of one entry; checked above 1 MiB.
    pub max_ratio: usize,
    /// Address space of the isolated reader, bytes.
    pub worker_memory: u64,
    /// Processor time of the isolated reader, seconds.
    pub worker_cpu_seconds: u64,
    /// Wall-clock time of the isolated reader, seconds.
    pub worker_wall_seconds: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            max_bytes: 32 * MIB,
            max_text: 16 * MIB,
            max_blocks: 200_000,
            max_entries: 4_096,
            max_inflated: 64 * MIB,
            max_ratio: 200,
            worker_memory: 1 << 30,
            worker_cpu_seconds: 20,
            worker_wall_seconds: 30,
        }
    }
}

impl Limits {
    /// Refuses an input that is empty or too large.
    ///
    /// # Errors
    /// [`ExtractError::Empty`], [`ExtractError::TooLarge`].
    pub fn admit(&self, bytes: &[u8]) -> Result<(), ExtractError> {
        if bytes.is_empty() {
            return Err(ExtractError::Empty);
        }
        if bytes.len() > self.max_bytes {
            return Err(ExtractError::too_large("the file (bytes)", self.max_bytes));
        }
        Ok(())
    }
}
