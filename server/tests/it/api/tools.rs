//! Actions that the server carries out: where tools may go, who must permit it, what comes back, and that it is done once.

mod hostile;
mod server;

use std::time::Duration;

use groundstate_guardrails::policy::Policy;
use groundstate_server::config::ToolSecret;
use groundstate_server::store::PolicyRow;
use serde_json::{Value, json};

use super::plans::{Lamps, press, schema, state};
use crate::support::{TestApp, User};
use server::ToolServer;

const SECRET: &str = "tok-3f9a1c77d2";

/// The lamps, with a tool server that the configuration lets them reach.
struct Workshop {
    lamps: Lamps,
    tools: ToolServer,
    worker: User,
}

impl Workshop {
    async fn new() -> Self {
        let tools = ToolServer::start().await;
        let lamps = Lamps::with(|config| {
            config.tool_private_hosts = vec![tools.host()];
            config.tool_answer_bytes = 64 << 10;
            let secret = |hosts: &str| ToolSecret {
                value: Some(SECRET.into()),
                file: None,
                hosts: vec![hosts.to_owned()],
                tenants: Vec::new(),
            };
            config.tool_secrets.insert("OPS".to_owned(), secret(&tools.host()));
            config.tool_secrets.insert("ELSEWHERE".to_owned(), secret("elsewhere.example"));
            let other = ToolSecret { tenants: vec!["ten_other".to_owned()], ..secret(&tools.host()) };
            config.tool_secrets.insert("OTHERS".to_owned(), other);
        })
        .await;
        let worker = lamps.app.user(&["plan:read", "plan:execute"], &[]).await;
        Self { lamps, tools, worker }
    }

    /// Gives the lamps a tool, whose path and further fields are named.
    async fn tool(&self, path: &str, more: Value) {
        let url = format!("http://{}{path}", self.tools.host());
        self.tool_at(&url, more).await;
    }

    async fn tool_at(&self, url: &str, more: Value) {
        let mut changed = schema();
        let mut tool = json!({"url": url, "headers": {"authorization": "Bearer {secret:OPS}"}});
        tool.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        changed["tools"] = json!({"switch": tool});
        changed["actions"]["press"]["tool"] = json!("switch");
        // The fuse has a tool of its own, which gets its arguments as they are.
        changed["tools"]["fuse"] = json!({"url": format!("http://{}/fuse", self.tools.host())});
        changed["actions"]["pull"]["tool"] = json!("fuse");
        let path = "/v1/environments/lamps/versions";
        self.lamps.app.admin().post(path, &json!({"schema": changed})).await.json(201);
    }

    /// A plan whose next action presses the last lamp.
    async fn plan(&self) -> Value {
        let plan = self.lamps.plan(|asked| asked["state"] = state([true, true, false], false)).await.json(201);
        assert_eq!((&plan["status"], &plan["next_action"]), (&json!("ready"), &press("c")), "{plan}");
        plan
    }

    async fn execute(&self, plan: &Value, order: &Value) -> crate::support::Reply {
        self.worker.post(&format!("/v1/plans/{}/execute", plan["id"].as_str().unwrap()), order).await
    }

    /// Makes a plan and carries its first action out.
    async fn executed(&self) -> Value {
        let plan = self.plan().await;
        self.execute(&plan, &json!({})).await.json(200)
    }

    /// Kinds of what happened to a plan, with the particulars.
    async fn events(&self, plan: &Value) -> Vec<(String, Value)> {
        let read = self.worker.get(&format!("/v1/plans/{}", plan["id"].as_str().unwrap())).await.json(200);
        let events = read["events"].as_array().unwrap().iter();
        events.map(|event| (event["kind"].as_str().unwrap().to_owned(), event["detail"].clone())).collect()
    }
}

/// Puts objectives in force for the tenant, in place of the default policy.
async fn enforce(app: &TestApp, objectives: &str) {
    let policy = Policy::from_toml(&format!("name = \"default\"\n{objectives}")).unwrap();
    let tenant = &app.store.tenants().await.unwrap()[0].id;
    let now = app.store.active_policy(tenant, "default").await.unwrap().unwrap();
    let document = String::from_utf8(policy.canonical().unwrap()).unwrap();
    let row = PolicyRow { version: now.version + 1, digest: policy.digest().unwrap(), document, ..now };
    let mut write = app.store.write().await.unwrap();
    write.activate_policy(&row).await.unwrap();
    write.commit().await.unwrap();
}

fn objective(id: &str, kind: &str, stage: &str) -> String {
    format!(
        "[[objectives]]\nid = \"{id}\"\n{kind}\nstages = [\"{stage}\"]\nenforcement = \"hard\"\nmessage = \"No.\"\nowner = \"tests\"\n"
    )
}

/// Permits whoever may execute to press lamps.
fn permission() -> String {
    let cedar = "permit(principal in Role::\\\"plan:execute\\\", action == Action::\\\"press\\\", resource); \
                 permit(principal, action, resource) unless { principal in Role::\\\"plan:execute\\\" };";
    objective("may", &format!("kind.authorisation.policies = \"{cedar}\""), "action")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_action_is_carried_out_once_where_policy_and_configuration_permit_it() {
    let those = Workshop::new().await;
    let (tools, lamps) = (&those.tools, &those.lamps);
    those.tool("/press/{lamp}", json!({"body": {"lamp": "{lamp}", "on": true}})).await;

    // The default policy authorises nobody, and says so; nothing is sent.
    let plan = those.plan().await;
    let refused = those.execute(&plan, &json!({})).await.problem(403, "forbidden");
    assert!(refused["detail"].as_str().unwrap().contains("authorisation"), "{refused}");
    assert_eq!(those.events(&plan).await.last().unwrap().0, "refused");
    // Whoever made the plan may not have it carried out.
    let path = format!("/v1/plans/{}/execute", plan["id"].as_str().unwrap());
    lamps.planner.post(&path, &json!({})).await.problem(403, "forbidden");
    assert!(tools.seen().is_empty());

    // Now it is permitted: the same plan, the policy of now.
    enforce(&lamps.app, &permission()).await;
    let done = those.execute(&plan, &json!({})).await.json(200);
    let execution = &done["execution"];
    assert_eq!(
        (&execution["status"], &execution["attempt"], &done["sent"]),
        (&json!("succeeded"), &json!(1), &json!(true)),
        "{done}"
    );
    assert_eq!((&execution["result"], &execution["response"]["status"]), (&json!({"ok": true}), &json!(200)));
    assert_eq!(execution["response"]["bytes"], 11);
    let seen = tools.seen();
    assert_eq!((seen.len(), seen[0].target.as_str(), seen[0].method.as_str()), (1, "/press/c", "POST"));
    assert_eq!(seen[0].body, json!({"lamp": "c", "on": true}));
    assert_eq!(seen[0].headers["authorization"], format!("Bearer {SECRET}"));
    assert_eq!(seen[0].headers["idempotency-key"], execution["idempotency_key"].as_str().unwrap());
    assert_eq!(execution["request"]["secrets"], json!(["OPS"]));

    // Asked again, it is told again and not done again; another step is not this one.
    for order in [json!({}), json!({"step": 0})] {
        let again = those.execute(&plan, &order).await.json(200);
        assert_eq!((&again["sent"], &again["execution"]), (&json!(false), execution));
    }
    those.execute(&plan, &json!({"step": 1})).await.problem(409, "conflict");
    those.execute(&plan, &json!({"again": true})).await.problem(409, "conflict");
    assert_eq!(tools.seen().len(), 1);
    let kinds: Vec<String> = those.events(&plan).await.into_iter().map(|(kind, _)| kind).collect();
    assert_eq!(kinds, ["planned", "refused", "executing", "executed"]);
    let listed = those.worker.get(&format!("/v1/plans/{}/executions", plan["id"].as_str().unwrap())).await.json(200);
    assert_eq!(listed["data"], json!([execution]));

    // Of many at once, one sends.
    let plan = those.plan().await;
    let all = futures::future::join_all((0..8).map(|_| {
        let (user, path) = (those.worker.clone(), format!("/v1/plans/{}/execute", plan["id"].as_str().unwrap()));
        tokio::spawn(async move { user.post(&path, &json!({"step": 0})).await.json(200) })
    }))
    .await;
    let sent = all.into_iter().filter(|one| one.as_ref().unwrap()["sent"] == true).count();
    assert_eq!((sent, tools.seen().len()), (1, 2));

    // The observation moves the plan on, whoever makes it; an action that is over is told, not done.
    let path = format!("/v1/plans/{}/observations", plan["id"].as_str().unwrap());
    lamps.planner.post(&path, &json!({"state": state([true; 3], false)})).await.json(200);
    those.execute(&plan, &json!({"step": 0})).await.json(200);
    those.execute(&plan, &json!({})).await.problem(409, "conflict");
    assert_eq!(tools.seen().len(), 2);
    lamps
        .app
        .stranger()
        .await
        .post(&format!("/v1/plans/{}/execute", plan["id"].as_str().unwrap()), &json!({}))
        .await
        .problem(404, "not_found");

    // The secret went to the tool and nowhere else.
    nowhere(&lamps.app, SECRET).await;
}

/// Neither the database nor the log, opened, holds a text.
async fn nowhere(app: &TestApp, text: &str) {
    let export = String::from_utf8(app.admin().export().await).unwrap();
    assert!(!export.contains(text));
    let mut files = 0;
    for entry in std::fs::read_dir(app.folder()).unwrap() {
        let path = entry.unwrap().path();
        if path.is_file() {
            files += 1;
            let bytes = std::fs::read(&path).unwrap();
            assert!(!bytes.windows(text.len()).any(|window| window == text.as_bytes()), "{}", path.display());
        }
    }
    assert!(files >= 2, "the database is looked at");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_tool_that_tells_the_state_after_is_observed_and_what_cannot_be_undone_waits_for_approval() {
    let those = Workshop::new().await;
    let cedar = "permit(principal, action, resource);";
    enforce(&those.lamps.app, &objective("may", &format!("kind.authorisation.policies = \"{cedar}\""), "action")).await;
    let told = json!({"observation": {"state": "/after/state", "score": "/after/score"}, "method": "PUT"});
    those.tool("/told?lamp={lamp}", told).await;

    // As predicted: reached. Otherwise: a surprise, and another plan.
    those.tools.answer(json!({"after": {"state": state([true; 3], false), "score": 2}}));
    let done = those.executed().await;
    assert_eq!(done["observed"]["verdict"]["verdict"], "reached", "{done}");
    assert_eq!((&done["plan"]["status"], those.tools.seen()[0].target.as_str()), (&json!("reached"), "/told?lamp=c"));
    assert_eq!(those.tools.seen()[0].body, json!({"lamp": "c"}), "without a template, the arguments");
    those.tools.answer(json!({"after": {"state": state([true, false, false], false)}}));
    let done = those.executed().await;
    assert_eq!(
        (&done["observed"]["verdict"]["verdict"], &done["observed"]["replanned"]),
        (&json!("surprise"), &json!(true))
    );
    assert_eq!(done["plan"]["next_action"], press("b"), "{done}");
    // A state that the schema does not admit moves nothing.
    let mut wrong = state([true; 3], false);
    wrong["objects"][0]["type"] = json!("torch");
    for (answer, why) in [(json!({"after": {"state": wrong}}), "torch"), (json!({"other": 1}), "")] {
        those.tools.answer(answer);
        let done = those.executed().await;
        assert_eq!((&done["execution"]["status"], &done["observed"]), (&json!("succeeded"), &Value::Null), "{done}");
        assert!(done["observation_error"].as_str().unwrap().contains(why), "{done}");
        assert_eq!((&done["plan"]["status"], &done["plan"]["taken"]), (&json!("ready"), &json!(0)));
    }

    // Nobody approved that the fuse is pulled.
    let before = those.tools.seen().len();
    let waiting = those.lamps.plan(|asked| asked["goals"] = json!([{"named": "safe"}])).await.json(201);
    let refused = those.execute(&waiting, &json!({})).await.problem(409, "conflict");
    assert!(refused["detail"].as_str().unwrap().contains("approval"), "{refused}");
    assert_eq!(those.tools.seen().len(), before);
    let path = format!("/v1/plans/{}/approve", waiting["id"].as_str().unwrap());
    those.lamps.approver.post(&path, &json!({"reason": "it must be"})).await.json(200);
    // It fails in a way that leaves open whether it was done: that is not tried again.
    those.tools.fail(500);
    let failed = those.execute(&waiting, &json!({})).await.json(200);
    assert_eq!((&failed["execution"]["status"], &failed["execution"]["error"]), (&json!("failed"), &json!("status")));
    let refused = those.execute(&waiting, &json!({"again": true})).await.problem(409, "conflict");
    assert!(refused["detail"].as_str().unwrap().contains("observation"), "{refused}");
    assert_eq!(those.tools.seen().len(), before + 1);

    // What can be undone is tried again when it is asked for, under the same key.
    let plan = those.plan().await;
    let failed = those.execute(&plan, &json!({})).await.json(200);
    assert_eq!(failed["execution"]["status"], "failed");
    those.tools.answer(json!({"after": {"state": state([true; 3], false)}}));
    assert_eq!(those.execute(&plan, &json!({})).await.json(200)["sent"], false, "not unless it is asked for");
    let done = those.execute(&plan, &json!({"again": true})).await.json(200);
    assert_eq!((&done["execution"]["attempt"], &done["plan"]["status"]), (&json!(2), &json!("reached")), "{done}");
    assert_eq!(done["execution"]["idempotency_key"], failed["execution"]["idempotency_key"]);
}

#[tokio::test]
async fn a_tool_that_contradicts_its_schema_is_not_registered() {
    let app = TestApp::tiny().await;
    let admin = app.admin();
    let url = "https://tools.example/{lamp}";
    for (tool, place) in [
        (json!({"url": "tools.example/x"}), "tools.switch.url"),
        (json!({"url": "https://{lamp}.example/"}), "tools.switch.url"),
        (json!({"url": "https://tools.example/{lamp"}), "tools.switch.url"),
        (json!({"url": "https://tools.example/{room}"}), "tools.switch"),
        (json!({"url": url, "body": {"x": "{room}"}}), "tools.switch"),
        (json!({"url": url, "method": "GET", "body": {}}), "tools.switch.body"),
        (json!({"url": url, "headers": {"host": "evil.example"}}), "tools.switch.headers.host"),
        (json!({"url": url, "headers": {"x-lamp": "{lamp}"}}), "tools.switch.headers.x-lamp"),
        (json!({"url": url, "headers": {"x-lamp": "a\r\nb"}}), "tools.switch.headers.x-lamp"),
        (json!({"url": url, "response": {"$ref": "https://evil.example/schema"}}), "tools.switch.response"),
        (json!({"url": url, "response": 3}), "tools.switch.response"),
        (json!({"url": url, "timeout_ms": 0}), "tools.switch.timeout_ms"),
        (json!({"url": url, "most_bytes": 1_u64 << 40}), "tools.switch.most_bytes"),
        (json!({"url": url, "observation": {"state": "after"}}), "tools.switch.observation"),
    ] {
        let mut schema = schema();
        schema["tools"] = json!({"switch": tool});
        schema["actions"]["press"]["tool"] = json!("switch");
        let reply = admin.post("/v1/environments", &json!({"name": "lamps", "schema": schema})).await;
        let problem = reply.problem(422, "contradictory_schema");
        assert_eq!(problem["parameter"], place, "{problem}");
    }
    let mut schema = schema();
    schema["actions"]["press"]["tool"] = json!("switch");
    let problem = admin.post("/v1/environments", &json!({"name": "lamps", "schema": schema})).await;
    assert_eq!(problem.problem(422, "contradictory_schema")["parameter"], "actions.press.tool");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_action_is_carried_out_from_the_command_line() {
    let those = Workshop::new().await;
    those.tool("/press/{lamp}", json!({})).await;
    let plan = those.plan().await;
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let router = groundstate_server::api::router(those.lamps.app.app.clone());
    let serving = tokio::spawn(async move { axum::serve(listener, router).await });
    let run = async |arguments: &[&str]| {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_groundstate"));
        command.args(["plan"]).args(arguments).args([
            plan["id"].as_str().unwrap(),
            "--url",
            &url,
            "--key",
            &those.worker.key,
        ]);
        let output = tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap();
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
        (output.status.code().unwrap(), text(&output.stdout), text(&output.stderr))
    };
    let (code, _, error) = run(&["execute"]).await;
    assert!(code != 0 && error.contains("authorisation"), "{error}");
    enforce(&those.lamps.app, &permission()).await;
    those.tools.fail(503);
    let (code, said, _) = run(&["execute"]).await;
    assert!(code == 1 && said.contains("step 0: press by `switch` failed, 503"), "{said}");
    those.tools.answer(json!({"ok": true}));
    let (code, said, error) = run(&["execute", "--step", "0", "--again"]).await;
    assert!(code == 0 && said.contains("succeeded, 200, 11 bytes"), "{said} {error}");
    let (code, said, _) = run(&["executions", "--json"]).await;
    let listed: Value = serde_json::from_str(&said).unwrap();
    assert_eq!((code, &listed[0]["attempt"], listed.as_array().unwrap().len()), (0, &json!(2), 1));
    serving.abort();
}

/// Longest that a test waits for what must not take long.
const SOON: Duration = Duration::from_secs(20);
