//! Metrics: identities that hold for all inputs.

mod worldmodel;

use groundstate_server::eval::metrics::{Confidences, Figures, Ranked, auroc, percentile, risk_coverage};
use proptest::prelude::*;

fn confidences() -> impl Strategy<Value = Vec<f64>> {
    // Few distinct values, so that ties happen.
    prop::collection::vec((0_u8..8).prop_map(|value| f64::from(value) / 8.0), 1..40)
}

proptest! {
    #[test]
    fn auroc_is_the_share_of_pairs_won(positive in confidences(), negative in confidences()) {
        let mut won = 0.0;
        for (left, right) in positive.iter().flat_map(|left| negative.iter().map(move |right| (left, right))) {
            won += if left > right { 1.0 } else if left < right { 0.0 } else { 0.5 };
        }
        let expected = won / (positive.len() * negative.len()) as f64;
        let found = auroc(&positive, &negative).unwrap();
        prop_assert!((found - expected).abs() < 1e-12);
        prop_assert!((found + auroc(&negative, &positive).unwrap() - 1.0).abs() < 1e-12, "the other way round");
        let cubed = |values: &[f64]| values.iter().map(|value| value.powi(3)).collect::<Vec<_>>();
        prop_assert!((auroc(&cubed(&positive), &cubed(&negative)).unwrap() - found).abs() < 1e-12, "only order counts");
    }

    #[test]
    fn a_percentile_is_a_value_that_enough_do_not_exceed(values in confidences(), share in 0.01_f64..=1.0) {
        let found = percentile(&values, share);
        prop_assert!(values.contains(&found));
        let not_above = values.iter().filter(|value| **value <= found).count() as f64;
        let below = values.iter().filter(|value| **value < found).count() as f64;
        prop_assert!(not_above >= share * values.len() as f64 - 1e-9);
        prop_assert!(below < share * values.len() as f64 + 1e-9, "and the smallest such");
    }

    #[test]
    fn risk_at_full_coverage_is_the_share_of_wrong_answers(answers in prop::collection::vec((0.0_f64..1.0, any::<bool>()), 1..60)) {
        let curve = risk_coverage(&answers);
        prop_assert_eq!(curve.len(), 10);
        let wrong = answers.iter().filter(|(_, right)| !right).count() as f64;
        prop_assert!((curve[9].risk - wrong / answers.len() as f64).abs() < 1e-12);
        prop_assert!(curve.windows(2).all(|pair| pair[0].threshold >= pair[1].threshold && pair[0].coverage < pair[1].coverage));
        prop_assert!(curve.iter().all(|point| (0.0..=1.0).contains(&point.risk)));
    }
}

#[test]
fn confidence_that_knows_what_is_right_puts_all_risk_last() {
    let answers: Vec<(f64, bool)> = (0..10).map(|index| (1.0 - f64::from(index) / 10.0, index < 6)).collect();
    let risks: Vec<f64> = risk_coverage(&answers).iter().map(|point| point.risk).collect();
    assert!(risks[..6].iter().all(|risk| *risk == 0.0) && risks[6..].iter().all(|risk| *risk > 0.0), "{risks:?}");
}

#[test]
fn figures_of_nothing_are_zero_and_absent() {
    assert_eq!(Figures::of(&[], &Confidences::default(), &[]), Figures::default());
    assert_eq!((auroc(&[], &[1.0]), auroc(&[1.0], &[])), (None, None));
    assert!(risk_coverage(&[]).is_empty());
}

#[test]
fn ranks_count_as_published() {
    let ranked = |rank, recalled, statements| Ranked { rank, recalled, statements };
    let all = [ranked(Some(1), true, 1), ranked(Some(3), true, 2), ranked(Some(10), false, 3), ranked(None, false, 0)];
    let figures = Figures::of(&all, &Confidences::default(), &[1.0, 2.0, 3.0, 4.0]);
    assert_eq!(
        (figures.hit_at_1, figures.hit_at_3, figures.gold_recall, figures.mean_statements),
        (0.25, 0.5, 0.5, 1.5)
    );
    assert!((figures.mrr - (1.0 + 1.0 / 3.0 + 0.1) / 4.0).abs() < 1e-12);
    assert_eq!((figures.p50_ms, figures.p99_ms), (2.0, 4.0));
}
