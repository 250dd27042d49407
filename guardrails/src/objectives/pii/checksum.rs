//! Check digits.

/// The decimal digits of a text, all else left out.
pub(super) fn digits(text: &str) -> Vec<u32> {
    text.chars().filter_map(|c| c.to_digit(10)).collect()
}

/// The number that digits spell; `None` beyond 64 bits.
pub(super) fn number(digits: &[u32]) -> Option<u64> {
    digits.iter().try_fold(0_u64, |n, digit| n.checked_mul(10)?.checked_add(u64::from(*digit)))
}

/// Luhn's mod 10 (ISO/IEC 7812-1, annex B), check digit last.
pub(super) fn luhn(digits: &[u32]) -> bool {
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(place, digit)| match place % 2 {
            0 => *digit,
            _ if *digit > 4 => digit * 2 - 9,
            _ => digit * 2,
        })
        .sum();
    digits.len() > 1 && sum.is_multiple_of(10)
}

/// Weighted sum of digits.
pub(super) fn weighted(digits: &[u32], weights: &[u32]) -> u32 {
    digits.iter().zip(weights).map(|(digit, weight)| digit * weight).sum()
}

/// ISO/IEC 7064 MOD 97-10 over digits and letters (A = 10 … Z = 35): the remainder of the number that
/// they spell.
pub(super) fn mod97(mut characters: impl Iterator<Item = char>) -> Option<u32> {
    characters.try_fold(0_u32, |rest, c| {
        let value = c.to_digit(36)?;
        Some(if value < 10 { (rest * 10 + value) % 97 } else { (rest * 100 + value) % 97 })
    })
}

/// ISO/IEC 7064 MOD 11,10, check digit last.
pub(super) fn mod11_10(digits: &[u32]) -> bool {
    let Some((check, body)) = digits.split_last() else { return false };
    let product = body.iter().fold(10, |product, digit| {
        let sum = (digit + product) % 10;
        (if sum == 0 { 10 } else { sum }) * 2 % 11
    });
    (11 - product) % 10 == *check
}

/// Verhoeff's scheme over the dihedral group D5, check digit last.
pub(super) fn verhoeff(digits: &[u32]) -> bool {
    let state = digits
        .iter()
        .rev()
        .enumerate()
        .try_fold(0_u32, |state, (place, digit)| Some(multiply(state, permute(place % 8, *digit)?)));
    digits.len() > 1 && state == Some(0)
}

/// Multiplication in D5: 0..=4 are rotations, 5..=9 reflections.
const fn multiply(a: u32, b: u32) -> u32 {
    match (a < 5, b < 5) {
        (true, true) => (a + b) % 5,
        (true, false) => 5 + (a + b - 5) % 5,
        (false, true) => 5 + (a - 5 + 5 - b) % 5,
        (false, false) => (a + 5 - b) % 5,
    }
}

/// The permutation (1 5 8 9 4 2 7 0)(3 6), applied `times`.
fn permute(times: usize, digit: u32) -> Option<u32> {
    const ONCE: [u32; 10] = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4];
    (0..times).try_fold(digit, |digit, _| ONCE.get(usize::try_from(digit).ok()?).copied())
}

/// Whether day and month exist together (29 February always does: the century is often not known).
pub(super) const fn date(month: u32, day: u32) -> bool {
    let last = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 => 29,
        _ => return false,
    };
    day >= 1 && day <= last
}

/// Two digits as a number.
pub(super) fn pair(digits: &[u32], start: usize) -> Option<u32> {
    Some(digits.get(start)? * 10 + digits.get(start + 1)?)
}

/// Whether all digits are the same.
pub(super) fn uniform(digits: &[u32]) -> bool {
    digits.windows(2).all(|pair| pair.first() == pair.last())
}
