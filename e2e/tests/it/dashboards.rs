//! What dashboards and alerts look at is exported: no panel is empty because of a name, and no alert silent.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

use e2e::{
    eventually,
    fire::{Chat, Written, settled, write},
    http_client,
};
use private_servers::workspace_root;

use crate::harness::{self, CUSTOMER, PATIENCE};

/// Who exports what. That rules and dashboards name nothing else, and all of it, is a test of xtask.
const EXPORTED: &str = "infra/prometheus/exported.toml";

fn exported() -> BTreeMap<String, BTreeSet<String>> {
    let text = std::fs::read_to_string(workspace_root().join(EXPORTED)).unwrap();
    toml::from_str(&text).unwrap()
}

/// The names in Prometheus' text format of which there is a series; a histogram's as it is called in the code.
fn names(text: &str) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        let name = line.split([' ', '{']).next().unwrap_or_default();
        names.insert(name.strip_suffix("_count").unwrap_or(name).to_owned());
    }
    names
}

#[tokio::test(flavor = "multi_thread")]
async fn every_metric_that_rules_and_dashboards_name_is_exported_by_its_service() {
    let house = harness::house(Duration::from_millis(50)).await;
    let exported = exported();
    // One customer is answered: what is of calls of WAHA is there once one was made.
    let tenant = house.tenants(1).await.unwrap()[0].get();
    let message = Written {
        chat: Chat {
            tenant,
            customer: CUSTOMER.to_owned(),
        },
        stanza: "3EB0DA5B0A2D1".to_owned(),
        text: "Hi".to_owned(),
        at: service_runtime::clock::now().unix_timestamp(),
    };
    write(&house.simulator, &message).await.unwrap();
    settled(&house, 1).await.unwrap();

    let http = http_client().unwrap();
    for (service, urls) in house.addresses() {
        let wanted = exported["every_service"].union(&exported[service]).cloned();
        let wanted: BTreeSet<String> = wanted.collect();
        // What is sampled comes with the first samples, and either worker may have answered.
        let mut missing = wanted.clone();
        let waited = eventually(service, PATIENCE, async || {
            let mut there = BTreeSet::new();
            for url in &urls {
                let answer = http.get(format!("{url}/metrics")).send().await?;
                there.extend(names(&answer.error_for_status()?.text().await?));
            }
            missing = wanted.difference(&there).cloned().collect();
            Ok(missing.is_empty().then_some(()))
        });
        let waited = waited.await;
        assert!(waited.is_ok(), "{service} does not export {missing:?}");
    }
}

#[test]
fn a_series_is_known_by_its_metrics_name() {
    let text = "# TYPE a counter\na{x=\"1\"} 2\n\n# TYPE b histogram\nb_bucket{le=\"1\"} 3\nb_sum 1\nb_count 3\nc 1\n";
    let names = names(text);
    assert!(["a", "b", "c"].iter().all(|name| names.contains(*name)));
    assert!(!names.contains("d"));
}
