//! Sessions of ours that nobody wants, or not there: of tenants that are gone, left by a connect that
//! overlapped with a disconnect, or left behind on a node that was away when they moved.

use std::collections::HashMap;
use std::time::Duration;

use domain::{SessionName, TenantId};
use service_runtime::{clock, telemetry};
use storage::nodes::{self, Node};
use storage::sessions;
use storage::tenants;
use time::OffsetDateTime;
use waha::SessionInfo;

use super::fleet_watch::Reconciler;
use super::note::{self, Happened};
use crate::whatsapp::{Error, shared};

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

/// What is to become of a session that is not known to be on this node.
enum Fate {
    /// It is wanted here after all, or nobody has said what is wanted of it.
    Stays,
    /// It is wanted on another node that has the same storage: there it would be deleted too.
    Stops,
    /// Nobody wants it here. Whether its tenant is there to be told.
    Goes { told: bool },
}

impl Reconciler {
    pub(super) async fn remove_orphan(&self, node: &Node, name: &SessionName) {
        let Some(tenant) = name.tenant() else { return };
        if let Err(error) = self.try_remove_orphan(node, tenant, name).await {
            let error = telemetry::chain(&error).to_string();
            tracing::warn!(session = %name, error, "a session that nobody wants was not removed");
        }
    }

    async fn try_remove_orphan(
        &self,
        node: &Node,
        tenant: TenantId,
        name: &SessionName,
    ) -> Result<(), Error> {
        let whatsapp = &self.whatsapp;
        let Some(_lock) = whatsapp.locks.try_lock(tenant) else {
            return Ok(());
        };
        let Some(_held) = whatsapp.leases.try_hold(tenant).await? else {
            return Ok(());
        };
        // Somebody may have connected meanwhile.
        let fate = self.fate(node, tenant, name).await?;
        if matches!(fate, Fate::Stays) {
            return Ok(());
        }
        let waha = whatsapp.fleet.client(node.id, &node.address)?;
        let sessions = waha.sessions();
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
        match fate {
            Fate::Stays => {}
            Fate::Stops if info.status == waha::SessionStatus::Stopped => {}
            Fate::Stops => {
                tracing::warn!(session = %name, node = node.name, "stopping a session that moved");
                sessions.stop(name.as_str()).await?;
            }
            Fate::Goes { told } => {
                tracing::warn!(session = %name, node = node.name, "removing a session that nobody wants");
                sessions.delete(name.as_str()).await?;
                if told {
                    let mut tx = whatsapp.database.begin(tenant).await?;
                    let why = "WAHA had a session that nobody wanted.";
                    let (now, what) = (clock::now(), Happened::Removed);
                    note::happened(&mut tx, tenant, now, what, Some(why)).await?;
                    whatsapp.commit(tx, tenant).await?;
                }
            }
        }
        Ok(())
    }

    async fn fate(&self, node: &Node, tenant: TenantId, name: &SessionName) -> Result<Fate, Error> {
        let mut tx = self.whatsapp.database.begin(tenant).await?;
        let Some(known) = tenants::lookup(&mut tx, tenant).await? else {
            return Ok(Fate::Goes { told: false });
        };
        if known.session.as_ref() != Some(name) {
            return Ok(Fate::Goes { told: true });
        }
        let session = sessions::lookup(&mut tx, tenant).await?;
        let Some(holder) = session.and_then(|session| session.node) else {
            return Ok(Fate::Stays);
        };
        if holder == node.id {
            return Ok(Fate::Stays);
        }
        let holder = nodes::lookup(&mut tx, holder).await?;
        Ok(match holder {
            Some(holder) if shared(&holder, node) => Fate::Stops,
            _ => Fate::Goes { told: false },
        })
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
