//! `GET /api/tenants/{tenant_id}/conversations?limit&before&search&filter`

use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use service_runtime::clock;
use storage::conversations::{self, ConversationId, Filter, Place, Way};
use storage::{agents, bot_settings, tenants};
use utoipa::{IntoParams, ToSchema};

use super::ConversationBody;
use crate::api::Shared;
use crate::api::page::{Limit, place, search, written};
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
    /// Only those whose customer's name or number contains this.
    search: Option<String>,
    /// Only those: `needs_person`: the customer waits for a person; `bot`: the bot answers; `paused`: a person has the
    /// chat; `opted_out`: the customer wants no messages; `unread`: nobody has read what the customer wrote.
    filter: Option<String>,
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
    let before = query.before.as_deref();
    let before = before.map(|text| place("before", text)).transpose()?;
    let before = before.map(|(active_at, id)| Place {
        active_at,
        id: ConversationId::new(id),
    });
    let search = search(query.search.as_deref())?;
    let way = query.filter.as_deref().map(way).transpose()?;
    let mut tx = api.whatsapp.database.begin(tenant).await?;
    if tenants::lookup(&mut tx, tenant).await?.is_none() {
        return Err(Problem::tenant_not_found());
    }
    let settings = bot_settings::lookup(&mut tx, tenant).await?;
    let agent = settings.agent_phone.as_ref().map(|phone| (tenant, phone));
    let agents = agents::list_of(&mut tx, agent.as_slice()).await?;
    let now = clock::now();
    let filter = Filter {
        search,
        way,
        shield: settings.shield,
        agent: agents.get(&tenant).copied(),
        now,
    };
    let mut found = conversations::list(&mut tx, tenant, &filter, before, limit.to_read()).await?;
    let has_more = found.len() > limit.get();
    found.truncate(limit.get());
    let next = found.last().filter(|_| has_more);
    let next_before = next.map(|last| written(last.active_at, last.id.get()));
    let bodies = found
        .into_iter()
        .map(|found| ConversationBody::new(found, &settings, now));
    Ok(Json(ConversationsBody {
        conversations: bodies.collect(),
        next_before,
    }))
}

fn way(word: &str) -> Result<Way, Problem> {
    Way::of(word).ok_or_else(|| {
        let message = "must be needs_person, bot, paused, opted_out or unread";
        Problem::field("filter", message)
    })
}
