//! Point navigation between two rooms: continuous, with velocity, a wall and a door in it.
//!
//! The unit square with a wall at `x = 0.5`, open between `y = 0.70` and `0.85`. State `(x, y, v_x, v_y)`, action: an
//! acceleration in `[−1, 1]²`. `v ← 0.7 v + 0.02 a`, `p ← p + v`; whatever runs into a wall stops there. The door lies to
//! one side, so the straight line to a goal in the other room leads to the wall: a Euclidean cost is a trap, and a
//! distance learned from transitions is not (EB-JEPA reports the same of two rooms).

use std::collections::{BTreeMap, BTreeSet, BinaryHeap};

use super::super::continuous::noise::coloured;
use super::super::continuous::{Cost, Differentiable, Dynamics};
use super::super::random::Draws;

/// A goal is reached within this distance.
pub const RADIUS: f64 = 0.05;
/// Steps of an episode.
pub const STEPS: usize = 60;

const WALL: f64 = 0.5;
const DOOR: [f64; 2] = [0.70, 0.85];
const DAMPING: f64 = 0.7;
const GAIN: f64 = 0.02;
const EFFORT: f64 = 1e-3;
/// Distance kept from the wall by what ran into it.
const SKIN: f64 = 1e-6;

/// See the module.
#[derive(Clone, Copy, Debug, Default)]
pub struct TwoRooms;

/// A position.
pub type Place = [f64; 2];

/// Position and velocity of a state vector.
fn parts(state: &[f64]) -> [f64; 4] {
    let mut parts = [0.0; 4];
    parts.iter_mut().zip(state).for_each(|(part, value)| *part = *value);
    parts
}

fn pair(action: &[f64]) -> [f64; 2] {
    [action.first().copied().unwrap_or(0.0), action.get(1).copied().unwrap_or(0.0)]
}

impl TwoRooms {
    /// The next state, and in which of the two directions a wall was run into.
    fn collide(state: &[f64], action: &[f64]) -> ([f64; 4], [bool; 2]) {
        let ([x, y, v_x, v_y], [a_x, a_y]) = (parts(state), pair(action));
        let (v_x, v_y) = (DAMPING * v_x + GAIN * a_x, DAMPING * v_y + GAIN * a_y);
        let (to_x, to_y) = (x + v_x, y + v_y);
        let crosses = (x < WALL) != (to_x < WALL);
        let at = y + (to_y - y) * if to_x == x { 0.0 } else { (WALL - x) / (to_x - x) };
        let against_wall = crosses && !(DOOR[0]..=DOOR[1]).contains(&at);
        let blocked = [against_wall || !(0.0..=1.0).contains(&to_x), !(0.0..=1.0).contains(&to_y)];
        let before_wall = if x < WALL { WALL - SKIN } else { WALL };
        let x = if against_wall { before_wall } else { to_x.clamp(0.0, 1.0) };
        let stopped = |blocked: bool, speed: f64| if blocked { 0.0 } else { speed };
        ([x, to_y.clamp(0.0, 1.0), stopped(blocked[0], v_x), stopped(blocked[1], v_y)], blocked)
    }

    /// Start and goal in different rooms, not within the radius of each other: an episode that is unsolved at its start.
    pub fn episode(&self, seed: u64) -> (Vec<f64>, Place) {
        let mut draws = Draws::new(seed);
        loop {
            let mut place = |left: bool| {
                let x = draws.uniform() * 0.5;
                [if left { x } else { x + 0.5 }, draws.uniform()]
            };
            let left = seed.is_multiple_of(2);
            let (start, goal) = (place(left), place(!left));
            if !reached(&start, &goal) {
                return (vec![start[0], start[1], 0.0, 0.0], goal);
            }
        }
    }

    /// Positions before and after each step of random episodes: what the distance is learned from.
    pub fn logged(&self, episodes: usize, seed: u64) -> Vec<(Place, Place)> {
        let mut draws = Draws::new(seed);
        let mut rows = Vec::with_capacity(episodes * STEPS);
        for _ in 0..episodes {
            let mut state = vec![draws.uniform(), draws.uniform(), 0.0, 0.0];
            let noise = coloured(&mut draws, STEPS, 2, 1.0);
            for action in noise.chunks_exact(2) {
                let clamped: Vec<f64> = action.iter().map(|value| value.clamp(-1.0, 1.0)).collect();
                let next = self.step(&state, &clamped);
                rows.push((pair(&state), pair(&next)));
                state = next;
            }
        }
        rows
    }
}

/// Whether a state is at the goal.
pub fn reached(state: &[f64], goal: &Place) -> bool {
    let [x, y] = pair(state);
    (x - goal[0]).hypot(y - goal[1]) <= RADIUS
}

impl Dynamics for TwoRooms {
    fn state_size(&self) -> usize {
        4
    }

    fn action_size(&self) -> usize {
        2
    }

    fn step(&self, state: &[f64], action: &[f64]) -> Vec<f64> {
        Self::collide(state, action).0.to_vec()
    }
}

impl Differentiable for TwoRooms {
    fn pull(&self, state: &[f64], action: &[f64], next: &[f64]) -> (Vec<f64>, Vec<f64>) {
        let (_, blocked) = Self::collide(state, action);
        let [x, y, v_x, v_y] = parts(next);
        // What a wall has stopped depends on nothing any more.
        let free = |blocked: bool, value: f64| if blocked { 0.0 } else { value };
        let (through_x, through_y) = (free(blocked[0], x + v_x), free(blocked[1], y + v_y));
        let by_state = vec![free(blocked[0], x), free(blocked[1], y), DAMPING * through_x, DAMPING * through_y];
        (by_state, vec![GAIN * through_x, GAIN * through_y])
    }
}

/// Straight-line distance to the goal, summed over the steps.
#[derive(Clone, Copy, Debug)]
pub struct Euclidean {
    /// The goal.
    pub goal: Place,
}

impl Euclidean {
    fn distance(&self, [x, y]: Place) -> (f64, Place) {
        let (east, north) = (x - self.goal[0], y - self.goal[1]);
        let distance = east.hypot(north);
        (distance, [east / distance.max(1e-9), north / distance.max(1e-9)])
    }
}

impl Cost for Euclidean {
    fn running(&self, state: &[f64], action: &[f64]) -> f64 {
        self.distance(pair(state)).0 + effort(action)
    }

    fn last(&self, _: &[f64]) -> f64 {
        0.0
    }

    fn running_gradient(&self, state: &[f64], action: &[f64]) -> (Vec<f64>, Vec<f64>) {
        (slope(self.distance(pair(state)).1), effort_gradient(action))
    }

    fn last_gradient(&self, _: &[f64]) -> Vec<f64> {
        vec![0.0; 4]
    }
}

fn effort(action: &[f64]) -> f64 {
    EFFORT * action.iter().map(|value| value * value).sum::<f64>()
}

fn effort_gradient(action: &[f64]) -> Vec<f64> {
    action.iter().map(|value| 2.0 * EFFORT * value).collect()
}

fn slope([east, north]: Place) -> Vec<f64> {
    vec![east, north, 0.0, 0.0]
}

type Cell = (usize, usize);

/// Cells of the square in each direction.
const GRID: usize = 20;

/// Which cells were seen to follow each other: a graph of experience (search on the replay buffer, Eysenbach,
/// Salakhutdinov & Levine 2019), from which the distance to any goal follows. Nothing in it knows of walls.
#[derive(Clone, Debug, Default)]
pub struct Experience {
    followed: BTreeMap<Cell, BTreeSet<Cell>>,
}

/// Distance to one goal through what was seen, summed over the steps.
#[derive(Clone, Debug)]
pub struct Learned<'a> {
    experience: &'a Experience,
    field: BTreeMap<Cell, f64>,
}

fn cell([x, y]: Place) -> Cell {
    let of = |value: f64| ((value * GRID as f64) as usize).min(GRID - 1);
    (of(x), of(y))
}

fn centre((column, row): Cell) -> Place {
    let of = |place: usize| (place as f64 + 0.5) / GRID as f64;
    [of(column), of(row)]
}

fn apart(one: Place, other: Place) -> f64 {
    (one[0] - other[0]).hypot(one[1] - other[1])
}

impl Experience {
    /// Learns from positions before and after steps.
    pub fn learn(rows: &[(Place, Place)]) -> Self {
        let mut followed: BTreeMap<Cell, BTreeSet<Cell>> = BTreeMap::new();
        for (before, after) in rows {
            let (before, after) = (cell(*before), cell(*after));
            followed.entry(before).or_default().insert(after);
            followed.entry(after).or_default().insert(before);
        }
        Self { followed }
    }

    /// The distance to a goal (Dijkstra from the cells around it).
    pub fn towards(&self, goal: Place) -> Learned<'_> {
        let mut field: BTreeMap<Cell, f64> = BTreeMap::new();
        // Distances in billionths, so that they can be ordered.
        let key = |distance: f64| std::cmp::Reverse((distance * 1e9) as u64);
        let around = self.followed.get(&cell(goal)).cloned().unwrap_or_default();
        let mut open: BinaryHeap<_> = BinaryHeap::new();
        for near in around.into_iter().chain([cell(goal)]) {
            field.insert(near, apart(centre(near), goal));
            open.push((key(apart(centre(near), goal)), near));
        }
        while let Some((_, at)) = open.pop() {
            let paid = field.get(&at).copied().unwrap_or(f64::INFINITY);
            for next in self.followed.get(&at).into_iter().flatten() {
                let distance = paid + apart(centre(at), centre(*next));
                if field.get(next).is_none_or(|known| distance < *known) {
                    field.insert(*next, distance);
                    open.push((key(distance), *next));
                }
            }
        }
        Learned { experience: self, field }
    }
}

/// Distance of places that experience says nothing of.
const UNSEEN: f64 = 3.0;

impl Learned<'_> {
    /// Bilinear between the centres of cells, and its gradient. A cell that never followed the one at hand (one behind
    /// a wall) is replaced by that one, one cell further away.
    fn distance(&self, place: Place) -> (f64, Place) {
        let own = cell(place);
        let here = self.field.get(&own).copied().unwrap_or(UNSEEN);
        let near = self.experience.followed.get(&own);
        let value = |at: Cell| match self.field.get(&at) {
            Some(distance) if at == own || near.is_some_and(|near| near.contains(&at)) => *distance,
            _ => here + apart(centre(own), centre(at)),
        };
        let split = |value: f64| {
            let scaled = (value * GRID as f64 - 0.5).clamp(0.0, GRID as f64 - 1.0);
            let low = (scaled as usize).min(GRID - 2);
            (low, scaled - low as f64)
        };
        let ((column, east), (row, north)) = (split(place[0]), split(place[1]));
        let (a, b) = (value((column, row)), value((column + 1, row)));
        let (c, d) = (value((column, row + 1)), value((column + 1, row + 1)));
        let (low, high) = (a + (b - a) * east, c + (d - c) * east);
        let by_x = ((b - a) * (1.0 - north) + (d - c) * north) * GRID as f64;
        (low + (high - low) * north, [by_x, (high - low) * GRID as f64])
    }
}

impl Cost for Learned<'_> {
    fn running(&self, state: &[f64], action: &[f64]) -> f64 {
        self.distance(pair(state)).0.max(0.0) + effort(action)
    }

    fn last(&self, _: &[f64]) -> f64 {
        0.0
    }

    fn running_gradient(&self, state: &[f64], action: &[f64]) -> (Vec<f64>, Vec<f64>) {
        (slope(self.distance(pair(state)).1), effort_gradient(action))
    }

    fn last_gradient(&self, _: &[f64]) -> Vec<f64> {
        vec![0.0; 4]
    }
}
