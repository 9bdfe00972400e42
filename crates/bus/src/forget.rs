//! The end of a tenant, or of a person, on the bus.

use async_nats::jetstream::stream::RawMessageErrorKind;
use bytes::Bytes;
use domain::TenantId;
use events::{DeadLetter, Subject, UnroutedEvent, WahaEvent};
use time::OffsetDateTime;

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

    /// Removes what is on the bus for a tenant and is about somebody: `is_about` says so of the body of a webhook, told when
    /// it happened where that is known. What a consumer holds at this moment may still be handled once. Idempotent; answers
    /// how many went.
    ///
    /// What cannot be read as an event is judged by its bytes.
    pub async fn forget_events(
        &self,
        tenant: TenantId,
        is_about: &(dyn Fn(Option<OffsetDateTime>, &[u8]) -> bool + Sync),
    ) -> Result<u64, BusError> {
        let ways = [
            (EVENTS, Subject::events_of(tenant), event as Told),
            (BULK, Subject::bulk_of(tenant), event),
            (BULK, Subject::backfill_of(tenant), event),
            (DEAD, Subject::dead_of(tenant), dead_letter),
            (UNROUTED, Subject::unrouted_of(tenant), unrouted),
        ];
        let mut removed = 0;
        for (stream, subject, told) in ways {
            let is_doomed = |bytes| {
                let (at, body) = told(bytes);
                is_about(at, &body)
            };
            removed += self.remove_where(stream, &subject, &is_doomed).await?;
        }
        Ok(removed)
    }

    async fn remove_where(
        &self,
        name: &'static str,
        subject: &str,
        is_doomed: &(dyn Fn(Bytes) -> bool + Sync),
    ) -> Result<u64, BusError> {
        let stream = self.jetstream().get_stream_no_info(name).await;
        let stream = stream.map_err(failed(name))?;
        let (mut from, mut removed) = (1, 0);
        loop {
            let asked = stream.raw_message_builder().sequence(from);
            let message = match asked.next_by_subject(subject).send().await {
                Ok(message) => message,
                Err(error) if matches!(error.kind(), RawMessageErrorKind::NoMessageFound) => {
                    return Ok(removed);
                }
                Err(error) => return Err(failed(name)(error)),
            };
            from = message.sequence.saturating_add(1);
            if !is_doomed(message.payload) {
                continue;
            }
            // A consumer that acknowledges it at this moment removes it as well.
            if let Err(error) = stream.delete_message(message.sequence).await {
                let still = stream.get_raw_message(message.sequence).await;
                let is_gone = still
                    .is_err_and(|gone| matches!(gone.kind(), RawMessageErrorKind::NoMessageFound));
                if !is_gone {
                    return Err(failed(name)(error));
                }
            }
            removed += 1;
        }
    }
}

/// When an event happened, and its body.
type Told = fn(Bytes) -> (Option<OffsetDateTime>, Bytes);

fn event(bytes: Bytes) -> (Option<OffsetDateTime>, Bytes) {
    match WahaEvent::decode(bytes.clone()) {
        Ok(event) => (
            Some(event.occurred_at.unwrap_or(event.received_at)),
            event.body,
        ),
        Err(_) => (None, bytes),
    }
}

fn dead_letter(bytes: Bytes) -> (Option<OffsetDateTime>, Bytes) {
    match DeadLetter::decode(bytes.clone()) {
        Ok(letter) => event(letter.payload),
        Err(_) => (None, bytes),
    }
}

fn unrouted(bytes: Bytes) -> (Option<OffsetDateTime>, Bytes) {
    match UnroutedEvent::decode(bytes.clone()) {
        Ok(event) => (
            Some(event.occurred_at.unwrap_or(event.received_at)),
            event.body,
        ),
        Err(_) => (None, bytes),
    }
}

fn failed<E: Into<BoxError>>(stream: &'static str) -> impl FnOnce(E) -> BusError {
    move |source| BusError::Shelf {
        action: "purge",
        stream,
        source: source.into(),
    }
}
