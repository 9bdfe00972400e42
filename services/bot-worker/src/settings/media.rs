//! `[media]`.

use std::time::Duration;

use media_store::{STORE_URL, is_store_url};
use serde::{Deserialize, Serialize};
use service_runtime::{Problems, config::duration};
use url::Url;

/// How files of messages are fetched.
#[derive(Debug, Clone, Deserialize, Serialize)]
pub struct MediaSettings {
    /// Where they are kept.
    pub store: Url,
    /// The largest file that is kept, in MiB.
    pub largest_mib: u32,
    /// How long it may take to fetch one.
    #[serde(with = "duration")]
    pub timeout: Duration,
    /// How long a worker has a file to itself.
    #[serde(with = "duration")]
    pub lease: Duration,
    /// How often to look for files.
    #[serde(with = "duration")]
    pub poll: Duration,
    /// How many a worker fetches at once.
    pub at_once: i32,
    /// How many of them for one tenant.
    pub per_tenant: i32,
    /// After how long a file that cannot be fetched is given up.
    #[serde(with = "duration")]
    pub give_up_after: Duration,
}

impl MediaSettings {
    /// The largest file, in bytes.
    pub(crate) fn largest(&self) -> u64 {
        u64::from(self.largest_mib) * 1024 * 1024
    }

    /// Reports what cannot work.
    pub(crate) fn validate(&self, problems: &mut Problems) {
        problems.check("media.store", is_store_url(&self.store), STORE_URL);
        let mib = (1..=2048).contains(&self.largest_mib);
        problems.check("media.largest_mib", mib, "must be from 1 to 2048");
        let shortest = Duration::from_secs(1);
        for (key, time) in [
            ("media.timeout", self.timeout),
            ("media.lease", self.lease),
            ("media.give_up_after", self.give_up_after),
        ] {
            problems.check(key, time >= shortest, "must be at least 1s");
        }
        problems.check("media.poll", !self.poll.is_zero(), "must be longer than 0");
        for (key, number) in [
            ("media.at_once", self.at_once),
            ("media.per_tenant", self.per_tenant),
        ] {
            let few = (1..=1000).contains(&number);
            problems.check(key, few, "must be from 1 to 1000");
        }
    }
}
