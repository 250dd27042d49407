//! Tests of the crate as its users see it, one module a topic.

#![expect(clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "a test stops at the first surprise")]

mod authorisation;
mod canonical;
mod checksums;
mod classifier;
mod critic;
mod default_policy;
mod diff;
mod evaluate;
mod evasion;
mod export;
mod expression;
mod fail_closed;
mod grounding;
mod heads;
mod imports;
mod inherit;
mod injection;
mod language;
mod lifecycle;
mod lint;
mod merkle;
mod normalise;
mod packs;
mod pattern;
mod pii;
mod policy;
mod predicate;
mod redact;
mod reference;
mod secrets;
mod semantic;
mod shape;
mod support;
mod topic;
