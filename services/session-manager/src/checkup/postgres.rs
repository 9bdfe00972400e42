//! Postgres: whether it is there, can be trusted with what it acknowledges, and lets each role do its part and no more.

use service_runtime::{clock, telemetry};
use storage::checkup::{self, Role, Server};
use storage::{Schema, StorageError};
use time::Duration;
use url::Url;

use super::CLIENT_NAME;
use super::book::Section;
use super::finding::Finding;
use crate::Settings;

/// The oldest version that has all that the migrations use.
const OLDEST: i32 = 150_000;
/// Services go by Postgres' clock; what has no Postgres, by its machine's.
const CLOCKS_APART: Duration = Duration::seconds(2);
const CLOCKS_WRONG: Duration = Duration::seconds(30);

/// As a service.
pub(super) async fn check(settings: &Settings) -> Vec<Finding> {
    let url = settings.database.url.expose();
    let server = match checkup::look(url.as_str(), CLIENT_NAME).await {
        Ok(server) => server,
        Err(error) => return vec![away("postgres", "PEYK__DATABASE__URL", url, &error)],
    };
    let mut findings = vec![
        version(&server, url),
        encoding(&server),
        clock(&server),
        durability(&server),
        connections(&server, settings.database.max_connections),
        service_role(&server.role),
    ];
    findings.extend(migrations(&server.schema));
    findings
}

/// As the owner of the tables, where its URL is known.
pub(super) async fn check_owner(settings: &Settings) -> Vec<Finding> {
    let secret = &settings.database.owner_url;
    if secret.is_empty() {
        return Vec::new();
    }
    let subject = "postgres owner";
    let Ok(url) = Url::parse(secret.expose()) else {
        return vec![Finding::wrong(
            subject,
            "database.owner_url is not a URL",
            "Set PEYK__DATABASE__OWNER_URL to postgres://owner:password@host:5432/database.",
        )];
    };
    match checkup::look(url.as_str(), CLIENT_NAME).await {
        Ok(server) => vec![owner_role(&server.role)],
        Err(error) => vec![away(subject, "PEYK__DATABASE__OWNER_URL", &url, &error)],
    }
}

/// Where it is, without who we are.
fn place(url: &Url) -> String {
    let host = url.host_str().unwrap_or("localhost");
    format!("{host}:{}{}", url.port().unwrap_or(5432), url.path())
}

fn away(subject: &'static str, variable: &str, url: &Url, error: &StorageError) -> Finding {
    Finding::wrong(
        subject,
        format!("{} cannot be used: {}", place(url), telemetry::chain(error)),
        format!(
            "Look whether Postgres runs there, has this database, and takes the user and password of {variable}."
        ),
    )
    .see(Section::PostgresAway)
}

fn version(server: &Server, url: &Url) -> Finding {
    let found = format!("{} at {}", server.version, place(url));
    if server.version_number < OLDEST {
        return Finding::wrong(
            "postgres",
            format!("version {found} is too old"),
            "Use Postgres 15 or newer: the migrations need it.",
        );
    }
    if server.is_standby {
        return Finding::wrong(
            "postgres",
            format!("{found} is a standby and takes no writes"),
            "Let database.url lead to the primary.",
        );
    }
    Finding::fine("postgres", format!("version {found}"))
}

fn encoding(server: &Server) -> Finding {
    let subject = "encoding";
    if server.encoding != "UTF8" {
        return Finding::wrong(
            subject,
            format!(
                "the database holds {}, which has no room for Persian, Arabic or Russian",
                server.encoding
            ),
            "Make it anew: create database … encoding 'UTF8' template template0, and migrate that.",
        );
    }
    if matches!(server.ctype.as_str(), "C" | "POSIX") {
        return Finding::warning(
            subject,
            format!(
                "UTF8 with the character type {}: searches for names tell capitals apart outside English",
                server.ctype
            ),
            "For a new database: create database … lc_ctype 'C.UTF-8' template template0.",
        );
    }
    Finding::fine(subject, format!("UTF8, character type {}", server.ctype))
}

fn clock(server: &Server) -> Finding {
    let subject = "clocks";
    let apart = (server.now - clock::of_this_machine()).abs();
    let zone = &server.time_zone;
    let told = format!(
        "Postgres' clock is {:.1} s apart from this machine's",
        apart.as_seconds_f64()
    );
    let remedy = "Let NTP keep the clocks of all machines.";
    if apart > CLOCKS_WRONG {
        let meaning = "one of them is wrong. If it is Postgres', everything comes at wrong times; if it is this one's, \
                       logs do, and a webhook-ingress on this machine misjudges what is too old to be answered";
        return Finding::wrong(subject, format!("{told}: {meaning}"), remedy)
            .see(Section::ClockWrong);
    }
    if apart > CLOCKS_APART {
        return Finding::warning(subject, told, remedy).see(Section::ClockWrong);
    }
    if !matches!(zone.as_str(), "UTC" | "Etc/UTC" | "GMT") {
        return Finding::warning(
            subject,
            format!(
                "Postgres tells times in {zone}; ours are UTC, so its logs and psql differ from our logs"
            ),
            "alter database … set timezone to 'UTC'. Nothing that customers see depends on it.",
        );
    }
    Finding::fine(
        subject,
        "this machine and Postgres agree on the time, and on UTC",
    )
}

fn durability(server: &Server) -> Finding {
    let subject = "durability";
    if server.off.is_empty() {
        let all = checkup::SETTINGS.join(", ");
        return Finding::fine(subject, format!("on: {all}"));
    }
    Finding::wrong(
        subject,
        format!(
            "{}: what was acknowledged can be lost in a power cut, or tables grow without end",
            server.off.join(", ")
        ),
        "alter system set … to 'on', then select pg_reload_conf(); full_page_writes and fsync too need no restart.",
    )
}

fn connections(server: &Server, pool: u32) -> Finding {
    let subject = "connections";
    let (most, now) = (server.connections, server.connected);
    let told = format!("{now} of {most} are open; each session-manager takes up to {pool}");
    let remedy = "Raise max_connections of Postgres, or lower database.max_connections. Needed are the pools of all \
                  processes together: bot-workers have 16 each, session-managers 8, unless set otherwise.";
    if i64::from(pool) > most - now.min(most) {
        let meaning = "one more does not find as many";
        return Finding::warning(subject, format!("{told}: {meaning}"), remedy)
            .see(Section::DatabasePoolWaits);
    }
    if now * 5 > most * 4 {
        return Finding::warning(subject, told, remedy).see(Section::DatabasePoolWaits);
    }
    Finding::fine(subject, told)
}

fn service_role(role: &Role) -> Finding {
    let subject = "service role";
    let name = &role.name;
    let mut faults = Vec::new();
    let mut remedies = Vec::new();
    if role.superuser || role.bypasses_rls {
        faults.push("row-level security does not bind it: a mistake in a query would show tenants to each other");
        remedies.push(format!("alter role {name} nosuperuser nobypassrls"));
    }
    if role.owned > 0 {
        faults.push("it owns tables, where row-level security does not bind it");
        remedies.push(format!("reassign owned by {name} to peyk_owner"));
    }
    if !role.has_service_role {
        faults.push("there is no role peyk_service yet");
        remedies.push("run `session-manager migrate`".to_owned());
        remedies.push(format!("grant peyk_service to {name}"));
    } else if !role.is_service {
        faults.push("it is no member of peyk_service and sees no table");
        remedies.push(format!("grant peyk_service to {name}"));
    }
    if faults.is_empty() {
        return Finding::fine(
            subject,
            format!("{name} is a member of peyk_service and owns nothing"),
        );
    }
    Finding::wrong(
        subject,
        format!("{name}: {}", faults.join("; ")),
        format!("As a superuser: {}.", remedies.join("; ")),
    )
}

fn owner_role(role: &Role) -> Finding {
    let subject = "postgres owner";
    let name = &role.name;
    let (fault, remedy) = if role.owned_by_others > 0 {
        (
            format!(
                "{} tables belong to somebody else: it cannot migrate them",
                role.owned_by_others
            ),
            format!("As a superuser: reassign owned by … to {name}."),
        )
    } else if !role.may_create {
        (
            "it may make no tables".to_owned(),
            format!(
                "As a superuser: alter database … owner to {name}, or grant create on schema public to {name}."
            ),
        )
    } else if !role.has_service_role && !role.may_create_roles && !role.superuser {
        (
            "there is no role peyk_service, and it may make none".to_owned(),
            "As a superuser: create role peyk_service nologin.".to_owned(),
        )
    } else {
        return Finding::fine(subject, format!("{name} can migrate"));
    };
    Finding::wrong(subject, format!("{name}: {fault}"), remedy)
}

fn migrations(schema: &Schema) -> Vec<Finding> {
    let subject = "migrations";
    let mut findings = Vec::new();
    if let Some(first) = schema.broken.first() {
        findings.push(Finding::wrong(
            subject,
            format!("{first} was begun and did not end: nothing is migrated before it is cleared"),
            format!(
                "Remove what it left (an invalid index: drop index concurrently …), then as the owner: \
                 delete from _sqlx_migrations where version = {first}; then `session-manager migrate`."
            ),
        ));
    }
    if let Some(first) = schema.pending.first() {
        findings.push(Finding::wrong(
            subject,
            format!(
                "the database is older than this version: {} are pending, the first is {first}. Services of this version \
                 are not ready before; those of the former go on",
                schema.pending.len()
            ),
            "Run `session-manager migrate` of this version, then start its services.",
        )
        .see(Section::Upgrades));
    }
    if let Some(last) = schema.unknown.last() {
        findings.push(Finding::warning(
            subject,
            format!(
                "the database is newer than this version: it has {} more, up to {last}. This version works on, because \
                 migrations expand first; two releases back it would not",
                schema.unknown.len()
            ),
            "Go on with the upgrade, or look why an old version is being started.",
        )
        .see(Section::Upgrades));
    }
    if findings.is_empty() {
        findings.push(Finding::fine(
            subject,
            "the database has all of this version and no others",
        ));
    }
    findings
}
