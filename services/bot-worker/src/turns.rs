//! Turns: conversations that are due, the bot, and what it decided, many in one transaction.

mod decide;

use std::{collections::HashMap, sync::Arc};

use domain::TenantId;
use metrics::counter;
use service_runtime::{clock, telemetry};
use storage::{
    Database, StorageError, Tx,
    bot_settings::{self, BotSettings},
    contacts,
    conversations::{self, Claim},
    leads::{self, Lead, Stage},
    outbox::{self, ReplyKind, Saying},
    senders::{self, Sender},
    tenants,
    turns::{self, Conversation, Taken},
};
use time::OffsetDateTime;
use tokio_util::sync::CancellationToken;

use crate::{
    PacingSettings, Settings, TurnSettings,
    acquaintance::{Acquaintance, Stranger},
    backoff::backoff,
    pace::{self, Wish},
    wakers::Wakers,
};
use decide::{Circumstances, Decision, Took};

/// Takes the turns that are due.
pub(crate) struct Turns {
    settings: TurnSettings,
    pacing: PacingSettings,
    flow: bot::Flow,
    database: Database,
    acquaintance: Acquaintance,
    wakers: Arc<Wakers>,
}

/// What one round did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Round {
    /// Conversations that were claimed.
    pub(crate) claimed: usize,
    /// Things that were said.
    pub(crate) sayings: usize,
}

impl Turns {
    pub(crate) fn new(
        settings: &Settings,
        database: Database,
        acquaintance: Acquaintance,
        wakers: Arc<Wakers>,
    ) -> Self {
        Self {
            settings: settings.turns.clone(),
            pacing: settings.pacing.clone(),
            flow: settings.bot.flow,
            database,
            acquaintance,
            wakers,
        }
    }

    /// Takes turns until `stop`.
    pub(crate) async fn run(self, stop: CancellationToken) -> anyhow::Result<()> {
        let mut failures = 0;
        while !stop.is_cancelled() {
            let rest = match self.round(clock::now()).await {
                Ok(round) if round.claimed == 0 => {
                    failures = 0;
                    self.settings.poll
                }
                Ok(round) => {
                    failures = 0;
                    if round.sayings > 0 {
                        self.wakers.delivery.notify_one();
                    }
                    continue;
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

    /// Waits until everybody has been met who is being met.
    pub(crate) async fn all_met(&self) {
        self.acquaintance.all_met().await;
    }

    /// Takes the turns that are due now, as many as go into one transaction.
    pub(crate) async fn round(&self, now: OffsetDateTime) -> Result<Round, StorageError> {
        let settings = &self.settings;
        let claims =
            conversations::claim_due(&self.database, settings.batch, settings.lease, now).await?;
        let claimed = claims.len();
        let sayings = match self.take(&claims, now).await {
            Ok(sayings) => sayings,
            // One of them may be what stands in the way of all.
            Err(error) if claimed > 1 && !matches!(error, StorageError::Unavailable(_)) => {
                tracing::warn!(error = %telemetry::chain(&error), claimed, "turns failed together, taking each alone");
                let mut sayings = 0;
                for claim in &claims {
                    sayings += self.take_alone(claim, now).await;
                }
                sayings
            }
            Err(error) => {
                if let Some(claim) = claims.first() {
                    self.failed(claim, &error, now).await;
                }
                0
            }
        };
        Ok(Round { claimed, sayings })
    }

    async fn take_alone(&self, claim: &Claim, now: OffsetDateTime) -> usize {
        match self.take(std::slice::from_ref(claim), now).await {
            Ok(sayings) => sayings,
            Err(error) => {
                self.failed(claim, &error, now).await;
                0
            }
        }
    }

    /// A failure is this conversation's alone: it is tried again when its lease runs out, or later when trying at once does
    /// not help.
    async fn failed(&self, claim: &Claim, error: &StorageError, now: OffsetDateTime) {
        tracing::error!(
            error = %telemetry::chain(error), tenant = claim.tenant.get(), conversation = %claim.conversation, "a turn failed"
        );
        counter!("turns_total", "outcome" => "failed").increment(1);
        if error.is_transient() {
            return;
        }
        let later = async {
            let mut tx = self.database.begin(claim.tenant).await?;
            rest(&mut tx, claim, &error.to_string(), 1, now).await?;
            tx.commit().await
        };
        if let Err(error) = later.await {
            tracing::warn!(
                error = %telemetry::chain(&error),
                "cannot give a conversation back; its lease will run out"
            );
        }
    }

    /// Takes these turns in one transaction. Answers how much was said.
    async fn take(&self, claims: &[Claim], now: OffsetDateTime) -> Result<usize, StorageError> {
        if claims.is_empty() {
            return Ok(0);
        }
        let mut ids: Vec<TenantId> = claims.iter().map(|claim| claim.tenant).collect();
        ids.sort_unstable();
        ids.dedup();
        let mut tx = self.database.begin_for(&ids).await?;
        let conversations = turns::lock(&mut tx, claims).await?;
        let lost = claims.len() - conversations.len();
        let agencies = tenants::list_of(&mut tx, &ids).await?;
        let names: HashMap<TenantId, &str> = agencies
            .iter()
            .map(|agency| (agency.id, agency.name.as_str()))
            .collect();
        let settings = bot_settings::list_of(&mut tx, &ids).await?;
        let defaults = BotSettings::default();

        let mut strangers = Vec::new();
        let mut took = Vec::new();
        for conversation in &conversations {
            let tenant = conversation.claim.tenant;
            let circumstances = Circumstances {
                flow: self.flow,
                agency: names.get(&tenant).copied().unwrap_or_default(),
                settings: settings.get(&tenant).unwrap_or(&defaults),
                longest_message: self.pacing.longest_message,
                now,
            };
            match decide::decide(conversation, &circumstances) {
                Ok(Decision::Took(decision)) => took.push((conversation, decision)),
                Ok(Decision::Meet) => strangers.push(Stranger::of(conversation)),
                Err(reason) => {
                    tracing::error!(reason, tenant = tenant.get(), conversation = %conversation.claim.conversation, "a turn failed");
                    counter!("turns_total", "outcome" => "failed").increment(1);
                    let failures = conversation.failures + 1;
                    rest(&mut tx, &conversation.claim, &reason, failures, now).await?;
                }
            }
        }
        let sayings = self.say(&mut tx, &took, &settings, now).await?;
        for (conversation, decision) in &took {
            note(&mut tx, conversation, decision, now).await?;
        }
        let taken: Vec<Taken<'_>> = took
            .iter()
            .map(|(conversation, decision)| Taken {
                conversation,
                state: decision.state.clone(),
                spoke: !decision.sayings.is_empty(),
                wake_at: decision.wake_at,
                gate: decision.gate,
            })
            .collect();
        turns::save(&mut tx, &taken).await?;
        tx.commit().await?;

        count(&took, lost);
        for stranger in strangers {
            self.acquaintance.meet(stranger, now);
        }
        Ok(sayings)
    }

    /// Puts what the turns say into the outbox, each at its moment.
    async fn say(
        &self,
        tx: &mut Tx,
        took: &[(&Conversation, Took)],
        settings: &HashMap<TenantId, BotSettings>,
        now: OffsetDateTime,
    ) -> Result<usize, StorageError> {
        let speaking = took
            .iter()
            .filter(|(_, decision)| !decision.sayings.is_empty());
        let mut ids: Vec<TenantId> = speaking.map(|(at, _)| at.claim.tenant).collect();
        ids.sort_unstable();
        ids.dedup();
        let mut senders: HashMap<TenantId, Sender> = HashMap::new();
        if self.pacing.is_human() && !ids.is_empty() {
            senders = senders::lock(tx, &ids, now).await?;
        }
        let defaults = BotSettings::default();
        let mut sayings = Vec::new();
        for (conversation, decision) in took {
            let tenant = conversation.claim.tenant;
            for (position, (kind, body)) in (0..).zip(&decision.sayings) {
                let due_at = senders.get_mut(&tenant).map_or(now, |sender| {
                    let wish = Wish {
                        kind: *kind,
                        first_contact: conversation.customer_wrote_at.is_none(),
                        dice: rand::random(),
                    };
                    let settings = settings.get(&tenant).unwrap_or(&defaults);
                    pace::reserve(&self.pacing, settings, sender, wish, now)
                });
                sayings.push(Saying {
                    conversation,
                    position,
                    body: body.clone(),
                    kind: *kind,
                    due_at,
                    traceparent: decision.traceparent.clone(),
                });
            }
        }
        outbox::add(tx, &sayings, now).await?;
        if !senders.is_empty() {
            senders::save(tx, &senders.values().collect::<Vec<_>>()).await?;
        }
        Ok(sayings.len())
    }
}

/// Lets a conversation rest whose turn failed for a reason that time does not cure: longer each time.
async fn rest(
    tx: &mut Tx,
    claim: &Claim,
    reason: &str,
    failures: i32,
    now: OffsetDateTime,
) -> Result<(), StorageError> {
    let wake_at = now + 30 * backoff(failures.unsigned_abs());
    conversations::give_back_failed(tx, claim, reason, wake_at).await
}

/// Writes down what a turn learnt of the contact.
async fn note(
    tx: &mut Tx,
    conversation: &Conversation,
    decision: &Took,
    now: OffsetDateTime,
) -> Result<(), StorageError> {
    let (tenant, contact) = (conversation.claim.tenant, conversation.contact);
    for update in &decision.leads {
        let lead = Lead {
            phone: conversation.chat.phone(),
            name: update.name.as_deref(),
            wish: update.wish.as_deref(),
            language: Some(update.language.code()),
            stage: if update.handed_over {
                Stage::HandedOver
            } else {
                Stage::New
            },
        };
        leads::save(tx, tenant, contact, &lead).await?;
    }
    if let Some(opted_out) = decision.opted_out {
        contacts::set_opted_out(tx, tenant, contact, opted_out.then_some(now)).await?;
        if opted_out {
            let here = (tenant, conversation.claim.conversation);
            outbox::cancel_refused(tx, here, conversation.turn).await?;
        }
    }
    Ok(())
}

fn count(took: &[(&Conversation, Took)], lost: usize) {
    for (conversation, decision) in took {
        counter!("turns_total", "outcome" => decision.outcome).increment(1);
        counter!("late_arrivals_total").increment(conversation.late as u64);
        let said = |kind| {
            decision
                .sayings
                .iter()
                .filter(|(said, _)| *said == kind)
                .count() as u64
        };
        counter!("follow_ups_total").increment(said(ReplyKind::FollowUp));
    }
    counter!("turns_total", "outcome" => "lost").increment(lost as u64);
}
