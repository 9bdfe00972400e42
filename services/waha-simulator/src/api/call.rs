//! What calls about chats have in common.

use axum::Json;
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http::StatusCode;
use serde_json::{Value, json};
use service_runtime::clock;

use crate::api::{ApiError, ApiResult, Body};
use crate::ids;
use crate::network::{Ack, ChatRef, Media, Message, SharedAccount, Source, lock};
use crate::session::{Action, ActionKind, Session};
use crate::timestamps::Timestamp;

/// One request, for the exceptions that echo it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Call<'a> {
    pub(super) path: &'static str,
    pub(super) body: &'a Body,
}

/// What a send sends.
#[derive(Debug, Default)]
pub(super) struct Content {
    pub(super) text: Option<String>,
    pub(super) media: Option<Media>,
    /// The bytes of the media, where the request has them.
    pub(super) data: Option<Bytes>,
}

impl Call<'_> {
    /// A field that WAHA uses without a check: what is missing blows up inside of it.
    pub(super) fn text(&self, key: &str) -> ApiResult<String> {
        self.body.text(key).map(str::to_owned).ok_or_else(|| {
            let message = format!("Cannot read properties of undefined (reading '{key}')");
            self.exception("TypeError", message)
        })
    }

    pub(super) fn chat(&self) -> ApiResult<ChatRef> {
        let text = self.text("chatId")?;
        ChatRef::parse(&text)
            .ok_or_else(|| self.exception("Error", format!("failed to parse JID '{text}'")))
    }

    /// The file and its caption. One that comes as a URL is not fetched: it has no bytes here.
    pub(super) fn file(&self, mimetype: &str) -> ApiResult<Content> {
        let invalid = |problem: &str| ApiError::invalid(vec![problem.to_owned()]);
        let file = self.body.get("file");
        let text = |key| file.and_then(|file| file.get(key)).and_then(Value::as_str);
        let data = match (text("data"), text("url")) {
            (Some(data), _) => Some(
                STANDARD
                    .decode(data)
                    .map_err(|_| invalid("file.data must be base64 encoded"))?,
            ),
            (None, Some(_)) => None,
            (None, None) => return Err(invalid("file must be an object with url or data")),
        };
        let mimetype = text("mimetype").unwrap_or(mimetype).to_owned();
        let mut media = Media::parse(mimetype, text("filename").map(str::to_owned))
            .ok_or_else(|| invalid("file.mimetype must be a MIME type"))?;
        media.is_stored = data.is_some();
        Ok(Content {
            text: self.body.text("caption").map(str::to_owned),
            media: Some(media),
            data: data.map(Bytes::from),
        })
    }

    pub(super) fn exception(&self, name: &'static str, message: impl Into<String>) -> ApiError {
        ApiError::Exception {
            name,
            message: message.into(),
            request: json!({
                "path": self.path,
                "method": "POST",
                "body": self.body.0,
                "query": {},
            }),
        }
    }
}

/// The chat id of a path or a query.
pub(super) fn chat_in_path(text: &str) -> ApiResult<ChatRef> {
    ChatRef::parse(text).ok_or_else(|| ApiError::bad_request(format!("'{text}' is no chat id")))
}

/// Notes what a client did.
pub(super) fn note(session: &Session, chat: &ChatRef, kind: ActionKind) {
    let at = clock::now();
    let mut state = session.state();
    state.activity = Some(ids::unix_millis(at));
    state.act(Action {
        at: Timestamp(at),
        kind,
        chat: chat.written.clone(),
    });
}

/// A message that this WAHA sends for the account.
pub(super) fn own(
    account: &SharedAccount,
    chat: ChatRef,
    stanza: String,
    body: Option<String>,
) -> Message {
    let push_name = lock(account).push_name.clone();
    Message {
        stanza,
        chat,
        from_me: true,
        source: Source::Api,
        forgotten: false,
        body,
        at: clock::now(),
        ack: Ack::Pending,
        push_name,
        refused: false,
        participant: None,
        media: None,
        place: None,
        vcards: Vec::new(),
        quote: None,
        sends: 1,
        seen: false,
    }
}

/// The answer of a POST.
pub(super) fn created(body: Value) -> Response {
    (StatusCode::CREATED, Json(body)).into_response()
}
