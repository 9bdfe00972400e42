//! `POST /api/unrouted/{event_id}/redrive`

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use domain::TenantId;
use events::{Routing, Unrouted, UnroutedEvent};
use serde::{Deserialize, Serialize};
use storage::{Database, tenants};
use utoipa::ToSchema;

use crate::api::{Api, Shared};
use crate::auth::Principal;
use crate::extract::{EventPath, OptionalJson};
use crate::problem::Problem;

/// To whom it is to go.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[schema(as = Redrive)]
#[serde(deny_unknown_fields)]
pub(in crate::api) struct RedriveBody {
    /// The tenant; left out: the one that it is found to belong to.
    #[schema(value_type = Option<i64>)]
    tenant_id: Option<TenantId>,
}

/// To whom it went.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Redriven)]
pub(in crate::api) struct RedrivenBody {
    tenant_id: i64,
}

/// Sends one event on.
///
/// It goes to the tenant that it is found to belong to, or to the one that is named.
#[utoipa::path(
    post,
    path = "/api/unrouted/{event_id}/redrive",
    tag = "undelivered",
    request_body = Option<RedriveBody>,
    responses(
        (status = 200, description = "Sent on.", body = RedrivenBody),
        (status = 404, description = "`unrouted_not_found`: there is no event with this id.\n`tenant_not_found`: there is no such tenant."),
        (status = 409, description = "`not_routable`: it cannot go there; `detail` says why."),
        (status = 503, description = "`nats_unavailable`: the message bus is not available."),
    )
)]
pub(in crate::api) async fn redrive(
    State(api): Shared,
    principal: Principal,
    EventPath(id): EventPath,
    OptionalJson(body): OptionalJson<RedriveBody>,
) -> Result<Json<RedrivenBody>, Problem> {
    let shelf = api.redriver.shelf().await?;
    let kept = shelf.lookup(id).await?.ok_or_else(super::event_not_found)?;
    let (tenant, routing) = match body.tenant_id {
        Some(tenant) => named(&api.whatsapp.database, &kept.item, tenant).await?,
        None => found(&api, &kept.item).await?,
    };
    let noted = (id, &kept.item);
    super::note(&api, tenant.into(), &principal, "unrouted_redriven", noted).await?;
    api.redriver.send(kept, tenant, routing).await?;
    Ok(Json(RedrivenBody {
        tenant_id: tenant.get(),
    }))
}

async fn found(api: &Api, event: &UnroutedEvent) -> Result<(TenantId, Routing), Problem> {
    let owner = api.redriver.owner_of(event).await?;
    owner.ok_or_else(|| {
        let detail = match &event.reason {
            Unrouted::UnknownPhone(None) => {
                "The event tells no phone number. Name the tenant that it is to go to."
            }
            Unrouted::UnknownPhone(Some(_)) | Unrouted::Ambiguous(_) => {
                "There is not exactly one tenant with this customer among its leads. Name the tenant \
                 that the event is to go to."
            }
            Unrouted::TenantSuspended(..) => "The tenant is suspended. Resume it first.",
            Unrouted::TenantUnknown(..) => "The tenant does not exist.",
        };
        not_routable(detail)
    })
}

async fn named(
    database: &Database,
    event: &UnroutedEvent,
    tenant: TenantId,
) -> Result<(TenantId, Routing), Problem> {
    if event.reason.tenant().is_some_and(|own| own != tenant) {
        // It was signed for that tenant, or that tenant's customer wrote it.
        return Err(not_routable("The event is another tenant's."));
    }
    let mut tx = database.begin(tenant).await?;
    let found = tenants::lookup(&mut tx, tenant).await?;
    if !found.ok_or_else(Problem::tenant_not_found)?.enabled {
        return Err(not_routable("The tenant is suspended. Resume it first."));
    }
    Ok((tenant, Routing::Operator))
}

fn not_routable(detail: &str) -> Problem {
    Problem::new(StatusCode::CONFLICT, "not_routable", detail)
}
