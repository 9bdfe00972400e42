//! What dashboards and alerts look at is exported: no panel is empty because of a name, and no alert silent.

use std::collections::{BTreeMap, BTreeSet};

use e2e::eventually;

use crate::harness::{PATIENCE, Stack};

/// Who exports what, by `infra/prometheus/exported.toml`. That rules and dashboards name nothing else, and all of it, is
/// a test of xtask.
fn exported() -> BTreeMap<String, BTreeSet<String>> {
    let file = private_servers::workspace_root().join("infra/prometheus/exported.toml");
    toml::from_str(&std::fs::read_to_string(file).unwrap()).unwrap()
}

/// The metrics of Prometheus' text format that are described or have a sample.
fn names(text: &str) -> BTreeSet<String> {
    let described = text.lines().filter_map(|line| line.strip_prefix("# TYPE "));
    let sampled = text.lines().filter(|line| !line.starts_with('#'));
    let first = |line: &str| line.split([' ', '{']).next().unwrap().to_owned();
    described.chain(sampled).map(first).collect()
}

/// In the harness all services share a process, and so its numbers; so they are processes of their own here.
#[tokio::test]
async fn every_metric_that_rules_and_dashboards_name_is_exported_by_its_service() {
    let stack = Stack::start_without_worker().await;
    let (worker, worker_url) = stack.spawn_worker_at().await;
    let (ingress, ingress_url) = stack.spawn_ingress_at().await;
    let (manager, manager_url) = stack.spawn_manager_at().await;
    let services = [
        ("bot-worker", worker_url),
        ("webhook-ingress", ingress_url),
        ("session-manager", manager_url),
    ];
    let exported = exported();
    for (service, url) in &services {
        let mut wanted = exported[*service].clone();
        wanted.extend(exported["every_service"].iter().cloned());
        let scrape = async || {
            let answer = stack.http.get(format!("{url}/metrics")).send().await?;
            let text = answer.error_for_status()?.text().await?;
            let there = names(&text);
            let missing: Vec<_> = wanted.difference(&there).cloned().collect();
            anyhow::Ok(missing)
        };
        // What is sampled comes with the first samples.
        let waited = eventually(service, PATIENCE, async || {
            Ok(scrape().await?.is_empty().then_some(()))
        });
        if waited.await.is_err() {
            panic!("{service} does not export {:?}", scrape().await.unwrap());
        }
    }
    drop((worker, ingress, manager));
}
