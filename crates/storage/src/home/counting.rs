//! How many messages there were, counted a little later: three months of them are too many to look at each time.

use domain::TenantId;
use time::OffsetDateTime;

use super::Days;
use crate::{Database, StorageError, Tx};

/// The messages of a day.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct MessageDay {
    /// From customers.
    pub received: i64,
    /// To them, by the bot.
    pub bot_replies: i64,
    /// To them, by people through us.
    pub agent_replies: i64,
    /// To them, by people from the tenant's own phone.
    pub phone_replies: i64,
}

/// Counts the next messages of all tenants, at most so many of those that were stored before `settled`, and none that were
/// written before `since`. Answers how many it looked at: none is left, or another process counts at this moment.
pub async fn count(
    database: &Database,
    settled: OffsetDateTime,
    since: OffsetDateTime,
    at_most: i32,
) -> Result<i64, StorageError> {
    let seen = sqlx::query_scalar!(
        "select count_messages($1, $2, $3) as \"seen!\"",
        settled,
        since,
        at_most,
    )
    .fetch_one(database.pool())
    .await?;
    Ok(seen)
}

/// Forgets what was counted of the time before; answers of how many quarters of an hour.
pub async fn forget(database: &Database, before: OffsetDateTime) -> Result<i64, StorageError> {
    let gone = sqlx::query_scalar!("select forget_message_counts($1) as \"gone!\"", before)
        .fetch_one(database.pool())
        .await?;
    Ok(gone)
}

/// The messages of each day.
pub async fn messages(
    tx: &mut Tx,
    tenant: TenantId,
    days: &Days,
) -> Result<Vec<MessageDay>, StorageError> {
    let rows = sqlx::query!(
        "select width_bucket(began_at, $2::timestamptz[]) as day, sum(received) as received,
                sum(bot_replies) as bot_replies, sum(agent_replies) as agent_replies,
                sum(phone_replies) as phone_replies
         from message_counts
         where tenant_id = $1 and began_at >= $3 and began_at < $4
         group by 1",
        tenant.get(),
        &days.begin,
        days.since(),
        days.end,
    )
    .fetch_all(&mut **tx)
    .await?;
    let rows = rows.into_iter().map(|row| {
        let day = MessageDay {
            received: row.received.unwrap_or(0),
            bot_replies: row.bot_replies.unwrap_or(0),
            agent_replies: row.agent_replies.unwrap_or(0),
            phone_replies: row.phone_replies.unwrap_or(0),
        };
        (row.day, day)
    });
    Ok(days.spread(rows))
}
