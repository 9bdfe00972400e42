//! The service: what it needs, and in which order.

use std::time::Duration;

use anyhow::Context;
use bus::{Bus, Floods, GroupLimits, Publisher, RouteTable, TenantRoutes, TenantShare};
use service_runtime::{NoCommand, Runtime, Service, telemetry};
use tokio::{net::TcpListener, sync::watch};

use crate::{
    METRICS, Settings, WebhookSettings, authenticate::Keys, receive::Door, route::Judge, store,
    upstream::Line,
};

/// The service as a process.
#[derive(Debug)]
pub struct WebhookIngress;

impl Service for WebhookIngress {
    const NAME: &'static str = "webhook-ingress";
    const ABOUT: &'static str =
        "Authenticates WAHA's webhooks, finds their tenant and publishes them to JetStream";
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

/// Takes webhooks on `listener` until `runtime` says to stop. Listens at once; ready when the streams
/// are declared and the tenants are known.
pub async fn run(
    settings: Settings,
    listener: TcpListener,
    runtime: Runtime,
) -> anyhow::Result<()> {
    runtime.export(METRICS);
    let webhook = &settings.webhook;
    let keys = Keys::new(webhook).context("webhook.master_secret")?;
    let bus = Bus::connect(&settings.nats, WebhookIngress::NAME).await?;
    let connection = bus.clone();
    runtime
        .readiness
        .check("nats connection", move || connection.is_connected());

    let routes = RouteTable::default();
    let loaded = keep_routes(&bus, &routes, &runtime);
    let judge = Judge {
        routes,
        keys,
        unsigned: webhook.unsigned_sessions.iter().cloned().collect(),
    };
    // By itself: what waits in a group's queue says nothing about the store.
    store::watch(bus.publisher(webhook.publish_deadline), &runtime);
    let line = Line {
        publisher: publisher(&bus, webhook, &runtime)
            .keeping_apart(floods(&bus, webhook, &runtime)),
        leads: bus.lead_lookup(webhook.lookup_deadline),
    };
    let router = Door::new(webhook, judge, loaded, line).router();

    let served = service_runtime::http::serve(
        listener,
        router,
        service_runtime::http::Spans::WhenSeen,
        &settings.http,
        &runtime,
    )
    .await;
    bus.close().await;
    served
}

/// What stores webhooks: together, unless that is switched off. It works on until the last of them is settled.
fn publisher(bus: &Bus, webhook: &WebhookSettings, runtime: &Runtime) -> Publisher {
    if webhook.batch_messages == 1 {
        return bus.publisher(webhook.publish_deadline);
    }
    let limits = GroupLimits {
        messages: webhook.batch_messages,
        batches: webhook.batches_in_flight,
        // Those who are worked on wait nowhere else.
        waiting: webhook.max_in_flight,
    };
    let (publisher, commits) = bus.group_publisher(webhook.publish_deadline, limits);
    runtime.shutdown.spawn("group commits", async move {
        commits.run().await;
        anyhow::Ok(())
    });
    publisher
}

/// Who is flooded, kept like the stream is until the end.
fn floods(bus: &Bus, webhook: &WebhookSettings, runtime: &Runtime) -> Floods {
    let share = TenantShare {
        burst: webhook.tenant_burst,
        per_second: webhook.tenant_per_second,
    };
    let (floods, watch) = bus.floods(share);
    let soft = runtime.shutdown.soft().clone();
    runtime.shutdown.spawn("floods", async move {
        soft.run_until_cancelled(watch.run()).await;
        anyhow::Ok(())
    });
    floods
}

/// Declares the streams, then keeps the table of tenants like the bus has it. The receiver turns true
/// when the table is first complete.
fn keep_routes(bus: &Bus, routes: &RouteTable, runtime: &Runtime) -> watch::Receiver<bool> {
    let (loaded, is_loaded) = watch::channel(false);
    let topology = runtime.readiness.latch("nats topology");
    let complete = is_loaded.clone();
    runtime
        .readiness
        .check("tenant routes", move || *complete.borrow());

    let (bus, routes) = (bus.clone(), routes.clone());
    let soft = runtime.shutdown.soft().clone();
    let keep = async move {
        bus.declare_topology(|reason| topology.waits_because(reason))
            .await;
        topology.set();
        let follow = async { open(&bus).await.follow(&routes, &loaded).await };
        tokio::join!(follow, bus.keep_topology());
        anyhow::Ok(())
    };
    runtime.shutdown.spawn("tenant routes", async move {
        soft.run_until_cancelled(Box::pin(keep))
            .await
            .unwrap_or(Ok(()))
    });
    is_loaded
}

/// Opens the bucket, however long NATS is away.
async fn open(bus: &Bus) -> TenantRoutes {
    loop {
        match bus.tenant_routes().await {
            Ok(routes) => return routes,
            Err(error) => {
                tracing::warn!(error = %telemetry::chain(&error), "opening the tenant routes again in a moment");
            }
        }
        tokio::time::sleep(Duration::from_millis(500)).await;
    }
}
