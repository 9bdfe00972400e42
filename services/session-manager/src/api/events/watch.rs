//! One who follows the events of a tenant.

use std::sync::Arc;
use std::time::Duration;

use axum::http::request::Parts;
use axum::response::sse::Event;
use bus::ChangeFeed;
use domain::TenantId;
use events::Change;
use service_runtime::{clock, telemetry};
use storage::messages;
use tokio::time::{Instant, Interval, MissedTickBehavior, interval_at};

use super::told::{Qr, Told};
use crate::api::Api;
use crate::api::whatsapp::read_session;
use crate::auth::{Access, still_admits};
use crate::problem::Problem;
use crate::watchers::Place;

/// After how long a browser whose connection was lost comes again.
const RETRY: Duration = Duration::from_secs(2);

/// A stream of events, as far as it has been told.
pub(super) struct Watch {
    api: Arc<Api>,
    tenant: TenantId,
    /// The request, which is let in again and again.
    parts: Parts,
    feed: ChangeFeed,
    /// What is told before all that happens, the last first.
    first: Vec<Event>,
    recheck: Interval,
    _place: Place,
}

impl Watch {
    pub(super) fn new(
        api: Arc<Api>,
        tenant: TenantId,
        parts: Parts,
        feed: ChangeFeed,
        place: Place,
        first: Option<Told>,
    ) -> Result<Self, Problem> {
        let period = api.watchers.recheck_period;
        let mut recheck = interval_at(Instant::now() + period, period);
        recheck.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let first = first.map(|told| told.event()).transpose()?;
        // Each has the place from which to go on.
        let first = first.map(|event| event.id(feed.at().to_string()));
        let retry = Event::default().retry(RETRY);
        Ok(Self {
            api,
            tenant,
            parts,
            feed,
            first: first.into_iter().chain([retry]).collect(),
            recheck,
            _place: place,
        })
    }

    /// The next event; `None` is the end: the service stops, or who follows may not any more. What has failed ends it
    /// too: whoever follows comes again, and goes on from where they were.
    pub(super) async fn next(&mut self) -> Option<Event> {
        if let Some(event) = self.first.pop() {
            return Some(event);
        }
        loop {
            let change = tokio::select! {
                biased;
                () = self.api.watchers.shutdown.soft().cancelled() => return None,
                _ = self.recheck.tick() => {
                    if still_admits(&self.api, Access::Members, &mut self.parts).await {
                        continue;
                    }
                    return None;
                }
                change = self.feed.next() => change,
            };
            let change = match change {
                Ok(change) => change,
                Err(error) => {
                    tracing::debug!(tenant = %self.tenant, error = %telemetry::chain(&error), "a stream ends");
                    return None;
                }
            };
            match self.event(&change).await {
                Ok(Some(event)) => return Some(event),
                Ok(None) => {}
                Err(problem) => {
                    tracing::debug!(tenant = %self.tenant, detail = problem.detail(), "a stream ends");
                    return None;
                }
            }
        }
    }

    /// The event that tells of a change; `None` when there is nothing to tell any more.
    async fn event(&self, change: &Change) -> Result<Option<Event>, Problem> {
        let told = match change {
            Change::Session => Some(Told::Session(read_session(&self.api, self.tenant).await?)),
            Change::Qr => self.code().await?,
            Change::Message(key) => {
                let mut tx = self.api.whatsapp.database.begin(self.tenant).await?;
                let message = messages::find(&mut tx, self.tenant, key).await?;
                message.map(|message| Told::Message(message.into()))
            }
        };
        let event = told.map(|told| told.event()).transpose()?;
        Ok(event.map(|event| event.id(self.feed.at().to_string())))
    }

    /// Where the new QR code is, unless it was scanned meanwhile.
    async fn code(&self) -> Result<Option<Told>, Problem> {
        let session = read_session(&self.api, self.tenant).await?;
        Ok(session.has_code().then(|| {
            let qr_url = self.api.qr_links.url(self.tenant, clock::now());
            Told::Qr(Qr { qr_url })
        }))
    }
}
