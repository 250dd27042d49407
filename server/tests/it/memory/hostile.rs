//! Files that are made to hurt: each ends in a typed error or in honest text, in bounded time.

use std::time::{Duration, Instant};

use groundstate_server::memory::extract::{self, Detected, ExtractError, Limits, MediaType};
use groundstate_server::memory::segment::{SegmentOptions, segment};

use super::files::{archive, detected, docx, docx_paragraph, pdf, read};

/// Generous for a debug build on a busy machine; what is quadratic takes hours.
const SOON: Duration = Duration::from_secs(180);

fn code(bytes: &[u8], media_type: &str) -> &'static str {
    read(bytes, media_type).unwrap_err().code()
}

#[test]
fn nothing_is_empty() {
    for media_type in ["text/plain", "text/markdown", "text/html", "text/csv", "application/json", "application/pdf"] {
        assert_eq!(code(b"", media_type), "empty", "{media_type}");
    }
    for (bytes, media_type) in [
        (b" \n\t ".as_slice(), "text/plain"),
        (b"<p> </p><script>x</script>", "text/html"),
        (b"only,a,header\n", "text/csv"),
        (b"[]", "application/json"),
        (b"<!-- -->", "text/markdown"),
    ] {
        assert_eq!(code(bytes, media_type), "empty", "{media_type}");
    }
}

#[test]
fn ten_megabytes_of_bytes_are_binary() {
    let mut state = 1_u64;
    let mut bytes = vec![0_u8; 10 << 20];
    for byte in &mut bytes {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        *byte = (state >> 56) as u8;
    }
    assert_eq!(code(&bytes, "text/plain"), "binary");
    assert_eq!(code(&bytes, "application/octet-stream"), "binary");
    assert_eq!(code(&bytes, "application/pdf"), "malformed");
    assert_eq!(code(&b"\x01\x02\x03\x04".repeat(10), "text/plain"), "binary");
}

#[test]
fn invalid_encodings_name_the_first_bad_byte() {
    let invalid = |offset| ExtractError::InvalidEncoding { charset: "UTF-8".to_owned(), offset };
    assert_eq!(read(b"caf\xE9 au lait", "text/plain"), Err(invalid(3)));
    assert_eq!(read(b"\xEF\xBB\xBFab\xFF", "text/markdown"), Err(invalid(5)));
    let lone_surrogate = [0xFF, 0xFE, b'a', 0, 0x00, 0xD8, b'b', 0];
    let error = read(&lone_surrogate, "text/plain").unwrap_err();
    assert_eq!(error, ExtractError::InvalidEncoding { charset: "UTF-16LE".to_owned(), offset: 4 });
}

#[test]
fn what_is_too_large_is_refused_before_it_is_read() {
    let limits = Limits { max_bytes: 10, max_text: 10, max_blocks: 2, ..Limits::default() };
    let plain = detected(MediaType::PlainText);
    let read =
        |bytes: &[u8], detected: &Detected| extract::extract_as(bytes, detected, &limits).map_err(|error| error.code());
    assert_eq!(read(b"eleven bytes", &plain), Err("too_large"));
    assert_eq!(read(b"a\n\nb.\n\nc.", &plain), Err("too_large"));
    assert!(read(b"a.\n\nb.", &plain).is_ok());
}

#[test]
fn a_zip_bomb_is_not_inflated() {
    let zeros = vec![b' '; 48 << 20];
    let bomb = archive(&[("word/document.xml", &zeros)]);
    assert!(bomb.len() < 1 << 20, "{} bytes make a bomb", bomb.len());
    assert_eq!(code(&bomb, "application/octet-stream"), "archive_bomb");
    let names: Vec<String> = (0..5000).map(|index| format!("part{index}")).collect();
    let mut parts: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), b"".as_slice())).collect();
    parts.push(("word/document.xml", b"<a/>"));
    assert_eq!(code(&archive(&parts), "application/octet-stream"), "archive_bomb");
}

#[test]
fn xml_entities_are_not_expanded() {
    let laughs = r#"<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;"><!ENTITY c SYSTEM "file:///etc/passwd">]><x><p><t>&b;&c;</t></p></x>"#;
    let error = read(&archive(&[("word/document.xml", laughs.as_bytes())]), "application/octet-stream").unwrap_err();
    assert_eq!(error, ExtractError::Malformed { reason: "the document declares XML entities".to_owned() });
    let undeclared = read(&docx(&docx_paragraph("", "&b;")), "application/octet-stream").unwrap_err();
    assert_eq!(undeclared.code(), "malformed");
    let deep = format!("{}{}", "<w:tbl>".repeat(100_000), "</w:tbl>".repeat(100_000));
    assert_eq!(code(&docx(&deep), "application/octet-stream"), "empty");
}

#[test]
fn damaged_containers_say_so() {
    let whole = docx(&docx_paragraph("", "Text."));
    assert_eq!(code(&whole[..whole.len() - 30], "application/octet-stream"), "malformed");
    assert_eq!(
        code(&archive(&[("other.xml", b"word/document.xml")]), "application/octet-stream"),
        "unsupported_media_type"
    );
    let ole = [
        b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".as_slice(),
        &"EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<_>>(),
    ]
    .concat();
    assert_eq!(code(&ole, "application/octet-stream"), "encrypted");
    assert_eq!(code(b"{\"a\":", "application/json"), "malformed");
    let nested = "[".repeat(100_000);
    assert_eq!(code(nested.as_bytes(), "application/json"), "malformed");
}

#[test]
fn a_truncated_pdf_never_panics() {
    let whole = pdf(&["First line.\nSecond line.", "Third."]);
    for length in (9..whole.len()).step_by(37) {
        if let Err(error) = read(&whole[..length], "application/pdf") {
            assert!(matches!(error.code(), "malformed" | "empty"), "{error}");
        }
    }
}

#[test]
fn nesting_costs_nothing() {
    let start = Instant::now();
    for (open, close) in
        [("<div>", "</div>"), ("<ul><li>", "</li></ul>"), ("<table><tr><td>", ""), ("<b>", ""), ("<blockquote>", "")]
    {
        let page = format!("{}bottom{}", open.repeat(100_000), close.repeat(100_000));
        assert_eq!(read(page.as_bytes(), "text/html").unwrap().text, "bottom", "{open}");
    }
    for text in [
        format!("{}deep", "> ".repeat(100_000)),
        format!("{}deep", "- ".repeat(20_000)),
        "[".repeat(100_000),
        "*a_".repeat(50_000),
    ] {
        let outcome = read(text.as_bytes(), "text/markdown");
        assert!(outcome.is_ok_and(|document| document.is_sound()));
    }
    assert!(start.elapsed() < SOON, "{:?}", start.elapsed());
}

#[test]
fn ten_megabytes_in_one_line_are_cut() {
    let start = Instant::now();
    let unbroken = "x".repeat(10 << 20);
    let sentences = "The committee met in May. ".repeat(40_000);
    for (text, expected) in [(unbroken.as_str(), (10_usize << 20).div_ceil(600)), (sentences.as_str(), 40_000)] {
        let document = read(text.as_bytes(), "text/plain").unwrap();
        let statements = segment(&document, &SegmentOptions::default());
        assert_eq!(statements.len(), expected);
        assert!(statements.iter().all(|statement| statement.chars.len() <= 600));
    }
    assert!(start.elapsed() < SOON, "{:?}", start.elapsed());
}

/// Texts that make a search from every break run to the text's end, if it is not bounded.
#[test]
fn segmentation_is_linear_on_hostile_text() {
    let start = Instant::now();
    for unit in
        [".[ ", "A. ", "中.", "(a. ", "x.) ", "[1]", ". ", "... ", "a.\n", "e.g. ", "\". ", "U.S. In ", "? a", "1. "]
    {
        let text = unit.repeat(200_000 / unit.len());
        let text = format!("{text}{}end", " ".repeat(100_000));
        let document = read(text.as_bytes(), "text/plain").unwrap();
        let statements = segment(&document, &SegmentOptions::default());
        assert!(statements.windows(2).all(|pair| pair[0].bytes.end <= pair[1].bytes.start), "{unit}");
    }
    assert!(start.elapsed() < SOON, "{:?}", start.elapsed());
}
