//! Policies from anybody: read, checked, compiled and evaluated (on their own first words) without a panic, and the
//! same again when written down.

#![no_main]

use groundstate_guardrails::evaluate::CompiledPolicy;
use groundstate_guardrails::features::{NoFeatures, Steps};
use groundstate_guardrails::policy::{Policy, Stage};
use groundstate_guardrails::subject::Subject;
use libfuzzer_sys::fuzz_target;

/// Bytes of the source that are evaluated: instrumented, a policy of some hundred expressions takes seconds for more.
const TEXT: usize = 1_000;

fuzz_target!(|source: &str| {
    let text = source.get(..source.floor_char_boundary(TEXT)).unwrap_or_default();
    for policy in [Policy::from_toml(source), Policy::from_json(source)].into_iter().flatten() {
        let digest = policy.digest().expect("a sound policy has a digest");
        let written = String::from_utf8(policy.canonical().expect("canonical")).expect("UTF-8");
        let again = Policy::from_json(&written).expect("what was written is read");
        assert_eq!(again.digest().expect("a digest"), digest);
        let Ok(compiled) = CompiledPolicy::compile(&policy) else { continue };
        for stage in Stage::ALL {
            let budget = Steps::new(10_000);
            let report = compiled.evaluate(stage, &Subject::text(text), &NoFeatures, &budget);
            assert!(report.soft_energy >= 0.0);
            for span in report.verdicts.iter().flat_map(|verdict| &verdict.evidence) {
                assert!(text.get(span.start..span.end).is_some(), "{span:?} is no range of the text");
            }
        }
    }
});
