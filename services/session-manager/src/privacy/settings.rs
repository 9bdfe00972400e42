//! `[privacy]`

use std::time::Duration;

use serde::{Deserialize, Serialize};
use service_runtime::Problems;
use service_runtime::config::duration;
use storage::privacy::Keeping;

/// `[privacy]`
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct PrivacySettings {
    /// For how many days a tenant that says nothing keeps messages; 0: as long as the tenant is there.
    pub messages_days: u16,
    /// The same for their files.
    pub media_days: u16,
    /// For how many days a tenant may keep messages; 0: as long as it wants.
    pub messages_days_at_most: u16,
    /// The same for their files.
    pub media_days_at_most: u16,
    /// How often what is old is looked for.
    #[serde(with = "duration")]
    pub period: Duration,
    /// How long after somebody was erased what was on its way is looked for.
    #[serde(with = "duration")]
    pub settle: Duration,
}

impl PrivacySettings {
    pub(crate) fn validate(&self, problems: &mut Problems) {
        for (key, time) in [
            ("privacy.period", self.period),
            ("privacy.settle", self.settle),
        ] {
            problems.check(key, !time.is_zero(), "must be longer than 0");
        }
        for (key, default, at_most) in [
            (
                "privacy.messages_days",
                self.messages_days,
                self.messages_days_at_most,
            ),
            (
                "privacy.media_days",
                self.media_days,
                self.media_days_at_most,
            ),
        ] {
            problems.check(
                key,
                at_most == 0 || default <= at_most,
                format!("must not be above {key}_at_most"),
            );
        }
    }

    /// What holds for a tenant: what it has set, or the default, and the limit where there is one.
    pub(crate) fn of(&self, set: Option<Keeping>) -> Keeping {
        let set = set.unwrap_or(Keeping {
            messages_days: days(self.messages_days),
            media_days: days(self.media_days),
        });
        Keeping {
            messages_days: limited(set.messages_days, days(self.messages_days_at_most)),
            media_days: limited(set.media_days, days(self.media_days_at_most)),
        }
    }
}

/// Zero is for ever.
pub(crate) fn days(number: u16) -> Option<i32> {
    (number > 0).then(|| number.into())
}

fn limited(wanted: Option<i32>, at_most: Option<i32>) -> Option<i32> {
    match (wanted, at_most) {
        (Some(wanted), Some(at_most)) => Some(wanted.min(at_most)),
        (wanted, at_most) => wanted.or(at_most),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(default: u16, at_most: u16) -> PrivacySettings {
        PrivacySettings {
            messages_days: default,
            media_days: default,
            messages_days_at_most: at_most,
            media_days_at_most: at_most,
            period: Duration::from_hours(1),
            settle: Duration::from_mins(10),
        }
    }

    #[test]
    fn a_tenants_word_counts_up_to_the_limit() {
        let set = |days| {
            Some(Keeping {
                messages_days: days,
                media_days: None,
            })
        };
        for (default, at_most, set, expected) in [
            (0, 0, None, None),
            (30, 0, None, Some(30)),
            (30, 0, set(None), None),
            (30, 0, set(Some(90)), Some(90)),
            (30, 60, set(Some(90)), Some(60)),
            (30, 60, set(None), Some(60)),
            (0, 60, None, Some(60)),
        ] {
            let keeping = settings(default, at_most).of(set);
            assert_eq!(
                keeping.messages_days, expected,
                "{default} {at_most} {set:?}"
            );
        }
    }
}
