//! `groundstate policy`, as its users see it: at a desk without a server, and against one.

use std::path::Path;
use std::process::{Command, Output};

use serde_json::{Value, json};

use super::lifecycle::house;
use crate::support::{Process, tiny_encoder};

fn run(folder: &Path, environment: &[(&str, &str)], arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_groundstate"));
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("GROUNDSTATE_")) {
        command.env_remove(name);
    }
    command.current_dir(folder).env("GROUNDSTATE_ENCODER_DIR", tiny_encoder()).env("GROUNDSTATE_DEVICE", "cpu");
    command.envs(environment.iter().copied()).arg("policy").args(arguments).output().unwrap()
}

#[track_caller]
fn said(output: &Output, code: i32) -> Value {
    let error = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(code), "{error} {}", String::from_utf8_lossy(&output.stdout));
    serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("no JSON: {error}"))
}

#[test]
fn an_author_needs_no_server_to_test_look_through_compare_and_explain() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    write("one.toml", &house("plover", "hard"));
    write("two.toml", &house("plover", "shadow"));
    write("wrong.toml", &house("plover", "hard").replace("\"permitted\"", "{ violates = [\"word\"] }"));
    let run = |arguments: &[&str]| run(folder.path(), &[], arguments);
    assert_eq!(said(&run(&["test", "one.toml", "--json"]), 0)["passed"], true);
    let failed = said(&run(&["test", "wrong.toml", "--json"]), 3);
    assert_eq!((&failed["passed"], &failed["tests"][1]["passed"]), (&json!(false), &json!(false)), "{failed}");
    assert_eq!(said(&run(&["lint", "one.toml", "--json"]), 0)["findings"], json!([]));
    write("twice.toml", &house("plover", "hard").replace("[\"plover\"]", "[\"plover\", \"a plover\"]"));
    assert_eq!(said(&run(&["lint", "twice.toml", "--json"]), 3)["findings"][0]["code"], "subsumed");
    let refused = said(&run(&["lint", "two.toml", "--above", "one.toml", "--json"]), 3);
    assert_eq!(refused["findings"][0]["code"], "refused", "{refused}");
    assert_eq!(said(&run(&["diff", "one.toml", "one.toml", "--json"]), 0)["identical"], true);
    assert_eq!(said(&run(&["diff", "one.toml", "two.toml", "--json"]), 3)["changed"][0]["effect"], "looser");
    let explained = said(&run(&["explain", "one.toml", "a plover", "--json"]), 3);
    assert_eq!((&explained["permitted"], &explained["verdicts"][0]["spans"][0]["start"]), (&json!(false), &json!(2)));
    assert_eq!(said(&run(&["explain", "one.toml", "a lapwing", "--json"]), 0)["permitted"], true);
    let text = String::from_utf8(run(&["diff", "one.toml", "two.toml"]).stdout).unwrap();
    assert!(text.contains("~ word (looser)") && text.contains("enforcement: hard → shadow"), "{text}");
    let missing = run(&["lint", "none.toml"]);
    assert_eq!(missing.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&missing.stderr).contains("none.toml"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_policy_is_released_from_the_command_line() {
    let server = Process::start(&[]);
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("house.toml"), house("plover", "hard")).unwrap();
    let key = json!({"name": "author", "scopes": ["policy:read", "policy:write", "policy:approve"]});
    let (_, author) = server.post("/v1/keys", &key).await;
    let author = author["key"].as_str().unwrap();
    let as_whom = |key: &str, arguments: &[&str]| {
        let mut arguments = arguments.to_vec();
        arguments.push("--json");
        run(folder.path(), &[("GROUNDSTATE_URL", &server.url), ("GROUNDSTATE_KEY", key)], &arguments)
    };
    let drafted = said(&as_whom(author, &["create", "house.toml", "--reason", "a try"]), 0);
    assert_eq!((&drafted["version"], &drafted["status"]), (&json!(1), &json!("draft")));
    assert_eq!(said(&as_whom(author, &["test", "house@1"]), 0)["version"]["status"], "tested");
    assert_eq!(said(&as_whom(author, &["backtest", "house@1"]), 0)["status"], "succeeded");
    let own = as_whom(author, &["approve", "house@1", "--reason", "fine"]);
    assert_eq!(own.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&own.stderr).contains("author"), "{own:?}");
    let other = server.key.clone();
    said(&as_whom(&other, &["approve", "house@1", "--reason", "fine"]), 0);
    assert_eq!(said(&as_whom(author, &["activate", "house@1", "--reason", "go"]), 0)["version"]["status"], "active");
    let listed = said(&as_whom(author, &["list"]), 0);
    let names: Vec<&str> = listed.as_array().unwrap().iter().map(|one| one["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["default", "house"]);
    assert_eq!(said(&as_whom(author, &["show", "house"]), 0)["transitions"].as_array().unwrap().len(), 5);
    assert_eq!(said(&as_whom(author, &["diff", "house@1", "house.toml"]), 0)["identical"], true);
    assert_eq!(said(&as_whom(author, &["effective"]), 0)["sources"][0]["name"], "default");
    let nothing = as_whom(author, &["rollback", "house", "--reason", "back"]);
    assert_eq!(nothing.status.code(), Some(1), "there is nothing to go back to");
}
