//! WAHA's side: every webhook again and again until it has a 2xx.

use std::{
    collections::BTreeSet,
    fmt,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use bytes::Bytes;
use domain::TenantId;
use reqwest::StatusCode;
use tokio::{sync::watch, task::JoinSet};

use crate::harness::{PATIENCE, Stack, session};

/// How many are posted at once.
const AT_ONCE: usize = 64;
/// What WAHA waits after an answer that asks for nothing longer, or none.
const PAUSE: Duration = Duration::from_millis(50);
/// How long all of them may take without one being accepted.
const STANDSTILL: Duration = PATIENCE;

/// One delivery.
pub(super) struct Webhook {
    pub(super) tenant: TenantId,
    /// The event that it tells of. Copies tell of the same one.
    pub(super) event: usize,
    pub(super) body: Bytes,
    signature: String,
}

/// All that is posted.
pub(super) struct Webhooks(Vec<Webhook>);

/// What became of them.
#[derive(Clone, Default)]
pub(super) struct Posted {
    /// The webhooks that got a 2xx.
    accepted: BTreeSet<usize>,
    /// Answers with 503.
    pub(super) refused: usize,
    /// Requests without an answer.
    pub(super) broken: usize,
}

impl Webhooks {
    /// Messages from customers and of our own, and how far those came. Every third event comes in copies: under WAHA's
    /// other name, by the other address, and word for word.
    pub(super) fn new(count: usize, tenants: i64) -> Self {
        let mut webhooks = Vec::with_capacity(count + 3);
        let mut event = 0;
        while webhooks.len() < count {
            event += 1;
            let tenant = 1 + i64::try_from(event).unwrap() % tenants;
            let tenant = TenantId::try_from(tenant).unwrap();
            let body = |name: &str, chat: &str, extra: &str| {
                let from_me = event % 5 == 0;
                format!(
                    r#"{{"id":"evt_{event}{name}","timestamp":1789480801500,"event":"{name}","session":"{}","payload":{{"id":"{from_me}_{chat}_AC{event}","timestamp":1789480800,"body":"Hi"{extra}}}}}"#,
                    session(tenant)
                )
            };
            let bodies = match event % 6 {
                0 => vec![body("message.ack", "12025550143@c.us", r#","ack":3"#)],
                3 => {
                    let first = body("message.any", "12025550143@c.us", "");
                    let twin = body("message", "12025550143@c.us", "");
                    let by_lid = body("message.any", "201938475610293@lid", "");
                    vec![first.clone(), twin, by_lid, first]
                }
                _ => vec![body("message.any", "12025550143@c.us", "")],
            };
            webhooks.extend(bodies.into_iter().map(|body| Webhook {
                tenant,
                event,
                signature: Stack::sign(tenant, body.as_bytes()),
                body: body.into(),
            }));
        }
        webhooks.truncate(count);
        Self(webhooks)
    }

    pub(super) fn all(&self) -> &[Webhook] {
        &self.0
    }

    /// How many events they tell of.
    pub(super) fn events(&self) -> usize {
        let events = self.0.iter().map(|webhook| webhook.event);
        events.collect::<BTreeSet<_>>().len()
    }
}

impl Posted {
    pub(super) fn accepted(&self) -> usize {
        self.accepted.len()
    }

    pub(super) fn was_accepted(&self, webhook: usize) -> bool {
        self.accepted.contains(&webhook)
    }
}

impl fmt::Debug for Posted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            refused, broken, ..
        } = self;
        let accepted = self.accepted();
        write!(
            f,
            "{accepted} answers 202, {refused} answers 503, {broken} requests without an answer"
        )
    }
}

/// The posting, under way.
pub(super) struct Posting {
    tasks: JoinSet<()>,
    posted: Arc<Mutex<Posted>>,
    accepted: watch::Receiver<usize>,
}

impl Posting {
    /// Waits until this many got a 2xx.
    pub(super) async fn until_accepted(&self, count: usize) {
        let mut accepted = self.accepted.clone();
        while *accepted.borrow_and_update() < count {
            let more = tokio::time::timeout(STANDSTILL, accepted.changed()).await;
            more.expect("webhooks are accepted again").unwrap();
        }
    }

    pub(super) async fn finish(mut self) -> Posted {
        while let Some(done) = self.tasks.join_next().await {
            done.unwrap();
        }
        let posted = self.posted.lock().unwrap_or_else(PoisonError::into_inner);
        posted.clone()
    }
}

/// Begins to post all of them to `url`.
pub(super) fn post_all(url: &str, webhooks: &Arc<Webhooks>) -> Posting {
    let http = e2e::http_client().unwrap();
    let posted = Arc::new(Mutex::new(Posted::default()));
    let (sender, accepted) = watch::channel(0);
    let next = Arc::new(AtomicUsize::new(0));
    let mut tasks = JoinSet::new();
    for _ in 0..AT_ONCE {
        let (http, url) = (http.clone(), url.to_owned());
        let (webhooks, posted) = (Arc::clone(webhooks), Arc::clone(&posted));
        let (next, sender) = (Arc::clone(&next), sender.clone());
        tasks.spawn(async move {
            loop {
                let number = next.fetch_add(1, Ordering::Relaxed);
                let Some(webhook) = webhooks.all().get(number) else {
                    return;
                };
                let accepted = post_until_accepted(&http, &url, webhook).await;
                let mut posted = posted.lock().unwrap_or_else(PoisonError::into_inner);
                posted.refused += accepted.refused;
                posted.broken += accepted.broken;
                posted.accepted.insert(number);
                sender.send_replace(posted.accepted.len());
            }
        });
    }
    Posting {
        tasks,
        posted,
        accepted,
    }
}

/// How often a webhook was posted in vain.
#[derive(Default)]
struct InVain {
    refused: usize,
    broken: usize,
}

async fn post_until_accepted(http: &reqwest::Client, url: &str, webhook: &Webhook) -> InVain {
    let url = format!("{url}/api/webhook/waha?tenant_id={}", webhook.tenant);
    let mut in_vain = InVain::default();
    loop {
        let request = http
            .post(&url)
            .header("content-type", "application/json")
            .header("X-Webhook-Hmac", &webhook.signature)
            .body(webhook.body.clone());
        let pause = match request.send().await {
            Ok(answer) if answer.status() == StatusCode::ACCEPTED => return in_vain,
            Ok(answer) => {
                // Whatever is broken behind it, the door says nothing else of a good webhook.
                assert_eq!(answer.status(), StatusCode::SERVICE_UNAVAILABLE);
                in_vain.refused += 1;
                let seconds = answer.headers()["retry-after"].to_str().unwrap();
                Duration::from_secs(seconds.parse().unwrap())
            }
            Err(_) => {
                in_vain.broken += 1;
                PAUSE
            }
        };
        tokio::time::sleep(pause).await;
    }
}
