//! How a tenant wants its bot.

use std::collections::HashMap;

use domain::{Phone, TenantId};
use time::{Time, macros::time};

use crate::{StorageError, Tx};

/// A tenant's wishes; what it never said is the default.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BotSettings {
    /// The IANA name of the time zone that hours are meant in.
    pub time_zone: String,
    /// From then on nothing is sent that nobody waits for …
    pub quiet_from: Time,
    /// … until then. Equal: at no hour.
    pub quiet_until: Time,
    /// Whether answers wait for the morning too.
    pub quiet_answers: bool,
    /// Whether the owner's private chats are left alone.
    pub shield: bool,
    /// What a link such as `wa.me/971501234567?text=code` brings: who writes it is a customer.
    pub deep_link_codes: Vec<String>,
    /// Words that only a customer writes.
    pub trigger_words: Vec<String>,
    /// The number of the person who hears of leads that are handed over; `None`: nobody does. The bot leaves that chat
    /// alone.
    pub agent_phone: Option<Phone>,
}

impl Default for BotSettings {
    fn default() -> Self {
        Self {
            // The first tenants are in the Gulf.
            time_zone: "Asia/Dubai".to_owned(),
            quiet_from: time!(22:00),
            quiet_until: time!(8:00),
            quiet_answers: false,
            shield: true,
            deep_link_codes: Vec::new(),
            trigger_words: Vec::new(),
            agent_phone: None,
        }
    }
}

/// The settings of a tenant.
pub async fn lookup(tx: &mut Tx, tenant: TenantId) -> Result<BotSettings, StorageError> {
    let mut all = list_of(tx, &[tenant]).await?;
    Ok(all.remove(&tenant).unwrap_or_default())
}

/// The settings of those of the tenants that have any.
pub async fn list_of(
    tx: &mut Tx,
    tenants: &[TenantId],
) -> Result<HashMap<TenantId, BotSettings>, StorageError> {
    let ids: Vec<i64> = tenants.iter().map(|tenant| tenant.get()).collect();
    let rows = sqlx::query!(
        "select tenant_id, time_zone, quiet_from, quiet_until, quiet_answers, shield, deep_link_codes, trigger_words,
                agent_phone
         from bot_settings where tenant_id = any ($1)",
        &ids,
    )
    .fetch_all(&mut **tx)
    .await?;
    rows.into_iter()
        .map(|row| {
            let invalid = |column| StorageError::Inconsistent {
                table: "bot_settings",
                column,
            };
            let tenant = row.tenant_id.try_into();
            let tenant = tenant.map_err(|_| invalid("tenant_id"))?;
            let agent_phone = row.agent_phone.map(Phone::try_from).transpose();
            let settings = BotSettings {
                time_zone: row.time_zone,
                quiet_from: row.quiet_from,
                quiet_until: row.quiet_until,
                quiet_answers: row.quiet_answers,
                shield: row.shield,
                deep_link_codes: row.deep_link_codes,
                trigger_words: row.trigger_words,
                agent_phone: agent_phone.map_err(|_| invalid("agent_phone"))?,
            };
            Ok((tenant, settings))
        })
        .collect()
}

/// Writes the settings of a tenant.
pub async fn save(
    tx: &mut Tx,
    tenant: TenantId,
    settings: &BotSettings,
) -> Result<(), StorageError> {
    sqlx::query!(
        "insert into bot_settings (tenant_id, time_zone, quiet_from, quiet_until, quiet_answers, shield,
                                   deep_link_codes, trigger_words, agent_phone)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
         on conflict (tenant_id) do update
         set time_zone = $2, quiet_from = $3, quiet_until = $4, quiet_answers = $5, shield = $6,
             deep_link_codes = $7, trigger_words = $8, agent_phone = $9, updated_at = now()",
        tenant.get(),
        settings.time_zone,
        settings.quiet_from,
        settings.quiet_until,
        settings.quiet_answers,
        settings.shield,
        &settings.deep_link_codes,
        &settings.trigger_words,
        settings.agent_phone.as_ref().map(Phone::as_str),
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}
