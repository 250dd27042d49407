//! SQL made of pieces: static but for the number of rows that a statement inserts.

use sqlx::any::AnyArguments;
use sqlx::query::Query;
use sqlx::{Any, AssertSqlSafe};

use super::{StoreError, Write};

/// Joins literals and constants into one static statement.
macro_rules! sql {
    ($($piece:expr),+ $(,)?) => { ::const_format::concatcp!($($piece),+) };
}
pub(crate) use sql;

/// Sorts after every identifier, whatever the collation.
pub(super) const LAST: &str = "zzzz";

/// Most rows of one statement: databases bound the number of its parameters.
const ROWS: usize = 64;

/// Places for so many rows of so many columns: `($1, $2), ($3, $4)`.
fn places(rows: usize, columns: usize) -> String {
    let row = |row: usize| {
        let places: Vec<String> = (1..=columns).map(|column| format!("${}", row * columns + column)).collect();
        format!("({})", places.join(", "))
    };
    (0..rows).map(row).collect::<Vec<_>>().join(", ")
}

impl Write {
    /// Inserts rows, many with one statement: `bind` binds the values of a row, in the order of the columns, which are named with
    /// commas between them. The table, the columns and what follows the rows are this program's own words.
    pub(super) async fn insert<'q, R>(
        &mut self,
        (table, columns, rest): (&'static str, &'static str, &'static str),
        rows: &'q [R],
        bind: impl Fn(Query<'q, Any, AnyArguments>, &'q R) -> Query<'q, Any, AnyArguments>,
    ) -> Result<(), StoreError> {
        for rows in rows.chunks(ROWS) {
            let places = places(rows.len(), columns.split(',').count());
            let sql = AssertSqlSafe(format!("INSERT INTO {table} ({columns}) VALUES {places} {rest}"));
            rows.iter().fold(sqlx::query(sql), &bind).execute(self.connection()).await?;
        }
        Ok(())
    }
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
