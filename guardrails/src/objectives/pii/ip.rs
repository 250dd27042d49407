//! IPv4 (dotted decimal) and IPv6 (RFC 4291 §2.2) addresses.

use std::net::{Ipv4Addr, Ipv6Addr};

use regex::Regex;

use super::detector::{Detector, Finding, Pace, expression, scan};
use crate::objective::Unevaluable;

#[derive(Debug)]
pub(super) struct IpAddress {
    four: Regex,
    six: Regex,
    private: bool,
}

impl IpAddress {
    pub(super) fn new(private: bool) -> Result<Self, regex::Error> {
        Ok(Self {
            four: expression(r"[0-9]+(?:\.[0-9]+)+")?,
            six: expression(r"[0-9A-Fa-f]*:[0-9A-Fa-f:]*:[0-9A-Fa-f:.]*")?,
            private,
        })
    }

    fn counts_four(&self, address: Ipv4Addr) -> bool {
        let inside = address.is_private()
            || address.is_loopback()
            || address.is_link_local()
            || address.is_documentation()
            || address.is_unspecified()
            || address.is_broadcast();
        self.private || !inside
    }

    fn counts_six(&self, address: Ipv6Addr) -> bool {
        let documentation = address.segments().starts_with(&[0x2001, 0xdb8]);
        let inside = address.is_loopback()
            || address.is_unspecified()
            || address.is_unique_local()
            || address.is_unicast_link_local()
            || documentation;
        self.private || !inside
    }
}

impl Detector for IpAddress {
    fn find(&self, text: &str, pace: &Pace<'_>) -> Result<Vec<Finding>, Unevaluable> {
        let mut found = scan(&self.four, text, pace, "ip_address", |range, candidate| {
            free(text, range) && candidate.parse().is_ok_and(|address| self.counts_four(address))
        })?;
        for candidate in self.six.find_iter(text) {
            pace.tick()?;
            let written = candidate.as_str().trim_end_matches(['.', ':']);
            let written = if candidate.as_str().ends_with("::") { candidate.as_str() } else { written };
            let range = candidate.start()..candidate.start() + written.len();
            // `a::b` is an address in form only; names in programs look like it.
            let groups = written.split(':').filter(|group| !group.is_empty()).count();
            let counts = |address: Ipv6Addr| (groups >= 3 || address.is_loopback()) && self.counts_six(address);
            if free(text, &range) && written.parse().is_ok_and(counts) {
                found.push(Finding { range, label: "ip_address" });
            }
        }
        Ok(found)
    }
}

/// Whether the range is no part of a longer word.
fn free(text: &str, range: &std::ops::Range<usize>) -> bool {
    let before = text.get(..range.start).and_then(|t| t.chars().next_back());
    let after = text.get(range.end..).and_then(|t| t.chars().next());
    !before.is_some_and(|c| c.is_alphanumeric() || c == ':') && !after.is_some_and(char::is_alphanumeric)
}
