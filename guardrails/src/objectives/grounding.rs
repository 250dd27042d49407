//! Grounding: every statement of the answer stands in the evidence it cites.
//!
//! `G = max over statements of (threshold − support)`, in −1..=1, support in 0..=1:
//! - 1 where the statement, normalised, is contained in one piece of its evidence at word boundaries;
//! - 0 where it cites nothing that is there, or brings a number or a negation that its evidence lacks;
//! - else the share of its words that stand in its evidence, or the cosine of the two where that is
//!   asked for and larger.
//!
//! Text of the answer that belongs to no statement has support 0. An answer without letters or digits
//! claims nothing and is satisfied.

mod support;

use crate::normalise;
use crate::objective::{Assessment, Context, Objective, Places, Scope, Span, Unevaluable};
use crate::policy::kind::Grounding;
use crate::subject::{Claim, Evidence};

use support::Words;

/// The grounding objective.
#[derive(Debug)]
pub struct GroundingObjective {
    parameters: Grounding,
}

impl GroundingObjective {
    /// The objective with these parameters.
    pub fn new(parameters: &Grounding) -> Self {
        Self { parameters: parameters.clone() }
    }

    /// Support of one statement, 0..=1.
    fn support(
        &self,
        context: &Context<'_>,
        evidence: &[(&Evidence, Words)],
        claim: &Claim,
        text: &str,
    ) -> Result<f64, Unevaluable> {
        let cited = || evidence.iter().filter(|(evidence, _)| claim.cites.contains(&evidence.id));
        let support = support::of(&Words::of(text), &cited().map(|(_, words)| words).collect::<Vec<_>>());
        let support::Support::Shared(share) = support else { return Ok(support.value()) };
        let Some(threshold) = self.parameters.semantic_threshold.filter(|_| share < self.parameters.threshold) else {
            return Ok(share);
        };
        let mut texts = vec![text];
        texts.extend(cited().map(|(evidence, _)| evidence.text.as_str()));
        let embeddings = context.embed(&texts)?;
        let Some((statement, evidence)) = embeddings.split_first() else { return Ok(share) };
        let mut best = share;
        for other in evidence {
            let cosine = crate::objective::cosine(statement, other)?;
            if cosine >= threshold {
                best = best.max(cosine);
            }
        }
        Ok(best)
    }
}

impl Objective for GroundingObjective {
    fn scope(&self) -> Scope {
        Scope::Statement
    }

    fn assess(&self, context: &Context<'_>) -> Result<Assessment, Unevaluable> {
        let text = context.subject().text;
        let claims = claims(context);
        let mut places = Places::default();
        let mut least = 1.0_f64;
        let evidence = words(context)?;
        for claim in &claims {
            context.checkpoint()?;
            let part = text.get(claim.range()).ok_or_else(|| {
                Unevaluable::Missing(format!("statement {}..{} is no range of the text", claim.start, claim.end))
            })?;
            if !claims_something(part) {
                continue;
            }
            let support = self.support(context, &evidence, claim, part)?;
            least = least.min(support);
            if support < self.parameters.threshold {
                places.add(Span::new("/text", claim.range(), "unsupported"));
            }
        }
        for range in uncovered(text, &claims) {
            least = 0.0;
            places.add(Span::new("/text", range, "outside every statement"));
        }
        let spans = places.into_spans();
        let reason = match spans.len() {
            0 => format!("every statement is supported, the least by {least:.3}"),
            count => format!("{count} part(s) without enough support, the least {least:.3}"),
        };
        Ok(Assessment { value: self.parameters.threshold - least, reason, spans })
    }
}

/// The evidence with its words, taken apart once for all statements.
fn words<'c>(context: &Context<'c>) -> Result<Vec<(&'c Evidence, Words)>, Unevaluable> {
    let words = |evidence: &'c Evidence| {
        context.checkpoint()?;
        Ok::<_, Unevaluable>((evidence, Words::of(&evidence.text)))
    };
    context.subject().evidence.iter().map(words).collect()
}

/// The statements as given, or every sentence citing all evidence.
fn claims(context: &Context<'_>) -> Vec<Claim> {
    let subject = context.subject();
    if !subject.statements.is_empty() {
        return subject.statements.to_vec();
    }
    let cites: Vec<String> = subject.evidence.iter().map(|evidence| evidence.id.clone()).collect();
    normalise::sentences(subject.text)
        .into_iter()
        .map(|range| Claim { start: range.start, end: range.end, cites: cites.clone() })
        .collect()
}

/// Runs of the text that belong to no statement and say something.
fn uncovered(text: &str, claims: &[Claim]) -> Vec<std::ops::Range<usize>> {
    let mut ranges: Vec<_> = claims.iter().map(Claim::range).collect();
    ranges.sort_by_key(|range| (range.start, range.end));
    let mut gaps = Vec::new();
    let mut reached = 0;
    for range in ranges.into_iter().chain(std::iter::once(text.len()..text.len())) {
        if range.start > reached && text.get(reached..range.start).is_some_and(claims_something) {
            gaps.push(reached..range.start);
        }
        reached = reached.max(range.end);
    }
    gaps
}

fn claims_something(text: &str) -> bool {
    text.chars().any(char::is_alphanumeric)
}
