//! One stack per test: every service, its own NATS, its own database, all on free ports.

mod settings;

use std::{process::Stdio, time::Duration};

use domain::{
    SessionName, TenantId,
    webhook_key::{FIRST_VERSION, MasterSecret, WebhookKey},
};
use e2e::{
    Manager, Simulator, eventually,
    fire::{House, Plan},
};
use private_servers::{NatsOptions, NatsServer};
use reqwest::StatusCode;
use serde_json::Value;
use service_runtime::Runtime;
use storage::testing::TestDatabase;
use tokio::net::TcpListener;

use self::settings::{
    INGRESS_SETTINGS, MANAGER_SETTINGS, SIMULATOR_SETTINGS, WORKER_SETTINGS, is_of, load,
};
use crate::logs::spans;

pub(crate) use e2e::fire::{
    AGENCY, MASTER_KEY, MASTER_SECRET, OPERATOR_TOKEN, PATIENCE, WAHA_KEY, session,
};

/// A customer's number.
pub(crate) const CUSTOMER: &str = "971509876543";

/// A running stack. Its servers and services end with it.
pub(crate) struct Stack {
    pub(crate) manager: Manager,
    pub(crate) simulator: Simulator,
    pub(crate) http: reqwest::Client,
    pub(crate) nats: NatsServer,
    pub(crate) postgres: TestDatabase,
    pub(crate) ingress_url: String,
    pub(crate) manager_url: String,
    services: Vec<Runtime>,
    worker: Option<Runtime>,
    environment: Vec<(String, String)>,
    /// The files of messages.
    _media: tempfile::TempDir,
}

impl Stack {
    /// Starts everything.
    pub(crate) async fn start() -> Self {
        let mut stack = Self::start_without_worker().await;
        stack.start_worker().await;
        stack
    }

    /// Starts everything but the bot-worker.
    pub(crate) async fn start_without_worker() -> Self {
        Self::start_with(&[]).await
    }

    /// The same, with other settings.
    pub(crate) async fn start_with(others: &[(&str, &str)]) -> Self {
        spans();
        let nats = tokio::task::spawn_blocking(|| NatsServer::start(NatsOptions::default()));
        let nats = nats.await.unwrap().unwrap();
        let postgres = TestDatabase::migrated().await.unwrap();
        let [simulator_at, ingress_at, manager_at] =
            [listen().await, listen().await, listen().await];
        let ingress_url = format!("http://{}", ingress_at.local_addr().unwrap());
        let manager_url = format!("http://{}", manager_at.local_addr().unwrap());
        let simulator_url = format!("http://{}", simulator_at.local_addr().unwrap());
        let media = tempfile::tempdir().unwrap();
        let mut environment: Vec<(String, String)> = [
            ("PEYK__NATS__URL", nats.url()),
            ("PEYK__DATABASE__URL", postgres.url.clone()),
            ("PEYK__WAHA__API_URL", format!("{simulator_url}/api")),
            ("PEYK__WAHA__API_KEY", WAHA_KEY.to_owned()),
            ("PEYK__SECRETS__MASTER_KEY", MASTER_KEY.to_owned()),
            ("PEYK__WEBHOOK__MASTER_SECRET", MASTER_SECRET.to_owned()),
            (
                "PEYK__WEBHOOK__PUBLIC_URL",
                format!("{ingress_url}/api/webhook/waha"),
            ),
            ("PEYK__WEBHOOK__PUBLISH_DEADLINE", "1s".to_owned()),
            ("PEYK__API__OPERATOR_TOKEN", OPERATOR_TOKEN.to_owned()),
            // A test asks more often than anybody else.
            ("PEYK__API__REQUESTS_PER_MINUTE", "1000000".to_owned()),
            ("PEYK__API__REQUEST_BURST", "1000000".to_owned()),
            (
                "PEYK__MEDIA__STORE",
                format!("file://{}", media.path().display()),
            ),
            // The flow with the least to say; what the qualifier says is tested where it is about that.
            ("PEYK__BOT__FLOW", "reception".to_owned()),
            ("PEYK__PACING__PROFILE", "fast".to_owned()),
            ("PEYK__PACING__SETTLE", "50ms".to_owned()),
            ("PEYK__TURNS__LEASE", "1s".to_owned()),
            ("PEYK__DELIVERY__LEASE", "1s".to_owned()),
            ("PEYK__DELIVERY__IN_DOUBT", "1s".to_owned()),
            ("PEYK__DELIVERY__POLL", "50ms".to_owned()),
        ]
        .map(|(name, value)| (name.to_owned(), value))
        .into();
        environment.retain(|(name, _)| others.iter().all(|(other, _)| other != name));
        let other = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        environment.extend(others.iter().map(other));

        let mut services = Vec::new();
        let runtime = run("waha-simulator", &mut services);
        let settings = load(&environment, SIMULATOR_SETTINGS);
        spawn(
            &runtime,
            waha_simulator::run(settings, simulator_at, runtime.clone()),
        );
        let runtime = run("webhook-ingress", &mut services);
        let settings = load(&environment, INGRESS_SETTINGS);
        spawn(
            &runtime,
            webhook_ingress::run(settings, ingress_at, runtime.clone()),
        );
        let runtime = run("session-manager", &mut services);
        let settings = load(&environment, MANAGER_SETTINGS);
        spawn(
            &runtime,
            session_manager::run(settings, manager_at, runtime.clone()),
        );

        let http = e2e::http_client().unwrap();
        let stack = Self {
            manager: Manager::new(http.clone(), &manager_url, OPERATOR_TOKEN),
            simulator: Simulator::new(http.clone(), &simulator_url),
            http,
            nats,
            postgres,
            ingress_url,
            manager_url,
            services,
            worker: None,
            environment,
            _media: media,
        };
        for service in &stack.services {
            ready(service).await;
        }
        stack
    }

    /// Starts another session-manager beside the first.
    pub(crate) async fn another_manager(&mut self) -> Manager {
        let listener = listen().await;
        let url = format!("http://{}", listener.local_addr().unwrap());
        let runtime = run("session-manager", &mut self.services);
        let settings = load(&self.environment, MANAGER_SETTINGS);
        spawn(
            &runtime,
            session_manager::run(settings, listener, runtime.clone()),
        );
        ready(&runtime).await;
        Manager::new(self.http.clone(), url, OPERATOR_TOKEN)
    }

    /// Stops the session-managers and waits until they are gone.
    pub(crate) async fn stop_managers(&mut self) {
        self.stop("session-manager").await;
    }

    /// Stops webhook-ingress and waits until it is gone.
    pub(crate) async fn stop_ingress(&mut self) {
        self.stop("webhook-ingress").await;
    }

    /// Starts webhook-ingress where it was.
    pub(crate) async fn start_ingress(&mut self) {
        let address = self.ingress_url.strip_prefix("http://").unwrap();
        let listener = TcpListener::bind(address).await.unwrap();
        let runtime = run("webhook-ingress", &mut self.services);
        let settings = load(&self.environment, INGRESS_SETTINGS);
        spawn(
            &runtime,
            webhook_ingress::run(settings, listener, runtime.clone()),
        );
        ready(&runtime).await;
    }

    async fn stop(&mut self, name: &str) {
        for service in self
            .services
            .extract_if(.., |service| service.name() == name)
        {
            service.shutdown.trigger();
            service.shutdown.finish(PATIENCE).await;
        }
    }

    /// Starts a bot-worker in this process.
    pub(crate) async fn start_worker(&mut self) {
        let runtime = Runtime::named("bot-worker", "test");
        let settings = load(&self.environment, WORKER_SETTINGS);
        let listener = listen().await;
        spawn(
            &runtime,
            bot_worker::run(settings, listener, runtime.clone()),
        );
        ready(&runtime).await;
        self.worker = Some(runtime);
    }

    /// The rounds of a bot-worker, for a test that has the clock in its hand.
    pub(crate) async fn rounds(&self, others: &[(&str, &str)]) -> bot_worker::Rounds {
        let mut environment = self.environment.clone();
        environment.retain(|(name, _)| others.iter().all(|(other, _)| other != name));
        let other = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        environment.extend(others.iter().map(other));
        let settings: bot_worker::Settings = load(&environment, WORKER_SETTINGS);
        let bus = bus::Bus::connect(&settings.nats, "test").await.unwrap();
        let database = storage::Database::connect(&settings.database, "test").unwrap();
        bot_worker::Rounds::new(&settings, &database, &bus).unwrap()
    }

    /// Starts a bot-worker as a process of its own, which ends with the handle or by `kill -9`.
    pub(crate) fn spawn_worker(&self, settings: &[(&str, &str)]) -> tokio::process::Child {
        let mine = self
            .environment
            .iter()
            .filter(|(name, _)| is_of(name, WORKER_SETTINGS));
        tokio::process::Command::new(env!("CARGO_BIN_EXE_e2e-bot-worker"))
            .env_clear()
            .envs(mine.map(|(name, value)| (name, value)))
            .env("PEYK__HTTP__LISTEN", "127.0.0.1:0")
            .envs(settings.iter().copied())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .unwrap()
    }

    /// Starts a session-manager as a process of its own, which ends with the handle or by `kill -9`.
    pub(crate) async fn spawn_manager(
        &self,
        settings: &[(&str, String)],
    ) -> (tokio::process::Child, Manager) {
        // Free a moment ago, and nobody else picks ports by number.
        let address = listen().await.local_addr().unwrap();
        let mine = self
            .environment
            .iter()
            .filter(|(name, _)| is_of(name, MANAGER_SETTINGS));
        let process = tokio::process::Command::new(env!("CARGO_BIN_EXE_e2e-session-manager"))
            .env_clear()
            .envs(mine.map(|(name, value)| (name, value)))
            .env("PEYK__HTTP__LISTEN", address.to_string())
            .envs(settings.iter().map(|(name, value)| (name, value)))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let url = format!("http://{address}");
        eventually("a session-manager of its own", PATIENCE, async || {
            let ready = self.http.get(format!("{url}/readyz")).send().await;
            Ok(ready
                .is_ok_and(|answer| answer.status().is_success())
                .then_some(()))
        })
        .await
        .unwrap();
        (
            process,
            Manager::new(self.http.clone(), url, OPERATOR_TOKEN),
        )
    }

    /// What session-manager says to a command.
    pub(crate) async fn ask_manager(
        &self,
        command: &[&str],
        settings: &[(&str, String)],
    ) -> std::process::Output {
        let mine = self
            .environment
            .iter()
            .filter(|(name, _)| is_of(name, MANAGER_SETTINGS));
        tokio::process::Command::new(env!("CARGO_BIN_EXE_e2e-session-manager"))
            .args(command)
            .env_clear()
            .envs(mine.map(|(name, value)| (name, value)))
            .envs(settings.iter().map(|(name, value)| (name, value)))
            .output()
            .await
            .unwrap()
    }

    /// Starts another WAHA, with a network of its own.
    pub(crate) async fn another_waha(&mut self) -> Simulator {
        let listener = listen().await;
        let url = format!("http://{}", listener.local_addr().unwrap());
        let runtime = run("waha-simulator", &mut self.services);
        let settings = load(&self.environment, SIMULATOR_SETTINGS);
        spawn(
            &runtime,
            waha_simulator::run(settings, listener, runtime.clone()),
        );
        ready(&runtime).await;
        Simulator::new(self.http.clone(), url)
    }

    /// With one tenant whose number is linked, and the name of its session.
    pub(crate) async fn with_tenant(self) -> (Self, TenantId, String) {
        let tenant = self.linked_tenant("Palm Homes").await;
        (self, tenant, session(tenant))
    }

    /// Adds a tenant and links its number.
    pub(crate) async fn linked_tenant(&self, name: &str) -> TenantId {
        let tenant = self.manager.add_tenant(name).await.unwrap();
        self.manager.connect(tenant).await.unwrap();
        // Every tenant has a number of its own.
        let phone = format!("{}{tenant}", &AGENCY[..11]);
        self.simulator.scan(&session(tenant), &phone).await.unwrap();
        self.manager.connected(tenant, PATIENCE).await.unwrap();
        tenant
    }

    /// Posts a webhook as WAHA would, signed with the key of `signer`'s session.
    pub(crate) async fn post(
        &self,
        tenant: Option<TenantId>,
        signer: TenantId,
        body: &[u8],
    ) -> reqwest::Response {
        let signature = Self::sign(signer, body);
        self.post_signed(tenant, body, Some(&signature)).await
    }

    /// The signature of a body under the key of a tenant's session.
    pub(crate) fn sign(signer: TenantId, body: &[u8]) -> String {
        let master = MasterSecret::new(MASTER_SECRET).unwrap();
        let session = SessionName::of_tenant(signer);
        let key = WebhookKey::derive(&master, signer, &session, FIRST_VERSION);
        waha::signature::sign(key.expose().as_bytes(), body)
    }

    /// Posts a webhook with any signature, or none.
    pub(crate) async fn post_signed(
        &self,
        tenant: Option<TenantId>,
        body: &[u8],
        signature: Option<&str>,
    ) -> reqwest::Response {
        let mut request = self
            .http
            .post(format!("{}/api/webhook/waha", self.ingress_url));
        if let Some(tenant) = tenant {
            request = request.query(&[("tenant_id", tenant.to_string())]);
        }
        if let Some(signature) = signature {
            request = request.header("X-Webhook-Hmac", signature);
        }
        let request = request.header("content-type", "application/json");
        request.body(body.to_vec()).send().await.unwrap()
    }

    /// Posts a webhook as WAHA does: again and again until it is accepted.
    pub(crate) async fn post_until_accepted(&self, tenant: TenantId, body: &[u8]) {
        eventually("the acceptance of a webhook", PATIENCE, async || {
            let status = self.post(Some(tenant), tenant, body).await.status();
            Ok((status == StatusCode::ACCEPTED).then_some(()))
        })
        .await
        .unwrap();
    }

    /// Waits until the database answers a question with this text.
    pub(crate) async fn until(&self, question: &'static str, answer: &str) {
        let what = format!("{question} = {answer}");
        eventually(&what, PATIENCE, async || {
            let is = self.postgres.ask(question).await?;
            Ok((is.as_deref() == Some(answer)).then_some(()))
        })
        .await
        .unwrap();
    }

    /// How many events were ever stored for somebody who wants them. The stream's own numbers do not tell: what nobody
    /// wants takes some of them.
    pub(crate) async fn stored_events(&self) -> u64 {
        let events = self.stream("WAHA_EVENTS").await;
        let consumers = events["consumer_detail"].as_array().unwrap().iter();
        let of = |consumer: &Value| {
            let delivered = consumer["delivered"]["consumer_seq"].as_u64().unwrap();
            delivered + consumer["num_pending"].as_u64().unwrap_or(0)
        };
        consumers.map(of).sum()
    }

    /// NATS's own account of a stream and its consumers.
    pub(crate) async fn stream(&self, name: &str) -> Value {
        let url = format!("{}/jsz?consumers=true", self.nats.monitor_url());
        let text = self
            .http
            .get(url)
            .send()
            .await
            .unwrap()
            .text()
            .await
            .unwrap();
        let account: Value = serde_json::from_str(&text).unwrap();
        let streams = account["account_details"][0]["stream_detail"]
            .as_array()
            .unwrap();
        let mut named = streams.iter().filter(|stream| stream["name"] == name);
        named.next().unwrap().clone()
    }
}

impl Drop for Stack {
    fn drop(&mut self) {
        for service in self.services.iter().chain(&self.worker) {
            service.shutdown.trigger_hard();
        }
    }
}

/// Where the programs are that are killed.
pub(crate) fn programs() -> std::path::PathBuf {
    let one = std::path::Path::new(env!("CARGO_BIN_EXE_e2e-bot-worker"));
    one.parent().unwrap().to_owned()
}

/// A whole house, whose workers wait this long for what was overtaken.
pub(crate) async fn house(settle: Duration) -> House {
    House::start(&Plan::new(programs(), settle)).await.unwrap()
}

/// Status and body of an answer.
pub(crate) async fn answer(response: reqwest::Response) -> (StatusCode, Value) {
    let status = response.status();
    let text = response.text().await.unwrap();
    (
        status,
        serde_json::from_str(&text).unwrap_or(Value::String(text)),
    )
}

async fn listen() -> TcpListener {
    TcpListener::bind("127.0.0.1:0").await.unwrap()
}

fn run(name: &'static str, services: &mut Vec<Runtime>) -> Runtime {
    let runtime = Runtime::named(name, "test");
    services.push(runtime.clone());
    runtime
}

fn spawn(runtime: &Runtime, service: impl Future<Output = anyhow::Result<()>> + Send + 'static) {
    runtime.shutdown.spawn(runtime.name(), service);
}

async fn ready(service: &Runtime) {
    let waited = eventually(service.name(), PATIENCE, async || {
        Ok(service.readiness.is_ready().then_some(()))
    });
    if let Err(error) = waited.await {
        panic!(
            "{error}: it waits for {:?}",
            service.readiness.waiting_for()
        );
    }
}
