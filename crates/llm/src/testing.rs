//! A server that speaks the protocol on this machine, and says what a test wants.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use axum::{
    Router,
    body::{Body, Bytes},
    extract::State,
    http::{HeaderMap, StatusCode, Uri, header},
    response::{IntoResponse, Response},
};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use url::Url;

/// What the server answers to everything, until a test wants something else.
#[derive(Debug, Clone)]
pub enum Reply {
    /// A form, with these fields filled in.
    Form(Value),
    /// A model's words, which may be no form.
    Words(String),
    /// A body of any kind.
    Body(Vec<u8>),
    /// A status, with a header, and a body that repeats the key.
    Status(u16, Option<(&'static str, &'static str)>),
    /// Nothing, for ever.
    Hang,
}

/// A request as the server saw it.
#[derive(Debug, Clone)]
pub struct Seen {
    /// Its path.
    pub path: String,
    /// Its header `authorization`.
    pub authorization: String,
    /// Its body.
    pub body: Value,
}

impl Seen {
    /// What the user's turn holds: the data of the prompt.
    pub fn data(&self) -> Value {
        let data = self.body["messages"][1]["content"].as_str();
        serde_json::from_str(data.unwrap_or_default()).unwrap_or_default()
    }
}

/// The server. It ends with the runtime of the test.
#[derive(Debug, Clone)]
pub struct Model {
    url: Url,
    reply: Arc<Mutex<Reply>>,
    seen: Arc<Mutex<Vec<Seen>>>,
}

impl Model {
    /// Starts one.
    ///
    /// # Panics
    ///
    /// Where no port is to be had.
    pub async fn start(reply: Reply) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let model = Self {
            url: format!("http://{address}/v1").parse().expect("a URL"),
            reply: Arc::new(Mutex::new(reply)),
            seen: Arc::default(),
        };
        let router = Router::new().fallback(answer).with_state(model.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        model
    }

    /// Its URL, as a tenant would enter it.
    pub fn url(&self) -> Url {
        self.url.clone()
    }

    /// Answers this from now on.
    pub fn answer(&self, reply: Reply) {
        *self.reply.lock().unwrap_or_else(PoisonError::into_inner) = reply;
    }

    /// Notes a request; what is to be answered.
    fn note(&self, seen: Seen) -> Reply {
        let mut log = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        log.push(seen);
        let reply = self.reply.lock().unwrap_or_else(PoisonError::into_inner);
        reply.clone()
    }

    /// What it was asked so far.
    pub fn seen(&self) -> Vec<Seen> {
        let seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        seen.clone()
    }
}

/// A form in which these fields are filled in and all others are empty.
pub fn form(fields: &Value) -> Value {
    let mut form = json!({
        "language": null, "intent": null, "budget": null, "bedrooms": null, "area": [], "area_not": [],
        "property_type": [], "timeline": null, "financing": null, "name": null, "faq": [],
    });
    for (field, value) in fields.as_object().into_iter().flatten() {
        form[field] = value.clone();
    }
    form
}

/// The body with a model's words, as servers answer it.
pub fn completion(words: &str) -> Value {
    json!({
        "id": "chatcmpl-1", "object": "chat.completion", "created": 1, "model": "test",
        "choices": [{
            "index": 0,
            "message": {"role": "assistant", "content": words, "refusal": null},
            "finish_reason": "stop",
        }],
        "usage": {"prompt_tokens": 700, "completion_tokens": 80, "total_tokens": 780},
    })
}

async fn answer(State(model): State<Model>, uri: Uri, headers: HeaderMap, body: Bytes) -> Response {
    let authorization = headers.get(header::AUTHORIZATION);
    let authorization = authorization.and_then(|value| value.to_str().ok());
    let seen = Seen {
        path: uri.path().to_owned(),
        authorization: authorization.unwrap_or_default().to_owned(),
        body: serde_json::from_slice(&body).unwrap_or_default(),
    };
    let key = seen.authorization.clone();
    let reply = model.note(seen);
    let json = |body: String| ([(header::CONTENT_TYPE, "application/json")], body);
    match reply {
        Reply::Form(fields) => {
            json(completion(&form(&fields).to_string()).to_string()).into_response()
        }
        Reply::Words(words) => json(completion(&words).to_string()).into_response(),
        Reply::Body(body) => Body::from(body).into_response(),
        Reply::Status(status, headers) => {
            let status = StatusCode::from_u16(status).unwrap_or(StatusCode::IM_A_TEAPOT);
            let error = json!({"error": {"message": format!("Incorrect API key provided: {key}")}});
            (
                status,
                headers.map_or([("x-none", "")], |header| [header]),
                json(error.to_string()),
            )
                .into_response()
        }
        Reply::Hang => {
            tokio::time::sleep(Duration::from_hours(1)).await;
            StatusCode::OK.into_response()
        }
    }
}
