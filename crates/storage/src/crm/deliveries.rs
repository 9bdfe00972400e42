//! What a CRM is told, until it has taken it.

use std::time::Duration;

use domain::TenantId;
use time::OffsetDateTime;

use crate::{
    Database, StorageError, Tx,
    error::tenant_of,
    interval::interval,
    leads::{self, HandOff, LeadId},
};

/// The id of a delivery.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct DeliveryId(i64);

impl DeliveryId {
    /// The id that a request names; whether there is such a delivery, Postgres says.
    pub fn new(id: i64) -> Self {
        Self(id)
    }

    /// The id as a number.
    pub fn get(self) -> i64 {
        self.0
    }
}

/// What has happened to a lead.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event {
    /// There is one more.
    Created,
    /// Something of it is otherwise.
    Updated,
    /// A person is to go on.
    HandedOver,
}

impl Event {
    /// As it is stored and told.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Created => "lead.created",
            Self::Updated => "lead.updated",
            Self::HandedOver => "lead.handed_over",
        }
    }
}

/// Something that a CRM was, is or is not told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivery {
    /// Its id.
    pub id: i64,
    /// About which lead.
    pub lead_id: i64,
    /// What happened: `lead.created`, `lead.updated`, `lead.handed_over`.
    pub event: String,
    /// `waiting`, `delivered` or `failed`.
    pub state: String,
    /// How often it was sent.
    pub attempts: i32,
    /// When it is sent next.
    pub due_at: OffsetDateTime,
    /// What the CRM answered last.
    pub status: Option<i16>,
    /// Why the last attempt failed.
    pub reason: Option<String>,
    /// When it happened.
    pub created_at: OffsetDateTime,
    /// When the CRM took it.
    pub delivered_at: Option<OffsetDateTime>,
}

/// A delivery that this process has to itself, until the lease runs out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Claim {
    /// Whose it is.
    pub tenant: TenantId,
    /// Which one.
    pub delivery: DeliveryId,
    lease: i64,
}

/// What is sent, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sending {
    /// The body, byte for byte.
    pub body: String,
    /// How often it was begun, with this time.
    pub attempts: i32,
    /// The CRM's URL.
    pub url: String,
    /// What signs, sealed.
    pub secret: Vec<u8>,
    /// What signs as well, sealed, until then.
    pub previous: Option<(Vec<u8>, OffsetDateTime)>,
}

/// How an attempt ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// The CRM has it.
    Delivered,
    /// It is tried again then.
    Again(OffsetDateTime),
    /// It is given up.
    Failed,
}

/// Writes down what a CRM is to be told of a lead as it is now, if the tenant has one. In the transaction of the change:
/// the one is there if and only if the other is.
pub(crate) async fn tell(
    tx: &mut Tx,
    tenant: TenantId,
    lead: LeadId,
    event: Event,
    hand_off: Option<HandOff<'_>>,
) -> Result<(), StorageError> {
    sqlx::query!(
        "insert into crm_deliveries (tenant_id, lead_id, event, body)
         select l.tenant_id, l.id, $3::text, jsonb_build_object(
             'type', $3::text,
             'timestamp', to_jsonb(now()),
             'data', jsonb_build_object(
                 'lead_id', l.id, 'stage', l.stage, 'name', l.name, 'phone', l.whatsapp_phone, 'wish', l.wish,
                 'language', l.language, 'score', l.score, 'score_class', l.score_class,
                 'score_reasons', l.score_reasons, 'slots', l.slots, 'assigned_to', u.email,
                 'conversation_id', c.id, 'created_at', l.created_at, 'updated_at', l.updated_at,
                 'hand_off', case when $4::text is not null then
                     jsonb_build_object('cause', $4::text, 'card', $5::text) end))::text
         from crm_hooks h
         join leads l on l.tenant_id = h.tenant_id and l.id = $2
         left join conversations c on c.tenant_id = l.tenant_id and c.contact_id = l.contact_id
         left join users u on u.tenant_id = l.tenant_id and u.id = l.assigned_to
         where h.tenant_id = $1",
        tenant.get(),
        lead.0,
        event.as_str(),
        hand_off.map(|hand_off| hand_off.cause),
        hand_off.map(|hand_off| hand_off.card),
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Claims deliveries that are due: a few of each tenant, of each lead the oldest. Each counts as an attempt from now on.
pub async fn claim_due(
    database: &Database,
    (at_most, per_tenant): (i32, i32),
    lease: Duration,
    now: OffsetDateTime,
) -> Result<Vec<Claim>, StorageError> {
    let rows = sqlx::query!(
        "select tenant_id as \"tenant_id!\", delivery_id as \"delivery_id!\", lease as \"lease!\"
         from claim_due_crm_deliveries($1, $2, $3, $4)",
        now,
        at_most,
        per_tenant,
        interval(lease),
    )
    .fetch_all(database.pool())
    .await?;
    rows.into_iter()
        .map(|row| {
            let tenant = tenant_of(row.tenant_id, "crm_deliveries")?;
            Ok(Claim {
                tenant,
                delivery: DeliveryId(row.delivery_id),
                lease: row.lease,
            })
        })
        .collect()
}

/// Reads what was claimed; `None`: it is another's by now, or the tenant has no CRM any more.
pub async fn lookup(tx: &mut Tx, claim: &Claim) -> Result<Option<Sending>, StorageError> {
    let row = sqlx::query!(
        "select d.body, d.attempts, h.url, h.secret, h.previous_secret, h.previous_until
         from crm_deliveries d join crm_hooks h on h.tenant_id = d.tenant_id
         where d.tenant_id = $1 and d.id = $2 and d.lease = $3 and d.state = 'waiting'",
        claim.tenant.get(),
        claim.delivery.0,
        claim.lease,
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(row.map(|row| Sending {
        body: row.body,
        attempts: row.attempts,
        url: row.url,
        secret: row.secret,
        previous: row.previous_secret.zip(row.previous_until),
    }))
}

/// Writes down how an attempt ended, and gives the delivery back. What the CRM has taken is a moment of the lead's history.
/// What is another's by now stays as it is.
pub async fn settle(
    tx: &mut Tx,
    claim: &Claim,
    outcome: &Outcome,
    (status, reason): (Option<u16>, Option<&str>),
    now: OffsetDateTime,
) -> Result<(), StorageError> {
    let (state, due_at) = match outcome {
        Outcome::Delivered => ("delivered", None),
        Outcome::Again(at) => ("waiting", Some(*at)),
        Outcome::Failed => ("failed", None),
    };
    sqlx::query!(
        "with settled as (
             update crm_deliveries
             set state = $4, due_at = coalesce($5, due_at), status = $6, reason = $7, lease = null, lease_until = null,
                 delivered_at = case when $4 = 'delivered' then $8::timestamptz end
             where tenant_id = $1 and id = $2 and lease = $3
             returning lead_id, event, delivered_at
         )
         insert into lead_changes (tenant_id, contact_id, at, action, actor, changes)
         select l.tenant_id, l.contact_id, s.delivered_at, 'crm_delivered', $9,
                jsonb_build_array(jsonb_build_object('field', 'event', 'from', null, 'to', s.event))
         from settled s join leads l on l.tenant_id = $1 and l.id = s.lead_id
         where s.delivered_at is not null",
        claim.tenant.get(),
        claim.delivery.0,
        claim.lease,
        state,
        due_at,
        status.and_then(|status| i16::try_from(status).ok()),
        reason,
        now,
        leads::SYSTEM,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// What a tenant's CRM was and is told, newest first: those before this id, in this state, at most so many.
pub async fn list(
    tx: &mut Tx,
    tenant: TenantId,
    before: Option<i64>,
    state: Option<&str>,
    limit: i64,
) -> Result<Vec<Delivery>, StorageError> {
    let deliveries = sqlx::query_as!(
        Delivery,
        "select id, lead_id, event, state, attempts, due_at, status, reason, created_at, delivered_at
         from crm_deliveries
         where tenant_id = $1 and id < $2 and ($3::text is null or state = $3)
         order by id desc limit $4",
        tenant.get(),
        before.unwrap_or(i64::MAX),
        state,
        limit,
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(deliveries)
}

/// Sends again what was given up, or taken: under the same id, with all attempts before it. One that waits is due at
/// once. `None`: there is no such delivery.
pub async fn redeliver(
    tx: &mut Tx,
    tenant: TenantId,
    delivery: DeliveryId,
    now: OffsetDateTime,
) -> Result<Option<Delivery>, StorageError> {
    let delivery = sqlx::query_as!(
        Delivery,
        "update crm_deliveries
         set state = 'waiting', attempts = 0, due_at = $3, reason = null, delivered_at = null,
             lease = null, lease_until = null
         where tenant_id = $1 and id = $2
         returning id, lead_id, event, state, attempts, due_at, status, reason, created_at, delivered_at",
        tenant.get(),
        delivery.0,
        now,
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(delivery)
}

/// Forgets what was settled and happened before then, some of it at a time; answers how many.
pub async fn forget(database: &Database, before: OffsetDateTime) -> Result<i64, StorageError> {
    let gone = sqlx::query_scalar!("select forget_crm_deliveries($1) as \"gone!\"", before)
        .fetch_one(database.pool())
        .await?;
    Ok(gone)
}
