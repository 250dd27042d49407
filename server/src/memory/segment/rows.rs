//! Table rows as statements: `Column: cell; …`.

use std::ops::Range;

use super::{Piece, clauses, straighten};
use crate::memory::extract::{Block, Cell, Extracted};

/// One piece for a row; a row that is too long is divided between cells (and inside a cell that is too
/// long by itself), and then every part begins with the row's first cell, which names what the row is
/// about.
pub(super) fn pieces(document: &Extracted, block: &Block, max_chars: usize) -> Vec<Piece> {
    let mut parts = block.cells.iter().flat_map(|cell| parts(document, cell, max_chars));
    let Some((first, key)) = parts.next() else { return Vec::new() };
    let named = key.chars().count() * 2 < max_chars;
    let mut pieces = vec![Piece { bytes: first, text: key.clone(), continues: false }];
    for (bytes, text) in parts {
        let fits = |piece: &&mut Piece| piece.text.chars().count() + text.chars().count() + 2 <= max_chars;
        if let Some(piece) = pieces.last_mut().filter(fits) {
            piece.text.push_str("; ");
            piece.text.push_str(&text);
            piece.bytes.end = bytes.end;
        } else {
            let text = if named { format!("{key}; {text}") } else { text };
            pieces.push(Piece { bytes, text, continues: true });
        }
    }
    pieces
}

/// A cell with its column's name, in pieces that fit.
fn parts(document: &Extracted, cell: &Cell, max_chars: usize) -> Vec<(Range<usize>, String)> {
    let text = document.text_of(&cell.span);
    let column = cell.column.and_then(|column| document.columns.get(column));
    let render = |(range, _): (Range<usize>, bool)| {
        let slice = straighten(text.get(range.clone()).unwrap_or_default());
        let slice = slice.trim();
        let text = column.map_or_else(|| slice.to_owned(), |column| format!("{column}: {slice}"));
        (cell.span.start + range.start..cell.span.start + range.end, text)
    };
    clauses::split(text, 0..text.len(), max_chars).into_iter().map(render).collect()
}
