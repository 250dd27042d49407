//! Agreement with sentences that somebody else marked: real articles, outside the repository.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::PathBuf;

use groundstate_server::memory::segment::{SegmentOptions, agreement, segment};

use super::files::read;

/// `GROUNDSTATE_QA` names a folder with `articles/*.txt` and `questions.jsonl` (`document`,
/// `gold_spans` in characters of the article).
#[test]
#[ignore = "needs the question set; set GROUNDSTATE_QA"]
fn statements_cover_the_gold_spans() {
    let folder = PathBuf::from(std::env::var("GROUNDSTATE_QA").unwrap());
    let mut gold: BTreeMap<String, Vec<Range<usize>>> = BTreeMap::new();
    for line in std::fs::read_to_string(folder.join("questions.jsonl")).unwrap().lines() {
        let question: serde_json::Value = serde_json::from_str(line).unwrap();
        let document = question["document"].as_str().unwrap_or_default().to_owned();
        let spans: Vec<(usize, usize)> = serde_json::from_value(question["gold_spans"].clone()).unwrap_or_default();
        gold.entry(document).or_default().extend(spans.into_iter().map(|(start, end)| start..end));
    }
    let (mut spans, mut covered, mut matched) = (0, 0.0, 0.0);
    for (document, gold) in gold.iter().filter(|(_, gold)| !gold.is_empty()) {
        let bytes = std::fs::read(folder.join("articles").join(format!("{document}.txt"))).unwrap();
        let extracted = read(&bytes, "text/plain").unwrap();
        assert_eq!(extracted.text.as_bytes(), bytes, "plain text is its own canonical text");
        let statements: Vec<_> =
            segment(&extracted, &SegmentOptions::default()).into_iter().map(|statement| statement.chars).collect();
        let found = agreement(gold, &statements);
        spans += found.gold;
        covered += found.covered * found.gold as f64;
        matched += found.matched * found.gold as f64;
    }
    let (covered, matched) = (covered / spans as f64, matched / spans as f64);
    println!("{spans} gold spans: {covered:.4} covered by half, {matched:.4} with IoU of 0.8");
    assert!(covered >= 0.99, "{covered}");
}
