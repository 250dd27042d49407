//! `groundstate env`, at a desk without a server and against one.

use std::path::Path;
use std::process::{Command, Output};

use serde_json::{Value, json};

use crate::support::{Process, tiny_encoder};

fn run(folder: &Path, environment: &[(&str, &str)], arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_groundstate"));
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("GROUNDSTATE_")) {
        command.env_remove(name);
    }
    command.current_dir(folder).env("GROUNDSTATE_ENCODER_DIR", tiny_encoder()).env("GROUNDSTATE_DEVICE", "cpu");
    command.envs(environment.iter().copied()).arg("env").args(arguments).output().unwrap()
}

#[track_caller]
fn text(output: &Output, code: i32) -> String {
    let error = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(code), "{error} {}", String::from_utf8_lossy(&output.stdout));
    String::from_utf8(output.stdout.clone()).unwrap()
}

#[track_caller]
fn said(output: &Output, code: i32) -> Value {
    serde_json::from_str(&text(output, code)).unwrap()
}

#[test]
fn the_demonstration_is_written_inferred_and_validated_without_a_server() {
    let folder = tempfile::tempdir().unwrap();
    let run = |arguments: &[&str]| run(folder.path(), &[], arguments);
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    let rows = text(&run(&["demo", "--seed", "3", "--rows", "400"]), 0);
    assert_eq!(rows.lines().count(), 400);
    assert_eq!(text(&run(&["demo", "--seed", "3", "--rows", "400"]), 0), rows, "the same seed");
    write("demo.ndjson", &rows);
    write("schema.json", &text(&run(&["demo", "--schema"]), 0));
    let sound = said(&run(&["validate", "demo.ndjson", "--schema", "schema.json", "--json"]), 0);
    assert_eq!(sound, json!({"rows": 400, "refused": 0, "first": []}));
    let inferred = text(&run(&["infer", "demo.ndjson", "--name", "data-centre"]), 0);
    let types: Value = serde_json::from_str(&inferred).unwrap();
    assert_eq!(types["types"]["server"]["properties"]["service"], json!({"kind": "reference", "types": ["service"]}));
    write("inferred.json", &inferred);
    text(&run(&["validate", "demo.ndjson", "--schema", "inferred.json"]), 0);
    write("broken.ndjson", &rows.replacen("\"sound\"", "\"splendid\"", 1));
    let broken = said(&run(&["validate", "broken.ndjson", "--schema", "schema.json", "--json"]), 1);
    assert_eq!((&broken["refused"], &broken["first"][0]["code"]), (&json!(1), &json!("unknown_word")));
    write("contradiction.json", &text(&run(&["demo", "--schema"]), 0).replace("\"minimum\": 10", "\"minimum\": 999"));
    let refused = run(&["validate", "--schema", "contradiction.json"]);
    assert!(refused.status.code() == Some(1) && String::from_utf8_lossy(&refused.stderr).contains("above the maximum"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_environment_is_registered_fed_and_deleted_from_the_command_line() {
    let server = Process::start(&[]);
    let folder = tempfile::tempdir().unwrap();
    let whom = [("GROUNDSTATE_URL", server.url.as_str()), ("GROUNDSTATE_KEY", server.key.as_str())];
    let run = |arguments: &[&str]| run(folder.path(), &whom, arguments);
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    write("demo.ndjson", &(text(&run(&["demo", "--rows", "300"]), 0) + "no row\n"));
    let schema = text(&run(&["demo", "--schema"]), 0);
    write("schema.json", &schema);
    write("narrow.json", &schema.replace("\"degraded\",", ""));
    assert!(text(&run(&["list"]), 0).contains("no environment yet"));
    assert!(text(&run(&["create", "plant", "--schema", "schema.json"]), 0).contains("plant registered"));
    let pushed = said(&run(&["push", "plant", "demo.ndjson", "--json"]), 1);
    assert_eq!((&pushed["accepted"], &pushed["rejected"]), (&json!(300), &json!(1)), "{pushed}");
    let again = text(&run(&["push", "plant", "demo.ndjson"]), 1);
    assert!(again.contains("line 301: invalid_json") && again.contains("0 accepted, 300 there already"), "{again}");
    let shown = text(&run(&["show", "plant"]), 0);
    assert!(shown.contains("300 transitions") && shown.contains("fail_over"), "{shown}");
    let revised = said(&run(&["revise", "plant", "--schema", "narrow.json", "--json"]), 1);
    assert_eq!(revised["checked"], 300);
    assert_eq!(revised["misfits"][0]["code"], "unknown_word", "{revised}");
    assert!(text(&run(&["delete", "plant"]), 0).contains("plant deleted"));
    let gone = run(&["show", "plant"]);
    assert!(gone.status.code() == Some(1) && String::from_utf8_lossy(&gone.stderr).contains("there is no environment"));
}
