//! What turns say, put into the outbox, each at its moment.

use std::collections::HashMap;

use domain::{TenantClass, TenantId};
use storage::{
    StorageError, Tx,
    bot_settings::BotSettings,
    outbox::{self, Answers, Reply, ReplyKind, Saying},
    senders::{self, Sender},
    turns::Conversation,
};
use time::OffsetDateTime;

use super::{Turns, card, decide::Took};
use crate::{
    delivery::Handed,
    pace::{self, Wish},
};

/// What turns said.
pub(super) struct Said {
    /// Whether some of it is for whoever claims it.
    pub(super) some_wait: bool,
    /// What is leased to this worker already.
    pub(super) handed: Handed,
}

impl Turns {
    /// Puts what the turns say into the outbox, each at its moment.
    pub(super) async fn say(
        &self,
        tx: &mut Tx,
        took: &[(&Conversation, Took)],
        settings: &HashMap<TenantId, BotSettings>,
        classes: &HashMap<TenantId, TenantClass>,
        now: OffsetDateTime,
    ) -> Result<Said, StorageError> {
        let speaking = took
            .iter()
            .filter(|(_, decision)| !decision.sayings.is_empty());
        let mut ids: Vec<TenantId> = speaking.map(|(it, _)| it.at.tenant).collect();
        ids.sort_unstable();
        ids.dedup();
        let mut senders: HashMap<TenantId, Sender> = HashMap::new();
        if self.pacing.is_human() && !ids.is_empty() {
            senders = senders::lock(tx, &ids, now).await?;
        }
        let defaults = BotSettings::default();
        let mut sayings = Vec::new();
        let mut places = HashMap::new();
        for (conversation, decision) in took {
            let tenant = conversation.at.tenant;
            for (position, (kind, body)) in (0..).zip(&decision.sayings) {
                let due_at = senders.get_mut(&tenant).map_or(now, |sender| {
                    let wish = Wish {
                        kind: *kind,
                        first_contact: conversation.is_first_contact(),
                        dice: rand::random(),
                    };
                    let settings = settings.get(&tenant).unwrap_or(&defaults);
                    pace::reserve(&self.pacing, settings, sender, wish, now)
                });
                let place = self
                    .hands
                    .as_ref()
                    .filter(|_| position == 0 && due_at <= now && !conversation.speaking);
                let place = place.and_then(|(_, room)| room.take(tenant));
                let taken = place.is_some();
                if let Some(place) = place {
                    places.insert(conversation.at.conversation, place);
                }
                let opted_out = conversation.opted_out_at.is_some();
                sayings.push(Saying {
                    conversation,
                    position,
                    body: body.clone(),
                    kind: *kind,
                    due_at,
                    opted_out: decision.opted_out.unwrap_or(opted_out),
                    taken,
                    answers: (position == 0 && is_answer(*kind))
                        .then(|| answers(conversation, classes))
                        .flatten(),
                    traceparent: decision.traceparent.clone(),
                });
            }
        }
        let replies = outbox::add(tx, &sayings, self.lease, now).await?;
        let mut cards = 0;
        for (conversation, decision) in took {
            let tenant = conversation.at.tenant;
            let way = card::Way {
                pacing: &self.pacing,
                settings: settings.get(&tenant).unwrap_or(&defaults),
                sender: senders.get_mut(&tenant),
            };
            cards += usize::from(card::add(tx, (conversation, decision), way, now).await?);
        }
        if !senders.is_empty() {
            senders::save(tx, &senders.values().collect::<Vec<_>>()).await?;
        }
        let with_place = |reply: Reply| {
            let place = places.remove(&reply.conversation)?;
            Some((reply, place))
        };
        let handed: Handed = replies.into_iter().filter_map(with_place).collect();
        Ok(Said {
            some_wait: cards > 0 || handed.len() < sayings.len(),
            handed,
        })
    }
}

fn is_answer(kind: ReplyKind) -> bool {
    matches!(kind, ReplyKind::Answer | ReplyKind::Farewell)
}

/// Since when the customer waits whom a turn answers.
fn answers(
    conversation: &Conversation,
    classes: &HashMap<TenantId, TenantClass>,
) -> Option<Answers> {
    let first = conversation.waiting.iter().map(|it| it.received_at).min();
    let class = classes.get(&conversation.at.tenant);
    first.map(|since| Answers {
        since,
        class: class.copied().unwrap_or_default(),
    })
}
