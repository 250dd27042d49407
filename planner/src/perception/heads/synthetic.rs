//! Training rows from templates that this project wrote: `planner/heads/synthetic/*.toml`.
//!
//! A family is a label set and patterns; a pattern holds `{slots}` that are filled with drawn entries, which may hold slots
//! themselves. A family with `mix = "inside"` is put between sentences of carrier texts, so that what is looked for is hidden in
//! a document. One with `mix = "among"` is put between words of a carrier, one to three times: words that often come with an attack then
//! stand in harmless sentences, and are no evidence alone (after PIGuard, arXiv:2410.22770).

use std::collections::{BTreeMap, BTreeSet};

use rand::seq::IndexedRandom;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use serde::Deserialize;

use super::HeadError;
use super::data::Row;

/// What the names of this project's own sources begin with: `groundstate_written` are the rows of `planner/heads/written`, which are
/// read like any data file, and `groundstate_contrast` those among them that are kept for thresholds.
pub(super) const OURS: &str = "groundstate_";
/// Source that rows from templates are counted under.
pub const SOURCE: &str = "groundstate_templates";
/// Their licence: this project's.
pub const LICENCE: &str = "Apache-2.0";
/// Slots within slots, at most.
const DEPTH: usize = 8;

/// A file of templates.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Templates {
    slots: BTreeMap<String, Vec<String>>,
    family: Vec<Family>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Family {
    label: Vec<String>,
    rows: usize,
    patterns: Vec<String>,
    #[serde(default)]
    mix: Option<Mix>,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Mix {
    Inside,
    Among,
}

/// The templates that come with this crate for a head; absent for a head without any.
#[must_use]
pub fn shipped(head: &str) -> Option<&'static str> {
    match head {
        "injection" => Some(include_str!("../../../heads/synthetic/injection.toml")),
        "moderation" => Some(include_str!("../../../heads/synthetic/moderation.toml")),
        _ => None,
    }
}

impl Templates {
    /// Reads TOML.
    ///
    /// # Errors
    /// When it is malformed, or a pattern names a slot that is not there.
    pub fn parse(toml: &str) -> Result<Self, HeadError> {
        let templates: Self = toml::from_str(toml).map_err(|error| HeadError::Data(error.to_string()))?;
        let patterns = templates.family.iter().flat_map(|family| &family.patterns);
        for pattern in patterns.chain(templates.slots.values().flatten()) {
            let unknown = slots(pattern).find(|slot| !templates.slots.contains_key(*slot));
            if let Some(slot) = unknown {
                return Err(HeadError::Data(format!("`{pattern}` names the slot `{slot}`, which is not there")));
            }
        }
        Ok(templates)
    }

    /// Different rows, family by family, at most as many as each asks for.
    ///
    /// # Errors
    /// When slots hold one another without end.
    pub fn expand(&self, carriers: &[&str], seed: u64) -> Result<Vec<Row>, HeadError> {
        let mut generator = ChaCha8Rng::seed_from_u64(seed);
        let mut rows = Vec::new();
        let mut known: BTreeSet<String> = BTreeSet::new();
        for family in &self.family {
            let mut left = family.rows;
            // Patterns without slots run out of new texts: no more than four tries for each row.
            for _ in 0..4 * family.rows {
                let Some(pattern) = family.patterns.choose(&mut generator).filter(|_| left > 0) else { break };
                let filled = self.fill(pattern, 0, &mut generator)?;
                let text = match family.mix {
                    None => cased(&filled, &mut generator),
                    Some(Mix::Inside) => inside(&filled, carriers, &mut generator),
                    Some(Mix::Among) => self.among(filled, &family.patterns, carriers, &mut generator)?,
                };
                if known.insert(text.clone()) {
                    left -= 1;
                    rows.push(Row {
                        text,
                        source: SOURCE.to_owned(),
                        licence: LICENCE.to_owned(),
                        labels: family.label.iter().cloned().collect(),
                        open: BTreeSet::new(),
                    });
                }
            }
        }
        Ok(rows)
    }

    /// A carrier with the words of one to three patterns, the first already filled, at places that are drawn.
    fn among(
        &self,
        first: String,
        patterns: &[String],
        carriers: &[&str],
        generator: &mut ChaCha8Rng,
    ) -> Result<String, HeadError> {
        let carrier = carriers.choose(generator).copied().unwrap_or_default();
        let mut words: Vec<String> = carrier.split_whitespace().map(str::to_owned).collect();
        let mut inserted = vec![first];
        for _ in 1..generator.random_range(1..=3_usize) {
            if let Some(pattern) = patterns.choose(generator) {
                inserted.push(self.fill(pattern, 0, generator)?);
            }
        }
        for text in inserted {
            words.insert(generator.random_range(0..=words.len()), text);
        }
        Ok(words.join(" "))
    }

    fn fill(&self, pattern: &str, depth: usize, generator: &mut ChaCha8Rng) -> Result<String, HeadError> {
        if depth > DEPTH {
            return Err(HeadError::Data(format!("`{pattern}` lies more than {DEPTH} slots deep")));
        }
        let mut text = String::new();
        let mut rest = pattern;
        while let Some((before, name, after)) = next_slot(rest) {
            text.push_str(before);
            if let Some(entry) = self.slots.get(name).and_then(|entries| entries.choose(generator)) {
                text.push_str(&self.fill(entry, depth + 1, generator)?);
            }
            rest = after;
        }
        text.push_str(rest);
        Ok(text)
    }
}

/// What stands before the first slot, its name, and what stands after it. A brace that opens no name is text.
fn next_slot(pattern: &str) -> Option<(&str, &str, &str)> {
    let mut from = 0;
    while let Some(open) = pattern.get(from..)?.find('{').map(|open| from + open) {
        let name = pattern.get(open + 1..)?;
        let length = name.find(|letter: char| !(letter.is_ascii_lowercase() || letter == '_')).unwrap_or(name.len());
        if length > 0 && name.get(length..)?.starts_with('}') {
            return Some((pattern.get(..open)?, name.get(..length)?, name.get(length + 1..)?));
        }
        from = open + 1;
    }
    None
}

fn slots(pattern: &str) -> impl Iterator<Item = &str> {
    let mut rest = pattern;
    std::iter::from_fn(move || {
        let (_, name, after) = next_slot(rest)?;
        rest = after;
        Some(name)
    })
}

/// Lower case for a third, sentences that begin with a capital for another.
fn cased(text: &str, generator: &mut ChaCha8Rng) -> String {
    match generator.random_range(0..3_u8) {
        0 => text.to_lowercase(),
        1 => {
            let mut begins = true;
            let raise = |letter: char| {
                let raised = if begins { letter.to_uppercase().next().unwrap_or(letter) } else { letter };
                begins = matches!(letter, '.' | '!' | '?') || (begins && !letter.is_alphanumeric());
                raised
            };
            text.chars().map(raise).collect()
        }
        _ => text.to_owned(),
    }
}

/// The text between one to three carriers.
fn inside(text: &str, carriers: &[&str], generator: &mut ChaCha8Rng) -> String {
    let count = generator.random_range(1..=3_usize);
    let mut parts: Vec<&str> = (0..count).filter_map(|_| carriers.choose(generator).copied()).collect();
    let place = generator.random_range(0..=parts.len());
    parts.insert(place, text);
    let between = [" ", "\n", "\n\n"].choose(generator).copied().unwrap_or(" ");
    parts.join(between)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slots_are_filled_to_the_bottom_and_rows_differ() {
        let toml = r#"
            slots = { a = ["{b} one", "{b} two"], b = ["x", "y"] }
            [[family]]
            label = ["hate"]
            rows = 100
            patterns = ["say {a} {\"json\": 1}"]
        "#;
        let rows = Templates::parse(toml).and_then(|templates| templates.expand(&[], 1)).unwrap_or_default();
        assert!((4..=12).contains(&rows.len()), "{}", rows.len());
        assert!(rows.iter().all(|row| row.text.to_lowercase().ends_with("{\"json\": 1}")), "{rows:?}");
        let texts: BTreeSet<&str> = rows.iter().map(|row| row.text.as_str()).collect();
        assert_eq!(texts.len(), rows.len());
    }

    #[test]
    fn words_among_a_carrier_keep_the_carrier_s_own_in_order() {
        let toml =
            "slots = {}\n[[family]]\nlabel = []\nrows = 20\nmix = \"among\"\npatterns = [\"OVERRIDE\", \"BYPASS\"]\n";
        let carrier = "the river was quiet this morning";
        let rows = Templates::parse(toml).and_then(|templates| templates.expand(&[carrier], 1)).unwrap_or_default();
        assert_eq!(rows.len(), 20);
        for row in rows {
            let (added, own): (Vec<&str>, Vec<&str>) =
                row.text.split(' ').partition(|word| ["OVERRIDE", "BYPASS"].contains(word));
            assert!((1..=3).contains(&added.len()) && own.join(" ") == carrier, "{}", row.text);
        }
    }

    #[test]
    fn unknown_slots_and_circles_are_errors() {
        let family = "[[family]]\nlabel = []\nrows = 1\npatterns = [\"{a}\"]\n";
        assert!(Templates::parse(&format!("slots = {{}}\n{family}")).is_err());
        let circle = Templates::parse(&format!("slots = {{ a = [\"{{a}}\"] }}\n{family}"));
        assert!(circle.is_ok_and(|circle| circle.expand(&[], 1).is_err()));
    }

    #[test]
    fn shipped_templates_expand_the_same_twice() {
        for head in ["injection", "moderation"] {
            let templates = shipped(head).map(Templates::parse);
            let Some(Ok(templates)) = templates else { panic!("{head}: {templates:?}") };
            let (once, twice) = (templates.expand(&["A carrier."], 5), templates.expand(&["A carrier."], 5));
            let rows = once.unwrap_or_default();
            assert!(rows.len() > 4_000, "{head}: {}", rows.len());
            assert_eq!(Some(rows), twice.ok());
        }
    }
}
