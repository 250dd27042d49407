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

/// A neighbour before its answer is written down: what is left of the answer, what is put in, and where.
struct Draft {
    energy: f32,
    kind: MoveKind,
    removed: Option<usize>,
    inserted: Option<(usize, usize)>,
}

/// The `count` cheapest neighbours that cost less than `below`, cheapest first; each statement only at its
/// cheapest place.
#[must_use]
pub fn neighbours(landscape: &Landscape, answer: &[usize], below: f32, count: usize) -> Vec<Neighbour> {
    let mut drafts = Vec::new();
    if answer.len() < landscape.limit {
        insertions(landscape, answer, None, below, &mut drafts);
    }
    for place in 0..answer.len() {
        let mut rest = answer.to_vec();
        let out = rest.remove(place);
        insertions(landscape, &rest, Some((place, out)), below, &mut drafts);
        let energy = landscape.energy(&rest) as f32;
        if !rest.is_empty() && energy < below {
            drafts.push(Draft { energy, kind: MoveKind::Drop, removed: Some(place), inserted: None });
        }
    }
    drafts.sort_by(|left, right| {
        let ties = (left.removed, left.inserted).cmp(&(right.removed, right.inserted));
        left.energy.total_cmp(&right.energy).then(ties)
    });
    let mut found: Vec<Neighbour> = Vec::with_capacity(count.min(drafts.len()));
    for draft in &drafts {
        if found.len() >= count {
            break;
        }
        let neighbour = draft.neighbour(answer);
        if neighbour.answer != answer && found.iter().all(|known| known.answer != neighbour.answer) {
            found.push(neighbour);
        }
    }
    found
}

impl Draft {
    fn neighbour(&self, answer: &[usize]) -> Neighbour {
        let mut rows = answer.to_vec();
        if let Some(place) = self.removed {
            rows.remove(place);
        }
        if let Some((place, row)) = self.inserted {
            rows.insert(place, row);
        }
        Neighbour { kind: self.kind, answer: rows, energy: self.energy }
    }
}

/// Puts every statement into `rest` at its cheapest place; `removed` is what was taken out, with its place.
fn insertions(
    landscape: &Landscape,
    rest: &[usize],
    removed: Option<(usize, usize)>,
    below: f32,
    drafts: &mut Vec<Draft>,
) {
    let mut gains = Vec::new();
    landscape.gains(rest, &mut gains);
    let base = landscape.energy(rest) as f32;
    let mut least = vec![f32::INFINITY; landscape.len()];
    let mut places = vec![0_usize; landscape.len()];
    let mut detour = vec![0.0; landscape.len()];
    for place in 0..=rest.len() {
        detours_at(landscape, rest, place, &mut detour);
        for ((least, at), detour) in least.iter_mut().zip(&mut places).zip(&detour) {
            if *detour < *least {
                (*least, *at) = (*detour, place);
            }
        }
    }
    for (row, (gain, (detour, place))) in gains.iter().zip(least.iter().zip(&places)).enumerate() {
        let energy = base + gain + detour;
        if energy < below {
            let kind = match removed {
                None => MoveKind::Insert,
                Some((_, out)) if out == row => MoveKind::Reorder,
                Some(_) => MoveKind::Swap,
            };
            let removed = removed.map(|(place, _)| place);
            drafts.push(Draft { energy, kind, removed, inserted: Some((*place, row)) });
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
