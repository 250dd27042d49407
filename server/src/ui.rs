//! The web UI, embedded in the binary. Every path that is neither a file nor the API's is the page's own.

use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, IF_NONE_MATCH};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use rust_embed::{EmbeddedFile, RustEmbed};

use crate::problem::{Code, Problem};

#[derive(RustEmbed)]
#[folder = "../web/dist"]
#[allow_missing = true]
struct Assets;

const IMMUTABLE: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
const REVALIDATE: HeaderValue = HeaderValue::from_static("no-cache");

/// Whether this binary was built with the UI.
pub(crate) fn is_built() -> bool {
    Assets::get("index.html").is_some()
}

/// Serves a file of the UI, or its page.
pub(crate) async fn serve(method: Method, uri: Uri, headers: HeaderMap) -> Response {
    let path = uri.path().trim_start_matches('/');
    if path.starts_with("v1/") || !matches!(method, Method::GET | Method::HEAD) {
        return Problem::new(Code::NotFound, format!("there is nothing at `/{path}`")).into_response();
    }
    if let Some(file) = Assets::get(path) {
        return respond(path, &file, &headers);
    }
    if path.starts_with("assets/") {
        return Problem::new(Code::NotFound, format!("there is no file `/{path}`")).into_response();
    }
    match Assets::get("index.html") {
        Some(file) => respond("index.html", &file, &headers),
        None => {
            Problem::new(Code::NotFound, "this binary was built without the web UI; run `make web` and build again")
                .into_response()
        }
    }
}

fn respond(path: &str, file: &EmbeddedFile, headers: &HeaderMap) -> Response {
    let tag = format!("\"{}\"", hex::encode(file.metadata.sha256_hash()));
    // The build names assets by their content.
    let cache = if path.starts_with("assets/") { IMMUTABLE } else { REVALIDATE };
    if headers.get(IF_NONE_MATCH).is_some_and(|known| known.as_bytes() == tag.as_bytes()) {
        return (StatusCode::NOT_MODIFIED, [(CACHE_CONTROL, cache)]).into_response();
    }
    let media = mime_guess::from_path(path).first_or_octet_stream();
    let headers = [
        (CONTENT_TYPE, HeaderValue::from_str(media.as_ref()).unwrap_or(REVALIDATE)),
        (CACHE_CONTROL, cache),
        (ETAG, HeaderValue::from_str(&tag).unwrap_or(REVALIDATE)),
    ];
    (headers, file.data.to_vec()).into_response()
}
