//! The pace of the tenants' numbers: one for all workers.

use std::collections::HashMap;

use domain::TenantId;
use time::OffsetDateTime;

use crate::{StorageError, Tx, error::tenant_of};

/// What a number has sent lately, and when it may send next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sender {
    /// Whose number it is.
    pub tenant: TenantId,
    /// Since when it is linked.
    pub linked_at: OffsetDateTime,
    /// The next free moment for a message.
    pub next_at: OffsetDateTime,
    /// The next free moment for one to somebody who never wrote.
    pub next_first_contact_at: OffsetDateTime,
    /// When the hour began that messages are counted in.
    pub hour_began: OffsetDateTime,
    /// How many there are in it.
    pub hour_sent: i32,
    /// When the day began that first contacts are counted in.
    pub day_began: OffsetDateTime,
    /// How many there are in it.
    pub day_first_contacts: i32,
    /// Until when WhatsApp lets the number open no new chats.
    pub first_contacts_closed_until: Option<OffsetDateTime>,
}

/// Locks the tenants' senders, in one order for everybody. A number is as fresh as its link.
pub async fn lock(
    tx: &mut Tx,
    tenants: &[TenantId],
    now: OffsetDateTime,
) -> Result<HashMap<TenantId, Sender>, StorageError> {
    let ids: Vec<i64> = tenants.iter().map(|tenant| tenant.get()).collect();
    sqlx::query!(
        "insert into senders (tenant_id, linked_at, next_at, next_first_contact_at, hour_began, day_began)
         select asked.id, coalesce(w.linked_at, $2), $2, $2, $2, $2
         from unnest($1::bigint[]) asked (id) left join session_watches w on w.tenant_id = asked.id
         where not exists (select from senders s where s.tenant_id = asked.id)
         order by asked.id on conflict (tenant_id) do nothing",
        &ids,
        now,
    )
    .execute(&mut **tx)
    .await?;
    let rows = sqlx::query!(
        "select tenant_id, linked_at, next_at, next_first_contact_at, hour_began, hour_sent, day_began,
                day_first_contacts, first_contacts_closed_until
         from senders where tenant_id = any ($1) order by tenant_id for update",
        &ids,
    )
    .fetch_all(&mut **tx)
    .await?;
    rows.into_iter()
        .map(|row| {
            let tenant = tenant_of(row.tenant_id, "senders")?;
            let sender = Sender {
                tenant,
                linked_at: row.linked_at,
                next_at: row.next_at,
                next_first_contact_at: row.next_first_contact_at,
                hour_began: row.hour_began,
                hour_sent: row.hour_sent,
                day_began: row.day_began,
                day_first_contacts: row.day_first_contacts,
                first_contacts_closed_until: row.first_contacts_closed_until,
            };
            Ok((tenant, sender))
        })
        .collect()
}

/// Writes the senders' pace; the caller holds them.
pub async fn save(tx: &mut Tx, senders: &[&Sender]) -> Result<(), StorageError> {
    let ids: Vec<i64> = senders.iter().map(|sender| sender.tenant.get()).collect();
    let time = |value: fn(&Sender) -> OffsetDateTime| -> Vec<OffsetDateTime> {
        senders.iter().map(|sender| value(sender)).collect()
    };
    let count = |value: fn(&Sender) -> i32| -> Vec<i32> {
        senders.iter().map(|sender| value(sender)).collect()
    };
    sqlx::query!(
        "update senders s
         set next_at = x.next_at, next_first_contact_at = x.next_first_contact_at, hour_began = x.hour_began,
             hour_sent = x.hour_sent, day_began = x.day_began, day_first_contacts = x.day_first_contacts
         from unnest($1::bigint[], $2::timestamptz[], $3::timestamptz[], $4::timestamptz[], $5::int[],
                     $6::timestamptz[], $7::int[])
              x (tenant_id, next_at, next_first_contact_at, hour_began, hour_sent, day_began, day_first_contacts)
         where s.tenant_id = x.tenant_id",
        &ids,
        &time(|sender| sender.next_at),
        &time(|sender| sender.next_first_contact_at),
        &time(|sender| sender.hour_began),
        &count(|sender| sender.hour_sent),
        &time(|sender| sender.day_began),
        &count(|sender| sender.day_first_contacts),
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Notes that WhatsApp lets a number open no new chats until then. What waits for one waits until then; running chats
/// go on.
pub async fn close_first_contacts(
    tx: &mut Tx,
    tenant: TenantId,
    until: OffsetDateTime,
    reason: &str,
    now: OffsetDateTime,
) -> Result<(), StorageError> {
    lock(tx, &[tenant], now).await?;
    sqlx::query!(
        "update senders
         set first_contacts_closed_until = greatest(first_contacts_closed_until, $2),
             first_contacts_closed_reason = $3
         where tenant_id = $1",
        tenant.get(),
        until,
        reason,
    )
    .execute(&mut **tx)
    .await?;
    sqlx::query!(
        "update outbox set due_at = $2, reason = $3
         where tenant_id = $1 and first_contact and state in ('queued', 'typing', 'sending') and lease is null
           and due_at < $2",
        tenant.get(),
        until,
        reason,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}
