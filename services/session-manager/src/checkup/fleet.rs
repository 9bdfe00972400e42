//! The WAHA nodes: whether each answers, takes our key, is new enough and has room.

use std::time::Duration;

use ::fleet::{Fleet, FleetError};
use futures::future::join_all;
use service_runtime::telemetry;
use storage::nodes::{self, Load, Node, NodeAddress};
use storage::{Database, StorageError};
use tokio::time::timeout;
use waha::Timeouts;

use super::PATIENCE;
use super::book::Section;
use super::finding::Finding;
use crate::Settings;

/// Before it, WAHA's free edition had one session.
const OLDEST: [u32; 3] = [2026, 6, 1];

/// A node to ask.
struct Asked {
    subject: String,
    address: NodeAddress,
}

/// All nodes of the fleet, and the one of the settings, which is in it once session-manager has started.
pub(super) async fn check(settings: &Settings, database: &Database) -> Vec<Finding> {
    let sealer = match settings.secrets.sealer() {
        Ok(sealer) => sealer,
        Err(error) => {
            return vec![Finding::wrong(
                "waha",
                format!("secrets.master_key cannot be used: {error}"),
                "Set PEYK__SECRETS__MASTER_KEY to 32 characters or more.",
            )];
        }
    };
    let timeouts = Timeouts {
        connect_timeout: PATIENCE,
        control_timeout: PATIENCE,
        send_timeout: PATIENCE,
    };
    let fleet = Fleet::new(database.clone(), sealer, timeouts);
    let (known, mut findings) = match known(database).await {
        Ok(known) => (known, Vec::new()),
        // Why is said by the findings about Postgres.
        Err(_) => (
            Vec::new(),
            vec![Finding::warning(
                "waha",
                "which nodes there are is not known: Postgres does not tell",
                "Mend what is said of Postgres, and look again.",
            )],
        ),
    };
    let mut asked = Vec::new();
    for (node, load) in known {
        findings.extend(room(&node, load));
        asked.push(Asked {
            subject: format!("waha {}", node.name),
            address: node.address,
        });
    }
    let api_url = settings.waha.api_url.as_str().trim_end_matches('/');
    let of_settings = !settings.waha.api_key.is_empty();
    if of_settings && asked.iter().all(|node| node.address.api_url != api_url) {
        asked.push(Asked {
            subject: "waha of settings".to_owned(),
            address: fleet.seal(api_url, &settings.waha.api_key),
        });
    }
    if asked.is_empty() && findings.is_empty() {
        findings.push(Finding::warning(
            "waha",
            "there is no node: no tenant can link a number",
            "Set PEYK__WAHA__API_URL and PEYK__WAHA__API_KEY, or add one by POST /api/nodes.",
        ));
    }
    let answers = join_all(asked.iter().map(|node| ask(&fleet, node))).await;
    findings.extend(answers);
    findings
}

async fn known(database: &Database) -> Result<Vec<(Node, Load)>, StorageError> {
    let mut tx = database.begin_for(&[]).await?;
    let nodes = nodes::list(&mut tx).await?;
    let loads = nodes::loads(&mut tx).await?;
    let load = |node: &Node| {
        let found = loads.iter().find(|(id, _)| *id == node.id);
        found.map_or(Load::default(), |(_, load)| *load)
    };
    Ok(nodes
        .into_iter()
        .map(|node| {
            let load = load(&node);
            (node, load)
        })
        .collect())
}

fn room(node: &Node, load: Load) -> Option<Finding> {
    let (sessions, capacity) = (load.sessions, i64::from(node.capacity));
    let told = format!("it holds {sessions} sessions of {capacity}");
    let subject = format!("waha {}", node.name);
    if node.draining {
        return (sessions > 0).then(|| {
            Finding::warning(
                subject,
                format!("it is being drained and still holds {sessions} sessions"),
                "Their phones have to be linked elsewhere: POST /api/nodes/{id}/drain with {\"move_linked\": true} \
                 moves them.",
            )
            .see(Section::DrainingANode)
        });
    }
    if sessions >= capacity {
        return Some(
            Finding::wrong(
                subject,
                format!("{told}: no new tenant is placed on it"),
                "Add a node (POST /api/nodes), or raise its capacity if its machine has room.",
            )
            .see(Section::FleetNearlyFull),
        );
    }
    (sessions * 10 >= capacity * 9).then(|| {
        Finding::warning(
            subject,
            told,
            "Add a node before it is full: POST /api/nodes.",
        )
        .see(Section::FleetNearlyFull)
    })
}

async fn ask(fleet: &Fleet, node: &Asked) -> Finding {
    let subject = node.subject.clone();
    let at = &node.address.api_url;
    let client = match fleet.open(&node.address) {
        Ok(client) => client,
        Err(error) => return unusable(subject, &error),
    };
    match answer_in_time(&client).await {
        Ok(version) => judge(subject, at, &version),
        Err(error) => away(subject, at, &error),
    }
}

/// A host that takes a connection and says nothing is as dead as one that does not.
async fn answer_in_time(client: &waha::Client) -> Result<waha::Version, waha::Error> {
    let asked = async {
        let version = client.server().version().await?;
        // The version may be told to anybody; sessions are told to who has the key.
        client.sessions().list().await?;
        Ok(version)
    };
    let late = || waha::Error::Unavailable {
        reason: "no answer in time".to_owned(),
        outcome_unknown: false,
        source: None,
    };
    let patience = PATIENCE + Duration::from_millis(500);
    timeout(patience, asked)
        .await
        .unwrap_or_else(|_| Err(late()))
}

fn unusable(subject: String, error: &FleetError) -> Finding {
    let what = telemetry::chain(error).to_string();
    let remedy = match error {
        FleetError::Sealed(_) => {
            "Its key was sealed with another secrets.master_key: put that into secrets.previous_master_keys, or enter \
             the node's key anew (PATCH /api/nodes/{id})."
        }
        _ => "Enter its address anew: PATCH /api/nodes/{id}.",
    };
    Finding::wrong(subject, what, remedy)
}

fn away(subject: String, at: &str, error: &waha::Error) -> Finding {
    let what = format!("{at} cannot be used: {}", telemetry::chain(error));
    let (remedy, section) = match error {
        waha::Error::Unauthorized | waha::Error::Forbidden => (
            "Use the key that WAHA was started with (WAHA_API_KEY): PEYK__WAHA__API_KEY for the node of the settings, \
             PATCH /api/nodes/{id} for others.",
            Section::WahaCallsFail,
        ),
        waha::Error::Unavailable { .. } => (
            "Look whether WAHA runs there and this machine reaches it. Its sessions wait: nobody is answered meanwhile.",
            Section::WahaNodeUnreachable,
        ),
        _ => (
            "Look whether what answers there is WAHA: the URL ends in /api.",
            Section::WahaCallsFail,
        ),
    };
    Finding::wrong(subject, what, remedy).see(section)
}

fn judge(subject: String, at: &str, about: &waha::Version) -> Finding {
    let waha::Version {
        version, engine, ..
    } = about;
    let told = format!("version {version}, engine {engine}, at {at}");
    match numbers(version) {
        Some(found) if found < OLDEST => Finding::wrong(
            subject,
            format!("{told} is too old: its free edition has one session alone"),
            "Use WAHA 2026.6.1 or newer.",
        ),
        None => Finding::warning(
            subject,
            format!("{told}: the version is not understood"),
            "Use WAHA 2026.6.1 or newer.",
        ),
        Some(_) if engine != "GOWS" => Finding::warning(
            subject,
            format!("{told}: with this engine a reply may be given up that was not sent"),
            "Use the engine GOWS (WHATSAPP_DEFAULT_ENGINE=GOWS), see \"Not yet\" in the README. Phones have to be \
             linked again.",
        ),
        Some(_) => Finding::fine(subject, told),
    }
}

/// `2026.8.2`, also with something behind it.
fn numbers(version: &str) -> Option<[u32; 3]> {
    let end = version
        .find(|letter: char| !letter.is_ascii_digit() && letter != '.')
        .unwrap_or(version.len());
    let mut parts = version[..end].split('.').map(|part| part.parse().ok());
    let mut next = || parts.next().flatten();
    Some([next()?, next()?, next()?])
}

#[cfg(test)]
mod tests {
    use super::super::finding::Level;
    use super::*;

    #[test]
    fn versions_and_engines_are_judged() {
        for (version, engine, level) in [
            ("2026.8.2", "GOWS", Level::Fine),
            ("2026.6.1-beta", "GOWS", Level::Fine),
            ("2026.6.0", "GOWS", Level::Wrong),
            ("2025.12.9", "GOWS", Level::Wrong),
            ("2026.8.2", "WEBJS", Level::Warning),
            ("latest", "GOWS", Level::Warning),
            ("", "", Level::Warning),
            ("99999999999.1.1", "GOWS", Level::Warning),
        ] {
            let about = waha::Version {
                version: version.to_owned(),
                engine: engine.to_owned(),
                tier: None,
            };
            let found = judge("waha".to_owned(), "http://waha/api", &about);
            assert_eq!(found.level, level, "{version} {engine}");
        }
    }
}
