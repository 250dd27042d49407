//! Logs and metrics.

use metrics_exporter_prometheus::{BuildError, Matcher, PrometheusBuilder, PrometheusHandle};
use tracing_subscriber::EnvFilter;

/// Seconds: what a histogram of durations is cut at.
const BUCKETS: &[f64] = &[0.001, 0.0025, 0.005, 0.01, 0.02, 0.04, 0.08, 0.12, 0.25, 0.5, 1.0, 2.5, 10.0, 30.0];

/// Starts logging to standard error; `GROUNDSTATE_LOG` filters (`info`, `groundstate_server=debug` …).
pub fn log(format: &str) {
    let filter =
        EnvFilter::try_from_env("GROUNDSTATE_LOG").unwrap_or_else(|_| EnvFilter::new("info,pdf_extract=error"));
    let subscriber = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    // A second start in one process (tests) keeps the first subscriber.
    let _: Result<(), _> = if format == "json" { subscriber.json().try_init() } else { subscriber.try_init() };
}

/// Installs the recorder of metrics. A process has one: a second start gets a recorder of its own
/// that nothing writes to.
///
/// # Errors
/// Never in practice: the buckets are not empty.
pub fn metrics() -> Result<PrometheusHandle, BuildError> {
    let builder = PrometheusBuilder::new().set_buckets_for_metric(Matcher::Suffix("_seconds".into()), BUCKETS)?;
    let recorder = builder.build_recorder();
    let handle = recorder.handle();
    let _: Result<(), _> = metrics::set_global_recorder(recorder);
    Ok(handle)
}
