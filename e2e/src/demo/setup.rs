//! The two tenants of the demonstration, and who signs in to them.

use anyhow::{Context, Result, ensure};
use domain::TenantId;

use super::{Place, TENANTS};

/// Adds the demo's tenants and their agents, if they are not there, and connects their sessions, so that their QR codes wait
/// to be scanned.
pub async fn set_up(place: &Place) -> Result<()> {
    let manager = place.manager()?;
    for (id, name, _, agent) in TENANTS {
        let tenant = TenantId::try_from(id)?;
        if !manager.has_tenant(tenant).await? {
            let added = manager.add_tenant(name).await?;
            ensure!(
                added == tenant,
                "the demo's tenant {name} got the id {added} instead of {tenant}: this database has other \
                 tenants; start anew with --fresh"
            );
        }
        manager
            .ensure_user(tenant, "agent", agent, &place.password)
            .await
            .with_context(|| format!("add {agent}"))?;
        manager
            .connect(tenant)
            .await
            .with_context(|| format!("connect WhatsApp of {name}"))?;
    }
    Ok(())
}
