//! Where the time of an answer went.

use std::time::Instant;

use serde::Serialize;
use utoipa::ToSchema;

/// Time by stage.
#[derive(Clone, Debug, Default, Serialize, ToSchema)]
pub struct Timings {
    /// All of it, milliseconds.
    pub total_ms: f64,
    /// The stages, in the order in which they were first entered.
    pub stages: Vec<Stage>,
}

/// Time of one stage.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Stage {
    /// `guardrails`, `perception`, `recall`, `configure`, `solve` or `record`.
    pub name: &'static str,
    /// Milliseconds.
    pub ms: f64,
}

/// Measures stages one after the other.
#[derive(Clone, Debug)]
pub(super) struct Stopwatch {
    started: Instant,
    lap: Instant,
    stages: Vec<Stage>,
}

impl Stopwatch {
    pub(super) fn start() -> Self {
        let now = Instant::now();
        Self { started: now, lap: now, stages: Vec::new() }
    }

    /// Books the time since the last lap under `name`.
    pub(super) fn lap(&mut self, name: &'static str) {
        let now = Instant::now();
        self.book(name, (now - self.lap).as_secs_f64() * 1e3);
        self.lap = now;
    }

    fn book(&mut self, name: &'static str, ms: f64) {
        match self.stages.iter_mut().find(|stage| stage.name == name) {
            Some(stage) => stage.ms += ms,
            None => self.stages.push(Stage { name, ms }),
        }
    }

    /// Books laps that were measured elsewhere in the meantime.
    pub(super) fn extend(&mut self, laps: &[Stage]) {
        laps.iter().for_each(|stage| self.book(stage.name, stage.ms));
        self.lap = Instant::now();
    }

    pub(super) fn stages(&self) -> &[Stage] {
        &self.stages
    }

    pub(super) fn finish(self) -> Timings {
        Timings { total_ms: self.started.elapsed().as_secs_f64() * 1e3, stages: self.stages }
    }
}
