//! Words of a text, folded for comparison: compatibility-decomposed, lower case, without Latin accents,
//! stemmed by Porter2 where they are plain ASCII.

use rust_stemmers::{Algorithm, Stemmer};
use unicode_normalization::UnicodeNormalization;
use unicode_segmentation::UnicodeSegmentation;

/// Longer words are cut; characters.
const MAX_WORD: usize = 64;

/// English words that say nothing about what a question is about. Sorted.
const STOP_WORDS: [&str; 68] = [
    "a", "about", "an", "and", "are", "as", "at", "be", "been", "being", "by", "can", "could", "did", "do", "does",
    "for", "from", "had", "has", "have", "he", "her", "his", "how", "in", "into", "is", "it", "its", "many", "may",
    "might", "much", "not", "of", "on", "or", "s", "she", "so", "such", "t", "than", "that", "the", "their", "them",
    "then", "there", "these", "they", "this", "those", "to", "was", "were", "what", "when", "where", "which", "who",
    "whom", "whose", "why", "will", "with", "would",
];

/// The words of a text, in order.
pub(super) fn words(text: &str) -> Vec<String> {
    let stemmer = Stemmer::create(Algorithm::English);
    let folded = fold(text);
    folded.unicode_words().map(|word| stem(word, &stemmer)).filter(|word| !word.is_empty()).collect()
}

/// The words of a question without stop words; all of them when nothing else is left.
pub(super) fn query_words(text: &str) -> Vec<String> {
    let folded = fold(text);
    let telling: Vec<&str> = folded.unicode_words().filter(|word| STOP_WORDS.binary_search(word).is_err()).collect();
    if telling.is_empty() { words(text) } else { words(&telling.join(" ")) }
}

fn fold(text: &str) -> String {
    text.nfkd()
        .filter(|letter| !('\u{300}'..='\u{36F}').contains(letter))
        .map(|letter| if letter == '’' { '\'' } else { letter })
        .flat_map(char::to_lowercase)
        .collect()
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

#[cfg(test)]
mod tests {
    use super::{STOP_WORDS, query_words, words};

    #[test]
    fn stop_words_are_sorted() {
        assert!(STOP_WORDS.is_sorted());
    }

    #[test]
    fn a_question_keeps_what_tells() {
        assert_eq!(query_words("What is the price of oil?"), words("price oil"));
        assert_eq!(query_words("Who are they?"), words("who are they"), "nothing else is left");
    }
}
