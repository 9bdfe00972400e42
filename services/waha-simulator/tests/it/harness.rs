//! A simulator for one test, a client for it, and a receiver for its webhooks.

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::routing::post;
use http::{HeaderMap, Method, Request, StatusCode};
use http_body_util::BodyExt as _;
use serde_json::{Value, json};
use service_runtime::config;
use tokio::net::TcpListener;
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;
use tower::ServiceExt as _;
use waha_simulator::{Settings, Simulator};

pub(crate) const KEY: &str = "the-key-of-the-test";
pub(crate) const SHOP: &str = "971501234567";
pub(crate) const CUSTOMER: &str = "971509876543";
pub(crate) const CUSTOMER_CHAT: &str = "971509876543@c.us";
/// Long enough for anything that comes at all.
const PATIENCE: Duration = Duration::from_secs(20);

/// A simulator without a socket: its router is called.
#[derive(Debug, Clone)]
pub(crate) struct Waha {
    router: Router,
    stopping: CancellationToken,
}

/// An answer.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) bytes: Bytes,
}

impl Answer {
    /// The body as JSON; null when it is empty.
    pub(crate) fn json(&self) -> Value {
        if self.bytes.is_empty() {
            return Value::Null;
        }
        serde_json::from_slice(&self.bytes).expect("the body is JSON")
    }

    /// The body as JSON of an answer that must have this status.
    #[track_caller]
    pub(crate) fn ok(&self, status: u16) -> Value {
        assert_eq!(
            self.status.as_u16(),
            status,
            "{}",
            String::from_utf8_lossy(&self.bytes)
        );
        self.json()
    }
}

impl Waha {
    /// With the defaults, and a clock as fast as the real one (which tests pause).
    pub(crate) fn new() -> Self {
        Self::with(&[])
    }

    /// With settings as the environment would give them: `("WAHA__ENGINE", "NOWEB")`.
    pub(crate) fn with(settings: &[(&str, &str)]) -> Self {
        let mut environment = vec![("PEYK__WAHA__API_KEY".to_owned(), KEY.to_owned())];
        environment.extend(
            settings
                .iter()
                .map(|(k, v)| (format!("PEYK__{k}"), (*v).to_owned())),
        );
        let settings: Settings = config::load(None, environment).expect("the settings are right");
        let address = SocketAddr::from(([127, 0, 0, 1], 8083));
        let stopping = CancellationToken::new();
        let simulator =
            Simulator::new(settings, address, stopping.clone()).expect("a simulator needs nothing");
        Self {
            router: simulator.router(),
            stopping,
        }
    }

    /// Asks the simulator to stop.
    pub(crate) fn stop(&self) {
        self.stopping.cancel();
    }

    /// As [`Waha::with`], with waits a fiftieth of what WAHA's are.
    pub(crate) fn fast() -> Self {
        Self::with(&[("CLOCK__SCALE", "50")])
    }

    /// Sends a request as it is.
    pub(crate) async fn send(&self, request: Request<Body>) -> Answer {
        let response = self
            .router
            .clone()
            .oneshot(request)
            .await
            .expect("the router answers everything");
        let (parts, body) = response.into_parts();
        let bytes = body
            .collect()
            .await
            .expect("the body is in memory")
            .to_bytes();
        Answer {
            status: parts.status,
            headers: parts.headers,
            bytes,
        }
    }

    /// Opens a stream of server-sent events.
    pub(crate) async fn events(&self, path: &str) -> Events {
        let request = Request::get(path)
            .body(Body::empty())
            .expect("the request is right");
        let response = self
            .router
            .clone()
            .oneshot(request)
            .await
            .expect("the router answers");
        assert_eq!(response.headers()["content-type"], "text/event-stream");
        Events(response.into_body())
    }

    /// Sends JSON with the key.
    pub(crate) async fn call(&self, method: Method, path: &str, body: Option<&Value>) -> Answer {
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header("X-Api-Key", KEY);
        if body.is_some() {
            request = request.header("Content-Type", "application/json");
        }
        let body = body.map_or_else(Body::empty, |body| Body::from(body.to_string()));
        self.send(request.body(body).expect("the request is right"))
            .await
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.call(Method::GET, path, None).await
    }

    pub(crate) async fn post(&self, path: &str, body: Value) -> Answer {
        self.call(Method::POST, path, Some(&body)).await
    }

    /// Makes and starts a session with this configuration.
    pub(crate) async fn create(&self, name: &str, config: Value) -> Value {
        let body = json!({"name": name, "start": true, "config": config});
        self.post("/api/sessions", body).await.ok(201)
    }

    /// Waits until a session has this status.
    pub(crate) async fn until(&self, name: &str, status: &str) -> Value {
        let wait = async {
            loop {
                let session = self.get(&format!("/api/sessions/{name}")).await.ok(200);
                if session["status"] == status {
                    return session;
                }
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        // Far longer than any QR code lives, for tests with a paused clock.
        let patience = Duration::from_mins(10);
        tokio::time::timeout(patience, wait)
            .await
            .expect("the session gets there")
    }

    /// Makes a session and links [`SHOP`] to it.
    pub(crate) async fn linked(&self, name: &str, config: Value) {
        self.create(name, config).await;
        self.until(name, "SCAN_QR_CODE").await;
        self.scan(name, SHOP).await.ok(200);
        self.until(name, "WORKING").await;
    }

    pub(crate) async fn scan(&self, name: &str, phone: &str) -> Answer {
        self.post(
            &format!("/sim/sessions/{name}/scan"),
            json!({"phone": phone}),
        )
        .await
    }

    pub(crate) async fn inbound(&self, name: &str, message: Value) -> Value {
        self.post(&format!("/sim/sessions/{name}/inbound"), message)
            .await
            .ok(200)
    }

    /// [`CUSTOMER`] writes.
    pub(crate) async fn customer_says(&self, name: &str, text: &str) -> Value {
        self.inbound(name, json!({"from": CUSTOMER, "text": text}))
            .await
    }

    /// Sends a text to [`CUSTOMER`].
    pub(crate) async fn send_text(&self, name: &str, text: &str, id: Option<&str>) -> Answer {
        let body = json!({"session": name, "chatId": CUSTOMER_CHAT, "text": text, "id": id});
        self.post("/api/sendText", body).await
    }

    /// What reached [`CUSTOMER`].
    pub(crate) async fn delivered(&self, name: &str) -> Vec<Value> {
        let path = format!("/sim/sessions/{name}/delivered?chat={CUSTOMER_CHAT}");
        let delivered = self.get(&path).await.ok(200);
        delivered.as_array().expect("a list").clone()
    }
}

/// Server-sent events.
#[derive(Debug)]
pub(crate) struct Events(Body);

impl Events {
    /// The next event; `None` when the server has ended the stream.
    pub(crate) async fn next(&mut self) -> Option<Value> {
        loop {
            let frame = self.0.frame().await?.expect("the stream does not break");
            let text = frame.into_data().expect("events are data");
            let text = String::from_utf8(text.to_vec()).expect("events are UTF-8");
            // A comment keeps the connection alive and is no event.
            if let Some(data) = text.strip_prefix("data: ") {
                return Some(serde_json::from_str(data).expect("an event is JSON"));
            }
        }
    }
}

/// A webhook that arrived.
#[derive(Debug, Clone)]
pub(crate) struct Arrival {
    pub(crate) headers: HeaderMap,
    pub(crate) bytes: Bytes,
}

impl Arrival {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.bytes).expect("a webhook is JSON")
    }

    pub(crate) fn event(&self) -> String {
        self.json()["event"]
            .as_str()
            .expect("an event has a name")
            .to_owned()
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .get(name)
            .map(|value| value.to_str().expect("headers are ASCII"))
    }
}

/// Takes webhooks.
#[derive(Debug)]
pub(crate) struct Receiver {
    pub(crate) url: String,
    inbox: Arc<Inbox>,
    server: tokio::task::JoinHandle<()>,
}

#[derive(Debug, Default)]
struct Inbox {
    /// What to answer next; 200 when there is nothing.
    answers: Mutex<VecDeque<u16>>,
    arrivals: Mutex<Vec<Arrival>>,
    arrived: Notify,
}

impl Receiver {
    /// Listens on a free port of this machine; answers these statuses first, then 200.
    pub(crate) async fn answering(answers: impl IntoIterator<Item = u16>) -> Self {
        let inbox = Arc::new(Inbox {
            answers: Mutex::new(answers.into_iter().collect()),
            ..Inbox::default()
        });
        let router = Router::new()
            .route("/hook", post(receive))
            .with_state(Arc::clone(&inbox));
        let listener = TcpListener::bind("127.0.0.1:0")
            .await
            .expect("a port is free");
        let address = listener.local_addr().expect("it is bound");
        let server = tokio::spawn(async move {
            axum::serve(listener, router).await.expect("it serves");
        });
        Self {
            url: format!("http://{address}/hook?tenant_id=1"),
            inbox,
            server,
        }
    }

    pub(crate) async fn new() -> Self {
        Self::answering([]).await
    }

    /// A configuration with this receiver and these events.
    pub(crate) fn config(&self, events: &[&str]) -> Value {
        json!({"webhooks": [{"url": self.url, "events": events}]})
    }

    /// All that has arrived.
    pub(crate) fn arrivals(&self) -> Vec<Arrival> {
        lock(&self.inbox.arrivals).clone()
    }

    /// What has arrived and fits, in order of the envelopes' times, once there are `count`.
    pub(crate) async fn wait_for(
        &self,
        count: usize,
        fits: impl Fn(&Value) -> bool,
    ) -> Vec<Arrival> {
        let wait = async {
            loop {
                let arrived = self.inbox.arrived.notified();
                let mut fitting = self.arrivals();
                fitting.retain(|arrival| fits(&arrival.json()));
                if fitting.len() >= count {
                    fitting.sort_by_key(|arrival| arrival.json()["timestamp"].as_i64());
                    return fitting;
                }
                arrived.await;
            }
        };
        let seen = || {
            self.arrivals()
                .iter()
                .map(Arrival::event)
                .collect::<Vec<_>>()
        };
        let arrived = tokio::time::timeout(PATIENCE, wait).await;
        arrived.unwrap_or_else(|_| panic!("{count} webhooks that fit; there were {:?}", seen()))
    }

    /// The first that is of this event.
    pub(crate) async fn event(&self, event: &str) -> Arrival {
        self.wait_for(1, |envelope| envelope["event"] == event)
            .await
            .remove(0)
    }
}

impl Drop for Receiver {
    fn drop(&mut self) {
        self.server.abort();
    }
}

async fn receive(State(inbox): State<Arc<Inbox>>, headers: HeaderMap, bytes: Bytes) -> StatusCode {
    let answer = lock(&inbox.answers).pop_front().unwrap_or(200);
    lock(&inbox.arrivals).push(Arrival { headers, bytes });
    inbox.arrived.notify_waiters();
    StatusCode::from_u16(answer).expect("a status of the test")
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
