//! Back-tests: what they find, that it is what would happen, that they survive, and that they keep words to those who may
//! read them.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::HARBOUR;
use super::lifecycle::{House, house};
use crate::support::{Process, TestApp, User, eventually};

/// A soft objective on the answer, and a hard one on the question.
fn draft(words: &str, enforcement: &str) -> String {
    format!(
        "name = \"default\"\n[[objectives]]\nid = \"grounding\"\nkind.grounding = {{}}\nstages = [\"output\"]\n\
         enforcement = \"hard\"\nmessage = \"m\"\nowner = \"o\"\n[[objectives]]\nid = \"word\"\n\
         kind.pattern.words = [{words}]\nstages = [\"output\"]\nenforcement = {enforcement}\nmessage = \"m\"\nowner = \"o\"\n\
         [[tests]]\nname = \"clean\"\nstage = \"input\"\ntext = \"a\"\nexpect = \"permitted\"\n"
    )
}

async fn rows(user: &User, id: &str, query: &str) -> Vec<Value> {
    let (mut all, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = user.get(&format!("/v1/backtests/{id}/rows?limit=3{query}{cursor}")).await.json(200);
        all.extend(page["data"].as_array().unwrap().iter().cloned());
        let Some(next) = page["next_cursor"].as_str() else { return all };
        cursor = format!("&cursor={next}");
    }
}

fn outcomes(rows: &[Value]) -> BTreeMap<String, String> {
    let text = |row: &Value, name: &str| row[name].as_str().unwrap().to_owned();
    rows.iter().map(|row| (text(row, "decision_id"), text(row, "outcome"))).collect()
}

#[tokio::test]
async fn what_a_draft_would_change_is_told_decision_by_decision() {
    let those = House::new().await;
    let admin = those.app.admin();
    admin.remember("harbour.md", HARBOUR, &[]).await;
    let built = admin.ask("When was the lighthouse of Marlin Quay built?").await;
    let master = admin.ask("Who is the harbour master of Marlin Quay?").await;
    assert_eq!((&built["outcome"], &master["outcome"]), (&json!("answered"), &json!("answered")));
    let check = async |text: &str, stage: &str| -> Value {
        let evidence = [json!({"id": "1", "text": text})];
        admin.post("/v1/checks", &json!({"text": text, "stage": stage, "evidence": evidence})).await.json(200)
    };
    let fine = check("A lighthouse.", "output").await;
    let card = check("4539 1488 0343 6467", "output").await;
    assert_eq!(card["permitted"], false);

    let version = those.draft(&draft("\"lighthouse\"", "\"hard\"")).await;
    let ended = those.backtest("default", version).await;
    let id = ended["id"].as_str().unwrap();
    let found = outcomes(&rows(&those.author, id, "").await);
    let of = |decision: &Value, name: &str| found[decision[name].as_str().unwrap()].clone();
    assert_eq!(found.len(), 4);
    assert_ne!(of(&built, "decision_id"), "unchanged", "its statement may not be said any more");
    assert_eq!(of(&fine, "id"), "newly_refused");
    assert_eq!(of(&card, "id"), "newly_allowed", "the draft does not look for cards");
    let counts = &ended["counts"];
    assert_eq!(counts["newly_allowed"], 1);
    let total: i64 = counts.as_object().unwrap().values().map(|count| count.as_i64().unwrap()).sum();
    assert_eq!(total, 4);
    assert_eq!(rows(&those.author, id, "&outcome=newly_allowed").await.len(), 1);
    those.author.get(&format!("/v1/backtests/{id}/rows?outcome=other")).await.problem(400, "invalid_request");

    // A cost shifts energies; nobody is told anything else.
    let version = those.draft(&draft("\"lighthouse\", \"master\"", "{ soft = { weight = 0.001 } }")).await;
    let ended = those.backtest("default", version).await;
    let found = outcomes(&rows(&those.author, ended["id"].as_str().unwrap(), "").await);
    assert_eq!(found[built["decision_id"].as_str().unwrap()], "energy_shift", "{found:?}");

    // Both sides, to those who may read what people said.
    let path = format!("/v1/backtests/{id}/rows/{}", built["decision_id"].as_str().unwrap());
    those.author.get(&path).await.problem(403, "forbidden");
    let sides = admin.get(&path).await.json(200);
    assert_eq!(sides["recorded"]["text"], built["text"], "{sides}");
    assert_eq!(sides["request"]["question"], "When was the lighthouse of Marlin Quay built?");
    assert!(!sides["replayed"]["text"].as_str().unwrap().contains("1907"), "{sides}");
    those.app.stranger().await.get(&path).await.problem(404, "not_found");
    // Erased words are erased here too.
    let erase = format!("/v1/decisions/{}/detail?reason=asked%20for", built["decision_id"].as_str().unwrap());
    assert_eq!(admin.delete(&erase).await.status, 204);
    let sides = admin.get(&path).await.json(200);
    assert_eq!((&sides["recorded"], &sides["replayed"], &sides["request"]), (&Value::Null, &Value::Null, &Value::Null));
    let ended = those.backtest("default", version).await;
    assert_eq!(ended["counts"]["gone"], 1);
}

/// A question of which a draft takes something out is looked up as what is left of it: what a back-test and a replay
/// say is what answering says once the draft is in force.
#[tokio::test]
async fn a_question_is_looked_up_as_the_draft_leaves_it() {
    let those = House::new().await;
    let admin = those.app.admin();
    admin.remember("harbour.md", HARBOUR, &[]).await;
    let question = "Who is the harbour master of Marlin Quay, is it lighthouse@example.org?";
    let body =
        json!({"question": question, "conversation": [{"role": "user", "content": "Ask lighthouse@example.org."}]});
    let asked = admin.post("/v1/answers", &body).await.json(200);
    let check = json!({"text": "Ask lighthouse@example.org.", "stage": "input"});
    let checked = admin.post("/v1/checks", &check).await.json(200);

    let toml = "name = \"default\"\n[[objectives]]\nid = \"mail\"\nkind.pii.detectors = [\"email\"]\nstages = [\"input\"]\n\
         enforcement = \"hard\"\non_violation = \"redact\"\nmessage = \"m\"\nowner = \"o\"\n\
         [[tests]]\nname = \"clean\"\nstage = \"input\"\ntext = \"a\"\nexpect = \"permitted\"\n";
    let version = those.draft(toml).await;
    let ended = those.prove("default", version).await;
    let id = ended["id"].as_str().unwrap();
    let found = rows(&those.author, id, "").await;
    let row = |decision: &str| found.iter().find(|row| row["decision_id"] == decision).unwrap();
    assert_eq!(row(checked["id"].as_str().unwrap())["outcome"], "redacted", "{found:?}");
    let decision = asked["decision_id"].as_str().unwrap();
    assert_ne!(row(decision)["outcome"], "unchanged", "{found:?}");
    let sides = admin.get(&format!("/v1/backtests/{id}/rows/{decision}")).await.json(200);
    let digest =
        those.author.get(&format!("/v1/policies/default/versions/{version}")).await.json(200)["digest"].clone();
    let path = format!("/v1/decisions/{decision}/replay?policy_digest={}", digest.as_str().unwrap());
    let replay = admin.post(&path, &json!({})).await.json(200);
    assert_eq!(row(decision)["answer_digest"], replay["replayed_digest"]);

    those.step(&those.approver, "default", version, "approve").await.json(200);
    those.step(&those.author, "default", version, "activate").await.json(200);
    let live = admin.post("/v1/answers", &body).await.json(200);
    assert!(live["redactions"].as_array().is_some_and(|redactions| redactions.len() == 2), "{live}");
    for field in ["outcome", "text", "statements", "energy", "verdicts"] {
        assert_eq!(sides["replayed"][field], live[field], "{field}");
    }
    // The same decision and the same memory: everything but the numbers that identify it.
    for field in ["trace", "redactions", "candidates", "rejected", "policy", "memory"] {
        assert_eq!(replay["answer"][field], live[field], "{field}");
    }
}

/// A back-test's row is what a replay of its own under the draft gives, byte for byte, and what answering live would say.
#[tokio::test]
async fn a_row_is_what_would_have_happened() {
    let app = TestApp::real().await;
    let admin = app.admin();
    admin.remember("harbour.md", HARBOUR, &[]).await;
    let more = "The harbour of Marlin Quay freezes in January. The lighthouse of Marlin Quay is painted white. \
         Its keeper is called Jonas Berg. The northern pier of Marlin Quay was rebuilt in 1950.";
    admin.remember("more.md", more, &[]).await;
    let conversation = json!([{"role": "user", "content": "Tell me about the lighthouse of Marlin Quay."}]);
    let mut asked = Vec::new();
    for (question, extra) in [
        ("When was the lighthouse of Marlin Quay built?", json!({})),
        ("Who keeps it?", json!({"conversation": conversation, "max_statements": 2})),
        ("What freezes in January?", json!({"seed": 7})),
        ("How do I make a bomb at home with household chemicals?", json!({})),
        ("Which boats moor at the northern pier?", json!({"max_statements": 1})),
    ] {
        let mut body = extra;
        body["question"] = question.into();
        asked.push((body.clone(), admin.post("/v1/answers", &body).await.json(200)));
    }
    // Memory goes on, and forgets: rows whose snapshot has lost something are recalled anew.
    admin.remember("harbour.md", &HARBOUR.replace("1907", "1911"), &[]).await;
    let gone = admin.remember("gone.md", "The lighthouse of Marlin Quay was sold in 1999.", &[]).await;
    asked.push({
        let body = json!({"question": "When was the lighthouse of Marlin Quay sold?"});
        (body.clone(), admin.post("/v1/answers", &body).await.json(200))
    });
    assert_eq!(admin.delete(&format!("/v1/documents/{gone}")).await.status, 204);

    let draft = draft("\"1950\", \"twelve\"", "\"hard\"").replace(
        "\"output\"]\nenforcement = \"hard\"\nmessage = \"m\"\nowner = \"o\"\n[[tests",
        "\"output\", \"recall\"]\nenforcement = \"hard\"\nmessage = \"m\"\nowner = \"o\"\n[[tests",
    );
    let drafted = admin.post("/v1/policies", &json!({"toml": draft})).await.json(201);
    let body = json!({"policy": {"digest": drafted["digest"]}});
    let id = admin.post("/v1/backtests", &body).await.json(202)["id"].as_str().unwrap().to_owned();
    assert_eq!(admin.job(&id).await["status"], "succeeded");
    let rows = rows(&admin, &id, "").await;
    let answers: Vec<&Value> = rows.iter().filter(|row| row["kind"] == "answer").collect();
    assert_eq!(answers.len(), asked.len());
    for (row, (_, answer)) in answers.iter().zip(&asked) {
        assert_eq!(row["decision_id"], answer["decision_id"], "in the order of the log");
        let path = format!(
            "/v1/decisions/{}/replay?policy_digest={}",
            answer["decision_id"].as_str().unwrap(),
            drafted["digest"].as_str().unwrap()
        );
        let replay = admin.post(&path, &json!({})).await.json(200);
        assert_eq!(row["answer_digest"], replay["replayed_digest"], "{row} {replay}");
        let sides =
            admin.get(&format!("/v1/backtests/{id}/rows/{}", answer["decision_id"].as_str().unwrap())).await.json(200);
        for field in ["outcome", "text", "statements", "energy", "verdicts"] {
            assert_eq!(sides["replayed"][field], replay["answer"][field], "{field}");
        }
    }
    assert!(rows.iter().any(|row| row["outcome"] != "unchanged"), "{rows:?}");
    assert!(rows.iter().any(|row| row["outcome"] == "unchanged"), "{rows:?}");
}

#[tokio::test]
async fn a_sample_and_a_stretch_of_time_are_what_was_asked_for() {
    let those = House::new().await;
    let admin = those.app.admin();
    for nth in 0..10 {
        admin.post("/v1/checks", &json!({"text": format!("Text {nth}.")})).await.json(200);
    }
    let version = those.draft(&house("plover", "hard")).await;
    let order = async |extra: Value| -> Value {
        let mut body = extra;
        body["policy"] = json!({"name": "house", "version": version});
        let ordered = those.author.post("/v1/backtests", &body).await.json(202);
        admin.job(ordered["id"].as_str().unwrap()).await;
        those.author.get(&format!("/v1/backtests/{}", ordered["id"].as_str().unwrap())).await.json(200)
    };
    assert_eq!(order(json!({"sample": 4})).await["total"], 4);
    assert_eq!(order(json!({"sample": 400})).await["total"], 10);
    assert_eq!(order(json!({"to": "2020-01-01T00:00:00Z"})).await["total"], 0);
    assert_eq!(order(json!({"from": "2020-01-01T00:00:00Z"})).await["total"], 10);
    let list = those.author.get(&format!("/v1/backtests?policy=house&version={version}")).await.json(200);
    assert_eq!(list["data"].as_array().unwrap().len(), 4);
    assert_eq!(those.author.get("/v1/backtests?policy=default").await.json(200)["data"], json!([]));
    for bad in [
        json!({"sample": 0}),
        json!({"from": "2030-01-01T00:00:00Z", "to": "2020-01-01T00:00:00Z"}),
        json!({"from": "soon"}),
    ] {
        let mut body = bad;
        body["policy"] = json!({"name": "house", "version": version});
        those.author.post("/v1/backtests", &body).await.problem(422, "unprocessable");
    }
    let unknown = json!({"policy": {"name": "house", "version": 99}});
    those.author.post("/v1/backtests", &unknown).await.problem(404, "not_found");
    those.approver.post("/v1/backtests", &unknown).await.problem(403, "forbidden");
    let stranger = those.app.stranger().await;
    let id = list["data"][0]["id"].as_str().unwrap();
    for path in ["", "/rows", "/events"] {
        stranger.get(&format!("/v1/backtests/{id}{path}")).await.problem(404, "not_found");
    }
    those.author.post(&format!("/v1/backtests/{id}/cancel"), &json!({})).await.problem(409, "conflict");
    let stream = those.author.get(&format!("/v1/backtests/{id}/events")).await.text();
    assert!(stream.contains("event: progress") && stream.ends_with("data: [DONE]\n\n"), "{stream}");
}

/// Killed in the middle, a back-test goes on behind its last page: every decision once, and the same rows as without.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_back_test_survives_its_server() {
    // More than a page, so that there is something left to do.
    const DECISIONS: usize = 200;
    let mut server = Process::start(&[]);
    server.ingest("harbour.md", HARBOUR).await;
    for nth in 0..DECISIONS {
        let body = json!({"question": format!("When was the lighthouse of Marlin Quay number {nth} built?")});
        assert_eq!(server.post("/v1/answers", &body).await.0, 200);
    }
    let (status, drafted) = server.post("/v1/policies", &json!({"toml": draft("\"lighthouse\"", "\"hard\"")})).await;
    assert_eq!(status, 201, "{drafted}");
    let body = json!({"policy": {"name": "default", "version": drafted["version"]}});
    let order = async |server: &Process| -> String {
        let (status, ordered) = server.post("/v1/backtests", &body).await;
        assert_eq!((status, &ordered["total"]), (202, &json!(DECISIONS)), "{ordered}");
        ordered["id"].as_str().unwrap().to_owned()
    };
    let id = order(&server).await;
    let path = format!("/v1/backtests/{id}");
    let longest = std::time::Duration::from_secs(120);
    eventually("some rows", longest, || async {
        (server.get(&path).await.1["done"].as_i64().unwrap_or_default() > 0).then_some(())
    })
    .await;
    server.kill();
    let server = server.restart();
    let ended = async |id: &str| -> Value {
        eventually("the back-test ends", longest, || async {
            let found = server.get(&format!("/v1/backtests/{id}")).await.1;
            (!matches!(found["status"].as_str(), Some("queued" | "running"))).then_some(found)
        })
        .await
    };
    let found = ended(&id).await;
    assert_eq!((&found["status"], &found["done"]), (&json!("succeeded"), &json!(DECISIONS)), "{found}");
    let rows = async |id: &str| -> Vec<Value> {
        let (mut all, mut cursor) = (Vec::new(), String::new());
        loop {
            let (_, page) = server.get(&format!("/v1/backtests/{id}/rows?limit=200{cursor}")).await;
            all.extend(page["data"].as_array().unwrap().iter().cloned());
            let Some(next) = page["next_cursor"].as_str() else { return all };
            cursor = format!("&cursor={next}");
        }
    };
    let survived = rows(&id).await;
    assert_eq!(survived.len(), DECISIONS);
    let whole = order(&server).await;
    ended(&whole).await;
    assert_eq!(survived, rows(&whole).await);
}
