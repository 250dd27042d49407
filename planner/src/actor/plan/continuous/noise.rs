//! Coloured noise: sequences whose power falls with frequency as `1/f^β` (Timmer & König 1995, as iCEM uses it). White
//! noise, `β = 0`, cancels itself out over a horizon; coloured noise pushes one way for longer and so explores further.

use crate::actor::plan::random::Draws;

/// Standard deviations 1, mean 0, one sequence a dimension, interleaved as actions are: `length × dimensions`.
pub(in crate::actor::plan) fn coloured(draws: &mut Draws, length: usize, dimensions: usize, exponent: f64) -> Vec<f64> {
    let mut noise = vec![0.0; length * dimensions];
    for dimension in 0..dimensions {
        let sequence = sequence(draws, length, exponent);
        for (target, value) in noise.iter_mut().skip(dimension).step_by(dimensions).zip(sequence) {
            *target = value;
        }
    }
    noise
}

fn sequence(draws: &mut Draws, length: usize, exponent: f64) -> Vec<f64> {
    if exponent == 0.0 || length < 2 {
        return (0..length).map(|_| draws.normal()).collect();
    }
    let mut sequence = vec![0.0; length];
    let mut power = 0.0;
    // The lowest frequency stands for the constant part as well: one push that lasts for the whole horizon.
    for frequency in 0..=length / 2 {
        let scale = (frequency.max(1) as f64).powf(-exponent / 2.0);
        let (real, imaginary) = (scale * draws.normal(), scale * draws.normal());
        power += scale * scale;
        for (place, value) in sequence.iter_mut().enumerate() {
            let angle = std::f64::consts::TAU * (frequency * place) as f64 / length as f64;
            *value += real * angle.cos() - imaginary * angle.sin();
        }
    }
    let scale = power.sqrt().recip();
    sequence.iter_mut().for_each(|value| *value *= scale);
    sequence
}
