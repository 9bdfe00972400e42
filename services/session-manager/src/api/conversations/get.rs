//! `GET /api/tenants/{tenant_id}/conversations/{conversation_id}`

use axum::Json;
use axum::extract::State;
use serde::Serialize;
use service_runtime::clock;
use storage::outbox::{self, Entry};
use storage::{bot_settings, conversations, messages, tenants};
use time::OffsetDateTime;
use utoipa::ToSchema;

use super::{ConversationBody, conversation_not_found};
use crate::api::Shared;
use crate::api::events::MessageBody;
use crate::extract::{ConversationPath, TenantPath};
use crate::problem::Problem;

/// How many messages, and how many replies.
const NEWEST: i64 = 50;

/// A conversation with what was said last.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ConversationDetail)]
pub(in crate::api) struct DetailBody {
    #[serde(flatten)]
    conversation: ConversationBody,
    /// The newest messages, 50 at most, in the order in which they were written.
    messages: Vec<MessageBody>,
    /// What the bot said last and is about to say, 50 at most, in its order. What WhatsApp has is among the messages
    /// as well.
    outbox: Vec<ReplyBody>,
}

/// Something that the bot says.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Reply)]
pub(in crate::api) struct ReplyBody {
    id: i64,
    body: String,
    /// One word for programs: an open set. `answer`, `follow_up`, `agent`, `farewell`, `card`.
    kind: &'static str,
    /// One word for programs: an open set. `queued`, `typing`, `sending`, `sent`, `failed`, `cancelled`.
    state: String,
    /// Why it was not sent, or not yet.
    #[schema(required)]
    reason: Option<String>,
    /// When it is sent, or was to be.
    #[serde(with = "time::serde::rfc3339")]
    due_at: OffsetDateTime,
    #[serde(with = "time::serde::rfc3339")]
    created_at: OffsetDateTime,
    #[serde(with = "time::serde::rfc3339::option")]
    #[schema(required)]
    sent_at: Option<OffsetDateTime>,
    /// WhatsApp's acknowledgement: 1 its server has it, 2 the phone, 3 it was read, 4 played; -1 WhatsApp refused it.
    #[schema(required)]
    ack: Option<i16>,
}

impl From<Entry> for ReplyBody {
    fn from(entry: Entry) -> Self {
        Self {
            id: entry.id.get(),
            body: entry.body,
            kind: entry.kind.as_str(),
            state: entry.state,
            reason: entry.reason,
            due_at: entry.due_at,
            created_at: entry.created_at,
            sent_at: entry.sent_at,
            ack: entry.ack,
        }
    }
}

/// Shows a conversation, with what was said last.
#[utoipa::path(
    get,
    path = "/api/tenants/{tenant_id}/conversations/{conversation_id}",
    tag = "conversations",
    responses(
        (status = 200, description = "The conversation.", body = DetailBody),
        (status = 404, description = "`conversation_not_found`: the tenant has no conversation with this id."),
    )
)]
pub(in crate::api) async fn get(
    State(api): Shared,
    TenantPath(tenant): TenantPath,
    ConversationPath(id): ConversationPath,
) -> Result<Json<DetailBody>, Problem> {
    let mut tx = api.whatsapp.database.begin(tenant).await?;
    if tenants::lookup(&mut tx, tenant).await?.is_none() {
        return Err(Problem::tenant_not_found());
    }
    let summary = conversations::lookup(&mut tx, tenant, id).await?;
    let summary = summary.ok_or_else(conversation_not_found)?;
    let settings = bot_settings::lookup(&mut tx, tenant).await?;
    let messages = messages::list_newest(&mut tx, tenant, id, NEWEST).await?;
    let outbox = outbox::list_newest(&mut tx, tenant, id, NEWEST).await?;
    Ok(Json(DetailBody {
        conversation: ConversationBody::new(summary, &settings, clock::now()),
        messages: messages.into_iter().map(MessageBody::from).collect(),
        outbox: outbox.into_iter().map(ReplyBody::from).collect(),
    }))
}
