//! A new configuration restarts a session, so that its customers see it go offline for a moment. When all
//! sessions are to have one, such as a new webhook key, they get it one after another; and when one does not
//! come back, the others wait.

use std::time::Duration;

use domain::{SessionStatus, TenantId};
use time::OffsetDateTime;

/// How long the next session waits for one that does not come back.
const PATIENCE: Duration = Duration::from_mins(1);

/// The session of a node that got its configuration last.
#[derive(Debug, Default)]
pub(super) struct Rollout {
    last: Option<(TenantId, OffsetDateTime)>,
}

impl Rollout {
    /// Whether the next session may have its turn. `status` tells how a session is at this moment.
    pub(super) fn is_free<'a>(
        &self,
        now: OffsetDateTime,
        status: impl FnOnce(TenantId) -> Option<&'a SessionStatus>,
    ) -> bool {
        let Some((tenant, at)) = self.last else {
            return true;
        };
        let back = matches!(
            status(tenant),
            None | Some(SessionStatus::Working | SessionStatus::ScanQrCode)
        );
        back || at + PATIENCE <= now
    }

    /// A session has its turn.
    pub(super) fn begin(&mut self, tenant: TenantId, now: OffsetDateTime) {
        self.last = Some((tenant, now));
    }
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;

    #[test]
    fn the_next_waits_for_the_last_to_come_back_but_not_for_ever() {
        let noon = datetime!(2026-11-26 12:00 UTC);
        let tenant = TenantId::try_from(5).unwrap();
        let mut rollout = Rollout::default();
        assert!(rollout.is_free(noon, |_| unreachable!("nobody was first")));
        rollout.begin(tenant, noon);
        let free = |status: &SessionStatus, later| rollout.is_free(noon + later, |_| Some(status));
        assert!(!free(&SessionStatus::Starting, PATIENCE / 2));
        assert!(!free(&SessionStatus::Failed, PATIENCE / 2));
        assert!(free(&SessionStatus::Working, Duration::ZERO));
        assert!(free(&SessionStatus::Failed, PATIENCE));
        assert!(rollout.is_free(noon, |_| None), "it is gone");
    }
}
