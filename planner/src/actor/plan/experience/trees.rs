//! Regression by gradient boosting (Friedman, "Greedy function approximation: a gradient boosting machine", 2001): small
//! trees on quantities cut at a few thresholds, each fitted to what those before it leave over.

/// Thresholds of a quantity at most.
const CUTS: usize = 15;
/// Splits from root to leaf.
const DEPTH: usize = 4;
/// Weighted rows of a leaf at least.
const LEAF: f32 = 3.0;
/// Share of each tree's word that counts.
const RATE: f32 = 0.25;

/// A sum of trees.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Boosted {
    base: f32,
    trees: Vec<Node>,
}

#[derive(Clone, Debug, PartialEq)]
enum Node {
    Leaf(f32),
    /// Column, threshold, at most, above.
    Split(usize, f32, Box<[Node; 2]>),
}

/// One row: its quantities, what is to be learned of it, how much it counts.
#[derive(Clone, Debug)]
pub(super) struct Row {
    pub(super) quantities: Vec<f32>,
    pub(super) target: f32,
    pub(super) weight: f32,
}

impl Boosted {
    /// Fits so many trees; every row has as many quantities as the first.
    pub(super) fn fit(rows: &[Row], trees: usize) -> Self {
        let weight: f32 = rows.iter().map(|row| row.weight).sum();
        let base = rows.iter().map(|row| row.weight * row.target).sum::<f32>() / weight.max(f32::MIN_POSITIVE);
        let cuts = thresholds(rows);
        let mut model = Self { base, trees: Vec::with_capacity(trees) };
        let mut left: Vec<f32> = rows.iter().map(|row| row.target - base).collect();
        let all: Vec<usize> = (0..rows.len()).collect();
        for _ in 0..trees {
            let tree = grow((rows, &cuts, &left), all.clone(), DEPTH);
            for (row, left) in rows.iter().zip(&mut left) {
                *left -= RATE * tree.value(&row.quantities);
            }
            model.trees.push(tree);
        }
        model
    }

    /// What is expected of a row of these quantities.
    pub(super) fn value(&self, quantities: &[f32]) -> f32 {
        self.base + RATE * self.trees.iter().map(|tree| tree.value(quantities)).sum::<f32>()
    }
}

impl Node {
    fn value(&self, quantities: &[f32]) -> f32 {
        let mut at = self;
        loop {
            match at {
                Self::Leaf(value) => return *value,
                Self::Split(column, threshold, sides) => {
                    let above = quantities.get(*column).copied().unwrap_or(0.0) > *threshold;
                    let [low, high] = sides.as_ref();
                    at = if above { high } else { low };
                }
            }
        }
    }
}

/// For every column, values between which rows differ.
fn thresholds(rows: &[Row]) -> Vec<Vec<f32>> {
    let columns = rows.first().map_or(0, |row| row.quantities.len());
    let of = |column: usize| {
        let mut values: Vec<f32> = rows.iter().filter_map(|row| row.quantities.get(column).copied()).collect();
        values.sort_by(f32::total_cmp);
        values.dedup();
        let between: Vec<f32> = values.windows(2).map(|pair| pair.iter().sum::<f32>() / 2.0).collect();
        let step = between.len().div_ceil(CUTS).max(1);
        between.into_iter().step_by(step).collect()
    };
    (0..columns).map(of).collect()
}

type Fitted<'a> = (&'a [Row], &'a [Vec<f32>], &'a [f32]);

fn grow(fitted: Fitted<'_>, members: Vec<usize>, depth: usize) -> Node {
    let (rows, ..) = fitted;
    let sums = sums(fitted, &members);
    let mean = sums.0 / sums.1.max(f32::MIN_POSITIVE);
    if depth == 0 {
        return Node::Leaf(mean);
    }
    let Some((column, threshold)) = best(fitted, &members, sums) else { return Node::Leaf(mean) };
    let above = |place: &usize| {
        rows.get(*place).and_then(|row| row.quantities.get(column)).is_some_and(|value| *value > threshold)
    };
    let (high, low): (Vec<usize>, Vec<usize>) = members.into_iter().partition(above);
    Node::Split(column, threshold, Box::new([grow(fitted, low, depth - 1), grow(fitted, high, depth - 1)]))
}

/// Weighted residuals and weights.
fn sums((rows, _, left): Fitted<'_>, members: &[usize]) -> (f32, f32) {
    members.iter().fold((0.0, 0.0), |(sum, weight), place| match (rows.get(*place), left.get(*place)) {
        (Some(row), Some(left)) => (sum + row.weight * left, weight + row.weight),
        _ => (sum, weight),
    })
}

/// The split that explains most; the first of equals.
fn best((rows, cuts, left): Fitted<'_>, members: &[usize], (sum, weight): (f32, f32)) -> Option<(usize, f32)> {
    let mut best: Option<(f32, usize, f32)> = None;
    let explained = |sum: f32, weight: f32| sum * sum / weight.max(f32::MIN_POSITIVE);
    for (column, cuts) in cuts.iter().enumerate().filter(|(_, cuts)| !cuts.is_empty()) {
        // Sums of what lies in each bin: at most the first threshold, between the first and the second …
        let mut bins = vec![(0.0_f32, 0.0_f32); cuts.len() + 1];
        for place in members {
            let (Some(row), Some(left)) = (rows.get(*place), left.get(*place)) else { continue };
            let value = row.quantities.get(column).copied().unwrap_or(0.0);
            if let Some(bin) = bins.get_mut(cuts.partition_point(|cut| *cut < value)) {
                *bin = (bin.0 + row.weight * left, bin.1 + row.weight);
            }
        }
        let (mut low, mut below) = (0.0, 0.0);
        for (cut, bin) in cuts.iter().zip(&bins) {
            (low, below) = (low + bin.0, below + bin.1);
            if below < LEAF || weight - below < LEAF {
                continue;
            }
            let gain = explained(low, below) + explained(sum - low, weight - below) - explained(sum, weight);
            if gain > 1e-4 && best.is_none_or(|(most, ..)| gain > most) {
                best = Some((gain, column, *cut));
            }
        }
    }
    best.map(|(_, column, cut)| (column, cut))
}
