//! What a question and a batch of sentences cost, by each forward pass.
//!
//!     GROUNDSTATE_ENCODER_DIR=… cargo bench -p groundstate-planner --bench encoder
//!
//! `RAYON_NUM_THREADS=1` measures one core.
#![expect(clippy::expect_used, reason = "a benchmark that cannot run should say why and stop")]

use std::hint::black_box;
use std::path::{Path, PathBuf};

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use groundstate_planner::device::Compute;
use groundstate_planner::perception::{Encoder, Engine, Passage, Prepared};

/// Thirteen wordpieces, fifteen with the special tokens.
const QUESTION: &str = "When did the 1973 oil crisis begin, and who started it?";

fn weights() -> PathBuf {
    let default = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../.groundstate/models/all-MiniLM-L6-v2");
    std::env::var_os("GROUNDSTATE_ENCODER_DIR").map_or_else(default, PathBuf::from)
}

/// Thirty-two wordpieces, special tokens counted.
fn sentence(first: &str) -> Passage {
    Passage::whole(format!("{first}{}", " day".repeat(29)))
}

/// What a text of 500 characters comes to, special tokens counted.
fn segments() -> Vec<Passage> {
    [12, 30, 21, 34, 9].map(|words| Passage::whole(" day".repeat(words))).to_vec()
}

fn encoder(criterion: &mut Criterion) {
    for engine in [Engine::Integer, Engine::Ragged, Engine::Published] {
        let encoder = Encoder::load_with(&weights(), &Compute::cpu(), engine).expect("the encoder loads");
        let mut group = criterion.benchmark_group(format!("{engine:?}"));
        group.sample_size(20);
        let question = [Passage::whole(QUESTION)];
        group.bench_function("question, 15 tokens", |bencher| {
            bencher.iter(|| encoder.encode(black_box(&question)).expect("the question is encoded"));
        });
        let batch: Vec<Passage> = ["oil", "price", "crisis", "day"].repeat(8).into_iter().map(sentence).collect();
        let prepared = encoder.prepare(&batch).expect("the batch is tokenised");
        assert_eq!(prepared.iter().map(Prepared::cost).sum::<usize>(), 1_024);
        let prepared: Vec<&Prepared> = prepared.iter().collect();
        let check = encoder.prepare(&segments()).expect("the segments are tokenised");
        assert_eq!(check.iter().map(Prepared::cost).sum::<usize>(), 116);
        let check: Vec<&Prepared> = check.iter().collect();
        group.bench_function("a check's 5 segments, 116 tokens", |bencher| {
            bencher.iter(|| encoder.run(black_box(&check)).expect("the segments are encoded"));
        });
        group.throughput(Throughput::Elements(32));
        group.bench_function("32 sentences of 32 tokens", |bencher| {
            bencher.iter(|| encoder.run(black_box(&prepared)).expect("the batch is encoded"));
        });
        group.finish();
    }
}

criterion_group!(benches, encoder);
criterion_main!(benches);
