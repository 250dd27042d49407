//! How well a model does, and whether its representation has collapsed.

use candle_core::{D, Result};
use serde::{Deserialize, Serialize};

use super::TypedWorldModel;
use super::batch::Builder;
use super::corpus::{Corpus, Scene};
use super::decode::{apply, progress};
use super::tape::{Mode, Tape};
use super::train::questions;
use super::vocabulary::Phase;

/// Share of transitions of which every slot is predicted exactly, given the true state before each phase.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Exactness {
    /// Transitions asked about.
    pub transitions: usize,
    /// What the action changes, where it changes something; and how many those are.
    pub act: f64,
    /// Transitions whose action changes something.
    pub act_count: usize,
    /// What the environment changes, where it changes something.
    pub environment: f64,
    /// Transitions in which the environment changes something.
    pub environment_count: usize,
    /// Progress, where it changes.
    pub progress: f64,
    /// Transitions in which progress changes.
    pub progress_count: usize,
    /// Everything, over all transitions.
    pub all: f64,
}

/// Statistics of the encoder's tokens.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Spread {
    /// Mean standard deviation over dimensions; near 0 when the representation has collapsed.
    pub deviation: f64,
    /// Effective rank: e to the entropy of the normalised eigenvalues of the covariance (Roy and Vetterli, 2007), 1 to the
    /// width.
    pub effective_rank: f64,
}

/// Rows of one batch.
const BATCH: usize = 32;

pub(super) fn exactness(model: &TypedWorldModel, corpus: &Corpus, rows: &[usize]) -> Result<Exactness> {
    let mut builder = Builder::new((&model.vocabulary, &model.index), model.features.as_ref());
    let mut found = Exactness { transitions: rows.len(), ..Exactness::default() };
    let mut right = [0.0_f64; 4];
    for chunk in rows.chunks(BATCH) {
        let asked = questions(corpus, chunk);
        let mut open: Vec<_> = asked.clone();
        open.iter_mut().for_each(|question| question.answer = None);
        let choices = model.choose(&mut builder, &open)?;
        let mut whole = true;
        for (question, choices) in asked.iter().zip(choices) {
            let Some((after, end)) = &question.answer else { continue };
            let ids: Vec<String> =
                super::vocabulary::created(&question.scene, after).iter().map(|object| object.id.clone()).collect();
            let (exact, moved) = match question.phase {
                Phase::Progress => {
                    let before = question.context.progress;
                    (progress(&model.vocabulary, before, &choices) == *end, before != *end)
                }
                _ => {
                    let predicted = apply(&model.vocabulary, &question.scene, &choices, &ids);
                    let exact = predicted.is_some_and(|(scene, ..)| same(&scene, after));
                    (exact, !same(&question.scene, after))
                }
            };
            whole = exact && (whole || question.phase == Phase::Act);
            let (slot, count) = match question.phase {
                Phase::Act => (0, &mut found.act_count),
                Phase::Environment => (1, &mut found.environment_count),
                Phase::Progress => (2, &mut found.progress_count),
            };
            *count += usize::from(moved);
            if let Some(sum) = right.get_mut(slot).filter(|_| moved && exact) {
                *sum += 1.0;
            }
            if question.phase == Phase::Progress && whole {
                right[3] += 1.0;
            }
        }
    }
    let share = |sum: f64, count: usize| if count == 0 { 1.0 } else { sum / count as f64 };
    found.act = share(right[0], found.act_count);
    found.environment = share(right[1], found.environment_count);
    found.progress = share(right[2], found.progress_count);
    found.all = share(right[3], rows.len());
    Ok(found)
}

/// Equal up to the order of objects in the same container.
fn same(left: &Scene, right: &Scene) -> bool {
    left.len() == right.len()
        && left.iter().all(|object| right.iter().any(|other| other.id == object.id && equal(object, other)))
}

fn equal(left: &super::corpus::Coded, right: &super::corpus::Coded) -> bool {
    super::leaf::gather(&left.id, &left.leaves) == super::leaf::gather(&right.id, &right.leaves)
}

pub(super) fn spread(model: &TypedWorldModel, corpus: &Corpus, rows: &[usize]) -> Result<Spread> {
    let mut builder = Builder::new((&model.vocabulary, &model.index), model.features.as_ref());
    let Some(network) = model.members.first().filter(|_| !rows.is_empty()) else { return Ok(Spread::default()) };
    let mut tokens: Vec<Vec<f64>> = Vec::new();
    for chunk in rows.chunks(BATCH) {
        let batch = builder.batch(&questions(corpus, chunk), &model.device)?;
        let tape = Tape::new(Mode::Values);
        let encoded = network.encode(&tape, &batch, &network.atoms(&tape, &batch)?)?.value;
        let width = encoded.dim(D::Minus1)?;
        let flat: Vec<Vec<f32>> = encoded.reshape((batch.scenes * batch.width, width))?.to_vec2()?;
        let mask: Vec<f32> = batch.mask.flatten_all()?.to_vec1()?;
        let real = flat.into_iter().zip(mask).filter(|(_, flag)| *flag > 0.0);
        tokens.extend(real.map(|(token, _)| token.into_iter().map(f64::from).collect()));
        if tokens.len() > 8_192 {
            break;
        }
    }
    Ok(statistics(&tokens))
}

fn statistics(tokens: &[Vec<f64>]) -> Spread {
    let width = tokens.first().map_or(0, Vec::len);
    let count = tokens.len().max(2) as f64;
    let mut means = vec![0.0; width];
    for token in tokens {
        means.iter_mut().zip(token).for_each(|(mean, value)| *mean += value / count);
    }
    let mut covariance = vec![vec![0.0; width]; width];
    for token in tokens {
        let centred: Vec<f64> = token.iter().zip(&means).map(|(value, mean)| value - mean).collect();
        for (row, left) in covariance.iter_mut().zip(&centred) {
            row.iter_mut().zip(&centred).for_each(|(cell, right)| *cell += left * right / (count - 1.0));
        }
    }
    let variances: Vec<f64> =
        covariance.iter().enumerate().filter_map(|(place, row)| row.get(place).copied()).collect();
    let deviation = variances.iter().map(|variance| variance.max(0.0).sqrt()).sum::<f64>() / width.max(1) as f64;
    Spread { deviation, effective_rank: effective_rank(covariance, variances.iter().sum()) }
}

/// By power iteration and deflation; enough for a diagnostic.
fn effective_rank(mut covariance: Vec<Vec<f64>>, trace: f64) -> f64 {
    let width = covariance.len();
    let mut entropy = 0.0;
    let mut left = trace;
    for start in 0..width {
        if left <= 1e-6 * trace {
            break;
        }
        let mut vector: Vec<f64> = (0..width).map(|place| if place == start { 1.0 } else { 0.01 }).collect();
        let mut value = 0.0;
        for _ in 0..50 {
            let next: Vec<f64> =
                covariance.iter().map(|row| row.iter().zip(&vector).map(|(cell, part)| cell * part).sum()).collect();
            value = next.iter().map(|part| part * part).sum::<f64>().sqrt();
            if value <= 0.0 {
                break;
            }
            vector = next.iter().map(|part| part / value).collect();
        }
        let share = value / trace;
        if share > 0.0 {
            entropy -= share * share.ln();
        }
        left -= value;
        for (row, first) in covariance.iter_mut().zip(&vector) {
            row.iter_mut().zip(&vector).for_each(|(cell, second)| *cell -= value * first * second);
        }
    }
    entropy.exp()
}
