//! What models said of messages, for the turns that take them.

use std::{
    collections::{HashMap, HashSet},
    time::Duration,
};

use domain::TenantId;
use serde_json::Value;
use time::OffsetDateTime;

use crate::{Database, StorageError, Tx, error::tenant_of, interval::interval, turns::Gate};

/// A message that this process asks about, until the lease runs out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Claim {
    /// Whose it is.
    pub tenant: TenantId,
    message: i64,
    lease: i64,
}

/// A message to be read, and what is known around it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ToRead {
    /// What the customer wrote.
    pub body: String,
    /// The bot's state in the conversation; `None` until its first turn.
    pub state: Option<Value>,
    /// Whether the bot may speak there; `None`: nobody has looked yet.
    pub gate: Option<Gate>,
    /// When the turn is due that may take it.
    pub due_at: OffsetDateTime,
}

/// The tenants whose models are asked.
pub async fn list_readers(database: &Database) -> Result<HashSet<TenantId>, StorageError> {
    let ids = sqlx::query_scalar!("select list_llm_readers() as \"id!\"")
        .fetch_all(database.pool())
        .await?;
    ids.into_iter()
        .map(|id| tenant_of(id, "llm_settings"))
        .collect()
}

/// Claims messages that wait for a turn which is still to come: so many at most, a few of each tenant.
pub async fn claim_due(
    database: &Database,
    (at_most, per_tenant): (i32, i32),
    lease: Duration,
    now: OffsetDateTime,
) -> Result<Vec<Claim>, StorageError> {
    let rows = sqlx::query!(
        "select tenant_id as \"tenant_id!\", message_id as \"message_id!\", lease as \"lease!\"
         from claim_due_readings($1, $2, $3, $4)",
        now,
        at_most,
        per_tenant,
        interval(lease),
    )
    .fetch_all(database.pool())
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(Claim {
                tenant: tenant_of(row.tenant_id, "readings")?,
                message: row.message_id,
                lease: row.lease,
            })
        })
        .collect()
}

/// Reads what was claimed; `None`: it is another's by now, or its turn was taken.
pub async fn lookup(
    tx: &mut Tx,
    claim: &Claim,
    now: OffsetDateTime,
) -> Result<Option<ToRead>, StorageError> {
    let row = sqlx::query!(
        "select m.body as \"body!\", c.state, c.gate, c.wake_at as \"due_at!\"
         from readings r
         join messages m on m.tenant_id = r.tenant_id and m.id = r.message_id
         join conversations c on c.tenant_id = m.tenant_id and c.id = m.conversation_id
         where r.tenant_id = $1 and r.message_id = $2 and r.lease = $3
           and m.body is not null and m.id > c.taken_id and c.wake_at > $4",
        claim.tenant.get(),
        claim.message,
        claim.lease,
        now,
    )
    .fetch_optional(&mut **tx)
    .await?;
    row.map(|row| {
        Ok(ToRead {
            body: row.body,
            state: row.state,
            gate: row.gate.as_deref().map(Gate::from_stored).transpose()?,
            due_at: row.due_at,
        })
    })
    .transpose()
}

/// Writes down what came of it; `None`: nothing, and it is not asked about again. What is another's by now stays as it is.
pub async fn settle(
    tx: &mut Tx,
    claim: &Claim,
    reading: Option<&Value>,
) -> Result<(), StorageError> {
    sqlx::query!(
        "update readings set reading = $4, lease = null, lease_until = null
         where tenant_id = $1 and message_id = $2 and lease = $3",
        claim.tenant.get(),
        claim.message,
        claim.lease,
        reading,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// What is read of these messages, by their ids.
pub async fn readings_of(
    tx: &mut Tx,
    messages: &[(TenantId, i64)],
) -> Result<HashMap<i64, Value>, StorageError> {
    let tenants: Vec<i64> = messages.iter().map(|(tenant, _)| tenant.get()).collect();
    let ids: Vec<i64> = messages.iter().map(|(_, id)| *id).collect();
    let rows = sqlx::query!(
        "select r.message_id, r.reading as \"reading!\"
         from unnest($1::bigint[], $2::bigint[]) asked (tenant_id, id)
         join readings r on r.tenant_id = asked.tenant_id and r.message_id = asked.id
         where r.reading is not null",
        &tenants,
        &ids,
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| (row.message_id, row.reading))
        .collect())
}

/// Forgets what was read before then, some of it at a time; answers how many.
pub async fn forget(database: &Database, before: OffsetDateTime) -> Result<i64, StorageError> {
    let gone = sqlx::query_scalar!("select forget_readings($1) as \"gone!\"", before)
        .fetch_one(database.pool())
        .await?;
    Ok(gone)
}
