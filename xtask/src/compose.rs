//! Tests of `docker-compose.yml`: it has to agree with the services' settings, and to keep its promises about secrets,
//! scaling and who can reach whom. They need no Docker. Whether the values are ones that the services take is a test of
//! `e2e`, which knows their settings.

mod stack;

use std::{collections::BTreeSet, fs, process::Command};

use private_servers::workspace_root;
use serde_yaml_ng::Value;

use crate::{
    defaults,
    dev::{Place, Ports},
};

/// The profiles, and what runs only with them.
const PROFILES: [(&str, &[&str]); 3] = [
    ("waha", &["waha"]),
    ("sandbox", &["waha-simulator"]),
    (
        "observability",
        &["prometheus", "otel-collector", "grafana"],
    ),
];

fn text(file: &str) -> String {
    let path = workspace_root().join(file);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn compose() -> Value {
    let mut compose: Value = serde_yaml_ng::from_str(&text("docker-compose.yml")).unwrap();
    compose.apply_merge().unwrap();
    compose
}

fn service<'a>(compose: &'a Value, name: &str) -> &'a Value {
    compose["services"]
        .get(name)
        .unwrap_or_else(|| panic!("no service {name}"))
}

fn environment<'a>(compose: &'a Value, name: &str) -> Vec<(&'a str, &'a str)> {
    let mapping = service(compose, name)["environment"].as_mapping().unwrap();
    let text = |value: &'a Value| value.as_str().expect("names and values are text");
    mapping
        .iter()
        .map(|(name, value)| (text(name), text(value)))
        .collect()
}

fn texts(value: &Value) -> Vec<&str> {
    let names = value
        .as_mapping()
        .into_iter()
        .flat_map(|named| named.keys());
    value
        .as_sequence()
        .into_iter()
        .flatten()
        .chain(names)
        .filter_map(Value::as_str)
        .collect()
}

/// Where a WAHA listens.
const WAHA_PORT: u16 = 3000;

/// The port on which a service listens in its container: its own, but the simulator is where WAHA would be.
fn port(place: Place) -> u16 {
    let ports = Ports {
        base: Ports::DEFAULT_BASE,
    };
    match place {
        Place::WahaSimulator => WAHA_PORT,
        place => ports.of(place),
    }
}

/// The names of the variables in a text: `${NAME}`, `${NAME:-default}`, `${NAME:?message}`.
fn variables(text: &str) -> BTreeSet<String> {
    let is_name = |letter: &char| letter.is_ascii_uppercase() || *letter == '_';
    text.split("${")
        .skip(1)
        .map(|rest| rest.chars().take_while(is_name).collect())
        .collect()
}

#[test]
fn the_services_are_told_only_settings_that_they_have() {
    let compose = compose();
    for place in Place::SERVICES {
        for (name, _) in environment(&compose, place.name()) {
            assert!(
                defaults::has(place, name),
                "{} has no setting {name}",
                place.name()
            );
        }
    }
    for (name, _) in environment(&compose, "migrate") {
        assert!(
            defaults::has(Place::SessionManager, name),
            "session-manager has no {name}"
        );
    }
}

#[test]
fn they_listen_on_their_own_ports_and_are_asked_there() {
    let compose = compose();
    for place in Place::SERVICES {
        let (name, port) = (place.name(), port(place));
        let listen = format!("0.0.0.0:{port}");
        assert!(
            environment(&compose, name).contains(&("PEYK__HTTP__LISTEN", &listen)),
            "{name}"
        );
        let check = texts(&service(&compose, name)["healthcheck"]["test"]);
        assert_eq!(
            check,
            ["CMD", "/usr/local/bin/service", "--healthcheck"],
            "{name}"
        );
        for published in texts(&service(&compose, name)["ports"]) {
            assert!(
                published.ends_with(&format!(":{port}")),
                "{name}: {published}"
            );
        }
    }
    let told = environment(&compose, "session-manager");
    let webhooks = told
        .iter()
        .find(|(name, _)| *name == "PEYK__WEBHOOK__PUBLIC_URL")
        .unwrap()
        .1;
    let ingress = format!(
        "http://webhook-ingress:{}/api/webhook/waha",
        port(Place::WebhookIngress)
    );
    assert!(webhooks.contains(&ingress), "{webhooks}");
}

#[test]
fn secrets_come_from_the_environment_and_have_no_default() {
    for (name, definition) in compose()["services"].as_mapping().unwrap() {
        let name = name.as_str().unwrap();
        for (key, value) in definition["environment"].as_mapping().into_iter().flatten() {
            let (key, value) = (key.as_str().unwrap(), value.as_str().unwrap());
            let secret = ["PASSWORD", "SECRET", "TOKEN", "KEY"]
                .iter()
                .any(|word| key.ends_with(word));
            if secret || value.contains("://peyk") {
                assert!(
                    value.contains(":?see .env.example}"),
                    "{name}: {key} is {value}"
                );
            }
        }
    }
}

#[test]
fn the_example_lists_what_is_asked_for_and_nothing_else() {
    let example: BTreeSet<String> = text(".env.example")
        .lines()
        .filter_map(|line| line.trim_start_matches("# ").split_once('='))
        .map(|(name, _)| name.to_owned())
        .filter(|name| {
            name.chars()
                .all(|letter| letter.is_ascii_uppercase() || letter == '_')
        })
        .collect();
    let mut asked_for = variables(&text("docker-compose.yml"));
    // Asked for by Docker Compose itself.
    asked_for.insert("COMPOSE_PROFILES".to_owned());
    assert_eq!(asked_for, example);
}

#[test]
fn the_script_makes_an_environment_with_every_secret_and_never_another() {
    let checkout = tempfile::tempdir().unwrap();
    fs::create_dir(checkout.path().join("infra")).unwrap();
    for file in [".env.example", "infra/env.sh"] {
        fs::copy(workspace_root().join(file), checkout.path().join(file)).unwrap();
    }
    let run = |profiles: &[&str]| {
        let mut script = Command::new("sh");
        script
            .arg(checkout.path().join("infra/env.sh"))
            .args(profiles);
        script.output().unwrap().status.success()
    };
    let made = || fs::read_to_string(checkout.path().join(".env"));

    for wrong in [&["vaha"][..], &["waha", "sandbox"], &["sandbox", "sandbox"]] {
        assert!(!run(wrong), "{wrong:?}");
        assert!(made().is_err(), "{wrong:?}");
    }
    assert!(run(&["sandbox", "observability"]));
    let first = made().unwrap();
    assert!(first.contains("\nCOMPOSE_PROFILES=sandbox,observability\n"));
    assert!(first.contains("\nOTLP_ENDPOINT=http://otel-collector:4318\n"));
    let values: BTreeSet<&str> = first
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split_once('='))
        .map(|(name, value)| {
            assert!(!value.is_empty(), "{name}");
            value
        })
        .filter(|value| value.len() == 48)
        .collect();
    assert!(values.len() > 8, "each has a secret of its own: {values:?}");

    assert!(!run(&["waha"]), "what databases were made with is not lost");
    assert_eq!(made().unwrap(), first);
}
