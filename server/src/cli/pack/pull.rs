//! `groundstate pack pull`: a pack that an index names, from a web server or a folder.
//!
//! What the index and the server say is not trusted: sizes and times are bounded, the file must lie below
//! its index and have the digest that the index gives, every byte is checked, and no redirection leads into
//! the network of the machine that pulls.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use clap::Args;
use groundstate_guardrails::pack::{Index, limits};
use reqwest::header::LOCATION;
use reqwest::{Client, Response, Url};
use serde_json::json;

use super::files;
use crate::cli::client::{root, trusting};
use crate::cli::output::{self, Failure, line};
use crate::tools::is_public;

/// Longest time for one file.
const LONGEST: Duration = Duration::from_secs(60);
/// Redirections that are followed.
const HOPS: usize = 3;

/// Fetch a pack that an index names, and check it against the index. Its signature is checked by
/// `pack verify` and by the server that installs it.
#[derive(Debug, Args)]
pub(in crate::cli) struct Pull {
    /// Address or path of the index, or of the folder that holds its `index.json`.
    index: String,
    /// Name of the pack.
    name: String,
    /// Version; the newest that is no pre-release when absent.
    #[arg(long)]
    version: Option<String>,
    /// File to write; `NAME-VERSION.pack` when absent.
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Follow redirections into private networks too.
    #[arg(long)]
    allow_private: bool,
    /// PEM file of authorities to trust besides those of this machine.
    #[arg(long, env = "GROUNDSTATE_CA_FILE", value_name = "FILE")]
    ca_file: Option<PathBuf>,
    /// Print what was fetched as JSON.
    #[arg(long)]
    json: bool,
}

impl Pull {
    pub(super) async fn run(self) -> Result<ExitCode, Failure> {
        let place = Place::of(&self.index)?;
        let from = Fetching { allow_private: self.allow_private, ca_file: self.ca_file.as_deref() };
        let index = place.fetch(None, limits::INDEX_BYTES, from).await?;
        let refused = |error: &dyn std::fmt::Display| Failure::new(format!("`{}`: {error}", self.index));
        let index = Index::read(&index).map_err(|error| refused(&error))?;
        let entry = index.find(&self.name, self.version.as_deref()).map_err(|error| refused(&error))?;
        let bytes = place.fetch(Some(&entry.url), limits::PACK_BYTES, from).await?;
        let pack = entry.read(&bytes).map_err(|error| refused(&error))?;
        let output = self.output.unwrap_or_else(|| format!("{}-{}.pack", pack.name(), pack.version()).into());
        files::write(&output, &bytes)?;
        let signature = pack.signature();
        if self.json {
            output::json(&json!({
                "name": pack.name(), "version": pack.version(), "sha256": pack.digest(), "output": output,
                "signer": signature.map(|signature| &signature.key_id),
                "public_key": signature.map(|signature| &signature.public_key),
            }))?;
        } else {
            let signer = signature.map_or("not signed", |signature| signature.key_id.as_str());
            line(format!("{} {}, {signer}, in {}", pack.name(), pack.version(), output.display()))?;
        }
        Ok(ExitCode::SUCCESS)
    }
}

/// How files are fetched from the web.
#[derive(Clone, Copy)]
struct Fetching<'a> {
    /// Whether redirections may lead into private networks.
    allow_private: bool,
    /// Authorities to trust besides those of this machine.
    ca_file: Option<&'a Path>,
}

/// Where an index lies.
enum Place {
    Web(Url),
    File(PathBuf),
}

impl Place {
    fn of(index: &str) -> Result<Self, Failure> {
        if index.starts_with("http://") || index.starts_with("https://") {
            let url = Url::parse(index).map_err(|error| Failure::new(format!("`{index}`: {error}")))?;
            return Ok(Self::Web(url));
        }
        let path = Path::new(index);
        Ok(Self::File(if path.is_dir() { path.join("index.json") } else { path.to_owned() }))
    }

    /// The index itself, or a file beside it. An index only names files below it.
    async fn fetch(&self, beside: Option<&str>, limit: usize, how: Fetching<'_>) -> Result<Vec<u8>, Failure> {
        match self {
            Self::Web(index) => {
                let url = match beside {
                    None => index.clone(),
                    Some(name) => index.join(name).map_err(|error| Failure::new(format!("`{name}`: {error}")))?,
                };
                download(url, limit, how).await
            }
            Self::File(index) => {
                let path = beside.map_or_else(|| index.clone(), |name| index.with_file_name("").join(name));
                files::read(&path, limit)
            }
        }
    }
}

async fn download(mut url: Url, limit: usize, how: Fetching<'_>) -> Result<Vec<u8>, Failure> {
    for hop in 0..=HOPS {
        let failed = |error: &dyn std::fmt::Display| Failure::new(format!("`{url}`: {error}"));
        // The address that somebody typed is theirs to choose; where a server sends us is not.
        let checked = if hop == 0 || how.allow_private { None } else { Some(public(&url).await?) };
        let client = client(checked, how.ca_file)?;
        let response = client.get(url.clone()).send().await.map_err(|error| failed(&root(&error)))?;
        if response.status().is_redirection() {
            let target = response.headers().get(LOCATION).and_then(|target| target.to_str().ok());
            let target = target.ok_or_else(|| failed(&"redirected to nowhere"))?;
            let target = url.join(target).map_err(|error| failed(&error))?;
            if url.scheme() == "https" && target.scheme() != "https" {
                return Err(failed(&format!("redirected from TLS to `{target}`")));
            }
            url = target;
            continue;
        }
        if !response.status().is_success() {
            return Err(failed(&response.status()));
        }
        return body(response, limit).await.map_err(|error| failed(&error));
    }
    Err(Failure::new(format!("`{url}`: more than {HOPS} redirections")))
}

async fn body(mut response: Response, limit: usize) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|error| error.to_string())? {
        if bytes.len() + chunk.len() > limit {
            return Err(format!("more than {limit} bytes"));
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes)
}

/// A client that follows nothing by itself, and reaches a checked host only under the addresses that were checked.
fn client(checked: Option<(String, Vec<SocketAddr>)>, ca_file: Option<&Path>) -> Result<Client, Failure> {
    let mut builder = trusting(ca_file)?.timeout(LONGEST).no_proxy();
    if let Some((host, addresses)) = checked {
        builder = builder.resolve_to_addrs(&host, &addresses);
    }
    builder.build().map_err(|error| Failure::new(error.to_string()))
}

/// The host of an address with what it resolves to, all of it public.
async fn public(url: &Url) -> Result<(String, Vec<SocketAddr>), Failure> {
    let failed = |error: &dyn std::fmt::Display| Failure::new(format!("`{url}`: {error}"));
    let host = url.host_str().ok_or_else(|| failed(&"it names no host"))?;
    let port = url.port_or_known_default().unwrap_or(80);
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    let resolved = tokio::net::lookup_host((bare, port)).await.map_err(|error| failed(&error))?;
    let addresses: Vec<SocketAddr> = resolved.collect();
    match addresses.iter().find(|address| !is_public(address.ip())) {
        None if addresses.is_empty() => Err(failed(&"the host has no address")),
        None => Ok((host.to_owned(), addresses)),
        Some(private) => Err(failed(&format!("redirected into a private network ({})", private.ip()))
            .hint("--allow-private follows it all the same")),
    }
}
