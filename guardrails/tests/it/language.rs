//! Language: which language a text is in.

use groundstate_guardrails::evaluate::{CompiledPolicy, Status};
use groundstate_guardrails::subject::{Message, Role, Subject};

use crate::support::{check, compiled, kind, objective, policy_of, verdict};

const ENGLISH: &str =
    "The refund period is thirty days from the delivery of the goods, and shipping is free of charge.";
const GERMAN: &str =
    "Die Frist für die Rückgabe beträgt dreißig Tage ab der Lieferung der Ware, und der Versand ist kostenlos.";
const FRENCH: &str =
    "Le délai de remboursement est de trente jours à compter de la livraison, et l'expédition est gratuite.";
const RUSSIAN: &str = "Срок возврата составляет тридцать дней со дня доставки товара, а доставка бесплатная.";

fn value(policy: &CompiledPolicy, text: &str) -> f64 {
    verdict(policy, text).value.expect("evaluable")
}

#[test]
fn what_is_not_admitted_violates_with_the_detectors_confidence() {
    let english = compiled("language.allow = [\"en\"]");
    let not_german = compiled("language.deny = [\"de\"]");
    assert!(value(&english, ENGLISH) < 0.0);
    for text in [GERMAN, FRENCH, RUSSIAN] {
        let found = value(&english, text);
        assert!((0.5..=1.0).contains(&found), "{text}: {found}");
    }
    assert!(value(&not_german, GERMAN) > 0.0);
    assert!(value(&not_german, FRENCH) < 0.0);
    let both = compiled("language.allow = [\"en\", \"fr\"]");
    assert!(value(&both, FRENCH) < 0.0 && value(&both, GERMAN) > 0.0);
    let cyrillic = compiled("language.allow = [\"en\", \"ru\"]");
    assert!(value(&cyrillic, RUSSIAN) <= 0.0, "in doubt among languages of its script, of which one is admitted");
}

#[test]
fn a_text_too_short_to_tell_counts_as_the_policy_says() {
    let permit = compiled("language.allow = [\"en\"]");
    let refuse = compiled("language = { allow = [\"en\"], undetermined = \"refuse\" }");
    for text in ["Oui.", "42", "1234 5678 9012 3456 7890 1234 5678"] {
        assert_eq!(verdict(&permit, text).status, Status::Satisfied, "{text}");
        assert!((value(&permit, text)).abs() < 1e-12);
        assert!((value(&refuse, text) - 1.0).abs() < 1e-12, "{text}");
    }
    assert!((value(&refuse, "") + 1.0).abs() < 1e-12, "no text is in no language");
    let sure = compiled("language = { allow = [\"fr\"], min_confidence = 1.0, undetermined = \"refuse\" }");
    assert!(value(&sure, "no no no la la la no no no la la") > 0.0);
}

#[test]
fn every_text_must_be_admitted_and_invisible_characters_change_nothing() {
    let policy = compiled("language.allow = [\"en\"]");
    let messages = [ENGLISH, GERMAN].map(|text| Message { role: Role::User, content: text.to_owned() });
    let report = check(&policy, &Subject::conversation(&messages));
    assert_eq!(report.verdicts[0].evidence.len(), 1);
    assert_eq!(
        (&*report.verdicts[0].evidence[0].at, &*report.verdicts[0].evidence[0].label),
        ("/messages/1/content", "de")
    );
    let hidden: String = ENGLISH.chars().flat_map(|c| [c, '\u{200b}']).collect();
    assert!((value(&policy, &hidden) - value(&policy, ENGLISH)).abs() < 1e-12);
}

#[test]
fn mistakes_in_the_parameters_are_named() {
    for (parameters, path) in [
        ("allow = []", ""),
        ("allow = [\"english\"]", ".allow[0]"),
        ("allow = [\"EN\"]", ".allow[0]"),
        ("deny = [\"en-GB\"]", ".deny[0]"),
        ("allow = [\"en\"], deny = [\"en\"]", ".deny"),
        ("allow = [\"en\"], min_confidence = 1.5", ".min_confidence"),
        ("allow = [\"en\"], min_letters = 0", ".min_letters"),
    ] {
        let problems = policy_of(vec![objective(kind(&format!("language = {{ {parameters} }}")))]).problems();
        assert_eq!(problems.len(), 1, "{parameters}: {problems:?}");
        assert_eq!(problems[0].path, format!("objectives[0].kind.language{path}"));
    }
}
