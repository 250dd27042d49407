//! The JSON Schema as it is checked in.

use groundstate_planner::environment::json_schema;

#[test]
fn the_published_schema_is_the_one_the_code_has() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/environment.schema.json");
    let current = serde_json::to_string_pretty(&json_schema()).unwrap() + "\n";
    if std::env::var_os("UPDATE_SCHEMA").is_some() {
        std::fs::write(path, &current).unwrap();
    }
    let published = std::fs::read_to_string(path).unwrap_or_default();
    assert_eq!(published, current, "environment.schema.json is stale: run this test with UPDATE_SCHEMA=1");
}
