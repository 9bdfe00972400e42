//! The two tenants of the demonstration.

use anyhow::{Context, Result, ensure};
use domain::TenantId;

use super::{Place, TENANTS};

/// Adds the demo's tenants, if they are not there, and connects their sessions, so that their QR codes wait
/// to be scanned.
pub async fn set_up(place: &Place) -> Result<()> {
    let manager = place.manager()?;
    for (id, name, _) in TENANTS {
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
            .connect(tenant)
            .await
            .with_context(|| format!("connect WhatsApp of {name}"))?;
    }
    Ok(())
}
