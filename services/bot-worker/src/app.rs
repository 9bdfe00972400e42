//! Wiring: the loops, their connections, and what surrounds them.

use std::time::Duration;

use anyhow::Context;
use axum::Router;
use bus::{Bus, Durable};
use service_runtime::{NoCommand, Runtime, Service, telemetry};
use storage::Database;
use tokio::{net::TcpListener, sync::mpsc};

use crate::{METRICS, Settings, rounds::Rounds};

/// The name that Postgres and NATS show for our connections; `session-manager doctor` reads the version there.
const CLIENT_NAME: &str = concat!(env!("CARGO_PKG_NAME"), " ", env!("CARGO_PKG_VERSION"));

/// The service as a process.
#[derive(Debug)]
pub struct BotWorker;

impl Service for BotWorker {
    const NAME: &'static str = "bot-worker";
    const ABOUT: &'static str = "Consumes WhatsApp events, runs the bot, delivers its replies";
    type Settings = Settings;
    type Command = NoCommand;

    async fn run(settings: Settings, runtime: Runtime) -> anyhow::Result<()> {
        let listener = service_runtime::http::listen(&settings.http)?;
        run(settings, listener, runtime).await
    }

    async fn command(_: Settings, command: NoCommand, _: Runtime) -> anyhow::Result<()> {
        match command {}
    }
}

/// Runs the worker until the runtime is asked to stop.
pub async fn run(
    settings: Settings,
    listener: TcpListener,
    runtime: Runtime,
) -> anyhow::Result<()> {
    runtime.export(METRICS);
    let topology = runtime.readiness.latch("nats topology");
    let postgres = runtime.readiness.latch("postgres");
    let bus = Bus::connect(&settings.nats, CLIENT_NAME)
        .await
        .context("connect to NATS")?;
    let database =
        Database::connect(&settings.database, CLIENT_NAME).context("prepare Postgres")?;
    let connected = bus.clone();
    runtime
        .readiness
        .check("nats", move || connected.is_connected());

    let soft = runtime.shutdown.soft().clone();
    let Rounds {
        intake,
        readings,
        turns,
        delivery,
        media,
    } = Rounds::new(&settings, &database, &bus)?;
    let batch = settings.intake.batch;
    let consumed = bus.clone();
    let stop = soft.clone();
    let ready = database.clone();
    runtime.shutdown.spawn("intake", async move {
        tokio::select! {
            () = stop.cancelled() => return Ok(()),
            () = consumed.declare_topology(|reason| topology.waits_because(reason)) => {}
        }
        topology.set();
        tokio::select! {
            () = stop.cancelled() => return Ok(()),
            () = until_reachable(&ready) => postgres.set(),
        }
        let consume = async |durable, what| {
            let consumed = consumed.consume(durable, batch, &intake, stop.clone());
            consumed.await.context(what)
        };
        tokio::try_join!(
            consume(Durable::BotWorker, "consume"),
            consume(Durable::BotWorkerBulk, "consume floods"),
        )?;
        Ok(())
    });
    database.look_after(&runtime.shutdown);
    let (hands, handed) = mpsc::unbounded_channel();
    let turns = turns.run(hands, delivery.room(), soft.clone());
    let shutdown = &runtime.shutdown;
    let readings = readings.run(soft.clone());
    shutdown.spawn("readings", database.in_time(shutdown, readings));
    shutdown.spawn("turns", database.in_time(shutdown, turns));
    let media = media.run(soft.clone());
    shutdown.spawn("media", database.in_time(shutdown, media));
    let delivery = delivery.run(handed, soft);
    shutdown.spawn("delivery", database.in_time(shutdown, delivery));

    service_runtime::http::serve(
        listener,
        Router::new(),
        service_runtime::http::Spans::Always,
        &settings.http,
        &runtime,
    )
    .await
}

/// Waits until Postgres answers and is migrated.
async fn until_reachable(database: &Database) {
    while let Err(error) = database.ping().await {
        tracing::warn!(error = %telemetry::chain(&error), "Postgres is not ready, trying again");
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
}
