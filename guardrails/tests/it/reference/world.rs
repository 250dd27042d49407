//! Policies and subjects of a small world of words, and what they are to the crate.

use groundstate_guardrails::objective::Scope;
use groundstate_guardrails::policy::kind::{
    Authorisation, Classifier, Critic, DetectorName, Entropy, Grounding, Injection, Language, OperatingPoint, Pattern,
    PatternMode, Pii, Predicate, Semantic, SemanticMode, Shape, Topic, Undetermined,
};
use groundstate_guardrails::policy::{Enforcement, Kind, ObjectiveSpec, OnViolation, Policy, Stage};
use groundstate_guardrails::subject::{Evidence, Message, Principal, Role, Subject, ToolCall};
use serde_json::json;

use crate::support::policy_of;

/// A key as one provider writes it, drawn for these tests.
pub(super) const KEY: &str = "AKIAZ4Q7L2M9X3B5T8W1";
/// A marker of a chat template.
pub(super) const MARK: &str = "[INST]";

/// Of the semantic objectives: no cosine of two short texts lies on them.
pub(super) const THRESHOLD: f64 = 0.437;
pub(super) const SEPARATION: f64 = 0.093;

#[derive(Debug, Clone)]
pub(super) struct RandomPolicy {
    pub(super) objectives: Vec<RandomObjective>,
}

#[derive(Debug, Clone)]
pub(super) struct RandomObjective {
    pub(super) id: String,
    pub(super) what: What,
    pub(super) stages: Vec<Stage>,
    pub(super) roles: Vec<Role>,
    pub(super) enforcement: Enforcement,
    pub(super) margin: f64,
    pub(super) redacts: bool,
}

#[derive(Debug, Clone)]
pub(super) enum What {
    Words { words: Vec<String>, require: bool },
    Length { max_words: u32, max_chars: u32 },
    Head { label: Option<&'static str>, threshold: f64 },
    Grounded,
    Holds(Condition),
    May(Vec<Rule>),
    Keys,
    Orders,
    Near { like: Vec<String>, unlike: Vec<String>, require: bool },
    OnTopic { like: Vec<String>, unlike: Vec<String>, require: bool },
    Tongue(Tongue),
    Held { threshold: f64 },
}

/// Languages that are admitted, all where none is named, and those that are not.
#[derive(Debug, Clone)]
pub(super) struct Tongue {
    pub(super) allow: Vec<&'static str>,
    pub(super) deny: Vec<&'static str>,
    pub(super) letters: u32,
    pub(super) confidence: f64,
    pub(super) doubt: bool,
}

#[derive(Debug, Clone)]
pub(super) enum Condition {
    TextHas(&'static str),
    Shorter(usize),
    StageIs(Stage),
    ToolIs(&'static str),
    ToolIsUnasked(&'static str),
    MessageFrom(Role),
    HasRole(&'static str),
    Not(Box<Condition>),
    Both(Box<Condition>, Box<Condition>),
    Either(Box<Condition>, Box<Condition>),
}

#[derive(Debug, Clone)]
pub(super) struct Rule {
    pub(super) permit: bool,
    pub(super) role: Option<&'static str>,
    pub(super) action: Option<&'static str>,
}

#[derive(Debug, Clone)]
pub(super) struct RandomSubject {
    pub(super) stage: Stage,
    pub(super) text: String,
    pub(super) role: Option<Role>,
    pub(super) messages: Vec<(Role, String)>,
    pub(super) tool: Option<(&'static str, String)>,
    pub(super) evidence: Vec<String>,
    pub(super) principal: Option<Vec<&'static str>>,
    pub(super) features: bool,
    pub(super) critic: Option<f64>,
}

impl RandomObjective {
    pub(super) fn at(&self, stage: Stage) -> bool {
        self.stages.contains(&stage)
    }

    pub(super) fn scope(&self) -> Scope {
        match &self.what {
            What::Words { require: false, .. } | What::Head { .. } | What::Grounded | What::May(_) => Scope::Statement,
            What::Keys | What::Orders => Scope::Statement,
            What::Near { require: false, .. } | What::OnTopic { require: false, .. } => Scope::Statement,
            What::Words { .. } | What::Length { .. } | What::Holds(_) | What::Tongue(_) => Scope::Answer,
            What::Near { .. } | What::OnTopic { .. } | What::Held { .. } => Scope::Answer,
        }
    }

    fn kind(&self) -> Kind {
        match &self.what {
            What::Words { words, require } => Kind::Pattern(Pattern {
                patterns: Vec::new(),
                words: words.clone(),
                case_sensitive: false,
                whole_words: true,
                mode: if *require { PatternMode::Require } else { PatternMode::Forbid },
            }),
            What::Length { max_words, max_chars } => {
                Kind::Shape(Shape { max_words: Some(*max_words), max_chars: Some(*max_chars), ..Shape::default() })
            }
            What::Head { label, threshold } => {
                let labels: Vec<String> = label.iter().map(|label| (*label).to_owned()).collect();
                let all = ["hate".to_owned(), "violence".to_owned()];
                let counted = if labels.is_empty() { all.to_vec() } else { labels.clone() };
                Kind::Classifier(Classifier {
                    head: "moderation".to_owned(),
                    labels,
                    operating_point: OperatingPoint::Strict,
                    thresholds: counted.into_iter().map(|label| (label, *threshold)).collect(),
                })
            }
            What::Grounded => Kind::Grounding(Grounding { threshold: 1.0, semantic_threshold: None }),
            What::Holds(condition) => Kind::Predicate(Predicate { expression: condition.cel() }),
            What::May(rules) => Kind::Authorisation(Authorisation {
                policies: rules.iter().map(Rule::cedar).collect(),
                resource_argument: None,
            }),
            What::Keys => Kind::Pii(Pii {
                detectors: vec![DetectorName::SecretFormat],
                phone_regions: Vec::new(),
                bare_numbers: false,
                private_addresses: false,
                entropy: Entropy::default(),
                allow: Vec::new(),
            }),
            What::Orders => Kind::Injection(Injection::default()),
            What::Tongue(Tongue { allow, deny, letters, confidence, doubt }) => Kind::Language(Language {
                allow: allow.iter().map(|language| (*language).to_owned()).collect(),
                deny: deny.iter().map(|language| (*language).to_owned()).collect(),
                min_letters: *letters,
                min_confidence: *confidence,
                undetermined: if *doubt { Undetermined::Permit } else { Undetermined::Refuse },
            }),
            What::Near { like, unlike, require } => Kind::Semantic(Semantic {
                examples: like.clone(),
                counterexamples: unlike.clone(),
                threshold: THRESHOLD,
                separation: SEPARATION,
                mode: mode(*require),
            }),
            What::OnTopic { like, unlike, require } => {
                Kind::Topic(Topic { examples: like.clone(), counterexamples: unlike.clone(), mode: mode(*require) })
            }
            What::Held { threshold } => Kind::Critic(Critic { threshold: *threshold }),
        }
    }
}

const fn mode(require: bool) -> SemanticMode {
    if require { SemanticMode::Require } else { SemanticMode::Forbid }
}

impl Condition {
    fn cel(&self) -> String {
        match self {
            Self::TextHas(word) => format!("text.contains('{word}')"),
            Self::Shorter(length) => format!("size(text) < {length}"),
            Self::StageIs(stage) => format!("stage == '{}'", stage.name()),
            Self::ToolIs(name) => format!("(tool != null && tool.name == '{name}')"),
            Self::ToolIsUnasked(name) => format!("tool.name == '{name}'"),
            Self::MessageFrom(role) => {
                format!("messages.exists(m, m.role == '{}')", format!("{role:?}").to_lowercase())
            }
            Self::HasRole(role) => format!("(principal != null && '{role}' in principal.roles)"),
            Self::Not(inner) => format!("!({})", inner.cel()),
            Self::Both(one, other) => format!("({} && {})", one.cel(), other.cel()),
            Self::Either(one, other) => format!("({} || {})", one.cel(), other.cel()),
        }
    }
}

impl Rule {
    fn cedar(&self) -> String {
        let effect = if self.permit { "permit" } else { "forbid" };
        let principal = self.role.map_or("principal".to_owned(), |role| format!("principal in Role::\"{role}\""));
        let action = self.action.map_or("action".to_owned(), |action| format!("action == Action::\"{action}\""));
        format!("{effect}({principal}, {action}, resource);\n")
    }
}

impl RandomPolicy {
    pub(super) fn document(&self) -> Policy {
        let spec = |objective: &RandomObjective| ObjectiveSpec {
            id: objective.id.clone(),
            kind: objective.kind(),
            stages: objective.stages.clone(),
            roles: objective.roles.clone(),
            enforcement: objective.enforcement,
            on_violation: if objective.redacts { OnViolation::Redact } else { OnViolation::Refuse },
            margin: objective.margin,
            message: "no".to_owned(),
            owner: "tests".to_owned(),
            references: Vec::new(),
            overridable: false,
        };
        policy_of(self.objectives.iter().map(spec).collect())
    }
}

/// A subject's parts, owned.
pub(super) struct Parts {
    text: String,
    role: Option<Role>,
    messages: Vec<Message>,
    tool: Option<ToolCall>,
    evidence: Vec<Evidence>,
    principal: Option<Principal>,
    critic: Option<f64>,
}

impl RandomSubject {
    pub(super) fn parts(&self) -> Parts {
        Parts {
            text: self.text.clone(),
            role: self.role,
            messages: self
                .messages
                .iter()
                .map(|(role, content)| Message { role: *role, content: content.clone() })
                .collect(),
            tool: self
                .tool
                .as_ref()
                .map(|(name, to)| ToolCall { name: (*name).to_owned(), arguments: json!({"to": to}) }),
            evidence: (1..)
                .zip(&self.evidence)
                .map(|(n, text)| Evidence { id: format!("s{n}"), text: text.clone() })
                .collect(),
            principal: self.principal.as_ref().map(|roles| Principal {
                id: "someone".to_owned(),
                roles: roles.iter().map(|role| (*role).to_owned()).collect(),
                labels: Vec::new(),
            }),
            critic: self.critic,
        }
    }
}

impl Parts {
    pub(super) fn borrow(&self) -> Subject<'_> {
        Subject {
            text: &self.text,
            role: self.role,
            messages: &self.messages,
            tool: self.tool.as_ref(),
            evidence: &self.evidence,
            principal: self.principal.as_ref(),
            critic: self.critic,
            ..Subject::default()
        }
    }
}
