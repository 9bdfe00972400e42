//! One question to a server that speaks the protocol of chat completions.

use std::time::Duration;

use outbound::Guard;
use reqwest::{
    Response,
    header::{ACCEPT, AUTHORIZATION, HeaderValue, RETRY_AFTER},
};
use serde_json::{Value, json};
use service_runtime::Secret;
use url::Url;

use crate::{Error, Form, Prompt, Usage, completion};

/// The largest answer read, in bytes. A form takes one in a hundred of it.
const LARGEST_ANSWER: usize = 64 * 1024;
/// The most tokens of an answer: a form with every field filled in has half of it.
const MOST_TOKENS: u32 = 500;
/// The same where thinking counts too.
const MOST_TOKENS_WITH_THOUGHT: u32 = 4000;

/// A model at a server.
#[derive(Debug, Clone)]
pub struct Endpoint {
    /// What `/chat/completions` is put behind.
    pub base: Url,
    /// What the server lets us in for; empty: it asks for nothing.
    pub key: Secret,
    /// What the server calls the model.
    pub model: String,
    /// How the form is asked for.
    pub output: Output,
    /// What kind of model it is.
    pub style: Style,
}

/// How a server is told what shape an answer has. We look at the answer in any case.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Output {
    /// By the schema.
    #[default]
    Schema,
    /// That it is JSON, and no more.
    Json,
    /// Not at all, in words only.
    Words,
}

/// The kinds of models, which are asked in slightly different words.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Style {
    /// One that answers at once.
    #[default]
    Chat,
    /// One that thinks before it answers.
    Reasoning,
}

impl Output {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Schema, Self::Json, Self::Words];

    /// As it is stored and said.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Schema => "schema",
            Self::Json => "json",
            Self::Words => "words",
        }
    }

    /// By what [`Output::as_str`] says.
    pub fn of(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.as_str() == text)
    }
}

impl Style {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Chat, Self::Reasoning];

    /// As it is stored and said.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Chat => "chat",
            Self::Reasoning => "reasoning",
        }
    }

    /// By what [`Style::as_str`] says.
    pub fn of(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.as_str() == text)
    }
}

/// What came of a question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// The form, or why there is none.
    pub form: Result<Form, Error>,
    /// What it took; where the server does not say so, what it can have taken at most.
    pub usage: Usage,
}

/// Asks models. Clones share connections.
#[derive(Debug, Clone)]
pub struct Client {
    http: reqwest::Client,
    guard: Guard,
}

impl Client {
    /// A client that waits for an answer so long and goes where the guard lets it.
    pub fn new(guard: Guard, timeout: Duration) -> Result<Self, reqwest::Error> {
        let http = outbound::client(guard, timeout)
            // A handshake for each message would take a good part of the time. Who is at the other end of an open
            // connection was looked at when it was made.
            .pool_max_idle_per_host(4)
            .pool_idle_timeout(Duration::from_secs(30))
            .build()?;
        Ok(Self { http, guard })
    }

    /// What a question may take at most, known before it is asked.
    pub fn at_most(endpoint: &Endpoint, prompt: &Prompt) -> Usage {
        let bytes = request(endpoint, prompt).to_string().len();
        Usage::at_most(bytes, most_tokens(endpoint.style))
    }

    /// Asks. Never longer than the timeout, whatever the server does.
    pub async fn ask(&self, endpoint: &Endpoint, prompt: &Prompt) -> Asked {
        let at_most = Self::at_most(endpoint, prompt);
        let (written, usage) = match self.exchange(endpoint, prompt).await {
            Ok(body) => completion::read(&body),
            Err(error) => (Err(error), None),
        };
        let is_free = written.as_ref().is_err_and(Error::is_free);
        Asked {
            form: written.and_then(|written| Form::read(&written)),
            usage: usage.unwrap_or(if is_free { Usage::default() } else { at_most }),
        }
    }

    async fn exchange(&self, endpoint: &Endpoint, prompt: &Prompt) -> Result<Vec<u8>, Error> {
        let base = self.guard.url(endpoint.base.as_str());
        let url = path(base.map_err(Error::Address)?)?;
        let mut request = self
            .http
            .post(url)
            .header(ACCEPT, "application/json")
            .json(&request(endpoint, prompt));
        if !endpoint.key.is_empty() {
            // The server is to know who asks.
            let key = format!("Bearer {}", endpoint.key.expose());
            let mut key = HeaderValue::try_from(key).map_err(|_| Error::Key)?;
            key.set_sensitive(true);
            request = request.header(AUTHORIZATION, key);
        }
        let response = request.send().await.map_err(|error| failure(&error))?;
        let status = response.status();
        if status.is_success() {
            return body(response).await;
        }
        // Its body may repeat the key, and is not read.
        let rest = response.headers().get(RETRY_AFTER);
        let rest = rest.and_then(|value| value.to_str().ok());
        Err(completion::refusal(status, rest))
    }
}

fn path(mut url: Url) -> Result<Url, Error> {
    url.path_segments_mut()
        .map_err(|()| Error::NotFound)?
        .pop_if_empty()
        .extend(["chat", "completions"]);
    Ok(url)
}

fn most_tokens(style: Style) -> u32 {
    match style {
        Style::Chat => MOST_TOKENS,
        Style::Reasoning => MOST_TOKENS_WITH_THOUGHT,
    }
}

fn request(endpoint: &Endpoint, prompt: &Prompt) -> Value {
    let (task, data) = prompt.parts();
    let mut request = json!({
        "model": endpoint.model,
        "messages": [
            {"role": "system", "content": task},
            {"role": "user", "content": data},
        ],
        "stream": false,
    });
    let most = most_tokens(endpoint.style);
    match endpoint.style {
        Style::Chat => {
            request["max_tokens"] = json!(most);
            request["temperature"] = json!(0);
        }
        // These refuse the former names.
        Style::Reasoning => request["max_completion_tokens"] = json!(most),
    }
    match endpoint.output {
        Output::Schema => {
            let schema = json!({"name": "message_form", "strict": true, "schema": Form::schema()});
            request["response_format"] = json!({"type": "json_schema", "json_schema": schema});
        }
        Output::Json => request["response_format"] = json!({"type": "json_object"}),
        Output::Words => {}
    }
    request
}

async fn body(mut response: Response) -> Result<Vec<u8>, Error> {
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|error| failure(&error))? {
        if body.len() + chunk.len() > LARGEST_ANSWER {
            return Err(Error::TooLarge);
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

/// What a failed call means. Its own words may hold the URL.
fn failure(error: &reqwest::Error) -> Error {
    if let Some(refused) = outbound::refusal(error) {
        Error::Address(refused)
    } else if error.is_timeout() {
        Error::Timeout
    } else if error.is_connect() {
        Error::Unreachable
    } else {
        Error::Protocol
    }
}
