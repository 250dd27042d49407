//! Nearness to examples: by thresholds that are given, and by thresholds that are learned.

use groundstate_guardrails::features::TextFeatures;

use super::world::{SEPARATION, THRESHOLD};
use crate::support::HashedWords;

/// The cosine of two texts, each at unit length.
fn cosine(one: &str, other: &str) -> f64 {
    let unit = |text: &str| {
        let vector = HashedWords.embed(text).expect("a text of words");
        let length = vector.iter().map(|value| f64::from(*value).powi(2)).sum::<f64>().sqrt();
        vector.into_iter().map(|value| (f64::from(value) / length) as f32).collect::<Vec<f32>>()
    };
    unit(one).iter().zip(unit(other)).map(|(one, other)| f64::from(*one) * f64::from(other)).sum::<f64>().min(1.0)
}

/// The largest cosine of a text to one of several; none where there are none.
fn nearest<'t>(text: &str, texts: impl IntoIterator<Item = &'t String>) -> f64 {
    texts.into_iter().map(|other| cosine(text, other)).fold(f64::NEG_INFINITY, f64::max)
}

/// The largest, over the pieces, of the lesser of two: how far it is above the threshold, and how much nearer it is to
/// an example than to a counterexample.
pub(super) fn semantic(like: &[String], unlike: &[String], pieces: &[&str]) -> f64 {
    let value = |piece: &&str| {
        let near = nearest(piece, like);
        (near - THRESHOLD).min(near - nearest(piece, unlike) - SEPARATION)
    };
    pieces.iter().map(value).reduce(f64::max).unwrap_or(-THRESHOLD)
}

/// Examples, and what is learned from them.
pub(crate) struct Topic<'t> {
    like: &'t [String],
    unlike: &'t [String],
    floor: f64,
    cut: f64,
}

impl<'t> Topic<'t> {
    /// Each text is left out in turn.
    pub(crate) fn learn(like: &'t [String], unlike: &'t [String]) -> Self {
        let near = |text: &String| nearest(text, like.iter().filter(|other| *other != text));
        let far = |text: &String| nearest(text, unlike.iter().filter(|other| *other != text));
        let mut nearness: Vec<f64> = like.iter().map(near).collect();
        nearness.sort_by(f64::total_cmp);
        let lead = |text: &String| near(text) - far(text);
        let (on, off) = (like.iter().map(lead).collect::<Vec<f64>>(), unlike.iter().map(lead).collect::<Vec<f64>>());
        Self { like, unlike, floor: nearness[nearness.len() / 10], cut: cut(&on, &off) }
    }

    /// How far the piece that is nearest to the topic is within its edge.
    pub(crate) fn nearest(&self, pieces: &[&str]) -> f64 {
        let value = |piece: &&str| {
            let near = nearest(piece, self.like);
            (near - self.floor).min(near - nearest(piece, self.unlike) - self.cut)
        };
        pieces.iter().map(value).reduce(f64::max).unwrap_or((-1.0 - self.floor).min(-1.0 - self.cut))
    }
}

/// Of all middles between neighbouring leads that which decides best: by the sum of both shares that lie on their side, then
/// by the width of the gap; the lowest of what is equal in both.
fn cut(on: &[f64], off: &[f64]) -> f64 {
    let mut leads = [on, off].concat();
    leads.sort_by(f64::total_cmp);
    leads.dedup();
    let mut best: Option<(usize, f64, f64)> = None;
    for pair in leads.windows(2) {
        let (gap, cut) = (pair[1] - pair[0], f64::midpoint(pair[0], pair[1]));
        let right_on = on.iter().filter(|lead| **lead > pair[0]).count();
        let right_off = off.iter().filter(|lead| **lead < pair[1]).count();
        // Both shares over their common denominator.
        let right = right_on * off.len() + right_off * on.len();
        if best.is_none_or(|(most, widest, _)| right > most || (right == most && gap > widest)) {
            best = Some((right, gap, cut));
        }
    }
    best.map_or(leads[0], |(_, _, cut)| cut)
}
