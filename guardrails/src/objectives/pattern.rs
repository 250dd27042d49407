//! Pattern: regular expressions and word lists.
//!
//! G counts places (mode `forbid`) or expressions and words that are found nowhere (mode `require`),
//! 0..=100. Both engines run in time linear in the text: the regular expressions have neither look-around
//! nor back-references, the words are one Aho–Corasick automaton; and at most 100 places are counted.

mod words;

use regex::{Regex, RegexBuilder};

use crate::normalise::{self, Layer, View};
use crate::objective::{Assessment, Context, Objective, Places, Scope, Span, Unevaluable};
use crate::policy::kind::{Pattern, PatternMode};
use crate::policy::limits;

use words::WordList;

/// Compiled expressions and words.
#[derive(Debug)]
pub struct PatternObjective {
    expressions: Vec<Regex>,
    words: Option<WordList>,
    mode: PatternMode,
}

/// Compiles one expression within the limits.
///
/// # Errors
/// Why it is refused: too long, not an expression, too large once compiled.
pub fn expression(source: &str, case_sensitive: bool) -> Result<Regex, String> {
    if source.is_empty() {
        return Err("must not be empty".to_owned());
    }
    if source.len() > limits::PATTERN_BYTES {
        return Err(format!("{} bytes, at most {} are admitted", source.len(), limits::PATTERN_BYTES));
    }
    RegexBuilder::new(source)
        .case_insensitive(!case_sensitive)
        .size_limit(limits::COMPILED_PATTERN_BYTES)
        .dfa_size_limit(limits::COMPILED_PATTERN_BYTES)
        .nest_limit(limits::NESTING)
        .build()
        .map_err(|error| match error {
            regex::Error::CompiledTooBig(limit) => {
                format!("takes more than {limit} bytes once compiled; shorten its counted repetitions")
            }
            other => last_line(&other.to_string()),
        })
}

/// The message without the drawing that comes before it.
fn last_line(message: &str) -> String {
    let line = message.lines().next_back().unwrap_or(message);
    line.strip_prefix("error: ").unwrap_or(line).to_owned()
}

/// A word as it is compared; empty where nothing of it is left.
pub fn plain_word(word: &str) -> String {
    normalise::comparable(word)
}

impl PatternObjective {
    /// Compiles expressions and words.
    ///
    /// # Errors
    /// The first expression that is refused, and why.
    pub fn new(parameters: &Pattern) -> Result<Self, String> {
        let expressions = parameters
            .patterns
            .iter()
            .enumerate()
            .map(|(index, source)| {
                expression(source, parameters.case_sensitive).map_err(|reason| format!("patterns[{index}]: {reason}"))
            })
            .collect::<Result<Vec<_>, _>>()?;
        let words = match parameters.words.as_slice() {
            [] => None,
            words => Some(WordList::new(words, parameters.whole_words)?),
        };
        Ok(Self { expressions, words, mode: parameters.mode })
    }

    fn forbid(&self, context: &Context<'_>) -> Result<Assessment, Unevaluable> {
        let mut places = Places::default();
        for part in context.parts() {
            for view in part.views() {
                context.checkpoint()?;
                for (index, expression) in self.expressions.iter().enumerate() {
                    let label = || format!("pattern {}", index + 1);
                    for found in expression.find_iter(view.text()).take(limits::SPANS) {
                        places.add(Span::new(part.at(), view.source(found.range()), label()));
                    }
                }
            }
            for view in part.lower() {
                context.checkpoint()?;
                for found in self.words.iter().flat_map(|words| words.find(view.text())).take(limits::SPANS) {
                    let label = format!("word {}", found.word + 1);
                    places.add(Span::new(part.at(), view.source(found.range), label));
                }
            }
            if places.full() {
                break;
            }
        }
        let mut spans = places.into_spans();
        spans.truncate(limits::SPANS);
        Ok(Assessment { value: spans.len() as f64, reason: format!("{} place(s) found", spans.len()), spans })
    }

    fn require(&self, context: &Context<'_>) -> Result<Assessment, Unevaluable> {
        let mut missing = 0_usize;
        for expression in &self.expressions {
            context.checkpoint()?;
            let found = context.parts().any(|part| shown(part.views()).any(|view| expression.is_match(view.text())));
            missing += usize::from(!found);
        }
        if let Some(words) = &self.words {
            let mut unseen: std::collections::BTreeSet<usize> = (0..words.len()).collect();
            for part in context.parts() {
                for view in shown(part.lower()) {
                    context.checkpoint()?;
                    words.find(view.text()).for_each(|found| {
                        unseen.remove(&found.word);
                    });
                }
            }
            missing += unseen.len();
        }
        let value = missing.min(limits::SPANS) as f64;
        Ok(Assessment { value, reason: format!("{missing} required expression(s) missing"), spans: Vec::new() })
    }
}

/// The readings that a reader sees: what is required must stand there, not in an encoding.
fn shown<'v>(views: &'v [View<'static>]) -> impl Iterator<Item = &'v View<'static>> {
    views.iter().filter(|view| !matches!(view.layer(), Layer::Decoded | Layer::Leet))
}

impl Objective for PatternObjective {
    fn scope(&self) -> Scope {
        match self.mode {
            PatternMode::Forbid => Scope::Statement,
            PatternMode::Require => Scope::Answer,
        }
    }

    fn assess(&self, context: &Context<'_>) -> Result<Assessment, Unevaluable> {
        match self.mode {
            PatternMode::Forbid => self.forbid(context),
            PatternMode::Require => self.require(context),
        }
    }
}
