//! The end of a tenant on the bus.

use domain::TenantId;
use events::Subject;

use crate::{
    Bus, BusError,
    error::BoxError,
    topology::{BULK, CHANGES, DEAD, EVENTS, UNROUTED},
};

impl Bus {
    /// Removes what is on the bus for a tenant that is deleted: its events, its dead letters, its
    /// changes, and what is kept for it. Idempotent. Remove its route first: ingress may take webhooks of it until then.
    pub async fn forget_tenant(&self, tenant: TenantId) -> Result<(), BusError> {
        for (stream, subject) in [
            (EVENTS, Subject::events_of(tenant)),
            (BULK, Subject::bulk_of(tenant)),
            (BULK, Subject::backfill_of(tenant)),
            (DEAD, Subject::dead_of(tenant)),
            (UNROUTED, Subject::unrouted_of(tenant)),
            (CHANGES, Subject::changes_of(tenant)),
        ] {
            let opened = self.jetstream().get_stream_no_info(stream).await;
            let opened = opened.map_err(failed(stream))?;
            let purged = opened.purge().filter(subject).await;
            purged.map_err(failed(stream))?;
        }
        Ok(())
    }
}

fn failed<E: Into<BoxError>>(stream: &'static str) -> impl FnOnce(E) -> BusError {
    move |source| BusError::Shelf {
        action: "purge",
        stream,
        source: source.into(),
    }
}
