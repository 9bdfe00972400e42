//! Which versions run: this one, and those of the processes that can be seen from here.

use std::collections::BTreeSet;

use service_runtime::Service;
use storage::Database;
use storage::checkup;
use url::Url;

use super::PATIENCE;
use super::book::Section;
use super::finding::Finding;
use crate::Settings;
use crate::service::SessionManager;

const SUBJECT: &str = "versions";
/// Who says to Postgres which version it is, by the name of its connections: `bot-worker 0.2.0`.
const SERVICES: [&str; 2] = ["bot-worker", "session-manager"];

pub(super) async fn check(settings: &Settings, database: &Database) -> Vec<Finding> {
    // Where one of them is away, others say so.
    let names = checkup::applications(database).await.unwrap_or_default();
    let mut seen: BTreeSet<(String, String)> =
        names.iter().filter_map(|name| version(name)).collect();
    seen.extend(door(&settings.webhook.public_url).await);
    vec![judge(SessionManager::VERSION, &seen)]
}

/// The service and version of a connection to Postgres.
fn version(application: &str) -> Option<(String, String)> {
    let (service, version) = application.split_once(' ')?;
    let is_version = version.starts_with(|letter: char| letter.is_ascii_digit());
    (SERVICES.contains(&service) && is_version).then(|| (service.to_owned(), version.to_owned()))
}

/// webhook-ingress needs no Postgres; its figures say it, where they can be reached.
async fn door(public_url: &str) -> Option<(String, String)> {
    let url = Url::parse(public_url).ok()?.join("/metrics").ok()?;
    let client = reqwest::Client::builder()
        .timeout(PATIENCE / 2)
        .redirect(reqwest::redirect::Policy::none())
        .build()
        .ok()?;
    let answer = client.get(url).send().await.ok()?;
    built(&answer.error_for_status().ok()?.text().await.ok()?)
}

/// The door's version, by its figures.
fn built(figures: &str) -> Option<(String, String)> {
    let is_door =
        |line: &&str| line.starts_with("build_info{") && line.contains("\"webhook-ingress\"");
    let line = figures.lines().find(is_door)?;
    let label = |name: &str| {
        let (_, rest) = line.split_once(&format!("{name}=\""))?;
        let (value, _) = rest.split_once('"')?;
        Some(value.to_owned())
    };
    Some((label("service")?, label("version")?))
}

fn judge(own: &str, seen: &BTreeSet<(String, String)>) -> Finding {
    let named: Vec<_> = seen
        .iter()
        .map(|(service, version)| format!("{service} {version}"))
        .collect();
    let running = match named.as_slice() {
        [] => "no running service can be seen".to_owned(),
        named => format!("running: {}", named.join(", ")),
    };
    let told = format!("this is {own}; {running}");
    if seen.iter().all(|(_, version)| version == own) {
        return Finding::fine(SUBJECT, told);
    }
    Finding::warning(
        SUBJECT,
        told,
        "During an upgrade that is as it should be. Otherwise start those anew that are left, and look with the image that runs.",
    )
    .see(Section::Upgrades)
}

#[cfg(test)]
mod tests {
    use super::super::finding::Level;
    use super::*;

    #[test]
    fn a_service_says_its_version_by_the_name_of_its_connections_or_its_figures() {
        let worker = Some(("bot-worker".to_owned(), "0.2.0".to_owned()));
        assert_eq!(version("bot-worker 0.2.0"), worker);
        for other in ["bot-worker", "psql 15", "session-manager check", ""] {
            assert_eq!(version(other), None, "{other}");
        }
        let figures = "# TYPE build_info gauge\nbuild_info{service=\"webhook-ingress\",version=\"0.1.0\"} 1\n";
        assert_eq!(
            built(&figures.replace("webhook-ingress", "bot-worker")),
            None
        );
        let door = Some(("webhook-ingress".to_owned(), "0.1.0".to_owned()));
        assert_eq!(built(figures), door);
        assert_eq!(built("<html>build_info</html>"), None);
    }

    #[test]
    fn one_version_is_well_and_two_are_worth_a_word() {
        let of = |versions: &[&str]| {
            let seen = versions
                .iter()
                .map(|it| ("bot-worker".to_owned(), (*it).to_owned()));
            judge("0.2.0", &seen.collect())
        };
        assert_eq!(of(&[]).level, Level::Fine);
        assert_eq!(of(&["0.2.0"]).level, Level::Fine);
        let mixed = of(&["0.2.0", "0.1.0"]);
        assert_eq!(mixed.level, Level::Warning);
        assert_eq!(
            mixed.what,
            "this is 0.2.0; running: bot-worker 0.1.0, bot-worker 0.2.0"
        );
    }
}
