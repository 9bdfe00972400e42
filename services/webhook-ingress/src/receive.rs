//! The way of one webhook, from its first byte to JetStream's acknowledgement.

use std::{sync::Arc, time::Duration};

use axum::{
    Router,
    body::Bytes,
    extract::{DefaultBodyLimit, FromRequest, Query, Request, State},
    http::{
        HeaderMap, StatusCode, Uri,
        header::{AsHeaderName, CONTENT_ENCODING, CONTENT_LENGTH},
    },
    response::{IntoResponse, Response},
    routing::post,
};
use bus::PublishOutcome;
use domain::{Phone, TenantId};
use events::{LeadsByPhone, Routing, Unrouted};
use serde::Deserialize;
use service_runtime::{clock, telemetry};
use tokio::{
    sync::{Semaphore, watch},
    time::timeout,
};
use tracing::{
    Instrument, Span,
    field::{Empty, display},
};
use waha::signature::{self, Signature};

use crate::{
    WebhookSettings,
    answer::{self, Received, Refusal},
    places::Places,
    refusals::{Refusals, Refused},
    route::{Claim, Judge, Routed, Verdict},
    upstream::Upstream,
    webhook::Webhook,
};

/// Where WAHA posts.
const PATH: &str = "/api/webhook/waha";
/// How long a body may take to arrive. WAHA is near; a sender this slow holds a place.
const BODY_DEADLINE: Duration = Duration::from_secs(3);
/// The share of the places in which a question about a customer may be waited for: the tenants whose webhooks
/// need none are not to wait for those that do.
const SHARE_FOR_LOOKUPS: usize = 4;
/// The id of a delivery, the same on its retries (WAHA from 2024.11).
const REQUEST_ID: &str = "x-webhook-request-id";

/// What takes webhooks.
pub(crate) struct Door<U> {
    judge: Judge,
    /// Whether the judge knows the tenants yet.
    routes_loaded: watch::Receiver<bool>,
    upstream: U,
    places: Places,
    lookups: Semaphore,
    max_body_bytes: usize,
    refusals: Refusals,
}

impl<U: Upstream> Door<U> {
    pub(crate) fn new(
        settings: &WebhookSettings,
        judge: Judge,
        routes_loaded: watch::Receiver<bool>,
        upstream: U,
    ) -> Self {
        Self {
            judge,
            routes_loaded,
            upstream,
            places: Places::new(settings),
            lookups: Semaphore::new((settings.max_in_flight / SHARE_FOR_LOOKUPS).max(1)),
            max_body_bytes: settings.max_body_bytes,
            refusals: Refusals::new(settings.retry_after),
        }
    }

    /// The routes of the service.
    pub(crate) fn router(self) -> Router {
        Router::new()
            .route(PATH, post(receive::<U>))
            .fallback(answer::not_found)
            .method_not_allowed_fallback(answer::method_not_allowed)
            .layer(DefaultBodyLimit::max(self.max_body_bytes))
            .with_state(Arc::new(self))
    }

    async fn take(&self, mut request: Request) -> Result<Received, Refused> {
        let headers = std::mem::take(request.headers_mut());
        refuse_encoding(&headers)?;
        let url = tenant_of(request.uri())?;
        if !*self.routes_loaded.borrow() {
            return Err(Refusal::Starting.into());
        }
        // Held until the end: a webhook keeps its body in memory until it is stored.
        let _place = self.places.take(self.size(&headers)).await?;
        let body = read(request).await?;
        let webhook = Webhook::read(body, text(&headers, REQUEST_ID))?;
        let claimed = webhook.claimed();
        let settled = self.settle(url, &headers, webhook).await;
        settled.map_err(|why| Refused {
            why,
            claimed: Some(claimed),
        })
    }

    /// How large the body is, or may be where the sender does not say.
    fn size(&self, headers: &HeaderMap) -> usize {
        text(headers, CONTENT_LENGTH)
            .and_then(|length| length.parse().ok())
            .map_or(self.max_body_bytes, |length: usize| {
                length.min(self.max_body_bytes)
            })
    }

    /// Finds out whose a webhook is, and stores it.
    async fn settle(
        &self,
        url: Option<TenantId>,
        headers: &HeaderMap,
        webhook: Webhook,
    ) -> Result<Received, Refusal> {
        let verdict = match self.judge(url, headers, &webhook)? {
            Verdict::Shared => self.ask(&webhook).await?,
            verdict => verdict,
        };
        match verdict {
            Verdict::Routed(routed) => self.publish(webhook, routed).await,
            Verdict::Held(reason) => Err(self.keep(webhook, reason).await?),
            // What is left without a customer, such as a group's message.
            Verdict::Shared => Err(Refusal::TenantUnknown),
        }
    }

    /// Whose it is, as far as it tells by itself.
    fn judge(
        &self,
        url: Option<TenantId>,
        headers: &HeaderMap,
        webhook: &Webhook,
    ) -> Result<Verdict, Refusal> {
        // Claimed, not proven: on the span of a refusal too, so that an operator finds the session.
        let span = Span::current();
        span.record("peyk.session", display(&webhook.session));
        span.record("peyk.event", display(&webhook.event));
        let header = |name| headers.get(name).map(axum::http::HeaderValue::as_bytes);
        self.judge.decide(&Claim {
            url,
            session: &webhook.session,
            signature: Signature::from_headers(
                header(signature::HEADER),
                header(signature::ALGORITHM_HEADER),
            ),
            body: &webhook.body,
        })
    }

    /// Whose the customer of a shared session is. It stays [`Verdict::Shared`] when there is no customer.
    async fn ask(&self, webhook: &Webhook) -> Result<Verdict, Refusal> {
        let Some(customer) = webhook.customer() else {
            return Ok(Verdict::Shared);
        };
        let phone = customer.phone.and_then(|phone| phone.parse::<Phone>().ok());
        let Some(phone) = phone else {
            return Ok(Verdict::Held(Unrouted::UnknownPhone(None)));
        };
        let Ok(_lookup) = self.lookups.try_acquire() else {
            return Err(Refusal::Overloaded);
        };
        Ok(match self.upstream.whose_lead(phone.clone()).await? {
            LeadsByPhone::One(tenant) => self.judge.admit(tenant, Routing::Phone)?,
            LeadsByPhone::Nobody => Verdict::Held(Unrouted::UnknownPhone(Some(phone))),
            LeadsByPhone::Several => Verdict::Held(Unrouted::Ambiguous(phone)),
        })
    }

    async fn publish(&self, webhook: Webhook, routed: Routed) -> Result<Received, Refusal> {
        let tenant = routed.tenant;
        let message_at = webhook.message_at();
        let event = webhook.into_event(routed);
        let span = Span::current();
        span.record("peyk.tenant.id", event.tenant.get());
        span.record("peyk.message.key", display(&event.key));
        let outcome = match self.upstream.publish(event).await? {
            PublishOutcome::Stored => "stored",
            PublishOutcome::Duplicate => "duplicate",
        };
        metrics::counter!("webhook_received_total", "outcome" => outcome).increment(1);
        if let Some(at) = message_at
            && outcome == "stored"
        {
            // Two clocks: one that goes behind must not make a wait of it.
            let lag = (clock::now() - at).as_seconds_f64().max(0.0);
            metrics::histogram!("webhook_lag_seconds").record(lag);
        }
        Ok(Received { tenant })
    }

    /// Keeps what people wrote until its tenant is known, and then refuses it all the same: WAHA is not told
    /// that it arrived at somebody's.
    async fn keep(&self, webhook: Webhook, reason: Unrouted) -> Result<Refusal, Refusal> {
        let word = reason.as_str();
        if webhook.event.outlasts_its_moment() {
            let unrouted = webhook.into_unrouted(reason);
            let outcome = match self.upstream.keep(&unrouted).await? {
                PublishOutcome::Stored => "stored",
                PublishOutcome::Duplicate => "duplicate",
            };
            metrics::counter!("webhook_kept_total", "reason" => word, "outcome" => outcome)
                .increment(1);
        }
        Ok(Refusal::Unrouted(word))
    }
}

async fn receive<U: Upstream>(State(door): State<Arc<Door<U>>>, request: Request) -> Response {
    let span = if telemetry::spans_are_seen() {
        tracing::info_span!(
            "webhook",
            peyk.tenant.id = Empty,
            peyk.session = Empty,
            peyk.event = Empty,
            peyk.message.key = Empty,
        )
    } else {
        Span::none()
    };
    match door.take(request).instrument(span).await {
        Ok(received) => received.into_response(),
        Err(refused) => door.refusals.answer(&refused),
    }
}

/// WAHA compresses nothing, and the signature is over the plain body.
fn refuse_encoding(headers: &HeaderMap) -> Result<(), Refusal> {
    let plain = |value: &[u8]| value.eq_ignore_ascii_case(b"identity");
    let mut encodings = headers.get_all(CONTENT_ENCODING).iter();
    if encodings.all(|value| plain(value.as_bytes())) {
        Ok(())
    } else {
        Err(Refusal::Encoding)
    }
}

/// The `tenant_id` of the URL. Twice is an error: two readers might each take another one.
fn tenant_of(uri: &Uri) -> Result<Option<TenantId>, Refusal> {
    #[derive(Deserialize)]
    struct Parameters {
        tenant_id: Option<String>,
    }
    let Query(parameters) =
        Query::<Parameters>::try_from_uri(uri).map_err(|_| Refusal::TenantId)?;
    let parse = |text: String| text.parse().map_err(|_| Refusal::TenantId);
    parameters.tenant_id.map(parse).transpose()
}

/// Reads the body, whose headers may have been taken.
async fn read(request: Request) -> Result<Bytes, Refusal> {
    match timeout(BODY_DEADLINE, Bytes::from_request(request, &())).await {
        Ok(Ok(body)) => Ok(body),
        Ok(Err(rejection)) if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE => {
            Err(Refusal::TooLarge)
        }
        Ok(Err(_)) => Err(Refusal::Unreadable),
        Err(_) => Err(Refusal::Slow),
    }
}

fn text(headers: &HeaderMap, name: impl AsHeaderName) -> Option<&str> {
    headers.get(name)?.to_str().ok()
}

#[cfg(test)]
mod tests;
