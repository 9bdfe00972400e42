//! `POST …/conversations/{conversation_id}/messages`

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use domain::TenantId;
use serde::Deserialize;
use service_runtime::clock;
use storage::conversations::{self, ConversationId};
use storage::outbox::{self, Entry, Words};
use storage::{Tx, audit, tenants};
use utoipa::ToSchema;

use crate::api::Shared;
use crate::api::conversations::{ReplyBody, conversation_not_found, usual_takeover};
use crate::auth::Principal;
use crate::extract::{self, ConversationPath, TenantPath};
use crate::problem::Problem;

/// The header under which asking twice is asking once.
const KEY: &str = "idempotency-key";
/// As in the table's own check.
const LONGEST_KEY: usize = 200;
/// Far more than people write at once, and far less than WhatsApp takes.
const LONGEST_TEXT: usize = 4096;

/// What a person says.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::api) struct NewMessage {
    /// 1 to 4096 characters.
    text: String,
}

/// Writes to the customer as a person of the tenant, who has the chat from then on.
///
/// As if written on the phone: the bot is silent for twelve hours, and what it was about to say is not said. It is sent at
/// once, or as soon as WhatsApp is connected; the conversation shows how far it is.
#[utoipa::path(
    post,
    path = "/api/tenants/{tenant_id}/conversations/{conversation_id}/messages",
    tag = "conversations",
    params((
        "Idempotency-Key" = Option<String>, Header,
        description = "1 to 200 characters, new for each message: asking again with the same says nothing again.",
    )),
    request_body = NewMessage,
    responses(
        (status = 200, description = "It was said before, under the same key.", body = ReplyBody),
        (status = 201, description = "It is being sent.", body = ReplyBody),
        (status = 404, description = "`conversation_not_found`: the tenant has no conversation with this id."),
        (status = 409, description = "`opted_out`: the customer wants no messages. `key_reused`: something else was said under this key."),
    )
)]
pub(in crate::api) async fn create_message(
    State(api): Shared,
    principal: Principal,
    TenantPath(tenant): TenantPath,
    ConversationPath(id): ConversationPath,
    headers: HeaderMap,
    extract::Json(new): extract::Json<NewMessage>,
) -> Result<(StatusCode, Json<ReplyBody>), Problem> {
    let body = checked(&new.text)?;
    let key = key(&headers)?;
    let words = Words { body, key };
    let now = clock::now();
    let mut tx = api.whatsapp.database.begin(tenant).await?;
    if tenants::lookup(&mut tx, tenant).await?.is_none() {
        return Err(Problem::tenant_not_found());
    }
    if let Some(said) = said_before(&mut tx, tenant, id, words).await? {
        return Ok((StatusCode::OK, Json(said.into())));
    }
    let summary = conversations::lookup(&mut tx, tenant, id).await?;
    let summary = summary.ok_or_else(conversation_not_found)?;
    if summary.opted_out_at.is_some() {
        let detail = "The customer wants no messages. The customer can ask for them again.";
        return Err(Problem::new(StatusCode::CONFLICT, "opted_out", detail));
    }
    // Who has the chat for longer keeps it for longer.
    let until = summary.paused_until.max(Some(now + usual_takeover()));
    let until = until.unwrap_or(now);
    if !conversations::take_over(&mut tx, tenant, id, until).await? {
        return Err(conversation_not_found());
    }
    let Some(added) = outbox::add_words(&mut tx, tenant, id, words, now).await? else {
        // The same request came twice at once; this one has waited for the other.
        let said = said_before(&mut tx, tenant, id, words).await?;
        let said = said.ok_or_else(conversation_not_found)?;
        return Ok((StatusCode::OK, Json(said.into())));
    };
    let (actor, detail) = (principal.actor(), format!("conversation:{id}"));
    let action = "message_written";
    audit::add(&mut tx, tenant.into(), &actor, action, Some(&detail)).await?;
    tx.commit().await?;
    api.whatsapp.changes.conversation(tenant, id.get()).await;
    Ok((StatusCode::CREATED, Json(added.into())))
}

/// What was said under this key already; it must be the same.
async fn said_before(
    tx: &mut Tx,
    tenant: TenantId,
    conversation: ConversationId,
    words: Words<'_>,
) -> Result<Option<Entry>, Problem> {
    let Some(key) = words.key else {
        return Ok(None);
    };
    let said = outbox::find_words(tx, tenant, conversation, key).await?;
    if said.as_ref().is_some_and(|said| said.body != words.body) {
        let detail = "Something else was said under this Idempotency-Key.";
        return Err(Problem::new(StatusCode::CONFLICT, "key_reused", detail));
    }
    Ok(said)
}

fn checked(text: &str) -> Result<&str, Problem> {
    let text = text.trim();
    let fits = (1..=LONGEST_TEXT).contains(&text.chars().count());
    if !fits || text.contains('\0') {
        let message = format!("must have 1 to {LONGEST_TEXT} characters, none of them zero");
        return Err(Problem::field("text", message));
    }
    Ok(text)
}

fn key(headers: &HeaderMap) -> Result<Option<&str>, Problem> {
    let Some(value) = headers.get(KEY) else {
        return Ok(None);
    };
    let text = value.to_str().ok().map(str::trim);
    let text = text.filter(|text| (1..=LONGEST_KEY).contains(&text.len()));
    let message = format!("must have 1 to {LONGEST_KEY} characters of ASCII");
    text.map(Some)
        .ok_or_else(|| Problem::field("Idempotency-Key", message))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn something_is_said() {
        assert_eq!(checked(" Hello\n").unwrap(), "Hello");
        for wrong in ["", " \n", "a\0", &"a".repeat(4097)] {
            assert!(checked(wrong).is_err());
        }
        assert!(checked(&"ی".repeat(4096)).is_ok());
    }

    #[test]
    fn a_key_is_short_or_absent() {
        let read = |text: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(KEY, text.parse().unwrap());
            key(&headers).map(|key| key.map(str::to_owned))
        };
        assert_eq!(read("a-1").unwrap().as_deref(), Some("a-1"));
        assert!(read("").is_err());
        assert!(read(&"a".repeat(201)).is_err());
        assert!(key(&HeaderMap::new()).unwrap().is_none());
    }
}
