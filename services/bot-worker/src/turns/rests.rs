//! Who waits a moment for his next turns: a tenant of whom a round has taken as many as it may.
//!
//! It rests three times as long as that round took. So a flood has a quarter of a worker's turns at most, and a round that
//! takes another tenant's turn is never longer than its share makes it.

use std::{
    collections::HashMap,
    time::{Duration, Instant},
};

use domain::TenantId;

/// How many times as long as its round a tenant rests.
const RESTS: u32 = 3;

/// The tenants that rest, and until when.
#[derive(Debug, Default)]
pub(super) struct Rests(HashMap<TenantId, Instant>);

impl Rests {
    /// A round of so many turns has ended that took so long; `crowded` are those who had their share of it.
    pub(super) fn begin(&mut self, crowded: &[TenantId], took: Duration, now: Instant) {
        let until = now + took * RESTS;
        self.0.extend(crowded.iter().map(|tenant| (*tenant, until)));
    }

    /// Who rests now.
    pub(super) fn resting(&mut self, now: Instant) -> Vec<TenantId> {
        self.0.retain(|_, until| *until > now);
        self.0.keys().copied().collect()
    }

    /// How long until the next one has rested; `None` when nobody rests.
    pub(super) fn shortest(&self, now: Instant) -> Option<Duration> {
        let until = self.0.values().min()?;
        Some(until.saturating_duration_since(now))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_had_his_share_rests_longer_than_that_took() {
        let [one, other] = [5, 6].map(|id| TenantId::try_from(id).expect("positive"));
        let (mut rests, now) = (Rests::default(), Instant::now());
        assert_eq!(rests.shortest(now), None);
        let ms = Duration::from_millis;
        rests.begin(&[one], ms(10), now);
        rests.begin(&[other], ms(5), now);
        assert_eq!(rests.shortest(now), Some(ms(15)));
        assert_eq!(rests.resting(now).len(), 2);
        assert_eq!(rests.resting(now + ms(15)), [one]);
        assert_eq!(rests.shortest(now + ms(15)), Some(ms(15)));
        assert_eq!(rests.resting(now + ms(30)), []);
    }
}
