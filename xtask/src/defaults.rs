//! The services' own defaults, for tests: what is written elsewhere about their settings has to agree with them.

use std::{fs, net::SocketAddr};

use private_servers::workspace_root;

use crate::dev::Place;

/// Whether the service has the setting that the environment variable `name` (`PEYK__SECTION__KEY`) sets.
pub(crate) fn has(service: Place, name: &str) -> bool {
    let Some(path) = name.strip_prefix("PEYK__") else {
        return false;
    };
    let mut value = Some(&toml::Value::Table(of(service)));
    for key in path.split("__") {
        value = value.and_then(|value| value.get(key.to_lowercase()));
    }
    value.is_some()
}

/// The port on which the service listens unless told otherwise.
pub(crate) fn port(service: Place) -> u16 {
    let defaults = of(service);
    let listen = defaults["http"]["listen"]
        .as_str()
        .expect("http.listen is text");
    listen
        .parse::<SocketAddr>()
        .expect("http.listen is an address")
        .port()
}

/// How long the service may take to stop, unless told otherwise.
pub(crate) fn shutdown_seconds(service: Place) -> u64 {
    let defaults = of(service);
    let deadline = defaults["lifecycle"]["shutdown_deadline"].as_str();
    deadline
        .and_then(|deadline| deadline.strip_suffix('s'))
        .and_then(|seconds| seconds.parse().ok())
        .expect("lifecycle.shutdown_deadline is in seconds")
}

fn of(service: Place) -> toml::Table {
    let path = workspace_root()
        .join("services")
        .join(service.name())
        .join("src/config.default.toml");
    let text =
        fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    text.parse()
        .unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

#[test]
fn each_service_listens_where_the_design_puts_it() {
    use crate::dev::Ports;

    let ports = Ports {
        base: Ports::DEFAULT_BASE,
    };
    for service in Place::SERVICES {
        assert_eq!(port(service), ports.of(service), "{}", service.name());
    }
}

#[test]
fn a_setting_that_no_service_has_is_noticed() {
    assert!(has(Place::BotWorker, "PEYK__NATS__URL"));
    assert!(!has(Place::BotWorker, "PEYK__NATS__URI"));
    assert!(!has(Place::BotWorker, "NATS__URL"));
}
