//! Passages: every statement in exactly one, its span holding its text.

use groundstate_server::memory::passages::{PassageDraft, PassagePolicy, passages};
use groundstate_server::memory::segment::{SegmentOptions, StatementDraft, segment};

use super::files::read;

fn statements() -> Vec<StatementDraft> {
    let text = "# Knots\n\n## Bowline\n\nIt holds. It is known. It never slips under any load.\n\nA second paragraph stands here.\n";
    segment(&read(text.as_bytes(), "text/markdown").unwrap(), &SegmentOptions { max_chars: 600, max_item_chars: 300 })
}

fn words(text: &str) -> usize {
    text.split_whitespace().count()
}

fn group(policy: PassagePolicy, max_tokens: usize) -> Vec<PassageDraft> {
    let statements = statements();
    let found = passages(Some("Knots"), &statements, policy, max_tokens, &words);
    let order: Vec<usize> = found.iter().flat_map(|passage| passage.statements.clone()).collect();
    assert_eq!(order, (0..statements.len()).collect::<Vec<_>>());
    for passage in &found {
        for (span, index) in passage.spans.iter().zip(&passage.statements) {
            assert_eq!(passage.text[span.clone()], statements[*index].text);
        }
    }
    found
}

#[test]
fn the_policy_decides_what_surrounds_a_statement() {
    let alone = group(PassagePolicy::Statement, 100);
    assert_eq!((alone.len(), alone[0].text.as_str()), (4, "It holds."));
    let titled = group(PassagePolicy::StatementWithHeading, 100);
    assert_eq!((titled.len(), titled[0].text.as_str()), (4, "Knots. Bowline. It holds."));
    let together = group(PassagePolicy::Paragraph, 100);
    let paragraph = "It holds. It is known. It never slips under any load.";
    assert_eq!((together.len(), together[0].text.as_str()), (2, paragraph));
    let both = group(PassagePolicy::ParagraphWithHeading, 100);
    assert_eq!(both[1].text, "Knots. Bowline. A second paragraph stands here.");
}

#[test]
fn a_long_paragraph_goes_on_after_its_last_statement() {
    let texts =
        |policy, max_tokens| group(policy, max_tokens).into_iter().map(|passage| passage.text).collect::<Vec<_>>();
    let windows =
        ["It holds. It is known.", "It is known. It never slips under any load.", "A second paragraph stands here."];
    assert_eq!(texts(PassagePolicy::Paragraph, 9), windows, "the statement before is context, not content");
    let tight = ["It holds. It is known.", "It never slips under any load.", "A second paragraph stands here."];
    assert_eq!(texts(PassagePolicy::Paragraph, 7), tight);
    for policy in [PassagePolicy::Paragraph, PassagePolicy::ParagraphWithHeading] {
        for max_tokens in 1..20 {
            let all = group(policy, max_tokens);
            assert!(all.iter().all(|passage| words(&passage.text) <= max_tokens || passage.statements.len() == 1));
        }
    }
    let narrow = group(PassagePolicy::ParagraphWithHeading, 2);
    assert!(narrow.iter().all(|passage| passage.statements.len() == 1 && !passage.text.starts_with("Knots")));
}
