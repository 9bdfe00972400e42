//! What an operator can set. Each key is explained in `config.default.toml`.

use std::path::Path;
use std::time::Duration;

use advisor::LlmServerSettings;
use anyhow::Context;
use axum::http::HeaderName;
use domain::webhook_key::MasterSecret;
use fleet::SecretSettings;
use media_store::{STORE_URL, is_store_url};
use serde::{Deserialize, Serialize};
use service_runtime::config::duration;
use service_runtime::{HttpSettings, LifecycleSettings, Problems, Secret, TelemetrySettings};
use url::Url;

use crate::crm::CrmSettings;
use crate::dashboard;
use crate::gap_fill::{DeafSettings, GapFillSettings};
use crate::privacy::PrivacySettings;
use crate::reconcile::ReconcileSettings;
use crate::sampler::MetricsSettings;
use crate::unrouted::UnroutedSettings;

/// All settings of session-manager.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Settings {
    /// Where the API listens.
    pub http: HttpSettings,
    /// Logs and traces.
    pub telemetry: TelemetrySettings,
    /// Stopping.
    pub lifecycle: LifecycleSettings,
    /// The dashboard.
    pub dashboard: DashboardSettings,
    /// The API itself.
    pub api: ApiSettings,
    /// Signing in.
    pub auth: AuthSettings,
    /// What WAHA is told about webhook-ingress.
    pub webhook: WebhookSettings,
    /// The WAHA that is a node from the start, and how long to wait for any.
    pub waha: waha::Settings,
    /// What secrets are sealed with.
    pub secrets: SecretSettings,
    /// Where NATS is.
    pub nats: bus::Settings,
    /// Where Postgres is.
    pub database: storage::Settings,
    /// How sessions are healed.
    pub reconcile: ReconcileSettings,
    /// The streams of events.
    pub events: EventSettings,
    /// What webhooks did not bring.
    pub gap_fill: GapFillSettings,
    /// Sessions that say that they work and do not hear.
    pub deaf: DeafSettings,
    /// The table of tenants that webhook-ingress reads.
    pub routes: RouteSettings,
    /// Webhooks whose tenant is not known.
    pub unrouted: UnroutedSettings,
    /// What tenants' CRMs are told.
    pub crm: CrmSettings,
    /// The files of messages.
    pub media: MediaSettings,
    /// How long what customers wrote is kept, and how people are forgotten.
    pub privacy: PrivacySettings,
    /// How tenants' language models are tried out.
    pub llm: LlmServerSettings,
    /// What is measured of the whole house.
    pub metrics: MetricsSettings,
}

/// `[api]`
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct ApiSettings {
    /// The bearer token of operators.
    pub operator_token: Secret,
    /// Under which URL browsers reach this service; empty: links are paths.
    pub public_url: String,
    /// How long a `qr_url` can be opened.
    #[serde(with = "duration")]
    pub qr_link_lifetime: Duration,
    /// How long a request may take.
    #[serde(with = "duration")]
    pub request_timeout: Duration,
    /// How many requests one caller may make in a minute.
    pub requests_per_minute: u32,
    /// How many of them at once.
    pub request_burst: u32,
}

/// `[auth]`
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct AuthSettings {
    /// How long a browser stays signed in.
    #[serde(with = "duration")]
    pub session_lifetime: Duration,
    /// How often a password may be tried for one account within the window.
    pub account_attempts: u16,
    /// How often passwords may be tried from one address within the window.
    pub address_attempts: u16,
    /// How long attempts count.
    #[serde(with = "duration")]
    pub attempt_window: Duration,
    /// The header in which a proxy names the client; empty: the connection's address counts.
    pub client_address_header: String,
    /// Whether the short passwords of the demonstration are taken.
    pub demo_passwords: bool,
}

/// `[dashboard]`
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct DashboardSettings {
    /// The folder of the built dashboard; empty: it is not served.
    pub dir: String,
}

/// `[webhook]`
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct WebhookSettings {
    /// Where WAHA reaches webhook-ingress, with the path.
    pub public_url: String,
    /// What webhook keys are derived from.
    pub master_secret: Secret,
}

/// `[events]`
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct EventSettings {
    /// How many streams of one tenant this process serves at once.
    pub streams_per_tenant: u16,
    /// How often it is looked whether who follows a stream still may.
    #[serde(with = "duration")]
    pub recheck_period: Duration,
}

/// `[media]`
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct MediaSettings {
    /// Where they are kept.
    pub store: Url,
}

/// `[routes]`
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct RouteSettings {
    /// How often the table is compared with Postgres.
    #[serde(with = "duration")]
    pub repair_period: Duration,
}

/// Below this a token can be guessed.
const SHORTEST_TOKEN: usize = 32;

impl service_runtime::Settings for Settings {
    const DEFAULTS: &'static str = include_str!("config.default.toml");

    fn validate(&self, problems: &mut Problems) {
        self.api.validate(problems);
        self.auth.validate(problems);
        self.dashboard.validate(problems);
        self.webhook.validate(problems);
        self.waha.validate(problems);
        self.secrets.validate(problems);
        self.nats.validate(problems);
        self.database.validate(problems);
        self.reconcile.validate(problems);
        self.gap_fill.validate(problems);
        self.deaf.validate(problems);
        self.unrouted.validate(problems);
        self.crm.validate(problems);
        problems.check("media.store", is_store_url(&self.media.store), STORE_URL);
        self.privacy.validate(problems);
        problems.check(
            "privacy.settle",
            self.privacy.settle > self.gap_fill.overlap,
            "must be longer than gap_fill.overlap: what WAHA's history brings again is looked for after it",
        );
        self.llm.validate(problems);
        self.metrics.validate(problems);
        problems.check(
            "api.request_timeout",
            self.api.request_timeout > self.waha.timeouts.control_timeout,
            "must be longer than waha.control_timeout",
        );
        problems.check(
            "events.streams_per_tenant",
            self.events.streams_per_tenant > 0,
            "must be at least 1",
        );
        problems.check(
            "events.recheck_period",
            !self.events.recheck_period.is_zero(),
            "must be longer than 0",
        );
        problems.check(
            "routes.repair_period",
            !self.routes.repair_period.is_zero(),
            "must be longer than 0",
        );
    }

    fn http(&self) -> &HttpSettings {
        &self.http
    }

    fn telemetry(&self) -> &TelemetrySettings {
        &self.telemetry
    }

    fn lifecycle(&self) -> &LifecycleSettings {
        &self.lifecycle
    }
}

impl ApiSettings {
    fn validate(&self, problems: &mut Problems) {
        let token = &self.operator_token;
        problems.required("api.operator_token", token);
        problems.check(
            "api.operator_token",
            token.is_empty() || token.expose().len() >= SHORTEST_TOKEN,
            format!("must have at least {SHORTEST_TOKEN} characters"),
        );
        problems.check(
            "api.public_url",
            self.public_url.is_empty() || is_plain_url(&self.public_url),
            "expected an http or https URL without credentials and query, or nothing",
        );
        problems.check(
            "api.qr_link_lifetime",
            !self.qr_link_lifetime.is_zero(),
            "must be longer than 0",
        );
        for (key, number) in [
            ("api.requests_per_minute", self.requests_per_minute),
            ("api.request_burst", self.request_burst),
        ] {
            problems.check(key, number > 0, "must be at least 1");
        }
    }
}

impl AuthSettings {
    fn validate(&self, problems: &mut Problems) {
        for (key, lasts) in [
            ("auth.session_lifetime", self.session_lifetime),
            ("auth.attempt_window", self.attempt_window),
        ] {
            problems.check(key, lasts >= Duration::from_secs(1), "must be 1s or more");
        }
        for (key, attempts) in [
            ("auth.account_attempts", self.account_attempts),
            ("auth.address_attempts", self.address_attempts),
        ] {
            problems.check(key, attempts > 0, "must be at least 1");
        }
        problems.check(
            "auth.client_address_header",
            self.header().is_ok(),
            "expected the name of a header such as X-Forwarded-For, or nothing",
        );
    }

    /// The header in which a proxy names the client.
    pub(crate) fn header(&self) -> anyhow::Result<Option<HeaderName>> {
        let name = &self.client_address_header;
        (!name.is_empty())
            .then(|| name.parse())
            .transpose()
            .context("auth.client_address_header is not the name of a header")
    }
}

impl DashboardSettings {
    fn validate(&self, problems: &mut Problems) {
        let index = Path::new(&self.dir).join(dashboard::INDEX);
        problems.check(
            "dashboard.dir",
            self.dir.is_empty() || index.is_file(),
            "has no index.html: it must be the folder that the dashboard is built into, or nothing",
        );
    }
}

impl WebhookSettings {
    fn validate(&self, problems: &mut Problems) {
        problems.required("webhook.public_url", &self.public_url);
        problems.check(
            "webhook.public_url",
            self.public_url.is_empty() || is_plain_url(&self.public_url),
            "expected a URL such as http://webhook-ingress:8081/api/webhook/waha",
        );
        problems.required("webhook.master_secret", &self.master_secret);
        if let (false, Err(error)) = (
            self.master_secret.is_empty(),
            MasterSecret::new(self.master_secret.expose()),
        ) {
            problems.add("webhook.master_secret", format!("is too short: {error}"));
        }
    }
}

/// Whether links can be made from it by adding a path or a query.
fn is_plain_url(text: &str) -> bool {
    Url::parse(text).is_ok_and(|url| {
        matches!(url.scheme(), "http" | "https")
            && url.has_host()
            && url.username().is_empty()
            && url.password().is_none()
            && url.query().is_none()
            && url.fragment().is_none()
    })
}

#[cfg(test)]
mod tests {
    use service_runtime::config;

    use super::*;

    const REQUIRED: [(&str, &str); 6] = [
        (
            "api.operator_token",
            "an operator's token, 32 characters or more",
        ),
        (
            "webhook.public_url",
            "http://webhook-ingress:8081/api/webhook/waha",
        ),
        (
            "webhook.master_secret",
            "a master secret, 32 characters or more",
        ),
        (
            "secrets.master_key",
            "a master key, 32 characters or more, here",
        ),
        ("nats.url", "nats://nats:4222"),
        ("database.url", "postgres://peyk@db/peyk"),
    ];

    fn load(settings: &[(&str, &str)]) -> Result<Settings, Vec<String>> {
        let env = settings
            .iter()
            .map(|(key, value)| (config::env_name(key), (*value).to_owned()));
        config::load(None, env).map_err(|error: config::SettingsError| {
            error
                .problems
                .into_iter()
                .map(|problem| problem.key)
                .collect()
        })
    }

    #[test]
    fn what_must_be_set_is_asked_for_all_at_once() {
        let keys = load(&[]).unwrap_err();
        assert_eq!(keys, REQUIRED.map(|(key, _)| key));
    }

    #[test]
    fn the_rest_has_defaults() {
        let settings = load(&REQUIRED).unwrap();
        assert_eq!(settings.http.listen.port(), 8080);
    }

    #[test]
    fn what_cannot_work_is_refused() {
        for (key, value) in [
            ("api.operator_token", "short"),
            ("api.public_url", "ftp://x"),
            ("api.public_url", "https://user:word@x"),
            ("api.request_timeout", "45s"),
            ("api.qr_link_lifetime", "0s"),
            ("api.requests_per_minute", "0"),
            ("api.request_burst", "0"),
            ("auth.session_lifetime", "0s"),
            ("auth.attempt_window", "1ms"),
            ("auth.account_attempts", "0"),
            ("auth.address_attempts", "0"),
            ("auth.client_address_header", "X Forwarded"),
            ("dashboard.dir", "/nowhere"),
            ("webhook.public_url", "http://ingress/?tenant_id=1"),
            ("webhook.master_secret", "short"),
            ("reconcile.period", "0s"),
            ("reconcile.max_attempts", "0"),
            ("events.streams_per_tenant", "0"),
            ("events.recheck_period", "0s"),
            ("routes.repair_period", "0s"),
            ("gap_fill.period", "0s"),
            ("gap_fill.settle", "0s"),
            ("gap_fill.overlap", "0s"),
            ("gap_fill.page", "0"),
            ("gap_fill.max_pages", "0"),
            ("gap_fill.calls_per_second", "0"),
            ("deaf.grace", "0s"),
            ("deaf.quiet_after", "0s"),
            ("secrets.master_key", "short"),
            ("secrets.previous_master_keys", "short"),
            ("unrouted.redrive_period", "0s"),
            ("privacy.settle", "5m"),
            ("crm.period", "0s"),
            ("crm.timeout", "0s"),
            ("crm.backoff", "0s"),
            ("crm.keep", "0s"),
            ("crm.max_attempts", "0"),
            ("llm.timeout", "0s"),
            ("metrics.sample_period", "0s"),
        ] {
            let mut settings = REQUIRED.to_vec();
            settings.push((key, value));
            assert_eq!(load(&settings).unwrap_err(), [key], "{value}");
        }
    }

    #[test]
    fn what_was_on_its_way_is_looked_for_after_the_history_can_bring_it() {
        for (overlap, settle, fits) in [
            ("5m", "301s", true),
            ("5m", "5m", false),
            ("1h", "15m", false),
        ] {
            let mut settings = REQUIRED.to_vec();
            settings.extend([("gap_fill.overlap", overlap), ("privacy.settle", settle)]);
            let env = settings
                .iter()
                .map(|(key, value)| (config::env_name(key), (*value).to_owned()));
            let loaded: Result<Settings, config::SettingsError> = config::load(None, env);
            let problems = loaded.map_or_else(|error| error.problems, |_| Vec::new());
            assert_eq!(problems.is_empty(), fits, "{overlap} {settle}");
            for problem in problems {
                let text = problem.to_string();
                assert!(
                    text.contains("privacy.settle") && text.contains("gap_fill.overlap"),
                    "{text}"
                );
            }
        }
    }

    #[test]
    fn the_defaults_explain_each_setting_as_its_type_has_it() {
        let explained = config::of_comments::<Settings>().expect("explained");
        assert_eq!(config::of_types::<Settings>().expect("readable"), explained);
    }
}
