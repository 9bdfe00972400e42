//! Seen, typing, online.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Response;
use http::StatusCode;
use serde_json::{Value, json};

use crate::api::call::{Call, chat_in_path, created, note};
use crate::api::{ApiError, ApiResult, Body, ready};
use crate::network::{ChatRef, SharedAccount, lock, stanza_of};
use crate::session::{ActionKind, Session};
use crate::sim::Happening;
use crate::world::World;

type Shared = State<Arc<World>>;

/// `POST /api/sendSeen`: the messages named, or all that are unread.
pub(super) async fn send_seen(State(world): Shared, body: Body) -> ApiResult<Response> {
    let (session, account) = ready::working(&world, body.session()?).await?;
    let call = Call {
        path: "/api/sendSeen",
        body: &body,
    };
    let chat = call.chat()?;
    let named = body
        .get("messageIds")
        .and_then(Value::as_array)
        .into_iter()
        .flatten();
    let stanzas: Vec<&str> = named
        .filter_map(Value::as_str)
        .chain(body.text("messageId"))
        .map(stanza_of)
        .collect();
    Ok(created(
        json!({"ids": see(&world, &session, &account, &chat, &stanzas)}),
    ))
}

/// `POST /api/{session}/chats/{chatId}/messages/read`
pub(super) async fn read_chat(
    State(world): Shared,
    Path((name, chat)): Path<(String, String)>,
) -> ApiResult<Response> {
    let (session, account) = ready::working(&world, &name).await?;
    let chat = chat_in_path(&chat)?;
    Ok(created(
        json!({"ids": see(&world, &session, &account, &chat, &[])}),
    ))
}

/// `POST /api/startTyping`
pub(super) async fn start_typing(State(world): Shared, body: Body) -> ApiResult<Response> {
    typing(&world, "/api/startTyping", &body, ActionKind::StartTyping).await
}

/// `POST /api/stopTyping`
pub(super) async fn stop_typing(State(world): Shared, body: Body) -> ApiResult<Response> {
    typing(&world, "/api/stopTyping", &body, ActionKind::StopTyping).await
}

/// `POST /api/{session}/presence`: of the account, or in one chat.
pub(super) async fn set_presence(
    State(world): Shared,
    Path(name): Path<String>,
    body: Body,
) -> ApiResult<StatusCode> {
    let (session, _) = ready::working(&world, &name).await?;
    let presence = body.text("presence").unwrap_or_default();
    match (presence, body.text("chatId")) {
        ("online" | "offline", _) => session.state().presence = Some(presence.to_owned()),
        ("typing" | "recording", Some(chat)) => {
            act(
                &world,
                &session,
                &chat_in_path(chat)?,
                ActionKind::StartTyping,
            );
        }
        ("paused", Some(chat)) => {
            act(
                &world,
                &session,
                &chat_in_path(chat)?,
                ActionKind::StopTyping,
            );
        }
        ("typing" | "recording" | "paused", None) => {
            return Err(ApiError::bad_request(
                "chatId is required for this presence",
            ));
        }
        _ => {
            return Err(ApiError::invalid(vec![
                "presence must be one of the following values: \
                 offline, online, typing, recording, paused"
                    .to_owned(),
            ]));
        }
    }
    Ok(StatusCode::CREATED)
}

/// `POST /api/{session}/presence/{chatId}/subscribe`: from now on `presence.update` comes.
pub(super) async fn subscribe(
    State(world): Shared,
    Path((name, chat)): Path<(String, String)>,
) -> ApiResult<StatusCode> {
    let (session, _) = ready::working(&world, &name).await?;
    let chat = chat_in_path(&chat)?;
    session.state().subscribed.insert(chat.key());
    Ok(StatusCode::CREATED)
}

async fn typing(
    world: &World,
    path: &'static str,
    body: &Body,
    kind: ActionKind,
) -> ApiResult<Response> {
    let (session, _) = ready::working(world, body.session()?).await?;
    let chat = Call { path, body }.chat()?;
    act(world, &session, &chat, kind);
    Ok(created(json!({"result": true})))
}

/// Shows typing on the customer's phone.
fn act(world: &World, session: &Session, chat: &ChatRef, kind: ActionKind) {
    note(session, chat, kind);
    let typing = kind == ActionKind::StartTyping;
    world.happen(
        &session.name,
        Happening::Typing {
            chat: chat.key(),
            typing,
        },
    );
}

fn see(
    world: &World,
    session: &Session,
    account: &SharedAccount,
    chat: &ChatRef,
    stanzas: &[&str],
) -> Vec<String> {
    let ids = lock(account).mark_seen(chat, stanzas);
    note(session, chat, ActionKind::Seen);
    world.happen(
        &session.name,
        Happening::Seen {
            chat: chat.key(),
            ids: ids.clone(),
        },
    );
    ids
}
