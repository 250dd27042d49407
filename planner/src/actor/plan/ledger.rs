//! What lost, and why: the best few of each reason.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::outcome::{RejectedPlan, Rejection};
use super::rollout::Point;
use crate::environment::Action;

/// Refused plans kept for each constraint.
const KEPT: usize = 2;

/// Refusals, the most promising of each constraint.
#[derive(Default)]
pub(super) struct Ledger {
    refused: BTreeMap<String, Vec<Entry>>,
}

struct Entry {
    point: Arc<Point>,
    action: Action,
    reason: Rejection,
    reached: bool,
    missing: f64,
}

impl Entry {
    /// Plans that would have reached the goals first, then what a person could decide otherwise, then what is not
    /// possible anyway; among these by what is missing, then by energy.
    fn rank(&self) -> (u8, f64, f64) {
        let class = match &self.reason {
            _ if self.reached => 0,
            Rejection::Action { name, .. } if name == "schema" => 3,
            Rejection::Action { .. } | Rejection::Unpredictable => 2,
            _ => 1,
        };
        (class, self.missing, self.point.terms.sum())
    }
}

fn before(left: (u8, f64, f64), right: (u8, f64, f64)) -> std::cmp::Ordering {
    left.0.cmp(&right.0).then(left.1.total_cmp(&right.1)).then(left.2.total_cmp(&right.2))
}

impl Ledger {
    pub(super) fn refuse(
        &mut self,
        point: &Arc<Point>,
        action: &Action,
        reason: Rejection,
        reached: bool,
        missing: f64,
    ) {
        let entry = Entry { point: Arc::clone(point), action: action.clone(), reason, reached, missing };
        let entries = self.refused.entry(name(&entry.reason)).or_default();
        let place = entries.partition_point(|kept| before(kept.rank(), entry.rank()).is_le());
        let again = entries
            .iter()
            .any(|kept| kept.action == entry.action && kept.point.belief.key() == entry.point.belief.key());
        if place < KEPT && !again {
            entries.insert(place, entry);
            entries.truncate(KEPT);
        }
    }

    /// The best refused plans over all constraints, best first.
    pub(super) fn best(&self, most: usize) -> Vec<RejectedPlan> {
        let mut entries: Vec<&Entry> = self.refused.values().flatten().collect();
        entries.sort_by(|left, right| before(left.rank(), right.rank()));
        let plan = |entry: &&Entry| {
            let mut actions = entry.point.actions();
            actions.push(entry.action.clone());
            let (energy, reason) = (entry.point.terms.sum(), entry.reason.clone());
            RejectedPlan { actions, energy, reached: entry.reached, reason }
        };
        entries.iter().take(most).map(plan).collect()
    }
}

fn name(reason: &Rejection) -> String {
    match reason {
        Rejection::Guardrail { name, .. } => format!("guardrail {name}"),
        Rejection::Action { name, .. } => format!("action {name}"),
        Rejection::NeedsApproval { .. } => "approval".to_owned(),
        Rejection::CostBudget { .. } => "budget".to_owned(),
        Rejection::Unpredictable => "unpredictable".to_owned(),
        Rejection::HigherEnergy { .. } => "energy".to_owned(),
    }
}
