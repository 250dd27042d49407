//! Redis goes away, or falls silent: a rate limit protects capacity, and its loss must not stop the service.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

use crate::support::{TestApp, redis_url};

/// Between the server and Redis: can be cut, or stop passing anything on.
struct Proxy {
    url: String,
    silent: Arc<AtomicBool>,
    accepting: JoinHandle<()>,
}

impl Proxy {
    async fn before(redis: &str) -> Self {
        let (credentials, rest) = redis.rsplit_once('@').map_or(("redis://", redis), |(before, rest)| (before, rest));
        let (address, database) = rest.split_once('/').unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("{credentials}@{}/{database}", listener.local_addr().unwrap());
        let silent = Arc::new(AtomicBool::new(false));
        let (address, muted) = (address.to_owned(), Arc::clone(&silent));
        let accepting = tokio::spawn(async move {
            // Ends its connections when it is aborted.
            let mut connections = tokio::task::JoinSet::new();
            while let Ok((client, _)) = listener.accept().await {
                connections.spawn(pass(client, address.clone(), Arc::clone(&muted)));
            }
        });
        Self { url, silent, accepting }
    }

    async fn cut(self) {
        self.accepting.abort();
        let _ = self.accepting.await;
    }
}

async fn pass(client: TcpStream, address: String, silent: Arc<AtomicBool>) {
    let server = TcpStream::connect(address).await.unwrap();
    loop {
        let (from, to) = tokio::select! {
            ready = client.readable() => { ready.unwrap(); (&client, &server) }
            ready = server.readable() => { ready.unwrap(); (&server, &client) }
        };
        let mut bytes = [0; 4096];
        match from.try_read(&mut bytes) {
            Ok(0) => return,
            Ok(_) if silent.load(Ordering::Relaxed) => {}
            Ok(count) => drop(to.try_write(&bytes[..count])),
            Err(_) => {}
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_limit_is_shared_and_its_loss_lets_requests_through() {
    let Some(redis) = redis_url() else { return };
    let proxy = Proxy::before(&redis).await;
    let settings = |config: &mut groundstate_server::config::Config| {
        config.redis_url = Some(proxy.url.clone());
        config.requests_per_minute = 4;
    };
    let app = TestApp::with(settings).await;
    let replica = app.beside(settings).await;
    let mut statuses = Vec::new();
    for user in [app.admin(), replica.admin()].iter().cycle().take(6) {
        statuses.push(user.get("/v1/me").await.status.as_u16());
    }
    // A new minute may begin in between, and then the count does too.
    assert!(statuses[..4].iter().all(|status| *status == 200), "{statuses:?}");
    assert!(statuses[4..].contains(&429) || statuses.iter().all(|status| *status == 200), "{statuses:?}");

    proxy.silent.store(true, Ordering::Relaxed);
    let start = Instant::now();
    for _ in 0..5 {
        app.admin().get("/v1/me").await.json(200);
    }
    assert!(start.elapsed() < Duration::from_secs(5), "silent: {:?} for five", start.elapsed());
    proxy.cut().await;
    let start = Instant::now();
    for _ in 0..20 {
        app.admin().get("/v1/me").await.json(200);
    }
    assert!(start.elapsed() < Duration::from_secs(10), "gone: {:?} for twenty", start.elapsed());
}
