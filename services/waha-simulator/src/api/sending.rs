//! Sending.

use std::sync::Arc;
use std::time::Duration;

use axum::Json;
use axum::extract::{Path, State};
use axum::response::Response;
use serde_json::{Value, json};
use service_runtime::clock;

use crate::api::call::{Call, Content, created, note, own};
use crate::api::{ApiError, ApiResult, Body, ready};
use crate::media::StoredFile;
use crate::network::{MessageRef, lock, stanza_of};
use crate::session::ActionKind;
use crate::sim::SendFate;
use crate::world::World;
use crate::{Engine, ids, traffic};

type Shared = State<Arc<World>>;

/// How long a send hangs that is made to hang, in simulated time.
const HANG: Duration = Duration::from_mins(2);

/// `POST /api/sendText`
pub(super) async fn send_text(State(world): Shared, body: Body) -> ApiResult<Response> {
    send(&world, "/api/sendText", &body, |call| {
        Ok(Content {
            text: Some(call.text("text")?),
            ..Content::default()
        })
    })
    .await
}

/// `POST /api/reply`, deprecated: a text.
pub(super) async fn reply(State(world): Shared, body: Body) -> ApiResult<Response> {
    send(&world, "/api/reply", &body, |call| {
        Ok(Content {
            text: Some(call.text("text")?),
            ..Content::default()
        })
    })
    .await
}

/// `POST /api/sendImage`
pub(super) async fn send_image(State(world): Shared, body: Body) -> ApiResult<Response> {
    send(&world, "/api/sendImage", &body, |call| {
        call.file("image/jpeg")
    })
    .await
}

/// `POST /api/sendFile`
pub(super) async fn send_file(State(world): Shared, body: Body) -> ApiResult<Response> {
    send(&world, "/api/sendFile", &body, |call| {
        call.file("application/octet-stream")
    })
    .await
}

/// `POST /api/sendVoice`
pub(super) async fn send_voice(State(world): Shared, body: Body) -> ApiResult<Response> {
    send(&world, "/api/sendVoice", &body, |call| {
        call.file("audio/ogg; codecs=opus")
    })
    .await
}

/// `POST /api/sendVideo`
pub(super) async fn send_video(State(world): Shared, body: Body) -> ApiResult<Response> {
    send(&world, "/api/sendVideo", &body, |call| {
        call.file("video/mp4")
    })
    .await
}

/// `GET /api/{session}/new-message-id`: an id to pass to a send, so that its retries are one.
pub(super) async fn new_message_id(
    State(world): Shared,
    Path(name): Path<String>,
) -> ApiResult<Json<Value>> {
    ready::working(&world, &name).await?;
    if world.engine == Engine::Webjs {
        return Err(ApiError::not_implemented());
    }
    Ok(Json(json!({"id": ids::outgoing_stanza()})))
}

async fn send(
    world: &Arc<World>,
    path: &'static str,
    body: &Body,
    content: impl FnOnce(&Call<'_>) -> ApiResult<Content>,
) -> ApiResult<Response> {
    let (session, account) = ready::working(world, body.session()?).await?;
    let call = Call { path, body };
    let chat = call.chat()?;
    let content = content(&call)?;
    if chat
        .phone
        .as_ref()
        .is_some_and(|phone| !phone.is_on_whatsapp())
    {
        let message = format!("no LID found for {} from server", chat.jid());
        return Err(call.exception("Error", message));
    }
    if !session.state().hears() {
        return Err(call.exception("Error", "websocket not connected"));
    }
    {
        let account = lock(&account);
        if account.timelock(clock::now()).is_some() && account.is_new(&chat) {
            return Err(call.exception("Error", "server returned error 463"));
        }
    }
    let fate = world.faults.send_fate();
    match fate {
        SendFate::Fine | SendFate::FailAfterAccept | SendFate::Refused => {}
        SendFate::Hang => {
            world
                .stopping
                .run_until_cancelled(world.clock.sleep(HANG))
                .await;
            return Err(call.exception("Error", "the fault `send_hang`"));
        }
        SendFate::Fail => return Err(call.exception("Error", "the fault `send_fail`")),
    }
    // An id may come with its chat in front; only the stanza counts.
    let stanza = body
        .text("id")
        .map(stanza_of)
        .filter(|stanza| is_stanza(stanza));
    let stanza = match (body.get("id"), stanza) {
        (None, _) => ids::outgoing_stanza(),
        (Some(_), Some(stanza)) => stanza.to_owned(),
        (Some(_), None) => {
            return Err(ApiError::invalid(vec![
                "id must be a message id".to_owned(),
            ]));
        }
    };
    let mut message = own(&account, chat.clone(), stanza, content.text);
    if let (Some(media), Some(data)) = (&content.media, content.data) {
        let file = StoredFile::new(&session.name, &message.id(), media, data);
        world.media.put(file);
    }
    message.refused = fate == SendFate::Refused;
    message.media = content.media;
    message.quote = body
        .text("reply_to")
        .and_then(|id| lock(&account).quote(&chat, MessageRef::parse(id)));
    let lost = || call.exception("Error", "Connection Closed");
    let order = world.faults.ack_order();
    let message = traffic::send(world, &session, message, order).ok_or_else(lost)?;
    note(&session, &chat, ActionKind::Send);
    if fate == SendFate::FailAfterAccept {
        return Err(call.exception("Error", "the fault `send_fail_after_accept`"));
    }
    let me = world.me(&session.state()).ok_or_else(lost)?;
    Ok(created(
        traffic::viewer(world, &session, &me).sent(&message),
    ))
}

fn is_stanza(text: &str) -> bool {
    (1..=64).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
}
