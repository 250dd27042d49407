//! What segmentation must know about a language.
//!
//! To add a language: write its constant, and name its primary tag in [`Language::for_tag`]. Word lists
//! are sorted (a test holds that) and lower case.

mod english;

/// Word lists of one language.
#[derive(Debug)]
pub struct Language {
    /// Primary language subtag, `und` for the lists that suit no language in particular.
    pub tag: &'static str,
    /// Written with a full stop and never the last word of a sentence: `dr`, `e.g`.
    pub abbreviations: &'static [&'static str],
    /// Abbreviations only before a digit: `no`, `fig`.
    pub before_number: &'static [&'static str],
    /// Abbreviations that may also end a sentence: `inc`, `etc`.
    pub ambiguous: &'static [&'static str],
    /// Words that open a sentence when they are capitalised after an ambiguous abbreviation or initial.
    pub starters: &'static [&'static str],
    /// Openings that point back to the sentence before: pronouns, demonstratives, connectives. Words
    /// divided by one space.
    pub back_references: &'static [&'static str],
    /// Openings that look like a back reference and are none: `it is known`, `his majesty`.
    pub expletives: &'static [&'static str],
    /// Words of a sentence that introduces a list.
    pub introductions: &'static [&'static str],
}

static UNDETERMINED: Language = Language {
    tag: "und",
    abbreviations: &[],
    before_number: &[],
    ambiguous: &[],
    starters: &[],
    back_references: &[],
    expletives: &[],
    introductions: &[],
};

impl Language {
    /// The lists for a BCP 47 tag. A document that declares nothing is read as English; one that
    /// declares a language without lists is cut by the Unicode rules alone.
    #[must_use]
    pub fn for_tag(tag: Option<&str>) -> &'static Self {
        let primary = tag.and_then(|tag| tag.split(['-', '_']).next()).unwrap_or("en");
        if primary.eq_ignore_ascii_case("en") { &english::ENGLISH } else { &UNDETERMINED }
    }

    /// Whether a paragraph introduces what follows it.
    #[must_use]
    pub fn introduces(&self, paragraph: &str) -> bool {
        let text = paragraph.trim_end();
        let Some(last) = text.chars().next_back() else { return false };
        if matches!(last, ':' | '：') {
            return true;
        }
        let ended = matches!(last, '.' | '!' | '?' | '…' | '。' | '！' | '？' | '"' | '”' | '»');
        let tail: String = text.chars().rev().take(160).collect::<Vec<_>>().into_iter().rev().collect();
        !ended || words(&tail).any(|word| contains(self.introductions, &word))
    }

    pub(super) fn is_abbreviation(&self, word: &str) -> bool {
        contains(self.abbreviations, word)
    }

    pub(super) fn is_before_number(&self, word: &str) -> bool {
        contains(self.before_number, word)
    }

    pub(super) fn is_ambiguous(&self, word: &str) -> bool {
        contains(self.ambiguous, word)
    }

    pub(super) fn is_starter(&self, word: &str) -> bool {
        contains(self.starters, word)
    }

    /// Whether a text opens with something that points back.
    pub(super) fn points_back(&self, text: &str) -> bool {
        let opening: Vec<String> = words(text).take(4).collect();
        let opens_with = |list: &[&str]| {
            (1..=opening.len()).any(|count| {
                contains(list, &opening.iter().take(count).map(String::as_str).collect::<Vec<_>>().join(" "))
            })
        };
        opens_with(self.back_references) && !opens_with(self.expletives)
    }
}

fn contains(sorted: &[&str], word: &str) -> bool {
    sorted.binary_search(&word).is_ok()
}

/// Lower-case words; hyphens and apostrophes belong to the word.
fn words(text: &str) -> impl Iterator<Item = String> + '_ {
    text.split(|letter: char| !letter.is_alphanumeric() && !matches!(letter, '-' | '\'' | '’'))
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
}
