//! What a checkup asks of a Postgres, one of any version and with any roles.
//!
//! These statements are not checked when they are compiled: they have to bear a database that is not migrated, and one
//! that a newer version has migrated.

use std::{str::FromStr, time::Duration};

use sqlx::{ConnectOptions, Connection, PgConnection, Row, postgres::PgConnectOptions};
use time::OffsetDateTime;

use crate::{Database, Schema, StorageError};

/// A Postgres, as one role sees it.
#[derive(Debug, Clone)]
pub struct Server {
    /// Its version as a number: 150004 is 15.4.
    pub version_number: i32,
    /// The same for people.
    pub version: String,
    /// The database's encoding, such as `UTF8`.
    pub encoding: String,
    /// By which rules of a language letters are letters: `C.UTF-8`, `en_US.utf8`.
    pub ctype: String,
    /// The time zone of a session that names none.
    pub time_zone: String,
    /// What time it is there.
    pub now: OffsetDateTime,
    /// Whether it is a standby, which takes no writes.
    pub is_standby: bool,
    /// How many connections may be open, without those that are kept for superusers.
    pub connections: i64,
    /// How many are.
    pub connected: i64,
    /// Settings of [`SETTINGS`] that are not `on`.
    pub off: Vec<String>,
    /// As whom we came.
    pub role: Role,
    /// Its migrations.
    pub schema: Schema,
}

/// What has to be on: the first three or a commit is a promise that a power cut breaks, the others or tables only grow.
pub const SETTINGS: [&str; 5] = [
    "fsync",
    "full_page_writes",
    "synchronous_commit",
    "autovacuum",
    "track_counts",
];

/// A role, and what it may.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a right of its own, as Postgres has them"
)]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Role {
    /// Its name.
    pub name: String,
    /// Whether it is bound by nothing.
    pub superuser: bool,
    /// Whether row-level security does not bind it.
    pub bypasses_rls: bool,
    /// Whether it has the rights of the services.
    pub is_service: bool,
    /// How many of our tables are its own; row-level security does not bind it there.
    pub owned: i64,
    /// Whether it may make tables.
    pub may_create: bool,
    /// Whether it may make the role of the services, where that is missing.
    pub may_create_roles: bool,
    /// Whether there is a role of the services.
    pub has_service_role: bool,
    /// Tables that belong to somebody else than this role: it cannot migrate them.
    pub owned_by_others: i64,
}

/// A table of which much is dead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bloat {
    /// Its name.
    pub table: String,
    /// How many rows are dead.
    pub dead: i64,
    /// How many are alive.
    pub live: i64,
    /// When it was vacuumed last, by whomever.
    pub vacuumed_at: Option<OffsetDateTime>,
}

/// A transaction that has been open for long.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LongTransaction {
    /// The process id at the server.
    pub pid: i32,
    /// Who says to be there.
    pub application: String,
    /// Since when.
    pub since: OffsetDateTime,
}

/// What should have happened already. Each number is at most a hundred thousand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Delay {
    /// Conversations whose turn is due.
    pub turns: Overdue,
    /// Replies that are due, with those that are being sent.
    pub replies: Overdue,
    /// How many replies were given up within an hour.
    pub failed_lately: i64,
    /// When the first message was stored that the tenants' figures do not have yet.
    pub uncounted_since: Option<OffsetDateTime>,
}

/// Work that is due, and not done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Overdue {
    /// How much of it.
    pub count: i64,
    /// Since when the first is due.
    pub since: Option<OffsetDateTime>,
    /// How much of it somebody had taken whose lease has run out.
    pub abandoned: i64,
}

/// Looks at the server that `url` leads to. It has no limit of its own: put one around it.
pub async fn look(url: &str, name: &str) -> Result<Server, StorageError> {
    let options = PgConnectOptions::from_str(url)?.application_name(name);
    let mut connection = options.connect().await?;
    let server = server(&mut connection).await?;
    connection.close().await?;
    Ok(server)
}

async fn server(connection: &mut PgConnection) -> Result<Server, StorageError> {
    let role = role(connection).await?;
    let off = sqlx::query_scalar(
        "select name || ' = ' || setting from pg_settings
         where name = any ($1) and setting in ('off', 'local') order by name",
    )
    .bind(SETTINGS.map(str::to_owned).to_vec())
    .fetch_all(&mut *connection)
    .await?;
    let row = sqlx::query(
        "select current_setting('server_version_num')::int as version_number,
                current_setting('server_version') as version,
                pg_encoding_to_char(d.encoding)::text as encoding,
                d.datctype::text as ctype,
                current_setting('TimeZone') as time_zone,
                clock_timestamp() as now,
                pg_is_in_recovery() as is_standby,
                current_setting('max_connections')::bigint
                    - current_setting('superuser_reserved_connections')::bigint as connections,
                (select count(*) from pg_stat_activity where backend_type = 'client backend') as connected
         from pg_database d where d.datname = current_database()",
    )
    .fetch_one(&mut *connection)
    .await?;
    Ok(Server {
        version_number: row.try_get("version_number")?,
        version: row.try_get("version")?,
        encoding: row.try_get("encoding")?,
        ctype: row.try_get("ctype")?,
        time_zone: row.try_get("time_zone")?,
        now: row.try_get("now")?,
        is_standby: row.try_get("is_standby")?,
        connections: row.try_get("connections")?,
        connected: row.try_get("connected")?,
        off,
        role,
        schema: Schema::read(connection).await?,
    })
}

async fn role(connection: &mut PgConnection) -> Result<Role, StorageError> {
    let row = sqlx::query(
        "select r.rolname::text as name, r.rolsuper, r.rolbypassrls, r.rolcreaterole,
                s.oid is not null as has_service_role,
                s.oid is not null and pg_has_role(r.oid, s.oid, 'member') as is_service,
                count(c.oid) filter (where c.relowner = r.oid) as owned,
                count(c.oid) filter (where not pg_has_role(r.oid, c.relowner, 'usage')) as owned_by_others,
                has_schema_privilege(r.oid, 'public', 'create') as may_create
         from pg_roles r
         left join pg_roles s on s.rolname = 'peyk_service'
         left join pg_class c on c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
         where r.rolname = current_user
         group by r.rolname, r.oid, r.rolsuper, r.rolbypassrls, r.rolcreaterole, s.oid",
    )
    .fetch_one(connection)
    .await?;
    Ok(Role {
        name: row.try_get("name")?,
        superuser: row.try_get("rolsuper")?,
        bypasses_rls: row.try_get("rolbypassrls")?,
        is_service: row.try_get("is_service")?,
        owned: row.try_get("owned")?,
        may_create: row.try_get("may_create")?,
        may_create_roles: row.try_get("rolcreaterole")?,
        has_service_role: row.try_get("has_service_role")?,
        owned_by_others: row.try_get("owned_by_others")?,
    })
}

/// What should have happened by now.
pub async fn delay(database: &Database, now: OffsetDateTime) -> Result<Delay, StorageError> {
    let row = sqlx::query("select * from measure_delay($1)")
        .bind(now)
        .fetch_one(database.pool())
        .await?;
    let overdue = |count, since, abandoned| -> Result<Overdue, StorageError> {
        Ok(Overdue {
            count: row.try_get(count)?,
            since: row.try_get(since)?,
            abandoned: row.try_get(abandoned)?,
        })
    };
    Ok(Delay {
        turns: overdue("turns_overdue", "turns_due_since", "turns_abandoned")?,
        replies: overdue("replies_overdue", "replies_due_since", "replies_abandoned")?,
        failed_lately: row.try_get("failed_lately")?,
        uncounted_since: row.try_get("uncounted_since")?,
    })
}

/// The names of those who are connected to this database, as they call themselves.
pub async fn applications(database: &Database) -> Result<Vec<String>, StorageError> {
    let names = sqlx::query_scalar(
        "select distinct application_name from pg_stat_activity
         where datname = current_database() and application_name <> '' order by 1 limit 1000",
    )
    .fetch_all(database.pool())
    .await?;
    Ok(names)
}

/// Tables with more dead rows than `least`, of which more than two fifths are dead: twice what autovacuum lets happen.
pub async fn bloat(database: &Database, least: i64) -> Result<Vec<Bloat>, StorageError> {
    let rows = sqlx::query(
        "select relname::text as table_name, n_dead_tup, n_live_tup,
                greatest(last_vacuum, last_autovacuum) as vacuumed_at
         from pg_stat_user_tables
         where n_dead_tup > $1 and n_dead_tup > 0.4 * (n_dead_tup + n_live_tup)
         order by n_dead_tup desc limit 20",
    )
    .bind(least)
    .fetch_all(database.pool())
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(Bloat {
                table: row.try_get("table_name")?,
                dead: row.try_get("n_dead_tup")?,
                live: row.try_get("n_live_tup")?,
                vacuumed_at: row.try_get("vacuumed_at")?,
            })
        })
        .collect()
}

/// Transactions on this database that have been open for longer than that, of those that this role may see.
pub async fn long_transactions(
    database: &Database,
    longer_than: Duration,
) -> Result<Vec<LongTransaction>, StorageError> {
    let rows = sqlx::query(
        "select pid, coalesce(application_name, '') as application, xact_start
         from pg_stat_activity
         where datname = current_database() and pid <> pg_backend_pid()
           and xact_start < clock_timestamp() - make_interval(secs => $1)
         order by xact_start limit 20",
    )
    .bind(longer_than.as_secs_f64())
    .fetch_all(database.pool())
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(LongTransaction {
                pid: row.try_get("pid")?,
                application: row.try_get("application")?,
                since: row.try_get("xact_start")?,
            })
        })
        .collect()
}
