//! From the path of a problem to its line in a TOML source.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::Problem;

/// Fills in line and column of each problem whose path leads to a place in the source.
pub(super) fn in_toml(source: &str, mut problems: Vec<Problem>) -> Vec<Problem> {
    let Ok(document) = DeTable::parse(source) else { return problems };
    for problem in &mut problems {
        if let Some(offset) = offset_of(document.get_ref(), &problem.path) {
            let (line, column) = line_and_column(source, offset);
            problem.line = Some(line);
            problem.column = Some(column);
        }
    }
    problems
}

/// Line and column (in characters), both from 1, of a byte offset.
pub(super) fn line_and_column(source: &str, offset: usize) -> (usize, usize) {
    let before = source.get(..offset).unwrap_or(source);
    let line = before.matches('\n').count() + 1;
    let last = before.rsplit('\n').next().unwrap_or_default();
    (line, last.chars().count() + 1)
}

/// The offset of the deepest value on the path that stands in the source.
fn offset_of(document: &DeTable<'_>, path: &str) -> Option<usize> {
    let mut steps = steps(path);
    let first = steps.next()?;
    let mut value = document.iter().find(|(key, _)| key.get_ref().as_ref() == first).map(|(_, value)| value)?;
    for step in steps {
        match child(value, step) {
            Some(found) => value = found,
            None => break,
        }
    }
    Some(value.span().start)
}

fn child<'d, 'i>(value: &'d Spanned<DeValue<'i>>, step: &str) -> Option<&'d Spanned<DeValue<'i>>> {
    match value.get_ref() {
        DeValue::Table(table) => table.iter().find(|(key, _)| key.get_ref().as_ref() == step).map(|(_, value)| value),
        DeValue::Array(items) => items.get(step.parse::<usize>().ok()?),
        _ => None,
    }
}

/// `a.b[3].c` → a, b, 3, c.
fn steps(path: &str) -> impl Iterator<Item = &str> {
    path.split(['.', '[', ']']).filter(|step| !step.is_empty())
}
