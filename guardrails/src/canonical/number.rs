//! Numbers as ECMAScript's `Number::toString` writes them (ECMA-262 §6.1.6.1.20; RFC 8785 §3.2.2.3).

use serde_json::Number;

use super::CanonicalError;

/// Largest integer n such that n and n + 1 are both doubles.
pub(crate) const MAX_SAFE: u64 = (1 << 53) - 1;

/// The canonical text of a JSON number.
pub(super) fn number(number: &Number) -> Result<String, CanonicalError> {
    let magnitude = number.as_u64().or_else(|| number.as_i64().map(i64::unsigned_abs));
    match magnitude {
        Some(magnitude) if magnitude <= MAX_SAFE => Ok(number.to_string()),
        Some(_) => double_of_integer(&number.to_string()),
        None => double(number.as_f64().ok_or(CanonicalError::NotFinite)?),
    }
}

/// A double of 2^53 and more is written without a point, and so reads back as an integer. Such an integer is
/// admitted where its digits are how its double is written; any other would come back as another number.
fn double_of_integer(digits: &str) -> Result<String, CanonicalError> {
    let written = digits.parse().ok().and_then(|value| double(value).ok());
    written.filter(|written| written == digits).ok_or_else(|| CanonicalError::Integer(digits.to_owned()))
}

/// The canonical text of a double.
pub(super) fn double(value: f64) -> Result<String, CanonicalError> {
    if !value.is_finite() {
        return Err(CanonicalError::NotFinite);
    }
    if value == 0.0 {
        return Ok("0".to_owned());
    }
    // The shortest digits that read back as the same double, as d.ddde±x. Of two that are equally near
    // ECMAScript takes the even one, which rounding to that many digits gives, and `{:e}` may not.
    let shortest = format!("{:e}", value.abs());
    let count = shortest.chars().take_while(|c| *c != 'e').filter(char::is_ascii_digit).count();
    let rounded = format!("{:.*e}", count.saturating_sub(1), value.abs());
    let scientific = if rounded.parse() == Ok(value.abs()) { rounded } else { shortest };
    let (mantissa, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let digits: String = mantissa.chars().filter(|c| *c != '.').collect();
    let exponent: i32 = exponent.parse().unwrap_or(0);
    let sign = if value < 0.0 { "-" } else { "" };
    Ok(format!("{sign}{}", layout(&digits, exponent + 1)))
}

/// Places the point: `digits` with the point after the first `point` of them.
fn layout(digits: &str, point: i32) -> String {
    let count = i32::try_from(digits.len()).unwrap_or(i32::MAX);
    let zeros = |n: i32| "0".repeat(usize::try_from(n).unwrap_or(0));
    if (count..=21).contains(&point) {
        return format!("{digits}{}", zeros(point - count));
    }
    if (1..=21).contains(&point) {
        let (whole, fraction) = digits.split_at(usize::try_from(point).unwrap_or(0));
        return format!("{whole}.{fraction}");
    }
    if (-5..=0).contains(&point) {
        return format!("0.{}{digits}", zeros(-point));
    }
    let exponent = point - 1;
    let sign = if exponent < 0 { '-' } else { '+' };
    let (first, rest) = digits.split_at(1);
    let dot = if rest.is_empty() { "" } else { "." };
    format!("{first}{dot}{rest}e{sign}{}", exponent.unsigned_abs())
}
