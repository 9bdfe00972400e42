//! `GET /api/tenants/{tenant_id}/whatsapp/qr?format=image|raw`

use axum::Json;
use axum::extract::State;
use axum::http::HeaderValue;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};

use crate::api::{NO_STORE, Shared};
use crate::extract::{Query, TenantPath};
use crate::problem::Problem;

/// How the code is wanted. A link's query has more, which is read at the gate.
#[derive(Debug, Deserialize)]
pub(in crate::api) struct QrQuery {
    #[serde(default)]
    format: Format,
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

/// The QR code to scan, also for whoever has a link from `connect`. It changes every 20 seconds, and
/// whoever scans it owns the session: it is stored nowhere on the way.
pub(in crate::api) async fn qr(
    State(api): Shared,
    TenantPath(tenant): TenantPath,
    Query(query): Query<QrQuery>,
) -> Result<Response, Problem> {
    let not_stored = (CACHE_CONTROL, NO_STORE);
    Ok(match query.format {
        Format::Image => {
            let png = api.whatsapp.qr_png(tenant).await?;
            let image = (CONTENT_TYPE, HeaderValue::from_static("image/png"));
            ([not_stored, image], png).into_response()
        }
        Format::Raw => {
            let value = api.whatsapp.qr_value(tenant).await?;
            ([not_stored], Json(RawBody { value })).into_response()
        }
    })
}
