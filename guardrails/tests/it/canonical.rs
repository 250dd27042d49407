//! Canonical JSON: the examples of RFC 8785, and that writing and checking agree.

use groundstate_guardrails::canonical::{CanonicalError, check, members, to_vec, value_to_vec};
use proptest::prelude::*;
use serde::Serialize;
use serde_json::{Value, json};

fn written<T: Serialize>(value: &T) -> String {
    String::from_utf8(to_vec(value).expect("canonical")).expect("utf-8")
}

/// RFC 8785, appendix B: bits of a double and how it is written.
#[test]
fn numbers_of_the_rfc() {
    for (bits, expected) in [
        (0x0000_0000_0000_0000_u64, "0"),
        (0x8000_0000_0000_0000, "0"),
        (0x0000_0000_0000_0001, "5e-324"),
        (0x8000_0000_0000_0001, "-5e-324"),
        (0x7fef_ffff_ffff_ffff, "1.7976931348623157e+308"),
        (0xffef_ffff_ffff_ffff, "-1.7976931348623157e+308"),
        (0x4340_0000_0000_0000, "9007199254740992"),
        (0xc340_0000_0000_0000, "-9007199254740992"),
        (0x4430_0000_0000_0000, "295147905179352830000"),
        (0x44b5_2d02_c7e1_4af5, "9.999999999999997e+22"),
        (0x44b5_2d02_c7e1_4af6, "1e+23"),
        (0x44b5_2d02_c7e1_4af7, "1.0000000000000001e+23"),
        (0x444b_1ae4_d6e2_ef4e, "999999999999999700000"),
        (0x444b_1ae4_d6e2_ef4f, "999999999999999900000"),
        (0x444b_1ae4_d6e2_ef50, "1e+21"),
        (0x3eb0_c6f7_a0b5_ed8c, "9.999999999999997e-7"),
        (0x3eb0_c6f7_a0b5_ed8d, "0.000001"),
        (0x41b3_de43_5555_5553, "333333333.3333332"),
        (0x41b3_de43_5555_5554, "333333333.33333325"),
        (0x41b3_de43_5555_5555, "333333333.3333333"),
        (0x41b3_de43_5555_5556, "333333333.3333334"),
        (0x41b3_de43_5555_5557, "333333333.33333343"),
        (0xbecb_f647_612f_3696, "-0.0000033333333333333333"),
        (0x4314_3ff3_c1cb_0959, "1424953923781206.2"),
    ] {
        let value = f64::from_bits(bits);
        assert_eq!(written(&value), expected, "{bits:x}");
    }
}

/// RFC 8785, sections 3.2.2 and 3.2.3.
#[test]
fn the_example_of_the_rfc() {
    let source = r#"{
        "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
        "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
        "literals": [null, true, false]
    }"#;
    let value: Value = serde_json::from_str(source).expect("json");
    assert_eq!(
        written(&value),
        r#"{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\u000f\nA'B\"\\\\\"/"}"#
    );
    let keys = json!({"\u{20ac}": 1, "\r": 2, "\u{fb33}": 3, "1": 4, "\u{1f600}": 5, "\u{80}": 6, "\u{f6}": 7});
    assert_eq!(
        written(&keys),
        "{\"\\r\":2,\"1\":4,\"\u{80}\":6,\"ö\":7,\"€\":1,\"😀\":5,\"\u{fb33}\":3}",
        "by UTF-16 units"
    );
}

#[test]
fn what_a_double_cannot_hold_is_refused() {
    for value in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        assert_eq!(to_vec(&value), Err(CanonicalError::NotFinite));
        assert_eq!(to_vec(&vec![Some(value)]), Err(CanonicalError::NotFinite), "serde_json alone would write null");
    }
    assert_eq!(to_vec(&f32::NAN), Err(CanonicalError::NotFinite));
    assert_eq!(written(&((1_u64 << 53) - 1)), "9007199254740991");
    for value in [json!((1_u64 << 53) + 1), json!(u64::MAX), json!(i64::MIN)] {
        assert!(matches!(value_to_vec(&value), Err(CanonicalError::Integer(_))), "{value}");
    }
}

#[test]
fn types_are_written_as_serde_json_writes_them() {
    #[derive(Serialize)]
    enum Shape {
        Unit,
        One(u8),
        Two(u8, u8),
        Named { b: bool, a: Option<char> },
    }
    let value = (
        Shape::Unit,
        Shape::One(1),
        Shape::Two(1, 2),
        Shape::Named { b: true, a: None },
        std::collections::BTreeMap::from([(10, "ten"), (9, "nine")]),
        (),
        b"ab",
        'c',
        1.5_f32,
    );
    let through_value = value_to_vec(&serde_json::to_value(&value).expect("serialises")).expect("canonical");
    assert_eq!(to_vec(&value).expect("canonical"), through_value);
}

#[test]
fn what_is_not_canonical_is_found() {
    for text in [
        "",
        " 1",
        "1 ",
        "1.0",
        "01",
        "-0",
        "1e3",
        "1E21",
        "+1",
        ".5",
        "nul",
        "tru",
        "\"a",
        "\"\\/\"",
        "\"\\u0041\"",
        "\"\\u000A\"",
        "[1, 2]",
        "[1,]",
        "[,1]",
        "{\"b\":1,\"a\":2}",
        "{\"a\":1,\"a\":2}",
        "{\"a\": 1}",
        "{a:1}",
        "{\"a\":1,}",
        "[1]]",
        "[",
        "{",
        "{\"a\"",
        "{\"a\":",
        "\"\u{1}\"",
        "NaN",
        "1e400",
        "--1",
        "1-1",
        "0.1e1",
        "9007199254740993",
        "\"\\ud800\"",
        "\u{feff}1",
    ] {
        assert!(check(text.as_bytes()).is_err(), "{text:?}");
    }
    assert!(check(&[b'"', 0xff, b'"']).is_err());
    let deep = format!("{}{}", "[".repeat(5_000), "]".repeat(5_000));
    assert!(check(deep.as_bytes()).is_err());
    assert!(members(b"[1]").is_err() && members(b"{\"a\":1}x").is_err());
}

/// Found by fuzzing: `90019924874491572.4474` is written without a point, and what was written was refused.
#[test]
fn a_large_double_reads_back_as_an_integer_and_is_written_the_same() {
    for (source, expected) in [
        ("90019924874491572.4474", "90019924874491570"),
        ("-90019924874491572.4474", "-90019924874491570"),
        ("9007199254740992.0", "9007199254740992"),
        ("1.8446744073709552e19", "18446744073709552000"),
    ] {
        let value: Value = serde_json::from_str(source).expect("JSON");
        let bytes = value_to_vec(&value).expect("canonical");
        assert_eq!(String::from_utf8_lossy(&bytes), expected);
        let again: Value = serde_json::from_slice(&bytes).expect("JSON");
        assert_eq!(value_to_vec(&again).expect("canonical"), bytes);
        assert_eq!(check(&bytes), Ok(()));
    }
    for lost in ["9007199254740993", "90019924874491571", "18446744073709551615", "-9223372036854775808"] {
        let value: Value = serde_json::from_str(lost).expect("JSON");
        assert_eq!(value_to_vec(&value), Err(CanonicalError::Integer(lost.to_owned())));
    }
}

#[test]
fn members_are_found_with_their_bytes() {
    let text = br#"{"a":{"x":[1,"}"]},"b":"\"","c":null}"#;
    let found: Vec<_> = members(text)
        .expect("canonical")
        .into_iter()
        .map(|member| (member.key, String::from_utf8(text[member.value].to_vec()).expect("utf-8")))
        .collect();
    let expected = [("a", r#"{"x":[1,"}"]}"#), ("b", r#""\"""#), ("c", "null")];
    assert_eq!(found, expected.map(|(key, value)| (key.to_owned(), value.to_owned())));
}

fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        (-(1_i64 << 53) + 1..(1_i64 << 53)).prop_map(Value::from),
        any::<f64>().prop_filter("finite", |x| x.is_finite()).prop_map(Value::from),
        (9e15..1e21).prop_map(Value::from),
        any::<String>().prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 40, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::btree_map(any::<String>(), inner, 0..6).prop_map(Value::from_iter),
        ]
    })
}

proptest! {
    #[test]
    fn what_is_written_checks_and_reads_back(value in value()) {
        let bytes = value_to_vec(&value).expect("canonical");
        prop_assert_eq!(check(&bytes), Ok(()));
        let again: Value = serde_json::from_slice(&bytes).expect("json");
        prop_assert_eq!(value_to_vec(&again).expect("canonical"), bytes);
    }

    #[test]
    fn doubles_read_back_exactly(bits in any::<u64>()) {
        let value = f64::from_bits(bits);
        prop_assume!(value.is_finite());
        let text = written(&value);
        prop_assert_eq!(text.parse::<f64>().expect("a number").abs().to_bits(), value.abs().to_bits());
        prop_assert_eq!(check(text.as_bytes()), Ok(()));
    }

    /// Anything accepted is exactly what the writer would write.
    #[test]
    fn accepted_bytes_are_a_fixed_point(text in "[\\[\\]{}\",:0-9eE+.\\-a-c\\\\ \n]{0,12}") {
        if check(text.as_bytes()).is_ok() {
            let value: Value = serde_json::from_str(&text).expect("what is canonical is JSON");
            if let Ok(bytes) = value_to_vec(&value) {
                prop_assert_eq!(bytes, text.into_bytes());
            }
        }
    }

    #[test]
    fn a_changed_byte_is_another_value_or_not_canonical(value in value(), place in any::<prop::sample::Index>(), bit in 0..8_u8) {
        let bytes = value_to_vec(&value).expect("canonical");
        let mut changed = bytes.clone();
        let at = place.index(bytes.len());
        changed[at] ^= 1 << bit;
        if check(&changed).is_ok() {
            let other: Value = serde_json::from_slice(&changed).expect("json");
            prop_assert!(other != value || value_to_vec(&other).is_err());
        }
    }
}
