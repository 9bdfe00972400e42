//! Tests of `infra/docker`: what the images are built from is all that is needed, and little else. They need no Docker.

use std::{fs, path::Path};

use private_servers::workspace_root;

use crate::cargo;

const DOCKERFILE: &str = "infra/docker/service.Dockerfile";

fn text(file: &str) -> String {
    let path = workspace_root().join(file);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// What `service.Dockerfile.dockerignore` lets through, by Docker's rules: the last line that matches a path, or a folder
/// above it, decides.
struct Context(Vec<(bool, String)>);

impl Context {
    fn read() -> Self {
        let lines = text(&format!("{DOCKERFILE}.dockerignore"));
        let rules = lines
            .lines()
            .filter(|line| !line.is_empty() && !line.starts_with('#'))
            .map(|line| match line.strip_prefix('!') {
                Some(kept) => (true, kept.to_owned()),
                None => (false, line.to_owned()),
            });
        Self(rules.collect())
    }

    fn has(&self, path: &str) -> bool {
        let parts: Vec<&str> = path.split('/').collect();
        let matched = |pattern: &str| {
            let pattern: Vec<&str> = pattern.split('/').collect();
            (1..=parts.len()).any(|depth| matches(&pattern, &parts[..depth]))
        };
        let last = self.0.iter().rev().find(|(_, pattern)| matched(pattern));
        last.is_none_or(|(kept, _)| *kept)
    }

    /// All files below the workspace's root that are let through.
    fn files(&self) -> Vec<String> {
        let mut found = Vec::new();
        self.walk(&workspace_root(), "", &mut found);
        found
    }

    fn walk(&self, folder: &Path, above: &str, found: &mut Vec<String>) {
        for entry in fs::read_dir(folder).unwrap() {
            let entry = entry.unwrap();
            let path = format!("{above}{}", entry.file_name().to_string_lossy());
            if entry.file_type().unwrap().is_file() {
                if self.has(&path) {
                    found.push(path);
                }
            } else if !["target", "node_modules", ".git"]
                .iter()
                .any(|large| path.ends_with(large))
            {
                self.walk(&entry.path(), &format!("{path}/"), found);
            }
        }
    }
}

/// Whether a path is what a pattern of a `.dockerignore` says, part by part: `**` is any number of parts.
fn matches(pattern: &[&str], path: &[&str]) -> bool {
    match (pattern, path) {
        ([], []) => true,
        (["**", rest @ ..], _) => (0..=path.len()).any(|skipped| matches(rest, &path[skipped..])),
        ([part, pattern @ ..], [name, path @ ..]) => {
            let fits = match part.split_once('*') {
                Some((begin, end)) => {
                    name.len() >= part.len() - 1 && name.starts_with(begin) && name.ends_with(end)
                }
                None => part == name,
            };
            fits && matches(pattern, path)
        }
        _ => false,
    }
}

#[test]
fn the_rules_are_dockers() {
    let context = Context::read();
    for (path, kept) in [
        ("Cargo.lock", true),
        ("crates/bus/src/lib.rs", true),
        ("docs/flow.schema.json", true),
        ("docs/ARCHITECTURE.md", false),
        ("xtask/Cargo.toml", true),
        ("xtask/proto-gen/src/main.rs", true),
        ("bench/python/requirements.txt", false),
        ("services/dashboard/node_modules/react/index.js", false),
        (".env", false),
        (".git/config", false),
    ] {
        assert_eq!(context.has(path), kept, "{path}");
    }
}

#[test]
fn cargo_finds_the_whole_workspace_among_what_the_image_is_built_from() {
    let copy = tempfile::tempdir().unwrap();
    for file in Context::read().files() {
        let to = copy.path().join(&file);
        fs::create_dir_all(to.parent().unwrap()).unwrap();
        fs::copy(workspace_root().join(&file), to).unwrap();
    }
    let output = cargo::command(&["tree", "--locked", "--offline", "--depth", "0"])
        .current_dir(copy.path())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    let found = String::from_utf8_lossy(&output.stdout);
    for service in SERVICES {
        assert!(found.contains(&format!("{service} v")), "{found}");
    }
}

const SERVICES: [&str; 4] = [
    "webhook-ingress",
    "session-manager",
    "bot-worker",
    "waha-simulator",
];

/// What a source takes from another file when it is compiled; tests are not compiled there.
#[test]
fn what_is_compiled_in_is_among_what_is_copied() {
    let (context, dockerfile) = (Context::read(), text(DOCKERFILE));
    let mut taken = 0;
    for file in context.files() {
        let compiled = (file.starts_with("crates/") || file.starts_with("services/"))
            && Path::new(&file).extension() == Some("rs".as_ref())
            && ![
                "/tests/",
                "/tests.rs",
                "/examples/",
                "crates/private-servers/",
            ]
            .iter()
            .any(|part| file.contains(part));
        if !compiled {
            continue;
        }
        let source = text(&file);
        for (call, beside) in [("include_str!(\"", true), ("sqlx::migrate!(\"", false)] {
            for found in source.split(call).skip(1) {
                let named = found.split('"').next().unwrap();
                // Relative to the file, or to its crate.
                let from = if beside {
                    Path::new(&file).parent().unwrap().to_path_buf()
                } else {
                    file.split('/').take(2).collect()
                };
                let path = plain(&from.join(named));
                taken += 1;
                assert!(context.has(&path), "{file} takes {path} in");
                let top = path.split('/').next().unwrap();
                let copied = format!("\nCOPY {}", if top == "docs" { &path } else { top });
                assert!(dockerfile.contains(&copied), "{path} is not copied");
            }
        }
    }
    assert!(taken > 10, "{taken} files are taken in");
}

/// A path without `..`.
fn plain(path: &Path) -> String {
    let mut parts: Vec<String> = Vec::new();
    for part in path {
        match part.to_str().unwrap() {
            ".." => drop(parts.pop()),
            part => parts.push(part.to_owned()),
        }
    }
    parts.join("/")
}

#[test]
fn the_bases_do_not_move_and_are_the_versions_of_the_checkout() {
    let dockerfile = text(DOCKERFILE);
    let mut stages = Vec::new();
    for line in dockerfile
        .lines()
        .filter_map(|line| line.strip_prefix("FROM "))
    {
        let (base, stage) = line.split_once(" AS ").expect("every stage has a name");
        if !stages.contains(&base) {
            let (_, tag) = base.split_once(':').expect("a base has a tag");
            assert!(tag.matches('.').count() >= 1, "{base} moves");
        }
        stages.push(stage);
    }
    let toolchain: toml::Table = text("rust-toolchain.toml").parse().unwrap();
    let version = toolchain["toolchain"]["channel"].as_str().unwrap();
    assert!(dockerfile.contains(&format!("FROM rust:{version}-")));
    assert!(dockerfile.contains(&format!("RUSTUP_TOOLCHAIN={version}\n")));
}

#[test]
fn images_are_built_as_locked_and_run_as_nobody_special() {
    let dockerfile = text(DOCKERFILE);
    let built: Vec<&str> = dockerfile
        .lines()
        .filter(|line| !line.starts_with('#') && line.contains("cargo build"))
        .collect();
    assert_eq!(built.len(), 2, "the dependencies, then ours");
    assert!(built.iter().all(|line| line.contains("--release --locked")));
    assert!(dockerfile.contains("\nUSER 10001:10001\n"));
    assert!(dockerfile.contains("--remap-path-prefix=/src="));
    for service in SERVICES {
        let program = format!("target/release/{service}");
        assert!(dockerfile.contains(&program), "{program}");
    }
}
