//! Feedback and the critic: what people say moves what is answered, once others approved it, and nothing else.

use groundstate_guardrails::log::export::{VerifyOptions, verify_export};
use serde_json::{Value, json};

use super::HARBOUR;
use super::lifecycle::House;
use crate::support::User;

const QUESTIONS: [&str; 2] =
    ["When was the lighthouse of Marlin Quay built?", "Who is the harbour master of Marlin Quay?"];

/// A policy that lets the critic count, and forbids one word.
fn policy() -> String {
    "name = \"default\"\n[[objectives]]\nid = \"grounding\"\nkind.grounding = {}\nstages = [\"output\"]\n\
     enforcement = \"hard\"\nmessage = \"m\"\nowner = \"o\"\n[[objectives]]\nid = \"taste\"\nkind.critic = {}\n\
     stages = [\"output\"]\nenforcement = { soft = { weight = 50.0 } }\nmessage = \"m\"\nowner = \"o\"\n\
     [[tests]]\nname = \"clean\"\nstage = \"input\"\ntext = \"a\"\nexpect = \"permitted\"\n\
     [[tests]]\nname = \"disliked\"\nstage = \"output\"\ntext = \"a\"\nevidence = [{ id = \"1\", text = \"a\" }]\n\
     critic = 0.9\nexpect = { violates = [\"taste\"] }\n"
        .to_owned()
}

async fn step(user: &User, version: i64, step: &str) -> crate::support::Reply {
    user.post(&format!("/v1/critics/{version}/{step}"), &json!({"reason": "a test"})).await
}

/// An admitted candidate that was not said.
fn other(answer: &Value) -> i64 {
    let said: Vec<&Value> = answer["statements"].as_array().unwrap().iter().map(|one| &one["statement_id"]).collect();
    let candidates = answer["candidates"].as_array().unwrap().iter();
    let mut others = candidates.filter(|one| one["admitted"] == true && !said.contains(&&one["statement_id"]));
    others.next().unwrap()["statement_id"].as_i64().unwrap()
}

fn said(answer: &Value) -> Vec<i64> {
    answer["statements"].as_array().unwrap().iter().map(|one| one["statement_id"].as_i64().unwrap()).collect()
}

#[tokio::test]
async fn what_people_prefer_is_said_once_another_approved_it() {
    let those = House::new().await;
    let admin = those.app.admin();
    admin.remember("harbour.md", HARBOUR, &[]).await;
    those.release(&policy()).await;
    those.author.post("/v1/critics", &json!({"reason": "too early"})).await.problem(409, "conflict");

    // The same statement is named instead of what was said, over and over.
    let first = admin.ask(QUESTIONS[0]).await;
    assert_eq!(first["outcome"], "answered", "{first}");
    assert_eq!(first["model"].get("critic"), None, "none was trained");
    let liked = other(&first);
    for _ in 0..12 {
        let answer = admin.ask(QUESTIONS[0]).await;
        let path = format!("/v1/decisions/{}/feedback", answer["decision_id"].as_str().unwrap());
        let given = admin.post(&path, &json!({"rating": "bad", "preferred": [liked]})).await.json(201);
        assert_eq!((&given["rating"], &given["preferred"]), (&json!("bad"), &json!([liked])));
    }
    let job = those.author.post("/v1/critics", &json!({"reason": "what people said"})).await.json(202);
    assert_eq!(job["kind"], "critic");
    admin.job(job["id"].as_str().unwrap()).await;
    let listed = those.author.get("/v1/critics").await.json(200);
    let drafted = &listed["data"][0];
    assert_eq!((&drafted["version"], &drafted["status"]), (&json!(1), &json!("draft")), "{listed}");
    let training = &drafted["training"];
    assert!(training["comparisons"].as_u64().unwrap() > 2, "{training}");

    // With so little held out the check does not pass, and nothing goes on.
    assert_eq!(training["passed"], false, "{training}");
    let refused = step(&those.author, 1, "test").await.problem(409, "conflict");
    assert!(refused["detail"].as_str().unwrap().contains("did not pass its check"), "{refused}");
    // One decision in five is held out, by its identifier: of so many never fewer than the check needs.
    for _ in 0..220 {
        let answer = admin.ask(QUESTIONS[0]).await;
        let path = format!("/v1/decisions/{}/feedback", answer["decision_id"].as_str().unwrap());
        admin.post(&path, &json!({"rating": "bad", "preferred": [liked]})).await.json(201);
    }
    let job = those.author.post("/v1/critics", &json!({"reason": "more of it"})).await.json(202);
    admin.job(job["id"].as_str().unwrap()).await;
    let read = those.author.get("/v1/critics/2").await.json(200);
    assert!(read["training"]["passed"] == true, "{}", read["training"]);

    step(&those.author, 2, "approve").await.problem(409, "conflict");
    assert_eq!(step(&those.author, 2, "test").await.json(200)["version"]["status"], "tested");
    let ordered = those.author.post("/v1/critics/2/backtest", &json!({"sample": 20})).await.json(202);
    assert_eq!((&ordered["subject"], &ordered["policy"]["version"]), (&json!("critic"), &json!(2)));
    admin.job(ordered["id"].as_str().unwrap()).await;
    let ended = those.author.get(&format!("/v1/backtests/{}", ordered["id"].as_str().unwrap())).await.json(200);
    assert!(ended["counts"]["changed"].as_i64().unwrap() > 0 && ended["counts"]["failed"] == 0, "{ended}");
    assert_eq!(those.author.get("/v1/critics/2").await.json(200)["status"], "backtested");

    // In shadow it says what it would have had said, and changes nothing.
    step(&those.author, 2, "shadow").await.json(200);
    let beside = admin.ask(QUESTIONS[0]).await;
    assert_eq!(said(&beside), said(&first));
    let decision = admin.get(&format!("/v1/decisions/{}", beside["decision_id"].as_str().unwrap())).await.json(200);
    let second = &decision["envelope"]["facts"]["shadow_critic"];
    assert_eq!((&second["critic"]["version"], &second["same"]), (&json!(2), &json!(false)), "{decision}");

    step(&those.author, 2, "approve").await.problem(403, "forbidden");
    step(&those.approver, 2, "approve").await.json(200);
    step(&those.author, 2, "activate").await.json(200);
    let now = admin.ask(QUESTIONS[0]).await;
    assert_eq!(now["model"]["critic"]["version"], 2);
    assert_ne!(said(&now), said(&first), "what was disliked costs more than it is worth: {}", now["energy"]);
    let terms = now["energy"]["terms"].as_array().unwrap();
    assert!(terms.iter().any(|term| term["name"] == "taste"), "{terms:?}");
    assert!(now["verdicts"].as_array().unwrap().iter().any(|verdict| verdict["kind"] == "critic"));

    // Both are replayed to the byte, each with the critic of its time.
    for answer in [&first, &now] {
        let path = format!("/v1/decisions/{}/replay", answer["decision_id"].as_str().unwrap());
        let replayed = admin.post(&path, &json!({})).await.json(200);
        assert_eq!(replayed["identical"], true, "{replayed}");
    }
    step(&those.approver, 2, "retire").await.json(200);
    assert_eq!(said(&admin.ask(QUESTIONS[0]).await), said(&first));
    those.approver.post("/v1/critics/rollback", &json!({"reason": "it was good"})).await.json(200);
    assert_eq!(said(&admin.ask(QUESTIONS[0]).await), said(&now));

    let steps: Vec<Value> =
        admin.get("/v1/decisions?kind=model&limit=50").await.json(200)["data"].as_array().unwrap().clone();
    let outcomes: Vec<&str> = steps.iter().rev().map(|one| one["outcome"].as_str().unwrap()).collect();
    let expected =
        ["drafted", "drafted", "tested", "backtested", "shadowed", "approved", "activated", "retired", "rolled_back"];
    assert_eq!(outcomes, expected);
    let export = admin.export().await;
    assert!(verify_export(&export[..], &VerifyOptions::default()).verified());
}

#[tokio::test]
async fn feedback_names_what_could_have_been_said_and_nothing_else() {
    let those = House::new().await;
    let admin = those.app.admin();
    admin.remember("harbour.md", HARBOUR, &[]).await;
    let answer = admin.ask(QUESTIONS[0]).await;
    let path = format!("/v1/decisions/{}/feedback", answer["decision_id"].as_str().unwrap());
    let refused = async |body: Value| {
        let problem = admin.post(&path, &body).await.problem(422, "unprocessable");
        problem["detail"].as_str().unwrap().to_owned()
    };
    assert!(refused(json!({"rating": "bad", "preferred": [987_654]})).await.contains("987654"));
    assert!(refused(json!({"rating": "bad", "preferred": []})).await.contains("1 to 6"));
    assert!(refused(json!({"rating": "bad", "preferred": said(&answer)})).await.contains("was given"));
    let twice = other(&answer);
    assert!(refused(json!({"rating": "bad", "preferred": [twice, twice]})).await.contains("twice"));
    assert!(refused(json!({"rating": "good", "preferred": [twice]})).await.contains("leave it out"));
    assert!(refused(json!({"rating": "good", "comment": "x".repeat(2_001)})).await.contains("2000"));
    admin.post(&path, &json!({"rating": "so-so"})).await.problem(400, "invalid_request");
    let check = admin.post("/v1/checks", &json!({"text": "a"})).await.json(200);
    let of_check = format!("/v1/decisions/{}/feedback", check["id"].as_str().unwrap());
    admin.post(&of_check, &json!({"rating": "good"})).await.problem(422, "unprocessable");
    admin.post("/v1/decisions/dec_none/feedback", &json!({"rating": "good"})).await.problem(404, "not_found");

    // Somebody who only asks judges what they were told, and sees nobody else's.
    let asker = those.app.user(&["answer"], &[]).await;
    asker.post(&path, &json!({"rating": "good"})).await.problem(404, "not_found");
    let own = asker.ask(QUESTIONS[1]).await;
    let own = format!("/v1/decisions/{}/feedback", own["decision_id"].as_str().unwrap());
    asker.post(&own, &json!({"rating": "good", "comment": "secret words of a person"})).await.json(201);
    asker.get(&own).await.problem(403, "forbidden");

    // The comment is sealed; the envelope has no word of it. A second opinion of the same person replaces the first.
    let listed = admin.get(&own).await.json(200);
    let recorded = listed["data"][0]["recorded_as"].as_str().unwrap();
    let decision = admin.get(&format!("/v1/decisions/{recorded}")).await.json(200);
    assert!(!decision["envelope"].to_string().contains("secret words"), "{decision}");
    asker.post(&own, &json!({"rating": "bad"})).await.json(201);
    let listed = admin.get(&own).await.json(200);
    assert_eq!((listed["data"].as_array().unwrap().len(), &listed["data"][0]["rating"]), (1, &json!("bad")));
}

#[tokio::test]
async fn a_guardrail_does_not_learn() {
    let those = House::new().await;
    let hard = policy().replace("{ soft = { weight = 50.0 } }", "\"hard\"");
    let refused = those
        .author
        .post("/v1/policies", &json!({"toml": hard, "reason": "a try"}))
        .await
        .problem(422, "unprocessable");
    assert!(refused.to_string().contains("a hard guardrail must not"), "{refused}");
    // What a guardrail took out of the running cannot be asked for either.
    let admin = those.app.admin();
    admin.remember("harbour.md", HARBOUR, &[]).await;
    let answer = admin.ask(QUESTIONS[0]).await;
    let pruned = answer["candidates"].as_array().unwrap().iter().find(|one| one["admitted"] == false);
    if let Some(pruned) = pruned {
        let path = format!("/v1/decisions/{}/feedback", answer["decision_id"].as_str().unwrap());
        let body = json!({"rating": "bad", "preferred": [pruned["statement_id"]]});
        admin.post(&path, &body).await.problem(422, "unprocessable");
    }
}
