//! Reactions, edits and deletions.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use serde_json::{Value, json};

use crate::api::call::{Call, chat_in_path, own};
use crate::api::{ApiError, ApiResult, Body, ready};
use crate::network::{ChatRef, Message, MessageRef, SharedAccount, Source, lock};
use crate::world::World;
use crate::{ids, traffic};

type Shared = State<Arc<World>>;

/// `PUT /api/reaction`: an empty one takes it back.
pub(super) async fn react(State(world): Shared, body: Body) -> ApiResult<Json<Value>> {
    let (session, account) = ready::working(&world, body.session()?).await?;
    let call = Call {
        path: "/api/reaction",
        body: &body,
    };
    let (id, emoji) = (call.text("messageId")?, call.text("reaction")?);
    let chat = id.split('_').nth(1).and_then(ChatRef::parse);
    let chat = chat.ok_or_else(|| call.exception("TypeError", "messageId is no message id"))?;
    let target = message_of(&account, &chat, &id)?;
    let action = own(&account, chat, ids::outgoing_stanza(), None);
    traffic::tell(&world, &session, "message.reaction", &action, |viewer| {
        viewer.reaction(&action, &target, &emoji)
    });
    Ok(Json(json!({"id": action.id()})))
}

/// `PUT /api/{session}/chats/{chatId}/messages/{messageId}`: changes an own message's text.
pub(super) async fn edit(
    State(world): Shared,
    Path((name, chat, id)): Path<(String, String, String)>,
    body: Body,
) -> ApiResult<Json<Value>> {
    let (session, account) = ready::working(&world, &name).await?;
    let text = Call {
        path: "/api/{session}/chats/{chatId}/messages/{messageId}",
        body: &body,
    }
    .text("text")?;
    let chat = chat_in_path(&chat)?;
    let target = own_message(&account, &chat, &id)?;
    traffic::edit(&world, &session, &account, &target, text, Source::Api);
    Ok(Json(json!(true)))
}

/// `DELETE /api/{session}/chats/{chatId}/messages/{messageId}`: for everyone.
pub(super) async fn revoke(
    State(world): Shared,
    Path((name, chat, id)): Path<(String, String, String)>,
) -> ApiResult<Json<Value>> {
    let (session, account) = ready::working(&world, &name).await?;
    let target = own_message(&account, &chat_in_path(&chat)?, &id)?;
    traffic::revoke(&world, &session, &account, &target, Source::Api);
    Ok(Json(json!(true)))
}

fn message_of(account: &SharedAccount, chat: &ChatRef, id: &str) -> ApiResult<Message> {
    lock(account)
        .message(chat, MessageRef::parse(id))
        .cloned()
        .ok_or_else(|| ApiError::not_found(format!("Message '{id}' not found")))
}

fn own_message(account: &SharedAccount, chat: &ChatRef, id: &str) -> ApiResult<Message> {
    let message = message_of(account, chat, id)?;
    if message.from_me {
        Ok(message)
    } else {
        Err(ApiError::unprocessable("Only own messages can be changed"))
    }
}
