//! Which sentences cannot stand alone.

use super::Language;

/// Whether a sentence opens with a pronoun, a demonstrative or a connective, so that a reader who does
/// not know the sentence before cannot tell what it speaks of. A quick lexical judgement: what it
/// points to is not resolved.
pub(super) fn cannot_open(text: &str, language: &Language) -> bool {
    let opening = text.trim_start_matches(|letter: char| !letter.is_alphanumeric());
    if opening.chars().next().is_some_and(char::is_lowercase) {
        // A sentence that begins in lower case is the rest of another.
        return language.tag != "und";
    }
    language.points_back(opening)
}
