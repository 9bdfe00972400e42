//! What is older than a tenant keeps it.
//!
//! It goes in small transactions and in the order of keys: conversations by their ids, in each the oldest messages first,
//! by the index that shows a conversation. What is gone is gone, so that whoever comes after a crash begins anew and finds
//! less. A conversation whose messages are all gone stays, with its lead and what the bot knows.

use domain::TenantId;
use time::OffsetDateTime;

use super::removal::remove_messages;
use crate::{Database, StorageError, Tx, conversations::ConversationId};

/// How many conversations are looked at, and how many of those that have something old are worked on, in one
/// transaction.
const CONVERSATIONS: i64 = 500;
const AT_ONCE: i64 = 20;

/// How many messages, and how many rows of the outbox, of one conversation go in one transaction.
const ROWS: i64 = 200;

/// What one transaction did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Expired {
    /// How many messages, or files, went.
    pub gone: u64,
    /// From which conversation on there is more; `None`: the end was reached.
    pub after: Option<ConversationId>,
}

/// Whether the caller is to look for what is old; if so, nobody else is before `next_at`.
pub async fn begin(
    database: &Database,
    now: OffsetDateTime,
    next_at: OffsetDateTime,
) -> Result<bool, StorageError> {
    let begun = sqlx::query_scalar!("select begin_retention($1, $2) as \"begun!\"", now, next_at)
        .fetch_one(database.pool())
        .await?;
    Ok(begun)
}

/// Removes messages that were written before `before`, and what was said or was to be said then, of the next
/// conversations after `after`. What still waits for a turn stays until it was taken.
pub async fn expire_messages(
    tx: &mut Tx,
    tenant: TenantId,
    before: OffsetDateTime,
    after: Option<ConversationId>,
    now: OffsetDateTime,
) -> Result<Expired, StorageError> {
    let after = after.map_or(0, |conversation| conversation.0);
    // The oldest message and the oldest row of the outbox tell, by one step into an index each.
    let looked = sqlx::query!(
        "with page as materialized (
             select c.id from conversations c where c.tenant_id = $1 and c.id > $2 order by c.id limit $4
         ),
         old as (
             select page.id from page
             where (select m.sent_at from messages m where m.tenant_id = $1 and m.conversation_id = page.id
                    order by m.sent_at, m.id limit 1) < $3
                or (select o.created_at from outbox o where o.tenant_id = $1 and o.conversation_id = page.id
                    order by o.turn, o.position limit 1) < $3
             order by page.id limit $5
         )
         select (select max(id) from page) as last, (select count(*) from page) as \"seen!\",
                coalesce((select array_agg(id order by id) from old), '{}') as \"old!\"",
        tenant.get(),
        after,
        before,
        CONVERSATIONS,
        AT_ONCE,
    )
    .fetch_one(&mut **tx)
    .await?;
    // Intake and turns hold these while they work on them; who cannot have one comes back.
    let held = sqlx::query!(
        "select id, taken_id, waiting_since from conversations
         where tenant_id = $1 and id = any ($2) order by id for no key update skip locked",
        tenant.get(),
        &looked.old,
    )
    .fetch_all(&mut **tx)
    .await?;
    let mut gone = 0;
    let mut unfinished = None;
    for conversation in held {
        // Nothing waits where nobody does.
        let taken = match conversation.waiting_since {
            Some(_) => conversation.taken_id,
            None => i64::MAX,
        };
        let ids = sqlx::query_scalar!(
            "select id from messages
             where tenant_id = $1 and conversation_id = $2 and sent_at < $3 and not (waits and id > $4)
             order by sent_at, id limit $5",
            tenant.get(),
            conversation.id,
            before,
            taken,
            ROWS,
        )
        .fetch_all(&mut **tx)
        .await?;
        remove_messages(tx, tenant, &ids, now).await?;
        let said = sqlx::query!(
            "delete from outbox where tenant_id = $1 and id = any (array(
                 select id from outbox
                 where tenant_id = $1 and conversation_id = $2 and created_at < $3
                   and state in ('sent', 'failed', 'cancelled')
                 order by turn, position limit $4
             ))",
            tenant.get(),
            conversation.id,
            before,
            ROWS,
        )
        .execute(&mut **tx)
        .await?
        .rows_affected();
        let removed = ids.len() as u64;
        gone += removed + said;
        if unfinished.is_none() && (removed.max(said) >= ROWS.unsigned_abs()) {
            unfinished = Some(ConversationId(conversation.id - 1));
        }
    }
    let more = if i64::try_from(looked.old.len()).unwrap_or(AT_ONCE) >= AT_ONCE {
        looked.old.last().copied()
    } else if looked.seen >= CONVERSATIONS {
        looked.last
    } else {
        None
    };
    Ok(Expired {
        gone,
        after: unfinished.or_else(|| more.map(ConversationId)),
    })
}

/// Removes what was said of messages (reactions, edits, deletions) before `before`: also of those that never came.
pub async fn expire_changes(
    tx: &mut Tx,
    tenant: TenantId,
    before: OffsetDateTime,
) -> Result<u64, StorageError> {
    let gone = sqlx::query!(
        "delete from message_changes where (tenant_id, message_key, kind, author) in (
             select tenant_id, message_key, kind, author from message_changes
             where tenant_id = $1 and changed_at < $2
             order by message_key, kind, author limit $3
         )",
        tenant.get(),
        before,
        ROWS,
    )
    .execute(&mut **tx)
    .await?;
    Ok(gone.rows_affected())
}

/// Says of the oldest files that came before `before` that they are gone, and writes their names down; the messages
/// stay. Answers how many; fewer than a few hundred: these were the last.
pub async fn expire_files(
    tx: &mut Tx,
    tenant: TenantId,
    before: OffsetDateTime,
    now: OffsetDateTime,
) -> Result<Expired, StorageError> {
    let gone = sqlx::query!(
        "with old as (
             update media set state = 'gone', reason = 'not_kept', filename = null, sha256 = null
             where tenant_id = $1 and message_key = any (array(
                 select message_key from media
                 where tenant_id = $1 and state = 'stored' and received_at < $2
                 order by received_at limit $4
             )) and state = 'stored'
             returning message_key
         )
         insert into files_to_remove (tenant_id, name, until)
         select $1, encode(sha256(convert_to(message_key, 'UTF8')), 'hex'), $3 from old
         on conflict (tenant_id, name) do nothing",
        tenant.get(),
        before,
        now,
        ROWS,
    )
    .execute(&mut **tx)
    .await?
    .rows_affected();
    Ok(Expired { gone, after: None })
}
