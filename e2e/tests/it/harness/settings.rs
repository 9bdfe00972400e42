//! Which of the stack's variables each service is told.

use service_runtime::Settings;

pub(super) const SIMULATOR_SETTINGS: &[&str] =
    &["HTTP", "WAHA__API_KEY", "WAHA__ENGINE", "CLOCK", "NETWORK"];

pub(super) const INGRESS_SETTINGS: &[&str] = &[
    "NATS",
    "WEBHOOK__MASTER",
    "WEBHOOK__PUBLISH",
    "WEBHOOK__UNSIGNED",
];

pub(super) const MANAGER_SETTINGS: &[&str] = &[
    "NATS",
    "DATABASE",
    "WAHA__API",
    "SECRETS",
    "WEBHOOK__MASTER",
    "WEBHOOK__PUBLIC_URL",
    "API",
    "CRM",
    "LLM",
    "EVENTS",
    "RECONCILE",
    "GAP_FILL",
    "DEAF",
    "ROUTES",
    "UNROUTED",
    "MEDIA__STORE",
];

pub(super) const WORKER_SETTINGS: &[&str] = &[
    "NATS", "DATABASE", "SECRETS", "BOT", "INTAKE", "PACING", "TURNS", "DELIVERY", "MEDIA", "LLM",
];

/// The settings of a service, from those of the stack's variables that it knows.
pub(super) fn load<S: Settings>(environment: &[(String, String)], known: &[&str]) -> S {
    let mine = environment
        .iter()
        .filter(|(name, _)| is_of(name, known))
        .cloned();
    match service_runtime::config::load(None, mine) {
        Ok(settings) => settings,
        Err(error) => panic!("{error}"),
    }
}

pub(super) fn is_of(name: &str, known: &[&str]) -> bool {
    let name = name.strip_prefix("PEYK__").unwrap();
    known.iter().any(|known| name.starts_with(known))
}
