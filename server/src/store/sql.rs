//! SQL made of pieces: static but for the number of rows that a statement inserts.

/// Joins literals and constants into one static statement.
macro_rules! sql {
    ($($piece:expr),+ $(,)?) => { ::const_format::concatcp!($($piece),+) };
}
pub(crate) use sql;

/// Sorts after every identifier, whatever the collation.
pub(super) const LAST: &str = "zzzz";

/// Most rows of one statement: databases bound the number of its parameters.
pub(super) const ROWS: usize = 64;

/// Places for so many rows of so many columns: `($1, $2), ($3, $4)`.
pub(super) fn places(rows: usize, columns: usize) -> String {
    let row = |row: usize| {
        let places: Vec<String> = (1..=columns).map(|column| format!("${}", row * columns + column)).collect();
        format!("({})", places.join(", "))
    };
    (0..rows).map(row).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::places;

    #[test]
    fn every_value_of_every_row_has_a_place_of_its_own() {
        assert_eq!(places(2, 3), "($1, $2, $3), ($4, $5, $6)");
        assert_eq!(places(1, 1), "($1)");
    }
}
