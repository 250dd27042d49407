//! Pooled embeddings in contiguous rows.

/// Rows in one allocation: large enough to scan at memory speed, small enough to grow without copying
/// what is there.
const CHUNK_ROWS: usize = 1024;
/// Sums kept apart, so that the compiler may add them in one instruction. Fixed: the order of additions
/// is part of the result.
const LANES: usize = 16;

#[derive(Debug)]
pub(super) struct Vectors {
    dimension: usize,
    chunks: Vec<Vec<f32>>,
}

impl Vectors {
    pub(super) fn new(dimension: usize) -> Self {
        Self { dimension, chunks: Vec::new() }
    }

    pub(super) fn dimension(&self) -> usize {
        self.dimension
    }

    /// Appends a row of `dimension` values.
    pub(super) fn push(&mut self, row: &[f32]) {
        let full = |chunk: &Vec<f32>| chunk.len() >= CHUNK_ROWS * self.dimension;
        if self.chunks.last().is_none_or(full) {
            self.chunks.push(Vec::with_capacity(CHUNK_ROWS * self.dimension));
        }
        if let Some(chunk) = self.chunks.last_mut() {
            chunk.extend_from_slice(row);
        }
    }

    /// A row; empty when there is none.
    pub(super) fn row(&self, row: u32) -> &[f32] {
        let (chunk, place) = self.place(row);
        self.chunks.get(chunk).and_then(|chunk| chunk.get(place)).unwrap_or_default()
    }

    /// Overwrites a row with zeros.
    pub(super) fn clear(&mut self, row: u32) {
        let (chunk, place) = self.place(row);
        if let Some(row) = self.chunks.get_mut(chunk).and_then(|chunk| chunk.get_mut(place)) {
            row.fill(0.0);
        }
    }

    pub(super) fn bytes(&self) -> usize {
        self.chunks.iter().map(|chunk| chunk.capacity() * size_of::<f32>()).sum()
    }

    fn place(&self, row: u32) -> (usize, std::ops::Range<usize>) {
        let start = row as usize % CHUNK_ROWS * self.dimension;
        (row as usize / CHUNK_ROWS, start..start + self.dimension)
    }
}

/// The inner product, added in a fixed order.
pub(super) fn dot(left: &[f32], right: &[f32]) -> f32 {
    let (left, left_rest) = left.as_chunks::<LANES>();
    let (right, right_rest) = right.as_chunks::<LANES>();
    let mut sums = [0.0_f32; LANES];
    for (left, right) in left.iter().zip(right) {
        for ((sum, left), right) in sums.iter_mut().zip(left).zip(right) {
            *sum += left * right;
        }
    }
    let rest: f32 = left_rest.iter().zip(right_rest).map(|(left, right)| left * right).sum();
    sums.iter().sum::<f32>() + rest
}
