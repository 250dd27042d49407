//! Words of a text, folded for comparison: compatibility-decomposed, lower case, without Latin accents,
//! stemmed by Porter2 where they are plain ASCII.

use rust_stemmers::{Algorithm, Stemmer};
use unicode_normalization::UnicodeNormalization;
use unicode_segmentation::UnicodeSegmentation;

/// Longer words are cut; characters.
const MAX_WORD: usize = 64;

/// The folded words of a text, in order.
pub(super) fn words(text: &str) -> Vec<String> {
    let stemmer = Stemmer::create(Algorithm::English);
    let folded: String = text
        .nfkd()
        .filter(|letter| !('\u{300}'..='\u{36F}').contains(letter))
        .map(|letter| if letter == '’' { '\'' } else { letter })
        .flat_map(char::to_lowercase)
        .collect();
    folded.unicode_words().map(|word| stem(word, &stemmer)).filter(|word| !word.is_empty()).collect()
}

fn stem(word: &str, stemmer: &Stemmer) -> String {
    let numeric = word.bytes().any(|byte| byte.is_ascii_digit());
    // `u.s` is `us`, `1,000` is `1000`, `3.5` stays.
    let kept = |letter: &char| *letter != ',' && *letter != '_' && (numeric || *letter != '.');
    let word: String = word.chars().filter(kept).take(MAX_WORD).collect();
    if numeric || !word.is_ascii() {
        return word;
    }
    let stemmed = stemmer.stem(&word);
    stemmed.chars().filter(|letter| *letter != '\'').collect()
}
