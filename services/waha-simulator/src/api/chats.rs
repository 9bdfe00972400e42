//! `/api/{session}/chats`: what has been said.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use serde::Deserialize;
use serde_json::{Value, json};
use service_runtime::clock;

use crate::api::call::chat_in_path;
use crate::api::{ApiError, ApiResult, Params, ready};
use crate::network::{Ack, Chat, Message, MessageRef, SharedAccount, lock};
use crate::session::Session;
use crate::world::World;
use crate::{Engine, media, traffic};

type Shared = State<Arc<World>>;

/// The pseudo chat that stands for all.
const ALL: &str = "all";
/// How many messages a call answers when it does not say.
const DEFAULT_LIMIT: usize = 10;

#[derive(Debug, Deserialize)]
pub(super) struct ChatsQuery {
    limit: Option<usize>,
    offset: Option<usize>,
    #[serde(rename = "sortBy")]
    sort_by: Option<String>,
    #[serde(rename = "sortOrder")]
    sort_order: Option<String>,
    /// Of the overview: only these chats, separated by commas.
    ids: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(super) struct MessageQuery {
    #[serde(rename = "downloadMedia")]
    download_media: Option<bool>,
}

#[derive(Debug, Deserialize)]
pub(super) struct MessagesQuery {
    limit: Option<usize>,
    offset: Option<usize>,
    #[serde(rename = "sortOrder")]
    sort_order: Option<String>,
    #[serde(rename = "filter.timestamp.gte")]
    from: Option<f64>,
    #[serde(rename = "filter.timestamp.lte")]
    until: Option<f64>,
    #[serde(rename = "filter.fromMe")]
    from_me: Option<bool>,
    #[serde(rename = "filter.ack")]
    ack: Option<String>,
    /// Only of the deprecated `GET /api/messages`.
    #[serde(rename = "chatId")]
    chat: Option<String>,
    session: Option<String>,
}

/// `GET /api/{session}/chats`: the latest first, unless asked otherwise.
pub(super) async fn list(
    State(world): Shared,
    Path(name): Path<String>,
    Params(query): Params<ChatsQuery>,
) -> ApiResult<Json<Value>> {
    let (_, account) = stored(&world, &name).await?;
    let account = lock(&account);
    let mut chats: Vec<&Chat> = account.chats().collect();
    sort(&mut chats, &query);
    let page = page(chats, query.offset, query.limit.unwrap_or(usize::MAX));
    let items = page.map(|chat| {
        json!({
            "id": chat.shown_as.written,
            "name": chat.name,
            "conversationTimestamp": chat.last().map(Message::timestamp),
            "unreadCount": chat.unread,
        })
    });
    Ok(Json(items.collect()))
}

/// `GET /api/{session}/chats/overview`: each with its latest message.
pub(super) async fn overview(
    State(world): Shared,
    Path(name): Path<String>,
    Params(query): Params<ChatsQuery>,
) -> ApiResult<Json<Value>> {
    let (session, account) = stored(&world, &name).await?;
    let me = world
        .me(&session.state())
        .ok_or_else(|| ApiError::not_found("Not linked"))?;
    let viewer = traffic::viewer(&world, &session, &me);
    let account = lock(&account);
    let wanted: Option<Vec<String>> = match &query.ids {
        None => None,
        Some(ids) => {
            let keys = ids
                .split(',')
                .map(|id| chat_in_path(id).map(|chat| chat.key()));
            Some(keys.collect::<ApiResult<_>>()?)
        }
    };
    let is_wanted = |chat: &&Chat| {
        wanted
            .as_ref()
            .is_none_or(|k| k.contains(&chat.shown_as.key()))
    };
    let mut chats: Vec<&Chat> = account.chats().filter(is_wanted).collect();
    sort(&mut chats, &query);
    let items = page(chats, query.offset, query.limit.unwrap_or(20)).map(|chat| {
        json!({
            "id": chat.shown_as.written,
            "name": chat.name,
            "picture": null,
            "lastMessage": chat.last().map(|message| viewer.message(message)),
            "_chat": {"id": chat.shown_as.written, "unreadCount": chat.unread},
        })
    });
    Ok(Json(items.collect()))
}

/// `GET /api/{session}/chats/{chatId}/messages`: of one chat, or of `all`.
pub(super) async fn messages(
    State(world): Shared,
    Path((name, chat)): Path<(String, String)>,
    Params(query): Params<MessagesQuery>,
) -> ApiResult<Json<Value>> {
    history(&world, &name, &chat, &query).await
}

/// `GET /api/messages`, deprecated.
pub(super) async fn messages_by_query(
    State(world): Shared,
    Params(query): Params<MessagesQuery>,
) -> ApiResult<Json<Value>> {
    let missing = || ApiError::bad_request("Session name is required");
    let name = query.session.clone().ok_or_else(missing)?;
    let chat = query.chat.clone().unwrap_or_else(|| ALL.to_owned());
    history(&world, &name, &chat, &query).await
}

/// `GET /api/{session}/chats/{chatId}/messages/{messageId}`: by the whole id or the bare one.
pub(super) async fn message(
    State(world): Shared,
    Path((name, chat, id)): Path<(String, String, String)>,
    Params(query): Params<MessageQuery>,
) -> ApiResult<Json<Value>> {
    let (session, account) = stored(&world, &name).await?;
    let me = world
        .me(&session.state())
        .ok_or_else(|| ApiError::not_found("Not linked"))?;
    let state = session.state();
    let account = lock(&account);
    let wanted = MessageRef::parse(&id);
    let found = if chat == ALL {
        account
            .chats()
            .flat_map(|chat| &chat.messages)
            .find(|message| wanted.is(message))
    } else {
        account.message(&chat_in_path(&chat)?, wanted)
    };
    let found = found.filter(|message| !state.awaits(message));
    let found = found.ok_or_else(|| ApiError::not_found(format!("Message '{id}' not found")))?;
    let mut told = traffic::viewer(&world, &session, &me).message(found);
    if let Some(media) = &found.media
        && query.download_media.unwrap_or(true)
    {
        if world.faults.media_is_gone() {
            told["media"]["url"] = Value::Null;
            told["media"]["error"] = json!("the file is gone");
        }
        let path = media::path(&session.name, &found.id(), media);
        world.media.renew(&path, clock::now());
    }
    Ok(Json(told))
}

/// The session and its account, once it is WORKING. NOWEB keeps chats only when it is told to.
async fn stored(world: &World, name: &str) -> ApiResult<(Arc<Session>, SharedAccount)> {
    let (session, account) = ready::working(world, name).await?;
    let keeps = session.state().config.as_ref().is_some_and(|config| {
        config.raw.pointer("/noweb/store/enabled") == Some(&Value::Bool(true))
    });
    if world.engine == Engine::Noweb && !keeps {
        return Err(ApiError::bad_request(
            "Enable NOWEB store \"config.noweb.store.enabled=True\" when starting a new session.",
        ));
    }
    Ok((session, account))
}

async fn history(
    world: &World,
    name: &str,
    chat: &str,
    query: &MessagesQuery,
) -> ApiResult<Json<Value>> {
    let (session, account) = stored(world, name).await?;
    if chat == ALL && world.engine == Engine::Webjs {
        return Err(ApiError::not_implemented());
    }
    let me = world
        .me(&session.state())
        .ok_or_else(|| ApiError::not_found("Not linked"))?;
    let viewer = traffic::viewer(world, &session, &me);
    let state = session.state();
    let account = lock(&account);
    let wanted = |message: &&Message| wants(query, message) && !state.awaits(message);
    let mut messages: Vec<&Message> = if chat == ALL {
        account
            .chats()
            .flat_map(|chat| &chat.messages)
            .filter(wanted)
            .collect()
    } else {
        let chat = account.chat(&chat_in_path(chat)?);
        chat.into_iter()
            .flat_map(|chat| &chat.messages)
            .filter(wanted)
            .collect()
    };
    messages.sort_by_key(|message| message.at);
    if query.sort_order.as_deref() != Some("asc") {
        messages.reverse();
    }
    let page = page(messages, query.offset, query.limit.unwrap_or(DEFAULT_LIMIT));
    Ok(Json(page.map(|message| viewer.message(message)).collect()))
}

fn wants(query: &MessagesQuery, message: &Message) -> bool {
    #[expect(clippy::cast_precision_loss, reason = "seconds are far below 2^52")]
    let at = message.timestamp() as f64;
    let ack = if message.from_me {
        message.ack
    } else {
        Ack::Device
    };
    query.from.is_none_or(|from| at >= from)
        && query.until.is_none_or(|until| at <= until)
        && query
            .from_me
            .is_none_or(|from_me| message.from_me == from_me)
        && query
            .ack
            .as_deref()
            .is_none_or(|wanted| ack.name() == wanted)
}

fn sort(chats: &mut [&Chat], query: &ChatsQuery) {
    match query.sort_by.as_deref() {
        Some("id") => chats.sort_by(|a, b| b.shown_as.written.cmp(&a.shown_as.written)),
        Some("name") => chats.sort_by(|a, b| b.name.cmp(&a.name)),
        _ => chats.sort_by_key(|chat| std::cmp::Reverse(chat.last().map(|message| message.at))),
    }
    if query.sort_order.as_deref() == Some("asc") {
        chats.reverse();
    }
}

fn page<T>(items: Vec<T>, offset: Option<usize>, limit: usize) -> impl Iterator<Item = T> {
    items
        .into_iter()
        .skip(offset.unwrap_or_default())
        .take(limit)
}
