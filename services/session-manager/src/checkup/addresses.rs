//! Where others reach us: WAHA the door, browsers the API.

use service_runtime::telemetry;
use url::{Host, Url};

use super::PATIENCE;
use super::finding::Finding;
use crate::Settings;

pub(super) async fn check(settings: &Settings) -> Vec<Finding> {
    let mut findings = vec![
        webhook(&settings.webhook.public_url).await,
        api(&settings.api.public_url),
    ];
    findings.extend(loosened(settings));
    findings
}

/// Asks the door with a GET, which it does not take: that somebody answers is enough.
async fn webhook(text: &str) -> Finding {
    let subject = "webhook url";
    let remedy = "Set PEYK__WEBHOOK__PUBLIC_URL to where WAHA reaches webhook-ingress, with its path \
                  /api/webhook/waha. WAHA may see other names than this machine does.";
    let Ok(url) = Url::parse(text) else {
        return Finding::wrong(subject, "webhook.public_url is not a URL", remedy);
    };
    let client = reqwest::Client::builder()
        .timeout(PATIENCE)
        .redirect(reqwest::redirect::Policy::none())
        .build();
    let client = match client {
        Ok(client) => client,
        Err(error) => return Finding::warning(subject, error.to_string(), remedy),
    };
    match client.get(url.clone()).send().await {
        // A door that is there refuses the method; before everything else it may refuse as not ready.
        Ok(answer) if matches!(answer.status().as_u16(), 405 | 503) => {
            Finding::fine(subject, format!("webhook-ingress answers at {url}"))
        }
        Ok(answer) => Finding::warning(
            subject,
            format!(
                "{url} answers {} to GET, which webhook-ingress would not: WAHA may post to something else",
                answer.status()
            ),
            remedy,
        ),
        Err(error) => Finding::warning(
            subject,
            format!(
                "{url} does not answer here: {}",
                telemetry::chain(&error.without_url())
            ),
            "Before a deployment webhook-ingress is not there yet. Afterwards: look whether it runs, and from WAHA's \
             machine with curl.",
        ),
    }
}

fn api(text: &str) -> Finding {
    let subject = "public url";
    let remedy = "Put something that speaks TLS in front, and set PEYK__API__PUBLIC_URL to its https:// address.";
    match Url::parse(text) {
        Ok(url) if url.scheme() == "https" => Finding::fine(
            subject,
            format!("browsers reach the API at {url}, and send their cookies by nothing else"),
        ),
        Ok(url) if is_this_machine(&url) => Finding::fine(
            subject,
            format!("{url}, for browsers of this machine alone"),
        ),
        Ok(url) => Finding::warning(
            subject,
            format!("{url} is not https: passwords and cookies can be read on the way"),
            remedy,
        ),
        Err(_) => Finding::warning(
            subject,
            "api.public_url is not set: links to QR codes are paths, and cookies are not bound to https",
            remedy,
        ),
    }
}

fn is_this_machine(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

/// What is for development and tests alone.
fn loosened(settings: &Settings) -> Vec<Finding> {
    let loose = [
        (
            "auth.demo_passwords",
            settings.auth.demo_passwords,
            "short passwords are taken",
        ),
        (
            "crm.allow_insecure",
            settings.crm.allow_insecure,
            "tenants' CRMs may be at private addresses: who has a tenant reaches what only this service should",
        ),
        (
            "llm.allow_insecure",
            settings.llm.allow_insecure,
            "tenants' language models may be at private addresses: who has a tenant reaches what only this service should",
        ),
    ];
    let loose = loose.into_iter().filter(|(_, is_set, _)| *is_set);
    loose
        .map(|(key, _, meaning)| {
            Finding::warning(
                "settings",
                format!("{key} is set: {meaning}"),
                "It is for development alone: take it out of the settings.",
            )
        })
        .collect()
}
