//! Look-alike letters and digits, written in ASCII.
//!
//! The letters are those of Unicode's `confusables.txt` (TS 39) that read as one Latin letter in common
//! fonts, from the scripts whose letters are in fact used to evade filters. Compatibility forms
//! (full-width, mathematical, circled) are no matter here: NFKC has undone them.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::view::{Builder, Layer, View};

/// The skeleton of a clean reading.
pub(super) fn skeleton(from: &View<'_>) -> View<'static> {
    let mut builder = Builder::new(from, Layer::Skeleton);
    let mut piece = String::new();
    for (offset, character) in from.text().char_indices() {
        piece.clear();
        if character.is_ascii() {
            piece.push(character);
        } else {
            piece.extend(std::iter::once(character).nfkd().filter(|c| !is_combining_mark(*c)).map(ascii));
        }
        builder.push(&piece, offset..offset + character.len_utf8());
    }
    builder.finish()
}

fn ascii(character: char) -> char {
    if character.is_ascii() {
        return character;
    }
    digit(character).or_else(|| letter(character)).unwrap_or(character)
}

/// Zero of each run of ten decimal digits (general category Nd) in the basic plane.
const ZEROS: [u32; 31] = [
    0x0660, 0x06F0, 0x07C0, 0x0966, 0x09E6, 0x0A66, 0x0AE6, 0x0B66, 0x0BE6, 0x0C66, 0x0CE6, 0x0D66, 0x0DE6, 0x0E50,
    0x0ED0, 0x0F20, 0x1040, 0x1090, 0x17E0, 0x1810, 0x1946, 0x19D0, 0x1A80, 0x1A90, 0x1B50, 0x1BB0, 0x1C40, 0x1C50,
    0xA620, 0xA8D0, 0xABF0,
];

fn digit(character: char) -> Option<char> {
    let code = u32::from(character);
    let zero = ZEROS.iter().find(|zero| (**zero..**zero + 10).contains(&code))?;
    char::from_digit(code - zero, 10)
}

const fn letter(character: char) -> Option<char> {
    let latin = match character {
        'а' | 'α' | 'ɑ' | 'ᴀ' | 'Ꭺ' => 'a',
        'А' | 'Α' => 'A',
        'Ь' | 'ƅ' | 'ʙ' | 'ᑲ' => 'b',
        'В' | 'Β' | 'Ᏼ' => 'B',
        'с' | 'ϲ' | 'ᴄ' | 'ⅽ' => 'c',
        'С' | 'Ϲ' | 'Ꮯ' => 'C',
        'ԁ' | 'ɗ' | 'ᴅ' | 'đ' => 'd',
        'Ꭰ' | 'Đ' => 'D',
        'е' | 'ҽ' | 'ɛ' | 'ε' | 'є' | 'ᴇ' => 'e',
        'Е' | 'Ε' | 'Ꭼ' => 'E',
        'ƒ' | 'ſ' | 'ꜰ' => 'f',
        'Ϝ' => 'F',
        'ɡ' | 'ց' | 'ɢ' => 'g',
        'Ԍ' | 'Ꮐ' => 'G',
        'һ' | 'հ' | 'ʜ' => 'h',
        'Н' | 'Η' | 'Ꮋ' => 'H',
        'і' | 'ι' | 'ı' | 'ɩ' | 'ɪ' | 'ӏ' | 'ǀ' => 'i',
        'І' | 'Ι' | 'Ӏ' => 'I',
        'ј' | 'ϳ' | 'ᴊ' => 'j',
        'Ј' | 'Ꭻ' => 'J',
        'к' | 'κ' | 'ᴋ' | 'ĸ' => 'k',
        'К' | 'Κ' | 'Ꮶ' => 'K',
        'ʟ' | 'ł' => 'l',
        'Ꮮ' | 'Ł' => 'L',
        'м' | 'ᴍ' => 'm',
        'М' | 'Μ' | 'Ꮇ' => 'M',
        'п' | 'ո' | 'ɴ' | 'η' => 'n',
        'Ν' => 'N',
        'о' | 'ο' | 'օ' | 'ᴏ' | 'ø' | 'σ' => 'o',
        'О' | 'Ο' | 'Օ' | 'Ø' => 'O',
        'р' | 'ρ' | 'ᴘ' => 'p',
        'Р' | 'Ρ' | 'Ꮲ' => 'P',
        'ԛ' | 'զ' => 'q',
        'Ԛ' => 'Q',
        'г' | 'ʀ' | 'ɾ' => 'r',
        'Ꭱ' => 'R',
        'ѕ' | 'ꜱ' | 'ʂ' => 's',
        'Ѕ' | 'Տ' | 'Ꮪ' => 'S',
        'т' | 'τ' | 'ᴛ' | 'ŧ' => 't',
        'Т' | 'Τ' | 'Ꭲ' => 'T',
        'υ' | 'ս' | 'ᴜ' | 'ʋ' => 'u',
        'Ս' => 'U',
        'ѵ' | 'ν' | 'ᴠ' => 'v',
        'Ѵ' | 'Ꮩ' => 'V',
        'ѡ' | 'ԝ' | 'ω' | 'ᴡ' => 'w',
        'Ԝ' | 'Ꮃ' => 'W',
        'х' | 'χ' => 'x',
        'Х' | 'Χ' => 'X',
        'у' | 'γ' | 'ү' | 'ʏ' => 'y',
        'У' | 'Υ' | 'Ү' => 'Y',
        'ᴢ' | 'ʐ' => 'z',
        'Ζ' | 'Ꮓ' => 'Z',
        _ => return None,
    };
    Some(latin)
}
