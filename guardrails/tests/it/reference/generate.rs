//! Random policies and subjects from a small world of words.

use groundstate_guardrails::objective::Scope;
use groundstate_guardrails::policy::kind::{
    Authorisation, Classifier, DetectorName, Entropy, Grounding, Injection, Language, OperatingPoint, Pattern,
    PatternMode, Pii, Predicate, Semantic, SemanticMode, Shape, Undetermined,
};
use groundstate_guardrails::policy::{Enforcement, Kind, ObjectiveSpec, OnViolation, Policy, Stage};
use groundstate_guardrails::subject::{Evidence, Message, Principal, Role, Subject, ToolCall};
use proptest::prelude::*;
use serde_json::json;

use crate::support::policy_of;

const WORDS: [&str; 8] = ["alpha", "beta", "gamma", "delta", "secret", "violence", "hate", "Omega"];
/// A key as one provider writes it, drawn for these tests.
pub(super) const KEY: &str = "AKIAZ4Q7L2M9X3B5T8W1";
/// A marker of a chat template.
pub(super) const MARK: &str = "[INST]";
/// What people say in several languages and scripts, and what is too short to tell.
const SAID: [&str; 5] = [
    "the dog sleeps in the house of my brother and nobody wakes it.",
    "el perro duerme en la casa de mi hermano y nadie lo despierta.",
    "der hund ist heute mit dem kind in unserem garten gewesen.",
    "\u{441}\u{43e}\u{431}\u{430}\u{43a}\u{430} \u{441}\u{43f}\u{438}\u{442} \u{432} \u{434}\u{43e}\u{43c}\u{435}.",
    "ok.",
];
/// Languages that objectives name.
const LANGUAGES: [&str; 5] = ["en", "es", "de", "ru", "fr"];
const ROLES: [Role; 4] = [Role::System, Role::User, Role::Assistant, Role::Tool];

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
    Near { like: Vec<String>, unlike: Vec<String> },
    Tongue(Tongue),
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
}

impl RandomObjective {
    pub(super) fn at(&self, stage: Stage) -> bool {
        self.stages.contains(&stage)
    }

    pub(super) fn scope(&self) -> Scope {
        match &self.what {
            What::Words { require: false, .. } | What::Head { .. } | What::Grounded | What::May(_) => Scope::Statement,
            What::Keys | What::Orders | What::Near { .. } => Scope::Statement,
            What::Words { require: true, .. } | What::Length { .. } | What::Holds(_) | What::Tongue(_) => Scope::Answer,
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
            What::Near { like, unlike } => Kind::Semantic(Semantic {
                examples: like.clone(),
                counterexamples: unlike.clone(),
                threshold: THRESHOLD,
                separation: SEPARATION,
                mode: SemanticMode::Forbid,
            }),
        }
    }
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
            ..Subject::default()
        }
    }
}

fn word() -> impl Strategy<Value = &'static str> {
    prop::sample::select(WORDS.to_vec())
}

fn words(count: std::ops::Range<usize>) -> impl Strategy<Value = String> {
    prop::collection::vec(word(), count).prop_map(|words| words.join(" "))
}

/// Words of a text: keys and markers among them.
fn spoken(count: std::ops::Range<usize>) -> impl Strategy<Value = String> {
    let spoken = prop_oneof![10 => word(), 1 => Just(KEY), 1 => Just(MARK)];
    prop::collection::vec(spoken, count).prop_map(|words| words.join(" "))
}

fn text() -> impl Strategy<Value = String> {
    prop::collection::vec(spoken(1..5), 0..4).prop_map(|sentences| {
        sentences.into_iter().map(|sentence| format!("{sentence}.")).collect::<Vec<_>>().join(" ")
    })
}

/// What somebody says before: words, or a sentence in some language.
fn said() -> impl Strategy<Value = String> {
    prop_oneof![2 => text(), 1 => prop::sample::select(SAID.to_vec()).prop_map(str::to_owned)]
}

/// Some language is named, and none is both admitted and not.
fn tongue() -> impl Strategy<Value = Tongue> {
    let named = (prop::sample::subsequence(LANGUAGES.to_vec(), 1..=4), 0_usize..=4);
    let told = (prop::sample::select(vec![1_u32, 4, 20]), prop::sample::select(vec![0.0, 0.5, 0.95]));
    (named, told, any::<bool>()).prop_map(|((mut allow, admitted), (letters, confidence), doubt)| {
        let deny = allow.split_off(admitted.min(allow.len()));
        Tongue { allow, deny, letters, confidence, doubt }
    })
}

fn role() -> impl Strategy<Value = Role> {
    prop::sample::select(ROLES.to_vec())
}

fn stage() -> impl Strategy<Value = Stage> {
    prop::sample::select(Stage::ALL.to_vec())
}

fn condition() -> impl Strategy<Value = Condition> {
    let leaf = prop_oneof![
        word().prop_map(Condition::TextHas),
        (0_usize..80).prop_map(Condition::Shorter),
        stage().prop_map(Condition::StageIs),
        prop::sample::select(vec!["pay", "read"]).prop_map(Condition::ToolIs),
        prop::sample::select(vec!["pay", "read"]).prop_map(Condition::ToolIsUnasked),
        role().prop_map(Condition::MessageFrom),
        prop::sample::select(vec!["staff", "board"]).prop_map(Condition::HasRole),
    ];
    leaf.prop_recursive(3, 8, 2, |inner| {
        prop_oneof![
            inner.clone().prop_map(|one| Condition::Not(Box::new(one))),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| Condition::Both(Box::new(a), Box::new(b))),
            (inner.clone(), inner).prop_map(|(a, b)| Condition::Either(Box::new(a), Box::new(b))),
        ]
    })
}

fn rule() -> impl Strategy<Value = Rule> {
    let role = prop::option::of(prop::sample::select(vec!["staff", "board"]));
    let action = prop::option::of(prop::sample::select(vec!["pay", "read", "output", "input"]));
    (prop::bool::weighted(0.7), role, action).prop_map(|(permit, role, action)| Rule { permit, role, action })
}

fn what() -> impl Strategy<Value = What> {
    prop_oneof![
        4 => (prop::collection::btree_set(words(1..3), 1..4), prop::bool::weighted(0.25))
            .prop_map(|(words, require)| What::Words { words: words.into_iter().collect(), require }),
        1 => (0_u32..8, 0_u32..60).prop_map(|(max_words, max_chars)| What::Length { max_words, max_chars }),
        2 => (prop::option::of(prop::sample::select(vec!["hate", "violence"])), 1_u32..=10)
            .prop_map(|(label, tenths)| What::Head { label, threshold: f64::from(tenths) / 10.0 }),
        1 => Just(What::Grounded),
        2 => condition().prop_map(What::Holds),
        1 => prop::collection::vec(rule(), 1..4).prop_map(What::May),
        2 => Just(What::Keys),
        2 => Just(What::Orders),
        1 => (prop::collection::vec(words(1..4), 1..4), prop::collection::vec(words(1..4), 0..3))
            .prop_map(|(like, unlike)| What::Near { like, unlike }),
        1 => tongue().prop_map(What::Tongue),
    ]
}

fn objective() -> impl Strategy<Value = RandomObjective> {
    let enforcement = prop_oneof![
        3 => Just(Enforcement::Hard),
        1 => (1_u32..5).prop_map(|weight| Enforcement::Soft { weight: f64::from(weight) / 2.0 }),
        1 => Just(Enforcement::Shadow),
    ];
    let stages = prop::sample::subsequence(Stage::ALL.to_vec(), 1..=6);
    let roles = prop::sample::subsequence(ROLES.to_vec(), 0..=2);
    let margin = prop::sample::select(vec![-0.5, 0.0, 0.0, 0.0, 0.3, 1.0]);
    (what(), stages, roles, enforcement, margin, any::<bool>()).prop_map(
        |(what, stages, roles, enforcement, margin, redacts)| {
            let finds = matches!(what, What::Words { require: false, .. } | What::Keys | What::Orders);
            let able = finds && enforcement == Enforcement::Hard;
            let redacts = able && redacts;
            let admitted = [Stage::Input, Stage::Recall, Stage::Output];
            let stages = if redacts { admitted.to_vec() } else { stages };
            RandomObjective { id: String::new(), what, stages, roles, enforcement, margin, redacts }
        },
    )
}

pub(super) fn policy() -> impl Strategy<Value = RandomPolicy> {
    prop::collection::vec(objective(), 0..5).prop_map(|mut objectives| {
        for (n, objective) in objectives.iter_mut().enumerate() {
            objective.id = format!("o{n}");
        }
        RandomPolicy { objectives }
    })
}

pub(super) fn subject() -> impl Strategy<Value = RandomSubject> {
    let tool = prop::option::weighted(0.3, (prop::sample::select(vec!["pay", "read"]), spoken(1..3)));
    let principal = prop::option::weighted(0.8, prop::sample::subsequence(vec!["staff", "board"], 0..=2));
    (
        stage(),
        text(),
        prop::option::of(role()),
        prop::collection::vec((role(), said()), 0..3),
        tool,
        prop::collection::vec(words(1..8), 0..3),
        principal,
        prop::bool::weighted(0.9),
    )
        .prop_map(|(stage, text, role, messages, tool, evidence, principal, features)| RandomSubject {
            stage,
            text,
            role,
            messages,
            tool,
            evidence,
            principal,
            features,
        })
}
