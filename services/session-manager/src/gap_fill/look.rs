//! One look at one session: its history since the last one, page by page.

use std::time::Duration;

use bus::{PublishError, PublishOutcome};
use domain::{SessionName, SessionStatus};
use fleet::FleetError;
use metrics::counter;
use service_runtime::{clock, telemetry};
use storage::nodes::{self, Node, NodeState};
use storage::session_watches::{self, Looked, Progress, Watch, WatchClaim};
use storage::sessions::{self, Session, Wanted};
use storage::{StorageError, messages, tenants};
use time::OffsetDateTime;
use waha::{Chats, HistoryMessage, MessageFilter};

use super::backfill;
use super::keeper::GapFill;

/// When an engine without a history is asked again: it may be another one by then.
const UNSUPPORTED: Duration = Duration::from_hours(1);
/// WAHA's times are whole seconds.
const SECOND: Duration = Duration::from_secs(1);
/// No wait after failures is longer: what is missing is to be here soon after a fault ends.
const LONGEST_BACKOFF: Duration = Duration::from_secs(30);

/// What a look is about.
pub(super) struct Looking<'a> {
    pub(super) claim: &'a WatchClaim,
    pub(super) name: &'a SessionName,
    pub(super) watch: &'a Watch,
    pub(super) session: &'a Session,
    pub(super) node: &'a Node,
    pub(super) waha: &'a waha::Client,
}

/// What was found.
#[derive(Debug, Default)]
struct Read {
    /// When the messages were written that were published and new to JetStream.
    missing: Vec<OffsetDateTime>,
    newest: Option<OffsetDateTime>,
    /// Whether the end was not reached.
    more: bool,
}

#[derive(Debug, thiserror::Error)]
enum ReadError {
    #[error("the history was not read")]
    Waha(#[from] waha::Error),
    #[error("WAHA has lately not answered")]
    Resting,
    #[error(transparent)]
    Fleet(#[from] FleetError),
    #[error("what is missing was not published")]
    Publish(#[from] PublishError),
    #[error(transparent)]
    Storage(#[from] StorageError),
}

impl GapFill {
    /// `None` when the link has ended meanwhile.
    pub(super) async fn look(&self, claim: &WatchClaim) -> Result<Option<Looked>, StorageError> {
        let mut tx = self.whatsapp.database.begin(claim.tenant).await?;
        let watch = session_watches::lookup(&mut tx, claim.tenant).await?;
        let known = tenants::lookup(&mut tx, claim.tenant).await?;
        let session = sessions::lookup(&mut tx, claim.tenant).await?;
        let node = match session.as_ref().and_then(|session| session.node) {
            Some(node) => nodes::lookup(&mut tx, node).await?,
            None => None,
        };
        drop(tx);
        let (Some(watch), Some(known), Some(session)) = (watch, known, session) else {
            return Ok(None);
        };
        let now = clock::now();
        let later = |due_at| Looked {
            due_at,
            at: None,
            failures: watch.failures,
            supported: None,
        };
        let works =
            session.wanted == Wanted::Running && session.status == Some(SessionStatus::Working);
        let (Some(name), Some(node), true) = (known.session, node, works) else {
            // It is due when it is seen to work again.
            return Ok(Some(later(None)));
        };
        if !known.enabled || node.health.state == NodeState::Unreachable {
            return Ok(Some(later(Some(now + self.settings.period))));
        }
        // What had waited for it comes by webhooks first.
        let settled = watch.back_at + self.settings.settle;
        if settled > now {
            return Ok(Some(later(Some(settled))));
        }
        let waha = match self.whatsapp.fleet.client(node.id, &node.address) {
            Ok(waha) => waha,
            Err(error) => {
                let error = ReadError::Fleet(error);
                return Ok(Some(self.failed(&watch, claim, &node, &error, now)));
            }
        };
        let looking = Looking {
            claim,
            name: &name,
            watch: &watch,
            session: &session,
            node: &node,
            waha: &waha,
        };
        let until = now - self.settings.settle;
        let looked = match self.read(&looking, until).await {
            Ok(read) => {
                if !read.more {
                    self.advance(&looking, until, read.newest, None).await?;
                    counter!("gap_fill_looks_total", "outcome" => "done").increment(1);
                    self.listen(&looking, &read.missing).await?;
                }
                let next = now + self.settings.period;
                Looked {
                    due_at: Some(if read.more { now } else { next }),
                    at: (!read.more).then_some(now),
                    failures: 0,
                    supported: Some(true),
                }
            }
            Err(ReadError::Storage(error)) => return Err(error),
            Err(error) => self.failed(&watch, claim, &node, &error, now),
        };
        Ok(Some(looked))
    }

    fn failed(
        &self,
        watch: &Watch,
        claim: &WatchClaim,
        node: &Node,
        error: &ReadError,
        now: OffsetDateTime,
    ) -> Looked {
        let tenant = claim.tenant;
        let mut looked = Looked {
            due_at: Some(now + self.settings.period),
            at: None,
            failures: watch.failures,
            supported: None,
        };
        match error {
            ReadError::Waha(
                error @ (waha::Error::Unsupported(_) | waha::Error::Rejected { .. }),
            ) => {
                if watch.supported != Some(false) {
                    tracing::warn!(%tenant, %error, "the session has no history to compare with");
                }
                looked.due_at = Some(now + UNSUPPORTED);
                looked.supported = Some(false);
            }
            ReadError::Waha(waha::Error::WrongStatus { .. } | waha::Error::SessionUnknown) => {}
            error => {
                if matches!(error, ReadError::Waha(waha::Error::Unavailable { .. })) {
                    self.pace.rest(node.id);
                }
                let error = telemetry::chain(error).to_string();
                if watch.failures == 0 {
                    tracing::warn!(%tenant, error, "a history was not compared; trying again");
                } else {
                    tracing::debug!(%tenant, error, "a history was not compared again");
                }
                looked.failures = watch.failures.saturating_add(1);
                looked.due_at = Some(now + backoff(looked.failures));
            }
        }
        counter!("gap_fill_looks_total", "outcome" => "failed").increment(1);
        looked
    }

    async fn read(&self, looking: &Looking<'_>, until: OffsetDateTime) -> Result<Read, ReadError> {
        let mut read = Read::default();
        let since = self.since(looking.watch);
        let mut filter = MessageFilter {
            limit: self.settings.page,
            since: Some(since),
            until: Some(until),
            oldest_first: true,
            ..MessageFilter::default()
        };
        let mut last = None;
        let mut in_order = true;
        for pages in 1.. {
            if !self.pace.turn(looking.node.id).await {
                return Err(ReadError::Resting);
            }
            let name = looking.name.as_str();
            let chats = looking.waha.chats();
            let page = chats.messages(name, Chats::ALL, &filter).await?;
            if page.entries == 0 {
                break;
            }
            self.publish(looking, &page.messages, &mut read).await?;
            let times = page
                .messages
                .iter()
                .filter_map(|entry| entry.message.sent_at);
            for time in times {
                in_order &= last.is_none_or(|last| last <= time);
                last = Some(time);
                read.newest = read.newest.max(Some(time.min(until)));
            }
            // An engine that does not sort has to be read to the end: what comes next may be older.
            if in_order && let Some(last) = last {
                self.advance(looking, last, read.newest, Some(last)).await?;
                // The next look asks from that second on, and must not find the same page.
                if pages >= self.settings.max_pages && last >= since + SECOND {
                    read.more = true;
                    break;
                }
            }
            filter = filter.next();
        }
        Ok(read)
    }

    /// Where the comparison begins: where an earlier one was cut off, else a bit before the end of the last
    /// one. Never before the moment of linking: what was said before is none of ours.
    fn since(&self, watch: &Watch) -> OffsetDateTime {
        let settings = &self.settings;
        let first = watch.linked_at - settings.first_look_back;
        match (watch.resume_at, watch.looked_at) {
            (Some(at), _) => at,
            (None, Some(_)) => first.max(watch.checked_until - settings.overlap),
            (None, None) => first,
        }
    }

    /// Publishes what is not known yet, in the history's order.
    async fn publish(
        &self,
        looking: &Looking<'_>,
        entries: &[HistoryMessage],
        read: &mut Read,
    ) -> Result<(), ReadError> {
        let tenant = looking.claim.tenant;
        let now = clock::now();
        let event = |entry| backfill::event(tenant, looking.name, entry, now);
        let events: Vec<_> = entries.iter().filter_map(event).collect();
        let keys: Vec<_> = events.iter().map(|event| event.key.clone()).collect();
        let mut tx = self.whatsapp.database.begin(tenant).await?;
        let known = messages::known(&mut tx, tenant, &keys).await?;
        drop(tx);
        for event in events.iter().filter(|event| !known.contains(&event.key)) {
            let outcome = match self.publisher.publish(event).await {
                Ok(PublishOutcome::Stored) => {
                    tracing::info!(%tenant, key = %event.key, "a message that no webhook brought");
                    read.missing.push(event.occurred_at.unwrap_or(now));
                    "missing"
                }
                Ok(PublishOutcome::Duplicate) => "on_its_way",
                // It will never fit, and the others are not to wait for it.
                Err(error @ PublishError::TooLarge) => {
                    tracing::error!(%tenant, key = %event.key, %error, "a message is left out");
                    "too_large"
                }
                Err(error) => return Err(error.into()),
            };
            counter!("gap_fill_messages_total", "outcome" => outcome).increment(1);
        }
        Ok(())
    }

    /// Notes how far the history is on the bus, and where to go on.
    async fn advance(
        &self,
        looking: &Looking<'_>,
        checked_until: OffsetDateTime,
        newest: Option<OffsetDateTime>,
        resume_at: Option<OffsetDateTime>,
    ) -> Result<(), StorageError> {
        let Looking { claim, watch, .. } = looking;
        let progress = Progress {
            checked_until,
            newest,
            resume_at,
        };
        let mut tx = self.whatsapp.database.begin(claim.tenant).await?;
        session_watches::advance(&mut tx, claim, watch.back_at, &progress).await?;
        tx.commit().await
    }
}

fn backoff(failures: i32) -> Duration {
    let doublings = u32::try_from(failures).unwrap_or(0).min(10);
    Duration::from_secs(1)
        .saturating_mul(2_u32.pow(doublings))
        .min(LONGEST_BACKOFF)
}
