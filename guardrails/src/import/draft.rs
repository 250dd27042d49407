//! The policy as it grows, with the account of every setting.

use std::collections::BTreeSet;

use super::{ImportError, Imported, Mapped, Unmapped};
use crate::evaluate::CompiledPolicy;
use crate::policy::kind::DetectorName;
use crate::policy::kind::{Entropy, Grounding, Kind, Pattern, PatternMode, Pii, Shape};
use crate::policy::{Enforcement, ObjectiveSpec, OnViolation, Policy, PolicyError, Stage};

/// An objective before it has its final id.
#[derive(Debug, Clone)]
pub(super) struct Objective {
    /// What it is called, roughly.
    pub(super) id: String,
    /// What it measures.
    pub(super) kind: Kind,
    /// Where.
    pub(super) stage: Stage,
    /// What a violation does.
    pub(super) enforcement: Enforcement,
}

impl Objective {
    /// A hard objective.
    pub(super) fn hard(id: &str, stage: Stage, kind: Kind) -> Self {
        Self { id: id.to_owned(), kind, stage, enforcement: Enforcement::Hard }
    }
}

/// What a setting became: objectives with a note, or the reason why nothing.
pub(super) type Outcome = Result<(Vec<Objective>, Option<String>), String>;

/// One objective, the same in meaning.
pub(super) fn same(objective: Objective) -> Outcome {
    Ok((vec![objective], None))
}

/// One objective that differs in what the note says.
pub(super) fn alike(objective: Objective, note: impl Into<String>) -> Outcome {
    Ok((vec![objective], Some(note.into())))
}

/// A policy in the making.
#[derive(Debug)]
pub(super) struct Draft {
    /// Of which project the configuration is.
    origin: &'static str,
    objectives: Vec<ObjectiveSpec>,
    mapped: Vec<Mapped>,
    unmapped: Vec<Unmapped>,
}

impl Draft {
    pub(super) const fn new(origin: &'static str) -> Self {
        Self { origin, objectives: Vec::new(), mapped: Vec::new(), unmapped: Vec::new() }
    }

    /// Accounts for a setting.
    pub(super) fn account(&mut self, setting: impl Into<String>, outcome: Outcome) {
        let setting = setting.into();
        match outcome {
            Err(reason) => self.unmapped.push(Unmapped { setting, reason }),
            Ok((objectives, note)) => {
                let mut ids = Vec::new();
                for objective in objectives {
                    match self.admit(&setting, objective) {
                        Ok(id) => ids.push(id),
                        Err(reason) => self.unmapped.push(Unmapped { setting: setting.clone(), reason }),
                    }
                }
                if !ids.is_empty() {
                    self.mapped.push(Mapped { setting, objectives: ids, note });
                }
            }
        }
    }

    /// Accounts for a setting that has no counterpart.
    pub(super) fn skip(&mut self, setting: impl Into<String>, reason: impl Into<String>) {
        self.account(setting, Err(reason.into()));
    }

    /// Accounts for each parameter that a setting's conversion did not look at.
    pub(super) fn skip_rest(&mut self, setting: &str, rest: Vec<String>, reason: &str) {
        for name in rest {
            self.skip(format!("{setting}.{name}"), reason);
        }
    }

    /// Adds an objective that compiles; its id.
    fn admit(&mut self, setting: &str, objective: Objective) -> Result<String, String> {
        let Objective { id, kind, stage, enforcement } = objective;
        let id = self.free_id(&id);
        let spec = ObjectiveSpec {
            id: id.clone(),
            message: format!("The text is refused by `{id}`, a rule taken over from {}.", self.origin),
            owner: "imported".to_owned(),
            references: vec![clipped(&format!("{}: {setting}", self.origin), 500)],
            kind,
            stages: vec![stage],
            roles: Vec::new(),
            enforcement,
            on_violation: OnViolation::default(),
            margin: 0.0,
            overridable: false,
        };
        // Alone in a policy: a setting that cannot be kept must not take the others with it.
        let probe = Policy {
            name: "probe".to_owned(),
            description: String::new(),
            objectives: vec![spec.clone()],
            remove: Vec::new(),
            tests: Vec::new(),
        };
        CompiledPolicy::compile(&probe).map_err(|error| format!("it does not become an objective: {error}"))?;
        self.objectives.push(spec);
        Ok(id)
    }

    fn free_id(&self, wish: &str) -> String {
        let base = identifier(wish);
        let taken: BTreeSet<&str> = self.objectives.iter().map(|objective| objective.id.as_str()).collect();
        let numbered = |number: usize| if number == 1 { base.clone() } else { format!("{base}-{number}") };
        (1..).map(numbered).find(|id| !taken.contains(id.as_str())).unwrap_or(base)
    }

    pub(super) fn finish(self, name: &str) -> Result<Imported, ImportError> {
        let Self { origin, objectives, mapped, unmapped } = self;
        let policy = Policy {
            name: name.to_owned(),
            description: format!("Taken over from a configuration of {origin}. What did not map is listed beside it."),
            objectives,
            remove: Vec::new(),
            tests: Vec::new(),
        };
        let problems = policy.problems();
        if !problems.is_empty() {
            return Err(PolicyError::Invalid(problems).into());
        }
        Ok(Imported { policy, mapped, unmapped })
    }
}

/// A text as an identifier: lower case, the rest as hyphens, at most 48 characters.
fn identifier(text: &str) -> String {
    let mut id = String::new();
    for c in text.chars().flat_map(char::to_lowercase) {
        if c.is_ascii_alphanumeric() {
            id.push(c);
        } else if !id.is_empty() && !id.ends_with('-') {
            id.push('-');
        }
        if id.len() >= 48 {
            break;
        }
    }
    let id = id.trim_matches('-');
    if id.is_empty() { "rule".to_owned() } else { id.to_owned() }
}

fn clipped(text: &str, limit: usize) -> String {
    text.chars().take(limit).collect()
}

/// A pattern objective's parameters that forbid these expressions.
pub(super) fn forbid(patterns: Vec<String>, case_sensitive: bool) -> Kind {
    Kind::Pattern(Pattern { patterns, words: Vec::new(), case_sensitive, whole_words: true, mode: PatternMode::Forbid })
}

/// Parameters that demand this expression.
pub(super) fn require(pattern: String, case_sensitive: bool) -> Kind {
    Kind::Pattern(Pattern {
        patterns: vec![pattern],
        words: Vec::new(),
        case_sensitive,
        whole_words: true,
        mode: PatternMode::Require,
    })
}

/// Parameters that forbid these words.
pub(super) fn words(words: Vec<String>, whole_words: bool) -> Kind {
    Kind::Pattern(Pattern {
        patterns: Vec::new(),
        words,
        case_sensitive: false,
        whole_words,
        mode: PatternMode::Forbid,
    })
}

/// Parameters that forbid what these detectors find.
pub(super) fn pii(detectors: Vec<DetectorName>, allow: Vec<String>) -> Kind {
    // National notations of the countries that Presidio's phone recogniser looks for by default.
    let phone = detectors.contains(&DetectorName::Phone);
    let phone_regions = ["US", "GB", "DE", "IL", "IN", "CA", "BR"].into_iter().filter(|_| phone);
    Kind::Pii(Pii {
        detectors,
        phone_regions: phone_regions.map(str::to_owned).collect(),
        bare_numbers: false,
        private_addresses: false,
        entropy: Entropy::default(),
        allow,
    })
}

/// Parameters that forbid keys, tokens and passwords.
pub(super) fn secrets() -> Kind {
    pii(vec![DetectorName::Secret, DetectorName::Entropy], Vec::new())
}

/// Bounds of a text.
pub(super) fn shape(shape: Shape) -> Kind {
    Kind::Shape(shape)
}

/// Support by evidence, with the measure of this project.
pub(super) fn grounding() -> Kind {
    Kind::Grounding(Grounding::default())
}
