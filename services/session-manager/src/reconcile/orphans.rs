//! Sessions of ours that nobody wants: of tenants that are gone or disabled, or left by a connect that
//! overlapped with a disconnect.

use std::collections::HashMap;
use std::time::Duration;

use domain::{SessionName, TenantId};
use service_runtime::{clock, telemetry};
use storage::tenants;
use time::OffsetDateTime;
use waha::SessionInfo;

use super::note::{self, Happened};
use super::pass::Reconciler;
use crate::whatsapp::Error;

/// Since when sessions have been seen that nobody wants. Kept in memory: a restart gives them their grace
/// anew.
#[derive(Debug, Default)]
pub(super) struct Orphans {
    since: HashMap<SessionName, OffsetDateTime>,
}

impl Orphans {
    /// Those of `unwanted` that could be ours and have been there for longer than `grace`.
    pub(super) fn due(
        &mut self,
        unwanted: impl Iterator<Item = SessionInfo>,
        now: OffsetDateTime,
        grace: Duration,
    ) -> Vec<SessionName> {
        let before = std::mem::take(&mut self.since);
        for info in unwanted {
            if let Ok(name) = SessionName::try_from(info.name)
                && name.tenant().is_some()
            {
                let since = before.get(&name).copied().unwrap_or(now);
                self.since.insert(name, since);
            }
        }
        let due = self
            .since
            .iter()
            .filter(|(_, since)| **since + grace <= now);
        due.map(|(name, _)| name.clone()).collect()
    }
}

impl Reconciler {
    pub(super) async fn remove_orphan(&self, name: &SessionName) {
        let Some(tenant) = name.tenant() else { return };
        if let Err(error) = self.try_remove_orphan(tenant, name).await {
            let error = telemetry::chain(&error).to_string();
            tracing::warn!(session = %name, error, "a session that nobody wants was not removed");
        }
    }

    async fn try_remove_orphan(&self, tenant: TenantId, name: &SessionName) -> Result<(), Error> {
        let whatsapp = &self.whatsapp;
        let Some(_lock) = whatsapp.locks.try_lock(tenant) else {
            return Ok(());
        };
        let Some(_held) = whatsapp.leases.try_hold(tenant).await? else {
            return Ok(());
        };
        let mut tx = whatsapp.database.begin(tenant).await?;
        let known = tenants::lookup(&mut tx, tenant).await?;
        drop(tx);
        // Somebody may have connected meanwhile.
        let wanted = known
            .as_ref()
            .is_some_and(|known| known.enabled && known.session.as_ref() == Some(name));
        if wanted {
            return Ok(());
        }
        let sessions = whatsapp.waha.sessions();
        let info = match sessions.get(name.as_str()).await {
            Ok(info) => info,
            Err(waha::Error::SessionUnknown) => return Ok(()),
            Err(error) => return Err(error.into()),
        };
        // A WAHA may have others' sessions too: ours say whose they are, and tell us what happens.
        let ours = info
            .config
            .is_some_and(|config| whatsapp.plan.made(tenant, &config));
        if !ours {
            tracing::debug!(session = %name, "left alone: another platform's by its configuration");
            return Ok(());
        }
        tracing::warn!(session = %name, "removing a session that nobody wants");
        sessions.delete(name.as_str()).await?;
        if known.is_some() {
            let mut tx = whatsapp.database.begin(tenant).await?;
            let why = "WAHA had a session that nobody wanted.";
            note::happened(&mut tx, tenant, clock::now(), Happened::Removed, Some(why)).await?;
            tx.commit().await?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;

    const NOON: OffsetDateTime = datetime!(2026-11-22 12:00 UTC);
    const GRACE: Duration = Duration::from_mins(5);

    fn due(orphans: &mut Orphans, names: &[&str], later: Duration) -> Vec<String> {
        let infos = names.iter().map(|name| SessionInfo {
            name: (*name).to_owned(),
            status: waha::SessionStatus::Working,
            me: None,
            config: None,
        });
        let due = orphans.due(infos, NOON + later, GRACE);
        due.into_iter().map(String::from).collect()
    }

    #[test]
    fn a_session_is_an_orphan_after_its_grace_and_others_names_never_are() {
        let mut orphans = Orphans::default();
        let names = ["tenant_7", "default", "tenant_", "another-platform"];
        assert_eq!(due(&mut orphans, &names, Duration::ZERO), [""; 0]);
        assert_eq!(due(&mut orphans, &names, GRACE / 2), [""; 0]);
        assert_eq!(due(&mut orphans, &names, GRACE), ["tenant_7"]);
        // Wanted for a moment: it has its grace anew.
        assert_eq!(due(&mut orphans, &[], GRACE), [""; 0]);
        assert_eq!(due(&mut orphans, &names, GRACE), [""; 0]);
    }
}
