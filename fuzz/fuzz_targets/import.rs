//! Configurations of other guardrails from anybody: converted without a panic, and what comes out is a
//! sound policy whose every objective is accounted for.

#![no_main]

use groundstate_guardrails::import::{Source, import};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    for source in [Source::Nemo, Source::LlmGuard, Source::Openai, Source::GuardrailsAi] {
        let Ok(imported) = import(source, "fuzzed", text) else { continue };
        assert!(imported.policy.problems().is_empty());
        let accounted: usize = imported.mapped.iter().map(|mapped| mapped.objectives.len()).sum();
        assert_eq!(accounted, imported.policy.objectives.len());
    }
});
