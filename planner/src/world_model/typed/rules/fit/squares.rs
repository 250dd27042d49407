//! Least squares over columns of numbers: with few terms found one by one, or with all that are not said by others.

/// Terms of a sum found term by term.
const TERMS: usize = 16;
/// A residual that is none.
pub(super) const NOTHING: f64 = 1e-6;

/// Factors by the numbers of their columns, and a constant.
pub(super) type Terms = (Vec<(usize, f64)>, f64);

fn dot(left: &[f64], right: &[f64]) -> f64 {
    left.iter().zip(right).map(|(left, right)| left * right).sum()
}

fn centred(column: &[f64]) -> (Vec<f64>, f64) {
    let mean = column.iter().sum::<f64>() / column.len().max(1) as f64;
    (column.iter().map(|value| value - mean).collect(), mean)
}

/// Columns made orthogonal one after the other (modified Gram–Schmidt), with what each had of those before.
#[derive(Default)]
struct Basis {
    /// Number of the column, its orthogonal part of unit length, its mean.
    kept: Vec<(usize, Vec<f64>, f64)>,
    /// Of each kept column: its parts along those before, and its own length.
    parts: Vec<Vec<f64>>,
}

impl Basis {
    /// Takes a column in, unless the others say it already.
    fn take(&mut self, place: usize, column: &[f64]) -> bool {
        let (mut rest, mean) = centred(column);
        let length = dot(&rest, &rest).sqrt();
        let mut parts = Vec::with_capacity(self.kept.len() + 1);
        for (_, direction, _) in &self.kept {
            let part = dot(&rest, direction);
            rest.iter_mut().zip(direction).for_each(|(rest, along)| *rest -= part * along);
            parts.push(part);
        }
        let own = dot(&rest, &rest).sqrt();
        if own <= 1e-7 * length.max(1e-9) {
            return false;
        }
        rest.iter_mut().for_each(|value| *value /= own);
        parts.push(own);
        self.kept.push((place, rest, mean));
        self.parts.push(parts);
        true
    }

    /// Factors of least squares, and the constant.
    fn factors(&self, target: &[f64]) -> Terms {
        let (mut rest, mean) = centred(target);
        let mut along = Vec::with_capacity(self.kept.len());
        for (_, direction, _) in &self.kept {
            let part = dot(&rest, direction);
            rest.iter_mut().zip(direction).for_each(|(rest, direction)| *rest -= part * direction);
            along.push(part);
        }
        // Back substitution: the columns are the directions times an upper triangle.
        let mut factors = vec![0.0; along.len()];
        for row in (0..along.len()).rev() {
            let later: f64 = (row + 1..along.len())
                .map(|column| {
                    let part = self.parts.get(column).and_then(|parts| parts.get(row)).copied().unwrap_or(0.0);
                    part * factors.get(column).copied().unwrap_or(0.0)
                })
                .sum();
            let own = self.parts.get(row).and_then(|parts| parts.get(row)).copied().unwrap_or(1.0);
            let value = (along.get(row).copied().unwrap_or(0.0) - later) / own;
            if let Some(slot) = factors.get_mut(row) {
                *slot = value;
            }
        }
        let constant = mean - self.kept.iter().zip(&factors).map(|((_, _, mean), factor)| mean * factor).sum::<f64>();
        (self.kept.iter().zip(factors).map(|((place, ..), factor)| (*place, factor)).collect(), constant)
    }
}

/// Orthogonal matching pursuit (Pati et al., 1993): the column that says most of what is left, until nothing is.
pub(super) fn pursued(columns: &[(usize, Vec<f64>)], target: &[f64]) -> Option<Terms> {
    let mut basis = Basis::default();
    let (mut rest, _) = centred(target);
    let unit: Vec<(usize, &Vec<f64>, Vec<f64>, f64)> = columns
        .iter()
        .map(|(place, column)| {
            let (centred, _) = centred(column);
            let length = dot(&centred, &centred).sqrt();
            (*place, column, centred, length)
        })
        .collect();
    let mut refused: Vec<usize> = Vec::new();
    while basis.kept.len() < TERMS && rest.iter().any(|value| value.abs() > NOTHING) {
        let mut best: Option<(f64, usize)> = None;
        for (number, (place, _, centred, length)) in unit.iter().enumerate() {
            if refused.contains(&number) || basis.kept.iter().any(|(known, ..)| known == place) {
                continue;
            }
            let says = dot(centred, &rest).abs() / length;
            if best.is_none_or(|(known, _)| says > known * (1.0 + 1e-9)) {
                best = Some((says, number));
            }
        }
        let Some((_, number)) = best else { break };
        let Some((place, column, ..)) = unit.get(number) else { break };
        if !basis.take(*place, column) {
            refused.push(number);
            continue;
        }
        if let Some((_, direction, _)) = basis.kept.last() {
            let part = dot(&rest, direction);
            rest.iter_mut().zip(direction).for_each(|(rest, direction)| *rest -= part * direction);
        }
    }
    (!basis.kept.is_empty()).then(|| basis.factors(target))
}

/// Least squares over all columns that are not said by simpler ones; only where it leaves nothing over.
pub(super) fn solved(columns: &[(usize, Vec<f64>)], target: &[f64]) -> Option<Terms> {
    let mut basis = Basis::default();
    for (place, column) in columns {
        if basis.kept.len() * 3 > target.len() * 2 {
            return None;
        }
        basis.take(*place, column);
    }
    let (mut rest, _) = centred(target);
    for (_, direction, _) in &basis.kept {
        let part = dot(&rest, direction);
        rest.iter_mut().zip(direction).for_each(|(rest, direction)| *rest -= part * direction);
    }
    if rest.iter().any(|value| value.abs() > NOTHING) {
        return None;
    }
    let (terms, constant) = basis.factors(target);
    Some((terms.into_iter().filter(|(_, factor)| factor.abs() > NOTHING).collect(), constant))
}
