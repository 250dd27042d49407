//! Atoms: a key and a value. A token is the sum of its atoms.

use std::collections::HashMap;
use std::sync::Arc;

use candle_core::{Result, Tensor};

use super::links::{Links, Making};
use super::{Builder, id, keys};
use crate::world_model::typed::leaf::Leaf;
use crate::world_model::typed::vocabulary::{Index, Vocabulary};

/// Numeric features of a number.
pub(in crate::world_model::typed) const NUMERIC: usize = 22;
/// Rows of the values' table before those of texts.
pub(in crate::world_model::typed) const VALUES: usize = 20;

/// A text that the vocabulary does not have.
const UNKNOWN: usize = 0;
const NULL: usize = 1;
const ABSENT: usize = 2;
const TRUE: usize = 3;
const FALSE: usize = 4;
const REFERENCE: usize = 5;
const NUMBER: usize = 6;
const LENGTH: usize = 7;
const MENTIONED: usize = 8;
/// Outcomes of a comparison take up to nine rows from here.
const COMPARED: usize = 9;

/// Keys that are neither paths nor pairs.
pub(super) const SPECIAL: usize = 6;
pub(super) const TASK: usize = 0;
pub(super) const SCORE: usize = 1;
pub(super) const DONE: usize = 2;
pub(super) const WON: usize = 3;
pub(super) const OBJECT: usize = 4;
pub(super) const CREATION: usize = 5;

#[derive(Default)]
pub(super) struct Atoms {
    numbers: HashMap<(usize, usize, u64), u32>,
    keys: Vec<u32>,
    values: Vec<u32>,
    numeric: Vec<f32>,
    /// Numbers of the distinct values: by the row of the table, or where that is the row for unknown texts, by the text.
    rows: HashMap<usize, u32>,
    unknown: HashMap<String, u32>,
    /// Distinct values: row of the table, and the text.
    distinct: Vec<(u32, String)>,
}

pub(super) struct AtomTensors {
    pub(super) codes: Arc<Links>,
    pub(super) features: Tensor,
    pub(super) keys: Arc<Links>,
    pub(super) values: Arc<Links>,
    pub(super) numbers: Tensor,
}

/// Number of the key of a path.
pub(super) fn path_key(index: &Index, path: &str) -> usize {
    index.paths.get(path).map_or(0, |number| number + 1)
}

/// Number of the key of a compared pair.
pub(super) fn pair_key(index: &Index, pair: usize) -> usize {
    1 + index.paths.len() + pair
}

/// Number of a special key.
pub(super) fn special_key(vocabulary: &Vocabulary, special: usize) -> usize {
    1 + vocabulary.paths.len() + vocabulary.pairs.len() + special
}

/// Number of the key of an argument's value.
pub(super) fn role_key(vocabulary: &Vocabulary, index: &Index, verb: &str, role: &str) -> usize {
    let number = index.roles.get(&(verb.to_owned(), role.to_owned()));
    number.map_or(0, |number| special_key(vocabulary, SPECIAL) + number)
}

impl Atoms {
    /// Number of the atom of a key and a leaf.
    pub(super) fn leaf(&mut self, index: &Index, key: usize, leaf: &Leaf) -> u32 {
        let (code, number, text) = match leaf {
            Leaf::Null => (NULL, 0.0, ""),
            Leaf::Absent => (ABSENT, 0.0, ""),
            Leaf::Boolean(true) => (TRUE, 0.0, ""),
            Leaf::Boolean(false) => (FALSE, 0.0, ""),
            Leaf::Reference(_) => (REFERENCE, 0.0, ""),
            Leaf::Number(number) => (NUMBER, *number, ""),
            Leaf::Length(length) => (LENGTH, *length as f64, ""),
            Leaf::Text(text) => return self.text(index, key, text),
            Leaf::Fields(names) => return self.text(index, key, &names.join(",")),
        };
        let value = self.value(code, text);
        self.atom(key, value, number)
    }

    /// Number of the atom of a key and a text.
    pub(super) fn text(&mut self, index: &Index, key: usize, text: &str) -> u32 {
        let code = index.texts.get(text).map_or(UNKNOWN, |number| VALUES + number);
        let value = self.value(code, text);
        self.atom(key, value, 0.0)
    }

    /// Number of the atom that says that the task speaks of the text of a path.
    pub(super) fn mentioned(&mut self, key: usize) -> u32 {
        let value = self.value(MENTIONED, "");
        self.atom(key, value, 0.0)
    }

    /// Number of the atom that says how two numbers compare.
    pub(super) fn compared(&mut self, key: usize, left: f64, right: f64) -> u32 {
        let difference = left - right;
        let size =
            if difference == 0.0 { 0 } else { 1 + [1.0, 2.0, 10.0].partition_point(|bound| difference.abs() > *bound) };
        let bucket = if difference < 0.0 { 4 + size } else { size };
        let value = self.value(COMPARED + bucket, "");
        self.atom(key, value, 0.0)
    }

    fn value(&mut self, code: usize, text: &str) -> u32 {
        let known = if code == UNKNOWN { self.unknown.get(text) } else { self.rows.get(&code) };
        if let Some(number) = known {
            return *number;
        }
        let number = id(self.distinct.len());
        if code == UNKNOWN {
            self.unknown.insert(text.to_owned(), number);
        } else {
            self.rows.insert(code, number);
        }
        self.distinct.push((id(code), text.to_owned()));
        number
    }

    fn atom(&mut self, key: usize, value: u32, number: f64) -> u32 {
        let next = id(self.keys.len());
        let found = *self.numbers.entry((key, value as usize, number.to_bits())).or_insert(next);
        if found == next {
            self.keys.push(id(key));
            self.values.push(value);
            let is_number =
                self.distinct.get(value as usize).is_some_and(|(code, _)| [NUMBER, LENGTH].contains(&(*code as usize)));
            self.numeric.extend(if is_number { numeric(number) } else { [0.0; NUMERIC] });
        }
        found
    }

    /// Distinct atoms.
    pub(super) fn len(&self) -> usize {
        self.keys.len()
    }

    pub(super) fn tensors(self, builder: &mut Builder<'_>, making: Making<'_>) -> Result<AtomTensors> {
        let codes: Vec<u32> = self.distinct.iter().map(|(code, _)| *code).collect();
        let texts: Vec<String> = self.distinct.into_iter().map(|(_, text)| text).collect();
        let features: Vec<f32> = builder.featured(&texts).into_iter().flatten().collect();
        let dimension = builder.features.dimension();
        let (device, distinct, kinds) = (making.device, codes.len(), self.keys.len());
        let table = VALUES + builder.vocabulary.texts.len();
        Ok(AtomTensors {
            features: Tensor::from_vec(features, (distinct, dimension), device)?,
            codes: Arc::new(Links::chosen(codes, table, making)?),
            numbers: Tensor::from_vec(self.numeric, (kinds, NUMERIC), device)?,
            keys: Arc::new(Links::chosen(self.keys, keys(builder.vocabulary), making)?),
            values: Arc::new(Links::chosen(self.values, distinct, making)?),
        })
    }
}

/// Size on a logarithmic scale, sign, and waves of size and value.
fn numeric(number: f64) -> [f32; NUMERIC] {
    let size = number.signum() * number.abs().ln_1p();
    let mut out = [0.0_f32; NUMERIC];
    let mut values =
        vec![size / 4.0, if number == 0.0 { 0.0 } else { number.signum() }, f64::from(number == 0.0), number.fract()];
    for wave in [0.5, 1.0, 2.0, 4.0, 8.0] {
        values.extend([(wave * size).sin(), (wave * size).cos()]);
    }
    for period in [2.0, 4.0, 10.0, 100.0] {
        let angle = std::f64::consts::TAU * number / period;
        values.extend([angle.sin(), angle.cos()]);
    }
    for (slot, value) in out.iter_mut().zip(values) {
        *slot = value as f32;
    }
    out
}
