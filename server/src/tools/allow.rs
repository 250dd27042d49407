//! What tools may reach, and with which secrets.

use std::collections::{BTreeMap, BTreeSet};

use reqwest::Url;
use secrecy::{ExposeSecret, SecretString};

use super::call::{Call, Place};
use super::{Forbidden, ToolsError};
use crate::config::ToolSecret;

/// Ports that an entry without one means.
const USUAL_PORTS: [u16; 2] = [80, 443];

/// Shortest secret: a shorter one stands in every other answer by chance.
const LEAST_BYTES: usize = 8;

/// Hosts with their ports.
#[derive(Clone, Debug)]
pub(super) struct Allowed(BTreeSet<(String, u16)>);

impl Allowed {
    /// Hosts written as `host` or `host:port`; without a port, the usual ones.
    pub(super) fn new(written: &[String]) -> Result<Self, ToolsError> {
        let mut hosts = BTreeSet::new();
        for entry in written {
            let unreadable = || ToolsError::Host(entry.clone());
            // As the addresses of tools are read, so that both spell a host alike.
            let url = Url::parse(&format!("http://{entry}")).map_err(|_| unreadable())?;
            let bare = url.path() == "/" && url.query().is_none() && url.fragment().is_none();
            let host = url.host_str().filter(|_| bare && url.username().is_empty() && !entry.ends_with('/'));
            let host = host.ok_or_else(unreadable)?.to_owned();
            // An explicit port 80 looks like none once it is parsed.
            let port = url.port().or_else(|| entry.ends_with(":80").then_some(80));
            let ports = port.map_or(USUAL_PORTS.to_vec(), |port| vec![port]);
            hosts.extend(ports.into_iter().map(|port| (host.clone(), port)));
        }
        Ok(Self(hosts))
    }

    pub(super) fn holds(&self, place: &Place) -> bool {
        self.0.contains(&(place.host.clone(), place.port))
    }
}

/// A secret with where it may go.
#[derive(Debug)]
struct Kept {
    secret: SecretString,
    hosts: Allowed,
    tenants: Vec<String>,
}

/// Secrets by name.
#[derive(Debug)]
pub(super) struct Secrets(BTreeMap<String, Kept>);

impl Secrets {
    pub(super) fn new(configured: &BTreeMap<String, ToolSecret>) -> Result<Self, ToolsError> {
        let read = |(name, secret): (&String, &ToolSecret)| {
            let unusable = |reason: String| ToolsError::Secret { name: name.clone(), reason };
            let text = match (&secret.value, &secret.file) {
                (Some(value), None) => value.expose_secret().to_owned(),
                (None, Some(file)) => std::fs::read_to_string(file)
                    .map_err(|error| unusable(format!("`{}`: {error}", file.display())))?
                    .trim_end_matches(['\r', '\n'])
                    .to_owned(),
                _ => return Err(unusable("give exactly one of `value` and `file`".to_owned())),
            };
            if text.len() < LEAST_BYTES || !text.bytes().all(|byte| (0x20..0x7F).contains(&byte)) {
                return Err(unusable(format!("a secret is at least {LEAST_BYTES} visible ASCII characters")));
            }
            if secret.hosts.is_empty() {
                return Err(unusable("name the hosts that it may be sent to".to_owned()));
            }
            let (hosts, tenants) = (Allowed::new(&secret.hosts)?, secret.tenants.clone());
            Ok((name.clone(), Kept { secret: text.into(), hosts, tenants }))
        };
        Ok(Self(configured.iter().map(read).collect::<Result<_, _>>()?))
    }

    /// A secret for a call. One that is another tenant's is not there.
    pub(super) fn for_call(&self, name: &str, call: &Call, tenant: &str) -> Result<&SecretString, Forbidden> {
        let shared = |kept: &&Kept| kept.tenants.is_empty() || kept.tenants.iter().any(|known| known == tenant);
        let kept = self.0.get(name).filter(shared).ok_or_else(|| Forbidden::Secret(name.to_owned()))?;
        if kept.hosts.holds(&call.place) {
            return Ok(&kept.secret);
        }
        Err(Forbidden::Elsewhere { secret: name.to_owned(), host: call.host() })
    }
}

#[cfg(test)]
mod tests {
    use super::{Allowed, Place};

    #[test]
    fn a_host_is_reached_as_it_is_written_and_no_other() {
        let allowed =
            Allowed::new(&["Tools.Example".to_owned(), "127.0.0.1:8080".to_owned(), "plain.example:80".to_owned()]);
        let allowed = allowed.unwrap();
        let holds = |address: &str| allowed.holds(&Place::of(address).unwrap().0);
        for reached in [
            "https://tools.example/a",
            "http://TOOLS.example",
            "http://127.0.0.1:8080/x",
            "http://0x7f.1:8080/",
            "http://plain.example",
        ] {
            assert!(holds(reached), "{reached}");
        }
        for refused in [
            "https://tools.example:8443/",
            "https://evil.tools.example/",
            "https://tools.example.evil/",
            "http://127.0.0.1/",
            "http://127.0.0.2:8080/",
            "https://plain.example",
        ] {
            assert!(!holds(refused), "{refused}");
        }
        for broken in ["", "http://a", "a/b", "u@a", "a:b", "a/", "a?b", "a#b"] {
            assert!(Allowed::new(&[broken.to_owned()]).is_err(), "{broken}");
        }
    }

    #[test]
    fn a_tool_names_its_host_literally() {
        for broken in [
            "tools.example/a",
            "ftp://tools.example/",
            "https://{host}/",
            "https://user@tools.example/",
            "https://tools.example/#a",
            "https://tools.example\\@evil/",
            "https:///a",
        ] {
            assert!(Place::of(broken).is_err(), "{broken}");
        }
    }
}
