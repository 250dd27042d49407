//! Documents: written, published, superseded, erased.

use groundstate_server::store::{DocumentRow, StatementRow, Store};

use super::{document, on_both, publish, statement, write_version};

on_both!(
    nothing_is_seen_before_it_is_published,
    a_new_version_supersedes_the_old_one,
    an_unfinished_version_gives_way_to_other_content,
    an_erased_document_leaves_only_its_erasure,
    documents_are_listed_by_tenant_newest_first,
);

async fn nothing_is_seen_before_it_is_published(store: &Store) {
    let one = DocumentRow { statements: 2, ..document("doc_1", "ten_1", 1) };
    write_version(store, &one, &["Ropes hold ships.", "They are long."]).await;
    assert_eq!(store.document("ten_1", "doc_1").await.unwrap().unwrap().version, 0);
    assert!(store.documents("ten_1", None, 10).await.unwrap().is_empty());
    let words = ["ropes".to_owned()];
    assert!(store.statements_with("ten_1", &words, 0, 10).await.unwrap().is_empty());
    let id = store.statements_of("doc_1", 1, -1, 10).await.unwrap()[0].id;
    assert_eq!(store.statement("ten_1", id).await.unwrap(), None);
    let revision = publish(store, &one, &["Ropes hold ships.", "They are long."]).await;
    assert_eq!(revision, 1);
    assert_eq!(store.statements_written("doc_1", 1).await.unwrap(), 2, "those already written stay, once");
    assert_eq!(store.document("ten_1", "doc_1").await.unwrap().unwrap(), one);
    assert_eq!(store.document_by_source("ten_1", "source of doc_1").await.unwrap().unwrap(), one);
    assert_eq!(store.statement("ten_1", id).await.unwrap().unwrap().created_revision, Some(1));
    assert_eq!(ids(store.statements_with("ten_1", &words, 0, 10).await.unwrap()), [id]);
    assert_eq!(store.version_text("ten_1", "doc_1", 1).await.unwrap().unwrap(), "Ropes hold ships. They are long.");
    for foreign in [store.document("ten_2", "doc_1").await, store.document_by_source("ten_2", "source of doc_1").await]
    {
        assert_eq!(foreign.unwrap(), None);
    }
    assert_eq!(store.version_text("ten_2", "doc_1", 1).await.unwrap(), None);
    assert_eq!(store.statement("ten_2", id).await.unwrap(), None);
    assert!(store.statements_with("ten_2", &words, 0, 10).await.unwrap().is_empty());
}

fn ids(rows: Vec<StatementRow>) -> Vec<i64> {
    rows.into_iter().map(|row| row.id).collect()
}

async fn a_new_version_supersedes_the_old_one(store: &Store) {
    publish(store, &document("doc_1", "ten_1", 1), &["Ropes hold ships."]).await;
    let old = store.statements_of("doc_1", 1, -1, 10).await.unwrap()[0].id;
    let second = DocumentRow { labels: r#"["crew"]"#.to_owned(), ..document("doc_1", "ten_1", 2) };
    assert_eq!(publish(store, &second, &["Chains hold ships."]).await, 2);
    assert_eq!(store.document("ten_1", "doc_1").await.unwrap().unwrap(), second);
    let versions: Vec<_> =
        store.versions("ten_1", "doc_1").await.unwrap().into_iter().map(|row| (row.version, row.revision)).collect();
    assert_eq!(versions, [(2, Some(2)), (1, Some(1))]);
    assert_eq!(store.statement("ten_1", old).await.unwrap().unwrap().superseded_revision, Some(2), "not lost");
    assert_eq!(store.superseded_between("ten_1", (1, 2)).await.unwrap(), [(old, 2)]);
    assert!(store.superseded_between("ten_1", (2, 9)).await.unwrap().is_empty());
    assert!(
        store.statements_with("ten_1", &["ropes".to_owned()], 0, 10).await.unwrap().is_empty(),
        "not found any more"
    );
    assert_eq!(store.statements_with("ten_1", &["chains".to_owned()], 0, 10).await.unwrap().len(), 1);
}

async fn an_unfinished_version_gives_way_to_other_content(store: &Store) {
    let first = document("doc_1", "ten_1", 1);
    write_version(store, &first, &["Half written."]).await;
    let other = DocumentRow { content_digest: "other content".to_owned(), ..first.clone() };
    let mut write = store.write().await.unwrap();
    let new = groundstate_server::store::NewVersion { document: &other, text: "Anew." };
    write.add_version(&new).await.unwrap();
    write.commit().await.unwrap();
    assert_eq!(store.statements_written("doc_1", 1).await.unwrap(), 0, "of the other content");
    let mut write = store.write().await.unwrap();
    write.add_statements("ten_1", &[statement("doc_1", 1, 0, "Anew.")]).await.unwrap();
    let revision = write.next_revision("ten_1").await.unwrap();
    write.publish(&other, revision).await.unwrap();
    write.commit().await.unwrap();
    let third = DocumentRow { content_digest: "a third".to_owned(), ..first };
    let mut write = store.write().await.unwrap();
    let new = groundstate_server::store::NewVersion { document: &third, text: "Too late." };
    write.add_version(&new).await.unwrap();
    write.commit().await.unwrap();
    assert_eq!(store.version_text("ten_1", "doc_1", 1).await.unwrap().unwrap(), "Anew.", "what is published stays");
}

async fn an_erased_document_leaves_only_its_erasure(store: &Store) {
    publish(store, &document("doc_1", "ten_1", 1), &["Ropes hold ships."]).await;
    publish(store, &document("doc_2", "ten_1", 1), &["Ropes are made of hemp."]).await;
    let id = store.statements_of("doc_1", 1, -1, 10).await.unwrap()[0].id;
    let mut write = store.write().await.unwrap();
    assert!(!write.erase_document("ten_2", "doc_1", 1).await.unwrap(), "not that tenant's");
    let revision = write.next_revision("ten_1").await.unwrap();
    assert!(write.erase_document("ten_1", "doc_1", revision).await.unwrap());
    assert!(!write.erase_document("ten_1", "doc_1", revision).await.unwrap(), "gone already");
    write.commit().await.unwrap();
    assert_eq!(store.document("ten_1", "doc_1").await.unwrap(), None);
    assert!(store.versions("ten_1", "doc_1").await.unwrap().is_empty());
    assert_eq!(store.statement("ten_1", id).await.unwrap(), None);
    assert_eq!(store.statements_written("doc_1", 1).await.unwrap(), 0);
    assert_eq!(store.statements_with("ten_1", &["ropes".to_owned()], 0, 10).await.unwrap().len(), 1, "the other one");
    assert_eq!(store.erased_between("ten_1", (revision - 1, revision)).await.unwrap(), ["doc_1"]);
    assert!(store.erased_between("ten_1", (revision, revision + 1)).await.unwrap().is_empty());
    assert!(store.erased_between("ten_2", (0, 100)).await.unwrap().is_empty());
}

async fn documents_are_listed_by_tenant_newest_first(store: &Store) {
    for id in ["doc_1", "doc_2", "doc_3"] {
        publish(store, &document(id, "ten_1", 1), &["A text."]).await;
    }
    publish(store, &document("doc_4", "ten_2", 1), &["A text."]).await;
    let listed = |rows: Vec<DocumentRow>| rows.into_iter().map(|row| row.id).collect::<Vec<_>>();
    assert_eq!(listed(store.documents("ten_1", None, 2).await.unwrap()), ["doc_3", "doc_2"]);
    assert_eq!(listed(store.documents("ten_1", Some("doc_2"), 2).await.unwrap()), ["doc_1"]);
    let mut write = store.write().await.unwrap();
    let taken = DocumentRow { id: "doc_9".to_owned(), ..document("doc_1", "ten_1", 0) };
    assert!(write.add_document(&taken).await.unwrap_err().is_duplicate(), "one document a source");
    drop(write);
    let mut write = store.write().await.unwrap();
    let elsewhere = DocumentRow { id: "doc_9".to_owned(), tenant_id: "ten_2".to_owned(), ..taken };
    write.add_document(&elsewhere).await.unwrap();
    write.commit().await.unwrap();
}
