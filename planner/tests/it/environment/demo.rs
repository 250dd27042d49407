//! The demonstration environment: what a learner and a planner may rely on.

use std::collections::BTreeMap;

use groundstate_planner::environment::demo::{self, Hall};
use groundstate_planner::environment::{Changes, Transition};

fn rows(seed: u64, count: usize) -> Vec<Transition> {
    demo::transitions(seed).take(count).collect()
}

#[test]
fn the_schema_is_sound_and_admits_every_row_as_it_is() {
    let schema = demo::schema().unwrap();
    schema.check().unwrap();
    for row in rows(1, 2_000) {
        assert_eq!(schema.admit_transition(&row).unwrap(), row, "{}", row.action.line());
    }
}

#[test]
fn a_seed_gives_its_rows_and_no_others() {
    assert_eq!(rows(7, 300), rows(7, 300));
    assert_ne!(rows(7, 300), rows(8, 300));
}

#[test]
fn nothing_is_hidden_from_the_state() {
    let mut outcomes = BTreeMap::new();
    for row in rows(2, 3_000) {
        assert_eq!(Hall::read(&row.state).unwrap().state(), row.state);
        let (middle, next, after) = demo::step(&row.state, &row.action, row.before).unwrap();
        assert_eq!((Some(&middle), &next, after), (row.mid_state.as_ref(), &row.next_state, row.after()));
        let key = (row.state.digest(), row.action.line());
        assert_eq!(outcomes.entry(key).or_insert_with(|| next.digest()), &next.digest());
    }
}

#[test]
fn the_action_and_the_hour_both_change_things_and_every_verb_is_seen() {
    let schema = demo::schema().unwrap();
    let (mut by_action, mut by_hour) = (BTreeMap::new(), 0);
    let rows = rows(3, 3_000);
    for row in &rows {
        let middle = row.mid_state.as_ref().unwrap();
        *by_action.entry(row.action.verb.as_str()).or_insert(0) += Changes::between(&row.state, middle).0.len();
        by_hour += usize::from(!Changes::between(middle, &row.next_state).is_empty());
    }
    assert_eq!(by_hour, rows.len(), "time always passes");
    for verb in schema.actions.keys() {
        let changed = by_action.get(verb.as_str()).copied().unwrap_or_default();
        assert_eq!(changed > 0, verb != "wait", "{verb}: {changed}");
    }
}

#[test]
fn there_is_trouble_to_plan_against() {
    let rows = rows(4, 5_000);
    let halls: Vec<(Hall, Hall)> =
        rows.iter().map(|row| (Hall::read(&row.state).unwrap(), Hall::read(&row.next_state).unwrap())).collect();
    let ever = |what: &str, seen: &dyn Fn(&Hall, &Hall) -> bool| {
        let count = halls.iter().filter(|(before, after)| seen(before, after)).count();
        assert!(count >= 10, "{what}: {count}");
    };
    let failed = |hall: &Hall| hall.servers.iter().filter(|one| one.health.word() == "failed").count();
    ever("heat destroys servers", &|before, after| failed(after) > failed(before));
    ever("coolers break", &|before, after| {
        before.coolers.iter().zip(&after.coolers).any(|(old, new)| !old.broken && new.broken)
    });
    ever("breakers trip", &|_, after| {
        after.racks.iter().any(|rack| rack.power == 20 * rack.fan) && after.servers.iter().any(|one| one.on)
    });
    ever("services go down", &|before, after| {
        before.services.iter().zip(&after.services).any(|(old, new)| old.available && !new.available)
    });
    ever("racks cool down", &|before, after| {
        before.racks.iter().zip(&after.racks).any(|(old, new)| new.temperature < old.temperature)
    });
}
