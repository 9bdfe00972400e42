//! `GET /api/tenants/{tenant_id}/whatsapp/qr?format=image|raw`

use axum::Json;
use axum::extract::State;
use axum::http::HeaderValue;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::api::{NO_STORE, Shared};
use crate::extract::{Query, TenantPath};
use crate::problem::Problem;

/// How the code is wanted. A link's query has more, which is read at the gate.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(in crate::api) struct QrQuery {
    /// A picture, or the text in it.
    #[serde(default)]
    #[param(inline)]
    format: Format,
}

#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
#[schema(as = QrFormat)]
enum Format {
    /// A PNG.
    #[default]
    Image,
    /// The text in the code, for drawing it oneself.
    Raw,
}

/// What a QR code says.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = QrText)]
struct RawBody {
    /// To be drawn as a QR code.
    value: String,
}

/// Shows the QR code to scan, also to whoever has a link from `connect`.
///
/// It changes every 20 seconds, and whoever scans it owns the session: it is stored nowhere on the way.
#[utoipa::path(
    get,
    path = "/api/tenants/{tenant_id}/whatsapp/qr",
    tag = "whatsapp",
    params(
        QrQuery,
        ("expires" = Option<i64>, Query, description = "Of a link: until when it is good, in seconds since 1970."),
        ("signature" = Option<String>, Query, description = "Of a link: that it is ours."),
    ),
    responses(
        (status = 200, description = "The code.", content(
            (Vec<u8> = "image/png"),
            (RawBody = "application/json"),
        )),
        (status = 404, description = "`session_not_found`: there is no session; connect first."),
        (status = 409, description = "`session_status`: the session has no code to scan; it is linked, or does not run."),
        (status = 502, description = "`waha_refused`: WAHA refused; `detail` has its reason."),
        (status = 503, description = "`waha_unavailable`, `waha_busy`: WAHA does not answer, or is busy."),
    )
)]
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
