//! A NATS that has no room for our streams.

use std::time::Duration;

use e2e::eventually;
use private_servers::{NatsOptions, NatsServer, workspace_root};
use service_runtime::{Runtime, config};
use tokio::net::TcpListener;

use crate::harness::{MASTER_SECRET, PATIENCE};

/// NATS' settings, with so much room on disk.
fn settings(room: &str) -> String {
    let ours = std::fs::read_to_string(workspace_root().join("infra/nats/nats.conf")).unwrap();
    let with_room = format!("jetstream {{\n  max_file_store: {room}\n");
    let settings = ours.replacen("jetstream {\n", &with_room, 1);
    assert_ne!(settings, ours);
    settings
}

#[tokio::test(flavor = "multi_thread")]
async fn a_door_without_room_for_its_streams_stays_and_says_why_until_there_is_some() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("nats.conf");
    std::fs::write(&file, settings("64MB")).unwrap();
    let options = NatsOptions {
        config: Some(file.clone()),
        ..NatsOptions::default()
    };
    let nats = tokio::task::spawn_blocking(|| NatsServer::start(options));
    let mut nats = nats.await.unwrap().unwrap();

    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/readyz", listener.local_addr().unwrap());
    let environment = [
        ("PEYK__NATS__URL", nats.url()),
        ("PEYK__WEBHOOK__MASTER_SECRET", MASTER_SECRET.to_owned()),
    ]
    .map(|(name, value)| (name.to_owned(), value));
    let door = config::load(None, environment).unwrap();
    let runtime = Runtime::named("webhook-ingress", "test");
    let running = webhook_ingress::run(door, listener, runtime.clone());
    runtime.shutdown.spawn("webhook-ingress", running);

    let http = e2e::http_client().unwrap();
    let says = async || anyhow::Ok(http.get(&url).send().await?.text().await?);
    eventually("the reason why it is not ready", PATIENCE, async || {
        let said = says().await?;
        let why = ["nats topology: ", "WAHA_EVENTS", "insufficient storage"];
        Ok(why.iter().all(|word| said.contains(word)).then_some(()))
    })
    .await
    .unwrap();

    std::fs::write(&file, settings("8GB")).unwrap();
    tokio::task::block_in_place(|| nats.restart()).unwrap();
    eventually("readiness", PATIENCE, async || {
        Ok(runtime.readiness.is_ready().then_some(()))
    })
    .await
    .unwrap();
    runtime.shutdown.finish(Duration::from_secs(5)).await;
}
