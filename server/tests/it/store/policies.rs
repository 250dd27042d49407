//! Policies and what hangs on them: versions, steps, attachments, keys of words, back-tests.

use std::collections::BTreeSet;

use groundstate_server::store::{
    ApplicationRow, AttachmentRow, BacktestRow, DataKeyRow, EffectiveRow, JobRow, PolicyRow, ReplayedRow, RowFilter,
    StepRow, Store, TransitionRow,
};

use super::{key, on_both};

on_both!(
    one_version_is_active_and_one_in_shadow,
    a_version_is_moved_from_where_it_stands,
    what_was_given_up_is_not_gone_back_to,
    at_each_place_one_policy_is_attached,
    an_application_in_use_stays,
    data_keys_are_destroyed_for_one_tenant,
    rows_of_a_back_test_are_kept_once,
);

fn policy(version: i64, status: &str) -> PolicyRow {
    PolicyRow {
        tenant_id: "ten_1".to_owned(),
        name: "house".to_owned(),
        version,
        digest: format!("digest {version} {status}"),
        document: "{}".to_owned(),
        status: status.to_owned(),
        created_at: 5,
        created_by: "key_1".to_owned(),
    }
}

async fn add(store: &Store, status: &str) -> PolicyRow {
    let mut write = store.write().await.unwrap();
    let version = write.add_policy(&policy(0, status)).await.unwrap();
    write.commit().await.unwrap();
    store.policy_version("ten_1", "house", version).await.unwrap().unwrap()
}

async fn one_version_is_active_and_one_in_shadow(store: &Store) {
    for status in ["active", "shadow"] {
        let first = add(store, status).await;
        let other = add(store, "draft").await;
        let mut write = store.write().await.unwrap();
        assert!(write.move_policy(&other, status).await.unwrap_err().is_duplicate(), "{status}");
        drop(write);
        assert_eq!(store.policy_at("ten_1", "house", status).await.unwrap(), Some(first));
    }
    let governing = store.governing("ten_1", ("", ""), "house").await.unwrap();
    assert_eq!(governing.len(), 2, "no draft is among them");
    let statuses: BTreeSet<String> = governing.into_iter().map(|row| row.version.unwrap().status).collect();
    assert_eq!(statuses, ["active", "shadow"].map(str::to_owned).into());
    let elsewhere = store.governing("ten_2", ("", ""), "house").await.unwrap();
    assert!(elsewhere.iter().all(|row| row.version.is_none()), "another tenant has no such policy");
    let versions = store.policy_versions("ten_1", "house", 4, 2).await.unwrap();
    assert_eq!(versions.iter().map(|row| row.version).collect::<Vec<_>>(), [3, 2]);
    let heads = store.policy_heads("ten_1", "", 9).await.unwrap();
    assert_eq!(heads.iter().map(|row| (row.name.as_str(), row.version)).collect::<Vec<_>>(), [("house", 1)]);
    assert!(store.policy_heads("ten_1", "house", 9).await.unwrap().is_empty());
}

async fn a_version_is_moved_from_where_it_stands(store: &Store) {
    let row = add(store, "draft").await;
    let mut write = store.write().await.unwrap();
    assert!(write.move_policy(&row, "tested").await.unwrap());
    assert!(!write.move_policy(&row, "tested").await.unwrap(), "it does not stand there any more");
    write.commit().await.unwrap();
    assert_eq!(store.policy_version("ten_1", "house", 1).await.unwrap().unwrap().status, "tested");
}

fn step(version: i64, action: &str, at: i64) -> TransitionRow {
    TransitionRow {
        tenant_id: "ten_1".to_owned(),
        name: "house".to_owned(),
        version,
        step: StepRow {
            action: action.to_owned(),
            from_status: String::new(),
            to_status: "retired".to_owned(),
            principal: "key_1".to_owned(),
            reason: "because".to_owned(),
            decision_id: format!("dec_{at}"),
            created_at: at,
        },
    }
}

async fn what_was_given_up_is_not_gone_back_to(store: &Store) {
    for _ in 0..4 {
        add(store, "retired").await;
    }
    assert_eq!(
        store.policy_before("ten_1", "house").await.unwrap().unwrap().version,
        4,
        "from before there were steps"
    );
    let mut write = store.write().await.unwrap();
    for (version, action, at) in [(1, "retire", 30), (2, "retire", 20), (4, "withdraw", 40), (1, "rollback", 50)] {
        write.add_transition(&step(version, action, at)).await.unwrap();
    }
    write.commit().await.unwrap();
    assert_eq!(store.policy_before("ten_1", "house").await.unwrap().unwrap().version, 1, "the last in force");
    let steps = store.transitions("ten_1", "house", 1).await.unwrap();
    assert_eq!(steps.iter().map(|row| row.step.action.as_str()).collect::<Vec<_>>(), ["retire", "rollback"]);
    assert!(store.transitions("ten_2", "house", 1).await.unwrap().is_empty());
}

fn attachment(level: &str, target: &str, policy: &str) -> AttachmentRow {
    AttachmentRow {
        tenant_id: "ten_1".to_owned(),
        level: level.to_owned(),
        target: target.to_owned(),
        policy: policy.to_owned(),
        created_at: 1,
        created_by: "key_1".to_owned(),
    }
}

async fn at_each_place_one_policy_is_attached(store: &Store) {
    let mut write = store.write().await.unwrap();
    for (level, target, policy) in
        [("tenant", "ten_1", "a"), ("application", "app_1", "b"), ("key", "key_1", "c"), ("key", "key_1", "d")]
    {
        write.attach(&attachment(level, target, policy)).await.unwrap();
    }
    let effective = EffectiveRow {
        tenant_id: "ten_1".to_owned(),
        digest: "d".to_owned(),
        sources: "[]".to_owned(),
        document: "{}".to_owned(),
        created_at: 1,
    };
    for _ in 0..2 {
        write.keep_effective(&effective).await.unwrap();
    }
    write.commit().await.unwrap();
    assert_eq!(store.effective_policy("ten_1", "d").await.unwrap(), Some(effective));
    assert_eq!(store.effective_policy("ten_2", "d").await.unwrap(), None);
    // None of them has a version at work: that they are attached is told all the same, or nobody would miss them.
    let places = async |tenant: &str, below: (&str, &str)| {
        let rows = store.governing(tenant, below, "n").await.unwrap();
        assert!(rows.iter().all(|row| row.version.is_none()));
        rows.into_iter().map(|row| (row.level, row.target, row.policy)).collect::<BTreeSet<_>>()
    };
    let place = |level: &str, target: &str, policy: &str| (level.to_owned(), target.to_owned(), policy.to_owned());
    let (tenant, named) = (place("tenant", "ten_1", "a"), place("named", "ten_1", "n"));
    let below = [place("application", "app_1", "b"), place("key", "key_1", "d")];
    let all = below.into_iter().chain([tenant.clone(), named.clone()]);
    assert_eq!(places("ten_1", ("app_1", "key_1")).await, all.collect());
    assert_eq!(places("ten_1", ("", "")).await, [tenant, named].into());
    assert_eq!(places("ten_2", ("app_1", "key_1")).await, [place("named", "ten_2", "n")].into());
    assert_eq!(store.attachments("ten_1").await.unwrap().len(), 3);
    let mut write = store.write().await.unwrap();
    assert!(write.detach("ten_1", "key", "key_1").await.unwrap());
    assert!(!write.detach("ten_1", "key", "key_1").await.unwrap());
}

async fn an_application_in_use_stays(store: &Store) {
    let application = |id: &str, name: &str| ApplicationRow {
        id: id.to_owned(),
        tenant_id: "ten_1".to_owned(),
        name: name.to_owned(),
        created_at: 1,
    };
    let mut write = store.write().await.unwrap();
    write.add_application(&application("app_1", "one")).await.unwrap();
    write.add_application(&application("app_2", "two")).await.unwrap();
    let mut member = key("key_1", "ten_1");
    member.application_id = Some("app_1".to_owned());
    write.add_key(&member).await.unwrap();
    write.commit().await.unwrap();
    assert_eq!(store.key("ten_1", "key_1").await.unwrap(), Some(member));
    assert_eq!(store.key("ten_2", "key_1").await.unwrap(), None);
    let mut write = store.write().await.unwrap();
    assert!(!write.remove_application("ten_1", "app_1").await.unwrap());
    assert!(!write.remove_application("ten_2", "app_2").await.unwrap());
    assert!(write.remove_application("ten_1", "app_2").await.unwrap());
    write.commit().await.unwrap();
    let mut write = store.write().await.unwrap();
    assert!(write.add_application(&application("app_3", "one")).await.unwrap_err().is_duplicate());
    drop(write);
    let left = store.applications("ten_1", None, 9).await.unwrap();
    assert_eq!(left.iter().map(|row| row.id.as_str()).collect::<Vec<_>>(), ["app_1"]);
}

async fn data_keys_are_destroyed_for_one_tenant(store: &Store) {
    let data_key = |id: &str, tenant: &str, at| DataKeyRow {
        id: id.to_owned(),
        tenant_id: tenant.to_owned(),
        wrapped: Some(vec![1, 2, 3]),
        created_at: at,
        destroyed_at: None,
    };
    let mut write = store.write().await.unwrap();
    for row in [data_key("dek_1", "ten_1", 1), data_key("dek_2", "ten_1", 2), data_key("dek_3", "ten_2", 3)] {
        write.add_data_key(&row).await.unwrap();
    }
    assert_eq!(write.current_data_key("ten_1").await.unwrap(), Some(data_key("dek_2", "ten_1", 2)));
    assert_eq!(write.destroy_data_keys("ten_1", 9).await.unwrap(), 2);
    assert_eq!(write.destroy_data_keys("ten_1", 9).await.unwrap(), 0);
    assert_eq!(write.current_data_key("ten_1").await.unwrap(), None);
    write.commit().await.unwrap();
    let gone = store.data_key("dek_1").await.unwrap().unwrap();
    assert_eq!((gone.wrapped, gone.destroyed_at), (None, Some(9)));
    assert_eq!(store.data_key("dek_3").await.unwrap(), Some(data_key("dek_3", "ten_2", 3)));
    let mut write = store.write().await.unwrap();
    write.add_master_fingerprint("one").await.unwrap();
    write.commit().await.unwrap();
    let mut write = store.write().await.unwrap();
    assert!(write.add_master_fingerprint("two").await.unwrap_err().is_duplicate());
    drop(write);
    assert_eq!(store.master_fingerprint().await.unwrap().as_deref(), Some("one"));
    store.checkpoint().await.unwrap();
}

fn replayed(leaf: i64, outcome: &str) -> ReplayedRow {
    ReplayedRow {
        job_id: "job_1".to_owned(),
        leaf_index: leaf,
        decision_id: format!("dec_{leaf}"),
        kind: "answer".to_owned(),
        outcome: outcome.to_owned(),
        objective: None,
        energy_recorded: Some(0.25),
        energy_replayed: None,
        answer_digest: None,
        key_id: None,
        sealed: Some(vec![0, 255]),
    }
}

async fn rows_of_a_back_test_are_kept_once(store: &Store) {
    let job = JobRow {
        id: "job_1".to_owned(),
        tenant_id: "ten_1".to_owned(),
        kind: "backtest".to_owned(),
        principal: "key_1".to_owned(),
        status: "queued".to_owned(),
        total: 3,
        done: 0,
        failed: 0,
        message: String::new(),
        attempts: 0,
        lease_until: 0,
        cancel_requested: 0,
        created_at: 1,
        updated_at: 1,
        finished_at: None,
    };
    let backtest = BacktestRow {
        subject: "policy".to_owned(),
        job_id: "job_1".to_owned(),
        tenant_id: "ten_1".to_owned(),
        name: "house".to_owned(),
        version: 2,
        digest: "d".to_owned(),
        from_ms: 0,
        to_ms: 9,
        leaves: 3,
        sample: None,
        principal: "key_1".to_owned(),
        reason: "because".to_owned(),
        created_at: 1,
    };
    let mut write = store.write().await.unwrap();
    write.add_job(&job, &[]).await.unwrap();
    write.add_backtest(&backtest).await.unwrap();
    write.commit().await.unwrap();
    assert_eq!(store.backtest_reached("job_1").await.unwrap(), -1);
    let rows = [replayed(0, "unchanged"), replayed(2, "changed"), replayed(5, "unchanged")];
    let mut write = store.write().await.unwrap();
    for row in &rows {
        write.add_backtest_row(row).await.unwrap();
    }
    write.advance_job("job_1", 3, 1, 7).await.unwrap();
    write.commit().await.unwrap();
    let mut write = store.write().await.unwrap();
    assert!(write.add_backtest_row(&rows[1]).await.unwrap_err().is_duplicate());
    drop(write);
    assert_eq!(store.backtest("ten_1", "job_1").await.unwrap(), Some(backtest.clone()));
    assert_eq!(store.backtest("ten_2", "job_1").await.unwrap(), None);
    assert_eq!(store.backtest_reached("job_1").await.unwrap(), 5);
    let advanced = store.job("ten_1", "job_1").await.unwrap().unwrap();
    assert_eq!((advanced.done, advanced.failed, advanced.updated_at), (3, 1, 7));
    let listed = async |outcome: Option<&str>, after: i64| {
        let filter = RowFilter { outcome: outcome.map(str::to_owned), after };
        store.backtest_rows("job_1", &filter, 9).await.unwrap()
    };
    assert_eq!(listed(None, -1).await, rows);
    assert_eq!(listed(Some("unchanged"), 0).await, rows[2..]);
    let counts = store.backtest_counts("job_1").await.unwrap();
    let counts: Vec<(&str, i64)> = counts.iter().map(|count| (count.outcome.as_str(), count.total)).collect();
    assert_eq!(counts, [("changed", 1), ("unchanged", 2)]);
    for (which, found) in
        [((None, None), 1), ((Some("house"), Some(2)), 1), ((Some("house"), Some(1)), 0), ((Some("x"), None), 0)]
    {
        assert_eq!(store.backtests("ten_1", which, None, 9).await.unwrap().len(), found, "{which:?}");
    }
    let mut write = store.write().await.unwrap();
    write.erase_detail("dec_2").await.unwrap();
    write.commit().await.unwrap();
    assert_eq!(store.backtest_row("job_1", "dec_2").await.unwrap().unwrap().sealed, None);
    assert!(store.backtest_row("job_1", "dec_0").await.unwrap().unwrap().sealed.is_some());
}
