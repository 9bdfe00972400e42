//! `session-manager check` and `session-manager doctor`: what a deployment would meet, and how a live one is.
//!
//! Each probe looks at one subject and answers with findings; nothing is changed by any, but that the doctor stores what
//! webhook-ingress stores every two seconds, to see that it can be stored. All run at once, and one whose
//! server hangs ends with a finding when its time is over.

mod addresses;
mod book;
mod finding;
mod fleet;
mod media;
mod monitoring;
mod nats;
mod postgres;
mod report;
mod sessions;
mod streams;
mod tables;
mod tenant_routes;
mod versions;
mod work;

use std::time::Duration;

use anyhow::Context;
use bus::Bus;
use futures::future::{BoxFuture, join_all};
use storage::Database;
use tokio::time::timeout;
use url::Url;

use crate::Settings;
use finding::Finding;
pub(crate) use report::Report;

/// How long a probe may take: a host that is dead is a finding, not a wait.
const PATIENCE: Duration = Duration::from_secs(5);
/// How long a probe that asks several hosts or tables may take.
const LONG_PATIENCE: Duration = Duration::from_secs(15);

/// The name that Postgres and NATS show for our connections.
const CLIENT_NAME: &str = "session-manager check";

/// Whether anything runs already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Depth {
    /// Looks at what a deployment would meet.
    Before,
    /// Looks at what runs as well.
    Live,
}

/// Looks at everything that these settings lead to. `monitoring` is where NATS answers about itself, if that is known.
pub(crate) async fn run(
    settings: &Settings,
    depth: Depth,
    monitoring: Option<&Url>,
) -> anyhow::Result<Report> {
    let database = Database::connect(&settings.database, CLIENT_NAME)
        .context("the database settings cannot be used")?;
    let bus = match depth {
        Depth::Before => None,
        Depth::Live => {
            let connected = Bus::connect(&settings.nats, CLIENT_NAME).await;
            Some(connected.context("the NATS settings cannot be used")?)
        }
    };
    let mut probes: Vec<BoxFuture<'_, Vec<Finding>>> = vec![
        within("postgres", PATIENCE, postgres::check(settings)),
        within("postgres owner", PATIENCE, postgres::check_owner(settings)),
        within("nats", 2 * PATIENCE, nats::check(settings)),
        within("nats on disk", PATIENCE, monitoring::check(monitoring)),
        within("waha", LONG_PATIENCE, fleet::check(settings, &database)),
        within("addresses", 2 * PATIENCE, addresses::check(settings)),
        Box::pin(async { media::check(settings) }),
    ];
    if let Some(bus) = &bus {
        probes.push(within(
            "versions",
            LONG_PATIENCE,
            versions::check(settings, &database),
        ));
        probes.push(within("work", LONG_PATIENCE, work::check(&database)));
        probes.push(within(
            "sessions",
            LONG_PATIENCE,
            sessions::check(&database),
        ));
        probes.push(within("tables", LONG_PATIENCE, tables::check(&database)));
        probes.push(within("streams", LONG_PATIENCE, streams::check(bus)));
        probes.push(within(
            "jetstream writes",
            LONG_PATIENCE,
            streams::check_writing(bus),
        ));
        probes.push(within(
            "tenant routes",
            LONG_PATIENCE,
            tenant_routes::check(&database, bus),
        ));
    }
    let mut findings = vec![Finding::fine("settings", "all can be used")];
    findings.extend(join_all(probes).await.into_iter().flatten());
    if let Some(bus) = bus {
        bus.close().await;
    }
    database.close().await;
    Ok(Report::new(findings))
}

/// A probe with an end.
fn within<'a>(
    subject: &'static str,
    patience: Duration,
    probe: impl Future<Output = Vec<Finding>> + Send + 'a,
) -> BoxFuture<'a, Vec<Finding>> {
    Box::pin(async move {
        timeout(patience, probe).await.unwrap_or_else(|_| {
            vec![Finding::wrong(
                subject,
                format!("no answer within {} s", patience.as_secs()),
                "Look whether the host is there and whether a firewall lets this machine through.",
            )]
        })
    })
}
