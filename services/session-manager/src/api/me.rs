//! `GET /api/me`

use axum::Json;
use axum::http::header::CACHE_CONTROL;
use axum::response::IntoResponse;
use domain::TenantId;
use serde::Serialize;
use storage::users::{self, Identity};
use utoipa::ToSchema;

use super::NO_STORE;
use super::role::Role;
use crate::auth::{Credential, Principal};

/// Who asks.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Me)]
pub(in crate::api) struct MeBody {
    user: UserBody,
    /// The token that asks; absent of people, who have signed in.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    token: Option<TokenBody>,
}

/// A token, as it is shown to who holds it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = MyToken)]
struct TokenBody {
    /// Null of the operators' token of the settings.
    #[schema(required)]
    id: Option<i64>,
    /// What the machine is called.
    name: String,
}

/// What one is known by.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = MyUser)]
struct UserBody {
    /// Null of a token, which is nobody in particular.
    #[schema(required)]
    id: Option<i64>,
    /// Null of a token.
    #[schema(required)]
    email: Option<String>,
    role: Role,
    /// Null of operators.
    #[schema(required)]
    tenant_id: Option<i64>,
    /// Null of operators.
    #[schema(required)]
    tenant_name: Option<String>,
}

/// Says who asks.
#[utoipa::path(
    get,
    path = "/api/me",
    tag = "auth",
    responses((status = 200, description = "Who it is.", body = MeBody))
)]
pub(in crate::api) async fn me(principal: Principal) -> impl IntoResponse {
    let body = match &principal.credential {
        Credential::Login(login) => MeBody::from(&login.identity),
        Credential::ApiToken(token) => {
            let body = TokenBody {
                id: Some(token.id.get()),
                name: token.name.clone(),
            };
            MeBody::of_token(principal.role, token.tenant_name.clone(), body)
        }
        Credential::OperatorToken => {
            let body = TokenBody {
                id: None,
                name: principal.actor().name,
            };
            MeBody::of_token(principal.role, None, body)
        }
    };
    ([(CACHE_CONTROL, NO_STORE)], Json(body))
}

impl MeBody {
    fn of_token(role: users::Role, tenant_name: Option<String>, token: TokenBody) -> Self {
        Self {
            token: Some(token),
            ..Self::new(None, None, role, tenant_name)
        }
    }

    fn new(
        id: Option<i64>,
        email: Option<String>,
        role: users::Role,
        tenant_name: Option<String>,
    ) -> Self {
        let tenant = role.realm().tenant();
        Self {
            user: UserBody {
                id,
                email,
                role: role.into(),
                tenant_id: tenant.map(TenantId::get),
                tenant_name,
            },
            token: None,
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
