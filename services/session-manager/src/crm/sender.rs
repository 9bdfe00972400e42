//! Sends what is due, until it is taken or given up.

use anyhow::Context;
use metrics::counter;
use reqwest::StatusCode;
use reqwest::header::CONTENT_TYPE;
use service_runtime::{Shutdown, clock, telemetry};
use storage::crm::{self, Claim, Outcome, Sending};
use storage::{Database, StorageError};
use time::OffsetDateTime;
use tokio::task::JoinSet;
use tokio::time::timeout;

use super::signature::{ID, SIGNATURE, TIMESTAMP, signature};
use super::{Crm, HookSecret, webhook_id};

/// How many are sent at once by this process, and how many of one tenant by all.
const AT_ONCE: usize = 32;
const PER_TENANT: i32 = 4;

/// Sends what CRMs are told.
pub(crate) struct Sender {
    crm: Crm,
    database: Database,
    http: reqwest::Client,
}

/// How an attempt ended: what the CRM answered, and what was wrong with it, in words for people.
struct Answer {
    status: Option<StatusCode>,
    wrong: Option<String>,
}

impl Sender {
    pub(super) fn new(crm: Crm, database: Database) -> anyhow::Result<Self> {
        let http = outbound::client(crm.guard, crm.settings.timeout)
            .build()
            .context("the HTTP client for CRMs cannot be made")?;
        Ok(Self {
            crm,
            database,
            http,
        })
    }

    /// Sends what is due, again and again, until the service stops; what was begun then is finished.
    pub(crate) async fn keep(self, shutdown: Shutdown) {
        let sender = std::sync::Arc::new(self);
        let mut sending = JoinSet::new();
        let work = async {
            let mut forget_at = clock::now();
            loop {
                while sending.try_join_next().is_some() {}
                let claims = sender.claim(AT_ONCE - sending.len()).await;
                let is_idle = claims.is_empty();
                for claim in claims {
                    let sender = std::sync::Arc::clone(&sender);
                    sending.spawn(async move { sender.deliver(claim).await });
                }
                if is_idle {
                    sender.forget(&mut forget_at).await;
                    let period = sender.crm.settings.period;
                    // Woken or not: it is time for another look.
                    let _ = timeout(period, sender.crm.wake.notified()).await;
                } else if sending.len() >= AT_ONCE {
                    sending.join_next().await;
                }
            }
        };
        shutdown.soft().run_until_cancelled(work).await;
        while sending.join_next().await.is_some() {}
    }

    async fn claim(&self, at_most: usize) -> Vec<Claim> {
        let at_most = i32::try_from(at_most).unwrap_or(0);
        if at_most == 0 {
            return Vec::new();
        }
        let lease = self.crm.settings.lease();
        let share = (at_most, PER_TENANT);
        let claims = crm::claim_due(&self.database, share, lease, clock::now()).await;
        claims.unwrap_or_else(|error| {
            let error = telemetry::chain(&error).to_string();
            tracing::warn!(error, "what CRMs are to be told is not known; trying again");
            Vec::new()
        })
    }

    async fn deliver(&self, claim: Claim) {
        if let Err(error) = self.try_deliver(&claim).await {
            // Its lease runs out, and it is sent again.
            let error = telemetry::chain(&error).to_string();
            let (tenant, delivery) = (claim.tenant, claim.delivery.get());
            tracing::warn!(error, %tenant, delivery, "a CRM's delivery is not settled");
        }
    }

    async fn try_deliver(&self, claim: &Claim) -> Result<(), StorageError> {
        let mut tx = self.database.begin(claim.tenant).await?;
        let Some(sending) = crm::lookup(&mut tx, claim).await? else {
            return Ok(());
        };
        tx.commit().await?;
        let answer = self.send(claim, &sending).await;
        let now = clock::now();
        let outcome = self.outcome(&answer, sending.attempts, now);
        let word = match outcome {
            Outcome::Delivered => "delivered",
            Outcome::Again(_) => "again",
            Outcome::Failed => "failed",
        };
        counter!("crm_deliveries_total", "outcome" => word).increment(1);
        let mut tx = self.database.begin(claim.tenant).await?;
        let said = (
            answer.status.map(|status| status.as_u16()),
            answer.wrong.as_deref(),
        );
        crm::settle(&mut tx, claim, &outcome, said, now).await?;
        tx.commit().await
    }

    fn outcome(&self, answer: &Answer, attempts: i32, now: OffsetDateTime) -> Outcome {
        if answer.wrong.is_none() {
            return Outcome::Delivered;
        }
        // Gone: it wants no more of this.
        let wait = self
            .crm
            .settings
            .wait_after(attempts)
            .filter(|_| answer.status != Some(StatusCode::GONE));
        wait.map_or(Outcome::Failed, |wait| Outcome::Again(now + wait))
    }

    async fn send(&self, claim: &Claim, sending: &Sending) -> Answer {
        let wrong = |text: String| Answer {
            status: None,
            wrong: Some(text),
        };
        // Settings may have changed since it was taken.
        let url = match self.crm.guard.url(&sending.url) {
            Ok(url) => url,
            Err(refused) => return wrong(format!("the URL {refused}")),
        };
        let id = webhook_id(claim.delivery.get());
        let timestamp = clock::now().unix_timestamp();
        let Some(signature) = self.signature(claim, sending, (&id, timestamp)) else {
            return wrong("the secret cannot be used: rotate it".to_owned());
        };
        let request = self
            .http
            .post(url)
            .header(CONTENT_TYPE, "application/json")
            .header(ID, id)
            .header(TIMESTAMP, timestamp)
            .header(SIGNATURE, signature)
            .body(sending.body.clone());
        match request.send().await {
            // Its body says nothing that we would do, and is not read.
            Ok(response) => {
                let status = response.status();
                let wrong = (!status.is_success()).then(|| format!("it answered {status}"));
                Answer {
                    status: Some(status),
                    wrong,
                }
            }
            Err(error) => wrong(reason(&error)),
        }
    }

    fn signature(
        &self,
        claim: &Claim,
        sending: &Sending,
        (id, timestamp): (&str, i64),
    ) -> Option<String> {
        let previous = sending
            .previous
            .as_ref()
            .filter(|(_, until)| *until > clock::now())
            .map(|(secret, _)| secret);
        let sealed = std::iter::once(&sending.secret).chain(previous);
        let open = |sealed: &Vec<u8>| HookSecret::open(&self.crm.sealer, claim.tenant, sealed);
        let secrets: Vec<HookSecret> = sealed.map(open).collect::<Result<_, _>>().ok()?;
        signature(&secrets, (id, timestamp, &sending.body))
    }

    /// Forgets what is old, once an hour.
    async fn forget(&self, next: &mut OffsetDateTime) {
        let now = clock::now();
        if now < *next {
            return;
        }
        *next = now + time::Duration::HOUR;
        let before = now - self.crm.settings.keep;
        if let Err(error) = crm::forget(&self.database, before).await {
            let error = telemetry::chain(&error).to_string();
            tracing::warn!(error, "what CRMs were told long ago is not forgotten yet");
        }
    }
}

/// Why there was no answer: of all that is known only what the tenant may know. A URL can hold a secret, and what is
/// at an address is nobody's business.
fn reason(error: &reqwest::Error) -> String {
    if let Some(refused) = outbound::refusal(error) {
        return format!("the URL {refused}");
    }
    let text = if error.is_timeout() {
        "it did not answer in time"
    } else if error.is_connect() {
        "it cannot be reached"
    } else {
        "it answered something that is not HTTP"
    };
    text.to_owned()
}
