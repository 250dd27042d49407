//! Identities of the losses, and that a gradient gets through.

use candle_core::{Device, Tensor, Var};
use groundstate_planner::perception::heads::loss::{Loss, Margins, cross_entropy, free_energy, penalty};
use proptest::prelude::*;

fn matrix(rows: &[Vec<f32>]) -> Tensor {
    let width = rows[0].len();
    Tensor::from_vec(rows.concat(), (rows.len(), width), &Device::Cpu).unwrap()
}

fn values(tensor: &Tensor) -> Vec<f32> {
    tensor.flatten_all().unwrap().to_vec1().unwrap()
}

fn logits() -> impl Strategy<Value = Vec<f32>> {
    prop::collection::vec(-30.0_f32..30.0, 3)
}

proptest! {
    #[test]
    fn cross_entropy_is_minus_the_log_likelihood(logits in logits(), targets in prop::collection::vec(any::<bool>(), 3)) {
        let expected: f64 = logits.iter().zip(&targets).map(|(logit, applies)| {
            let probability = 1.0 / (1.0 + (-f64::from(*logit)).exp());
            if *applies { -probability.max(1e-300).ln() } else { -(1.0 - probability).max(1e-16).ln() }
        }).sum();
        let targets = targets.iter().map(|applies| f32::from(u8::from(*applies))).collect();
        let found = values(&cross_entropy(&matrix(&[logits]), &matrix(&[targets]), &matrix(&[vec![1.0; 3]])).unwrap());
        prop_assert!((f64::from(found[0]) - expected).abs() < 1e-3 * (1.0 + expected), "{} {expected}", found[0]);
    }

    #[test]
    fn energy_shifts_with_the_logits_and_lies_below_the_greatest(logits in logits(), shift in -5.0_f32..5.0) {
        let energy = |logits: Vec<f32>| values(&free_energy(&matrix(&[logits])).unwrap())[0];
        let greatest = logits.iter().copied().fold(f32::MIN, f32::max);
        let found = energy(logits.clone());
        prop_assert!(found <= -greatest + 1e-4 && found >= -greatest - 3.0_f32.ln() - 1e-4);
        let moved = energy(logits.iter().map(|logit| logit + shift).collect());
        prop_assert!((moved - (found - shift)).abs() < 1e-3);
    }

    #[test]
    fn the_penalty_is_zero_from_the_margins_on_and_grows_before_them(beyond in 0.0_f32..20.0, before in 0.1_f32..5.0) {
        let margins = Margins { labelled: -2.0, benign: 2.0, weight: 1.0 };
        // One label: energy is the negative logit.
        let of = |logit: f32, target: f32| values(&penalty(&matrix(&[vec![logit]]), &matrix(&[vec![target]]), &matrix(&[vec![1.0]]), &margins).unwrap())[0];
        prop_assert_eq!(of(2.0 + beyond, 1.0), 0.0);
        prop_assert_eq!(of(-2.0 - beyond, 0.0), 0.0);
        prop_assert!((of(2.0 - before, 1.0) - before * before).abs() < 1e-3 * (1.0 + before * before));
        prop_assert!((of(-2.0 + before, 0.0) - before * before).abs() < 1e-3 * (1.0 + before * before));
    }
}

#[test]
fn without_weight_the_energy_loss_is_cross_entropy() {
    let (logits, targets) = (matrix(&[vec![1.0, -3.0], vec![0.5, 2.0]]), matrix(&[vec![1.0, 0.0], vec![0.0, 0.0]]));
    let known = logits.ones_like().unwrap();
    let of = |loss: Loss| loss.of(&logits, &targets, &known, 0.0).unwrap().to_scalar::<f32>().unwrap();
    let plain = of(Loss::CrossEntropy);
    assert_eq!(of(Loss::Energy(Margins { weight: 0.0, ..Margins::default() })), plain);
    assert!(of(Loss::Energy(Margins::default())) > plain);
}

#[test]
fn a_gradient_gets_through_both_losses() {
    for loss in [Loss::CrossEntropy, Loss::Energy(Margins::default())] {
        let logits = Var::from_tensor(&matrix(&[vec![0.3, -0.2], vec![0.1, 0.4]])).unwrap();
        let targets = matrix(&[vec![1.0, 0.0], vec![0.0, 0.0]]);
        let known = targets.ones_like().unwrap();
        let gradients = loss.of(logits.as_tensor(), &targets, &known, 0.05).unwrap().backward().unwrap();
        let gradient = values(gradients.get(&logits).unwrap());
        // What applies is pushed up, what does not is pushed down.
        assert!(gradient[0] < 0.0 && gradient[2] > 0.0 && gradient[3] > 0.0, "{}: {gradient:?}", loss.name());
    }
}

#[test]
fn what_is_not_known_has_no_gradient_and_does_not_make_a_row_benign() {
    for loss in [Loss::CrossEntropy, Loss::Energy(Margins { weight: 1.0, ..Margins::default() })] {
        let logits = Var::from_tensor(&matrix(&[vec![3.0, 0.2], vec![3.0, 0.2]])).unwrap();
        let targets = matrix(&[vec![0.0, 0.0], vec![0.0, 0.0]]);
        let known = matrix(&[vec![0.0, 1.0], vec![1.0, 1.0]]);
        let gradients = loss.of(logits.as_tensor(), &targets, &known, 0.0).unwrap().backward().unwrap();
        let gradient = values(gradients.get(&logits).unwrap());
        assert!(gradient[0] == 0.0 && gradient[2] > 0.0, "{}: {gradient:?}", loss.name());
    }
}
