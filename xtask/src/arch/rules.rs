//! The rules about dependencies, over plain values.

use std::collections::BTreeMap;

/// Where in the tree a package lives, which says what it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    Crate,
    Service,
    /// `bench`, `e2e` and `xtask`: they stand above everything.
    Above,
}

#[derive(Debug)]
pub(super) struct Package {
    pub(super) name: String,
    pub(super) place: Place,
    pub(super) dependencies: Vec<Dependency>,
}

#[derive(Debug)]
pub(super) struct Dependency {
    pub(super) name: String,
    pub(super) tests_only: bool,
}

/// Libraries that one crate alone may name, so that everything else speaks through that crate. What measures that crate
/// against the bare library is not asked.
const ONLY: &[(&str, &str)] = &[
    ("async-nats", "bus"),
    ("sqlx", "storage"),
    ("object_store", "media-store"),
];

/// What measures the others.
const BENCH: &str = "bench";

/// Crates that know few or none of ours, and which those are.
const KNOWS_ONLY: &[(&str, &[&str])] = &[
    ("domain", &[]),
    ("service-runtime", &["setting-docs"]),
    ("private-servers", &[]),
    ("setting-docs", &[]),
    ("outbound", &[]),
    ("events", &["domain"]),
    ("flow", &[]),
    ("understanding", &[]),
    ("llm", &["outbound", "service-runtime", "understanding"]),
    ("bot", &["domain", "flow", "understanding"]),
    ("waha", &["service-runtime"]),
    ("event-key", &["domain", "waha"]),
    ("media-store", &["domain"]),
    ("fleet", &["domain", "service-runtime", "storage", "waha"]),
    (
        "advisor",
        &["domain", "llm", "outbound", "service-runtime", "storage"],
    ),
];

/// The bot is a pure function, and the nouns and the contract are values: none of them talks to anything.
const WITHOUT_IO: &[&str] = &["domain", "events", "flow", "understanding", "bot"];
const IO: &[&str] = &["tokio", "reqwest", "axum", "async-nats", "sqlx", "rand"];

/// What every crate may use in its tests, whatever it knows otherwise.
const FOR_TESTS: &str = "private-servers";

impl Place {
    /// `path` is the manifest's, from the root of the checkout.
    pub(super) fn of(path: &str) -> Self {
        match path.split('/').next() {
            Some("crates") => Self::Crate,
            Some("services") => Self::Service,
            _ => Self::Above,
        }
    }
}

/// One line for each broken rule.
pub(super) fn broken(packages: &[Package]) -> Vec<String> {
    let places: BTreeMap<&str, Place> = packages
        .iter()
        .map(|package| (package.name.as_str(), package.place))
        .collect();
    let mut broken = Vec::new();
    for package in packages {
        for dependency in &package.dependencies {
            let place = places.get(dependency.name.as_str()).copied();
            if let Some(rule) = broken_by(package, dependency, place) {
                broken.push(format!(
                    "{} depends on {}: {rule}",
                    package.name, dependency.name
                ));
            }
        }
    }
    broken
}

/// `place` is the dependency's when it is one of ours.
fn broken_by(package: &Package, dependency: &Dependency, place: Option<Place>) -> Option<String> {
    let (name, needed) = (package.name.as_str(), dependency.name.as_str());
    if let Some((library, owner)) = ONLY
        .iter()
        .find(|(library, _)| is_or_is_part_of(needed, library))
        && *owner != name
        && name != BENCH
    {
        return Some(format!("only crates/{owner} names {library}"));
    }
    if WITHOUT_IO.contains(&name) && IO.contains(&needed) && !dependency.tests_only {
        return Some(format!("{name} does no I/O and throws no dice"));
    }
    match (package.place, place?) {
        (Place::Crate, Place::Service) => Some("a crate knows no service".to_owned()),
        (Place::Service, Place::Service) => {
            Some("services never depend on each other; what two need is a crate".to_owned())
        }
        (Place::Crate | Place::Service, Place::Above) => {
            Some("nothing depends on what stands above it".to_owned())
        }
        (Place::Crate | Place::Service, Place::Crate) => {
            if needed == FOR_TESTS {
                return (!dependency.tests_only).then(|| "it is for tests and xtask".to_owned());
            }
            // Its own tests, which turn a feature on.
            if needed == name {
                return None;
            }
            let (_, known) = KNOWS_ONLY.iter().find(|(limited, _)| *limited == name)?;
            (!known.contains(&needed)).then(|| match known {
                [] => format!("{name} knows none of ours"),
                known => format!("of ours {name} knows only {}", known.join(", ")),
            })
        }
        (Place::Above, _) => None,
    }
}

/// `sqlx` and `sqlx-core`, but not `sqlxmq`.
fn is_or_is_part_of(name: &str, library: &str) -> bool {
    name.strip_prefix(library)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn package(path: &str, dependencies: &[&str]) -> Package {
        let tests_only = |name: &&str| name.ends_with(" (tests)");
        Package {
            name: path.rsplit('/').next().unwrap().to_owned(),
            place: Place::of(&format!("{path}/Cargo.toml")),
            dependencies: dependencies
                .iter()
                .map(|name| Dependency {
                    name: name.trim_end_matches(" (tests)").to_owned(),
                    tests_only: tests_only(name),
                })
                .collect(),
        }
    }

    /// The rules that break when `path` depends on `dependency`, among a few packages of the real tree.
    fn verdict(path: &str, dependency: &str) -> Option<String> {
        let mut packages: Vec<Package> = [
            "crates/domain",
            "crates/events",
            "crates/bus",
            "crates/storage",
            "crates/waha",
            "crates/bot",
            "crates/private-servers",
            "services/bot-worker",
            "services/waha-simulator",
            "e2e",
            "xtask",
        ]
        .iter()
        .filter(|other| **other != path)
        .map(|path| package(path, &[]))
        .collect();
        packages.push(package(path, &[dependency]));
        let mut broken = broken(&packages);
        assert!(broken.len() <= 1, "{broken:?}");
        broken.pop()
    }

    #[test]
    fn what_the_tree_does_today_is_allowed() {
        for (path, dependency) in [
            ("crates/bus", "async-nats"),
            ("crates/storage", "sqlx"),
            ("crates/storage", "private-servers (tests)"),
            ("crates/events", "domain"),
            ("crates/bus", "events"),
            ("crates/bot", "serde"),
            ("services/bot-worker", "storage"),
            ("e2e", "waha-simulator"),
            ("e2e", "private-servers"),
            ("xtask", "private-servers"),
            ("services/bot-worker", "sqlxmq"),
        ] {
            assert_eq!(verdict(path, dependency), None, "{path} → {dependency}");
        }
    }

    #[test]
    fn what_the_house_forbids_is_found() {
        for (path, dependency) in [
            ("services/bot-worker", "async-nats"),
            ("services/bot-worker", "sqlx-core"),
            ("e2e", "sqlx"),
            ("e2e", "async-nats (tests)"),
            ("services/bot-worker", "waha-simulator"),
            ("services/bot-worker", "waha-simulator (tests)"),
            ("services/bot-worker", "private-servers"),
            ("crates/storage", "bot-worker"),
            ("crates/storage", "e2e (tests)"),
            ("crates/domain", "events"),
            ("crates/waha", "domain"),
            ("crates/events", "bus"),
            ("crates/bot", "tokio"),
            ("crates/bot", "storage"),
        ] {
            assert!(verdict(path, dependency).is_some(), "{path} → {dependency}");
        }
    }

    #[test]
    fn a_verdict_names_both_ends_and_the_rule() {
        assert_eq!(
            verdict("e2e", "sqlx").as_deref(),
            Some("e2e depends on sqlx: only crates/storage names sqlx"),
        );
    }
}
