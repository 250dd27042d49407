//! Operating points: where a probability begins to count, read off validation rows.

use super::{CurvePoint, OperatingPoints};

/// Steps of recall on a curve.
const STEPS: usize = 32;

/// A validation row: the probability and whether the label applies.
pub type Judged = (f64, bool);

/// Fewest rows without the label for a source to have a say of its own.
const ENOUGH: usize = 100;

/// The operating points of one label, from the validation rows of each source.
///
/// The greatest F1 depends on how many rows carry the label, and among validation rows they are far more than among the texts of an
/// application. So each point has a limit to the share of benign rows that it flags: `strict` 1 %, `balanced` 5 %, `sensitive` 10 %. It is
/// kept over all rows and on every source that has enough of them: a mean over sources would hide that one kind of text, short questions
/// say, is flagged many times as often as the others. Where validation rows are told apart without error, these limits
/// lie far down, and say nothing of other texts. So `strict` is never below `balanced`, `balanced` never below the greatest F1's
/// threshold, and `sensitive` never below half of it; all three keep their promise, "at most".
#[must_use]
pub fn choose(sources: &[Vec<Judged>]) -> OperatingPoints {
    let all = sources.concat();
    let benign = |source: &[Judged]| source.iter().filter(|(_, applies)| !applies).count();
    let limit = |share: f64| {
        let own = sources.iter().filter(|source| benign(source) >= ENOUGH).map(|source| at_most(source, share));
        own.fold(at_most(&all, share), f64::max)
    };
    let greatest = greatest_f1(&all);
    let balanced = limit(0.05).clamp(greatest, 1.0);
    let strict = limit(0.01).clamp(balanced, 1.0);
    OperatingPoints { balanced, strict, sensitive: limit(0.10).clamp(0.5 * greatest, balanced) }
}

/// The least threshold at which at most `share` of the rows without the label count; 1 when there is no such row. Any score will do, not
/// only probabilities.
#[must_use]
pub fn at_most(judged: &[Judged], share: f64) -> f64 {
    let mut negative: Vec<f64> = judged.iter().filter(|(_, applies)| !applies).map(|(score, _)| *score).collect();
    negative.sort_by(|left, right| right.total_cmp(left));
    let allowed = (share * negative.len() as f64).floor() as usize;
    match negative.get(allowed) {
        // Just above the first one that must not count.
        Some(first) => first.next_up(),
        None => negative.last().copied().unwrap_or(1.0),
    }
}

/// The threshold of the greatest F1, half-way to the next lower probability; 1 when no row has the label.
#[must_use]
pub fn greatest_f1(judged: &[Judged]) -> f64 {
    let mut sorted = judged.to_vec();
    sorted.sort_by(|left, right| right.0.total_cmp(&left.0));
    let positives = sorted.iter().filter(|(_, applies)| *applies).count();
    let (mut hits, mut best, mut threshold) = (0_usize, 0.0_f64, 1.0_f64);
    for (count, (score, applies)) in sorted.iter().enumerate() {
        hits += usize::from(*applies);
        let next = sorted.get(count + 1).map_or(0.0, |(next, _)| *next);
        let found = 2.0 * hits as f64 / (count + 1 + positives).max(1) as f64;
        if next < *score && found > best {
            best = found;
            threshold = f64::midpoint(*score, next);
        }
    }
    threshold
}

/// Area under the curve of precision over recall: Σ (recall_k − recall_{k−1}) · precision_k over distinct probabilities, from the
/// greatest down. 0 when no row has the label.
#[must_use]
pub fn average_precision(judged: &[Judged]) -> f64 {
    let mut sorted = judged.to_vec();
    sorted.sort_by(|left, right| right.0.total_cmp(&left.0));
    let positives = sorted.iter().filter(|(_, applies)| *applies).count();
    let (mut hits, mut counted, mut area) = (0_usize, 0_usize, 0.0);
    for (count, (score, applies)) in sorted.iter().enumerate() {
        hits += usize::from(*applies);
        if sorted.get(count + 1).is_none_or(|(next, _)| next < score) {
            area += (hits - counted) as f64 / positives.max(1) as f64 * hits as f64 / (count + 1) as f64;
            counted = hits;
        }
    }
    area
}

/// What thresholds buy and cost, from the greatest down: those of the operating points, and the greatest at which recall
/// reaches each of 32 even steps. Empty without both kinds of rows.
#[must_use]
pub fn curve(judged: &[Judged], points: OperatingPoints) -> Vec<CurvePoint> {
    let mut positive: Vec<f64> = judged.iter().filter(|(_, applies)| *applies).map(|(score, _)| *score).collect();
    if positive.is_empty() || positive.len() == judged.len() {
        return Vec::new();
    }
    positive.sort_by(|left, right| right.total_cmp(left));
    let reaching = |step: usize| positive.get((step * positive.len()).div_ceil(STEPS).saturating_sub(1)).copied();
    let mut thresholds: Vec<f64> = (1..=STEPS).filter_map(reaching).collect();
    thresholds.extend([points.balanced, points.strict, points.sensitive]);
    thresholds.sort_by(|left, right| right.total_cmp(left));
    thresholds.dedup();
    thresholds.into_iter().map(|threshold| at(judged, threshold)).collect()
}

/// What one threshold buys and costs.
fn at(judged: &[Judged], threshold: f64) -> CurvePoint {
    let count = |wanted: bool, least: f64| {
        judged.iter().filter(|(score, applies)| *applies == wanted && *score >= least).count() as f64
    };
    let (hits, alarms) = (count(true, threshold), count(false, threshold));
    let share = |part: f64, whole: f64, otherwise: f64| if whole > 0.0 { part / whole } else { otherwise };
    CurvePoint {
        threshold,
        precision: share(hits, hits + alarms, 1.0),
        recall: share(hits, count(true, f64::NEG_INFINITY), 0.0),
        false_positives: share(alarms, count(false, f64::NEG_INFINITY), 0.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const JUDGED: [Judged; 6] = [(0.9, true), (0.8, false), (0.7, true), (0.4, true), (0.3, false), (0.1, false)];

    #[test]
    fn by_hand() {
        // Precision 1/1 at recall 1/3, 2/3 at 2/3, 3/4 at 1.
        assert!((average_precision(&JUDGED) - (1.0 + 2.0 / 3.0 + 0.75) / 3.0).abs() < 1e-12);
        // F1 at 4 rows: 2·3 / (4 + 3).
        assert!((greatest_f1(&JUDGED) - 0.35).abs() < 1e-12);
        // No false positive allowed: above 0.8. A third allowed: above 0.3.
        assert!(at_most(&JUDGED, 0.0) > 0.8 && at_most(&JUDGED, 0.0) < 0.800_001);
        assert!(at_most(&JUDGED, 0.34) > 0.3 && at_most(&JUDGED, 0.34) < 0.300_001);
    }

    #[test]
    fn labels_told_apart_without_error_keep_their_distance() {
        let judged: Vec<Judged> = (0..100).map(|n| if n < 10 { (0.9, true) } else { (0.001, false) }).collect();
        let points = choose(std::slice::from_ref(&judged));
        assert!(points.balanced > 0.4 && points.strict >= points.balanced && points.sensitive >= 0.5 * points.balanced);
    }

    #[test]
    fn a_validation_set_full_of_positives_does_not_lower_balanced() {
        // Nine in ten carry the label: flagging every row has an F1 of 0.95, and flags every benign row.
        let judged: Vec<Judged> = (0..1000).map(|n| (f64::from((n * 7919) % 1000) / 1000.0, n % 10 != 0)).collect();
        let points = choose(std::slice::from_ref(&judged));
        let flagged = judged.iter().filter(|(score, applies)| !applies && *score >= points.balanced).count();
        assert!(flagged <= 5 && points.balanced >= points.sensitive, "{flagged} {points:?}");
    }

    #[test]
    fn a_source_that_is_flagged_more_often_sets_the_limit() {
        let even = |count: usize, shift: f64| -> Vec<Judged> {
            (0..count).map(|n| (0.5 * n as f64 / count as f64 + shift, false)).collect()
        };
        let (mut many, odd, few) = (even(10_000, 0.0), even(200, 0.4), even(20, 0.5));
        // So many carry the label that the greatest F1 asks for no threshold at all.
        many.extend((0..40_000).map(|n| (f64::from(n) / 40_000.0, true)));
        let points = choose(&[many.clone(), odd.clone(), few]);
        let flagged = |source: &[Judged], threshold: f64| {
            source.iter().filter(|(score, _)| *score >= threshold).count() as f64 / source.len() as f64
        };
        assert!(flagged(&odd, points.balanced) <= 0.05 && flagged(&odd, points.balanced) > 0.04, "{points:?}");
        assert!(flagged(&odd, points.sensitive) <= 0.10 && flagged(&odd, points.strict) <= 0.01, "{points:?}");
        assert!(points.balanced > choose(std::slice::from_ref(&many)).balanced, "alone it would be lower");
    }

    #[test]
    fn scores_need_not_be_probabilities() {
        let logits: Vec<Judged> = JUDGED.iter().map(|(score, applies)| (100.0 * score, *applies)).collect();
        assert!(at_most(&logits, 0.0) > 80.0 && at_most(&logits, 0.0) < 80.001);
    }

    #[test]
    fn ties_count_together() {
        let tied = [(0.5, true), (0.5, false), (0.5, true), (0.5, false)];
        assert!((average_precision(&tied) - 0.5).abs() < 1e-12);
        assert!(at_most(&tied, 0.25) > 0.5);
    }

    #[test]
    fn a_curve_passes_through_its_operating_points() {
        let points = OperatingPoints { balanced: 0.6, strict: 0.95, sensitive: 0.35 };
        let curve = curve(&JUDGED, points);
        let thresholds: Vec<f64> = curve.iter().map(|point| point.threshold).collect();
        assert_eq!(thresholds, [0.95, 0.9, 0.7, 0.6, 0.4, 0.35]);
        let of = |threshold: f64| curve.iter().find(|point| point.threshold == threshold).copied();
        let third = 1.0 / 3.0;
        assert_eq!(of(0.95), Some([0.95, 1.0, 0.0, 0.0].into()), "nothing counts");
        assert_eq!(of(0.6), Some([0.6, 2.0 / 3.0, 2.0 / 3.0, third].into()));
        assert_eq!(of(0.35), Some([0.35, 0.75, 1.0, third].into()), "all that carry the label");
    }

    #[test]
    fn a_curve_of_many_rows_is_short_and_never_turns_back() {
        let judged: Vec<Judged> =
            (0..5000).map(|n| (f64::from((n * 7919) % 5000) / 5000.0, n % 3 == 0 || n % 7919 > 4000)).collect();
        let curve = curve(&judged, choose(std::slice::from_ref(&judged)));
        assert!((STEPS..=STEPS + 3).contains(&curve.len()), "{}", curve.len());
        assert!(curve.is_sorted_by(|left, right| {
            left.threshold > right.threshold
                && left.recall <= right.recall
                && left.false_positives <= right.false_positives
        }));
        assert!(curve.last().is_some_and(|last| last.recall == 1.0));
    }

    #[test]
    fn without_rows_nothing_counts() {
        assert_eq!(choose(&[]), OperatingPoints { balanced: 1.0, strict: 1.0, sensitive: 1.0 });
        assert_eq!(average_precision(&[(0.3, false)]), 0.0);
        assert_eq!(curve(&[(0.3, false)], OperatingPoints::default()), []);
    }
}
