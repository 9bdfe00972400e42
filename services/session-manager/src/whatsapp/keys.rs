//! Rotation of webhook keys: the new key is rolled out session by session, and the former one is accepted
//! as long as webhooks that were signed with it may come.

use std::time::Duration;

use domain::TenantId;
use domain::webhook_key::KeyVersion;
use service_runtime::clock;
use storage::tenants::{self, KeyGeneration, Tenant};
use time::OffsetDateTime;

use super::{Error, WhatsApp};
use crate::reconcile::{self, Happened};

/// How long the former key is accepted after the session has the new one. WAHA posts a webhook again for
/// about 2.3 hours, with the signature that it was made with.
const FORMER_KEY: Duration = Duration::from_hours(3);

/// Tenants read at once.
const PAGE: i64 = 500;

impl WhatsApp {
    /// The tenant's session is to have another webhook key. The reconciler gives it to WAHA.
    pub(crate) async fn rotate_key(&self, tenant: TenantId, by: &str) -> Result<KeyVersion, Error> {
        let version = self.rotate(tenant, by).await?;
        self.wake.all();
        Ok(version)
    }

    /// The same for every tenant's session; those that still wait for their present key are left out.
    /// Returns how many sessions are to have another key.
    pub(crate) async fn rotate_all_keys(&self, by: &str) -> Result<usize, Error> {
        let mut rotated = 0;
        let mut after = None;
        loop {
            let mut tx = self.database.begin_for(&[]).await?;
            let page = tenants::list(&mut tx, after, PAGE).await?;
            drop(tx);
            let Some(last) = page.last() else { break };
            after = Some(last.id);
            for tenant in page.iter().filter(|tenant| tenant.session.is_some()) {
                match self.rotate(tenant.id, by).await {
                    Ok(_) => rotated += 1,
                    Err(Error::RotationPending | Error::NotConfigured | Error::TenantUnknown) => {}
                    Err(error) => return Err(error),
                }
            }
        }
        self.wake.all();
        Ok(rotated)
    }

    async fn rotate(&self, tenant: TenantId, by: &str) -> Result<KeyVersion, Error> {
        let mut tx = self.database.begin(tenant).await?;
        let known = tenants::lock(&mut tx, tenant).await?;
        let known = known.ok_or(Error::TenantUnknown)?;
        if known.session.is_none() {
            return Err(Error::NotConfigured);
        }
        let version = tenants::rotate_key(&mut tx, tenant).await?;
        let version = version.ok_or(Error::RotationPending)?;
        let now = clock::now();
        reconcile::happened(&mut tx, tenant, now, Happened::KeyRotated, Some(by)).await?;
        self.commit(tx, tenant).await?;
        // Before the session has it: what is signed with it must be believed at once.
        self.routes.renew(tenant).await?;
        Ok(version)
    }
}

/// The versions of a tenant's key that are believed, newest first.
pub(crate) fn accepted_versions(tenant: &Tenant, now: OffsetDateTime) -> Vec<KeyVersion> {
    let KeyGeneration {
        version,
        rolled_out_at,
    } = tenant.key;
    let former_is_over = rolled_out_at.is_some_and(|at| at + FORMER_KEY <= now);
    let former = (version - 1..version).filter(|former| *former >= 1 && !former_is_over);
    std::iter::once(version).chain(former).collect()
}

#[cfg(test)]
mod tests {
    use domain::TenantClass;
    use time::macros::datetime;

    use super::*;

    const NOON: OffsetDateTime = datetime!(2026-11-26 12:00 UTC);

    fn accepted(version: KeyVersion, rolled_out_at: Option<OffsetDateTime>) -> Vec<KeyVersion> {
        let tenant = Tenant {
            id: 5.try_into().unwrap(),
            name: "Palm Homes".to_owned(),
            class: TenantClass::Standard,
            enabled: true,
            deleting: false,
            session: None,
            key: KeyGeneration {
                version,
                rolled_out_at,
            },
            created_at: NOON,
        };
        accepted_versions(&tenant, NOON)
    }

    #[test]
    fn the_former_key_is_accepted_until_its_last_webhooks_have_come() {
        assert_eq!(accepted(1, Some(NOON)), [1]);
        assert_eq!(accepted(2, None), [2, 1]);
        assert_eq!(accepted(2, Some(NOON - FORMER_KEY / 2)), [2, 1]);
        assert_eq!(accepted(2, Some(NOON - FORMER_KEY)), [2]);
        assert_eq!(accepted(7, None), [7, 6]);
    }
}
