//! Configuration: defaults, then `groundstate.toml`, then `GROUNDSTATE_*`. Nothing else reads the environment.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use figment::Figment;
use figment::providers::{Env, Format, Serialized, Toml};
use secrecy::SecretString;
use serde::{Deserialize, Serialize};

/// All settings of a server, flat. Each can be set in `groundstate.toml` by its name or in the
/// environment as `GROUNDSTATE_` and its name in capitals.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// Address to listen on.
    pub listen: SocketAddr,
    /// Folder for the embedded database and the model cache.
    pub data_dir: PathBuf,
    /// `sqlite://…` or `postgres://…`; a SQLite file in `data_dir` when absent.
    pub database_url: Option<String>,
    /// `redis://…` shares rate limits between replicas; limits are kept in process when absent.
    pub redis_url: Option<String>,
    /// Folder of a BERT-family checkpoint: `config.json`, `tokenizer.json`, `model.safetensors`.
    pub encoder_dir: Option<PathBuf>,
    /// Calibration of answers, as `groundstate fit` writes it; the shipped one when absent.
    pub calibration: Option<PathBuf>,
    /// Compute device: `auto`, `cpu`, `cuda` or `metal`.
    pub device: String,
    /// Administrator key to install when the database has none; one is drawn and shown when absent.
    #[serde(skip_serializing)]
    pub bootstrap_key: Option<SecretString>,
    /// Key that wraps the tenants' data keys, 64 hexadecimal digits; drawn into `master.key` in `data_dir` when absent.
    /// Servers over one database need the same.
    #[serde(skip_serializing)]
    pub master_key: Option<SecretString>,
    /// Days after which the words of decisions are erased; 0 keeps them.
    pub detail_retention_days: u32,
    /// Largest request body, bytes.
    pub max_body_bytes: usize,
    /// Largest document, bytes.
    pub max_document_bytes: usize,
    /// Largest body of transitions, bytes, unpacked. It is read as it comes: this bounds a request, not memory.
    pub max_transitions_bytes: u64,
    /// Largest single transition, bytes.
    pub max_transition_bytes: usize,
    /// Longest time for one request, milliseconds; of a stream of transitions, for its next piece.
    pub request_timeout_ms: u64,
    /// Answers, checks and embeddings worked on at once; more wait in the queue.
    pub max_concurrent_requests: usize,
    /// Requests that may wait; one more is told to come back (`overloaded`).
    pub max_queued_requests: usize,
    /// Requests a minute for each key; 0 means no limit.
    pub requests_per_minute: u32,
    /// Time a policy evaluation may take, milliseconds; what is not evaluated by then counts as violated.
    pub guardrail_budget_ms: u64,
    /// Tokens that may wait for the encoder; more are refused (`overloaded`).
    pub encoder_queue_tokens: usize,
    /// Hosts that tools of environments may reach at public addresses, as `host` or `host:port`; tools are executed at
    /// those of the two lists only, and by default there are none.
    pub tool_hosts: Vec<String>,
    /// The same for hosts of one's own networks: loopback and private addresses, never link-local ones.
    pub tool_private_hosts: Vec<String>,
    /// Secrets that headers of tools may ask for, by name.
    #[serde(default, skip_serializing)]
    pub tool_secrets: BTreeMap<String, ToolSecret>,
    /// Longest time for one call of a tool, milliseconds.
    pub tool_timeout_ms: u64,
    /// Largest answer of a tool, bytes.
    pub tool_answer_bytes: u64,
    /// PEM file of authorities that tools trust besides those of the machine.
    pub tool_ca_file: Option<PathBuf>,
    /// Log format: `text` or `json`.
    pub log_format: String,
    /// The `groundstate` binary that reads hostile files in a process of its own; this one when absent.
    pub worker: Option<PathBuf>,
}

/// A secret that a tool may send.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ToolSecret {
    /// The secret; exactly one of `value` and `file`.
    pub value: Option<SecretString>,
    /// File that holds it; a line end after it is left out.
    pub file: Option<PathBuf>,
    /// Where it may be sent, as the lists of hosts write it. Outside one's own networks over TLS only.
    pub hosts: Vec<String>,
    /// Identifiers of the tenants whose tools may use it; all where empty.
    #[serde(default)]
    pub tenants: Vec<String>,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 8080)),
            data_dir: PathBuf::from(".groundstate"),
            database_url: None,
            redis_url: None,
            encoder_dir: None,
            calibration: None,
            device: "auto".into(),
            bootstrap_key: None,
            master_key: None,
            detail_retention_days: 0,
            max_body_bytes: 4 << 20,
            max_document_bytes: 64 << 20,
            max_transitions_bytes: 16 << 30,
            max_transition_bytes: 1 << 20,
            request_timeout_ms: 30_000,
            max_concurrent_requests: 32,
            max_queued_requests: 512,
            requests_per_minute: 0,
            guardrail_budget_ms: 2_000,
            encoder_queue_tokens: 1 << 18,
            tool_hosts: Vec::new(),
            tool_private_hosts: Vec::new(),
            tool_secrets: BTreeMap::new(),
            tool_timeout_ms: 10_000,
            tool_answer_bytes: 1 << 20,
            tool_ca_file: None,
            log_format: "text".into(),
            worker: None,
        }
    }
}

/// A configuration that cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("configuration: {0}")]
pub struct ConfigError(Box<figment::Error>);

impl Config {
    /// Reads the configuration; `file` must exist when given, `groundstate.toml` may.
    ///
    /// # Errors
    /// When a file is malformed, a name is unknown or a value does not fit.
    pub fn load(file: Option<&Path>) -> Result<Self, ConfigError> {
        let toml = file.map_or_else(|| Toml::file("groundstate.toml"), Toml::file_exact);
        Figment::from(Serialized::defaults(Self::default()))
            .merge(toml)
            .merge(Env::prefixed("GROUNDSTATE_").ignore(&["test_postgres_url", "test_redis_url", "url", "key", "log"]))
            .extract()
            .map_err(|error| ConfigError(Box::new(error)))
    }

    /// The database to open.
    #[must_use]
    pub fn database_url(&self) -> String {
        self.database_url
            .clone()
            .unwrap_or_else(|| format!("sqlite://{}?mode=rwc", self.data_dir.join("groundstate.db").display()))
    }

    /// The checkpoint to load.
    #[must_use]
    pub fn encoder_dir(&self) -> PathBuf {
        self.encoder_dir.clone().unwrap_or_else(|| self.data_dir.join("models/all-MiniLM-L6-v2"))
    }
}
