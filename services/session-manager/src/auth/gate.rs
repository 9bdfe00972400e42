//! The gate before every operation: whom it lets in is said where the operation is declared.

use std::sync::Arc;

use axum::extract::{FromRequestParts, Request, State};
use axum::http::request::Parts;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use domain::TenantId;
use serde::Deserialize;
use service_runtime::clock;
use storage::users::Role;

use super::rates::Caller;
use super::{Principal, client_address};
use crate::api::Api;
use crate::extract::{Query, TenantPath};
use crate::problem::Problem;
use crate::qr_link::Pass;

/// The header of requests by cookie that change something. Another site cannot have a browser send it
/// without asking us first (CORS), and we answer no such question.
pub(crate) const CSRF_HEADER: &str = "x-peyk-request";

/// Who may call an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Access {
    /// Anybody.
    Open,
    /// Whoever says who they are.
    Known,
    /// Operators.
    Operators,
    /// Operators, and owners of the tenant in the path.
    Owners,
    /// Operators, owners and agents of the tenant in the path.
    Members,
    /// As `Members`, and who has a link that we signed for this tenant.
    MembersOrLink,
}

impl Access {
    /// As the API's document says it.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Known => "known",
            Self::Operators => "operators",
            Self::Owners => "owners",
            Self::Members => "members",
            Self::MembersOrLink => "members-or-link",
        }
    }
}

/// Lets a request through to its operation, with its [`Principal`].
pub(crate) async fn admit(
    State((api, access)): State<(Arc<Api>, Access)>,
    request: Request,
    next: Next,
) -> Response {
    let (mut parts, body) = request.into_parts();
    match check(&api, access, &mut parts).await {
        Ok(principal) => {
            if let Some(principal) = principal {
                parts.extensions.insert(principal);
            }
            next.run(Request::from_parts(parts, body)).await
        }
        Err(problem) => problem.into_response(),
    }
}

/// Whether a request that was let in still would be. What cannot be found out at this moment ends nothing.
pub(crate) async fn still_admits(api: &Api, access: Access, parts: &mut Parts) -> bool {
    match check(api, access, parts).await {
        Ok(_) => true,
        Err(problem) => problem.is_ours(),
    }
}

async fn check(api: &Api, access: Access, parts: &mut Parts) -> Result<Option<Principal>, Problem> {
    if access == Access::Open {
        count_at_address(api, parts)?;
        require_our_page(parts)?;
        return Ok(None);
    }
    if access == Access::MembersOrLink && has_link(api, parts).await {
        count_at_address(api, parts)?;
        return Ok(None);
    }
    let database = &api.whatsapp.database;
    let identified = Principal::identify(database, &api.auth.operator, &parts.headers).await;
    // Who guesses tokens is counted as well.
    let principal = match identified {
        Ok(principal) => principal,
        Err(problem) => return Err(count_at_address(api, parts).err().unwrap_or(problem)),
    };
    api.auth.rates.count(&Caller::of(&principal))?;
    if principal.by_cookie() {
        require_our_page(parts)?;
    }
    match access {
        Access::Open | Access::Known => {}
        Access::Operators => match principal.role {
            Role::Operator => {}
            Role::Owner(_) | Role::Agent(_) => return Err(only("operators")),
        },
        Access::Owners | Access::Members | Access::MembersOrLink => {
            let tenant = tenant_of(parts).await?;
            if principal.tenant().is_some_and(|own| own != tenant) {
                // As if there were none: what others have is nobody's business.
                return Err(Problem::tenant_not_found());
            }
            if access == Access::Owners && matches!(principal.role, Role::Agent(_)) {
                return Err(only("owners"));
            }
        }
    }
    Ok(Some(principal))
}

/// Who shows nothing is counted by where they are, as far as that is known.
fn count_at_address(api: &Api, parts: &Parts) -> Result<(), Problem> {
    let address = client_address::of(parts, api.auth.address_header.as_ref());
    address.map_or(Ok(()), |address| api.auth.rates.count(&Caller::at(address)))
}

fn require_our_page(parts: &Parts) -> Result<(), Problem> {
    if parts.method.is_safe() || parts.headers.contains_key(CSRF_HEADER) {
        return Ok(());
    }
    Err(Problem::csrf())
}

fn only(who: &str) -> Problem {
    Problem::forbidden(format!("This is for {who}."))
}

async fn tenant_of(parts: &mut Parts) -> Result<TenantId, Problem> {
    let TenantPath(tenant) = TenantPath::from_request_parts(parts, &()).await?;
    Ok(tenant)
}

#[derive(Debug, Deserialize)]
struct LinkQuery {
    expires: Option<i64>,
    signature: Option<String>,
}

async fn has_link(api: &Api, parts: &mut Parts) -> bool {
    let Ok(tenant) = tenant_of(parts).await else {
        return false;
    };
    let Ok(Query(LinkQuery {
        expires: Some(expires),
        signature: Some(signature),
    })) = Query::from_request_parts(parts, &()).await
    else {
        return false;
    };
    let pass = Pass { expires, signature };
    api.qr_links.allows(&pass, tenant, clock::now())
}
