//! Statements: kept as written, read by revision, found by their words.

use groundstate_server::store::Store;

use super::{document, on_both, publish};

on_both!(
    statements_come_back_as_written,
    what_an_index_lacks_is_read_by_revision_and_page,
    words_are_found_by_their_stem
);

async fn statements_come_back_as_written(store: &Store) {
    publish(store, &document("doc_1", "ten_1", 1), &["Ropes hold ships. ÄÖ 中 \u{1F6A2}", "They are long."]).await;
    let rows = store.statements_of("doc_1", 1, -1, 10).await.unwrap();
    let mut expected = super::statement("doc_1", 1, 1, "They are long.").row;
    (expected.id, expected.created_revision) = (rows[1].id, Some(1));
    assert_eq!(rows[1], expected);
    assert_eq!(rows[0].text, "Ropes hold ships. ÄÖ 中 \u{1F6A2}");
    assert_eq!(store.statements_of("doc_1", 1, 0, 10).await.unwrap(), [expected], "those after the first");
    assert_eq!(store.statements_of("doc_1", 1, -1, 1).await.unwrap().len(), 1);
    assert!(store.statements_of("doc_1", 2, -1, 10).await.unwrap().is_empty());
}

async fn what_an_index_lacks_is_read_by_revision_and_page(store: &Store) {
    publish(store, &document("doc_1", "ten_1", 1), &["One.", "Two."]).await;
    publish(store, &document("doc_2", "ten_1", 1), &["Three."]).await;
    publish(store, &document("doc_3", "ten_2", 1), &["Foreign."]).await;
    let page = store.published_between("ten_1", (0, 2), 0, 2).await.unwrap();
    assert_eq!(page.iter().map(|one| one.row.text.as_str()).collect::<Vec<_>>(), ["One.", "Two."]);
    assert_eq!((page[0].title.as_str(), page[0].source.as_str()), ("title 1", "source of doc_1"));
    assert_eq!((page[0].pooled.as_slice(), page[0].tokens.as_slice()), ([0, 1, 255].as_slice(), [7; 5].as_slice()));
    let rest = store.published_between("ten_1", (0, 2), page[1].row.id, 2).await.unwrap();
    assert_eq!(rest.iter().map(|one| one.row.text.as_str()).collect::<Vec<_>>(), ["Three."]);
    assert_eq!(store.published_between("ten_1", (1, 2), 0, 9).await.unwrap().len(), 1, "of the second revision only");
    assert_eq!(store.published_between("ten_1", (0, 1), 0, 9).await.unwrap().len(), 2, "of the first revision only");
}

async fn words_are_found_by_their_stem(store: &Store) {
    let texts =
        ["The ropes hold the ships.", "A rope is cheaper than a chain, and a rope is lighter.", "Nothing here."];
    publish(store, &document("doc_1", "ten_1", 1), &texts).await;
    let ids: Vec<i64> = store.statements_of("doc_1", 1, -1, 10).await.unwrap().into_iter().map(|row| row.id).collect();
    let find = async |words: &[&str], after: i64, limit: i64| {
        let words: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
        let rows = store.statements_with("ten_1", &words, after, limit).await.unwrap();
        rows.into_iter().map(|row| row.id).collect::<Vec<_>>()
    };
    assert_eq!(find(&["rope"], 0, 10).await, ids[..2], "singular and plural");
    assert_eq!(find(&["rope"], 0, 1).await, ids[..1], "page by page");
    assert_eq!(find(&["rope"], ids[0], 1).await, [ids[1]]);
    assert_eq!(find(&["chain", "cheaper"], 0, 10).await, [ids[1]], "all of the words");
    assert!(find(&["chain", "zebra"], 0, 10).await.is_empty() && find(&[], 0, 10).await.is_empty());
    // Operators of the two query languages are words here.
    for word in ["AND", "OR", "NOT", "NEAR", "\"", "'", "*", "rope\" OR \"chain", "a & b", "\\", "!", ""] {
        assert!(find(&[word, "zebra"], 0, 10).await.is_empty(), "`{word}`");
    }
}
