//! One leaf: its index, its envelope, its detail.

use super::{Problem, Verifier, parse};
use crate::canonical::{self, Member};
use crate::log::export::report::{Found, Sought};
use crate::log::export::{SALT_BYTES, detail_digest};
use crate::log::head::from_hex;
use crate::log::merkle::{Hash, leaf_hash};

impl Verifier<'_> {
    pub(super) fn leaf_line(&mut self, value: &[u8]) -> Result<(), Problem> {
        let members = fields(value)?;
        let keys: Vec<&str> = members.iter().map(|member| member.key.as_str()).collect();
        if keys != ["envelope", "index"] && keys != ["detail", "envelope", "index"] {
            return Err(Problem::Malformed("not the members of a leaf".to_owned()));
        }
        let (detail, envelope) =
            (field(value, &members, "detail"), field(value, &members, "envelope").unwrap_or_default());
        let found: u64 = parse(field(value, &members, "index").unwrap_or_default())?;
        let expected = self.frontier.size();
        if found != expected {
            self.fail_here(Problem::Index { expected, found });
        }
        let inside = fields(envelope)?;
        self.check_tenant(envelope, &inside)?;
        self.check_detail(expected, envelope, &inside, detail)?;
        let hash = leaf_hash(envelope);
        self.look_for(expected, hash, text(envelope, &inside, "id")?);
        self.frontier.append(hash);
        self.check_earlier();
        Ok(())
    }

    fn check_tenant(&mut self, envelope: &[u8], members: &[Member]) -> Result<(), Problem> {
        let tenant = text(envelope, members, "tenant")?;
        let expected = self.header.as_ref().map(|(header, _)| header.tenant.as_str());
        if let Some(tenant) = tenant.filter(|tenant| Some(tenant.as_str()) != expected) {
            self.fail_here(Problem::Tenant(tenant));
        }
        Ok(())
    }

    fn check_detail(
        &mut self,
        index: u64,
        envelope: &[u8],
        members: &[Member],
        detail: Option<&[u8]>,
    ) -> Result<(), Problem> {
        let Some(detail) = detail else {
            self.report.without_detail += 1;
            return Ok(());
        };
        let parts = fields(detail)?;
        let (Some(body), Some(salt)) = (field(detail, &parts, "body"), text(detail, &parts, "salt")?) else {
            return Err(Problem::Malformed("not the members of a detail".to_owned()));
        };
        let salt: [u8; SALT_BYTES] = from_hex(&salt, "salt").map_err(|error| Problem::Malformed(error.to_string()))?;
        if parts.len() == 2 && text(envelope, members, "detail_digest")? == Some(detail_digest(&salt, body)) {
            self.report.details += 1;
        } else {
            self.fail_here(Problem::Detail(index));
        }
        Ok(())
    }

    fn look_for(&mut self, index: u64, hash: Hash, id: Option<String>) {
        for sought in &self.options.expect_inclusion_of {
            let here = match sought {
                Sought::Id(wanted) => Some(wanted) == id.as_ref(),
                Sought::Leaf(wanted) => *wanted == hash,
            };
            if here && !self.report.found.iter().any(|found| found.sought == *sought) {
                self.report.found.push(Found { sought: sought.clone(), index, leaf_hash: hex::encode(hash) });
            }
        }
    }
}

fn fields(value: &[u8]) -> Result<Vec<Member>, Problem> {
    canonical::members(value).map_err(|error| Problem::Malformed(error.to_string()))
}

fn field<'v>(value: &'v [u8], members: &[Member], key: &str) -> Option<&'v [u8]> {
    members.iter().find(|member| member.key == key).and_then(|member| value.get(member.value.clone()))
}

/// A member that is a text; `None` where it is absent or null.
fn text(value: &[u8], members: &[Member], key: &str) -> Result<Option<String>, Problem> {
    field(value, members, key).map_or(Ok(None), parse)
}
