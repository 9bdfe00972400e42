//! Sends events out: each webhook and event is a chain of its own, as in WAHA. No order, no
//! queue that survives, every answer but a 2xx tried again.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, header};
use rand::RngExt as _;
use service_runtime::clock;
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::clock::SimClock;
use crate::ids;
use crate::network::lock;
use crate::session::Webhook;
use crate::sim::Faults;
use crate::timestamps::Timestamp;
use crate::webhooks::{Attempt, Delivery, DeliveryLog, LogEntry, Outcome, signature};

/// An event, put into words for one webhook.
#[derive(Debug)]
pub(crate) struct Event {
    pub(crate) id: String,
    pub(crate) name: &'static str,
    pub(crate) session: String,
    pub(crate) message_id: Option<String>,
    /// Milliseconds since 1970.
    pub(crate) timestamp: i64,
    /// The envelope, as it is signed and sent, also on retries.
    pub(crate) body: Bytes,
}

/// How much the dispatcher may hold.
#[derive(Debug, Clone, Copy)]
pub(crate) struct DispatchLimits {
    /// POSTs open at one time. WAHA has no such limit; a laptop's file descriptors have.
    pub(crate) in_flight: usize,
    /// Deliveries waiting for their turn or their retry. What comes on top is lost.
    pub(crate) pending: usize,
    /// Deliveries remembered in the log.
    pub(crate) log: usize,
}

/// Posts webhooks.
#[derive(Debug)]
pub(crate) struct Dispatcher {
    client: reqwest::Client,
    user_agent: HeaderValue,
    clock: SimClock,
    faults: Arc<Faults>,
    pub(crate) log: DeliveryLog,
    in_flight: Semaphore,
    pending: usize,
    /// Cancelled when WAHA "restarts": its queue was in memory.
    life: Mutex<CancellationToken>,
    tasks: TaskTracker,
}

impl Dispatcher {
    /// `version` is WAHA's, for the `User-Agent`.
    pub(crate) fn new(
        version: &str,
        clock: SimClock,
        faults: Arc<Faults>,
        limits: DispatchLimits,
    ) -> anyhow::Result<Arc<Self>> {
        // Refused only when another provider is installed already, which serves as well.
        let _ = rustls::crypto::ring::default_provider().install_default();
        // No request timeout: WAHA has none, and a receiver that hangs is to be felt. The default
        // redirect policy follows as axios does (301 and 302 turn the POST into a GET). No proxy:
        // the receivers are on this machine, whatever its environment says.
        let client = reqwest::Client::builder()
            .connect_timeout(Duration::from_secs(10))
            .no_proxy()
            .build()?;
        Ok(Arc::new(Self {
            client,
            user_agent: HeaderValue::try_from(format!("WAHA/{version}"))?,
            clock,
            faults,
            log: DeliveryLog::new(limits.log),
            in_flight: Semaphore::new(limits.in_flight),
            pending: limits.pending,
            life: Mutex::default(),
            tasks: TaskTracker::new(),
        }))
    }

    /// Starts a delivery; returns at once.
    pub(crate) fn send(self: &Arc<Self>, webhook: &Webhook, event: &Event) {
        let request_id = ids::request();
        let entry = self.log.open(Delivery {
            id: event.id.clone(),
            event: event.name,
            session: event.session.clone(),
            message_id: event.message_id.clone(),
            url: receiver(webhook),
            request_id: request_id.clone(),
            attempts: Vec::new(),
            delivered_at: None,
            lost: None,
        });
        let fate = self.faults.webhook_fate();
        if fate.drop {
            self.log.lose(entry, "dropped: the fault `webhook_drop`");
            return;
        }
        if self.tasks.len() >= self.pending {
            self.log.lose(entry, "too many deliveries are pending");
            return;
        }
        let headers = self.headers(webhook, event, &request_id);
        for _ in 0..=usize::from(fate.duplicate) {
            let dispatcher = Arc::clone(self);
            let (webhook, headers, body) = (webhook.clone(), headers.clone(), event.body.clone());
            let life = lock(&self.life).clone();
            self.tasks.spawn(async move {
                let delivery = async {
                    dispatcher.clock.sleep(fate.delay).await;
                    dispatcher.deliver(&webhook, headers, body, entry).await;
                };
                if life.run_until_cancelled(delivery).await.is_none() {
                    dispatcher
                        .log
                        .lose(entry, "WAHA forgot it: its queue is in memory");
                }
            });
        }
    }

    /// Drops everything that is pending: the queue was in the memory of a process that is gone.
    pub(crate) fn forget(&self) {
        std::mem::take(&mut *lock(&self.life)).cancel();
    }

    async fn deliver(&self, webhook: &Webhook, headers: HeaderMap, body: Bytes, entry: LogEntry) {
        for retry in 1.. {
            let at = Timestamp(clock::now());
            let (outcome, retry_after) = self.post(webhook, headers.clone(), body.clone()).await;
            let done = matches!(outcome, Outcome::Status(200..=299));
            self.log.attempt(entry, Attempt { at, outcome });
            if done {
                return;
            }
            let jitter = rand::rng().random_range(0.0..=1.0);
            let Some(delay) = webhook.retries.before(retry, jitter, retry_after) else {
                self.log.lose(entry, "no attempts are left");
                return;
            };
            self.clock.sleep(delay).await;
        }
    }

    async fn post(
        &self,
        webhook: &Webhook,
        headers: HeaderMap,
        body: Bytes,
    ) -> (Outcome, Option<Duration>) {
        let _permit = self.in_flight.acquire().await;
        let request = self
            .client
            .post(webhook.url.clone())
            .headers(headers)
            .body(body);
        match request.send().await {
            Ok(response) => {
                let status = response.status().as_u16();
                let retry_after = retry_after(response.headers());
                // Read to the end, or the connection cannot be used again.
                drop(response.bytes().await);
                (Outcome::Status(status), retry_after)
            }
            // Without the URL, whose query may hold what is nobody's business.
            Err(error) => (Outcome::Error(causes(&error.without_url())), None),
        }
    }

    fn headers(&self, webhook: &Webhook, event: &Event, request_id: &str) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/json"),
        );
        headers.insert(
            header::ACCEPT,
            HeaderValue::from_static("application/json, text/plain, */*"),
        );
        headers.insert(header::USER_AGENT, self.user_agent.clone());
        for (name, value) in &webhook.custom_headers {
            let header = (HeaderName::try_from(name), HeaderValue::try_from(value));
            if let (Ok(name), Ok(value)) = header {
                headers.insert(name, value);
            } else {
                tracing::warn!(session = event.session, "a custom header is not sendable");
            }
        }
        let mut set = |name: &'static str, value: String| {
            let value = HeaderValue::try_from(value).expect("ids, numbers and hex are ASCII");
            headers.insert(HeaderName::from_static(name), value);
        };
        set("x-webhook-request-id", request_id.to_owned());
        set("x-webhook-timestamp", event.timestamp.to_string());
        if let Some(key) = &webhook.hmac_key {
            set("x-webhook-hmac", signature::sign(key, &event.body));
            set("x-webhook-hmac-algorithm", "sha512".to_owned());
        }
        headers
    }
}

fn receiver(webhook: &Webhook) -> String {
    let url = &webhook.url;
    let host = url.host_str().unwrap_or_default();
    match url.port() {
        Some(port) => format!("{host}:{port}{}", url.path()),
        None => format!("{host}{}", url.path()),
    }
}

fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let seconds = headers
        .get(header::RETRY_AFTER)?
        .to_str()
        .ok()?
        .trim()
        .parse()
        .ok()?;
    Some(Duration::from_secs(seconds))
}

fn causes(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text.push_str(": ");
        text.push_str(&error.to_string());
        cause = error.source();
    }
    text
}
