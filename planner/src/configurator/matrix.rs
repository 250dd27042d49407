//! A dense row-major matrix of `f32`, the storage of the problem's tables.

use serde::{Deserialize, Serialize};

/// `rows × columns` values, row-major.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Matrix {
    rows: usize,
    columns: usize,
    values: Vec<f32>,
}

impl Matrix {
    /// A matrix of zeros.
    #[must_use]
    pub fn zeros(rows: usize, columns: usize) -> Self {
        Self { rows, columns, values: vec![0.0; rows * columns] }
    }

    /// Fills every entry from its position.
    #[must_use]
    pub fn from_fn(rows: usize, columns: usize, mut value: impl FnMut(usize, usize) -> f32) -> Self {
        let values = (0..rows).flat_map(|row| (0..columns).map(move |column| (row, column)));
        Self { rows, columns, values: values.map(|(row, column)| value(row, column)).collect() }
    }

    /// Number of rows.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// Number of columns.
    #[must_use]
    pub fn columns(&self) -> usize {
        self.columns
    }

    /// All values, row-major.
    #[must_use]
    pub fn values(&self) -> &[f32] {
        &self.values
    }

    /// One row; empty when there is no such row.
    #[must_use]
    #[inline]
    pub fn row(&self, row: usize) -> &[f32] {
        self.values.get(row * self.columns..(row + 1) * self.columns).unwrap_or_default()
    }

    /// One row, to be changed; empty when there is no such row.
    #[inline]
    pub fn row_mut(&mut self, row: usize) -> &mut [f32] {
        self.values.get_mut(row * self.columns..(row + 1) * self.columns).unwrap_or_default()
    }

    /// Every row in turn.
    pub fn iter_rows(&self) -> impl Iterator<Item = &[f32]> {
        self.values.chunks_exact(self.columns.max(1))
    }

    /// One entry; zero outside the matrix, which a debug build rejects.
    #[must_use]
    #[inline]
    pub fn at(&self, row: usize, column: usize) -> f32 {
        debug_assert!(row < self.rows && column < self.columns, "({row}, {column}) is outside the matrix");
        self.values.get(row * self.columns + column).copied().unwrap_or_default()
    }

    /// Adds to one entry; nothing happens outside the matrix.
    pub fn add(&mut self, row: usize, column: usize, amount: f32) {
        debug_assert!(row < self.rows && column < self.columns, "({row}, {column}) is outside the matrix");
        if let Some(value) = self.values.get_mut(row * self.columns + column) {
            *value += amount;
        }
    }

    /// Adds `factor · other` entry by entry; shapes must agree.
    pub fn add_scaled(&mut self, other: &Self, factor: f32) {
        debug_assert_eq!((self.rows, self.columns), (other.rows, other.columns), "shapes differ");
        for (value, addend) in self.values.iter_mut().zip(&other.values) {
            *value += factor * addend;
        }
    }

    /// The rows and columns named, in that order; what lies outside is zero.
    #[must_use]
    pub fn select(&self, rows: &[usize], columns: &[usize]) -> Self {
        let mut values = Vec::with_capacity(rows.len() * columns.len());
        for row in rows {
            let source = self.row(*row);
            values.extend(columns.iter().map(|column| source.get(*column).copied().unwrap_or_default()));
        }
        Self { rows: rows.len(), columns: columns.len(), values }
    }

    /// The transpose, block by block so that both sides stay in cache.
    #[must_use]
    pub fn transposed(&self) -> Self {
        const BLOCK: usize = 16;
        let mut turned = Self::zeros(self.columns, self.rows);
        for first in (0..self.rows).step_by(BLOCK) {
            for left in (0..self.columns).step_by(BLOCK) {
                for row in first..(first + BLOCK).min(self.rows) {
                    let values = self.row(row).iter().enumerate().skip(left).take(BLOCK);
                    for (column, value) in values {
                        if let Some(place) = turned.values.get_mut(column * self.rows + row) {
                            *place = *value;
                        }
                    }
                }
            }
        }
        turned
    }

    /// Copies what is below the diagonal of a square matrix above it.
    pub fn mirror(&mut self) {
        debug_assert_eq!(self.rows, self.columns, "only a square matrix has a mirror");
        let turned = self.transposed();
        for row in 0..self.rows {
            let above = self.row_mut(row).iter_mut().zip(turned.row(row)).skip(row + 1);
            above.for_each(|(value, mirrored)| *value = *mirrored);
        }
    }

    /// Whether every row has the stated length and every value is finite.
    #[must_use]
    pub fn is_sound(&self, rows: usize, columns: usize) -> bool {
        (self.rows, self.columns) == (rows, columns)
            && self.values.len() == rows * columns
            && self.values.iter().all(|value| value.is_finite())
    }
}

/// One entry of a vector; zero outside it, which a debug build rejects.
#[inline]
pub(crate) fn at(values: &[f32], index: usize) -> f32 {
    debug_assert!(index < values.len(), "{index} is outside the vector");
    values.get(index).copied().unwrap_or_default()
}
