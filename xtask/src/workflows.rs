//! Tests of `.github/workflows`: they have no rights that they do not name, end in time, take actions of a known version, and
//! call commands that exist.

use std::{collections::BTreeMap, fs};

use clap::CommandFactory;
use private_servers::workspace_root;
use serde_yaml_ng::Value;

use crate::Task;

/// What may be written by whom.
const MAY_WRITE: &[(&str, &[&str])] = &[
    ("release.yml: images", &["packages"]),
    ("release.yml: manifests", &["packages"]),
    (
        "release.yml: publish",
        &["attestations", "contents", "id-token"],
    ),
];

fn workflows() -> BTreeMap<String, String> {
    let folder = workspace_root().join(".github/workflows");
    let files = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let found: BTreeMap<String, String> = files
        .map(|path| {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            (name, fs::read_to_string(path).unwrap())
        })
        .collect();
    assert_eq!(
        found.keys().collect::<Vec<_>>(),
        ["ci.yml", "nightly.yml", "release.yml"]
    );
    found
}

/// The jobs of all workflows, as `ci.yml: test`.
fn jobs() -> BTreeMap<String, Value> {
    let mut jobs = BTreeMap::new();
    for (file, text) in workflows() {
        let workflow: Value = serde_yaml_ng::from_str(&text).unwrap();
        for (name, job) in workflow["jobs"].as_mapping().unwrap() {
            jobs.insert(format!("{file}: {}", name.as_str().unwrap()), job.clone());
        }
    }
    jobs
}

fn steps(job: &Value) -> &[Value] {
    job["steps"].as_sequence().map_or(&[], Vec::as_slice)
}

#[test]
fn actions_are_pinned_and_rights_are_named() {
    for (file, text) in workflows() {
        let workflow: Value = serde_yaml_ng::from_str(&text).unwrap();
        let rights = &workflow["permissions"];
        assert_eq!(
            rights,
            &serde_yaml_ng::from_str::<Value>("contents: read").unwrap(),
            "{file}"
        );
        assert!(workflow["concurrency"]["group"].is_string(), "{file}");
    }
    for (name, job) in jobs() {
        let mut written: Vec<&str> = job["permissions"]
            .as_mapping()
            .into_iter()
            .flatten()
            .filter(|(_, right)| right.as_str() == Some("write"))
            .filter_map(|(what, _)| what.as_str())
            .collect();
        written.sort_unstable();
        let may = MAY_WRITE.iter().find(|(who, _)| *who == name);
        assert_eq!(written, may.map_or(&[][..], |(_, what)| *what), "{name}");
        let called = steps(&job)
            .iter()
            .chain([&job])
            .filter_map(|step| step["uses"].as_str());
        for action in called.filter(|action| !action.starts_with("./")) {
            let version = action.split_once('@').map_or("", |(_, version)| version);
            let is_major = version
                .strip_prefix('v')
                .is_some_and(|number| number.parse::<u8>().is_ok());
            let is_commit =
                version.len() == 40 && version.bytes().all(|byte| byte.is_ascii_hexdigit());
            assert!(is_major || is_commit, "{name}: {action}");
        }
    }
}

#[test]
fn every_job_ends_in_time_and_keeps_no_credentials() {
    for (name, job) in jobs() {
        // Who calls a workflow cannot limit it: that does it itself.
        let is_limited = job["timeout-minutes"].is_u64() || job["uses"].is_string();
        assert!(is_limited, "{name} has no timeout-minutes");
        for step in steps(&job) {
            if step["uses"]
                .as_str()
                .is_some_and(|action| action.starts_with("actions/checkout@"))
            {
                assert_eq!(
                    step["with"]["persist-credentials"].as_bool(),
                    Some(false),
                    "{name}"
                );
            }
        }
    }
}

#[test]
fn what_they_run_exists() {
    let task = Task::command();
    let mut commands = 0;
    for (name, job) in jobs() {
        for script in steps(&job).iter().filter_map(|step| step["run"].as_str()) {
            // What another wrote could become a command: it has to come by the environment.
            assert!(!script.contains("${{"), "{name}: {script}");
            for (_, rest) in script
                .match_indices("cargo xtask ")
                .map(|(at, word)| (at, &script[at + word.len()..]))
            {
                let subcommand = rest.split_whitespace().next().unwrap_or_default();
                assert!(
                    task.find_subcommand(subcommand).is_some(),
                    "{name}: cargo xtask {subcommand}"
                );
                commands += 1;
            }
            if script.starts_with(".ci/") {
                assert!(
                    workspace_root().join(script.trim()).is_file(),
                    "{name}: {script}"
                );
            }
        }
    }
    assert!(commands > 0);
}

#[test]
fn the_compiler_is_the_one_of_the_toolchain_file() {
    let toolchain = fs::read_to_string(workspace_root().join("rust-toolchain.toml")).unwrap();
    let toolchain: toml::Table = toolchain.parse().unwrap();
    let version = toolchain["toolchain"]["channel"].as_str().unwrap();
    for (name, job) in jobs() {
        if let Some(image) = job["container"].as_str() {
            assert!(
                image.starts_with(&format!("rust:{version}-")),
                "{name}: {image}"
            );
        }
    }
}
