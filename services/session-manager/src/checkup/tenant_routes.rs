//! Whether webhook-ingress knows the tenants as Postgres does.

use bus::Bus;
use service_runtime::telemetry;
use storage::Database;

use super::finding::Finding;
use crate::routes::Routes;

const SUBJECT: &str = "tenant routes";

pub(super) async fn check(database: &Database, bus: &Bus) -> Vec<Finding> {
    let routes = Routes::new(database.clone(), bus.clone());
    vec![match routes.differing().await {
        Ok(differing) if differing.is_empty() => Finding::fine(
            SUBJECT,
            "webhook-ingress knows all tenants as they are in Postgres",
        ),
        Ok(differing) => Finding::warning(
            SUBJECT,
            format!(
                "of {} tenants webhook-ingress knows something else than Postgres, the first is tenant {}: their \
                 webhooks may be refused",
                differing.len(),
                differing[0]
            ),
            "session-manager repairs it every minute (routes.repair_period): look again then, and whether it runs.",
        ),
        Err(error) => Finding::wrong(
            SUBJECT,
            format!("they cannot be compared: {}", telemetry::chain(&error)),
            "Mend what is said of Postgres and NATS, and look again.",
        ),
    }]
}
