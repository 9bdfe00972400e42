//! What runs beside what, who reaches whom, what each may take, and in which order they start.

use private_servers::workspace_root;
use serde_yaml_ng::Value;

use super::{PROFILES, WAHA_PORT, compose, environment, service, texts};
use crate::{defaults, dev::Place};

#[test]
fn each_profile_adds_what_it_says_and_the_services_need_none() {
    let compose = compose();
    for (name, definition) in compose["services"].as_mapping().unwrap() {
        let name = name.as_str().unwrap();
        let expected: Vec<&str> = PROFILES
            .iter()
            .filter(|(_, services)| services.contains(&name))
            .map(|(profile, _)| *profile)
            .collect();
        assert_eq!(texts(&definition["profiles"]), expected, "{name}");
        // Compose refuses a service that waits for one that is not started.
        for awaited in texts(&definition["depends_on"]) {
            let profiles = texts(&service(&compose, awaited)["profiles"]);
            assert!(
                profiles.is_empty() || profiles == expected,
                "{name} → {awaited}"
            );
        }
    }
}

#[test]
fn the_pretend_whatsapp_answers_where_waha_would() {
    let compose = compose();
    let simulator = service(&compose, "waha-simulator");
    assert_eq!(
        texts(&simulator["networks"]["whatsapp"]["aliases"]),
        ["waha"]
    );
    let told = environment(&compose, "session-manager");
    let (_, url) = told
        .iter()
        .find(|(name, _)| *name == "PEYK__WAHA__API_URL")
        .unwrap();
    assert!(
        url.contains(&format!("http://waha:{WAHA_PORT}/api")),
        "{url}"
    );
}

#[test]
fn nothing_fills_the_disk_with_logs_and_what_is_ours_has_bounds() {
    let compose = compose();
    for (name, definition) in compose["services"].as_mapping().unwrap() {
        let name = name.as_str().unwrap();
        let options = &definition["logging"]["options"];
        assert!(options.get("max-size").is_some(), "{name}");
        if definition["image"].as_str().unwrap().starts_with("peyk/") {
            for bound in ["mem_limit", "pids_limit", "stop_grace_period"] {
                assert!(definition.get(bound).is_some(), "{name} has no {bound}");
            }
            assert_eq!(definition["read_only"], Value::Bool(true), "{name}");
        }
    }
}

#[test]
fn containers_are_given_longer_to_stop_than_services_take() {
    let compose = compose();
    for place in Place::SERVICES {
        let given = service(&compose, place.name())["stop_grace_period"]
            .as_str()
            .unwrap();
        let given: u64 = given.strip_suffix('s').unwrap().parse().unwrap();
        let taken = defaults::shutdown_seconds(place);
        assert!(given > taken, "{}: {given} s for {taken} s", place.name());
    }
}

#[test]
fn only_doors_are_published_and_what_asks_for_no_password_on_this_machine_alone() {
    let compose = compose();
    let mut doors = Vec::new();
    for (name, definition) in compose["services"].as_mapping().unwrap() {
        let name = name.as_str().unwrap();
        for published in texts(&definition["ports"]) {
            if published.starts_with("${PEYK_BIND:-127.0.0.1}:") {
                doors.push(name);
            } else {
                assert!(published.starts_with("127.0.0.1:"), "{name}: {published}");
                assert!(definition.get("profiles").is_some(), "{name}");
            }
        }
    }
    doors.sort_unstable();
    assert_eq!(doors, ["session-manager", "webhook-ingress"]);
}

#[test]
fn waha_and_who_watches_cannot_reach_the_stores() {
    let compose = compose();
    for (name, definition) in compose["services"].as_mapping().unwrap() {
        let name = name.as_str().unwrap();
        let networks = texts(&definition["networks"]);
        let expected: &[&str] = match name {
            "waha" | "waha-simulator" => &["whatsapp"],
            "postgres" | "nats" | "migrate" => &["data"],
            "prometheus" | "otel-collector" | "grafana" => &["telemetry"],
            _ => &["data", "whatsapp", "telemetry"],
        };
        assert_eq!(networks, expected, "{name}");
    }
    assert_eq!(compose["networks"]["data"]["internal"], Value::Bool(true));
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
fn images_are_pinned_and_everything_says_whether_it_is_well() {
    let compose = compose();
    for (name, definition) in compose["services"].as_mapping().unwrap() {
        let image = definition["image"].as_str().unwrap();
        if !image.starts_with("peyk/") {
            let (_, tag) = image.split_once(':').expect("an image has a tag");
            assert!(tag.matches('.').count() >= 1, "{image} moves");
        }
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
fn each_service_is_built_from_its_own_program() {
    let compose = compose();
    for place in Place::SERVICES {
        let build = &service(&compose, place.name())["build"];
        assert_eq!(build["args"]["BIN"].as_str(), Some(place.name()));
        let dashboard = build["target"].as_str() == Some("session-manager");
        assert_eq!(
            dashboard,
            place == Place::SessionManager,
            "{}",
            place.name()
        );
    }
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
                assert!(workspace_root().join(path).exists(), "{path}");
                mounted += 1;
            }
        }
    }
    assert!(
        mounted >= 7,
        "the settings of NATS, the roles of Postgres and what Prometheus asks are among them"
    );
}
