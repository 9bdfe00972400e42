//! Whose an event is that does not say so: looked up across tenants, and answered with ids alone.

use std::collections::HashMap;

use domain::{Phone, SessionName, TenantId};

use crate::{Database, StorageError};

/// Of each phone number the tenants that have it among their leads, two at most. Numbers that nobody has are
/// left out.
pub async fn find_by_lead_phones(
    database: &Database,
    phones: &[&Phone],
) -> Result<HashMap<Phone, Vec<TenantId>>, StorageError> {
    let phones: Vec<String> = phones.iter().map(ToString::to_string).collect();
    let rows = sqlx::query!(
        r#"select phone as "phone!", tenant_id as "tenant_id!" from find_lead_owners($1)"#,
        &phones,
    )
    .fetch_all(database.pool())
    .await?;
    let mut owners: HashMap<Phone, Vec<TenantId>> = HashMap::new();
    for row in rows {
        let phone = row.phone.parse().map_err(|_| invalid("whatsapp_phone"))?;
        owners
            .entry(phone)
            .or_default()
            .push(tenant(row.tenant_id)?);
    }
    Ok(owners)
}

/// Of each session that is registered its tenant.
pub async fn find_by_sessions(
    database: &Database,
    sessions: &[&SessionName],
) -> Result<HashMap<SessionName, TenantId>, StorageError> {
    let sessions: Vec<String> = sessions.iter().map(ToString::to_string).collect();
    let rows = sqlx::query!(
        r#"select id, waha_session_name as "session!" from tenants where waha_session_name = any ($1)"#,
        &sessions,
    )
    .fetch_all(database.pool())
    .await?;
    let owner = |row: (String, i64)| {
        let session = row.0.parse().map_err(|_| invalid("waha_session_name"))?;
        Ok((session, tenant(row.1)?))
    };
    let rows = rows.into_iter().map(|row| (row.session, row.id));
    rows.map(owner).collect()
}

/// Those of the tenants that exist and are not suspended.
pub async fn find_enabled(
    database: &Database,
    tenants: &[TenantId],
) -> Result<Vec<TenantId>, StorageError> {
    let ids: Vec<i64> = tenants.iter().map(|tenant| tenant.get()).collect();
    let found = sqlx::query_scalar!(
        "select id from tenants where id = any ($1) and enabled order by id",
        &ids,
    )
    .fetch_all(database.pool())
    .await?;
    found.into_iter().map(tenant).collect()
}

fn tenant(id: i64) -> Result<TenantId, StorageError> {
    id.try_into().map_err(|_| invalid("tenant_id"))
}

fn invalid(column: &'static str) -> StorageError {
    StorageError::Inconsistent {
        table: "leads",
        column,
    }
}
