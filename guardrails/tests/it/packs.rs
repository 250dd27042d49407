//! Packs: what is written is read again, and nothing else is.

use std::collections::BTreeMap;
use std::io::{Cursor, Write};

use groundstate_guardrails::evaluate::CompiledPolicy;
use groundstate_guardrails::features::{FeatureError, Head, NoFeatures, TextFeatures};
use groundstate_guardrails::log::head::{PublicKey, Signer};
use groundstate_guardrails::pack::{
    About, ArchiveError, HeadDigest, Index, IndexError, Installed, Pack, PackError, Provenance, Terms, build, limits,
    shipped, sign,
};
use proptest::prelude::*;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

const POLICY: &str = r#"
name = "tiny"

[[objectives]]
id = "forbidden"
kind.pattern.words = ["forbidden"]
stages = ["input"]
enforcement = "hard"
message = "not like this"
owner = "tests"

[[tests]]
name = "a word"
stage = "input"
text = "a forbidden word"
expect.violates = ["forbidden"]
"#;

fn about(version: &str) -> About {
    About {
        name: "tiny".to_owned(),
        version: version.to_owned(),
        description: "A pack for tests.".to_owned(),
        created: "2026-11-25".to_owned(),
        licence: "Apache-2.0".to_owned(),
        provenance: Provenance { publisher: "tests".to_owned(), source: "here".to_owned(), based_on: Vec::new() },
        minimum_server_version: "0.1.0".to_owned(),
        heads: Vec::new(),
    }
}

fn files() -> BTreeMap<String, Vec<u8>> {
    BTreeMap::from([
        ("policies/tiny.toml".to_owned(), POLICY.as_bytes().to_vec()),
        ("README.md".to_owned(), b"# Tiny\n".to_vec()),
    ])
}

fn key(seed: u8) -> Signer {
    Signer::from_seed(&[seed; 32])
}

fn signed(about: &About) -> Vec<u8> {
    sign(&build(about, &files()).expect("builds"), &key(1)).expect("signs")
}

fn verify(bytes: &[u8], trusted: &[PublicKey], installed: Option<Installed<'_>>) -> Result<Pack, PackError> {
    let pack = Pack::read(bytes)?;
    pack.verify(&Terms { trusted, installed, server_version: "0.1.0", features: &NoFeatures })?;
    Ok(pack)
}

#[test]
fn what_is_built_is_read_again_and_the_same_every_time() {
    let bytes = signed(&about("1.2.3"));
    assert_eq!(bytes, signed(&about("1.2.3")));
    let pack = verify(&bytes, &[key(1).public_key()], None).expect("verifies");
    assert_eq!((pack.name(), pack.version(), pack.policies().len()), ("tiny", "1.2.3", 1));
    assert_eq!(pack.file("README.md"), Some(b"# Tiny\n".as_slice()));
    assert_eq!(sign(&bytes, &key(1)).expect("signs"), bytes, "signing again changes nothing");
    assert_eq!(pack.policies()[0], groundstate_guardrails::policy::Policy::from_toml(POLICY).expect("parses"));
}

#[test]
fn any_zip_program_can_open_a_pack() {
    let bytes = signed(&about("1.0.0"));
    let mut archive = zip::ZipArchive::new(Cursor::new(&bytes)).expect("a ZIP file");
    let mut names: Vec<String> = archive.file_names().map(|name| name.expect("UTF-8").into_owned()).collect();
    names.sort();
    assert_eq!(names, ["README.md", "manifest.json", "policies/tiny.toml", "signature.json"]);
    let mut content = String::new();
    std::io::Read::read_to_string(&mut archive.by_name("policies/tiny.toml").expect("there"), &mut content)
        .expect("its checksum fits");
    assert_eq!(content, POLICY);
}

#[test]
fn no_byte_of_a_pack_can_be_changed() {
    let bytes = signed(&about("1.0.0"));
    let trusted = [key(1).public_key()];
    for at in 0..bytes.len() {
        for mask in [1 << (at % 8), 0xFF] {
            let mut changed = bytes.clone();
            changed[at] ^= mask;
            assert!(verify(&changed, &trusted, None).is_err(), "byte {at} of {} with {mask}", bytes.len());
        }
    }
}

#[test]
fn no_pack_can_be_cut_or_lengthened() {
    let bytes = signed(&about("1.0.0"));
    for length in 0..bytes.len() {
        assert!(Pack::read(&bytes[..length]).is_err(), "{length} bytes");
    }
    let longer = [bytes.as_slice(), b"\0"].concat();
    assert_eq!(Pack::read(&longer), Err(ArchiveError::Extra("bytes after its end record").into()));
    let shifted = [b"#!/bin/sh\n", bytes.as_slice()].concat();
    assert!(Pack::read(&shifted).is_err());
}

#[test]
fn each_change_is_refused_for_its_own_reason() {
    let bytes = signed(&about("1.0.0"));
    let trusted = [key(1).public_key()];
    let reason = |from: &str, to: &str| {
        let at = bytes.windows(from.len()).position(|window| window == from.as_bytes()).expect("there");
        let mut changed = bytes.clone();
        changed[at..at + to.len()].copy_from_slice(to.as_bytes());
        verify(&changed, &trusted, None).expect_err("refused")
    };
    // The archive's own checksum is no protection: whoever changes a byte writes it anew.
    assert_eq!(
        reason("a forbidden", "a forbiddem"),
        ArchiveError::Damaged { path: "policies/tiny.toml".to_owned() }.into()
    );
    let with = |path: &str, content: &[u8]| {
        let mut files = files();
        files.insert(path.to_owned(), content.to_vec());
        rewritten(&bytes, &files)
    };
    let changed = with("policies/tiny.toml", POLICY.replace("hard", "shadow").as_bytes());
    assert_eq!(Pack::read(&changed), Err(PackError::Changed { path: "policies/tiny.toml".to_owned() }));
    let added = with("policies/more.toml", POLICY.replace("tiny", "more").as_bytes());
    let unlisted = PackError::Listing { path: "policies/more.toml".to_owned(), reason: "it is there and not listed" };
    assert_eq!(Pack::read(&added), Err(unlisted));
    let unknown = with("run.sh", b"rm -rf /");
    assert_eq!(Pack::read(&unknown), Err(PackError::UnknownEntry { path: "run.sh".to_owned() }));
}

/// The archive of a pack with its manifest and signature, and these files instead of its own, written as
/// packs are: what an attacker would make.
fn rewritten(bytes: &[u8], files: &BTreeMap<String, Vec<u8>>) -> Vec<u8> {
    let pack = Pack::read(bytes).expect("a pack");
    let mut entries = files.clone();
    for path in ["manifest.json", "signature.json"] {
        entries.insert(path.to_owned(), pack.file(path).expect("there").to_vec());
    }
    reference::write(&entries)
}

/// An archive of stored entries by another program.
fn stored(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored).unix_permissions(0o644);
    archive(entries, options)
}

fn archive(entries: &[(&str, &[u8])], options: SimpleFileOptions) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (path, content) in entries {
        writer.start_file(*path, options).expect("starts");
        writer.write_all(content).expect("writes");
    }
    writer.finish().expect("finishes").into_inner()
}

#[test]
fn signatures_say_who_and_the_trust_list_says_whether() {
    let unsigned = build(&about("1.0.0"), &files()).expect("builds");
    assert_eq!(verify(&unsigned, &[key(1).public_key()], None), Err(PackError::Unsigned));
    let bytes = signed(&about("1.0.0"));
    let untrusted = PackError::UntrustedSigner { key_id: key(1).public_key().id() };
    assert_eq!(verify(&bytes, &[], None), Err(untrusted.clone()));
    assert_eq!(verify(&bytes, &[key(2).public_key()], None), Err(untrusted));
    assert!(verify(&bytes, &[key(2).public_key(), key(1).public_key()], None).is_ok());
}

#[test]
fn a_signature_from_elsewhere_does_not_fit() {
    let mut entries: BTreeMap<String, Vec<u8>> = files();
    let (one, other) = (signed(&about("1.0.0")), signed(&about("1.0.1")));
    let (one, other) = (Pack::read(&one).expect("a pack"), Pack::read(&other).expect("a pack"));
    entries.insert("manifest.json".to_owned(), one.file("manifest.json").expect("there").to_vec());
    entries.insert("signature.json".to_owned(), other.file("signature.json").expect("there").to_vec());
    let mixed = reference::write(&entries);
    assert!(matches!(Pack::read(&mixed), Err(PackError::Signature(_))), "{:?}", Pack::read(&mixed));
    // A key that claims to be another: its identifier does not fit.
    let claimed = String::from_utf8(other.file("signature.json").expect("there").to_vec()).expect("text");
    let claimed = claimed.replace(&key(1).public_key().id(), &key(2).public_key().id());
    entries.insert("signature.json".to_owned(), claimed.into_bytes());
    assert!(matches!(Pack::read(&reference::write(&entries)), Err(PackError::Signature(_))));
}

/// A second, slow writer of the format, from the APPNOTE and nothing else.
mod reference {
    use std::collections::BTreeMap;

    fn crc(bytes: &[u8]) -> u32 {
        let mut crc = u32::MAX;
        for byte in bytes {
            crc ^= u32::from(*byte);
            for _ in 0..8 {
                crc = if crc & 1 == 1 { (crc >> 1) ^ 0xEDB8_8320 } else { crc >> 1 };
            }
        }
        !crc
    }

    pub(super) fn write(entries: &BTreeMap<String, Vec<u8>>) -> Vec<u8> {
        let (mut file, mut directory) = (Vec::new(), Vec::new());
        for (path, content) in entries {
            let length = u32::try_from(content.len()).expect("small");
            let mut common = vec![20, 0, 0, 8, 0, 0, 0, 0, 0x21, 0];
            common.extend(crc(content).to_le_bytes());
            common.extend(length.to_le_bytes());
            common.extend(length.to_le_bytes());
            common.extend(u16::try_from(path.len()).expect("small").to_le_bytes());
            common.extend([0, 0]);
            let offset = u32::try_from(file.len()).expect("small");
            file.extend(b"PK\x03\x04");
            file.extend(&common);
            file.extend(path.bytes());
            file.extend(content);
            directory.extend(b"PK\x01\x02\x14\x03");
            directory.extend(&common);
            directory.extend([0; 6]);
            directory.extend([0, 0, 0xA4, 0x81]);
            directory.extend(offset.to_le_bytes());
            directory.extend(path.bytes());
        }
        let start = u32::try_from(file.len()).expect("small");
        let size = u32::try_from(directory.len()).expect("small");
        file.extend(directory);
        file.extend(b"PK\x05\x06\0\0\0\0");
        let count = u16::try_from(entries.len()).expect("small").to_le_bytes();
        file.extend([count, count].concat());
        file.extend(size.to_le_bytes());
        file.extend(start.to_le_bytes());
        file.extend([0, 0]);
        file
    }
}

#[test]
fn a_second_writer_of_the_format_agrees() {
    let bytes = signed(&about("1.0.0"));
    let pack = Pack::read(&bytes).expect("a pack");
    let mut entries = files();
    for path in ["manifest.json", "signature.json"] {
        entries.insert(path.to_owned(), pack.file(path).expect("there").to_vec());
    }
    assert_eq!(reference::write(&entries), bytes);
}

#[test]
fn hostile_archives_are_refused_by_their_name() {
    let refused = |entries: &[(&str, &[u8])]| match Pack::read(&stored(entries)) {
        Err(PackError::Archive(error)) => error,
        other => panic!("{other:?}"),
    };
    for (path, reason) in [
        ("../evil", "it leads out of the pack"),
        ("policies/../../evil", "it leads out of the pack"),
        ("/etc/passwd", "it is absolute"),
        ("C:/evil", "it is absolute"),
        (r"..\evil", "it leads out of the pack"),
        ("policies//a.toml", "a step of it is empty or begins with a dot"),
        ("policies/.hidden", "a step of it is empty or begins with a dot"),
        ("policies/a b.toml", "it has other characters than a-z, A-Z, 0-9, `.`, `_`, `-` and `/`"),
        ("policies/é.toml", "it has other characters than a-z, A-Z, 0-9, `.`, `_`, `-` and `/`"),
    ] {
        assert_eq!(refused(&[(path, b"")]), ArchiveError::Path { path: path.to_owned(), reason });
    }
    let twice = refused(&[("policies/a.toml", b""), ("Policies/A.toml", b"")]);
    assert_eq!(twice, ArchiveError::Duplicate { path: "Policies/A.toml".to_owned() });
    let large = vec![b'a'; limits::ENTRY_BYTES + 1];
    let bytes = limits::ENTRY_BYTES + 1;
    let limit = limits::ENTRY_BYTES;
    assert_eq!(
        refused(&[("README.md", &large)]),
        ArchiveError::EntryTooLarge { path: "README.md".to_owned(), bytes, limit }
    );
    let many: Vec<String> = (0..=limits::ENTRIES).map(|index| format!("tests/{index}.json")).collect();
    let many: Vec<(&str, &[u8])> = many.iter().map(|path| (path.as_str(), b"".as_slice())).collect();
    let (entries, limit) = (limits::ENTRIES + 1, limits::ENTRIES);
    assert_eq!(refused(&many), ArchiveError::TooManyEntries { entries, limit });
    let huge = vec![0; limits::PACK_BYTES + 1];
    let too_large = ArchiveError::TooLarge { bytes: limits::PACK_BYTES + 1, limit: limits::PACK_BYTES };
    assert_eq!(Pack::read(&huge), Err(too_large.into()));
    assert_eq!(Pack::read(b""), Err(ArchiveError::NotAnArchive.into()));
}

#[test]
fn compressed_entries_links_and_comments_are_refused() {
    let zeros = vec![0; 500_000];
    let deflated = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    let bomb = archive(&[("README.md", &zeros)], deflated);
    assert!(bomb.len() < 5_000, "a thousand to one");
    let compressed = ArchiveError::NotStored { path: "README.md".to_owned(), how: "compressed" };
    assert_eq!(Pack::read(&bomb), Err(compressed.into()));

    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    writer.add_symlink("README.md", "/etc/passwd", SimpleFileOptions::default()).expect("links");
    let link = writer.finish().expect("finishes").into_inner();
    assert_eq!(Pack::read(&link), Err(ArchiveError::Symlink { path: "README.md".to_owned() }.into()));

    let mut name = signed(&about("1.0.0"));
    let directory = name.windows(9).rposition(|window| window == b"README.md").expect("there");
    name[directory] = 0xFF;
    assert_eq!(Pack::read(&name), Err(ArchiveError::PathEncoding(0).into()));

    let bytes = signed(&about("1.0.0"));
    let pack = Pack::read(&bytes).expect("a pack");
    let mut entries: Vec<(&str, &[u8])> = vec![("README.md", b"# Tiny\n"), ("policies/tiny.toml", POLICY.as_bytes())];
    entries.push(("manifest.json", pack.file("manifest.json").expect("there")));
    let reordered = stored(&entries);
    assert!(matches!(Pack::read(&reordered), Err(PackError::Archive(ArchiveError::NotCanonical(_)))));
}

#[test]
fn a_version_never_goes_back_and_never_changes() {
    let (old, new) = (signed(&about("1.9.0")), signed(&about("1.10.0")));
    let trusted = [key(1).public_key()];
    let digest = Pack::read(&new).expect("a pack").digest().to_owned();
    let installed = Installed { version: "1.10.0", digest: &digest };
    let downgrade =
        PackError::Downgrade { name: "tiny".to_owned(), installed: "1.10.0".to_owned(), offered: "1.9.0".to_owned() };
    assert_eq!(verify(&old, &trusted, Some(installed)), Err(downgrade));
    assert!(verify(&new, &trusted, Some(installed)).is_ok(), "the same again");
    let other = Installed { version: "1.10.0", digest: "other" };
    let same = PackError::SameVersion { name: "tiny".to_owned(), version: "1.10.0".to_owned() };
    assert_eq!(verify(&new, &trusted, Some(other)), Err(same));
    let before = Installed { version: "1.10.0-rc.1", digest: "other" };
    assert!(verify(&new, &trusted, Some(before)).is_ok(), "a release follows its candidates");
}

/// Features with one head.
struct OneHead(Head);

impl TextFeatures for OneHead {
    fn fingerprint(&self) -> &str {
        "one-head"
    }

    fn embed(&self, _: &str) -> Result<Vec<f32>, FeatureError> {
        Err(FeatureError::Unavailable("only a head".to_owned()))
    }

    fn head(&self, name: &str) -> Result<&Head, FeatureError> {
        if name == self.0.name { Ok(&self.0) } else { Err(FeatureError::Unavailable(name.to_owned())) }
    }
}

#[test]
fn what_a_pack_needs_must_be_here() {
    let head = HeadDigest { name: "moderation".to_owned(), sha256: "ab".repeat(32) };
    let about = About { heads: vec![head.clone()], ..about("1.0.0") };
    let pack = Pack::read(&signed(&about)).expect("a pack");
    let trusted = [key(1).public_key()];
    let verified = |pack: &Pack, features: &dyn TextFeatures| {
        pack.verify(&Terms { trusted: &trusted, installed: None, server_version: "0.1.0", features })
    };
    let missing = |found: Option<&str>| PackError::MissingHead {
        name: head.name.clone(),
        digest: head.sha256.clone(),
        found: found.map(str::to_owned),
    };
    assert_eq!(verified(&pack, &NoFeatures), Err(missing(None)));
    let has =
        |digest: &str| OneHead(Head { name: "moderation".to_owned(), digest: digest.to_owned(), labels: Vec::new() });
    assert_eq!(verified(&pack, &has("cd")), Err(missing(Some("cd"))));
    assert_eq!(verified(&pack, &has(&head.sha256)), Ok(()));
    let newer = About { minimum_server_version: "9.0.0".to_owned(), ..about };
    let newer = Pack::read(&signed(&newer)).expect("a pack");
    let refused = verified(&newer, &has(&head.sha256));
    assert!(matches!(refused, Err(PackError::ServerTooOld { .. })), "{refused:?}");
}

#[test]
fn a_pack_is_not_built_of_what_could_not_be_read() {
    let with = |path: &str, content: &str| {
        let mut files = files();
        files.insert(path.to_owned(), content.as_bytes().to_vec());
        build(&about("1.0.0"), &files)
    };
    assert!(matches!(with("manifest.json", "{}"), Err(PackError::Listing { .. })));
    assert!(matches!(with("run.sh", ""), Err(PackError::UnknownEntry { .. })));
    assert!(matches!(with("policies/other.toml", POLICY), Err(PackError::Form { .. })), "its name is another");
    assert!(matches!(with("policies/tiny.json", "{}"), Err(PackError::Policy { .. })));
    assert!(matches!(with("tests/more.json", r#"{"policy": "none", "tests": []}"#), Err(PackError::Form { .. })));
    let unsound =
        r#"{"policy": "tiny", "tests": [{"name": "a word", "stage": "input", "text": "a", "expect": "permitted"}]}"#;
    assert!(matches!(with("tests/more.json", unsound), Err(PackError::Policy { .. })), "the name is taken");
    for about in [
        About { version: "1.0".to_owned(), ..about("1.0.0") },
        About { created: "2026-13-01".to_owned(), ..about("1.0.0") },
        About { name: "Tiny".to_owned(), ..about("1.0.0") },
        About { licence: String::new(), ..about("1.0.0") },
    ] {
        assert!(matches!(build(&about, &files()), Err(PackError::Form { .. })), "{about:?}");
    }
    let none = build(&about("1.0.0"), &BTreeMap::new());
    assert_eq!(none, Err(PackError::MissingEntry { path: "policies/NAME.toml".to_owned() }));
}

#[test]
fn what_an_update_changes_is_told_by_objective() {
    let old = Pack::read(&signed(&about("1.0.0"))).expect("a pack");
    let first = old.difference(None);
    assert_eq!((first.from.as_deref(), first.policies[0].change), (None, "added"));
    assert!(old.difference(Some(&old)).policies.iter().all(|policy| policy.change == "same"));
    let more = POLICY.replace("[[tests]]", "[[objectives]]\nid = \"short\"\nkind.shape.max_chars = 9\nstages = [\"input\"]\nenforcement = \"hard\"\nmessage = \"m\"\nowner = \"o\"\n\n[[tests]]");
    let more = more.replace("not like this", "not so");
    let new = BTreeMap::from([("policies/tiny.toml".to_owned(), more.into_bytes())]);
    let new = Pack::read(&build(&about("1.1.0"), &new).expect("builds")).expect("a pack");
    let difference = new.difference(Some(&old));
    let change = &difference.policies[0];
    assert_eq!(change.objectives.added, ["short"]);
    assert_eq!(change.objectives.changed, ["forbidden"]);
    assert!(change.objectives.removed.is_empty());
    assert_eq!(old.difference(Some(&new)).policies[0].objectives.removed, ["short"]);
}

#[test]
fn an_index_finds_the_newest_and_names_only_files_below_it() {
    let packs: Vec<(String, Vec<u8>)> = ["1.9.0", "1.10.0", "2.0.0-rc.1"]
        .into_iter()
        .map(|version| (format!("tiny-{version}.pack"), signed(&about(version))))
        .collect();
    let index = Index::of(&packs).expect("an index");
    let text = serde_json::to_string(&index).expect("writes");
    assert_eq!(Index::read(text.as_bytes()).as_ref(), Ok(&index));
    let newest = index.find("tiny", None).expect("there");
    assert_eq!((newest.version.as_str(), newest.url.as_str()), ("1.10.0", "tiny-1.10.0.pack"));
    assert_eq!(newest.signer.as_ref(), Some(&key(1).public_key().id()));
    assert!(newest.read(&packs[1].1).is_ok());
    assert!(matches!(newest.read(&packs[0].1), Err(IndexError::Other(_))));
    assert_eq!(index.find("tiny", Some("2.0.0-rc.1")).expect("there").version, "2.0.0-rc.1");
    assert!(matches!(index.find("other", None), Err(IndexError::NotFound(_))));
    for away in ["https://elsewhere.example/p", "../up.pack", "/root.pack", "//host/p"] {
        let moved = text.replace("tiny-1.9.0.pack", away);
        assert!(matches!(Index::read(moved.as_bytes()), Err(IndexError::Form(_))), "{away}");
    }
    assert!(matches!(Index::of(&[("a".to_owned(), b"no pack".to_vec())]), Err(IndexError::Pack { .. })));
    let twice = [packs[0].clone(), ("again.pack".to_owned(), packs[0].1.clone())];
    assert!(matches!(Index::of(&twice), Err(IndexError::Form(_))));
}

#[test]
fn the_shipped_packs_are_sound_and_have_sixty_cases_each() {
    for shipped in shipped() {
        let pack = Pack::read(&shipped.build().expect("builds")).expect("a pack");
        assert_eq!(pack.name(), shipped.name);
        let cases: usize = pack.tested_policies().map(|policy| policy.tests.len()).sum();
        assert!(cases >= 60, "`{}` has {cases} cases", pack.name());
        for policy in pack.tested_policies() {
            CompiledPolicy::compile(&policy).expect("compiles");
            for objective in &policy.objectives {
                let tested = policy.tests.iter().any(|case| match &case.expect {
                    groundstate_guardrails::policy::Expectation::Violates(ids) => ids.contains(&objective.id),
                    groundstate_guardrails::policy::Expectation::Permitted => false,
                });
                let long = ["answer-length", "question-length"].contains(&objective.id.as_str());
                assert!(tested || long, "`{}`: `{}` is never violated in a case", pack.name(), objective.id);
            }
        }
    }
}

/// The seed of the fuzz target, written by a program in another language.
#[test]
fn a_pack_from_elsewhere_is_read() {
    let bytes = include_bytes!("../../../fuzz/corpus/pack/unsigned.pack");
    let pack = Pack::read(bytes).expect("a pack");
    assert_eq!((pack.name(), pack.signer()), ("tiny", Err(PackError::Unsigned)));
    let cases: Vec<usize> = pack.tested_policies().map(|policy| policy.tests.len()).collect();
    assert_eq!(cases, [2], "its own and one of `tests/`");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn one_changed_byte_anywhere_is_refused(readme in "[ -~\n]{0,300}", at in any::<prop::sample::Index>(), mask in 1_u8..) {
        let mut files = files();
        files.insert("README.md".to_owned(), readme.into_bytes());
        let mut bytes = sign(&build(&about("1.0.0"), &files).expect("builds"), &key(1)).expect("signs");
        let at = at.index(bytes.len());
        bytes[at] ^= mask;
        prop_assert!(verify(&bytes, &[key(1).public_key()], None).is_err());
    }

    #[test]
    fn any_bytes_are_refused_and_none_panic(bytes in prop::collection::vec(any::<u8>(), 0..2_000)) {
        prop_assert!(Pack::read(&bytes).is_err());
    }
}
