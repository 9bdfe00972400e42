//! `GET /api/tenants/{tenant_id}/crm-deliveries?state&before&limit`

use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use storage::{crm, tenants};
use utoipa::{IntoParams, ToSchema};

use super::DeliveryBody;
use crate::api::Shared;
use crate::api::page::Limit;
use crate::extract::{Query, TenantPath};
use crate::problem::Problem;

/// Which deliveries are wanted.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(in crate::api) struct DeliveriesQuery {
    /// `waiting`, `delivered` or `failed`.
    state: Option<String>,
    /// At most how many: 1 to 200, else 50.
    limit: Option<usize>,
    /// A page's `next_before`: what follows it.
    before: Option<i64>,
}

/// A page of deliveries.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CrmDeliveryPage)]
pub(in crate::api) struct DeliveriesBody {
    deliveries: Vec<DeliveryBody>,
    /// What to ask for as `before` to read on; absent on the last page.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    next_before: Option<i64>,
}

/// Lists what the tenant's CRM was and is told, newest first. What was settled is remembered for a month.
#[utoipa::path(
    get,
    path = "/api/tenants/{tenant_id}/crm-deliveries",
    tag = "leads",
    params(DeliveriesQuery),
    responses((status = 200, description = "The deliveries.", body = DeliveriesBody))
)]
pub(in crate::api) async fn list(
    State(api): Shared,
    TenantPath(tenant): TenantPath,
    Query(query): Query<DeliveriesQuery>,
) -> Result<Json<DeliveriesBody>, Problem> {
    let limit = Limit::new(query.limit)?;
    let state = query.state.as_deref();
    if !matches!(state, None | Some("waiting" | "delivered" | "failed")) {
        let message = "must be waiting, delivered or failed";
        return Err(Problem::field("state", message));
    }
    let mut tx = api.whatsapp.database.begin(tenant).await?;
    if tenants::lookup(&mut tx, tenant).await?.is_none() {
        return Err(Problem::tenant_not_found());
    }
    let to_read = limit.to_read();
    let mut found = crm::list(&mut tx, tenant, query.before, state, to_read).await?;
    let next_before = limit.cut(&mut found, |delivery| delivery.id);
    Ok(Json(DeliveriesBody {
        deliveries: found.into_iter().map(DeliveryBody::from).collect(),
        next_before,
    }))
}
