//! What was published.

use domain::TenantId;
use serde_json::Value;
use time::OffsetDateTime;

use crate::{StorageError, Tx};

/// A version of a flow, without its document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    /// Its number, from 1.
    pub version: i32,
    /// What is different, in its author's words.
    pub note: Option<String>,
    /// The version that it brings back.
    pub restores: Option<i32>,
    /// Who published it.
    pub by: String,
    /// When.
    pub at: OffsetDateTime,
}

/// What is to be published.
#[derive(Debug, Clone, Copy)]
pub struct Publication<'a> {
    /// The document; it names the version.
    pub document: &'a Value,
    /// Its number, which is that of no other.
    pub version: i32,
    /// What is different.
    pub note: Option<&'a str>,
    /// The version that it brings back.
    pub restores: Option<i32>,
    /// Who publishes.
    pub by: &'a str,
}

/// Publishes a version: conversations that begin from now on begin with it.
pub async fn publish(
    tx: &mut Tx,
    tenant: TenantId,
    flow: &str,
    publication: Publication<'_>,
) -> Result<Version, StorageError> {
    let published = sqlx::query_as!(
        Version,
        "insert into flow_versions (tenant_id, flow, version, document, note, restores, published_by)
         values ($1, $2, $3, $4, $5, $6, $7)
         returning version, note, restores, published_by as by, published_at as at",
        tenant.get(),
        flow,
        publication.version,
        publication.document,
        publication.note,
        publication.restores,
        publication.by,
    )
    .fetch_one(&mut **tx)
    .await?;
    sqlx::query!(
        "update flows set version = $3, published_at = $4 where tenant_id = $1 and flow = $2",
        tenant.get(),
        flow,
        published.version,
        published.at,
    )
    .execute(&mut **tx)
    .await?;
    Ok(published)
}

/// The versions of a flow, newest first: those below `before`, at most `limit`.
pub async fn list_versions(
    tx: &mut Tx,
    tenant: TenantId,
    flow: &str,
    before: Option<i32>,
    limit: i64,
) -> Result<Vec<Version>, StorageError> {
    let versions = sqlx::query_as!(
        Version,
        "select version, note, restores, published_by as by, published_at as at from flow_versions
         where tenant_id = $1 and flow = $2 and version < $3
         order by version desc limit $4",
        tenant.get(),
        flow,
        before.unwrap_or(i32::MAX),
        limit,
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(versions)
}

/// A version, with its document.
pub async fn lookup_version(
    tx: &mut Tx,
    tenant: TenantId,
    flow: &str,
    version: i32,
) -> Result<Option<(Version, Value)>, StorageError> {
    let row = sqlx::query!(
        "select version, note, restores, published_by, published_at, document from flow_versions
         where tenant_id = $1 and flow = $2 and version = $3",
        tenant.get(),
        flow,
        version,
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(row.map(|row| {
        let version = Version {
            version: row.version,
            note: row.note,
            restores: row.restores,
            by: row.published_by,
            at: row.published_at,
        };
        (version, row.document)
    }))
}
