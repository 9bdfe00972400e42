//! `/api/tenants`

mod create;
mod get;
mod list;

use serde::Serialize;
use storage::tenants::Tenant;
use time::OffsetDateTime;
use utoipa::ToSchema;

pub(super) use create::*;
pub(super) use get::*;
pub(super) use list::*;

/// A tenant, as operators see it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Tenant)]
pub(in crate::api) struct TenantBody {
    id: i64,
    name: String,
    /// Whether it may connect, and its webhooks are taken.
    enabled: bool,
    /// The name of its WAHA session, while it has one.
    #[schema(required)]
    session: Option<String>,
    #[serde(with = "time::serde::rfc3339")]
    created_at: OffsetDateTime,
}

impl From<Tenant> for TenantBody {
    fn from(tenant: Tenant) -> Self {
        Self {
            id: tenant.id.get(),
            name: tenant.name,
            enabled: tenant.enabled,
            session: tenant.session.map(String::from),
            created_at: tenant.created_at,
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use time::macros::datetime;

    use super::*;

    #[test]
    fn a_tenant_reads_as_documented() {
        let tenant = Tenant {
            id: 5.try_into().unwrap(),
            name: "Marina Homes".to_owned(),
            enabled: true,
            session: Some("tenant_5".parse().unwrap()),
            created_at: datetime!(2026-11-22 08:00 UTC),
        };
        let body = serde_json::to_value(TenantBody::from(tenant)).unwrap();
        assert_eq!(
            body,
            json!({
                "id": 5,
                "name": "Marina Homes",
                "enabled": true,
                "session": "tenant_5",
                "created_at": "2026-11-22T08:00:00Z",
            })
        );
    }
}
