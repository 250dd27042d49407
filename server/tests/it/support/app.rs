//! The service in process, and the users who talk to it.

use std::ops::Deref;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::http::{Method, Request};
use groundstate_server::api;
use groundstate_server::app::App;
use groundstate_server::auth;
use groundstate_server::bootstrap::bootstrap;
use groundstate_server::clock::{Clock, SystemClock};
use groundstate_server::config::Config;
use groundstate_server::jobs;
use groundstate_server::store::{KeyRow, PolicyRow};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio_util::sync::{CancellationToken, DropGuard};
use tower::ServiceExt;

use super::{Reply, eventually, tiny_encoder};

/// A server in this process, with its worker, over a database of its own.
pub(crate) struct TestApp {
    pub(crate) app: App,
    router: Router,
    admin: String,
    folder: Arc<TempDir>,
    _worker: DropGuard,
}

impl TestApp {
    /// With the tiny encoder.
    pub(crate) async fn tiny() -> Self {
        Self::with(|config| config.encoder_dir = Some(tiny_encoder())).await
    }

    /// With the real encoder.
    pub(crate) async fn real() -> Self {
        Self::with(Self::as_real).await
    }

    /// The real encoder, with what was fitted for it.
    pub(crate) fn as_real(config: &mut Config) {
        config.encoder_dir = Some(super::real_encoder());
        config.calibration = None;
    }

    /// With settings changed; the tiny encoder unless they say otherwise.
    pub(crate) async fn with(change: impl FnOnce(&mut Config)) -> Self {
        Self::by(change, Arc::new(SystemClock)).await
    }

    /// With settings changed, by another clock.
    pub(crate) async fn by(change: impl FnOnce(&mut Config), clock: Arc<dyn Clock>) -> Self {
        let folder = Arc::new(TempDir::new().unwrap());
        let key = auth::draw(&SystemClock);
        Self::start(folder, key, change, clock).await
    }

    /// A second server over the same database.
    pub(crate) async fn beside(&self, change: impl FnOnce(&mut Config)) -> Self {
        Self::start(Arc::clone(&self.folder), self.admin.clone(), change, Arc::new(SystemClock)).await
    }

    /// A second server over the same database, whose clock is so many days ahead.
    pub(crate) async fn later(&self, days: i64) -> Self {
        let config = self.app.config.clone();
        Self::over(Arc::clone(&self.folder), self.admin.clone(), config, Arc::new(Ahead(days))).await
    }

    async fn start(
        folder: Arc<TempDir>,
        admin: String,
        change: impl FnOnce(&mut Config),
        clock: Arc<dyn Clock>,
    ) -> Self {
        let mut config = Config {
            data_dir: folder.path().to_owned(),
            encoder_dir: Some(tiny_encoder()),
            // Fitted weights and thresholds mean nothing to an encoder of random weights: its own stay as they are.
            calibration: Some(PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/calibration.json"))),
            device: "cpu".to_owned(),
            bootstrap_key: Some(admin.clone().into()),
            worker: Some(PathBuf::from(env!("CARGO_BIN_EXE_groundstate"))),
            ..Config::default()
        };
        change(&mut config);
        Self::over(folder, admin, config, clock).await
    }

    async fn over(folder: Arc<TempDir>, admin: String, config: Config, clock: Arc<dyn Clock>) -> Self {
        let app = App::start(config, clock).await.unwrap();
        bootstrap(&app).await.unwrap();
        let stop = CancellationToken::new();
        tokio::spawn(jobs::work(app.clone(), stop.clone()));
        Self { router: api::router(app.clone()), app, admin, folder, _worker: stop.drop_guard() }
    }

    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn admin(&self) -> User {
        User { router: self.router.clone(), key: self.admin.clone() }
    }

    /// Somebody with a key that is made up.
    pub(crate) fn holder_of(&self, key: &str) -> User {
        User { router: self.router.clone(), key: key.to_owned() }
    }

    /// A key of the administrator's tenant with these scopes and labels.
    pub(crate) async fn user(&self, scopes: &[&str], labels: &[&str]) -> User {
        let made = self.admin().post("/v1/keys", &json!({"name": "test", "scopes": scopes, "labels": labels})).await;
        self.holder_of(made.json(201)["key"].as_str().unwrap())
    }

    /// One who reads and asks, and holds these labels.
    pub(crate) async fn reader(&self, labels: &[&str]) -> User {
        self.user(&["answer", "memory:read"], labels).await
    }

    /// The administrator of another tenant, with a policy of its own.
    pub(crate) async fn stranger(&self) -> User {
        let (app, now, key) = (&self.app, SystemClock.now(), auth::draw(&SystemClock));
        let tenant = SystemClock.identifier("ten");
        let mine = &app.store.tenants().await.unwrap()[0].id;
        let policy = app.store.active_policy(mine, "default").await.unwrap().unwrap();
        let row = KeyRow {
            id: SystemClock.identifier("key"),
            tenant_id: tenant.clone(),
            name: "stranger".to_owned(),
            digest: auth::digest(&key),
            scopes: r#"["admin"]"#.to_owned(),
            labels: "[]".to_owned(),
            created_at: now,
            expires_at: None,
            revoked_at: None,
            application_id: None,
        };
        let mut write = app.store.write().await.unwrap();
        write.add_tenant(&tenant, "stranger", now).await.unwrap();
        write.add_key(&row).await.unwrap();
        write.activate_policy(&PolicyRow { tenant_id: tenant, ..policy }).await.unwrap();
        write.commit().await.unwrap();
        self.holder_of(&key)
    }
}

/// The machine's clock, some days ahead.
struct Ahead(i64);

impl Clock for Ahead {
    fn now(&self) -> i64 {
        SystemClock.now() + self.0 * 86_400_000
    }

    fn identifier(&self, prefix: &str) -> String {
        SystemClock.identifier(prefix)
    }

    fn random(&self, bytes: &mut [u8]) {
        SystemClock.random(bytes);
    }
}

impl Deref for TestApp {
    type Target = App;

    fn deref(&self) -> &App {
        &self.app
    }
}

/// Somebody with an API key.
#[derive(Clone)]
pub(crate) struct User {
    router: Router,
    pub(crate) key: String,
}

impl User {
    pub(crate) async fn send(&self, request: Request<Body>) -> Reply {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = to_bytes(body, usize::MAX).await.unwrap();
        Reply { status: parts.status, headers: parts.headers, bytes }
    }

    pub(crate) fn request(&self, method: Method, path: &str) -> axum::http::request::Builder {
        Request::builder().method(method).uri(path).header("authorization", format!("Bearer {}", self.key))
    }

    pub(crate) async fn get(&self, path: &str) -> Reply {
        self.send(self.request(Method::GET, path).body(Body::empty()).unwrap()).await
    }

    pub(crate) async fn delete(&self, path: &str) -> Reply {
        self.send(self.request(Method::DELETE, path).body(Body::empty()).unwrap()).await
    }

    pub(crate) async fn post(&self, path: &str, body: &Value) -> Reply {
        self.post_bytes(path, "application/json", body.to_string()).await
    }

    pub(crate) async fn post_bytes(&self, path: &str, media: &str, body: impl Into<Bytes>) -> Reply {
        let request = self.request(Method::POST, path).header("content-type", media);
        self.send(request.body(Body::from(body.into())).unwrap()).await
    }

    pub(crate) async fn post_once(&self, path: &str, key: &str, body: &Value) -> Reply {
        let request = self.request(Method::POST, path).header("content-type", "application/json");
        let request = request.header("idempotency-key", key);
        self.send(request.body(Body::from(body.to_string())).unwrap()).await
    }

    /// Asks; the answer in full.
    #[track_caller]
    pub(crate) fn ask(&self, question: &str) -> impl Future<Output = Value> {
        let (user, body) = (self.clone(), json!({"question": question}));
        async move { user.post("/v1/answers", &body).await.json(200) }
    }

    /// Follows a job to its end.
    pub(crate) async fn job(&self, id: &str) -> Value {
        eventually("the job ends", Duration::from_secs(300), || async {
            let job = self.get(&format!("/v1/jobs/{id}")).await.json(200);
            (!matches!(job["status"].as_str(), Some("queued" | "running"))).then_some(job)
        })
        .await
    }

    /// Ingests one document and waits; its item.
    pub(crate) async fn ingest(&self, document: &Value) -> Value {
        let job = self.post("/v1/documents", document).await.json(202);
        self.only_item(job["id"].as_str().unwrap()).await
    }

    /// The only item of a job, once it has ended.
    pub(crate) async fn only_item(&self, job: &str) -> Value {
        let ended = self.job(job).await;
        let items = self.get(&format!("/v1/jobs/{job}/items")).await.json(200);
        assert_eq!(items["data"].as_array().unwrap().len(), 1, "{ended} {items}");
        items["data"][0].clone()
    }

    /// Ingests a text under a source; the document's identifier.
    pub(crate) async fn remember(&self, source: &str, text: &str, labels: &[&str]) -> String {
        let document = json!({"source": source, "title": source, "text": text, "labels": labels});
        let item = self.ingest(&document).await;
        assert_eq!(item["status"], "succeeded", "{item}");
        item["document_id"].as_str().unwrap().to_owned()
    }

    /// Downloads the log.
    pub(crate) async fn export(&self) -> Vec<u8> {
        let reply = self.get("/v1/log/export").await;
        assert_eq!(reply.status, 200);
        assert_eq!(reply.header("content-type"), "application/x-ndjson");
        reply.bytes.to_vec()
    }
}
