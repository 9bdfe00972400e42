//! One call to WAHA: path, key, time limit, span, metrics, and the meaning of its answer.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use bytes::{Bytes, BytesMut};
use reqwest::{
    Method, RequestBuilder, StatusCode,
    header::{ACCEPT, HeaderMap, HeaderValue},
    redirect,
};
use serde::{Serialize, de::DeserializeOwned};
use service_runtime::{config::Secret, telemetry};
use tracing::{Instrument, Span, field::Empty};
use url::Url;

use crate::{Auth, Chats, Error, Files, Messages, Server, Sessions, Settings, refusal};

/// The largest answer read. A page of history is far below; more is not WAHA speaking.
const LARGEST_ANSWER: usize = 16 * 1024 * 1024;

/// A client of one WAHA server. Clones share connections.
#[derive(Clone)]
pub struct Client {
    inner: Arc<Inner>,
}

struct Inner {
    http: reqwest::Client,
    api: Url,
    key: Secret,
    control_timeout: Duration,
    send_timeout: Duration,
}

/// The client cannot be made from these settings.
#[derive(Debug, thiserror::Error)]
pub enum BuildError {
    /// The API key has characters that no header takes.
    #[error("the API key of WAHA cannot be sent in a header")]
    Key,
    /// The URL has no place for a path.
    #[error("the URL of WAHA is not one that a path can be added to")]
    Url,
    /// The HTTP client did not start.
    #[error("the HTTP client cannot be made")]
    Http(#[source] reqwest::Error),
}

impl Client {
    /// A client for the server of the settings. Does not connect yet.
    pub fn new(settings: &Settings) -> Result<Self, BuildError> {
        // Fails only if the process has a provider already, which then serves as well.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let mut key =
            HeaderValue::from_str(settings.api_key.expose()).map_err(|_| BuildError::Key)?;
        key.set_sensitive(true);
        if settings.api_url.cannot_be_a_base() {
            return Err(BuildError::Url);
        }
        let http = reqwest::Client::builder()
            .default_headers(HeaderMap::from_iter([(API_KEY, key)]))
            .user_agent(concat!("peyk-waha/", env!("CARGO_PKG_VERSION")))
            .connect_timeout(settings.timeouts.connect_timeout)
            .tcp_keepalive(Duration::from_secs(30))
            // A redirect would carry the key to another server.
            .redirect(redirect::Policy::none())
            // So would a proxy that the environment names for the outside world.
            .no_proxy()
            .build()
            .map_err(BuildError::Http)?;
        Ok(Self {
            inner: Arc::new(Inner {
                http,
                api: settings.api_url.clone(),
                key: settings.api_key.clone(),
                control_timeout: settings.timeouts.control_timeout,
                send_timeout: settings.timeouts.send_timeout,
            }),
        })
    }

    /// Where it is: the API's address, which holds no secret.
    pub fn address(&self) -> &str {
        self.inner.api.as_str()
    }

    /// The sessions: creation, life, end.
    pub fn sessions(&self) -> Sessions<'_> {
        Sessions(self)
    }

    /// Linking a session to a phone.
    pub fn auth(&self) -> Auth<'_> {
        Auth(self)
    }

    /// Writing to people.
    pub fn messages(&self) -> Messages<'_> {
        Messages(self)
    }

    /// What was written before.
    pub fn chats(&self) -> Chats<'_> {
        Chats(self)
    }

    /// What people sent.
    pub fn files(&self) -> Files<'_> {
        Files(self)
    }

    /// The server itself.
    pub fn server(&self) -> Server<'_> {
        Server(self)
    }

    pub(crate) fn get(&self, call: &'static str, path: &[&str]) -> Request<'_> {
        self.request(call, Method::GET, path)
    }

    pub(crate) fn post(&self, call: &'static str, path: &[&str]) -> Request<'_> {
        self.request(call, Method::POST, path)
    }

    pub(crate) fn request(&self, call: &'static str, method: Method, path: &[&str]) -> Request<'_> {
        let mut url = self.inner.api.clone();
        url.path_segments_mut()
            .expect("`new` has checked that the URL takes a path")
            .pop_if_empty()
            .extend(path);
        self.request_url(call, method, url)
    }

    /// A call of a path that is written as it goes over the wire.
    pub(crate) fn get_below(&self, call: &'static str, path: &str) -> Request<'_> {
        let mut url = self.inner.api.clone();
        let root = url.path().trim_end_matches('/').to_owned();
        url.set_path(&format!("{root}/{path}"));
        self.request_url(call, Method::GET, url)
    }

    /// A call beside the API, at the server's root.
    pub(crate) fn root(&self, call: &'static str, path: &str) -> Request<'_> {
        let mut url = self.inner.api.clone();
        url.path_segments_mut()
            .expect("`new` has checked that the URL takes a path")
            .pop_if_empty()
            .pop()
            .push(path);
        self.request_url(call, Method::GET, url)
    }

    fn request_url(&self, call: &'static str, method: Method, url: Url) -> Request<'_> {
        let inner = &*self.inner;
        let builder = inner
            .http
            .request(method.clone(), url)
            .timeout(inner.control_timeout)
            .header(ACCEPT, "application/json");
        Request {
            inner,
            call,
            method,
            builder,
        }
    }
}

const API_KEY: reqwest::header::HeaderName = reqwest::header::HeaderName::from_static("x-api-key");

impl std::fmt::Debug for Client {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Client")
            .field("api", &self.inner.api.as_str())
            .finish_non_exhaustive()
    }
}

/// A call that is being put together.
pub(crate) struct Request<'a> {
    inner: &'a Inner,
    call: &'static str,
    method: Method,
    builder: RequestBuilder,
}

impl Request<'_> {
    pub(crate) fn json(mut self, body: &impl Serialize) -> Self {
        self.builder = self.builder.json(body);
        self
    }

    pub(crate) fn query(mut self, pairs: &[(&str, String)]) -> Self {
        self.builder = self.builder.query(pairs);
        self
    }

    pub(crate) fn accept(mut self, media_type: &'static str) -> Self {
        let accept = HeaderMap::from_iter([(ACCEPT, HeaderValue::from_static(media_type))]);
        self.builder = self.builder.headers(accept);
        self
    }

    /// Gives the call the time that a send needs.
    pub(crate) fn patient(mut self) -> Self {
        self.builder = self.builder.timeout(self.inner.send_timeout);
        self
    }

    /// Gives the call, with all of its answer, this time.
    pub(crate) fn within(mut self, limit: Duration) -> Self {
        self.builder = self.builder.timeout(limit);
        self
    }

    /// Sends the call and reads its answer, or the meaning of its failure.
    pub(crate) async fn send(self) -> Result<Answer, Error> {
        let body = self.told(async |response| read(response).await).await?;
        Ok(Answer { body })
    }

    /// Sends the call, and leaves it to the caller to read a successful answer.
    pub(crate) async fn open(self) -> Result<reqwest::Response, Error> {
        self.told(async |response| Ok(response)).await
    }

    /// Sends the call, takes a successful answer by `take`, and tells spans and metrics how it went.
    async fn told<T>(
        self,
        take: impl AsyncFnOnce(reqwest::Response) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let Self {
            inner,
            call,
            method,
            builder,
        } = self;
        let span = tracing::info_span!(
            "waha",
            otel.name = format!("{method} {call}"),
            otel.kind = "client",
            otel.status_code = Empty,
            http.request.method = method.as_str(),
            server.address = inner.api.host_str(),
            server.port = inner.api.port_or_known_default(),
            http.response.status_code = Empty,
            error.type = Empty,
        );
        let started = Instant::now();
        let work = async {
            let response = exchange(builder, inner.key.expose()).await?;
            take(response).await
        };
        let result = work.instrument(span.clone()).await;
        let outcome = result.as_ref().map_or_else(Error::kind, |_| "ok");
        if result.is_err() {
            span.record("error.type", outcome);
            span.record("otel.status_code", "error");
        }
        metrics::counter!("waha_requests_total", "call" => call, "outcome" => outcome).increment(1);
        metrics::histogram!("waha_request_duration_seconds", "call" => call)
            .record(started.elapsed().as_secs_f64());
        result
    }
}

/// Sends a call; the answer is a successful one.
async fn exchange(builder: RequestBuilder, key: &str) -> Result<reqwest::Response, Error> {
    let builder = match telemetry::current_traceparent() {
        Some(traceparent) => builder.header("traceparent", traceparent),
        None => builder,
    };
    let response = builder.send().await.map_err(Error::from_transport)?;
    let status = response.status();
    Span::current().record("http.response.status_code", status.as_u16());
    match status {
        StatusCode::OK | StatusCode::CREATED | StatusCode::ACCEPTED | StatusCode::NO_CONTENT => {
            Ok(response)
        }
        _ => Err(refusal::meaning(status, &read(response).await?, key)),
    }
}

async fn read(mut response: reqwest::Response) -> Result<Bytes, Error> {
    let mut body = BytesMut::new();
    loop {
        match response.chunk().await {
            Ok(Some(chunk)) if body.len() + chunk.len() > LARGEST_ANSWER => {
                return Err(Error::Protocol("the answer is too large".to_owned()));
            }
            Ok(Some(chunk)) => body.extend_from_slice(&chunk),
            Ok(None) => return Ok(body.freeze()),
            Err(error) => return Err(Error::from_transport(error)),
        }
    }
}

/// The body of a successful answer.
pub(crate) struct Answer {
    body: Bytes,
}

impl Answer {
    pub(crate) fn into_bytes(self) -> Bytes {
        self.body
    }

    pub(crate) fn json<T: DeserializeOwned>(&self) -> Result<T, Error> {
        serde_json::from_slice(&self.body).map_err(|error| {
            // serde's own words quote the value.
            let (line, column) = (error.line(), error.column());
            Error::Protocol(format!(
                "not the expected JSON at line {line}, column {column}"
            ))
        })
    }

    /// Like [`Answer::json`], where WAHA may say nothing or `null`.
    pub(crate) fn optional_json<T: DeserializeOwned>(&self) -> Result<Option<T>, Error> {
        if self.body.trim_ascii().is_empty() {
            return Ok(None);
        }
        self.json()
    }
}
