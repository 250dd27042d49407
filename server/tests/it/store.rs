//! The store's contract: the same on SQLite and on Postgres.

mod critics;
mod documents;
mod environments;
mod jobs;
mod log;
mod packs;
mod plans;
mod policies;
mod rows;
mod statements;

use groundstate_server::store::{DocumentRow, KeyRow, NewStatement, StatementRow, Store};
use tempfile::TempDir;

use crate::support::scratch_database;

/// Runs each contract on both databases, each over a database of its own.
macro_rules! on_both {
    ($($contract:ident),+ $(,)?) => {
        mod sqlite {
            $(#[tokio::test]
            async fn $contract() {
                let folder = tempfile::TempDir::new().unwrap();
                let store = crate::store::sqlite(&folder).await;
                super::$contract(&store).await;
                store.close().await;
            })+
        }
        mod postgres {
            $(#[tokio::test]
            async fn $contract() {
                let Some(store) = crate::store::postgres().await else { return };
                super::$contract(&store).await;
                store.close().await;
            })+
        }
    };
}
use on_both;

async fn sqlite(folder: &TempDir) -> Store {
    with_tenants(Store::open(&format!("sqlite://{}/test.db?mode=rwc", folder.path().display())).await.unwrap()).await
}

async fn postgres() -> Option<Store> {
    let url = scratch_database().await?;
    Some(with_tenants(Store::open(&url).await.unwrap()).await)
}

async fn with_tenants(store: Store) -> Store {
    let mut write = store.write().await.unwrap();
    write.add_tenant("ten_1", "first", 1).await.unwrap();
    write.add_tenant("ten_2", "second", 2).await.unwrap();
    write.commit().await.unwrap();
    store
}

fn key(id: &str, tenant: &str) -> KeyRow {
    KeyRow {
        id: id.to_owned(),
        tenant_id: tenant.to_owned(),
        name: "a key".to_owned(),
        digest: format!("digest of {id}"),
        scopes: r#"["answer"]"#.to_owned(),
        labels: "[]".to_owned(),
        created_at: 10,
        expires_at: None,
        revoked_at: None,
        application_id: None,
    }
}

/// A version of a document as it will stand once published.
fn document(id: &str, tenant: &str, version: i64) -> DocumentRow {
    DocumentRow {
        id: id.to_owned(),
        tenant_id: tenant.to_owned(),
        source: format!("source of {id}"),
        title: format!("title {version}"),
        media_type: "text/plain".to_owned(),
        labels: "[]".to_owned(),
        trust: 0.5,
        version,
        statements: 1,
        content_digest: format!("content {version}"),
        created_at: 100,
        updated_at: 100 + version,
    }
}

fn statement(document: &str, version: i64, ordinal: i64, text: &str) -> NewStatement {
    let row = StatementRow {
        id: 0,
        document_id: document.to_owned(),
        version,
        ordinal,
        paragraph: 0,
        kind: "sentence".to_owned(),
        heading_path: r#"["Heading"]"#.to_owned(),
        text: text.to_owned(),
        span_start: 0,
        span_end: 10,
        requires: (ordinal > 0).then_some(0),
        labels: "[]".to_owned(),
        trust: 0.5,
        created_at: 100,
        created_revision: None,
        superseded_revision: None,
    };
    NewStatement { row, pooled: vec![0, 1, 255], tokens: vec![7; 5] }
}

/// Writes and publishes a version with these statements; its revision.
async fn publish(store: &Store, document: &DocumentRow, texts: &[&str]) -> i64 {
    write_version(store, document, texts).await;
    let mut write = store.write().await.unwrap();
    let revision = write.next_revision(&document.tenant_id).await.unwrap();
    write.publish(document, revision).await.unwrap();
    write.commit().await.unwrap();
    revision
}

/// Writes a version that nobody sees yet.
async fn write_version(store: &Store, document: &DocumentRow, texts: &[&str]) {
    let mut write = store.write().await.unwrap();
    if document.version == 1 && store.document(&document.tenant_id, &document.id).await.unwrap().is_none() {
        let unpublished = DocumentRow { version: 0, content_digest: String::new(), ..document.clone() };
        write.add_document(&unpublished).await.unwrap();
    }
    let text = texts.join(" ");
    let document = &DocumentRow { statements: i64::try_from(texts.len()).unwrap(), ..document.clone() };
    let new = groundstate_server::store::NewVersion { document, text: &text };
    write.add_version(&new).await.unwrap();
    let statements: Vec<NewStatement> =
        (0..).zip(texts).map(|(ordinal, text)| statement(&document.id, document.version, ordinal, text)).collect();
    write.add_statements(&document.tenant_id, &statements).await.unwrap();
    write.commit().await.unwrap();
}
