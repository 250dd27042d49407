//! Language: what each text is written in, by its letters and trigrams (Cavnar and Trenkle, 1994).
//!
//! Per text: the detector's confidence where its language is not admitted, its negative where it is; 1 where
//! the language is in doubt, but no admitted one is written in the text's script; else 0 or 1, as the policy
//! says. `G` is the largest, in −1..=1; −1 where there is no text.
//! A text is taken as a whole: one foreign sentence in a long text is not told from quotations and names.

mod codes;

pub use codes::known;

use whatlang::{Lang, detect};

use crate::normalise::Layer;
use crate::objective::{Assessment, Context, Objective, PartText, Scope, Span, Unevaluable};
use crate::policy::kind::{Language, Undetermined};
use crate::policy::limits;

/// Bytes of a text that are looked at: languages show in a few sentences.
const LOOKED_AT: usize = 16 << 10;

/// The language objective.
#[derive(Debug)]
pub struct LanguageObjective {
    parameters: Language,
}

impl LanguageObjective {
    /// The objective with these parameters.
    pub fn new(parameters: &Language) -> Self {
        Self { parameters: parameters.clone() }
    }

    /// G of one text, and the language where it can be told.
    fn value(&self, text: &str) -> (f64, Option<&'static str>) {
        let Language { allow, deny, min_confidence, min_letters, undetermined } = &self.parameters;
        let letters = text.chars().filter(|c| c.is_alphabetic()).count();
        let among = |list: &[String], language: Lang| list.iter().any(|subtag| subtag == codes::subtag(language));
        let admitted = |language| (allow.is_empty() || among(allow, language)) && !among(deny, language);
        let open = (if *undetermined == Undetermined::Permit { 0.0 } else { 1.0 }, None);
        let Some(info) = (letters >= *min_letters as usize).then(|| detect(text)).flatten() else { return open };
        let language = Some(codes::subtag(info.lang()));
        if info.confidence() >= *min_confidence {
            return (if admitted(info.lang()) { -info.confidence() } else { info.confidence() }, language);
        }
        // The script may decide where the language is in doubt.
        if info.script().langs().iter().any(|language| admitted(*language)) { open } else { (1.0, language) }
    }
}

/// The text as it is read: without invisible characters.
fn read<'c>(part: &PartText<'c>) -> &'c str {
    let clean = part.views().iter().find(|view| view.layer() == Layer::Clean);
    let text = clean.map_or(part.text(), |view| view.text());
    let mut end = text.len().min(LOOKED_AT);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(..end).unwrap_or_default()
}

impl Objective for LanguageObjective {
    fn scope(&self) -> Scope {
        Scope::Answer
    }

    fn assess(&self, context: &Context<'_>) -> Result<Assessment, Unevaluable> {
        let mut worst: Option<(f64, Option<&'static str>)> = None;
        let mut spans = Vec::new();
        for part in context.parts() {
            context.checkpoint()?;
            let found = self.value(read(&part));
            if found.0 > 0.0 && spans.len() < limits::SPANS {
                spans.push(Span::new(part.at(), 0..part.text().len(), found.1.unwrap_or("undetermined")));
            }
            if worst.is_none_or(|worst| found.0 > worst.0) {
                worst = Some(found);
            }
        }
        let (value, reason) = match worst {
            None => (-1.0, "there is no text".to_owned()),
            Some((value, None)) => (value, "the language of a text cannot be told".to_owned()),
            Some((value, Some(language))) => {
                (value, format!("a text is in `{language}`, confidence {:.2}", value.abs()))
            }
        };
        Ok(Assessment { value, reason, spans })
    }
}
