//! An upper bound on what an expression costs, from the sizes of what it reads.
//!
//! Each expression has a bound on its steps and on its value: how many items it has, how many any container
//! inside it has, its weight (the bytes and nodes of all of it), and the weight of its heaviest item. Steps count visits of nodes, and
//! bytes that are copied, compared or searched at 1/64 of that (1/16 under a regular expression). A loop
//! costs its body as often as its range has items. All arithmetic saturates.

use std::collections::BTreeMap;

use cel::Value;
use cel::common::ast::{CallExpr, ComprehensionExpr, EntryExpr, Expr, IdedExpr, LiteralValue, operators};
use cel::objects::Key;

/// Most steps of one evaluation: a fraction of a second on the slowest machine that this runs on.
pub(super) const MOST: u64 = 2_000_000;
/// Prefix of the functions that calls of `matches` were rewritten to. No source can name it.
pub(super) const MATCHES: &str = "@matches_";

/// Bounds on a value.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Bound {
    /// Items of a list or a map; 0 of anything else.
    count: u64,
    /// Items of the largest container inside it.
    inner: u64,
    /// Bytes and nodes of all of it.
    weight: u64,
    /// Weight of its heaviest item, itself where it has none: no item of an item is heavier.
    item: u64,
}

impl Bound {
    const SCALAR: Self = Self { count: 0, inner: 0, weight: 8, item: 8 };

    /// The bounds of a value at hand.
    pub(super) fn of(value: &Value) -> Self {
        let list = |items: &mut dyn Iterator<Item = Self>| {
            let mut bound = Self { weight: 8, item: 8, ..Self::default() };
            for item in items {
                bound.count += 1;
                bound.inner = bound.inner.max(item.count).max(item.inner);
                bound.weight = bound.weight.saturating_add(item.weight);
                bound.item = bound.item.max(item.weight);
            }
            bound
        };
        match value {
            Value::String(text) => Self::text(text.len() as u64),
            Value::List(items) => list(&mut items.iter().map(Self::of)),
            Value::Map(map) => list(&mut map.map.iter().map(|(key, value)| {
                let bound = Self::of(value);
                let key = if let Key::String(key) = key { key.len() as u64 } else { 8 };
                Self { weight: bound.weight.saturating_add(key), ..bound }
            })),
            _ => Self::SCALAR,
        }
    }

    const fn text(bytes: u64) -> Self {
        let weight = bytes.saturating_add(8);
        Self { count: 0, inner: 0, weight, item: weight }
    }

    /// A container of `count` items, its own containers of `inner` items, that weighs `weight` and no item of which
    /// weighs more than `item`.
    pub(super) const fn container(count: u64, inner: u64, weight: u64, item: u64) -> Self {
        Self { count, inner, weight, item }
    }

    /// Something inside it.
    const fn inside(self) -> Self {
        Self { count: self.inner, weight: self.item, ..self }
    }

    fn either(self, other: Self) -> Self {
        Self {
            count: self.count.max(other.count),
            inner: self.inner.max(other.inner),
            weight: self.weight.max(other.weight),
            item: self.item.max(other.item),
        }
    }

    fn joined(self, other: Self) -> Self {
        Self {
            count: self.count.saturating_add(other.count),
            inner: self.inner.max(other.inner),
            weight: self.weight.saturating_add(other.weight),
            item: self.item.max(other.item),
        }
    }

    /// A list that holds it.
    fn listed(self) -> Self {
        let inner = self.count.max(self.inner);
        Self { count: 1, inner, weight: self.weight.saturating_add(8), item: self.weight }
    }
}

/// The sizes of an ordinary subject, on which every admitted expression must be cheap: a page of text, twenty
/// messages, six statements, arguments of some hundred values.
pub(super) fn ordinary(name: &str) -> Bound {
    match name {
        "messages" => Bound::container(20, 2, 20_000, 20_000),
        "statements" | "evidence" => Bound::container(6, 6, 3_000, 3_000),
        "tool" | "state" => Bound::container(20, 20, 4_000, 4_000),
        "principal" => Bound::container(3, 16, 600, 600),
        "stage" | "language" => Bound::text(16),
        _ => Bound::text(4_000),
    }
}

/// Whether a loop makes a list: what the macros `map` and `filter` expand to.
pub(super) const fn builds_list(loops: &ComprehensionExpr) -> bool {
    matches!(loops.accu_init.expr, Expr::List(_))
}

/// The steps of an expression over variables of these sizes.
pub(super) fn steps(expression: &IdedExpr, variables: BTreeMap<String, Bound>) -> u64 {
    let mut estimate = Estimate { variables: variables.into_iter().collect(), steps: 0 };
    estimate.visit(expression);
    estimate.steps
}

struct Estimate {
    /// Innermost last.
    variables: Vec<(String, Bound)>,
    steps: u64,
}

impl Estimate {
    fn charge(&mut self, steps: u64) {
        self.steps = self.steps.saturating_add(steps).saturating_add(1);
    }

    fn visit(&mut self, node: &IdedExpr) -> Bound {
        let bound = match &node.expr {
            Expr::Literal(LiteralValue::String(text)) => Bound::text(text.inner().len() as u64),
            Expr::Literal(_) | Expr::Struct(_) | Expr::Unspecified => Bound::SCALAR,
            Expr::Ident(name) => {
                let known = self.variables.iter().rev().find(|(known, _)| known == name);
                known.map_or(Bound::SCALAR, |(_, bound)| *bound)
            }
            Expr::Select(select) => self.visit(&select.operand).inside(),
            Expr::List(list) => {
                list.elements.iter().fold(Bound::SCALAR, |all, item| all.joined(self.visit(item).listed()))
            }
            Expr::Map(map) => map.entries.iter().fold(Bound::SCALAR, |all, entry| match &entry.expr {
                EntryExpr::MapEntry(entry) => {
                    let key = self.visit(&entry.key);
                    all.joined(self.visit(&entry.value).joined(Bound { count: 0, ..key }).listed())
                }
                EntryExpr::StructField(_) => all,
            }),
            Expr::Call(call) => self.call(call),
            Expr::Comprehension(loops) => self.loops(loops),
        };
        self.charge(bound.weight / 64);
        bound
    }

    fn call(&mut self, call: &CallExpr) -> Bound {
        let operands: Vec<Bound> =
            call.target.iter().map(AsRef::as_ref).chain(&call.args).map(|operand| self.visit(operand)).collect();
        let all = operands.iter().fold(Bound::default(), |all, operand| all.joined(*operand));
        let each = if call.func_name.starts_with(MATCHES) { 16 } else { 64 };
        self.charge(all.weight / each + all.count);
        match call.func_name.as_str() {
            operators::ADD => all,
            operators::CONDITIONAL => operands.iter().skip(1).fold(Bound::SCALAR, |one, other| one.either(*other)),
            operators::INDEX => operands.first().map_or(Bound::SCALAR, |container| container.inside()),
            "string" => Bound::text(all.weight.saturating_add(24)),
            _ => Bound::SCALAR,
        }
    }

    fn loops(&mut self, loops: &ComprehensionExpr) -> Bound {
        let range = self.visit(&loops.iter_range);
        let start = self.visit(&loops.accu_init);
        let outside = self.variables.len();
        let times = range.count;
        let before = self.steps;
        self.bind(loops, range, start);
        let grown = if builds_list(loops) {
            // What one round adds to an empty list, as often as there are rounds.
            let round = self.visit(&loops.loop_step);
            Bound {
                count: round.count.saturating_mul(times),
                inner: round.inner,
                weight: round.weight.saturating_mul(times.max(1)),
                item: round.weight,
            }
        } else {
            Bound::SCALAR
        };
        self.variables.truncate(outside);
        self.steps = before;
        // The item is copied for each round.
        self.bind(loops, range, if builds_list(loops) { start } else { grown });
        self.visit(&loops.loop_cond);
        self.visit(&loops.loop_step);
        self.charge(range.weight / 64 / times.max(1));
        let round = self.steps.saturating_sub(before);
        self.steps = before.saturating_add(round.saturating_mul(times));
        self.variables.truncate(outside);
        self.bind(loops, range, grown);
        let result = self.visit(&loops.result);
        self.variables.truncate(outside);
        result
    }

    fn bind(&mut self, loops: &ComprehensionExpr, range: Bound, accumulator: Bound) {
        let item = range.inside();
        self.variables.push((loops.iter_var.clone(), item));
        self.variables.extend(loops.iter_var2.iter().map(|name| (name.clone(), item)));
        self.variables.push((loops.accu_var.clone(), accumulator));
    }
}
