//! Finding formulas: least squares with few terms, factors made short, rounding and bounds read off the outcomes.
//!
//! A family may follow one formula here and another there. Each round looks at all cases that are left and at those parts of
//! them in which some feature has one value (the regimes of a model tree, Quinlan 1992), fits each, keeps the formula that
//! gives most outcomes exactly, and goes on with what it does not explain. A formula counts only if it explains as large a
//! share of cases that were held back.

mod squares;

use std::collections::BTreeMap;

use super::feature::Feature;
use super::formula::{Base, Formula, Rounding, tidy};
use squares::{NOTHING, pursued, solved};

/// A formula over features by their number.
type Numbered = Formula<usize>;

/// What became of one slot, with the features that it could be read off.
pub(super) struct Case {
    /// In the order of the features; not a number where it is missing.
    pub(super) values: Vec<f64>,
    pub(super) outcome: f64,
    pub(super) held: bool,
}

/// Number of the feature that comes first: what the slot holds.
const CURRENT: usize = 0;
/// Formulas of a family.
const FORMULAS: usize = 4;
/// Cases that a formula has to explain, besides five for each of its terms.
const LEAST: usize = 15;
/// Cases that nothing before explains, at least; and outcomes that a table of values would have to list.
const FEW: usize = 8;
const VALUES: usize = 3;
/// Cases that one fit looks at.
const FITTED: usize = 400;
/// Regimes that are looked at in a round.
const REGIMES: usize = 32;

/// Formulas for the cases, the most telling first.
pub(super) fn discover(features: &[Feature], cases: &[Case]) -> Vec<Formula> {
    let mut left: Vec<bool> = vec![true; cases.len()];
    let mut found: Vec<Numbered> = Vec::new();
    let learned = |left: &[bool]| cases.iter().zip(left).filter(|(case, left)| !case.held && **left).count();
    let all = learned(&left);
    while found.len() < FORMULAS && learned(&left) >= FEW.max(all / 100) {
        let Some(best) = best(features, cases, &left) else { break };
        for (case, left) in cases.iter().zip(&mut left) {
            *left = *left && !explains(&best, case);
        }
        found.push(best);
    }
    found.into_iter().filter_map(|formula| named(formula, features)).collect()
}

fn named(formula: Numbered, features: &[Feature]) -> Option<Formula> {
    let name = |place: usize| features.get(place).cloned();
    let base = match formula.base {
        Base::Sum(terms, constant) => {
            let terms = terms.into_iter().map(|(place, factor)| Some((name(place)?, factor)));
            Base::Sum(terms.collect::<Option<_>>()?, constant)
        }
        Base::Ratio(over, under) => Base::Ratio(name(over)?, name(under)?),
    };
    Some(Formula { base, rounding: formula.rounding, bounds: formula.bounds })
}

fn best(features: &[Feature], cases: &[Case], left: &[bool]) -> Option<Numbered> {
    let open: Vec<&Case> = cases.iter().zip(left).filter(|(_, left)| **left).map(|(case, _)| case).collect();
    let mut best: Option<(usize, Numbered)> = None;
    let all = open.iter().filter(|case| !case.held).count();
    for (part, regime) in parts(features.len(), cases, left) {
        for formula in fitted(features, &part) {
            let worth = if regime && !exact(&formula, &part) { 0 } else { worth(&formula, &open, &part) };
            if worth > best.as_ref().map_or(0, |(known, _)| *known) {
                best = Some((worth, formula));
            }
        }
        if best.as_ref().is_some_and(|(known, _)| known * 50 >= all * 49) {
            break;
        }
    }
    best.map(|(_, formula)| formula)
}

/// Right ones among the cases that may be learned from and among those held back, each with how many there are.
fn counted(formula: &Numbered, cases: &[&Case]) -> [(usize, usize); 2] {
    [false, true].map(|held| {
        let of = cases.iter().filter(|case| case.held == held);
        of.fold((0, 0), |(right, all), case| (right + usize::from(explains(formula, case)), all + 1))
    })
}

/// Whether the formula is what holds in a regime, which was not made for it.
fn exact(formula: &Numbered, part: &[&Case]) -> bool {
    counted(formula, part).into_iter().all(|(right, all)| right * 10 >= all * 9)
}

/// How many of the cases that are left it explains; 0 where those held back do not bear it out, or where a table of values
/// would do.
fn worth(formula: &Numbered, open: &[&Case], part: &[&Case]) -> usize {
    let [(right, all), (right_held, all_held)] = counted(formula, open);
    let terms = match &formula.base {
        Base::Sum(terms, _) => terms.len(),
        Base::Ratio(..) => 2,
    };
    let share = right as f64 / all.max(1) as f64;
    let borne_out = right_held as f64 >= 0.8 * share * all_held as f64 - 1.0;
    let [(supported, _), _] = counted(formula, part);
    let mut outcomes: BTreeMap<u64, [usize; 2]> = BTreeMap::new();
    for case in part.iter().filter(|case| !case.held) {
        let [all, right] = outcomes.entry(case.outcome.to_bits()).or_default();
        *all += 1;
        *right += usize::from(explains(formula, case));
    }
    // To say the commonest outcome each time takes no formula.
    let commonest = outcomes.values().map(|[all, _]| *all).max().unwrap_or(0);
    let several = outcomes.values().filter(|[_, right]| *right > 0).count() > VALUES;
    // A sum of nothing but what is there is a difference, and the tables have those; they have no difference that stops.
    let difference = matches!(&formula.base, Base::Sum(terms, _) if terms.iter().all(|(place, _)| *place == CURRENT));
    let stops = || part.iter().filter(|case| !case.held && stopped(formula, case)).count() >= FEW / 2;
    let enough = right >= FEW && supported >= LEAST + 5 * terms && several && supported * 2 >= commonest * 3;
    if (!difference || stops()) && borne_out && enough && share >= 0.05 { right } else { 0 }
}

/// Whether the outcome is a bound that the formula's sum goes beyond.
fn stopped(formula: &Numbered, case: &Case) -> bool {
    let free = Formula { bounds: [None, None], ..formula.clone() };
    explains(formula, case) && !explains(&free, case)
}

fn explains(formula: &Numbered, case: &Case) -> bool {
    let value = |place: &usize| case.values.get(*place).copied().filter(|value| value.is_finite());
    formula.read(value) == Some(case.outcome)
}

/// What is left, all cases, and those in which a feature of few values has one of them: first where most is left. A regime
/// is looked at whole, with what other formulas explain of it: only so is it seen where it ends.
fn parts<'a>(features: usize, cases: &'a [Case], left: &[bool]) -> Vec<(Vec<&'a Case>, bool)> {
    let mut parts: Vec<(usize, Vec<&Case>)> = Vec::new();
    let open = left.iter().filter(|left| **left).count();
    for place in 0..features {
        let value = |case: &Case| case.values.get(place).copied().unwrap_or(f64::NAN);
        let mut values: Vec<f64> = Vec::new();
        for value in cases.iter().map(value) {
            if value.is_finite() && !values.contains(&value) {
                values.push(value);
            }
            if values.len() > 4 {
                break;
            }
        }
        if !(2..=4).contains(&values.len()) {
            continue;
        }
        for wanted in values {
            let part = || cases.iter().zip(left).filter(|(case, _)| value(case) == wanted);
            let count = part().filter(|(_, left)| **left).count();
            if count >= FEW && count * 12 >= open {
                parts.push((count, part().map(|(case, _)| case).collect()));
            }
        }
    }
    parts.sort_by_key(|(count, part)| (std::cmp::Reverse(*count), part.len()));
    parts.dedup_by_key(|(count, part)| (*count, part.len()));
    let step = parts.len().div_ceil(REGIMES).max(1);
    let chosen = parts.into_iter().step_by(step).map(|(_, part)| (part, true));
    let open = cases.iter().zip(left).filter(|(_, left)| **left).map(|(case, _)| case).collect();
    let mut all = vec![open, cases.iter().collect()];
    if left.iter().all(|left| *left) {
        all.truncate(1);
    }
    all.into_iter().map(|part| (part, false)).chain(chosen).collect()
}

/// Formulas that may hold for these cases.
fn fitted(features: &[Feature], part: &[&Case]) -> Vec<Numbered> {
    let learned: Vec<&Case> = part.iter().filter(|case| !case.held).copied().collect();
    let step = learned.len().div_ceil(FITTED).max(1);
    let cases: Vec<&Case> = learned.into_iter().step_by(step).collect();
    let ends = cases.iter().fold([f64::INFINITY, f64::NEG_INFINITY], |[least, most], case| {
        [least.min(case.outcome), most.max(case.outcome)]
    });
    if cases.len() < LEAST || ends[0] == ends[1] {
        return Vec::new();
    }
    let resolution = resolution(&cases);
    let inside: Vec<&Case> =
        cases.iter().filter(|case| case.outcome > ends[0] && case.outcome < ends[1]).copied().collect();
    let inside = if inside.len() >= LEAST { inside } else { cases.clone() };
    let mut bases = sums(features.len(), &inside);
    bases.extend(ratio(features, &inside, resolution));
    let judge = |base| settled(base, &cases, (resolution, ends));
    bases.into_iter().filter_map(judge).collect()
}

/// The greatest of some common steps that all outcomes are multiples of.
fn resolution(cases: &[&Case]) -> f64 {
    let steps = [1.0, 0.5, 0.1, 0.05, 0.01, 0.001];
    let fits = |step: &f64| cases.iter().all(|case| (case.outcome / step - (case.outcome / step).round()).abs() < 1e-6);
    steps.into_iter().find(fits).unwrap_or(1e-9)
}

/// The base with the rounding and the bounds that explain most; none where they explain few.
fn settled(base: Base<usize>, cases: &[&Case], (step, [least, most]): (f64, [f64; 2])) -> Option<Numbered> {
    let roundings = [Rounding::Exact, Rounding::Down(step), Rounding::Nearest(step), Rounding::Up(step)];
    let bounds = [[None, None], [None, Some(most)], [Some(least), None], [Some(least), Some(most)]];
    let mut best: Option<(usize, Numbered)> = None;
    for base in shortened(base) {
        for rounding in roundings {
            for bounds in bounds {
                let formula = Formula { base: base.clone(), rounding, bounds };
                let right = cases.iter().filter(|case| explains(&formula, case)).count();
                if right > best.as_ref().map_or(0, |(known, _)| *known) {
                    best = Some((right, formula));
                }
            }
        }
    }
    best.filter(|(right, _)| *right >= LEAST).map(|(_, formula)| formula)
}

/// The base with factors on ever finer grids.
fn shortened(base: Base<usize>) -> Vec<Base<usize>> {
    let Base::Sum(terms, constant) = &base else { return vec![base] };
    let grids = [1.0, 2.0, 4.0, 5.0, 10.0, 3.0, 20.0, 100.0, 1000.0];
    let snapped = |grid: f64, number: f64| tidy_thirds((number * grid).round() / grid);
    let on = |grid: f64| {
        let kept = terms.iter().map(|(feature, factor)| (*feature, snapped(grid, *factor)));
        Base::Sum(kept.filter(|(_, factor)| *factor != 0.0).collect(), snapped(grid, *constant))
    };
    // Each factor on the coarsest grid that it lies on, then all of them on one.
    let own = |number: f64| {
        let near = |grid: &&f64| (snapped(**grid, number) - number).abs() < NOTHING;
        grids.iter().find(near).map_or(tidy(number), |grid| snapped(*grid, number))
    };
    let kept = terms.iter().map(|(feature, factor)| (*feature, own(*factor)));
    let each = Base::Sum(kept.filter(|(_, factor)| *factor != 0.0).collect(), own(*constant));
    std::iter::once(each).chain(grids.into_iter().map(on)).collect()
}

/// Thirds have no nine decimals; everything else does.
fn tidy_thirds(number: f64) -> f64 {
    if (number * 3.0).fract() == 0.0 { number } else { tidy(number) }
}

/// Sums found term by term, and by least squares over everything, for the outcome and for its difference.
fn sums(features: usize, cases: &[&Case]) -> Vec<Base<usize>> {
    let mut columns: Vec<(usize, Vec<f64>)> = Vec::new();
    for place in 0..features {
        let column: Vec<f64> = cases.iter().map(|case| case.values.get(place).copied().unwrap_or(f64::NAN)).collect();
        let mean = column.iter().sum::<f64>() / column.len().max(1) as f64;
        // A feature that some case has not, or that never varies, says nothing.
        if mean.is_finite() && column.iter().any(|value| (value - mean).abs() > 1e-9) {
            columns.push((place, column));
        }
    }
    let outcome: Vec<f64> = cases.iter().map(|case| case.outcome).collect();
    let mut found = Vec::new();
    for current in [false, true] {
        let own = |case: &&&Case| if current { case.values.get(CURRENT).copied().unwrap_or(0.0) } else { 0.0 };
        let target: Vec<f64> = outcome.iter().zip(cases).map(|(outcome, case)| outcome - own(&case)).collect();
        for (terms, constant) in [pursued(&columns, &target), solved(&columns, &target)].into_iter().flatten() {
            let mut terms = terms;
            if current {
                match terms.iter_mut().find(|(place, _)| *place == CURRENT) {
                    Some((_, factor)) => *factor += 1.0,
                    None => terms.push((CURRENT, 1.0)),
                }
            }
            terms.sort_by_key(|(place, _)| *place);
            found.push(Base::Sum(terms, constant));
        }
    }
    found
}

/// The ratio of two features that explains most, if it explains a good share of the cases once rounded.
fn ratio(features: &[Feature], cases: &[&Case], step: f64) -> Option<Base<usize>> {
    let few: Vec<&Case> = cases.iter().step_by(cases.len().div_ceil(64).max(1)).copied().collect();
    let amounts = |place: &usize| {
        features.get(*place).is_some_and(|feature| !feature.is_flag() && !matches!(feature, Feature::Product(..)))
    };
    let mut best: Option<(usize, usize, usize)> = None;
    for over in (0..features.len()).filter(amounts) {
        for under in (0..features.len()).filter(amounts).filter(|under| *under != over) {
            let mut right = [0_usize; 3];
            for (seen, case) in few.iter().enumerate() {
                let value = |place: usize| case.values.get(place).copied().unwrap_or(f64::NAN);
                let ratio = value(over) / value(under);
                let roundings = [Rounding::Down(step), Rounding::Nearest(step), Rounding::Up(step)];
                for (count, rounding) in right.iter_mut().zip(roundings) {
                    *count += usize::from(value(under) > 0.0 && rounding.of(ratio) == case.outcome);
                }
                // What explains none of the first eight is not worth the rest.
                if seen == 8 && right == [0; 3] {
                    break;
                }
            }
            let most = right.into_iter().max().unwrap_or(0);
            if most > best.map_or(0, |(known, ..)| known) {
                best = Some((most, over, under));
            }
        }
    }
    let (right, over, under) = best?;
    (right * 4 >= few.len()).then_some(Base::Ratio(over, under))
}
