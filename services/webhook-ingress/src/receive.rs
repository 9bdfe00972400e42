//! The way of one webhook, from its first byte to JetStream's acknowledgement.

use std::{sync::Arc, time::Duration};

use axum::{
    Router,
    body::Bytes,
    extract::{DefaultBodyLimit, FromRequest, Query, Request, State},
    http::{
        HeaderMap, StatusCode, Uri,
        header::{AsHeaderName, CONTENT_ENCODING},
    },
    response::{IntoResponse, Response},
    routing::post,
};
use bus::{PublishError, PublishOutcome};
use domain::{Direction, MessageKey, MessageKeyParts, SessionName, TenantId};
use events::{EventName, Origin, WahaEvent};
use serde::Deserialize;
use service_runtime::clock;
use tokio::{
    sync::{Semaphore, SemaphorePermit, watch},
    time::timeout,
};
use tracing::{
    Span,
    field::{Empty, display},
};
use waha::{
    signature::{self, Signature},
    webhook::{self, Envelope},
};

use crate::{
    WebhookSettings,
    answer::{self, Received, Refusal},
    route::{Claim, Judge, Routed},
};

/// Where WAHA posts.
const PATH: &str = "/api/webhook/waha";
/// How long a body may take to arrive. WAHA is near; a sender this slow holds a place.
const BODY_DEADLINE: Duration = Duration::from_secs(3);
/// The id of a delivery, the same on its retries (WAHA from 2024.11).
const REQUEST_ID: &str = "x-webhook-request-id";

/// Puts events on the bus: `bus::Publisher`, or what a test puts in its place.
pub(crate) trait Publish: Send + Sync + 'static {
    /// `Ok` means that the event is on disk.
    fn publish(
        &self,
        event: &WahaEvent,
    ) -> impl Future<Output = Result<PublishOutcome, PublishError>> + Send;
}

impl Publish for bus::Publisher {
    async fn publish(&self, event: &WahaEvent) -> Result<PublishOutcome, PublishError> {
        Self::publish(self, event).await
    }
}

/// What takes webhooks.
pub(crate) struct Door<P> {
    judge: Judge,
    /// Whether the judge knows the tenants yet.
    routes_loaded: watch::Receiver<bool>,
    publisher: P,
    places: Semaphore,
    wait_for_place: Duration,
    retry_after: Duration,
}

impl<P: Publish> Door<P> {
    pub(crate) fn new(
        settings: &WebhookSettings,
        judge: Judge,
        routes_loaded: watch::Receiver<bool>,
        publisher: P,
    ) -> Self {
        Self {
            judge,
            routes_loaded,
            publisher,
            places: Semaphore::new(settings.max_in_flight),
            wait_for_place: settings.publish_deadline,
            retry_after: settings.retry_after,
        }
    }

    /// The routes of the service.
    pub(crate) fn router(self, max_body_bytes: usize) -> Router {
        Router::new()
            .route(PATH, post(receive::<P>))
            .fallback(answer::not_found)
            .method_not_allowed_fallback(answer::method_not_allowed)
            .layer(DefaultBodyLimit::max(max_body_bytes))
            .with_state(Arc::new(self))
    }

    async fn take(&self, request: Request) -> Result<Received, Refusal> {
        refuse_encoding(request.headers())?;
        let url = tenant_of(request.uri())?;
        if !*self.routes_loaded.borrow() {
            return Err(Refusal::Starting);
        }
        // Held until the end: a webhook keeps its body in memory until it is stored.
        let _place = self.place().await?;
        let headers = request.headers().clone();
        let body = read(request).await?;
        let event = self.examine(url, &headers, &body)?;
        let outcome = self.publisher.publish(&event).await?;
        let outcome = match outcome {
            PublishOutcome::Stored => "stored",
            PublishOutcome::Duplicate => "duplicate",
        };
        metrics::counter!("webhook_received_total", "outcome" => outcome).increment(1);
        Ok(Received {
            tenant: event.tenant,
        })
    }

    /// A burst of thousands waits here, where it costs sockets but not memory.
    async fn place(&self) -> Result<SemaphorePermit<'_>, Refusal> {
        match timeout(self.wait_for_place, self.places.acquire()).await {
            Ok(Ok(permit)) => Ok(permit),
            Ok(Err(_)) | Err(_) => Err(Refusal::Overloaded),
        }
    }

    /// From bytes to an event that is known to be a tenant's.
    fn examine(
        &self,
        url: Option<TenantId>,
        headers: &HeaderMap,
        body: &Bytes,
    ) -> Result<WahaEvent, Refusal> {
        let envelope = Envelope::parse(body)?;
        let event: EventName = envelope.event.parse().map_err(|_| Refusal::Name("event"))?;
        let session: SessionName = envelope
            .session
            .parse()
            .map_err(|_| Refusal::Name("session"))?;
        // Claimed, not proven: on the span of a refusal too, so that an operator finds the session.
        let span = Span::current();
        span.record("peyk.session", display(&session));
        span.record("peyk.event", display(&event));
        let header = |name| headers.get(name).map(axum::http::HeaderValue::as_bytes);
        let Routed { tenant, routing } = self.judge.decide(&Claim {
            url,
            session: &session,
            signature: Signature::from_headers(
                header(signature::HEADER),
                header(signature::ALGORITHM_HEADER),
            ),
            body,
        })?;
        let key = message_key(tenant, &session, &envelope, text(headers, REQUEST_ID));
        span.record("peyk.tenant.id", tenant.get());
        span.record("peyk.message.key", display(&key));
        Ok(WahaEvent {
            tenant,
            session,
            event,
            waha_event_id: envelope.id,
            key,
            occurred_at: envelope.timestamp,
            received_at: clock::now(),
            routing,
            origin: Origin::Webhook,
            body: body.clone(),
        })
    }
}

#[tracing::instrument(
    name = "webhook", skip_all,
    fields(
        peyk.tenant.id = Empty, peyk.session = Empty, peyk.event = Empty, peyk.message.key = Empty,
    )
)]
async fn receive<P: Publish>(State(door): State<Arc<Door<P>>>, request: Request) -> Response {
    match door.take(request).await {
        Ok(received) => received.into_response(),
        Err(refusal) => refusal.answer(door.retry_after),
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

/// The key under which copies of the event are known as one. An event that nothing identifies is kept
/// each time it comes: twice is better than never. The request's id at least finds its retries.
fn message_key(
    tenant: TenantId,
    session: &SessionName,
    envelope: &Envelope<'_>,
    request_id: Option<&str>,
) -> MessageKey {
    let identity = webhook::identity(envelope);
    let fallback;
    let parts = if let Some(identity) = &identity {
        MessageKeyParts {
            kind: &identity.kind,
            direction: if identity.from_me {
                Direction::Out
            } else {
                Direction::In
            },
            stanza: &identity.stanza,
            extra: identity.extra.as_deref(),
        }
    } else {
        fallback = request_id.map_or_else(
            || format!("{:032x}", rand::random::<u128>()),
            ToOwned::to_owned,
        );
        MessageKeyParts {
            kind: &envelope.event,
            direction: Direction::In,
            stanza: &fallback,
            extra: None,
        }
    };
    MessageKey::new(tenant, session, parts)
}

#[cfg(test)]
mod tests;
