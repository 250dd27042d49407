//! A word list as one automaton.

use std::ops::Range;

use aho_corasick::{AhoCorasick, MatchKind};

use crate::normalise;

/// Words and phrases, each in its two comparable forms.
#[derive(Debug)]
pub(super) struct WordList {
    automaton: AhoCorasick,
    /// The word of each pattern of the automaton.
    word: Vec<usize>,
    words: usize,
    whole: bool,
}

/// A word found.
#[derive(Debug)]
pub(super) struct Found {
    /// Its index in the list.
    pub(super) word: usize,
    /// Its bytes in the text searched.
    pub(super) range: Range<usize>,
}

impl WordList {
    pub(super) fn new(words: &[String], whole: bool) -> Result<Self, String> {
        let mut forms = Vec::new();
        let mut word = Vec::new();
        for (index, source) in words.iter().enumerate() {
            let clean = normalise::comparable(source);
            let skeleton = normalise::comparable_skeleton(source);
            for form in [Some(&clean), (skeleton != clean).then_some(&skeleton)].into_iter().flatten() {
                if !form.is_empty() {
                    forms.push(form.clone());
                    word.push(index);
                }
            }
        }
        let automaton = AhoCorasick::builder()
            .match_kind(MatchKind::Standard)
            .build(&forms)
            .map_err(|error| format!("words: {error}"))?;
        Ok(Self { automaton, word, words: words.len(), whole })
    }

    pub(super) const fn len(&self) -> usize {
        self.words
    }

    /// Every occurrence, also where they overlap: a shorter word must not hide a longer one that is whole.
    pub(super) fn find<'t>(&'t self, text: &'t str) -> impl Iterator<Item = Found> + 't {
        self.automaton.find_overlapping_iter(text).filter_map(move |found| {
            let range = found.range();
            let word = *self.word.get(found.pattern().as_usize())?;
            (!self.whole || stands_alone(text, &range)).then_some(Found { word, range })
        })
    }
}

/// Whether neither neighbour continues the word. An end that is itself no letter or digit is free.
pub(crate) fn stands_alone(text: &str, range: &Range<usize>) -> bool {
    let inside = text.get(range.clone()).unwrap_or_default();
    let joins = |edge: Option<char>, neighbour: Option<char>| {
        edge.is_some_and(char::is_alphanumeric) && neighbour.is_some_and(|c| c.is_alphanumeric() || c == '_')
    };
    let before = text.get(..range.start).and_then(|before| before.chars().next_back());
    let after = text.get(range.end..).and_then(|after| after.chars().next());
    !joins(inside.chars().next(), before) && !joins(inside.chars().next_back(), after)
}
