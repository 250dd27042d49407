//! Words of a text with their byte ranges.

/// One word or number.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Word {
    /// First byte.
    pub(super) start: usize,
    /// Byte after.
    pub(super) end: usize,
    /// Lower-cased.
    pub(super) folded: String,
    /// Whether it begins with a capital.
    pub(super) capital: bool,
    /// Whether it holds a digit.
    pub(super) digit: bool,
    /// Whether the text between the previous word and this one is only blanks and light marks.
    pub(super) joined: bool,
}

const FUNCTION: &str = " a an the of in on at to for by with from and or as is are was were be been being do does did has have had \
it its this that these those what which who whom whose when where why how many much there their they them he she his her him not \
into than then so such can could will would may might must shall should about after before between during over under through per \
also both but if while because since until although only more most some any each all other i you we our your us no nor one's very ";

/// Splits a text into words; hyphens, apostrophes, and separators inside numbers hold a word together.
pub(super) fn words(text: &str) -> Vec<Word> {
    let mut words: Vec<Word> = Vec::new();
    let mut start = None;
    let mut characters = text.char_indices().peekable();
    while let Some((index, character)) = characters.next() {
        let after = index + character.len_utf8();
        let next = characters.peek().map(|(_, next)| *next);
        let digits =
            text.get(..index).and_then(|before| before.chars().next_back()).is_some_and(|c| c.is_ascii_digit());
        let inner = match character {
            '-' | '\'' | '’' | '‐' => next.is_some_and(char::is_alphanumeric),
            '.' | ',' | ':' => digits && next.is_some_and(|next| next.is_ascii_digit()),
            _ => false,
        };
        if character.is_alphanumeric() || (inner && start.is_some()) {
            start.get_or_insert(index);
            if next.is_some() && (next.is_some_and(char::is_alphanumeric) || next.is_some_and(is_inner)) {
                continue;
            }
            push(text, start.take(), after, &mut words);
        } else {
            push(text, start.take(), index, &mut words);
        }
    }
    words
}

fn is_inner(character: char) -> bool {
    matches!(character, '-' | '\'' | '’' | '‐' | '.' | ',' | ':')
}

fn push(text: &str, start: Option<usize>, end: usize, words: &mut Vec<Word>) {
    let Some((start, word)) = start.and_then(|start| text.get(start..end).map(|word| (start, word))) else { return };
    let gap = text.get(words.last().map_or(0, |last| last.end)..start).unwrap_or_default();
    words.push(Word {
        start,
        end,
        folded: word.to_lowercase(),
        capital: word.chars().next().is_some_and(char::is_uppercase),
        digit: word.chars().any(|character| character.is_ascii_digit()),
        joined: gap.chars().all(char::is_whitespace) && !words.is_empty(),
    });
}

impl Word {
    /// Whether the word only holds a sentence together.
    pub(super) fn is_function(&self) -> bool {
        contains(FUNCTION, &self.folded)
    }

    /// Whether one of the given folded words is this word, inflection aside.
    pub(super) fn matches_any(&self, others: &[&str]) -> bool {
        others.iter().any(|other| *other == self.folded || stem(other) == stem(&self.folded))
    }
}

/// Whether a blank-separated list holds a word.
pub(super) fn contains(list: &str, word: &str) -> bool {
    list.split_ascii_whitespace().any(|entry| entry == word)
}

/// Strips the commonest English endings; enough to compare two forms of one word.
fn stem(word: &str) -> &str {
    let stripped = ["'s", "’s", "ing", "ed", "es", "s"].iter().find_map(|ending| word.strip_suffix(ending));
    let stem = stripped.filter(|stem| stem.chars().count() >= 3).unwrap_or(word);
    stem.strip_suffix('e').filter(|stem| stem.chars().count() >= 3).unwrap_or(stem)
}
