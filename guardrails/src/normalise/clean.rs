//! Composition (NFKC) and removal of what does not show.

use unicode_normalization::char::{canonical_combining_class, decompose_compatible};
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

use super::view::{Builder, Layer, View};

/// The clean reading of a view.
pub(super) fn clean(from: &View<'_>) -> View<'static> {
    let mut builder = Builder::new(from, Layer::Clean);
    let mut cluster = String::new();
    let (mut start, mut end) = (0, 0);
    for (offset, character) in from.text().char_indices() {
        if invisible(character) {
            continue;
        }
        if opens(character) && !cluster.is_empty() {
            flush(&mut builder, &cluster, start..end);
            cluster.clear();
        }
        if cluster.is_empty() {
            start = offset;
        }
        cluster.push(character);
        end = offset + character.len_utf8();
    }
    flush(&mut builder, &cluster, start..end);
    builder.finish()
}

fn flush(builder: &mut Builder<'_>, cluster: &str, range: std::ops::Range<usize>) {
    let composed: String = cluster.nfkc().filter(|c| !invisible(*c)).map(plain).collect();
    builder.push(&composed, range);
}

/// Whether composition can be cut before this character: nothing before it can combine with it.
fn opens(character: char) -> bool {
    if character.is_ascii() {
        return true;
    }
    let mut first = None;
    decompose_compatible(character, |c| {
        first.get_or_insert(c);
    });
    let first = first.unwrap_or(character);
    canonical_combining_class(first) == 0 && is_nfc_quick(std::iter::once(first)) == IsNormalized::Yes
}

/// Characters that leave no trace on the page: format controls, zero-width, fillers, selectors, tags.
pub(super) const fn invisible(character: char) -> bool {
    matches!(
        character,
        '\u{00AD}'
            | '\u{034F}'
            | '\u{061C}'
            | '\u{115F}'..='\u{1160}'
            | '\u{17B4}'..='\u{17B5}'
            | '\u{180B}'..='\u{180F}'
            | '\u{200B}'..='\u{200F}'
            | '\u{202A}'..='\u{202E}'
            | '\u{2060}'..='\u{206F}'
            | '\u{3164}'
            | '\u{FE00}'..='\u{FE0F}'
            | '\u{FEFF}'
            | '\u{FFA0}'
            | '\u{FFF9}'..='\u{FFFB}'
            | '\u{1BCA0}'..='\u{1BCA3}'
            | '\u{1D173}'..='\u{1D17A}'
            | '\u{E0000}'..='\u{E0FFF}'
    )
}

/// One kind of space, line break, hyphen and quote.
const fn plain(character: char) -> char {
    match character {
        '\u{00A0}' | '\u{1680}' | '\u{2000}'..='\u{200A}' | '\u{202F}' | '\u{205F}' | '\u{3000}' => ' ',
        '\u{0085}' | '\u{2028}' | '\u{2029}' => '\n',
        '\u{058A}' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{2043}' | '\u{FE63}' | '\u{FF0D}' => '-',
        '\u{2018}'..='\u{201B}' | '\u{2032}' | '\u{02BC}' | '\u{00B4}' | '\u{FF07}' => '\'',
        '\u{201C}'..='\u{201F}' | '\u{2033}' | '\u{00AB}' | '\u{00BB}' | '\u{FF02}' => '"',
        other => other,
    }
}
