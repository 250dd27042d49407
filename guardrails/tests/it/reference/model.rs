//! The second implementation: what the definitions say, one step at a time, without regard to cost.

use groundstate_guardrails::policy::{Enforcement, Stage};
use groundstate_guardrails::subject::Role;

use super::nearness::{self, Topic};
use super::world::{Condition, KEY, MARK, RandomObjective, RandomPolicy, RandomSubject, Rule, Tongue, What};

/// What one objective says.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Outcome {
    Value(f64),
    Unevaluable,
}

impl Outcome {
    pub(super) fn violates(self, margin: f64) -> bool {
        matches!(self, Self::Value(value) if value > margin)
    }
}

/// What the policy says.
#[derive(Debug, Clone)]
pub(super) struct Answer {
    pub(super) outcomes: Vec<(String, Outcome)>,
    pub(super) energy: f64,
    pub(super) permits: bool,
    pub(super) first: Option<String>,
}

/// A text of the subject: whether redaction can reach it, who speaks, the words.
struct Text<'s> {
    role: Option<Role>,
    words: &'s str,
    reachable: bool,
}

fn texts(subject: &RandomSubject) -> Vec<Text<'_>> {
    let mut texts = vec![Text { role: subject.role, words: &subject.text, reachable: true }];
    for (role, words) in &subject.messages {
        texts.push(Text { role: Some(*role), words, reachable: true });
    }
    if let Some((name, to)) = &subject.tool {
        for words in [name, "to", to.as_str()] {
            texts.push(Text { role: None, words, reachable: false });
        }
    }
    texts.retain(|text| !text.words.is_empty());
    texts
}

fn seen<'s>(objective: &RandomObjective, subject: &'s RandomSubject) -> Vec<Text<'s>> {
    let mut texts = texts(subject);
    texts.retain(|text| match text.role {
        None => true,
        Some(role) => objective.roles.is_empty() || objective.roles.contains(&role),
    });
    texts
}

/// Where a phrase stands in a text as whole words, in any case.
fn occurrences(text: &str, phrase: &str) -> Vec<(usize, usize)> {
    let (text, phrase) = (text.to_lowercase(), phrase.to_lowercase());
    let mut found = Vec::new();
    for (start, _) in text.char_indices() {
        if !text[start..].starts_with(&phrase) {
            continue;
        }
        let end = start + phrase.len();
        let before = text[..start].chars().last();
        let after = text[end..].chars().next();
        if !before.is_some_and(char::is_alphanumeric) && !after.is_some_and(char::is_alphanumeric) {
            found.push((start, end));
        }
    }
    found
}

fn sentences(text: &str) -> Vec<&str> {
    text.split_inclusive('.').map(str::trim).filter(|sentence| !sentence.is_empty()).collect()
}

/// What a model is asked about: sentences, and texts whole.
fn pieces<'s>(seen: &[Text<'s>]) -> Vec<&'s str> {
    seen.iter().flat_map(|text| sentences(text.words).into_iter().chain([text.words])).collect()
}

fn words(text: &str) -> Vec<String> {
    text.to_lowercase()
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

fn outcome(objective: &RandomObjective, subject: &RandomSubject) -> Outcome {
    let seen = seen(objective, subject);
    match &objective.what {
        What::Words { words, require: false } => {
            let count =
                seen.iter().map(|text| words.iter().map(|word| occurrences(text.words, word).len()).sum::<usize>());
            Outcome::Value(count.sum::<usize>() as f64)
        }
        What::Words { words, require: true } => {
            let missing = words.iter().filter(|word| seen.iter().all(|text| occurrences(text.words, word).is_empty()));
            Outcome::Value(missing.count() as f64)
        }
        What::Length { max_words, max_chars } => {
            let over = |count: usize, bound: u32| match bound {
                0 => count as f64,
                bound => count as f64 / f64::from(bound) - 1.0,
            };
            let measure = |text: &str| {
                over(text.split_whitespace().count(), *max_words).max(over(text.chars().count(), *max_chars)).min(10.0)
            };
            let values = seen.iter().map(|text| measure(text.words));
            Outcome::Value(if seen.is_empty() { measure("") } else { values.fold(f64::NEG_INFINITY, f64::max) })
        }
        What::Head { label, threshold } => {
            if !subject.features {
                return Outcome::Unevaluable;
            }
            let mut largest = -1.0_f64;
            for words in pieces(&seen).into_iter().map(words) {
                for wanted in ["hate", "violence"].iter().filter(|name| label.is_none_or(|label| label == **name)) {
                    let share = words.iter().filter(|word| word == wanted).count() as f32 / words.len().max(1) as f32;
                    largest = largest.max(f64::from(share) - threshold);
                }
            }
            Outcome::Value(largest)
        }
        What::Grounded => Outcome::Value(1.0 - support(subject)),
        What::Holds(condition) => match holds(condition, subject) {
            Some(true) => Outcome::Value(-1.0),
            Some(false) => Outcome::Value(1.0),
            None => Outcome::Unevaluable,
        },
        What::May(rules) => may(rules, subject),
        What::Keys | What::Orders => {
            let places: usize =
                seen.iter().map(|text| places(objective, subject.stage, text.role, text.words).len()).sum();
            match objective.what {
                What::Keys => Outcome::Value(places as f64),
                _ => Outcome::Value(if places > 0 { 1.0 } else { -1.0 }),
            }
        }
        What::Near { .. } | What::OnTopic { .. } if !subject.features => Outcome::Unevaluable,
        What::Near { like, unlike, require } => {
            let nearest = nearness::semantic(like, unlike, &pieces(&seen));
            Outcome::Value(if *require { -nearest } else { nearest })
        }
        What::OnTopic { like, unlike, require } => {
            let nearest = Topic::learn(like, unlike).nearest(&pieces(&seen));
            Outcome::Value(if *require { -nearest } else { nearest })
        }
        What::Held { threshold } => Outcome::Value(subject.critic.map_or(-1.0, |cost| cost - threshold)),
        What::Tongue(tongue) => {
            Outcome::Value(seen.iter().map(|text| foreign(tongue, text.words)).fold(-1.0, f64::max))
        }
    }
}

/// The code of ISO 639-3.
fn three_letters(subtag: &str) -> &str {
    match subtag {
        "en" => "eng",
        "es" => "spa",
        "de" => "deu",
        "ru" => "rus",
        "fr" => "fra",
        other => other,
    }
}

/// How foreign a text is. What detects languages is the crate's detector; the rule is written anew.
fn foreign(tongue: &Tongue, text: &str) -> f64 {
    let named =
        |list: &[&str], language: whatlang::Lang| list.iter().any(|subtag| three_letters(subtag) == language.code());
    let admitted = |language| match (tongue.allow.is_empty(), named(&tongue.deny, language)) {
        (_, true) => false,
        (true, false) => true,
        (false, false) => named(&tongue.allow, language),
    };
    let doubt = if tongue.doubt { 0.0 } else { 1.0 };
    if text.chars().filter(|c| c.is_alphabetic()).count() < tongue.letters as usize {
        return doubt;
    }
    match whatlang::detect(text) {
        None => doubt,
        Some(told) if told.confidence() < tongue.confidence => {
            let possible = told.script().langs().iter().any(|language| admitted(*language));
            if possible { doubt } else { 1.0 }
        }
        Some(told) if admitted(told.lang()) => -told.confidence(),
        Some(told) => told.confidence(),
    }
}

/// What an objective finds in a text of somebody: where, and what it calls it.
fn places(objective: &RandomObjective, stage: Stage, role: Option<Role>, text: &str) -> Vec<(usize, usize, String)> {
    let named = |what: &str, label: &str| -> Vec<(usize, usize, String)> {
        occurrences(text, what).into_iter().map(|(start, end)| (start, end, label.to_owned())).collect()
    };
    match &objective.what {
        What::Words { words, require: false } => {
            (1..).zip(words).flat_map(|(number, word)| named(word, &format!("word {number}"))).collect()
        }
        What::Keys => named(KEY, "aws_access_key"),
        // Instructions are looked for in data: in what memory holds, and in what a tool said.
        What::Orders if matches!(stage, Stage::MemoryWrite | Stage::Recall) || role == Some(Role::Tool) => {
            named(MARK, "role_marker")
        }
        _ => Vec::new(),
    }
}

/// The least support of a sentence: the share of its words that stand in the evidence; none where one with a digit does
/// not.
fn support(subject: &RandomSubject) -> f64 {
    let there: Vec<String> = subject.evidence.iter().flat_map(|text| words(text)).collect();
    let mut least = 1.0_f64;
    for sentence in sentences(&subject.text) {
        let mut wanted = words(sentence);
        wanted.sort();
        wanted.dedup();
        if wanted.iter().any(|word| word.contains(|c: char| c.is_ascii_digit()) && !there.contains(word)) {
            return 0.0;
        }
        let found = wanted.iter().filter(|word| there.contains(word)).count();
        least = least.min(found as f64 / wanted.len() as f64);
    }
    least
}

/// Three-valued: nothing where it fails, and a failure does not matter where the other side decides.
fn holds(condition: &Condition, subject: &RandomSubject) -> Option<bool> {
    let tool = subject.tool.as_ref().map(|(name, _)| *name);
    match condition {
        Condition::TextHas(word) => Some(subject.text.contains(word)),
        Condition::Shorter(length) => Some(subject.text.chars().count() < *length),
        Condition::StageIs(stage) => Some(subject.stage == *stage),
        Condition::ToolIs(name) => Some(tool == Some(name)),
        Condition::ToolIsUnasked(name) => tool.map(|tool| tool == *name),
        Condition::MessageFrom(role) => Some(subject.messages.iter().any(|(from, _)| from == role)),
        Condition::HasRole(role) => Some(subject.principal.as_ref().is_some_and(|roles| roles.contains(role))),
        Condition::Not(inner) => holds(inner, subject).map(|held| !held),
        Condition::Both(one, other) => decide(holds(one, subject), holds(other, subject), false),
        Condition::Either(one, other) => decide(holds(one, subject), holds(other, subject), true),
    }
}

fn decide(one: Option<bool>, other: Option<bool>, decisive: bool) -> Option<bool> {
    if one == Some(decisive) || other == Some(decisive) {
        return Some(decisive);
    }
    (one.is_some() && other.is_some()).then_some(!decisive)
}

fn may(rules: &[Rule], subject: &RandomSubject) -> Outcome {
    let Some(roles) = &subject.principal else { return Outcome::Unevaluable };
    let action = subject.tool.as_ref().map_or(subject.stage.name(), |(name, _)| name);
    let applies = |rule: &&Rule| {
        rule.role.is_none_or(|role| roles.contains(&role)) && rule.action.is_none_or(|wanted| wanted == action)
    };
    let permitted = rules.iter().filter(applies).any(|rule| rule.permit);
    let forbidden = rules.iter().filter(applies).any(|rule| !rule.permit);
    Outcome::Value(if permitted && !forbidden { -1.0 } else { 1.0 })
}

/// What the policy says of a subject as it came.
pub(super) fn evaluate(policy: &RandomPolicy, subject: &RandomSubject) -> Answer {
    let asked: Vec<&RandomObjective> =
        policy.objectives.iter().filter(|objective| objective.at(subject.stage)).collect();
    answer(&asked, asked.iter().map(|objective| outcome(objective, subject)).collect())
}

fn answer(asked: &[&RandomObjective], outcomes: Vec<Outcome>) -> Answer {
    let mut energy = 0.0;
    let mut first = None;
    for (objective, outcome) in asked.iter().zip(&outcomes) {
        match (objective.enforcement, outcome) {
            (Enforcement::Soft { weight }, Outcome::Value(value)) if *value > objective.margin => {
                energy += weight * (value - objective.margin);
            }
            (Enforcement::Soft { weight }, Outcome::Unevaluable) => energy += weight,
            _ => {}
        }
        if blocks(objective, *outcome) && first.is_none() {
            first = Some(objective.id.clone());
        }
    }
    let named = asked.iter().zip(outcomes).map(|(objective, outcome)| (objective.id.clone(), outcome)).collect();
    Answer { outcomes: named, energy, permits: first.is_none(), first }
}

fn blocks(objective: &RandomObjective, outcome: Outcome) -> bool {
    objective.enforcement == Enforcement::Hard
        && (outcome == Outcome::Unevaluable || outcome.violates(objective.margin))
}

/// Text, messages and what the policy says of them once what violates has been taken out, four times at most.
pub(super) fn redact(policy: &RandomPolicy, subject: &RandomSubject) -> (String, Vec<String>, Answer) {
    let asked: Vec<&RandomObjective> =
        policy.objectives.iter().filter(|objective| objective.at(subject.stage)).collect();
    let mut left = subject.clone();
    let mut outcomes: Vec<Outcome> = asked.iter().map(|objective| outcome(objective, &left)).collect();
    for _ in 0..4 {
        let blocking: Vec<&&RandomObjective> = asked
            .iter()
            .zip(&outcomes)
            .filter(|(objective, outcome)| blocks(objective, **outcome))
            .map(|(o, _)| o)
            .collect();
        if blocking.is_empty() || !blocking.iter().all(|objective| can_redact(objective, &left)) {
            break;
        }
        let stage = left.stage;
        let out = |role: Option<Role>, text: &str| taken_out(&blocking, stage, role, text);
        left.text = if left.text.is_empty() { String::new() } else { out(left.role, &left.text) };
        left.messages = left.messages.iter().map(|(role, text)| (*role, out(Some(*role), text))).collect();
        let again = asked.iter().zip(&outcomes).map(|(objective, before)| match objective.what {
            What::Grounded => *before,
            _ => outcome(objective, &left),
        });
        outcomes = again.collect();
    }
    let messages = left.messages.iter().map(|(_, text)| text.clone()).collect();
    (left.text.clone(), messages, answer(&asked, outcomes))
}

/// Whether it redacts, and everything that it finds lies where it can be taken out.
fn can_redact(objective: &RandomObjective, subject: &RandomSubject) -> bool {
    let found = seen(objective, subject);
    let found: Vec<_> =
        found.iter().filter(|text| !places(objective, subject.stage, text.role, text.words).is_empty()).collect();
    objective.redacts && !found.is_empty() && found.iter().all(|text| text.reachable)
}

/// A text with every run of places replaced by the label of the place that begins it.
fn taken_out(blocking: &[&&RandomObjective], stage: Stage, role: Option<Role>, text: &str) -> String {
    let mut all = Vec::new();
    for objective in blocking {
        if role.is_some_and(|role| !objective.roles.is_empty() && !objective.roles.contains(&role)) {
            continue;
        }
        let found = places(objective, stage, role, text);
        all.extend(found.into_iter().map(|(start, end, label)| (start, std::cmp::Reverse(end), label)));
    }
    let mut places = all;
    places.sort();
    let mut left = String::new();
    let mut at = 0;
    while at < text.len() {
        let Some((_, _, label)) = places.iter().find(|(start, _, _)| *start == at) else {
            let character = text[at..].chars().next().expect("a place within the text");
            left.push(character);
            at += character.len_utf8();
            continue;
        };
        left.push_str(&format!("[{label}]"));
        let mut end = at + 1;
        while places.iter().any(|(start, stop, _)| *start < end && stop.0 > end) {
            end = places.iter().filter(|(start, _, _)| *start < end).map(|(_, stop, _)| stop.0).max().unwrap_or(end);
        }
        at = end;
    }
    left
}
