//! Pii: personal data and secrets, one detector a file.
//!
//! G counts the places found, 0..=100. Every detector is linear in the text but for a bounded number of
//! candidates; checks (Luhn, mod 97, Verhoeff, …) keep what merely looks like an identifier from counting.
//! A reported place carries the detector's label and never what stands there.

mod card;
mod checksum;
mod detector;
mod email;
mod entropy;
mod iban;
mod ip;
mod name;
mod national;
mod phone;
mod secret;

pub use name::DetectorName;

use std::collections::{BTreeMap, BTreeSet};

use crate::normalise::Layer;
use crate::objective::{Assessment, Context, Objective, Places, Scope, Span, Unevaluable};
use crate::policy::kind::Pii;

use detector::{Detector, Finding, Pace};

/// The pii objective.
#[derive(Debug)]
pub struct PiiObjective {
    detectors: Vec<Box<dyn Detector>>,
    allow: Allow,
}

impl PiiObjective {
    /// Builds the detectors.
    ///
    /// # Errors
    /// The parameter that is refused, and why.
    pub fn new(parameters: &Pii) -> Result<Self, String> {
        let names: BTreeSet<DetectorName> =
            parameters.detectors.iter().flat_map(|name| name.members().iter().copied()).collect();
        let detectors = names.into_iter().map(|name| detector(name, parameters)).collect::<Result<Vec<_>, _>>()?;
        Ok(Self { detectors, allow: Allow::new(&parameters.allow) })
    }
}

fn detector(name: DetectorName, parameters: &Pii) -> Result<Box<dyn Detector>, String> {
    let broken = |error: regex::Error| format!("detectors: {}: {error}", name.label());
    Ok(match name {
        DetectorName::Email => Box::new(email::Email::new().map_err(broken)?),
        DetectorName::Phone => Box::new(phone::Phone::new(&parameters.phone_regions)?),
        DetectorName::Iban => Box::new(iban::Iban::new().map_err(broken)?),
        DetectorName::PaymentCard => Box::new(card::PaymentCard::new().map_err(broken)?),
        DetectorName::IpAddress => Box::new(ip::IpAddress::new(parameters.private_addresses).map_err(broken)?),
        DetectorName::Entropy => Box::new(entropy::EntropyDetector::new(parameters.entropy).map_err(broken)?),
        DetectorName::SecretFormat => Box::new(secret::SecretFormats::new().map_err(broken)?),
        DetectorName::SecretAssignment => Box::new(secret::Assignments::new().map_err(broken)?),
        national => {
            let spec = national::spec(national).ok_or_else(|| format!("detectors: `{}` is a group", name.label()))?;
            Box::new(national::National::new(spec, parameters.bare_numbers).map_err(broken)?)
        }
    })
}

impl Objective for PiiObjective {
    fn scope(&self) -> Scope {
        Scope::Statement
    }

    fn assess(&self, context: &Context<'_>) -> Result<Assessment, Unevaluable> {
        let mut places = Places::default();
        let pace = Pace::new(context);
        'parts: for part in context.parts() {
            // Identifiers are digits: what they would spell as letters says nothing.
            for view in part.views().iter().filter(|view| view.layer() != Layer::Leet) {
                for detector in &self.detectors {
                    context.checkpoint()?;
                    for Finding { range, label } in detector.find(view.text(), &pace)? {
                        let allowed = view.text().get(range.clone()).is_some_and(|text| self.allow.admits(text));
                        if !allowed && !places.add(Span::new(part.at(), view.source(range), label)) {
                            break 'parts;
                        }
                    }
                }
            }
        }
        let spans = places.into_spans();
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for span in &spans {
            *counts.entry(&span.label).or_default() += 1;
        }
        let found: Vec<String> = counts.iter().map(|(label, count)| format!("{label} ×{count}")).collect();
        let reason = if found.is_empty() { "nothing found".to_owned() } else { format!("found {}", found.join(", ")) };
        Ok(Assessment { value: spans.len() as f64, reason, spans })
    }
}

/// Values that do not count.
#[derive(Debug)]
struct Allow {
    values: BTreeSet<String>,
    domains: BTreeSet<String>,
}

impl Allow {
    fn new(entries: &[String]) -> Self {
        let (domains, values): (Vec<_>, Vec<_>) = entries.iter().partition(|entry| entry.starts_with('@'));
        Self {
            values: values.into_iter().map(|value| plain(value)).collect(),
            domains: domains.into_iter().map(|domain| domain.to_lowercase()).collect(),
        }
    }

    fn admits(&self, text: &str) -> bool {
        let domain = text.rfind('@').and_then(|at| text.get(at..)).map(str::to_lowercase);
        self.values.contains(&plain(text)) || domain.is_some_and(|domain| self.domains.contains(&domain))
    }
}

fn plain(value: &str) -> String {
    value.chars().filter(|c| !c.is_whitespace() && *c != '-').flat_map(char::to_lowercase).collect()
}
