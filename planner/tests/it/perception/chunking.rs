//! Late chunking: spans are read from the encoding of the whole passage.

use groundstate_planner::perception::{Encoding, Passage, PerceptionError};

use crate::real_encoder::{bytes, dot, encoder};

fn split(text: &str) -> Passage {
    let mut start = 0;
    let spans = text.split_inclusive(". ").map(|part| {
        let span = start..start + part.trim_end().len();
        start += part.len();
        span
    });
    let spans = spans.collect();
    Passage { text: text.to_owned(), spans }
}

#[test]
fn a_pronoun_is_read_with_the_sentence_before_it() {
    let encoder = encoder();
    let question = encoder.encode(&[Passage::whole("How tall is the Eiffel Tower?")]).unwrap();
    let text = "The Eiffel Tower stands in Paris. It is 330 metres tall.";
    let in_context = encoder.encode(&[split(text)]).unwrap();
    let alone = encoder.encode(&[Passage::whole("It is 330 metres tall.")]).unwrap();
    assert_eq!(in_context[0][1].tokens.ids(), alone[0][0].tokens.ids());
    assert!(dot(&question[0][0].pooled, &in_context[0][1].pooled) > dot(&question[0][0].pooled, &alone[0][0].pooled));
}

#[test]
fn every_token_of_a_long_passage_belongs_to_a_sentence() {
    let encoder = encoder();
    let text = "The refund of order 17 takes fourteen days, naïve estimates notwithstanding. ".repeat(75);
    let mut passage = split(text.trim_end());
    passage.spans.push(0..passage.text.len());
    let mut encoded = encoder.encode(&[passage]).unwrap().remove(0);
    let whole = encoded.pop().unwrap();
    assert!(whole.tokens.len() > 4 * encoder.max_tokens(), "several windows");
    let joined: Vec<u32> = encoded.iter().flat_map(|encoding| encoding.tokens.ids().to_vec()).collect();
    assert_eq!(joined, whole.tokens.ids());
    let codes: Vec<i8> = encoded.iter().flat_map(|encoding| encoding.tokens.codes().to_vec()).collect();
    assert!(codes == whole.tokens.codes(), "a sentence's states are the passage's");
    assert!((dot(&whole.pooled, &whole.pooled) - 1.0).abs() < 1e-5);
}

/// Asked for by its own words, a sentence is found in a long passage wherever the windows meet.
#[test]
fn windows_have_no_seams() {
    let encoder = encoder();
    let subjects = ["lighthouse", "parliament", "glacier", "orchestra", "railway", "vaccine", "desert", "newspaper"];
    let facts = [
        "was first described by a monk in 1312",
        "employs four hundred people in summer",
        "lost its roof to a storm last winter",
        "is painted green every seventh year",
        "owes its fame to a film about twins",
        "costs the city nine million a year",
        "was moved two miles to the north",
        "may be visited on Tuesday mornings",
        "appears on the coins of three countries",
    ];
    let sentences: Vec<String> = (0..72).map(|at| format!("The {} {}.", subjects[at % 8], facts[at * 5 % 9])).collect();
    let alone: Vec<Passage> = sentences.iter().map(Passage::whole).collect();
    let questions = encoder.encode(&alone).unwrap();
    let found = encoder.encode(&[split(&sentences.join(" "))]).unwrap().remove(0);
    assert_eq!(found.len(), 72);
    assert!(found.iter().map(|encoding| encoding.tokens.len()).sum::<usize>() > 2 * encoder.max_tokens());
    let mut ranks = Vec::new();
    for (at, question) in questions.iter().enumerate() {
        let nearer =
            |other: &&Encoding| dot(&question[0].pooled, &other.pooled) > dot(&question[0].pooled, &found[at].pooled);
        ranks.push(found.iter().filter(nearer).count());
    }
    // Context makes a sentence resemble its neighbours a little: a few may come second, anywhere.
    let first = ranks.iter().filter(|rank| **rank == 0).count();
    assert!(first >= 66 && ranks.iter().all(|rank| *rank <= 2), "{ranks:?}");
}

#[test]
fn spans_without_tokens_are_empty_and_zero() {
    let encoder = encoder();
    let spans = vec![0..0, 2..4, 6..6, 0..6];
    let blank = Passage { text: "a    b".into(), spans };
    let empty = Passage::whole("");
    let spaces = Passage::whole(" \n\t ");
    let none = Passage { text: "no span at all".into(), spans: vec![] };
    let encoded = encoder.encode(&[blank, empty, spaces, none]).unwrap();
    for encoding in [&encoded[0][0], &encoded[0][1], &encoded[0][2], &encoded[1][0], &encoded[2][0]] {
        assert!(encoding.tokens.is_empty());
        assert_eq!(encoding.tokens.dimension(), 384);
        assert_eq!(encoding.pooled, vec![0.0; 384]);
    }
    assert_eq!(encoded[0][3].tokens.len(), 2);
    assert!(encoded[3].is_empty());
    assert!(encoder.encode(&[]).unwrap().is_empty());
}

#[test]
fn a_span_inside_a_word_owns_the_word() {
    let text = "animal policy";
    let spans = vec![2..4, 4..8, 0..13];
    let encoded = encoder().encode(&[Passage { text: text.into(), spans }]).unwrap();
    let ids = encoded[0][2].tokens.ids().to_vec();
    assert_eq!(encoded[0][0].tokens.ids(), &ids[..1]);
    assert_eq!(encoded[0][1].tokens.ids(), &ids[..]);
}

#[test]
fn spans_are_checked() {
    let encoder = encoder();
    let with = |span: std::ops::Range<usize>| {
        let good = Passage::whole("fine");
        encoder.encode(&[good, Passage { text: "naïve".into(), spans: vec![span] }]).unwrap_err()
    };
    let outside = with(0..7);
    assert!(matches!(outside, PerceptionError::SpanOutOfRange { passage: 1, start: 0, end: 7, length: 6 }));
    assert_eq!(outside.to_string(), "span 0..7 of passage 1 is outside its text of 6 bytes");
    let backwards = std::ops::Range { start: 4, end: 2 };
    assert!(matches!(with(backwards), PerceptionError::SpanOutOfRange { .. }));
    assert!(matches!(with(0..3), PerceptionError::SpanCutsCharacter { passage: 1, start: 0, end: 3 }));
    assert!(matches!(with(3..4), PerceptionError::SpanCutsCharacter { .. }));
}

/// A document that spells a special token must not be able to end the model's input.
#[test]
fn special_tokens_in_a_text_are_text() {
    let encoder = encoder();
    let encoded = encoder.encode(&[Passage::whole("before [SEP] after [CLS][MASK]")]).unwrap();
    let ids = encoded[0][0].tokens.ids();
    for special in 0..=103_u32 {
        assert!(special == 100 || !ids.contains(&special), "id {special} among {ids:?}");
    }
    assert!(ids.len() > 8);
}

#[test]
fn strange_texts_are_encoded() {
    let encoder = encoder();
    let texts = ["\0\0\u{1}", "\u{200b}\u{feff}", "🙂🙂🙂", "a\u{301}\u{302}\u{303}", "\u{202e}txet", "ﷺ", "\u{fffd}"];
    let passages: Vec<Passage> = texts.iter().copied().map(Passage::whole).collect();
    for (text, encodings) in texts.iter().zip(encoder.encode(&passages).unwrap()) {
        assert!(encodings[0].pooled.iter().all(|value| value.is_finite()), "{text:?}");
    }
    let long = "x".repeat(200_000);
    let encoded = encoder.encode(&[Passage::whole(long)]).unwrap();
    assert_eq!(encoded[0][0].tokens.ids(), [100], "a word beyond the tokenizer's bound is unknown");
    let again = encoder.encode(&[Passage::whole("🙂🙂🙂")]).unwrap();
    assert!(bytes(&again[0][0]) == bytes(&encoder.encode(&passages).unwrap()[2][0]));
}
