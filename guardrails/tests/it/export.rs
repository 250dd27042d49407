//! The export: what is written verifies, and whatever is changed does not.

use std::io::{Cursor, Read};

use groundstate_guardrails::canonical;
use groundstate_guardrails::log::export::{
    Detail, ExportError, ExportWriter, Problem, Sought, VerifyOptions, VerifyReport, detail_digest, verify_export,
};
use groundstate_guardrails::log::head::{SignedHead, Signer};
use groundstate_guardrails::log::merkle::{Frontier, leaf_hash};
use proptest::prelude::*;
use serde_json::json;

const SALT: [u8; 16] = [9; 16];

fn signer() -> Signer {
    Signer::from_seed(&[7; 32])
}

fn body(n: u64) -> Vec<u8> {
    canonical::to_vec(&json!({"request": format!("question {n}"), "score": n as f64 / 7.0})).expect("canonical")
}

fn envelope(n: u64) -> Vec<u8> {
    let digest = detail_digest(&SALT, &body(n));
    canonical::to_vec(
        &json!({"v": 1, "id": format!("dec_{n}"), "tenant": "acme", "detail_digest": digest, "energy": n as f64 * 0.1}),
    )
    .expect("canonical")
}

/// The head of the log's first `size` leaves.
fn head(size: u64) -> SignedHead {
    let mut tree = Frontier::new();
    for n in 0..size {
        tree.append(leaf_hash(&envelope(n)));
    }
    signer().sign_head("acme", size, &tree.root(), 1_000 + size).expect("signs")
}

/// An export of `size` leaves with heads at these sizes; every third detail was erased.
fn export(size: u64, heads: &[u64]) -> Vec<u8> {
    let signer = signer();
    let mut writer = ExportWriter::new(Vec::new(), &signer, "acme", size, 5_000).expect("begins");
    for n in 0..=size {
        if heads.contains(&n) {
            writer.head(&head(n)).expect("fits");
        }
        if n < size {
            let body = body(n);
            let detail = (n % 3 != 2).then_some(Detail { salt: &SALT, body: &body });
            writer.leaf(&envelope(n), detail).expect("canonical");
        }
    }
    writer.finish().expect("complete")
}

fn trusting() -> VerifyOptions {
    VerifyOptions { trusted_key: Some(signer().public_key()), ..VerifyOptions::default() }
}

fn verify(bytes: &[u8], options: &VerifyOptions) -> VerifyReport {
    verify_export(Cursor::new(bytes), options)
}

fn problems(bytes: &[u8], options: &VerifyOptions) -> Vec<Problem> {
    verify(bytes, options).failures.into_iter().map(|failure| failure.problem).collect()
}

#[test]
fn what_is_written_verifies() {
    let bytes = export(8, &[3, 8]);
    let options = VerifyOptions {
        earlier_heads: vec![head(5), head(0), head(8)],
        expect_inclusion_of: vec![Sought::Id("dec_4".to_owned()), Sought::Leaf(leaf_hash(&envelope(7)))],
        ..trusting()
    };
    let report = verify(&bytes, &options);
    assert_eq!(report.failures, []);
    assert!(report.verified() && report.key_trusted);
    assert_eq!((report.tenant.as_str(), report.leaves, report.heads, report.earlier_heads), ("acme", 8, 2, 3));
    assert_eq!((report.details, report.without_detail), (6, 2));
    assert_eq!(report.root, head(8).root);
    assert_eq!(report.found.iter().map(|found| found.index).collect::<Vec<_>>(), [4, 7]);
    assert!(verify(&export(0, &[0]), &trusting()).verified(), "an empty log");
    assert!(!verify(&bytes, &VerifyOptions::default()).key_trusted);
}

#[test]
fn every_changed_bit_of_every_byte_is_found() {
    let bytes = export(1, &[1]);
    for at in 0..bytes.len() {
        for bit in 0..8 {
            assert_found(&bytes, at, bit);
        }
    }
}

#[test]
fn a_changed_bit_of_every_byte_of_a_longer_log_is_found() {
    let bytes = export(4, &[0, 2, 4]);
    for at in 0..bytes.len() {
        assert_found(&bytes, at, at % 8);
    }
}

fn assert_found(bytes: &[u8], at: usize, bit: usize) {
    let mut changed = bytes.to_vec();
    changed[at] ^= 1 << bit;
    assert!(!verify(&changed, &trusting()).verified(), "bit {bit} of byte {at}");
}

#[test]
fn every_cut_is_found() {
    let bytes = export(3, &[3]);
    for length in 0..bytes.len() {
        assert!(!verify(&bytes[..length], &trusting()).verified(), "{length} bytes");
    }
    for more in ["\n", " ", "{}\n", "x"] {
        let longer = [bytes.as_slice(), more.as_bytes()].concat();
        assert!(!verify(&longer, &trusting()).verified(), "{more:?}");
    }
}

#[test]
fn lines_removed_doubled_or_moved_are_found() {
    let bytes = export(6, &[2, 6]);
    let lines: Vec<&[u8]> = bytes.split_inclusive(|byte| *byte == b'\n').collect();
    for n in 0..lines.len() {
        let mut without = lines.clone();
        without.remove(n);
        assert!(!verify(&without.concat(), &trusting()).verified(), "without line {n}");
        let mut doubled = lines.clone();
        doubled.insert(n, lines[n]);
        assert!(!verify(&doubled.concat(), &trusting()).verified(), "line {n} twice");
        if n + 1 < lines.len() {
            let mut swapped = lines.clone();
            swapped.swap(n, n + 1);
            assert!(!verify(&swapped.concat(), &trusting()).verified(), "lines {n} and {} swapped", n + 1);
        }
    }
}

#[test]
fn a_log_with_its_tail_removed_is_told_by_an_earlier_head() {
    let shorter = export(5, &[5]);
    assert!(verify(&shorter, &trusting()).verified(), "the shorter log is sound in itself");
    let options = VerifyOptions { earlier_heads: vec![head(8), head(3)], ..trusting() };
    assert_eq!(problems(&shorter, &options), [Problem::TailRemoved { head: 8, leaves: 5 }]);
}

#[test]
fn a_rewritten_log_is_told_by_an_earlier_head() {
    let signer = signer();
    let mut tree = Frontier::new();
    let mut writer = ExportWriter::new(Vec::new(), &signer, "acme", 4, 5_000).expect("begins");
    for n in [0, 1, 9, 3] {
        tree.append(leaf_hash(&envelope(n)));
        writer.leaf(&envelope(n), None).expect("canonical");
    }
    writer.head(&signer.sign_head("acme", 4, &tree.root(), 2_000).expect("signs")).expect("fits");
    let rewritten = writer.finish().expect("complete");
    assert!(verify(&rewritten, &trusting()).verified(), "whoever holds the key can write a sound file");
    let options = VerifyOptions { earlier_heads: vec![head(2), head(3)], ..trusting() };
    assert_eq!(problems(&rewritten, &options), [Problem::HistoryChanged(3)]);
}

#[test]
fn foreign_keys_tenants_and_heads_are_told_apart() {
    let bytes = export(2, &[2]);
    let other = Signer::from_seed(&[1; 32]);
    let options = VerifyOptions { trusted_key: Some(other.public_key()), ..VerifyOptions::default() };
    assert!(matches!(problems(&bytes, &options)[..], [Problem::Key { .. }]));
    let tree = head(1).root().expect("root");
    let foreign =
        VerifyOptions { earlier_heads: vec![signer().sign_head("other", 1, &tree, 0).expect("signs")], ..trusting() };
    assert_eq!(problems(&bytes, &foreign), [Problem::Tenant("other".to_owned())]);
    let forged =
        VerifyOptions { earlier_heads: vec![other.sign_head("acme", 1, &tree, 0).expect("signs")], ..trusting() };
    assert!(matches!(problems(&bytes, &forged)[..], [Problem::EarlierHead { size: 1, .. }]));
    let missing = VerifyOptions { expect_inclusion_of: vec![Sought::Id("dec_77".to_owned())], ..trusting() };
    assert_eq!(problems(&bytes, &missing), [Problem::NotIncluded(Sought::Id("dec_77".to_owned()))]);
}

#[test]
fn a_detail_of_another_decision_is_found() {
    let signer = signer();
    let mut writer = ExportWriter::new(Vec::new(), &signer, "acme", 1, 0).expect("begins");
    writer.leaf(&envelope(0), Some(Detail { salt: &SALT, body: &body(1) })).expect("canonical");
    writer.head(&head(1)).expect("fits");
    assert_eq!(problems(&writer.finish().expect("complete"), &trusting()), [Problem::Detail(0)]);
}

#[test]
fn memory_is_bounded_by_the_longest_line() {
    let bytes = export(2, &[2]);
    let options = VerifyOptions { max_line_bytes: 64, ..trusting() };
    assert_eq!(problems(&bytes, &options), [Problem::TooLong(64)]);
    let endless = std::io::BufReader::new(std::io::repeat(b'a').take(1 << 30));
    let report = verify_export(endless, &VerifyOptions { max_line_bytes: 1 << 16, ..trusting() });
    assert_eq!(report.failures[0].problem, Problem::TooLong(1 << 16));
}

#[test]
fn garbage_is_refused() {
    for bytes in
        [&b""[..], b"\n", b"{}\n", b"[]\n", b"\xff\xfe\n", b"{\"end\":{}}\n", b"{\"leaf\":{}}\n", b"{\"header\":{}}\n"]
    {
        assert!(!verify(bytes, &trusting()).verified(), "{bytes:?}");
    }
}

#[test]
fn what_does_not_fit_is_not_written() {
    let signer = signer();
    let begin = |size| ExportWriter::new(Vec::new(), &signer, "acme", size, 0).expect("begins");
    assert!(matches!(begin(1).leaf(b"{\"a\": 1}", None), Err(ExportError::Leaf { index: 0, .. })));
    assert!(matches!(
        begin(1).leaf(&envelope(0), Some(Detail { salt: &SALT, body: b"[1, 2]" })),
        Err(ExportError::Leaf { .. })
    ));
    assert!(matches!(begin(1).head(&head(1)), Err(ExportError::Head(1))));
    assert!(matches!(begin(1).finish(), Err(ExportError::Incomplete { leaves: 0, size: 1, .. })));
    assert!(matches!(begin(0).finish(), Err(ExportError::Incomplete { .. })), "no head at all");
    let mut forged = head(0);
    forged.signed_at_ms += 1;
    assert!(matches!(begin(0).head(&forged), Err(ExportError::Signature(_))));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn random_changes_are_found(size in 0..12_u64, changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4), kind in 0..3_u8) {
        let bytes = export(size, &[size]);
        let mut changed = bytes.clone();
        for (place, byte) in changes {
            let at = place.index(changed.len());
            match kind {
                0 => changed[at] = byte,
                1 => changed.insert(at, byte),
                _ => { changed.remove(at); }
            }
        }
        prop_assume!(changed != bytes);
        prop_assert!(!verify(&changed, &trusting()).verified());
    }
}
