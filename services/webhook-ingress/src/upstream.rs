//! What the door needs of the rest of the house, and may have to do without.

use bus::{LeadLookup, LookupError, PublishError, PublishOutcome, Publisher};
use domain::Phone;
use events::{LeadsByPhone, UnroutedEvent, WahaEvent};

/// The bus, or what a test puts in its place.
pub(crate) trait Upstream: Send + Sync + 'static {
    /// Puts an event on the bus. `Ok` means that it is on disk. Whoever waits for that holds it no more: its body is a
    /// piece of the buffer that its connection was read into.
    fn publish(
        &self,
        event: WahaEvent,
    ) -> impl Future<Output = Result<PublishOutcome, PublishError>> + Send;

    /// Keeps an event that no tenant takes. `Ok` means that it is on disk.
    fn keep(
        &self,
        event: &UnroutedEvent,
    ) -> impl Future<Output = Result<PublishOutcome, PublishError>> + Send;

    /// Asks session-manager whose lead a customer is.
    fn whose_lead(
        &self,
        phone: Phone,
    ) -> impl Future<Output = Result<LeadsByPhone, LookupError>> + Send;
}

/// The bus.
pub(crate) struct Line {
    pub(crate) publisher: Publisher,
    pub(crate) leads: LeadLookup,
}

impl Upstream for Line {
    async fn publish(&self, event: WahaEvent) -> Result<PublishOutcome, PublishError> {
        let published = self.publisher.publish(&event);
        drop(event);
        published.await
    }

    async fn keep(&self, event: &UnroutedEvent) -> Result<PublishOutcome, PublishError> {
        self.publisher.keep(event).await
    }

    async fn whose_lead(&self, phone: Phone) -> Result<LeadsByPhone, LookupError> {
        self.leads.find(phone).await
    }
}
