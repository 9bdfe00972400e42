//! `[gap_fill]` and `[deaf]`

use std::time::Duration;

use serde::{Deserialize, Serialize};
use service_runtime::Problems;
use service_runtime::config::duration;

/// `[gap_fill]`
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct GapFillSettings {
    /// How often each session's history is compared.
    #[serde(with = "duration")]
    pub period: Duration,
    /// How long a webhook is given to come before its message counts as missing.
    #[serde(with = "duration")]
    pub settle: Duration,
    /// How far each comparison goes back before the end of the last one.
    #[serde(with = "duration")]
    pub overlap: Duration,
    /// How far back before the moment of linking the first one goes.
    #[serde(with = "duration")]
    pub first_look_back: Duration,
    /// How many messages one call asks for.
    pub page: u32,
    /// How many calls one comparison makes before others have their turn.
    pub max_pages: u32,
    /// How many calls of this kind one WAHA gets in a second.
    pub calls_per_second: u32,
}

/// `[deaf]`
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct DeafSettings {
    /// For how long a session must have been suspicious.
    #[serde(with = "duration")]
    pub grace: Duration,
    /// After how long a silence WAHA is asked whether the engine is connected.
    #[serde(with = "duration")]
    pub quiet_after: Duration,
    /// How often in a day a deaf session is restarted.
    pub max_restarts: u16,
}

impl GapFillSettings {
    pub(crate) fn validate(&self, problems: &mut Problems) {
        for (key, time) in [
            ("gap_fill.period", self.period),
            ("gap_fill.settle", self.settle),
            ("gap_fill.overlap", self.overlap),
        ] {
            problems.check(key, !time.is_zero(), "must be longer than 0");
        }
        problems.check(
            "gap_fill.page",
            (1..=1000).contains(&self.page),
            "must be from 1 to 1000",
        );
        for (key, number) in [
            ("gap_fill.max_pages", self.max_pages),
            ("gap_fill.calls_per_second", self.calls_per_second),
        ] {
            problems.check(key, number > 0, "must be at least 1");
        }
    }
}

impl DeafSettings {
    pub(crate) fn validate(&self, problems: &mut Problems) {
        for (key, time) in [
            ("deaf.grace", self.grace),
            ("deaf.quiet_after", self.quiet_after),
        ] {
            problems.check(key, !time.is_zero(), "must be longer than 0");
        }
    }
}
