//! `/api/sessions`: creation, life and end of sessions.

use reqwest::Method;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::{Account, Client, Error, SessionConfig, SessionStatus, lenient};

/// The calls about sessions. Serialise them per session: WAHA holds a lock for seconds.
#[derive(Debug, Clone, Copy)]
pub struct Sessions<'a>(pub(crate) &'a Client);

/// What to create.
#[derive(Debug, Clone, Serialize)]
pub struct CreateSession<'a> {
    /// 1 to 54 characters of `[a-zA-Z0-9_-]`.
    pub name: &'a str,
    /// Whether to start it at once. Always sent, because WAHA's default is not what it documents.
    pub start: bool,
    /// The whole configuration.
    pub config: &'a SessionConfig,
}

/// A session as WAHA has it.
#[derive(Debug, Clone, Deserialize)]
pub struct SessionInfo {
    /// Its name.
    pub name: String,
    /// What it does now.
    pub status: SessionStatus,
    /// Its WhatsApp account. Old WAHA fills it before anybody is logged in.
    #[serde(default, deserialize_with = "lenient::option")]
    pub me: Option<Account>,
    /// Its configuration, with secrets; left out in lists by some versions.
    #[serde(default, deserialize_with = "lenient::option")]
    pub config: Option<SessionConfig>,
}

/// Whether a session's engine is connected to WhatsApp.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// What the session says it does.
    pub status: SessionStatus,
    /// What its engine says; `None` where it says nothing of it. A session that works with an engine that is
    /// not connected receives nothing.
    pub connected: Option<bool>,
}

impl Sessions<'_> {
    /// Creates a session. [`Error::AlreadyExists`] if there is one of this name, also when an earlier
    /// attempt had succeeded without our knowing. Not atomic: a failed call may leave a stopped session.
    pub async fn create(&self, session: &CreateSession<'_>) -> Result<SessionInfo, Error> {
        let answer = self
            .0
            .post("sessions.create", &["sessions"])
            .json(session)
            .send()
            .await?;
        match answer.optional_json()? {
            Some(info) => Ok(info),
            None => self.get(session.name).await,
        }
    }

    /// One session.
    pub async fn get(&self, name: &str) -> Result<SessionInfo, Error> {
        self.0
            .get("sessions.get", &["sessions", name])
            .send()
            .await?
            .json()
    }

    /// Whether the engine of a session is connected. GOWS tells it, and WAHA tells it of one session alone,
    /// not in lists.
    pub async fn link(&self, name: &str) -> Result<Link, Error> {
        #[derive(Deserialize)]
        struct Detail {
            status: SessionStatus,
            #[serde(default, deserialize_with = "lenient::option")]
            engine: Option<Engine>,
        }
        #[derive(Deserialize)]
        struct Engine {
            #[serde(default, deserialize_with = "lenient::option")]
            gows: Option<Gows>,
        }
        #[derive(Deserialize)]
        struct Gows {
            #[serde(default, deserialize_with = "lenient::option")]
            connected: Option<bool>,
        }
        let request = self.0.get("sessions.link", &["sessions", name]);
        let detail: Detail = request.send().await?.json()?;
        let gows = detail.engine.and_then(|engine| engine.gows);
        Ok(Link {
            status: detail.status,
            connected: gows.and_then(|gows| gows.connected),
        })
    }

    /// All sessions, stopped ones too.
    pub async fn list(&self) -> Result<Vec<SessionInfo>, Error> {
        let request = self.0.get("sessions.list", &["sessions"]);
        request
            .query(&[("all", "true".to_owned())])
            .send()
            .await?
            .json()
    }

    /// Replaces the whole configuration. A running session is stopped and started: its customers see
    /// it go offline, so update only what differs.
    pub async fn update(&self, name: &str, config: &SessionConfig) -> Result<(), Error> {
        let request = self
            .0
            .request("sessions.update", Method::PUT, &["sessions", name]);
        request.json(&json!({ "config": config })).send().await?;
        Ok(())
    }

    /// Starts a session; one that runs is left alone, also one that is `FAILED`: restart that.
    pub async fn start(&self, name: &str) -> Result<(), Error> {
        match self.act("sessions.start", name, "start").await {
            // So said WAHA in 2024.
            Err(Error::Rejected { reason, .. }) if reason.contains("already started") => Ok(()),
            result => result,
        }
    }

    /// Stops a session and keeps its credentials. WAHA will not start it by itself again.
    pub async fn stop(&self, name: &str) -> Result<(), Error> {
        self.act("sessions.stop", name, "stop").await
    }

    /// Stops and starts a session.
    pub async fn restart(&self, name: &str) -> Result<(), Error> {
        self.act("sessions.restart", name, "restart").await
    }

    /// Unlinks the phone and keeps the configuration. A running session shows a new QR code.
    pub async fn logout(&self, name: &str) -> Result<(), Error> {
        self.act("sessions.logout", name, "logout").await
    }

    /// Unlinks the phone and forgets the session. That there is none is success.
    pub async fn delete(&self, name: &str) -> Result<(), Error> {
        let request = self
            .0
            .request("sessions.delete", Method::DELETE, &["sessions", name]);
        match request.send().await {
            Ok(_) | Err(Error::SessionUnknown) => Ok(()),
            Err(error) => Err(error),
        }
    }

    /// The account that is linked; `None` while none is.
    pub async fn me(&self, name: &str) -> Result<Option<Account>, Error> {
        self.0
            .get("sessions.me", &["sessions", name, "me"])
            .send()
            .await?
            .optional_json()
    }

    async fn act(&self, call: &'static str, name: &str, action: &str) -> Result<(), Error> {
        self.0
            .post(call, &["sessions", name, action])
            .json(&json!({}))
            .send()
            .await?;
        Ok(())
    }
}
