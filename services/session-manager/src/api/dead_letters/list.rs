//! `GET /api/dead-letters?limit&after`

use axum::Json;
use axum::extract::State;
use bus::Kept;
use events::{DeadLetter, Subject, WahaEvent};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use utoipa::{IntoParams, ToSchema};

use crate::api::Shared;
use crate::api::page::Limit;
use crate::extract::Query;
use crate::problem::Problem;

/// Which letters are wanted.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(in crate::api) struct PageQuery {
    /// At most how many: 1 to 200, else 50.
    limit: Option<usize>,
    /// The id of a letter: those after it.
    after: Option<u64>,
}

/// A page of dead letters.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = DeadLetters)]
pub(in crate::api) struct PageBody {
    letters: Vec<LetterBody>,
    /// How many there are in all.
    total: u64,
    /// What to ask for as `after` to read on; absent on the last page.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    next_after: Option<u64>,
}

/// A dead letter, without what it says.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = DeadLetter)]
struct LetterBody {
    id: u64,
    /// Null where the message tells none.
    #[schema(required)]
    tenant_id: Option<i64>,
    /// WAHA's name of the event; null where the message tells none.
    #[schema(required)]
    event: Option<String>,
    /// The session's name in WAHA; null where the message cannot be read.
    #[schema(required)]
    session: Option<String>,
    /// Why it was given up.
    reason: String,
    /// Who gave it up.
    consumer: String,
    /// How often it had been delivered.
    deliveries: u64,
    #[serde(with = "time::serde::rfc3339")]
    died_at: OffsetDateTime,
}

impl From<Kept<DeadLetter>> for LetterBody {
    fn from(kept: Kept<DeadLetter>) -> Self {
        let letter = kept.item;
        let (tenant, event) = Subject::parse_event(&letter.subject).unzip();
        let session = WahaEvent::decode(letter.payload)
            .ok()
            .map(|event| event.session);
        Self {
            id: kept.id,
            tenant_id: tenant.map(domain::TenantId::get),
            event: event.map(|event| event.to_string()),
            session: session.map(String::from),
            reason: letter.reason,
            consumer: letter.consumer,
            deliveries: letter.deliveries,
            died_at: letter.died_at,
        }
    }
}

/// Lists what consumers gave up on, oldest first.
#[utoipa::path(
    get,
    path = "/api/dead-letters",
    tag = "undelivered",
    params(PageQuery),
    responses(
        (status = 200, description = "The letters.", body = PageBody),
        (status = 503, description = "`nats_unavailable`: the message bus is not available."),
    )
)]
pub(in crate::api) async fn list(
    State(api): Shared,
    Query(query): Query<PageQuery>,
) -> Result<Json<PageBody>, Problem> {
    let limit = Limit::new(query.limit)?;
    let shelf = api.bus.dead_letters().await?;
    let total = shelf.total().await?;
    let page = shelf.list(query.after.unwrap_or(0), limit.get()).await?;
    let last = page.kept.last().map(|kept| kept.id);
    Ok(Json(PageBody {
        letters: page.kept.into_iter().map(LetterBody::from).collect(),
        total,
        next_after: last.filter(|_| page.more),
    }))
}
