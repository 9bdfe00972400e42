//! `GET …/conversations/{conversation_id}/messages?before&after&around&limit`

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use domain::TenantId;
use serde::{Deserialize, Serialize};
use storage::conversations::ConversationId;
use storage::messages::{self, Message, Place, Reading};
use storage::{Tx, conversations, tenants};
use utoipa::{IntoParams, ToSchema};

use crate::api::Shared;
use crate::api::conversations::conversation_not_found;
use crate::api::events::MessageBody;
use crate::api::page::{Limit, place, written};
use crate::extract::{ConversationPath, Query, TenantPath};
use crate::problem::Problem;

/// Which messages are wanted: the newest, those before a place, those after one, or those around a message.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(in crate::api) struct MessagesQuery {
    /// At most how many: 1 to 200, else 50.
    limit: Option<usize>,
    /// A page's `next_before`: the older ones.
    before: Option<String>,
    /// A page's `next_after`: the newer ones.
    after: Option<String>,
    /// The id of a message: the page that holds it, half of it older, half of it newer.
    around: Option<i64>,
}

/// A page of a conversation.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = MessagePage)]
pub(in crate::api) struct MessagesBody {
    /// Newest first.
    messages: Vec<PagedBody>,
    /// What to ask for as `before` for older messages; absent where there are none.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    next_before: Option<String>,
    /// What to ask for as `after` for newer messages, also those that are not written yet; absent where there is no
    /// message at all.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    next_after: Option<String>,
}

/// A message, and how it was said.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PagedMessage)]
struct PagedBody {
    #[serde(flatten)]
    message: MessageBody,
    /// Of what was said through us; null of what others wrote.
    #[schema(required)]
    reply: Option<SaidBody>,
}

/// A message that was said through us.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = SaidMessage)]
struct SaidBody {
    /// The reply's id.
    id: i64,
    /// One word for programs: an open set. `answer`, `follow_up`, `agent`, `farewell`, `card`.
    kind: &'static str,
    /// WhatsApp's acknowledgement: 1 its server has it, 2 the phone, 3 it was read, 4 played; -1 WhatsApp refused it.
    #[schema(required)]
    ack: Option<i16>,
}

impl From<Message> for PagedBody {
    fn from(message: Message) -> Self {
        let said = message.said;
        Self {
            message: message.into(),
            reply: said.map(|said| SaidBody {
                id: said.reply,
                kind: said.kind.as_str(),
                ack: said.ack,
            }),
        }
    }
}

/// Reads a conversation page by page, newest first.
///
/// What is about to be said is not among the messages yet: the conversation itself shows it.
#[utoipa::path(
    get,
    path = "/api/tenants/{tenant_id}/conversations/{conversation_id}/messages",
    tag = "conversations",
    params(MessagesQuery),
    responses(
        (status = 200, description = "The messages.", body = MessagesBody),
        (status = 404, description = "`conversation_not_found`: the tenant has no conversation with this id. `message_not_found`: the conversation has no message `around`."),
    )
)]
pub(in crate::api) async fn list_messages(
    State(api): Shared,
    TenantPath(tenant): TenantPath,
    ConversationPath(id): ConversationPath,
    Query(query): Query<MessagesQuery>,
) -> Result<Json<MessagesBody>, Problem> {
    let limit = Limit::new(query.limit)?;
    let reading = asked(&query)?;
    let mut tx = api.whatsapp.database.begin(tenant).await?;
    if tenants::lookup(&mut tx, tenant).await?.is_none() {
        return Err(Problem::tenant_not_found());
    }
    let there = conversations::lookup(&mut tx, tenant, id).await?;
    there.ok_or_else(conversation_not_found)?;
    let page = match reading {
        Asked::Around(message) => around(&mut tx, tenant, id, message, limit.get()).await?,
        Asked::Way(reading) => {
            let mut found = messages::page(&mut tx, tenant, id, reading, limit.to_read()).await?;
            let has_more = found.len() > limit.get();
            found.truncate(limit.get());
            let is_backwards = matches!(reading, Reading::Before(_));
            if !is_backwards {
                found.reverse();
            }
            Page {
                messages: found,
                // Where we came from, there is something.
                has_older: has_more || !is_backwards,
            }
        }
    };
    let found = page.messages;
    let oldest = found.last().filter(|_| page.has_older);
    let next_before = oldest.map(|oldest| at(oldest.place()));
    let next_after = found.first().map(|newest| at(newest.place()));
    Ok(Json(MessagesBody {
        next_after: next_after.or(query.after),
        next_before,
        messages: found.into_iter().map(PagedBody::from).collect(),
    }))
}

/// Messages, newest first, and whether there are older ones.
struct Page {
    messages: Vec<Message>,
    has_older: bool,
}

/// The page that holds a message: it is the newest of the older half.
async fn around(
    tx: &mut Tx,
    tenant: TenantId,
    conversation: ConversationId,
    message: i64,
    limit: usize,
) -> Result<Page, Problem> {
    let place = messages::place_of(tx, tenant, conversation, message).await?;
    let place = place.ok_or_else(message_not_found)?;
    let (newer, older) = (limit / 2, limit - limit / 2);
    let count = |messages: usize| i64::try_from(messages).unwrap_or(i64::MAX);
    let mut found = messages::page(
        tx,
        tenant,
        conversation,
        Reading::After(place),
        count(newer),
    )
    .await?;
    found.reverse();
    let up_to = Reading::Before(Some(Place {
        id: place.id.saturating_add(1),
        ..place
    }));
    let mut rest = messages::page(tx, tenant, conversation, up_to, count(older + 1)).await?;
    let has_older = rest.len() > older;
    rest.truncate(older);
    found.append(&mut rest);
    Ok(Page {
        messages: found,
        has_older,
    })
}

fn message_not_found() -> Problem {
    let detail = "The conversation has no message with this id.";
    Problem::new(StatusCode::NOT_FOUND, "message_not_found", detail)
}

/// What a query asks for.
#[derive(Clone, Copy)]
enum Asked {
    /// The messages next to a place, or the newest.
    Way(Reading),
    /// Those around this message.
    Around(i64),
}

fn asked(query: &MessagesQuery) -> Result<Asked, Problem> {
    let read = |field, text: &str| {
        let (sent_at, id) = place(field, text)?;
        Ok(Place { sent_at, id })
    };
    let both = |field| Err(Problem::field(field, "must be there alone"));
    match (
        query.before.as_deref(),
        query.after.as_deref(),
        query.around,
    ) {
        (Some(_), Some(_), _) => both("after"),
        (Some(_), _, Some(_)) | (_, Some(_), Some(_)) => both("around"),
        (None, None, Some(message)) => Ok(Asked::Around(message)),
        (None, Some(after), None) => read("after", after).map(Reading::After).map(Asked::Way),
        (before, None, None) => {
            let before = before.map(|before| read("before", before)).transpose()?;
            Ok(Asked::Way(Reading::Before(before)))
        }
    }
}

fn at(place: Place) -> String {
    written(place.sent_at, place.id)
}
