//! `GET /api/me`

use axum::Json;
use axum::http::header::CACHE_CONTROL;
use axum::response::IntoResponse;
use domain::TenantId;
use serde::Serialize;
use storage::users::{Identity, Role};

use super::NO_STORE;
use crate::auth::{Credential, Principal};

#[derive(Debug, Serialize)]
pub(in crate::api) struct MeBody {
    user: UserBody,
}

#[derive(Debug, Serialize)]
struct UserBody {
    /// Null of a token, which is nobody in particular; so is the e-mail address.
    id: Option<i64>,
    email: Option<String>,
    role: &'static str,
    tenant_id: Option<i64>,
    tenant_name: Option<String>,
}

/// Who asks.
pub(in crate::api) async fn me(principal: Principal) -> impl IntoResponse {
    let body = match &principal.credential {
        Credential::Login(login) => MeBody::from(&login.identity),
        Credential::ApiToken(token) => MeBody::of_token(principal.role, token.tenant_name.clone()),
        Credential::OperatorToken => MeBody::of_token(principal.role, None),
    };
    ([(CACHE_CONTROL, NO_STORE)], Json(body))
}

impl MeBody {
    fn of_token(role: Role, tenant_name: Option<String>) -> Self {
        Self::new(None, None, role, tenant_name)
    }

    fn new(
        id: Option<i64>,
        email: Option<String>,
        role: Role,
        tenant_name: Option<String>,
    ) -> Self {
        let tenant = role.realm().tenant();
        Self {
            user: UserBody {
                id,
                email,
                role: role.as_str(),
                tenant_id: tenant.map(TenantId::get),
                tenant_name,
            },
        }
    }
}

impl From<&Identity> for MeBody {
    fn from(identity: &Identity) -> Self {
        let Identity {
            user,
            email,
            role,
            tenant_name,
        } = identity.clone();
        Self::new(Some(user.get()), Some(email), role, tenant_name)
    }
}
