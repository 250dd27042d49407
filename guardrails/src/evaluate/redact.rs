//! Redaction: what violates is taken out of the text, and what is left is evaluated again.
//!
//! Only objectives that say `on_violation = "redact"` are met that way. The subject is let through only if
//! what is left satisfies every hard objective; a violation of any other hard objective refuses it as it came.

use std::collections::BTreeMap;
use std::ops::Range;

use super::{CompiledObjective, CompiledPolicy, Redacted, Report, Status};
use crate::features::{Budget, TextFeatures};
use crate::objective::Span;
use crate::policy::{Kind, OnViolation, Stage};
use crate::subject::{Claim, Message, Subject};

/// Times that what is left is searched again. A detector reports at most a hundred places at once, and what
/// stands beside a place taken out may read otherwise afterwards.
const ROUNDS: usize = 4;

/// A subject after redaction, with what the policy says of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Redaction {
    /// What the policy says of what is left, and what was taken out.
    pub report: Report,
    /// The text that is left.
    pub text: String,
    /// The conversation that is left.
    pub messages: Vec<Message>,
    /// The answer's parts, in the text that is left.
    pub statements: Vec<Claim>,
}

impl Redaction {
    /// Whether anything was taken out.
    pub const fn changed(&self) -> bool {
        !self.report.redactions.is_empty()
    }
}

impl CompiledPolicy {
    /// Checks the subject against every objective of the stage, and takes out what violates those that redact.
    pub fn redact(
        &self,
        stage: Stage,
        subject: &Subject<'_>,
        features: &dyn TextFeatures,
        budget: &dyn Budget,
    ) -> Redaction {
        self.redact_where(stage, subject, features, budget, |_| true)
    }

    /// The same with the objectives of the stage that are chosen.
    pub fn redact_where(
        &self,
        stage: Stage,
        subject: &Subject<'_>,
        features: &dyn TextFeatures,
        budget: &dyn Budget,
        choose: impl Fn(&CompiledObjective) -> bool,
    ) -> Redaction {
        let mut left = Redaction {
            report: self.evaluate_where(stage, subject, features, budget, &choose),
            text: subject.text.to_owned(),
            messages: subject.messages.to_vec(),
            statements: subject.statements.to_vec(),
        };
        for _ in 0..ROUNDS {
            let found = self.redactable(&left.report);
            if found.is_empty() {
                break;
            }
            let mut redactions = std::mem::take(&mut left.report.redactions);
            redactions.extend(found.iter().cloned());
            left.take_out(&found);
            let rest = Subject { text: &left.text, messages: &left.messages, statements: &left.statements, ..*subject };
            let again = |objective: &CompiledObjective| choose(objective) && !keeps(&objective.spec().kind);
            let report = self.evaluate_where(stage, &rest, features, budget, again);
            left.report = Report { redactions, ..merged(&left.report, report) };
        }
        left
    }

    /// Whether an objective reads what the critic holds against an answer.
    pub fn asks_critic(&self) -> bool {
        self.policy().objectives.iter().any(|spec| matches!(spec.kind, Kind::Critic(_)))
    }

    /// Whether what is said of a subject depends on the principal.
    pub fn reads_principal(&self) -> bool {
        self.policy().objectives.iter().any(|spec| spec.kind.reads_principal())
    }

    /// The places to take out; none where something else blocks the subject, or where a place lies in
    /// something that cannot be rewritten.
    fn redactable(&self, report: &Report) -> Vec<Redacted> {
        let mut found = Vec::new();
        for verdict in report.violations() {
            let spec = self.policy().objective(&verdict.objective);
            let redacts = spec.is_some_and(|spec| spec.on_violation == OnViolation::Redact);
            let reachable = verdict.evidence.iter().all(|span| span.at == "/text" || message(&span.at).is_some());
            if !redacts || !reachable || verdict.status != Status::Violated || verdict.evidence.is_empty() {
                return Vec::new();
            }
            let objective = &verdict.objective;
            found.extend(
                verdict.evidence.iter().map(|span| Redacted { objective: objective.clone(), span: span.clone() }),
            );
        }
        found
    }
}

/// Whether what was said of the subject as it came holds for what is left: a statement that its evidence
/// supports is not less supported for what it leaves out, and a label claims nothing.
const fn keeps(kind: &Kind) -> bool {
    matches!(kind, Kind::Grounding(_))
}

/// The verdicts of `after`, and those of `before` that were not asked again, in their order.
fn merged(before: &Report, after: Report) -> Report {
    let mut fresh = after.verdicts.into_iter().peekable();
    let verdicts = before
        .verdicts
        .iter()
        .map(|old| fresh.next_if(|verdict| verdict.objective == old.objective).unwrap_or_else(|| old.clone()));
    Report::new(before.stage, verdicts.collect())
}

impl Redaction {
    fn take_out(&mut self, found: &[Redacted]) {
        let mut by_text: BTreeMap<&str, Vec<&Span>> = BTreeMap::new();
        for redacted in found {
            by_text.entry(&redacted.span.at).or_default().push(&redacted.span);
        }
        for (at, spans) in by_text {
            let cuts = cuts(&spans);
            if at == "/text" {
                self.text = replaced(&self.text, &cuts);
                for claim in &mut self.statements {
                    (claim.start, claim.end) = (moved(claim.start, &cuts, false), moved(claim.end, &cuts, true));
                }
            } else if let Some(message) = message(at).and_then(|index| self.messages.get_mut(index)) {
                message.content = replaced(&message.content, &cuts);
            }
        }
    }
}

/// The message that a place lies in: `/messages/2/content`.
fn message(at: &str) -> Option<usize> {
    at.strip_prefix("/messages/")?.strip_suffix("/content")?.parse().ok()
}

/// A range and what stands in its place.
struct Cut {
    range: Range<usize>,
    label: String,
}

/// Places as ranges that do not overlap, ascending; of places that overlap the first gives the label.
fn cuts(spans: &[&Span]) -> Vec<Cut> {
    let mut spans = spans.to_vec();
    spans.sort_by(|a, b| (a.start, b.end, &a.label).cmp(&(b.start, a.end, &b.label)));
    let mut cuts: Vec<Cut> = Vec::new();
    for span in spans {
        match cuts.last_mut().filter(|last| span.start < last.range.end) {
            Some(last) => last.range.end = last.range.end.max(span.end),
            None => cuts.push(Cut { range: span.start..span.end, label: format!("[{}]", span.label) }),
        }
    }
    cuts
}

fn replaced(text: &str, cuts: &[Cut]) -> String {
    let mut left = String::with_capacity(text.len());
    let mut at = 0;
    for cut in cuts {
        left.push_str(text.get(at..cut.range.start).unwrap_or_default());
        left.push_str(&cut.label);
        at = cut.range.end;
    }
    left.push_str(text.get(at..).unwrap_or_default());
    left
}

/// Where a boundary lies after the cuts; one inside a cut goes to its start, or after it where it is an end.
fn moved(boundary: usize, cuts: &[Cut], end: bool) -> usize {
    let (mut removed, mut added) = (0, 0);
    for Cut { range, label } in cuts {
        if range.end <= boundary {
            removed += range.len();
            added += label.len();
        } else if range.start < boundary {
            removed += boundary - range.start;
            added += if end { label.len() } else { 0 };
        }
    }
    boundary + added - removed
}
