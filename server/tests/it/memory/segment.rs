//! Statements: where sentences end, what depends on what.

use groundstate_server::memory::segment::{Offsets, SegmentOptions, StatementDraft, agreement, segment};

use super::files::read;

fn statements(text: &str, media_type: &str) -> Vec<StatementDraft> {
    segment(&read(text.as_bytes(), media_type).unwrap(), &SegmentOptions::default())
}

/// Checks that a paragraph is cut where the bars are.
#[track_caller]
fn cut(marked: &str) {
    let expected: Vec<&str> = marked.split('|').map(str::trim).collect();
    let text: String = marked.replace('|', "");
    let found: Vec<String> = statements(&text, "text/plain").into_iter().map(|statement| statement.text).collect();
    assert_eq!(found, expected);
}

#[test]
fn abbreviations_do_not_end_sentences() {
    cut(
        "Dr. Smith met Mrs. Jones at St. Mary's.| They spoke, e.g. about No. 7 and Fig. 3.1, vs. Prof. Lee et al. in 2001.",
    );
    cut("J. R. R. Tolkien wrote it.| The price rose to $3.50 in Jan. 1974.| U.S. President Nixon agreed.");
    cut("It moved to the U.S. In 1990 it left.| The firm Acme Inc. grew.| Acme Inc. The rest followed slowly."
        .replace("U.S. In", "U.S.| In")
        .replace("Inc. The", "Inc.| The")
        .as_str());
    cut("He came at 5 p.m. on Monday.| She left.");
}

#[test]
fn marks_quotes_and_brackets_stay_with_their_sentence() {
    cut(
        "It was called the \"first shock.\"[1] |Then came the second.[12][note 3] |It passed (see the report. It is long) quickly.",
    );
    cut("He asked: \"Why?\" and left.| “Nobody knows.”| (This is known.) |The end.");
    cut("They waited ... for hours.| Then it ended... |And all was well.");
}

#[test]
fn numbers_open_sentences_and_signs_do_not() {
    cut("It makes up most of GDP.| 22% of it comes from farms (see below).| 71 people live there.");
    cut(
        "He cited 427 U.S. 160 and No. 5 of the list.| The number is prime if (p − 1)! + 1 is divisible by p.| It is a factor of q.| Wilson showed this.",
    );
}

#[test]
fn fragments_join_and_lists_count() {
    cut("Was it so? No.| The committee refused twice.");
    cut("中文句子在这里结束。|第二个句子也在这里结束。");
    cut("Section 1. Introduction matters here.".replace("1. I", "1.| I").as_str());
}

#[test]
fn wrapped_lines_are_one_sentence_and_short_lines_are_not() {
    let text = "The committee that was founded in the year of the great fire met\nagain in the following spring, when the city had been rebuilt.\n\nRose Hill\n12 Long Street\nSpringfield with a very long line that ends the address here";
    let found: Vec<String> = statements(text, "text/plain").into_iter().map(|statement| statement.text).collect();
    assert_eq!(found.len(), 4, "{found:?}");
    assert!(found[0].contains("met again"));
}

#[test]
fn long_sentences_are_cut_at_clauses() {
    let clause = "the council of the northern towns agreed to the terms that had been set out";
    let text = format!("{}; and then {clause}.", [clause; 9].join(", and "));
    let found = statements(&text, "text/plain");
    assert_eq!(found.len(), 2);
    assert!(found[1].text.starts_with("and "), "cut before the connective: {}", found[1].text);
    assert_eq!(found[1].requires, Some(0));
    assert!(found.iter().all(|statement| statement.chars.len() <= 600));
}

#[test]
fn what_points_back_requires_what_stands_before() {
    let text = "The treaty was signed in May. It ended the war. However, few knew. Paris rejoiced. His Majesty slept.\n\nThis opens a paragraph.";
    let requires: Vec<_> = statements(text, "text/plain").into_iter().map(|statement| statement.requires).collect();
    assert_eq!(requires, [None, Some(0), Some(1), None, None, None]);
    let text = "Take these:\n\n- a rope\n- a lamp\n  - oil for it\n\nThen go.";
    let requires: Vec<_> = statements(text, "text/markdown").into_iter().map(|statement| statement.requires).collect();
    assert_eq!(requires, [None, Some(0), Some(0), Some(2), None]);
}

#[test]
fn rows_carry_their_columns_and_point_at_the_row() {
    let text = "# T\n\n| Knot | Use |\n|---|---|\n| bowline | loop |\n";
    let found = statements(text, "text/markdown");
    let document = read(text.as_bytes(), "text/markdown").unwrap();
    assert_eq!(found[0].text, "Knot: bowline; Use: loop");
    assert_eq!(document.text_of(&found[0].bytes), "bowline | loop");
    let wide = format!(
        "<table><tr><th>Key</th><th>A</th><th>B</th></tr><tr><td>k</td><td>{0}</td><td>{0}</td></tr></table>",
        "word ".repeat(100)
    );
    let found = statements(&wide, "text/html");
    assert_eq!(found.len(), 2);
    assert!(found[1].text.starts_with("Key: k; B: word"), "{}", found[1].text);
    assert_eq!(found[1].requires, Some(0));
}

#[test]
fn languages_without_lists_are_cut_by_the_unicode_rules() {
    let html = "<html lang=\"de\"><p>Er kam um 5 Uhr. Es war spät. Dr. Müller ging.</p></html>";
    let found = statements(html, "text/html");
    assert!(found.len() >= 3);
    assert!(found.iter().all(|statement| statement.requires.is_none()));
}

#[test]
fn offsets_convert_both_ways() {
    let text = "aé中🦀".repeat(1000);
    let offsets = Offsets::new(&text);
    assert_eq!(offsets.chars(), 4000);
    for (char, (byte, _)) in text.char_indices().enumerate() {
        assert_eq!(offsets.byte_of(char), Some(byte));
        assert_eq!(offsets.char_of(byte), Some(char));
    }
    assert_eq!((offsets.byte_of(4000), offsets.byte_of(4001)), (Some(text.len()), None));
    assert_eq!(
        (offsets.char_of(text.len()), offsets.char_of(2), offsets.char_of(text.len() + 1)),
        (Some(4000), None, None)
    );
    assert_eq!(offsets.slice(4..6), "aé");
    assert_eq!(offsets.slice(3999..9999), "🦀");
}

#[test]
fn agreement_counts_halves_and_near_matches() {
    let found = agreement(&[0..10, 10..20, 30..40], &[0..9, 9..30]);
    assert_eq!((found.gold, found.covered, found.matched), (3, 2.0 / 3.0, 1.0 / 3.0));
    assert_eq!(agreement(&[], &[]).covered, 0.0);
}
