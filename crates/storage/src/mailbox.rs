//! Intake: messages into their mailboxes.

use std::{collections::BTreeSet, time::Duration};

use domain::{ChatId, Direction, TenantId};
use time::OffsetDateTime;

use crate::{
    StorageError, Tx, contacts,
    conversations::{self, ConversationId},
    interval::interval,
    messages::{self, Incoming},
    outbox,
};

/// What became of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stored {
    /// It waits for the bot's next turn.
    Waiting(ConversationId),
    /// It is the echo of a reply of ours, which is closed now.
    Echo(ConversationId),
    /// A person of the tenant wrote it: the bot is silent in that chat now.
    Takeover(ConversationId),
    /// It came too late to be answered: it is shown, and wakes nobody.
    Late(ConversationId),
    /// A person of the tenant had answered it before it came: it is shown, and wakes nobody.
    Answered(ConversationId),
    /// It was known already: nothing changed.
    Duplicate,
}

/// How long the bot waits and keeps silent.
#[derive(Debug, Clone, Copy)]
pub struct Patience {
    /// After a customer's last message: he may be typing another.
    pub debounce: Duration,
    /// After his first unanswered one, however many follow.
    pub debounce_ceiling: Duration,
    /// After a person of the tenant wrote in the chat.
    pub takeover: Duration,
    /// How old a customer's message may be when it reaches us and still be answered.
    pub stale_after: Duration,
}

/// Locks the addresses until the transaction ends, in one order for everybody: two workers never make two
/// contacts of one person, and never wait for each other in a circle.
pub async fn lock_addresses(
    tx: &mut Tx,
    addresses: &[(TenantId, &ChatId)],
) -> Result<(), StorageError> {
    let names: BTreeSet<String> = addresses
        .iter()
        .map(|(tenant, chat)| format!("{tenant}/{chat}"))
        .collect();
    for name in names {
        sqlx::query!(
            "select pg_advisory_xact_lock(hashtextextended($1, 0)) as \"locked: String\"",
            name
        )
        .fetch_one(&mut **tx)
        .await?;
    }
    Ok(())
}

/// Stores one message and wakes its conversation, once, however often it arrives. The caller holds the
/// locks of its addresses.
pub async fn store(
    tx: &mut Tx,
    tenant: TenantId,
    message: &Incoming,
    patience: Patience,
) -> Result<Stored, StorageError> {
    // First of all: a copy under another address must not make another contact.
    if messages::is_known(tx, tenant, &message.key).await? {
        return Ok(Stored::Duplicate);
    }
    let mut addresses = vec![&message.chat];
    addresses.extend(&message.other_address);
    // The push name of an outgoing message is the tenant's own.
    let push_name = match message.direction {
        Direction::In => message.push_name.as_deref(),
        Direction::Out => None,
    };
    let contact = contacts::find_or_add(tx, tenant, &addresses, push_name).await?;
    let conversation =
        conversations::find_or_add(tx, tenant, contact, &message.session, &message.chat).await?;
    // Old by the time that it needed to reach us, not by the time that it waited here: what a backlog or a
    // backfill brings may be from before the customer gave up, or called.
    let incoming = message.direction == Direction::In;
    let late = incoming && message.sent_at + patience.stale_after < message.received_at;
    let answered = incoming
        && !late
        && messages::answered_by_person(tx, tenant, conversation, message.sent_at).await?;
    let waits = !late && !answered;
    if !messages::add(tx, tenant, conversation, message, waits).await? {
        return Ok(Stored::Duplicate);
    }
    match message.direction {
        Direction::In if late => Ok(Stored::Late(conversation)),
        Direction::In if answered => Ok(Stored::Answered(conversation)),
        Direction::In => {
            wake(tx, tenant, conversation, message, patience).await?;
            Ok(Stored::Waiting(conversation))
        }
        Direction::Out if outbox::close_by_echo(tx, tenant, &message.stanza).await? => {
            Ok(Stored::Echo(conversation))
        }
        Direction::Out => {
            // One from a backlog may be older than the pause that it would begin.
            if pause(tx, tenant, conversation, message.sent_at, patience.takeover).await? {
                outbox::cancel_open(tx, tenant, conversation).await?;
            } else {
                messages::take_answered(tx, tenant, conversation, message.sent_at).await?;
            }
            Ok(Stored::Takeover(conversation))
        }
    }
}

/// Wakes the conversation when the customer is likely done typing. The row is changed after the message
/// is in: a turn that runs at this moment holds the row, so it either sees the message or is followed by
/// another turn.
async fn wake(
    tx: &mut Tx,
    tenant: TenantId,
    conversation: ConversationId,
    message: &Incoming,
    patience: Patience,
) -> Result<(), StorageError> {
    sqlx::query!(
        "update conversations c
         set session = $3, chat_id = $4,
             wake_at = least(
                 now() + $5::interval,
                 (select min(m.stored_at) from messages m
                  where m.tenant_id = $1 and m.conversation_id = $2
                    and m.direction = 'in' and m.taken_at is null) + $6::interval)
         where c.tenant_id = $1 and c.id = $2",
        tenant.get(),
        conversation.0,
        message.session.as_str(),
        message.chat.as_str(),
        interval(patience.debounce),
        interval(patience.debounce_ceiling),
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Silences the bot for so long after a person wrote; whether it is silent now.
async fn pause(
    tx: &mut Tx,
    tenant: TenantId,
    conversation: ConversationId,
    written_at: OffsetDateTime,
    pause: Duration,
) -> Result<bool, StorageError> {
    let paused = sqlx::query_scalar!(
        "update conversations
         set paused_until = greatest(paused_until, least($3, now()) + $4::interval)
         where tenant_id = $1 and id = $2
         returning paused_until > now() as \"paused!\"",
        tenant.get(),
        conversation.0,
        written_at,
        interval(pause),
    )
    .fetch_one(&mut **tx)
    .await?;
    Ok(paused)
}
