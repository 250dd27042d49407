//! IPv4 (dotted decimal) and IPv6 (RFC 4291 §2.2) addresses.

use std::net::{Ipv4Addr, Ipv6Addr};

use regex::Regex;

use super::detector::{CANDIDATES, Detector, Finding};

#[derive(Debug)]
pub(super) struct IpAddress {
    four: Regex,
    six: Regex,
    private: bool,
}

impl IpAddress {
    pub(super) fn new(private: bool) -> Result<Self, regex::Error> {
        Ok(Self {
            four: Regex::new(r"[0-9]+(?:\.[0-9]+)+")?,
            six: Regex::new(r"[0-9A-Fa-f]*:[0-9A-Fa-f:]*:[0-9A-Fa-f:.]*")?,
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
    fn find(&self, text: &str) -> Vec<Finding> {
        let free = |start: usize, end: usize| {
            let before = text.get(..start).and_then(|t| t.chars().next_back());
            let after = text.get(end..).and_then(|t| t.chars().next());
            !before.is_some_and(|c| c.is_alphanumeric() || c == ':')
                && !after.is_some_and(|c| c.is_alphanumeric() || c == ':')
        };
        let finding = |start: usize, end: usize| Finding { range: start..end, label: "ip_address" };
        let four = self.four.find_iter(text).take(CANDIDATES).filter_map(|found| {
            let address: Ipv4Addr = found.as_str().parse().ok()?;
            (free(found.start(), found.end()) && self.counts_four(address)).then(|| finding(found.start(), found.end()))
        });
        let six = self.six.find_iter(text).take(CANDIDATES).filter_map(|found| {
            let written = found.as_str().trim_end_matches('.');
            let address: Ipv6Addr = written.parse().ok()?;
            let end = found.start() + written.len();
            // `a::b` is an address in form only; names in programs look like it.
            let long = written.split(':').filter(|group| !group.is_empty()).count() >= 3 || address.is_loopback();
            (long && free(found.start(), end) && self.counts_six(address)).then(|| finding(found.start(), end))
        });
        four.chain(six).collect()
    }
}
