//! Searches that nobody needs any more: whoever asked goes, or what they plan for is deleted.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::time::Duration;

use groundstate_server::clock::{Clock, SystemClock};
use serde_json::{Value, json};

use super::Lamps;
use crate::support::eventually;

/// Readings of the clock that no request takes by itself: a search reads it once a batch.
const SEARCHING: u64 = 20;

/// The machine's clock: counts its readings, and can be set ahead.
#[derive(Default)]
struct Counted {
    readings: AtomicU64,
    ahead: AtomicI64,
}

impl Clock for Counted {
    fn now(&self) -> i64 {
        self.readings.fetch_add(1, Ordering::Relaxed);
        SystemClock.now() + self.ahead.load(Ordering::Relaxed)
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
        let before = self.readings.load(Ordering::Relaxed);
        eventually("a search is under way", Duration::from_secs(120), || async {
            (self.readings.load(Ordering::Relaxed) > before + SEARCHING).then_some(())
        })
        .await;
    }
}

/// Sixteen lamps, each of which can be pressed at any time, and a goal that none of their states is: a search without end.
fn endless() -> Value {
    let lamp = |number: u8| json!({"id": format!("l{number:02}"), "type": "lamp", "properties": {"on": number % 2 == 0, "before": null}});
    let mut objects: Vec<Value> = (0..14).map(lamp).collect();
    objects.extend(["a", "b"].map(|id| json!({"id": id, "type": "lamp", "properties": {"on": true, "before": null}})));
    let goal = "objects.exists(o, o.id == 'l00' && o.on && !o.on)";
    json!({"environment": "lamps", "state": {"objects": objects}, "goals": [{"expression": goal}], "horizon": 64,
        "expansions": 1_000_000, "time_ms": 120_000, "method": "best_first"})
}

async fn withdrawn(those: &Lamps) -> Vec<Value> {
    let admin = those.app.admin();
    let listed = admin.get("/v1/decisions?kind=plan").await.json(200);
    let mut found = Vec::new();
    for one in listed["data"].as_array().unwrap().iter().filter(|one| one["outcome"] == "withdrawn") {
        let read = admin.get(&format!("/v1/decisions/{}", one["id"].as_str().unwrap())).await.json(200);
        found.push(read["envelope"]["facts"].clone());
    }
    found
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_search_that_nobody_needs_any_more_ends_and_leaves_a_decision() {
    let clock = Arc::new(Counted::default());
    let those = Lamps::over(|config| config.request_timeout_ms = 300_000, clock.clone(), 80).await;

    // Whoever asked goes.
    let planner = those.planner.clone();
    let asking = tokio::spawn(async move { planner.post("/v1/plans", &endless()).await });
    clock.searching().await;
    asking.abort();
    assert!(asking.await.unwrap_err().is_cancelled());
    let found = eventually("the search says that it ended", Duration::from_secs(60), || async {
        withdrawn(&those).await.pop()
    })
    .await;
    assert_eq!((&found["reason"], &found["model"]["version"]), (&json!("asker_gone"), &json!(1)), "{found}");
    assert!(found["statistics"]["expansions"].as_u64().unwrap() > 0, "{found}");
    assert_eq!(those.planner.get("/v1/plans").await.json(200)["data"], json!([]));

    // What is planned for is deleted; the search ends when its time is over.
    let planner = those.planner.clone();
    let asking = tokio::spawn(async move { planner.post("/v1/plans", &endless()).await });
    clock.searching().await;
    assert_eq!(those.app.admin().delete("/v1/environments/lamps").await.status, 204);
    clock.ahead.store(3_600_000, Ordering::Relaxed);
    asking.await.unwrap().problem(404, "not_found");
    let found = withdrawn(&those).await;
    assert_eq!((found.len(), &found[0]["reason"]), (2, &json!("environment_deleted")), "{found:?}");
    assert_eq!(those.planner.get("/v1/plans").await.json(200)["data"], json!([]));
}
