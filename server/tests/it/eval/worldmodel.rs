//! The evaluation of world models: a game of two lamps, written in the format of the logs.

use std::collections::BTreeSet;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use groundstate_planner::world_model::typed::{NetworkConfig, Spelling, TextFeatures, TypedConfig};
use groundstate_server::eval::worldmodel::{Budget, Options, Report, run};
use serde_json::{Value, json};

fn objects(lamps: [bool; 2], inside: bool) -> Vec<Value> {
    let lamp = |id: i64, on: bool| {
        json!({ "uuid": id, "name": format!("lamp (ID: {id})"), "type": "Lamp", "contains": [],
                "properties": { "on": on, "next": { "lamp (ID: 2)": id }, "wire": ["lamp (ID: 3)", null] } })
    };
    let ball = json!({ "uuid": 4, "name": "ball", "type": "Ball", "contains": [], "properties": {} });
    let holds = |yes: bool| if yes { json!(["ball"]) } else { json!([]) };
    let room =
        json!({ "uuid": 0, "name": "room (ID: 0)", "type": "Room", "properties": {}, "contains": holds(!inside) });
    let case = json!({ "uuid": 1, "name": "box (ID: 1)", "type": "Box", "properties": {}, "contains": holds(inside) });
    vec![room, case, lamp(2, lamps[0]), lamp(3, lamps[1]), ball]
}

/// A switch flips its lamp; when both are on, the environment turns the second off; the ball in the box is worth a point.
fn row(case: i64, game: &str) -> Value {
    let (lamps, inside) = ([case % 2 == 0, (case / 2) % 2 == 0], (case / 4) % 2 == 0);
    let (mut after, mut moved) = (lamps, inside);
    let args = match case % 3 {
        0 => {
            let which = (case / 3) % 2;
            after[which as usize] ^= true;
            json!(["switch", { "o": 2 + which }])
        }
        1 => {
            moved = !inside;
            json!(["put", { "o": 4 }, { "o": i64::from(!inside) }])
        }
        _ => Value::Null,
    };
    let settled = [after[0], after[1] && !after[0]];
    let difference = |from: &[Value], to: &[Value]| {
        let modified: Vec<&Value> = to.iter().zip(from).filter(|(to, from)| to != from).map(|(to, _)| to).collect();
        json!({ "mod": modified, "del": [] })
    };
    let (first, middle, last) = (objects(lamps, inside), objects(after, moved), objects(settled, moved));
    let score = |inside: bool| json!({ "score": i64::from(inside), "gameOver": inside, "gameWon": inside });
    json!({ "game": game, "traj": format!("t{}", case % 7), "step": case, "on_policy": true, "args": args, "task": "",
            "score0": score(inside), "score1": score(moved), "dyn": [first != middle, middle != last, inside != moved],
            "d1": difference(&first, &middle), "d2": difference(&middle, &last), "s0": first })
}

fn written(directory: &Path, name: &str, rows: &[Value]) -> PathBuf {
    let path = directory.join(name);
    let mut file = std::fs::File::create(&path).unwrap();
    rows.iter().for_each(|row| writeln!(file, "{row}").unwrap());
    path
}

fn report(train: &[Value], test: &[Value], leave_out: &[&str], adapt: usize) -> Report {
    let directory = tempfile::tempdir().unwrap();
    let network = NetworkConfig { width: 8, heads: 1, encoder_blocks: 1, predictor_blocks: 1, expansion: 1 };
    let options = Options {
        train: vec![written(directory.path(), "train.jsonl", train)],
        test: written(directory.path(), "test.jsonl", test),
        budget: Budget::Steps(0),
        config: TypedConfig { network, trees: 1, rules_share: 1.0, held_out: 0.0, ..TypedConfig::default() },
        leave_out: leave_out.iter().map(|game| (*game).to_owned()).collect::<BTreeSet<_>>(),
        adapt,
        horizon: 3,
        resume: None,
        model: None,
        compute: groundstate_planner::device::Compute::cpu(),
    };
    let features: Arc<dyn TextFeatures> = Arc::new(Spelling { dimension: 8 });
    run(&options, &features, &|| 0.0, &mut |_, _| {}).unwrap().0
}

#[test]
fn a_game_that_is_learned_is_right_by_every_measure() {
    let rows: Vec<Value> = (0..96).map(|case| row(case, "lamps")).collect();
    let twice: Vec<Value> = rows.iter().chain(&rows[..10]).cloned().collect();
    let report = report(&twice, &rows, &[], 0);
    for (name, figures) in
        [("act", report.act), ("env", report.env), ("full", report.full), ("progress", report.progress)]
    {
        for figure in [figures.dynamic, figures.still] {
            assert!(figure.count > 0, "{name}");
            // Where two facts must be taken together and neither tells anything alone, trees stop: not all is exact.
            assert!(figure.micro >= 80.0 && figure.micro <= 100.0, "{name}: {figure:?}");
            assert_eq!([figure.r#macro, figure.strict_macro], [figure.micro, figure.strict_micro], "{name}: one game");
        }
        assert_eq!(figures.dynamic.count + figures.still.count, rows.len(), "{name}");
    }
    assert_eq!(report.trained_on + report.dropped, twice.len());
    assert!(report.dropped >= 10, "what stands twice is learned from once");
}

#[test]
fn a_wrong_target_is_never_right() {
    let rows: Vec<Value> = (0..96).map(|case| row(case, "lamps")).collect();
    let mut wrong = rows.clone();
    for row in &mut wrong {
        // The environment is said to have changed a property that it never changes.
        let mut object = row["s0"][1].clone();
        object["properties"] = json!({ "colour": "blue" });
        row["d2"]["mod"].as_array_mut().unwrap().push(object);
    }
    let report = report(&rows, &wrong, &[], 0);
    assert_eq!([report.full.dynamic.micro, report.full.still.micro, report.env.dynamic.micro], [0.0; 3]);
    assert_eq!(report.progress.dynamic.micro, 100.0);
}

#[test]
fn a_game_that_is_left_out_is_asked_about_alone_and_learned_from_no_more_than_said() {
    let rows: Vec<Value> = (0..96).map(|case| row(case, if case < 48 { "one" } else { "two" })).collect();
    let report = report(&rows, &rows, &["two"], 5);
    assert_eq!(report.full.dynamic.count + report.full.still.count, 48);
    assert!(report.trained_on + report.dropped <= 48 + 5);
    assert!(report.full.dynamic.micro > 50.0, "the other game has the same rules: {:?}", report.full.dynamic);
}
