//! What WAHA is told when a session is made: everything at once, because changing it later restarts
//! the session.

use std::collections::BTreeMap;

use domain::webhook_key::{KeyVersion, MasterSecret, WebhookKey};
use domain::{SessionName, TenantId};
use serde_json::json;
use waha::{Hmac, IgnoreConfig, Retries, RetryPolicy, SessionConfig, WebhookConfig};

/// The events that the platform lives on. Never `message` beside `message.any`: an incoming message
/// would come twice.
const EVENTS: [&str; 8] = [
    "message.any",
    "session.status",
    "message.ack",
    "message.reaction",
    "message.edited",
    "message.revoked",
    "poll.vote",
    "presence.update",
];

/// The key of the metadata that WAHA copies into every webhook.
const TENANT_METADATA: &str = "tenant_id";

/// Makes the configurations of sessions.
#[derive(Clone)]
pub(crate) struct SessionPlan {
    master: MasterSecret,
    webhook_url: String,
}

impl SessionPlan {
    /// `webhook_url` is where WAHA reaches ingress, without a query.
    pub(crate) fn new(master: MasterSecret, webhook_url: &str) -> Self {
        Self {
            master,
            webhook_url: webhook_url.to_owned(),
        }
    }

    /// The whole configuration of a tenant's session, with this version of its webhook key.
    pub(crate) fn config(
        &self,
        tenant: TenantId,
        session: &SessionName,
        version: KeyVersion,
    ) -> SessionConfig {
        let key = WebhookKey::derive(&self.master, tenant, session, version);
        SessionConfig {
            metadata: BTreeMap::from([(TENANT_METADATA.to_owned(), tenant.to_string())]),
            webhooks: vec![WebhookConfig {
                url: self.url(tenant),
                events: EVENTS.map(str::to_owned).into(),
                hmac: Some(Hmac::with_key(key.expose())),
                // About 2.3 hours in all.
                retries: Some(Retries {
                    policy: RetryPolicy::Exponential,
                    delay_seconds: 1,
                    attempts: 12,
                }),
                custom_headers: Vec::new(),
            }],
            ignore: Some(IgnoreConfig::all()),
            // A reply whose fate is not known is looked up in the chat's history. GOWS keeps one by
            // itself, NOWEB when it is told so before the phone is linked.
            rest: serde_json::Map::from_iter([(
                "noweb".to_owned(),
                json!({ "store": { "enabled": true, "fullSync": false } }),
            )]),
        }
    }

    /// Whether a configuration is one that this platform made for the tenant: it says whose it is, and
    /// its webhook comes to us.
    pub(crate) fn made(&self, tenant: TenantId, config: &SessionConfig) -> bool {
        let url = self.url(tenant);
        config.metadata.get(TENANT_METADATA) == Some(&tenant.to_string())
            && config.webhooks.iter().any(|webhook| webhook.url == url)
    }

    fn url(&self, tenant: TenantId) -> String {
        format!("{}?tenant_id={tenant}", self.webhook_url)
    }
}

/// `found` with our parts as they are `wanted`; `None` when they are. What others have set beside
/// them, such as a proxy, stays.
pub(crate) fn repaired(found: SessionConfig, wanted: &SessionConfig) -> Option<SessionConfig> {
    let tenant = |config: &SessionConfig| config.metadata.get(TENANT_METADATA).cloned();
    let same = found.webhooks == wanted.webhooks
        && found.ignore == wanted.ignore
        && tenant(&found) == tenant(wanted);
    if same {
        return None;
    }
    let mut repaired = found;
    repaired.metadata.extend(wanted.metadata.clone());
    repaired.webhooks.clone_from(&wanted.webhooks);
    repaired.ignore.clone_from(&wanted.ignore);
    Some(repaired)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config(tenant: i64) -> SessionConfig {
        config_of_version(tenant, 1)
    }

    fn config_of_version(tenant: i64, version: KeyVersion) -> SessionConfig {
        let master = MasterSecret::new("an installation's master secret, for tests").unwrap();
        let plan = SessionPlan::new(master, "http://ingress:8081/api/webhook/waha");
        let tenant = TenantId::try_from(tenant).unwrap();
        plan.config(tenant, &SessionName::of_tenant(tenant), version)
    }

    #[test]
    fn everything_is_set_at_creation() {
        let mut sent = serde_json::to_value(config(5)).unwrap();
        let key = sent["webhooks"][0]["hmac"]["key"].take();
        assert_eq!(key.as_str().map(str::len), Some(64));
        assert_eq!(
            sent,
            json!({
                "metadata": {"tenant_id": "5"},
                "webhooks": [{
                    "url": "http://ingress:8081/api/webhook/waha?tenant_id=5",
                    "events": [
                        "message.any", "session.status", "message.ack", "message.reaction",
                        "message.edited", "message.revoked", "poll.vote", "presence.update",
                    ],
                    "hmac": {"key": null},
                    "retries": {"policy": "exponential", "delaySeconds": 1, "attempts": 12},
                }],
                "ignore": {"status": true, "groups": true, "channels": true, "broadcast": true},
                "noweb": {"store": {"enabled": true, "fullSync": false}},
            })
        );
    }

    #[test]
    fn ours_is_what_says_the_tenant_and_comes_to_us() {
        let master = MasterSecret::new("an installation's master secret, for tests").unwrap();
        let plan = |url| SessionPlan::new(master.clone(), url);
        let ours = plan("http://ingress:8081/api/webhook/waha");
        let tenant = TenantId::try_from(5).unwrap();
        assert!(ours.made(tenant, &config(5)));
        assert!(!ours.made(tenant, &config(6)));
        assert!(!ours.made(tenant, &SessionConfig::default()));
        assert!(!plan("http://theirs:8081/api/webhook/waha").made(tenant, &config(5)));
    }

    #[test]
    fn what_is_ours_already_is_left_alone() {
        let mut found = config(5);
        found
            .rest
            .insert("proxy".to_owned(), json!({"server": "proxy:3128"}));
        found.metadata.insert("team".to_owned(), "sales".to_owned());
        assert_eq!(repaired(found, &config(5)), None);
    }

    #[test]
    fn what_drifted_is_repaired_and_the_rest_kept() {
        let wanted = config(5);
        let mut foreign_key = config(5);
        foreign_key.webhooks[0].hmac = Some(Hmac::with_key("another"));
        let mut groups = config(5);
        groups.ignore = None;
        let former_key = config_of_version(5, 2);
        for mut found in [
            foreign_key,
            former_key,
            groups,
            config(6),
            SessionConfig::default(),
        ] {
            found.rest.insert("debug".to_owned(), json!(false));
            let repaired = repaired(found, &wanted).unwrap();
            assert_eq!(repaired.rest["debug"], json!(false));
            // What an engine stores was settled when the phone was linked.
            let rest = wanted.rest.clone();
            assert_eq!(SessionConfig { rest, ..repaired }, wanted);
        }
    }
}
