//! What a tenant answers to what customers often ask.

use std::collections::BTreeMap;

use domain::TenantId;
use serde::{Deserialize, Serialize};

use crate::{StorageError, Tx};

/// A question with the tenant's own answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FaqEntry {
    /// What customers ask.
    pub question: String,
    /// What is answered, by the code of the language.
    pub answers: BTreeMap<String, String>,
}

/// The FAQ of a tenant; empty if there is none.
pub async fn lookup_faq(tx: &mut Tx, tenant: TenantId) -> Result<Vec<FaqEntry>, StorageError> {
    let entries = sqlx::query_scalar!(
        "select entries from faqs where tenant_id = $1",
        tenant.get()
    )
    .fetch_optional(&mut **tx)
    .await?;
    let Some(entries) = entries else {
        return Ok(Vec::new());
    };
    serde_json::from_value(entries).map_err(|_| StorageError::Inconsistent {
        table: "faqs",
        column: "entries",
    })
}

/// Replaces the FAQ of a tenant.
pub async fn save_faq(
    tx: &mut Tx,
    tenant: TenantId,
    entries: &[FaqEntry],
) -> Result<(), StorageError> {
    let entries = serde_json::to_value(entries).map_err(|_| StorageError::Inconsistent {
        table: "faqs",
        column: "entries",
    })?;
    sqlx::query!(
        "insert into faqs (tenant_id, entries) values ($1, $2)
         on conflict (tenant_id) do update set entries = $2, updated_at = now()",
        tenant.get(),
        entries,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}
