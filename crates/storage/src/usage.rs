//! What the house is at, and what tenants use of it: numbers across tenants, for operators.

use domain::TenantId;
use time::{Date, OffsetDateTime};

use crate::{Database, StorageError};

/// What waits in the whole house. Each number is at most a hundred thousand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Load {
    /// How many conversations wait for a turn.
    pub mailboxes: i64,
    /// Since when the first of them does.
    pub mailboxes_since: Option<OffsetDateTime>,
    /// How many replies wait to be sent, or are being sent.
    pub replies: i64,
    /// When the first of them is due, or was.
    pub replies_due_at: Option<OffsetDateTime>,
    /// How many replies were given up since the day began.
    pub failed: i64,
}

/// What a tenant used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Usage {
    /// Who.
    pub tenant: TenantId,
    /// What people call it.
    pub name: String,
    /// Whether it is served.
    pub enabled: bool,
    /// Whether it is being deleted.
    pub deleting: bool,
    /// How many messages of customers came.
    pub received: i64,
    /// How many messages were sent through us.
    pub sent: i64,
    /// How many were given up.
    pub failed: i64,
    /// How many conversations began.
    pub conversations: i64,
    /// How many leads became known.
    pub leads: i64,
    /// How many tokens its model was asked and answered.
    pub llm_tokens: i64,
}

/// A place in the list of tenants by their messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// How many messages.
    pub messages: i64,
    /// Of several tenants with as many, which: as a number, because it comes from outside.
    pub tenant: i64,
}

impl Usage {
    /// Its place in the list.
    pub fn place(&self) -> Place {
        Place {
            messages: self.received.saturating_add(self.sent),
            tenant: self.tenant.get(),
        }
    }
}

/// The place before all others.
const BEFORE_ALL: Place = Place {
    messages: i64::MAX,
    tenant: i64::MAX,
};

/// What waits in the whole house.
pub async fn load(database: &Database, day_began: OffsetDateTime) -> Result<Load, StorageError> {
    let load = sqlx::query_as!(
        Load,
        r#"select mailboxes as "mailboxes!", mailboxes_since, replies as "replies!", replies_due_at, failed as "failed!"
           from measure_load($1)"#,
        day_began,
    )
    .fetch_one(database.pool())
    .await?;
    Ok(load)
}

/// What tenants used since the day began, most messages first: those after a place, at most so many.
pub async fn list(
    database: &Database,
    first_day: Date,
    after: Option<Place>,
    limit: i64,
) -> Result<Vec<Usage>, StorageError> {
    let after = after.unwrap_or(BEFORE_ALL);
    let rows = sqlx::query!(
        r#"select tenant_id as "tenant_id!", name as "name!", enabled as "enabled!", deleting as "deleting!",
                  received as "received!", sent as "sent!", failed as "failed!", conversations as "conversations!",
                  leads as "leads!", llm_tokens as "llm_tokens!"
           from list_usage($1, $2, $3, $4, $5)"#,
        first_day.midnight().assume_utc(),
        first_day,
        after.messages,
        after.tenant,
        limit,
    )
    .fetch_all(database.pool())
    .await?;
    rows.into_iter()
        .map(|row| {
            let tenant = row.tenant_id.try_into();
            Ok(Usage {
                tenant: tenant.map_err(|_| StorageError::Inconsistent {
                    table: "tenants",
                    column: "id",
                })?,
                name: row.name,
                enabled: row.enabled,
                deleting: row.deleting,
                received: row.received,
                sent: row.sent,
                failed: row.failed,
                conversations: row.conversations,
                leads: row.leads,
                llm_tokens: row.llm_tokens,
            })
        })
        .collect()
}
