//! Tools: actions that the server carries out over HTTP.
//!
//! A schema says what is sent (`planner::environment::Tool`), the configuration says where anything may be sent at all,
//! and the policy says whether it is (`plans::execute`). What stands here is the way of one request: [`check`] looks at
//! a schema, [`Call`] fills it with an action, [`Tools::admit`] holds it against the allow-list and finds its secrets,
//! [`Tools::send`] resolves, connects, sends and reads within limits.
//!
//! Three things keep a tool from reaching what it should not. A host is named in the configuration or nothing is sent to
//! it. What it resolves to is looked at, and the connection goes to the very address that was looked at, so that a name
//! that changes its mind gains nothing. No redirection is followed, and no proxy is asked.

mod address;
mod allow;
mod answer;
mod call;
mod check;
mod connect;
mod send;
mod template;

use std::sync::Arc;

use secrecy::SecretString;
use tokio_rustls::rustls::ClientConfig;

pub(crate) use address::is_public;
pub use answer::Received;
pub(crate) use answer::texts;
pub use call::Call;
pub use check::check;
pub use send::ToolError;

use allow::{Allowed, Secrets};

use crate::config::Config;
use crate::tls::{self, TlsError};

/// A configuration of tools that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ToolsError {
    /// An entry of a list of hosts.
    #[error("`{0}` is neither `host` nor `host:port`")]
    Host(String),
    /// A secret.
    #[error("the secret `{name}`: {reason}")]
    Secret {
        /// Its name.
        name: String,
        /// What is wrong with it.
        reason: String,
    },
    /// The file of authorities.
    #[error("`tool_ca_file`: {0}")]
    Authorities(#[from] TlsError),
}

/// Why a call is not sent.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Forbidden {
    /// No list names its host.
    #[error("the host `{0}` is not one that tools may reach")]
    Host(String),
    /// There is no such secret, or not for this tenant.
    #[error("there is no secret `{0}`")]
    Secret(String),
    /// The secret may not be sent there.
    #[error("the secret `{secret}` may not be sent to `{host}`")]
    Elsewhere {
        /// Its name.
        secret: String,
        /// Where the tool is.
        host: String,
    },
    /// The secret would be read on the way.
    #[error("the secret `{0}` is not sent to a public host without TLS")]
    Plain(String),
}

/// What the configuration says of tools.
#[derive(Clone, Debug)]
pub struct Tools(Arc<Settings>);

#[derive(Debug)]
struct Settings {
    hosts: Allowed,
    private: Allowed,
    secrets: Secrets,
    timeout_ms: u64,
    most_bytes: u64,
    authorities: Arc<ClientConfig>,
}

/// A call that may be sent.
#[derive(Debug)]
pub struct Admitted {
    call: Call,
    private: bool,
    headers: Vec<(String, SecretString)>,
    /// What must not come back.
    secrets: Vec<SecretString>,
    timeout_ms: u64,
    most_bytes: u64,
}

impl Tools {
    /// Tools under a configuration; secrets and authorities are read now.
    ///
    /// # Errors
    /// What cannot be read.
    pub fn new(config: &Config) -> Result<Self, ToolsError> {
        Ok(Self(Arc::new(Settings {
            hosts: Allowed::new(&config.tool_hosts)?,
            private: Allowed::new(&config.tool_private_hosts)?,
            secrets: Secrets::new(&config.tool_secrets)?,
            timeout_ms: config.tool_timeout_ms,
            most_bytes: config.tool_answer_bytes,
            authorities: Arc::new(tls::trusting(config.tool_ca_file.as_deref())?),
        })))
    }

    /// Holds a call of a tenant against what may be reached, and finds its secrets.
    ///
    /// # Errors
    /// [`Forbidden`].
    pub fn admit(&self, call: Call, tenant: &str) -> Result<Admitted, Forbidden> {
        let settings = self.0.as_ref();
        let private = settings.private.holds(&call.place);
        if !private && !settings.hosts.holds(&call.place) {
            return Err(Forbidden::Host(call.host()));
        }
        let (mut headers, mut secrets) = (Vec::new(), Vec::new());
        for (name, value) in &call.headers {
            let filled = value.filled(|slot| {
                let name = call::secret(slot).unwrap_or(slot);
                let secret = settings.secrets.for_call(name, &call, tenant)?;
                if !call.place.secure && !private {
                    return Err(Forbidden::Plain(name.to_owned()));
                }
                secrets.push(secret.clone());
                Ok(secrecy::ExposeSecret::expose_secret(secret).to_owned())
            })?;
            headers.push((name.clone(), filled.into()));
        }
        let (timeout_ms, most_bytes) =
            (call.timeout_ms.min(settings.timeout_ms), call.most_bytes.min(settings.most_bytes));
        Ok(Admitted { call, private, headers, secrets, timeout_ms, most_bytes })
    }
}

impl Admitted {
    /// The call.
    #[must_use]
    pub fn call(&self) -> &Call {
        &self.call
    }

    /// Longest time that it takes, milliseconds.
    #[must_use]
    pub fn timeout_ms(&self) -> u64 {
        self.timeout_ms
    }
}
