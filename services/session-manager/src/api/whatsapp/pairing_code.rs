//! `POST /api/tenants/{tenant_id}/whatsapp/pairing-code`

use axum::Json;
use axum::extract::State;
use axum::http::header::CACHE_CONTROL;
use axum::response::IntoResponse;
use domain::Phone;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::api::{NO_STORE, Shared};
use crate::auth::Principal;
use crate::extract::{self, TenantPath};
use crate::problem::Problem;

/// Which phone is to be linked.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::api) struct PhoneToLink {
    /// Its number with the country's code, such as `+971501234567`.
    phone: String,
}

/// A code to type into the phone.
// Has no `Debug`: whoever types it owns the session.
#[derive(Serialize, ToSchema)]
#[schema(as = PairingCode)]
pub(in crate::api) struct PairingCodeBody {
    /// Such as `ABCD-EFGH`. It is good for a few minutes, and for this phone alone.
    code: String,
    /// The phone's number, as WhatsApp writes it: digits.
    phone: String,
}

/// Asks for a code to type into the phone, for who cannot scan.
///
/// On the phone: WhatsApp, Linked devices, Link a device, Link with phone number instead. The session
/// waits for a scan meanwhile: connect first. The code is stored nowhere on the way.
#[utoipa::path(
    post,
    path = "/api/tenants/{tenant_id}/whatsapp/pairing-code",
    tag = "whatsapp",
    request_body = PhoneToLink,
    responses(
        (status = 200, description = "The code.", body = PairingCodeBody),
        (status = 404, description = "`session_not_found`: there is no session; connect first."),
        (status = 409, description = "`session_status`: the session waits for no phone; it is linked, or does not run."),
        (status = 502, description = "`waha_refused`: WAHA refused; `detail` has its reason."),
        (status = 503, description = "`waha_unavailable`, `waha_busy`: WAHA does not answer, or is busy."),
    )
)]
pub(in crate::api) async fn pairing_code(
    State(api): Shared,
    principal: Principal,
    TenantPath(tenant): TenantPath,
    extract::Json(wanted): extract::Json<PhoneToLink>,
) -> Result<impl IntoResponse, Problem> {
    let phone = checked(&wanted.phone)?;
    super::note(&api, tenant, &principal, "whatsapp_pairing_code").await?;
    let code = api.whatsapp.pairing_code(tenant, &phone).await?;
    let body = PairingCodeBody {
        code,
        phone: phone.into(),
    };
    Ok(([(CACHE_CONTROL, NO_STORE)], Json(body)))
}

/// The number, written as people write it. One without its country's code begins with a zero: no country's
/// code does.
fn checked(text: &str) -> Result<Phone, Problem> {
    let is_between = |letter: char| matches!(letter, ' ' | '\u{a0}' | '-' | '.' | '(' | ')');
    let written: String = text.chars().filter(|letter| !is_between(*letter)).collect();
    let phone = written.parse().ok();
    phone
        .filter(|phone: &Phone| !phone.as_str().starts_with('0'))
        .ok_or_else(|| {
            let message = "must be a phone number with its country's code, such as +971501234567";
            Problem::field("phone", message)
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_taken_as_people_write_them() {
        for text in ["971501234567", "+971501234567", "+971 (50) 123-45.67"] {
            assert_eq!(checked(text).unwrap().as_str(), "971501234567", "{text}");
        }
        for text in ["", "0501234567", "00971501234567", "+971 50 CALL ME", "12"] {
            assert!(checked(text).is_err(), "{text}");
        }
    }
}
