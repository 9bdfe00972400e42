//! `PATCH /api/tenants/{tenant_id}`

use axum::Json;
use axum::extract::State;
use domain::TenantClass;
use serde::Deserialize;
use storage::{audit, tenants};
use utoipa::ToSchema;

use super::{TenantBody, name};
use crate::api::Shared;
use crate::auth::Principal;
use crate::extract::{self, TenantPath};
use crate::problem::Problem;

/// What to change; what is left out stays.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::api) struct TenantChange {
    /// 1 to 200 characters.
    name: Option<String>,
    /// False suspends the tenant: its session is stopped and stays linked, its webhooks are refused. True
    /// serves it again.
    enabled: Option<bool>,
    /// What it is promised: `standard`, `priority` or `trial`.
    class: Option<String>,
}

/// Renames a tenant, puts it into another class, suspends it, or serves it again.
#[utoipa::path(
    patch,
    path = "/api/tenants/{tenant_id}",
    tag = "tenants",
    request_body = TenantChange,
    responses(
        (status = 200, description = "Changed.", body = TenantBody),
        (status = 409, description = "`tenant_deleting`: it is being deleted."),
    )
)]
pub(in crate::api) async fn update(
    State(api): Shared,
    principal: Principal,
    TenantPath(tenant): TenantPath,
    extract::Json(change): extract::Json<TenantChange>,
) -> Result<Json<TenantBody>, Problem> {
    let new_name = change.name.as_deref().map(name::checked).transpose()?;
    let new_class = change.class.as_deref().map(class).transpose()?;
    let mut tx = api.whatsapp.database.begin(tenant).await?;
    if tenants::lock(&mut tx, tenant).await?.is_none() {
        return Err(Problem::tenant_not_found());
    }
    let actor = principal.actor();
    if let Some(name) = new_name {
        tenants::rename(&mut tx, tenant, name).await?;
        audit::add(&mut tx, tenant.into(), &actor, "tenant_renamed", Some(name)).await?;
    }
    if let Some(class) = new_class {
        tenants::set_class(&mut tx, tenant, class).await?;
        let (action, detail) = ("tenant_classed", Some(class.as_str()));
        audit::add(&mut tx, tenant.into(), &actor, action, detail).await?;
    }
    if let Some(enabled) = change.enabled {
        let action = if enabled {
            "tenant_resumed"
        } else {
            "tenant_suspended"
        };
        audit::add(&mut tx, tenant.into(), &actor, action, None).await?;
    }
    tx.commit().await?;
    if let Some(enabled) = change.enabled {
        let by = crate::api::whatsapp::by(&principal);
        api.whatsapp.set_enabled(tenant, enabled, &by).await?;
        // What was kept for it while it was suspended.
        api.redriver.wake();
    }
    let mut tx = api.whatsapp.database.begin(tenant).await?;
    let tenant = tenants::lookup(&mut tx, tenant).await?;
    tenant
        .map(|tenant| Json(tenant.into()))
        .ok_or_else(Problem::tenant_not_found)
}

fn class(text: &str) -> Result<TenantClass, Problem> {
    let class = text.parse::<TenantClass>();
    class.map_err(|_| Problem::field("class", "must be standard, priority or trial"))
}
