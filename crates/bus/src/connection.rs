//! One connection of one service.

use std::time::{Duration, Instant};

use async_nats::{ConnectOptions, Event, connection::State, jetstream};
use service_runtime::telemetry;
use tokio::sync::watch;
use url::Url;

use crate::{
    BusError, FloodWatch, Floods, GroupCommits, GroupLimits, Publisher, Settings, TenantRoutes,
    TenantShare, publisher::Lane, topology,
};

/// How soon streams are declared again after the first refusal, and after many.
const DECLARED_AGAIN: Duration = Duration::from_millis(500);
const LONGEST_PAUSE: Duration = Duration::from_secs(5);

/// A connection to NATS; clones share it. It reconnects by itself for as long as it lives.
#[derive(Clone)]
pub struct Bus {
    client: async_nats::Client,
    jetstream: jetstream::Context,
    /// On how many servers streams are kept.
    replicas: usize,
    /// When the connection was lost last; changes whenever it is.
    losses: watch::Receiver<Option<Instant>>,
}

impl Bus {
    /// How long an API request to JetStream may take.
    const REQUEST_TIMEOUT: Duration = Duration::from_secs(5);

    /// Connects in the background: a service may start before NATS does. `name` is what the server's
    /// monitoring shows.
    pub async fn connect(settings: &Settings, name: &str) -> Result<Self, BusError> {
        let (options, server) = options(settings)?;
        let (lost, losses) = watch::channel(None);
        let options = options
            .name(name)
            .retry_on_initial_connect()
            .connection_timeout(Duration::from_secs(5))
            .ping_interval(Duration::from_secs(10))
            .reconnect_delay_callback(reconnect_delay)
            .event_callback(move |event| {
                if event == Event::Connected {
                    tracing::info!("connected to NATS");
                } else {
                    tracing::warn!(%event, "NATS connection");
                }
                if event == Event::Disconnected {
                    lost.send_replace(Some(Instant::now()));
                }
                async {}
            });
        let client = options
            .connect(server.as_str())
            .await
            .map_err(|error| BusError::Connect(Box::new(error)))?;
        let jetstream = jetstream::context::ContextBuilder::new()
            .timeout(Self::REQUEST_TIMEOUT)
            .build(client.clone());
        Ok(Self {
            client,
            jetstream,
            replicas: settings.replicas,
            losses,
        })
    }

    /// Declares streams, consumers and the bucket. Every service does so before it reports ready;
    /// whichever comes first makes them, the others find them.
    ///
    /// Tries again until it is done, and tells `refused` what is in the way. A server without room for the streams, or
    /// with one that is otherwise than declared, refuses until somebody mends it: a service that ended meanwhile would
    /// say less, and be as little use.
    pub async fn declare_topology(&self, refused: impl Fn(String) + Send + Sync) {
        let mut pause = DECLARED_AGAIN;
        while let Err(error) = topology::declare(&self.jetstream, self.replicas).await {
            tracing::warn!(error = %telemetry::chain(&error), "JetStream is not ready, trying again");
            refused(telemetry::chain(&error).to_string());
            tokio::time::sleep(pause).await;
            // One that comes back is found at once; one that refuses is not asked all the time.
            pause = if self.is_connected() {
                (pause * 2).min(LONGEST_PAUSE)
            } else {
                DECLARED_AGAIN
            };
        }
    }

    /// Declares them again after each loss of the connection, for as long as it is polled: a server that was started anew
    /// has lost what it kept in memory, which are the changes for dashboards, and one on a new disk has lost all.
    pub async fn keep_topology(&self) {
        // It has seen no loss: what was lost before is looked after now.
        let mut losses = self.losses.clone();
        while losses.changed().await.is_ok() {
            self.declare_topology(|_| {}).await;
        }
    }

    /// Whether the connection stands at this moment.
    pub fn is_connected(&self) -> bool {
        self.client.connection_state() == State::Connected
    }

    /// Publishes events. `deadline` is how long a caller waits for the acknowledgement at most.
    pub fn publisher(&self, deadline: Duration) -> Publisher {
        Publisher::alone(self.lane(deadline))
    }

    /// Publishes events together with others that come at the same moment. It does so while
    /// [`GroupCommits::run`] runs, which ends after the last clone of the publisher.
    pub fn group_publisher(
        &self,
        deadline: Duration,
        limits: GroupLimits,
    ) -> (Publisher, GroupCommits) {
        Publisher::in_groups(self.lane(deadline), limits)
    }

    /// Tells floods from what is a tenant's share: [`Publisher::keeping_apart`]. It knows of other doors' floods, and
    /// that a flood is over, while [`FloodWatch::run`] runs.
    pub fn floods(&self, share: TenantShare) -> (Floods, FloodWatch) {
        Floods::new(self.lane(Self::REQUEST_TIMEOUT), share)
    }

    /// The table that tells ingress of tenants.
    pub async fn tenant_routes(&self) -> Result<TenantRoutes, BusError> {
        TenantRoutes::open(&self.jetstream).await
    }

    /// Sends what is buffered and closes the connection.
    pub async fn close(&self) {
        if let Err(error) = self.client.drain().await {
            tracing::debug!(%error, "NATS connection was closed already");
        }
    }

    fn lane(&self, deadline: Duration) -> Lane {
        let (client, jetstream) = (self.client.clone(), self.jetstream.clone());
        Lane::new(client, jetstream, deadline, self.losses.clone())
    }

    pub(crate) fn replicas(&self) -> usize {
        self.replicas
    }

    pub(crate) fn client(&self) -> &async_nats::Client {
        &self.client
    }

    pub(crate) fn jetstream(&self) -> &jetstream::Context {
        &self.jetstream
    }
}

/// Who we are to the server, and where it is without that.
pub(crate) fn options(settings: &Settings) -> Result<(ConnectOptions, Url), BusError> {
    let url = settings.url.expose();
    let mut options = ConnectOptions::new();
    if let Some(password) = url.password() {
        options = options.user_and_password(url.username().to_owned(), password.to_owned());
    }
    let mut server = url.clone();
    // The client would log an address together with its password.
    let stripped = server
        .set_password(None)
        .and_then(|()| server.set_username(""));
    stripped.map_err(|()| BusError::Connect("the URL has no host".into()))?;
    Ok((options, server))
}

fn reconnect_delay(attempts: usize) -> Duration {
    let exponent = u32::try_from(attempts.min(6)).unwrap_or(6);
    Duration::from_millis(50 * 2_u64.pow(exponent)).min(Duration::from_secs(2))
}
