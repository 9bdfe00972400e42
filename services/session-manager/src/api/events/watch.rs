//! One who follows the events of a tenant.

use std::sync::Arc;
use std::time::Duration;

use axum::http::request::Parts;
use axum::response::sse::Event;
use bus::{ChangeFeed, ChangeId};
use domain::TenantId;
use events::Change;
use service_runtime::{clock, telemetry};
use storage::conversations::ConversationId;
use storage::leads::LeadId;
use storage::{leads, messages};
use tokio::time::{Instant, Interval, MissedTickBehavior, interval_at};

use super::told::{Qr, Told};
use crate::api::whatsapp::read_session;
use crate::api::{Api, conversations};
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
    /// What is told before all that happens next, the last first.
    ahead: Vec<Event>,
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
            ahead: first.into_iter().chain([retry]).collect(),
            recheck,
            _place: place,
        })
    }

    /// The next event; `None` is the end: the service stops, or who follows may not any more. What has failed ends it
    /// too: whoever follows comes again, and goes on from where they were.
    pub(super) async fn next(&mut self) -> Option<Event> {
        loop {
            if let Some(event) = self.ahead.pop() {
                return Some(event);
            }
            let before = self.feed.at();
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
            match self.events(&change, before).await {
                Ok(events) => self.ahead = events,
                Err(problem) => {
                    tracing::debug!(tenant = %self.tenant, detail = problem.detail(), "a stream ends");
                    return None;
                }
            }
        }
    }

    /// The events that tell of a change, the last first; none when there is nothing to tell any more. Who has had the last
    /// has had the change; who has had another goes on from what came before.
    async fn events(&self, change: &Change, before: ChangeId) -> Result<Vec<Event>, Problem> {
        let mut events = Vec::new();
        let mut id = self.feed.at();
        for told in self.told(change).await?.iter().rev() {
            events.push(told.event()?.id(id.to_string()));
            id = before;
        }
        Ok(events)
    }

    /// What there is to tell of a change, in its order.
    async fn told(&self, change: &Change) -> Result<Vec<Told>, Problem> {
        let (message, conversation) = match change {
            Change::Session => {
                let session = read_session(&self.api, self.tenant).await?;
                return Ok(vec![Told::Session(session)]);
            }
            Change::Qr => return Ok(self.code().await?.into_iter().collect()),
            Change::Lead(id) => {
                let mut tx = self.api.whatsapp.database.begin(self.tenant).await?;
                let lead = leads::lookup(&mut tx, self.tenant, LeadId::new(*id)).await?;
                let lead = lead.map(|lead| Told::Lead(Box::new(lead.into())));
                return Ok(lead.into_iter().collect());
            }
            Change::Message(key) => (Some(key), None),
            Change::Conversation(id) => (None, Some(ConversationId::new(*id))),
        };
        let mut tx = self.api.whatsapp.database.begin(self.tenant).await?;
        let message = match message {
            Some(key) => messages::find(&mut tx, self.tenant, key).await?,
            None => None,
        };
        let id = conversation.or(message.as_ref().map(|message| message.conversation));
        let conversation = match id {
            Some(id) => conversations::read(&mut tx, self.tenant, id, clock::now()).await?,
            None => None,
        };
        let message = message.map(|message| Told::Message(Box::new(message.into())));
        let conversation = conversation.map(|found| Told::Conversation(Box::new(found)));
        Ok(conversation.into_iter().chain(message).collect())
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
