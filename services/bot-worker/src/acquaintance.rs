//! Getting to know somebody: before the bot speaks in a chat for the first time, WAHA is asked who this is.
//!
//! A chat in which the owner and somebody wrote before Peyk was linked is theirs, and the bot stays out of it. And a LID is
//! asked for the number behind it: it may be somebody who is known already.

use std::{collections::BTreeSet, sync::Arc, time::Duration};

use bus::Changes;
use domain::{ChatId, ChatKind, SessionName, TenantId};
use fleet::Fleet;
use metrics::counter;
use service_runtime::telemetry;
use storage::{
    Database, StorageError, contacts,
    conversations::{self, Claim},
    messages, session_watches,
    turns::{self, Conversation, Gate},
};
use time::OffsetDateTime;
use tokio::sync::Semaphore;
use tokio_util::task::TaskTracker;
use waha::{Error as Waha, MessageFilter};

use crate::{under_way::Room, wakers::Wakers};

/// How many are met at once.
const AT_ONCE: usize = 16;
/// How many of one tenant are being met or wait for it before its other strangers wait for their turn: nobody's first
/// message waits behind all of another tenant's.
const PER_TENANT: usize = 4;
/// When WAHA is asked again that could not say.
const AGAIN: Duration = Duration::from_secs(5);

/// Asks who people are.
#[derive(Clone)]
pub(crate) struct Acquaintance {
    database: Database,
    changes: Changes,
    fleet: Fleet,
    wakers: Arc<Wakers>,
    places: Arc<Semaphore>,
    room: Arc<Room>,
    under_way: TaskTracker,
}

/// Somebody whose chat the bot has not spoken in yet. The claim stays until it is known who it is.
#[derive(Debug, Clone)]
pub(crate) struct Stranger {
    claim: Claim,
    session: SessionName,
    chat: ChatId,
}

impl Stranger {
    pub(crate) fn of(conversation: &Conversation, claim: Claim) -> Self {
        Self {
            claim,
            session: conversation.session.clone(),
            chat: conversation.chat.clone(),
        }
    }
}

/// What WAHA knows of a stranger.
struct Known {
    gate: (Gate, &'static str),
    number: Option<ChatId>,
}

impl Acquaintance {
    pub(crate) fn new(
        (database, changes): (Database, Changes),
        fleet: Fleet,
        wakers: Arc<Wakers>,
    ) -> Self {
        Self {
            database,
            changes,
            fleet,
            wakers,
            places: Arc::new(Semaphore::new(AT_ONCE)),
            room: Room::new(AT_ONCE, PER_TENANT),
            under_way: TaskTracker::new(),
        }
    }

    /// The tenants of whom so many are being met that no more turns are to be taken.
    pub(crate) fn crowded(&self) -> Vec<TenantId> {
        self.room.crowded()
    }

    /// Waits until everybody has been met who is being met.
    pub(crate) async fn all_met(&self) {
        self.under_way.close();
        self.under_way.wait().await;
        self.under_way.reopen();
    }

    /// Finds out who it is in the background, and gives the conversation back to the turns. A crash in between leaves the
    /// conversation to its lease.
    pub(crate) fn meet(&self, stranger: Stranger, now: OffsetDateTime) {
        let this = self.clone();
        let of_tenant = self.room.squeeze_in(stranger.claim.tenant);
        self.under_way.spawn(async move {
            // A semaphore that is never closed.
            let _place = this.places.acquire().await;
            if let Err(error) = this.meet_now(&stranger, now).await {
                tracing::warn!(
                    error = %telemetry::chain(&error), tenant = stranger.claim.tenant.get(),
                    conversation = %stranger.claim.conversation, "cannot note who somebody is; the lease will run out"
                );
            }
            drop(of_tenant);
            this.wakers.turns.notify_one();
        });
    }

    /// Finds out who it is.
    async fn meet_now(&self, stranger: &Stranger, now: OffsetDateTime) -> Result<(), StorageError> {
        let claim = &stranger.claim;
        let mut tx = self.database.begin(claim.tenant).await?;
        let first_at = messages::first_at(&mut tx, claim.tenant, claim.conversation).await?;
        let watch = session_watches::lookup(&mut tx, claim.tenant).await?;
        let addresses = contacts::addresses_of(&mut tx, claim.tenant, claim.conversation).await?;
        tx.commit().await?;
        let has_number = addresses
            .iter()
            .any(|address| address.kind() == ChatKind::Phone);
        // His first message may be one that no webhook has brought yet: history is what was there before the link.
        let first_at = first_at.unwrap_or(now);
        let since = watch.map_or(first_at, |watch| watch.linked_at.min(first_at));
        let known = self.ask(stranger, since, has_number).await;
        let mut tx = self.database.begin(claim.tenant).await?;
        match known {
            Ok(known) => {
                let (gate, reason) = known.gate;
                counter!("gate_total", "gate" => gate.as_str(), "reason" => reason).increment(1);
                if !turns::open_gate(&mut tx, claim, gate, reason, now).await? {
                    counter!("leases_lost_total", "lease" => "acquaintance").increment(1);
                }
                if let Some(number) = &known.number {
                    let both = [&stranger.chat, number];
                    let locks: BTreeSet<(TenantId, &ChatId)> = both
                        .iter()
                        .map(|address| (claim.tenant, *address))
                        .collect();
                    contacts::lock_addresses(&mut tx, &locks).await?;
                    contacts::find_or_add(&mut tx, claim.tenant, &both, None, now).await?;
                }
            }
            Err(reason) => {
                tracing::warn!(
                    reason, tenant = claim.tenant.get(), conversation = %claim.conversation,
                    "cannot ask who somebody is, trying again"
                );
                conversations::give_back(&mut tx, claim, Some(now + AGAIN)).await?;
            }
        }
        tx.commit().await?;
        let id = claim.conversation.get();
        self.changes.conversation(claim.tenant, id).await;
        Ok(())
    }

    async fn ask(
        &self,
        stranger: &Stranger,
        since: OffsetDateTime,
        has_number: bool,
    ) -> Result<Known, String> {
        let (session, chat) = (stranger.session.as_str(), stranger.chat.as_str());
        let waha = self.fleet.client_of(stranger.claim.tenant).await;
        let waha = waha.map_err(|error| telemetry::chain(&error).to_string())?;
        let before = MessageFilter {
            limit: 1,
            until: Some(since - Duration::from_secs(1)),
            ..MessageFilter::default()
        };
        let gate = match waha.chats().messages(session, chat, &before).await {
            Ok(page) if page.entries > 0 => (Gate::Shielded, "earlier history"),
            Ok(_) | Err(Waha::NotFound(_)) => (Gate::Open, "new chat"),
            // The engine keeps no history, or was told not to: what cannot be known is no reason to be silent for ever.
            Err(Waha::Unsupported(_) | Waha::Rejected { .. }) => (Gate::Open, "no history"),
            Err(error) => return Err(error.to_string()),
        };
        let mut number = None;
        if stranger.chat.kind() == ChatKind::Lid && !has_number {
            number = match waha.chats().number_of(session, chat).await {
                Ok(number) => number
                    .and_then(|number| number.parse().ok())
                    .filter(|number: &ChatId| number.kind() == ChatKind::Phone),
                Err(Waha::NotFound(_) | Waha::Unsupported(_) | Waha::Rejected { .. }) => None,
                Err(error) => return Err(error.to_string()),
            };
        }
        Ok(Known { gate, number })
    }
}
