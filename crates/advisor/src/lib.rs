//! A tenant's language model: its settings made into an endpoint, its budget kept, and one question to it.
//!
//! A question is counted before it is asked, with all that it may cost, and settled afterwards. Between the two there is no
//! transaction. What is never settled, because a process died, stays counted.

mod budget;
mod endpoint;
mod settings;

use domain::{TenantId, seal::Sealer};
use llm::{Client, Form, Prompt};
use metrics::counter;
use outbound::Guard;
use service_runtime::{clock, metrics::Metric, telemetry};
use storage::{
    Database, StorageError,
    llm::{self as stored, LlmSettings, Spent},
};

pub use settings::LlmServerSettings;

/// Asks tenants' models. Clones share connections.
#[derive(Clone)]
pub struct Advisor {
    database: Database,
    sealer: Sealer,
    guard: Guard,
    client: Client,
}

/// Why a model says nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Silence {
    /// It is not asked, because something is used up.
    #[error("{}", words(*.0))]
    Spent(Spent),
    /// It was asked in vain.
    #[error(transparent)]
    Failed(#[from] llm::Error),
    /// Its settings cannot be used, such as a key that was sealed under another master key.
    #[error("the settings cannot be used: enter the key again")]
    Settings,
}

fn words(spent: Spent) -> &'static str {
    match spent {
        Spent::Minute => "the requests of this minute are used up",
        Spent::Day => "the budget of this day is used up",
        Spent::Resting => "it failed and is left alone for a while",
    }
}

impl Silence {
    /// One word, for metrics.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Spent(Spent::Minute) => "spent_minute",
            Self::Spent(Spent::Day) => "spent_day",
            Self::Spent(Spent::Resting) => "resting",
            Self::Failed(error) => error.kind(),
            Self::Settings => "settings",
        }
    }
}

/// `ok`, and each [`Silence::kind`].
const OUTCOMES: &[&str] = &[
    "ok",
    "spent_minute",
    "spent_day",
    "resting",
    "settings",
    "address",
    "key",
    "unauthorized",
    "not_found",
    "bad_request",
    "too_many",
    "server",
    "redirect",
    "timeout",
    "unreachable",
    "too_large",
    "protocol",
    "declined",
    "cut_off",
    "off_form",
];

/// What every process exports that asks language models.
pub const METRICS: &[Metric] = &[Metric::counter(
    "llm_requests_total",
    &[("outcome", OUTCOMES)],
    "Questions to tenants' language models: ok, or why there was no answer",
)];

impl Advisor {
    /// One that waits and goes where the settings say.
    pub fn new(
        settings: &LlmServerSettings,
        database: Database,
        sealer: Sealer,
    ) -> Result<Self, reqwest::Error> {
        let guard = Guard::new(settings.allow_insecure);
        Ok(Self {
            database,
            sealer,
            guard,
            client: Client::new(guard, settings.timeout)?,
        })
    }

    /// What a question costs at most, as one without a FAQ does: with less than that left, none is asked.
    pub fn usual_cost(&self, tenant: TenantId, settings: &LlmSettings) -> i64 {
        self.endpoint(tenant, settings).map_or(0, |endpoint| {
            let usage = Client::at_most(&endpoint, &Prompt::sample());
            budget::amount(usage.cost(budget::prices(settings)))
        })
    }

    /// Where a model may be.
    pub fn guard(&self) -> Guard {
        self.guard
    }

    /// Asks a tenant's model, within its budget. `Err(Silence)` is counted and said in the tenant's status; the rules go on
    /// without it.
    pub async fn ask(
        &self,
        tenant: TenantId,
        settings: &LlmSettings,
        prompt: &Prompt,
    ) -> Result<Result<Form, Silence>, StorageError> {
        self.ask_as(tenant, settings, prompt, false).await
    }

    /// The same for somebody who wants to know whether it works by now, though it is left alone.
    pub async fn try_out(
        &self,
        tenant: TenantId,
        settings: &LlmSettings,
    ) -> Result<Result<Form, Silence>, StorageError> {
        self.ask_as(tenant, settings, &Prompt::sample(), true).await
    }

    async fn ask_as(
        &self,
        tenant: TenantId,
        settings: &LlmSettings,
        prompt: &Prompt,
        disturbs: bool,
    ) -> Result<Result<Form, Silence>, StorageError> {
        let asked = self.try_ask(tenant, settings, prompt, disturbs).await?;
        let outcome = asked.as_ref().map_or_else(Silence::kind, |_| "ok");
        counter!("llm_requests_total", "outcome" => outcome).increment(1);
        if let Err(silence) = &asked {
            let reason = telemetry::chain(silence).to_string();
            tracing::info!(
                reason,
                tenant = tenant.get(),
                "a tenant's model says nothing"
            );
        }
        Ok(asked)
    }

    async fn try_ask(
        &self,
        tenant: TenantId,
        settings: &LlmSettings,
        prompt: &Prompt,
        disturbs: bool,
    ) -> Result<Result<Form, Silence>, StorageError> {
        let Some(endpoint) = self.endpoint(tenant, settings) else {
            return Ok(Err(Silence::Settings));
        };
        let prices = budget::prices(settings);
        let reserved = budget::amount(Client::at_most(&endpoint, prompt).cost(prices));

        let now = clock::now();
        let mut tx = self.database.begin(tenant).await?;
        let mut meter = stored::lock_meter(&mut tx, tenant, now).await?;
        let spent = meter.is_spent(settings.limits, reserved, now);
        if let Some(spent) = spent.filter(|spent| !(disturbs && *spent == Spent::Resting)) {
            tx.commit().await?;
            return Ok(Err(Silence::Spent(spent)));
        }
        meter.reserve(reserved, now);
        stored::save_meter(&mut tx, &meter).await?;
        tx.commit().await?;

        let asked = self.client.ask(&endpoint, prompt).await;

        let now = clock::now();
        let mut tx = self.database.begin(tenant).await?;
        let mut meter = stored::lock_meter(&mut tx, tenant, now).await?;
        let cost = budget::amount(asked.usage.cost(prices));
        let tokens = (
            budget::amount(asked.usage.input),
            budget::amount(asked.usage.output),
        );
        meter.settle(reserved, cost, tokens, now);
        budget::note(&mut meter, asked.form.as_ref().err(), now);
        stored::save_meter(&mut tx, &meter).await?;
        tx.commit().await?;
        Ok(asked.form.map_err(Silence::Failed))
    }
}
