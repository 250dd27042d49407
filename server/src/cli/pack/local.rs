//! The pack commands that need no server.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use groundstate_guardrails::log::head::{PublicKey, Signer};
use groundstate_guardrails::pack::{self, About, Index, Pack};
use serde_json::{Value, json};

use super::files::{self, KeyFile, at};
use crate::cli::output::{self, Failure, line};
use crate::clock::{Clock, SystemClock};

/// Draw a key that signs packs.
#[derive(Debug, Args)]
pub(in crate::cli) struct Keygen {
    /// File to write; it must not exist.
    #[arg(long, short, value_name = "FILE", default_value = "pack-key.json")]
    output: PathBuf,
    /// Print the public key as JSON.
    #[arg(long)]
    json: bool,
}

/// Make a pack of a folder with a `pack.toml`, or of one that is shipped.
#[derive(Debug, Args)]
pub(in crate::cli) struct Build {
    /// The folder.
    #[arg(required_unless_present = "shipped")]
    folder: Option<PathBuf>,
    /// Make the pack of this name that comes with the program.
    #[arg(long, value_name = "NAME", conflicts_with = "folder")]
    shipped: Option<String>,
    /// File to write; `NAME-VERSION.pack` when absent.
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Sign it with this key.
    #[arg(long, value_name = "FILE")]
    key: Option<PathBuf>,
    /// Print what was made as JSON.
    #[arg(long)]
    json: bool,
}

/// Sign a pack. A signature that is there is replaced.
#[derive(Debug, Args)]
pub(in crate::cli) struct Sign {
    /// The pack.
    file: PathBuf,
    /// The key, as `pack keygen` wrote it.
    #[arg(long, value_name = "FILE")]
    key: PathBuf,
    /// File to write; the pack itself when absent.
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Print what was made as JSON.
    #[arg(long)]
    json: bool,
}

/// Check a pack. Ends with 0 when it is sound and signed by one of the keys, and with 3 when it is not.
#[derive(Debug, Args)]
pub(in crate::cli) struct Verify {
    /// The pack.
    file: PathBuf,
    /// Public key that must have signed it, hexadecimal. May be repeated.
    #[arg(long = "key", value_name = "HEX", required = true)]
    keys: Vec<String>,
    /// Print what was found as JSON.
    #[arg(long)]
    json: bool,
}

/// Show what is in a pack.
#[derive(Debug, Args)]
pub(in crate::cli) struct Inspect {
    /// The pack.
    file: PathBuf,
    /// Print it as JSON.
    #[arg(long)]
    json: bool,
}

/// Write `index.json` of a folder of `*.pack` files.
#[derive(Debug, Args)]
pub(in crate::cli) struct IndexFolder {
    /// The folder.
    folder: PathBuf,
    /// Print the index as JSON.
    #[arg(long)]
    json: bool,
}

impl Keygen {
    pub(super) fn run(self) -> Result<ExitCode, Failure> {
        let mut seed = [0; 32];
        SystemClock.random(&mut seed);
        let key = Signer::from_seed(&seed).public_key();
        let file = KeyFile {
            algorithm: "ed25519".to_owned(),
            key_id: key.id(),
            public_key: key.to_hex(),
            secret: hex::encode(seed),
        };
        files::write_key(&self.output, &file)?;
        if self.json {
            output::json(&json!({"key_id": key.id(), "public_key": key.to_hex(), "output": self.output}))?;
        } else {
            line(format!("{} in {}", key.id(), self.output.display()))?;
            line(format!("public key {}", key.to_hex()))?;
        }
        Ok(ExitCode::SUCCESS)
    }
}

impl Build {
    pub(super) fn run(self) -> Result<ExitCode, Failure> {
        let mut bytes = match (&self.folder, &self.shipped) {
            (_, Some(name)) => shipped(name)?,
            (Some(folder), None) => of_folder(folder)?,
            (None, None) => return Err(Failure::new("name a folder, or a pack that is shipped")),
        };
        if let Some(key) = &self.key {
            let signer = files::read_key(key)?;
            bytes = pack::sign(&bytes, &signer).map_err(|error| Failure::new(error.to_string()))?;
        }
        let made = Pack::read(&bytes).map_err(|error| Failure::new(error.to_string()))?;
        let output = self.output.unwrap_or_else(|| format!("{}-{}.pack", made.name(), made.version()).into());
        files::write(&output, &bytes)?;
        made_known(&made, &output, bytes.len(), self.json)
    }
}

fn shipped(name: &str) -> Result<Vec<u8>, Failure> {
    let names: Vec<&str> = pack::shipped().iter().map(|shipped| shipped.name).collect();
    let found = pack::shipped().iter().find(|shipped| shipped.name == name);
    let found = found.ok_or_else(|| {
        Failure::new(format!("there is no shipped pack `{name}`")).hint(format!("there are {}", names.join(", ")))
    })?;
    found.build().map_err(|error| Failure::new(error.to_string()))
}

fn of_folder(folder: &Path) -> Result<Vec<u8>, Failure> {
    let (about, files) = files::folder(folder)?;
    let about = About::from_toml(&about).map_err(|error| at(folder, error))?;
    pack::build(&about, &files).map_err(|error| at(folder, error))
}

impl Sign {
    pub(super) fn run(self) -> Result<ExitCode, Failure> {
        let signer = files::read_key(&self.key)?;
        let bytes = pack::sign(&files::read_pack(&self.file)?, &signer).map_err(|error| at(&self.file, error))?;
        let made = Pack::read(&bytes).map_err(|error| at(&self.file, error))?;
        let output = self.output.unwrap_or(self.file);
        files::write(&output, &bytes)?;
        made_known(&made, &output, bytes.len(), self.json)
    }
}

fn made_known(made: &Pack, output: &Path, bytes: usize, json: bool) -> Result<ExitCode, Failure> {
    let signer = made.signature().map(|signature| signature.key_id.as_str());
    if json {
        output::json(&json!({
            "name": made.name(), "version": made.version(), "sha256": made.digest(), "bytes": bytes, "signer": signer,
            "output": output,
        }))?;
    } else {
        let signed = signer.map_or_else(|| "not signed".to_owned(), |signer| format!("signed by {signer}"));
        line(format!("{} {}, {signed}, in {}", made.name(), made.version(), output.display()))?;
    }
    Ok(ExitCode::SUCCESS)
}

impl Verify {
    pub(super) fn run(self) -> Result<ExitCode, Failure> {
        let key = |key: &String| PublicKey::from_hex(key).map_err(|error| Failure::new(format!("--key: {error}")));
        let keys = self.keys.iter().map(key).collect::<Result<Vec<_>, _>>()?;
        let checked = Pack::read(&files::read_pack(&self.file)?)
            .and_then(|pack| pack.verify_signer(&keys).map(|()| pack.signer()).map(|signer| (pack, signer)));
        let (verified, reason, pack) = match &checked {
            Ok((pack, _)) => (true, None, Some(pack)),
            Err(error) => (false, Some(error.to_string()), None),
        };
        if self.json {
            output::json(&json!({
                "verified": verified, "reason": reason, "name": pack.map(Pack::name), "version": pack.map(Pack::version),
                "sha256": pack.map(Pack::digest),
            }))?;
        } else {
            if let Some(pack) = pack {
                line(format!("{} {}, SHA-256 {}", pack.name(), pack.version(), pack.digest()))?;
            }
            line(reason.map_or_else(|| "verified".to_owned(), |reason| format!("NOT verified: {reason}")))?;
        }
        Ok(if verified { ExitCode::SUCCESS } else { ExitCode::from(3) })
    }
}

impl Inspect {
    pub(super) fn run(self) -> Result<ExitCode, Failure> {
        let bytes = files::read_pack(&self.file)?;
        let pack = Pack::read(&bytes).map_err(|error| at(&self.file, error))?;
        let policies: Vec<Value> = pack
            .tested_policies()
            .map(|policy| {
                let objectives: Vec<&str> = policy.objectives.iter().map(|objective| objective.id.as_str()).collect();
                json!({"name": policy.name, "objectives": objectives, "tests": policy.tests.len()})
            })
            .collect();
        if self.json {
            output::json(&json!({
                "manifest": pack.manifest(), "signature": pack.signature(), "sha256": pack.digest(), "policies": policies,
            }))?;
            return Ok(ExitCode::SUCCESS);
        }
        let about = &pack.manifest().about;
        line(format!("{} {} ({}), {}", about.name, about.version, about.licence, about.created))?;
        line(&about.description)?;
        line(format!("from {} ({})", about.provenance.publisher, about.provenance.source))?;
        let signer =
            pack.signature().map(|signature| format!("signed by {} ({})", signature.key_id, signature.public_key));
        line(signer.unwrap_or_else(|| "not signed".to_owned()))?;
        for policy in pack.tested_policies() {
            line(format!("{}: {} objectives, {} tests", policy.name, policy.objectives.len(), policy.tests.len()))?;
            for objective in &policy.objectives {
                line(format!("  {:<40} {:<10} {}", objective.id, objective.kind.name(), objective.enforcement.name()))?;
            }
        }
        Ok(ExitCode::SUCCESS)
    }
}

impl IndexFolder {
    pub(super) fn run(self) -> Result<ExitCode, Failure> {
        let mut packs = Vec::new();
        for entry in std::fs::read_dir(&self.folder).map_err(|error| at(&self.folder, error))? {
            let path = entry.map_err(|error| at(&self.folder, error))?.path();
            let Some(name) = path.file_name().and_then(|name| name.to_str()).filter(|name| name.ends_with(".pack"))
            else {
                continue;
            };
            packs.push((name.to_owned(), files::read_pack(&path)?));
        }
        packs.sort();
        let index = Index::of(&packs).map_err(|error| at(&self.folder, error))?;
        let text = serde_json::to_string_pretty(&index)?;
        files::write(&self.folder.join("index.json"), text.as_bytes())?;
        if self.json {
            output::json(&index)?;
        } else {
            for pack in &index.packs {
                let signer = pack.signer.as_deref().unwrap_or("not signed");
                line(format!("{:<32} {:<12} {signer}  {}", pack.name, pack.version, pack.url))?;
            }
        }
        Ok(ExitCode::SUCCESS)
    }
}
