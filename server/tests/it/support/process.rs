//! The real binary in a process of its own.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::Arc;
use std::time::Duration;

use groundstate_server::auth;
use groundstate_server::clock::SystemClock;
use reqwest::{Client, Method, RequestBuilder};
use serde_json::{Value, json};
use tempfile::TempDir;

use super::tls::plain_client;
use super::{eventually, tiny_encoder};

/// A running server. It is killed when dropped.
pub(crate) struct Process {
    child: Child,
    pub(crate) url: String,
    pub(crate) key: String,
    folder: Arc<TempDir>,
    client: Client,
}

impl Process {
    /// Starts a server on a free port over an empty folder.
    pub(crate) fn start(environment: &[(&str, &str)]) -> Self {
        Self::over(Arc::new(TempDir::new().unwrap()), auth::draw(&SystemClock), None, environment)
    }

    /// Starts it through a shell that first runs `limits` (`ulimit …`).
    pub(crate) fn start_under(limits: &str, environment: &[(&str, &str)]) -> Self {
        Self::over(Arc::new(TempDir::new().unwrap()), auth::draw(&SystemClock), Some(limits), environment)
    }

    /// Starts another over the folder of one that was killed.
    pub(crate) fn restart(self) -> Self {
        Self::over(Arc::clone(&self.folder), self.key.clone(), None, &[])
    }

    pub(crate) fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    fn over(folder: Arc<TempDir>, key: String, limits: Option<&str>, environment: &[(&str, &str)]) -> Self {
        let mut command = command(folder.path(), limits, environment);
        let log = File::options().create(true).append(true).open(folder.path().join("stderr.log")).unwrap();
        command.env("GROUNDSTATE_BOOTSTRAP_KEY", &key).stdout(Stdio::piped()).stderr(log);
        let mut child = command.spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let Ok(announced) = serde_json::from_str::<Value>(&line) else {
            panic!("the server did not start: {}", std::fs::read_to_string(folder.path().join("stderr.log")).unwrap())
        };
        let url = announced["url"].as_str().unwrap().to_owned();
        Self { child, url, key, folder, client: plain_client() }
    }

    /// Starts a server that cannot start, and waits for its end.
    pub(crate) fn fail_to_start(folder: &Path, environment: &[(&str, &str)]) -> Output {
        command(folder, None, environment).output().unwrap()
    }

    pub(crate) fn database(&self) -> PathBuf {
        self.folder.path().join("groundstate.db")
    }

    /// Whether the process still runs.
    pub(crate) fn alive(&mut self) -> bool {
        self.child.try_wait().unwrap().is_none()
    }

    pub(crate) fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.client.request(method, format!("{}{path}", self.url)).bearer_auth(&self.key)
    }

    /// Status and body of a request.
    pub(crate) async fn send(&self, request: RequestBuilder) -> (u16, Value) {
        let response = request.send().await.unwrap();
        let status = response.status().as_u16();
        (status, serde_json::from_slice(&response.bytes().await.unwrap()).unwrap_or_default())
    }

    pub(crate) async fn get(&self, path: &str) -> (u16, Value) {
        self.send(self.request(Method::GET, path)).await
    }

    pub(crate) async fn post(&self, path: &str, body: &Value) -> (u16, Value) {
        self.send(self.request(Method::POST, path).json(body)).await
    }

    /// Ingests a text and waits for its item.
    pub(crate) async fn ingest(&self, source: &str, text: &str) -> Value {
        let (status, job) = self.post("/v1/documents", &json!({"source": source, "title": source, "text": text})).await;
        assert_eq!(status, 202, "{job}");
        self.item(job["id"].as_str().unwrap()).await
    }

    /// The only item of a job, once the job has ended.
    pub(crate) async fn item(&self, job: &str) -> Value {
        eventually("the job ends", Duration::from_secs(150), || async {
            let (_, found) = self.get(&format!("/v1/jobs/{job}")).await;
            (!matches!(found["status"].as_str(), Some("queued" | "running"))).then_some(found)
        })
        .await;
        self.get(&format!("/v1/jobs/{job}/items")).await.1["data"][0].clone()
    }

    /// Exports the log and verifies it with the binary, offline; every decision named must be in it.
    pub(crate) async fn log_verifies(&self, decisions: &[String]) -> Value {
        let response = self.request(Method::GET, "/v1/log/export").send().await.unwrap();
        assert_eq!(response.status(), 200);
        let file = self.folder.path().join("export.ndjson");
        std::fs::write(&file, response.bytes().await.unwrap()).unwrap();
        let mut verify = Command::new(env!("CARGO_BIN_EXE_groundstate"));
        verify.current_dir(self.folder.path()).args(["log", "verify", "--json"]).arg(&file);
        verify.args(decisions.iter().flat_map(|decision| ["--decision", decision]));
        let output = verify.output().unwrap();
        let report: Value = serde_json::from_slice(&output.stdout).unwrap();
        assert!(output.status.success() && report["verified"] == true, "{report}");
        report
    }
}

fn command(folder: &Path, limits: Option<&str>, environment: &[(&str, &str)]) -> Command {
    let binary = env!("CARGO_BIN_EXE_groundstate");
    let command = match limits {
        Some(limits) => {
            let mut shell = Command::new("/bin/sh");
            shell.args(["-c", &format!("{limits}; exec \"$0\" \"$@\""), binary]);
            shell
        }
        None => Command::new(binary),
    };
    let mut command = over(command, folder);
    command.args(["serve", "--json", "--listen", "127.0.0.1:0"]).stdin(Stdio::null());
    command.envs(environment.iter().copied());
    command
}

/// The binary over a folder, with the tiny encoder and none of this process's settings.
pub(crate) fn groundstate(folder: &Path) -> Command {
    over(Command::new(env!("CARGO_BIN_EXE_groundstate")), folder)
}

fn over(mut command: Command, folder: &Path) -> Command {
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("GROUNDSTATE_")) {
        command.env_remove(name);
    }
    command.current_dir(folder);
    command.env("GROUNDSTATE_DATA_DIR", folder).env("GROUNDSTATE_ENCODER_DIR", tiny_encoder());
    command.env("GROUNDSTATE_DEVICE", "cpu").env("GROUNDSTATE_LOG", "warn");
    command
}

impl Drop for Process {
    fn drop(&mut self) {
        // Already gone, perhaps.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
