//! The wiring: what the service is made of, and what runs beside the API.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use advisor::Advisor;
use anyhow::Context;
use bus::{Bus, Durable};
use domain::webhook_key::MasterSecret;
use fleet::Fleet;
use media_store::MediaStore;
use service_runtime::{Latch, Runtime, Shutdown, http};
use storage::{Database, StorageError};
use tokio::net::TcpListener;
use tokio::time::interval;

use crate::api::{self, Api};
use crate::auth::Auth;
use crate::crm::Crm;
use crate::dashboard;
use crate::flows::{LazyUnderstanding, ReplayRoom};
use crate::gap_fill::GapFill;
use crate::message_counts;
use crate::nodes;
use crate::privacy::{Cleaner, Retention};
use crate::qr_link::QrLinks;
use crate::reconcile::Reconciler;
use crate::routes::Routes;
use crate::sampler::Sampler;
use crate::session_leases::SessionLeases;
use crate::status_events::{self, StatusEvents};
use crate::tenant_locks::TenantLocks;
use crate::unrouted::{DatabaseLeads, Redriver};
use crate::wake::Wake;
use crate::watchers::Watchers;
use crate::whatsapp::{SessionPlan, WhatsApp};
use crate::{METRICS, Settings};

/// The name that Postgres and NATS show for our connections; `session-manager doctor` reads the version there.
const CLIENT_NAME: &str = concat!(env!("CARGO_PKG_NAME"), " ", env!("CARGO_PKG_VERSION"));

/// How often Postgres is asked whether it is there.
const PING_PERIOD: Duration = Duration::from_secs(5);

/// Runs the service on `listener` until it is asked to stop.
///
/// Postgres, NATS and WAHA may be away when it starts; it is ready once the first two are there and
/// webhook-ingress knows every tenant.
pub async fn run(
    settings: Settings,
    listener: TcpListener,
    runtime: Runtime,
) -> anyhow::Result<()> {
    runtime.export(METRICS);
    let database = Database::connect(&settings.database, CLIENT_NAME)
        .context("the database settings cannot be used")?;
    let bus = Bus::connect(&settings.nats, CLIENT_NAME)
        .await
        .context("the NATS settings cannot be used")?;
    let api = build(&settings, &database, &bus, &runtime.shutdown)?;

    watch(&database, &bus, &runtime);
    let routes = api.whatsapp.routes.clone();
    let reconciler = Reconciler::new(
        api.whatsapp.clone(),
        bus.clone(),
        settings.reconcile.clone(),
    );
    let gap_fill = GapFill::new(
        api.whatsapp.clone(),
        &bus,
        settings.gap_fill.clone(),
        settings.deaf.clone(),
    );
    let redriver = api.redriver.clone();
    keep_house(&settings, &database, &bus, &api, &runtime)?;
    let cleaner = api.cleaner.clone();
    let whatsapp = api.whatsapp.clone();
    let waha = settings.waha.clone();
    let period = settings.routes.repair_period;
    let topology = runtime.readiness.latch("nats topology");
    let node = runtime.readiness.latch("waha node of the settings");
    let first_repair = runtime.readiness.latch("tenant routes");
    runtime.shutdown.spawn("bus", {
        let (runtime, bus, timed) = (runtime.clone(), bus.clone(), database.clone());
        let leads = DatabaseLeads(database.clone());
        let events = StatusEvents {
            database: database.clone(),
            wake: api.whatsapp.wake.clone(),
            changes: bus.changes(),
        };
        async move {
            let soft = runtime.shutdown.soft().clone();
            // Nothing is lost by leaving off: declaring is begun anew at the next start.
            let begun = soft.run_until_cancelled(begin(&bus, topology, &timed));
            if begun.await.is_none() {
                return Ok(());
            }
            let shutdown = runtime.shutdown.clone();
            runtime.shutdown.spawn("tenant routes", async move {
                routes.keep(period, first_repair, shutdown).await;
                Ok(())
            });
            let shutdown = runtime.shutdown.clone();
            runtime.shutdown.spawn("reconciler", async move {
                let soft = shutdown.soft().clone();
                let configured = nodes::keep_configured(&whatsapp, &waha);
                if soft.run_until_cancelled(configured).await.is_some() {
                    node.set();
                    reconciler.keep(shutdown).await;
                }
                Ok(())
            });
            let shutdown = runtime.shutdown.clone();
            runtime.shutdown.spawn("unrouted", async move {
                redriver.keep(shutdown).await;
                Ok(())
            });
            let shutdown = runtime.shutdown.clone();
            runtime.shutdown.spawn("cleaner", async move {
                cleaner.keep(shutdown).await;
                Ok(())
            });
            let shutdown = runtime.shutdown.clone();
            runtime.shutdown.spawn("gap fill", async move {
                gap_fill.keep(shutdown).await;
                Ok(())
            });
            let (answering, stop) = (bus.clone(), soft.clone());
            runtime.shutdown.spawn("lead lookups", async move {
                answering.answer_lead_lookups(&leads, &stop).await;
                Ok(())
            });
            bus.consume(Durable::SessionManager, status_events::BATCH, &events, soft)
                .await?;
            Ok(())
        }
    });

    let served = http::serve(
        listener,
        dashboard::beside(api::router(api), &settings.dashboard),
        http::Spans::Always,
        &settings.http,
        &runtime,
    )
    .await;
    database.close().await;
    bus.close().await;
    served
}

/// Declares the streams and waits until Postgres has said what time it is: what follows plans.
async fn begin(bus: &Bus, topology: Latch, database: &Database) {
    bus.declare_topology(|reason| topology.waits_because(reason))
        .await;
    topology.set();
    database.time_is_known().await;
}

/// Starts what looks after itself from then on.
fn keep_house(
    settings: &Settings,
    database: &Database,
    bus: &Bus,
    api: &Api,
    runtime: &Runtime,
) -> anyhow::Result<()> {
    let sender = api.crm.sender(database)?;
    let shutdown = &runtime.shutdown;
    database.look_after(shutdown);
    let (kept, soft) = (bus.clone(), shutdown.soft().clone());
    shutdown.spawn("nats topology", async move {
        soft.run_until_cancelled(kept.keep_topology()).await;
        Ok(())
    });
    let stop = shutdown.clone();
    let sending = database.in_time(shutdown, async move {
        sender.keep(stop).await;
        Ok(())
    });
    shutdown.spawn("crm", sending);
    let counting = message_counts::keep(database.clone(), shutdown.clone());
    let counting = database.in_time(shutdown, async move {
        counting.await;
        Ok(())
    });
    shutdown.spawn("message counts", counting);
    let sampler = Sampler::new(&settings.metrics, database.clone(), bus.clone());
    let stop = shutdown.clone();
    shutdown.spawn("sampler", async move {
        sampler.keep(stop).await;
        Ok(())
    });
    let retention = Retention::new(
        database.clone(),
        api.cleaner.clone(),
        settings.privacy.clone(),
    );
    let retaining = retention.keep(shutdown.clone());
    let retaining = database.in_time(shutdown, async move {
        retaining.await;
        Ok(())
    });
    shutdown.spawn("retention", retaining);
    Ok(())
}

pub(crate) fn build(
    settings: &Settings,
    database: &Database,
    bus: &Bus,
    shutdown: &Shutdown,
) -> anyhow::Result<Api> {
    let master = MasterSecret::new(settings.webhook.master_secret.expose())
        .context("webhook.master_secret cannot be used")?;
    let sealer = settings.secrets.sealer();
    let sealer = sealer.context("secrets.master_key cannot be used")?;
    let advisor = Advisor::new(&settings.llm, database.clone(), sealer.clone());
    let media = MediaStore::open(&settings.media.store).context("media.store cannot be used")?;
    Ok(Api {
        cleaner: Cleaner::new(database.clone(), bus.clone(), media.clone()),
        privacy: settings.privacy.clone(),
        advisor: advisor.context("the HTTP client for language models cannot be made")?,
        crm: Crm::new(&settings.crm, sealer.clone()),
        understanding: LazyUnderstanding::default(),
        replay_room: ReplayRoom::default(),
        auth: Auth::new(&settings.auth, &settings.api, database)?,
        qr_links: QrLinks::new(
            &master,
            &settings.api.public_url,
            settings.api.qr_link_lifetime,
        ),
        bus: bus.clone(),
        redriver: Redriver::new(&settings.unrouted, database.clone(), bus.clone()),
        watchers: Watchers::new(&settings.events, shutdown.clone()),
        request_timeout: settings.api.request_timeout,
        whatsapp: WhatsApp {
            routes: Routes::new(database.clone(), bus.clone()),
            database: database.clone(),
            fleet: Fleet::new(database.clone(), sealer, settings.waha.timeouts.clone()),
            plan: SessionPlan::new(master, &settings.webhook.public_url),
            locks: TenantLocks::default(),
            leases: SessionLeases::new(database.clone()),
            wake: Wake::default(),
            changes: bus.changes(),
            media,
        },
    })
}

/// Keeps `/readyz` honest about Postgres and NATS.
fn watch(database: &Database, bus: &Bus, runtime: &Runtime) {
    let connected = bus.clone();
    runtime
        .readiness
        .check("nats connection", move || connected.is_connected());

    let [answers, migrated] = ["database", "database migrations"].map(|name| {
        let holds = Arc::new(AtomicBool::new(false));
        let seen = Arc::clone(&holds);
        let check = move || seen.load(Ordering::Relaxed);
        runtime.readiness.check(name, check);
        holds
    });
    let database = database.clone();
    let soft = runtime.shutdown.soft().clone();
    runtime.shutdown.spawn("database watch", async move {
        let work = async {
            let mut ticks = interval(PING_PERIOD);
            loop {
                ticks.tick().await;
                let ping = database.ping().await;
                if let Err(error) = &ping {
                    tracing::warn!(%error, "the database cannot be used");
                }
                // An older one answers, and may be migrated any moment.
                let is_older = matches!(ping, Err(StorageError::Outdated { .. }));
                answers.store(ping.is_ok() || is_older, Ordering::Relaxed);
                migrated.store(ping.is_ok(), Ordering::Relaxed);
            }
        };
        soft.run_until_cancelled(work).await;
        Ok(())
    });
}
