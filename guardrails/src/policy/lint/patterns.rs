//! Expressions and words that find nothing another of the same objective does not find.

use super::{Check, Finding, Placed, Severity};
use crate::objectives::pattern::plain_word;
use crate::policy::kind::{Kind, Pattern, PatternMode};

pub(super) fn check(objective: &Placed<'_>) -> Vec<Finding> {
    let Kind::Pattern(pattern) = &objective.spec.kind else { return Vec::new() };
    if pattern.mode == PatternMode::Require {
        return Vec::new();
    }
    let (words, literals) = (words(pattern), literals(pattern));
    let within = |long: &str, short: &str| contains(long, short, pattern.whole_words);
    let mut findings = subsumed(objective, "words", &words, within);
    findings.extend(subsumed(objective, "patterns", &literals, |long, short| long.contains(short)));
    findings
}

/// The words as they are compared.
fn words(pattern: &Pattern) -> Vec<Option<String>> {
    pattern.words.iter().map(|word| Some(plain_word(word)).filter(|word| !word.is_empty())).collect()
}

/// The expressions that are plain text, as they are compared; others are equal only to themselves.
fn literals(pattern: &Pattern) -> Vec<Option<String>> {
    let folded = |text: &String| if pattern.case_sensitive { text.clone() } else { text.to_lowercase() };
    pattern.patterns.iter().map(|text| (regex::escape(text) == **text).then(|| folded(text))).collect()
}

/// Whether one word stands in another, between characters that are no letters where whole words count.
fn contains(long: &str, short: &str, whole: bool) -> bool {
    let free = |c: Option<char>| !whole || c.is_none_or(|c| !c.is_alphanumeric());
    long.match_indices(short).any(|(start, found)| {
        let before = long.get(..start).and_then(|text| text.chars().next_back());
        let after = long.get(start + found.len()..).and_then(|text| text.chars().next());
        free(before) && free(after)
    })
}

/// The first of two equal ones stays; of two different ones the shorter finds whatever the longer does.
fn subsumed(
    objective: &Placed<'_>,
    field: &str,
    texts: &[Option<String>],
    within: impl Fn(&str, &str) -> bool,
) -> Vec<Finding> {
    let path = |index: usize| format!("kind.pattern.{field}[{index}]");
    let known = |index: usize| texts.get(index).and_then(Option::as_deref);
    let covered = |index: usize| {
        let text = known(index)?;
        let other = (0..texts.len()).find(|other| {
            known(*other)
                .is_some_and(|short| *other != index && within(text, short) && (short != text || *other < index))
        })?;
        let detail = format!("whatever it finds, `{}` finds", path(other));
        Some(objective.finding(Severity::Warning, Check::Subsumed, &path(index), detail))
    };
    (0..texts.len()).filter_map(covered).collect()
}
