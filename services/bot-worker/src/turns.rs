//! Turns: a conversation that is due, the bot, and what it decided, in one transaction.

use std::{sync::Arc, time::Duration};

use anyhow::Context;
use bot::{Agency, Effect, Input, State};
use futures::{StreamExt, stream};
use metrics::counter;
use service_runtime::{clock, telemetry};
use storage::{
    Database, Tx,
    conversations::{self, Claim, Conversation},
    leads::{self, Lead, Stage},
    messages::{self, MessageKind, Waiting},
    outbox, tenants,
};
use tokio_util::sync::CancellationToken;
use tracing::Instrument;

use crate::{Settings, TurnSettings, backoff::backoff, wakers::Wakers};

/// How many turns one worker takes at once; each holds a connection of Postgres for a moment.
const AT_ONCE: usize = 8;
/// How long a conversation rests whose turn fails for a reason that time does not cure.
const REST: Duration = Duration::from_mins(5);

/// Takes the turns that are due.
pub(crate) struct Turns {
    settings: TurnSettings,
    database: Database,
    wakers: Arc<Wakers>,
}

impl Turns {
    pub(crate) fn new(settings: &Settings, database: Database, wakers: Arc<Wakers>) -> Self {
        Self {
            settings: settings.turns.clone(),
            database,
            wakers,
        }
    }

    /// Takes turns until `stop`.
    pub(crate) async fn run(self, stop: CancellationToken) -> anyhow::Result<()> {
        let mut failures = 0;
        while !stop.is_cancelled() {
            let settings = &self.settings;
            let claimed = conversations::claim_due(
                &self.database,
                settings.tenants,
                settings.per_tenant,
                settings.lease,
            );
            let rest = match claimed.await {
                Ok(claims) if claims.is_empty() => {
                    failures = 0;
                    settings.poll
                }
                Ok(claims) => {
                    failures = 0;
                    stream::iter(&claims)
                        .for_each_concurrent(AT_ONCE, |claim| self.take(claim))
                        .await;
                    self.wakers.delivery.notify_one();
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
        Ok(())
    }

    /// Takes one turn. A failure is this conversation's alone: it is tried again when its lease runs out,
    /// or later when trying does not help.
    async fn take(&self, claim: &Claim) {
        let Err(error) = self.try_take(claim).await else {
            return;
        };
        let transient = error
            .downcast_ref::<storage::StorageError>()
            .is_some_and(storage::StorageError::is_transient);
        tracing::error!(
            error = %telemetry::chain(error.as_ref()), tenant = claim.tenant.get(), conversation = %claim.conversation, "a turn failed"
        );
        counter!("turns_total", "outcome" => "failed").increment(1);
        if transient {
            return;
        }
        let later = async {
            let mut tx = self.database.begin(claim.tenant).await?;
            conversations::give_back(&mut tx, claim, Some(clock::now() + REST)).await?;
            tx.commit().await
        };
        if let Err(error) = later.await {
            tracing::warn!(
                error = %telemetry::chain(&error),
                "cannot give a conversation back; its lease will run out"
            );
        }
    }

    async fn try_take(&self, claim: &Claim) -> anyhow::Result<()> {
        let mut tx = self.database.begin(claim.tenant).await?;
        let Some(conversation) = conversations::lock(&mut tx, claim).await? else {
            counter!("turns_total", "outcome" => "lost").increment(1);
            return Ok(());
        };
        let waiting = messages::waiting(&mut tx, claim).await?;
        let span = tracing::info_span!(
            "conversation turn",
            tenant = claim.tenant.get(),
            conversation = %claim.conversation,
            turn = conversation.turn,
            messages = waiting.len(),
        );
        // The turn belongs to the trace of the message that it answers; a burst's others are linked.
        if let Some((last, others)) = waiting.split_last() {
            telemetry::set_parent(&span, last.traceparent.as_deref());
            for other in others {
                telemetry::add_link(&span, other.traceparent.as_deref());
            }
        }
        let outcome = speak(&mut tx, claim, &conversation, &waiting)
            .instrument(span)
            .await?;
        tx.commit().await?;
        counter!("turns_total", "outcome" => outcome).increment(1);
        Ok(())
    }
}

async fn speak(
    tx: &mut Tx,
    claim: &Claim,
    conversation: &Conversation,
    waiting: &[Waiting],
) -> anyhow::Result<&'static str> {
    messages::take(tx, claim, waiting).await?;
    if conversation.paused {
        // A person has the chat, and these messages are for that person.
        conversations::give_back(tx, claim, None).await?;
        return Ok("paused");
    }
    let tenant = tenants::lookup(tx, claim.tenant)
        .await?
        .context("the tenant is gone")?;
    let state: Option<State> = conversation
        .state
        .clone()
        .map(serde_json::from_value)
        .transpose()
        .context("the bot's stored state cannot be read")?;
    let inputs: Vec<Input<'_>> = waiting.iter().map(input).collect();
    let turn = bot::turn(
        Agency { name: &tenant.name },
        state.as_ref(),
        &inputs,
        clock::now(),
    );

    let traceparent = telemetry::current_traceparent();
    let mut position = 0;
    for effect in &turn.effects {
        match effect {
            Effect::Say(text) => {
                outbox::add(
                    tx,
                    claim,
                    conversation,
                    position,
                    text,
                    traceparent.as_deref(),
                )
                .await?;
                position += 1;
            }
            Effect::Lead(update) => {
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
                leads::save(tx, claim.tenant, conversation.contact, &lead).await?;
            }
        }
    }
    let state = serde_json::to_value(&turn.state).context("the bot's state cannot be stored")?;
    conversations::finish_turn(tx, claim, conversation.turn, &state, turn.wake_at).await?;
    Ok("taken")
}

fn input(message: &Waiting) -> Input<'_> {
    match (message.kind, &message.body) {
        (MessageKind::Text | MessageKind::Media | MessageKind::Other, Some(text)) => {
            Input::Text(text)
        }
        _ => Input::Wordless,
    }
}
