//! Facts as numbers: hashes of their parts, and which of them are worth keeping.

/// Which facts are worth keeping: all, or those that some tree asks for (and a few that share their place).
#[derive(Clone, Debug, Default, PartialEq)]
pub(in crate::world_model::typed::rules) struct Sift(Option<Vec<u64>>);

impl Sift {
    /// Only these facts.
    pub(in crate::world_model::typed::rules) fn of(facts: &[u32]) -> Self {
        let words = (facts.len() / 4).next_power_of_two().clamp(64, 1 << 16);
        let mut bits = vec![0_u64; words];
        for fact in facts {
            if let Some(word) = bits.get_mut((*fact as usize / 64) & (words - 1)) {
                *word |= 1 << (fact % 64);
            }
        }
        Self(Some(bits))
    }

    pub(super) fn passes(&self, fact: u32) -> bool {
        let Some(bits) = &self.0 else { return true };
        let word = bits.get((fact as usize / 64) & (bits.len() - 1)).copied().unwrap_or(0);
        word >> (fact % 64) & 1 == 1
    }
}

/// Heading of what holds of the slot's owner itself.
pub(super) const OWN: &str = "own";

/// FNV-1a over parts that are kept apart.
#[derive(Clone, Copy)]
pub(super) struct Hash {
    state: u64,
    far: bool,
}

impl Hash {
    pub(super) fn of(parts: &[&str]) -> Self {
        let far = parts.first().is_some_and(|heading| *heading != OWN);
        parts.iter().fold(Self { state: 0xcbf2_9ce4_8422_2325, far }, |hash, part| hash.with(part))
    }

    pub(super) fn with(self, part: &str) -> Self {
        let step = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        Self { state: step(part.bytes().fold(self.state, step), 0xff), far: self.far }
    }

    /// Of facts that tell equally much trees take the least, so the first bits say how particular a fact is: what holds of
    /// a type comes before one number, and both come before what holds of a name. Then what holds of the owner itself
    /// comes before what holds around it.
    pub(super) fn ranked(self, rank: u32) -> u32 {
        let folded = ((self.state >> 32) ^ self.state) as u32;
        (rank << 30) | (u32::from(self.far) << 29) | (folded >> 3)
    }
}

/// What a fact's gain counts: less, the more particular the fact is. Rules are sought that hold elsewhere too.
pub(in crate::world_model::typed::rules) fn worth(fact: u32) -> f64 {
    match fact >> 30 {
        0 => 1.0,
        1 => 0.97,
        2 => 0.94,
        _ => 0.9,
    }
}

/// A fact of a rank from its parts.
pub(super) fn ranked(rank: u32, parts: &[&str]) -> u32 {
    Hash::of(parts).ranked(rank)
}

/// A fact of the first rank from its parts.
pub(super) fn fact(parts: &[&str]) -> u32 {
    ranked(0, parts)
}
