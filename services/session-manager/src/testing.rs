//! The service with nothing around it: Postgres and NATS are at ports where nobody listens.

use service_runtime::{Shutdown, config};
use storage::Database;

use crate::Settings;
use crate::api::Api;

pub(crate) const TOKEN: &str = "an operator's token for tests, long enough";

/// Settings with everything that must be set; `extra` lies over them.
pub(crate) fn settings(extra: &[(&str, &str)]) -> Settings {
    let required = [
        ("api.operator_token", TOKEN),
        ("webhook.public_url", "http://ingress:8081/api/webhook/waha"),
        (
            "webhook.master_secret",
            "an installation's master secret, for tests",
        ),
        ("waha.api_url", "http://127.0.0.1:1/api"),
        ("waha.api_key", "hunter2"),
        (
            "secrets.master_key",
            "an installation's master key, for tests",
        ),
        ("nats.url", "nats://127.0.0.1:1"),
        ("database.url", "postgres://127.0.0.1:1/none"),
        ("database.acquire_timeout", "50ms"),
    ];
    let env = required
        .iter()
        .chain(extra)
        .map(|(key, value)| (config::env_name(key), (*value).to_owned()));
    config::load(None, env).expect("everything is set")
}

pub(crate) async fn api(settings: &Settings) -> Api {
    let database = Database::connect(&settings.database, "test").expect("a URL");
    let bus = bus::Bus::connect(&settings.nats, "test")
        .await
        .expect("a URL");
    crate::app::build(settings, &database, &bus, &Shutdown::new()).expect("the settings are valid")
}
