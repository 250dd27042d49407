//! Packs: trusted, installed, updated, removed, exported; and refused.

use std::collections::BTreeMap;

use groundstate_guardrails::log::head::Signer;
use groundstate_guardrails::pack::{About, Pack, Provenance, build, sign};
use serde_json::{Value, json};

use crate::support::{Reply, TestApp, User};

/// A policy that forbids a word; its only case says so, and holds where `broken` is not asked for.
fn policy(name: &str, word: &str, broken: bool) -> String {
    let expected = if broken { "expect = \"permitted\"" } else { "expect.violates = [\"word\"]" };
    format!(
        "name = \"{name}\"\n[[objectives]]\nid = \"word\"\nkind.pattern.words = [\"{word}\"]\nstages = [\"input\"]\n\
         enforcement = \"hard\"\nmessage = \"not this word\"\nowner = \"tests\"\n\
         [[tests]]\nname = \"the word\"\nstage = \"input\"\ntext = \"say {word}\"\n{expected}\n"
    )
}

fn pack(version: &str, policies: &[(&str, String)], signer: &Signer) -> Vec<u8> {
    let about = About {
        name: "words".to_owned(),
        version: version.to_owned(),
        description: "Words for tests.".to_owned(),
        created: "2026-11-25".to_owned(),
        licence: "Apache-2.0".to_owned(),
        provenance: Provenance { publisher: "tests".to_owned(), source: "here".to_owned(), based_on: Vec::new() },
        minimum_server_version: "0.1.0".to_owned(),
        heads: Vec::new(),
    };
    let files: BTreeMap<String, Vec<u8>> =
        policies.iter().map(|(name, source)| (format!("policies/{name}.toml"), source.clone().into_bytes())).collect();
    sign(&build(&about, &files).unwrap(), signer).unwrap()
}

fn publisher() -> Signer {
    Signer::from_seed(&[7; 32])
}

async fn trusting(app: &TestApp) -> User {
    let admin = app.admin();
    let key = json!({"name": "Example Ltd", "public_key": publisher().public_key().to_hex()});
    admin.post("/v1/pack-signers", &key).await.json(201);
    admin
}

async fn install(user: &User, bytes: &[u8]) -> Reply {
    user.post_bytes("/v1/packs", "application/zip", bytes.to_vec()).await
}

async fn permitted(user: &User, policy: &str, text: &str) -> Value {
    user.post("/v1/checks", &json!({"text": text, "policy": policy})).await.json(200)["permitted"].clone()
}

async fn outcomes(user: &User) -> Vec<String> {
    let decisions = user.get("/v1/decisions?kind=policy").await.json(200);
    let outcome = |decision: &Value| decision["outcome"].as_str().unwrap().to_owned();
    decisions["data"].as_array().unwrap().iter().rev().map(outcome).collect()
}

/// Back-tests a version that a pack drafted, has it approved by another key, and puts it in force.
async fn release(app: &TestApp, admin: &User, name: &str, version: i64) {
    let body = json!({"policy": {"name": name, "version": version}});
    let ordered = admin.post("/v1/backtests", &body).await.json(202);
    admin.job(ordered["id"].as_str().unwrap()).await;
    let step = |step: &str| format!("/v1/policies/{name}/versions/{version}/{step}");
    let reason = json!({"reason": "a test"});
    let refused = admin.post(&step("approve"), &reason).await.problem(403, "forbidden");
    assert!(refused["detail"].as_str().unwrap().contains("author"), "whoever installs does not approve: {refused}");
    let approver = app.user(&["policy:read", "policy:approve"], &[]).await;
    approver.post(&step("approve"), &reason).await.json(200);
    admin.post(&step("activate"), &reason).await.json(200);
}

async fn statuses(user: &User) -> Vec<String> {
    let listed = user.get("/v1/packs").await.json(200);
    let told = |pack: &Value| format!("{} {}", pack["version"].as_str().unwrap(), pack["status"].as_str().unwrap());
    listed["data"].as_array().unwrap().iter().map(told).collect()
}

#[tokio::test]
async fn a_pack_is_installed_approved_updated_and_removed_and_the_log_knows() {
    let app = TestApp::tiny().await;
    let admin = trusting(&app).await;
    let first =
        pack("1.0.0", &[("one", policy("one", "lemon", false)), ("two", policy("two", "plum", false))], &publisher());
    let dry = admin.post_bytes("/v1/packs?dry_run=true", "application/zip", first.clone()).await.json(200);
    assert_eq!((&dry["status"], &dry["decision_id"]), (&json!("waiting"), &json!(null)));
    assert_eq!(dry["policies"][0]["version"], json!(null));
    assert_eq!(admin.get("/v1/packs").await.json(200)["data"], json!([]), "a dry run changes nothing");

    let installed = install(&admin, &first).await.json(200);
    assert_eq!(installed["status"], "waiting");
    for (policy, name) in installed["policies"].as_array().unwrap().iter().zip(["one", "two"]) {
        let told = (&policy["name"], &policy["version"], &policy["status"]);
        assert_eq!(told, (&json!(name), &json!(1), &json!("tested")));
        admin.post("/v1/checks", &json!({"text": "a", "policy": name})).await.problem(404, "not_found");
    }
    let shown = admin.get("/v1/policies/one/versions/1").await.json(200);
    let drafted = &shown["transitions"][0];
    assert!(drafted["reason"].as_str().unwrap().contains("the pack `words` 1.0.0, signed by ed25519-"), "{drafted}");
    let decision = admin.get(&format!("/v1/decisions/{}", drafted["decision_id"].as_str().unwrap())).await.json(200);
    assert!(decision.to_string().contains(installed["digest"].as_str().unwrap()), "{decision}");
    release(&app, &admin, "one", 1).await;
    assert_eq!(statuses(&admin).await, ["1.0.0 waiting"], "one of two policies");
    release(&app, &admin, "two", 1).await;
    assert_eq!(statuses(&admin).await, ["1.0.0 active"]);
    assert_eq!(
        (permitted(&admin, "one", "a lemon").await, permitted(&admin, "two", "a plum").await),
        (json!(false), json!(false))
    );

    let second = pack("1.1.0", &[("one", policy("one", "quince", false))], &publisher());
    let updated = install(&admin, &second).await.json(200);
    let changes = &updated["changes"];
    assert_eq!((&changes["from"], &changes["policies"][0]["changed"]), (&json!("1.0.0"), &json!(["word"])));
    assert_eq!(changes["policies"][1]["change"], "removed");
    assert_eq!(updated["policies"][0]["version"], 2);
    assert_eq!(permitted(&admin, "one", "a lemon").await, false, "what is in force stays");
    release(&app, &admin, "one", 2).await;
    assert_eq!(
        (permitted(&admin, "one", "a lemon").await, permitted(&admin, "one", "a quince").await),
        (json!(true), json!(false))
    );
    assert_eq!(permitted(&admin, "two", "a plum").await, false, "no guardrail falls away by an update");
    assert_eq!(statuses(&admin).await, ["1.0.0 replaced", "1.1.0 active"]);

    let again = install(&admin, &second).await.json(200);
    assert_eq!((&again["status"], &again["policies"][0]["version"]), (&json!("active"), &json!(2)), "nothing changes");
    let downgrade = install(&admin, &first).await.problem(409, "conflict");
    assert!(downgrade["detail"].as_str().unwrap().contains("downgrade"), "{downgrade}");
    let shown = admin.get("/v1/packs/words").await.json(200);
    assert_eq!(
        (&shown["manifest"]["about"]["version"], &shown["policies"][0]["status"]),
        (&json!("1.1.0"), &json!("active"))
    );
    assert_eq!(admin.delete("/v1/packs/words").await.status, 204);
    admin.delete("/v1/packs/words").await.problem(404, "not_found");
    for name in ["one", "two"] {
        admin.post("/v1/checks", &json!({"text": "a", "policy": name})).await.problem(404, "not_found");
    }
    let one = ["backtested", "approved", "activated"];
    let expected: Vec<&str> =
        ["activated", "signer_trusted", "drafted", "tested", "drafted", "tested", "pack_installed"]
            .into_iter()
            .chain(one)
            .chain(one)
            .chain(["drafted", "tested", "pack_installed"])
            .chain(one)
            .chain(["pack_installed", "pack_refused", "retired", "retired", "pack_removed"])
            .collect();
    assert_eq!(outcomes(&admin).await, expected);
}

#[tokio::test]
async fn what_was_on_its_way_is_withdrawn_with_its_pack_and_starts_anew() {
    let app = TestApp::tiny().await;
    let admin = trusting(&app).await;
    let bytes = pack("1.0.0", &[("one", policy("one", "lemon", false))], &publisher());
    install(&admin, &bytes).await.json(200);
    assert_eq!(admin.delete("/v1/packs/words").await.status, 204);
    assert_eq!(admin.get("/v1/policies/one/versions/1").await.json(200)["status"], "retired");
    let again = install(&admin, &bytes).await.json(200);
    let told = (&again["policies"][0]["version"], &again["policies"][0]["status"]);
    assert_eq!(told, (&json!(2), &json!("tested")), "nobody approved the first");
}

#[tokio::test]
async fn a_pack_stays_while_one_of_its_policies_is_attached() {
    let app = TestApp::tiny().await;
    let admin = trusting(&app).await;
    install(&admin, &pack("1.0.0", &[("one", policy("one", "lemon", false))], &publisher())).await.json(200);
    release(&app, &admin, "one", 1).await;
    let place = admin.request(axum::http::Method::PUT, "/v1/policy-attachments/tenant/self");
    let body = json!({"policy": "one", "reason": "a test"}).to_string();
    admin.send(place.header("content-type", "application/json").body(body.into()).unwrap()).await.json(200);
    let refused = admin.delete("/v1/packs/words").await.problem(409, "conflict");
    assert!(refused["detail"].as_str().unwrap().contains("attached"), "{refused}");
    assert_eq!(statuses(&admin).await, ["1.0.0 active"]);
}

#[tokio::test]
async fn a_pack_whose_tests_fail_here_is_kept_inactive_and_what_was_active_stays() {
    let app = TestApp::tiny().await;
    let admin = trusting(&app).await;
    install(&admin, &pack("1.0.0", &[("one", policy("one", "lemon", false))], &publisher())).await.json(200);
    release(&app, &admin, "one", 1).await;
    let failing =
        install(&admin, &pack("1.1.0", &[("one", policy("one", "quince", true))], &publisher())).await.json(200);
    assert_eq!((&failing["status"], &failing["policies"][0]["version"]), (&json!("inactive"), &json!(null)));
    assert_eq!(
        (&failing["failures"][0]["policy"], &failing["failures"][0]["case"]),
        (&json!("one"), &json!("the word"))
    );
    admin.get("/v1/policies/one/versions/2").await.problem(404, "not_found");
    assert_eq!(
        (permitted(&admin, "one", "a lemon").await, permitted(&admin, "one", "a quince").await),
        (json!(false), json!(true))
    );
    assert_eq!(statuses(&admin).await, ["1.0.0 active", "1.1.0 inactive"]);
    let listed = admin.get("/v1/packs").await.json(200);
    assert_eq!(listed["data"][1]["failures"], failing["failures"]);
    assert!(outcomes(&admin).await.contains(&"pack_inactive".to_owned()));
}

#[tokio::test]
async fn a_pack_is_refused_for_a_precise_reason() {
    let app = TestApp::tiny().await;
    let admin = app.admin();
    let good = pack("1.0.0", &[("one", policy("one", "lemon", false))], &publisher());
    let untrusted = install(&admin, &good).await.problem(403, "forbidden");
    assert!(untrusted["detail"].as_str().unwrap().contains("is not trusted here"), "{untrusted}");
    let admin = trusting(&app).await;
    let mut changed = good.clone();
    let at = changed.windows(5).position(|window| window == b"lemon").unwrap();
    changed[at] = b'm';
    let changed = install(&admin, &changed).await.problem(422, "unprocessable");
    assert!(changed["detail"].as_str().unwrap().contains("`policies/one.toml`"), "{changed}");
    install(&admin, b"no pack at all").await.problem(422, "unprocessable");
    install(&admin, &vec![0; 5 << 20]).await.problem(413, "too_large");
    // A pack cannot take the name of a policy that belongs to somebody else: `default` is the organisation's own.
    let taken = pack("1.0.0", &[("default", policy("default", "lemon", false))], &publisher());
    let taken = install(&admin, &taken).await.problem(409, "conflict");
    assert!(taken["detail"].as_str().unwrap().contains("`default`"), "{taken}");
    let refused = outcomes(&admin).await.iter().filter(|outcome| *outcome == "pack_refused").count();
    assert_eq!(refused, 4, "each refusal of something that could be looked at");
    assert_eq!(permitted(&admin, "default", "a lemon").await, true);
}

#[tokio::test]
async fn trust_is_given_and_taken_by_administrators_of_one_tenant() {
    let app = TestApp::tiny().await;
    let admin = trusting(&app).await;
    let key = json!({"name": "again", "public_key": publisher().public_key().to_hex()});
    admin.post("/v1/pack-signers", &key).await.problem(409, "conflict");
    for wrong in ["", "zz", &"00".repeat(32), &publisher().public_key().to_hex().to_uppercase()] {
        let wrong = json!({"name": "wrong", "public_key": wrong});
        assert_eq!(
            admin.post("/v1/pack-signers", &wrong).await.problem(422, "unprocessable")["parameter"],
            "public_key"
        );
    }
    let listed = admin.get("/v1/pack-signers").await.json(200);
    let id = publisher().public_key().id();
    assert_eq!((&listed["data"][0]["key_id"], &listed["data"][1]["name"]), (&json!(id), &json!("this server")));
    let good = pack("1.0.0", &[("one", policy("one", "lemon", false))], &publisher());
    install(&app.stranger().await, &good).await.problem(403, "forbidden");
    let reader = app.user(&["policy:read", "check"], &[]).await;
    assert_eq!(reader.get("/v1/packs").await.status, 200);
    install(&reader, &good).await.problem(403, "forbidden");
    reader.post("/v1/pack-signers", &key).await.problem(403, "forbidden");
    reader.delete(&format!("/v1/pack-signers/{id}")).await.problem(403, "forbidden");
    assert_eq!(admin.delete(&format!("/v1/pack-signers/{id}")).await.status, 204);
    admin.delete(&format!("/v1/pack-signers/{id}")).await.problem(404, "not_found");
    install(&admin, &good).await.problem(403, "forbidden");
    assert!(outcomes(&admin).await.contains(&"signer_distrusted".to_owned()));
}

#[tokio::test]
async fn what_is_exported_can_be_installed_elsewhere() {
    let app = TestApp::tiny().await;
    let admin = app.admin();
    let body = json!({"name": "our-rules", "version": "1.0.0", "policies": ["default"], "licence": "CC-BY-4.0", "publisher": "Example Ltd"});
    let reply = admin.post("/v1/pack-exports", &body).await;
    assert_eq!((reply.status.as_u16(), reply.header("content-type")), (200, "application/zip"));
    let pack = Pack::read(&reply.bytes).unwrap();
    assert_eq!((pack.name(), pack.policies()[0].name.as_str()), ("our-rules", "workplace-assistant"));
    let signers = admin.get("/v1/pack-signers").await.json(200);
    let own = signers["data"].as_array().unwrap().last().unwrap().clone();
    assert_eq!(pack.signature().unwrap().public_key, own["public_key"].as_str().unwrap());
    admin
        .post(
            "/v1/pack-exports",
            &json!({"name": "x", "version": "1.0.0", "policies": ["none"], "licence": "MIT", "publisher": "x"}),
        )
        .await
        .problem(404, "not_found");
    let elsewhere = TestApp::tiny().await;
    install(&elsewhere.admin(), &reply.bytes).await.problem(403, "forbidden");
    elsewhere
        .admin()
        .post("/v1/pack-signers", &json!({"name": "neighbour", "public_key": own["public_key"]}))
        .await
        .json(201);
    let installed = install(&elsewhere.admin(), &reply.bytes).await.json(200);
    // The policy's own tests decide: with this encoder some of its semantic cases may fail, and then it is not drafted.
    let passed = installed["status"] == "waiting";
    assert_eq!(passed, installed["failures"].as_array().unwrap().is_empty());
    assert_eq!(passed, installed["policies"][0]["version"].is_number());
    assert!(outcomes(&admin).await.contains(&"pack_exported".to_owned()));
}

#[tokio::test]
async fn every_case_of_the_shipped_packs_holds_with_the_real_encoder() {
    let app = TestApp::real().await;
    let admin = app.admin();
    let shipped = admin.get("/v1/packs").await.json(200)["shipped"].clone();
    assert_eq!(shipped, json!(["agent-actions", "customer-support", "workplace-assistant"]));
    for name in shipped.as_array().unwrap() {
        let path = format!("/v1/packs?shipped={}", name.as_str().unwrap());
        let installed = admin.post_bytes(&path, "application/zip", Vec::new()).await.json(200);
        assert_eq!(installed["failures"], json!([]), "{name}");
        assert_eq!(installed["status"], "waiting", "{name}");
        assert!(installed["cases"].as_u64().unwrap() >= 60, "{name}: {}", installed["cases"]);
    }
    admin.post_bytes("/v1/packs?shipped=none", "application/zip", Vec::new()).await.problem(404, "not_found");
    release(&app, &admin, "agent-actions", 1).await;
    let call = json!({"tool_call": {"name": "shell", "arguments": {"command": "rm -rf /"}}, "stage": "action", "policy": "agent-actions"});
    assert_eq!(admin.post("/v1/checks", &call).await.json(200)["permitted"], false);
}
