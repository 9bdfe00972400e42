//! `/api/tenants`

mod create;
mod export;
mod get;
mod list;
mod name;
mod remove;
mod update;

use serde::Serialize;
use storage::tenants::Tenant;
use time::OffsetDateTime;
use utoipa::ToSchema;

pub(super) use create::*;
pub(super) use export::*;
pub(super) use get::*;
pub(super) use list::*;
pub(super) use remove::*;
pub(super) use update::*;

/// A tenant, as operators see it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Tenant)]
pub(in crate::api) struct TenantBody {
    id: i64,
    name: String,
    /// What it is promised: `standard`, `priority` or `trial`. Metrics tell the time to a first reply by it.
    class: &'static str,
    /// False while it is suspended: its session is stopped, and its webhooks are refused.
    enabled: bool,
    /// Whether it is being deleted: it goes once its phone is unlinked.
    deleting: bool,
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
            class: tenant.class.as_str(),
            enabled: tenant.enabled,
            deleting: tenant.deleting,
            session: tenant.session.map(String::from),
            created_at: tenant.created_at,
        }
    }
}

#[cfg(test)]
mod tests {
    use domain::TenantClass;
    use serde_json::json;
    use storage::tenants::KeyGeneration;
    use time::macros::datetime;

    use super::*;

    #[test]
    fn a_tenant_reads_as_documented() {
        let tenant = Tenant {
            id: 5.try_into().unwrap(),
            name: "Marina Homes".to_owned(),
            class: TenantClass::Priority,
            enabled: true,
            deleting: false,
            key: KeyGeneration {
                version: 1,
                rolled_out_at: None,
            },
            session: Some("tenant_5".parse().unwrap()),
            created_at: datetime!(2026-11-22 08:00 UTC),
        };
        let body = serde_json::to_value(TenantBody::from(tenant)).unwrap();
        assert_eq!(
            body,
            json!({
                "id": 5,
                "name": "Marina Homes",
                "class": "priority",
                "enabled": true,
                "deleting": false,
                "session": "tenant_5",
                "created_at": "2026-11-22T08:00:00Z",
            })
        );
    }
}
