//! Intake: messages into their mailboxes, many at once.
//!
//! What is in the database is read, the [`rules`] decide message by message, and what they changed is written: each of
//! the three a few statements, however many messages there are.

mod people;
mod rows;
pub(crate) mod rules;
pub(crate) mod takeover;

use std::{collections::HashMap, time::Duration};

use domain::{ChatId, Direction, TenantId};
use time::OffsetDateTime;

use crate::{
    StorageError, Tx, contacts,
    conversations::ConversationId,
    messages::{self, Incoming},
    outbox::{self, Ack, TakenBack},
};
use rules::Mailbox;

/// What became of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stored {
    /// It waits for the bot's next turn.
    Waiting(ConversationId),
    /// It waits, and what the bot was about to say is not said any more: a new turn takes everything.
    Superseding(ConversationId),
    /// It is the echo of a reply of ours, which is closed now.
    Echo(ConversationId),
    /// A person of the tenant wrote it: the bot is silent in that chat now.
    Takeover(ConversationId),
    /// A person of the tenant wrote the word that gives the chat back to the bot.
    Resumed(ConversationId),
    /// It came too late to be answered: it is shown, and wakes nobody.
    Late(ConversationId),
    /// A person of the tenant has the chat or had answered it before it came: it is shown, and wakes nobody.
    Answered(ConversationId),
    /// It was known already: nothing changed.
    Duplicate,
    /// The tenant is not there any more: nothing changed.
    TenantGone,
}

/// How long the bot waits and keeps silent.
#[derive(Debug, Clone, Copy)]
pub struct Patience {
    /// After a customer's last message: he may be typing another, and WAHA may bring an earlier one later.
    pub debounce: Duration,
    /// After his first unanswered one, however many follow.
    pub debounce_ceiling: Duration,
    /// After a person of the tenant wrote in the chat.
    pub takeover: Duration,
    /// How old a customer's message may be when it reaches us and still be answered.
    pub stale_after: Duration,
}

/// A message for a tenant's mailboxes.
#[derive(Debug, Clone, Copy)]
pub struct Item<'a> {
    /// Whose it is.
    pub tenant: TenantId,
    /// The message.
    pub message: &'a Incoming,
    /// Whether a person of the tenant gives the chat back to the bot by it.
    pub resumes: bool,
}

/// Stores messages and wakes their conversations, each once, however often it arrives, and notes what was acknowledged.
/// Answers what became of each message, in their order.
///
/// [`StorageError::Overtaken`]: another worker stored one of them at this moment; the same transaction succeeds when it
/// is tried again.
pub async fn store(
    tx: &mut Tx,
    items: &[Item<'_>],
    acks: &[Ack],
    patience: Patience,
    now: OffsetDateTime,
) -> Result<Vec<Stored>, StorageError> {
    if items.is_empty() {
        outbox::note_receipts(tx, &[], acks, now).await?;
        return Ok(Vec::new());
    }
    // First of all: a copy under another address must not make another contact.
    let mut known = rows::known(tx, items).await?;
    let mut outcomes: Vec<Option<Stored>> = items
        .iter()
        .map(|item| {
            let is_new = known.insert((item.tenant, item.message.key.clone()));
            (!is_new).then_some(Stored::Duplicate)
        })
        .collect();
    let places: Vec<usize> = (0..items.len())
        .filter(|place| outcomes.get(*place).is_some_and(Option::is_none))
        .collect();
    let fresh: Vec<&Item<'_>> = places
        .iter()
        .filter_map(|place| items.get(*place))
        .collect();
    let homes = people::find_or_add(tx, &fresh, now).await?;
    let conversations = homes.iter().flatten().map(|home| home.conversation);
    let mut mailboxes = rows::lock(tx, conversations).await?;
    let own: Vec<(TenantId, &str)> = fresh
        .iter()
        .filter(|item| item.message.direction == Direction::Out)
        .map(|item| (item.tenant, item.message.stanza.as_str()))
        .collect();
    let mut ours = outbox::note_receipts(tx, &own, acks, now).await?;
    let mut adopted = false;

    let mut entries = Vec::with_capacity(fresh.len());
    for ((place, item), home) in places.iter().zip(&fresh).zip(&homes) {
        let Some(home) = home else {
            set(&mut outcomes, *place, Stored::TenantGone);
            continue;
        };
        let conversation = home.conversation;
        // Its person was erased, or became another's, since it was found a moment ago.
        let mailbox = mailboxes
            .get_mut(&conversation)
            .ok_or(StorageError::Overtaken)?;
        let message = item.message;
        let stored = match message.direction {
            Direction::In => mailbox.customer_wrote(message, patience, now),
            Direction::Out => {
                let here = (item.tenant, message.stanza.clone());
                let mut echo = ours.contains(&here);
                if !echo && outbox::adopt(tx, item.tenant, conversation, message, now).await? {
                    ours.insert(here);
                    (echo, adopted) = (true, true);
                }
                if echo {
                    Stored::Echo(conversation)
                } else {
                    mailbox.person_wrote(message, item.resumes, patience, now)
                }
            }
        };
        set(&mut outcomes, *place, stored);
        entries.push(messages::Entry {
            tenant: item.tenant,
            conversation,
            message,
            waits: matches!(stored, Stored::Waiting(_)),
        });
    }
    if adopted {
        outbox::note_receipts(tx, &[], acks, now).await?;
    }
    messages::add_all(tx, &entries, now).await?;
    let names = new_names(&fresh, &homes);
    contacts::note_names(tx, &names).await?;
    let taken_back = take_back(tx, &mailboxes).await?;
    for taken_back in taken_back.iter().filter(|taken_back| taken_back.whole) {
        if let Some(mailbox) = mailboxes.get_mut(&taken_back.conversation) {
            mailbox.undo_turn(patience);
        }
    }
    for outcome in &mut outcomes {
        if let Some(Stored::Waiting(id)) = *outcome
            && taken_back.iter().any(|back| back.conversation == id)
        {
            *outcome = Some(Stored::Superseding(id));
        }
    }
    rows::save(tx, mailboxes.values()).await?;
    Ok(outcomes
        .into_iter()
        .map(|outcome| outcome.unwrap_or(Stored::TenantGone))
        .collect())
}

/// The names of customers that are not known yet.
fn new_names<'a>(
    items: &[&Item<'a>],
    homes: &[Option<people::Home>],
) -> Vec<(TenantId, &'a ChatId, &'a str)> {
    let named = items.iter().zip(homes).filter_map(|(item, home)| {
        let name = item.message.shown_name()?;
        let known = home.as_ref()?.name.as_deref();
        (known != Some(name)).then_some((item.tenant, &item.message.chat, name))
    });
    named.collect()
}

fn set(outcomes: &mut [Option<Stored>], place: usize, stored: Stored) {
    if let Some(outcome) = outcomes.get_mut(place) {
        *outcome = Some(stored);
    }
}

/// Takes back what the bot was about to say where the rules ask for it: for a person, all of it; for a new message of
/// the customer, the last turn. Answers of which last turns anything was.
async fn take_back(
    tx: &mut Tx,
    mailboxes: &HashMap<ConversationId, Mailbox>,
) -> Result<Vec<TakenBack>, StorageError> {
    let overtaken: Vec<_> = mailboxes.values().filter_map(Mailbox::unsaid).collect();
    let taken_back = outbox::take_back(tx, &overtaken).await?;
    let silenced: Vec<_> = mailboxes
        .values()
        .filter(|mailbox| mailbox.silenced())
        .map(|mailbox| (mailbox.tenant, mailbox.id))
        .collect();
    outbox::cancel_open(tx, &silenced).await?;
    Ok(taken_back)
}

/// The customer is typing in these chats: whoever waits for him waits on.
pub async fn note_typing(
    tx: &mut Tx,
    chats: &[(TenantId, &ChatId)],
    patience: Patience,
    now: OffsetDateTime,
) -> Result<(), StorageError> {
    rows::postpone(tx, chats, patience, now).await
}
