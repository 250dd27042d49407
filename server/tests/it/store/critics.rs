//! Feedback, critics, and what moved them on.

use groundstate_server::store::{CriticRow, CriticStepRow, DecisionRow, FeedbackRow, StepRow, Store};

use super::on_both;

on_both!(
    feedback_is_kept_once_a_person_and_decision,
    one_critic_is_active_and_one_in_shadow,
    what_was_given_up_is_not_gone_back_to,
);

async fn decide(store: &Store, id: &str, place: i64) {
    let mut write = store.write().await.unwrap();
    let row = DecisionRow {
        id: id.to_owned(),
        tenant_id: "ten_1".to_owned(),
        kind: "answer".to_owned(),
        outcome: "answered".to_owned(),
        principal: "key_1".to_owned(),
        created_at: 1,
        leaf_index: place,
        leaf_hash: "00".to_owned(),
        envelope: "{}".to_owned(),
    };
    write.add_decisions(&[row]).await.unwrap();
    write.commit().await.unwrap();
}

fn feedback(decision: &str, principal: &str, rating: &str, at: i64) -> FeedbackRow {
    FeedbackRow {
        tenant_id: "ten_1".to_owned(),
        decision_id: decision.to_owned(),
        principal: principal.to_owned(),
        rating: rating.to_owned(),
        preferred: None,
        recorded_as: format!("dec of {at}"),
        created_at: at,
    }
}

async fn feedback_is_kept_once_a_person_and_decision(store: &Store) {
    for (id, place) in [("dec_1", 0), ("dec_2", 1)] {
        decide(store, id, place).await;
    }
    let mut write = store.write().await.unwrap();
    let all = [
        feedback("dec_1", "key_1", "good", 1),
        feedback("dec_1", "key_2", "bad", 2),
        feedback("dec_2", "key_1", "good", 3),
        FeedbackRow { preferred: Some("[4,5]".to_owned()), ..feedback("dec_1", "key_1", "bad", 4) },
    ];
    for one in &all {
        write.keep_feedback(one).await.unwrap();
    }
    write.commit().await.unwrap();
    assert_eq!(store.feedback("ten_1", "dec_1").await.unwrap(), [all[1].clone(), all[3].clone()]);
    assert!(store.feedback("ten_2", "dec_1").await.unwrap().is_empty());
    assert_eq!(store.feedback_count("ten_1").await.unwrap(), 3);
    let newest = |skip, limit| store.newest_feedback("ten_1", (skip, limit));
    assert_eq!(newest(0, 2).await.unwrap(), [all[3].clone(), all[2].clone()]);
    assert_eq!(newest(2, 5).await.unwrap(), [all[1].clone()]);
}

fn critic(status: &str, digest: &str) -> CriticRow {
    CriticRow {
        tenant_id: "ten_1".to_owned(),
        version: 0,
        digest: digest.to_owned(),
        document: "{}".to_owned(),
        status: status.to_owned(),
        created_at: 7,
        created_by: "key_1".to_owned(),
    }
}

async fn add(store: &Store, status: &str, digest: &str) -> CriticRow {
    let mut write = store.write().await.unwrap();
    let version = write.add_critic(&critic(status, digest)).await.unwrap();
    write.commit().await.unwrap();
    store.critic("ten_1", version).await.unwrap().unwrap()
}

async fn one_critic_is_active_and_one_in_shadow(store: &Store) {
    let (first, second) = (add(store, "active", "a").await, add(store, "approved", "b").await);
    assert_eq!((first.version, second.version), (1, 2));
    let third = add(store, "shadow", "c").await;
    let mut write = store.write().await.unwrap();
    assert!(write.move_critic(&second, "active").await.unwrap_err().is_duplicate());
    drop(write);
    let mut write = store.write().await.unwrap();
    assert!(write.add_critic(&critic("draft", "a")).await.unwrap_err().is_duplicate(), "the same critic");
    drop(write);
    let mut write = store.write().await.unwrap();
    assert!(write.move_critic(&first, "retired").await.unwrap());
    assert!(!write.move_critic(&first, "retired").await.unwrap(), "it stands elsewhere by now");
    assert!(write.move_critic(&second, "active").await.unwrap());
    write.commit().await.unwrap();
    assert_eq!(store.critic_at("ten_1", "active").await.unwrap().unwrap().version, 2);
    assert_eq!(store.critic_at("ten_1", "shadow").await.unwrap().unwrap(), third);
    assert_eq!(store.critic_by_digest("ten_1", "b").await.unwrap().unwrap().version, 2);
    assert!(store.critic_by_digest("ten_2", "b").await.unwrap().is_none());
    let listed = store.critics("ten_1", 3, 10).await.unwrap();
    assert_eq!(listed.iter().map(|row| row.version).collect::<Vec<_>>(), [2, 1]);
}

fn step(version: i64, action: &str, at: i64) -> CriticStepRow {
    CriticStepRow {
        tenant_id: "ten_1".to_owned(),
        version,
        step: StepRow {
            action: action.to_owned(),
            from_status: "active".to_owned(),
            to_status: "retired".to_owned(),
            principal: "key_1".to_owned(),
            reason: "a test".to_owned(),
            decision_id: format!("dec {at}"),
            created_at: at,
        },
    }
}

async fn what_was_given_up_is_not_gone_back_to(store: &Store) {
    assert!(store.critic_before("ten_1").await.unwrap().is_none());
    for digest in ["a", "b", "c"] {
        add(store, "retired", digest).await;
    }
    let steps = [step(1, "retire", 30), step(2, "retire", 20), step(3, "withdraw", 40)];
    let mut write = store.write().await.unwrap();
    for step in &steps {
        write.add_critic_step(step).await.unwrap();
    }
    write.commit().await.unwrap();
    assert_eq!(store.critic_before("ten_1").await.unwrap().unwrap().version, 1);
    assert_eq!(store.critic_steps("ten_1", 2).await.unwrap(), [steps[1].clone()]);
}
