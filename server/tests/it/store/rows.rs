//! Tenants, keys, policies, idempotency keys.

use groundstate_server::store::{Claim, IdempotencyKey, PolicyRow, Store};

use super::{key, on_both};

on_both!(
    tenants_have_revisions_of_their_own,
    a_dropped_write_did_not_happen,
    keys_are_found_by_digest_and_withdrawn_once,
    policies_have_one_active_version,
    the_first_claim_of_an_idempotency_key_wins,
    a_signing_key_is_drawn_once,
);

async fn tenants_have_revisions_of_their_own(store: &Store) {
    store.ping().await.unwrap();
    let mut write = store.write().await.unwrap();
    assert_eq!(write.next_revision("ten_1").await.unwrap(), 1);
    assert_eq!(write.next_revision("ten_1").await.unwrap(), 2);
    assert!(write.next_revision("ten_unknown").await.is_err());
    drop(write);
    let mut write = store.write().await.unwrap();
    assert_eq!(write.next_revision("ten_2").await.unwrap(), 1);
    write.commit().await.unwrap();
    let revisions = [("ten_1", 0), ("ten_2", 1), ("ten_unknown", 0)];
    for (tenant, revision) in revisions {
        assert_eq!(store.memory_revision(tenant).await.unwrap(), revision, "{tenant}");
    }
    let names: Vec<String> = store.tenants().await.unwrap().into_iter().map(|tenant| tenant.name).collect();
    assert_eq!(names, ["first", "second"], "oldest first");
    let mut write = store.write().await.unwrap();
    assert!(write.add_tenant("ten_1", "again", 3).await.unwrap_err().is_duplicate());
}

async fn a_dropped_write_did_not_happen(store: &Store) {
    let mut write = store.write().await.unwrap();
    write.add_key(&key("key_1", "ten_1")).await.unwrap();
    drop(write);
    assert!(!store.has_keys().await.unwrap());
    let mut write = store.write().await.unwrap();
    write.add_key(&key("key_1", "ten_1")).await.unwrap();
    write.commit().await.unwrap();
    assert!(store.has_keys().await.unwrap());
}

async fn keys_are_found_by_digest_and_withdrawn_once(store: &Store) {
    let mut write = store.write().await.unwrap();
    for id in ["key_1", "key_2", "key_3"] {
        write.add_key(&key(id, "ten_1")).await.unwrap();
    }
    write.add_key(&key("key_4", "ten_2")).await.unwrap();
    write.commit().await.unwrap();
    let mut write = store.write().await.unwrap();
    let taken = groundstate_server::store::KeyRow { id: "key_5".to_owned(), ..key("key_1", "ten_1") };
    assert!(write.add_key(&taken).await.unwrap_err().is_duplicate(), "the digest is taken");
    drop(write);
    assert_eq!(store.key_by_digest("digest of key_2").await.unwrap().unwrap(), key("key_2", "ten_1"));
    assert_eq!(store.key_by_digest("key_2").await.unwrap(), None);
    let page = store.keys("ten_1", None, 2).await.unwrap();
    assert_eq!(page.iter().map(|row| row.id.as_str()).collect::<Vec<_>>(), ["key_3", "key_2"], "newest first");
    let rest = store.keys("ten_1", Some("key_2"), 2).await.unwrap();
    assert_eq!(rest.iter().map(|row| row.id.as_str()).collect::<Vec<_>>(), ["key_1"]);
    let mut write = store.write().await.unwrap();
    assert!(!write.revoke_key("ten_2", "key_1", 50).await.unwrap(), "not that tenant's");
    assert!(write.revoke_key("ten_1", "key_1", 50).await.unwrap());
    assert!(!write.revoke_key("ten_1", "key_1", 60).await.unwrap(), "withdrawn already");
    write.commit().await.unwrap();
    assert_eq!(store.key_by_digest("digest of key_1").await.unwrap().unwrap().revoked_at, Some(50));
}

async fn policies_have_one_active_version(store: &Store) {
    let policy = |name: &str, digest: &str| PolicyRow {
        tenant_id: "ten_1".to_owned(),
        name: name.to_owned(),
        version: 0,
        digest: digest.to_owned(),
        document: "{}".to_owned(),
        status: "active".to_owned(),
        created_at: 5,
        created_by: "key_1".to_owned(),
    };
    let mut write = store.write().await.unwrap();
    assert_eq!(write.activate_policy(&policy("default", "a")).await.unwrap(), 1);
    assert_eq!(write.activate_policy(&policy("default", "b")).await.unwrap(), 2);
    assert_eq!(write.activate_policy(&policy("another", "c")).await.unwrap(), 1);
    write.commit().await.unwrap();
    let active: Vec<(String, i64)> =
        store.active_policies("ten_1").await.unwrap().into_iter().map(|row| (row.name, row.version)).collect();
    assert_eq!(active, [("another".to_owned(), 1), ("default".to_owned(), 2)]);
    assert_eq!(store.active_policy("ten_1", "default").await.unwrap().unwrap().digest, "b");
    assert_eq!(store.policy_by_digest("ten_1", "a").await.unwrap().unwrap().status, "retired");
    let mut write = store.write().await.unwrap();
    let again = PolicyRow { status: "draft".to_owned(), ..policy("default", "a") };
    assert_eq!(write.add_policy(&again).await.unwrap(), 3);
    write.commit().await.unwrap();
    let newest = store.policy_of_digest("ten_1", "default", "a").await.unwrap().unwrap();
    assert_eq!((newest.version, newest.status.as_str()), (3, "draft"), "the newest of several");
    assert_eq!(store.policy_of_digest("ten_1", "another", "a").await.unwrap(), None, "under its name only");
    assert_eq!(store.policy_of_digest("ten_2", "default", "a").await.unwrap(), None);
    assert_eq!(store.policy_by_digest("ten_2", "a").await.unwrap(), None);
    assert_eq!(store.active_policy("ten_2", "default").await.unwrap(), None);
}

async fn the_first_claim_of_an_idempotency_key_wins(store: &Store) {
    let key = IdempotencyKey { tenant: "ten_1", principal: "key_1", key: "once" };
    let claims = futures::future::join_all((0..8).map(|_| store.claim_idempotency_key(key, "digest", (100, 0)))).await;
    let first = claims.into_iter().filter(|claim| *claim.as_ref().unwrap() == Claim::First).count();
    assert_eq!(first, 1, "of eight at once");
    let other = IdempotencyKey { principal: "key_2", ..key };
    assert_eq!(store.claim_idempotency_key(other, "digest", (100, 0)).await.unwrap(), Claim::First);
    let mut write = store.write().await.unwrap();
    write.keep_response(key, 201, "application/json", b"{\"a\":1}\x00\xff").await.unwrap();
    write.commit().await.unwrap();
    let Claim::Known(known) = store.claim_idempotency_key(key, "digest", (101, 0)).await.unwrap() else {
        panic!("known")
    };
    assert_eq!((known.status, known.content_type.as_deref()), (Some(201), Some("application/json")));
    assert_eq!(known.body.as_deref(), Some(b"{\"a\":1}\x00\xff".as_slice()));
    assert_eq!((known.request_digest.as_str(), known.created_at), ("digest", 100));
    let mut write = store.write().await.unwrap();
    write.release_idempotency_key(other).await.unwrap();
    write.commit().await.unwrap();
    assert_eq!(store.claim_idempotency_key(other, "another", (102, 0)).await.unwrap(), Claim::First, "released");
    assert_eq!(store.claim_idempotency_key(key, "digest", (300, 101)).await.unwrap(), Claim::First, "forgotten");
}

async fn a_signing_key_is_drawn_once(store: &Store) {
    assert_eq!(store.signing_key().await.unwrap(), None);
    let mut write = store.write().await.unwrap();
    write.add_signing_key("primary", "aa", 1).await.unwrap();
    write.commit().await.unwrap();
    let mut write = store.write().await.unwrap();
    assert!(write.add_signing_key("primary", "bb", 2).await.unwrap_err().is_duplicate());
    drop(write);
    assert_eq!(store.signing_key().await.unwrap(), Some(("primary".to_owned(), "aa".to_owned())));
}
