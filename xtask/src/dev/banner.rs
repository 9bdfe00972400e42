//! What a user is told when everything runs.

use std::path::Path;

use super::{
    ports::{Place, Ports},
    settings,
};

/// One short table: what runs where, the credentials, what to click first.
pub(super) fn text(ports: Ports, logs: &Path) -> String {
    let simulator = ports.url(Place::WahaSimulator);
    let first = format!("{simulator}/");
    let rows = [
        ("a pretend phone", first.clone(), String::new()),
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
    let mut table = format!("\nPeyk runs (port base {}).\n\n", ports.base);
    for (name, place, credentials) in rows {
        let line = format!("  {name:<17} {place:<41} {credentials}");
        table.push_str(line.trim_end());
        table.push('\n');
    }
    let logs = logs.display();
    table
        + &format!(
            "\nOpen {first} first: two demo tenants wait for their phones. Pick tenant_1, press “Scan with a phone”, then\n\
         write as a customer; the bot answers.\n\
         Logs are in {logs}. Ctrl-C stops everything.\n"
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_address_of_the_stack_is_in_the_table() {
        let ports = Ports { base: 9100 };
        let text = text(ports, Path::new("target/peyk/9100/logs"));
        for port in 9100..=9106 {
            assert!(
                text.contains(&port.to_string()),
                "{port} is missing:\n{text}"
            );
        }
    }
}
