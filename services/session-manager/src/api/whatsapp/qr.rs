//! `GET /api/tenants/{tenant_id}/whatsapp/qr?format=image|raw`

use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use service_runtime::clock;

use crate::api::Shared;
use crate::extract::{Query, TenantPath};
use crate::problem::Problem;
use crate::qr_link::Pass;

/// How the code is wanted, and why it may be seen.
#[derive(Debug, Deserialize)]
pub(in crate::api) struct QrQuery {
    #[serde(default)]
    format: Format,
    expires: Option<i64>,
    signature: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Format {
    /// A PNG.
    #[default]
    Image,
    /// The text in the code, for drawing it oneself.
    Raw,
}

#[derive(Debug, Serialize)]
struct RawBody {
    value: String,
}

/// The QR code to scan, for operators and for whoever has a link from `connect`. It changes every 20
/// seconds, and whoever scans it owns the session: it is stored nowhere on the way.
pub(in crate::api) async fn qr(
    State(api): Shared,
    TenantPath(tenant): TenantPath,
    Query(query): Query<QrQuery>,
    headers: HeaderMap,
) -> Result<Response, Response> {
    let pass = query
        .expires
        .zip(query.signature)
        .map(|(expires, signature)| Pass { expires, signature });
    let may_see = pass.is_some_and(|pass| api.qr_links.allows(&pass, tenant, clock::now()));
    if !may_see {
        api.operator
            .check(&headers)
            .map_err(IntoResponse::into_response)?;
    }
    let refused = |error| Problem::from(error).into_response();
    let not_stored = (CACHE_CONTROL, "no-store");
    Ok(match query.format {
        Format::Image => {
            let png = api.whatsapp.qr_png(tenant).await.map_err(refused)?;
            ([not_stored, (CONTENT_TYPE, "image/png")], png).into_response()
        }
        Format::Raw => {
            let value = api.whatsapp.qr_value(tenant).await.map_err(refused)?;
            ([not_stored], Json(RawBody { value })).into_response()
        }
    })
}
