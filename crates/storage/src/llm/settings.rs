//! Where a tenant's model is, and what it may cost.

use domain::TenantId;
use time::OffsetDateTime;

use super::Limits;
use crate::{StorageError, Tx};

/// A tenant's model.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LlmSettings {
    /// Whether it is asked.
    pub enabled: bool,
    /// The URL of its server, as far as `/chat/completions`.
    pub url: String,
    /// What the server calls it.
    pub model: String,
    /// How it is told what shape an answer has: `schema`, `json` or `words`.
    pub output: String,
    /// What kind of model it is: `chat` or `reasoning`.
    pub style: String,
    /// The key of its server, sealed; `None`: it asks for none.
    pub key: Option<Vec<u8>>,
    /// The price of a thousand tokens of what is asked, in millionths.
    pub input_price: i64,
    /// The same of what is answered.
    pub output_price: i64,
    /// What it may cost and how often it may be asked.
    pub limits: Limits,
    /// When anything of it last changed.
    pub updated_at: OffsetDateTime,
}

/// The model of a tenant.
pub async fn lookup(tx: &mut Tx, tenant: TenantId) -> Result<Option<LlmSettings>, StorageError> {
    let row = sqlx::query!(
        "select enabled, url, model, output, style, key, input_price, output_price, daily_budget,
                requests_per_minute, updated_at
         from llm_settings where tenant_id = $1",
        tenant.get(),
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(row.map(|row| LlmSettings {
        enabled: row.enabled,
        url: row.url,
        model: row.model,
        output: row.output,
        style: row.style,
        key: row.key,
        input_price: row.input_price,
        output_price: row.output_price,
        limits: Limits {
            daily_budget: row.daily_budget,
            requests_per_minute: row.requests_per_minute,
        },
        updated_at: row.updated_at,
    }))
}

/// Sets a tenant's model, and lets one that was left alone be asked again.
pub async fn save(
    tx: &mut Tx,
    tenant: TenantId,
    settings: &LlmSettings,
) -> Result<(), StorageError> {
    sqlx::query!(
        "insert into llm_settings (tenant_id, enabled, url, model, output, style, key, input_price, output_price,
                                   daily_budget, requests_per_minute, updated_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
         on conflict (tenant_id) do update
         set enabled = $2, url = $3, model = $4, output = $5, style = $6, key = $7, input_price = $8,
             output_price = $9, daily_budget = $10, requests_per_minute = $11, updated_at = $12",
        tenant.get(),
        settings.enabled,
        settings.url,
        settings.model,
        settings.output,
        settings.style,
        settings.key,
        settings.input_price,
        settings.output_price,
        settings.limits.daily_budget,
        settings.limits.requests_per_minute,
        settings.updated_at,
    )
    .execute(&mut **tx)
    .await?;
    sqlx::query!(
        "update llm_meters set failures = 0, resting_until = null, failure = null, failed_at = null
         where tenant_id = $1",
        tenant.get(),
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Forgets a tenant's model, its key, and what it has read; what was spent stays known. `false`: there is none.
pub async fn remove(tx: &mut Tx, tenant: TenantId) -> Result<bool, StorageError> {
    let removed = sqlx::query!(
        "delete from llm_settings where tenant_id = $1",
        tenant.get()
    )
    .execute(&mut **tx)
    .await?;
    sqlx::query!("delete from readings where tenant_id = $1", tenant.get())
        .execute(&mut **tx)
        .await?;
    Ok(removed.rows_affected() > 0)
}
