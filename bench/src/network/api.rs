//! What WAHA answers.

use std::sync::{Arc, atomic::Ordering};

use axum::{
    Json, Router,
    extract::{Path, State},
    http::StatusCode,
    routing::{get, post},
};
use serde::Deserialize;
use serde_json::{Value, json};
use service_runtime::clock;

use super::{bodies::About, server::Waha};
use crate::crowd::Chat;

type Shared = State<Arc<Waha>>;

/// The calls that a worker makes. An unknown one is a 404 and a line in the log: then this file is too old.
pub(super) fn router() -> Router<Arc<Waha>> {
    let done = async || (StatusCode::CREATED, Json(json!({ "result": true })));
    let no_lid =
        async |Path((_, lid)): Path<(String, String)>| Json(json!({ "lid": lid, "pn": null }));
    Router::new()
        .route("/api/{session}/new-message-id", get(new_message_id))
        .route("/api/sendText", post(send_text))
        .route(
            "/api/sendSeen",
            post(async || (StatusCode::CREATED, Json(json!({ "ids": [] })))),
        )
        .route("/api/startTyping", post(done))
        .route("/api/stopTyping", post(done))
        .route(
            "/api/{session}/chats/{chat}/messages",
            get(async || Json(json!([]))),
        )
        .route(
            "/api/{session}/chats/{chat}/messages/{id}",
            get(async || Json(Value::Null)),
        )
        .route("/api/{session}/lids/{lid}", get(no_lid))
        .route("/api/{session}/presence/{chat}/subscribe", post(done))
        .route("/api/sessions/{session}", get(session))
}

async fn new_message_id(State(waha): Shared) -> Json<Value> {
    let number = waha.next_id.fetch_add(1, Ordering::Relaxed);
    Json(json!({ "id": format!("3EB0{number:016X}") }))
}

async fn session(Path(name): Path<String>) -> Json<Value> {
    Json(json!({ "name": name, "status": "WORKING", "engine": { "engine": "GOWS" } }))
}

#[derive(Deserialize)]
struct SendText {
    #[serde(rename = "chatId")]
    chat: String,
    text: String,
    id: Option<String>,
}

async fn send_text(State(waha): Shared, Json(sent): Json<SendText>) -> (StatusCode, Json<Value>) {
    waha.ledger.answer(&sent.text);
    let number = waha.next_id.fetch_add(4, Ordering::Relaxed);
    let stanza = sent.id.unwrap_or_else(|| format!("3EB0{number:016X}"));
    let answer = json!({
        "id": format!("true_{}_{stanza}", sent.chat),
        "_data": { "Info": { "ID": stanza, "IsFromMe": true }, "Message": { "extendedTextMessage": { "text": sent.text } } },
    });
    if waha.echoes
        && let Some(chat) = waha.chat_of(&sent.chat)
    {
        tokio::spawn(tell(Arc::clone(&waha), chat, stanza, sent.text, number));
    }
    (StatusCode::CREATED, Json(answer))
}

/// Tells of a message that was sent.
async fn tell(waha: Arc<Waha>, chat: Chat, stanza: String, text: String, event: u64) {
    let Some(events) = &waha.events else { return };
    let about = About {
        chat: &chat,
        stanza: &stanza,
        text: &text,
        ack: 1,
        event,
        now: clock::now(),
    };
    if let Err(error) = events.aftermath(&waha.bodies, &about).await {
        eprintln!("cannot tell of {stanza}: {error:#}");
    }
}
