//! What waits at this moment, and what became of leads and replies.

use domain::TenantId;
use time::OffsetDateTime;

use super::Days;
use crate::{StorageError, Tx, leads::Stage};

/// Customers who wait for a person.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Waiting {
    /// In how many conversations.
    pub conversations: i64,
    /// Since when the first of them waits.
    pub oldest_since: Option<OffsetDateTime>,
}

/// The leads that began on a day.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct LeadDay {
    /// All of them.
    pub leads: i64,
    /// Those that are hot by now.
    pub hot: i64,
}

/// What became of what was to be sent.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Replies {
    /// What was decided in those days, and not sent after all.
    pub failed: i64,
    /// What is still to be sent.
    pub waiting: i64,
}

/// The customers who wait for a person: those whom the list of conversations shows as such.
pub async fn waiting(tx: &mut Tx, tenant: TenantId) -> Result<Waiting, StorageError> {
    let row = sqlx::query!(
        "select count(*) as \"conversations!\", min(c.needs_person_since) as oldest_since
         from conversations c
         join contacts p on p.tenant_id = c.tenant_id and p.id = c.contact_id
         where c.tenant_id = $1 and c.needs_person_since is not null and p.opted_out_at is null
           and c.contact_id is distinct from (
               select a.contact_id from bot_settings s
               join contact_addresses a on a.tenant_id = s.tenant_id and a.address = s.agent_phone || '@c.us'
               where s.tenant_id = $1
           )
           and (c.gate is distinct from 'shielded'
                or exists (select from bot_settings s where s.tenant_id = $1 and not s.shield))",
        tenant.get(),
    )
    .fetch_one(&mut **tx)
    .await?;
    Ok(Waiting {
        conversations: row.conversations,
        oldest_since: row.oldest_since,
    })
}

/// The leads that began on each day.
pub async fn leads(
    tx: &mut Tx,
    tenant: TenantId,
    days: &Days,
) -> Result<Vec<LeadDay>, StorageError> {
    // What began since then was changed since then, at least by its beginning: that is what there is an index for.
    let stages = Stage::ALL.map(|stage| stage.as_str().to_owned());
    let rows = sqlx::query!(
        "select width_bucket(l.created_at, $2::timestamptz[]) as day, count(*) as \"leads!\",
                count(*) filter (where l.score_class = 'hot') as \"hot!\"
         from leads l
         where l.tenant_id = $1 and l.stage = any ($5) and l.updated_at >= $3
           and l.created_at >= $3 and l.created_at < $4
         group by 1",
        tenant.get(),
        &days.begin,
        days.since(),
        days.end,
        &stages,
    )
    .fetch_all(&mut **tx)
    .await?;
    let rows = rows.into_iter().map(|row| {
        let (leads, hot) = (row.leads, row.hot);
        (row.day, LeadDay { leads, hot })
    });
    Ok(days.spread(rows))
}

/// What became of the replies of these days that is not in their messages.
pub async fn replies(tx: &mut Tx, tenant: TenantId, days: &Days) -> Result<Replies, StorageError> {
    let row = sqlx::query!(
        "select (select count(*) from outbox o
                 where o.tenant_id = $1 and o.state = 'failed' and o.created_at >= $2 and o.created_at < $3) as \"failed!\",
                (select count(*) from outbox o
                 where o.tenant_id = $1 and o.state in ('queued', 'typing', 'sending')) as \"waiting!\"",
        tenant.get(),
        days.since(),
        days.end,
    )
    .fetch_one(&mut **tx)
    .await?;
    Ok(Replies {
        failed: row.failed,
        waiting: row.waiting,
    })
}
