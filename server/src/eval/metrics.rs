//! Figures over ranked and given answers.

use serde::Serialize;
use utoipa::ToSchema;

/// What a system did with one answerable question.
#[derive(Clone, Debug, Default)]
pub struct Ranked {
    /// Rank of the first gold statement, from 1, if it was ranked at all.
    pub rank: Option<usize>,
    /// Whether the whole answer holds a gold statement.
    pub recalled: bool,
    /// Statements of the whole answer.
    pub statements: usize,
}

/// Figures of one system.
#[derive(Clone, Debug, Default, PartialEq, Serialize, ToSchema)]
pub struct Figures {
    /// Share of answerable questions whose first statement is gold.
    pub hit_at_1: f64,
    /// Share whose first three hold a gold one.
    pub hit_at_3: f64,
    /// Mean of 1 / rank of the first gold statement (0 beyond the statements ranked).
    pub mrr: f64,
    /// Share whose whole answer holds a gold statement.
    pub gold_recall: f64,
    /// Mean statements of the whole answer.
    pub mean_statements: f64,
    /// Probability that an answerable question gets a higher confidence than an absent one.
    pub abstain_auroc_absent: Option<f64>,
    /// The same against adversarial unanswerable ones.
    pub abstain_auroc_unanswerable: Option<f64>,
    /// Median time, milliseconds.
    pub p50_ms: f64,
    /// 99th percentile of the time, milliseconds.
    pub p99_ms: f64,
}

impl Figures {
    /// Figures from what a system did.
    #[must_use]
    pub fn of(ranked: &[Ranked], confidence: &Confidences, times: &[f64]) -> Self {
        let mean = |value: fn(&Ranked) -> f64| {
            if ranked.is_empty() { 0.0 } else { ranked.iter().map(value).sum::<f64>() / ranked.len() as f64 }
        };
        Self {
            hit_at_1: mean(|one| indicator(one.rank.is_some_and(|rank| rank <= 1))),
            hit_at_3: mean(|one| indicator(one.rank.is_some_and(|rank| rank <= 3))),
            mrr: mean(|one| one.rank.map_or(0.0, |rank| 1.0 / rank as f64)),
            gold_recall: mean(|one| indicator(one.recalled)),
            mean_statements: mean(|one| one.statements as f64),
            abstain_auroc_absent: auroc(&confidence.answerable, &confidence.absent),
            abstain_auroc_unanswerable: auroc(&confidence.answerable, &confidence.unanswerable),
            p50_ms: percentile(times, 0.5),
            p99_ms: percentile(times, 0.99),
        }
    }
}

/// Confidences by kind of question.
#[derive(Clone, Debug, Default)]
pub struct Confidences {
    /// Memory holds the answer.
    pub answerable: Vec<f64>,
    /// The article is there, the answer is not.
    pub unanswerable: Vec<f64>,
    /// Not even the article is there.
    pub absent: Vec<f64>,
}

fn indicator(yes: bool) -> f64 {
    f64::from(u8::from(yes))
}

/// Area under the ROC curve: P(positive > negative) + ½ P(equal). Absent without both kinds.
#[must_use]
pub fn auroc(positive: &[f64], negative: &[f64]) -> Option<f64> {
    if positive.is_empty() || negative.is_empty() {
        return None;
    }
    let mut sorted = negative.to_vec();
    sorted.sort_by(f64::total_cmp);
    let wins: f64 = positive
        .iter()
        .map(|value| {
            let below = sorted.partition_point(|other| other < value);
            let not_above = sorted.partition_point(|other| other <= value);
            below as f64 + 0.5 * (not_above - below) as f64
        })
        .sum();
    Some(wins / (positive.len() * negative.len()) as f64)
}

/// The smallest value that at least `share` of the values do not exceed; 0 of none.
#[must_use]
pub fn percentile(values: &[f64], share: f64) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let rank = (share * sorted.len() as f64).ceil() as usize;
    sorted.get(rank.saturating_sub(1)).copied().unwrap_or_default()
}

/// One point of a risk–coverage curve.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, ToSchema)]
pub struct RiskPoint {
    /// Share of questions answered, most confident first.
    pub coverage: f64,
    /// Share of those answers that hold no gold statement.
    pub risk: f64,
    /// Least confidence answered.
    pub threshold: f64,
}

/// Risk at every tenth of coverage, over (confidence, right) pairs.
#[must_use]
pub fn risk_coverage(answers: &[(f64, bool)]) -> Vec<RiskPoint> {
    let mut sorted = answers.to_vec();
    sorted.sort_by(|left, right| right.0.total_cmp(&left.0));
    let point = |tenth: usize| {
        let count = (sorted.len() * tenth).div_ceil(10);
        let given = sorted.get(..count).unwrap_or_default();
        let wrong = given.iter().filter(|(_, right)| !right).count();
        let threshold = given.last().map_or(1.0, |(confidence, _)| *confidence);
        RiskPoint { coverage: tenth as f64 / 10.0, risk: wrong as f64 / count.max(1) as f64, threshold }
    };
    if sorted.is_empty() { Vec::new() } else { (1..=10).map(point).collect() }
}

/// Decisions counted by what was decided and what is true.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Confusion {
    /// Counted, and rightly.
    pub true_positives: usize,
    /// Counted, and wrongly.
    pub false_positives: usize,
    /// Let through, and wrongly.
    pub false_negatives: usize,
    /// Let through, and rightly.
    pub true_negatives: usize,
}

impl Confusion {
    /// Counts pairs of what was decided and what is true.
    #[must_use]
    pub fn of(decisions: impl Iterator<Item = (bool, bool)>) -> Self {
        let mut confusion = Self::default();
        for decision in decisions {
            let count = match decision {
                (true, true) => &mut confusion.true_positives,
                (true, false) => &mut confusion.false_positives,
                (false, true) => &mut confusion.false_negatives,
                (false, false) => &mut confusion.true_negatives,
            };
            *count += 1;
        }
        confusion
    }

    /// Share of what was counted that is true, 0..=1; 0 when nothing was.
    #[must_use]
    pub fn precision(&self) -> f64 {
        share(self.true_positives, self.true_positives + self.false_positives)
    }

    /// Share of what is true that was counted, 0..=1; 0 when nothing is.
    #[must_use]
    pub fn recall(&self) -> f64 {
        share(self.true_positives, self.true_positives + self.false_negatives)
    }

    /// Share of what is not true that was counted, 0..=1; 0 when everything is true.
    #[must_use]
    pub fn false_positive_rate(&self) -> f64 {
        share(self.false_positives, self.false_positives + self.true_negatives)
    }

    /// Harmonic mean of precision and recall, 0..=1.
    #[must_use]
    pub fn f1(&self) -> f64 {
        share(2 * self.true_positives, 2 * self.true_positives + self.false_positives + self.false_negatives)
    }
}

fn share(part: usize, whole: usize) -> f64 {
    part as f64 / whole.max(1) as f64
}
