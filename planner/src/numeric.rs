//! Loops that the compiler turns into vector instructions, in a fixed order of summation.
//!
//! Nothing here is reassociated or fused, so results are the same bytes on every instruction set.

/// Inner product over eight lanes.
#[inline(always)]
pub(crate) fn inner(left: &[f32], right: &[f32]) -> f32 {
    let mut lanes = [0.0_f32; 8];
    let (left, left_rest) = left.as_chunks::<8>();
    let (right, right_rest) = right.as_chunks::<8>();
    for (left, right) in left.iter().zip(right) {
        for ((lane, left), right) in lanes.iter_mut().zip(left).zip(right) {
            *lane += left * right;
        }
    }
    let rest: f32 = left_rest.iter().zip(right_rest).map(|(left, right)| left * right).sum();
    lanes.iter().sum::<f32>() + rest
}

/// `target += factor · values`.
#[inline(always)]
pub(crate) fn add_scaled(target: &mut [f32], factor: f32, values: &[f32]) {
    for (target, value) in target.iter_mut().zip(values) {
        *target += factor * value;
    }
}

/// Replaces logits by their softmax.
#[inline(always)]
pub(crate) fn softmax(logits: &[f32], probabilities: &mut [f32]) {
    let peak = logits.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    for (probability, logit) in probabilities.iter_mut().zip(logits) {
        *probability = exp(logit - peak);
    }
    let total: f32 = probabilities.iter().sum();
    let scale = 1.0 / total.max(f32::MIN_POSITIVE);
    for probability in probabilities {
        *probability *= scale;
    }
}

/// `eˣ` for `x ≤ 0` to about 2 units in the last place, zero below −87 (Cephes' polynomial).
#[inline(always)]
pub(crate) fn exp(x: f32) -> f32 {
    const ROUND: f32 = 12_582_912.0;
    let clamped = if x > -87.0 { x } else { -87.0 };
    let power = (clamped * std::f32::consts::LOG2_E + ROUND) - ROUND;
    let rest = clamped - power * 0.693_359_4 + power * 2.121_944_4e-4;
    let series = ((((1.987_569_1e-4 * rest + 1.398_2e-3) * rest + 8.333_452e-3) * rest + 4.166_579_6e-2) * rest
        + 1.666_666_6e-1)
        * rest
        + 0.5;
    let mantissa = series * rest * rest + rest + 1.0;
    let value = mantissa * f32::from_bits(((power as i32).wrapping_add(127) as u32) << 23);
    if x > -87.0 { value } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exp_agrees_with_the_library() {
        for step in 0..8_700 {
            let x = -(step as f32) / 100.0;
            assert!((exp(x) - x.exp()).abs() <= 3e-7 * x.exp(), "{x}: {} {}", exp(x), x.exp());
        }
        assert_eq!(exp(f32::NEG_INFINITY), 0.0);
    }

    #[test]
    fn softmax_is_a_distribution() {
        let mut out = [0.0; 5];
        softmax(&[0.0, -1.0, -200.0, 3.0, 3.0], &mut out);
        assert!((out.iter().sum::<f32>() - 1.0).abs() < 1e-6 && out[2] == 0.0 && out[3] == out[4], "{out:?}");
    }
}
