//! `GET /api/tenants/{tenant_id}/conversations?limit&before`

use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use service_runtime::clock;
use storage::conversations::{self, ConversationId, Place};
use storage::{bot_settings, tenants};
use time::OffsetDateTime;
use utoipa::{IntoParams, ToSchema};

use super::ConversationBody;
use crate::api::Shared;
use crate::api::page::Limit;
use crate::extract::{Query, TenantPath};
use crate::problem::Problem;

/// Which conversations are wanted.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(in crate::api) struct ConversationsQuery {
    /// At most how many: 1 to 200, else 50.
    limit: Option<usize>,
    /// A page's `next_before`: what follows it.
    before: Option<String>,
}

/// A page of conversations.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ConversationPage)]
pub(in crate::api) struct ConversationsBody {
    conversations: Vec<ConversationBody>,
    /// What to ask for as `before` to read on; absent on the last page.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    next_before: Option<String>,
}

/// Lists the tenant's conversations, the newest activity first.
#[utoipa::path(
    get,
    path = "/api/tenants/{tenant_id}/conversations",
    tag = "conversations",
    params(ConversationsQuery),
    responses((status = 200, description = "The conversations.", body = ConversationsBody))
)]
pub(in crate::api) async fn list(
    State(api): Shared,
    TenantPath(tenant): TenantPath,
    Query(query): Query<ConversationsQuery>,
) -> Result<Json<ConversationsBody>, Problem> {
    let limit = Limit::new(query.limit)?;
    let before = query.before.as_deref().map(place).transpose()?;
    let mut tx = api.whatsapp.database.begin(tenant).await?;
    if tenants::lookup(&mut tx, tenant).await?.is_none() {
        return Err(Problem::tenant_not_found());
    }
    let shield = bot_settings::lookup(&mut tx, tenant).await?.shield;
    let mut found = conversations::list(&mut tx, tenant, before, limit.to_read()).await?;
    let has_more = found.len() > limit.get();
    found.truncate(limit.get());
    let next = found.last().filter(|_| has_more);
    let next_before = next.map(|last| written(last.place()));
    let now = clock::now();
    let bodies = found
        .into_iter()
        .map(|found| ConversationBody::new(found, shield, now));
    Ok(Json(ConversationsBody {
        conversations: bodies.collect(),
        next_before,
    }))
}

/// A place as the query has it: microseconds, which are all that Postgres keeps, and an id.
fn written(place: Place) -> String {
    let micros = place.active_at.unix_timestamp_nanos() / 1000;
    format!("{micros}-{}", place.id)
}

fn place(text: &str) -> Result<Place, Problem> {
    let read = || {
        let (micros, id) = text.rsplit_once('-')?;
        let nanos = micros.parse::<i128>().ok()?.checked_mul(1000)?;
        Some(Place {
            active_at: OffsetDateTime::from_unix_timestamp_nanos(nanos).ok()?,
            id: ConversationId::new(id.parse().ok()?),
        })
    };
    let message = "must be the next_before of a page, such as 1790000000000000-17";
    read().ok_or_else(|| Problem::field("before", message))
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;

    #[test]
    fn a_place_is_read_as_it_was_written() {
        for active_at in [
            datetime!(2026-11-26 20:41:00.123_456 UTC),
            datetime!(1969-12-31 23:59:59.5 UTC),
        ] {
            let id = ConversationId::new(17);
            let here = Place { active_at, id };
            assert_eq!(place(&written(here)).unwrap(), here);
        }
        let huge = "9".repeat(40);
        for wrong in [
            "",
            "17",
            "-",
            "1-",
            "-1",
            "a-1",
            "1-a",
            "1.5-1",
            huge.as_str(),
        ] {
            assert!(place(wrong).is_err(), "{wrong}");
        }
        assert!(place(&format!("{}-1", "9".repeat(30))).is_err());
    }
}
