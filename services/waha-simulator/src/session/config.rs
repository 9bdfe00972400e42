//! The configuration of a session: checked as WAHA checks it, kept as it came.

use serde_json::{Map, Value};
use url::Url;

use crate::network::ChatRef;
use crate::webhooks::{Policy, Retries};

/// The events a webhook can ask for. `*` stands for all but the last two.
pub(crate) const EVENTS: [&str; 31] = [
    "session.status",
    "message",
    "message.any",
    "message.reaction",
    "message.ack",
    "message.ack.group",
    "message.waiting",
    "message.edited",
    "message.revoked",
    "group.join",
    "group.leave",
    "group.v2.join",
    "group.v2.leave",
    "group.v2.update",
    "group.v2.participants",
    "group.v2.participants.join-request",
    "presence.update",
    "poll.vote",
    "poll.vote.failed",
    "chat.archive",
    "call.received",
    "call.accepted",
    "call.rejected",
    "label.upsert",
    "label.deleted",
    "label.chat.added",
    "label.chat.deleted",
    "event.response",
    "event.response.failed",
    "state.change",
    "engine.event",
];
const NOT_IN_STAR: [&str; 2] = ["state.change", "engine.event"];
const KNOWN_KEYS: [&str; 10] = [
    "metadata", "webhooks", "ignore", "proxy", "client", "debug", "noweb", "gows", "webjs", "wpp",
];
const KNOWN_WEBHOOK_KEYS: [&str; 5] = ["url", "events", "hmac", "retries", "customHeaders"];

/// One webhook of a session.
#[derive(Debug, Clone)]
pub(crate) struct Webhook {
    pub(crate) url: Url,
    events: Vec<String>,
    pub(crate) hmac_key: Option<String>,
    pub(crate) retries: Retries,
    pub(crate) custom_headers: Vec<(String, String)>,
}

impl Webhook {
    /// Whether the webhook asked for `event`.
    pub(crate) fn wants(&self, event: &str) -> bool {
        self.events.iter().any(|wanted| match wanted.as_str() {
            "*" => !NOT_IN_STAR.contains(&event),
            wanted => wanted == event,
        })
    }
}

/// Kinds of chats that a session may not want to hear of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum ChatKind {
    Status,
    Group,
    Channel,
    Broadcast,
}

impl ChatKind {
    /// Each with its key in `ignore`.
    const ALL: [(&str, Self); 4] = [
        ("status", Self::Status),
        ("groups", Self::Group),
        ("channels", Self::Channel),
        ("broadcast", Self::Broadcast),
    ];
}

/// A session's configuration.
#[derive(Debug, Clone, Default)]
pub(crate) struct SessionConfig {
    /// What `GET` answers, secrets included, as WAHA does.
    pub(crate) raw: Value,
    pub(crate) metadata: Option<Value>,
    pub(crate) webhooks: Vec<Webhook>,
    ignore: Vec<ChatKind>,
}

impl SessionConfig {
    /// Reads `config` of a request body. The errors are the texts of WAHA's 400.
    pub(crate) fn parse(config: &Value) -> Result<Self, Vec<String>> {
        let mut errors = Vec::new();
        let Some(object) = config.as_object() else {
            return Err(vec![
                "nested property config must be either object or array".to_owned(),
            ]);
        };
        let mut raw = keep(object, &KNOWN_KEYS);
        let metadata = present(object, "metadata").cloned();
        if let Some(metadata) = &metadata
            && !metadata
                .as_object()
                .is_some_and(|map| map.values().all(Value::is_string))
        {
            errors.push("config.metadata accepts string key-value pairs only".to_owned());
        }
        if present(object, "debug").is_some_and(|debug| !debug.is_boolean()) {
            errors.push("config.debug must be a boolean value".to_owned());
        }
        let mut webhooks = Vec::new();
        match present(object, "webhooks") {
            None => {}
            Some(Value::Array(items)) => {
                let mut kept = Vec::new();
                for (index, item) in items.iter().enumerate() {
                    let path = format!("config.webhooks.{index}");
                    webhooks.extend(webhook(&path, item, &mut errors));
                    kept.push(
                        item.as_object()
                            .map_or(Value::Null, |o| Value::Object(keep(o, &KNOWN_WEBHOOK_KEYS))),
                    );
                }
                raw.insert("webhooks".to_owned(), Value::Array(kept));
            }
            Some(_) => errors.push("config.webhooks must be an array".to_owned()),
        }
        let is_ignored =
            |key: &str| config.pointer(&format!("/ignore/{key}")) == Some(&Value::Bool(true));
        let ignored = ChatKind::ALL.into_iter().filter(|(key, _)| is_ignored(key));
        let ignore = ignored.map(|(_, kind)| kind).collect();
        if !errors.is_empty() {
            return Err(errors);
        }
        Ok(Self {
            raw: Value::Object(raw),
            metadata,
            webhooks,
            ignore,
        })
    }

    /// Whether events of `chat` are to be kept from the webhooks.
    pub(crate) fn ignores(&self, chat: &ChatRef) -> bool {
        let kinds: &[ChatKind] = match chat.written.split_once('@') {
            Some(("status", "broadcast")) => &[ChatKind::Status, ChatKind::Broadcast],
            Some((_, "broadcast")) => &[ChatKind::Broadcast],
            Some((_, "newsletter")) => &[ChatKind::Channel],
            Some((_, "g.us")) => &[ChatKind::Group],
            _ => &[],
        };
        kinds.iter().any(|kind| self.ignore.contains(kind))
    }
}

/// Checks a session's name as `POST /api/sessions` does.
pub(crate) fn name_errors(name: &str) -> Vec<String> {
    let mut errors = Vec::new();
    if name.chars().count() > 54 {
        errors.push("name must be shorter than or equal to 54 characters".to_owned());
    }
    if !name
        .bytes()
        .all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-')
    {
        errors.push("name must match /^[a-zA-Z0-9_-]*$/ regular expression".to_owned());
    }
    errors
}

fn webhook(path: &str, item: &Value, errors: &mut Vec<String>) -> Option<Webhook> {
    let before = errors.len();
    let Some(object) = item.as_object() else {
        errors.push(format!("{path} must be an object"));
        return None;
    };
    let url = object
        .get("url")
        .and_then(Value::as_str)
        .and_then(|url| Url::parse(url).ok());
    let url = url.filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
    if url.is_none() {
        errors.push(format!("{path}.url must be a URL address"));
    }
    let events = events(path, object.get("events"), errors);
    let hmac_key = match present(object, "hmac").and_then(|hmac| hmac.get("key")) {
        None | Some(Value::Null) => None,
        Some(Value::String(key)) => Some(key.clone()).filter(|key| !key.is_empty()),
        Some(_) => {
            errors.push(format!("{path}.hmac.key must be a string"));
            None
        }
    };
    let retries = retries(path, present(object, "retries"), errors);
    let mut custom_headers = Vec::new();
    for header in present(object, "customHeaders")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
    {
        let text = |key| header.get(key).and_then(Value::as_str).map(str::to_owned);
        match (text("name"), text("value")) {
            (Some(name), Some(value)) => custom_headers.push((name, value)),
            _ => errors.push(format!(
                "{path}.customHeaders must have a string name and value"
            )),
        }
    }
    let url = url?;
    (errors.len() == before).then_some(Webhook {
        url,
        events,
        hmac_key,
        retries,
        custom_headers,
    })
}

fn events(path: &str, events: Option<&Value>, errors: &mut Vec<String>) -> Vec<String> {
    let Some(Value::Array(items)) = events else {
        errors.push(format!("{path}.events must be an array"));
        return Vec::new();
    };
    let names: Vec<String> = items
        .iter()
        .filter_map(|item| item.as_str().map(str::to_owned))
        .collect();
    let known = |name: &String| name == "*" || EVENTS.contains(&name.as_str());
    if names.len() != items.len() || !names.iter().all(known) {
        errors.push(format!(
            "{path}.each value in events must be one of the following values: {}, *",
            EVENTS.join(", "),
        ));
    }
    names
}

fn retries(path: &str, retries: Option<&Value>, errors: &mut Vec<String>) -> Retries {
    let mut result = Retries::default();
    let Some(retries) = retries else {
        return result;
    };
    match retries.get("policy") {
        None | Some(Value::Null) => {}
        Some(policy) => match policy.as_str().and_then(Policy::parse) {
            Some(policy) => result.policy = policy,
            None => errors.push(format!(
                "{path}.retries.policy must be one of the following values: linear, exponential, constant"
            )),
        },
    }
    match retries.get("delaySeconds") {
        None | Some(Value::Null) => {}
        // A month is beyond any use and far below what a duration can hold.
        Some(delay) => match delay.as_f64().filter(|delay| (0.0..=2_592_000.0).contains(delay)) {
            Some(delay) => result.delay = std::time::Duration::from_secs_f64(delay),
            None => errors.push(format!(
                "{path}.retries.delaySeconds must be a number conforming to the specified constraints"
            )),
        },
    }
    match retries.get("attempts") {
        None | Some(Value::Null) => {}
        Some(attempts) => match attempts
            .as_u64()
            .and_then(|attempts| u32::try_from(attempts).ok())
        {
            Some(attempts) => result.attempts = attempts,
            None => errors.push(format!(
                "{path}.retries.attempts must be a number conforming to the specified constraints"
            )),
        },
    }
    result
}

fn present<'a>(object: &'a Map<String, Value>, key: &str) -> Option<&'a Value> {
    object.get(key).filter(|value| !value.is_null())
}

/// Unknown properties are stripped, not refused.
fn keep(object: &Map<String, Value>, keys: &[&str]) -> Map<String, Value> {
    object
        .iter()
        .filter(|(key, _)| keys.contains(&key.as_str()))
        .map(|(key, value)| (key.clone(), value.clone()))
        .collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn every_mistake_is_named() {
        let errors = SessionConfig::parse(&json!({
            "metadata": {"tenant_id": 42},
            "webhooks": [
                {"url": "ftp://x/", "events": ["message", "nonsense"]},
                {"url": "http://ingress:8080/", "events": "message",
                 "retries": {"policy": "never", "attempts": -1, "delaySeconds": "soon"}},
            ],
        }))
        .unwrap_err();
        let about = [
            "config.metadata accepts",
            "config.webhooks.0.url",
            "config.webhooks.0.each value in events",
            "config.webhooks.1.events",
            "config.webhooks.1.retries.policy",
            "config.webhooks.1.retries.delaySeconds",
            "config.webhooks.1.retries.attempts",
        ];
        assert_eq!(errors.len(), about.len(), "{errors:#?}");
        for (error, about) in errors.iter().zip(about) {
            assert!(error.starts_with(about), "{error}");
        }
    }

    #[test]
    fn a_config_is_kept_verbatim_but_for_unknown_keys() {
        let config = json!({
            "metadata": {"tenant_id": "5"},
            "webhooks": [{"url": "http://ingress:8080/x?tenant_id=5", "events": ["*"],
                          "hmac": {"key": "secret"}, "zzz": 1}],
            "ignore": {"status": true, "groups": null},
            "zzz": true,
        });
        let parsed = SessionConfig::parse(&config).unwrap();
        assert_eq!(parsed.raw["webhooks"][0]["hmac"]["key"], "secret");
        assert_eq!(parsed.raw.get("zzz"), None);
        assert_eq!(parsed.raw["webhooks"][0].get("zzz"), None);
        assert_eq!(parsed.webhooks[0].hmac_key.as_deref(), Some("secret"));
        assert!(parsed.ignores(&ChatRef::parse("status@broadcast").unwrap()));
        assert!(!parsed.ignores(&ChatRef::parse("12025550143@g.us").unwrap()));
    }

    #[test]
    fn a_star_leaves_out_the_two_noisy_ones() {
        let config = json!({"webhooks": [{"url": "http://x/", "events": ["*"]}]});
        let webhook = SessionConfig::parse(&config).unwrap().webhooks.remove(0);
        assert!(webhook.wants("message.any"));
        assert!(!webhook.wants("state.change"));
        assert!(!webhook.wants("engine.event"));
    }

    #[test]
    fn names_are_those_waha_takes() {
        assert!(name_errors("tenant_5").is_empty());
        assert_eq!(name_errors("bad name/../x").len(), 1);
        assert_eq!(name_errors(&"x".repeat(55)).len(), 1);
    }
}
