//! Plans: what was carried out of them, what surprised, and the critics that learn of them.

use groundstate_server::store::{
    EnvironmentRow, ExecutionRow, PlanCriticRow, PlanEventRow, PlanFilter, PlanRow, Store,
};

use super::on_both;

on_both!(
    a_step_is_claimed_once,
    an_execution_is_changed_only_as_it_stands,
    surprises_are_counted_from_a_time_on,
    one_critic_of_an_environment_is_in_use,
    plans_are_listed_by_environment_and_status,
);

async fn environment(store: &Store) {
    let row = EnvironmentRow {
        id: "env_1".to_owned(),
        tenant_id: "ten_1".to_owned(),
        name: "plant".to_owned(),
        version: 0,
        next_sequence: 0,
        next_reject: 0,
        update_after: 3,
        created_at: 5,
        created_by: "key_1".to_owned(),
    };
    let mut write = store.write().await.unwrap();
    write.add_environment(&row).await.unwrap();
    write.commit().await.unwrap();
    assert_eq!(store.environment("ten_1", "plant").await.unwrap().unwrap(), row);
}

async fn plan(store: &Store, id: &str, environment: &str) {
    let row = PlanRow {
        id: id.to_owned(),
        tenant_id: "ten_1".to_owned(),
        environment_id: environment.to_owned(),
        status: "ready".to_owned(),
        revision: 1,
        request: "{}".to_owned(),
        outcome: "{}".to_owned(),
        controller: None,
        created_at: 5,
        updated_at: 5,
        created_by: "key_1".to_owned(),
    };
    let mut write = store.write().await.unwrap();
    write.add_plan(&row).await.unwrap();
    write.commit().await.unwrap();
}

fn execution(step: i64) -> ExecutionRow {
    ExecutionRow {
        plan_id: "plan_1".to_owned(),
        step,
        tenant_id: "ten_1".to_owned(),
        attempt: 1,
        status: "started".to_owned(),
        verb: "go".to_owned(),
        tool: "legs".to_owned(),
        idempotency_key: "gs-1".to_owned(),
        request: "{}".to_owned(),
        request_digest: "d".to_owned(),
        deadline: 100,
        response_status: None,
        response_bytes: None,
        response_digest: None,
        result: None,
        error: None,
        detail: None,
        principal: "key_1".to_owned(),
        decision_id: String::new(),
        created_at: 7,
        updated_at: 7,
    }
}

async fn a_step_is_claimed_once(store: &Store) {
    plan(store, "plan_1", "env_1").await;
    let claims = (0..6).map(|_| async {
        let mut write = store.write().await.unwrap();
        let mine = write.add_execution(&execution(0)).await.unwrap();
        write.commit().await.unwrap();
        mine
    });
    let claims = futures::future::join_all(claims).await;
    assert_eq!(claims.into_iter().filter(|mine| *mine).count(), 1);
    let mut write = store.write().await.unwrap();
    assert!(write.add_execution(&execution(2)).await.unwrap(), "another step is another claim");
    write.commit().await.unwrap();
    assert_eq!(store.execution("plan_1", 0).await.unwrap(), Some(execution(0)));
    assert_eq!(store.execution("plan_1", 1).await.unwrap(), None);
    let from = |from, limit| async move { store.executions("plan_1", from, limit).await.unwrap() };
    assert_eq!(from(0, 10).await, [execution(0), execution(2)]);
    assert_eq!(from(1, 10).await, [execution(2)]);
    assert_eq!(from(0, 1).await, [execution(0)]);
}

async fn an_execution_is_changed_only_as_it_stands(store: &Store) {
    plan(store, "plan_1", "env_1").await;
    let mut write = store.write().await.unwrap();
    write.add_execution(&execution(0)).await.unwrap();
    let ended = ExecutionRow {
        status: "succeeded".to_owned(),
        response_status: Some(200),
        response_bytes: Some(3),
        response_digest: Some("e".to_owned()),
        result: Some("{\"a\":\"\\u0000\"}".to_owned()),
        decision_id: "dec_1".to_owned(),
        updated_at: 9,
        ..execution(0)
    };
    assert!(!write.change_execution(&ended, (2, "started")).await.unwrap());
    assert!(!write.change_execution(&ended, (1, "failed")).await.unwrap());
    assert!(write.change_execution(&ended, (1, "started")).await.unwrap());
    assert!(!write.change_execution(&execution(0), (1, "started")).await.unwrap());
    write.commit().await.unwrap();
    assert_eq!(store.execution("plan_1", 0).await.unwrap(), Some(ended));
}

async fn surprises_are_counted_from_a_time_on(store: &Store) {
    for (id, environment) in [("plan_1", "env_1"), ("plan_2", "env_1"), ("plan_3", "env_2")] {
        plan(store, id, environment).await;
    }
    let mut write = store.write().await.unwrap();
    for (at, (id, kind)) in (10..).zip([
        ("plan_1", "planned"),
        ("plan_1", "surprised"),
        ("plan_2", "surprised"),
        ("plan_3", "surprised"),
        ("plan_1", "observed"),
        ("plan_1", "surprised"),
    ]) {
        let event = PlanEventRow {
            plan_id: id.to_owned(),
            kind: kind.to_owned(),
            document: "{}".to_owned(),
            principal: "key_1".to_owned(),
            decision_id: "dec_1".to_owned(),
            created_at: at,
        };
        write.add_plan_event(&event).await.unwrap();
    }
    write.commit().await.unwrap();
    let count = |environment: &'static str, after| async move { store.surprises(environment, after).await.unwrap() };
    assert_eq!((count("env_1", 0).await, count("env_1", 11).await, count("env_1", 15).await), (3, 2, 0));
    assert_eq!((count("env_2", 0).await, count("env_3", 0).await), (1, 0));
}

async fn one_critic_of_an_environment_is_in_use(store: &Store) {
    environment(store).await;
    let row = |version| PlanCriticRow {
        environment_id: "env_1".to_owned(),
        version,
        digest: "d".to_owned(),
        document: "{}".to_owned(),
        in_use: 0,
        created_at: 5,
        created_by: "key_1".to_owned(),
    };
    let mut write = store.write().await.unwrap();
    for version in 1..=3 {
        assert_eq!(write.add_plan_critic(&row(0)).await.unwrap(), version);
    }
    write.commit().await.unwrap();
    assert_eq!(store.plan_critic_in_use("env_1").await.unwrap(), None);
    for version in [2, 3] {
        let mut write = store.write().await.unwrap();
        write.use_plan_critic("env_1", version).await.unwrap();
        write.commit().await.unwrap();
        let used = store.plan_critic_in_use("env_1").await.unwrap();
        assert_eq!(used, Some(PlanCriticRow { in_use: 1, ..row(version) }));
    }
    let listed = store.plan_critics("env_1", i64::MAX, 2).await.unwrap();
    assert_eq!(listed.iter().map(|row| (row.version, row.in_use)).collect::<Vec<_>>(), [(3, 1), (2, 0)]);
    let mut write = store.write().await.unwrap();
    write.use_plan_critic("env_1", 0).await.unwrap();
    write.set_update_after("env_1", 0).await.unwrap();
    write.commit().await.unwrap();
    assert_eq!(store.plan_critic_in_use("env_1").await.unwrap(), None);
    assert_eq!(store.environment("ten_1", "plant").await.unwrap().unwrap().update_after, 0);
    let mut write = store.write().await.unwrap();
    write.remove_plan_critics("env_1").await.unwrap();
    write.commit().await.unwrap();
    assert!(store.plan_critics("env_1", i64::MAX, 9).await.unwrap().is_empty());
}

async fn plans_are_listed_by_environment_and_status(store: &Store) {
    environment(store).await;
    for (id, of) in [("plan_1", "env_1"), ("plan_2", "env_2"), ("plan_3", "env_1"), ("plan_4", "env_1")] {
        plan(store, id, of).await;
    }
    let seen = store.plan("ten_1", "plan_3").await.unwrap().unwrap();
    let mut write = store.write().await.unwrap();
    assert!(write.change_plan(&PlanRow { status: "reached".to_owned(), ..seen }, 1).await.unwrap());
    write.commit().await.unwrap();
    let listed = async |environment, status, cursor, limit| {
        let rows = store.plans("ten_1", PlanFilter { environment, status }, cursor, limit).await.unwrap();
        rows.into_iter().map(|row| row.id).collect::<Vec<_>>()
    };
    assert_eq!(listed(None, None, None, 9).await, ["plan_4", "plan_3", "plan_2", "plan_1"]);
    assert_eq!(listed(Some("env_1"), Some("ready"), None, 9).await, ["plan_4", "plan_1"]);
    assert_eq!(listed(None, Some("ready"), Some("plan_4"), 1).await, ["plan_2"], "a page holds so many that match");
    assert_eq!(listed(None, Some("reached"), None, 9).await, ["plan_3"]);
    assert!(listed(Some("env_2"), Some("reached"), None, 9).await.is_empty());
    let others = store.plans("ten_2", PlanFilter::default(), None, 9).await.unwrap();
    assert!(others.is_empty(), "{others:?}");
}
