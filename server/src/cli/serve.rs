//! `groundstate serve`.

use std::net::SocketAddr;
use std::process::ExitCode;
use std::sync::Arc;

use clap::Args;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use super::output::{Failure, line};
use crate::api;
use crate::app::App;
use crate::audit::erase;
use crate::bootstrap::{bootstrap, ingest_handbook};
use crate::clock::SystemClock;
use crate::config::Config;
use crate::jobs;

/// Serve the REST API and the web UI.
///
/// Opens or makes the database, brings its schema up to date, and at the first start makes a tenant,
/// an administrator key (shown once) and the default policy.
#[derive(Debug, Args)]
pub(super) struct Serve {
    /// Address to listen on; overrides the configuration.
    #[arg(long, value_name = "ADDRESS")]
    listen: Option<SocketAddr>,
    /// Ingest the handbook as a demonstration memory.
    #[arg(long)]
    demo: bool,
    /// Print what was started as JSON.
    #[arg(long)]
    json: bool,
}

impl Serve {
    pub(super) async fn run(self, mut config: Config) -> Result<ExitCode, Failure> {
        config.listen = self.listen.unwrap_or(config.listen);
        let listener = TcpListener::bind(config.listen).await.map_err(|error| match error.kind() {
            std::io::ErrorKind::AddrInUse => Failure::new(format!("the address {} is in use", config.listen))
                .hint("stop whatever listens there, or choose another with --listen"),
            _ => Failure::new(format!("cannot listen on {}: {error}", config.listen)),
        })?;
        let address = listener.local_addr()?;
        let app = App::start(config, Arc::new(SystemClock)).await?;
        let made = bootstrap(&app).await?;
        if self.demo {
            ingest_handbook(&app, &made.tenant).await?;
        }
        self.announce(address, made.key.as_deref())?;
        let stop = CancellationToken::new();
        let worker = tokio::spawn(jobs::work(app.clone(), stop.clone()));
        tokio::spawn(erase::tend(app.clone(), stop.clone()));
        let stopped = stop.clone();
        let service = api::router(app.clone()).into_make_service();
        let served = axum::serve(listener, service).with_graceful_shutdown(async move { stopped.cancelled().await });
        tokio::spawn(stop_on_signal(stop.clone()));
        served.await?;
        stop.cancel();
        // The worker gives its lease back; what it had not finished goes on at the next start.
        if let Err(error) = worker.await {
            tracing::error!(%error, "the worker panicked");
        }
        app.store.close().await;
        Ok(ExitCode::SUCCESS)
    }

    fn announce(&self, address: SocketAddr, key: Option<&str>) -> Result<(), Failure> {
        let url = format!("http://{address}");
        if self.json {
            return line(serde_json::json!({"url": url, "key": key}).to_string());
        }
        line(format!("\nGroundstate serves on {url}"))?;
        if let Some(key) = key {
            line(format!("\n  Administrator key (shown once, keep it):\n\n    export GROUNDSTATE_KEY={key}\n"))?;
        }
        let here = if address.port() == 8080 { String::new() } else { format!(" --url {url}") };
        line(format!(
            "  Try next:\n    {url}/            ask in the browser\n    {url}/docs        the API\n    \
             groundstate ask{here} \"What is a statement?\"\n    groundstate ingest{here} FILE_OR_FOLDER…\n"
        ))
    }
}

async fn stop_on_signal(stop: CancellationToken) {
    let interrupted = tokio::signal::ctrl_c();
    let terminated = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => signal.recv().await,
            Err(_) => std::future::pending().await,
        }
    };
    tokio::select! {
        _ = interrupted => {}
        _ = terminated => {}
    }
    tracing::info!("stopping");
    stop.cancel();
}
