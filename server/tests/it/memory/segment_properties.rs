//! What holds for every text.

use groundstate_server::memory::extract::BlockKind;
use groundstate_server::memory::segment::{Offsets, SegmentOptions, StatementDraft, segment};
use proptest::prelude::*;

use super::files::read;

/// Text dense in what segmentation looks at.
fn text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        8 => "[a-zA-Z]{1,9}",
        2 => Just(". ".to_owned()),
        1 => prop::sample::select(vec![
            "? ", "! ", "... ", "… ", ".[1] ", "(", ") ", "\"", "“", ".” ", "[", "]", ", ", "; ", ": ", "\n", "\r\n", "\n\n", "\t",
            "Dr. ", "e.g. ", "U.S. ", "No. 5 ", "3.14 ", "- ", "1. ", "It ", "However, ", "中文。", "é", "🦀", "\u{2028}", "\u{a0}",
            "| a | b |\n|---|---|\n", "# ", "> ", "`", "<p>", "<li>", "\u{1}",
        ]).prop_map(str::to_owned),
        6 => Just(" ".to_owned()),
    ];
    prop::collection::vec(piece, 1..120).prop_map(|pieces| pieces.concat())
}

fn check(text: &str, media_type: &str, options: &SegmentOptions) -> Result<(), TestCaseError> {
    let Ok(document) = read(text.as_bytes(), media_type) else { return Ok(()) };
    prop_assert!(document.is_sound());
    let statements = segment(&document, options);
    prop_assert_eq!(&statements, &segment(&document, options), "segmentation is a function");
    let offsets = Offsets::new(&document.text);
    let mut end = 0;
    for (ordinal, statement) in statements.iter().enumerate() {
        prop_assert_eq!(statement.ordinal as usize, ordinal);
        prop_assert!(statement.bytes.start >= end && !statement.bytes.is_empty());
        end = statement.bytes.end;
        let slice = document.text.get(statement.bytes.clone());
        prop_assert!(slice.is_some(), "on character boundaries");
        prop_assert_eq!(offsets.char_of(statement.bytes.start), Some(statement.chars.start));
        prop_assert_eq!(offsets.char_of(statement.bytes.end), Some(statement.chars.end));
        prop_assert!(statement.requires.is_none_or(|required| (required as usize) < ordinal));
        if statement.kind != BlockKind::TableRow {
            prop_assert!(statement.chars.len() <= options.max_chars.max(options.max_item_chars) + 15);
            prop_assert_eq!(straight(slice.unwrap_or_default()), straight(&statement.text));
            prop_assert_eq!(statement.text.chars().count(), statement.chars.len());
        }
    }
    complete(&document, &statements)
}

/// Paragraphs lose no character but white space.
fn complete(
    document: &groundstate_server::memory::extract::Extracted,
    statements: &[StatementDraft],
) -> Result<(), TestCaseError> {
    for (index, block) in document.blocks.iter().enumerate() {
        if matches!(block.kind, BlockKind::Heading { .. } | BlockKind::TableRow) {
            continue;
        }
        let said: String = statements
            .iter()
            .filter(|statement| statement.block as usize == index)
            .map(|statement| document.text_of(&statement.bytes))
            .collect();
        prop_assert_eq!(dense(&said), dense(document.text_of(&block.span)));
    }
    Ok(())
}

fn straight(text: &str) -> String {
    text.chars().map(|letter| if letter.is_whitespace() || letter.is_control() { ' ' } else { letter }).collect()
}

fn dense(text: &str) -> String {
    text.chars().filter(|letter| !letter.is_whitespace()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn plain_text_keeps_the_invariants(text in text()) {
        check(&text, "text/plain", &SegmentOptions::default())?;
    }

    #[test]
    fn short_limits_keep_the_invariants(text in text(), max_chars in 2_usize..40) {
        check(&text, "text/plain", &SegmentOptions { max_chars, max_item_chars: max_chars })?;
    }

    #[test]
    fn markdown_and_html_keep_the_invariants(text in text()) {
        check(&text, "text/markdown", &SegmentOptions::default())?;
        check(&text, "text/html", &SegmentOptions::default())?;
    }

    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..400), media in 0_usize..8) {
        let types = ["text/plain", "text/markdown", "text/html", "text/csv", "application/json", "application/x-ndjson", "application/pdf", "application/octet-stream"];
        if let Ok(document) = read(&bytes, types[media]) {
            prop_assert!(document.is_sound());
        }
    }
}
