//! Time of one whole solve on one core (`cargo bench -p groundstate-planner --bench solver`), and of configuring one problem.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "the requests are made up")]

#[path = "../tests/it/support/problems.rs"]
mod problems;

use criterion::{Criterion, criterion_group, criterion_main};
use groundstate_planner::actor::{SolverConfig, solve};
use groundstate_planner::cost::guard::Guards;

fn solving(criterion: &mut Criterion) {
    let config = SolverConfig::default();
    for (n, limit) in [(40, 3), (256, 3), (256, 4), (256, 6)] {
        let instances: Vec<_> = (0..32).map(|seed| problems::problem(seed, n, limit)).collect();
        let mut next = instances.iter().cycle();
        criterion.bench_function(&format!("solve n={n} k={limit}"), |bencher| {
            bencher.iter(|| next.next().map(|problem| solve(problem, &Guards::none(), &config)));
        });
    }
}

fn configuring(criterion: &mut Criterion) {
    let request = problems::request(0, 256, 384, 30);
    criterion.bench_function("configure n=256, 384 dimensions, 30 tokens", |bencher| {
        bencher.iter(|| request.configured(4, &Guards::none()));
    });
}

criterion_group!(benches, solving, configuring);
criterion_main!(benches);
