//! One conversation, hop by hop.

use std::{str::FromStr, time::Duration};

use anyhow::{Context, Result};
use domain::{SessionName, TenantId};
use service_runtime::{Problems, SecretUrl, clock, config};
use storage::{Database, messages};
use time::OffsetDateTime;

use super::{Place, TENANTS};
use crate::{Simulator, eventually};

/// How long one hop may take before the play says where it stopped.
const PATIENCE: Duration = Duration::from_secs(30);
const CONVERSATION: [&str; 6] = [
    "Hi, I'd like to buy a villa in Dubai Hills, around 4 million AED",
    "3 bedrooms",
    "within two months",
    "cash",
    "Sara",
    "Tomorrow at 11",
];

/// Links the first tenant's number, if it is not, and plays a conversation of a new customer with it.
pub async fn play(place: &Place) -> Result<()> {
    let (id, name, phone, _) = TENANTS[0];
    let tenant = TenantId::try_from(id)?;
    let session = SessionName::of_tenant(tenant);
    let manager = place.manager()?;
    let simulator = place.simulator()?;
    if manager.status(tenant).await?["connected"] != true {
        manager.connect(tenant).await.context("connect WhatsApp")?;
        simulator
            .scan(session.as_str(), phone)
            .await
            .context("scan the QR code")?;
        manager.connected(tenant, PATIENCE).await?;
    }
    // A customer who never wrote before, whenever this is played.
    let customer = format!(
        "9715{:08}",
        clock::now().unix_timestamp_nanos() / 10_000_000 % 100_000_000
    );
    say(&format!(
        "A customer ({customer}) writes to {name} ({session}, +{phone}):"
    ));
    let stage = Stage {
        database: connect(&place.database_url)?,
        simulator,
        tenant,
        session,
        customer,
        start: clock::now(),
    };
    for (number, text) in CONVERSATION.iter().enumerate() {
        stage.exchange(text, number + 1).await.with_context(|| {
            format!(
                "the conversation stopped at message {} (\"{text}\")",
                number + 1
            )
        })?;
    }
    say("\nEvery message was answered.");
    Ok(())
}

struct Stage {
    database: Database,
    simulator: Simulator,
    tenant: TenantId,
    session: SessionName,
    customer: String,
    start: OffsetDateTime,
}

impl Stage {
    /// One message and its answer.
    async fn exchange(&self, text: &str, number: usize) -> Result<()> {
        say("");
        self.hop(clock::now(), "customer writes", text);
        let session = self.session.as_str();
        let id = self.simulator.write(session, &self.customer, text).await?;
        let stanza = id
            .rsplit('_')
            .next()
            .context("the simulator's message id has no parts")?;

        let what = "webhook accepted (webhook-ingress, JetStream)";
        let accepted = eventually(what, PATIENCE, async || {
            let webhooks = self.simulator.webhooks(session).await?;
            let mut of_message = webhooks.into_iter().filter(|webhook| {
                webhook.event == "message.any" && webhook.message_id.as_deref() == Some(&id)
            });
            Ok(of_message.find_map(|webhook| webhook.delivered_at))
        });
        self.hop(
            accepted.await?,
            "webhook accepted",
            "by webhook-ingress, on JetStream's disk",
        );

        let stored = self.progress(stanza, "stored (bot-worker intake)", |at| {
            Some(at.stored_at)
        });
        self.hop(stored.await?, "stored", "in the conversation's mailbox");
        let taken = self.progress(stanza, "turn taken (bot-worker turns)", |at| at.taken_at);
        self.hop(taken.await?, "turn taken", "by the bot");

        let what = "reply delivered (bot-worker delivery, WAHA)";
        let reply = eventually(what, PATIENCE, async || {
            let delivered = self.simulator.delivered(session, &self.customer).await?;
            Ok(delivered.into_iter().nth(number - 1))
        })
        .await?;
        self.hop(reply.at, "reply delivered", &reply.text.replace('\n', " "));
        Ok(())
    }

    /// When the message reached a step inside; waits for it.
    async fn progress(
        &self,
        stanza: &str,
        what: &str,
        step: impl Fn(messages::Progress) -> Option<OffsetDateTime>,
    ) -> Result<OffsetDateTime> {
        eventually(what, PATIENCE, async || {
            let mut tx = self.database.begin(self.tenant).await?;
            Ok(messages::progress(&mut tx, self.tenant, stanza)
                .await?
                .and_then(&step))
        })
        .await
    }

    fn hop(&self, at: OffsetDateTime, what: &str, detail: &str) {
        const WIDTH: usize = 76;
        let elapsed = (at - self.start).as_seconds_f64().max(0.0);
        let mut detail = detail.to_owned();
        if detail.chars().count() > WIDTH {
            detail = detail.chars().take(WIDTH - 1).chain(['…']).collect();
        }
        say(&format!("  {elapsed:8.3} s  {what:<17} {detail}"));
    }
}

fn connect(url: &str) -> Result<Database> {
    let url = SecretUrl::from(reqwest::Url::from_str(url).context("the database's URL")?);
    let second = Duration::from_secs(1);
    let settings = storage::Settings {
        url,
        owner_url: config::Secret::default(),
        max_connections: 2,
        acquire_timeout: 5 * second,
        statement_timeout: 5 * second,
    };
    let mut problems = Problems::new();
    settings.validate(&mut problems);
    anyhow::ensure!(problems.is_empty(), "the database's URL cannot be used");
    Database::connect(&settings, "peyk-demo").context("connect to Postgres")
}

#[expect(clippy::print_stdout, reason = "this is what the demonstration is for")]
fn say(line: &str) {
    println!("{line}");
}
