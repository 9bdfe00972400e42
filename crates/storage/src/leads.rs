//! Leads: what a tenant's people are to know of a contact who wants something.

use domain::{Phone, TenantId};

use crate::{StorageError, Tx, contacts::ContactId};

/// How far a lead has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// The bot is asking.
    New,
    /// A person is to go on.
    HandedOver,
}

impl Stage {
    fn as_str(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::HandedOver => "handed_over",
        }
    }
}

/// What the bot has learnt.
#[derive(Debug, Clone)]
pub struct Lead<'a> {
    /// The customer's number, where it is known.
    pub phone: Option<Phone>,
    /// What he calls himself.
    pub name: Option<&'a str>,
    /// What he wants, in his words.
    pub wish: Option<&'a str>,
    /// The language he writes: `fa`, `ar`, `en` or `ru`.
    pub language: Option<&'a str>,
    /// How far it has come.
    pub stage: Stage,
}

/// Writes what is known of a contact's wish; what is not known now stays as it was.
pub async fn save(
    tx: &mut Tx,
    tenant: TenantId,
    contact: ContactId,
    lead: &Lead<'_>,
) -> Result<(), StorageError> {
    sqlx::query!(
        "insert into leads (tenant_id, contact_id, whatsapp_phone, name, wish, language, stage)
         values ($1, $2, $3, $4, $5, $6, $7)
         on conflict (tenant_id, contact_id) do update
         set whatsapp_phone = coalesce(excluded.whatsapp_phone, leads.whatsapp_phone),
             name = coalesce(excluded.name, leads.name),
             wish = coalesce(excluded.wish, leads.wish),
             language = coalesce(excluded.language, leads.language),
             stage = excluded.stage,
             updated_at = now()",
        tenant.get(),
        contact.0,
        lead.phone.as_ref().map(Phone::as_str),
        lead.name,
        lead.wish,
        lead.language,
        lead.stage.as_str(),
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}
