//! `groundstate bench plan`: the planning solvers on environments whose dynamics are known exactly.

use std::process::ExitCode;
use std::time::Instant;

use clap::Args;
use groundstate_planner::actor::plan::trial::measure::{LevelsRow, NavigationRow, Solver, levels, navigate};
use serde_json::json;

use crate::cli::output::{self, Failure, line};

/// Planning: point navigation by sampling and by gradient, and two levels against one at growing distance.
#[derive(Debug, Args)]
pub(in crate::cli) struct Plan {
    /// Episodes of the navigation for each solver and cost.
    #[arg(long, default_value_t = 100)]
    episodes: usize,
    /// Problems of the rooms with keys for each distance.
    #[arg(long, default_value_t = 10)]
    problems: usize,
    /// Rooms to cross.
    #[arg(long, value_delimiter = ',', default_values_t = [3, 5, 8])]
    rooms: Vec<usize>,
    /// Expansions of one search.
    #[arg(long, default_value_t = 20_000)]
    budget: usize,
    /// Seed of episodes and problems.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Print the figures as JSON.
    #[arg(long)]
    json: bool,
}

impl Plan {
    pub(super) fn run(self) -> Result<ExitCode, Failure> {
        let started = Instant::now();
        let clock = || started.elapsed().as_secs_f64() * 1e3;
        let mut navigation = Vec::new();
        for learned in [true, false] {
            for solver in Solver::compared() {
                navigation.push(navigate(&solver, learned, self.episodes, self.seed, &clock));
            }
        }
        let of = |rooms: &usize| levels(*rooms, self.problems, self.budget, self.seed, &clock);
        let distances: Vec<LevelsRow> = self.rooms.iter().flat_map(of).collect();
        if self.json {
            let (seed, budget) = (self.seed, self.budget);
            output::json(&json!({"seed": seed, "budget": budget, "navigation": navigation, "levels": distances}))?;
        } else {
            print(&navigation, &distances)?;
        }
        Ok(ExitCode::SUCCESS)
    }
}

fn print(navigation: &[NavigationRow], distances: &[LevelsRow]) -> Result<(), Failure> {
    line("two rooms       cost       episodes  success  steps  rollouts  plan ms")?;
    for row in navigation {
        let NavigationRow { solver, cost, episodes, success, steps, rollouts, plan_ms } = row;
        let success = 100.0 * success;
        line(format!(
            "{solver:<15} {cost:<10} {episodes:>8} {success:>6.1} % {steps:>6.1} {rollouts:>9} {plan_ms:>8.3}"
        ))?;
    }
    line("")?;
    line("rooms  search                   problems   found  shortest  length/shortest   spent  plan ms")?;
    for row in distances {
        let LevelsRow { rooms, search, problems, found, shortest, excess, spent, plan_ms } = row;
        let found = 100.0 * found;
        line(format!(
            "{rooms:>5}  {search:<24} {problems:>8} {found:>5.0} % {shortest:>9.1} {excess:>16.3} {spent:>7.0} {plan_ms:>8.1}"
        ))?;
    }
    Ok(())
}
