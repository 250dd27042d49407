//! Neighbourhoods and orders against recomputation.

use groundstate_planner::actor::moves::neighbours;
use groundstate_planner::actor::order::{all_orders, best_order};
use groundstate_planner::cost::landscape::Landscape;

use crate::support::problems::problem;

#[test]
fn incremental_energies_equal_recomputed_ones() {
    for seed in 0..10 {
        let landscape = Landscape::of(&problem(seed, 30, 4));
        for answer in [vec![], vec![3], vec![7, 1, 22], vec![4, 9, 2, 29]] {
            let found = neighbours(&landscape, &answer, f32::INFINITY, usize::MAX);
            assert!(found.len() > 25, "{}", found.len());
            for neighbour in found {
                let exact = landscape.energy(&neighbour.answer);
                assert!((f64::from(neighbour.energy) - exact).abs() < 1e-5, "{neighbour:?}: {exact}");
                let mut rows = neighbour.answer.clone();
                rows.sort_unstable();
                rows.dedup();
                assert!(rows.len() == neighbour.answer.len() && rows.len() <= 4 && neighbour.answer != answer);
            }
        }
    }
}

#[test]
fn the_best_order_is_the_cheapest_permutation() {
    for seed in 0..10 {
        let landscape = Landscape::of(&problem(seed, 12, 6));
        for set in [vec![5], vec![8, 2], vec![1, 4, 9], vec![0, 3, 6, 11], vec![10, 7, 5, 4, 2], vec![0, 1, 2, 3, 4, 5]]
        {
            let (order, path) = best_order(&landscape, &set);
            let orders = all_orders(&landscape, &set);
            assert_eq!(orders.len(), (1..=set.len()).product::<usize>());
            assert!((path - orders[0].1).abs() < 1e-9, "{path} {}", orders[0].1);
            assert!((landscape.path_energy(&order) - path).abs() < 1e-9);
            let mut sorted = order.clone();
            sorted.sort_unstable();
            let mut expected = set.clone();
            expected.sort_unstable();
            assert_eq!(sorted, expected);
        }
    }
}
