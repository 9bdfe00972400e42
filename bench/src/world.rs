//! A database as it is after a while: tenants with linked sessions, customers, and what they have written.

use std::{str::FromStr, time::Duration};

use anyhow::{Context, Result};
use domain::{seal::Sealer, webhook_key::MasterSecret};
use fleet::Fleet;
use service_runtime::Secret;
use sqlx::{AssertSqlSafe, ConnectOptions, Executor, PgConnection, postgres::PgConnectOptions};
use storage::Database;
use url::Url;

use crate::crowd::{Crowd, FIRST_LID, FIRST_PHONE};

/// The master key of the benchmark's sealed secrets, and what is sealed: neither is a secret.
const MASTER_KEY: &str = "peyk-bench-master-key-for-sealed-secrets";
const WAHA_KEY: &str = "peyk-bench-waha-key";

/// What there is.
#[derive(Debug, Clone, clap::Args)]
pub(crate) struct World {
    /// Where Postgres is, as the role that owns the tables
    #[arg(long, env = "PEYK_BENCH_OWNER_URL", hide_env_values = true)]
    owner: String,
    /// Where the WAHA of all sessions is, with its /api
    #[arg(long)]
    waha: String,
    #[command(flatten)]
    crowd: Crowd,
    /// Messages that each chat has already
    #[arg(long, default_value_t = 10)]
    history: u64,
}

/// Migrates the database and fills it.
pub(crate) async fn make(world: World) -> Result<()> {
    storage::migrate(&world.owner).await.context("migrate")?;
    let mut owner = PgConnectOptions::from_str(&world.owner)?.connect().await?;
    add_waha(&mut owner, &world).await?;
    let Crowd { tenants, chats } = world.crowd;
    for (what, statement) in statements(tenants, chats, world.history) {
        let done = owner.execute(AssertSqlSafe(statement)).await;
        done.with_context(|| format!("add {what}"))?;
    }
    // So that neither a plan nor the vacuum of a new table disturbs what is measured.
    owner.execute("vacuum (analyze)").await.context("analyze")?;
    Ok(())
}

/// Adds the WAHA that has all sessions, as session-manager does.
async fn add_waha(owner: &mut PgConnection, world: &World) -> Result<()> {
    let settings = storage::Settings {
        url: Url::parse(&world.owner)?.into(),
        owner_url: Secret::default(),
        max_connections: 2,
        acquire_timeout: Duration::from_secs(10),
        statement_timeout: Duration::from_secs(10),
    };
    let timeouts = waha::Timeouts {
        connect_timeout: Duration::from_secs(5),
        control_timeout: Duration::from_secs(20),
        send_timeout: Duration::from_mins(1),
    };
    let database = Database::connect(&settings, "peyk-bench")?;
    let sealer = Sealer::new(MasterSecret::new(MASTER_KEY)?, []);
    let node = Fleet::new(database, sealer, timeouts).seal(&world.waha, &WAHA_KEY.into());
    sqlx::query("insert into waha_nodes (name, api_url, api_key, capacity, state) values ('bench', $1, $2, 100000, 'ok')")
        .bind(node.api_url)
        .bind(node.api_key)
        .execute(owner)
        .await
        .context("add a WAHA")?;
    Ok(())
}

/// What fills the tables. Every tenant also has a conversation that nobody writes in and whose alarm is set for next month:
/// who looks for work that is due has to pass it by.
fn statements(tenants: u64, chats: u64, history: u64) -> [(&'static str, String); 10] {
    // Contacts and conversations have the numbers of their chats, from 1 on; those of next month follow.
    let of_chat =
        format!("select n, n % {tenants} + 1 as tenant from generate_series(0, {chats} - 1) n");
    let of_all = format!(
        "{of_chat} union all select {chats} + t - 1, t from generate_series(1, {tenants}) t"
    );
    // Written by turns, the last of them an hour ago.
    let of_history = format!(
        "select c.n, c.tenant, h, case when h % 2 = 1 then 'in' else 'out' end as direction,
                'B' || c.n || '-' || h as stanza,
                now() - interval '1 hour' - ({history} - h) * interval '1 minute' as at
         from ({of_chat}) c cross join generate_series(1, {history}) h"
    );
    [
        (
            "tenants",
            format!(
                "insert into tenants (id, name, waha_session_name)
                 select t, 'Agency ' || t, 'tenant_' || t from generate_series(1, {tenants}) t"
            ),
        ),
        (
            "sessions",
            "insert into sessions (tenant_id, wanted, status, status_at, phone, state, linked, node_id)
             select t.id, 'running', 'WORKING', now(), 97140000000 + t.id, 'connected', true, w.id
             from tenants t cross join waha_nodes w"
                .to_owned(),
        ),
        (
            "contacts",
            format!(
                "insert into contacts (id, tenant_id, push_name) overriding system value
                 select n + 1, tenant, 'Ana' from ({of_all}) c"
            ),
        ),
        (
            "addresses",
            format!(
                "insert into contact_addresses (tenant_id, address, contact_id)
                 select tenant, address, n + 1 from ({of_all}) c
                 cross join lateral (values ({FIRST_PHONE} + n || '@c.us'), ({FIRST_LID} + n || '@lid')) a (address)"
            ),
        ),
        (
            "conversations",
            format!(
                "insert into conversations (id, tenant_id, contact_id, session, chat_id, turns, wake_at, taken_id,
                                            taken_sent_at, customer_wrote_at, gate, gate_reason)
                 overriding system value
                 select n + 1, tenant, n + 1, 'tenant_' || tenant, {FIRST_PHONE} + n || '@c.us',
                        case when n < {chats} then {history} / 2 else 1 end,
                        case when n >= {chats} then now() + interval '30 days' end,
                        case when n < {chats} then (n + 1) * {history} else 0 end,
                        now() - interval '1 hour', now() - interval '1 hour', 'open', 'known'
                 from ({of_all}) c"
            ),
        ),
        (
            "messages",
            format!(
                "insert into messages (id, tenant_id, conversation_id, key, direction, stanza, kind, body,
                                       sent_at, received_at, stored_at, waits)
                 overriding system value
                 select n * {history} + h, tenant, n + 1,
                        tenant || ':tenant_' || tenant || ':message:' || direction || ':' || stanza,
                        direction, stanza, 'text', 'Do you open on Sunday? And on Monday?',
                        at, at, at, direction = 'in'
                 from ({of_history}) h"
            ),
        ),
        (
            "replies",
            format!(
                "insert into outbox (tenant_id, conversation_id, session, chat_id, turn, position, body, state,
                                     stanza, attempts, due_at, ack, created_at, sent_at)
                 select tenant, n + 1, 'tenant_' || tenant, {FIRST_PHONE} + n || '@c.us', h / 2, 0,
                        'Do you open on Sunday? And on Monday?', 'sent', stanza, 1, at, 2, at, at
                 from ({of_history}) h where direction = 'out'"
            ),
        ),
        ("the next contact's number", next_number("contacts")),
        (
            "the next conversation's number",
            next_number("conversations"),
        ),
        ("the next message's number", next_number("messages")),
    ]
}

/// Numbers go on where they were chosen up to now.
fn next_number(table: &str) -> String {
    format!(
        "select setval(pg_get_serial_sequence('{table}', 'id'), (select coalesce(max(id), 0) + 1 from {table}), false)"
    )
}
