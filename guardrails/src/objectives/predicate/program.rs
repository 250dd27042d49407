//! A parsed expression within the limits, its regular expressions compiled.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, LazyLock};

use cel::common::ast::{CallExpr, ComprehensionExpr, EntryExpr, Expr, IdedExpr, LiteralValue, operators};
use cel::parser::Parser;
use cel::{Context, Env, Value};
use regex::Regex;

use super::cost::{self, Bound};
use crate::objectives::pattern;

/// Bytes of a source.
pub(super) const SOURCE_BYTES: usize = 2_048;
/// Brackets open at once, and conditional operators. The parser recurses on both.
const NESTING: usize = 24;
/// Names, numbers, texts and marks of a source: bounds the depth of chains such as `a + b + …`.
const TOKENS: usize = 400;
/// Depth of the parsed expression. The interpreter recurses on it.
const DEPTH: usize = 64;
/// Nodes of the parsed expression, macros expanded.
const NODES: usize = 2_000;

/// Functions besides the operators and macros.
const FUNCTIONS: [&str; 9] =
    ["size", "contains", "startsWith", "endsWith", "matches", "int", "uint", "double", "string"];
/// What the parser itself writes for operators and macros.
const OPERATORS: [&str; 18] = [
    operators::CONDITIONAL,
    operators::LOGICAL_AND,
    operators::LOGICAL_OR,
    operators::LOGICAL_NOT,
    operators::SUBSTRACT,
    operators::ADD,
    operators::MULTIPLY,
    operators::DIVIDE,
    operators::MODULO,
    operators::EQUALS,
    operators::NOT_EQUALS,
    operators::GREATER_EQUALS,
    operators::LESS_EQUALS,
    operators::GREATER,
    operators::LESS,
    operators::NEGATE,
    operators::INDEX,
    operators::IN,
];

/// An expression that may run.
pub(super) struct Program {
    expression: IdedExpr,
    reads: BTreeSet<String>,
    /// The compiled pattern of each rewritten call of `matches`, by the name it was given.
    patterns: BTreeMap<String, Regex>,
}

impl std::fmt::Debug for Program {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Program").field("reads", &self.reads).finish_non_exhaustive()
    }
}

impl Program {
    /// Parses and checks a source that may read these variables, of ordinary sizes `ordinary`.
    ///
    /// # Errors
    /// Why it is refused.
    pub(super) fn new(source: &str, names: &[&str], ordinary: impl Fn(&str) -> Bound) -> Result<Self, String> {
        lexical(source)?;
        let mut expression = Parser::new().parse(source).map_err(|errors| {
            errors.errors.first().map_or_else(
                || "not an expression".to_owned(),
                |error| format!("line {}, column {}: {}", error.pos.0.max(1), error.pos.1 + 1, error.msg),
            )
        })?;
        let mut checker =
            Checker { names, nodes: 0, bound: Vec::new(), reads: BTreeSet::new(), patterns: BTreeMap::new() };
        checker.visit(&mut expression, 0, false)?;
        let program = Self { expression, reads: checker.reads, patterns: checker.patterns };
        let ordinary = program.steps(|name| Some(ordinary(name)));
        if ordinary > cost::MOST {
            return Err(format!("could take {ordinary} steps on an ordinary subject, more than {}", cost::MOST));
        }
        Ok(program)
    }

    /// Whether the expression reads this variable.
    pub(super) fn reads(&self, name: &str) -> bool {
        self.reads.contains(name)
    }

    /// An upper bound on the steps that the expression takes on variables of these sizes.
    pub(super) fn steps(&self, variables: impl Fn(&str) -> Option<Bound>) -> u64 {
        let known = self.reads.iter().filter_map(|name| Some((name.clone(), variables(name)?))).collect();
        cost::steps(&self.expression, known)
    }

    /// The value of the expression, or nothing where it fails.
    pub(super) fn run<'v>(&self, variables: impl IntoIterator<Item = (&'v str, Value)>) -> Result<Value, ()> {
        static ENVIRONMENT: LazyLock<Arc<Env>> = LazyLock::new(|| Arc::new(Env::stdlib()));
        let mut context = Context::with_env(Arc::clone(&ENVIRONMENT));
        for (name, value) in variables {
            context.add_variable_from_value(name, value);
        }
        for (name, pattern) in &self.patterns {
            let pattern = pattern.clone();
            let matches = move |text: Arc<String>| pattern.is_match(&text);
            context.add_function(name, matches).map_err(drop)?;
        }
        Value::resolve(&self.expression, &context).map_err(drop)
    }
}

/// What can be told before parsing, so that the parser's own recursion and memory are bounded. Marks inside
/// texts count as well: too strict is safe here.
fn lexical(source: &str) -> Result<(), String> {
    if source.len() > SOURCE_BYTES {
        return Err(format!("{} bytes, at most {SOURCE_BYTES} are admitted", source.len()));
    }
    let (mut depth, mut deepest, mut conditions, mut tokens, mut word) = (0_usize, 0_usize, 0_usize, 0_usize, false);
    for character in source.chars() {
        match character {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth = depth.saturating_sub(1),
            '?' => conditions += 1,
            _ => {}
        }
        deepest = deepest.max(depth);
        let part = character.is_alphanumeric() || character == '_';
        tokens += usize::from(!(character.is_whitespace() || part && word));
        word = part;
    }
    if deepest + conditions > NESTING {
        return Err(format!("nested too deeply: at most {NESTING} open brackets and conditions"));
    }
    if tokens > TOKENS {
        return Err(format!("{tokens} names and marks, at most {TOKENS} are admitted"));
    }
    Ok(())
}

/// Walks an expression: bounds it, checks its names, takes the patterns out.
struct Checker<'n> {
    /// The variables that there are.
    names: &'n [&'n str],
    nodes: usize,
    bound: Vec<String>,
    reads: BTreeSet<String>,
    patterns: BTreeMap<String, Regex>,
}

impl Checker<'_> {
    /// `list` tells whether a list made by `map` or `filter` may stand here. Maps have no order, so what is
    /// made from one may be counted, searched and gone through, but neither indexed nor compared.
    fn visit(&mut self, node: &mut IdedExpr, depth: usize, list: bool) -> Result<(), String> {
        self.nodes += 1;
        if depth > DEPTH || self.nodes > NODES {
            return Err(format!("too large: at most {DEPTH} levels and {NODES} nodes"));
        }
        let depth = depth + 1;
        match &mut node.expr {
            Expr::Literal(_) => Ok(()),
            Expr::Ident(name) => self.name(name),
            Expr::Select(select) => self.visit(&mut select.operand, depth, false),
            Expr::List(items) => items.elements.iter_mut().try_for_each(|item| self.visit(item, depth, false)),
            Expr::Map(map) => map.entries.iter_mut().try_for_each(|entry| match &mut entry.expr {
                EntryExpr::MapEntry(entry) => {
                    self.visit(&mut entry.key, depth, false)?;
                    self.visit(&mut entry.value, depth, false)
                }
                EntryExpr::StructField(_) => Err("messages cannot be built here".to_owned()),
            }),
            Expr::Call(call) => self.call(call, depth),
            Expr::Comprehension(comprehension) => self.comprehension(comprehension, depth, list),
            Expr::Struct(_) | Expr::Unspecified => Err("messages cannot be built here".to_owned()),
        }
    }

    fn name(&mut self, name: &str) -> Result<(), String> {
        if self.bound.iter().any(|bound| bound == name) {
            return Ok(());
        }
        if !self.names.contains(&name) {
            return Err(format!("there is no variable `{name}`; there are {}", self.names.join(", ")));
        }
        self.reads.insert(name.to_owned());
        Ok(())
    }

    fn call(&mut self, call: &mut CallExpr, depth: usize) -> Result<(), String> {
        let name = call.func_name.as_str();
        let written = OPERATORS.contains(&name) || name == operators::NOT_STRICTLY_FALSE;
        if !written && !FUNCTIONS.contains(&name) {
            return Err(format!("there is no function `{name}`; there are {}", FUNCTIONS.join(", ")));
        }
        let (counts, searches) = (name == "size", name == operators::IN);
        if let Some(target) = &mut call.target {
            self.visit(target, depth, counts)?;
        }
        for (index, argument) in call.args.iter_mut().enumerate() {
            self.visit(argument, depth, counts || (searches && index == 1))?;
        }
        if call.func_name == "matches" { self.matches(call) } else { Ok(()) }
    }

    /// `text.matches('…')` becomes a call of a function of its own, whose pattern is compiled once.
    fn matches(&mut self, call: &mut CallExpr) -> Result<(), String> {
        let target = call.target.take().map(|target| *target);
        let mut operands: Vec<IdedExpr> = target.into_iter().chain(std::mem::take(&mut call.args)).collect();
        let pattern = operands.pop();
        let Some(Expr::Literal(LiteralValue::String(pattern))) = pattern.as_ref().map(|pattern| &pattern.expr) else {
            return Err("the pattern of `matches` must be written out as a text".to_owned());
        };
        if operands.len() != 1 {
            return Err("`matches` takes a text and a pattern".to_owned());
        }
        let compiled = pattern::expression(pattern.inner(), true)
            .map_err(|reason| format!("the pattern of `matches`: {reason}"))?;
        call.func_name = format!("{}{}", cost::MATCHES, self.patterns.len());
        call.args = operands;
        self.patterns.insert(call.func_name.clone(), compiled);
        Ok(())
    }

    fn comprehension(&mut self, loops: &mut ComprehensionExpr, depth: usize, list: bool) -> Result<(), String> {
        if cost::builds_list(loops) && !list {
            return Err(
                "what `map` and `filter` give can be counted, searched (`in`) and gone through, nothing else: \
                        a map has no order"
                    .to_owned(),
            );
        }
        self.visit(&mut loops.iter_range, depth, true)?;
        self.visit(&mut loops.accu_init, depth, false)?;
        let outside = self.bound.len();
        let names = [Some(&loops.iter_var), loops.iter_var2.as_ref(), Some(&loops.accu_var)];
        if let Some(taken) = names.into_iter().flatten().find(|name| self.names.contains(&name.as_str())) {
            return Err(format!("`{taken}` is the name of a variable already"));
        }
        self.bound.extend(names.into_iter().flatten().cloned());
        self.visit(&mut loops.loop_cond, depth, false)?;
        self.visit(&mut loops.loop_step, depth, false)?;
        self.visit(&mut loops.result, depth, false)?;
        self.bound.truncate(outside);
        Ok(())
    }
}
