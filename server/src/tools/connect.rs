//! Connections of tools: to an address that was looked at, over TLS where the tool says so.

use std::net::SocketAddr;
use std::sync::Arc;

use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::ClientConfig;
use tokio_rustls::rustls::pki_types::ServerName;

use super::address::{is_private, is_public};
use super::call::Place;
use super::send::ToolError;

/// A connection, plain or not.
pub(super) trait Connection: AsyncRead + AsyncWrite + Send + Unpin {}

impl<T: AsyncRead + AsyncWrite + Send + Unpin> Connection for T {}

/// Connects to a place. All that its name resolves to is looked at before anything is connected to: public addresses
/// for a public host, private ones for a host of one's own.
///
/// # Errors
/// [`ToolError`].
pub(super) async fn connect(
    place: &Place,
    private: bool,
    authorities: &Arc<ClientConfig>,
) -> Result<TokioIo<Box<dyn Connection>>, ToolError> {
    let bare = place.host.trim_start_matches('[').trim_end_matches(']');
    let resolved = tokio::net::lookup_host((bare, place.port)).await.map_err(|_| ToolError::Unresolvable)?;
    let addresses: Vec<SocketAddr> = resolved.collect();
    if addresses.is_empty() {
        return Err(ToolError::Unresolvable);
    }
    let open = |address: &&SocketAddr| is_public(address.ip()) || (private && is_private(address.ip()));
    if let Some(closed) = addresses.iter().find(|address| !open(address)) {
        return Err(ToolError::Closed { address: closed.ip() });
    }
    let stream =
        TcpStream::connect(addresses.as_slice()).await.map_err(|error| ToolError::Unreachable(error.kind()))?;
    if !place.secure {
        return Ok(TokioIo::new(Box::new(stream)));
    }
    let name = ServerName::try_from(bare.to_owned()).map_err(|error| ToolError::Tls(error.to_string()))?;
    let connector = TlsConnector::from(Arc::clone(authorities));
    let stream = connector.connect(name, stream).await.map_err(|error| ToolError::Tls(error.to_string()))?;
    Ok(TokioIo::new(Box::new(stream)))
}
