//! Tests of `docker-compose.yml`: it has to agree with the services' settings, and to keep its promises about secrets,
//! scaling and who can reach whom. They need no Docker.

use std::{collections::BTreeSet, fs};

use private_servers::workspace_root;
use serde_yaml_ng::Value;

use crate::{
    defaults,
    dev::{Place, Ports},
};

const SERVICES: [Place; 3] = [
    Place::SessionManager,
    Place::WebhookIngress,
    Place::BotWorker,
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
    value
        .as_sequence()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect()
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
    for place in SERVICES {
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
    let ports = Ports {
        base: Ports::DEFAULT_BASE,
    };
    for place in SERVICES {
        let (name, port) = (place.name(), ports.of(place));
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
                published.ends_with(&format!(":{port}:{port}")),
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
        ports.of(Place::WebhookIngress)
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
    assert_eq!(variables(&text("docker-compose.yml")), example);
}

#[test]
fn bot_workers_can_be_many() {
    let compose = compose();
    let worker = service(&compose, "bot-worker");
    for fixed in ["container_name", "hostname", "ports"] {
        assert!(worker.get(fixed).is_none(), "{fixed} can be only one's");
    }
}

#[test]
fn only_the_two_doors_are_published_and_waha_cannot_reach_the_stores() {
    let compose = compose();
    let mut published = Vec::new();
    for (name, definition) in compose["services"].as_mapping().unwrap() {
        let name = name.as_str().unwrap();
        if definition.get("ports").is_some() {
            published.push(name);
        }
        let networks = texts(&definition["networks"]);
        let expected: &[&str] = match name {
            "waha" => &["whatsapp"],
            "postgres" | "nats" | "migrate" => &["data"],
            _ => &["data", "whatsapp"],
        };
        assert_eq!(networks, expected, "{name}");
    }
    published.sort_unstable();
    assert_eq!(published, ["session-manager", "webhook-ingress"]);
    assert_eq!(compose["networks"]["data"]["internal"], Value::Bool(true));
}

#[test]
fn images_are_pinned_and_everything_says_whether_it_is_well() {
    let compose = compose();
    for name in ["postgres", "nats", "waha"] {
        let image = service(&compose, name)["image"].as_str().unwrap();
        let (_, tag) = image.split_once(':').expect("an image has a tag");
        assert!(tag.matches('.').count() >= 1, "{image} moves");
    }
    for (name, definition) in compose["services"].as_mapping().unwrap() {
        assert!(definition.get("healthcheck").is_some(), "{name:?}");
    }
}

#[test]
fn each_image_of_ours_is_built_once_and_never_pulled() {
    let compose = compose();
    let (mut built, mut shared) = (Vec::new(), Vec::new());
    for (name, definition) in compose["services"].as_mapping().unwrap() {
        let image = definition["image"].as_str().unwrap();
        if definition.get("build").is_some() {
            assert!(
                !built.contains(&image),
                "{name:?}: two builds of {image} at the same time collide"
            );
            built.push(image);
        } else if image.starts_with("peyk/") {
            assert_eq!(
                definition["pull_policy"].as_str(),
                Some("never"),
                "{name:?}"
            );
            shared.push(image);
        }
    }
    assert_eq!(shared, ["peyk/session-manager"]);
    assert!(shared.iter().all(|image| built.contains(image)));
}

#[test]
fn services_wait_for_the_migrations_and_the_stores() {
    let compose = compose();
    for (name, on, condition) in [
        ("migrate", "postgres", "service_healthy"),
        (
            "session-manager",
            "migrate",
            "service_completed_successfully",
        ),
        ("session-manager", "nats", "service_healthy"),
        ("bot-worker", "migrate", "service_completed_successfully"),
        ("bot-worker", "nats", "service_healthy"),
        ("webhook-ingress", "nats", "service_healthy"),
    ] {
        let found = &service(&compose, name)["depends_on"][on]["condition"];
        assert_eq!(found.as_str(), Some(condition), "{name} → {on}");
    }
}

#[test]
fn what_is_mounted_is_in_the_checkout() {
    let compose = compose();
    let mut mounted = 0;
    for definition in compose["services"].as_mapping().unwrap().values() {
        for volume in texts(&definition["volumes"]) {
            if let Some(path) = volume.strip_prefix("./") {
                let (path, _) = path.split_once(':').unwrap();
                assert!(workspace_root().join(path).is_file(), "{path}");
                mounted += 1;
            }
        }
    }
    assert!(
        mounted >= 3,
        "the settings of NATS and the roles of Postgres are among them"
    );
}
