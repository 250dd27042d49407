//! Searches that nobody needs any more: whoever asked goes, or what they plan for is deleted. Both end long before their
//! budget, and the log says why nothing came of them.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use groundstate_server::clock::{Clock, SystemClock};
use serde_json::{Value, json};
use tokio::task::JoinHandle;

use super::{Lamps, press};
use crate::support::{Reply, eventually};

/// Readings of the clock that no request takes by itself: a search takes one a batch.
const SEARCHING: u64 = 100;

/// The machine's clock, which counts how often it is read.
#[derive(Default)]
struct Counted(AtomicU64);

impl Clock for Counted {
    fn now(&self) -> i64 {
        self.0.fetch_add(1, Ordering::Relaxed);
        SystemClock.now()
    }

    fn identifier(&self, prefix: &str) -> String {
        SystemClock.identifier(prefix)
    }

    fn random(&self, bytes: &mut [u8]) {
        SystemClock.random(bytes);
    }
}

impl Counted {
    /// Waits until a search is under way.
    async fn searching(&self) {
        let before = self.0.load(Ordering::Relaxed);
        eventually("a search is under way", Duration::from_secs(60), || async {
            (self.0.load(Ordering::Relaxed) > before + SEARCHING).then_some(())
        })
        .await;
    }
}

/// Thirty lamps, each of which can be pressed at any time: 2³⁰ states. What a search may spend is as much as may be asked
/// for, and lasts longer than this test may.
fn asked(goal: &str) -> Value {
    let lamp = |number: u8| json!({"id": format!("l{number:02}"), "type": "lamp", "properties": {"on": number.is_multiple_of(2), "before": null}});
    let mut objects: Vec<Value> = (0..28).map(lamp).collect();
    objects.extend(["a", "b"].map(|id| json!({"id": id, "type": "lamp", "properties": {"on": true, "before": null}})));
    objects.push(json!({"id": "f", "type": "fuse", "properties": {"pulled": false}}));
    json!({"environment": "lamps", "state": {"objects": objects}, "goals": [{"expression": goal}], "horizon": 64,
        "expansions": 1_000_000, "time_ms": 120_000, "method": "best_first"})
}

/// A goal that holds in no state.
const NEVER: &str = "objects.exists(o, o.type == 'lamp' && o.on && !o.on)";

/// One that a press reaches, as long as the first lamp is the first: no action makes it so again.
const ONE_PRESS: &str = "objects_by_id['l01'].on && objects_by_id['l00'].before == null";

struct Searches {
    those: Lamps,
    clock: Arc<Counted>,
}

impl Searches {
    async fn over_lamps() -> Self {
        let clock = Arc::new(Counted::default());
        let those = Lamps::over(|config| config.request_timeout_ms = 300_000, clock.clone(), 80).await;
        Self { those, clock }
    }

    /// A plan of one press, and what may come of it that no one expects: no action reaches the goal after that.
    async fn surprised(&self) -> (Value, Value) {
        let plan = self.those.planner.post("/v1/plans", &asked(ONE_PRESS)).await.json(201);
        assert_eq!((&plan["status"], &plan["next_action"]), (&json!("ready"), &press("l01")), "{plan}");
        let mut state = asked(ONE_PRESS)["state"].clone();
        state["objects"][0]["properties"]["before"] = json!({"ref": "a"});
        (plan, json!({"state": state}))
    }

    /// Posts what makes a search without end, and waits until that is under way.
    async fn begin(&self, path: &str, body: Value) -> JoinHandle<Reply> {
        let (planner, path) = (self.those.planner.clone(), path.to_owned());
        let asking = tokio::spawn(async move { planner.post(&path, &body).await });
        self.clock.searching().await;
        assert!(!asking.is_finished(), "{:?}", asking.await);
        asking
    }

    /// What the log says of searches that came to nothing, newest first, once they are so many.
    async fn withdrawn(&self, count: usize) -> Vec<Value> {
        let admin = self.those.app.admin();
        eventually("the log says so", Duration::from_secs(30), || async {
            let listed = admin.get("/v1/decisions?kind=plan").await.json(200);
            let mut found = Vec::new();
            for one in listed["data"].as_array().unwrap().iter().filter(|one| one["outcome"] == "withdrawn") {
                let read = admin.get(&format!("/v1/decisions/{}", one["id"].as_str().unwrap())).await.json(200);
                found.push(read["envelope"]["facts"].clone());
            }
            (found.len() == count).then_some(found)
        })
        .await
    }
}

/// The path of a plan, or of something under it.
fn path(plan: &Value, under: &str) -> String {
    format!("/v1/plans/{}{under}", plan["id"].as_str().unwrap())
}

/// Whether a search had begun and did not end by itself.
fn began_only(found: &Value) -> bool {
    (1..1_000_000).contains(&found["statistics"]["expansions"].as_u64().unwrap())
}

async fn gone(asking: JoinHandle<Reply>) {
    asking.abort();
    assert!(asking.await.unwrap_err().is_cancelled());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_search_that_nobody_needs_any_more_ends_and_leaves_a_decision() {
    let searches = Searches::over_lamps().await;
    let (planner, admin) = (&searches.those.planner, searches.those.app.admin());

    // Whoever asked goes.
    gone(searches.begin("/v1/plans", asked(NEVER)).await).await;
    let found = searches.withdrawn(1).await.remove(0);
    assert_eq!((&found["reason"], &found["model"]["version"]), (&json!("asker_gone"), &json!(1)), "{found}");
    assert!(began_only(&found), "{found}");
    assert_eq!(planner.get("/v1/plans").await.json(200)["data"], json!([]));

    // What is planned for is deleted: they who asked are told, and so is the log.
    let asking = searches.begin("/v1/plans", asked(NEVER)).await;
    assert_eq!(admin.delete("/v1/environments/lamps").await.status, 204);
    let told = tokio::time::timeout(Duration::from_secs(60), asking).await.unwrap().unwrap();
    told.problem(404, "not_found");
    assert!(told.json(404)["detail"].as_str().unwrap().contains("`lamps` was deleted while"));
    let found = searches.withdrawn(2).await.remove(0);
    assert_eq!(found["reason"], "environment_deleted", "{found}");
    assert!(began_only(&found), "{found}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_plan_that_nobody_needs_made_again_stands_as_it_was() {
    let searches = Searches::over_lamps().await;
    let (planner, admin) = (&searches.those.planner, searches.those.app.admin());
    let (plan, surprise) = searches.surprised().await;
    let stands = async |withdrawn: usize| {
        let now = planner.get(&path(&plan, "")).await.json(200);
        assert_eq!((&now["status"], &now["taken"]), (&json!("ready"), &json!(0)), "{now}");
        assert_eq!((&now["plan"], &now["next_action"]), (&plan["plan"], &plan["next_action"]), "{now}");
        let kinds: Vec<&str> =
            now["events"].as_array().unwrap().iter().skip(1).map(|event| event["kind"].as_str().unwrap()).collect();
        assert_eq!(kinds, vec!["withdrawn"; withdrawn], "{now}");
    };

    // Whoever reported a surprise goes: the same can be reported again.
    gone(searches.begin(&path(&plan, "/observations"), surprise.clone()).await).await;
    let found = searches.withdrawn(1).await.remove(0);
    assert_eq!((&found["reason"], &found["plan"]), (&json!("asker_gone"), &plan["id"]), "{found}");
    stands(1).await;

    // The environment is deleted while the plan is made again: they who reported are told, and so is the log.
    let asking = searches.begin(&path(&plan, "/observations"), surprise.clone()).await;
    assert_eq!(admin.delete("/v1/environments/lamps").await.status, 204);
    let told = tokio::time::timeout(Duration::from_secs(60), asking).await.unwrap().unwrap();
    told.problem(404, "not_found");
    assert!(told.json(404)["detail"].as_str().unwrap().contains("`lamps` was deleted while"));
    let found = searches.withdrawn(2).await.remove(0);
    assert_eq!((&found["reason"], &found["plan"]), (&json!("environment_deleted"), &plan["id"]), "{found}");
    stands(2).await;

    // Nothing is lost: the plan can be read and given up, and that it cannot be followed is said.
    let listed = planner.get("/v1/plans").await.json(200);
    assert_eq!((listed["data"].as_array().unwrap().len(), &listed["data"][0]["id"]), (1, &plan["id"]), "{listed}");
    planner.post(&path(&plan, "/observations"), &surprise).await.problem(404, "not_found");
    let given_up = planner.post(&path(&plan, "/abandon"), &json!({"reason": "no lamps any more"})).await.json(200);
    assert_eq!((&given_up["status"], &given_up["taken"]), (&json!("abandoned"), &json!(0)));
}
