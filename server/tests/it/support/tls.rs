//! TLS in tests: a server that speaks it, and a client that has no need of it.

use std::collections::BTreeMap;
use std::sync::Arc;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;
use tokio_rustls::rustls::{ClientConfig, RootCertStore, ServerConfig};
use tokio_rustls::server::TlsStream;

/// A client of servers on this machine that speak plain HTTP: over TLS it trusts nobody.
pub(super) fn plain_client() -> reqwest::Client {
    let nobody = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(RootCertStore::empty())
        .with_no_client_auth();
    reqwest::Client::builder().tls_backend_preconfigured(nobody).build().unwrap()
}

/// A server over TLS that has a few files, whoever asks.
pub(crate) struct TlsServer {
    /// `name:port`.
    pub(crate) host: String,
    /// Its certificate (PEM), signed by itself.
    pub(crate) certificate: String,
}

impl TlsServer {
    /// Starts one whose certificate is that of `name`. Where a path is none of the files', it is not found.
    pub(crate) async fn start(name: &str, files: BTreeMap<String, Vec<u8>>) -> Self {
        let made = rcgen::generate_simple_self_signed(vec![name.to_owned()]).unwrap();
        let key = PrivateKeyDer::try_from(made.signing_key.serialize_der()).unwrap();
        let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![made.cert.der().clone()], key)
            .unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let host = format!("{name}:{}", listener.local_addr().unwrap().port());
        let acceptor = TlsAcceptor::from(Arc::new(config));
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                if let Ok(stream) = acceptor.accept(stream).await {
                    answer(stream, &files).await;
                }
            }
        });
        Self { host, certificate: made.cert.pem() }
    }
}

async fn answer(mut stream: TlsStream<TcpStream>, files: &BTreeMap<String, Vec<u8>>) {
    let mut request = Vec::new();
    while !request.windows(4).any(|window| window == b"\r\n\r\n") {
        if stream.read_buf(&mut request).await.unwrap_or(0) == 0 {
            break;
        }
    }
    let request = String::from_utf8_lossy(&request);
    let file = request.split_whitespace().nth(1).and_then(|path| files.get(path));
    let (status, body) = file.map_or(("404 Not Found", &b""[..]), |file| ("200 OK", file.as_slice()));
    let head = format!("HTTP/1.1 {status}\r\nconnection: close\r\ncontent-length: {}\r\n\r\n", body.len());
    let _ = stream.write_all(head.as_bytes()).await;
    let _ = stream.write_all(body).await;
    let _ = stream.shutdown().await;
}
