//! The kinds that were learned, or that learn from examples.

use super::super::{Problems, name, unique};
use super::check_examples;
use crate::policy::kind::{Classifier, Critic, Injection, Topic};
use crate::policy::limits;

pub(super) fn classifier(problems: &mut Problems, path: &str, classifier: &Classifier) {
    name(problems, &format!("{path}.head"), &classifier.head);
    let labels = format!("{path}.labels");
    problems.at_most(&labels, "labels", classifier.labels.len(), limits::LABELS);
    unique(problems, &labels, classifier.labels.iter().map(String::as_str));
    let thresholds = format!("{path}.thresholds");
    problems.at_most(&thresholds, "thresholds", classifier.thresholds.len(), limits::LABELS);
    for (label, threshold) in &classifier.thresholds {
        problems.within(&format!("{thresholds}.{label}"), *threshold, (0.0, 1.0), true);
        let counts = classifier.labels.is_empty() || classifier.labels.contains(label);
        problems.require(counts, &thresholds, || format!("`{label}` has a threshold, but is not among `labels`"));
    }
    // Which labels a head has is known only where it is installed.
    for (index, label) in classifier.labels.iter().enumerate() {
        problems.require(!label.trim().is_empty(), &format!("{labels}[{index}]"), || "must not be empty".to_owned());
    }
}

pub(super) fn critic(problems: &mut Problems, path: &str, critic: &Critic) {
    problems.within(&format!("{path}.threshold"), critic.threshold, (0.0, 1.0), false);
}

pub(super) fn topic(problems: &mut Problems, path: &str, topic: &Topic) {
    for (what, list) in [("examples", &topic.examples), ("counterexamples", &topic.counterexamples)] {
        let needed = list.len() >= 3;
        problems.require(needed, &format!("{path}.{what}"), || {
            format!("{} {what}: a threshold cannot be learned from fewer than 3", list.len())
        });
        check_examples(problems, path, what, list);
        unique(problems, &format!("{path}.{what}"), list.iter().map(String::as_str));
    }
    for example in topic.examples.iter().filter(|example| topic.counterexamples.contains(example)) {
        problems.add(format!("{path}.counterexamples"), format!("`{example}` is among the examples as well"));
    }
}

pub(super) fn injection(problems: &mut Problems, path: &str, injection: &Injection) {
    unique(problems, &format!("{path}.signs"), injection.signs.iter().map(|sign| sign.name()));
    if let Some(head) = &injection.head {
        name(problems, &format!("{path}.head"), head);
    }
}
