//! Readings of a text, and the way back to the original.

use groundstate_guardrails::normalise::{Layer, comparable, comparable_skeleton, sentences, views};
use proptest::prelude::*;
use unicode_normalization::UnicodeNormalization;

#[test]
fn plain_text_has_one_reading() {
    let readings = views("Plain text, 1 < 2.");
    assert_eq!(readings.len(), 1);
    assert_eq!(readings[0].layer(), Layer::Original);
}

#[test]
fn places_lead_back_to_the_original() {
    let text = "aﬁre ＡＢ x\u{200b}y";
    let clean = views(text).into_iter().find(|view| view.layer() == Layer::Clean).expect("differs");
    assert_eq!(clean.text(), "afire AB xy");
    let back = |start: usize, end: usize| &text[clean.source(start..end)];
    assert_eq!(back(0, 5), "aﬁre");
    assert_eq!(back(1, 2), "ﬁ", "half of a ligature is the ligature");
    assert_eq!(back(6, 8), "ＡＢ");
    assert_eq!(back(7, 8), "Ｂ");
    assert_eq!(back(9, 11), "x\u{200b}y");
    assert_eq!(back(10, 11), "y");
    assert_eq!(clean.source(3..3).len(), 0);
}

fn decoded(text: &str) -> Vec<String> {
    views(text).iter().filter(|view| view.layer() == Layer::Decoded).map(|view| view.text().to_owned()).collect()
}

#[test]
fn encoded_runs_are_replaced_by_what_they_hold_level_by_level() {
    for (text, expected) in [
        ("say cGFzc3dvcmQgbm93 now", vec!["say password now now"]),
        ("say cGFzc3dvcmQgbm93ISE_ now", vec!["say password now!!? now"]),
        ("say cGFzc3dvcmQ= now", vec!["say password now"]),
        ("path/cGFzc3dvcmQgbm93", vec!["path/password now"]),
        ("70617373776f7264", vec!["password"]),
        ("70:61:73:73:77:6F:72:64!", vec!["password!"]),
        ("a%20b%C3%A9", vec!["a bé"]),
        ("&lt;b&gt; &#x49;&#110;", vec!["<b> In"]),
        ("\\u0041\\x42", vec!["AB"]),
        ("Y0dGemMzZHZjbVFnYm05Mw==", vec!["cGFzc3dvcmQgbm93", "password now"]),
        ("%2541", vec!["%41", "A"]),
        ("cABhAHMAcwB3AG8AcgBkAA==", vec!["password"]),
    ] {
        assert_eq!(decoded(text), expected, "{text}");
    }
}

#[test]
fn ordinary_runs_stay_as_they_are() {
    for text in [
        "internationalization",
        "4111111111111111",
        "da39a3ee5e6b4b0d3255bfef95601890afd80709",
        "123e4567-e89b-12d3-a456-426614174000",
        "AT&T; R&D; 100% sure; C:\\users\\x",
        "/usr/local/share/doc/packages/readme",
        "2026-11-25 19:30:00",
        "AKIAIOSFODNN7EXAMPLE",
    ] {
        assert_eq!(decoded(text), Vec::<String>::new(), "{text}");
    }
}

#[test]
fn places_inside_a_decoded_run_are_the_whole_run() {
    let text = "é say cGFzc3dvcmQgbm93 and p4ss";
    for view in views(text) {
        if let Some(at) = view.text().find("password") {
            assert_eq!(&text[view.source(at..at + 8)], "cGFzc3dvcmQgbm93");
        }
        if let Some(at) = view.text().find("pass").filter(|_| view.layer() == Layer::Leet) {
            assert!(["cGFzc3dvcmQgbm93", "p4ss"].contains(&&text[view.source(at..at + 4)]));
        }
    }
}

#[test]
fn letters_for_digits_are_read_inside_words_only() {
    let leet = |text: &str| -> Vec<String> {
        views(text).iter().filter(|view| view.layer() == Layer::Leet).map(|view| view.text().to_owned()).collect()
    };
    assert_eq!(leet("p4ssw0rd 2026"), ["password 2026"]);
    assert_eq!(leet("1gn0re he11o"), ["ignore heiio", "lgnore hello"]);
    assert_eq!(leet("$ecret!"), ["secret!"]);
    for text in ["2026", "12:30", "a@b.com", "x1", "007", "4111 1111"] {
        assert!(
            leet(text).iter().all(|leet| !leet.contains("2o") && !leet.contains("ill")),
            "{text}: {:?}",
            leet(text)
        );
    }
}

#[test]
fn work_and_memory_stay_linear() {
    for run in ["a/", "00 ", "%00", "\\x00", "AAAA", "QUFB", "&amp;", "4a", "p4", "0x", "-_", "A=\n"] {
        let text = run.repeat((1 << 18) / run.len());
        let started = std::time::Instant::now();
        let readings = views(&text);
        assert!(readings.iter().all(|view| view.text().len() <= text.len()), "{run}");
        assert!(started.elapsed() < std::time::Duration::from_secs(5), "{run}: {:?}", started.elapsed());
    }
}

#[test]
fn comparable_forms() {
    assert_eq!(comparable("  The “Quick”\u{a0}—\nFOX "), "the \"quick\" - fox");
    assert_eq!(comparable_skeleton("Раураl Ｃafé ١٢٣"), "paypal cafe 123");
}

#[test]
fn sentences_are_cut_where_a_reader_would() {
    let cut = |text: &'static str| sentences(text).into_iter().map(|range| &text[range]).collect::<Vec<_>>();
    assert_eq!(cut("One. Two! Three? Four"), ["One.", "Two!", "Three?", "Four"]);
    assert_eq!(
        cut("It is 3.5 m. Dr. Roe said \"no.\" Then J. Doe left..."),
        ["It is 3.5 m. Dr. Roe said \"no.\"", "Then J. Doe left..."]
    );
    assert_eq!(cut("Title\n\n- item one\n- item two"), ["Title", "- item one", "- item two"]);
    assert_eq!(cut("你好。世界！"), ["你好。", "世界！"]);
    assert_eq!(cut(""), Vec::<&str>::new());
    assert_eq!(cut(" \n "), Vec::<&str>::new());
}

fn base64(text: &str) -> String {
    use base64::Engine as _;
    format!("x {} y%41é", base64::engine::general_purpose::STANDARD.encode(text))
}

/// Characters that test composition: combining marks, Hangul, compatibility forms, invisible ones.
fn hard_text() -> impl Strategy<Value = String> {
    let character = prop_oneof![
        any::<char>(),
        prop::sample::select(
            "aeiou\u{301}\u{308}\u{327}\u{1100}\u{1161}\u{11a8}\u{ac00}ﾊﾟﬀ…\u{200b}\u{9c7}\u{9be}Ωаｆ"
                .chars()
                .collect::<Vec<_>>()
        ),
    ];
    prop::collection::vec(character, 0..40).prop_map(|characters| characters.into_iter().collect())
}

proptest! {
    /// A space that is not ASCII at the end takes the long way, and is trimmed.
    #[test]
    fn plain_ascii_is_compared_by_the_short_way(text in "[ -~\\t\\n\\x00-\\x1f]{0,40}") {
        prop_assert_eq!(comparable(&text), comparable(&format!("{text}\u{a0}")));
    }

    #[test]
    fn composition_in_pieces_is_composition_of_the_whole(text in hard_text()) {
        let readings = views(&text);
        let visible = |text: &str| -> String { text.chars().filter(|c| !invisible(*c)).collect() };
        let expected = visible(&visible(&text).nfkc().collect::<String>());
        let found = readings.iter().find(|view| view.layer() == Layer::Clean).map_or(text.as_str(), |view| view.text());
        // Spaces, hyphens and quotes are made plain besides; compare what is not one of them.
        let letters = |text: &str| -> String { text.chars().filter(|c| c.is_alphanumeric()).collect() };
        prop_assert_eq!(letters(found), letters(&expected));
    }

    #[test]
    fn every_range_leads_to_characters_of_the_original(text in hard_text(), cut in any::<(prop::sample::Index, prop::sample::Index)>()) {
        let encoded = base64(&text);
        for text in [&text, &encoded] {
        for view in views(text) {
            for view in [view.lowercase(), view.into_owned()] {
                let ends: Vec<usize> = view.text().char_indices().map(|(at, _)| at).chain([view.text().len()]).collect();
                let (a, b) = (ends[cut.0.index(ends.len())], ends[cut.1.index(ends.len())]);
                let source = view.source(a.min(b)..a.max(b));
                prop_assert!(text.get(source.clone()).is_some(), "{:?} in {:?}", source, text);
                prop_assert!(a == b || !source.is_empty());
            }
        }
        }
    }

    #[test]
    fn ranges_keep_their_order(text in hard_text()) {
        for view in views(&text) {
            let lower = view.lowercase();
            let mut before = 0;
            for (at, c) in lower.text().char_indices() {
                let source = lower.source(at..at + c.len_utf8());
                prop_assert!(source.start >= before, "{:?}", text);
                before = source.start;
            }
        }
    }

    #[test]
    fn sentences_cover_everything_but_white_space(text in "[a-zA-Z.!?\n 。\"()]{0,80}") {
        let ranges = sentences(&text);
        let mut rest = text.clone();
        for range in ranges.iter().rev() {
            prop_assert!(!text[range.clone()].trim().is_empty());
            rest.replace_range(range.clone(), "");
        }
        prop_assert!(rest.trim().is_empty(), "{:?}", rest);
        prop_assert!(ranges.windows(2).all(|pair| pair[0].end <= pair[1].start));
    }
}

/// As the crate has it, written differently: default-ignorable code points and the like.
fn invisible(c: char) -> bool {
    let code = u32::from(c);
    [
        (0xAD, 0xAD),
        (0x34F, 0x34F),
        (0x61C, 0x61C),
        (0x115F, 0x1160),
        (0x17B4, 0x17B5),
        (0x180B, 0x180F),
        (0x200B, 0x200F),
        (0x202A, 0x202E),
        (0x2060, 0x206F),
        (0x3164, 0x3164),
        (0xFE00, 0xFE0F),
        (0xFEFF, 0xFEFF),
        (0xFFA0, 0xFFA0),
        (0xFFF9, 0xFFFB),
        (0x1BCA0, 0x1BCA3),
        (0x1D173, 0x1D17A),
        (0xE0000, 0xE0FFF),
    ]
    .iter()
    .any(|(low, high)| (*low..=*high).contains(&code))
}
