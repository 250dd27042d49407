//! Keys: their form, their digest.

use groundstate_server::auth::{KEY_PREFIX, digest, draw, is_well_formed};
use groundstate_server::clock::SteppingClock;

#[test]
fn a_drawn_key_is_well_formed_and_like_no_other() {
    let clock = SteppingClock::new(0, 7);
    let keys: std::collections::BTreeSet<String> = (0..100).map(|_| draw(&clock)).collect();
    assert_eq!(keys.len(), 100);
    assert!(keys.iter().all(|key| key.starts_with(KEY_PREFIX) && is_well_formed(key)));
}

#[test]
fn what_is_not_a_key_is_refused_by_its_form() {
    let key = draw(&SteppingClock::new(0, 7));
    let body = key.strip_prefix(KEY_PREFIX).unwrap();
    for wrong in [
        "",
        "gs_",
        body,
        &format!("sk_{body}"),
        &format!("{key}A"),
        &key[..key.len() - 1],
        &format!("gs_{}", "+".repeat(43)),
    ] {
        assert!(!is_well_formed(wrong), "{wrong}");
    }
}

/// SHA-256 of `abc` (FIPS 180-4): what is stored is the plain digest.
#[test]
fn the_digest_is_sha_256() {
    assert_eq!(digest("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}
