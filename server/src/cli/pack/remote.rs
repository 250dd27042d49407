//! The pack commands that ask a server.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Subcommand};
use groundstate_guardrails::pack;
use reqwest::Method;
use serde_json::{Value, json};

use super::files::{self, at};
use crate::cli::client::Server;
use crate::cli::output::{self, Failure, line};

/// Install a pack: its policies become tested drafts, to be back-tested, approved by somebody else and activated with
/// `groundstate policy`. Ends with 0, or with 3 when its tests fail on the server.
#[derive(Debug, Args)]
pub(in crate::cli) struct Install {
    /// The pack.
    #[arg(required_unless_present = "shipped")]
    file: Option<PathBuf>,
    /// Install the pack of this name that comes with the server.
    #[arg(long, value_name = "NAME", conflicts_with = "file")]
    shipped: Option<String>,
    /// Say what would change, and change nothing.
    #[arg(long)]
    dry_run: bool,
    /// Print what happened as JSON.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    server: Server,
}

/// List the packs that are installed.
#[derive(Debug, Args)]
pub(in crate::cli) struct List {
    /// Print them as JSON.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    server: Server,
}

/// Show a pack that is installed.
#[derive(Debug, Args)]
pub(in crate::cli) struct Show {
    /// Its name.
    name: String,
    /// Print it as JSON (it always is).
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    server: Server,
}

/// Remove a pack; its policies retire, and those on their way are withdrawn.
#[derive(Debug, Args)]
pub(in crate::cli) struct Remove {
    /// Its name.
    name: String,
    /// Print what happened as JSON.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    server: Server,
}

/// Export policies in force as a pack.
#[derive(Debug, Args)]
pub(in crate::cli) struct Export {
    /// Names of the policies.
    #[arg(required = true)]
    policies: Vec<String>,
    /// Name of the pack.
    #[arg(long)]
    name: String,
    /// Version of the pack.
    #[arg(long)]
    version: String,
    /// Licence of the pack (SPDX expression).
    #[arg(long)]
    licence: String,
    /// Who publishes it.
    #[arg(long)]
    publisher: String,
    /// What it is for.
    #[arg(long, default_value = "")]
    description: String,
    /// Sign it with this key instead of the server's.
    #[arg(long, value_name = "FILE")]
    signing_key: Option<PathBuf>,
    /// File to write; `NAME-VERSION.pack` when absent.
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Print what was made as JSON.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    server: Server,
}

/// Whose packs a server trusts.
#[derive(Debug, Subcommand)]
pub(in crate::cli) enum Trust {
    /// List the keys.
    List(TrustList),
    /// Trust a key.
    Add(TrustAdd),
    /// Trust a key no longer.
    Remove(TrustRemove),
}

/// List the keys whose packs are trusted.
#[derive(Debug, Args)]
pub(in crate::cli) struct TrustList {
    /// Print them as JSON.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    server: Server,
}

/// Trust a key.
#[derive(Debug, Args)]
pub(in crate::cli) struct TrustAdd {
    /// Whose it is.
    name: String,
    /// The public key, hexadecimal, had from its owner on another way than the pack.
    public_key: String,
    /// Print what happened as JSON.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    server: Server,
}

/// Trust a key no longer.
#[derive(Debug, Args)]
pub(in crate::cli) struct TrustRemove {
    /// The key's identifier.
    key_id: String,
    /// Print what happened as JSON.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    server: Server,
}

fn text<'v>(value: &'v Value, name: &str) -> &'v str {
    value.get(name).and_then(Value::as_str).unwrap_or_default()
}

fn list<'v>(value: &'v Value, name: &str) -> impl Iterator<Item = &'v Value> {
    value.get(name).and_then(Value::as_array).into_iter().flatten()
}

impl Install {
    pub(super) async fn run(self) -> Result<ExitCode, Failure> {
        let path = format!("/v1/packs?dry_run={}", self.dry_run);
        let request = match (&self.shipped, &self.file) {
            (Some(name), _) => self.server.request(Method::POST, &format!("{path}&shipped={name}"))?,
            (None, Some(file)) => {
                let request = self.server.request(Method::POST, &path)?.header("content-type", "application/zip");
                request.body(files::read_pack(file)?)
            }
            (None, None) => return Err(Failure::new("name a pack, or one that is shipped")),
        };
        let installed = self.server.json(request).await?;
        let passed = text(&installed, "status") != "inactive";
        if self.json {
            output::json(&installed)?;
        } else {
            show(&installed, self.dry_run)?;
        }
        Ok(if passed { ExitCode::SUCCESS } else { ExitCode::from(3) })
    }
}

fn show(installed: &Value, dry_run: bool) -> Result<(), Failure> {
    let verb = if dry_run { "would be" } else { "is" };
    let (name, version, status) = (text(installed, "name"), text(installed, "version"), text(installed, "status"));
    line(format!("{name} {version} {verb} {status}, signed by {}", text(installed, "signer")))?;
    for policy in installed.get("changes").into_iter().flat_map(|changes| list(changes, "policies")) {
        line(format!("  policy {}: {}", text(policy, "policy"), text(policy, "change")))?;
        for (mark, what) in [("+", "added"), ("-", "removed"), ("~", "changed")] {
            for objective in list(policy, what).filter_map(Value::as_str) {
                line(format!("    {mark} {objective}"))?;
            }
        }
    }
    for policy in list(installed, "policies").filter(|_| !dry_run) {
        let version = policy.get("version").and_then(Value::as_i64);
        let standing = version.map(|version| format!("version {version}, {}", text(policy, "status")));
        line(format!("  {}: {}", text(policy, "name"), standing.as_deref().unwrap_or("not drafted")))?;
    }
    for failure in list(installed, "failures") {
        line(format!("  FAILED {}: {} ({})", text(failure, "policy"), text(failure, "case"), text(failure, "detail")))?;
    }
    Ok(())
}

impl List {
    pub(super) async fn run(self) -> Result<ExitCode, Failure> {
        let packs = self.server.json(self.server.request(Method::GET, "/v1/packs")?).await?;
        if self.json {
            output::json(&packs)?;
            return Ok(ExitCode::SUCCESS);
        }
        for pack in list(&packs, "data") {
            let (name, version) = (text(pack, "name"), text(pack, "version"));
            line(format!("{name:<32} {version:<12} {:<10} {}", text(pack, "status"), text(pack, "signer")))?;
        }
        let shipped: Vec<&str> = list(&packs, "shipped").filter_map(Value::as_str).collect();
        line(format!("shipped: {}", shipped.join(", ")))?;
        Ok(ExitCode::SUCCESS)
    }
}

impl Show {
    pub(super) async fn run(self) -> Result<ExitCode, Failure> {
        let path = format!("/v1/packs/{}", self.name);
        output::json(&self.server.json(self.server.request(Method::GET, &path)?).await?)?;
        Ok(ExitCode::SUCCESS)
    }
}

impl Remove {
    pub(super) async fn run(self) -> Result<ExitCode, Failure> {
        let path = format!("/v1/packs/{}", self.name);
        self.server.send(self.server.request(Method::DELETE, &path)?).await?;
        done(self.json, "removed", &self.name)
    }
}

fn done(json: bool, what: &str, name: &str) -> Result<ExitCode, Failure> {
    if json {
        output::json(&json!({what: name}))?;
    } else {
        line(format!("{what} {name}"))?;
    }
    Ok(ExitCode::SUCCESS)
}

impl Export {
    pub(super) async fn run(self) -> Result<ExitCode, Failure> {
        let body = json!({
            "name": self.name, "version": self.version, "policies": self.policies, "licence": self.licence,
            "publisher": self.publisher, "description": self.description,
        });
        let request = self.server.request(Method::POST, "/v1/pack-exports")?.json(&body);
        let response = self.server.send(request).await?;
        let mut bytes = response.bytes().await.map_err(|error| Failure::new(format!("cut off: {error}")))?.to_vec();
        if let Some(key) = &self.signing_key {
            let signer = files::read_key(key)?;
            bytes = pack::sign(&bytes, &signer).map_err(|error| Failure::new(error.to_string()))?;
        }
        let made = pack::Pack::read(&bytes).map_err(|error| Failure::new(error.to_string()))?;
        let output = self.output.unwrap_or_else(|| format!("{}-{}.pack", made.name(), made.version()).into());
        files::write(&output, &bytes).map_err(|_| at(&output, "cannot be written"))?;
        let signer = made.signature().map(|signature| signature.key_id.as_str()).unwrap_or_default();
        if self.json {
            output::json(&json!({"name": made.name(), "version": made.version(), "sha256": made.digest(),
                "signer": signer, "output": output}))?;
        } else {
            line(format!("{} {}, signed by {signer}, in {}", made.name(), made.version(), output.display()))?;
        }
        Ok(ExitCode::SUCCESS)
    }
}

impl Trust {
    pub(super) async fn run(self) -> Result<ExitCode, Failure> {
        match self {
            Self::List(TrustList { json, server }) => {
                let signers = server.json(server.request(Method::GET, "/v1/pack-signers")?).await?;
                if json {
                    output::json(&signers)?;
                    return Ok(ExitCode::SUCCESS);
                }
                for signer in list(&signers, "data") {
                    line(format!(
                        "{} {} {}",
                        text(signer, "key_id"),
                        text(signer, "public_key"),
                        text(signer, "name")
                    ))?;
                }
                Ok(ExitCode::SUCCESS)
            }
            Self::Add(TrustAdd { name, public_key, json, server }) => {
                let body = json!({"name": name, "public_key": public_key});
                let signer = server.json(server.request(Method::POST, "/v1/pack-signers")?.json(&body)).await?;
                done(json, "trusted", text(&signer, "key_id"))
            }
            Self::Remove(TrustRemove { key_id, json, server }) => {
                let path = format!("/v1/pack-signers/{key_id}");
                server.send(server.request(Method::DELETE, &path)?).await?;
                done(json, "distrusted", &key_id)
            }
        }
    }
}
