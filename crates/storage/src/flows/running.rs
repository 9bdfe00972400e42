//! What turns need of flows, for many tenants in one statement.

use domain::TenantId;
use serde_json::Value;

use crate::{StorageError, Tx, error::tenant_of};

/// A version of a tenant's flow.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Place {
    /// Whose.
    pub tenant: TenantId,
    /// Which flow.
    pub flow: String,
    /// Which version of it.
    pub version: i32,
}

/// What new conversations of these tenants begin with, of each tenant the flow first that was published last.
pub async fn list_current(tx: &mut Tx, tenants: &[TenantId]) -> Result<Vec<Place>, StorageError> {
    let ids: Vec<i64> = tenants.iter().map(|tenant| tenant.get()).collect();
    let rows = sqlx::query!(
        "select tenant_id, flow, version as \"version!\" from flows
         where tenant_id = any ($1) and version is not null
         order by tenant_id, published_at desc, flow",
        &ids,
    )
    .fetch_all(&mut **tx)
    .await?;
    let current = |tenant, flow, version| {
        Ok(Place {
            tenant: tenant_of(tenant, "flows")?,
            flow,
            version,
        })
    };
    rows.into_iter()
        .map(|row| current(row.tenant_id, row.flow, row.version))
        .collect()
}

/// The documents of those of the versions that there are.
pub async fn list_documents(
    tx: &mut Tx,
    wanted: &[Place],
) -> Result<Vec<(Place, Value)>, StorageError> {
    let tenants: Vec<i64> = wanted.iter().map(|place| place.tenant.get()).collect();
    let flows: Vec<String> = wanted.iter().map(|place| place.flow.clone()).collect();
    let versions: Vec<i32> = wanted.iter().map(|place| place.version).collect();
    let rows = sqlx::query!(
        "select v.tenant_id, v.flow, v.version, v.document
         from unnest($1::bigint[], $2::text[], $3::integer[]) as wanted (tenant_id, flow, version)
         join flow_versions v using (tenant_id, flow, version)",
        &tenants,
        &flows,
        &versions,
    )
    .fetch_all(&mut **tx)
    .await?;
    rows.into_iter()
        .map(|row| {
            let place = Place {
                tenant: tenant_of(row.tenant_id, "flow_versions")?,
                flow: row.flow,
                version: row.version,
            };
            Ok((place, row.document))
        })
        .collect()
}
