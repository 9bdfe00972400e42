//! `/sim/sessions`: the phones of the network, the owner's and the customers'.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, Query, State};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures::{Stream, StreamExt as _, future};
use http::{StatusCode, header};
use serde::Deserialize;
use serde_json::{Value, json};
use tokio_stream::wrappers::BroadcastStream;

use crate::network::{
    Account, Ack, Chat, ChatRef, Message, MessageRef, Phone, SharedAccount, Source, lock,
};
use crate::session::{self, PairingRefused, Session, Status, qr_png};
use crate::sim::refusal::{Input, Refusal, SimResult};
use crate::sim::view::{DeliveredView, MessageView};
use crate::traffic;
use crate::world::World;

type Shared = State<Arc<World>>;

/// Chats that the list of sessions shows of each.
const LISTED_CHATS: usize = 30;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Scan {
    phone: String,
    /// Typed instead of scanning.
    code: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(super) struct ChatQuery {
    chat: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Typing {
    typing: bool,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Open {
    open: bool,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Text {
    text: String,
}

/// `GET /sim/sessions`: each with its status, its number and its latest chats.
pub(super) async fn list(State(world): Shared) -> Json<Value> {
    let items = world.sessions().into_iter().map(|session| {
        let status = session.status();
        let (phone, chats) = match world.account_of(&session.name) {
            Some(account) => {
                let account = lock(&account);
                (Some(account.phone.to_string()), chats(&account))
            }
            None => (None, Vec::new()),
        };
        let linked = session.state().link.is_some();
        json!({
            "name": session.name,
            "status": status,
            "phone": phone.filter(|_| linked),
            "chats": chats,
        })
    });
    Json(items.collect())
}

/// `POST /sim/sessions/{name}/scan`: a phone scans the QR code.
pub(super) async fn scan(
    State(world): Shared,
    Path(name): Path<String>,
    Input(scan): Input<Scan>,
) -> SimResult<Json<Value>> {
    let session = find(&world, &name)?;
    let phone = Phone::parse(&scan.phone).ok_or_else(|| {
        Refusal::bad("phone must be a number in international form, such as 971501234567")
    })?;
    session::pair(&world, &session, &phone, scan.code.as_deref()).map_err(
        |refused| match refused {
            PairingRefused::NoQrCode(Status::Working) => Refusal::conflict(format!(
                "{name} shows no QR code: it is linked already (WORKING)"
            )),
            PairingRefused::NoQrCode(status) => Refusal::conflict(format!(
                "{name} shows no QR code: it is {status}; wait for SCAN_QR_CODE, or start it"
            )),
            PairingRefused::WrongCode => Refusal::conflict(format!(
                "this is not the pairing code that {name} waits for"
            )),
        },
    )?;
    Ok(Json(
        json!({"name": name, "status": session.status(), "phone": phone.digits()}),
    ))
}

/// `POST /sim/sessions/{name}/logout-from-phone`: the owner removes the linked device.
pub(super) async fn log_out(
    State(world): Shared,
    Path(name): Path<String>,
) -> SimResult<StatusCode> {
    let session = find(&world, &name)?;
    if session::log_out_from_phone(&world, &session) {
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(Refusal::conflict(format!("{name} is linked to no phone")))
    }
}

/// `POST /sim/sessions/{name}/restart`: as somebody does who wants another QR code.
pub(super) async fn restart(
    State(world): Shared,
    Path(name): Path<String>,
) -> SimResult<StatusCode> {
    let busy = Refusal::conflict(format!("{name} is busy with other calls: try again"));
    let restarted = session::in_turn(world, name, |world, name| async move {
        let session = find(&world, &name)?;
        session::restart(&world, &session).await;
        Ok(StatusCode::NO_CONTENT)
    });
    restarted.await.unwrap_or(Err(busy))
}

/// `POST /sim/sessions/{name}/lose-connection`: it comes back by itself.
pub(super) async fn lose_connection(
    State(world): Shared,
    Path(name): Path<String>,
) -> SimResult<StatusCode> {
    let session = find(&world, &name)?;
    if session::lose_connection(&world, &session) {
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(Refusal::conflict(format!(
            "{name} is {}, not WORKING",
            session.status()
        )))
    }
}

/// `GET /sim/sessions/{name}/delivered`: what reached the customers' phones, oldest first.
pub(super) async fn delivered(
    State(world): Shared,
    Path(name): Path<String>,
    Query(query): Query<ChatQuery>,
) -> SimResult<Json<Vec<DeliveredView>>> {
    let Some(account) = account(&world, &name)? else {
        return Ok(Json(Vec::new()));
    };
    let chat = query.chat.as_deref().map(parse_chat).transpose()?;
    let account = lock(&account);
    let chats = account.chats().filter(|known| match &chat {
        None => true,
        Some(chat) => known.shown_as.key() == chat.key(),
    });
    let mut messages: Vec<&Message> = chats
        .flat_map(|chat| &chat.messages)
        .filter(|message| message.from_me && !message.refused)
        .collect();
    messages.sort_by_key(|message| message.at);
    Ok(Json(messages.into_iter().map(DeliveredView::of).collect()))
}

/// `GET /sim/sessions/{name}/chats/{chat}/messages`: both sides, oldest first.
pub(super) async fn messages(
    State(world): Shared,
    Path((name, chat)): Path<(String, String)>,
) -> SimResult<Json<Vec<MessageView>>> {
    let chat = parse_chat(&chat)?;
    let Some(account) = account(&world, &name)? else {
        return Ok(Json(Vec::new()));
    };
    let account = lock(&account);
    let messages = account
        .chat(&chat)
        .into_iter()
        .flat_map(|chat| &chat.messages);
    Ok(Json(messages.map(MessageView::of).collect()))
}

/// `GET /sim/sessions/{name}/actions`: what a client did beside and with sending, in order.
pub(super) async fn actions(
    State(world): Shared,
    Path(name): Path<String>,
    Query(query): Query<ChatQuery>,
) -> SimResult<Json<Value>> {
    let session = find(&world, &name)?;
    let chat = query.chat.as_deref().map(parse_chat).transpose()?;
    let state = session.state();
    let wanted = state.actions().filter(|action| match &chat {
        None => true,
        Some(chat) => ChatRef::parse(&action.chat).is_some_and(|c| c.key() == chat.key()),
    });
    Ok(Json(wanted.map(|action| json!(action)).collect()))
}

/// `GET /sim/sessions/{name}/qr`: the QR code that is shown, as a picture.
pub(super) async fn qr(State(world): Shared, Path(name): Path<String>) -> SimResult<Response> {
    let session = find(&world, &name)?;
    let content = session.state().qr.clone();
    let content = content.ok_or_else(|| {
        Refusal::conflict(format!(
            "{name} shows no QR code: it is {}",
            session.status()
        ))
    })?;
    let headers = [
        (header::CONTENT_TYPE, "image/png"),
        (header::CACHE_CONTROL, "no-store"),
    ];
    Ok((headers, qr_png(&content)).into_response())
}

/// `POST /sim/sessions/{name}/chats/{chat}/typing`: the customer types, or stops.
pub(super) async fn typing(
    State(world): Shared,
    Path((name, chat)): Path<(String, String)>,
    Input(typing): Input<Typing>,
) -> SimResult<StatusCode> {
    let session = find(&world, &name)?;
    let presence = if typing.typing { "typing" } else { "paused" };
    traffic::presence(&world, &session, &parse_chat(&chat)?, presence);
    Ok(StatusCode::NO_CONTENT)
}

/// `POST /sim/sessions/{name}/chats/{chat}/open`: the customer looks at the chat, or leaves it.
pub(super) async fn open(
    State(world): Shared,
    Path((name, chat)): Path<(String, String)>,
    Input(open): Input<Open>,
) -> SimResult<StatusCode> {
    let session = find(&world, &name)?;
    let chat = parse_chat(&chat)?;
    let Some(account) = account(&world, &name)? else {
        return Err(Refusal::conflict(format!("{name} is linked to no phone")));
    };
    lock(&account).set_open(&chat, open.open, service_runtime::clock::now());
    if open.open {
        traffic::raise_ack(&world, &session, &chat, None, Ack::Read);
    }
    Ok(StatusCode::NO_CONTENT)
}

/// `POST /sim/sessions/{name}/messages/{id}/reaction`: the customer reacts; an empty text takes
/// the reaction back.
pub(super) async fn react(
    State(world): Shared,
    Path((name, id)): Path<(String, String)>,
    Input(text): Input<Text>,
) -> SimResult<StatusCode> {
    let session = find(&world, &name)?;
    let (_, target) = message(&world, &name, &id)?;
    let mut action = traffic::act_upon(&target, None, Source::App);
    action.from_me = false;
    traffic::tell(&world, &session, "message.reaction", &action, |viewer| {
        viewer.reaction(&action, &target, &text.text)
    });
    Ok(StatusCode::NO_CONTENT)
}

/// `POST /sim/sessions/{name}/messages/{id}/edit`: whoever wrote the message changes its text.
pub(super) async fn edit(
    State(world): Shared,
    Path((name, id)): Path<(String, String)>,
    Input(text): Input<Text>,
) -> SimResult<StatusCode> {
    let session = find(&world, &name)?;
    let (account, target) = message(&world, &name, &id)?;
    traffic::edit(&world, &session, &account, &target, text.text, Source::App);
    Ok(StatusCode::NO_CONTENT)
}

/// `POST /sim/sessions/{name}/messages/{id}/revoke`: whoever wrote the message takes it back.
pub(super) async fn revoke(
    State(world): Shared,
    Path((name, id)): Path<(String, String)>,
) -> SimResult<StatusCode> {
    let session = find(&world, &name)?;
    let (account, target) = message(&world, &name, &id)?;
    traffic::revoke(&world, &session, &account, &target, Source::App);
    Ok(StatusCode::NO_CONTENT)
}

/// `GET /sim/sessions/{name}/events`: server-sent events for a page; `resync` when it was too slow
/// and has to look at everything again.
pub(super) async fn events(
    State(world): Shared,
    Path(name): Path<String>,
) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let stopping = world.stopping.clone().cancelled_owned();
    let events = BroadcastStream::new(world.listen()).filter_map(move |received| {
        future::ready(match received {
            Ok(event) if *event.session == *name => {
                Event::default().json_data(&event.happening).ok().map(Ok)
            }
            Ok(_) => None,
            Err(_) => Some(Ok(Event::default().data(r#"{"type":"resync"}"#))),
        })
    });
    Sse::new(events.take_until(stopping)).keep_alive(KeepAlive::default())
}

/// The session of that name, or a refusal that says which there are.
pub(super) fn find(world: &World, name: &str) -> SimResult<Arc<Session>> {
    world.session(name).ok_or_else(|| {
        let names: Vec<String> = world
            .sessions()
            .into_iter()
            .take(10)
            .map(|session| session.name.clone())
            .collect();
        let known = if names.is_empty() {
            "none".to_owned()
        } else {
            names.join(", ")
        };
        Refusal::unknown(format!("there is no session {name}; there are: {known}"))
    })
}

/// Reads a chat id or a number.
pub(super) fn parse_chat(text: &str) -> SimResult<ChatRef> {
    ChatRef::parse(text).ok_or_else(|| {
        Refusal::bad(format!(
            "{text} is no chat: use a number, …@c.us, …@lid or …@g.us"
        ))
    })
}

/// The account that the session is or was linked to. Phones remember also what WAHA has forgotten.
fn account(world: &World, name: &str) -> SimResult<Option<SharedAccount>> {
    match world.account_of(name) {
        Some(account) => Ok(Some(account)),
        None => find(world, name).map(|_| None),
    }
}

fn message(world: &World, name: &str, id: &str) -> SimResult<(SharedAccount, Message)> {
    let unknown = || Refusal::unknown(format!("{name} has no message {id}"));
    let account = account(world, name)?.ok_or_else(unknown)?;
    let chat = id
        .split('_')
        .nth(1)
        .and_then(ChatRef::parse)
        .ok_or_else(unknown)?;
    let message = lock(&account)
        .message(&chat, MessageRef::parse(id))
        .cloned()
        .ok_or_else(unknown)?;
    Ok((account, message))
}

fn chats(account: &Account) -> Vec<Value> {
    let by_time: BTreeMap<_, &Chat> = account
        .chats()
        .filter_map(|chat| Some(((chat.last()?.at, chat.shown_as.key()), chat)))
        .collect();
    let latest = by_time.into_values().rev().take(LISTED_CHATS);
    latest
        .map(|chat| {
            json!({
                "chat": chat.shown_as.key(),
                "name": chat.name,
                "unread": chat.unread,
                "last": chat.last().map(MessageView::of),
            })
        })
        .collect()
}
