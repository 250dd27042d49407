//! Nobody is ever shown a statement that is not theirs to see.

use std::sync::Arc;

use groundstate_server::memory::index::{Delta, IndexedStatement, RecallLimits, RecallQuery, TenantIndex, View};
use proptest::prelude::*;

use super::index::{addition, statement};

const LABELS: [&str; 4] = ["hr", "legal", "board", "press"];
const WORDS: [&str; 8] = ["rope", "oil", "treaty", "ship", "council", "crisis", "1973", "the"];
const TENANTS: [&str; 2] = ["acme", "other"];

/// A statement's visibility as the test knows it.
#[derive(Clone, Debug)]
struct Known {
    tenant: usize,
    labels: Vec<usize>,
    text: String,
    pooled: [f32; 4],
    created: u64,
    superseded: Option<u64>,
    deleted: Option<u64>,
    requires: Option<usize>,
}

impl Known {
    fn visible(&self, tenant: usize, held: &[usize], snapshot: u64) -> bool {
        self.tenant == tenant
            && self.labels.iter().all(|label| held.contains(label))
            && self.created <= snapshot
            && self.superseded.is_none_or(|superseded| snapshot < superseded)
            && self.deleted.is_none()
    }
}

fn known() -> impl Strategy<Value = Known> {
    let text = prop::collection::vec(prop::sample::select(WORDS.to_vec()), 1..6).prop_map(|words| words.join(" "));
    let pooled = prop::array::uniform4(-1.0_f32..1.0);
    let labels = prop::collection::vec(0..LABELS.len(), 0..3);
    let after = prop::option::of(1_u64..4);
    let requires = prop::option::of(0_usize..40);
    (0..TENANTS.len(), labels, text, pooled, 1_u64..6, after.clone(), after, requires).prop_map(
        |(tenant, labels, text, pooled, created, superseded, deleted, requires)| Known {
            tenant,
            labels,
            text,
            pooled,
            created,
            superseded: superseded.map(|after| created + after),
            deleted: deleted.filter(|after| *after == 1).map(|after| created + after),
            requires,
        },
    )
}

/// The tenants' indexes after all changes, one revision at a time.
fn build(all: &[Known], reversed: bool) -> Vec<TenantIndex> {
    let mut indexes: Vec<TenantIndex> = TENANTS.iter().map(|tenant| TenantIndex::new(tenant, 4)).collect();
    for revision in 1..=10 {
        for (tenant, index) in indexes.iter_mut().enumerate() {
            let mine = || all.iter().enumerate().filter(|(_, known)| known.tenant == tenant);
            let id = |index: usize| i64::try_from(index).unwrap();
            let mut additions: Vec<_> = mine()
                .filter(|(_, known)| known.created == revision)
                .map(|(at, known)| {
                    let labels: Vec<String> = known.labels.iter().map(|label| LABELS[*label].to_owned()).collect();
                    let held = IndexedStatement {
                        labels: Arc::from(labels),
                        created_revision: revision,
                        requires: known.requires.map(id),
                        ..statement(id(at), &known.text)
                    };
                    addition(held, known.pooled)
                })
                .collect();
            if reversed {
                additions.reverse();
            }
            let at = |pick: fn(&Known) -> Option<u64>| {
                mine().filter(move |(_, known)| pick(known) == Some(revision)).map(|(at, _)| id(at)).collect()
            };
            let change = Delta {
                tenant: TENANTS[tenant].to_owned(),
                revision,
                additions,
                supersessions: at(|known| known.superseded),
                deletions: at(|known| known.deleted),
            };
            index.apply(change).unwrap();
        }
    }
    indexes
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn only_what_the_caller_may_see_is_recalled(
        all in prop::collection::vec(known(), 1..40),
        held in prop::collection::vec(0..LABELS.len(), 0..4),
        snapshot in 0_u64..12,
        query in prop::sample::select(WORDS.to_vec()),
        pooled in prop::array::uniform4(-1.0_f32..1.0),
    ) {
        let indexes = build(&all, false);
        let view = View::new(snapshot, held.iter().map(|label| LABELS[*label]));
        for (tenant, index) in indexes.iter().enumerate() {
            let limits = RecallLimits { lexical: 100, vector: 100, required: 100 };
            let hits = index.recall(&RecallQuery { text: query, pooled: Some(&pooled), view: &view, limits });
            let mut found: Vec<usize> = hits.iter().map(|hit| usize::try_from(hit.id).unwrap()).collect();
            found.sort_unstable();
            let expected: Vec<usize> = (0..all.len()).filter(|at| all[*at].visible(tenant, &held, snapshot)).collect();
            prop_assert_eq!(&found, &expected, "exactly the visible statements");
            for at in 0..all.len() {
                let id = i64::try_from(at).unwrap();
                let visible = expected.contains(&at);
                prop_assert_eq!(index.get(id, &view).is_some(), visible);
                prop_assert_eq!(index.pooled(id, &view).is_some(), visible);
            }
            prop_assert_eq!(index.frequencies(&[], &view).statements, expected.len());
            let in_paragraphs: usize = (0..5).map(|key| index.paragraph(key, &view).len()).sum();
            prop_assert_eq!(in_paragraphs, expected.len());
        }
    }

    /// What is hidden does not even move a score: the hits equal those of an index without it.
    #[test]
    fn hidden_statements_leave_no_trace(
        all in prop::collection::vec(known(), 1..30),
        held in prop::collection::vec(0..LABELS.len(), 0..3),
        query in prop::sample::select(WORDS.to_vec()),
        pooled in prop::array::uniform4(-1.0_f32..1.0),
    ) {
        let view = View::new(10, held.iter().map(|label| LABELS[*label]));
        let recall = |index: &TenantIndex| {
            index.recall(&RecallQuery { text: query, pooled: Some(&pooled), view: &view, limits: RecallLimits { lexical: 5, vector: 5, required: 5 } })
        };
        // A hidden statement moves to the other tenant: the identifiers stay as they are.
        let mut without = all.clone();
        for known in without.iter_mut().filter(|known| !known.visible(0, &held, 10)) {
            known.tenant = 1;
        }
        prop_assert_eq!(recall(&build(&all, false)[0]), recall(&build(&without, false)[0]));
        prop_assert_eq!(recall(&build(&all, false)[0]), recall(&build(&all, true)[0]), "the order of writes does not matter");
    }
}
