//! The exact order of a set of at most six statements (Held & Karp, 1962).

use crate::cost::landscape::Landscape;

/// The cheapest order of a set, ties by the earliest in the given order, with its path energy.
#[must_use]
pub fn best_order(landscape: &Landscape, set: &[usize]) -> (Vec<usize>, f64) {
    let n = set.len();
    if n < 2 {
        return (set.to_vec(), landscape.path_energy(set));
    }
    // `cost[subset * n + last]`: cheapest way to hear a subset ending with `last`; `before`: from where.
    let mut cost = vec![f64::INFINITY; (1 << n) * n];
    let mut before = vec![n; (1 << n) * n];
    for (last, row) in set.iter().enumerate() {
        put(&mut cost, (1 << last) * n + last, landscape.path_energy(&[*row]));
    }
    for subset in 1..1_usize << n {
        for last in (0..n).filter(|last| subset & (1 << last) != 0) {
            let so_far = cost.get(subset * n + last).copied().unwrap_or(f64::INFINITY);
            for next in (0..n).filter(|next| subset & (1 << next) == 0) {
                let (Some(from), Some(to)) = (set.get(last), set.get(next)) else { continue };
                let total = so_far + f64::from(landscape.transition.at(*from, *to));
                let place = (subset | 1 << next) * n + next;
                if cost.get(place).is_some_and(|known| total < *known) {
                    put(&mut cost, place, total);
                    put(&mut before, place, last);
                }
            }
        }
    }
    let full = (1 << n) - 1;
    let ends = (0..n).map(|last| (last, cost.get(full * n + last).copied().unwrap_or(f64::INFINITY)));
    let (mut last, path) = ends.fold((0, f64::INFINITY), |best, end| if end.1 < best.1 { end } else { best });
    let mut order = Vec::with_capacity(n);
    let mut subset = full;
    while let Some(row) = set.get(last) {
        order.push(*row);
        let previous = before.get(subset * n + last).copied().unwrap_or(n);
        subset &= !(1 << last);
        last = previous;
    }
    order.reverse();
    (order, path)
}

/// Every order of a set, cheapest first, ties lexicographic by position.
#[must_use]
pub fn all_orders(landscape: &Landscape, set: &[usize]) -> Vec<(Vec<usize>, f64)> {
    let mut orders = vec![Vec::new()];
    for _ in set {
        let extend = |order: &Vec<usize>| -> Vec<Vec<usize>> {
            let rest = set.iter().filter(|row| !order.contains(row));
            rest.map(|row| order.iter().copied().chain([*row]).collect()).collect()
        };
        orders = orders.iter().flat_map(extend).collect();
    }
    let mut orders: Vec<(Vec<usize>, f64)> = orders
        .into_iter()
        .map(|order| {
            let path = landscape.path_energy(&order);
            (order, path)
        })
        .collect();
    orders.sort_by(|left, right| left.1.total_cmp(&right.1));
    orders
}

fn put<T>(values: &mut [T], place: usize, value: T) {
    if let Some(slot) = values.get_mut(place) {
        *slot = value;
    }
}
