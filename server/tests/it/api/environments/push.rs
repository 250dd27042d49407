//! Transitions that are sent: kept exactly, once, in bounded memory.

use std::convert::Infallible;
use std::io::Write;

use axum::body::{Body, Bytes};
use axum::http::Method;
use flate2::Compression;
use flate2::write::GzEncoder;
use futures::{StreamExt, stream};
use groundstate_planner::environment::{Transition, demo};
use serde_json::{Value, json};

use super::{ndjson, push, registered, row, schema};
use crate::support::{Reply, TestApp, User};

async fn demonstration(app: &TestApp) -> User {
    registered(app, Some(serde_json::to_value(demo::schema().unwrap()).unwrap())).await
}

fn demo_lines(seed: u64, rows: usize) -> String {
    demo::transitions(seed).take(rows).map(|row| serde_json::to_string(&row).unwrap() + "\n").collect()
}

async fn stream_in(
    user: &User,
    pieces: impl futures::Stream<Item = Result<Bytes, std::io::Error>> + Send + 'static,
) -> Reply {
    let request = user.request(Method::POST, "/v1/environments/house/transitions");
    let request = request.header("content-type", "application/x-ndjson");
    user.send(request.body(Body::from_stream(pieces)).unwrap()).await
}

/// All stored transitions, page by page.
async fn stored(user: &User, limit: usize) -> Vec<Value> {
    let (mut all, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = user.get(&format!("/v1/environments/house/transitions?limit={limit}{cursor}")).await.json(200);
        let data = page["data"].as_array().unwrap();
        assert!(data.len() <= limit);
        all.extend(data.iter().cloned());
        match page["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return all,
        }
    }
}

#[tokio::test]
async fn what_is_read_back_is_what_was_sent() {
    let app = TestApp::tiny().await;
    let admin = demonstration(&app).await;
    let rows: Vec<Transition> = demo::transitions(5).take(300).collect();
    let done = push(&admin, "house", demo_lines(5, 300)).await.json(200);
    assert_eq!(done, json!({"accepted": 300, "duplicates": 0, "rejected": 0, "versions": [1], "refused": []}));
    for limit in [200, 37] {
        let read = stored(&admin, limit).await;
        assert_eq!(read.len(), rows.len());
        for (place, (read, sent)) in read.iter().zip(&rows).enumerate() {
            assert_eq!(read["sequence"], json!(place));
            assert_eq!(&serde_json::from_value::<Transition>(read["transition"].clone()).unwrap(), sent, "{place}");
        }
    }
    let middle = admin.get("/v1/environments/house/transitions?limit=1&cursor=150").await.json(200);
    assert_eq!((&middle["data"][0]["sequence"], &middle["next_cursor"]), (&json!(150), &json!("151")));
    admin.get("/v1/environments/house/transitions?cursor=x").await.problem(422, "unprocessable");

    let read = admin.get("/v1/environments/house").await.json(200);
    let coverage = read["coverage"].as_array().unwrap();
    let total: u64 = coverage.iter().map(|verb| verb["transitions"].as_u64().unwrap()).sum();
    assert_eq!((total, &read["transitions"]), (300, &json!(300)));
    assert_eq!(coverage.len(), demo::schema().unwrap().actions.len());
    assert!(coverage.iter().all(|verb| verb["changing"] == json!(1.0)), "time passes in every one: {coverage:?}");
}

#[tokio::test]
async fn changes_take_less_room_than_states() {
    let app = TestApp::tiny().await;
    let admin = demonstration(&app).await;
    let lines = demo_lines(6, 1_000);
    push(&admin, "house", lines.clone()).await.json(200);
    let environment = admin.get("/v1/environments/house").await.json(200)["id"].as_str().unwrap().to_owned();
    let kept = app.store.logged_transitions(&environment, 0, 1_000).await.unwrap();
    let bytes: usize = kept
        .iter()
        .map(|line| {
            line.before.len() + line.middle.as_ref().map_or(0, String::len) + line.after.len() + line.rest.len()
        })
        .sum();
    assert!(bytes * 4 < lines.len(), "{bytes} of {} bytes", lines.len());
    let whole = kept.iter().filter(|line| line.keyframe == 1).count();
    assert!((1_000 / 64..400).contains(&whole), "{whole}");
}

#[tokio::test]
async fn sending_the_same_again_adds_nothing_not_even_to_the_log() {
    let app = TestApp::tiny().await;
    let admin = demonstration(&app).await;
    let lines = demo_lines(7, 120) + "no row\n" + &demo_lines(7, 20);
    let first = push(&admin, "house", lines.clone()).await.json(200);
    assert_eq!((&first["accepted"], &first["duplicates"], &first["rejected"]), (&json!(120), &json!(20), &json!(1)));
    let before = super::decisions(&admin).await;
    let again = push(&admin, "house", lines).await.json(200);
    assert_eq!((&again["accepted"], &again["duplicates"], &again["rejected"]), (&json!(0), &json!(140), &json!(1)));
    assert_eq!(super::decisions(&admin).await, before);
    let refused = admin.get("/v1/environments/house/transitions/rejected").await.json(200);
    assert_eq!(refused["data"].as_array().unwrap().len(), 1, "{refused}");
    assert_eq!((&refused["data"][0]["line"], &refused["data"][0]["code"]), (&json!(121), &json!("invalid_json")));
    assert_eq!(stored(&admin, 200).await.len(), 120);
}

#[tokio::test]
async fn a_packed_body_is_unpacked_as_it_comes() {
    let app = TestApp::tiny().await;
    let admin = demonstration(&app).await;
    let mut packer = GzEncoder::new(Vec::new(), Compression::default());
    packer.write_all(demo_lines(8, 500).as_bytes()).unwrap();
    let packed = packer.finish().unwrap();
    let send = |body: Vec<u8>, encoding: &'static str| {
        let request = admin.request(Method::POST, "/v1/environments/house/transitions");
        let request = request.header("content-type", "application/x-ndjson").header("content-encoding", encoding);
        admin.send(request.body(Body::from(body)).unwrap())
    };
    assert_eq!(send(packed.clone(), "gzip").await.json(200)["accepted"], 500);
    let half = packed[..packed.len() / 2].to_vec();
    let broken = send(half, "gzip").await.problem(400, "invalid_request");
    assert!(broken["detail"].as_str().unwrap().contains("broke off"), "{broken}");
    send(b"not packed".to_vec(), "gzip").await.problem(400, "invalid_request");
    send(packed, "br").await.problem(415, "unsupported_media_type");
}

#[tokio::test]
async fn pushes_at_once_store_each_row_once() {
    let app = TestApp::tiny().await;
    let admin = demonstration(&app).await;
    let send = |from: usize, to: usize| {
        let lines: String = demo_lines(9, to).split_inclusive('\n').skip(from).collect();
        push(&admin, "house", lines)
    };
    let (a, b, c) = tokio::join!(send(0, 1_500), send(500, 2_000), send(0, 2_000));
    let done: Vec<Value> = [a, b, c].iter().map(|reply| reply.json(200)).collect();
    let sum = |name: &str| done.iter().map(|one| one[name].as_u64().unwrap()).sum::<u64>();
    assert_eq!((sum("accepted"), sum("duplicates")), (2_000, 3_000), "{done:?}");
    let read = stored(&admin, 200).await;
    let mut found: Vec<Transition> =
        read.iter().map(|one| serde_json::from_value(one["transition"].clone()).unwrap()).collect();
    let order = |row: &Transition| (row.trajectory.clone(), row.step);
    found.sort_by_key(order);
    let mut sent: Vec<Transition> = demo::transitions(9).take(2_000).collect();
    sent.sort_by_key(order);
    assert_eq!(found, sent, "whatever order they came in, each can be read");
}

#[tokio::test]
async fn what_came_before_the_body_broke_off_stays() {
    let app = TestApp::tiny().await;
    let admin = demonstration(&app).await;
    let lines = demo_lines(10, 40);
    let cut = lines.len() - 300;
    let pieces = vec![Ok(Bytes::from(lines[..cut].to_owned())), Err(std::io::Error::other("the line went dead"))];
    let broken = stream_in(&admin, stream::iter(pieces)).await.problem(400, "invalid_request");
    assert!(broken["detail"].as_str().unwrap().contains("39 rows were stored before"), "{broken}");
    let resumed = push(&admin, "house", lines.clone()).await.json(200);
    assert_eq!((&resumed["accepted"], &resumed["duplicates"]), (&json!(1), &json!(39)));
    // Cut without a word, the last line is refused and all others are there already.
    let silent = push(&admin, "house", lines[..cut].to_owned()).await.json(200);
    assert_eq!((&silent["duplicates"], &silent["rejected"]), (&json!(39), &json!(1)));
    assert_eq!((&silent["refused"][0]["line"], &silent["refused"][0]["code"]), (&json!(40), &json!("invalid_json")));
}

#[tokio::test]
async fn a_stream_may_take_longer_than_a_request_but_not_stand_still() {
    let patient = TestApp::tiny().await;
    registered(&patient, Some(schema())).await;
    let app = patient.beside(|config| config.request_timeout_ms = 1_000).await;
    let admin = app.admin();
    let slowly = stream::iter(0..8).then(|step| async move {
        tokio::time::sleep(std::time::Duration::from_millis(200)).await;
        Ok::<Bytes, std::io::Error>(ndjson([row(step)]).into())
    });
    assert_eq!(stream_in(&admin, slowly).await.json(200)["accepted"], 8);
    let stuck = stream::iter([Ok(Bytes::from(ndjson([row(9)])))]).chain(stream::pending());
    let given_up = stream_in(&admin, stuck).await.problem(504, "timed_out");
    assert!(given_up["detail"].as_str().unwrap().contains("1 rows were stored before"), "{given_up}");
}

#[tokio::test]
async fn an_environment_deleted_during_a_push_ends_it_and_leaves_nothing() {
    let app = TestApp::tiny().await;
    let admin = registered(&app, Some(schema())).await;
    let id = admin.get("/v1/environments/house").await.json(200)["id"].as_str().unwrap().to_owned();
    let other = admin.clone();
    let pieces = stream::iter(0..3_u8).then(move |piece| {
        let other = other.clone();
        async move {
            if piece == 2 {
                assert_eq!(other.delete("/v1/environments/house").await.status, 204);
            }
            let from = i64::from(piece) * 1_000;
            Ok::<Bytes, std::io::Error>(ndjson((from..from + 1_000).map(row)).into())
        }
    });
    let ended = stream_in(&admin, pieces).await.problem(404, "not_found");
    assert!(ended["detail"].as_str().unwrap().contains("rows were stored before"), "{ended}");
    assert!(app.store.logged_transitions(&id, 0, 1).await.unwrap().is_empty());
    assert!(app.store.deleted_environments(&admin_tenant(&app).await).await.unwrap().is_empty());
}

async fn admin_tenant(app: &TestApp) -> String {
    app.store.tenants().await.unwrap()[0].id.clone()
}

#[tokio::test]
async fn a_new_version_during_a_push_checks_what_comes_after_it() {
    let app = TestApp::tiny().await;
    let admin = registered(&app, Some(schema())).await;
    let other = admin.clone();
    let pieces = stream::iter(0..3_u8).then(move |piece| {
        let other = other.clone();
        async move {
            if piece == 2 {
                let mut narrower = schema();
                narrower["actions"] = json!({"wait": {}});
                let body = json!({"schema": narrower});
                other.post("/v1/environments/house/versions", &body).await.json(201);
            }
            let from = i64::from(piece) * 1_000;
            Ok::<Bytes, std::io::Error>(ndjson((from..from + 1_000).map(row)).into())
        }
    });
    let done = stream_in(&admin, pieces).await.json(200);
    assert_eq!(done["versions"], json!([1, 2]), "{done}");
    assert_eq!(done["accepted"].as_u64().unwrap() + done["rejected"].as_u64().unwrap(), 3_000);
    assert!(done["rejected"].as_u64().unwrap() >= 1_000, "{done}");
    assert_eq!(done["refused"][0]["code"], "unknown_verb");
}

/// Rows of the memory test; `GROUNDSTATE_TEST_ROWS` asks for more.
fn many() -> i64 {
    std::env::var("GROUNDSTATE_TEST_ROWS").ok().and_then(|rows| rows.parse().ok()).unwrap_or(50_000)
}

/// Most memory that the process ever held, KiB.
#[cfg(target_os = "linux")]
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn memory_stays_bounded_however_many_rows_come() {
    let app = TestApp::tiny().await;
    let admin = registered(&app, Some(schema())).await;
    // What a push takes at all: pools, caches, one batch.
    push(&admin, "house", ndjson((0..3_000).map(row))).await.json(200);
    let before = peak();
    let rows = many();
    let pieces = stream::iter((3_000..rows).map(|step| Ok::<_, Infallible>(ndjson([row(step)]).into())));
    let done = stream_in(&admin, pieces.map(|piece: Result<Bytes, Infallible>| Ok(piece.unwrap()))).await.json(200);
    assert_eq!(done["accepted"], json!(rows - 3_000), "{done}");
    let grown = peak() - before;
    assert!(grown < 64 << 10, "{grown} KiB for {rows} rows of {} bytes", row(0).to_string().len());
    let last = admin.get(&format!("/v1/environments/house/transitions?cursor={}", rows - 1)).await.json(200);
    assert_eq!(last["data"][0]["transition"]["step"], json!(rows - 1));
}
