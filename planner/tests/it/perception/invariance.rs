//! The same passage gives the same bytes, whatever it is encoded with and on however many threads.

use std::ops::Range;

use groundstate_planner::perception::{Encoding, Passage};
use proptest::prelude::*;
use rayon::ThreadPoolBuilder;

use crate::real_encoder::{bytes, encoder};

const WORDS: &[&str] = &[
    "the",
    "energy",
    "of",
    "an",
    "answer",
    "is",
    "least",
    "where",
    "Paris",
    "1,024",
    "refund",
    "naïve",
    "über",
    "東京",
    "days",
    "?",
    ".",
    "antidisestablishmentarianism",
    "x",
    "—",
    "🙂",
    "guardrail",
];

fn passages() -> impl Strategy<Value = Vec<Passage>> {
    let passage = (prop::collection::vec(prop::sample::select(WORDS), 0..40), any::<prop::sample::Index>());
    let passage = passage.prop_map(|(words, cut)| {
        let text = words.join(" ");
        let cuts: Vec<usize> = text.char_indices().map(|(place, _)| place).collect();
        let cut = if cuts.is_empty() { 0 } else { cuts[cut.index(cuts.len())] };
        let spans: Vec<Range<usize>> = vec![0..text.len(), 0..cut, cut..text.len()];
        Passage { text, spans }
    });
    prop::collection::vec(passage, 1..16)
}

fn fingerprints(encoded: &[Vec<Encoding>]) -> Vec<Vec<Vec<u8>>> {
    encoded.iter().map(|encodings| encodings.iter().map(bytes).collect()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 8, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_passage_is_encoded_the_same_alone_and_in_any_batch(
        passages in passages(), order in any::<prop::sample::Index>(), threads in 1_usize..5,
    ) {
        let encoder = encoder();
        let pool = ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        let alone: Vec<_> = passages.iter().flat_map(|one| encoder.encode(std::slice::from_ref(one)).unwrap()).collect();
        let together = pool.install(|| encoder.encode(&passages)).unwrap();
        prop_assert!(fingerprints(&alone) == fingerprints(&together), "alone and together differ");

        let mut turned = passages;
        turned.reverse();
        let by = order.index(turned.len());
        turned.rotate_left(by);
        let mut again = encoder.encode(&turned).unwrap();
        again.rotate_right(by);
        again.reverse();
        prop_assert!(fingerprints(&alone) == fingerprints(&again), "the order matters");
    }
}

/// Sizes around the tile sizes of matrix kernels, where a kernel choice by row count would show.
#[test]
fn batches_of_equal_lengths_do_not_change_a_row() {
    let encoder = encoder();
    for words in [1, 2, 3, 6, 14, 15, 30, 62, 126, 300] {
        let passage = |first: &str| Passage::whole(format!("{first}{}", " day".repeat(words - 1)));
        let probe = passage("refund");
        let alone = bytes(&encoder.encode(std::slice::from_ref(&probe)).unwrap()[0][0]);
        for others in [1, 2, 7, 16].into_iter().filter(|others| others * words < 600) {
            let mut batch: Vec<Passage> = (0..others).map(|at| passage(WORDS[at % 3])).collect();
            batch.insert(others / 2, probe.clone());
            let encoded = encoder.encode(&batch).unwrap();
            assert!(alone == bytes(&encoded[others / 2][0]), "{words} words among {others} others");
        }
    }
}

#[test]
fn eight_threads_at_once_agree() {
    let encoder = encoder();
    let batch: Vec<Passage> = (1..20).map(|length| Passage::whole("guardrail ".repeat(length))).collect();
    let expected = fingerprints(&encoder.encode(&batch).unwrap());
    std::thread::scope(|scope| {
        let handles: Vec<_> = (0..8).map(|_| scope.spawn(|| fingerprints(&encoder.encode(&batch).unwrap()))).collect();
        for handle in handles {
            assert!(handle.join().unwrap() == expected);
        }
    });
}
