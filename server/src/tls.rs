//! Whom connections over TLS trust: those of tools, and those of the command line.

use std::path::Path;
use std::sync::Arc;

use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::CertificateDer;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::{ClientConfig, RootCertStore};

/// A file of authorities that cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct TlsError(String);

/// Trust in the authorities of this machine, and in those of a PEM file. A machine without any trusts nobody.
///
/// # Errors
/// When the file cannot be read, or holds no certificate.
pub(crate) fn trusting(file: Option<&Path>) -> Result<ClientConfig, TlsError> {
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    if let Some(file) = file {
        let before = roots.len();
        for certificate in CertificateDer::pem_file_iter(file).map_err(unreadable)? {
            roots.add(certificate.map_err(unreadable)?).map_err(unreadable)?;
        }
        if roots.len() == before {
            return Err(TlsError(format!("`{}` holds no certificate", file.display())));
        }
    }
    let builder = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()));
    let builder = builder.with_safe_default_protocol_versions().map_err(unreadable)?;
    Ok(builder.with_root_certificates(roots).with_no_client_auth())
}

fn unreadable(error: impl std::fmt::Display) -> TlsError {
    TlsError(error.to_string())
}
