//! Hands kept events to their tenants.

use std::sync::Arc;
use std::time::Duration;

use bus::{Bus, BusError, Kept, PublishError, Publisher, Shelf};
use domain::TenantId;
use events::{Routing, UnroutedEvent};
use metrics::{counter, gauge};
use service_runtime::{Shutdown, telemetry};
use storage::{Database, StorageError};
use tokio::sync::Notify;
use tokio::time::timeout;
use tracing::Instrument;

use super::UnroutedSettings;
use super::backlog::Backlog;
use super::owners::{Owners, Question};

/// How long JetStream may take to acknowledge an event.
const PUBLISH_DEADLINE: Duration = Duration::from_secs(5);

/// Sends kept events on their way.
#[derive(Clone)]
pub(crate) struct Redriver {
    database: Database,
    bus: Bus,
    publisher: Publisher,
    period: Duration,
    wake: Arc<Notify>,
}

/// Why an event was not sent on.
#[derive(Debug, thiserror::Error)]
pub(crate) enum NotRedriven {
    #[error("its tenants cannot be looked up")]
    Storage(#[from] StorageError),
    #[error("what is kept cannot be read")]
    Bus(#[from] BusError),
    #[error("it cannot be published")]
    Publish(#[from] PublishError),
}

impl Redriver {
    pub(crate) fn new(settings: &UnroutedSettings, database: Database, bus: Bus) -> Self {
        Self {
            publisher: bus.publisher(PUBLISH_DEADLINE),
            database,
            bus,
            period: settings.redrive_period,
            wake: Arc::default(),
        }
    }

    /// Asks for a look at once: a tenant takes events again, or a session has an owner.
    pub(crate) fn wake(&self) {
        self.wake.notify_one();
    }

    /// Sends on what can be, again and again, until the service stops.
    pub(crate) async fn keep(self, shutdown: Shutdown) {
        let work = async {
            let mut backlog = Backlog::default();
            loop {
                match self.pass(&mut backlog).await {
                    Ok(0) => {}
                    Ok(redriven) => tracing::info!(redriven, "unrouted events sent on"),
                    Err(error) => {
                        let error = telemetry::chain(&error).to_string();
                        tracing::warn!(error, "unrouted events not looked at; trying again");
                    }
                }
                // Woken or not: it is time for another look.
                let _ = timeout(self.period, self.wake.notified()).await;
            }
        };
        shutdown.soft().run_until_cancelled(work).await;
    }

    /// Sends on all that can be: how many were, and how many are left.
    pub(crate) async fn redrive_all(&self) -> Result<(u64, u64), NotRedriven> {
        let redriven = self.pass(&mut Backlog::default()).await?;
        Ok((redriven, self.shelf().await?.total().await?))
    }

    /// The tenant that takes the event by now, if there is one.
    pub(crate) async fn owner_of(
        &self,
        event: &UnroutedEvent,
    ) -> Result<Option<(TenantId, Routing)>, NotRedriven> {
        let question = Question::of(event);
        let owners = Owners::load(&self.database, &[&question]).await?;
        Ok(owners.of(&question))
    }

    /// Sends one on. It is removed after JetStream has it as the tenant's: whoever dies between leaves two
    /// of one key, which are one.
    pub(crate) async fn send(
        &self,
        kept: Kept<UnroutedEvent>,
        tenant: TenantId,
        routing: Routing,
    ) -> Result<(), NotRedriven> {
        let span = tracing::info_span!(parent: None, "unrouted redrive", tenant = tenant.get());
        telemetry::set_parent(&span, kept.traceparent.as_deref());
        let event = kept.item.into_event_of(tenant, routing);
        self.publisher.publish(&event).instrument(span).await?;
        self.shelf().await?.remove(kept.id).await?;
        counter!("unrouted_redriven_total").increment(1);
        tracing::info!(%tenant, session = %event.session, event = %event.event, "unrouted event sent on");
        Ok(())
    }

    /// Publishes what is sent on.
    pub(crate) fn publisher(&self) -> &Publisher {
        &self.publisher
    }

    /// The stream of what is kept.
    pub(crate) async fn shelf(&self) -> Result<Shelf<UnroutedEvent>, BusError> {
        self.bus.unrouted().await
    }

    async fn pass(&self, backlog: &mut Backlog) -> Result<u64, NotRedriven> {
        let shelf = self.shelf().await?;
        backlog.catch_up(&shelf).await?;
        let mut redriven = 0;
        for (id, tenant, routing) in backlog.routable(&self.database).await? {
            if let Some(kept) = shelf.lookup(id).await? {
                match self.send(kept, tenant, routing).await {
                    Ok(()) => redriven += 1,
                    // It alone is at fault: those behind it do not wait for it.
                    Err(NotRedriven::Publish(
                        error @ (PublishError::TooLarge | PublishError::Refused(_)),
                    )) => {
                        let error = telemetry::chain(&error).to_string();
                        tracing::error!(error, id, %tenant, "an unrouted event is not taken");
                        continue;
                    }
                    Err(error) => return Err(error),
                }
            }
            backlog.forget(id);
        }
        #[expect(clippy::cast_precision_loss, reason = "a number for a graph")]
        gauge!("unrouted_events").set(shelf.total().await? as f64);
        Ok(redriven)
    }
}
