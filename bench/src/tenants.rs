//! Tenants that ingress knows.

use anyhow::Result;
use bus::{Bus, Settings};
use domain::{SessionName, TenantId, webhook_key::FIRST_VERSION};
use events::TenantRoute;
use futures::{StreamExt, TryStreamExt, stream};
use url::Url;

/// Writes at once.
const AT_ONCE: usize = 64;

/// Declares the streams, on so many servers, and writes the routes of tenants 1 to `count`.
pub(crate) async fn register(nats: Url, replicas: usize, count: i64) -> Result<()> {
    let settings = Settings {
        url: nats.into(),
        replicas,
    };
    let bus = Bus::connect(&settings, "peyk-bench").await?;
    bus.declare_topology(|_| {}).await;
    let routes = bus.tenant_routes().await?;
    stream::iter(1..=count)
        .map(anyhow::Ok)
        .try_for_each_concurrent(AT_ONCE, async |id| {
            let tenant: TenantId = id.try_into()?;
            let route = TenantRoute {
                tenant,
                sessions: vec![SessionName::of_tenant(tenant)],
                enabled: true,
                key_versions: vec![FIRST_VERSION],
            };
            Ok(routes.put(&route).await?)
        })
        .await
}
