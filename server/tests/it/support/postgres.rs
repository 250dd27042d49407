//! Databases for one test each.

use sqlx::Connection;

/// A new, empty database on the test server; `None`, and a word about it, where there is no server. Under
/// `CI=true` a missing server is a failure: there the suite must run on both databases.
pub(crate) async fn scratch_database() -> Option<String> {
    let url = service("GROUNDSTATE_TEST_POSTGRES_URL")?;
    let mut drawn = [0; 8];
    groundstate_server::clock::Clock::random(&groundstate_server::clock::SystemClock, &mut drawn);
    let name = format!("test_{}", hex::encode(drawn));
    let mut connection = sqlx::PgConnection::connect(&url).await.unwrap();
    let create = sqlx::AssertSqlSafe(format!("CREATE DATABASE {name}"));
    sqlx::raw_sql(create).execute(&mut connection).await.unwrap();
    let (server, _) = url.rsplit_once('/').unwrap();
    Some(format!("{server}/{name}"))
}

/// The Redis of the tests, under the same rule.
pub(crate) fn redis_url() -> Option<String> {
    service("GROUNDSTATE_TEST_REDIS_URL")
}

#[expect(clippy::print_stderr, reason = "a test that did not run must say so")]
fn service(name: &str) -> Option<String> {
    let url = std::env::var(name).ok().filter(|url| !url.is_empty());
    if url.is_none() {
        let ci = std::env::var("CI").is_ok_and(|ci| ci == "true");
        assert!(!ci, "{name} is not set: under CI this must run (scripts/services.sh run …)");
        eprintln!("NOT RUN: {name} is not set; `scripts/services.sh run cargo nextest run` starts what is needed");
    }
    url
}
