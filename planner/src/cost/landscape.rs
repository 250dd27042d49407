//! The energy as the solver sees it: one vector and four tables, weights folded in.
//!
//! `E(y) = c + Σ_i u_i + Σ_{i<j} P_ij − Σ_q max_i C_qi + o_{y_1} + Σ_t D_{y_t y_{t+1}}`
//!
//! Coverage, opening and transitions are ≥ 0, and coverage is submodular in the set. Pairs are ≥ 0 but
//! for dependencies that a pair settles, and of those no answer gains more than `Σ_{i∈y} r_i` (the
//! relief). The bounds of the certifying search rest on these three facts.

use super::TERMS;
use crate::configurator::Problem;
use crate::configurator::matrix::{Matrix, at};
use crate::configurator::problem::MAX_STATEMENTS;

/// Tables over the admitted candidates, numbered from zero.
#[derive(Clone, Debug, PartialEq)]
pub struct Landscape {
    /// Problem index of each row; ascending.
    pub candidates: Vec<usize>,
    /// Most statements of an answer.
    pub limit: usize,
    /// `c`, the energy that every answer has.
    pub constant: f64,
    /// `u`, `n` values of either sign.
    pub unary: Vec<f32>,
    /// `P`, `n × n`, symmetric, zero on the diagonal.
    pub pair: Matrix,
    /// `r`, `n` values ≤ 0: the negative pair energy that each row may claim at most.
    pub relief: Vec<f32>,
    /// `C`, `q × n`, ≥ 0.
    pub cover: Matrix,
    /// `o`, `n` values ≥ 0.
    pub opening: Vec<f32>,
    /// `D`, `n × n`, ≥ 0: from the row to the column.
    pub transition: Matrix,
    /// `Dᵀ`: row `j` holds the cost of arriving at `j` from each other row.
    pub arrival: Matrix,
}

impl Landscape {
    /// Folds every term of a problem, and its soft guardrails' unary part, into tables.
    #[must_use]
    pub fn of(problem: &Problem) -> Self {
        let n = problem.len();
        let mut landscape = Self {
            candidates: (0..n).collect(),
            limit: problem.limit,
            constant: 0.0,
            unary: vec![0.0; n],
            pair: Matrix::zeros(n, n),
            relief: vec![0.0; n],
            cover: Matrix::zeros(problem.facets.len(), n),
            opening: vec![0.0; n],
            transition: Matrix::zeros(n, n),
            arrival: Matrix::default(),
        };
        for term in TERMS {
            term.contribute(problem, problem.calibration.weights.of(term.name()), &mut landscape);
        }
        for column in &problem.penalties {
            landscape.add_unary(column.weight / MAX_STATEMENTS as f64, column.unary.iter().copied());
        }
        let admitted = problem.admitted();
        if admitted.len() < n {
            return landscape.select(&admitted);
        }
        landscape.arrival = landscape.transition.transposed();
        landscape
    }

    /// Number of candidates.
    #[must_use]
    pub fn len(&self) -> usize {
        self.unary.len()
    }

    /// Whether nothing may be said.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.unary.is_empty()
    }

    /// The part of the landscape over some of its rows.
    #[must_use]
    pub fn select(&self, rows: &[usize]) -> Self {
        let facets: Vec<usize> = (0..self.cover.rows()).collect();
        let pick = |values: &[f32]| rows.iter().map(|row| at(values, *row)).collect();
        let transition = self.transition.select(rows, rows);
        Self {
            candidates: rows.iter().filter_map(|row| self.candidates.get(*row).copied()).collect(),
            limit: self.limit,
            constant: self.constant,
            unary: pick(&self.unary),
            pair: self.pair.select(rows, rows),
            relief: pick(&self.relief),
            cover: self.cover.select(&facets, rows),
            opening: pick(&self.opening),
            arrival: transition.transposed(),
            transition,
        }
    }

    /// Energy of an ordered answer of distinct rows, in `f64`.
    #[must_use]
    pub fn energy(&self, answer: &[usize]) -> f64 {
        self.set_energy(answer) + self.path_energy(answer)
    }

    /// The part of the energy that does not depend on the order.
    #[must_use]
    pub fn set_energy(&self, set: &[usize]) -> f64 {
        let unary: f64 = set.iter().map(|row| f64::from(at(&self.unary, *row))).sum();
        let pairs: f64 = set
            .iter()
            .enumerate()
            .flat_map(|(place, row)| set.iter().take(place).map(|other| f64::from(self.pair.at(*other, *row))))
            .sum();
        let best = |facet: &[f32]| set.iter().fold(0.0_f32, |best, row| best.max(at(facet, *row)));
        let covered: f64 = self.cover.iter_rows().map(|facet| f64::from(best(facet))).sum();
        self.constant + unary + pairs - covered
    }

    /// The part of the energy that depends on the order: opening and transitions.
    #[must_use]
    pub fn path_energy(&self, answer: &[usize]) -> f64 {
        let opening = answer.first().map_or(0.0, |row| f64::from(at(&self.opening, *row)));
        let steps = answer.iter().zip(answer.iter().skip(1));
        opening + steps.map(|(from, to)| f64::from(self.transition.at(*from, *to))).sum::<f64>()
    }

    /// Change of the set energy when each row joins a set, `n` values into `gains`; infinite for rows of the set.
    pub fn gains(&self, set: &[usize], gains: &mut Vec<f32>) {
        gains.clear();
        gains.extend_from_slice(&self.unary);
        for row in set {
            for (gain, pair) in gains.iter_mut().zip(self.pair.row(*row)) {
                *gain += pair;
            }
        }
        for facet in self.cover.iter_rows() {
            let heard = set.iter().fold(0.0_f32, |heard, row| heard.max(at(facet, *row)));
            for (gain, cover) in gains.iter_mut().zip(facet) {
                let more = cover - heard;
                *gain -= if more > 0.0 { more } else { 0.0 };
            }
        }
        for row in set {
            if let Some(gain) = gains.get_mut(*row) {
                *gain = f32::INFINITY;
            }
        }
    }

    /// Least cost at which each row can be heard in any answer: as the opening or after some other row.
    #[must_use]
    pub fn least_arrivals(&self) -> Vec<f32> {
        let from = |(row, costs): (usize, &[f32])| {
            let others = costs.iter().enumerate().filter(move |(other, _)| *other != row);
            others.map(|(_, cost)| *cost).fold(f32::INFINITY, f32::min)
        };
        let rows = self.arrival.iter_rows().enumerate().map(from);
        rows.zip(&self.opening).map(|(arrival, opening)| arrival.min(*opening)).collect()
    }

    /// Problem indices of an answer's rows.
    #[must_use]
    pub fn indices(&self, answer: &[usize]) -> Vec<usize> {
        answer.iter().filter_map(|row| self.candidates.get(*row).copied()).collect()
    }

    /// Adds `factor · values` to the unary energies.
    pub(super) fn add_unary(&mut self, factor: f64, values: impl Iterator<Item = f32>) {
        for (unary, value) in self.unary.iter_mut().zip(values) {
            *unary += factor as f32 * value;
        }
    }
}
