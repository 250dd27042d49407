//! Packs and whose are trusted.

use groundstate_server::store::{PackRow, SignerRow, Store};

use super::on_both;

on_both!(a_key_is_trusted_once_by_each_tenant, versions_replace_each_other);

fn signer(tenant: &str, id: &str) -> SignerRow {
    SignerRow {
        tenant_id: tenant.to_owned(),
        key_id: id.to_owned(),
        public_key: "ab".repeat(32),
        name: "somebody".to_owned(),
        added_at: 10,
        added_by: "key_1".to_owned(),
    }
}

fn pack(version: &str, status: &str, at: i64) -> PackRow {
    PackRow {
        tenant_id: "ten_1".to_owned(),
        name: "support".to_owned(),
        version: version.to_owned(),
        digest: format!("digest of {version}"),
        signer: "ed25519-1".to_owned(),
        status: status.to_owned(),
        cases: 60,
        failures: "[]".to_owned(),
        installed_at: at,
        installed_by: "key_1".to_owned(),
    }
}

async fn a_key_is_trusted_once_by_each_tenant(store: &Store) {
    let mut write = store.write().await.unwrap();
    write.add_pack_signer(&signer("ten_1", "ed25519-2")).await.unwrap();
    write.add_pack_signer(&signer("ten_1", "ed25519-1")).await.unwrap();
    write.add_pack_signer(&signer("ten_2", "ed25519-1")).await.unwrap();
    write.commit().await.unwrap();
    let mut write = store.write().await.unwrap();
    assert!(write.add_pack_signer(&signer("ten_1", "ed25519-1")).await.unwrap_err().is_duplicate());
    drop(write);
    let trusted = store.pack_signers("ten_1").await.unwrap();
    assert_eq!(trusted, [signer("ten_1", "ed25519-1"), signer("ten_1", "ed25519-2")]);
    let mut write = store.write().await.unwrap();
    assert!(write.remove_pack_signer("ten_1", "ed25519-1").await.unwrap());
    assert!(!write.remove_pack_signer("ten_1", "ed25519-1").await.unwrap());
    write.commit().await.unwrap();
    assert_eq!(store.pack_signers("ten_2").await.unwrap().len(), 1, "another tenant's list is its own");
}

async fn versions_replace_each_other(store: &Store) {
    let add = |row: PackRow, content: &'static [u8]| async move {
        let mut write = store.write().await.unwrap();
        write.add_pack(&row, content).await.unwrap();
        write.commit().await.unwrap();
    };
    add(pack("1.0.0", "active", 1), b"one").await;
    add(pack("1.1.0", "inactive", 2), b"two").await;
    let statuses = || async {
        let rows = store.pack_versions("ten_1", "support").await.unwrap();
        rows.into_iter().map(|row| format!("{} {}", row.version, row.status)).collect::<Vec<_>>()
    };
    assert_eq!(statuses().await, ["1.0.0 active", "1.1.0 inactive"], "what is inactive replaces nothing");
    add(pack("1.2.0", "active", 3), b"\x00\xFF").await;
    assert_eq!(statuses().await, ["1.0.0 replaced", "1.1.0 inactive", "1.2.0 active"]);
    add(pack("1.1.0", "active", 4), b"two again").await;
    assert_eq!(statuses().await, ["1.0.0 replaced", "1.2.0 replaced", "1.1.0 active"], "tested again");
    let content = |version: &'static str| store.pack_content("ten_1", "support", version);
    assert_eq!(content("1.2.0").await.unwrap().unwrap(), b"\x00\xFF");
    assert_eq!(content("9.0.0").await.unwrap(), None);
    assert_eq!(store.pack_content("ten_2", "support", "1.2.0").await.unwrap(), None);
    assert_eq!(store.packs("ten_1").await.unwrap().len(), 3);
    assert!(store.packs("ten_2").await.unwrap().is_empty());
    let mut write = store.write().await.unwrap();
    assert!(!write.remove_pack("ten_2", "support").await.unwrap());
    assert!(write.remove_pack("ten_1", "support").await.unwrap());
    write.commit().await.unwrap();
    assert!(store.packs("ten_1").await.unwrap().is_empty());
}
