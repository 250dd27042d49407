//! National identifiers: published valid and invalid examples, and the errors that each check must see.

use groundstate_guardrails::evaluate::CompiledPolicy;
use proptest::prelude::*;

use crate::support::{compiled, found};

/// Label, a word that announces it, valid examples, invalid ones. From the issuers' documents and from
/// the tables of python-stdnum.
const TABLE: [(&str, &str, &[&str], &[&str]); 29] = [
    ("au_tfn", "TFN", &["123 456 782", "123456782"], &["999 999 999", "123456783"]),
    ("be_nrn", "NISS", &["85.07.30-033.28", "85073003328", "17.07.30-033.84"], &["85.07.30-033.29", "12345678901"]),
    ("br_cpf", "CPF", &["390.533.447-05", "529.982.247-25", "39053344705"], &["231.002.999-00", "111.111.111-11"]),
    ("ca_sin", "SIN", &["123-456-782", "130 692 544"], &["999-999-999", "823456785"]),
    ("ch_ahv", "AHV", &["756.9217.0769.85", "7569217076985"], &["756.9217.0769.84", "123.4567.8910.19"]),
    (
        "cn_resident_id",
        "",
        &["360426199101010071", "11010519491231002X"],
        &["360426199101010072", "360426199113010071"],
    ),
    ("de_steuer_id", "Steuer-ID", &["36 574 261 809", "86095742719"], &["36574261890", "36554266806"]),
    ("dk_cpr", "CPR", &["211062-5629", "2110625629"], &["511062-5629", "211362-5629"]),
    ("es_dni", "", &["54362315-K", "54362315K", "X-2482300W", "12345678Z"], &["54362315Z", "X-2482300A", "54362315"]),
    ("fi_hetu", "", &["131052-308T"], &["131052-308U", "310252-308Y"]),
    (
        "fr_nir",
        "",
        &["2 95 10 99 126 111 93", "253072B07300470", "253072A07300443"],
        &["295109912611199", "253072C07300443"],
    ),
    ("ie_pps", "PPSN", &["6433435F", "6433435FT", "6433435FW", "6433435OA"], &["6433435E", "6433435VH"]),
    ("in_aadhaar", "Aadhaar", &["2341 2341 2346", "234123412346"], &["234123412347", "123412341234", "222222222222"]),
    ("in_pan", "PAN", &["ACUPA7085R"], &["ABMXA3211G", "ACUPA0000R", "ACUPA7085RR"]),
    ("it_codice_fiscale", "", &["RCCMNL83S18D969H", "RSSMRA85T10A562S"], &["RCCMNL83S18D969I", "RCCMNL83S98D969H"]),
    ("kr_rrn", "", &["880101-1234567"], &["881301-1234567", "880101-0234567"]),
    ("mx_curp", "", &["BOXW310820HNERXN09"], &["BOXW310820HNERXN08", "BOXW311320HNERXN09"]),
    ("nl_bsn", "BSN", &["111222333", "1112.22.333", "123456782"], &["1112.52.333", "111111111"]),
    ("no_fnr", "", &["15108695088", "151086 95088"], &["15108695077", "15138695088"]),
    ("pl_pesel", "PESEL", &["44051401359", "02122401358"], &["44051401358", "02381307589"]),
    ("pt_nif", "NIF", &["501 964 843", "501964843"], &["501 964 842"]),
    ("se_personnummer", "", &["880320-0016", "890102-3286", "19811228-9841"], &["880320-0018", "881320-0016"]),
    ("sg_nric", "", &["S1234567D", "T1234567J", "F1234567N", "G1234567X"], &["S1234567A", "T1234567K"]),
    ("tr_tckn", "TC Kimlik", &["17291716060"], &["17291716050", "07291716092"]),
    ("uk_nhs", "NHS number", &["943-476-5870", "943 476 5870"], &["9434765871"]),
    ("uk_nino", "", &["AB 12 34 56 C", "ab123456c"], &["GB123456A", "DA123456A", "AB123456E"]),
    ("us_itin", "", &["912-90-3456"], &["912-93-4567", "812-90-3456"]),
    ("us_ssn", "", &["536-90-4399", "536 90 4399"], &["666-12-3456", "078-05-1120", "123-00-4567", "900-12-3456"]),
    ("za_id", "ID number", &["7503305044089", "750330 5044 089"], &["8503305044089", "7513305044089"]),
];

/// Those whose check sees every change of a single digit.
const STRICT: [&str; 17] = [
    "au_tfn",
    "ca_sin",
    "ch_ahv",
    "cn_resident_id",
    "de_steuer_id",
    "es_dni",
    "fi_hetu",
    "fr_nir",
    "in_aadhaar",
    "nl_bsn",
    "no_fnr",
    "pl_pesel",
    "se_personnummer",
    "sg_nric",
    "tr_tckn",
    "uk_nhs",
    "za_id",
];

fn detector(label: &str) -> CompiledPolicy {
    compiled(&format!("pii.detectors = [\"{label}\"]"))
}

#[test]
fn published_examples_are_told_apart() {
    for (label, word, valid, invalid) in TABLE {
        let policy = detector(label);
        for example in valid {
            let text = format!("Her {word} {example}, as noted.");
            assert_eq!(found(&policy, &text), [(label.to_owned(), *example)], "{label}: {text}");
        }
        for example in invalid {
            let text = format!("Her {word} {example}, as noted.");
            assert_eq!(found(&policy, &text), [], "{label}: {text}");
        }
    }
}

#[test]
fn what_a_check_digit_alone_says_needs_a_word_beside_it() {
    let weak = [
        "au_tfn",
        "ca_sin",
        "de_steuer_id",
        "in_aadhaar",
        "nl_bsn",
        "pl_pesel",
        "pt_nif",
        "tr_tckn",
        "uk_nhs",
        "za_id",
    ];
    for (label, _, valid, _) in TABLE.iter().filter(|(label, ..)| weak.contains(label)) {
        let text = format!("It counted {} visitors", valid[0]);
        assert_eq!(found(&detector(label), &text), [], "{label}");
        let bare = compiled(&format!("pii = {{ detectors = [\"{label}\"], bare_numbers = true }}"));
        assert_eq!(found(&bare, &text), [((*label).to_owned(), valid[0])], "{label}");
    }
}

#[test]
fn the_group_finds_what_each_of_its_members_finds() {
    let group = detector("national_id");
    for (label, word, valid, _) in TABLE {
        let text = format!("Her {word} {}, as noted.", valid[0]);
        assert!(found(&group, &text).contains(&(label.to_owned(), valid[0])), "{label}");
    }
}

#[test]
fn a_part_of_a_longer_number_is_no_identifier() {
    let policy = compiled("pii = { detectors = [\"national_id\"], bare_numbers = true }");
    for text in ["0.536904399", "536904399.5", "ref/536904399/7", "x536904399", "1536904399123456", "v2.536904399.1"] {
        assert_eq!(found(&policy, text), [], "{text}");
    }
}

proptest! {
    #[test]
    fn one_changed_digit_is_seen(entry in 0..STRICT.len(), example in 0..4_usize, place in 0..20_usize, by in 1..10_u32) {
        let label = STRICT[entry];
        let (_, word, valid, _) = TABLE.iter().find(|(name, ..)| *name == label).expect("in the table");
        let example = valid[example % valid.len()];
        let places: Vec<usize> = example.char_indices().filter(|(_, c)| c.is_ascii_digit()).map(|(at, _)| at).collect();
        let at = places[place % places.len()];
        let digit = (example.as_bytes()[at] - b'0') as u32;
        let mut changed = example.to_owned();
        changed.replace_range(at..=at, &((digit + by) % 10).to_string());
        let text = format!("Her {word} {changed}, as noted.");
        prop_assert_eq!(found(&detector(label), &text), []);
    }
}
