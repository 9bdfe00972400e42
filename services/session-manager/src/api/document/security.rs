//! How one shows who one is.

use utoipa::openapi::SecurityRequirement;
use utoipa::openapi::security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityScheme};

use crate::api::operation::Operation;
use crate::auth::{self, Access};

const BEARER: &str = "bearer";
const COOKIE: &str = "cookie";
const PAGE: &str = "page";
const LINK: &str = "link";

/// All that there are.
pub(super) fn schemes() -> [(&'static str, SecurityScheme); 4] {
    let bearer = HttpBuilder::new()
        .scheme(HttpAuthScheme::Bearer)
        .description(Some(
            "A token of a tenant or of operators, made by `POST …/tokens`, or the operators' token of the \
             settings.",
        ))
        .build();
    let cookie = "The login of a browser, set by `POST /api/auth/login`.";
    let cookie = ApiKeyValue::with_description(auth::COOKIE_NAME, cookie);
    let page = "`1`. No other site can have a browser send it: with the cookie, what changes something \
                needs it.";
    let page = ApiKeyValue::with_description("X-Peyk-Request", page);
    let link = "A link that `connect` has signed; `expires` is a part of it.";
    let link = ApiKeyValue::with_description("signature", link);
    [
        (BEARER, SecurityScheme::Http(bearer)),
        (COOKIE, SecurityScheme::ApiKey(ApiKey::Cookie(cookie))),
        (PAGE, SecurityScheme::ApiKey(ApiKey::Header(page))),
        (LINK, SecurityScheme::ApiKey(ApiKey::Query(link))),
    ]
}

/// Which of them an operation takes: any of these, of one all its parts.
pub(super) fn requirements(operation: &Operation) -> Vec<SecurityRequirement> {
    let changes = !operation.method.is_safe();
    let page = SecurityRequirement::new(PAGE, NO_SCOPES);
    if operation.access == Access::Open {
        return if changes { vec![page] } else { Vec::new() };
    }
    let mut cookie = SecurityRequirement::new(COOKIE, NO_SCOPES);
    if changes {
        cookie = cookie.add(PAGE, NO_SCOPES);
    }
    let mut requirements = vec![SecurityRequirement::new(BEARER, NO_SCOPES), cookie];
    if operation.access == Access::MembersOrLink {
        requirements.push(SecurityRequirement::new(LINK, NO_SCOPES));
    }
    requirements
}

const NO_SCOPES: [&str; 0] = [];
