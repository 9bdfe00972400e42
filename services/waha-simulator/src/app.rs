//! The service: its router and its run.

use std::net::SocketAddr;
use std::sync::Arc;

use anyhow::Context as _;
use axum::Router;
use axum::middleware::from_fn_with_state;
use service_runtime::{NoCommand, Runtime, Service};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use crate::world::World;
use crate::{Settings, api, sim};

/// `waha-simulator` as a process.
#[derive(Debug)]
pub struct WahaSimulator;

impl Service for WahaSimulator {
    const NAME: &'static str = "waha-simulator";
    const ABOUT: &'static str = "WAHA's HTTP API and a pretend WhatsApp network";
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

/// Serves on `listener` until the runtime says to stop.
pub async fn run(
    settings: Settings,
    listener: TcpListener,
    runtime: Runtime,
) -> anyhow::Result<()> {
    let address = listener
        .local_addr()
        .context("the listener has no address")?;
    let http = settings.http.clone();
    let simulator = Simulator::new(settings, address, runtime.shutdown.soft().clone())?;
    service_runtime::http::serve(listener, simulator.router(), &http, &runtime).await
}

/// One simulated world: a WAHA and the network behind it.
#[derive(Debug, Clone)]
pub struct Simulator {
    world: Arc<World>,
}

impl Simulator {
    /// `address` is where its media can be fetched, unless the settings say otherwise. `stopping`
    /// ends streams and sends that hang.
    ///
    /// Its machinery runs on the Tokio runtime that calls its handlers.
    pub fn new(
        settings: Settings,
        address: SocketAddr,
        stopping: CancellationToken,
    ) -> anyhow::Result<Self> {
        Ok(Self {
            world: World::new(settings, address, stopping)?,
        })
    }

    /// WAHA's API, the control API and the page.
    pub fn router(&self) -> Router {
        Router::new()
            .merge(api::router())
            .merge(sim::router())
            .method_not_allowed_fallback(api::cannot)
            .fallback(api::cannot)
            .layer(from_fn_with_state(
                Arc::clone(&self.world),
                api::require_key,
            ))
            .with_state(Arc::clone(&self.world))
    }
}
