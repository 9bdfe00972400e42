//! What is being written.

use domain::TenantId;
use serde_json::Value;
use time::OffsetDateTime;

use crate::{StorageError, Tx};

/// A flow as it is being written.
#[derive(Debug, Clone, PartialEq)]
pub struct Draft {
    /// Its document.
    pub document: Value,
    /// Higher with each change.
    pub revision: i64,
    /// Who changed it last.
    pub by: String,
    /// When.
    pub at: OffsetDateTime,
    /// The version that new conversations begin with; `None`: none was published yet.
    pub version: Option<i32>,
}

/// What became of a draft that was to be saved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Saved {
    /// It is saved, under this revision.
    As(i64),
    /// Somebody else has changed it since; nothing is saved.
    Overtaken,
    /// The tenant has as many flows as it may have; nothing is saved.
    TooMany,
}

/// The draft of a flow.
pub async fn lookup_draft(
    tx: &mut Tx,
    tenant: TenantId,
    flow: &str,
) -> Result<Option<Draft>, StorageError> {
    let draft = sqlx::query_as!(
        Draft,
        "select draft as document, revision, draft_by as by, draft_at as at, version
         from flows where tenant_id = $1 and flow = $2",
        tenant.get(),
        flow,
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(draft)
}

/// Saves a draft. `seen`: the revision that it was made from, 0 where there was none; `None`: whatever it replaces.
/// Whoever calls holds the tenant, as [`crate::tenants::lock`] does.
pub async fn save_draft(
    tx: &mut Tx,
    tenant: TenantId,
    flow: &str,
    document: &Value,
    seen: Option<i64>,
    by: &str,
    most: i64,
) -> Result<Saved, StorageError> {
    let known = sqlx::query!(
        "select revision, (select count(*) from flows where tenant_id = $1) as \"count!\"
         from (values (1)) one
         left join flows on tenant_id = $1 and flow = $2",
        tenant.get(),
        flow,
    )
    .fetch_one(&mut **tx)
    .await?;
    let revision: Option<i64> = known.revision;
    if seen.is_some_and(|seen| seen != revision.unwrap_or(0)) {
        return Ok(Saved::Overtaken);
    }
    if revision.is_none() && known.count >= most {
        return Ok(Saved::TooMany);
    }
    let saved = sqlx::query_scalar!(
        "insert into flows (tenant_id, flow, draft, draft_by) values ($1, $2, $3, $4)
         on conflict (tenant_id, flow) do update
         set draft = excluded.draft, revision = flows.revision + 1, draft_by = excluded.draft_by, draft_at = now()
         returning revision",
        tenant.get(),
        flow,
        document,
        by,
    )
    .fetch_one(&mut **tx)
    .await?;
    Ok(Saved::As(saved))
}
