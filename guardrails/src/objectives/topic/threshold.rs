//! What a topic learns from its examples, each left out in turn.

use crate::features::FeatureError;
use crate::objectives::examples::{Examples, nearest, nearest_but};

/// The edge of a topic.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Learned {
    /// Least cosine to an example, −1..=1.
    pub(super) floor: f64,
    /// Least lead of the examples over the counterexamples, −2..=2.
    pub(super) cut: f64,
}

/// Floor and cut by the rule that [`crate::policy::kind::Topic`] states.
pub(super) fn learn(examples: &Examples<()>) -> Result<Learned, FeatureError> {
    let (wanted, unwanted) = (&examples.wanted, &examples.unwanted);
    let mut nearness = Vec::new();
    let mut leads = Vec::new();
    for (index, example) in wanted.iter().enumerate() {
        let (near, _) = nearest_but(wanted, Some(index), example)?;
        let (far, _) = nearest(unwanted, example)?;
        nearness.push(near);
        leads.push((near - far, true));
    }
    for (index, counterexample) in unwanted.iter().enumerate() {
        let (near, _) = nearest(wanted, counterexample)?;
        let (far, _) = nearest_but(unwanted, Some(index), counterexample)?;
        leads.push((near - far, false));
    }
    nearness.sort_by(f64::total_cmp);
    let floor = nearness.get(nearness.len() / 10).copied().unwrap_or(1.0);
    Ok(Learned { floor, cut: cut(leads) })
}

/// The middle of the gap between two neighbouring leads that tells them apart best: greatest balanced
/// accuracy, then the widest gap, then the lowest. Without a gap, the lead that all share.
fn cut(mut leads: Vec<(f64, bool)>) -> f64 {
    leads.sort_by(|a, b| a.0.total_cmp(&b.0));
    let count = |on: bool| leads.iter().filter(|(_, topic)| *topic == on).count();
    let (examples, counterexamples) = (count(true), count(false));
    let mut best: Option<(usize, f64, f64)> = None;
    let (mut below_on, mut below_off) = (0, 0);
    for (one, next) in leads.iter().zip(leads.iter().skip(1)) {
        if one.1 {
            below_on += 1;
        } else {
            below_off += 1;
        }
        let gap = next.0 - one.0;
        if gap <= 0.0 {
            continue;
        }
        // Both shares over their common denominator: what is equal is exactly so.
        let right = (examples - below_on) * counterexamples + below_off * examples;
        if best.is_none_or(|(most, widest, _)| right > most || (right == most && gap > widest)) {
            best = Some((right, gap, f64::midpoint(one.0, next.0)));
        }
    }
    best.map_or_else(|| leads.first().map_or(0.0, |(lead, _)| *lead), |(_, _, cut)| cut)
}
