//! The share of a text's letters that belong to some scripts.

use crate::policy::kind::Script;

/// Share of the letters that are in one of the scripts, 0..=1; 1 where there are no letters.
pub(super) fn share(text: &str, scripts: &[Script]) -> f64 {
    let (mut inside, mut letters) = (0_u64, 0_u64);
    for character in text.chars().filter(|c| c.is_alphabetic()) {
        letters += 1;
        inside += u64::from(scripts.iter().any(|script| belongs(*script, character)));
    }
    if letters == 0 { 1.0 } else { inside as f64 / letters as f64 }
}

/// Whether a letter lies in one of the script's blocks.
const fn belongs(script: Script, character: char) -> bool {
    match script {
        Script::Latin => matches!(
            character,
            'A'..='Z' | 'a'..='z' | 'ª' | 'º' | 'À'..='ʯ' | '\u{1E00}'..='\u{1EFF}' | '\u{2C60}'..='\u{2C7F}'
                | '\u{A722}'..='\u{A7FF}' | '\u{AB30}'..='\u{AB64}' | '\u{FB00}'..='\u{FB06}' | 'Ａ'..='Ｚ' | 'ａ'..='ｚ'
        ),
        Script::Greek => matches!(character, '\u{0370}'..='\u{03FF}' | '\u{1F00}'..='\u{1FFF}'),
        Script::Cyrillic => {
            matches!(character, '\u{0400}'..='\u{052F}' | '\u{1C80}'..='\u{1C8F}' | '\u{2DE0}'..='\u{2DFF}' | '\u{A640}'..='\u{A69F}')
        }
        Script::Armenian => matches!(character, '\u{0530}'..='\u{058F}'),
        Script::Hebrew => matches!(character, '\u{0590}'..='\u{05FF}' | '\u{FB1D}'..='\u{FB4F}'),
        Script::Arabic => matches!(
            character,
            '\u{0600}'..='\u{06FF}' | '\u{0750}'..='\u{077F}' | '\u{08A0}'..='\u{08FF}' | '\u{FB50}'..='\u{FDFF}'
                | '\u{FE70}'..='\u{FEFE}'
        ),
        Script::Devanagari => matches!(character, '\u{0900}'..='\u{097F}' | '\u{A8E0}'..='\u{A8FF}'),
        Script::Bengali => matches!(character, '\u{0980}'..='\u{09FF}'),
        Script::Tamil => matches!(character, '\u{0B80}'..='\u{0BFF}'),
        Script::Thai => matches!(character, '\u{0E00}'..='\u{0E7F}'),
        Script::Georgian => {
            matches!(character, '\u{10A0}'..='\u{10FF}' | '\u{1C90}'..='\u{1CBF}' | '\u{2D00}'..='\u{2D2F}')
        }
        Script::Hangul => {
            matches!(character, '\u{1100}'..='\u{11FF}' | '\u{3130}'..='\u{318F}' | '\u{A960}'..='\u{A97F}' | '\u{AC00}'..='\u{D7FF}')
        }
        Script::Kana => {
            matches!(character, '\u{3040}'..='\u{30FF}' | '\u{31F0}'..='\u{31FF}' | '\u{FF66}'..='\u{FF9F}')
        }
        Script::Han => matches!(
            character,
            '\u{3005}' | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{323AF}'
        ),
    }
}
