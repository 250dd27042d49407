//! The life of a policy version: what the table lets happen, and what no way through it can do.

use std::collections::BTreeSet;

use groundstate_guardrails::policy::lifecycle::{Action, Refusal, Request, State, TRANSITIONS, next};
use proptest::prelude::*;

const AUTHOR: &str = "author";

fn ask(from: State, action: Action, principal: &str, was_active: bool) -> Result<State, Refusal> {
    next(&Request { from, action, author: AUTHOR, principal, was_active })
}

#[test]
fn what_the_table_does_not_list_is_refused() {
    for from in State::ALL {
        for action in Action::ALL {
            let listed = TRANSITIONS.into_iter().find(|row| (row.0, row.1) == (from, action)).map(|row| row.2);
            assert_eq!(ask(from, action, "another", true).ok(), listed, "{from:?} {action:?}");
        }
    }
    let pairs: BTreeSet<_> = TRANSITIONS.into_iter().map(|row| (row.0, row.1)).collect();
    assert_eq!(pairs.len(), TRANSITIONS.len(), "one target for each state and action");
}

#[test]
fn names_are_distinct_and_read_back() {
    for state in State::ALL {
        assert_eq!(State::named(state.name()), Some(state));
        assert_eq!(serde_json::to_value(state).unwrap(), state.name());
    }
    for action in Action::ALL {
        assert_eq!(serde_json::to_value(action).unwrap(), action.name());
    }
    assert_eq!(State::named("published"), None);
}

#[test]
fn the_author_approves_from_nowhere() {
    for from in State::ALL {
        assert!(ask(from, Action::Approve, AUTHOR, true).is_err(), "{from:?}");
    }
    assert_eq!(ask(State::Backtested, Action::Approve, AUTHOR, false), Err(Refusal::Author));
    assert_eq!(ask(State::Backtested, Action::Approve, "another", false), Ok(State::Approved));
}

#[test]
fn only_what_was_in_force_comes_back() {
    assert_eq!(ask(State::Retired, Action::Rollback, "another", false), Err(Refusal::NeverActive));
    assert_eq!(ask(State::Retired, Action::Rollback, AUTHOR, true), Ok(State::Active));
}

#[test]
fn a_refusal_says_what_would_be_needed() {
    let refusal = ask(State::Draft, Action::Approve, "another", false).unwrap_err().to_string();
    assert!(refusal.contains("`draft`") && refusal.contains("`backtested` or `shadow`"), "{refusal}");
}

/// One version as its keeper would keep it.
struct Version {
    state: State,
    done: Vec<(Action, &'static str)>,
}

impl Version {
    fn step(&mut self, action: Action, principal: &'static str) {
        let withdrawn = self.done.iter().any(|(action, _)| *action == Action::Withdraw);
        if let Ok(to) = ask(self.state, action, principal, !withdrawn) {
            self.state = to;
            self.done.push((action, principal));
        }
    }

    fn did(&self, action: Action) -> Option<usize> {
        self.done.iter().position(|(done, _)| *done == action)
    }
}

fn steps() -> impl Strategy<Value = Vec<(Action, bool)>> {
    prop::collection::vec((prop::sample::select(Action::ALL.to_vec()), any::<bool>()), 0..60)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(20_000))]

    /// Whatever is asked, in whatever order, by whomever: a version in force was tested, then back-tested, then approved
    /// by somebody who did not write it; and one that was given up never is.
    #[test]
    fn no_way_leads_around_the_four_eyes(steps in steps()) {
        let mut version = Version { state: State::Draft, done: Vec::new() };
        for (action, own) in steps {
            version.step(action, if own { AUTHOR } else { "another" });
            if version.state == State::Active {
                let order = [Action::Test, Action::Backtest, Action::Approve, Action::Activate].map(|step| version.did(step));
                prop_assert!(order.iter().all(Option::is_some) && order.is_sorted(), "{:?}", version.done);
                let approvals = version.done.iter().filter(|(action, _)| *action == Action::Approve);
                prop_assert!(approvals.into_iter().all(|(_, principal)| *principal != AUTHOR));
                prop_assert_eq!(version.did(Action::Withdraw), None);
            }
        }
    }
}
