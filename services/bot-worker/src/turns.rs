//! Turns: conversations that are due, the bot, and what it decided, many in one transaction.

mod card;
mod decide;
mod note;
mod rests;
mod say;
mod wait;

use std::{
    collections::HashMap,
    sync::Arc,
    time::{Duration, Instant},
};

use bus::Changes;
use domain::{Phone, TenantId};
use metrics::{counter, histogram};
use service_runtime::{clock, telemetry};
use storage::{
    Database, Share, StorageError, Tx, agents,
    bot_settings::{self, BotSettings},
    contacts::ContactId,
    conversations::{self, Due},
    leads::LeadId,
    tenants,
    turns::{self, Conversation, Taken},
};
use time::OffsetDateTime;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;
use tracing::{Instrument as _, Span};
use understanding::Understanding;

use crate::{
    PacingSettings, Settings, TurnSettings,
    acquaintance::{Acquaintance, Stranger},
    backoff::backoff,
    delivery::Handed,
    flows::Flows,
    readings::Readers,
    under_way::Room,
    wakers::Wakers,
};
pub(crate) use decide::gate_of;
use decide::{Circumstances, Decision, Took};
use note::note;
use rests::Rests;
use say::Said;

/// Takes the turns that are due.
pub(crate) struct Turns {
    settings: TurnSettings,
    pacing: PacingSettings,
    /// How long a reply that is handed over is leased.
    lease: Duration,
    flows: Flows,
    readers: Readers,
    database: Database,
    changes: Changes,
    acquaintance: Acquaintance,
    wakers: Arc<Wakers>,
    /// Where to what is due at once goes without being claimed, and the room there; without it everything is claimed.
    hands: Option<(mpsc::UnboundedSender<Handed>, Arc<Room>)>,
}

impl Turns {
    pub(crate) fn new(
        settings: &Settings,
        (database, changes): (Database, Changes),
        acquaintance: Acquaintance,
        readers: Readers,
        wakers: Arc<Wakers>,
    ) -> Self {
        Self {
            settings: settings.turns.clone(),
            pacing: settings.pacing.clone(),
            lease: settings.delivery.lease,
            flows: Flows::new(settings.bot.flow),
            readers,
            database,
            changes,
            acquaintance,
            wakers,
            hands: None,
        }
    }

    /// Takes turns until `stop`, and hands what is due at once to the deliveries, as long as there is room.
    pub(crate) async fn run(
        mut self,
        hands: mpsc::UnboundedSender<Handed>,
        room: Arc<Room>,
        stop: CancellationToken,
    ) -> anyhow::Result<()> {
        self.hands = Some((hands, room));
        let batch = usize::try_from(self.settings.batch).unwrap_or_default();
        let mut rests = Rests::default();
        let mut failures = 0;
        while !stop.is_cancelled() {
            let begun = Instant::now();
            let mut busy = rests.resting(begun);
            busy.extend(self.acquaintance.crowded());
            let rest = match self.round(&busy, clock::now()).await {
                Ok(round) => {
                    failures = 0;
                    let now = Instant::now();
                    rests.begin(&round.crowded, now - begun, now);
                    // There may be more.
                    if round.taken > 0 && round.taken >= batch / 2 {
                        continue;
                    }
                    let rested = rests.shortest(now);
                    rested.map_or(self.settings.poll, |rest| rest.min(self.settings.poll))
                }
                Err(error) => {
                    failures += 1;
                    tracing::warn!(error = %telemetry::chain(&error), "cannot claim conversations");
                    backoff(failures)
                }
            };
            tokio::select! {
                () = stop.cancelled() => {}
                () = self.wakers.turns.notified(), if failures == 0 => {}
                () = tokio::time::sleep(rest) => {}
            }
        }
        self.acquaintance.all_met().await;
        Ok(())
    }

    /// The understanding that the flows share.
    pub(crate) fn understanding(&self) -> Option<Arc<Understanding>> {
        self.flows.understanding()
    }

    /// Waits until everybody has been met who is being met.
    pub(crate) async fn all_met(&self) {
        self.acquaintance.all_met().await;
    }

    /// Takes the turns that are due now, as many as go into one transaction, but none of the busy tenants.
    pub(crate) async fn round(
        &self,
        busy: &[TenantId],
        now: OffsetDateTime,
    ) -> Result<Round, StorageError> {
        let share = Share {
            at_most: self.settings.batch,
            per_tenant: self.settings.per_tenant,
            busy,
        };
        let mut tx = self.database.begin_for(&[]).await?;
        let began = Instant::now();
        let due = conversations::lock_due(&mut tx, share, now).await?;
        if due.is_empty() {
            tx.commit().await?;
            return Ok(Round::default());
        }
        let tenants: Vec<TenantId> = due.iter().map(|due| due.tenant).collect();
        tx.turn_to(&tenants).await?;
        let mut round = Round::of(&tenants, self.settings.per_tenant);
        let taken = self.take(tx, &due, now).instrument(taking(&due));
        let Err(error) = taken.await else {
            histogram!("turn_round_seconds").record(began.elapsed());
            return Ok(round);
        };
        round.taken = 0;
        if let [alone] = &*due {
            self.failed(*alone, &error, now).await;
            return Ok(round);
        }
        if matches!(error, StorageError::Unavailable(_)) {
            return Err(error);
        }
        // One of them may be what stands in the way of all.
        tracing::warn!(error = %telemetry::chain(&error), due = due.len(), "turns failed together, taking each alone");
        for due in due {
            match self.take_alone(due, now).await {
                Ok(()) => round.taken += 1,
                Err(error) => self.failed(due, &error, now).await,
            }
        }
        Ok(round)
    }

    async fn take_alone(&self, due: Due, now: OffsetDateTime) -> Result<(), StorageError> {
        let tx = self.database.begin(due.tenant).await?;
        let due = [due];
        self.take(tx, &due, now).instrument(taking(&due)).await
    }

    /// A failure is this conversation's alone: it is tried again at once, or later when trying at once does not help.
    async fn failed(&self, due: Due, error: &StorageError, now: OffsetDateTime) {
        tracing::error!(
            error = %telemetry::chain(error), tenant = due.tenant.get(), conversation = %due.conversation, "a turn failed"
        );
        counter!("turns_total", "outcome" => "failed").increment(1);
        if error.is_transient() {
            return;
        }
        let later = async {
            let mut tx = self.database.begin(due.tenant).await?;
            rest(&mut tx, due, &error.to_string(), 1, now).await?;
            tx.commit().await?;
            let id = due.conversation.get();
            self.changes.conversation(due.tenant, id).await;
            Ok::<_, StorageError>(())
        };
        if let Err(error) = later.await {
            tracing::warn!(
                error = %telemetry::chain(&error),
                "cannot let a conversation rest; it is tried again at once"
            );
        }
    }

    /// Takes these turns, all of them or none, and ends the transaction.
    async fn take(&self, mut tx: Tx, due: &[Due], now: OffsetDateTime) -> Result<(), StorageError> {
        let done = match self.take_in(&mut tx, due, now).await {
            Ok(done) => done,
            Err(error) => {
                // Now: whoever takes each alone passes over what is still held.
                let _ = tx.rollback().await;
                return Err(error);
            }
        };
        tx.commit().await?;
        done.count();
        if done.said.some_wait {
            self.wakers.delivery.notify_one();
        }
        if let Some((hands, _)) = &self.hands
            && !done.said.handed.is_empty()
        {
            // Nobody is there to take them when the worker ends: then their leases run out.
            let _ = hands.send(done.said.handed);
        }
        for stranger in done.strangers {
            self.acquaintance.meet(stranger, now);
        }
        for Due {
            tenant,
            conversation,
        } in done.conversations
        {
            self.changes.conversation(tenant, conversation.get()).await;
        }
        for (tenant, lead) in done.leads {
            self.changes.lead(tenant, lead.get()).await;
        }
        Ok(())
    }

    async fn take_in(
        &self,
        tx: &mut Tx,
        due: &[Due],
        now: OffsetDateTime,
    ) -> Result<Done, StorageError> {
        let conversations = turns::lock(tx, due, now).await?;
        let ids: Vec<TenantId> = due.iter().map(|due| due.tenant).collect();
        let agencies = tenants::list_of(tx, &ids).await?;
        let names: HashMap<TenantId, &str> = agencies
            .iter()
            .map(|agency| (agency.id, agency.name.as_str()))
            .collect();
        let classes = agencies.iter().map(|it| (it.id, it.class)).collect();
        let settings = bot_settings::list_of(tx, &ids).await?;
        let agents = agents_of(tx, &settings).await?;
        let readings = self.readers.readings(tx, &conversations).await?;
        let defaults = BotSettings::default();
        let scripts = self.flows.of(tx, &conversations).await?;

        let mut strangers = Vec::new();
        let mut took = Vec::new();
        for conversation in &conversations {
            let tenant = conversation.at.tenant;
            let circumstances = Circumstances {
                scripts: &scripts,
                agency: names.get(&tenant).copied().unwrap_or_default(),
                settings: settings.get(&tenant).unwrap_or(&defaults),
                with_agent: agents.get(&tenant) == Some(&conversation.contact),
                readings: &readings,
                longest_message: self.pacing.longest_message,
                now,
            };
            match decide::decide(conversation, &circumstances) {
                Ok(Decision::Took(decision)) => took.push((conversation, decision)),
                Ok(Decision::Meet) => {
                    let lease = self.settings.lease;
                    let claim = conversations::claim(tx, conversation.at, lease, now).await?;
                    strangers.push(Stranger::of(conversation, claim));
                }
                Err(reason) => {
                    tracing::error!(reason, tenant = tenant.get(), conversation = %conversation.at.conversation, "a turn failed");
                    counter!("turns_total", "outcome" => "failed").increment(1);
                    let failures = conversation.failures + 1;
                    rest(tx, conversation.at, &reason, failures, now).await?;
                }
            }
        }
        let said = self.say(tx, &took, &settings, &classes, now).await?;
        let mut leads = Vec::new();
        for (conversation, decision) in &took {
            let changed = note(tx, conversation, decision, now).await?;
            leads.extend(
                changed
                    .into_iter()
                    .map(|lead| (conversation.at.tenant, lead)),
            );
        }
        let taken: Vec<Taken<'_>> = took
            .iter()
            .map(|(conversation, decision)| Taken {
                conversation,
                state: decision.state.clone(),
                spoke: !decision.sayings.is_empty(),
                wake_at: decision.wake_at,
                needs_person_since: decision.needs_person_since,
                gate: decision.gate,
            })
            .collect();
        turns::save(tx, &taken).await?;
        let counts = |(conversation, decision): &(&Conversation, Took)| Counts {
            outcome: decision.outcome,
            late: conversation.late,
            follow_ups: decision.follow_ups(),
        };
        Ok(Done {
            counts: took.iter().map(counts).collect(),
            said,
            strangers,
            // But for those who are being met, all of them are otherwise.
            conversations: conversations.iter().map(|it| it.at).collect(),
            leads,
        })
    }
}

/// The span of a round's transaction: of all its turns and of no single message, so that it is a trace of its own, which
/// the turns link.
fn taking(due: &[Due]) -> Span {
    if telemetry::spans_are_seen() {
        tracing::info_span!(parent: None, "turns take", conversations = due.len())
    } else {
        Span::none()
    }
}

/// What came of a round.
#[derive(Debug, Default)]
pub(crate) struct Round {
    pub(crate) taken: usize,
    /// Who had all that is his share.
    crowded: Vec<TenantId>,
}

impl Round {
    fn of(due: &[TenantId], per_tenant: i32) -> Self {
        let mut counts: HashMap<TenantId, i32> = HashMap::new();
        for tenant in due {
            *counts.entry(*tenant).or_default() += 1;
        }
        let crowded = counts.iter().filter(|(_, count)| **count >= per_tenant);
        Self {
            taken: due.len(),
            crowded: crowded.map(|(tenant, _)| *tenant).collect(),
        }
    }
}

/// What is to be done when the turns of a transaction are written.
struct Done {
    counts: Vec<Counts>,
    said: Said,
    strangers: Vec<Stranger>,
    /// Those whom it was the turn of.
    conversations: Vec<Due>,
    /// Those that are others now.
    leads: Vec<(TenantId, LeadId)>,
}

/// What is counted of a turn.
struct Counts {
    outcome: &'static str,
    late: usize,
    follow_ups: usize,
}

impl Done {
    fn count(&self) {
        for turn in &self.counts {
            counter!("turns_total", "outcome" => turn.outcome).increment(1);
            counter!("late_arrivals_total").increment(turn.late as u64);
            counter!("follow_ups_total").increment(turn.follow_ups as u64);
        }
    }
}

/// The tenants' agents, of those that are anybody's contacts.
async fn agents_of(
    tx: &mut Tx,
    settings: &HashMap<TenantId, BotSettings>,
) -> Result<HashMap<TenantId, ContactId>, StorageError> {
    let phones: Vec<(TenantId, &Phone)> = settings
        .iter()
        .filter_map(|(tenant, settings)| Some((*tenant, settings.agent_phone.as_ref()?)))
        .collect();
    agents::list_of(tx, &phones).await
}

/// Lets a conversation rest whose turn failed for a reason that time does not cure: longer each time.
async fn rest(
    tx: &mut Tx,
    due: Due,
    reason: &str,
    failures: i32,
    now: OffsetDateTime,
) -> Result<(), StorageError> {
    let wake_at = now + 30 * backoff(failures.unsigned_abs());
    conversations::rest(tx, due, reason, wake_at, now).await
}
