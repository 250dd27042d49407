//! CSV and its relatives: the header row names the columns, every other row is a record.

use csv::{ByteRecord, ReaderBuilder, Trim};

use super::builder::{Builder, collapse};
use super::{BlockKind, ExtractError, Extracted, Limits};

const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// Reads records. Ragged rows are read as far as they go: a missing cell is left out, a surplus one is
/// named by its position.
pub(super) fn extract(text: &str, delimiter: Option<u8>, limits: &Limits) -> Result<Extracted, ExtractError> {
    let delimiter = delimiter.unwrap_or_else(|| guess(text));
    let mut reader =
        ReaderBuilder::new().delimiter(delimiter).flexible(true).trim(Trim::All).from_reader(text.as_bytes());
    let header = reader.byte_headers().map_err(|error| malformed(&error))?.clone();
    let names: Vec<String> = header.iter().enumerate().map(|(position, name)| column(name, position)).collect();
    let mut builder = Builder::new(limits);
    let mut record = ByteRecord::new();
    while reader.read_byte_record(&mut record).map_err(|error| malformed(&error))? {
        builder.block(BlockKind::Record, &render(&record, &names))?;
    }
    builder.finish()
}

fn render(record: &ByteRecord, names: &[String]) -> String {
    let mut rendered = String::new();
    for (position, value) in record.iter().enumerate() {
        let value = collapse(&String::from_utf8_lossy(value));
        if value.is_empty() {
            continue;
        }
        if !rendered.is_empty() {
            rendered.push_str("; ");
        }
        match names.get(position) {
            Some(name) => rendered.push_str(name),
            None => rendered.push_str(&column(&[], position)),
        }
        rendered.push_str(": ");
        rendered.push_str(&value);
    }
    rendered
}

fn column(name: &[u8], position: usize) -> String {
    let name = collapse(&String::from_utf8_lossy(name));
    if name.is_empty() { format!("column {}", position + 1) } else { name }
}

/// The delimiter that the first line holds most often; a comma when it holds none.
fn guess(text: &str) -> u8 {
    let line = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let count = |delimiter: u8| line.bytes().filter(|byte| *byte == delimiter).count();
    DELIMITERS.into_iter().rev().max_by_key(|delimiter| count(*delimiter)).unwrap_or(b',')
}

fn malformed(error: &csv::Error) -> ExtractError {
    let at = error.position().map_or_else(String::new, |position| format!(" at line {}", position.line()));
    ExtractError::malformed(format!("the table cannot be read{at}"))
}
