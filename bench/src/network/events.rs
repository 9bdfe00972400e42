//! Events on the bus, as ingress publishes them.

use std::time::Duration;

use anyhow::Result;
use bus::{Bus, GroupLimits, Publisher};
use domain::{Direction, MessageKey, MessageKeyParts};
use events::{EventName, Origin, Routing, WahaEvent};
use service_runtime::clock;
use url::Url;

use super::bodies::{About, Bodies};
use crate::crowd::Chat;

/// As ingress' defaults say.
const LIMITS: GroupLimits = GroupLimits {
    messages: 256,
    batches: 2,
    waiting: 1024,
};
const DEADLINE: Duration = Duration::from_secs(30);

/// Publishes what ingress would after a webhook.
pub(super) struct Events {
    publisher: Publisher,
    message: EventName,
    ack: EventName,
}

impl Events {
    pub(super) async fn connect(nats: Url) -> Result<Self> {
        let settings = bus::Settings {
            url: nats.into(),
            replicas: 1,
        };
        let bus = Bus::connect(&settings, "peyk-bench").await?;
        let (publisher, commits) = bus.group_publisher(DEADLINE, LIMITS);
        tokio::spawn(commits.run());
        Ok(Self {
            publisher,
            message: "message.any".parse()?,
            ack: "message.ack".parse()?,
        })
    }

    /// A customer's message. It is on disk when this has returned.
    pub(super) async fn message(&self, bodies: &Bodies, about: &About<'_>) -> Result<()> {
        let body = bodies.message.fill(about);
        self.publish(&self.message, "message", Direction::In, None, about, body)
            .await
    }

    /// What WhatsApp says of a message of ours: its echo, that the server has it, that the phone has it.
    pub(super) async fn aftermath(&self, bodies: &Bodies, about: &About<'_>) -> Result<()> {
        let echo = bodies.echo.fill(about);
        let server = About {
            ack: 1,
            event: about.event + 1,
            ..*about
        };
        let device = About {
            ack: 2,
            event: about.event + 2,
            ..*about
        };
        let (out, ack) = (Direction::Out, &self.ack);
        let acked = |about: &About<'_>| bodies.ack.fill(about);
        tokio::try_join!(
            self.publish(&self.message, "message", out, None, about, echo),
            self.publish(ack, "ack", out, Some("1"), &server, acked(&server)),
            self.publish(ack, "ack", out, Some("2"), &device, acked(&device)),
        )?;
        Ok(())
    }

    async fn publish(
        &self,
        event: &EventName,
        kind: &str,
        direction: Direction,
        extra: Option<&str>,
        about: &About<'_>,
        body: String,
    ) -> Result<()> {
        let Chat {
            tenant, session, ..
        } = about.chat;
        let parts = MessageKeyParts {
            kind,
            direction,
            stanza: about.stanza,
            extra,
        };
        let event = WahaEvent {
            tenant: *tenant,
            session: session.clone(),
            event: event.clone(),
            waha_event_id: Some(format!("evt_{:026}", about.event)),
            key: MessageKey::new(*tenant, session, parts),
            occurred_at: Some(about.now),
            received_at: clock::now(),
            routing: Routing::Url,
            origin: Origin::Webhook,
            body: body.into(),
        };
        self.publisher.publish(&event).await?;
        Ok(())
    }
}
