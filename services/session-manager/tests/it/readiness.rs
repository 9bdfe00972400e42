//! Beside a database that is older or newer than this version.

use reqwest::Client;
use service_runtime::{Outcome, Runtime};
use storage::migrate;
use storage::testing::TestDatabase;
use tokio::net::TcpListener;

use private_servers::{NatsOptions, NatsServer};

use crate::{PATIENCE, eventually, settings};

/// A migration that is not the newest.
const FORMER_RELEASE: i64 = 20_261_127_030_000;

/// Starts the service on a database as it is.
async fn start(nats: &NatsServer, test: &TestDatabase) -> (Runtime, String) {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let settings = settings(nats, test, &[]);
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    let runtime = Runtime::new();
    let running = runtime.clone();
    runtime.shutdown.spawn("session-manager", async move {
        session_manager::run(settings, listener, running).await
    });
    (runtime, base)
}

#[tokio::test]
async fn on_an_older_database_it_is_not_ready_and_says_why_until_that_is_migrated() {
    let nats = NatsServer::start(NatsOptions::default()).unwrap();
    let test = TestDatabase::migrated_up_to(FORMER_RELEASE).await.unwrap();
    let (runtime, base) = start(&nats, &test).await;
    let client = Client::builder().timeout(PATIENCE).build().unwrap();
    let says = async || {
        let answer = client.get(format!("{base}/readyz")).send().await.ok()?;
        assert_eq!(answer.status(), 503);
        let text = answer.text().await.unwrap();
        // It answers; what it lacks is named.
        (text.contains("database migrations") && !text.contains("\"database\"")).then_some(())
    };
    eventually("that migrations are missing", says).await;

    migrate(&test.owner_url).await.unwrap();
    let ready = async || runtime.readiness.is_ready().then_some(());
    eventually("ready once it is migrated", ready).await;
    assert_eq!(runtime.shutdown.finish(PATIENCE).await, Outcome::Clean);
}

#[tokio::test]
async fn beside_a_newer_version_it_goes_on() {
    let nats = NatsServer::start(NatsOptions::default()).unwrap();
    let test = TestDatabase::migrated().await.unwrap();
    test.execute(FROM_THE_FUTURE).await.unwrap();
    let (runtime, _) = start(&nats, &test).await;
    let ready = async || runtime.readiness.is_ready().then_some(());
    eventually("ready", ready).await;
    assert_eq!(runtime.shutdown.finish(PATIENCE).await, Outcome::Clean);
}

/// A newer version has migrated it.
pub(crate) const FROM_THE_FUTURE: &str =
    "insert into _sqlx_migrations (version, description, success, checksum, execution_time)
     values (29991231000000, 'from the future', true, '', 0)";
