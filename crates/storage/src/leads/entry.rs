//! A lead as people read it.

use domain::{Phone, TenantId};
use sqlx::types::Json;
use time::OffsetDateTime;

use super::{Class, LeadId, Reason, Score, Slots, Stage};
use crate::{StorageError, Tx, contacts::ContactId, conversations::ConversationId, users::UserId};

/// A lead, with all that is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its id.
    pub id: LeadId,
    /// Whose wish it is.
    pub contact: ContactId,
    /// Where they write, if they ever did.
    pub conversation: Option<ConversationId>,
    /// The customer's number, where it is known.
    pub phone: Option<Phone>,
    /// What they call themselves.
    pub name: Option<String>,
    /// The name that WhatsApp shows, which they gave nobody here.
    pub push_name: Option<String>,
    /// What they want, in their words.
    pub wish: Option<String>,
    /// The language that they write: `fa`, `ar`, `en` or `ru`.
    pub language: Option<String>,
    /// How far it has come.
    pub stage: Stage,
    /// How good it is; `None`: nothing was scored.
    pub score: Option<Score>,
    /// What is known, value by value.
    pub slots: Slots,
    /// Who works on it.
    pub assigned_to: Option<UserId>,
    /// When it began.
    pub created_at: OffsetDateTime,
    /// When anything of it last changed.
    pub updated_at: OffsetDateTime,
}

pub(super) struct Row {
    pub(super) id: i64,
    pub(super) contact_id: i64,
    pub(super) conversation_id: Option<i64>,
    pub(super) whatsapp_phone: Option<String>,
    pub(super) name: Option<String>,
    pub(super) push_name: Option<String>,
    pub(super) wish: Option<String>,
    pub(super) language: Option<String>,
    pub(super) stage: String,
    pub(super) score: Option<i32>,
    pub(super) score_class: Option<String>,
    pub(super) score_reasons: Json<Vec<Reason>>,
    pub(super) slots: Json<Slots>,
    pub(super) assigned_to: Option<i64>,
    pub(super) created_at: OffsetDateTime,
    pub(super) updated_at: OffsetDateTime,
}

impl TryFrom<Row> for Entry {
    type Error = StorageError;

    fn try_from(row: Row) -> Result<Self, StorageError> {
        let invalid = |column| StorageError::Inconsistent {
            table: "leads",
            column,
        };
        let class = match row.score_class.as_deref() {
            Some(word) => Some(Class::of(word).ok_or_else(|| invalid("score_class"))?),
            None => None,
        };
        let phone = row.whatsapp_phone.map(Phone::try_from).transpose();
        Ok(Self {
            id: LeadId(row.id),
            contact: ContactId(row.contact_id),
            conversation: row.conversation_id.map(ConversationId),
            phone: phone.map_err(|_| invalid("whatsapp_phone"))?,
            name: row.name,
            push_name: row.push_name,
            wish: row.wish,
            language: row.language,
            stage: Stage::of(&row.stage).ok_or_else(|| invalid("stage"))?,
            score: row.score.zip(class).map(|(points, class)| Score {
                points,
                class,
                reasons: row.score_reasons.0,
            }),
            slots: row.slots.0,
            assigned_to: row.assigned_to.map(UserId::new),
            created_at: row.created_at,
            updated_at: row.updated_at,
        })
    }
}

/// A lead by its id.
pub async fn lookup(
    tx: &mut Tx,
    tenant: TenantId,
    lead: LeadId,
) -> Result<Option<Entry>, StorageError> {
    sqlx::query_as!(
        Row,
        "select l.id, l.contact_id, c.id as \"conversation_id?\", l.whatsapp_phone, l.name, p.push_name, l.wish, l.language,
                l.stage, l.score, l.score_class, l.score_reasons as \"score_reasons: Json<Vec<Reason>>\",
                l.slots as \"slots: Json<Slots>\", l.assigned_to, l.created_at, l.updated_at
         from leads l
         join contacts p on p.tenant_id = l.tenant_id and p.id = l.contact_id
         left join conversations c on c.tenant_id = l.tenant_id and c.contact_id = l.contact_id
         where l.tenant_id = $1 and l.id = $2",
        tenant.get(),
        lead.0,
    )
    .fetch_optional(&mut **tx)
    .await?
    .map(Entry::try_from)
    .transpose()
}

/// A lead by its contact, locked until the transaction ends.
pub(super) async fn lock_of(
    tx: &mut Tx,
    tenant: TenantId,
    contact: ContactId,
) -> Result<Option<Entry>, StorageError> {
    sqlx::query_as!(
        Row,
        "select l.id, l.contact_id, null::bigint as conversation_id, l.whatsapp_phone, l.name, null::text as push_name, l.wish,
                l.language,
                l.stage, l.score, l.score_class, l.score_reasons as \"score_reasons: Json<Vec<Reason>>\",
                l.slots as \"slots: Json<Slots>\", l.assigned_to, l.created_at, l.updated_at
         from leads l
         where l.tenant_id = $1 and l.contact_id = $2 for no key update",
        tenant.get(),
        contact.0,
    )
    .fetch_optional(&mut **tx)
    .await?
    .map(Entry::try_from)
    .transpose()
}

/// The contact of a lead.
pub(super) async fn contact_of(
    tx: &mut Tx,
    tenant: TenantId,
    lead: LeadId,
) -> Result<Option<ContactId>, StorageError> {
    let contact = sqlx::query_scalar!(
        "select contact_id from leads where tenant_id = $1 and id = $2",
        tenant.get(),
        lead.0,
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(contact.map(ContactId))
}

/// Writes all of a lead that can change.
pub(super) async fn write(tx: &mut Tx, tenant: TenantId, lead: &Entry) -> Result<(), StorageError> {
    let score = lead.score.as_ref();
    let reasons: &[Reason] = score.map_or(&[], |score| &score.reasons);
    sqlx::query!(
        "update leads
         set whatsapp_phone = $3, name = $4, wish = $5, language = $6, stage = $7, score = $8, score_class = $9,
             score_reasons = $10, slots = $11, assigned_to = $12, updated_at = now()
         where tenant_id = $1 and id = $2",
        tenant.get(),
        lead.id.0,
        lead.phone.as_ref().map(Phone::as_str),
        lead.name,
        lead.wish,
        lead.language,
        lead.stage.as_str(),
        score.map(|score| score.points),
        score.map(|score| score.class.as_str()),
        Json(reasons) as _,
        Json(&lead.slots) as _,
        lead.assigned_to.map(UserId::get),
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}
