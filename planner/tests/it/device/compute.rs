//! Choosing a device never fails, and an accelerator agrees with the CPU.

use groundstate_planner::device::{Backend, Compute, Preference};

#[test]
fn the_cpu_is_always_there() {
    let selection = Compute::select(Preference::Cpu);
    assert_eq!(selection.compute.backend(), Backend::Cpu);
    assert_eq!(selection.fallback, None);
    assert!(selection.compute.device().is_cpu());
}

#[test]
fn an_absent_accelerator_falls_back_with_a_reason() {
    for (preference, backend) in [(Preference::Cuda, Backend::Cuda), (Preference::Metal, Backend::Metal)] {
        let selection = Compute::select(preference);
        match selection.fallback {
            Some(reason) => {
                assert_eq!(selection.compute.backend(), Backend::Cpu);
                assert!(reason.starts_with(backend.name()) && !reason.contains('\n'), "{reason}");
            }
            None => assert_eq!(selection.compute.backend(), backend),
        }
    }
}

#[test]
fn a_preference_is_written_in_lower_case() {
    assert_eq!(serde_json::from_str::<Preference>("\"cuda\"").unwrap(), Preference::Cuda);
    assert_eq!(serde_json::to_string(&Preference::default()).unwrap(), "\"auto\"");
    assert!(serde_json::from_str::<Preference>("\"gpu\"").is_err());
}

/// The accelerator; none where none answers, which is said: then nothing is compared.
#[cfg(any(feature = "cuda", feature = "metal"))]
fn accelerator() -> Option<Compute> {
    let selection = Compute::select(Preference::Auto);
    let Some(reason) = selection.fallback else { return Some(selection.compute) };
    println!("NOT RUN: no accelerator answered ({reason}); the CPU stands in, nothing was compared");
    None
}

/// ‖accelerator − CPU‖ / ‖CPU‖ over pooled vectors and token states. Says so where no device answers.
#[cfg(any(feature = "cuda", feature = "metal"))]
#[test]
fn an_accelerator_agrees_with_the_cpu() {
    use groundstate_planner::perception::{Encoder, Passage};

    use crate::real_encoder::{encoder, weights};

    let Some(accelerator) = accelerator() else { return };
    let device = Encoder::load(&weights(), &accelerator).unwrap();
    let passages: Vec<Passage> =
        (1..70).map(|length| Passage::whole("The energy of 1,024 answers is least. ".repeat(length))).collect();
    let found = device.encode(&passages).unwrap();
    let expected = encoder().encode(&passages).unwrap();
    let error = |left: &[f32], right: &[f32]| {
        let apart: f32 = left.iter().zip(right).map(|(left, right)| (left - right).powi(2)).sum();
        (apart / right.iter().map(|value| value * value).sum::<f32>()).sqrt()
    };
    let mut worst = (0.0_f32, 0.0_f32);
    for (found, expected) in found.iter().flatten().zip(expected.iter().flatten()) {
        assert_eq!(found.tokens.ids(), expected.tokens.ids());
        worst.0 = worst.0.max(error(&found.pooled, &expected.pooled));
        worst.1 = worst.1.max(error(&found.tokens.dequantise(), &expected.tokens.dequantise()));
    }
    println!("{:?}: relative error {:.2e} pooled, {:.2e} states", accelerator.backend(), worst.0, worst.1);
    assert!(worst.0 < 1e-3 && worst.1 < 1e-2, "{worst:?}");
}

/// Five steps on one batch: losses and gradients of the world model's network as on the CPU. Says so where no device answers.
#[cfg(any(feature = "cuda", feature = "metal"))]
#[test]
fn a_world_model_learns_on_an_accelerator_as_on_the_cpu() {
    use std::sync::Arc;

    use groundstate_planner::environment::demo;
    use groundstate_planner::world_model::typed::{Corpus, Spelling, Trainer, TypedConfig};

    let Some(accelerator) = accelerator() else { return };
    let mut corpus = Corpus::new();
    demo::transitions(1).take(200).for_each(|row| corpus.push(&row));
    let corpus = Arc::new(corpus);
    let steps = |compute: &Compute| {
        let config = TypedConfig { trees: 0, ..TypedConfig::default() };
        let features = Arc::new(Spelling::default());
        let trainer = Trainer::new(corpus.clone(), config, features, compute.device()).unwrap();
        let mut drill = trainer.drill(64).unwrap();
        (0..5).map(|_| trainer.repeat(&mut drill).unwrap()).collect::<Vec<_>>()
    };
    for (found, expected) in steps(&accelerator).iter().zip(steps(&Compute::cpu())) {
        let terms = |report: &groundstate_planner::world_model::typed::StepReport| {
            let losses = report.losses;
            [losses.heads, losses.latent, losses.spread, losses.inverse, report.gradient]
        };
        for (found, expected) in terms(found).into_iter().zip(terms(&expected)) {
            let apart = (found - expected).abs() / expected.abs().max(1e-6);
            println!("{found} on {}, {expected} on the CPU: {apart:e} apart", accelerator.backend().name());
            assert!(apart < 1e-2, "{found} is not {expected}");
        }
    }
}

/// The gradients of the world model's network on the accelerator are those that the tensor library finds there by itself.
#[cfg(any(feature = "cuda", feature = "metal"))]
#[test]
fn gradients_on_an_accelerator_are_those_of_the_library() {
    use std::sync::Arc;

    use groundstate_planner::environment::demo;
    use groundstate_planner::world_model::typed::{Corpus, Spelling, Trainer, TypedConfig};

    let Some(accelerator) = accelerator() else { return };
    let mut corpus = Corpus::new();
    demo::transitions(1).take(200).for_each(|row| corpus.push(&row));
    let config = TypedConfig { trees: 0, ..TypedConfig::default() };
    let features = Arc::new(Spelling::default());
    let trainer = Trainer::new(Arc::new(corpus), config, features, accelerator.device()).unwrap();
    let apart = trainer.gradient_error(&trainer.drill(32).unwrap()).unwrap();
    println!("{}: gradients {apart:e} apart", accelerator.backend().name());
    assert!(apart < 1e-3, "{apart:e}");
}
