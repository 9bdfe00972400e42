//! `GET /api/tenants/{tenant_id}/whatsapp/timeline?before&limit`

use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use storage::session_events::{self, SessionEvent};
use storage::tenants;
use time::OffsetDateTime;
use utoipa::{IntoParams, ToSchema};

use crate::api::Shared;
use crate::extract::{Query, TenantPath};
use crate::problem::Problem;

const LARGEST_PAGE: usize = 200;
const USUAL_PAGE: usize = 50;

/// Which events are wanted.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(in crate::api) struct TimelineQuery {
    /// The id of an event: those before it.
    before: Option<i64>,
    /// At most how many: 1 to 200, else 50.
    limit: Option<usize>,
}

/// A page of a session's timeline, newest first.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Timeline)]
pub(in crate::api) struct TimelineBody {
    events: Vec<EventBody>,
    /// What to ask for as `before` to read on; absent on the last page.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    next_before: Option<i64>,
}

/// Something that happened to a session.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = TimelineEvent)]
struct EventBody {
    id: i64,
    #[serde(with = "time::serde::rfc3339")]
    at: OffsetDateTime,
    /// One word for programs: an open set.
    kind: String,
    /// More of it: of a `status`, WAHA's word; of others, for people, or null.
    #[schema(required)]
    detail: Option<String>,
}

/// What happened to the tenant's session, newest first.
#[utoipa::path(
    get,
    path = "/api/tenants/{tenant_id}/whatsapp/timeline",
    tag = "whatsapp",
    params(TimelineQuery),
    responses((status = 200, description = "What happened.", body = TimelineBody))
)]
pub(in crate::api) async fn timeline(
    State(api): Shared,
    TenantPath(tenant): TenantPath,
    Query(query): Query<TimelineQuery>,
) -> Result<Json<TimelineBody>, Problem> {
    let limit = query.limit.unwrap_or(USUAL_PAGE);
    if !(1..=LARGEST_PAGE).contains(&limit) {
        return Err(Problem::field(
            "limit",
            format!("must be 1 to {LARGEST_PAGE}"),
        ));
    }
    let mut tx = api.whatsapp.database.begin(tenant).await?;
    tenants::lookup(&mut tx, tenant)
        .await?
        .ok_or_else(Problem::tenant_not_found)?;
    // One more than asked for tells whether there are more.
    let wanted = i64::try_from(limit + 1).expect("a page is small");
    let mut found = session_events::list(&mut tx, tenant, query.before, wanted).await?;
    let next_before = (found.len() > limit).then(|| found[limit - 1].id);
    found.truncate(limit);
    Ok(Json(TimelineBody {
        events: found.into_iter().map(EventBody::from).collect(),
        next_before,
    }))
}

impl From<SessionEvent> for EventBody {
    fn from(event: SessionEvent) -> Self {
        Self {
            id: event.id,
            at: event.at,
            kind: event.kind,
            detail: event.detail,
        }
    }
}
