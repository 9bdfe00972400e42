//! Request and reply: whose lead a customer of a shared session is. webhook-ingress asks, any session-manager
//! answers.

use std::time::Duration;

use async_nats::{HeaderMap, Message, Request, client::RequestErrorKind, connection::State};
use domain::{Phone, TenantId};
use events::{FindLeadsByPhone, LeadsByPhone};
use futures::StreamExt;
use service_runtime::telemetry;
use tokio_util::sync::CancellationToken;
use tracing::Instrument;

use crate::{Bus, LookupError, publisher::TRACEPARENT};

/// One of all session-managers gets a question.
const ANSWERERS: &str = "session-manager";
/// Questions that one session-manager works on at once; more wait in its connection's buffer.
const AT_ONCE: usize = 16;

/// Asks.
#[derive(Clone)]
pub struct LeadLookup {
    client: async_nats::Client,
    deadline: Duration,
}

/// Knows the answers.
pub trait LeadFinder: Send + Sync {
    /// The tenants that have the number among their leads, two at most. `None` when that cannot be found out
    /// at this moment.
    fn find(&self, phone: &Phone) -> impl Future<Output = Option<Vec<TenantId>>> + Send;
}

impl Bus {
    /// Asks session-manager. `deadline` is how long an answer may take.
    pub fn lead_lookup(&self, deadline: Duration) -> LeadLookup {
        LeadLookup {
            client: self.client().clone(),
            deadline,
        }
    }

    /// Answers questions until `stop`.
    pub async fn answer_lead_lookups(&self, finder: &impl LeadFinder, stop: &CancellationToken) {
        while !stop.is_cancelled() {
            let subject = FindLeadsByPhone::SUBJECT;
            let subscribed = self
                .client()
                .queue_subscribe(subject, ANSWERERS.to_owned())
                .await;
            match subscribed {
                Ok(questions) => {
                    questions
                        .take_until(stop.cancelled())
                        .for_each_concurrent(AT_ONCE, |question| self.answer(finder, question))
                        .await;
                }
                Err(error) => {
                    let error = telemetry::chain(&error).to_string();
                    tracing::warn!(error, "answering lead lookups again in a moment");
                }
            }
            tokio::select! {
                () = stop.cancelled() => {}
                () = tokio::time::sleep(Duration::from_millis(500)) => {}
            }
        }
    }

    async fn answer(&self, finder: &impl LeadFinder, message: Message) {
        let Some(reply_to) = message.reply else {
            return;
        };
        let span = tracing::info_span!(
            parent: None,
            "process peyk.leads.find_by_phone",
            otel.kind = "server",
            messaging.system = "nats",
            messaging.operation.type = "process",
            messaging.operation.name = "process",
            messaging.destination.name = FindLeadsByPhone::SUBJECT,
        );
        let headers = message.headers.as_ref();
        let traceparent = headers.and_then(|headers| headers.get(TRACEPARENT));
        telemetry::set_parent(&span, traceparent.map(async_nats::HeaderValue::as_str));
        let found = match FindLeadsByPhone::decode(message.payload) {
            Ok(question) => finder.find(&question.phone).instrument(span).await,
            Err(error) => {
                let error = telemetry::chain(&error).to_string();
                tracing::error!(error, "unreadable lead lookup");
                None
            }
        };
        let answer = LeadsByPhone::encode(found.as_deref());
        if let Err(error) = self.client().publish(reply_to, answer).await {
            // Whoever asked gives up at its deadline, and is asked again.
            tracing::debug!(error = %telemetry::chain(&error), "a lead lookup is not answered");
        }
    }
}

impl LeadLookup {
    /// Whose lead the customer with this number is.
    #[tracing::instrument(
        name = "request peyk.leads.find_by_phone", skip_all, err(level = "debug"),
        fields(
            otel.kind = "client", messaging.system = "nats", messaging.operation.type = "send",
            messaging.operation.name = "request", messaging.destination.name = FindLeadsByPhone::SUBJECT,
        )
    )]
    pub async fn find(&self, phone: Phone) -> Result<LeadsByPhone, LookupError> {
        if self.client.connection_state() != State::Connected {
            return Err(LookupError::Disconnected);
        }
        let mut request = Request::new()
            .payload(FindLeadsByPhone { phone }.encode())
            .timeout(Some(self.deadline));
        if let Some(traceparent) = telemetry::current_traceparent() {
            let mut headers = HeaderMap::new();
            headers.insert(TRACEPARENT, traceparent.as_str());
            request = request.headers(headers);
        }
        let sent = self
            .client
            .send_request(FindLeadsByPhone::SUBJECT, request)
            .await;
        let reply = sent.map_err(|error| match error.kind() {
            RequestErrorKind::NoResponders => LookupError::Nobody,
            RequestErrorKind::TimedOut => LookupError::TimedOut,
            _ => LookupError::Failed(Box::new(error)),
        })?;
        let answer = LeadsByPhone::decode(reply.payload)
            .map_err(|error| LookupError::Failed(Box::new(error)))?;
        answer.ok_or(LookupError::Unavailable)
    }
}
