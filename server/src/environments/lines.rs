//! Lines of a body as it comes: no more than one line, one piece of the body and one unpacked slice are in memory.

use std::io::Write;
use std::time::Duration;

use axum::body::{Body, BodyDataStream};
use bytes::{Buf, Bytes};
use flate2::write::MultiGzDecoder;
use futures::StreamExt;

use crate::config::Config;
use crate::problem::{Answer, Code, Problem};

/// Bytes unpacked at a time: what they become is at most a thousand times as much.
const SLICE: usize = 4_096;

/// A line without its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Its number, from 1.
    pub number: u64,
    /// Its bytes; of one that is too long, the first.
    pub bytes: Vec<u8>,
    /// Whether it is longer than a line may be.
    pub too_long: bool,
}

/// The lines of a body that are not blank.
pub struct Lines {
    body: BodyDataStream,
    unpack: Option<MultiGzDecoder<Vec<u8>>>,
    packed: Bytes,
    piece: Bytes,
    line: Vec<u8>,
    too_long: bool,
    number: u64,
    read: u64,
    ended: bool,
    longest: usize,
    most: u64,
    patience: Duration,
}

impl Lines {
    /// The lines of a body, unpacked first where it says `gzip`.
    ///
    /// # Errors
    /// `unsupported_media_type` for another encoding.
    pub fn new(body: Body, encoding: Option<&str>, config: &Config) -> Answer<Self> {
        let unpack = match encoding {
            None | Some("identity") => None,
            Some("gzip") => Some(MultiGzDecoder::new(Vec::new())),
            Some(_) => {
                return Err(Problem::new(Code::UnsupportedMediaType, "send the body as it is, or packed with gzip"));
            }
        };
        Ok(Self {
            body: body.into_data_stream(),
            unpack,
            packed: Bytes::new(),
            piece: Bytes::new(),
            line: Vec::new(),
            too_long: false,
            number: 0,
            read: 0,
            ended: false,
            longest: config.max_transition_bytes,
            most: config.max_transitions_bytes,
            patience: Duration::from_millis(config.request_timeout_ms),
        })
    }

    /// The next line; none at the end.
    ///
    /// # Errors
    /// `invalid_request` where the body breaks off, `too_large`, `timed_out` when nothing comes any more.
    pub async fn next(&mut self) -> Answer<Option<Line>> {
        loop {
            match self.piece.iter().position(|byte| *byte == b'\n') {
                Some(end) => {
                    let rest = self.piece.split_to(end);
                    self.piece.advance(1);
                    self.keep(&rest);
                    if let Some(line) = self.take() {
                        return Ok(Some(line));
                    }
                }
                None => {
                    let rest = std::mem::take(&mut self.piece);
                    self.keep(&rest);
                    if self.ended {
                        return Ok(self.take());
                    }
                    self.fill().await?;
                }
            }
        }
    }

    fn keep(&mut self, bytes: &[u8]) {
        let room = self.longest.saturating_sub(self.line.len());
        self.too_long |= bytes.len() > room;
        self.line.extend_from_slice(bytes.get(..room).unwrap_or(bytes));
    }

    /// The line that has come to its end, if it is not blank.
    fn take(&mut self) -> Option<Line> {
        self.number += 1;
        let (bytes, too_long) = (std::mem::take(&mut self.line), std::mem::take(&mut self.too_long));
        let blank = !too_long && bytes.iter().all(u8::is_ascii_whitespace);
        (!blank).then_some(Line { number: self.number, bytes, too_long })
    }

    /// Brings the next piece, or notes that there is none.
    async fn fill(&mut self) -> Answer<()> {
        if self.packed.is_empty() {
            let next = tokio::time::timeout(self.patience, self.body.next()).await;
            let next = next.map_err(|_| self.at(Code::TimedOut, "nothing came any more"))?;
            match next.transpose().map_err(|_| self.at(Code::InvalidRequest, "the body broke off"))? {
                Some(bytes) => self.packed = bytes,
                None => {
                    self.ended = true;
                    self.piece = self.last()?;
                }
            }
        }
        if !self.packed.is_empty() {
            self.piece = self.unpacked()?;
        }
        self.read = self.read.saturating_add(self.piece.len() as u64);
        if self.read > self.most {
            return Err(self.at(Code::TooLarge, "the body is larger than `max_transitions_bytes`"));
        }
        Ok(())
    }

    fn unpacked(&mut self) -> Answer<Bytes> {
        let Some(unpack) = &mut self.unpack else { return Ok(std::mem::take(&mut self.packed)) };
        let slice = self.packed.split_to(self.packed.len().min(SLICE));
        if unpack.write_all(&slice).is_err() {
            return Err(self.at(Code::InvalidRequest, "the body is not gzip"));
        }
        Ok(std::mem::take(unpack.get_mut()).into())
    }

    fn last(&mut self) -> Answer<Bytes> {
        let Some(unpack) = &mut self.unpack else { return Ok(Bytes::new()) };
        if unpack.try_finish().is_err() {
            return Err(self.at(Code::InvalidRequest, "the packed body broke off"));
        }
        Ok(std::mem::take(unpack.get_mut()).into())
    }

    fn at(&self, code: Code, what: &str) -> Problem {
        Problem::new(code, format!("{what} after line {}", self.number))
    }
}
