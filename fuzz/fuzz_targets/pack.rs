//! Packs from anybody: read without a panic; whatever is read was written in the one way that there is, so
//! that a signature put on it and read again changes nothing else.

#![no_main]

use groundstate_guardrails::log::head::Signer;
use groundstate_guardrails::pack::{Index, Pack, sign};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let _ = Index::read(bytes);
    let Ok(pack) = Pack::read(bytes) else { return };
    let signer = Signer::from_seed(&[9; 32]);
    let signed = sign(bytes, &signer).expect("what is read can be signed");
    let again = Pack::read(&signed).expect("what is signed is read");
    assert_eq!(again.manifest(), pack.manifest());
    assert!(again.verify_signer(&[signer.public_key()]).is_ok());
    assert!(again.difference(Some(&pack)).policies.iter().all(|policy| policy.change == "same"));
});
