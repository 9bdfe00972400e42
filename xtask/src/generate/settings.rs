//! The services' commented defaults → `docs/settings.md`, and the list by which a service knows another's settings.

use std::{fmt::Write as _, fs};

use anyhow::{Context, Result};
use private_servers::workspace_root;
use setting_docs::Setting;

use super::sync::{self, Mode};

/// The services, the ones first that an operator runs.
pub(crate) const SERVICES: &[&str] = &[
    "session-manager",
    "webhook-ingress",
    "bot-worker",
    "waha-simulator",
];
const PAGE: &str = "docs/settings.md";
const OF_ALL: &str = "crates/service-runtime/src/config/of_all.tsv";

const HEAD: &str = "\n| setting | environment | default | means |\n|---|---|---|---|\n";
const INTRODUCTION: &str = "\
# All settings

Written by `cargo xtask gen` from `services/*/src/config.default.toml`: change the comments there. What is the same for
all, and which settings belong together, is in [configuration.md](configuration.md). A setting is a key of a TOML file, or
the environment variable beside it, which is laid over the file.
";

pub(super) fn refresh(check: bool) -> Result<Vec<String>> {
    let root = workspace_root();
    let services = SERVICES
        .iter()
        .map(|service| Ok((*service, of(service)?)))
        .collect::<Result<Vec<_>>>()?;
    let mode = Mode::of(check);
    let mut changes = Vec::new();
    changes.extend(sync::file(&root, PAGE, &page(&services), mode)?);
    changes.extend(sync::file(&root, OF_ALL, &of_all(&services), mode)?);
    Ok(changes)
}

fn of(service: &str) -> Result<Vec<Setting>> {
    let name = format!("services/{service}/src/config.default.toml");
    let text =
        fs::read_to_string(workspace_root().join(&name)).with_context(|| format!("read {name}"))?;
    setting_docs::read(&text).with_context(|| format!("read the settings in {name}"))
}

fn of_all(services: &[(&str, Vec<Setting>)]) -> String {
    let mut lines: Vec<String> = services
        .iter()
        .flat_map(|(service, settings)| {
            let line = move |setting: &Setting| format!("{}\t{service}\n", setting.key());
            settings.iter().map(line)
        })
        .collect();
    lines.sort();
    lines.concat()
}

fn page(services: &[(&str, Vec<Setting>)]) -> String {
    let mut page = INTRODUCTION.to_owned();
    for (service, settings) in services {
        write!(page, "\n## {service}\n").expect("a text takes all");
        let mut section = "";
        for setting in settings {
            if setting.section != section {
                section = &setting.section;
                write!(page, "\n### {service}: `[{section}]`\n{HEAD}").expect("a text takes all");
            }
            page.push_str(&row(setting));
        }
    }
    page
}

fn row(setting: &Setting) -> String {
    let default = match (setting.is_required, setting.default.as_str()) {
        (true, _) => "**must be set**".to_owned(),
        (false, r#""""# | "[]") => "empty".to_owned(),
        (false, default) => format!("`{}`", default.trim_matches('"')),
    };
    let secret = if setting.is_secret {
        " 🔒 secret"
    } else {
        ""
    };
    format!(
        "| `{}` | `{}` | {default}{secret} | {} |\n",
        setting.name,
        setting.variable(),
        setting.meaning.join("<br>").replace('|', "\\|")
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_service_with_settings_is_on_the_page() {
        let mut found: Vec<String> = fs::read_dir(workspace_root().join("services"))
            .unwrap()
            .map(|entry| entry.unwrap())
            .filter(|entry| entry.path().join("src/config.default.toml").is_file())
            .map(|entry| entry.file_name().into_string().unwrap())
            .collect();
        found.sort();
        let mut listed = SERVICES.to_vec();
        listed.sort_unstable();
        assert_eq!(found, listed);
    }

    #[test]
    fn a_row_says_what_an_operator_asks() {
        let settings = setting_docs::read(
            "[a]\n# A | b. Must be set. Secret.\nkey = \"\"\n# C.\nwait = \"30s\"\n# D.\nnames = []\n",
        )
        .unwrap();
        assert_eq!(
            settings.iter().map(row).collect::<String>(),
            "\
| `key` | `PEYK__A__KEY` | **must be set** 🔒 secret | A \\| b. |
| `wait` | `PEYK__A__WAIT` | `30s` | C. |
| `names` | `PEYK__A__NAMES` | empty | D. |
"
        );
    }

    #[test]
    fn what_is_checked_in_is_fresh() {
        assert_eq!(refresh(true).unwrap(), Vec::<String>::new());
    }
}
