//! Decisions and their log: appends are serial, gapless and provable, however many come at once.

use std::path::Path;
use std::sync::Arc;

use groundstate_guardrails::log::head::{SignedHead, Signer};
use groundstate_guardrails::log::merkle::{Hash, leaf_hash, root, verify_inclusion};
use groundstate_server::audit::{Record, RecordKind, Recorder, Vault, proof};
use groundstate_server::clock::{Clock, SteppingClock};
use groundstate_server::store::{DecisionFilter, Store};
use serde_json::json;

use super::on_both;

on_both!(
    concurrent_appends_make_one_gapless_log,
    a_group_of_many_decisions_is_appended_whole,
    decisions_are_listed_and_filtered,
    a_write_that_fails_leaves_no_gap
);

fn record(kind: RecordKind, outcome: &str) -> Record {
    Record::by(kind, outcome, ("ten_1", "key_1"), json!({"n": 1})).with_detail(json!({"words": "said"}))
}

async fn recorder(store: &Store, clock: &Arc<SteppingClock>) -> Recorder {
    let clock: Arc<dyn Clock> = clock.clone();
    let vault = vault(store, &clock).await;
    Recorder::start(store.clone(), clock, Arc::new(Signer::from_seed(&[7; 32])), vault)
}

async fn vault(store: &Store, clock: &Arc<dyn Clock>) -> Vault {
    let master = "07".repeat(32).into();
    Vault::open(store.clone(), clock.clone(), (Some(&master), Path::new("/nowhere"))).await.unwrap()
}

async fn add(store: &Store, clock: &Arc<SteppingClock>, records: Vec<Record>) -> Vec<(String, i64)> {
    let recorder = recorder(store, clock).await;
    let mut write = store.write().await.unwrap();
    let recorded = recorder.append(&mut write, "ten_1", records).await.unwrap();
    write.commit().await.unwrap();
    recorded.into_iter().map(|one| (one.id, one.leaf_index)).collect()
}

async fn concurrent_appends_make_one_gapless_log(store: &Store) {
    let clock = Arc::new(SteppingClock::new(1_000, 1));
    let appends = (0..12).map(|size| add(store, &clock, vec![record(RecordKind::Check, "permitted"); size % 3 + 1]));
    let mut positions: Vec<i64> =
        futures::future::join_all(appends).await.into_iter().flatten().map(|(_, index)| index).collect();
    positions.sort_unstable();
    assert_eq!(positions, (0..24).collect::<Vec<_>>());
    let leaves = store.leaves("ten_1", 0, 100).await.unwrap();
    assert_eq!(leaves.iter().map(|leaf| leaf.leaf_index).collect::<Vec<_>>(), (0..24).collect::<Vec<_>>());
    let hashes: Vec<Hash> = leaves.iter().map(|leaf| leaf_hash(leaf.envelope.as_bytes())).collect();
    assert!(leaves.iter().zip(&hashes).all(|(leaf, hash)| leaf.leaf_hash == hex::encode(hash)));
    let heads: Vec<SignedHead> =
        store.heads("ten_1", 24).await.unwrap().iter().map(|head| serde_json::from_str(head).unwrap()).collect();
    assert_eq!(heads.len(), 12, "one a write");
    let key = Signer::from_seed(&[7; 32]).public_key();
    for head in &heads {
        key.verify_head(head).unwrap();
        let size = usize::try_from(head.size).unwrap();
        assert_eq!(head.root, hex::encode(root(&hashes[..size], head.size).unwrap()));
    }
    for (leaf, hash) in leaves.iter().zip(&hashes) {
        let proof = proof::inclusion(store, &key, leaf).await.unwrap();
        let path: Vec<Hash> =
            proof.audit_path.iter().map(|one| hex::decode(one).unwrap().try_into().unwrap()).collect();
        let root = hex::decode(&proof.root).unwrap().try_into().unwrap();
        verify_inclusion(hash, leaf.leaf_index.cast_unsigned(), proof.tree_size, &path, &root).unwrap();
    }
    assert!(store.leaves("ten_2", 0, 100).await.unwrap().is_empty());
    let covering: SignedHead = serde_json::from_str(&store.head_covering("ten_1", 24).await.unwrap().unwrap()).unwrap();
    assert_eq!(covering.size, 24);
    assert_eq!(store.head_covering("ten_1", 25).await.unwrap(), None);
}

async fn a_group_of_many_decisions_is_appended_whole(store: &Store) {
    let clock = Arc::new(SteppingClock::new(1_000, 1));
    let added = add(store, &clock, vec![record(RecordKind::Check, "permitted"); 150]).await;
    let leaves = store.leaves("ten_1", 0, 200).await.unwrap();
    assert_eq!(leaves.iter().map(|leaf| leaf.leaf_index).collect::<Vec<_>>(), (0..150).collect::<Vec<_>>());
    let hashes: Vec<Hash> = leaves.iter().map(|leaf| leaf_hash(leaf.envelope.as_bytes())).collect();
    let head: SignedHead = serde_json::from_str(&store.newest_head("ten_1").await.unwrap().unwrap()).unwrap();
    assert_eq!((head.size, head.root), (150, hex::encode(root(hashes.as_slice(), 150).unwrap())));
    for (id, _) in &added {
        assert!(store.decision_detail(id).await.unwrap().is_some(), "{id} has its words");
    }
    let key = Signer::from_seed(&[7; 32]).public_key();
    for (leaf, hash) in leaves.iter().zip(&hashes) {
        let proof = proof::inclusion(store, &key, leaf).await.unwrap();
        assert_eq!((proof.tree_size, leaf.leaf_hash.as_str()), (150, hex::encode(hash).as_str()));
    }
}

async fn decisions_are_listed_and_filtered(store: &Store) {
    let clock = Arc::new(SteppingClock::new(1_000, 1));
    let records =
        [(RecordKind::Check, "permitted"), (RecordKind::Check, "forbidden"), (RecordKind::Answer, "answered")];
    let ids = add(store, &clock, records.map(|(kind, outcome)| record(kind, outcome)).to_vec()).await;
    let list = async |kind: Option<&str>, outcome: Option<&str>, cursor: Option<&str>| {
        let filter = DecisionFilter { kind: kind.map(str::to_owned), outcome: outcome.map(str::to_owned) };
        let rows = store.decisions("ten_1", &filter, cursor, 10).await.unwrap();
        rows.into_iter().map(|row| row.leaf_index).collect::<Vec<_>>()
    };
    assert_eq!(list(None, None, None).await, [2, 1, 0], "newest first");
    assert_eq!(list(Some("check"), None, None).await, [1, 0]);
    assert_eq!(list(Some("check"), Some("forbidden"), None).await, [1]);
    assert_eq!(list(Some("answer"), Some("forbidden"), None).await, [0_i64; 0]);
    assert_eq!(list(None, None, Some(&ids[1].0)).await, [0]);
    let (id, _) = &ids[0];
    let row = store.decision("ten_1", id).await.unwrap().unwrap();
    assert_eq!((row.kind.as_str(), row.outcome.as_str(), row.principal.as_str()), ("check", "permitted", "key_1"));
    assert_eq!(store.decision("ten_2", id).await.unwrap(), None);
    let sealed = store.decision_detail(id).await.unwrap().unwrap();
    assert!(sealed.content.is_empty() && sealed.salt.is_empty() && sealed.key_id.is_some());
    let clock: Arc<dyn Clock> = clock;
    let vault = vault(store, &clock).await;
    assert_eq!(vault.words("ten_1", id).await.unwrap().unwrap().content, r#"{"words":"said"}"#);
    assert!(vault.words("ten_2", id).await.is_err(), "sealed words are bound to their tenant");
    assert!(!row.envelope.contains("said"), "words can be erased, so the envelope has none");
}

async fn a_write_that_fails_leaves_no_gap(store: &Store) {
    let clock = Arc::new(SteppingClock::new(1_000, 1));
    add(store, &clock, vec![record(RecordKind::Check, "permitted")]).await;
    let recorder = recorder(store, &clock).await;
    let mut write = store.write().await.unwrap();
    recorder.append(&mut write, "ten_1", vec![record(RecordKind::Check, "lost")]).await.unwrap();
    drop(write);
    let after = add(store, &clock, vec![record(RecordKind::Check, "kept")]).await;
    assert_eq!(after[0].1, 1);
    assert_eq!(store.leaves("ten_1", 0, 9).await.unwrap().len(), 2);
}
