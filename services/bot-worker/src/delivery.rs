//! Delivery: a reply reaches WhatsApp once.
//!
//! The message's WhatsApp id is taken and stored before the first attempt and used in every one. After an
//! attempt whose outcome is not known (an answer that did not come, a crash), WAHA is asked for that id
//! before anything is sent again; and the echo of the message closes the reply too.

use std::{sync::Arc, time::Duration};

use fleet::{Fleet, FleetError};
use metrics::counter;
use service_runtime::{clock, telemetry};
use storage::{
    Database, StorageError,
    outbox::{self, Reply, ReplyClaim},
};
use tokio_util::sync::CancellationToken;
use tracing::Instrument;
use waha::{MessageId, SendText};

use crate::{
    DeliverySettings, PacingSettings, Settings, backoff::backoff, under_way::UnderWay,
    wakers::Wakers,
};

/// How many replies one worker sends at once; each waits for WAHA most of the time.
const AT_ONCE: usize = 32;
/// How long a reply rests when the session is not connected: somebody has to do something.
const PARKED: Duration = Duration::from_secs(30);
/// How long a reply rests when WhatsApp limits the account.
const LIMITED: Duration = Duration::from_mins(15);

/// Delivers the replies that are due.
pub(crate) struct Delivery {
    settings: DeliverySettings,
    pacing: PacingSettings,
    database: Database,
    fleet: Fleet,
    wakers: Arc<Wakers>,
}

/// How one delivery ended.
enum Outcome {
    /// WhatsApp has it.
    Sent,
    /// Later, because of this.
    Later(Duration, String),
    /// Later, because the session is not connected: so are its other replies.
    Unconnected(String),
    /// Never, because of this.
    Never(String),
    /// It is not ours any more: cancelled, closed by its echo, or another worker's.
    Lost,
}

impl Delivery {
    pub(crate) fn new(
        settings: &Settings,
        database: Database,
        fleet: Fleet,
        wakers: Arc<Wakers>,
    ) -> Self {
        Self {
            settings: settings.delivery.clone(),
            pacing: settings.pacing.clone(),
            database,
            fleet,
            wakers,
        }
    }

    /// Delivers until `stop`, then finishes what was begun. Each reply is a task of its own: one that
    /// waits for WAHA holds up no other chat, nor the claiming of new ones.
    pub(crate) async fn run(self, stop: CancellationToken) -> anyhow::Result<()> {
        let delivery = Arc::new(self);
        let mut under_way = UnderWay::default();
        let mut failures = 0;
        while !stop.is_cancelled() {
            let settings = &delivery.settings;
            let mut rest = settings.poll;
            if under_way.len() < AT_ONCE {
                let busy = under_way.busy(settings.per_tenant);
                let claimed = outbox::claim_due(
                    &delivery.database,
                    &busy,
                    settings.tenants,
                    settings.per_tenant,
                    settings.lease,
                );
                match claimed.await {
                    Ok(claims) => {
                        failures = 0;
                        for claim in claims {
                            let delivery = Arc::clone(&delivery);
                            under_way
                                .spawn(claim.tenant, async move { delivery.deliver(claim).await });
                        }
                    }
                    Err(error) => {
                        failures += 1;
                        tracing::warn!(error = %telemetry::chain(&error), "cannot claim replies");
                        rest = backoff(failures);
                    }
                }
            }
            tokio::select! {
                () = stop.cancelled() => {}
                Some(()) = under_way.ended() => {}
                () = delivery.wakers.delivery.notified(), if failures == 0 => {}
                () = tokio::time::sleep(rest) => {}
            }
        }
        while under_way.ended().await.is_some() {}
        Ok(())
    }

    async fn deliver(&self, claim: ReplyClaim) {
        let settled = async {
            let mut tx = self.database.begin(claim.tenant).await?;
            let reply = outbox::lookup(&mut tx, &claim).await?;
            tx.commit().await?;
            let Some(reply) = reply else {
                return Ok("lost");
            };
            let span = tracing::info_span!(
                "reply deliver",
                tenant = claim.tenant.get(),
                reply = %claim.reply,
                session = %reply.session,
                attempt = reply.attempts + 1,
            );
            telemetry::set_parent(&span, reply.traceparent.as_deref());
            async {
                let outcome = tokio::select! {
                    outcome = self.try_send(&claim, &reply) => outcome?,
                    () = self.keep_lease(&claim) => Outcome::Lost,
                };
                self.settle(&claim, &reply, outcome).await
            }
            .instrument(span)
            .await
        };
        let result: Result<&str, StorageError> = settled.await;
        let outcome = result.unwrap_or_else(|error| {
            tracing::warn!(error = %telemetry::chain(&error), reply = %claim.reply, "a delivery stopped; its lease will run out");
            "interrupted"
        });
        counter!("replies_total", "outcome" => outcome).increment(1);
    }

    /// Prolongs the lease for as long as it is polled; returns when the lease is lost.
    async fn keep_lease(&self, claim: &ReplyClaim) {
        loop {
            tokio::time::sleep(self.settings.lease / 3).await;
            let renewed = async {
                let mut tx = self.database.begin(claim.tenant).await?;
                let renewed = outbox::renew(&mut tx, claim, self.settings.lease).await?;
                tx.commit().await?;
                Ok::<_, StorageError>(renewed)
            };
            match renewed.await {
                Ok(true) => {}
                Ok(false) => return,
                Err(error) => {
                    tracing::warn!(error = %telemetry::chain(&error), "cannot prolong a lease");
                }
            }
        }
    }

    async fn try_send(&self, claim: &ReplyClaim, reply: &Reply) -> Result<Outcome, StorageError> {
        let session = reply.session.as_str();
        let chat = reply.chat.as_str();
        let waha = match self.fleet.client_of(claim.tenant).await {
            Ok(waha) => waha,
            Err(FleetError::Storage(error)) => return Err(error),
            // Its session was disconnected; the next one may have another number.
            Err(error @ FleetError::NoNode) => return Ok(Outcome::Unconnected(error.to_string())),
            Err(error) => {
                return Ok(Outcome::Later(PARKED, telemetry::chain(&error).to_string()));
            }
        };
        let stanza = match &reply.stanza {
            Some(stanza) => {
                // An attempt was begun before: whether WhatsApp has the message is not known.
                match is_there(&waha, session, chat, stanza).await {
                    Ok(true) => return Ok(Outcome::Sent),
                    Ok(false) => stanza.clone(),
                    Err(error) => return Ok(not_looked_up(&error, reply)),
                }
            }
            None => match waha.messages().new_message_id(session).await {
                Ok(stanza) => stanza,
                Err(error) => return Ok(unsent(&error, reply)),
            },
        };
        if clock::now() - reply.created_at > self.settings.expires {
            return Ok(Outcome::Never("too old to be an answer".to_owned()));
        }
        self.act_like_a_person(&waha, session, chat, &reply.body)
            .await;

        let mut tx = self.database.begin(claim.tenant).await?;
        if !outbox::begin_attempt(&mut tx, claim, &stanza).await? {
            return Ok(Outcome::Lost);
        }
        // Stored before the send: from here on the id tells whether WhatsApp has the message.
        tx.commit().await?;
        let text = SendText::new(session, chat, &reply.body).with_id(&stanza);
        Ok(match waha.messages().send_text(&text).await {
            Ok(sent) => {
                if sent.stanza != stanza {
                    tracing::error!(
                        asked = stanza,
                        sent = sent.stanza,
                        "WAHA used another message id"
                    );
                }
                Outcome::Sent
            }
            Err(error) => unsent(&error, reply),
        })
    }

    /// Seen, typing, a pause: WAHA's order. None of it matters as much as the reply, so a failure is
    /// noted and passed over.
    async fn act_like_a_person(&self, waha: &waha::Client, session: &str, chat: &str, text: &str) {
        let messages = waha.messages();
        let acted = async {
            messages.send_seen(session, chat, &[]).await?;
            if let Some(typing) = self.pacing.typing(text) {
                messages.start_typing(session, chat).await?;
                tokio::time::sleep(typing).await;
                messages.stop_typing(session, chat).await?;
            }
            Ok::<_, waha::Error>(())
        };
        if let Err(error) = acted.await {
            tracing::debug!(%error, "cannot act like a person");
        }
    }

    async fn settle(
        &self,
        claim: &ReplyClaim,
        reply: &Reply,
        outcome: Outcome,
    ) -> Result<&'static str, StorageError> {
        let mut tx = self.database.begin(claim.tenant).await?;
        let name = match outcome {
            Outcome::Sent => {
                outbox::close_sent(&mut tx, claim).await?;
                "sent"
            }
            Outcome::Later(after, reason) => {
                tracing::warn!(reason, ?after, "a reply waits");
                outbox::try_later(&mut tx, claim, after, &reason).await?;
                "later"
            }
            Outcome::Unconnected(reason) => {
                tracing::warn!(reason, after = ?PARKED, "the session's replies wait");
                outbox::try_later(&mut tx, claim, PARKED, &reason).await?;
                outbox::park_session(&mut tx, claim.tenant, &reply.session, PARKED).await?;
                "later"
            }
            Outcome::Never(reason) => {
                tracing::error!(reason, "a reply was given up");
                outbox::give_up(&mut tx, claim, &reason).await?;
                "failed"
            }
            Outcome::Lost => "lost",
        };
        tx.commit().await?;
        // The chat's next reply may be due now.
        self.wakers.delivery.notify_one();
        Ok(name)
    }
}

async fn is_there(
    waha: &waha::Client,
    session: &str,
    chat: &str,
    stanza: &str,
) -> Result<bool, waha::Error> {
    let id = MessageId {
        from_me: true,
        chat: chat.to_owned(),
        stanza: stanza.to_owned(),
        participant: None,
    };
    Ok(waha.chats().find_message(session, &id).await?.is_some())
}

/// What a failed look-up means: as long as it is not known whether WhatsApp has the reply, it is neither sent
/// again nor given up.
fn not_looked_up(error: &waha::Error, reply: &Reply) -> Outcome {
    match unsent(error, reply) {
        Outcome::Never(reason) => Outcome::Later(PARKED, reason),
        other => other,
    }
}

/// What a failed call means for the reply.
fn unsent(error: &waha::Error, reply: &Reply) -> Outcome {
    use waha::Error as Waha;

    let reason = error.to_string();
    let again = || backoff(reply.attempts.unsigned_abs() + 1);
    match error {
        Waha::SessionUnknown | Waha::WrongStatus { .. } => Outcome::Unconnected(reason),
        Waha::Unauthorized | Waha::Forbidden => Outcome::Later(PARKED, reason),
        Waha::Timelock | Waha::Quota => Outcome::Later(LIMITED, reason),
        Waha::NoLid | Waha::Busy | Waha::Unavailable { .. } | Waha::Protocol(_) => {
            Outcome::Later(again(), reason)
        }
        Waha::NotFound(_) | Waha::AlreadyExists | Waha::Rejected { .. } | Waha::Unsupported(_) => {
            Outcome::Never(reason)
        }
    }
}
