//! What there is in the end, in Postgres and on the phones.

use std::time::Duration;

use anyhow::{Context, Result};
use domain::TenantId;
use serde::Deserialize;
use serde_json::Value;
use storage::testing::TestDatabase;
use tokio::time::{Instant, sleep};

use super::{Chat, Evidence, House, PATIENCE, Reply, Stored, Written, session};

/// Why the bot does not speak where it does not, for who looks for the reason of a failure.
const SILENT: &str = "select coalesce(json_agg(json_build_object('conversations', n, 'gate', gate, 'reason', gate_reason,
        'failure', failure, 'paused', paused)), '[]')::text
    from (select count(*) n, gate, gate_reason, failure, paused_until is not null paused
          from conversations group by 2, 3, 4, 5) silent";

/// All messages of customers.
const STORED: &str = "select coalesce(json_agg(json_build_object(
        'tenant', m.tenant_id, 'chat', c.chat_id, 'stanza', m.stanza, 'text', m.body,
        'place', m.id)), '[]')::text
    from messages m join conversations c on (c.tenant_id, c.id) = (m.tenant_id, m.conversation_id)
    where m.direction = 'in'";

/// The ids of what the bot was about to say when something else happened.
const CANCELLED: &str = "select coalesce(json_agg(coalesce(stanza, 'none')), '[]')::text
    from outbox where state = 'cancelled'";

/// How many replies were given up, because WhatsApp refused them or their end was not known.
const GIVEN_UP: &str = "select count(*)::text from outbox where state = 'failed'";

/// How far it is; the same as before when nothing moves.
const PROGRESS: &str = "select json_build_object(
        'stored', (select count(*) from messages where direction = 'in'),
        'to_take', (select count(*) from messages m
            join conversations c on (c.tenant_id, c.id) = (m.tenant_id, m.conversation_id)
            where m.waits and m.id > c.taken_id),
        'outbox', (select coalesce(json_object_agg(state, rows), '{}')
            from (select state, count(*) rows from outbox group by state) states))::text";

/// All that a worker wrote, for who looks for the reason of a failure.
const TABLES: [(&str, &str); 3] = [
    (
        "conversations",
        "select json_agg(t order by id)::text from conversations t",
    ),
    (
        "messages",
        "select json_agg(t order by id)::text from messages t",
    ),
    (
        "outbox",
        "select json_agg(t order by id)::text from outbox t",
    ),
];

#[derive(Deserialize)]
struct Row {
    tenant: i64,
    chat: String,
    stanza: String,
    text: Option<String>,
    place: i64,
}

/// How far the house is: `stored`, `to_take`, and `outbox` by state.
pub async fn progress(database: &TestDatabase) -> Result<Value> {
    let answer = database.ask(PROGRESS).await?;
    Ok(serde_json::from_str(&answer.context("a row")?)?)
}

/// Waits until `count` messages are stored and taken and nothing is left to be said, or until nothing moves any more:
/// then the judge tells what is missing.
pub async fn settled(house: &House, count: usize) -> Result<()> {
    let (mut last, mut since) = (Value::Null, Instant::now());
    while since.elapsed() < PATIENCE {
        let progress = progress(&house.database).await?;
        let is_open = |state: &str| !matches!(state, "sent" | "cancelled" | "failed");
        let outbox = progress["outbox"].as_object();
        let is_done = progress["stored"].as_u64() >= u64::try_from(count).ok()
            && progress["to_take"] == 0
            && !outbox.is_some_and(|states| states.keys().any(|state| is_open(state)));
        if is_done {
            return Ok(());
        }
        if progress != last {
            (last, since) = (progress, Instant::now());
        }
        sleep(Duration::from_millis(200)).await;
    }
    let silent = house.ask(SILENT).await?;
    eprintln!("nothing moves any more: {last}; {silent}");
    Ok(())
}

/// Writes everything into the folder that `PEYK_TEST_LOGS` names, if it does.
pub async fn keep(house: &House, evidence: &Evidence) -> Result<()> {
    let Ok(folder) = std::env::var("PEYK_TEST_LOGS") else {
        return Ok(());
    };
    let folder = std::path::Path::new(&folder);
    for (name, rows) in TABLES {
        let rows = house.ask(rows).await?.to_string();
        std::fs::write(folder.join(format!("{name}.json")), rows)?;
    }
    std::fs::write(folder.join("evidence.txt"), format!("{evidence:#?}"))?;
    Ok(())
}

/// Reads everything.
pub async fn collect(
    house: &House,
    tenants: &[TenantId],
    written: Vec<Written>,
) -> Result<Evidence> {
    let rows: Vec<Row> = serde_json::from_value(house.ask(STORED).await?)?;
    let stored = rows.into_iter().map(|row| Stored {
        chat: Chat {
            tenant: row.tenant,
            customer: row.chat.trim_end_matches("@c.us").to_owned(),
        },
        stanza: row.stanza,
        text: row.text.unwrap_or_default(),
        place: row.place,
    });
    let mut replies = Vec::new();
    for tenant in tenants {
        for delivered in house.simulator.all_delivered(&session(*tenant)).await? {
            let mut id = delivered.id.split('_').skip(1);
            let (chat, stanza) = id.next().zip(id.next()).context("an id of WAHA")?;
            replies.push(Reply {
                chat: Chat {
                    tenant: tenant.get(),
                    customer: chat.trim_end_matches("@c.us").to_owned(),
                },
                stanza: stanza.to_owned(),
                text: delivered.text,
                sends: delivered.sends,
            });
        }
    }
    Ok(Evidence {
        written,
        stored: stored.collect(),
        replies,
        cancelled: serde_json::from_value(house.ask(CANCELLED).await?)?,
        given_up: serde_json::from_value(house.ask(GIVEN_UP).await?)?,
    })
}
