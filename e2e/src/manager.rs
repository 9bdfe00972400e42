//! session-manager's API, as an operator calls it.

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use domain::TenantId;
use serde_json::{Value, json};

use crate::{eventually, json as body};

/// session-manager, with the operator's token.
#[derive(Debug, Clone)]
pub struct Manager {
    http: reqwest::Client,
    url: String,
    token: String,
}

impl Manager {
    /// The session-manager at `url`, without a slash at the end.
    pub fn new(http: reqwest::Client, url: impl Into<String>, token: impl Into<String>) -> Self {
        Self {
            http,
            url: url.into(),
            token: token.into(),
        }
    }

    /// Where it is.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Adds a tenant.
    pub async fn add_tenant(&self, name: &str) -> Result<TenantId> {
        let request = self.http.post(format!("{}/api/tenants", self.url));
        let answer = body(self.send(request.json(&json!({ "name": name }))).await?).await?;
        let id = answer["id"].as_i64().context("the answer has no id")?;
        Ok(id.try_into()?)
    }

    /// Whether a tenant exists.
    pub async fn has_tenant(&self, tenant: TenantId) -> Result<bool> {
        let request = self.http.get(format!("{}/api/tenants/{tenant}", self.url));
        let answer = self.send(request).await?;
        if answer.status() == reqwest::StatusCode::NOT_FOUND {
            return Ok(false);
        }
        body(answer).await?;
        Ok(true)
    }

    /// Adds a user of the tenant, unless somebody has the e-mail address already.
    pub async fn ensure_user(
        &self,
        tenant: TenantId,
        role: &str,
        email: &str,
        password: &str,
    ) -> Result<()> {
        let url = format!("{}/api/tenants/{tenant}/users", self.url);
        let user = json!({ "email": email, "role": role, "password": password });
        let answer = self.send(self.http.post(url).json(&user)).await?;
        if answer.status() != reqwest::StatusCode::CONFLICT {
            body(answer).await?;
        }
        Ok(())
    }

    /// Creates and starts the tenant's WhatsApp session.
    pub async fn connect(&self, tenant: TenantId) -> Result<Value> {
        self.whatsapp(reqwest::Method::POST, tenant, "connect")
            .await
    }

    /// How the tenant's session is.
    pub async fn status(&self, tenant: TenantId) -> Result<Value> {
        self.whatsapp(reqwest::Method::GET, tenant, "status").await
    }

    /// How the tenant's session is, in words for people.
    pub async fn session(&self, tenant: TenantId) -> Result<Value> {
        self.whatsapp(reqwest::Method::GET, tenant, "session").await
    }

    /// What happened to the tenant's session: kinds and details, oldest first.
    pub async fn timeline(&self, tenant: TenantId) -> Result<Vec<(String, String)>> {
        let call = "timeline?limit=200";
        let answer = self.whatsapp(reqwest::Method::GET, tenant, call).await?;
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let events = answer["events"].as_array().into_iter().flatten().rev();
        Ok(events
            .map(|event| (text(&event["kind"]), text(&event["detail"])))
            .collect())
    }

    /// Ends the tenant's session.
    pub async fn disconnect(&self, tenant: TenantId) -> Result<Value> {
        self.whatsapp(reqwest::Method::POST, tenant, "disconnect")
            .await
    }

    /// Any call below `/api/`, with a body unless it is null; its status and its body.
    pub async fn call(
        &self,
        method: reqwest::Method,
        path: &str,
        body: &Value,
    ) -> Result<(reqwest::StatusCode, Value)> {
        let mut request = self
            .http
            .request(method, format!("{}/api/{path}", self.url));
        if !body.is_null() {
            request = request.json(body);
        }
        let answer = self.send(request).await?;
        let status = answer.status();
        let text = answer.text().await?;
        let value = if text.is_empty() {
            Value::Null
        } else {
            serde_json::from_str(&text).with_context(|| format!("{path} answers no JSON"))?
        };
        Ok((status, value))
    }

    /// Waits until the tenant's session is connected.
    pub async fn connected(&self, tenant: TenantId, patience: Duration) -> Result<Value> {
        eventually(
            &format!("the connection of tenant {tenant}"),
            patience,
            async || {
                let status = self.status(tenant).await?;
                Ok((status["connected"] == true).then_some(status))
            },
        )
        .await
    }

    /// Sends a request with the operator's token.
    pub async fn send(&self, request: reqwest::RequestBuilder) -> Result<reqwest::Response> {
        request
            .bearer_auth(&self.token)
            .send()
            .await
            .context("session-manager does not answer")
    }

    async fn whatsapp(
        &self,
        method: reqwest::Method,
        tenant: TenantId,
        call: &str,
    ) -> Result<Value> {
        let url = format!("{}/api/tenants/{tenant}/whatsapp/{call}", self.url);
        let answer = body(self.send(self.http.request(method, url)).await?).await?;
        ensure!(
            answer.is_object(),
            "{call} did not answer an object: {answer}"
        );
        Ok(answer)
    }
}
