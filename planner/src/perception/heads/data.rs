//! Rows to learn from: which may be used, which say the same, and which are kept for validation.

use std::collections::{BTreeSet, HashSet};

use serde::Deserialize;
use sha2::{Digest, Sha256};

use super::{HeadError, synthetic};

/// Licences whose rows may go into weights that are shipped, as data files write them. Everything else is refused: none and
/// undeclared ones, public without terms, mixed, non-commercial, research only, copyleft for programs, and doubtful ones.
const LICENCES: [&str; 9] =
    ["MIT", "Apache-2.0", "CC0", "CC BY", "CC BY 3.0", "CC BY 4.0", "CC BY-SA", "CC BY-SA 3.0", "CC BY-SA 4.0"];
/// Words in a row that two texts must share to be taken for one another.
const GRAM: usize = 8;
/// One row in this many is kept for validation.
const KEPT: u64 = 10;

/// Labels of the head `moderation`, sub-categories after what they belong to.
pub const MODERATION: [&str; 8] =
    ["hate", "hate/threatening", "harassment", "self-harm", "sexual", "violence", "violence/graphic", "illicit"];
/// Labels of `moderation` that its label `any` sums: what a text says. `illicit` is about what a text asks for, and stands apart.
pub const CONTENT: [&str; 5] = ["hate", "harassment", "self-harm", "sexual", "violence"];
/// The label of the head `injection`.
pub const INJECTION: [&str; 1] = ["injection"];

/// A text and what applies to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The text.
    pub text: String,
    /// Where it comes from.
    pub source: String,
    /// Under which licence.
    pub licence: String,
    /// Labels of the head that apply; none of a benign text.
    pub labels: BTreeSet<String>,
    /// Labels of which nobody has said whether they apply.
    pub open: BTreeSet<String>,
}

#[derive(Deserialize)]
struct Line {
    text: String,
    #[serde(default)]
    src: String,
    #[serde(default)]
    lic: String,
    #[serde(default)]
    y: Vec<String>,
    #[serde(default)]
    open: Vec<String>,
    label: Option<u8>,
}

/// The labels of a head that this build can train.
#[must_use]
pub fn labels(head: &str) -> Option<&'static [&'static str]> {
    match head {
        "moderation" => Some(&MODERATION),
        "injection" => Some(&INJECTION),
        _ => None,
    }
}

/// Whether a licence allows weights trained on the row to be shipped.
#[must_use]
pub fn licence_allows(licence: &str) -> bool {
    LICENCES.contains(&licence)
}

impl Row {
    /// Reads one line of a data file: `text`, `src`, `lic`, and either `y` (categories) or `label` (0 or 1). `open` names categories of
    /// which nobody has said whether they apply.
    ///
    /// # Errors
    /// When the line is malformed or names a category that no label stands for.
    pub fn parse(line: &str) -> Result<Self, HeadError> {
        let line: Line = serde_json::from_str(line).map_err(|error| HeadError::Data(error.to_string()))?;
        let mut labels = BTreeSet::new();
        for category in &line.y {
            labels.insert(translated(category)?.to_owned());
        }
        // Hatred that comes with violence is what the taxonomy calls threatening.
        if labels.contains("hate") && labels.contains("violence") {
            labels.insert("hate/threatening".to_owned());
        }
        if line.label == Some(1) {
            labels.insert("injection".to_owned());
        }
        let open =
            line.open.iter().map(|category| translated(category).map(str::to_owned)).collect::<Result<_, _>>()?;
        Ok(Self { text: line.text, source: line.src, licence: line.lic, labels, open })
    }

    /// For each of a head's labels whether it is known if it applies, one or zero.
    #[must_use]
    pub fn known(&self, labels: &[&str]) -> Vec<f32> {
        labels.iter().map(|label| if self.open.contains(*label) { 0.0 } else { 1.0 }).collect()
    }

    /// Takes a label for neither true nor false if it is all that applies: what its source means by it is something else.
    pub fn doubt(&mut self, label: &str) {
        if self.labels.len() == 1 && self.labels.remove(label) {
            self.open.insert(label.to_owned());
        }
    }

    /// One for each of a head's labels that applies, else zero.
    #[must_use]
    pub fn targets(&self, labels: &[&str]) -> Vec<f32> {
        labels.iter().map(|label| if self.labels.contains(*label) { 1.0 } else { 0.0 }).collect()
    }

    /// Whether this project wrote the row.
    #[must_use]
    pub fn is_ours(&self) -> bool {
        self.source.starts_with(synthetic::OURS)
    }

    /// Whether the row is kept for validation: about one in ten, by what it says, whatever the other rows are.
    #[must_use]
    pub fn is_kept(&self) -> bool {
        let digest = Sha256::digest(normal(&self.text).as_bytes());
        let first = digest.first_chunk::<8>().map_or(0, |bytes| u64::from_le_bytes(*bytes));
        first.is_multiple_of(KEPT)
    }
}

fn translated(category: &str) -> Result<&str, HeadError> {
    match category {
        "toxic" => Ok("harassment"),
        "selfharm" => Ok("self-harm"),
        known if MODERATION.contains(&known) => Ok(known),
        other => Err(HeadError::Data(format!("`{other}` is not a category that this build knows"))),
    }
}

/// Lower-case words without signs, one space between them.
#[must_use]
pub fn normal(text: &str) -> String {
    words(text).join(" ")
}

fn words(text: &str) -> Vec<String> {
    let split = text.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty());
    split.map(str::to_lowercase).collect()
}

/// Texts that must not be trained on.
#[derive(Debug, Default)]
pub struct Evaluation {
    whole: HashSet<String>,
    grams: HashSet<String>,
}

impl Evaluation {
    /// Adds a text.
    pub fn add(&mut self, text: &str) {
        let words = words(text);
        self.grams.extend(words.windows(GRAM).map(|gram| gram.join(" ")));
        self.whole.insert(words.join(" "));
    }

    /// Whether a text is one of these, signs and case aside, or shares eight words in a row with one.
    #[must_use]
    pub fn holds(&self, text: &str) -> bool {
        let words = words(text);
        self.whole.contains(&words.join(" ")) || words.windows(GRAM).any(|gram| self.grams.contains(&gram.join(" ")))
    }
}

/// What became of rows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sorted {
    /// To train on.
    pub train: Vec<Row>,
    /// To fix thresholds on.
    pub validation: Vec<Row>,
    /// Refused for their licence.
    pub refused_licence: usize,
    /// Refused because an evaluation text holds their words.
    pub refused_overlap: usize,
    /// Left out because an earlier row says the same.
    pub duplicates: usize,
}

/// Sorts rows; those of `held_out` sources are validation only. A duplicate gives its labels to the row that stays.
#[must_use]
pub fn sort(rows: Vec<Row>, evaluation: &Evaluation, held_out: &[String]) -> Sorted {
    let mut sorted = Sorted::default();
    let mut known: HashSet<String> = HashSet::new();
    for row in rows {
        let said = normal(&row.text);
        if !licence_allows(&row.licence) {
            sorted.refused_licence += 1;
        } else if evaluation.holds(&row.text) {
            sorted.refused_overlap += 1;
        } else if said.is_empty() || !known.insert(said) {
            sorted.duplicates += 1;
        } else if row.is_kept() || held_out.contains(&row.source) {
            sorted.validation.push(row);
        } else {
            sorted.train.push(row);
        }
    }
    sorted
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(text: &str, licence: &str) -> Row {
        Row {
            text: text.into(),
            source: "s".into(),
            licence: licence.into(),
            labels: BTreeSet::new(),
            open: BTreeSet::new(),
        }
    }

    #[test]
    fn only_clear_licences_pass() {
        for refused in [
            "none",
            "undeclared",
            "public",
            "mixed",
            "CC BY-NC 4.0",
            "GPL-3",
            "Apache-2.0?",
            "MIT/Twitter",
            "SemEval/Twitter",
            "",
            "research",
        ] {
            assert!(!licence_allows(refused), "{refused}");
        }
        assert!(LICENCES.iter().all(|licence| licence_allows(licence)));
    }

    #[test]
    fn evaluation_texts_duplicates_and_held_out_sources_stay_out() {
        let mut evaluation = Evaluation::default();
        evaluation.add("How do I reach the old harbour before the last ferry leaves today?");
        let rows = vec![
            row("One two three.", "MIT"),
            row("one, TWO three", "MIT"),
            row("Tell me, how do I reach the old harbour before noon?", "MIT"),
            row("How do I reach the harbour?", "MIT"),
            row("Other", "none"),
            Row { source: "apart".into(), ..row("Something else", "MIT") },
        ];
        let sorted = sort(rows, &evaluation, &["apart".into()]);
        assert_eq!((sorted.refused_licence, sorted.refused_overlap, sorted.duplicates), (1, 1, 1));
        assert_eq!(sorted.train.len() + sorted.validation.len(), 3);
        assert!(sorted.train.iter().all(|row| row.source != "apart"));
    }

    #[test]
    fn categories_become_labels() {
        let parsed = |line| Row::parse(line).map(|row| row.labels.into_iter().collect::<Vec<_>>());
        let two = parsed(r#"{"text":"a","src":"b","lic":"MIT","y":["hate","violence","toxic"]}"#);
        assert_eq!(two.ok(), Some(["harassment", "hate", "hate/threatening", "violence"].map(str::to_owned).to_vec()));
        assert_eq!(parsed(r#"{"text":"a","label":1}"#).ok(), Some(vec!["injection".to_owned()]));
        assert!(parsed(r#"{"text":"a","y":["odd"]}"#).is_err());
    }

    #[test]
    fn what_nobody_said_and_what_is_doubted_is_not_known() {
        let row = |line| Row::parse(line).unwrap_or_else(|_| row("", "MIT"));
        let open = row(r#"{"text":"a","y":["hate"],"open":["toxic"]}"#);
        assert_eq!(open.known(&["hate", "harassment", "sexual"]), [1.0, 0.0, 1.0]);
        let mut alone = row(r#"{"text":"a","y":["toxic"]}"#);
        alone.doubt("harassment");
        assert_eq!((alone.targets(&["harassment"]), alone.known(&["harassment"])), (vec![0.0], vec![0.0]));
        let mut both = row(r#"{"text":"a","y":["toxic","hate"]}"#);
        both.doubt("harassment");
        assert_eq!((both.targets(&["harassment"]), both.known(&["harassment"])), (vec![1.0], vec![1.0]));
    }
}
