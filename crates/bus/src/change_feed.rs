//! Following the changes of one tenant, and going on after a break where one was.

use std::{fmt, num::ParseIntError, str::FromStr, time::Duration};

use async_nats::jetstream::{
    consumer::{AckPolicy, DeliverPolicy, pull},
    stream::Info,
};
use domain::TenantId;
use events::{Change, Subject, TenantChange};
use futures::StreamExt;
use service_runtime::telemetry;

use crate::{Bus, BusError, error::BoxError, topology::CHANGES};

/// How often NATS says that there is nothing new. A feed breaks off when it does not.
const HEARTBEAT: Duration = Duration::from_secs(5);
/// How long one request for changes stands.
const REQUEST: Duration = Duration::from_secs(30);
/// When NATS forgets a feed that asks for nothing any more.
const FORGOTTEN_AFTER: Duration = Duration::from_secs(10);
/// Changes in one request: what lies in memory for somebody who reads slowly.
const AT_ONCE: usize = 64;

/// The place of a change in the feed. Written `{feed}-{number}`: the feed lives in NATS' memory, and one that was
/// made anew counts from one again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ChangeId {
    /// When the feed was made, in milliseconds since 1970.
    feed: i64,
    sequence: u64,
}

/// The text is no id of a change.
#[derive(Debug, thiserror::Error)]
#[error("an id of a change is two numbers with a hyphen between")]
pub struct InvalidChangeId(#[source] Option<ParseIntError>);

/// The changes of one tenant, as they come.
pub struct ChangeFeed {
    messages: pull::Stream,
    tenant: TenantId,
    at: ChangeId,
    delivered: u64,
    is_whole: bool,
}

impl Bus {
    /// Follows the changes of a tenant: those after `after`, or those from now on.
    pub async fn follow_changes(
        &self,
        tenant: TenantId,
        after: Option<ChangeId>,
    ) -> Result<ChangeFeed, BusError> {
        let stream = self.jetstream().get_stream_no_info(CHANGES).await;
        let stream = stream.map_err(failed("find"))?;
        let info = stream.get_info().await.map_err(failed("find"))?;
        let now = ChangeId {
            feed: feed_of(&info),
            sequence: info.state.last_sequence,
        };
        // Who has had the one before the oldest misses nothing.
        let oldest = info.state.first_sequence.saturating_sub(1);
        let is_there = |after: &ChangeId| {
            after.feed == now.feed && (oldest..=now.sequence).contains(&after.sequence)
        };
        let at = after.filter(is_there).unwrap_or(now);
        let config = pull::Config {
            filter_subject: Subject::changes_of(tenant),
            deliver_policy: DeliverPolicy::ByStartSequence {
                start_sequence: at.sequence + 1,
            },
            ack_policy: AckPolicy::None,
            inactive_threshold: FORGOTTEN_AFTER,
            memory_storage: true,
            ..pull::Config::default()
        };
        let consumer = stream.create_consumer(config).await;
        let messages = consumer
            .map_err(failed("follow"))?
            .stream()
            .max_messages_per_batch(AT_ONCE)
            .expires(REQUEST)
            .heartbeat(HEARTBEAT)
            .messages()
            .await;
        Ok(ChangeFeed {
            messages: messages.map_err(failed("follow"))?,
            tenant,
            at,
            delivered: 0,
            is_whole: after.is_none_or(|after| after == at),
        })
    }
}

impl ChangeFeed {
    /// Whether it goes on where it was asked to. Otherwise there may have been changes that are not known any
    /// more: everything is to be read anew.
    pub fn is_whole(&self) -> bool {
        self.is_whole
    }

    /// The change that came last: where to go on.
    pub fn at(&self) -> ChangeId {
        self.at
    }

    /// The next change. A future that is dropped loses none. An error is the end: follow anew, from [`Self::at`].
    pub async fn next(&mut self) -> Result<Change, BusError> {
        loop {
            let message = self.messages.next().await;
            let message = message.ok_or_else(|| failed("follow")("it ended"))?;
            let message = message.map_err(failed("follow"))?;
            let info = message.info().map_err(failed("follow"))?;
            self.delivered += 1;
            if info.consumer_sequence != self.delivered {
                // Lost with a connection: what comes now is not what comes next.
                return Err(failed("follow")("one was lost on the way"));
            }
            self.at.sequence = info.stream_sequence;
            match TenantChange::decode(message.payload.clone()) {
                Ok(change) if change.tenant == self.tenant => return Ok(change.change),
                Ok(_) => tracing::error!(tenant = %self.tenant, "another tenant's change"),
                // Of a newer version, which tells its own people.
                Err(error) => {
                    tracing::debug!(error = %telemetry::chain(&error), "unreadable change");
                }
            }
        }
    }
}

fn feed_of(info: &Info) -> i64 {
    let ms = info.created.unix_timestamp_nanos() / 1_000_000;
    i64::try_from(ms).unwrap_or_default()
}

fn failed<E: Into<BoxError>>(action: &'static str) -> impl FnOnce(E) -> BusError {
    move |source| BusError::Changes {
        action,
        source: source.into(),
    }
}

impl fmt::Display for ChangeId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.feed, self.sequence)
    }
}

impl FromStr for ChangeId {
    type Err = InvalidChangeId;

    fn from_str(text: &str) -> Result<Self, InvalidChangeId> {
        let (feed, sequence) = text.split_once('-').ok_or(InvalidChangeId(None))?;
        let invalid = |error| InvalidChangeId(Some(error));
        Ok(Self {
            feed: feed.parse().map_err(invalid)?,
            sequence: sequence.parse().map_err(invalid)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_survives_being_text() {
        let id = ChangeId {
            feed: 1_795_335_000_123,
            sequence: 42,
        };
        assert_eq!(id.to_string(), "1795335000123-42");
        assert_eq!(
            id.to_string().parse::<ChangeId>().expect("its own text"),
            id
        );
        for text in ["", "42", "-", "a-1", "1-a", "1--2"] {
            assert!(text.parse::<ChangeId>().is_err(), "{text}");
        }
    }
}
