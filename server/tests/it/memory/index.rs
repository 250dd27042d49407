//! The index: scores, order, revisions.

use std::sync::Arc;

use groundstate_planner::perception::TokenStates;
use groundstate_server::memory::index::{
    Addition, Applied, Delta, HitSource, IndexError, IndexedStatement, RecallLimits, RecallQuery, TenantIndex, View,
};

pub(super) fn statement(id: i64, text: &str) -> IndexedStatement {
    let ids: Vec<u32> = text.bytes().map(u32::from).collect();
    let states = TokenStates::quantise(2, ids.clone(), &vec![0.5; ids.len() * 2]).unwrap();
    IndexedStatement {
        id,
        text: text.into(),
        heading: Arc::from("Title"),
        document: 1,
        paragraph: id.unsigned_abs() / 10,
        ordinal: u32::try_from(id).unwrap(),
        requires: None,
        trust: 1.0,
        recorded_at_ms: 0,
        labels: Arc::from([]),
        created_revision: 1,
        superseded_revision: None,
        states: Arc::new(states),
    }
}

pub(super) fn addition(statement: IndexedStatement, pooled: [f32; 4]) -> Addition {
    Addition { statement, pooled: pooled.to_vec() }
}

pub(super) fn delta(revision: u64, additions: Vec<Addition>) -> Delta {
    Delta { tenant: "acme".to_owned(), revision, additions, ..Delta::default() }
}

fn everyone(snapshot: u64) -> View {
    View::new(snapshot, Vec::<String>::new())
}

fn filled() -> TenantIndex {
    let mut index = TenantIndex::new("acme", 4);
    let texts =
        ["Ropes hold ships.", "The oil crisis began in 1973.", "Crises of oil prices recur.", "Ships carry oil."];
    let pooled = [[1.0, 0.0, 0.0, 0.0], [0.0, 1.0, 0.0, 0.0], [0.0, 0.8, 0.6, 0.0], [0.6, 0.0, 0.8, 0.0]];
    let additions = (1..).zip(texts).zip(pooled).map(|((id, text), pooled)| addition(statement(id, text), pooled));
    index.apply(delta(1, additions.collect())).unwrap();
    index
}

fn ask(index: &TenantIndex, text: &str, pooled: Option<&[f32]>, view: &View) -> Vec<(i64, HitSource)> {
    let hits = index.recall(&RecallQuery { text, pooled, view, limits: RecallLimits::default() });
    hits.into_iter().map(|hit| (hit.id, hit.source)).collect()
}

#[test]
fn words_are_compared_by_stem_and_case_and_accent() {
    let mut index = filled();
    index.apply(delta(2, vec![addition(statement(9, "Café Zürich, U.S.A., costs 1,000."), [0.0; 4])])).unwrap();
    let view = everyone(2);
    let found = |text: &str| ask(&index, text, None, &view).into_iter().map(|(id, _)| id).collect::<Vec<_>>();
    assert_eq!(found("OIL CRISIS"), [2, 4, 3], "the shorter statement wins");
    assert_eq!(found("cafe zurich"), [9]);
    assert_eq!(found("usa"), [9]);
    assert_eq!(found("1000"), [9]);
    assert!(found("").is_empty() && found("zebra").is_empty());
}

/// BM25 by hand for one word: n = 4, df = 2, lengths 3, 6, 5, 3.
#[test]
fn bm25_is_the_published_formula() {
    let index = filled();
    let hits =
        index.recall(&RecallQuery { text: "ships", pooled: None, view: &everyone(1), limits: RecallLimits::default() });
    let idf = (1.0 + (4.0 - 2.0 + 0.5) / (2.0 + 0.5_f64)).ln();
    let expected = idf * 2.2 / (1.0 + 1.2 * (0.25 + 0.75 * 3.0 / 4.25));
    assert_eq!(hits.iter().map(|hit| hit.id).collect::<Vec<_>>(), [1, 4], "equal scores order by identifier");
    assert!((f64::from(hits[0].lexical) - expected).abs() < 1e-6, "{} against {expected}", hits[0].lexical);
}

#[test]
fn both_rankings_are_fused() {
    let index = filled();
    let query = RecallQuery {
        text: "ropes",
        pooled: Some(&[0.0, 1.0, 0.0, 0.0]),
        view: &everyone(1),
        limits: RecallLimits { lexical: 64, vector: 2, required: 0 },
    };
    let hits = index.recall(&query);
    let found: Vec<_> = hits.iter().map(|hit| (hit.id, hit.source, hit.vector)).collect();
    assert_eq!(found, [(1, HitSource::Lexical, 0.0), (2, HitSource::Vector, 1.0), (3, HitSource::Vector, 0.8)]);
    assert_eq!(ask(&index, "oil", Some(&[0.0, 1.0, 0.0, 0.0]), &everyone(1))[0].1, HitSource::Both);
    assert!(ask(&index, "", Some(&[1.0]), &everyone(1)).is_empty(), "an embedding of another model finds nothing");
}

#[test]
fn what_a_hit_requires_comes_along_unless_hidden() {
    let mut index = TenantIndex::new("acme", 4);
    let mut chain = vec![statement(1, "The treaty."), statement(2, "It held."), statement(3, "Zebras signed it.")];
    chain[1].requires = Some(1);
    chain[2].requires = Some(2);
    let hidden = IndexedStatement { labels: Arc::from(["secret".to_owned()]), ..chain[0].clone() };
    let shown = chain.clone();
    index.apply(delta(1, shown.into_iter().map(|statement| addition(statement, [0.0; 4])).collect())).unwrap();
    let expected = [(3, HitSource::Lexical), (2, HitSource::Required), (1, HitSource::Required)];
    assert_eq!(ask(&index, "zebras", None, &everyone(1)), expected);
    let mut index = TenantIndex::new("acme", 4);
    let guarded = [hidden, chain[1].clone(), chain[2].clone()];
    index.apply(delta(1, guarded.into_iter().map(|statement| addition(statement, [0.0; 4])).collect())).unwrap();
    assert_eq!(ask(&index, "zebras", None, &everyone(1)), expected[..2]);
    assert!(index.get(1, &everyone(1)).is_none() && index.pooled(1, &everyone(1)).is_none());
}

#[test]
fn older_snapshots_keep_their_scores() {
    let mut index = filled();
    let view = everyone(1);
    let query = RecallQuery {
        text: "oil ships",
        pooled: Some(&[0.6, 0.8, 0.0, 0.0]),
        view: &view,
        limits: RecallLimits::default(),
    };
    let before = index.recall(&query);
    let frequencies = index.frequencies(&[u32::from(b'o')], &view);
    let new = IndexedStatement { created_revision: 2, ..statement(5, "Oil oil oil ships.") };
    let change = Delta { supersessions: vec![2, 99], ..delta(2, vec![addition(new, [0.5; 4])]) };
    assert_eq!(index.apply(change), Ok(Applied { added: 1, superseded: 1, deleted: 0 }));
    assert_eq!(index.recall(&query), before, "the snapshot's answer does not change");
    assert_eq!(index.frequencies(&[u32::from(b'o')], &view), frequencies);
    let ids =
        |snapshot| ask(&index, "oil", None, &everyone(snapshot)).into_iter().map(|(id, _)| id).collect::<Vec<_>>();
    assert!(ids(1).contains(&2) && !ids(1).contains(&5));
    assert!(!ids(2).contains(&2) && ids(2).contains(&5));
    assert!(ids(0).is_empty());
}

#[test]
fn deletion_removes_from_every_snapshot() {
    let mut index = filled();
    index.apply(Delta { deletions: vec![2, 99], ..delta(2, Vec::new()) }).unwrap();
    assert_eq!(index.len(), 3);
    for snapshot in [1, 2] {
        assert!(ask(&index, "1973", Some(&[0.0, 1.0, 0.0, 0.0]), &everyone(snapshot)).iter().all(|(id, _)| *id != 2));
    }
    assert_eq!(index.frequencies(&[u32::from(b'9')], &everyone(2)).count(u32::from(b'9')), 0);
}

#[test]
fn many_deletions_compact_the_index() {
    let mut index = TenantIndex::new("acme", 4);
    let all: Vec<_> =
        (0..3000).map(|id| addition(statement(id, &format!("word{id} common")), [0.5, 0.5, 0.5, id as f32])).collect();
    index.apply(delta(1, all)).unwrap();
    let large = index.footprint();
    index.apply(Delta { deletions: (0..2000).collect(), ..delta(2, Vec::new()) }).unwrap();
    assert_eq!((index.len(), index.revision()), (1000, 2));
    assert!(index.footprint().total() < large.total() / 2, "{:?}", index.footprint());
    assert_eq!(ask(&index, "word2500", None, &everyone(2)), [(2500, HitSource::Lexical)]);
    assert_eq!(index.pooled(2999, &everyone(2)), Some([0.5, 0.5, 0.5, 2999.0].as_slice()));
}

#[test]
fn a_refused_change_changes_nothing() {
    let mut index = filled();
    let foreign = Delta { tenant: "other".to_owned(), ..delta(2, vec![addition(statement(7, "x"), [0.0; 4])]) };
    assert_eq!(index.apply(foreign), Err(IndexError::WrongTenant));
    assert_eq!(index.apply(delta(0, Vec::new())), Err(IndexError::StaleRevision { revision: 0, current: 1 }));
    let bad = [
        (vec![addition(statement(7, "x"), [f32::NAN; 4])], IndexError::Embedding { id: 7, dimension: 4 }),
        (
            vec![addition(statement(7, "x"), [0.0; 4]), addition(statement(7, "y"), [0.0; 4])],
            IndexError::Duplicate { id: 7 },
        ),
        (
            vec![addition(statement(7, "x"), [0.0; 4]), addition(statement(1, "y"), [0.0; 4])],
            IndexError::Duplicate { id: 1 },
        ),
        (
            vec![Addition { statement: statement(7, "x"), pooled: vec![0.0; 3] }],
            IndexError::Embedding { id: 7, dimension: 4 },
        ),
    ];
    for (additions, error) in bad {
        assert_eq!(index.apply(delta(2, additions)), Err(error));
        assert_eq!((index.len(), index.revision()), (4, 1));
    }
}

#[test]
fn paragraphs_are_read_in_order() {
    let mut index = TenantIndex::new("acme", 4);
    let additions = [13, 11, 12, 25].map(|id| addition(statement(id, "text"), [0.0; 4]));
    index.apply(delta(1, additions.to_vec())).unwrap();
    let ids: Vec<i64> = index.paragraph(1, &everyone(1)).iter().map(|statement| statement.id).collect();
    assert_eq!(ids, [11, 12, 13]);
}

#[test]
fn frequencies_weigh_rare_wordpieces_more() {
    let index = filled();
    let found = index.frequencies(&[u32::from(b'1'), u32::from(b'.')], &everyone(1));
    assert_eq!((found.statements, found.count(u32::from(b'1')), found.count(u32::from(b'.'))), (4, 1, 4));
    assert!(found.idf(u32::from(b'1')) > found.idf(u32::from(b'.')) && found.idf(u32::from(b'.')) >= 0.0);
}

/// Prints what 64 Ki statements of 28 tokens at 384 dimensions take.
#[test]
#[ignore = "takes a gigabyte of memory; run it for the figure"]
fn footprint_of_64_ki_statements() {
    let mut index = TenantIndex::new("acme", 384);
    for id in 0..65_536_i64 {
        let text = format!(
            "Statement {id} says what the committee of {} decided about item {} on that day.",
            id % 977,
            id % 3001
        );
        let ids: Vec<u32> = (0..28)
            .map(|token| (id.unsigned_abs() as u32).wrapping_mul(31).wrapping_add(token * 977) % 30_522)
            .collect();
        let states = TokenStates::quantise(384, ids, &vec![0.05; 28 * 384]).unwrap();
        let held = IndexedStatement { states: Arc::new(states), ..statement(id, &text) };
        let pooled = vec![0.05; 384];
        index.apply(delta(1, vec![Addition { statement: held, pooled }])).unwrap();
    }
    println!("{:?}: {} MiB", index.footprint(), index.footprint().total() >> 20);
    assert!(index.footprint().total() < 1 << 30);
}
