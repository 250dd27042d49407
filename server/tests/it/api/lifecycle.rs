//! The life of a policy, by those who live it: an author, an approver, and somebody who may only read.

use groundstate_guardrails::log::export::{VerifyOptions, verify_export};
use groundstate_guardrails::policy::Policy;
use serde_json::{Value, json};

use crate::support::{TestApp, User};

/// A policy `house` that forbids a word at the input, with the cases that show it.
pub(super) fn house(word: &str, enforcement: &str) -> String {
    format!(
        "name = \"house\"\ndescription = \"House rules.\"\n[[objectives]]\nid = \"word\"\nkind.pattern.words = [\"{word}\"]\n\
         stages = [\"input\", \"output\"]\nenforcement = \"{enforcement}\"\nmessage = \"Not that word.\"\nowner = \"tests\"\n\
         [[tests]]\nname = \"found\"\nstage = \"input\"\ntext = \"so {word} it is\"\nexpect = {{ violates = [\"word\"] }}\n\
         [[tests]]\nname = \"clean\"\nstage = \"input\"\ntext = \"nothing of it\"\nexpect = \"permitted\"\n"
    )
}

/// Those who take part.
pub(super) struct House {
    pub(super) app: TestApp,
    pub(super) author: User,
    pub(super) approver: User,
}

impl House {
    pub(super) async fn new() -> Self {
        let app = TestApp::tiny().await;
        let author = app.user(&["policy:read", "policy:write", "policy:approve"], &[]).await;
        let approver = app.user(&["policy:read", "policy:approve", "audit"], &[]).await;
        Self { app, author, approver }
    }

    /// Writes a version; its number.
    pub(super) async fn draft(&self, toml: &str) -> i64 {
        let made = self.author.post("/v1/policies", &json!({"toml": toml, "reason": "a try"})).await.json(201);
        assert_eq!((&made["status"], &made["author_is_caller"]), (&json!("draft"), &json!(true)), "{made}");
        made["version"].as_i64().unwrap()
    }

    /// Tests and back-tests a version.
    pub(super) async fn prove(&self, name: &str, version: i64) -> Value {
        let tested =
            self.author.post(&format!("/v1/policies/{name}/versions/{version}/test"), &json!({})).await.json(200);
        assert_eq!((&tested["passed"], &tested["version"]["status"]), (&json!(true), &json!("tested")), "{tested}");
        self.backtest(name, version).await
    }

    /// Back-tests a version to its end.
    pub(super) async fn backtest(&self, name: &str, version: i64) -> Value {
        let body = json!({"policy": {"name": name, "version": version}});
        let ordered = self.author.post("/v1/backtests", &body).await.json(202);
        let id = ordered["id"].as_str().unwrap();
        self.app.admin().job(id).await;
        let ended = self.author.get(&format!("/v1/backtests/{id}")).await.json(200);
        assert_eq!((&ended["status"], &ended["done"]), (&json!("succeeded"), &ended["total"]), "{ended}");
        ended
    }

    pub(super) async fn step(&self, user: &User, name: &str, version: i64, step: &str) -> crate::support::Reply {
        user.post(&format!("/v1/policies/{name}/versions/{version}/{step}"), &json!({"reason": "a test"})).await
    }

    /// Brings a document into force; its version.
    pub(super) async fn release(&self, toml: &str) -> i64 {
        let version = self.draft(toml).await;
        let name = &Policy::from_toml(toml).unwrap().name;
        self.prove(name, version).await;
        self.step(&self.approver, name, version, "approve").await.json(200);
        self.step(&self.author, name, version, "activate").await.json(200);
        version
    }

    async fn permits(&self, text: &str) -> bool {
        let checked = self.app.admin().post("/v1/checks", &json!({"text": text, "policy": "house"})).await.json(200);
        checked["permitted"].as_bool().unwrap()
    }
}

#[tokio::test]
async fn a_version_goes_its_way_and_every_step_is_in_the_log() {
    let those = House::new().await;
    let version = those.draft(&house("plover", "hard")).await;
    those.app.admin().post("/v1/checks", &json!({"text": "a", "policy": "house"})).await.problem(404, "not_found");
    // Nothing is skipped.
    for step in ["shadow", "approve", "activate"] {
        those.step(&those.author, "house", version, step).await.problem(409, "conflict");
    }
    those.prove("house", version).await;
    // Four eyes: not the author, though the key holds the scope.
    let refused = those.step(&those.author, "house", version, "approve").await.problem(403, "forbidden");
    assert!(refused["detail"].as_str().unwrap().contains("author"), "{refused}");
    let shown = those.author.get(&format!("/v1/policies/house/versions/{version}")).await.json(200);
    let approve = shown["actions"].as_array().unwrap().iter().find(|one| one["action"] == "approve").unwrap();
    assert!(approve["blocked"].as_str().unwrap().contains("author"), "{approve}");
    those.step(&those.approver, "house", version, "approve").await.json(200);
    let taken = those.step(&those.author, "house", version, "activate").await.json(200);
    assert_eq!(taken["version"]["status"], "active");
    assert!(!those.permits("a plover").await && those.permits("a lapwing").await);

    let shown = those.approver.get("/v1/policies/house").await.json(200);
    let steps: Vec<(&str, &str)> = shown["transitions"]
        .as_array()
        .unwrap()
        .iter()
        .map(|step| (step["action"].as_str().unwrap(), step["to"].as_str().unwrap()))
        .collect();
    assert_eq!(
        steps,
        [
            ("create", "draft"),
            ("test", "tested"),
            ("backtest", "backtested"),
            ("approve", "approved"),
            ("activate", "active")
        ]
    );
    for step in shown["transitions"].as_array().unwrap() {
        let id = step["decision_id"].as_str().unwrap();
        let decision = those.approver.get(&format!("/v1/decisions/{id}")).await.json(200);
        let facts = &decision["envelope"]["facts"];
        assert_eq!((&decision["kind"], &facts["digest"]), (&json!("policy"), &shown["digest"]), "{decision}");
        assert_eq!((&facts["to"], &facts["reason"]), (&step["to"], &step["reason"]));
        assert_eq!(decision["principal"], step["principal"]);
    }
    let export = those.app.admin().export().await;
    assert!(verify_export(export.as_slice(), &VerifyOptions::default()).verified());
}

#[tokio::test]
async fn a_rollback_is_one_action_and_what_was_given_up_never_comes_back() {
    let those = House::new().await;
    let first = those.release(&house("plover", "hard")).await;
    let second = those.release(&house("lapwing", "hard")).await;
    assert!(those.permits("a plover").await && !those.permits("a lapwing").await);
    let given_up = those.draft(&house("curlew", "hard")).await;
    those.step(&those.author, "house", given_up, "withdraw").await.json(200);
    let body = json!({"reason": "it stops too much"});
    let back = those.approver.post("/v1/policies/house/rollback", &body).await.json(200);
    assert_eq!((&back["version"]["version"], &back["version"]["status"]), (&json!(first), &json!("active")), "{back}");
    assert!(!those.permits("a plover").await && those.permits("a lapwing").await);
    let body = json!({"reason": "back again", "version": second});
    those.approver.post("/v1/policies/house/rollback", &body).await.json(200);
    assert!(!those.permits("a lapwing").await);
    let body = json!({"reason": "that one", "version": given_up});
    those.approver.post("/v1/policies/house/rollback", &body).await.problem(409, "conflict");
    let versions = those.author.get("/v1/policies/house/versions").await.json(200);
    let states: Vec<&str> =
        versions["data"].as_array().unwrap().iter().map(|one| one["status"].as_str().unwrap()).collect();
    assert_eq!(states, ["retired", "active", "retired"], "newest first");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_who_activate_at_once_one_is_told_so() {
    let those = House::new().await;
    those.release(&house("plover", "hard")).await;
    let mut ready = Vec::new();
    for word in ["lapwing", "curlew"] {
        let version = those.draft(&house(word, "hard")).await;
        those.prove("house", version).await;
        those.step(&those.approver, "house", version, "approve").await.json(200);
        ready.push(version);
    }
    let seen = json!({"reason": "now", "replaces": 1});
    let path = |version: i64| format!("/v1/policies/house/versions/{version}/activate");
    let (path_one, path_two) = (path(ready[0]), path(ready[1]));
    let (one, two) = tokio::join!(those.author.post(&path_one, &seen), those.approver.post(&path_two, &seen));
    let mut statuses = [one.status.as_u16(), two.status.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 409], "{} {}", one.text(), two.text());
    let active = those.author.get("/v1/policies/house").await.json(200);
    let winner = if one.status == 200 { ready[0] } else { ready[1] };
    assert_eq!(active["version"], winner);
    // The same version, from both at once: once.
    let other = if one.status == 200 { ready[1] } else { ready[0] };
    let body = json!({"reason": "again"});
    let path = path(other);
    let (one, two) = tokio::join!(those.author.post(&path, &body), those.approver.post(&path, &body));
    let mut statuses = [one.status.as_u16(), two.status.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 409], "{} {}", one.text(), two.text());
}

#[tokio::test]
async fn a_version_in_shadow_is_reported_and_changes_nothing() {
    let those = House::new().await;
    those.release(&house("plover", "hard")).await;
    let second = those.draft(&house("lapwing", "hard")).await;
    those.prove("house", second).await;
    those.step(&those.author, "house", second, "shadow").await.json(200);
    let admin = those.app.admin();
    let check = async |text: &str| -> Value {
        let checked = admin.post("/v1/checks", &json!({"text": text, "policy": "house"})).await.json(200);
        let decision = admin.get(&format!("/v1/decisions/{}", checked["id"].as_str().unwrap())).await.json(200);
        json!({"permitted": checked["permitted"], "shadow": decision["envelope"]["facts"]["shadow"]})
    };
    let found = check("a lapwing").await;
    assert_eq!((&found["permitted"], &found["shadow"]["permits"]), (&json!(true), &json!(false)), "{found}");
    assert_eq!(
        (&found["shadow"]["objective"], &found["shadow"]["policy"]["version"]),
        (&json!("word"), &json!(second))
    );
    assert_eq!(check("a plover").await["shadow"]["permits"], true);
    admin.remember("birds.md", "The lapwing of Marlin Quay nests on the northern pier.", &[]).await;
    let body = json!({"question": "Where does the lapwing of Marlin Quay nest?", "policy": "house"});
    let answer = admin.post("/v1/answers", &body).await.json(200);
    let decision = admin.get(&format!("/v1/decisions/{}", answer["decision_id"].as_str().unwrap())).await.json(200);
    assert_eq!(decision["envelope"]["facts"]["shadow"]["permits"], false, "{decision}");
    let replayed =
        admin.post(&format!("/v1/decisions/{}/replay", answer["decision_id"].as_str().unwrap()), &json!({})).await;
    assert_eq!(replayed.json(200)["identical"], true);
    // There is one place in the shadow.
    let third = those.draft(&house("curlew", "hard")).await;
    those.prove("house", third).await;
    those.step(&those.author, "house", third, "shadow").await.problem(409, "conflict");
    those.step(&those.author, "house", second, "end-shadow").await.json(200);
    assert_eq!(check("a lapwing").await["shadow"], Value::Null);
    those.step(&those.author, "house", third, "shadow").await.json(200);
    those.step(&those.approver, "house", third, "approve").await.json(200);
}

#[tokio::test]
async fn drafts_are_immutable_and_addressed_by_their_content() {
    let those = House::new().await;
    let toml = house("plover", "hard");
    let version = those.draft(&toml).await;
    let again = those.author.post("/v1/policies", &json!({"toml": toml})).await.problem(409, "conflict");
    assert!(again["detail"].as_str().unwrap().contains(&format!("version {version}")), "{again}");
    let reserved = toml.replace("\"house\"", "\"schema\"");
    those.author.post("/v1/policies", &json!({"toml": reserved})).await.problem(422, "unprocessable");
    those.author.post("/v1/policies", &json!({"toml": "name = "})).await.problem(422, "unprocessable");
    // Cases that fail, and none at all, leave a draft a draft.
    let failing = toml.replace("\"permitted\"", "{ violates = [\"word\"] }");
    let bare = toml.split("[[tests]]").next().unwrap().to_owned();
    for (toml, passed) in [(failing, false), (bare, false)] {
        let version = those.draft(&toml).await;
        let tested =
            those.author.post(&format!("/v1/policies/house/versions/{version}/test"), &json!({})).await.json(200);
        assert_eq!((&tested["passed"], &tested["version"]["status"]), (&json!(passed), &json!("draft")), "{tested}");
        // A back-test of what was not tested runs, and moves nothing.
        those.backtest("house", version).await;
        let shown = those.author.get(&format!("/v1/policies/house/versions/{version}")).await.json(200);
        assert_eq!(shown["status"], "draft");
    }
}

#[tokio::test]
async fn scopes_and_tenants_are_kept_apart() {
    let those = House::new().await;
    let version = those.draft(&house("plover", "hard")).await;
    let reader = those.app.user(&["policy:read"], &[]).await;
    let path = format!("/v1/policies/house/versions/{version}");
    for step in ["test", "shadow", "end-shadow", "approve", "activate", "withdraw", "retire"] {
        let body = json!({"reason": "a try"});
        reader.post(&format!("{path}/{step}"), &body).await.problem(403, "forbidden");
        those.app.stranger().await.post(&format!("{path}/{step}"), &body).await.problem(404, "not_found");
    }
    reader.post("/v1/policies", &json!({"toml": "x"})).await.problem(403, "forbidden");
    reader.post("/v1/policies/house/rollback", &json!({"reason": "a try"})).await.problem(403, "forbidden");
    reader.get(&path).await.json(200);
    let stranger = those.app.stranger().await;
    stranger.get(&path).await.problem(404, "not_found");
    assert_eq!(stranger.get("/v1/policies/house/versions").await.json(200)["data"], json!([]));
    those.author.post(&format!("{path}/withdraw"), &json!({"reason": " "})).await.problem(422, "unprocessable");
    those.author.post(&format!("{path}/withdraw"), &json!({})).await.problem(400, "invalid_request");
    // What is in force by default cannot be taken away, only replaced.
    let admin = those.app.admin();
    let body = json!({"reason": "away with it"});
    admin.post("/v1/policies/default/versions/1/retire", &body).await.problem(409, "conflict");
}

#[tokio::test]
async fn versions_are_compared_looked_through_and_explained() {
    let those = House::new().await;
    let first = those.draft(&house("plover", "hard")).await;
    let second = those.draft(&house("plover", "shadow")).await;
    let diff = those.approver.get(&format!("/v1/policies/house/diff?from={first}&to={second}")).await.json(200);
    assert_eq!((&diff["identical"], &diff["changed"][0]["effect"]), (&json!(false), &json!("looser")), "{diff}");
    assert_eq!(diff["changed"][0]["fields"], json!([{"path": "enforcement", "from": "hard", "to": "shadow"}]));
    let body = json!({"from": {"name": "house", "version": first}, "to": {"toml": house("plover", "hard")}});
    assert_eq!(those.approver.post("/v1/policies/diff", &body).await.json(200)["identical"], true);
    let lint =
        json!({"policy": {"toml": house("plover", "hard").replace("\"plover\"]", "\"plover\", \"the plover\"]")}});
    let found = those.approver.post("/v1/policies/lint", &lint).await.json(200);
    assert_eq!(found["findings"][0]["code"], "subsumed", "{found}");
    let body = json!({"policy": {"name": "house", "version": first}, "text": "one plover"});
    let explained = those.approver.post("/v1/policies/explain", &body).await.json(200);
    assert_eq!((&explained["permitted"], &explained["verdicts"][0]["objective"]), (&json!(false), &json!("word")));
    assert_eq!(explained["verdicts"][0]["spans"][0]["start"], 4, "{explained}");
    let own = those.approver.post("/v1/policies/explain", &json!({"text": "Hello."})).await.json(200);
    assert_eq!((&own["permitted"], &own["policy"]["name"]), (&json!(true), &json!("default")));
    assert!(own["verdicts"].as_array().unwrap().iter().all(|one| one["source"]["level"] == "tenant"), "{own}");
    those.approver.post("/v1/policies/explain", &json!({})).await.problem(422, "unprocessable");
    let both = json!({"policy": {"name": "house", "toml": "x"}});
    those.approver.post("/v1/policies/lint", &both).await.problem(422, "unprocessable");
}
