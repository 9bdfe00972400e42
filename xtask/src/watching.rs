//! Tests of what watches the house, `infra/prometheus` and `infra/grafana`: it has to name what is exported, and each
//! alert has to have its section in the operator's book. They need no Prometheus.

mod metrics;

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use private_servers::workspace_root;
use serde_json::Value;

use crate::dev::{Place, Ports};

const BOOK: &str = "docs/operations.md";

fn text(file: &str) -> String {
    let path = workspace_root().join(file);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Each file of a folder, as a tree; YAML, of which JSON is a part.
fn trees(folder: &str) -> BTreeMap<String, Value> {
    let folder = workspace_root().join(folder);
    let tree = |path: &Path| {
        let text = fs::read_to_string(path).unwrap();
        serde_yaml_ng::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    };
    let entries = fs::read_dir(&folder).unwrap();
    let paths = entries.map(|entry| entry.unwrap().path());
    let name = |path: &Path| path.file_stem().unwrap().to_string_lossy().into_owned();
    paths.map(|path| (name(&path), tree(&path))).collect()
}

fn rules() -> Vec<Value> {
    let files = trees("infra/prometheus/rules").into_values();
    let groups = files.flat_map(|file| file["groups"].as_array().unwrap().clone());
    groups
        .flat_map(|group| group["rules"].as_array().unwrap().clone())
        .collect()
}

fn alerts() -> Vec<Value> {
    let rules = rules().into_iter();
    let alerts: Vec<Value> = rules.filter(|rule| !rule["alert"].is_null()).collect();
    assert!(alerts.len() > 20, "{}", alerts.len());
    alerts
}

/// What an exported file says: names, and by whom.
fn exported() -> BTreeSet<String> {
    let lists: BTreeMap<String, Vec<String>> =
        toml::from_str(&text("infra/prometheus/exported.toml")).unwrap();
    lists.into_values().flatten().collect()
}

/// Every expression of rules and dashboards, with where it stands.
fn expressions() -> Vec<(String, String)> {
    let mut all = Vec::new();
    for rule in rules() {
        let name = rule["alert"].as_str().or(rule["record"].as_str()).unwrap();
        all.push((name.to_owned(), rule["expr"].as_str().unwrap().to_owned()));
    }
    for (name, dashboard) in trees("infra/grafana/dashboards") {
        for panel in dashboard["panels"].as_array().unwrap() {
            let at = format!("{name}: {}", panel["title"]);
            for target in panel["targets"].as_array().into_iter().flatten() {
                all.push((at.clone(), target["expr"].as_str().unwrap().to_owned()));
            }
        }
        for note in dashboard["annotations"]["list"].as_array().unwrap() {
            all.push((name.clone(), note["expr"].as_str().unwrap().to_owned()));
        }
        for variable in dashboard["templating"]["list"].as_array().unwrap() {
            let query = variable["definition"].as_str().unwrap();
            let inside = query.strip_prefix("label_values(").unwrap();
            let (selector, _label) = inside.rsplit_once(',').unwrap();
            all.push((name.clone(), selector.to_owned()));
        }
    }
    all
}

#[test]
fn rules_and_dashboards_name_what_is_exported_and_all_of_it() {
    let mut known = exported();
    let records = rules().into_iter();
    let records = records.filter_map(|rule| rule["record"].as_str().map(str::to_owned));
    known.extend(records);
    // Prometheus' own.
    known.extend(["up".to_owned(), "ALERTS".to_owned()]);

    let mut named = BTreeSet::new();
    for (at, expression) in expressions() {
        for metric in metrics::of(&expression).unwrap_or_else(|error| panic!("{at}: {error}")) {
            assert!(known.contains(&metric), "{at} names {metric}");
            named.insert(metric);
        }
    }
    let unseen: Vec<_> = known.difference(&named).collect();
    assert!(unseen.is_empty(), "nobody looks at {unseen:?}");
}

#[test]
fn each_alert_says_how_urgent_it_is_and_has_its_section_in_the_operators_book() {
    let book = text(BOOK);
    let sections: BTreeSet<&str> = book
        .lines()
        .filter_map(|line| line.strip_prefix("### "))
        .collect();
    let mut names = BTreeSet::new();
    for alert in alerts() {
        let name = alert["alert"].as_str().unwrap().to_owned();
        let severity = alert["labels"]["severity"].as_str();
        assert!(
            matches!(severity, Some("page" | "ticket")),
            "{name}: {severity:?}"
        );
        let notes = &alert["annotations"];
        for note in ["summary", "description"] {
            let words = notes[note].as_str().unwrap_or_default();
            assert!(!words.is_empty(), "{name} has no {note}");
            assert!(!words.contains("tenant }}"), "{name} tells who it is");
        }
        let anchor = format!("{BOOK}#{}", name.to_lowercase());
        assert_eq!(notes["runbook_url"], anchor.as_str(), "{name}");
        assert!(
            sections.contains(name.as_str()),
            "{name} has no section in {BOOK}"
        );
        assert!(names.insert(name.clone()), "{name} is there twice");
    }
    let of_none: Vec<_> = sections
        .iter()
        .filter(|name| !names.contains(**name))
        .collect();
    assert!(
        of_none.is_empty(),
        "{BOOK} has sections of no alert: {of_none:?}"
    );
}

#[test]
fn each_section_says_what_it_means_how_to_see_why_what_to_do_and_when_it_is_over() {
    let book = text(BOOK);
    for section in book.split("\n### ").skip(1) {
        let section = section.split("\n# ").next().unwrap();
        let name = section.lines().next().unwrap();
        let places: Vec<_> = ["**Means.**", "**See.**", "**Do.**", "**Green.**"]
            .iter()
            .map(|part| {
                section
                    .find(part)
                    .unwrap_or_else(|| panic!("{name}: no {part}"))
            })
            .collect();
        assert!(places.is_sorted(), "{name}");
    }
}

#[test]
fn links_inside_the_operators_book_lead_somewhere() {
    let book = text(BOOK);
    let headings = book.lines().filter(|line| line.starts_with('#'));
    let anchors: BTreeSet<String> = headings
        .map(|line| line.trim_start_matches(['#', ' ']).to_lowercase())
        .collect();
    for link in book.split("](#").skip(1) {
        let anchor = link.split(')').next().unwrap();
        assert!(anchors.contains(anchor), "#{anchor}");
    }
}

#[test]
fn each_alert_is_tried_out_firing_and_not() {
    let mut tried = BTreeMap::<String, (bool, bool)>::new();
    for file in trees("infra/prometheus/tests").into_values() {
        for test in file["tests"].as_array().unwrap() {
            for case in test["alert_rule_test"].as_array().unwrap() {
                let name = case["alertname"].as_str().unwrap().to_owned();
                let fires = !case["exp_alerts"].as_array().unwrap().is_empty();
                let so_far = tried.entry(name).or_default();
                so_far.0 |= fires;
                so_far.1 |= !fires;
            }
        }
    }
    for alert in alerts() {
        let name = alert["alert"].as_str().unwrap();
        assert_eq!(tried.get(name), Some(&(true, true)), "{name}");
    }
}

#[test]
fn the_services_are_asked_by_name_on_their_own_ports() {
    let config: Value = serde_yaml_ng::from_str(&text("infra/prometheus/prometheus.yml")).unwrap();
    let ports = Ports {
        base: Ports::DEFAULT_BASE,
    };
    for place in [
        Place::SessionManager,
        Place::WebhookIngress,
        Place::BotWorker,
    ] {
        let mut jobs = config["scrape_configs"].as_array().unwrap().iter();
        let job = jobs.find(|job| job["job_name"] == place.name()).unwrap();
        let found = &job["dns_sd_configs"][0];
        assert_eq!(found["names"][0], place.name());
        assert_eq!(found["port"], ports.of(place), "{}", place.name());
    }
}

#[test]
fn dashboards_read_from_the_provisioned_prometheus_and_say_what_their_panels_show() {
    let sources: Value = serde_yaml_ng::from_str(&text(
        "infra/grafana/provisioning/datasources/prometheus.yml",
    ))
    .unwrap();
    let uid = &sources["datasources"][0]["uid"];
    let mut uids = BTreeSet::new();
    for (name, dashboard) in trees("infra/grafana/dashboards") {
        assert!(uids.insert(dashboard["uid"].as_str().unwrap().to_owned()));
        let panels = dashboard["panels"].as_array().unwrap();
        for panel in panels.iter().filter(|panel| panel["type"] != "row") {
            let title = panel["title"].as_str().unwrap();
            assert_eq!(&panel["datasource"]["uid"], uid, "{name}: {title}");
            let described = panel["description"].as_str().unwrap_or_default();
            assert!(!described.is_empty(), "{name}: {title} says nothing");
            let unit = panel["fieldConfig"]["defaults"]["unit"].as_str();
            assert!(unit.is_some(), "{name}: {title} has no unit");
        }
    }
}
