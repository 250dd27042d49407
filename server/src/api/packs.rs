//! Packs: the trust list, installing, listing, removing, exporting.

use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{FromRequest, Request, State};
use axum::http::StatusCode;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use groundstate_guardrails::pack;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::extract::body_problem;
use super::{Json, Path, Query};
use crate::app::App;
use crate::auth::{AdminScope, Caller, PolicyRead};
use crate::clock::rfc3339;
use crate::packs::{self, CaseFailure, Export, InstallOptions, Installation, PackPolicy};
use crate::problem::{Answer, Problem, ProblemBody};
use crate::store::{PackRow, SignerRow};

/// Media type of a pack.
const MEDIA: &str = "application/zip";

/// A key whose packs are trusted.
#[derive(Debug, Serialize, ToSchema)]
pub struct PackSigner {
    /// The key's identifier.
    key_id: String,
    /// The public key, hexadecimal.
    public_key: String,
    /// Name shown to people.
    name: String,
    /// When it was trusted, RFC 3339; absent for this server's own key.
    #[serde(skip_serializing_if = "Option::is_none")]
    added_at: Option<String>,
    /// Who trusts it; absent for this server's own key.
    #[serde(skip_serializing_if = "Option::is_none")]
    added_by: Option<String>,
}

/// The trust list.
#[derive(Debug, Serialize, ToSchema)]
pub struct PackSigners {
    /// Always `list`.
    object: &'static str,
    /// The keys; the last one is this server's own.
    data: Vec<PackSigner>,
}

impl From<SignerRow> for PackSigner {
    fn from(row: SignerRow) -> Self {
        let (added_at, added_by) = (Some(rfc3339(row.added_at)), Some(row.added_by));
        Self { key_id: row.key_id, public_key: row.public_key, name: row.name, added_at, added_by }
    }
}

/// A key to trust.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"name": "Example Ltd", "public_key": "3b6a27bcceb6a42d62a3a8d02a6f0d73653215771de243a63ac048a18b59da29"}))]
pub struct NewPackSigner {
    /// Name shown to people, 1 to 100 characters.
    name: String,
    /// The ed25519 public key: 64 lower-case hexadecimal digits, had from the publisher on another way than
    /// the pack.
    public_key: String,
}

/// A version of a pack that is installed.
#[derive(Debug, Serialize, ToSchema)]
pub struct InstalledPack {
    /// Name.
    name: String,
    /// Version.
    version: String,
    /// SHA-256 over the file.
    digest: String,
    /// The key that signed it.
    signer: String,
    /// `waiting` until all of its policies are in force, then `active`; `inactive` where its tests fail here; `replaced`
    /// by another version.
    status: String,
    /// Number of its test cases.
    cases: i64,
    /// The cases that failed here.
    failures: Vec<CaseFailure>,
    /// When it was installed, RFC 3339.
    installed_at: String,
    /// Who installed it.
    installed_by: String,
}

impl InstalledPack {
    /// A version with its status as it is told: that of its policies, which are asked for where they matter.
    async fn of(app: &App, row: PackRow) -> Answer<Self> {
        let policies = match row.status.as_str() {
            "active" => packs::policies_of(app, &row.tenant_id, &packs::opened(app, &row).await?).await?,
            _ => Vec::new(),
        };
        let status = packs::standing(&row.status, &policies);
        Ok(Self {
            failures: serde_json::from_str(&row.failures).unwrap_or_default(),
            name: row.name,
            version: row.version,
            digest: row.digest,
            signer: row.signer,
            status,
            cases: row.cases,
            installed_at: rfc3339(row.installed_at),
            installed_by: row.installed_by,
        })
    }

    async fn all(app: &App, rows: Vec<PackRow>) -> Answer<Vec<Self>> {
        let mut packs = Vec::with_capacity(rows.len());
        for row in rows {
            packs.push(Self::of(app, row).await?);
        }
        Ok(packs)
    }
}

/// The packs that are installed, and those that come with the program.
#[derive(Debug, Serialize, ToSchema)]
pub struct InstalledPacks {
    /// Always `list`.
    object: &'static str,
    /// Every version, by name and in the order in which they were installed.
    data: Vec<InstalledPack>,
    /// Names of the packs that come with the program: `POST /v1/packs?shipped=NAME` installs one.
    shipped: Vec<&'static str>,
}

/// A pack with what it says of itself.
#[derive(Debug, Serialize, ToSchema)]
pub struct PackDetail {
    /// Every version, in the order in which they were installed.
    versions: Vec<InstalledPack>,
    /// The manifest of the version that counts, or of the last one installed.
    #[schema(value_type = Object)]
    manifest: serde_json::Value,
    /// Its `README.md`, where it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    readme: Option<String>,
    /// Its policies, and where each stands.
    policies: Vec<PackPolicy>,
}

/// How to install.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct InstallQuery {
    /// Say what would happen, and change nothing.
    #[serde(default)]
    dry_run: bool,
    /// Install the pack of this name that comes with the program; the body is then empty.
    shipped: Option<String>,
}

/// The bytes of a body; a rejection says why.
#[derive(Debug)]
pub struct Body(Bytes);

impl<S: Send + Sync> FromRequest<S> for Body {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let body = Bytes::from_request(request, state).await;
        body.map(Self).map_err(|rejection: BytesRejection| body_problem(rejection))
    }
}

/// Installs a pack, or another version of one: its policies become tested drafts, which somebody else approves. A
/// pack whose tests fail here is kept, inactive.
#[utoipa::path(post, path = "/v1/packs", operation_id = "install_pack", tag = "guardrails", params(InstallQuery),
    request_body(content = Vec<u8>, content_type = "application/zip"),
    responses((status = 200, body = Installation), (status = 403, body = ProblemBody), (status = 409, body = ProblemBody),
        (status = 413, body = ProblemBody), (status = 422, body = ProblemBody)))]
pub async fn install(
    State(app): State<App>,
    caller: Caller<AdminScope>,
    Query(query): Query<InstallQuery>,
    Body(bytes): Body,
) -> Answer<Json<Installation>> {
    let bytes = match &query.shipped {
        Some(_) if !bytes.is_empty() => {
            return Err(Problem::parameter("shipped", "send either a pack or the name of one that is shipped"));
        }
        Some(name) => packs::shipped(&app, name)?,
        None => bytes.to_vec(),
    };
    let options = InstallOptions { dry_run: query.dry_run };
    packs::install(&app, &caller, &bytes, options).await.map(Json)
}

/// Lists the packs that are installed.
#[utoipa::path(get, path = "/v1/packs", operation_id = "list_packs", tag = "guardrails",
    responses((status = 200, body = InstalledPacks)))]
pub async fn list(State(app): State<App>, caller: Caller<PolicyRead>) -> Answer<Json<InstalledPacks>> {
    let rows = app.store.packs(&caller.tenant).await?;
    let shipped = pack::shipped().iter().map(|shipped| shipped.name).collect();
    Ok(Json(InstalledPacks { object: "list", data: InstalledPack::all(&app, rows).await?, shipped }))
}

/// Reads a pack: its versions, and what it says of itself.
#[utoipa::path(get, path = "/v1/packs/{name}", operation_id = "read_pack", tag = "guardrails",
    params(("name" = String, Path, description = "Pack")),
    responses((status = 200, body = PackDetail), (status = 404, body = ProblemBody)))]
pub async fn read(
    State(app): State<App>,
    caller: Caller<PolicyRead>,
    Path(name): Path<String>,
) -> Answer<Json<PackDetail>> {
    let versions = app.store.pack_versions(&caller.tenant, &name).await?;
    let shown = versions.iter().find(|row| row.status == "active").or(versions.last());
    let shown = shown.ok_or_else(|| Problem::not_found("pack", &name))?;
    let pack = packs::opened(&app, shown).await?;
    Ok(Json(PackDetail {
        manifest: serde_json::to_value(pack.manifest()).map_err(Problem::internal)?,
        readme: pack.file("README.md").map(|bytes| String::from_utf8_lossy(bytes).into_owned()),
        policies: packs::policies_of(&app, &caller.tenant, &pack).await?,
        versions: InstalledPack::all(&app, versions).await?,
    }))
}

/// Removes a pack: its policies retire, and those on their way are withdrawn.
#[utoipa::path(delete, path = "/v1/packs/{name}", operation_id = "remove_pack", tag = "guardrails",
    params(("name" = String, Path, description = "Pack")),
    responses((status = 204), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody),
        (status = 409, body = ProblemBody)))]
pub async fn remove(
    State(app): State<App>,
    caller: Caller<AdminScope>,
    Path(name): Path<String>,
) -> Answer<StatusCode> {
    packs::remove(&app, &caller, &name).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Exports policies in force as a pack, signed by this server.
#[utoipa::path(post, path = "/v1/pack-exports", operation_id = "export_pack", tag = "guardrails", request_body = Export,
    responses((status = 200, body = Vec<u8>, content_type = "application/zip"), (status = 403, body = ProblemBody),
        (status = 404, body = ProblemBody), (status = 422, body = ProblemBody)))]
pub async fn export(
    State(app): State<App>,
    caller: Caller<AdminScope>,
    Json(wanted): Json<Export>,
) -> Answer<Response> {
    let bytes = packs::export(&app, &caller, wanted).await?;
    let headers = [(CONTENT_TYPE, MEDIA), (CONTENT_DISPOSITION, "attachment; filename=\"policies.pack\"")];
    Ok((headers, bytes).into_response())
}

/// Lists the keys whose packs are trusted.
#[utoipa::path(get, path = "/v1/pack-signers", operation_id = "list_pack_signers", tag = "guardrails",
    responses((status = 200, body = PackSigners)))]
pub async fn signers(State(app): State<App>, caller: Caller<PolicyRead>) -> Answer<Json<PackSigners>> {
    let rows = app.store.pack_signers(&caller.tenant).await?;
    let own = app.signer.public_key();
    let mut data: Vec<PackSigner> = rows.into_iter().map(PackSigner::from).collect();
    data.push(PackSigner {
        key_id: own.id(),
        public_key: own.to_hex(),
        name: "this server".to_owned(),
        added_at: None,
        added_by: None,
    });
    Ok(Json(PackSigners { object: "list", data }))
}

/// Trusts a key: its packs may be installed from now on.
#[utoipa::path(post, path = "/v1/pack-signers", operation_id = "trust_pack_signer", tag = "guardrails",
    request_body = NewPackSigner,
    responses((status = 201, body = PackSigner), (status = 403, body = ProblemBody), (status = 409, body = ProblemBody),
        (status = 422, body = ProblemBody)))]
pub async fn trust(
    State(app): State<App>,
    caller: Caller<AdminScope>,
    Json(new): Json<NewPackSigner>,
) -> Answer<(StatusCode, Json<PackSigner>)> {
    let row = packs::trust(&app, &caller, &new.name, &new.public_key).await?;
    Ok((StatusCode::CREATED, Json(row.into())))
}

/// Trusts a key no longer. Packs that were installed stay.
#[utoipa::path(delete, path = "/v1/pack-signers/{id}", operation_id = "distrust_pack_signer", tag = "guardrails",
    params(("id" = String, Path, description = "Identifier of the key")),
    responses((status = 204), (status = 403, body = ProblemBody), (status = 404, body = ProblemBody)))]
pub async fn distrust(
    State(app): State<App>,
    caller: Caller<AdminScope>,
    Path(id): Path<String>,
) -> Answer<StatusCode> {
    packs::distrust(&app, &caller, &id).await?;
    Ok(StatusCode::NO_CONTENT)
}
