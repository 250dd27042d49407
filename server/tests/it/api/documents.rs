//! Documents: in by JSON and by form, once for the same content, superseded, erased.

use serde_json::json;

use super::HARBOUR;
use crate::support::TestApp;

#[tokio::test]
async fn the_same_content_is_ingested_once_and_other_content_supersedes_it() {
    let app = TestApp::tiny().await;
    let admin = app.admin();
    let id = admin.remember("harbour.md", HARBOUR, &[]).await;
    let again = admin.ingest(&json!({"source": "harbour.md", "title": "harbour.md", "text": HARBOUR})).await;
    assert_eq!(
        (&again["status"], &again["document_id"], &again["version"]),
        (&json!("unchanged"), &json!(id), &json!(1))
    );
    let old = admin.get(&format!("/v1/statements?document={id}")).await.json(200)["data"].clone();
    assert_eq!(old.as_array().unwrap().len(), 3);
    assert_eq!(admin.remember("harbour.md", &HARBOUR.replace("1907", "1911"), &[]).await, id);

    let document = admin.get(&format!("/v1/documents/{id}")).await.json(200);
    assert_eq!(document["version"], 2);
    let versions: Vec<_> = document["versions"].as_array().unwrap().iter().map(|one| one["version"].clone()).collect();
    assert_eq!(versions, [2, 1]);
    let superseded = admin.get(&format!("/v1/statements/{}", old[0]["id"])).await.json(200);
    assert_eq!(
        (&superseded["superseded"], &superseded["text"]),
        (&json!(true), &old[0]["text"]),
        "superseded, not lost"
    );
    assert!(
        admin.get(&format!("/v1/documents/{id}/text?version=1")).await.json(200)["text"]
            .as_str()
            .unwrap()
            .contains("1907")
    );
    let answer = admin.ask("When was the lighthouse of Marlin Quay built?").await;
    assert!(answer["text"].as_str().unwrap().contains("1911") && !answer.to_string().contains("1907"), "{answer}");
    assert_eq!(admin.get("/v1/documents").await.json(200)["data"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn an_erased_document_is_gone_and_leaves_a_tombstone() {
    let app = TestApp::tiny().await;
    let admin = app.admin();
    let id = admin.remember("harbour.md", HARBOUR, &[]).await;
    let statement = admin.get(&format!("/v1/statements?document={id}")).await.json(200)["data"][0]["id"].clone();
    assert_eq!(admin.delete(&format!("/v1/documents/{id}")).await.status, 204);
    admin.delete(&format!("/v1/documents/{id}")).await.problem(404, "not_found");
    for path in [
        format!("/v1/documents/{id}"),
        format!("/v1/documents/{id}/text"),
        format!("/v1/statements/{statement}"),
        format!("/v1/statements?document={id}"),
    ] {
        admin.get(&path).await.problem(404, "not_found");
    }
    let found = admin.post("/v1/search", &json!({"query": "lighthouse Marlin Quay"})).await.json(200);
    assert_eq!(found["results"], json!([]));
    assert_eq!(admin.ask("When was the lighthouse of Marlin Quay built?").await["outcome"], "abstained");
    let stones = admin.get("/v1/decisions?kind=tombstone").await.json(200);
    let stone = admin.get(&format!("/v1/decisions/{}", stones["data"][0]["id"].as_str().unwrap())).await.json(200);
    assert_eq!((&stone["outcome"], &stone["envelope"]["facts"]["document"]), (&json!("erased"), &json!(id)));
    // What is erased may be told anew.
    assert_ne!(admin.remember("harbour.md", HARBOUR, &[]).await, id);
}

fn form(parts: &[(&str, Option<&str>, &[u8])]) -> (String, Vec<u8>) {
    let mut body = Vec::new();
    for (name, file, content) in parts {
        let file = file.map(|file| format!("; filename=\"{file}\"")).unwrap_or_default();
        body.extend(format!("--XX\r\nContent-Disposition: form-data; name=\"{name}\"{file}\r\n\r\n").bytes());
        body.extend(*content);
        body.extend(b"\r\n");
    }
    body.extend(b"--XX--\r\n");
    ("multipart/form-data; boundary=XX".to_owned(), body)
}

#[tokio::test]
async fn a_form_brings_many_files_and_each_fails_alone() {
    let app = TestApp::tiny().await;
    let admin = app.admin();
    let (media, body) = form(&[
        ("trust", None, b"0.5"),
        ("labels", None, b"crew, night"),
        ("file", Some("one.txt"), b"Ropes hold ships."),
        ("file", Some("empty.txt"), b""),
        ("file", Some("two.md"), b"# Chains\n\n## Use\n\nChains hold larger ships."),
    ]);
    let job = admin.post_bytes("/v1/documents", &media, body).await.json(202);
    let ended = admin.job(job["id"].as_str().unwrap()).await;
    assert_eq!(
        (&ended["status"], &ended["done"], &ended["failed"]),
        (&json!("succeeded"), &json!(3), &json!(1)),
        "{ended}"
    );
    let items = admin.get(&format!("/v1/jobs/{}/items", job["id"].as_str().unwrap())).await.json(200);
    let statuses: Vec<_> =
        items["data"].as_array().unwrap().iter().map(|item| item["status"].as_str().unwrap()).collect();
    assert_eq!(statuses, ["succeeded", "failed", "succeeded"]);
    assert_eq!(items["data"][1]["error"]["code"], "empty");
    let crew = app.reader(&["crew", "night"]).await;
    let document =
        crew.get(&format!("/v1/documents/{}", items["data"][2]["document_id"].as_str().unwrap())).await.json(200);
    assert_eq!(
        (&document["trust"], &document["labels"], &document["title"]),
        (&json!(0.5), &json!(["crew", "night"]), &json!("Chains"))
    );
    let statements = crew.get(&format!("/v1/statements?document={}", document["id"].as_str().unwrap())).await.json(200);
    assert_eq!(statements["data"][0]["heading_path"], json!(["Use"]), "{statements}");

    for (parts, parameter) in [
        (vec![("labels", None, b"crew".as_slice())], "file"),
        (vec![("trust", None, b"much".as_slice())], "trust"),
        (vec![("trust", None, b"2".as_slice()), ("file", Some("a.txt"), b"A text.".as_slice())], "trust"),
    ] {
        let (media, body) = form(&parts);
        assert_eq!(
            admin.post_bytes("/v1/documents", &media, body).await.problem(422, "unprocessable")["parameter"],
            parameter
        );
    }
    admin.post_bytes("/v1/documents", &media, "no form").await.problem(400, "invalid_request");
}

#[tokio::test]
async fn what_json_may_not_say() {
    let app = TestApp::with(|config| config.max_document_bytes = 2_000).await;
    let admin = app.admin();
    for (body, parameter) in [
        (json!({"title": "neither"}), "text"),
        (json!({"text": "a", "content": "YQ=="}), "text"),
        (json!({"content": "not base64!"}), "content"),
        (json!({"text": "a", "trust": 1.5}), "trust"),
        (json!({"text": "a", "labels": [" "]}), "labels"),
        (json!({"text": "a", "source": "s".repeat(1_001)}), "source"),
    ] {
        assert_eq!(admin.post("/v1/documents", &body).await.problem(422, "unprocessable")["parameter"], parameter);
    }
    admin.post("/v1/documents", &json!({"text": "a", "lables": ["secret"]})).await.problem(400, "invalid_request");
    admin.post("/v1/documents", &json!({"text": "a".repeat(2_000)})).await.problem(413, "too_large");
    let (media, body) = form(&[("file", Some("a.txt"), &[b'a'; 3_000])]);
    admin.post_bytes("/v1/documents", &media, body).await.problem(413, "too_large");
    let content = json!({"content": "VGhlIHdvcmRzIHN0YW5kIGluIGJhc2U2NC4=", "source": "base.txt"});
    let item = admin.ingest(&content).await;
    assert_eq!(item["status"], "succeeded", "{item}");
    let unknown = admin.ingest(&json!({"text": "a,b", "media_type": "application/x-unknown"})).await;
    assert_eq!(
        (&unknown["status"], &unknown["error"]["code"]),
        (&json!("failed"), &json!("unsupported_media_type")),
        "{unknown}"
    );
}

#[tokio::test]
async fn a_secret_is_not_remembered() {
    let app = TestApp::tiny().await;
    let text = "Deploy as usual. Use aws_access_key_id = AKIAIOSFODNN7EXAMPLE for it.";
    let item = app.admin().ingest(&json!({"text": text, "source": "deploy.txt"})).await;
    assert_eq!((&item["status"], &item["error"]["code"]), (&json!("failed"), &json!("guardrail")), "{item}");
    assert!(
        item["error"]["detail"].as_str().unwrap().contains("`secrets`") && !item.to_string().contains("AKIA"),
        "{item}"
    );
    assert_eq!(app.admin().get("/v1/documents").await.json(200)["data"], json!([]));
}

#[tokio::test]
async fn statements_are_listed_by_the_words_they_hold() {
    let app = TestApp::tiny().await;
    let admin = app.admin();
    let id = admin.remember("harbour.md", HARBOUR, &[]).await;
    admin.remember("secret.md", "# Vault\n\nThe lighthouse vault holds the old lamps.", &["crew"]).await;
    let listed = admin.get("/v1/statements?words=lighthouses").await.json(200);
    let found: Vec<_> = listed["data"].as_array().unwrap().iter().map(|one| one["document_id"].clone()).collect();
    assert!(!found.is_empty() && found.iter().all(|one| *one == json!(id)), "the other one is labelled: {listed}");
    assert_eq!(admin.get("/v1/documents").await.json(200)["data"][0]["statements"], 3);
    for query in ["words=zebra", "words=%22%27%2A%20zebra"] {
        assert_eq!(admin.get(&format!("/v1/statements?{query}")).await.json(200)["data"], json!([]), "{query}");
    }
    for query in ["", "words=", "words=a&document=doc_1", "words=a&cursor=x"] {
        admin.get(&format!("/v1/statements?{query}")).await.problem(422, "unprocessable");
    }
}
