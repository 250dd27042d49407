//! The packs that come with the program, from `guardrails/packs/`.

use std::collections::BTreeMap;

use super::build::build;
use super::error::PackError;
use super::manifest::About;

/// The source of a pack that comes with the program.
#[derive(Debug, Clone, Copy)]
pub struct ShippedPack {
    /// Its name.
    pub name: &'static str,
    about: &'static str,
    files: &'static [(&'static str, &'static str)],
}

/// A file of a shipped pack: where it stands in the pack, and where in the source.
macro_rules! files {
    ($($path:expr => $source:expr),+ $(,)?) => { &[$(($path, include_str!(concat!("../../", $source)))),+] };
}

const SHIPPED: [ShippedPack; 3] = [
    ShippedPack {
        name: "agent-actions",
        about: include_str!("../../packs/agent-actions/pack.toml"),
        files: files! {
            "README.md" => "packs/agent-actions/README.md",
            "policies/agent-actions.toml" => "packs/agent-actions/policies/agent-actions.toml",
        },
    },
    ShippedPack {
        name: "customer-support",
        about: include_str!("../../packs/customer-support/pack.toml"),
        files: files! {
            "README.md" => "packs/customer-support/README.md",
            "policies/customer-support.toml" => "packs/customer-support/policies/customer-support.toml",
        },
    },
    ShippedPack {
        name: "workplace-assistant",
        about: include_str!("../../packs/workplace-assistant/pack.toml"),
        files: files! {
            "README.md" => "packs/workplace-assistant/README.md",
            // One source for the policy that is active out of the box and the pack that passes it on.
            "policies/workplace-assistant.toml" => "policies/default.toml",
            "tests/workplace-assistant.json" => "packs/workplace-assistant/tests/workplace-assistant.json",
        },
    },
];

/// The packs that come with the program, by name.
pub fn shipped() -> &'static [ShippedPack] {
    &SHIPPED
}

impl ShippedPack {
    /// The pack, not yet signed: the program vouches for it by holding it.
    ///
    /// # Errors
    /// [`PackError`]; a test shows that there is none.
    pub fn build(&self) -> Result<Vec<u8>, PackError> {
        let about = About::from_toml(self.about)?;
        let files: BTreeMap<String, Vec<u8>> =
            self.files.iter().map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec())).collect();
        build(&about, &files)
    }
}
