//! `POST /api/tenants`

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::LOCATION;
use axum::response::IntoResponse;
use serde::Deserialize;
use service_runtime::telemetry;
use storage::{audit, tenants};
use utoipa::ToSchema;

use super::{TenantBody, name};
use crate::api::Shared;
use crate::auth::Principal;
use crate::extract;
use crate::problem::Problem;

/// A tenant to add.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::api) struct NewTenant {
    /// 1 to 200 characters.
    name: String,
}

/// Adds a tenant.
#[utoipa::path(
    post,
    path = "/api/tenants",
    tag = "tenants",
    request_body = NewTenant,
    responses(
        (status = 201, description = "Added.", body = TenantBody,
            headers(("Location" = String, description = "Where it is."))),
    )
)]
pub(in crate::api) async fn create(
    State(api): Shared,
    principal: Principal,
    extract::Json(new): extract::Json<NewTenant>,
) -> Result<impl IntoResponse, Problem> {
    let name = name::checked(&new.name)?;
    let whatsapp = &api.whatsapp;
    let mut tx = whatsapp.database.begin_for(&[]).await?;
    let tenant = tenants::add(&mut tx, name).await?;
    tx.turn_to(&[tenant.id]).await?;
    let (realm, actor) = (tenant.id.into(), principal.actor());
    audit::add(&mut tx, realm, &actor, "tenant_added", Some(name)).await?;
    tx.commit().await?;
    tracing::info!(tenant = %tenant.id, "tenant added");
    // The tenant is there; should ingress not hear of it now, the repair of the table tells it.
    if let Err(error) = whatsapp.routes.renew(tenant.id).await {
        tracing::warn!(tenant = %tenant.id, error = %telemetry::chain(&error), "route not written");
    }
    let location = format!("/api/tenants/{}", tenant.id);
    let body = Json(TenantBody::from(tenant));
    Ok((StatusCode::CREATED, [(LOCATION, location)], body))
}
