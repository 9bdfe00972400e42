//! The configuration of a session, as WAHA stores it.

use std::{collections::BTreeMap, fmt};

use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::DeserializeOwned};
use serde_json::{Map, Value};

/// The whole configuration of a session. WAHA replaces it as a whole: what an update leaves out is
/// lost. So fields that this client has no name for are kept in [`SessionConfig::rest`].
#[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct SessionConfig {
    /// Copied into every webhook. WAHA takes texts only.
    #[serde(
        default,
        deserialize_with = "odd_is_default",
        skip_serializing_if = "BTreeMap::is_empty"
    )]
    pub metadata: BTreeMap<String, String>,
    /// Where events go.
    #[serde(default, deserialize_with = "odd_is_default")]
    pub webhooks: Vec<WebhookConfig>,
    /// Which chats make no events.
    #[serde(
        default,
        deserialize_with = "odd_is_default",
        skip_serializing_if = "Option::is_none"
    )]
    pub ignore: Option<IgnoreConfig>,
    /// Everything else, such as `proxy`, `client` or an engine's own settings.
    #[serde(flatten)]
    pub rest: Map<String, Value>,
}

/// One receiver of events.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct WebhookConfig {
    /// An http or https URL.
    pub url: String,
    /// The names of the events, or `*`.
    #[serde(default, deserialize_with = "null_is_default")]
    pub events: Vec<String>,
    /// The signature of the bodies.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hmac: Option<Hmac>,
    /// What WAHA does when the receiver does not answer with 2xx.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retries: Option<Retries>,
    /// Headers to add to each request.
    #[serde(
        default,
        deserialize_with = "null_is_default",
        skip_serializing_if = "Vec::is_empty"
    )]
    pub custom_headers: Vec<CustomHeader>,
}

/// How bodies are signed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Hmac {
    /// The key, whose text WAHA signs with; no key, no signature.
    pub key: Option<HmacKey>,
}

/// The key of a webhook's signature. Sent to WAHA in clear, printed nowhere.
#[derive(Clone)]
pub struct HmacKey(SecretString);

/// When WAHA posts a webhook again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Retries {
    /// How the delays grow.
    pub policy: RetryPolicy,
    /// The unit of the delays, in seconds.
    pub delay_seconds: u32,
    /// How many times after the first.
    pub attempts: u32,
}

/// How the delays between attempts grow, with `d` for the unit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum RetryPolicy {
    /// `d` each time.
    Constant,
    /// `n × d` before attempt `n`.
    Linear,
    /// `2ⁿ × d` before attempt `n`, and up to a fifth more by chance.
    Exponential,
    /// A policy that this client does not know.
    #[serde(untagged)]
    Other(String),
}

/// A header of a webhook.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CustomHeader {
    /// Its name.
    pub name: String,
    /// Its value; often a credential, so it is not printed.
    pub value: String,
}

/// The chats of which no events are wanted. What is `None` stands as the server has it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct IgnoreConfig {
    /// Stories.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<bool>,
    /// Groups.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub groups: Option<bool>,
    /// Channels.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub channels: Option<bool>,
    /// Broadcast lists.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub broadcast: Option<bool>,
}

impl IgnoreConfig {
    /// Only direct chats make events.
    pub fn all() -> Self {
        let yes = Some(true);
        Self {
            status: yes,
            groups: yes,
            channels: yes,
            broadcast: yes,
        }
    }
}

impl Hmac {
    /// Signs with this key.
    pub fn with_key(key: &str) -> Self {
        Self {
            key: Some(key.into()),
        }
    }
}

impl From<&str> for HmacKey {
    fn from(key: &str) -> Self {
        Self(key.into())
    }
}

impl PartialEq for HmacKey {
    /// For finding drift between two configurations of ours. Not in constant time: nobody who could
    /// measure it chooses a side.
    fn eq(&self, other: &Self) -> bool {
        self.0.expose_secret() == other.0.expose_secret()
    }
}

impl fmt::Debug for HmacKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("HmacKey([redacted])")
    }
}

impl Serialize for HmacKey {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.0.expose_secret())
    }
}

impl<'de> Deserialize<'de> for HmacKey {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        SecretString::deserialize(deserializer).map(Self)
    }
}

impl fmt::Debug for CustomHeader {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CustomHeader")
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for SessionConfig {
    /// Without the values of `rest`: `proxy` holds a password.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SessionConfig")
            .field("metadata", &self.metadata)
            .field("webhooks", &self.webhooks)
            .field("ignore", &self.ignore)
            .field("rest", &self.rest.keys().collect::<Vec<_>>())
            .finish()
    }
}

/// What cannot be read differs from anything that we would write, and must not keep the rest from being
/// read: the rest is what others have set, and a PUT would lose it.
fn odd_is_default<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: DeserializeOwned + Default,
{
    Ok(serde_json::from_value(Value::deserialize(deserializer)?).unwrap_or_default())
}

fn null_is_default<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de> + Default,
{
    Ok(Option::deserialize(deserializer)?.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn full() -> Value {
        json!({
            "metadata": {"tenant_id": "42"},
            "webhooks": [{
                "url": "http://ingress:8081/api/webhook/waha?tenant_id=42",
                "events": ["message.any", "session.status"],
                "hmac": {"key": "hunter2-hmac"},
                "retries": {"policy": "exponential", "delaySeconds": 1, "attempts": 12},
                "customHeaders": [{"name": "X-Tenant", "value": "hunter2-header"}],
            }],
            "ignore": {"status": true, "groups": true, "channels": true, "broadcast": true},
            "proxy": {"server": "proxy:3128", "password": "hunter2-proxy"},
            "noweb": {"store": {"enabled": true, "fullSync": false}},
        })
    }

    #[test]
    fn nothing_is_lost_on_the_way_there_and_back() {
        let config: SessionConfig = serde_json::from_value(full()).unwrap();
        assert_eq!(serde_json::to_value(&config).unwrap(), full());
        assert_eq!(config.ignore, Some(IgnoreConfig::all()));
    }

    #[test]
    fn nothing_secret_is_printed() {
        let config: SessionConfig = serde_json::from_value(full()).unwrap();
        assert!(!format!("{config:?}").contains("hunter2"), "{config:?}");
    }

    #[test]
    fn nulls_and_new_policies_are_taken() {
        let config: SessionConfig = serde_json::from_value(json!({
            "metadata": null, "ignore": null,
            "webhooks": [{"url": "http://a", "events": null, "hmac": {"key": null}, "customHeaders": null,
                          "retries": {"policy": "fibonacci", "delaySeconds": 1, "attempts": 2}}],
        }))
        .unwrap();
        let retries = config.webhooks[0].retries.as_ref().unwrap();
        assert_eq!(retries.policy, RetryPolicy::Other("fibonacci".to_owned()));
        let empty: SessionConfig = serde_json::from_value(json!({"webhooks": null})).unwrap();
        assert_eq!(empty, SessionConfig::default());
    }
}
