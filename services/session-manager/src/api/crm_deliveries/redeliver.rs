//! `POST /api/tenants/{tenant_id}/crm-deliveries/{delivery_id}/redeliver`

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use service_runtime::clock;
use storage::{audit, crm, tenants};

use super::DeliveryBody;
use crate::api::Shared;
use crate::auth::Principal;
use crate::extract::{DeliveryPath, TenantPath};
use crate::problem::Problem;

/// Sends something to the CRM again, at once and with all attempts before it, under the same `webhook-id`.
#[utoipa::path(
    post,
    path = "/api/tenants/{tenant_id}/crm-deliveries/{delivery_id}/redeliver",
    tag = "leads",
    responses(
        (status = 202, description = "It is being sent.", body = DeliveryBody),
        (status = 404, description = "`delivery_not_found`: the tenant has no delivery with this id. `crm_not_found`: nor a CRM."),
    )
)]
pub(in crate::api) async fn redeliver(
    State(api): Shared,
    principal: Principal,
    TenantPath(tenant): TenantPath,
    DeliveryPath(id): DeliveryPath,
) -> Result<(StatusCode, Json<DeliveryBody>), Problem> {
    let mut tx = api.whatsapp.database.begin(tenant).await?;
    if tenants::lookup(&mut tx, tenant).await?.is_none() {
        return Err(Problem::tenant_not_found());
    }
    let delivery = crm::redeliver(&mut tx, tenant, id, clock::now()).await?;
    let delivery = delivery.ok_or_else(|| {
        let detail = "There is no delivery with this id.";
        Problem::new(StatusCode::NOT_FOUND, "delivery_not_found", detail)
    })?;
    if crm::lookup_hook(&mut tx, tenant).await?.is_none() {
        return Err(crate::api::crm::no_crm());
    }
    let (actor, detail) = (principal.actor(), format!("delivery:{}", id.get()));
    let action = "crm_redelivered";
    audit::add(&mut tx, tenant.into(), &actor, action, Some(&detail)).await?;
    tx.commit().await?;
    api.crm.wake();
    Ok((StatusCode::ACCEPTED, Json(delivery.into())))
}
