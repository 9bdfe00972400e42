//! `GET /api/unrouted?limit&after`

use axum::Json;
use axum::extract::State;
use bus::Kept;
use domain::TenantId;
use events::UnroutedEvent;
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use utoipa::{IntoParams, ToSchema};

use crate::api::Shared;
use crate::api::page::Limit;
use crate::extract::Query;
use crate::problem::Problem;

/// Which events are wanted.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(in crate::api) struct PageQuery {
    /// At most how many: 1 to 200, else 50.
    limit: Option<usize>,
    /// The id of an event: those after it.
    after: Option<u64>,
}

/// A page of unrouted events.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = UnroutedEvents)]
pub(in crate::api) struct PageBody {
    events: Vec<EventBody>,
    /// How many there are in all.
    total: u64,
    /// What to ask for as `after` to read on; absent on the last page.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    next_after: Option<u64>,
}

/// An unrouted event, without what it says.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = UnroutedEvent)]
struct EventBody {
    id: u64,
    /// Why it has no tenant: `unknown_phone`, `ambiguous`, `tenant_suspended` or `tenant_unknown`.
    reason: &'static str,
    /// The session's name in WAHA.
    session: String,
    /// WAHA's name of the event.
    event: String,
    /// The customer's number, where it is what the tenant would be known by.
    #[schema(required)]
    phone: Option<String>,
    /// The tenant, where it is known.
    #[schema(required)]
    tenant_id: Option<i64>,
    #[serde(with = "time::serde::rfc3339")]
    received_at: OffsetDateTime,
}

impl From<Kept<UnroutedEvent>> for EventBody {
    fn from(kept: Kept<UnroutedEvent>) -> Self {
        let event = kept.item;
        Self {
            id: kept.id,
            reason: event.reason.as_str(),
            phone: event.reason.phone().map(ToString::to_string),
            tenant_id: event.reason.tenant().map(TenantId::get),
            session: event.session.into(),
            event: event.event.to_string(),
            received_at: event.received_at,
        }
    }
}

/// Lists what could not be routed, oldest first.
#[utoipa::path(
    get,
    path = "/api/unrouted",
    tag = "undelivered",
    params(PageQuery),
    responses(
        (status = 200, description = "The events.", body = PageBody),
        (status = 503, description = "`nats_unavailable`: the message bus is not available."),
    )
)]
pub(in crate::api) async fn list(
    State(api): Shared,
    Query(query): Query<PageQuery>,
) -> Result<Json<PageBody>, Problem> {
    let limit = Limit::new(query.limit)?;
    let shelf = api.redriver.shelf().await?;
    let total = shelf.total().await?;
    let page = shelf.list(query.after.unwrap_or(0), limit.get()).await?;
    let last = page.kept.last().map(|kept| kept.id);
    Ok(Json(PageBody {
        events: page.kept.into_iter().map(EventBody::from).collect(),
        total,
        next_after: last.filter(|_| page.more),
    }))
}
