//! Screening: which statements take part in the relaxed descent.
//!
//! Every answer that holds `i` costs at least `c + k_i + Σ` of the `K − 1` least negative keys of the others,
//! where `k` is the bound of `certify` for the empty set. A statement whose bound is not below the
//! energy of an answer already in hand is in no better answer, so leaving it out loses nothing. If
//! more survive than the descent takes, the least keys go; refinement still looks at all.

use super::judge::TOLERANCE;
use crate::cost::landscape::Landscape;

/// Rows to descend over, ascending; at most `size`, those of `keep` always among them.
pub(super) fn screen(
    landscape: &Landscape,
    keys: &[(f32, usize)],
    incumbent: f64,
    keep: &[usize],
    size: usize,
) -> Vec<usize> {
    let room = landscape.limit.saturating_sub(1);
    let negative = |own: usize| {
        let others = keys.iter().filter(move |(_, row)| *row != own).take(room);
        others.map(|(key, _)| f64::from(key.min(0.0))).sum::<f64>()
    };
    let survives =
        |(key, row): &&(f32, usize)| landscape.constant + f64::from(*key) + negative(*row) < incumbent - TOLERANCE;
    let mut rows: Vec<usize> = keep.to_vec();
    for (_, row) in keys.iter().filter(survives) {
        if rows.len() >= size.max(1) {
            break;
        }
        if !rows.contains(row) {
            rows.push(*row);
        }
    }
    rows.sort_unstable();
    rows
}
