//! Expressions over named values: bounded like predicates, undecided rather than wrong.

use std::time::{Duration, Instant};

use groundstate_guardrails::objectives::predicate::expression::{Expression, Size, Undecided, Values};
use proptest::prelude::*;
use serde_json::{Value, json};

const LIST: Size = Size { items: 50, members: 8, bytes: 200 };

fn expression(source: &str) -> Expression {
    Expression::new(source, &[("things", LIST), ("one", Size { items: 0, members: 8, bytes: 200 })])
        .expect("it is admitted")
}

fn holds(source: &str, things: &Value) -> Result<bool, Undecided> {
    expression(source).holds(&Values::default().with_doubles("things", things))
}

#[test]
fn only_named_variables_are_read() {
    let refused = |source: &str| Expression::new(source, &[("things", LIST)]).unwrap_err();
    assert!(refused("text == ''").contains("there is no variable `text`; there are things"));
    assert!(refused("things.all(things, true)").contains("the name of a variable already"));
    assert!(refused("things.all(").contains("column"));
    assert!(expression("one.a").reads("one") && !expression("one.a").reads("things"));
    let absent = expression("one.a").holds(&Values::default());
    assert_eq!(absent, Err(Undecided::Fails), "a variable that was not given");
}

#[test]
fn whole_numbers_are_doubles_where_that_is_asked_for() {
    let values = Values::default().with("one", &json!({"a": 3})).with_doubles("things", &json!([3]));
    let holds = |source: &str| expression(source).holds(&values);
    assert_eq!(holds("one.a + 1 == 4"), Ok(true));
    assert_eq!(holds("things[0] + 1.0 == 4.0 && things[0] == 3"), Ok(true));
    assert_eq!(holds("things[0] + 1 == 4"), Err(Undecided::Fails));
}

#[test]
fn an_item_of_a_list_is_not_charged_for_the_whole_list() {
    let pairs = "things.all(a, things.all(b, a.id == b.id || a.size != b.size))";
    let things: Vec<Value> = (0..100).map(|id| json!({"id": format!("thing {id}"), "size": id})).collect();
    assert_eq!(holds(pairs, &things.clone().into()), Ok(true));
    let many: Vec<Value> = (0..4_000).map(|id| json!({"id": format!("thing {id}"), "size": id})).collect();
    let start = Instant::now();
    assert_eq!(holds(pairs, &many.into()), Err(Undecided::TooLong));
    assert!(start.elapsed() < Duration::from_secs(1), "it was not run");
}

proptest! {
    /// Whatever is admitted and counted as cheap runs soon: the bound holds for lists of lists of texts too.
    #[test]
    fn what_is_counted_as_cheap_is_cheap(rows in 0_usize..60, cells in 0_usize..60, bytes in 0_usize..400) {
        let table = vec![vec!["x".repeat(bytes); cells]; rows];
        let start = Instant::now();
        let small = [("things", Size { items: 20, members: 8, bytes: 100 })];
        let nested = Expression::new("things.all(r, r.all(c, things.all(s, s.all(d, c == d))))", &small).expect("it is admitted");
        let run = nested.holds(&Values::default().with_doubles("things", &json!(table)));
        prop_assert!(matches!(run, Ok(true) | Err(Undecided::TooLong)), "{run:?}");
        prop_assert!(start.elapsed() < Duration::from_secs(10), "{:?}", start.elapsed());
    }
}
