//! Where WAHA is, and how long to wait for it.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use service_runtime::config::{Problems, Secret, duration};
use url::Url;

/// One WAHA.
#[derive(Debug, Clone, Deserialize, Serialize)]
pub struct Settings {
    /// WAHA's API with its `/api`: `http://waha:3000/api`.
    pub api_url: Url,
    /// The key sent as `X-Api-Key`.
    pub api_key: Secret,
    /// How long to wait for it.
    #[serde(flatten)]
    pub timeouts: Timeouts,
}

/// How long to wait for a WAHA.
#[derive(Debug, Clone, Deserialize, Serialize)]
pub struct Timeouts {
    /// How long a connection may take.
    #[serde(with = "duration")]
    pub connect_timeout: Duration,
    /// How long any call but a send may take. WAHA itself waits up to 15 s for a session's status and
    /// holds a session's lock up to 30 s.
    #[serde(with = "duration")]
    pub control_timeout: Duration,
    /// How long a send may take, at least 60 s: giving up on a send leaves open whether it was sent.
    #[serde(with = "duration")]
    pub send_timeout: Duration,
}

impl Settings {
    /// Reports what cannot work. Without a key there is no such WAHA, and its URL does not count.
    pub fn validate(&self, problems: &mut Problems) {
        if !self.api_key.is_empty() {
            problems.check("waha.api_url", is_api_url(&self.api_url), API_URL);
            problems.check("waha.api_key", is_api_key(&self.api_key), API_KEY);
        }
        self.timeouts.validate(problems);
    }
}

/// What a URL has to be to be that of a WAHA.
pub const API_URL: &str = "must be an http or https URL that ends in /api and has no credentials, such as http://waha:3000/api";

/// What a key has to be to be sent in a header.
pub const API_KEY: &str = "must be printable ASCII without spaces";

/// Whether it can be the URL of a WAHA's API.
pub fn is_api_url(url: &Url) -> bool {
    let plain = url.username().is_empty()
        && url.password().is_none()
        && url.query().is_none()
        && url.fragment().is_none();
    let is_api = url.path().trim_end_matches('/').ends_with("/api");
    matches!(url.scheme(), "http" | "https") && url.has_host() && plain && is_api
}

/// Whether it can be sent in a header.
pub fn is_api_key(key: &Secret) -> bool {
    !key.is_empty() && key.expose().bytes().all(|byte| byte.is_ascii_graphic())
}

impl Timeouts {
    const SHORTEST_SEND: Duration = Duration::from_mins(1);
    const SHORTEST_CONTROL: Duration = Duration::from_secs(20);

    /// Reports what cannot work.
    pub fn validate(&self, problems: &mut Problems) {
        problems.check(
            "waha.connect_timeout",
            !self.connect_timeout.is_zero(),
            "must be longer than 0",
        );
        problems.check(
            "waha.control_timeout",
            self.control_timeout >= Self::SHORTEST_CONTROL,
            "must be at least 20s, because WAHA waits up to 15 s itself",
        );
        problems.check(
            "waha.send_timeout",
            self.send_timeout >= Self::SHORTEST_SEND,
            "must be at least 60s, because an abandoned send may have been sent",
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problems(settings: &Settings) -> Vec<String> {
        let mut problems = Problems::new();
        settings.validate(&mut problems);
        problems.iter().map(|(key, _)| key.to_owned()).collect()
    }

    #[test]
    fn all_that_cannot_work_is_reported() {
        let good = Settings {
            api_url: "http://waha:3000/api".parse().unwrap(),
            api_key: "key".into(),
            timeouts: Timeouts {
                connect_timeout: Duration::from_secs(5),
                control_timeout: Duration::from_secs(45),
                send_timeout: Duration::from_secs(90),
            },
        };
        assert_eq!(problems(&good), [""; 0]);
        let bad = Settings {
            api_url: "http://user:word@waha:3000/api".parse().unwrap(),
            api_key: "with\nbreak".into(),
            timeouts: Timeouts {
                connect_timeout: Duration::ZERO,
                control_timeout: Duration::from_secs(1),
                send_timeout: Duration::from_secs(59),
            },
        };
        assert_eq!(
            problems(&bad),
            [
                "waha.api_url",
                "waha.api_key",
                "waha.connect_timeout",
                "waha.control_timeout",
                "waha.send_timeout"
            ]
        );
        let none = Settings {
            api_key: Secret::default(),
            ..good
        };
        assert_eq!(problems(&none), [""; 0]);
    }
}
