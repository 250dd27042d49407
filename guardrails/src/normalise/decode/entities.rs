//! Character references of HTML: `&#105;`, `&#x69;`, `&lt;`.

use super::Decoded;

/// Longest reference, bytes.
const LONGEST: usize = 12;

/// The references by name that stand for something a filter looks at.
const NAMED: [(&str, char); 22] = [
    ("amp", '&'),
    ("lt", '<'),
    ("gt", '>'),
    ("quot", '"'),
    ("apos", '\''),
    ("nbsp", ' '),
    ("Tab", '\t'),
    ("NewLine", '\n'),
    ("excl", '!'),
    ("num", '#'),
    ("commat", '@'),
    ("colon", ':'),
    ("semi", ';'),
    ("period", '.'),
    ("comma", ','),
    ("sol", '/'),
    ("lpar", '('),
    ("rpar", ')'),
    ("lbrack", '['),
    ("rbrack", ']'),
    ("equals", '='),
    ("lowbar", '_'),
];

/// The reference that starts at this ampersand.
pub(super) fn entity(text: &str, at: usize) -> Option<Decoded> {
    let rest = text.get(at + 1..)?;
    let length = rest.bytes().take(LONGEST).position(|byte| byte == b';')?;
    let name = rest.get(..length)?;
    let character = match name.strip_prefix('#') {
        Some(number) => numbered(number)?,
        None => NAMED.iter().find(|(known, _)| *known == name).map(|(_, character)| *character)?,
    };
    Some(Decoded { range: at..at + length + 2, text: character.to_string() })
}

fn numbered(number: &str) -> Option<char> {
    let code = match number.strip_prefix(['x', 'X']) {
        Some(digits) => u32::from_str_radix(digits, 16).ok()?,
        None => number.parse().ok()?,
    };
    char::from_u32(code).filter(|character| !character.is_control() || matches!(character, '\n' | '\t'))
}
