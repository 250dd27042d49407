//! Stage two: from distributions to distinct answers.

use super::relax::Relaxed;
use crate::cost::landscape::Landscape;

/// The best `count` distinct answers that the restarts point at, in rows of the relaxed landscape,
/// with their energies, cheapest first.
///
/// Each slot gives its likeliest statement; "nothing" and repetitions are left out.
pub(super) fn round(landscape: &Landscape, relaxed: &Relaxed, count: usize) -> Vec<(Vec<usize>, f64)> {
    let nothing = relaxed.columns.saturating_sub(1);
    let mut answers: Vec<(Vec<usize>, f64)> = Vec::new();
    for restart in relaxed.states.chunks_exact((relaxed.slots * relaxed.columns).max(1)) {
        let mut rows: Vec<usize> = Vec::with_capacity(relaxed.slots);
        for slot in restart.chunks_exact(relaxed.columns) {
            let likeliest = slot
                .iter()
                .enumerate()
                .fold((nothing, 0.0), |best, (row, share)| if *share > best.1 { (row, *share) } else { best });
            if likeliest.0 != nothing && !rows.contains(&likeliest.0) {
                rows.push(likeliest.0);
            }
        }
        if !rows.is_empty() && !answers.iter().any(|(known, _)| *known == rows) {
            let energy = landscape.energy(&rows);
            answers.push((rows, energy));
        }
    }
    answers.sort_by(|left, right| left.1.total_cmp(&right.1).then_with(|| left.0.cmp(&right.0)));
    answers.truncate(count);
    answers
}
