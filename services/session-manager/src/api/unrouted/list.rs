//! `GET /api/unrouted?limit&after`

use axum::Json;
use axum::extract::State;
use bus::Kept;
use domain::TenantId;
use events::UnroutedEvent;
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use crate::api::Shared;
use crate::extract::Query;
use crate::problem::Problem;

const LARGEST_PAGE: usize = 200;
const USUAL_PAGE: usize = 50;

/// Which events are wanted.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::api) struct PageQuery {
    limit: Option<usize>,
    after: Option<u64>,
}

#[derive(Debug, Serialize)]
pub(in crate::api) struct PageBody {
    events: Vec<EventBody>,
    /// How many there are in all.
    total: u64,
    /// What to ask for as `after` to read on; absent on the last page.
    #[serde(skip_serializing_if = "Option::is_none")]
    next_after: Option<u64>,
}

/// An unrouted event, without what it says.
#[derive(Debug, Serialize)]
struct EventBody {
    id: u64,
    /// `unknown_phone`, `ambiguous`, `tenant_suspended`, `tenant_unknown`.
    reason: &'static str,
    session: String,
    event: String,
    /// The customer's number, where it is what the tenant would be known by.
    phone: Option<String>,
    /// The tenant, where it is known.
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

/// What could not be routed, oldest first.
pub(in crate::api) async fn list(
    State(api): Shared,
    Query(query): Query<PageQuery>,
) -> Result<Json<PageBody>, Problem> {
    let limit = query.limit.unwrap_or(USUAL_PAGE);
    if !(1..=LARGEST_PAGE).contains(&limit) {
        let message = format!("must be 1 to {LARGEST_PAGE}");
        return Err(Problem::field("limit", message));
    }
    let shelf = api.redriver.shelf().await?;
    let total = shelf.total().await?;
    let page = shelf.list(query.after.unwrap_or(0), limit).await?;
    let last = page.kept.last().map(|kept| kept.id);
    Ok(Json(PageBody {
        events: page.kept.into_iter().map(EventBody::from).collect(),
        total,
        next_after: last.filter(|_| page.more),
    }))
}
