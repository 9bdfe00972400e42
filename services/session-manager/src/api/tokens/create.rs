//! `POST /api/tokens`, `POST /api/tenants/{tenant_id}/tokens`

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::CACHE_CONTROL;
use axum::response::IntoResponse;
use serde::{Deserialize, Serialize};
use storage::api_tokens::{self, TENANT_EXISTS};
use storage::audit;
use utoipa::ToSchema;

use super::TokenBody;
use crate::api::{NO_STORE, Shared};
use crate::auth::{Principal, RandomToken};
use crate::extract::{self, RealmPath};
use crate::problem::Problem;

/// As in the table's own check.
const LONGEST_NAME: usize = 100;

/// A token to make.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::api) struct NewToken {
    /// What the machine is called: 1 to 100 characters.
    name: String,
}

/// A token, with what requests carry.
// Has no `Debug`: it holds the token.
#[derive(Serialize, ToSchema)]
#[schema(as = CreatedToken)]
pub(in crate::api) struct CreatedBody {
    #[serde(flatten)]
    token: TokenBody,
    /// What requests carry. It is shown here and never again.
    secret: String,
}

/// Makes a token for a machine.
#[utoipa::path(
    post,
    path = "/api/tokens",
    tag = "people",
    request_body = NewToken,
    responses((status = 201, description = "Made.", body = CreatedBody))
)]
pub(in crate::api) async fn create(
    State(api): Shared,
    principal: Principal,
    RealmPath(realm): RealmPath,
    extract::Json(new): extract::Json<NewToken>,
) -> Result<impl IntoResponse, Problem> {
    let name = checked(&new.name)?;
    let secret = RandomToken::for_api();
    let mut tx = api.whatsapp.database.begin_in(realm).await?;
    let token = api_tokens::add(&mut tx, realm, name, &secret.hash())
        .await
        .map_err(|error| {
            if error.violates(TENANT_EXISTS) {
                Problem::tenant_not_found()
            } else {
                error.into()
            }
        })?;
    let detail = format!("token:{} {name}", token.id.get());
    let actor = principal.actor();
    audit::add(&mut tx, realm, &actor, "token_added", Some(&detail)).await?;
    tx.commit().await?;
    let body = CreatedBody {
        token: token.into(),
        secret: secret.expose().to_owned(),
    };
    Ok((StatusCode::CREATED, [(CACHE_CONTROL, NO_STORE)], Json(body)))
}

fn checked(name: &str) -> Result<&str, Problem> {
    let name = name.trim();
    let fits = (1..=LONGEST_NAME).contains(&name.chars().count());
    if !fits || name.chars().any(char::is_control) {
        let message = format!("must have 1 to {LONGEST_NAME} characters, none of control");
        return Err(Problem::field("name", message));
    }
    Ok(name)
}
