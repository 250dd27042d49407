//! Policies from anybody: read, checked, compiled and evaluated without a panic, and the same again when
//! written down.

#![no_main]

use groundstate_guardrails::evaluate::CompiledPolicy;
use groundstate_guardrails::features::{NoFeatures, Steps};
use groundstate_guardrails::policy::{Policy, Stage};
use groundstate_guardrails::subject::Subject;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|source: &str| {
    for policy in [Policy::from_toml(source), Policy::from_json(source)].into_iter().flatten() {
        let digest = policy.digest().expect("a sound policy has a digest");
        let written = String::from_utf8(policy.canonical().expect("canonical")).expect("UTF-8");
        let again = Policy::from_json(&written).expect("what was written is read");
        assert_eq!(again.digest().expect("a digest"), digest);
        let Ok(compiled) = CompiledPolicy::compile(&policy) else { continue };
        for stage in Stage::ALL {
            let budget = Steps::new(10_000);
            let report = compiled.evaluate(stage, &Subject::text(source), &NoFeatures, &budget);
            assert!(report.soft_energy >= 0.0);
            for span in report.verdicts.iter().flat_map(|verdict| &verdict.evidence) {
                assert!(source.get(span.start..span.end).is_some(), "{span:?} is no range of the text");
            }
        }
    }
});
