//! E-mail addresses (RFC 5321 §4.1.2, without quoted local parts and address literals).

use regex::Regex;

use super::detector::{CANDIDATES, Detector, Finding};

#[derive(Debug)]
pub(super) struct Email {
    candidate: Regex,
}

impl Email {
    pub(super) fn new() -> Result<Self, regex::Error> {
        let local = r"[\p{L}\p{N}!#$%&'*+/=?^_`{|}~-]+(?:\.[\p{L}\p{N}!#$%&'*+/=?^_`{|}~-]+)*";
        let at = r"(?:@|\s?[\[(]\s?at\s?[\])]\s?)";
        let dot = r"(?:\.|\s?[\[(]\s?dot\s?[\])]\s?)";
        let label = r"[\p{L}\p{N}](?:[\p{L}\p{N}-]{0,61}[\p{L}\p{N}])?";
        let candidate =
            Regex::new(&format!(r"(?i){local}{at}(?:{label}{dot})+(?:xn--[a-z0-9-]{{2,59}}|\p{{L}}{{2,63}})"))?;
        Ok(Self { candidate })
    }
}

impl Detector for Email {
    fn find(&self, text: &str) -> Vec<Finding> {
        self.candidate
            .find_iter(text)
            .take(CANDIDATES)
            .filter(|found| local_length(found.as_str()) <= 64)
            .map(|found| Finding { range: found.range(), label: "email" })
            .collect()
    }
}

fn local_length(address: &str) -> usize {
    address.find(['@', '[', '(']).unwrap_or(address.len())
}
