//! Evasion: the same words, written so that a filter should miss them.

use crate::support::{compiled, found, verdict};

#[test]
fn disguised_words_are_found_where_they_stand() {
    let words = compiled("pattern.words = [\"password\"]");
    let expression = compiled("pattern.patterns = ['pass\\s?word']");
    for text in [
        "PASSWORD",
        "pass\u{200b}word",
        "p\u{ad}a\u{200d}s\u{2060}sword",
        "pa\u{202e}\u{202c}ssword",
        "ｐａｓｓｗｏｒｄ",
        "𝐩𝐚𝐬𝐬𝐰𝐨𝐫𝐝",
        "𝓹𝓪𝓼𝓼𝔀𝓸𝓻𝓭",
        "ⓟⓐⓢⓢⓦⓞⓡⓓ",
        "раsswоrd",
        "pаsѕwοrd",
        "pássẅörd",
        "p\u{301}assword\u{308}",
        "ᴘᴀssᴡᴏʀᴅ",
        "passw\u{fe0f}ord",
    ] {
        let text = format!("my {text} is");
        for policy in [&words, &expression] {
            let found = found(policy, &text);
            assert!(!found.is_empty(), "{text}");
            let start = text.find("my ").expect("there") + 3;
            assert!(
                found.iter().any(|(_, at)| text[start..].starts_with(at) && at.chars().count() >= 8),
                "{text}: {found:?}"
            );
        }
    }
}

#[test]
fn disguised_identifiers_are_found() {
    let policy = compiled("pii.detectors = [\"payment_card\", \"iban\", \"us_ssn\", \"email\"]");
    for text in [
        "４１１１ １１１１ １１１１ １１１１",
        "4111\u{a0}1111\u{2009}1111\u{202f}1111",
        "4111\u{2011}1111\u{2013}1111\u{2212}1111",
        "41\u{200b}11111\u{200d}111111111",
        "٤١١١١١١١١١١١١١١١",
        "DE89\u{200b}3704 0044\u{a0}0532 0130 00",
        "536\u{2010}90\u{2010}4399",
        "anna@exam\u{200b}ple.com",
        "anna＠example．com",
    ] {
        assert!(verdict(&policy, text).value > Some(0.0), "{text}");
    }
}

#[test]
fn ordinary_text_in_other_scripts_is_left_alone() {
    let policy = compiled("pattern.words = [\"password\", \"cop\", \"hat\"]");
    for text in [
        "Привет, как дела?",
        "Καλημέρα σας",
        "你好，世界",
        "שלום עולם",
        "مرحبا",
        "สวัสดี",
        "안녕하세요",
        "Où êtes-vous ?",
    ] {
        assert_eq!(found(&policy, text), [], "{text}");
    }
}

/// What is known not to be covered by this version, so that a change shows.
#[test]
fn not_covered_yet() {
    let policy = compiled("pattern.words = [\"password\"]");
    for text in ["p4ssw0rd", "p a s s w o r d", "cGFzc3dvcmQ=", "drowssap", "pass-word", "%70assword"] {
        assert_eq!(found(&policy, text), [], "{text}");
    }
}
