//! A thousand at once, and clients that hang up.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{Process, eventually};

const TEXT: &str = "The lighthouse of Marlin Quay was built in 1907. The harbour master is Ada Lindqvist.";
const QUESTION: &str = "When was the lighthouse of Marlin Quay built?";

#[tokio::test]
async fn a_thousand_requests_at_once_each_get_an_answer_or_are_told_to_come_back() {
    let mut server =
        Process::start(&[("GROUNDSTATE_REQUEST_TIMEOUT_MS", "240000"), ("GROUNDSTATE_MAX_QUEUED_REQUESTS", "300")]);
    assert_eq!(server.ingest("harbour.md", TEXT).await["status"], "succeeded");
    let body = json!({"question": QUESTION});
    let requests = (0..1_000).map(|_| async {
        let response = server.request(Method::POST, "/v1/answers").json(&body).send().await.unwrap();
        let (status, retry) = (response.status().as_u16(), response.headers().contains_key("retry-after"));
        (status, retry, response.json::<Value>().await.unwrap())
    });
    let replies = futures::future::join_all(requests).await;
    let mut decisions = Vec::new();
    for (status, retry, body) in &replies {
        match status {
            200 => decisions.push(body["decision_id"].as_str().unwrap().to_owned()),
            429 | 503 => {
                assert!(*retry && matches!(body["code"].as_str(), Some("rate_limited" | "overloaded")), "{body}")
            }
            _ => panic!("{status}: {body}"),
        }
    }
    assert!(decisions.len() >= 32, "{} of 1,000 were answered", decisions.len());
    let distinct: std::collections::BTreeSet<&String> = decisions.iter().collect();
    assert_eq!(distinct.len(), decisions.len(), "a decision each");
    assert!(server.alive());
    assert_eq!(server.get("/readyz").await.0, 200);
    // Each named decision costs the verifier a look at every leaf: name the first and the last.
    let named = [decisions[0].clone(), decisions[decisions.len() - 1].clone()];
    let report = server.log_verifies(&named).await;
    assert!(report["report"]["leaves"].as_u64().unwrap() >= decisions.len() as u64);
}

fn raw(server: &Process, body: &Value) -> TcpStream {
    let mut stream = TcpStream::connect(server.url.strip_prefix("http://").unwrap()).unwrap();
    let body = body.to_string();
    let head = format!(
        "POST /v1/answers HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n",
        server.key,
        body.len()
    );
    stream.write_all(head.as_bytes()).unwrap();
    stream.write_all(body.as_bytes()).unwrap();
    stream
}

#[tokio::test]
async fn a_client_that_hangs_up_mid_stream_leaves_its_decision_behind() {
    let mut server = Process::start(&[]);
    assert_eq!(server.ingest("harbour.md", TEXT).await["status"], "succeeded");
    for _ in 0..5 {
        let mut stream = raw(&server, &json!({"question": QUESTION, "stream": true}));
        let mut first = [0; 16];
        stream.read_exact(&mut first).unwrap();
        assert_eq!(&first[..12], b"HTTP/1.1 200");
    }
    let answers = server.get("/v1/decisions?kind=answer").await.1;
    assert_eq!(answers["data"].as_array().unwrap().len(), 5, "recorded before the first byte: {answers}");
    // Some hang up before they hear anything, some in the middle of their own request.
    for _ in 0..20 {
        drop(raw(&server, &json!({"question": QUESTION})));
        let mut cut = TcpStream::connect(server.url.strip_prefix("http://").unwrap()).unwrap();
        cut.write_all(b"POST /v1/answers HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n{\"que").unwrap();
    }
    assert!(server.alive());
    let answer = eventually("an answer", Duration::from_secs(30), || async {
        let (status, answer) = server.post("/v1/answers", &json!({"question": QUESTION})).await;
        (status == 200).then_some(answer)
    })
    .await;
    server.log_verifies(&[answer["decision_id"].as_str().unwrap().to_owned()]).await;
}
