//! Short-term memory: one visit a set, the best first, nothing given among the rejected.

use groundstate_planner::actor::MoveKind;
use groundstate_planner::cost::guard::Violation;
use groundstate_planner::memory::ShortTermMemory;

fn violation() -> Option<Violation> {
    Some(Violation { constraint: "c".to_owned(), detail: "d".to_owned() })
}

#[test]
fn orders_of_a_set_are_one_visit_and_feasible_ones_win() {
    let mut memory = ShortTermMemory::default();
    memory.visit(&[2, 1], 0.5, None);
    memory.visit(&[1, 2], 0.4, None);
    memory.visit(&[1, 2], 0.6, None);
    memory.visit(&[3], 0.1, violation());
    memory.visit(&[3, 4], 0.1, violation());
    memory.visit(&[4, 3], 0.9, None);
    let rejected = memory.rejected(Some(&[3]), 10);
    let energies: Vec<f64> = rejected.iter().map(|visit| visit.energy).collect();
    assert_eq!(energies, [0.4, 0.9]);
    assert_eq!(rejected[0].answer, [1, 2]);
    assert!(rejected.iter().all(|visit| visit.violation.is_none()));
    assert_eq!(memory.rejected(None, 1)[0].answer, [3]);
}

#[test]
fn the_best_are_kept_when_there_are_many() {
    let mut memory = ShortTermMemory::default();
    for index in 0..1_000 {
        memory.visit(&[index], 1.0 - index as f64 / 1_000.0, None);
    }
    let best: Vec<usize> = memory.rejected(None, 5).iter().map(|visit| visit.answer[0]).collect();
    assert_eq!(best, [999, 998, 997, 996, 995]);
}

#[test]
fn moves_that_led_nowhere_are_forgotten() {
    let mut memory = ShortTermMemory::default();
    memory.moved(MoveKind::Insert, 0.9);
    memory.moved(MoveKind::Swap, 0.8);
    memory.keep_moves(1, false);
    assert_eq!(memory.moves(), 1);
    memory.moved(MoveKind::Drop, 0.7);
    memory.keep_moves(1, true);
    let moves = memory.take_moves();
    assert_eq!((moves.len(), moves[0].kind, memory.moves()), (1, MoveKind::Drop, 0));
}
