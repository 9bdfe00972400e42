//! What WhatsApp tells of our messages: echoes and acknowledgements.

use std::collections::HashSet;

use domain::TenantId;
use time::OffsetDateTime;

use super::invalid;
use crate::{StorageError, Tx, conversations::ConversationId, messages::Incoming};

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

/// Notes that messages of ours came back, which closes the replies that they are, and what WhatsApp acknowledges.
/// Acknowledgements come in any order: the highest counts. Answers which of the echoes are ours.
///
/// In one statement, and the rows are held in the order in which everybody holds them: or two would wait for each other
/// until Postgres ends one of them, a second later.
pub(crate) async fn note_receipts(
    tx: &mut Tx,
    echoes: &[(TenantId, &str)],
    acks: &[Ack],
    now: OffsetDateTime,
) -> Result<HashSet<(TenantId, String)>, StorageError> {
    if echoes.is_empty() && acks.is_empty() {
        return Ok(HashSet::new());
    }
    let told = || {
        let echoes = echoes
            .iter()
            .map(|(tenant, stanza)| (*tenant, *stanza, None));
        let acks = acks.iter();
        echoes.chain(acks.map(|ack| (ack.tenant, ack.stanza.as_str(), Some(ack.level))))
    };
    let tenants: Vec<i64> = told().map(|(tenant, ..)| tenant.get()).collect();
    let stanzas: Vec<&str> = told().map(|(_, stanza, _)| stanza).collect();
    let levels: Vec<Option<i16>> = told().map(|(.., level)| level).collect();
    let rows = sqlx::query!(
        "with x as (
             select tenant_id, stanza, max(level) as highest, min(level) as lowest, bool_or(level is null) as echo
             from unnest($1::bigint[], $2::text[], $3::smallint[]) told (tenant_id, stanza, level)
             group by tenant_id, stanza
         ),
         known as materialized (
             select o.id, o.state, o.ack, x.*
             from x join outbox o on o.tenant_id = x.tenant_id and o.stanza = x.stanza
         ),
         held as materialized (
             select o.id, k.highest, k.lowest, k.echo
             from known k join outbox o on o.id = k.id
             where k.highest > coalesce(k.ack, -1) or (k.lowest < 0 and coalesce(k.ack, 0) < 1)
                or (k.echo and k.state not in ('sent', 'failed'))
             order by o.id for no key update of o
         ),
         noted as (
             update outbox o
             set ack = greatest(o.ack, x.highest),
                 state = case
                     when greatest(o.ack, x.highest) >= 1 then 'sent'
                     when x.lowest < 0 then 'failed'
                     when x.echo and o.state <> 'failed' then 'sent'
                     else o.state end,
                 reason = case
                     when greatest(o.ack, x.highest) >= 1 then null
                     when x.lowest < 0 then 'WhatsApp refused the message'
                     when x.echo and o.state <> 'failed' then null
                     else o.reason end,
                 sent_at = case when x.highest >= 1 or x.echo then coalesce(o.sent_at, $4) else o.sent_at end,
                 lease = case when x.highest >= 1 or x.echo then null else o.lease end,
                 lease_until = case when x.highest >= 1 or x.echo then null else o.lease_until end
             from held x
             where o.id = x.id
         )
         select tenant_id as \"tenant_id!\", stanza as \"stanza!\" from known where echo",
        &tenants,
        &stanzas as &[&str],
        &levels as &[Option<i16>],
        now,
    )
    .fetch_all(&mut **tx)
    .await?;
    rows.into_iter()
        .map(|row| {
            let tenant = row.tenant_id.try_into().map_err(invalid("tenant_id"))?;
            Ok((tenant, row.stanza))
        })
        .collect()
}

/// Takes an own message with an unknown id for the reply that is being sent without one, if it says the same: engines
/// that take no ids tell the id of a message only afterwards. Whether it was one.
pub(crate) async fn adopt(
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
             where tenant_id = $1 and conversation_id = $2
               and (stanza = $3 -- It got its id since the receipts were noted.
                    or (stanza is null and attempts > 0 and body = $4
                        and state in ('sending', 'failed', 'cancelled')))
             order by stanza nulls last, id limit 1)",
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
