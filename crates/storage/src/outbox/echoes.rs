//! What WhatsApp tells of our messages: echoes and acknowledgements.

use std::collections::HashSet;

use domain::TenantId;
use time::OffsetDateTime;

use crate::{StorageError, Tx, conversations::ConversationId, messages::Incoming};

/// Closes the replies whose echoes came back. Answers which of these messages are ours.
pub async fn close_echoes<'a>(
    tx: &mut Tx,
    own: &[(TenantId, &'a str)],
    now: OffsetDateTime,
) -> Result<HashSet<(TenantId, &'a str)>, StorageError> {
    if own.is_empty() {
        return Ok(HashSet::new());
    }
    let tenants: Vec<i64> = own.iter().map(|(tenant, _)| tenant.get()).collect();
    let stanzas: Vec<&str> = own.iter().map(|(_, stanza)| *stanza).collect();
    let rows = sqlx::query!(
        "select x.place as \"place!\", o.state
         from unnest($1::bigint[], $2::text[]) with ordinality x (tenant_id, stanza, place)
         join outbox o on o.tenant_id = x.tenant_id and o.stanza = x.stanza",
        &tenants,
        &stanzas as &[&str],
    )
    .fetch_all(&mut **tx)
    .await?;
    let at = |place: i64| {
        usize::try_from(place - 1)
            .ok()
            .and_then(|place| own.get(place).copied())
    };
    let ours = rows.iter().filter_map(|row| at(row.place)).collect();
    let open: Vec<(TenantId, &str)> = rows
        .iter()
        .filter(|row| row.state != "sent" && row.state != "failed")
        .filter_map(|row| at(row.place))
        .collect();
    if !open.is_empty() {
        let tenants: Vec<i64> = open.iter().map(|(tenant, _)| tenant.get()).collect();
        let stanzas: Vec<&str> = open.iter().map(|(_, stanza)| *stanza).collect();
        sqlx::query!(
            "update outbox o
             set state = 'sent', sent_at = coalesce(sent_at, $3), reason = null, lease = null, lease_until = null
             from unnest($1::bigint[], $2::text[]) x (tenant_id, stanza)
             where o.tenant_id = x.tenant_id and o.stanza = x.stanza and o.state <> 'failed'",
            &tenants,
            &stanzas as &[&str],
            now,
        )
        .execute(&mut **tx)
        .await?;
    }
    Ok(ours)
}

/// Takes an own message with an unknown id for the reply that is being sent without one, if it says the same: engines
/// that take no ids tell the id of a message only afterwards. Whether it was one.
pub async fn adopt(
    tx: &mut Tx,
    tenant: TenantId,
    conversation: ConversationId,
    message: &Incoming,
    now: OffsetDateTime,
) -> Result<bool, StorageError> {
    let adopted = sqlx::query!(
        "update outbox set state = 'sent', stanza = $3, sent_at = $5, reason = null, lease = null, lease_until = null
         where id = (
             select id from outbox
             where tenant_id = $1 and conversation_id = $2 and stanza is null and attempts > 0 and body = $4
               and state in ('sending', 'failed', 'cancelled')
             order by id limit 1)",
        tenant.get(),
        conversation.0,
        message.stanza,
        message.body,
        now,
    )
    .execute(&mut **tx)
    .await?;
    Ok(adopted.rows_affected() > 0)
}

/// WhatsApp's acknowledgement of an own message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ack {
    /// Whose.
    pub tenant: TenantId,
    /// The message.
    pub stanza: String,
    /// 1 server, 2 device, 3 read, 4 played; -1 means that WhatsApp refused it although WAHA had accepted it.
    pub level: i16,
}

/// Notes acknowledgements of replies. They come in any order: the highest counts. The rows are held in the order in which
/// everybody holds them, or two would wait for each other until Postgres ends one of them, a second later.
pub async fn note_acks(tx: &mut Tx, acks: &[Ack], now: OffsetDateTime) -> Result<(), StorageError> {
    if acks.is_empty() {
        return Ok(());
    }
    let tenants: Vec<i64> = acks.iter().map(|ack| ack.tenant.get()).collect();
    let stanzas: Vec<&str> = acks.iter().map(|ack| ack.stanza.as_str()).collect();
    let levels: Vec<i16> = acks.iter().map(|ack| ack.level).collect();
    sqlx::query!(
        "with x as (
             select tenant_id, stanza, max(level) as highest, min(level) as lowest
             from unnest($1::bigint[], $2::text[], $3::smallint[]) ack (tenant_id, stanza, level)
             group by tenant_id, stanza
         ),
         held as materialized (
             select o.id, x.highest, x.lowest
             from x join outbox o on o.tenant_id = x.tenant_id and o.stanza = x.stanza
             where o.ack is null or o.ack < x.highest or (x.lowest < 0 and coalesce(o.ack, 0) < 1)
             order by o.id for no key update of o
         )
         update outbox o
         set ack = greatest(o.ack, x.highest),
             state = case
                 when x.highest >= 1 or coalesce(o.ack, 0) >= 1 then 'sent'
                 when x.lowest < 0 then 'failed'
                 else o.state end,
             reason = case
                 when x.highest >= 1 or coalesce(o.ack, 0) >= 1 then null
                 when x.lowest < 0 then 'WhatsApp refused the message'
                 else o.reason end,
             sent_at = case when x.highest >= 1 then coalesce(o.sent_at, $4) else o.sent_at end
         from held x where o.id = x.id",
        &tenants,
        &stanzas as &[&str],
        &levels,
        now,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}
