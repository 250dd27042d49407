//! The bounds of a policy: what a document may ask of the machine that checks it.

/// Bytes of a policy document.
pub const POLICY_BYTES: usize = 1 << 20;
/// Objectives of a policy.
pub const OBJECTIVES: usize = 128;
/// Test cases of a policy.
pub const TESTS: usize = 2_000;
/// Characters of a name or an identifier.
pub const NAME_CHARS: usize = 64;
/// Characters of the message for the user.
pub const MESSAGE_CHARS: usize = 1_000;
/// References of an objective.
pub const REFERENCES: usize = 32;
/// Regular expressions of one objective.
pub const PATTERNS: usize = 256;
/// Bytes of one regular expression.
pub const PATTERN_BYTES: usize = 4_096;
/// Bytes of one compiled regular expression, and of its lazily built automaton.
pub const COMPILED_PATTERN_BYTES: usize = 1 << 20;
/// Nesting of one regular expression.
pub const NESTING: u32 = 64;
/// Words of one word list.
pub const WORDS: usize = 10_000;
/// Bytes of one word.
pub const WORD_BYTES: usize = 256;
/// Examples, and counterexamples, of one semantic objective.
pub const EXAMPLES: usize = 256;
/// Characters of one example.
pub const EXAMPLE_CHARS: usize = 1_000;
/// Bytes of a JSON Schema inside a policy.
pub const SCHEMA_BYTES: usize = 64 << 10;
/// Labels of one classifier.
pub const LABELS: usize = 64;
/// Bytes of the Cedar policies of one objective.
pub const CEDAR_BYTES: usize = 64 << 10;
/// Cedar policies of one objective.
pub const CEDAR_POLICIES: usize = 256;
/// Bytes of everything that one evaluation looks at; more cannot be evaluated.
pub const SUBJECT_BYTES: usize = 4 << 20;
/// Texts (messages, tool arguments) that one evaluation looks at.
pub const SUBJECT_PARTS: usize = 4_096;
/// Depth of a tool call's arguments.
pub const ARGUMENT_DEPTH: usize = 64;
/// Places reported for one verdict; further ones are counted, not listed.
pub const SPANS: usize = 100;
