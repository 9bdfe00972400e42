//! Conversations that began, and how long their customers waited for a first answer.

use domain::TenantId;
use time::Duration;

use super::Days;
use crate::{StorageError, Tx};

/// The row of a conversation may be older than its first message, which is on its way then: by less than this.
const AHEAD: Duration = Duration::DAY;

/// The conversations that began in some days.
#[derive(Debug, Clone, PartialEq)]
pub struct Begun {
    /// Day by day.
    pub days: Vec<BegunDay>,
    /// How long their customers waited.
    pub first_reply: FirstReply,
}

/// The conversations that began on a day.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct BegunDay {
    /// How many.
    pub conversations: i64,
}

/// How long customers waited: from their first message to the first answer by anybody, by WhatsApp's clock.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct FirstReply {
    /// In how many conversations there was an answer.
    pub conversations: i64,
    /// What half of them waited at most, in seconds.
    pub median_seconds: Option<f64>,
    /// What nine of ten waited at most, in seconds.
    pub p90_seconds: Option<f64>,
}

/// The conversations that began in these days. Private chats, and those with the tenant's own agent, are none.
pub async fn begun(tx: &mut Tx, tenant: TenantId, days: &Days) -> Result<Begun, StorageError> {
    let since = days.since();
    let rows = sqlx::query!(
        "with begun as (
             select first.sent_at as began, asked.sent_at as asked, answered.sent_at as answered
             from conversations c
             cross join lateral (
                 select m.sent_at from messages m
                 where m.tenant_id = $1 and m.conversation_id = c.id order by m.sent_at, m.id limit 1
             ) first
             left join lateral (
                 select m.sent_at from messages m
                 where m.tenant_id = $1 and m.conversation_id = c.id and m.direction = 'in'
                 order by m.sent_at, m.id limit 1
             ) asked on true
             left join lateral (
                 select m.sent_at from messages m
                 where m.tenant_id = $1 and m.conversation_id = c.id and m.direction = 'out'
                   and m.sent_at >= asked.sent_at
                 order by m.sent_at, m.id limit 1
             ) answered on true
             where c.tenant_id = $1 and greatest(c.customer_wrote_at, c.person_wrote_at) >= $3
               and c.created_at >= $5
               and c.contact_id is distinct from (
                   select a.contact_id from bot_settings s
                   join contact_addresses a on a.tenant_id = s.tenant_id and a.address = s.agent_phone || '@c.us'
                   where s.tenant_id = $1
               )
               and (c.gate is distinct from 'shielded'
                    or exists (select from bot_settings s where s.tenant_id = $1 and not s.shield))
               and first.sent_at >= $3 and first.sent_at < $4
         )
         select width_bucket(began, $2::timestamptz[]) as day, count(*) as \"begun!\", count(answered) as \"answered!\",
                percentile_cont(0.5) within group (order by extract(epoch from answered - asked)::float8) as median,
                percentile_cont(0.9) within group (order by extract(epoch from answered - asked)::float8) as p90
         from begun group by grouping sets ((1), ())",
        tenant.get(),
        &days.begin,
        since,
        days.end,
        since - AHEAD,
    )
    .fetch_all(&mut **tx)
    .await?;
    let whole = rows.iter().find(|row| row.day.is_none());
    let first_reply = whole.map_or_else(FirstReply::default, |row| FirstReply {
        conversations: row.answered,
        median_seconds: row.median,
        p90_seconds: row.p90,
    });
    let rows = rows.into_iter().map(|row| {
        let conversations = row.begun;
        (row.day, BegunDay { conversations })
    });
    Ok(Begun {
        days: days.spread(rows),
        first_reply,
    })
}
