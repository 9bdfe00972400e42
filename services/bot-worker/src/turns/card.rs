//! The card of a lead that is handed over, for the tenant's agent.

use domain::{ChatId, Phone};
use storage::{
    StorageError, Tx, agents,
    bot_settings::BotSettings,
    contacts,
    outbox::{self, Card, ReplyKind},
    senders::Sender,
    turns::Conversation,
};
use time::OffsetDateTime;

use super::decide::Took;
use crate::{
    PacingSettings,
    pace::{self, Wish},
};

/// How a card goes.
#[derive(Debug)]
pub(super) struct Way<'a> {
    pub(super) pacing: &'a PacingSettings,
    pub(super) settings: &'a BotSettings,
    /// The number's pace, where it has one.
    pub(super) sender: Option<&'a mut Sender>,
}

/// Puts the card into the outbox, if the turn hands over and the tenant has named an agent; answers whether it did.
pub(super) async fn add(
    tx: &mut Tx,
    (conversation, decision): (&Conversation, &Took),
    way: Way<'_>,
    now: OffsetDateTime,
) -> Result<bool, StorageError> {
    let (Some(hand_off), Some(phone)) = (&decision.hand_off, &way.settings.agent_phone) else {
        return Ok(false);
    };
    let tenant = conversation.at.tenant;
    let session = &conversation.session;
    let desk = agents::find_or_add(tx, tenant, phone, session, now).await?;
    let due_at = way.sender.map_or(now, |sender| {
        let wish = Wish {
            kind: ReplyKind::Card,
            first_contact: desk.first_contact,
            dice: rand::random(),
        };
        pace::reserve(way.pacing, way.settings, sender, wish, now)
    });
    let body = match number(tx, conversation).await? {
        Some(number) => format!("{}\nhttps://wa.me/{number}", hand_off.card),
        None => hand_off.card.clone(),
    };
    let card = Card {
        tenant,
        to: desk.conversation,
        about: conversation.at.conversation,
        session,
        body: &body,
        first_contact: desk.first_contact,
        due_at,
        traceparent: decision.traceparent.as_deref(),
    };
    outbox::add_card(tx, &card, now).await?;
    Ok(true)
}

/// The customer's number, also where he writes from a LID.
async fn number(tx: &mut Tx, conversation: &Conversation) -> Result<Option<Phone>, StorageError> {
    if let Some(number) = conversation.chat.phone() {
        return Ok(Some(number));
    }
    let at = conversation.at;
    let addresses = contacts::addresses_of(tx, at.tenant, at.conversation).await?;
    Ok(addresses.iter().find_map(ChatId::phone))
}
