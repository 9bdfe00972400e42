//! The rows of the mailboxes, read and written many at a time.

use std::collections::{BTreeSet, HashMap, HashSet};

use domain::{ChatId, MessageKey, TenantId};
use time::OffsetDateTime;

use super::{
    Item, Patience,
    rules::{Changes, Mailbox, Undo},
};
use crate::{
    StorageError, Tx,
    conversations::{ConversationId, invalid},
    interval::interval,
};

/// Which of the messages are stored already.
pub(super) async fn known(
    tx: &mut Tx,
    items: &[Item<'_>],
) -> Result<HashSet<(TenantId, MessageKey)>, StorageError> {
    let tenants: Vec<i64> = items.iter().map(|item| item.tenant.get()).collect();
    let keys: Vec<String> = items
        .iter()
        .map(|item| item.message.key.as_str().to_owned())
        .collect();
    let rows = sqlx::query!(
        "select m.tenant_id, m.key from unnest($1::bigint[], $2::text[]) asked (tenant_id, key)
         join messages m on m.tenant_id = asked.tenant_id and m.key = asked.key",
        &tenants,
        &keys,
    )
    .fetch_all(&mut **tx)
    .await?;
    rows.into_iter()
        .map(|row| {
            let tenant = row.tenant_id.try_into().map_err(invalid("tenant_id"))?;
            Ok((tenant, MessageKey::from_stored(row.key)))
        })
        .collect()
}

/// Locks the conversations, in one order for everybody.
pub(super) async fn lock(
    tx: &mut Tx,
    conversations: impl Iterator<Item = ConversationId>,
) -> Result<HashMap<ConversationId, Mailbox>, StorageError> {
    let ids: BTreeSet<i64> = conversations.map(|conversation| conversation.0).collect();
    let ids: Vec<i64> = ids.into_iter().collect();
    let rows = sqlx::query!(
        "select id, tenant_id, session, chat_id, turns, wake_at, paused_until, waiting_since,
                customer_wrote_at, person_wrote_at, before_waiting_since, needs_person_since
         from conversations where id = any ($1) order by id for no key update",
        &ids,
    )
    .fetch_all(&mut **tx)
    .await?;
    rows.into_iter()
        .map(|row| {
            let id = ConversationId(row.id);
            let mailbox = Mailbox {
                tenant: row.tenant_id.try_into().map_err(invalid("tenant_id"))?,
                id,
                session: row.session.try_into().map_err(invalid("session"))?,
                chat: row.chat_id.try_into().map_err(invalid("chat_id"))?,
                turns: row.turns,
                wake_at: row.wake_at,
                paused_until: row.paused_until,
                waiting_since: row.waiting_since,
                customer_wrote_at: row.customer_wrote_at,
                person_wrote_at: row.person_wrote_at,
                before_waiting_since: row.before_waiting_since,
                needs_person_since: row.needs_person_since,
                changes: Changes::default(),
            };
            Ok((id, mailbox))
        })
        .collect()
}

/// Writes what the rules changed. The messages are in already: what a person answered is among them.
pub(super) async fn save(
    tx: &mut Tx,
    mailboxes: impl Iterator<Item = &Mailbox>,
) -> Result<(), StorageError> {
    let changed: Vec<&Mailbox> = mailboxes.filter(|mailbox| mailbox.changes.any).collect();
    if changed.is_empty() {
        return Ok(());
    }
    let column = |value: fn(&Mailbox) -> Option<OffsetDateTime>| -> Vec<Option<OffsetDateTime>> {
        changed.iter().map(|mailbox| value(mailbox)).collect()
    };
    let flag = |value: fn(&Changes) -> bool| -> Vec<bool> {
        changed
            .iter()
            .map(|mailbox| value(&mailbox.changes))
            .collect()
    };
    let tenants: Vec<i64> = changed.iter().map(|mailbox| mailbox.tenant.get()).collect();
    let ids: Vec<i64> = changed.iter().map(|mailbox| mailbox.id.0).collect();
    let sessions: Vec<String> = changed
        .iter()
        .map(|m| m.session.as_str().to_owned())
        .collect();
    let chats: Vec<String> = changed.iter().map(|m| m.chat.as_str().to_owned()).collect();
    sqlx::query!(
        "update conversations c
         set session = x.session, chat_id = x.chat_id, wake_at = x.wake_at, paused_until = x.paused_until,
             waiting_since = x.waiting_since, customer_wrote_at = x.customer_wrote_at,
             person_wrote_at = x.person_wrote_at, needs_person_since = x.needs_person_since,
             state = case when x.forget then c.before_state else c.state end,
             taken_sent_at = case when x.untake then c.before_taken_sent_at else c.taken_sent_at end,
             taken_id = case
                 when x.untake then c.before_taken_id
                 when x.dismiss then greatest(c.taken_id, (
                     select max(m.id) from messages m
                     where m.tenant_id = c.tenant_id and m.conversation_id = c.id and m.waits))
                 else c.taken_id end,
             before_waiting_since =
                 case when x.forget or x.dismiss then null else c.before_waiting_since end
         from unnest($1::bigint[], $2::bigint[], $3::text[], $4::text[], $5::timestamptz[],
                     $6::timestamptz[], $7::timestamptz[], $8::timestamptz[], $9::timestamptz[],
                     $10::timestamptz[], $11::bool[], $12::bool[], $13::bool[])
              x (tenant_id, id, session, chat_id, wake_at, paused_until, waiting_since, customer_wrote_at,
                 person_wrote_at, needs_person_since, forget, untake, dismiss)
         where c.tenant_id = x.tenant_id and c.id = x.id",
        &tenants,
        &ids,
        &sessions,
        &chats,
        &column(|m| m.wake_at) as &[Option<OffsetDateTime>],
        &column(|m| m.paused_until) as &[Option<OffsetDateTime>],
        &column(|m| m.waiting_since) as &[Option<OffsetDateTime>],
        &column(|m| m.customer_wrote_at) as &[Option<OffsetDateTime>],
        &column(|m| m.person_wrote_at) as &[Option<OffsetDateTime>],
        &column(|m| m.needs_person_since) as &[Option<OffsetDateTime>],
        &flag(|changes| changes.undo != Undo::Nothing),
        &flag(|changes| changes.undo == Undo::Turn),
        &flag(|changes| changes.dismiss),
    )
    .execute(&mut **tx)
    .await?;
    for mailbox in changed {
        if let Some(before) = mailbox.changes.dismiss_before {
            dismiss_before(tx, mailbox.tenant, mailbox.id, before).await?;
        }
    }
    Ok(())
}

/// Takes what waits and was written before a person of the tenant wrote, out of the bot's hands. When nothing waits any
/// more, neither does the conversation wake.
async fn dismiss_before(
    tx: &mut Tx,
    tenant: TenantId,
    conversation: ConversationId,
    before: OffsetDateTime,
) -> Result<(), StorageError> {
    let dismissed = sqlx::query!(
        "update messages m set waits = false from conversations c
         where c.tenant_id = $1 and c.id = $2 and m.tenant_id = $1 and m.conversation_id = $2
           and m.waits and m.id > c.taken_id and m.sent_at < $3",
        tenant.get(),
        conversation.0,
        before,
    )
    .execute(&mut **tx)
    .await?;
    if dismissed.rows_affected() > 0 {
        sqlx::query!(
            "update conversations c set waiting_since = null, wake_at = null
             where c.tenant_id = $1 and c.id = $2 and not exists (
                 select from messages m
                 where m.tenant_id = $1 and m.conversation_id = $2 and m.waits and m.id > c.taken_id)",
            tenant.get(),
            conversation.0,
        )
        .execute(&mut **tx)
        .await?;
    }
    Ok(())
}

/// Lets those who wait for these customers wait on.
pub(super) async fn postpone(
    tx: &mut Tx,
    chats: &[(TenantId, &ChatId)],
    patience: Patience,
    now: OffsetDateTime,
) -> Result<(), StorageError> {
    let (tenants, addresses): (Vec<i64>, Vec<String>) = chats
        .iter()
        .map(|(tenant, chat)| (tenant.get(), chat.to_string()))
        .unzip();
    sqlx::query!(
        "update conversations c
         set wake_at = greatest(c.wake_at, least($3::timestamptz, c.waiting_since + $4::interval))
         from unnest($1::bigint[], $2::text[]) typing (tenant_id, address)
         join contact_addresses a on a.tenant_id = typing.tenant_id and a.address = typing.address
         where c.tenant_id = a.tenant_id and c.contact_id = a.contact_id and c.waiting_since is not null",
        &tenants,
        &addresses,
        now + patience.debounce,
        interval(patience.debounce_ceiling),
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}
