//! The neighbourhood of an answer: every answer one discrete move away, with its energy.
//!
//! A move takes out at most one statement and puts in at most one, anywhere. The change of the set
//! energy is computed for all `n` statements at once from the tables' rows, and the path's change
//! for each place, so a neighbourhood costs about `K · (q + K) · n` operations.

use super::outcome::MoveKind;
use crate::configurator::matrix::at;
use crate::cost::landscape::Landscape;

/// A neighbour, in rows of the landscape.
#[derive(Clone, Debug, PartialEq)]
pub struct Neighbour {
    /// What was done.
    pub kind: MoveKind,
    /// The answer after the move.
    pub answer: Vec<usize>,
    /// Its energy in the tables, by increments in `f32`.
    pub energy: f32,
}

/// Neighbours cheaper than `below`, cheapest first, ties by answer; one (the cheapest place) a statement put in.
#[must_use]
pub fn neighbours(landscape: &Landscape, answer: &[usize], below: f32) -> Vec<Neighbour> {
    let mut found = Vec::new();
    let mut gains = Vec::new();
    if answer.len() < landscape.limit {
        insertions(landscape, answer, None, below, &mut gains, &mut found);
    }
    for place in 0..answer.len() {
        let mut rest = answer.to_vec();
        let removed = rest.remove(place);
        insertions(landscape, &rest, Some(removed), below, &mut gains, &mut found);
        if !rest.is_empty() {
            let energy = landscape.energy(&rest) as f32;
            if energy < below {
                found.push(Neighbour { kind: MoveKind::Drop, answer: rest, energy });
            }
        }
    }
    found.retain(|neighbour| neighbour.answer != answer);
    found.sort_by(|left, right| left.energy.total_cmp(&right.energy).then_with(|| left.answer.cmp(&right.answer)));
    found.dedup_by(|left, right| left.answer == right.answer);
    found
}

/// Puts every statement into `rest` at its cheapest place.
fn insertions(
    landscape: &Landscape,
    rest: &[usize],
    removed: Option<usize>,
    below: f32,
    gains: &mut Vec<f32>,
    found: &mut Vec<Neighbour>,
) {
    landscape.gains(rest, gains);
    let base = landscape.energy(rest) as f32;
    let mut detours: Vec<(f32, usize)> = vec![(f32::INFINITY, 0); landscape.len()];
    let mut detour = vec![0.0; landscape.len()];
    for place in 0..=rest.len() {
        detours_at(landscape, rest, place, &mut detour);
        for (best, detour) in detours.iter_mut().zip(&detour) {
            if *detour < best.0 {
                *best = (*detour, place);
            }
        }
    }
    for (row, (gain, (detour, place))) in gains.iter().zip(&detours).enumerate() {
        let energy = base + gain + detour;
        if energy < below {
            let mut answer = rest.to_vec();
            answer.insert(*place, row);
            let kind = match removed {
                None => MoveKind::Insert,
                Some(removed) if removed == row => MoveKind::Reorder,
                Some(_) => MoveKind::Swap,
            };
            found.push(Neighbour { kind, answer, energy });
        }
    }
}

/// Change of the path energy when each statement is put at a place of `rest`.
fn detours_at(landscape: &Landscape, rest: &[usize], place: usize, detour: &mut [f32]) {
    let previous = place.checked_sub(1).and_then(|place| rest.get(place));
    let next = rest.get(place);
    let into = previous.map_or(landscape.opening.as_slice(), |row| landscape.transition.row(*row));
    match next {
        None => detour.copy_from_slice(into),
        Some(next) => {
            let skipped = previous.map_or(at(&landscape.opening, *next), |row| landscape.transition.at(*row, *next));
            for ((detour, into), onward) in detour.iter_mut().zip(into).zip(landscape.arrival.row(*next)) {
                *detour = into + onward - skipped;
            }
        }
    }
}
