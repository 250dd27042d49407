//! Replacing what objectives found by what it is: `[email]`.

use std::ops::Range;

use groundstate_guardrails::evaluate::Verdict;

/// What stands between the texts of a response while they are one answer.
pub(super) const JOINT: &str = "\n\n";

/// The texts with every place that these verdicts report replaced by its label; `None` where a verdict does
/// not say where, so that replacing could not help.
pub(super) fn texts(texts: &[String], verdicts: &[&Verdict]) -> Option<Vec<String>> {
    let starts = starts(texts);
    let mut places: Vec<Vec<(Range<usize>, String)>> = vec![Vec::new(); texts.len()];
    for verdict in verdicts {
        if verdict.evidence.is_empty() {
            return None;
        }
        for span in &verdict.evidence {
            let (index, offset) = located(&span.at, span.start, &starts)?;
            let range = span.start.checked_sub(offset)?..span.end.checked_sub(offset)?;
            texts.get(index)?.get(range.clone())?;
            places.get_mut(index)?.push((range, span.label.clone()));
        }
    }
    Some(texts.iter().zip(places).map(|(text, places)| replaced(text, places)).collect())
}

/// Where each text begins in the answer that they are joined to.
fn starts(texts: &[String]) -> Vec<usize> {
    let mut next = 0;
    let step = |text: &String| {
        let start = next;
        next += text.len() + JOINT.len();
        start
    };
    texts.iter().map(step).collect()
}

/// Which text a place is in, and where that text begins in what was looked at.
fn located(at: &str, start: usize, starts: &[usize]) -> Option<(usize, usize)> {
    if at == "/text" {
        let index = starts.partition_point(|begin| *begin <= start).checked_sub(1)?;
        return Some((index, *starts.get(index)?));
    }
    let index = at.strip_prefix("/messages/")?.strip_suffix("/content")?.parse().ok()?;
    Some((index, 0))
}

/// The text with its places replaced; places that overlap become one.
fn replaced(text: &str, mut places: Vec<(Range<usize>, String)>) -> String {
    places.sort_by_key(|(range, _)| (range.start, range.end));
    let (mut out, mut at) = (String::with_capacity(text.len()), 0);
    for (range, label) in places {
        if range.start >= at {
            out.push_str(text.get(at..range.start).unwrap_or_default());
            out.push_str(&format!("[{label}]"));
        }
        at = at.max(range.end);
    }
    out.push_str(text.get(at..).unwrap_or_default());
    out
}
