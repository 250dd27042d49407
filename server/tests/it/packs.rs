//! Packs and importers by the command line, as people run it.

use std::path::Path;
use std::process::{Command, Output};

use serde_json::{Value, json};
use tempfile::TempDir;
use wiremock::matchers::{method, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::support::TlsServer;

/// Runs the binary in a folder.
fn groundstate(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_groundstate"));
    command.current_dir(folder).args(arguments).env_remove("GROUNDSTATE_KEY").output().unwrap()
}

/// Its JSON, where it ended well.
#[track_caller]
fn told(folder: &Path, arguments: &[&str]) -> Value {
    let output = groundstate(folder, arguments);
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

/// What it says on standard error, where it failed.
#[track_caller]
fn failed(folder: &Path, arguments: &[&str]) -> String {
    let output = groundstate(folder, arguments);
    assert!(!output.status.success(), "{arguments:?}");
    String::from_utf8(output.stderr).unwrap()
}

/// A folder with a key and a signed pack that is shipped; the public key.
fn published(folder: &Path) -> String {
    let key = told(folder, &["pack", "keygen", "--json"]);
    told(folder, &["pack", "build", "--shipped", "agent-actions", "--key", "pack-key.json", "--json"]);
    key["public_key"].as_str().unwrap().to_owned()
}

#[test]
fn a_pack_is_made_signed_and_verified_offline() {
    let folder = TempDir::new().unwrap();
    let folder = folder.path();
    let key = published(folder);
    assert!(failed(folder, &["pack", "keygen"]).contains("exists"), "a key is never overwritten");
    let verified = told(folder, &["pack", "verify", "agent-actions-1.1.0.pack", "--key", &key, "--json"]);
    assert_eq!((&verified["verified"], &verified["name"]), (&json!(true), &json!("agent-actions")));
    let stranger = told(folder, &["pack", "keygen", "-o", "other.json", "--json"]);
    let stranger = stranger["public_key"].as_str().unwrap();
    let refused = groundstate(folder, &["pack", "verify", "agent-actions-1.1.0.pack", "--key", stranger]);
    assert_eq!(refused.status.code(), Some(3));
    assert!(String::from_utf8_lossy(&refused.stdout).contains("is not trusted here"));
    told(folder, &["pack", "sign", "agent-actions-1.1.0.pack", "--key", "other.json", "--json"]);
    told(folder, &["pack", "verify", "agent-actions-1.1.0.pack", "--key", stranger, "--json"]);
    let shown = told(folder, &["pack", "inspect", "agent-actions-1.1.0.pack", "--json"]);
    assert!(shown["policies"][0]["tests"].as_u64().unwrap() >= 60, "{shown}");
    assert_eq!(shown["signature"]["public_key"], stranger);
}

#[test]
fn a_folder_becomes_a_pack() {
    let folder = TempDir::new().unwrap();
    let source = folder.path().join("source");
    std::fs::create_dir_all(source.join("policies")).unwrap();
    let about = "name = \"ours\"\nversion = \"0.1.0\"\ndescription = \"Ours.\"\ncreated = \"2026-11-25\"\nlicence = \"MIT\"\n\
        minimum_server_version = \"0.1.0\"\n[provenance]\npublisher = \"us\"\nsource = \"here\"\n";
    std::fs::write(source.join("pack.toml"), about).unwrap();
    assert!(failed(folder.path(), &["pack", "build", "source"]).contains("policies/"), "it holds no policy");
    std::fs::write(source.join("policies/ours.toml"), "name = \"ours\"\n").unwrap();
    let made = told(folder.path(), &["pack", "build", "source", "--json"]);
    assert_eq!((&made["name"], &made["signer"]), (&json!("ours"), &Value::Null));
    std::fs::write(source.join("run.sh"), "true").unwrap();
    assert!(failed(folder.path(), &["pack", "build", "source"]).contains("`run.sh` does not belong in a pack"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pack_is_pulled_from_a_folder_and_from_a_web_server() {
    let folder = TempDir::new().unwrap();
    let folder = folder.path();
    published(folder);
    let index = told(folder, &["pack", "index", ".", "--json"]);
    assert_eq!(index["packs"][0]["url"], "agent-actions-1.1.0.pack");
    let pulled = told(folder, &["pack", "pull", ".", "agent-actions", "-o", "copy.pack", "--json"]);
    assert_eq!(pulled["sha256"], index["packs"][0]["sha256"]);

    let bytes = std::fs::read(folder.join("agent-actions-1.1.0.pack")).unwrap();
    let web = MockServer::start().await;
    let serve = |at: &'static str, response: ResponseTemplate| {
        Mock::given(method("GET")).and(path(at)).respond_with(response).mount(&web)
    };
    serve(
        "/p/index.json",
        ResponseTemplate::new(200).set_body_bytes(std::fs::read(folder.join("index.json")).unwrap()),
    )
    .await;
    serve("/p/agent-actions-1.1.0.pack", ResponseTemplate::new(200).set_body_bytes(bytes.clone())).await;
    let address = format!("{}/p/index.json", web.uri());
    let pulled = told(folder, &["pack", "pull", &address, "agent-actions", "-o", "web.pack", "--json"]);
    assert_eq!((&pulled["version"], std::fs::read(folder.join("web.pack")).unwrap()), (&json!("1.1.0"), bytes.clone()));
    assert!(failed(folder, &["pack", "pull", &address, "other"]).contains("no `other`"));

    // A server that sends elsewhere: into this machine's own network, which is not followed unasked.
    serve("/r/index.json", ResponseTemplate::new(302).insert_header("location", "/p/index.json")).await;
    serve("/r/agent-actions-1.1.0.pack", ResponseTemplate::new(200).set_body_bytes(bytes[..100].to_vec())).await;
    let redirecting = format!("{}/r/index.json", web.uri());
    assert!(failed(folder, &["pack", "pull", &redirecting, "agent-actions"]).contains("private network"));
    let other = failed(folder, &["pack", "pull", &redirecting, "agent-actions", "--allow-private"]);
    assert!(other.contains("is another"), "the file beside the index that was asked for: {other}");
    serve("/loop/index.json", ResponseTemplate::new(302).insert_header("location", "/loop/index.json")).await;
    let looping = format!("{}/loop/index.json", web.uri());
    assert!(failed(folder, &["pack", "pull", &looping, "x", "--allow-private"]).contains("redirections"));
    serve("/big/index.json", ResponseTemplate::new(200).set_body_bytes(vec![b' '; (4 << 20) + 1])).await;
    let big = format!("{}/big/index.json", web.uri());
    assert!(failed(folder, &["pack", "pull", &big, "x"]).contains("more than"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pack_is_pulled_over_tls_from_whom_is_trusted() {
    let folder = TempDir::new().unwrap();
    let folder = folder.path();
    published(folder);
    told(folder, &["pack", "index", ".", "--json"]);
    let files = ["index.json", "agent-actions-1.1.0.pack"];
    let files = files.map(|name| (format!("/{name}"), std::fs::read(folder.join(name)).unwrap()));
    let (web, other) =
        (TlsServer::start("127.0.0.1", files.into()).await, TlsServer::start("elsewhere", [].into()).await);
    std::fs::write(folder.join("web.pem"), &web.certificate).unwrap();
    std::fs::write(folder.join("other.pem"), &other.certificate).unwrap();
    std::fs::write(folder.join("empty.pem"), "nothing").unwrap();
    let address = format!("https://{}/index.json", web.host);
    let pull = |trusted: &'static str| {
        ["pack", "pull", &address, "agent-actions", "-o", "tls.pack", "--json", "--ca-file", trusted].map(str::to_owned)
    };
    let refused = |trusted: &'static str| failed(folder, &pull(trusted).each_ref().map(String::as_str));
    assert!(refused("other.pem").contains("certificate"), "{}", refused("other.pem"));
    assert!(refused("empty.pem").contains("holds no certificate"));
    assert!(
        failed(folder, &["pack", "pull", &address, "agent-actions"]).contains("certificate"),
        "nobody vouches for it"
    );
    let pulled = told(folder, &pull("web.pem").each_ref().map(String::as_str));
    assert_eq!(pulled["version"], "1.1.0");
    assert_eq!(
        std::fs::read(folder.join("tls.pack")).unwrap(),
        std::fs::read(folder.join("agent-actions-1.1.0.pack")).unwrap()
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_behind_tls_is_spoken_to_where_it_is_trusted() {
    let folder = TempDir::new().unwrap();
    let folder = folder.path();
    let packs = json!({"data": [], "shipped": ["agent-actions"]});
    let web = TlsServer::start("127.0.0.1", [("/v1/packs".to_owned(), packs.to_string().into_bytes())].into()).await;
    std::fs::write(folder.join("web.pem"), &web.certificate).unwrap();
    let url = format!("https://{}", web.host);
    let list = ["pack", "list", "--json", "--key", "k", "--url", &url];
    assert!(failed(folder, &list).contains("certificate"), "nobody vouches for it");
    assert_eq!(told(folder, &[&list[..], &["--ca-file", "web.pem"]].concat()), packs);
}

#[test]
fn a_configuration_of_other_guardrails_is_converted() {
    let folder = TempDir::new().unwrap();
    let fixtures = concat!(env!("CARGO_MANIFEST_DIR"), "/../guardrails/tests/it/fixtures");
    for (source, file) in [
        ("nemo", "nemo-config.yml"),
        ("llm-guard", "llm-guard-scanners.yml"),
        ("openai", "openai-guardrails.json"),
        ("guardrails-ai", "guardrails-ai-guard.json"),
        ("guardrails-ai", "guardrails-ai.rail"),
    ] {
        let file = format!("{fixtures}/{file}");
        let imported =
            told(folder.path(), &["import", source, &file, "--name", "theirs", "-o", "theirs.json", "--json"]);
        assert!(
            !imported["mapped"].as_array().unwrap().is_empty() && !imported["unmapped"].as_array().unwrap().is_empty()
        );
        let written = std::fs::read_to_string(folder.path().join("theirs.json")).unwrap();
        assert!(groundstate_guardrails::policy::Policy::from_json(&written).is_ok(), "{source}");
    }
    assert!(failed(folder.path(), &["import", "openai", &format!("{fixtures}/nemo-config.yml")]).contains("not JSON"));
}
