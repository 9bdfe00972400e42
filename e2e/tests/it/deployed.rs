//! What deployments tell the services is what the services take: `docker-compose.yml` and `infra/k8s`, value by value,
//! read by the very code that reads them at the start. Secrets are made up.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use private_servers::workspace_root;
use serde::Deserialize;
use serde_yaml_ng::{Deserializer, Value};
use service_runtime::config;

/// As long as those of `infra/env.sh` and `infra/k8s/secrets.sh`.
const SECRET: &str = "5ec7e75ec7e75ec7e75ec7e75ec7e75ec7e75ec7e75ec7e7";

type Environment = BTreeMap<String, String>;

fn documents(path: &Path) -> Vec<Value> {
    let text =
        fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    Deserializer::from_str(&text)
        .map(|document| {
            let mut document = Value::deserialize(document).unwrap();
            document.apply_merge().unwrap();
            document
        })
        .collect()
}

/// Everything that is wrong, in the words of the service that would not start.
fn problems(service: &str, environment: &Environment) -> Option<String> {
    let told = environment.clone();
    let error = match service {
        "session-manager" => config::load::<session_manager::Settings>(None, told).err(),
        "webhook-ingress" => config::load::<webhook_ingress::Settings>(None, told).err(),
        "bot-worker" => config::load::<bot_worker::Settings>(None, told).err(),
        "waha-simulator" => config::load::<waha_simulator::Settings>(None, told).err(),
        other => panic!("{other} is no service"),
    };
    error.map(|error| error.to_string())
}

/// `${NAME:?message}` is a secret or must be set, `${NAME:-default}` its default.
fn filled_in(text: &str) -> String {
    let Some((before, rest)) = text.split_once("${") else {
        return text.to_owned();
    };
    let (variable, after) = rest.split_once('}').expect("a variable ends");
    let value = match variable.split_once(":-") {
        Some((_, default)) => default,
        None => SECRET,
    };
    format!("{before}{value}{}", filled_in(after))
}

#[test]
fn the_services_start_with_what_compose_tells_them() {
    let compose = documents(&workspace_root().join("docker-compose.yml")).remove(0);
    for (name, service) in [
        ("migrate", "session-manager"),
        ("session-manager", "session-manager"),
        ("webhook-ingress", "webhook-ingress"),
        ("bot-worker", "bot-worker"),
        ("waha-simulator", "waha-simulator"),
    ] {
        let told = compose["services"][name]["environment"]
            .as_mapping()
            .unwrap();
        let told: Environment = told
            .iter()
            .map(|(key, value)| {
                let text = |value: &Value| value.as_str().unwrap().to_owned();
                (text(key), filled_in(&text(value)))
            })
            .collect();
        assert_eq!(problems(service, &told), None, "{name}");
    }
}

/// The manifests of the base and of one overlay, and the places that it names.
fn cluster(overlay: &str) -> (Vec<Value>, Environment) {
    let folder = workspace_root().join("infra/k8s");
    let overlay = folder.join("overlays").join(overlay);
    let mut files: Vec<PathBuf> = Vec::new();
    for folder in [folder.join("base"), overlay.clone()] {
        let entries = fs::read_dir(folder).unwrap();
        files.extend(entries.map(|entry| entry.unwrap().path()));
    }
    let manifests = files
        .iter()
        .filter(|file| file.extension() == Some("yaml".as_ref()))
        .flat_map(|file| documents(file))
        .collect();
    let kustomization = documents(&overlay.join("kustomization.yaml")).remove(0);
    let places = kustomization["configMapGenerator"][0]["literals"]
        .as_sequence()
        .unwrap()
        .iter()
        .map(|literal| literal.as_str().unwrap().split_once('=').unwrap())
        .map(|(key, value)| (key.to_owned(), value.to_owned()))
        .collect();
    (manifests, places)
}

/// What a container is told: `$(NAME)` is one of its variables that were said before.
fn environment(container: &Value, places: &Environment) -> Environment {
    let mut told = Environment::new();
    for variable in container["env"].as_sequence().unwrap() {
        let from = &variable["valueFrom"];
        let value = match (variable["value"].as_str(), from.as_mapping()) {
            (Some(value), None) => told.iter().fold(value.to_owned(), |value, (name, is)| {
                value.replace(&format!("$({name})"), is)
            }),
            (None, Some(_)) if from.get("configMapKeyRef").is_some() => {
                let key = from["configMapKeyRef"]["key"].as_str().unwrap();
                let place = places.get(key);
                place
                    .unwrap_or_else(|| panic!("the overlay says nothing of {key}"))
                    .clone()
            }
            (None, Some(_)) => SECRET.to_owned(),
            neither => panic!("{neither:?}"),
        };
        told.insert(variable["name"].as_str().unwrap().to_owned(), value);
    }
    told
}

#[test]
fn the_services_start_with_what_a_cluster_tells_them() {
    for (overlay, expected) in [("sandbox", 5), ("production", 4)] {
        let (manifests, places) = cluster(overlay);
        let mut started = 0;
        for manifest in &manifests {
            let containers = &manifest["spec"]["template"]["spec"]["containers"];
            for container in containers.as_sequence().into_iter().flatten() {
                let image = container["image"].as_str().unwrap_or_default();
                if let Some(service) = image.strip_prefix("peyk/") {
                    let told = environment(container, &places);
                    assert_eq!(problems(service, &told), None, "{overlay}: {service}");
                    started += 1;
                }
            }
        }
        assert_eq!(started, expected, "{overlay}");
    }
}

#[test]
fn a_value_that_a_service_does_not_take_is_noticed() {
    let (manifests, places) = cluster("sandbox");
    let ingress = manifests
        .iter()
        .find(|manifest| manifest["metadata"]["name"] == "webhook-ingress")
        .unwrap();
    let mut told = environment(
        &ingress["spec"]["template"]["spec"]["containers"][0],
        &places,
    );
    told.insert("PEYK__TELEMETRY__FORMAT".to_owned(), "jsn".to_owned());
    let said = problems("webhook-ingress", &told).unwrap();
    assert!(said.contains("telemetry.format"), "{said}");
}
