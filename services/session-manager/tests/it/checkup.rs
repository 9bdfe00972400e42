//! `check` and `doctor` before deployments that are broken, each in its own way.

use std::process::{Command, Output};
use std::time::Duration;

use bus::Durable;
use private_servers::{NatsOptions, NatsServer, nats, tools_dir};
use serde_json::Value;
use service_runtime::config;
use storage::testing::TestDatabase;

use crate::readiness::FROM_THE_FUTURE;
use crate::{Service, environment};

/// Runs the command; the settings that are named lie over those of the tests.
fn run(
    command: &[&str],
    nats_url: &str,
    test: &TestDatabase,
    others: &[(&str, &str)],
) -> (Output, Value) {
    let others = others
        .iter()
        .map(|(key, value)| (config::env_name(key), (*value).to_owned()));
    let output = Command::new(env!("CARGO_BIN_EXE_session-manager"))
        .args(command)
        .arg("--json")
        .env_clear()
        .envs(environment(nats_url, test))
        .env(config::env_name("waha.api_key"), "")
        .envs(others)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    for secret in ["peyk-test", "peyk-superuser", "long enough", ":test@"] {
        assert!(!said.contains(secret), "{secret} in {said}");
    }
    let report = serde_json::from_str(&said);
    let report = report.unwrap_or_else(|_| {
        panic!(
            "no report: {said} {}",
            String::from_utf8_lossy(&output.stderr)
        )
    });
    (output, report)
}

/// The findings on a subject that are at this level, each with its remedy.
fn found(report: &Value, level: &str, subject: &str) -> String {
    let findings = report["findings"].as_array().unwrap().iter();
    let of = findings.filter(|finding| finding["level"] == level && finding["subject"] == subject);
    let told = of.map(|finding| {
        assert!(
            level == "fine" || finding["remedy"].is_string(),
            "no remedy: {finding}"
        );
        format!("{} {}", finding["what"], finding["remedy"])
    });
    told.collect::<Vec<_>>().join("\n")
}

fn assert_found(report: &Value, level: &str, subject: &str, words: &[&str]) {
    let told = found(report, level, subject);
    for word in words {
        assert!(told.contains(word), "{subject}: no {word:?} in {report:#}");
    }
}

fn server() -> NatsServer {
    NatsServer::start(NatsOptions::default()).unwrap()
}

#[tokio::test]
async fn what_is_well_is_said_to_be_and_warnings_end_with_zero() {
    let nats = server();
    let test = TestDatabase::migrated().await.unwrap();
    let monitoring = nats.monitor_url();
    let media = tempfile::tempdir().unwrap();
    let store = format!("file://{}", media.path().display());
    let command = ["check", "--nats-monitoring", &monitoring];
    // The tests' Postgres writes nothing to disk on purpose; see the next.
    let (output, report) = run(&command, &nats.url(), &test, &[("media.store", &store)]);
    for subject in [
        "postgres",
        "migrations",
        "service role",
        "postgres owner",
        "nats",
        "nats on disk",
        "nats max_payload",
        "jetstream room",
        "streams",
    ] {
        assert_ne!(found(&report, "fine", subject), "", "{subject}: {report:#}");
    }
    // A machine with little room gets a warning.
    let media = ["fine", "warning"].map(|level| found(&report, level, "media"));
    assert!(media.concat().contains("can be written"), "{report:#}");
    let wrong = report["wrong"].as_u64().unwrap();
    assert_eq!(output.status.code(), Some(i32::from(wrong > 0)));
    let durable = found(&report, "wrong", "durability");
    assert_eq!(wrong > 0, !durable.is_empty(), "{report:#}");
}

#[tokio::test]
async fn roles_with_too_many_rights_are_found() {
    let nats = server();
    let test = TestDatabase::migrated().await.unwrap();
    let (output, report) = run(
        &["check"],
        &nats.url(),
        &test,
        &[("database.url", &test.owner_url)],
    );
    assert_eq!(output.status.code(), Some(1));
    let words = [
        "row-level security does not bind it",
        "owns tables",
        "nobypassrls",
    ];
    assert_found(&report, "wrong", "service role", &words);
}

#[tokio::test]
async fn a_database_that_is_not_migrated_or_too_new_is_found() {
    let nats = server();
    let empty = TestDatabase::empty().await.unwrap();
    let as_owner = [("database.url", empty.owner_url.as_str())];
    let (output, report) = run(&["check"], &nats.url(), &empty, &as_owner);
    assert_eq!(output.status.code(), Some(1));
    let words = ["older than this version", "session-manager migrate"];
    assert_found(&report, "wrong", "migrations", &words);

    let newer = TestDatabase::migrated().await.unwrap();
    newer.execute(FROM_THE_FUTURE).await.unwrap();
    let (_, report) = run(&["check"], &nats.url(), &newer, &[]);
    let words = ["newer than this version", "29991231000000", "upgrade"];
    assert_found(&report, "warning", "migrations", &words);
}

#[tokio::test]
async fn a_nats_without_jetstream_is_found() {
    let port = private_servers::free_port().unwrap();
    let binary = nats::find(&tools_dir(), &|_| ()).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let mut bare = private_servers::Process::spawn(
        "nats",
        Command::new(binary).args(["-a", "127.0.0.1", "-p", &port.to_string()]),
        private_servers::Signal::TERM,
        &folder.path().join("log"),
        None,
    )
    .unwrap();
    let listens = || {
        let there = std::net::TcpStream::connect(("127.0.0.1", port)).is_ok();
        Ok(there.then_some(()))
    };
    private_servers::wait_for(crate::PATIENCE, listens).unwrap();
    let test = TestDatabase::migrated().await.unwrap();
    let url = format!("nats://127.0.0.1:{port}");
    let (output, report) = run(&["check"], &url, &test, &[]);
    assert_eq!(output.status.code(), Some(1));
    let words = ["no webhook is taken", "infra/nats/nats.conf"];
    assert_found(&report, "wrong", "jetstream", &words);
    // 1 MB is the server's own.
    assert_found(
        &report,
        "wrong",
        "nats max_payload",
        &["1048576", "max_payload: 8MB"],
    );
    bare.stop(crate::PATIENCE).unwrap();
}

#[tokio::test]
async fn hosts_that_do_not_answer_are_findings_and_no_wait() {
    let test = TestDatabase::migrated().await.unwrap();
    // Takes connections and says nothing, as a dead host behind a firewall does.
    let silent = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let silent = silent.local_addr().unwrap();
    let begun = std::time::Instant::now();
    let (output, report) = run(
        &["doctor"],
        &format!("nats://peyk:secret@{silent}"),
        &test,
        &[
            (
                "database.url",
                &format!("postgres://peyk:secret@{silent}/peyk"),
            ),
            ("database.owner_url", ""),
            ("waha.api_url", &format!("http://{silent}/api")),
            ("waha.api_key", "a-key"),
            ("webhook.public_url", &format!("http://{silent}/")),
        ],
    );
    assert!(begun.elapsed().as_secs() < 30, "{:?}", begun.elapsed());
    assert_eq!(output.status.code(), Some(1));
    for subject in ["postgres", "nats", "waha of settings", "sessions", "work"] {
        assert_found(&report, "wrong", subject, &[""]);
        assert_ne!(
            found(&report, "wrong", subject),
            "",
            "{subject}: {report:#}"
        );
    }
    assert!(!report.to_string().contains("secret@"), "{report:#}");
    assert!(!report.to_string().contains("a-key"), "{report:#}");
}

#[tokio::test]
async fn the_doctor_finds_what_waits_and_that_nobody_reads() {
    let service = Service::start().await;
    let tenant = service.add_tenant("Palm Homes").await;
    crate::conversations::write(&service, tenant, "971500000001@c.us", "Hi").await;
    let late = "update conversations set wake_at = now() - interval '1 hour' returning 'done'";
    service.test.ask(late).await.unwrap();
    let (output, report) = run(&["doctor"], &service.nats.url(), &service.test, &[]);
    assert_eq!(output.status.code(), Some(1));
    let words = ["1 conversations wait", "get no answer", "bot-workers"];
    assert_found(&report, "wrong", "turns", &words);
    // session-manager runs, and no bot-worker does.
    assert_found(&report, "wrong", "consumer bot-worker", &["nobody reads"]);
    assert_ne!(
        found(&report, "fine", "consumer session-manager"),
        "",
        "{report:#}"
    );
    assert_ne!(found(&report, "fine", "dead letters"), "", "{report:#}");
    assert_ne!(found(&report, "fine", "tenant routes"), "", "{report:#}");
    service.stop().await;
}

#[tokio::test]
async fn the_doctor_finds_a_consumer_that_was_changed_by_hand_until_a_service_starts() {
    let service = Service::start().await;
    let streams = |level| {
        let (_, report) = run(&["doctor"], &service.nats.url(), &service.test, &[]);
        found(&report, level, "streams")
    };
    assert_eq!(streams("warning"), "");
    let changed = Duration::from_secs(90);
    let by_hand = service.bus.change_ack_wait(Durable::BotWorker, changed);
    by_hand.await.unwrap();
    let told = streams("warning");
    for word in [
        "bot-worker has ack_wait 90s",
        "declared is 20s",
        "sets it right",
    ] {
        assert!(told.contains(word), "no {word:?} in {told}");
    }
    service.bus.declare_topology(|_| {}).await;
    assert_eq!(streams("warning"), "");
    service.stop().await;
}

#[tokio::test]
async fn the_doctor_says_which_versions_run_and_that_nats_stores_what_it_is_given() {
    let service = Service::start().await;
    let doctor = || run(&["doctor"], &service.nats.url(), &service.test, &[]).1;
    let own = env!("CARGO_PKG_VERSION");
    let report = doctor();
    let running = format!("this is {own}; running: session-manager {own}");
    assert_found(&report, "fine", "versions", &[&running]);
    assert_ne!(found(&report, "fine", "jetstream writes"), "", "{report:#}");
    service.stop().await;
}
