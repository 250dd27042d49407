//! Signed heads.

use groundstate_guardrails::log::head::{HeadError, PublicKey, SignedHead, Signer};
use proptest::prelude::*;

fn head() -> (PublicKey, SignedHead) {
    let signer = Signer::from_seed(&[7; 32]);
    (signer.public_key(), signer.sign_head("acme", 12, &[3; 32], 1_700_000_000_000).expect("signs"))
}

/// RFC 8032, section 7.1, test 1.
#[test]
fn the_key_is_that_of_the_rfc() {
    let seed = hex::decode("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60").expect("hex");
    let signer = Signer::from_seed(&seed.try_into().expect("32 bytes"));
    assert_eq!(signer.public_key().to_hex(), "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
}

#[test]
fn a_head_verifies_and_is_the_same_every_time() {
    let (key, signed) = head();
    assert_eq!(key.verify_head(&signed), Ok(()));
    assert_eq!(signed, head().1);
    assert_eq!(PublicKey::from_hex(&key.to_hex()), Ok(key));
    assert_eq!(signed.key_id, key.id());
    assert_eq!(key.id().len(), "ed25519-".len() + 16);
    let written = serde_json::to_string(&signed).expect("serialises");
    assert_eq!(serde_json::from_str::<SignedHead>(&written).expect("reads"), signed);
    assert!(!format!("{:?}", Signer::from_seed(&[7; 32])).contains("7, 7"), "a key does not show itself");
}

#[test]
fn what_is_signed_does_not_change_between_versions() {
    let (key, signed) = head();
    assert_eq!(key.id(), "ed25519-fe812c12f3ab4ce6");
    let signature = "ae5a3d085027f3a5b67fe0898b6fb3582915dd335a4db0bbdf978cc11b2088df\
                     1ccac539d8c4903169e74defa82c8a65334a2acddfc26f4e03afad730a73e70c";
    assert_eq!(signed.signature, signature);
}

#[test]
fn every_field_is_covered() {
    let (key, signed) = head();
    let change = |change: fn(&mut SignedHead)| {
        let mut changed = signed.clone();
        change(&mut changed);
        key.verify_head(&changed)
    };
    assert_eq!(change(|head| head.tenant.push('x')), Err(HeadError::Signature));
    assert_eq!(change(|head| head.size += 1), Err(HeadError::Signature));
    assert_eq!(change(|head| head.signed_at_ms -= 1), Err(HeadError::Signature));
    assert_eq!(change(|head| head.root.replace_range(0..1, "f")), Err(HeadError::Signature));
    assert!(matches!(change(|head| head.key_id.push('0')), Err(HeadError::OtherKey { .. })));
    assert_eq!(change(|head| head.root = head.root.to_uppercase()), Ok(()), "digits only");
    assert_eq!(change(|head| head.signature = head.signature.to_uppercase()), Err(HeadError::Form("signature")));
    assert_eq!(change(|head| head.root.push('0')), Err(HeadError::Form("root")));
    assert_eq!(change(|head| head.size = u64::MAX), Err(HeadError::Number("size")));
}

#[test]
fn another_key_and_no_key_are_told_apart() {
    let (_, signed) = head();
    let other = Signer::from_seed(&[8; 32]).public_key();
    assert!(matches!(other.verify_head(&signed), Err(HeadError::OtherKey { .. })));
    let mut claimed = signed;
    claimed.key_id = other.id();
    assert_eq!(other.verify_head(&claimed), Err(HeadError::Signature));
    assert!(PublicKey::from_bytes(&[0; 32]).is_err(), "a weak key");
    assert!(PublicKey::from_hex("zz").is_err());
    let signer = Signer::from_seed(&[7; 32]);
    assert_eq!(signer.sign_head("t", 1 << 53, &[0; 32], 0), Err(HeadError::Number("size")));
}

proptest! {
    #[test]
    fn fields_cannot_flow_into_one_another(a in "\\PC{0,8}", b in "\\PC{0,8}", size in 0..1_000_u64, at in 0..1_000_u64) {
        prop_assume!(a != b);
        let signer = Signer::from_seed(&[7; 32]);
        let mut signed = signer.sign_head(&a, size, &[1; 32], at).expect("signs");
        prop_assert_eq!(signer.public_key().verify_head(&signed), Ok(()));
        signed.tenant = b;
        prop_assert!(signer.public_key().verify_head(&signed).is_err());
    }
}
