//! What a slot may become, with the share that each member of the ensemble gives it.

use super::leaf::Leaf;

/// Outcomes of a slot. Shares of one outcome are one number, 0 to 1, for each member.
#[derive(Clone, Debug, Default)]
pub(super) struct Shares(Vec<(Leaf, Vec<f64>)>);

/// What all members together say of a slot.
#[derive(Clone, Debug)]
pub(super) struct Settled {
    pub(super) outcome: Leaf,
    /// Mean share of the outcome, 0 to 1.
    pub(super) probability: f64,
    /// Mean distance (total variation) of the members from their mean, 0 to 1.
    pub(super) disagreement: f64,
}

impl Shares {
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Adds to the shares of an outcome.
    pub(super) fn add(&mut self, outcome: Leaf, shares: Vec<f64>) {
        match self.0.iter_mut().find(|(known, _)| *known == outcome) {
            Some((_, sums)) => sums.iter_mut().zip(shares).for_each(|(sum, share)| *sum += share),
            None => self.0.push((outcome, shares)),
        }
    }

    /// Adds all of another's shares, each times a weight.
    pub(super) fn add_weighted(&mut self, other: &Self, weight: f64) {
        for (outcome, shares) in &other.0 {
            self.add(outcome.clone(), shares.iter().map(|share| weight * share).collect());
        }
    }

    /// Whether shares of this weight decide, whatever the rest says: for all members together.
    pub(super) fn certain(&self, weight: f64) -> bool {
        decisive(self.0.iter().map(|(_, shares)| mean(shares)), weight)
    }

    /// What one member chooses, where shares of this weight decide.
    pub(super) fn certain_alone(&self, weight: f64, member: usize) -> Option<&Leaf> {
        let share = |(_, shares): &(Leaf, Vec<f64>)| shares.get(member).copied().unwrap_or(0.0);
        let best = self.0.iter().reduce(|best, next| if share(next) > share(best) { next } else { best })?;
        decisive(self.0.iter().map(share), weight).then_some(&best.0)
    }

    /// The outcome of the greatest mean share, the first of equals.
    pub(super) fn settle(&self) -> Option<Settled> {
        let best = self.0.iter().reduce(|best, next| if mean(&next.1) > mean(&best.1) { next } else { best })?;
        let members = best.1.len();
        let apart = |member: usize| {
            let gap = |shares: &[f64]| (shares.get(member).copied().unwrap_or(0.0) - mean(shares)).abs();
            0.5 * self.0.iter().map(|(_, shares)| gap(shares)).sum::<f64>()
        };
        let disagreement = (0..members).map(apart).sum::<f64>() / members.max(1) as f64;
        Some(Settled { outcome: best.0.clone(), probability: mean(&best.1).min(1.0), disagreement })
    }
}

fn mean(shares: &[f64]) -> f64 {
    shares.iter().sum::<f64>() / shares.len().max(1) as f64
}

/// Whether the first of these shares stays the first, whatever the rest of the weight is given to.
fn decisive(shares: impl Iterator<Item = f64>, weight: f64) -> bool {
    let (mut first, mut second) = (0.0_f64, 0.0_f64);
    for share in shares {
        (first, second) = if share > first { (share, first) } else { (first, second.max(share)) };
    }
    weight * (first - second) > 1.0 - weight + 1e-9 || weight >= 1.0
}
