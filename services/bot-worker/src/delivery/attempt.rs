//! One attempt at one reply.

use fleet::FleetError;
use metrics::histogram;
use service_runtime::{clock, telemetry};
use storage::{
    StorageError,
    outbox::{self, Answers, Reply, ReplyKind, Settled, Stage},
    senders,
};
use time::OffsetDateTime;
use waha::{Error as Waha, MessageFilter, MessageId, SendText};

use super::{
    Delivery, Way,
    meaning::{Meaning, PARKED, not_looked_up, unsent},
};

/// How a look for an earlier attempt's message ended.
enum Before {
    /// WhatsApp has it, under this id.
    Sent(String),
    /// There was no earlier attempt, or WhatsApp has nothing of it: it may be sent, under this id if one was stored.
    Unsent(Option<String>),
    /// That is not known.
    Meaning(Meaning),
}

impl Delivery {
    /// Goes as far with a reply as it can now. One word for what became of it.
    pub(super) async fn attempt(
        &self,
        reply: &Reply,
        way: &Way,
        now: OffsetDateTime,
    ) -> Result<&'static str, StorageError> {
        let waha = match way.as_ref() {
            Ok(waha) => waha,
            Err(error) => return self.settle(reply, no_way(error), now).await,
        };
        let known = match self.before(waha, reply, now).await {
            Before::Sent(stanza) => return self.settle(reply, Meaning::Sent(stanza), now).await,
            Before::Meaning(meaning) => return self.settle(reply, meaning, now).await,
            Before::Unsent(stanza) => stanza,
        };
        if let Some(reason) = self.refusal(reply, now) {
            return self
                .settle(reply, Meaning::Never(reason.to_owned()), now)
                .await;
        }
        if self.pacing.is_human() && reply.stage == Stage::Queued && reply.attempts == 0 {
            return self.type_first(waha, reply, now).await;
        }
        let (session, chat) = (reply.session.as_str(), reply.chat.as_str());
        if reply.stage == Stage::Typing {
            let stopped = waha.messages().stop_typing(session, chat).await;
            noted(stopped);
        }
        let stanza = match known {
            Some(stanza) => Some(stanza),
            None => match waha.messages().new_message_id(session).await {
                Ok(stanza) => Some(stanza),
                // The engine takes none: then an attempt is made once, and what became of it is looked for by its text.
                Err(Waha::Unsupported(_)) => None,
                Err(error) => return self.settle(reply, unsent(&error, reply), now).await,
            },
        };
        // Stored before the send: from here on the id tells whether WhatsApp has the message.
        if !self.ledger.begin(reply.claim, stanza.clone(), now).await? {
            return Ok("lost");
        }
        let mut text = SendText::new(session, chat, &reply.body);
        if let Some(stanza) = &stanza {
            text = text.with_id(stanza);
        }
        let meaning = match waha.messages().send_text(&text).await {
            Ok(sent) => {
                if stanza.as_ref().is_some_and(|stanza| *stanza != sent.stanza) {
                    tracing::error!(
                        asked = stanza,
                        sent = sent.stanza,
                        "WAHA used another message id"
                    );
                }
                Meaning::Sent(sent.stanza)
            }
            // The connection broke, and WAHA may go on without it.
            Err(
                error @ Waha::Unavailable {
                    source: Some(_), ..
                },
            ) if error.outcome_unknown() => {
                Meaning::Later(self.settings.in_doubt, error.to_string())
            }
            Err(error) => unsent(&error, reply),
        };
        self.settle(reply, meaning, now).await
    }

    /// Why a reply must not be sent any more, though nothing of it was.
    fn refusal(&self, reply: &Reply, now: OffsetDateTime) -> Option<&'static str> {
        // The tenant itself named the agent's number, whatever its owner wanted when he was a customer.
        let is_wanted = matches!(reply.kind, ReplyKind::Farewell | ReplyKind::Card);
        if reply.opted_out && !is_wanted {
            return Some("the person wants no messages");
        }
        (now - reply.created_at > self.settings.expires).then_some("too old to be an answer")
    }

    /// Whether an earlier attempt has reached WhatsApp.
    async fn before(&self, waha: &waha::Client, reply: &Reply, now: OffsetDateTime) -> Before {
        let Some(begun_at) = reply.begun_at.filter(|_| reply.attempts > 0) else {
            return Before::Unsent(None);
        };
        // WAHA waits for a session before it sends, and nobody saw how that ended.
        let in_doubt_until = begun_at + self.settings.in_doubt;
        let found = match &reply.stanza {
            Some(stanza) => by_id(waha, reply, stanza).await,
            None => by_text(waha, reply, begun_at).await,
        };
        match (found, &reply.stanza) {
            (Ok(Some(stanza)), _) => Before::Sent(stanza),
            (Ok(None), _) if reply.in_doubt && now < in_doubt_until => {
                let reason = "whether WhatsApp has it is not known yet".to_owned();
                Before::Meaning(Meaning::Later(
                    (in_doubt_until - now).unsigned_abs(),
                    reason,
                ))
            }
            (Ok(None), Some(stanza)) => Before::Unsent(Some(stanza.clone())),
            (Ok(None), None) => {
                let reason = "the engine does not tell whether WhatsApp has it; sent again, it might come twice";
                Before::Meaning(Meaning::Never(reason.to_owned()))
            }
            (Err(error), _) => Before::Meaning(not_looked_up(&error, reply)),
        }
    }

    /// Seen, typing: WAHA's order. The text follows when a person would have typed it. None of it matters as much as the
    /// reply, so a failure is noted and passed over.
    async fn type_first(
        &self,
        waha: &waha::Client,
        reply: &Reply,
        now: OffsetDateTime,
    ) -> Result<&'static str, StorageError> {
        let (session, chat) = (reply.session.as_str(), reply.chat.as_str());
        let messages = waha.messages();
        // What the customer types from now on restarts the wait for him.
        noted(messages.subscribe_presence(session, chat).await);
        noted(messages.send_seen(session, chat, &[]).await);
        noted(messages.start_typing(session, chat).await);
        let typing = self.pacing.typing(&reply.body).unwrap_or_default();
        let mut tx = self.database.begin(reply.claim.tenant).await?;
        outbox::type_on(&mut tx, &reply.claim, now + typing).await?;
        tx.commit().await?;
        self.tell(reply).await;
        Ok("typing")
    }

    /// Tells who watches the conversation how far its reply is.
    async fn tell(&self, reply: &Reply) {
        let (tenant, id) = (reply.claim.tenant, reply.conversation.get());
        self.changes.conversation(tenant, id).await;
    }

    async fn settle(
        &self,
        reply: &Reply,
        meaning: Meaning,
        now: OffsetDateTime,
    ) -> Result<&'static str, StorageError> {
        let tenant = reply.claim.tenant;
        let settled_at = clock::now();
        let (settled, name) = match &meaning {
            Meaning::Sent(stanza) => (Settled::Sent(stanza.clone()), "sent"),
            Meaning::Later(after, reason) => {
                tracing::warn!(reason, ?after, "a reply waits");
                (Settled::Later(now + *after, reason.clone()), "later")
            }
            Meaning::Unconnected(reason) => {
                tracing::warn!(reason, after = ?PARKED, "the session's replies wait");
                (Settled::Parked(now + PARKED, reason.clone()), "parked")
            }
            Meaning::Closed(after, reason) => {
                tracing::warn!(reason, ?after, "first contacts wait");
                (Settled::Later(now + *after, reason.clone()), "closed")
            }
            Meaning::Never(reason) => {
                tracing::error!(reason, "a reply was given up");
                (Settled::Failed(reason.clone()), "failed")
            }
        };
        if self.ledger.settle(reply.clone(), settled, now).await? {
            // The chat's next reply may be due now.
            self.wakers.delivery.notify_one();
        }
        self.tell(reply).await;
        if let (Meaning::Sent(_), Some(Answers { since, class })) = (&meaning, reply.answers) {
            let waited = (settled_at - since).as_seconds_f64().max(0.0);
            histogram!("time_to_first_reply_seconds", "tenant_class" => class.as_str())
                .record(waited);
        }
        match meaning {
            Meaning::Unconnected(reason) => {
                let mut tx = self.database.begin(tenant).await?;
                outbox::park_session(&mut tx, tenant, &reply.session, now + PARKED, &reason)
                    .await?;
                tx.commit().await?;
            }
            Meaning::Closed(after, reason) => {
                let mut tx = self.database.begin(tenant).await?;
                senders::close_first_contacts(&mut tx, tenant, now + after, &reason, now).await?;
                tx.commit().await?;
            }
            Meaning::Sent(_) | Meaning::Later(..) | Meaning::Never(_) => {}
        }
        Ok(name)
    }
}

fn no_way(error: &FleetError) -> Meaning {
    let reason = telemetry::chain(error).to_string();
    match error {
        // Its session was disconnected; the next one may have another number.
        FleetError::NoNode => Meaning::Unconnected(reason),
        _ => Meaning::Later(PARKED, reason),
    }
}

fn noted(acted: Result<(), Waha>) {
    if let Err(error) = acted {
        tracing::debug!(%error, "cannot act like a person");
    }
}

async fn by_id(waha: &waha::Client, reply: &Reply, stanza: &str) -> Result<Option<String>, Waha> {
    let id = MessageId {
        from_me: true,
        chat: reply.chat.as_str().to_owned(),
        stanza: stanza.to_owned(),
        participant: None,
    };
    let found = waha
        .chats()
        .find_message(reply.session.as_str(), &id)
        .await?;
    Ok(found.map(|_| stanza.to_owned()))
}

/// The newest own message that says the same and was sent since the attempt began.
async fn by_text(
    waha: &waha::Client,
    reply: &Reply,
    begun_at: OffsetDateTime,
) -> Result<Option<String>, Waha> {
    let own = MessageFilter {
        since: Some(begun_at - std::time::Duration::from_secs(2)),
        from_me: Some(true),
        ..MessageFilter::default()
    };
    let (session, chat) = (reply.session.as_str(), reply.chat.as_str());
    let page = waha.chats().messages(session, chat, &own).await?;
    let same =
        |message: &&waha::HistoryMessage| message.message.body.as_deref() == Some(&*reply.body);
    Ok(page
        .messages
        .iter()
        .find(same)
        .map(|found| found.message.id.stanza.clone()))
}
