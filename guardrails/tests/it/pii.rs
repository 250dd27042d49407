//! Personal data: what counts, what does not, and where it stands.

use groundstate_guardrails::evaluate::Status;
use groundstate_guardrails::features::{NoFeatures, Steps};
use groundstate_guardrails::policy::Stage;
use groundstate_guardrails::subject::{Message, Role, Subject, ToolCall};
use proptest::prelude::*;
use serde_json::json;

use crate::support::{check, compiled, found, verdict};

fn labels(detectors: &str, text: &str) -> Vec<(String, String)> {
    let policy = compiled(&format!("pii = {{ detectors = [{detectors}], phone_regions = [\"US\", \"GB\", \"DE\"] }}"));
    found(&policy, text).into_iter().map(|(label, at)| (label, at.to_owned())).collect()
}

fn stands(detector: &str, text: &str, expected: &[&str]) {
    let found = labels(&format!("\"{detector}\""), text);
    let places: Vec<&str> = found.iter().map(|(_, at)| at.as_str()).collect();
    assert_eq!(places, expected, "{detector}: {text}");
}

#[test]
fn e_mail_addresses() {
    stands("email", "Write to anna.berg+x@mail.example.co.uk, or not.", &["anna.berg+x@mail.example.co.uk"]);
    stands("email", "<o'neil@example.com>; jürgen@müller.de", &["o'neil@example.com", "jürgen@müller.de"]);
    stands("email", "anna [at] example [dot] com", &["anna [at] example [dot] com"]);
    stands("email", "用户@例子.公司", &["用户@例子.公司"]);
    for text in ["me@localhost", "a@b", "@handle", "x@1.2", "price @ 5.00 each", "user@", "meet at noon"] {
        stands("email", text, &[]);
    }
}

#[test]
fn phone_numbers() {
    stands("phone", "Call +1 650-253-0000 now", &["+1 650-253-0000"]);
    stands("phone", "Call 0044 20 7031 3000 now", &["0044 20 7031 3000"]);
    stands("phone", "(650) 253-0000", &["(650) 253-0000"]);
    stands("phone", "020 7031 3000", &["020 7031 3000"]);
    stands("phone", "Telefon: 03083050", &["03083050"]);
    stands("phone", "Es kamen 03083050 Menschen", &[]);
    stands("phone", "Tel. 030 303986300", &["030 303986300"]);
    for text in [
        "1914-1918",
        "2024-05-17",
        "17.05.2024 12.30",
        "2024-05-17 10:30",
        "about 1234567890 people",
        "ISBN 978-3-16-148410-0",
        "+1 000-000-0000",
        "1,234,567,890",
        "pages 100-200-300",
        "(1811–1891)",
        "reigned (936–1013)",
        "9 (2009–2010)",
        "1531–46 (1983)",
        "1851–1860 20",
    ] {
        stands("phone", text, &[]);
    }
}

#[test]
fn bank_accounts() {
    for iban in [
        "GB29 NWBK 6016 1331 9268 19",
        "DE89370400440532013000",
        "FR14 2004 1010 0505 0001 3M02 606",
        "NO93 8601 1117 947",
        "MT84MALT011000012345MTLCAST001S",
        "NL91 ABNA 0417 1643 00",
        "CH93 0076 2011 6238 5295 7",
        "BE31435411161155",
        "es91 2100 0418 4502 0005 1332",
        "BR1800360305000010009795493C1",
        "GR16-0110-1050-0000-1054-7023-795",
    ] {
        stands("iban", &format!("Pay to {iban} by Friday"), &[iban]);
    }
    for text in [
        "GB29 NWBK 6016 1331 9268 18",
        "DE8937040044053201300",
        "DE893704004405320130001",
        "XX29 NWBK 6016 1331 9268 19",
        "FR14 2004 1010 0505 0001 3M02 60",
        "room DE 89",
    ] {
        stands("iban", text, &[]);
    }
}

#[test]
fn payment_cards() {
    for card in [
        "4111111111111111",
        "4111 1111 1111 1111",
        "4111-1111-1111-1111",
        "5555555555554444",
        "2223003122003222",
        "378282246310005",
        "3782 822463 10005",
        "6011111111111117",
        "30569309025904",
        "3530111333300000",
        "6200000000000005",
        "4222222222222",
        "6304000000000000",
        "2200 0000 0000 0004",
        "41 11 11 11 11 11 11 11",
    ] {
        stands("payment_card", &format!("card {card}, exp 12/29"), &[card]);
    }
    for text in [
        "4111 1111 1111 1112",
        "0000 0000 0000 0000",
        "9111111111111111",
        "0.4111111111111111",
        "x4111111111111111",
        "41111111111111111",
        "2014 2015 2016 2017",
        "1234567890123456",
        "41 1111 111111 111111",
    ] {
        stands("payment_card", text, &[]);
    }
    stands(
        "payment_card",
        "12 4111 1111 1111 1111 and 5555 5555 5555 4444",
        &["4111 1111 1111 1111", "5555 5555 5555 4444"],
    );
}

#[test]
fn addresses_of_machines() {
    stands("ip_address", "from 8.8.8.8 to 2001:4860:4860::8888.", &["8.8.8.8", "2001:4860:4860::8888"]);
    for text in
        ["10.1.2.3", "192.168.0.1", "127.0.0.1", "::1", "fe80::1:2:3", "2001:db8::1:2:3", "192.0.2.1", "0.0.0.0"]
    {
        stands("ip_address", text, &[]);
        let all = compiled("pii = { detectors = [\"ip_address\"], private_addresses = true }");
        assert_eq!(found(&all, text), [("ip_address".to_owned(), text)]);
    }
    for text in ["1.2.3", "1.2.3.4.5", "256.1.1.1", "12:30:45", "std::vec::Vec", "dead::beef", "v8.8.8.8", "01.02.2003"]
    {
        stands("ip_address", text, &[]);
    }
}

#[test]
fn allowed_values_do_not_count() {
    let policy = compiled(
        "pii = { detectors = [\"email\", \"payment_card\"], allow = [\"@example.com\", \"4242424242424242\", \"Press@Corp.org\"] }",
    );
    assert_eq!(found(&policy, "a@example.com 4242 4242 4242 4242 press@corp.org"), []);
    let text = "a@sub.example.com 4111 1111 1111 1111 other@corp.org";
    assert_eq!(found(&policy, text).len(), 3);
}

#[test]
fn every_text_of_a_subject_is_looked_at() {
    let policy = compiled("pii.detectors = [\"payment_card\"]");
    let card = "4111111111111111";
    let messages = [
        Message { role: Role::User, content: "hello".to_owned() },
        Message { role: Role::Assistant, content: format!("it is {card}") },
    ];
    let report = check(&policy, &Subject::conversation(&messages));
    let span = &report.verdicts[0].evidence[0];
    assert_eq!((span.at.as_str(), span.start, span.end), ("/messages/1/content", 6, 22));

    let call = |arguments| ToolCall { name: "pay".to_owned(), arguments };
    let at = |arguments| {
        let call = call(arguments);
        let report = check(&policy, &Subject::tool_call(&call));
        report.verdicts[0].evidence.iter().map(|span| span.at.clone()).collect::<Vec<_>>()
    };
    assert_eq!(at(json!({"to": ["x", {"card": card}]})), ["/tool_call/arguments/to/1/card"]);
    assert_eq!(at(json!({"card": 4111111111111111_u64})), ["/tool_call/arguments/card"]);
    assert_eq!(at(json!({"note": {card: "x"}})), ["/tool_call/arguments/note/#0"]);
    assert_eq!(
        at(json!({card: card})),
        ["/tool_call/arguments/#0", "/tool_call/arguments/[0]"],
        "a path repeats no secret"
    );
    let call = ToolCall { name: card.to_owned(), arguments: json!(null) };
    assert!(!check(&policy, &Subject::tool_call(&call)).permits());
}

#[test]
fn a_text_full_of_candidates_ends_with_the_budget() {
    let policy = compiled("pii = { detectors = [\"phone\"], phone_regions = [\"US\"] }");
    let text = "(111) 111-1111 ".repeat(2_000);
    let report = policy.evaluate(Stage::Output, &Subject::text(&text), &NoFeatures, &Steps::new(5));
    assert_eq!(report.verdicts[0].status, Status::Unevaluable);
    assert!(!report.permits());
}

#[test]
fn places_are_listed_up_to_a_limit() {
    let policy = compiled("pii.detectors = [\"email\"]");
    let verdict = verdict(&policy, &"a@example.com ".repeat(500));
    assert_eq!((verdict.evidence.len(), verdict.value), (100, Some(100.0)));
}

proptest! {
    /// What is reported repeats nothing of what was found.
    #[test]
    fn verdicts_carry_no_secret(before in "[ a-z]{0,20}", after in "[ a-z]{0,20}", secret in prop::sample::select(vec![
        "4111111111111111", "536-90-4399", "DE89370400440532013000", "anna.berg@corp.org", "AKIAIOSFODNN7EXAMPLE", "131052-308T",
    ])) {
        let policy = compiled("pii.detectors = [\"email\", \"iban\", \"payment_card\", \"national_id\", \"secret\"]");
        let text = format!("{before} {secret} {after}");
        let report = check(&policy, &Subject::text(&text));
        prop_assert!(!report.permits());
        let written = serde_json::to_string(&report).expect("serialises");
        prop_assert!(!written.contains(secret) && !written.contains(&secret[..6]));
        let spans = &report.verdicts[0].evidence;
        prop_assert!(spans.iter().any(|span| text.get(span.start..span.end) == Some(secret)));
    }

    /// Any text gives a value in range and places on character boundaries.
    #[test]
    fn any_text_is_taken(text in "\\PC{0,200}") {
        let policy = compiled("pii.detectors = [\"email\", \"phone\", \"iban\", \"payment_card\", \"ip_address\", \"national_id\", \"secret\", \"entropy\"]");
        let verdict = verdict(&policy, &text);
        prop_assert!(verdict.value.is_some_and(|value| (0.0..=100.0).contains(&value)));
        for span in verdict.evidence {
            prop_assert!(text.get(span.start..span.end).is_some_and(|place| !place.is_empty()));
        }
    }
}
