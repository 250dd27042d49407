//! Token-level states of a text, kept compact: one signed byte a dimension and one scale a token.
//!
//! Late interaction (ColBERT, arXiv:2004.12832) reads relevance from token states, so memory must
//! keep them. At 384 dimensions an `f32` state costs 1,536 bytes a token; symmetric 8-bit
//! quantisation with one scale a token costs 388, and moves a cosine by less than 1e-2.

use std::fmt;

use super::kernels;

const FORMAT: u8 = 1;
const HEADER: usize = 9;

/// Quantised token states: `len` tokens of `dimension` signed bytes, each token with its scale.
///
/// A state is unit-norm before quantisation; `code * scale` restores it. The first and the last
/// special token of the encoder are not kept.
#[derive(Clone, PartialEq)]
pub struct TokenStates {
    dimension: usize,
    ids: Vec<u32>,
    scales: Vec<f32>,
    codes: Vec<i8>,
}

/// What is wrong with a byte string that should hold [`TokenStates`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("stored token states are malformed: {0}")]
pub struct MalformedStates(&'static str);

impl TokenStates {
    /// Quantises unit-norm rows. `rows` is row-major, `ids.len() × dimension`.
    ///
    /// # Errors
    /// When `rows` is not a whole number of rows, one for each id, or holds a value that is not finite.
    pub fn quantise(dimension: usize, ids: Vec<u32>, rows: &[f32]) -> Result<Self, MalformedStates> {
        if dimension == 0 || rows.len() != ids.len() * dimension {
            return Err(MalformedStates("rows and ids differ in length"));
        }
        Self::of_rows(dimension, ids, rows.chunks_exact(dimension), |_| {})
    }

    /// Quantises one row for each id, after `change`, which makes its norm 1.
    pub(super) fn of_rows<'a>(
        dimension: usize,
        ids: Vec<u32>,
        rows: impl Iterator<Item = &'a [f32]>,
        change: impl Fn(&mut [f32]),
    ) -> Result<Self, MalformedStates> {
        let mut scales = Vec::with_capacity(ids.len());
        let mut codes = vec![0; ids.len() * dimension];
        let mut row = Vec::with_capacity(dimension);
        for (raw, codes) in rows.zip(codes.chunks_exact_mut(dimension.max(1))) {
            row.clear();
            row.extend_from_slice(raw);
            change(&mut row);
            let peak = kernels::magnitude(&row);
            if !peak.is_finite() {
                return Err(MalformedStates("a state is not finite"));
            }
            let scale = if peak > 0.0 { peak / 127.0 } else { 1.0 };
            scales.push(scale);
            kernels::steps(&row, scale, codes);
        }
        if scales.len() != ids.len() {
            return Err(MalformedStates("rows and ids differ in length"));
        }
        Ok(Self { dimension, ids, scales, codes })
    }

    /// Number of tokens.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ids.len()
    }

    /// Whether no token is left (an empty or purely special text).
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }

    /// Size of one state.
    #[must_use]
    pub fn dimension(&self) -> usize {
        self.dimension
    }

    /// Wordpiece ids, one a token.
    #[must_use]
    pub fn ids(&self) -> &[u32] {
        &self.ids
    }

    /// Scales, one a token.
    #[must_use]
    pub fn scales(&self) -> &[f32] {
        &self.scales
    }

    /// Codes, row-major `len × dimension`.
    #[must_use]
    pub fn codes(&self) -> &[i8] {
        &self.codes
    }

    /// The states as `f32`, row-major `len × dimension`.
    #[must_use]
    pub fn dequantise(&self) -> Vec<f32> {
        self.codes
            .chunks_exact(self.dimension)
            .zip(&self.scales)
            .flat_map(|(row, scale)| row.iter().map(move |code| f32::from(*code) * scale))
            .collect()
    }

    /// The tokens of several texts, one after another; parts of another dimension are left out.
    #[must_use]
    pub fn concatenate(dimension: usize, parts: &[&Self]) -> Self {
        let mut whole = Self { dimension, ids: Vec::new(), scales: Vec::new(), codes: Vec::new() };
        for part in parts.iter().filter(|part| part.dimension == dimension) {
            whole.ids.extend_from_slice(&part.ids);
            whole.scales.extend_from_slice(&part.scales);
            whole.codes.extend_from_slice(&part.codes);
        }
        whole
    }

    /// Little-endian bytes: format (1), dimension (u32), tokens (u32), ids, scales, codes.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(HEADER + self.len() * (8 + self.dimension));
        bytes.push(FORMAT);
        bytes.extend((self.dimension as u32).to_le_bytes());
        bytes.extend((self.len() as u32).to_le_bytes());
        bytes.extend(self.ids.iter().flat_map(|id| id.to_le_bytes()));
        bytes.extend(self.scales.iter().flat_map(|scale| scale.to_le_bytes()));
        bytes.extend(self.codes.iter().map(|code| code.cast_unsigned()));
        bytes
    }

    /// Reads what [`TokenStates::to_bytes`] wrote.
    ///
    /// # Errors
    /// When the format is unknown or the length does not fit the header.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, MalformedStates> {
        let (header, body) = bytes.split_at_checked(HEADER).ok_or(MalformedStates("too short"))?;
        let (format, sizes) = header.split_first().ok_or(MalformedStates("too short"))?;
        if *format != FORMAT {
            return Err(MalformedStates("unknown format"));
        }
        let mut sizes = words(sizes).map(|word| u32::from_le_bytes(word) as usize);
        let dimension = sizes.next().filter(|size| *size > 0).ok_or(MalformedStates("no dimension"))?;
        let tokens = sizes.next().ok_or(MalformedStates("no length"))?;
        let expected = dimension.checked_add(8).and_then(|width| width.checked_mul(tokens));
        if expected != Some(body.len()) {
            return Err(MalformedStates("length does not fit the header"));
        }
        let (ids, rest) = body.split_at(tokens * 4);
        let (scales, codes) = rest.split_at(tokens * 4);
        Ok(Self {
            dimension,
            ids: words(ids).map(u32::from_le_bytes).collect(),
            scales: words(scales).map(f32::from_le_bytes).collect(),
            codes: codes.iter().map(|byte| byte.cast_signed()).collect(),
        })
    }
}

impl fmt::Debug for TokenStates {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "TokenStates({} × {})", self.len(), self.dimension)
    }
}

fn words(bytes: &[u8]) -> impl Iterator<Item = [u8; 4]> + '_ {
    bytes.chunks_exact(4).filter_map(|chunk| chunk.try_into().ok())
}
