//! Token states of many texts, kept in a file so that a run that was interrupted goes on.

use std::collections::HashMap;
use std::fs::File;
use std::io::{BufReader, BufWriter, ErrorKind, Read, Write};
use std::path::Path;

use groundstate_planner::perception::{Encoder, TokenStates};
use sha2::{Digest, Sha256};

use super::bar;
use crate::cli::output::Failure;
use crate::perception::reading;

/// Texts that are encoded at once: enough for the encoder to fill its batches, little enough to lose when interrupted.
const BATCH: usize = 128;
/// Bytes of a text that are read: about the two windows that training looks at.
const LONGEST: usize = 600;

type Key = [u8; 32];

/// Token states by text, of one encoder.
pub(super) struct Encoded<'r> {
    pub(super) reader: &'r Encoder,
    known: HashMap<Key, TokenStates>,
    file: Option<BufWriter<File>>,
}

impl<'r> Encoded<'r> {
    /// Those that are in the file; new ones are added to it.
    pub(super) fn open(reader: &'r Encoder, file: Option<&Path>) -> Result<Self, Failure> {
        let known = file.map_or_else(|| Ok(HashMap::new()), load)?;
        let file = match file {
            Some(path) => Some(BufWriter::new(File::options().create(true).append(true).open(path)?)),
            None => None,
        };
        Ok(Self { reader, known, file })
    }

    pub(super) fn get(&self, text: &str) -> Option<&TokenStates> {
        self.known.get(&self.key(text))
    }

    /// Encodes the texts whose states are not known yet.
    pub(super) fn add(&mut self, texts: &[&str]) -> Result<(), Failure> {
        let keyed = texts.iter().map(|text| (self.key(text), *text));
        let mut missing: Vec<(Key, &str)> = keyed.filter(|(key, _)| !self.known.contains_key(key)).collect();
        // Neighbours of one length pad little and take about the same time, so that the time left is honest.
        missing.sort_by_key(|(key, text)| (text.len(), *key));
        missing.dedup_by_key(|(key, _)| *key);
        let progress = bar("texts encoded");
        progress.set_length(missing.len() as u64);
        for batch in missing.chunks(BATCH) {
            let texts: Vec<&str> = batch.iter().map(|(_, text)| beginning(text)).collect();
            let read = reading::read(self.reader, &texts).map_err(|error| Failure::new(error.to_string()))?;
            for ((key, _), states) in batch.iter().zip(read) {
                if let Some(file) = &mut self.file {
                    let bytes = states.to_bytes();
                    file.write_all(key)?;
                    file.write_all(&(bytes.len() as u64).to_le_bytes())?;
                    file.write_all(&bytes)?;
                }
                self.known.insert(*key, states);
            }
            if let Some(file) = &mut self.file {
                file.flush()?;
            }
            progress.inc(batch.len() as u64);
        }
        progress.finish_and_clear();
        Ok(())
    }

    fn key(&self, text: &str) -> Key {
        let fingerprint = self.reader.fingerprint();
        Sha256::new().chain_update(fingerprint).chain_update([0]).chain_update(beginning(text)).finalize().into()
    }
}

fn load(path: &Path) -> Result<HashMap<Key, TokenStates>, Failure> {
    let mut known = HashMap::new();
    let mut input = match File::open(path) {
        Ok(file) => BufReader::new(file),
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(known),
        Err(error) => return Err(error.into()),
    };
    loop {
        let (mut key, mut length) = ([0; 32], [0; 8]);
        match input.read_exact(&mut key) {
            Ok(()) => {}
            Err(error) if error.kind() == ErrorKind::UnexpectedEof => return Ok(known),
            Err(error) => return Err(error.into()),
        }
        input.read_exact(&mut length)?;
        let mut bytes = Vec::new();
        let length = u64::from_le_bytes(length);
        if input.by_ref().take(length).read_to_end(&mut bytes)? as u64 != length {
            return Err(Failure::new(format!("`{}` was cut off; delete it", path.display())));
        }
        known.insert(key, TokenStates::from_bytes(&bytes).map_err(|error| Failure::new(error.to_string()))?);
    }
}

fn beginning(text: &str) -> &str {
    text.get(..text.floor_char_boundary(LONGEST)).unwrap_or(text)
}
