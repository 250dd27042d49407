//! The relaxed descent: vertices, gradient, tensors against loops, seeds.

use candle_core::Device;
use groundstate_planner::actor::relax::native::NativeDescent;
use groundstate_planner::actor::relax::objective::{Scratch, Slots};
use groundstate_planner::actor::relax::tensor::TensorDescent;
use groundstate_planner::actor::relax::{Descent, DescentConfig, Relaxed};
use groundstate_planner::cost::landscape::Landscape;

use crate::support::problems::{Dice, problem};

fn energy(slots: &Slots, x: &[f32]) -> f32 {
    slots.gradient(x, &mut vec![0.0; x.len()], &mut Scratch::default())
}

#[test]
fn relaxed_energy_equals_the_discrete_one_at_vertices() {
    for seed in 0..10 {
        let landscape = Landscape::of(&problem(seed, 20, 4));
        let slots = Slots::of(&landscape);
        for answer in [vec![3], vec![19, 0], vec![7, 1, 12], vec![4, 9, 2, 18]] {
            let mut x = vec![0.0; 4 * 21];
            for slot in 0..4 {
                x[slot * 21 + answer.get(slot).copied().unwrap_or(20)] = 1.0;
            }
            let (relaxed, discrete) = (f64::from(energy(&slots, &x)), landscape.energy(&answer));
            assert!((relaxed - discrete).abs() < 1e-5, "{answer:?}: {relaxed} {discrete}");
        }
        let mut twice = vec![0.0; 4 * 21];
        for (slot, column) in [5, 5, 20, 20].into_iter().enumerate() {
            twice[slot * 21 + column] = 1.0;
        }
        assert!(f64::from(energy(&slots, &twice)) > landscape.energy(&[5]) + 1e-3, "a repetition costs");
    }
}

#[test]
fn the_gradient_equals_finite_differences() {
    for seed in 0..5 {
        let slots = Slots::of(&Landscape::of(&problem(seed, 12, 3)));
        let mut dice = Dice::new(seed);
        let mut x: Vec<f32> = (0..3 * 13).map(|_| 0.05 + 0.1 * dice.unit()).collect();
        let mut gradient = vec![0.0; x.len()];
        slots.gradient(&x, &mut gradient, &mut Scratch::default());
        for place in 0..x.len() {
            let (h, before) = (2e-3_f32, x[place]);
            x[place] = before + h;
            let above = energy(&slots, &x);
            x[place] = before - h;
            let below = energy(&slots, &x);
            x[place] = before;
            let difference = (above - below) / (2.0 * h);
            assert!((difference - gradient[place]).abs() < 5e-3, "{place}: {difference} {}", gradient[place]);
        }
    }
}

fn relative_error(left: &[f32], right: &[f32]) -> f64 {
    let square = |values: &mut dyn Iterator<Item = f32>| values.map(|value| f64::from(value).powi(2)).sum::<f64>();
    let difference = square(&mut left.iter().zip(right).map(|(left, right)| left - right));
    (difference / square(&mut right.iter().copied()).max(1e-30)).sqrt()
}

fn compare(device: Device, config: &DescentConfig, tolerance: f64) {
    let sizes = [(20, 4), (11, 4), (32, 3), (1, 4), (32, 1)];
    let landscapes: Vec<Landscape> =
        sizes.iter().zip(0..).map(|((n, limit), seed)| Landscape::of(&problem(seed, *n, *limit))).collect();
    let batch: Vec<&Landscape> = landscapes.iter().collect();
    let native = NativeDescent.descend(&batch, config, 7);
    let tensors = TensorDescent { device }.try_descend(&batch, config, 7).unwrap();
    assert_eq!(native.len(), tensors.len());
    for (native, tensor) in native.iter().zip(&tensors) {
        assert_eq!((native.slots, native.columns), (tensor.slots, tensor.columns));
        let error = relative_error(&tensor.states, &native.states);
        assert!(error < tolerance, "states differ by {error}");
        let means = |relaxed: &Relaxed| relaxed.steps.iter().map(|step| step.mean as f32).collect::<Vec<f32>>();
        let error = relative_error(&means(tensor), &means(native));
        assert!(error < tolerance, "energies differ by {error}");
    }
}

#[test]
fn tensors_agree_with_loops_on_the_cpu() {
    compare(Device::Cpu, &DescentConfig { steps: 6, ..DescentConfig::default() }, 1e-4);
    compare(Device::Cpu, &DescentConfig::default(), 1e-2);
}

#[test]
fn tensors_agree_with_loops_on_cuda() {
    let Ok(device) = Device::new_cuda_with_stream(0) else { return };
    compare(device.clone(), &DescentConfig { steps: 6, ..DescentConfig::default() }, 1e-3);
    compare(device, &DescentConfig::default(), 1e-2);
}

#[test]
fn states_stay_on_the_simplex_and_the_energy_falls() {
    let landscape = Landscape::of(&problem(3, 32, 4));
    let relaxed = NativeDescent.descend(&[&landscape], &DescentConfig::default(), 0).remove(0);
    for slot in relaxed.states.chunks_exact(relaxed.columns) {
        assert!((slot.iter().sum::<f32>() - 1.0).abs() < 1e-5 && slot.iter().all(|share| *share >= 0.0));
    }
    let (first, last) = (relaxed.steps.first().unwrap(), relaxed.steps.last().unwrap());
    assert!(last.mean < first.mean && last.best <= last.mean, "{first:?} {last:?}");
}

#[test]
fn the_seed_decides_everything() {
    let landscape = Landscape::of(&problem(3, 32, 4));
    let run = |seed| NativeDescent.descend(&[&landscape], &DescentConfig::default(), seed);
    assert_eq!(run(1), run(1));
    assert_ne!(run(1), run(2));
}
