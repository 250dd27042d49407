//! Injection: instructions inside data.
//!
//! Two detectors, each of which may find it: signs, searched in every reading of a text, and, where the
//! policy asks for it, the learned head. `G` is the larger of 1 or −1 (a sign, or none) and the head's
//! largest probability minus its threshold; −1..=1. Data is every text at the stages `memory_write` and
//! `recall`, and elsewhere what a tool said: what a person says is theirs to say, and other kinds judge it.

mod hidden;
mod signs;

use std::collections::BTreeSet;

use regex::Regex;

use crate::objective::{Assessment, Context, Objective, PartText, Places, Scope, Span, Unevaluable};
use crate::policy::Stage;
use crate::policy::kind::{Classifier, Injection, InjectionSign};
use crate::policy::limits;
use crate::subject::Role;

use super::classifier;

/// The injection objective.
#[derive(Debug)]
pub struct InjectionObjective {
    expressions: Vec<(InjectionSign, Regex)>,
    hidden: Option<hidden::Hidden>,
    head: Option<Classifier>,
}

impl InjectionObjective {
    /// The objective with these parameters.
    ///
    /// # Errors
    /// Why an expression does not compile: a fault of this program.
    pub fn new(parameters: &Injection) -> Result<Self, String> {
        let wanted = |sign: &InjectionSign| parameters.signs.is_empty() || parameters.signs.contains(sign);
        let broken = |error: regex::Error| error.to_string();
        let mut expressions = Vec::new();
        for sign in InjectionSign::ALL.iter().filter(|sign| wanted(sign)) {
            for pattern in signs::patterns(*sign) {
                expressions.push((*sign, signs::expression(pattern).map_err(broken)?));
            }
        }
        let hidden = wanted(&InjectionSign::Hidden).then(hidden::Hidden::new).transpose().map_err(broken)?;
        let head = parameters.head.as_ref().map(|head| Classifier {
            head: head.clone(),
            labels: Vec::new(),
            operating_point: parameters.operating_point,
            thresholds: std::collections::BTreeMap::new(),
        });
        Ok(Self { expressions, hidden, head })
    }

    fn search(&self, context: &Context<'_>, places: &mut Places) -> Result<BTreeSet<InjectionSign>, Unevaluable> {
        let mut seen = BTreeSet::new();
        for part in context.parts().filter(|part| data(context, part)) {
            for view in part.views() {
                context.checkpoint()?;
                for (sign, expression) in &self.expressions {
                    for found in expression.find_iter(view.text()).take(limits::SPANS) {
                        seen.insert(*sign);
                        places.add(Span::new(part.at(), view.source(found.range()), sign.name()));
                    }
                }
                let hidden = self.hidden.iter().flat_map(|hidden| hidden.find(view.text()));
                for range in hidden.take(limits::SPANS) {
                    seen.insert(InjectionSign::Hidden);
                    places.add(Span::new(part.at(), view.source(range), InjectionSign::Hidden.name()));
                }
            }
        }
        Ok(seen)
    }
}

/// Whether a text is data rather than somebody's say.
fn data(context: &Context<'_>, part: &PartText<'_>) -> bool {
    matches!(context.stage(), Stage::MemoryWrite | Stage::Recall) || part.role() == Some(Role::Tool)
}

impl Objective for InjectionObjective {
    fn scope(&self) -> Scope {
        Scope::Statement
    }

    fn assess(&self, context: &Context<'_>) -> Result<Assessment, Unevaluable> {
        context.checkpoint()?;
        let mut places = Places::default();
        let signs = self.search(context, &mut places)?;
        let mut value: f64 = if signs.is_empty() { -1.0 } else { 1.0 };
        let names: Vec<&str> = signs.iter().map(|sign| sign.name()).collect();
        let mut reason = if names.is_empty() { "no sign".to_owned() } else { format!("signs: {}", names.join(", ")) };
        if let Some(head) = &self.head {
            let said = classifier::ask(context, head, |part| data(context, part))?;
            value = value.max(said.value);
            reason = format!("{reason}; the head is {:+.3} from its threshold", said.value);
            for span in said.places.into_spans() {
                places.add(span);
            }
        }
        let mut spans = places.into_spans();
        spans.truncate(limits::SPANS);
        Ok(Assessment { value, reason, spans })
    }
}
