//! Environments, the versions of their schemas, transitions, and what was refused.

use groundstate_server::store::{CoverageRow, EnvironmentRow, EnvironmentVersionRow, RejectRow, Store, TransitionLine};

use super::on_both;

on_both!(
    a_name_is_taken_once_a_tenant_until_it_is_deleted,
    versions_are_numbered_by_their_writer_and_never_replaced,
    the_same_transition_is_stored_once_an_environment,
    reading_begins_at_a_whole_state,
    coverage_adds_up,
    the_newest_refused_rows_are_kept,
    a_deleted_environment_goes_in_slices,
);

fn environment(id: &str, tenant: &str, name: &str) -> EnvironmentRow {
    EnvironmentRow {
        id: id.to_owned(),
        tenant_id: tenant.to_owned(),
        name: name.to_owned(),
        version: 0,
        next_sequence: 0,
        next_reject: 0,
        update_after: 0,
        created_at: 5,
        created_by: "key_1".to_owned(),
    }
}

async fn add(store: &Store, id: &str, tenant: &str, name: &str) -> EnvironmentRow {
    let row = environment(id, tenant, name);
    let mut write = store.write().await.unwrap();
    write.add_environment(&row).await.unwrap();
    write.commit().await.unwrap();
    row
}

fn line(environment: &str, sequence: i64, digest: &str, keyframe: i64) -> TransitionLine {
    TransitionLine {
        environment_id: environment.to_owned(),
        sequence,
        digest: digest.to_owned(),
        version: 1,
        trajectory: (sequence % 2 == 0).then(|| format!("run {sequence}")),
        step: (sequence % 2 == 0).then_some(sequence),
        verb: "go".to_owned(),
        keyframe,
        before: "{}".to_owned(),
        middle: (sequence % 3 == 0).then(|| "[]".to_owned()),
        after: "[]".to_owned(),
        rest: r#"{"action":{"verb":"go"}}"#.to_owned(),
    }
}

async fn a_name_is_taken_once_a_tenant_until_it_is_deleted(store: &Store) {
    let first = add(store, "env_1", "ten_1", "plant").await;
    add(store, "env_2", "ten_2", "plant").await;
    let mut write = store.write().await.unwrap();
    let again = write.add_environment(&environment("env_3", "ten_1", "plant")).await;
    assert!(again.unwrap_err().is_duplicate());
    drop(write);
    for key in ["env_1", "plant"] {
        assert_eq!(store.environment("ten_1", key).await.unwrap().unwrap(), first);
    }
    assert!(store.environment("ten_2", "env_1").await.unwrap().is_none(), "another tenant's");
    let mut write = store.write().await.unwrap();
    assert!(write.mark_environment_deleted("env_1", 9).await.unwrap());
    assert!(!write.mark_environment_deleted("env_1", 9).await.unwrap());
    write.add_environment(&environment("env_3", "ten_1", "plant")).await.unwrap();
    assert!(write.lock_environment("env_1").await.unwrap().is_none());
    write.commit().await.unwrap();
    assert_eq!(store.environment("ten_1", "plant").await.unwrap().unwrap().id, "env_3");
    assert!(store.environment("ten_1", "env_1").await.unwrap().is_none());
    assert_eq!(store.deleted_environments("ten_1").await.unwrap(), ["env_1"]);
    add(store, "env_4", "ten_1", "yard").await;
    let ids = |rows: Vec<EnvironmentRow>| rows.into_iter().map(|row| row.id).collect::<Vec<_>>();
    assert_eq!(ids(store.environments("ten_1", None, 10).await.unwrap()), ["env_4", "env_3"]);
    assert_eq!(ids(store.environments("ten_1", Some("env_4"), 10).await.unwrap()), ["env_3"]);
}

fn version(environment: &str, number: i64) -> EnvironmentVersionRow {
    EnvironmentVersionRow {
        environment_id: environment.to_owned(),
        version: number,
        digest: format!("digest {number}"),
        document: format!(r#"{{"types":{{"t{number}":{{}}}}}}"#),
        created_at: 6,
        created_by: "key_1".to_owned(),
    }
}

async fn versions_are_numbered_by_their_writer_and_never_replaced(store: &Store) {
    add(store, "env_1", "ten_1", "plant").await;
    let mut write = store.write().await.unwrap();
    for number in 1..=3 {
        write.add_environment_version(&version("env_1", number)).await.unwrap();
    }
    write.commit().await.unwrap();
    assert_eq!(store.environment("ten_1", "plant").await.unwrap().unwrap().version, 3);
    assert_eq!(store.environment_version("env_1", 2).await.unwrap().unwrap(), version("env_1", 2));
    assert_eq!(store.environment_versions("env_1", 3, 1).await.unwrap(), [version("env_1", 2)]);
    let mut write = store.write().await.unwrap();
    assert!(write.add_environment_version(&version("env_1", 2)).await.unwrap_err().is_duplicate());
}

async fn the_same_transition_is_stored_once_an_environment(store: &Store) {
    add(store, "env_1", "ten_1", "plant").await;
    add(store, "env_2", "ten_1", "yard").await;
    let mut write = store.write().await.unwrap();
    assert!(write.log_transition(&line("env_1", 0, "a", 1)).await.unwrap());
    assert!(!write.log_transition(&line("env_1", 1, "a", 0)).await.unwrap(), "the same row");
    assert!(write.log_transition(&line("env_1", 1, "b", 0)).await.unwrap());
    assert!(write.log_transition(&line("env_2", 0, "a", 1)).await.unwrap(), "another environment");
    write.advance_environment("env_1", 2, 0).await.unwrap();
    write.commit().await.unwrap();
    let stored = store.logged_transitions("env_1", 0, 10).await.unwrap();
    assert_eq!(stored, [line("env_1", 0, "a", 1), line("env_1", 1, "b", 0)]);
    assert_eq!(store.logged_transitions("env_1", 1, 10).await.unwrap(), stored[1..]);
    assert_eq!(store.logged_transitions("env_1", 0, 1).await.unwrap(), stored[..1]);
    assert_eq!(store.environment("ten_1", "plant").await.unwrap().unwrap().next_sequence, 2);
}

async fn reading_begins_at_a_whole_state(store: &Store) {
    add(store, "env_1", "ten_1", "plant").await;
    assert_eq!(store.keyframe("env_1", 3).await.unwrap(), None);
    let mut write = store.write().await.unwrap();
    for (sequence, keyframe) in [(0, 1), (1, 0), (2, 0), (3, 1), (4, 0)] {
        write.log_transition(&line("env_1", sequence, &format!("row {sequence}"), keyframe)).await.unwrap();
    }
    write.commit().await.unwrap();
    for (at, found) in [(0, 0), (2, 0), (3, 3), (4, 3), (99, 3)] {
        assert_eq!(store.keyframe("env_1", at).await.unwrap(), Some(found), "{at}");
    }
}

async fn coverage_adds_up(store: &Store) {
    add(store, "env_1", "ten_1", "plant").await;
    let more = |verb: &str, transitions, changing| CoverageRow { verb: verb.to_owned(), transitions, changing };
    let mut write = store.write().await.unwrap();
    for one in [more("b", 3, 1), more("a", 1, 1), more("b", 2, 2), more("C", 1, 0)] {
        write.add_coverage("env_1", &one).await.unwrap();
    }
    write.commit().await.unwrap();
    let counted = store.environment_coverage("env_1").await.unwrap();
    assert_eq!(counted, [more("C", 1, 0), more("a", 1, 1), more("b", 5, 3)], "in the order of bytes");
}

fn reject(ordinal: i64, digest: &str) -> RejectRow {
    RejectRow {
        environment_id: "env_1".to_owned(),
        ordinal,
        digest: digest.to_owned(),
        line: ordinal + 10,
        code: "invalid_json".to_owned(),
        detail: "words".to_owned(),
        created_at: 7,
    }
}

async fn the_newest_refused_rows_are_kept(store: &Store) {
    add(store, "env_1", "ten_1", "plant").await;
    let mut write = store.write().await.unwrap();
    for ordinal in 0..5 {
        assert!(write.add_reject(&reject(ordinal, &format!("line {ordinal}"))).await.unwrap());
    }
    assert!(!write.add_reject(&reject(5, "line 2")).await.unwrap(), "the same line");
    write.forget_rejects("env_1", 2).await.unwrap();
    write.commit().await.unwrap();
    let kept = store.environment_rejects("env_1", i64::MAX, 10).await.unwrap();
    assert_eq!(kept, [reject(4, "line 4"), reject(3, "line 3"), reject(2, "line 2")]);
    assert_eq!(store.environment_rejects("env_1", 4, 1).await.unwrap(), [reject(3, "line 3")]);
}

async fn a_deleted_environment_goes_in_slices(store: &Store) {
    add(store, "env_1", "ten_1", "plant").await;
    add(store, "env_2", "ten_1", "yard").await;
    let mut write = store.write().await.unwrap();
    for environment in ["env_1", "env_2"] {
        for sequence in 0..5 {
            write.log_transition(&line(environment, sequence, &format!("row {sequence}"), 1)).await.unwrap();
        }
        write.add_environment_version(&version(environment, 1)).await.unwrap();
    }
    write.add_reject(&reject(0, "line")).await.unwrap();
    write.mark_environment_deleted("env_1", 9).await.unwrap();
    let mut gone = Vec::new();
    for _ in 0..4 {
        gone.push(write.remove_transitions("env_1", 2).await.unwrap());
    }
    assert_eq!(gone, [2, 2, 1, 0]);
    write.remove_environment("env_1").await.unwrap();
    write.commit().await.unwrap();
    assert!(store.deleted_environments("ten_1").await.unwrap().is_empty());
    assert!(store.environment_version("env_1", 1).await.unwrap().is_none());
    assert_eq!(store.logged_transitions("env_2", 0, 10).await.unwrap().len(), 5);
}
