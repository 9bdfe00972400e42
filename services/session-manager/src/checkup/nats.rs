//! NATS: whether it is there, new enough, and keeps streams and consumers as this version declares them.

use bus::checkup::{self, CheckupError, Drift, JetStream, Server};
use service_runtime::telemetry;

use super::book::Section;
use super::finding::Finding;
use super::{CLIENT_NAME, PATIENCE};
use crate::Settings;

/// The oldest version that takes atomic batches.
const OLDEST: (u32, u32) = (2, 12);
/// webhook-ingress takes bodies of 4 MiB unless set otherwise, and an event has headers and some fields beside.
const PAYLOAD_NEEDED: u64 = 4 * MIB + 64 * 1024;
const MIB: u64 = 1024 * 1024;

pub(super) async fn check(settings: &Settings) -> Vec<Finding> {
    let server = match checkup::look(&settings.nats, CLIENT_NAME, PATIENCE).await {
        Ok(server) => server,
        Err(error) => return vec![away(settings, &error)],
    };
    let mut findings = vec![version(&server), payload(&server)];
    match &server.jetstream {
        None => findings.push(Finding::wrong(
            "jetstream",
            "it is off, or not for our user: no event can be kept, and no webhook is taken",
            "Start nats-server with infra/nats/nats.conf, or put `jetstream { … }` into its own settings. One that was on \
             has turned it off because it could not write: make room on its disk, and restart it.",
        )
        .see(Section::JetStreamRefuses)),
        Some(jetstream) => {
            findings.push(room(jetstream));
            findings.extend(declared(jetstream));
        }
    }
    findings
}

fn away(settings: &Settings, error: &CheckupError) -> Finding {
    let url = settings.nats.url.expose();
    let place = format!(
        "{}:{}",
        url.host_str().unwrap_or("localhost"),
        url.port().unwrap_or(4222)
    );
    Finding::wrong(
        "nats",
        format!("{place} cannot be used: {}", telemetry::chain(error)),
        match error {
            CheckupError::Unauthorized => {
                "Put the user and password of nats.conf into PEYK__NATS__URL (nats://user:password@host:4222)."
            }
            CheckupError::Away(_) => "Look whether nats-server runs there, and at PEYK__NATS__URL.",
            CheckupError::Silent(_) => {
                "Look at the log of nats-server; a cluster without a leader does not answer either."
            }
        },
    )
    .see(Section::NatsAway)
}

fn version(server: &Server) -> Finding {
    let found = &server.version;
    let mut numbers = found.split('.').map(|part| part.parse().ok());
    let parts = numbers.next().flatten().zip(numbers.next().flatten());
    let of = match &server.cluster {
        Some(cluster) => format!(" of the cluster {cluster}"),
        None => String::new(),
    };
    match parts {
        Some(parts) if parts >= OLDEST => Finding::fine("nats", format!("version {found}{of}")),
        Some(_) => Finding::wrong(
            "nats",
            format!(
                "version {found}{of} is too old: it takes no atomic batches, in which webhooks are stored"
            ),
            "Use nats-server 2.12 or newer.",
        ),
        None => Finding::warning(
            "nats",
            format!("its version is {found}, which is not understood"),
            "Use nats-server 2.12 or newer.",
        ),
    }
}

fn payload(server: &Server) -> Finding {
    let (found, subject) = (server.max_payload, "nats max_payload");
    if found < PAYLOAD_NEEDED {
        return Finding::wrong(
            subject,
            format!(
                "{found} bytes: webhook-ingress takes bodies of up to {} bytes, and NATS would refuse the largest",
                4 * MIB
            ),
            "Set max_payload: 8MB in nats.conf, or lower webhook.max_body_bytes of webhook-ingress.",
        );
    }
    Finding::fine(
        subject,
        format!("{} MiB, more than a webhook's body", found / MIB),
    )
}

fn room(jetstream: &JetStream) -> Finding {
    let subject = "jetstream room";
    let (reserved, wanted) = (jetstream.disk_reserved, jetstream.disk_wanted);
    match jetstream.disk_limit {
        Some(limit) if reserved + wanted > limit => Finding::wrong(
            subject,
            format!(
                "the account may have {} MiB on disk; {} are taken, and missing streams want {} more",
                limit / MIB,
                reserved / MIB,
                wanted / MIB
            ),
            "Raise the account's max_file, or free what others reserve (`nats stream report`).",
        ),
        Some(limit) => Finding::fine(
            subject,
            format!(
                "{} of {} MiB on disk are taken",
                (reserved + wanted) / MIB,
                limit / MIB
            ),
        ),
        None => Finding::fine(
            subject,
            format!(
                "the account has no limit; streams take {} MiB on disk",
                (reserved + wanted) / MIB
            ),
        ),
    }
}

fn declared(jetstream: &JetStream) -> Vec<Finding> {
    let subject = "streams";
    let mut findings: Vec<_> = jetstream.drifts.iter().map(drift).collect();
    if !jetstream.missing.is_empty() {
        // A fresh server has none, and that is no fault of it.
        findings.push(Finding::fine(
            subject,
            format!(
                "not there yet: {}; the first service that starts makes them",
                jetstream.missing.join(", ")
            ),
        ));
    } else if findings.is_empty() {
        findings.push(Finding::fine(
            subject,
            "streams and consumers are as this version declares them",
        ));
    }
    findings
}

fn drift(drift: &Drift) -> Finding {
    let what = format!(
        "{} has {} {}, declared is {}",
        drift.of, drift.field, drift.found, drift.declared
    );
    if drift.lasting {
        return Finding::wrong(
            "streams",
            what,
            format!(
                "JetStream does not change it. Let the consumers read it empty, stop the services, remove {} with \
                 nats-server's own tool, and start them: they make it anew.",
                drift.of
            ),
        );
    }
    Finding::warning(
        "streams",
        what,
        "A service of this version that starts sets it right. If it comes back, somebody else changes it, or an older \
         version still starts.",
    )
}
