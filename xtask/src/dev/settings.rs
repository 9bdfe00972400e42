//! What the services of a stack are told. All secrets here are for demonstration: fixed, public, and good for servers
//! that listen on the loopback alone.

use std::path::PathBuf;

use super::ports::{Place, Ports};
use crate::dashboard;

/// The program that sets the demo up and plays it.
pub(super) const DEMO: &str = "peyk-demo";

/// Who signs in to the demo's dashboard. Their password is that of the demo's other users too.
pub(super) const OPERATOR_EMAIL: &str = "operator@demo.peyk";
pub(super) const DEMO_PASSWORD: &str = "peyk-demo";
pub(super) const OPERATOR_TOKEN: &str = "peyk-demo-operator-token-no-secret";
pub(super) const WAHA_KEY: &str = "peyk-demo-waha-key";
pub(super) const NATS_PASSWORD: &str = "peyk-demo-nats";
const LISTEN: &str = "PEYK__HTTP__LISTEN";
const DASHBOARD_DIR: &str = "PEYK__DASHBOARD__DIR";
const MASTER_SECRET: &str = "peyk-demo-master-secret-for-webhook-keys";
const MASTER_KEY: &str = "peyk-demo-master-key-for-sealed-secrets";
const OWNER_PASSWORD: &str = "peyk-demo-owner";
const APP_PASSWORD: &str = "peyk-demo-app";

/// The roles and the database: the file that docker-compose.yml runs through psql, with its variables filled in.
pub(super) fn roles() -> String {
    include_str!("../../../infra/postgres/roles.sql")
        .replace(":'owner_password'", &format!("'{OWNER_PASSWORD}'"))
        .replace(":'app_password'", &format!("'{APP_PASSWORD}'"))
}

/// Where the files of messages are kept: beside everything else that a run leaves.
fn media_store() -> String {
    let folder = private_servers::workspace_root().join("target/peyk/media");
    format!("file://{}", folder.display())
}

pub(super) fn nats_url(ports: Ports) -> String {
    format!(
        "nats://peyk:{NATS_PASSWORD}@127.0.0.1:{}",
        ports.of(Place::Nats)
    )
}

/// As whom the services log in: a role that owns nothing and sees a tenant's rows only when it says whose.
pub(super) fn app_url(ports: Ports) -> String {
    format!(
        "postgres://peyk_app:{APP_PASSWORD}@127.0.0.1:{}/peyk",
        ports.of(Place::Postgres)
    )
}

/// The owner of the tables, for migrations and for looking around.
pub(super) fn owner_url(ports: Ports) -> String {
    format!(
        "postgres://peyk_owner:{OWNER_PASSWORD}@127.0.0.1:{}/peyk",
        ports.of(Place::Postgres)
    )
}

/// The environment of one service.
pub(super) fn of(service: Place, ports: Ports) -> Vec<(&'static str, String)> {
    let mut settings = vec![
        (LISTEN, format!("127.0.0.1:{}", ports.of(service))),
        ("PEYK__TELEMETRY__FORMAT", "text".to_owned()),
        // Ctrl-C shall not wait for a slow call as a deployment would.
        ("PEYK__LIFECYCLE__SHUTDOWN_DEADLINE", "10s".to_owned()),
    ];
    if service == Place::WahaSimulator {
        settings.push(("PEYK__WAHA__API_KEY", WAHA_KEY.to_owned()));
        return settings;
    }
    settings.push(("PEYK__NATS__URL", nats_url(ports)));
    if service == Place::WebhookIngress {
        settings.push(("PEYK__WEBHOOK__MASTER_SECRET", MASTER_SECRET.to_owned()));
        return settings;
    }
    settings.extend([
        ("PEYK__DATABASE__URL", app_url(ports)),
        ("PEYK__SECRETS__MASTER_KEY", MASTER_KEY.to_owned()),
        ("PEYK__MEDIA__STORE", media_store()),
    ]);
    match service {
        Place::SessionManager => settings.extend([
            (
                "PEYK__WAHA__API_URL",
                format!("{}/api", ports.url(Place::WahaSimulator)),
            ),
            ("PEYK__WAHA__API_KEY", WAHA_KEY.to_owned()),
            ("PEYK__WEBHOOK__MASTER_SECRET", MASTER_SECRET.to_owned()),
            (
                "PEYK__WEBHOOK__PUBLIC_URL",
                format!("{}/api/webhook/waha", ports.url(Place::WebhookIngress)),
            ),
            ("PEYK__API__OPERATOR_TOKEN", OPERATOR_TOKEN.to_owned()),
            // The demo and the browser's tests wait by asking again and again.
            ("PEYK__API__REQUESTS_PER_MINUTE", "1000000".to_owned()),
            ("PEYK__API__REQUEST_BURST", "1000000".to_owned()),
            // Too short for anything but a demonstration.
            ("PEYK__AUTH__DEMO_PASSWORDS", "true".to_owned()),
        ]),
        // A person's pace makes a good bot and a slow demonstration.
        _ => settings.extend([
            ("PEYK__PACING__PROFILE", "fast".to_owned()),
            ("PEYK__PACING__SETTLE", "50ms".to_owned()),
        ]),
    }
    settings
}

/// What session-manager is told about the dashboard: nothing, where none was built.
pub(super) fn dashboard() -> Option<(&'static str, PathBuf)> {
    dashboard::built().map(|folder| (DASHBOARD_DIR, folder))
}

/// What `session-manager migrate` is told beside its usual settings.
pub(super) fn for_migrations(ports: Ports) -> (&'static str, String) {
    ("PEYK__DATABASE__OWNER_URL", owner_url(ports))
}

/// The environment of the demo.
pub(super) fn of_demo(ports: Ports) -> [(&'static str, String); 5] {
    [
        ("PEYK_DEMO_PORT_BASE", ports.base.to_string()),
        ("PEYK_DEMO_OPERATOR_TOKEN", OPERATOR_TOKEN.to_owned()),
        ("PEYK_DEMO_DATABASE_URL", app_url(ports)),
        ("PEYK_DEMO_WAHA_KEY", WAHA_KEY.to_owned()),
        ("PEYK_DEMO_PASSWORD", DEMO_PASSWORD.to_owned()),
    ]
}

/// The environment of a second simulated WAHA: as the first, on a port of its own.
pub(super) fn of_second_waha(ports: Ports) -> Vec<(&'static str, String)> {
    let mut settings = of(Place::WahaSimulator, ports);
    settings.retain(|(name, _)| *name != LISTEN);
    settings.push((LISTEN, format!("127.0.0.1:{}", ports.beyond())));
    settings
}

/// The environment of tests in a browser.
pub(super) fn of_browser_tests(ports: Ports) -> [(&'static str, String); 4] {
    let simulators = [
        ports.url(Place::WahaSimulator),
        format!("http://127.0.0.1:{}", ports.beyond()),
    ];
    [
        ("PEYK_E2E_URL", ports.url(Place::SessionManager)),
        ("PEYK_E2E_SIMULATORS", simulators.join(",")),
        ("PEYK_E2E_OPERATOR_TOKEN", OPERATOR_TOKEN.to_owned()),
        ("PEYK_E2E_WAHA_KEY", WAHA_KEY.to_owned()),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::defaults;

    const PORTS: Ports = Ports { base: 8080 };

    #[test]
    fn each_service_gets_only_the_secrets_that_it_needs() {
        let names = |service| -> Vec<&str> {
            of(service, PORTS)
                .into_iter()
                .map(|(name, _)| name)
                .collect()
        };
        let ingress = names(Place::WebhookIngress);
        for foreign in ["DATABASE", "WAHA", "SECRETS"] {
            assert!(
                !ingress.iter().any(|name| name.contains(foreign)),
                "{foreign}"
            );
        }
        let worker = names(Place::BotWorker);
        for foreign in ["PEYK__WEBHOOK__MASTER_SECRET", "PEYK__WAHA__API_KEY"] {
            assert!(!worker.contains(&foreign), "{foreign}");
        }
        for service in Place::SERVICES {
            assert!(
                !names(service).contains(&"PEYK__DATABASE__OWNER_URL"),
                "{}",
                service.name()
            );
        }
    }

    #[test]
    fn every_setting_is_one_that_the_service_has() {
        let (for_migrations, _) = for_migrations(PORTS);
        assert!(
            defaults::has(Place::SessionManager, for_migrations),
            "{for_migrations}"
        );
        assert!(defaults::has(Place::SessionManager, DASHBOARD_DIR));
        for service in Place::SERVICES {
            for (name, _) in of(service, PORTS) {
                assert!(
                    defaults::has(service, name),
                    "{} has no {name}",
                    service.name()
                );
            }
        }
    }

    #[test]
    fn every_variable_of_the_roles_is_filled_in() {
        let roles = roles();
        assert!(!roles.contains(":'"), "{roles}");
        assert!(roles.contains(APP_PASSWORD) && roles.contains(OWNER_PASSWORD));
    }
}
