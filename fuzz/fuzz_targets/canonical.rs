//! Canonical JSON (RFC 8785): writing is idempotent, the checker agrees with the writer, and nothing panics.

#![no_main]

use groundstate_guardrails::canonical;
use libfuzzer_sys::fuzz_target;
use serde_json::Value;

fuzz_target!(|bytes: &[u8]| {
    let checked = canonical::check(bytes).is_ok();
    let _ = canonical::members(bytes);
    let Ok(value) = serde_json::from_slice::<Value>(bytes) else {
        assert!(!checked, "the checker admits what is no JSON");
        return;
    };
    let Ok(written) = canonical::value_to_vec(&value) else { return };
    assert!(canonical::check(&written).is_ok(), "the writer's bytes are canonical");
    let again: Value = serde_json::from_slice(&written).expect("the writer writes JSON");
    assert_eq!(canonical::value_to_vec(&again).expect("canonical"), written, "writing again changes nothing");
    if checked {
        assert_eq!(written, bytes, "what the checker admits is what the writer writes");
    }
});
