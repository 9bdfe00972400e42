//! What surrounds every payload.

use serde::Serialize;
use serde_json::Value;

/// The body of a webhook. Fields stand in WAHA's order.
#[derive(Debug, Serialize)]
pub(crate) struct Envelope<'a> {
    /// `evt_` and a ULID.
    pub(crate) id: &'a str,
    /// Milliseconds since 1970.
    pub(crate) timestamp: i64,
    pub(crate) event: &'a str,
    pub(crate) session: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) metadata: Option<&'a Value>,
    pub(crate) me: Option<Me>,
    pub(crate) payload: &'a Value,
    pub(crate) engine: &'static str,
    pub(crate) environment: &'a Environment,
}

/// The account a session is linked to.
#[derive(Debug, Clone, Serialize, PartialEq, Eq)]
pub(crate) struct Me {
    pub(crate) id: String,
    #[serde(rename = "pushName")]
    pub(crate) push_name: String,
    pub(crate) lid: String,
    /// With the device's number; WEBJS does not tell it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) jid: Option<String>,
}

/// Which WAHA speaks. Also the answer of `GET /api/server/version`.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Environment {
    pub(crate) version: String,
    pub(crate) engine: &'static str,
    pub(crate) tier: &'static str,
    pub(crate) browser: Option<&'static str>,
    pub(crate) platform: &'static str,
    pub(crate) worker: Worker,
}

/// The name of a WAHA among several.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Worker {
    pub(crate) id: Option<String>,
}
