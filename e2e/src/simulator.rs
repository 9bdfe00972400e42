//! The pretend WhatsApp network behind the WAHA simulator.

use std::time::Duration;

use anyhow::{Context, Result};
use serde::Deserialize;
use serde_json::{Value, json};
use time::OffsetDateTime;

use crate::{eventually, json as body};

/// A phone that links a session, and the customers who write to it.
#[derive(Debug, Clone)]
pub struct Simulator {
    http: reqwest::Client,
    url: String,
}

/// A message on a customer's phone.
#[derive(Debug, Clone, Deserialize)]
pub struct Delivered {
    /// WAHA's id of it.
    pub id: String,
    /// What it says.
    pub text: String,
    /// When it arrived.
    #[serde(with = "time::serde::rfc3339")]
    pub at: OffsetDateTime,
    /// How often that id was sent; a phone shows it once.
    pub sends: u32,
}

/// What became of one webhook.
#[derive(Debug, Clone, Deserialize)]
pub struct WebhookDelivery {
    /// The message that it is about.
    pub message_id: Option<String>,
    /// WAHA's name of the event.
    pub event: String,
    /// When the receiver accepted it.
    #[serde(with = "time::serde::rfc3339::option")]
    pub delivered_at: Option<OffsetDateTime>,
    /// The tries so far.
    pub attempts: Vec<Value>,
}

impl Simulator {
    /// The simulator at `url`, without a slash at the end.
    pub fn new(http: reqwest::Client, url: impl Into<String>) -> Self {
        Self {
            http,
            url: url.into(),
        }
    }

    /// Where it is.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Scans the QR code of a session with the phone of this number, as soon as there is one.
    pub async fn scan(&self, session: &str, phone: &str) -> Result<()> {
        eventually("a QR code to scan", Duration::from_secs(20), async || {
            let url = format!("{}/sim/sessions/{session}/scan", self.url);
            let answer = self
                .http
                .post(url)
                .json(&json!({ "phone": phone }))
                .send()
                .await?;
            let shown = answer.status() != reqwest::StatusCode::CONFLICT;
            if shown {
                body(answer).await.map(Some)
            } else {
                Ok(None)
            }
        })
        .await?;
        Ok(())
    }

    /// Types a pairing code into the phone of this number: what the simulator answers.
    pub async fn type_code(
        &self,
        session: &str,
        phone: &str,
        code: &str,
    ) -> Result<reqwest::StatusCode> {
        let url = format!("{}/sim/sessions/{session}/scan", self.url);
        let typed = json!({ "phone": phone, "code": code });
        let answer = self.http.post(url).json(&typed).send().await?;
        Ok(answer.status())
    }

    /// A customer writes; the message's full id.
    pub async fn write(&self, session: &str, from: &str, text: &str) -> Result<String> {
        self.inbound(session, &json!({ "from": from, "text": text }))
            .await
    }

    /// Anything that the control API takes as an inbound message; the message's full id.
    pub async fn inbound(&self, session: &str, message: &Value) -> Result<String> {
        let url = format!("{}/sim/sessions/{session}/inbound", self.url);
        let answer = body(self.http.post(url).json(message).send().await?).await?;
        let id = answer["id"].as_str().context("the answer has no id")?;
        Ok(id.to_owned())
    }

    /// What reached the customer's phone, oldest first.
    pub async fn delivered(&self, session: &str, customer: &str) -> Result<Vec<Delivered>> {
        let url = format!("{}/sim/sessions/{session}/delivered", self.url);
        let chat = format!("{customer}@c.us");
        let answer = self.http.get(url).query(&[("chat", chat)]).send().await?;
        Ok(serde_json::from_value(body(answer).await?)?)
    }

    /// What reached the phones of all customers, oldest first.
    pub async fn all_delivered(&self, session: &str) -> Result<Vec<Delivered>> {
        let url = format!("{}/sim/sessions/{session}/delivered", self.url);
        let answer = self.http.get(url).send().await?;
        Ok(serde_json::from_value(body(answer).await?)?)
    }

    /// Waits until so many messages reached the customer's phone.
    pub async fn replies(
        &self,
        session: &str,
        customer: &str,
        count: usize,
        patience: Duration,
    ) -> Result<Vec<Delivered>> {
        eventually(
            &format!("reply {count} to {customer}"),
            patience,
            async || {
                let delivered = self.delivered(session, customer).await?;
                Ok((delivered.len() >= count).then_some(delivered))
            },
        )
        .await
    }

    /// Sets the shares of what goes wrong; those not named stay as they are.
    pub async fn faults(&self, faults: &Value) -> Result<()> {
        let url = format!("{}/sim/faults", self.url);
        body(self.http.post(url).json(faults).send().await?).await?;
        Ok(())
    }

    /// WAHA loses all sessions, as at a restart without storage.
    pub async fn forget(&self) -> Result<()> {
        body(
            self.http
                .post(format!("{}/sim/forget", self.url))
                .send()
                .await?,
        )
        .await?;
        Ok(())
    }

    /// Makes a session deaf, or ends that: what the control API takes.
    pub async fn deafen(&self, session: &str, deafness: &Value) -> Result<()> {
        let url = format!("{}/sim/sessions/{session}/deafness", self.url);
        body(self.http.post(url).json(deafness).send().await?).await?;
        Ok(())
    }

    /// The owner removes the linked device on the phone.
    pub async fn log_out_from_phone(&self, session: &str) -> Result<()> {
        let url = format!("{}/sim/sessions/{session}/logout-from-phone", self.url);
        body(self.http.post(url).send().await?).await?;
        Ok(())
    }

    /// The sessions that WAHA has, by name with their status, in the order of their names.
    pub async fn sessions(&self) -> Result<Vec<(String, String)>> {
        let url = format!("{}/sim/sessions", self.url);
        let answer = body(self.http.get(url).send().await?).await?;
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let items = answer.as_array().into_iter().flatten();
        let mut sessions: Vec<_> = items
            .map(|item| (text(&item["name"]), text(&item["status"])))
            .collect();
        sessions.sort();
        Ok(sessions)
    }

    /// What became of the webhooks of a session.
    pub async fn webhooks(&self, session: &str) -> Result<Vec<WebhookDelivery>> {
        let url = format!("{}/sim/webhooks", self.url);
        let answer = self
            .http
            .get(url)
            .query(&[("session", session)])
            .send()
            .await?;
        Ok(serde_json::from_value(body(answer).await?)?)
    }
}
