//! From logged transitions to a plan that is followed: the world model is learned, simulates, and is planned in; what a
//! guardrail forbids is not planned, what cannot be undone waits for somebody else, what surprises makes a new plan.

mod critics;
mod updates;
mod withdrawn;

use std::fmt::Write as _;
use std::sync::Arc;

use groundstate_server::clock::{Clock, SystemClock};
use groundstate_server::config::Config;
use serde_json::{Value, json};

use crate::support::{Reply, TestApp, User};

/// Three lamps in a row. A lamp can be pressed where the one before it is on; the first always. The fuse can be
/// pulled, which ends all that and cannot be undone.
pub(super) fn schema() -> Value {
    json!({
        "name": "lamps",
        "types": {
            "lamp": { "properties": { "on": { "kind": "boolean" }, "before": { "kind": "reference", "types": ["lamp"], "optional": true } } },
            "fuse": { "properties": { "pulled": { "kind": "boolean" } } }
        },
        "actions": {
            "press": { "roles": [ { "name": "lamp", "kind": "reference", "types": ["lamp"] } ],
                       "precondition": "lamp.before == null || objects_by_id[lamp.before].on" },
            "pull": { "roles": [ { "name": "fuse", "kind": "reference", "types": ["fuse"] } ], "irreversible": true }
        },
        "goals": { "all_on": { "expression": "objects.all(o, o.type != 'lamp' || o.on)" },
                   "safe": { "expression": "objects.exists(o, o.type == 'fuse' && o.pulled)" } },
        "guardrails": { "first_stays": { "expression": "objects_by_id['a'].on || !objects_by_id['b'].on" } }
    })
}

pub(super) fn state(on: [bool; 3], pulled: bool) -> Value {
    let lamp = |id: &str, on: bool, before: Option<&str>| json!({"id": id, "type": "lamp", "properties": {"on": on, "before": before.map(|id| json!({"ref": id}))}});
    json!({"objects": [
        lamp("a", on[0], None), lamp("b", on[1], Some("a")), lamp("c", on[2], Some("b")),
        {"id": "f", "type": "fuse", "properties": {"pulled": pulled}},
    ]})
}

pub(super) fn press(lamp: &str) -> Value {
    json!({"verb": "press", "arguments": {"lamp": {"ref": lamp}}})
}

/// Every state with every action, told as short runs.
fn transitions() -> String {
    let mut lines = String::new();
    for code in 0..16_u8 {
        let (on, pulled) = ([code & 1 > 0, code & 2 > 0, code & 4 > 0], code & 8 > 0);
        for (number, lamp) in ["a", "b", "c"].into_iter().enumerate() {
            let possible = number == 0 || on[number - 1];
            let mut after = on;
            after[number] = if possible && !pulled { !on[number] } else { on[number] };
            let row = json!({"trajectory": format!("t{code}"), "step": number, "state": state(on, pulled),
                "action": press(lamp), "next_state": state(after, pulled)});
            writeln!(lines, "{row}").unwrap();
        }
        let row = json!({"trajectory": format!("t{code}"), "step": 3, "state": state(on, pulled),
            "action": {"verb": "pull", "arguments": {"fuse": {"ref": "f"}}}, "next_state": state(on, true)});
        writeln!(lines, "{row}").unwrap();
    }
    lines
}

pub(super) struct Lamps {
    pub(super) app: TestApp,
    pub(super) planner: User,
    pub(super) approver: User,
}

impl Lamps {
    async fn new() -> Self {
        Self::over(|_| {}, Arc::new(SystemClock), 300).await
    }

    /// With settings changed.
    pub(super) async fn with(change: impl FnOnce(&mut Config)) -> Self {
        Self::over(change, Arc::new(SystemClock), 300).await
    }

    pub(super) async fn over(change: impl FnOnce(&mut Config), clock: Arc<dyn Clock>, steps: u64) -> Self {
        let app = TestApp::by(change, clock).await;
        let admin = app.admin();
        admin.post("/v1/environments", &json!({"name": "lamps", "schema": schema()})).await.json(201);
        let sent = admin
            .post_bytes("/v1/environments/lamps/transitions", "application/x-ndjson", transitions())
            .await
            .json(200);
        assert_eq!((&sent["accepted"], &sent["rejected"]), (&json!(64), &json!(0)), "{sent}");
        let scopes = ["environment:read", "environment:write", "plan:read", "plan:write"];
        let planner = app.user(&scopes, &[]).await;
        let approver = app.user(&["plan:read", "plan:approve"], &[]).await;
        let none = json!({"environment": "lamps", "state": state([false; 3], false), "goals": [{"named": "all_on"}]});
        planner.post("/v1/plans", &none).await.problem(409, "conflict");
        let order = json!({"reason": "first", "steps": steps, "members": 1});
        let job = planner.post("/v1/environments/lamps/models", &order).await.json(202);
        let ended = admin.job(job["id"].as_str().unwrap()).await;
        assert_eq!((&ended["status"], &ended["done"]), (&json!("succeeded"), &json!(steps)), "{ended}");
        let training = format!("/v1/environments/lamps/trainings/{}", job["id"].as_str().unwrap());
        let training = planner.get(&training).await.json(200);
        let points = training["curve"].as_array().unwrap();
        assert_eq!(points.last().unwrap()["step"], steps, "{training}");
        let heads = points.last().unwrap()["losses"]["heads"].as_f64().unwrap();
        assert!(heads < 0.5 || steps < 300, "{training}");
        Self { app, planner, approver }
    }

    pub(super) async fn plan(&self, change: impl FnOnce(&mut Value)) -> Reply {
        let mut asked = json!({"environment": "lamps", "state": state([false; 3], false), "goals": [{"named": "all_on"}], "horizon": 5, "time_ms": 60_000});
        change(&mut asked);
        self.planner.post("/v1/plans", &asked).await
    }

    async fn observe(&self, plan: &Value, state: &Value) -> Value {
        self.report(plan, json!({"state": state})).await
    }

    async fn report(&self, plan: &Value, observation: Value) -> Value {
        let path = format!("/v1/plans/{}/observations", plan["id"].as_str().unwrap());
        self.planner.post(&path, &observation).await.json(200)
    }
}

fn actions(plan: &Value) -> Vec<String> {
    let steps = plan["plan"]["steps"].as_array().unwrap().iter();
    steps.map(|step| step["action"]["arguments"].to_string()).collect()
}

#[tokio::test]
async fn from_transitions_to_a_plan_that_is_followed_and_made_again() {
    let those = Lamps::new().await;

    // The model simulates what it has learned.
    let asked = json!({"state": state([false; 3], false), "actions": [press("a"), press("c"), press("b")]});
    let simulated = those.planner.post("/v1/environments/lamps/simulate", &asked).await.json(200);
    let steps = simulated["steps"].as_array().unwrap();
    assert_eq!(steps[0]["state"], state([true, false, false], false), "{simulated}");
    assert_eq!(steps[1]["possible"]["holds"], false, "the lamp before is off: {}", steps[1]);
    assert_eq!(steps[1]["changes"], json!([]));
    assert_eq!(steps[2]["state"], state([true, true, false], false), "{}", steps[2]);
    assert_eq!(simulated["permitted"], false);
    assert_eq!((&steps[0]["permitted"], &steps[0]["guardrails"][0]["holds"]), (&json!(true), &json!(true)));

    // The only way is one lamp after the other.
    let plan = those.plan(|_| {}).await.json(201);
    assert_eq!((&plan["status"], &plan["certificate"]), (&json!("ready"), &plan["certificate"]), "{plan}");
    let way: Vec<String> = ["a", "b", "c"].iter().map(|lamp| json!({"lamp": {"ref": lamp}}).to_string()).collect();
    assert_eq!(actions(&plan), way, "{plan}");
    assert_eq!(plan["next_action"], press("a"));

    // As predicted: it stands. Otherwise: it is made again from what is.
    let observed = those.report(&plan, json!({"state": state([true, false, false], false), "score": 1.0})).await;
    assert_eq!((&observed["verdict"]["verdict"], &observed["replanned"]), (&json!("stands"), &json!(false)));
    let observed = those.report(&plan, json!({"state": state([false; 3], false), "score": 3.0})).await;
    assert_eq!((&observed["verdict"]["verdict"], &observed["replanned"]), (&json!("surprise"), &json!(true)));
    assert_eq!(actions(&observed["plan"]), way, "from the start again");
    for on in [[true, false, false], [true, true, false], [true, true, true]] {
        those.observe(&plan, &state(on, false)).await;
    }
    let ended = those.planner.get(&format!("/v1/plans/{}", plan["id"].as_str().unwrap())).await.json(200);
    assert_eq!((&ended["status"], &ended["surprises"], &ended["taken"]), (&json!("reached"), &json!(1), &json!(5)));
    let kinds: Vec<&str> =
        ended["events"].as_array().unwrap().iter().map(|event| event["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["planned", "observed", "surprised", "observed", "observed", "reached"]);
    let path = format!("/v1/plans/{}/observations", plan["id"].as_str().unwrap());
    those.planner.post(&path, &json!({"state": state([true; 3], false)})).await.problem(409, "conflict");

    // What was seen is learned from next time, each step with the score that was true before it, and all of it is in the log.
    let seen = those.planner.get("/v1/environments/lamps/transitions?cursor=64").await.json(200);
    let seen = seen["data"].as_array().unwrap().iter();
    let before: Vec<f64> = seen.map(|row| row["transition"]["before"]["score"].as_f64().unwrap_or_default()).collect();
    assert_eq!(before, [0.0, 1.0, 3.0, 3.0, 3.0], "what is not said is as it was");
    let log = those.app.admin().get("/v1/decisions?kind=plan").await.json(200);
    assert_eq!(log["data"].as_array().unwrap().len(), 6);
}

#[tokio::test]
async fn what_a_guardrail_forbids_is_not_planned_and_what_cannot_be_undone_waits() {
    let those = Lamps::new().await;
    let rule = json!([{"name": "never_two", "expression": "objects.filter(o, o.type == 'lamp' && o.on).size() < 2"}]);
    let refused = those.plan(|asked| asked["guardrails"] = rule).await.json(201);
    assert_eq!(
        (&refused["status"], &refused["certificate"]),
        (&json!("not_found"), &json!("unreachable")),
        "{refused}"
    );
    assert_eq!(refused["plan"], Value::Null);
    assert!(refused["rejected"].to_string().contains("never_two"), "{}", refused["rejected"]);
    assert!(refused["nearest"].is_object());

    let done = those.plan(|asked| asked["state"] = state([true; 3], false)).await.json(201);
    assert_eq!((&done["status"], &done["certificate"]), (&json!("reached"), &json!("already_true")));

    let broken = |expression: &str| json!([{"expression": expression}]);
    those.plan(|asked| asked["goals"] = broken("objects.all(")).await.problem(422, "invalid_expression");
    those.plan(|asked| asked["goals"] = json!([{"named": "unknown"}])).await.problem(404, "not_found");
    those.plan(|asked| asked["goals"] = json!([])).await.problem(422, "unprocessable");
    those.plan(|asked| asked["horizon"] = json!(65)).await.problem(422, "unprocessable");
    let of = |pointer: &'static str, value: Value| {
        those.plan(move |asked| *asked["state"].pointer_mut(pointer).unwrap() = value)
    };
    of("/objects/0/type", json!("torch")).await.problem(422, "unknown_type");
    of("/objects/0/properties/on", json!({"value": 1, "unit": "kelvin"})).await.problem(422, "wrong_kind");
    of("/objects/0/properties/before", json!({"ref": "z"})).await.problem(422, "dangling_reference");
    of("/objects/1", state([false; 3], false)["objects"][0].clone()).await.problem(422, "duplicate_object");
    let inside =
        |id: &str, parent: &str| json!({"id": id, "type": "fuse", "parent": parent, "properties": {"pulled": true}});
    of("/objects", json!([inside("x", "y"), inside("y", "x")])).await.problem(422, "cyclic_containment");

    let waiting = those.plan(|asked| asked["goals"] = json!([{"named": "safe"}])).await.json(201);
    assert_eq!((&waiting["status"], &waiting["next_action"]), (&json!("awaiting_approval"), &Value::Null), "{waiting}");
    let path = |step: &str| format!("/v1/plans/{}/{step}", waiting["id"].as_str().unwrap());
    let observation = json!({"state": state([false; 3], true)});
    those.planner.post(&path("observations"), &observation).await.problem(409, "conflict");
    those.planner.post(&path("approve"), &json!({"reason": "mine"})).await.problem(403, "forbidden");
    those.app.admin().post(&path("approve"), &json!({"reason": ""})).await.problem(422, "unprocessable");
    let ready = those.approver.post(&path("approve"), &json!({"reason": "it must be"})).await.json(200);
    assert_eq!((&ready["status"], &ready["next_action"]["verb"]), (&json!("ready"), &json!("pull")));
    let observed = those.planner.post(&path("observations"), &observation).await.json(200);
    assert_eq!(observed["verdict"]["verdict"], "reached");

    let given_up = those.plan(|_| {}).await.json(201);
    let path = format!("/v1/plans/{}/abandon", given_up["id"].as_str().unwrap());
    assert_eq!(those.planner.post(&path, &json!({"reason": "no need"})).await.json(200)["status"], "abandoned");
    let listed = those.planner.get("/v1/plans?status=abandoned&environment=lamps").await.json(200);
    assert_eq!((listed["data"].as_array().unwrap().len(), &listed["data"][0]["id"]), (1, &given_up["id"]), "{listed}");
    assert_eq!(those.planner.get("/v1/plans?status=ready").await.json(200)["data"], json!([]));
    those.planner.get("/v1/plans?status=unheard-of").await.problem(400, "invalid_request");
    those.planner.post(&path, &json!({"reason": "again"})).await.problem(409, "conflict");
    those
        .app
        .stranger()
        .await
        .get(&format!("/v1/plans/{}", given_up["id"].as_str().unwrap()))
        .await
        .problem(404, "not_found");
}
