//! The kinds that are rules.

use super::super::{Problems, text, unique};
use crate::objectives;
use crate::policy::kind::{Authorisation, Language, Predicate};

pub(super) fn predicate(problems: &mut Problems, path: &str, predicate: &Predicate) {
    if let Err(reason) = objectives::predicate::check(&predicate.expression) {
        problems.add(format!("{path}.expression"), reason);
    }
}

pub(super) fn authorisation(problems: &mut Problems, path: &str, authorisation: &Authorisation) {
    if let Err(reasons) = objectives::authorisation::policies(&authorisation.policies) {
        for reason in reasons {
            problems.add(format!("{path}.policies"), reason);
        }
    }
    if let Some(argument) = &authorisation.resource_argument {
        text(problems, &format!("{path}.resource_argument"), argument, 200);
    }
}

pub(super) fn language(problems: &mut Problems, path: &str, language: &Language) {
    let some = !language.allow.is_empty() || !language.deny.is_empty();
    problems.require(some, path, || "at least one language is needed".to_owned());
    for (what, list) in [("allow", &language.allow), ("deny", &language.deny)] {
        unique(problems, &format!("{path}.{what}"), list.iter().map(String::as_str));
        for (index, subtag) in list.iter().enumerate() {
            let known = objectives::language::known(subtag);
            problems.require(known, &format!("{path}.{what}[{index}]"), || {
                format!("`{subtag}` is no language that can be told: a primary subtag of BCP 47, such as `en`")
            });
        }
    }
    for subtag in language.allow.iter().filter(|subtag| language.deny.contains(subtag)) {
        problems.add(format!("{path}.deny"), format!("`{subtag}` is allowed and denied"));
    }
    problems.within(&format!("{path}.min_confidence"), language.min_confidence, (0.0, 1.0), false);
    problems.within(&format!("{path}.min_letters"), f64::from(language.min_letters), (1.0, 10_000.0), false);
}
