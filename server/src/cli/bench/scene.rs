//! What the benchmarks play with: a server in a folder of its own, and words about places that do not exist.

use std::time::Duration;

use crate::app::App;
use crate::auth::{Principal, Scope};
use crate::bootstrap::bootstrap;
use crate::cli::output::Failure;
use crate::config::Config;
use crate::problem::Problem;
use crate::store::JobRow;

#[rustfmt::skip]
const PLACES: [&str; 20] = [
    "Marlin Quay", "Oxbow", "Tarn Hill", "Greyfell", "Lower Wick", "Saint Aldan", "Vesper Bay", "Northolt",
    "Ember Cross", "Kingsmere", "Dunmore", "Elder Bridge", "Port Ansel", "Holm Abbey", "Rook Field", "Silver Ford",
    "Thornby", "Wexcombe", "Yarrow Point", "Zennor",
];
#[rustfmt::skip]
pub(super) const THINGS: [&str; 20] = [
    "lighthouse", "library", "market hall", "observatory", "ferry", "granary", "town archive", "swimming pool",
    "tram line", "clock tower", "botanical garden", "fire station", "harbour office", "printing works", "school",
    "theatre", "water mill", "museum", "hospital", "railway station",
];

/// Name of a place; every twenty there is a new district.
pub(super) fn place(index: usize) -> String {
    let (name, district) = (PLACES.get(index % PLACES.len()).copied().unwrap_or_default(), index / PLACES.len());
    if district == 0 { name.to_owned() } else { format!("{name} district {district}") }
}

/// What stands there.
pub(super) fn thing(index: usize) -> &'static str {
    THINGS.get(index % THINGS.len()).copied().unwrap_or_default()
}

/// One document a place: a fact about each thing there is.
pub(super) fn document(index: usize) -> String {
    let fact = |nth: usize| {
        let year = 1800 + (index * 7 + nth * 13) % 200;
        format!("The {} of {} was opened in {year} and rebuilt after the flood.", thing(nth), place(index))
    };
    (0..THINGS.len()).map(fact).collect::<Vec<_>>().join(" ")
}

/// The configuration with a database of its own, which goes with the folder.
pub(super) fn own(config: Config) -> Result<(tempfile::TempDir, Config), Failure> {
    let folder = tempfile::tempdir()?;
    let config = Config {
        encoder_dir: Some(config.encoder_dir()),
        data_dir: folder.path().to_owned(),
        database_url: None,
        redis_url: None,
        ..config
    };
    Ok((folder, config))
}

/// Whoever asks in a benchmark.
pub(super) async fn principal(app: &App) -> Result<Principal, Failure> {
    let tenant = bootstrap(app).await?.tenant;
    let (id, name) = ("benchmark".to_owned(), "benchmark".to_owned());
    Ok(Principal { id, name, tenant, scopes: vec![Scope::Admin], labels: Vec::new(), application: None })
}

/// The job, once it has ended well.
pub(super) async fn ended(app: &App, job: JobRow) -> Result<JobRow, Failure> {
    loop {
        let row = app.store.job(&job.tenant_id, &job.id).await.map_err(Problem::from)?;
        let row = row.ok_or_else(|| Failure::new("a job is gone"))?;
        match row.status.as_str() {
            "succeeded" => return Ok(row),
            "failed" | "cancelled" => return Err(Failure::new(format!("a job ended badly: {}", row.message))),
            _ => tokio::time::sleep(Duration::from_millis(50)).await,
        }
    }
}
