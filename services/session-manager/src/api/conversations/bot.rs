//! `GET /api/tenants/{tenant_id}/conversations/{conversation_id}/bot`

use axum::Json;
use axum::extract::State;
use bot::{Agency, Pin};
use domain::TenantId;
use flow::{Flow, templates};
use serde::Serialize;
use storage::conversations::Plan;
use storage::{StorageError, Tx, conversations, flows, outbox, tenants};
use time::OffsetDateTime;
use utoipa::ToSchema;

use super::{ReplyBody, conversation_not_found};
use crate::api::Shared;
use crate::extract::{ConversationPath, TenantPath};
use crate::problem::Problem;

/// How many replies are shown; nobody has so many.
const MOST: i64 = 50;
/// Before the id of a template, in the states of who has no flow of their own.
const TEMPLATE: &str = "template:";

/// Where the bot stands in a conversation, and what it is about to do.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = BotState)]
pub(in crate::api) struct BotStateBody {
    /// The flow that the conversation began with, and keeps; null when none holds it.
    #[schema(required)]
    flow: Option<FlowBody>,
    /// The question that is open; null when none was asked yet, or a person goes on.
    #[schema(required)]
    step: Option<StepBody>,
    /// Whether the bot has handed the customer over to a person.
    handed_over: bool,
    /// When the bot goes on by itself, and with what; null when it waits for the customer.
    #[schema(required)]
    next: Option<NextBody>,
    /// What is said next, by the bot or by people through us, in its order.
    planned: Vec<ReplyBody>,
}

/// A flow in one of its versions.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = BotFlow)]
struct FlowBody {
    /// The tenant's own flow of this name; with `template:` before it, one of the templates.
    name: String,
    version: u32,
}

/// Where the bot stands in its flow.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = BotStep)]
struct StepBody {
    /// The step of the flow.
    id: String,
    /// An open set. `question`: its question was asked; `offer`: a person was offered, because the answers were not
    /// understood; `returning`: whether to go on or to start over; `language`: in which language; `end`: nothing more is
    /// asked.
    kind: &'static str,
    /// What the step says, in the customer's language; null where the flow cannot be read any more.
    #[schema(required)]
    text: Option<String>,
}

/// What the bot does by itself.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = BotNext)]
struct NextBody {
    #[serde(with = "time::serde::rfc3339")]
    at: OffsetDateTime,
    /// An open set. `turn`: it answers what the customer wrote; `follow_up`: the customer was silent.
    kind: &'static str,
}

/// Shows where the bot stands in a conversation, and what it is about to do.
#[utoipa::path(
    get,
    path = "/api/tenants/{tenant_id}/conversations/{conversation_id}/bot",
    tag = "conversations",
    responses(
        (status = 200, description = "The bot's state.", body = BotStateBody),
        (status = 404, description = "`conversation_not_found`: the tenant has no conversation with this id."),
    )
)]
pub(in crate::api) async fn bot_state(
    State(api): Shared,
    TenantPath(tenant): TenantPath,
    ConversationPath(id): ConversationPath,
) -> Result<Json<BotStateBody>, Problem> {
    let mut tx = api.whatsapp.database.begin(tenant).await?;
    let agency = tenants::lookup(&mut tx, tenant).await?;
    let agency = agency.ok_or_else(Problem::tenant_not_found)?;
    let plan = conversations::lookup_plan(&mut tx, tenant, id).await?;
    let Plan {
        state,
        wake_at,
        is_awaited,
    } = plan.ok_or_else(conversation_not_found)?;
    // One of a newer release may say more than this one can read.
    let state = state.and_then(|state| serde_json::from_value::<bot::State>(state).ok());
    let pin = state.as_ref().and_then(bot::State::pin);
    let flow = match pin {
        Some(pin) => pinned(&mut tx, tenant, pin).await?,
        None => None,
    };
    let agency = Agency { name: &agency.name };
    let standing = state.as_ref();
    let standing = standing.and_then(|state| state.standing(flow.as_ref(), agency));
    let planned = outbox::list_open(&mut tx, tenant, id, MOST).await?;
    Ok(Json(BotStateBody {
        step: standing.map(|standing| StepBody {
            id: standing.id.to_owned(),
            kind: standing.kind,
            text: standing.text,
        }),
        flow: pin.map(|pin| FlowBody {
            name: pin.id.clone(),
            version: pin.version,
        }),
        handed_over: state.as_ref().is_some_and(bot::State::is_handed_over),
        next: wake_at.map(|at| NextBody {
            at,
            kind: if is_awaited { "turn" } else { "follow_up" },
        }),
        planned: planned.into_iter().map(ReplyBody::from).collect(),
    }))
}

/// The flow that a conversation is pinned to, if it can be read.
async fn pinned(tx: &mut Tx, tenant: TenantId, pin: &Pin) -> Result<Option<Flow>, StorageError> {
    if let Some(template) = pin.id.strip_prefix(TEMPLATE) {
        let template = templates::template(template);
        return Ok(template.filter(|flow| flow.version == pin.version));
    }
    let Ok(version) = i32::try_from(pin.version) else {
        return Ok(None);
    };
    let found = flows::lookup_version(tx, tenant, &pin.id, version).await?;
    Ok(found.and_then(|(_, document)| serde_json::from_value(document).ok()))
}
