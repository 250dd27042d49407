//! Draws policies and subjects.

use groundstate_guardrails::policy::{Enforcement, Stage};
use groundstate_guardrails::subject::Role;
use proptest::prelude::*;

use super::world::{Condition, KEY, MARK, RandomObjective, RandomPolicy, RandomSubject, Rule, Tongue, What};

const WORDS: [&str; 8] = ["alpha", "beta", "gamma", "delta", "secret", "violence", "hate", "Omega"];
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

/// Texts that are all different, at least three on the topic and three off it.
fn topic() -> impl Strategy<Value = What> {
    let texts = prop::collection::btree_set(words(1..4), 6..14).prop_map(|texts| texts.into_iter().collect::<Vec<_>>());
    let split = texts.prop_shuffle().prop_flat_map(|texts| (3..=texts.len() - 3, Just(texts)));
    (split, any::<bool>()).prop_map(|((count, mut like), require)| {
        let unlike = like.split_off(count);
        What::OnTopic { like, unlike, require }
    })
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
        1 => (prop::collection::vec(words(1..4), 1..4), prop::collection::vec(words(1..4), 0..3), any::<bool>())
            .prop_map(|(like, unlike, require)| What::Near { like, unlike, require }),
        1 => topic(),
        1 => (0_u32..=10).prop_map(|tenths| What::Held { threshold: f64::from(tenths) / 10.0 }),
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
            // What learns from feedback never binds, and judges answers.
            let (enforcement, stages) = match (&what, enforcement) {
                (What::Held { .. }, Enforcement::Hard) => (Enforcement::Shadow, vec![Stage::Output]),
                (What::Held { .. }, _) => (enforcement, vec![Stage::Output]),
                _ => (enforcement, stages),
            };
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
        prop::option::of(prop::sample::select(vec![0.0, 0.25, 0.5, 1.0])),
    )
        .prop_map(|(stage, text, role, messages, tool, evidence, principal, features, critic)| RandomSubject {
            stage,
            text,
            role,
            messages,
            tool,
            evidence,
            principal,
            features,
            critic,
        })
}
