//! `groundstate pack`: making, checking and passing on packs, offline; installing them, on a server.

mod files;
mod local;
mod pull;
mod remote;

use std::process::ExitCode;

use clap::Subcommand;

use super::output::Failure;

/// Packs: policies with their tests as one signed file.
#[derive(Debug, Subcommand)]
pub(super) enum Pack {
    /// Draw a key that signs packs.
    Keygen(local::Keygen),
    /// Make a pack of a folder. Offline.
    Build(local::Build),
    /// Sign a pack. Offline.
    Sign(local::Sign),
    /// Check a pack: every byte, its signature, its signer. Offline.
    Verify(local::Verify),
    /// Show what is in a pack. Offline.
    Inspect(local::Inspect),
    /// Write the index of a folder of packs, so that any web server can offer them. Offline.
    Index(local::IndexFolder),
    /// Fetch a pack that an index names, and check it.
    // Its `--version` is the pack's, not the program's.
    #[command(disable_version_flag = true)]
    Pull(pull::Pull),
    /// Install a pack on a server as drafts of policies, or say what that would change.
    Install(remote::Install),
    /// List the packs that are installed on a server.
    List(remote::List),
    /// Show a pack that is installed on a server.
    Show(remote::Show),
    /// Remove a pack from a server; its policies retire.
    Remove(remote::Remove),
    /// Export policies in force on a server as a pack, signed by the server or by a key of yours.
    #[command(disable_version_flag = true)]
    Export(remote::Export),
    /// Whose packs a server trusts.
    #[command(subcommand)]
    Trust(remote::Trust),
}

impl Pack {
    pub(super) async fn run(self) -> Result<ExitCode, Failure> {
        match self {
            Self::Keygen(command) => command.run(),
            Self::Build(command) => command.run(),
            Self::Sign(command) => command.run(),
            Self::Verify(command) => command.run(),
            Self::Inspect(command) => command.run(),
            Self::Index(command) => command.run(),
            Self::Pull(command) => command.run().await,
            Self::Install(command) => command.run().await,
            Self::List(command) => command.run().await,
            Self::Show(command) => command.run().await,
            Self::Remove(command) => command.run().await,
            Self::Export(command) => command.run().await,
            Self::Trust(command) => command.run().await,
        }
    }
}
