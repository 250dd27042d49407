//! Gold answers and what is wrong with the answers beside them.

use super::Recorded;
use super::ranking::Pair;
use crate::actor::order::best_order;
use crate::configurator::Problem;
use crate::cost::TERMS;
use crate::cost::landscape::Landscape;

/// Hard negatives tried for each gold statement.
const NEGATIVES: usize = 2;

/// Every pair of one problem: its gold answer before each perturbation of it. None without a gold answer.
#[must_use]
pub fn pairs(recorded: &Recorded) -> Vec<Pair> {
    let problem = &recorded.problem;
    let Some(gold) = gold_answer(recorded) else { return Vec::new() };
    let terms = |answer: &[usize]| TERMS.map(|term| term.evaluate(problem, answer));
    let right = terms(&gold);
    let well_formed = |answer: &Vec<usize>| problem.is_answer(answer) && *answer != gold;
    let wrong = perturbations(problem, &gold, &recorded.gold).into_iter().filter(well_formed);
    wrong.map(|wrong| Pair { right, wrong: terms(&wrong) }).collect()
}

/// The admitted gold statements, up to the limit, likeliest first, then in their best order.
fn gold_answer(recorded: &Recorded) -> Option<Vec<usize>> {
    let problem = &recorded.problem;
    let relevance = |index: &usize| problem.statements.get(*index).map_or(0.0, |statement| statement.relevance);
    let mut gold: Vec<usize> = recorded.gold.iter().copied().filter(|index| problem.is_answer(&[*index])).collect();
    gold.sort_by(|left, right| relevance(right).total_cmp(&relevance(left)).then(left.cmp(right)));
    gold.dedup();
    gold.truncate(problem.limit);
    let landscape = Landscape::of(problem);
    let rows: Vec<usize> = gold.iter().filter_map(|index| landscape.candidates.binary_search(index).ok()).collect();
    let (order, _) = best_order(&landscape, &rows);
    (!gold.is_empty()).then(|| landscape.indices(&order))
}

/// Drop one, swap in a hard negative, put one first, shuffle, say one twice in other words.
fn perturbations(problem: &Problem, gold: &[usize], all_gold: &[usize]) -> Vec<Vec<usize>> {
    let mut likeliest: Vec<usize> = problem.admitted();
    let relevance = |index: usize| problem.statements.get(index).map_or(0.0, |statement| statement.relevance);
    likeliest.sort_by(|left, right| relevance(*right).total_cmp(&relevance(*left)).then(left.cmp(right)));
    likeliest.retain(|index| !all_gold.contains(index));
    let negatives: Vec<usize> = likeliest.iter().copied().take(NEGATIVES).collect();
    let mut wrong = vec![gold.iter().rev().copied().collect()];
    for (place, index) in gold.iter().enumerate() {
        let mut dropped = gold.to_vec();
        dropped.remove(place);
        wrong.push(dropped);
        for negative in &negatives {
            wrong.push(gold.iter().map(|other| if other == index { *negative } else { *other }).collect());
        }
        let closest = likeliest.iter().copied().max_by(|left, right| {
            problem.overlap.at(*index, *left).total_cmp(&problem.overlap.at(*index, *right)).then(right.cmp(left))
        });
        wrong.extend(closest.map(|twin| gold.iter().copied().chain([twin]).collect()));
    }
    wrong.extend(negatives.first().map(|negative| std::iter::once(*negative).chain(gold.iter().copied()).collect()));
    wrong
}
