//! A tenant's own flows: drafts, and the versions that were published of them.
//!
//! What a document says is not known here: it is JSON.

mod drafts;
mod running;
mod versions;

pub use drafts::{Draft, Saved, lookup_draft, save_draft};
pub use running::{Place, list_current, list_documents};
pub use versions::{Publication, Version, list_versions, lookup_version, publish};

use domain::TenantId;
use time::OffsetDateTime;

use crate::{StorageError, Tx};

/// A flow of a tenant, without its documents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Summary {
    /// What it is called by programs.
    pub flow: String,
    /// The draft's revision.
    pub revision: i64,
    /// Who changed the draft last.
    pub draft_by: String,
    /// When.
    pub draft_at: OffsetDateTime,
    /// The version that new conversations begin with; `None`: none was published yet.
    pub version: Option<i32>,
    /// Since when.
    pub published_at: Option<OffsetDateTime>,
}

/// The flows of a tenant, by name.
pub async fn list(tx: &mut Tx, tenant: TenantId) -> Result<Vec<Summary>, StorageError> {
    let flows = sqlx::query_as!(
        Summary,
        "select flow, revision, draft_by, draft_at, version, published_at
         from flows where tenant_id = $1 order by flow",
        tenant.get(),
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(flows)
}
