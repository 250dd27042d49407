//! Whether a pack may be installed: by whom it is signed, what is installed already, what it needs.

use semver::Version;

use super::error::PackError;
use super::manifest::HeadDigest;
use super::read::Pack;
use crate::features::TextFeatures;
use crate::log::head::PublicKey;

/// What whoever installs a pack holds it against.
pub struct Terms<'a> {
    /// Keys whose packs are trusted.
    pub trusted: &'a [PublicKey],
    /// The newest version of this pack that is or was installed.
    pub installed: Option<Installed<'a>>,
    /// Version of the server that would run it.
    pub server_version: &'a str,
    /// Where its learned heads would come from.
    pub features: &'a dyn TextFeatures,
}

/// A version of a pack that is or was installed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Installed<'a> {
    /// The version.
    pub version: &'a str,
    /// SHA-256 over the file: [`Pack::digest`].
    pub digest: &'a str,
}

impl Pack {
    /// Whether the pack may be installed: signed by a trusted key, no downgrade, everything it needs is here.
    ///
    /// # Errors
    /// [`PackError`], the first reason why not.
    pub fn verify(&self, terms: &Terms<'_>) -> Result<(), PackError> {
        self.verify_signer(terms.trusted)?;
        if let Some(installed) = &terms.installed {
            self.verify_order(installed)?;
        }
        self.verify_server(terms.server_version)?;
        self.manifest.about.heads.iter().try_for_each(|head| verify_head(head, terms.features))
    }

    /// Whether one of these keys signed the pack.
    ///
    /// # Errors
    /// [`PackError::Unsigned`], [`PackError::Signature`], [`PackError::UntrustedSigner`]
    pub fn verify_signer(&self, trusted: &[PublicKey]) -> Result<(), PackError> {
        let signer = self.signer()?;
        // The whole key counts, not its identifier: that is a short digest, and the pack's own claim.
        if trusted.contains(&signer) { Ok(()) } else { Err(PackError::UntrustedSigner { key_id: signer.id() }) }
    }

    fn verify_order(&self, installed: &Installed<'_>) -> Result<(), PackError> {
        let offered = self.manifest.about.semantic_version()?;
        let name = || self.name().to_owned();
        let before = parsed(installed.version)?;
        // Precedence leaves build metadata aside (SemVer 2.0.0, item 10): 1.0.0+a is 1.0.0.
        match offered.cmp_precedence(&before) {
            std::cmp::Ordering::Less => Err(PackError::Downgrade {
                name: name(),
                installed: installed.version.to_owned(),
                offered: self.version().to_owned(),
            }),
            std::cmp::Ordering::Equal if installed.digest != self.digest() => {
                Err(PackError::SameVersion { name: name(), version: self.version().to_owned() })
            }
            _ => Ok(()),
        }
    }

    fn verify_server(&self, running: &str) -> Result<(), PackError> {
        let needed = &self.manifest.about.minimum_server_version;
        if parsed(needed)? <= parsed(running)? {
            return Ok(());
        }
        Err(PackError::ServerTooOld { needed: needed.clone(), running: running.to_owned() })
    }
}

/// A version as something that sorts by precedence; whatever is no version sorts first.
pub fn version_key(version: &str) -> Option<Version> {
    Version::parse(version).ok()
}

fn parsed(version: &str) -> Result<Version, PackError> {
    let form = |reason: String| PackError::Form { path: "version".to_owned(), reason };
    Version::parse(version).map_err(|error| form(format!("`{version}`: {error}")))
}

fn verify_head(head: &HeadDigest, features: &dyn TextFeatures) -> Result<(), PackError> {
    let found = features.head(&head.name).ok().map(|found| found.digest.clone());
    if found.as_ref() == Some(&head.sha256) {
        return Ok(());
    }
    Err(PackError::MissingHead { name: head.name.clone(), digest: head.sha256.clone(), found })
}
