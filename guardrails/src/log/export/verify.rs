//! Verifying an export: one pass, memory bounded by the longest line.

mod leaf;

use std::io::{BufRead, Read};

use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};

use super::report::{Failure, Problem, VerifyOptions, VerifyReport};
use super::{End, FORMAT, Header, VERSION};
use crate::canonical;
use crate::log::head::{PublicKey, SignedHead};
use crate::log::merkle::Frontier;

/// Failures listed.
const FAILURES: usize = 100;

/// Verifies an export. See [`super`] for what is covered.
pub fn verify_export<R: BufRead>(mut reader: R, options: &VerifyOptions) -> VerifyReport {
    let mut verifier = Verifier::new(options);
    let mut line = Vec::new();
    while let Some(read) = next_line(&mut reader, &mut line, options.max_line_bytes) {
        let going_on = match read {
            Ok(()) => verifier.line(&line),
            Err(problem) => {
                verifier.lines += 1;
                Err(problem)
            }
        };
        if let Err(problem) = going_on {
            verifier.fail_here(problem);
            verifier.broken = true;
            break;
        }
    }
    verifier.finish()
}

/// Reads one line with its line feed; `None` at the end of the file.
fn next_line<R: BufRead>(reader: &mut R, line: &mut Vec<u8>, limit: usize) -> Option<Result<(), Problem>> {
    line.clear();
    let most = u64::try_from(limit).unwrap_or(u64::MAX).saturating_add(1);
    match reader.by_ref().take(most).read_until(b'\n', line) {
        Err(error) => Some(Err(Problem::Unreadable(error.to_string()))),
        Ok(0) => None,
        Ok(_) if line.last() == Some(&b'\n') => Some(Ok(())),
        Ok(_) if line.len() > limit => Some(Err(Problem::TooLong(limit))),
        Ok(_) => Some(Err(Problem::Truncated)),
    }
}

struct Verifier<'o> {
    options: &'o VerifyOptions,
    report: VerifyReport,
    header: Option<(Header, PublicKey)>,
    frontier: Frontier,
    last_head: Option<SignedHead>,
    earlier: Vec<&'o SignedHead>,
    hash: Sha256,
    bytes: u64,
    lines: u64,
    ended: bool,
    broken: bool,
}

impl<'o> Verifier<'o> {
    fn new(options: &'o VerifyOptions) -> Self {
        let mut earlier: Vec<&SignedHead> = options.earlier_heads.iter().collect();
        earlier.sort_by_key(|head| std::cmp::Reverse(head.size));
        Self {
            options,
            report: VerifyReport::default(),
            header: None,
            frontier: Frontier::new(),
            last_head: None,
            earlier,
            hash: Sha256::new(),
            bytes: 0,
            lines: 0,
            ended: false,
            broken: false,
        }
    }

    fn fail(&mut self, line: Option<u64>, problem: Problem) {
        if self.report.failures.len() < FAILURES {
            self.report.failures.push(Failure { line, problem });
        }
    }

    fn fail_here(&mut self, problem: Problem) {
        self.fail(Some(self.lines), problem);
    }

    /// One line. What makes further lines meaningless is an error, all else is noted.
    fn line(&mut self, line: &[u8]) -> Result<(), Problem> {
        self.lines += 1;
        if self.ended {
            return Err(Problem::Trailing);
        }
        let body = line.strip_suffix(b"\n").unwrap_or(line);
        let members = canonical::members(body).map_err(|error| Problem::Malformed(error.to_string()))?;
        let [member] = members.as_slice() else {
            return Err(Problem::Malformed("not one member".to_owned()));
        };
        let value = body.get(member.value.clone()).unwrap_or_default();
        match (member.key.as_str(), self.header.is_some()) {
            ("header", false) => self.header_line(value)?,
            ("leaf", true) => self.leaf_line(value)?,
            ("head", true) => self.head_line(value)?,
            ("end", true) => self.end_line(value)?,
            ("header" | "leaf" | "head" | "end", _) => return Err(Problem::Order),
            _ => return Err(Problem::Malformed("an unknown member".to_owned())),
        }
        self.hash.update(line);
        self.bytes += line.len() as u64;
        Ok(())
    }

    fn header_line(&mut self, value: &[u8]) -> Result<(), Problem> {
        let header: Header = parse(value)?;
        if header.format != FORMAT || header.version != VERSION {
            return Err(Problem::Malformed("another format, or another version of it".to_owned()));
        }
        let key = PublicKey::from_hex(&header.public_key).map_err(|error| Problem::Malformed(error.to_string()))?;
        if key.id() != header.key_id {
            return Err(Problem::Malformed("`key_id` is not that of `public_key`".to_owned()));
        }
        match self.options.trusted_key {
            Some(trusted) if trusted != key => {
                self.fail_here(Problem::Key { expected: trusted.id(), found: key.id() });
            }
            Some(_) => self.report.key_trusted = true,
            None => {}
        }
        self.report.tenant.clone_from(&header.tenant);
        self.report.key_id.clone_from(&header.key_id);
        self.header = Some((header, key));
        self.check_earlier();
        Ok(())
    }

    fn head_line(&mut self, value: &[u8]) -> Result<(), Problem> {
        let head: SignedHead = parse(value)?;
        let leaves = self.frontier.size();
        let Some((header, key)) = &self.header else { return Err(Problem::Order) };
        let problem = if head.tenant != header.tenant {
            Some(Problem::Tenant(head.tenant.clone()))
        } else if head.size != leaves {
            Some(Problem::HeadSize { head: head.size, leaves })
        } else if let Err(error) = key.verify_head(&head) {
            Some(Problem::Head(error.to_string()))
        } else {
            (head.root() != Ok(self.frontier.root())).then_some(Problem::HeadRoot(leaves))
        };
        match problem {
            Some(problem) => self.fail_here(problem),
            None => self.report.heads += 1,
        }
        self.last_head = Some(head);
        Ok(())
    }

    fn end_line(&mut self, value: &[u8]) -> Result<(), Problem> {
        let end: End = parse(value)?;
        let Some((header, key)) = &self.header else { return Err(Problem::Order) };
        let (announced, leaves) = (header.size, self.frontier.size());
        let signature = key.verify(&end.message(), &end.signature);
        let digest = hex::encode(self.hash.clone().finalize());
        if end.sha256 != digest || end.bytes != self.bytes || end.lines != self.lines - 1 {
            self.fail_here(Problem::Contents);
        }
        if let Err(error) = signature {
            self.fail_here(Problem::End(error.to_string()));
        }
        if announced != leaves {
            self.fail(None, Problem::Size { announced, leaves });
        }
        let covered = self.last_head.as_ref().map_or(0, |head| head.size);
        if self.last_head.is_none() || covered != leaves {
            self.fail(None, Problem::Uncovered { head: covered, leaves });
        }
        self.ended = true;
        Ok(())
    }

    /// Compares the earlier heads of the size reached with the tree.
    fn check_earlier(&mut self) {
        while let Some(head) = self.earlier.pop_if(|head| head.size <= self.frontier.size()) {
            let Some((header, key)) = &self.header else { return };
            let trusted = self.options.trusted_key.unwrap_or(*key);
            if head.tenant != header.tenant {
                self.fail(None, Problem::Tenant(head.tenant.clone()));
            } else if let Err(error) = trusted.verify_head(head) {
                self.fail(None, Problem::EarlierHead { size: head.size, reason: error.to_string() });
            } else if head.root() != Ok(self.frontier.root()) {
                self.fail(None, Problem::HistoryChanged(head.size));
            } else {
                self.report.earlier_heads += 1;
            }
        }
    }

    fn finish(mut self) -> VerifyReport {
        let leaves = self.frontier.size();
        if !self.broken {
            if !self.ended {
                self.fail(None, Problem::Truncated);
            }
            for head in std::mem::take(&mut self.earlier) {
                self.fail(None, Problem::TailRemoved { head: head.size, leaves });
            }
            for sought in &self.options.expect_inclusion_of {
                if !self.report.found.iter().any(|found| found.sought == *sought) {
                    self.fail(None, Problem::NotIncluded(sought.clone()));
                }
            }
        }
        self.report.leaves = leaves;
        self.report.root = hex::encode(self.frontier.root());
        self.report
    }
}

/// A value whose bytes are known to be canonical.
fn parse<T: DeserializeOwned>(value: &[u8]) -> Result<T, Problem> {
    serde_json::from_slice(value).map_err(|error| Problem::Malformed(error.to_string()))
}
