//! What may become of a slot, and the exact value that comes of it.
//!
//! A slot is one leaf of one object (or of the episode: score, end, creations). Its next value is the outcome of one of
//! its candidates: an entry of the table that was learned for its family (keep, a constant, a difference), or an
//! operation on another leaf or object of the scene (copy, sum, difference, mean; refer to). Several candidates may have
//! the same outcome; their probabilities add up, in the loss and in the prediction.

use serde::{Deserialize, Serialize};

use super::leaf::Leaf;

/// An entry of a family's table.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Entry {
    /// Nothing changes.
    Keep,
    /// This value.
    Set(Leaf),
    /// So much more.
    Add(f64),
}

impl Entry {
    pub(super) fn outcome(&self, current: &Leaf) -> Option<Leaf> {
        match (self, current) {
            (Self::Keep, _) => Some(current.clone()),
            (Self::Set(leaf), _) => Some(leaf.clone()),
            (Self::Add(difference), Leaf::Number(number)) => Some(Leaf::Number(number + difference)),
            (Self::Add(_), _) => None,
        }
    }
}

/// An operation that reads another leaf or object.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Operation {
    /// The other leaf's value.
    Copy,
    /// Own value plus the other.
    Plus,
    /// Own value minus the other.
    Minus,
    /// Half the sum of both.
    Mean,
    /// The other object itself.
    Refer,
}

impl Operation {
    pub(super) const ALL: [Self; 5] = [Self::Copy, Self::Plus, Self::Minus, Self::Mean, Self::Refer];

    pub(super) fn outcome(self, current: &Leaf, source: &Leaf) -> Option<Leaf> {
        let pair = || Some((current.number()?, source.number()?));
        match self {
            Self::Copy | Self::Refer => Some(source.clone()),
            Self::Plus => pair().map(|(own, other)| Leaf::Number(own + other)),
            Self::Minus => pair().map(|(own, other)| Leaf::Number(own - other)),
            Self::Mean => pair().map(|(own, other)| Leaf::Number((own + other) / 2.0)),
        }
    }
}
