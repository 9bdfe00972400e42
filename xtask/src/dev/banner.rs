//! What a user is told when everything runs.

use std::path::Path;

use super::{
    ports::{Place, Ports},
    settings,
};

/// One short table: what runs where, the credentials, what to click first.
pub(super) fn text(ports: Ports, logs: &Path, dashboard: bool) -> String {
    let simulator = ports.url(Place::WahaSimulator);
    let phone = format!("{simulator}/");
    let page = format!("{}/", ports.url(Place::SessionManager));
    let mut rows = vec![
        (
            "sign in as",
            settings::OPERATOR_EMAIL.to_owned(),
            format!(
                "password {}; or agent1@demo.peyk, agent2@demo.peyk",
                settings::DEMO_PASSWORD
            ),
        ),
        ("a pretend phone", phone.clone(), String::new()),
        (
            "session-manager",
            ports.url(Place::SessionManager),
            format!("Authorization: Bearer {}", settings::OPERATOR_TOKEN),
        ),
        (
            "webhook-ingress",
            ports.url(Place::WebhookIngress),
            "POST /api/webhook/waha".to_owned(),
        ),
        (
            "bot-worker",
            ports.url(Place::BotWorker),
            "/readyz, /metrics (as all services)".to_owned(),
        ),
        (
            "WAHA (simulated)",
            format!("{simulator}/api"),
            format!("X-Api-Key: {}", settings::WAHA_KEY),
        ),
        ("Postgres", settings::owner_url(ports), String::new()),
        (
            "NATS",
            settings::nats_url(ports),
            format!("monitoring {}", ports.url(Place::NatsMonitoring)),
        ),
    ];
    if dashboard {
        rows.insert(0, ("dashboard", page.clone(), String::new()));
    }
    let mut table = format!("\nPeyk runs (port base {}).\n\n", ports.base);
    for (name, place, credentials) in rows {
        let line = format!("  {name:<17} {place:<41} {credentials}");
        table.push_str(line.trim_end());
        table.push('\n');
    }
    let first = if dashboard {
        format!(
            "Open {page} first and sign in as agent1@demo.peyk: its number waits for its phone. The phone is at\n\
             {phone}: pick tenant_1, press “Scan with a phone”, then write as a customer; the bot answers."
        )
    } else {
        format!(
            "Open {phone} first: two demo tenants wait for their phones. Pick tenant_1, press “Scan with a phone”, then\n\
             write as a customer; the bot answers."
        )
    };
    let logs = logs.display();
    table + &format!("\n{first}\nLogs are in {logs}. Ctrl-C stops everything.\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_address_of_the_stack_is_in_the_table() {
        let ports = Ports { base: 9100 };
        let text = text(ports, Path::new("target/peyk/9100/logs"), true);
        for port in 9100..=9106 {
            assert!(
                text.contains(&port.to_string()),
                "{port} is missing:\n{text}"
            );
        }
    }

    #[test]
    fn a_dashboard_that_runs_is_named_first() {
        let ports = Ports { base: 9100 };
        let text = |dashboard| text(ports, Path::new("logs"), dashboard);
        let row = |text: String| text.lines().nth(3).unwrap_or_default().trim().to_owned();
        assert_eq!(row(text(true)), "dashboard         http://127.0.0.1:9100/");
        assert!(row(text(false)).starts_with("sign in as"));
        assert!(!text(false).contains("dashboard"));
    }
}
