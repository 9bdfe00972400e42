//! What goes wrong on purpose.

use std::sync::Mutex;
use std::time::Duration;

use rand::RngExt as _;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::network::lock;
use crate::traffic::AckOrder;

/// How often what goes wrong: shares from 0 to 1 of all webhooks, or of all sends.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct FaultSettings {
    /// WAHA loses the webhook for good: it is never posted.
    pub(crate) webhook_drop: f64,
    /// Posted twice, as after a connection that broke behind the request.
    pub(crate) webhook_duplicate: f64,
    /// Held back, so that later ones overtake it.
    pub(crate) webhook_reorder: f64,
    /// Every webhook is late by this much.
    pub(crate) webhook_delay_ms: u64,
    /// A send is answered with 500, and the network took nothing.
    pub(crate) send_fail: f64,
    /// A send is not answered for two minutes, and the network took nothing.
    pub(crate) send_hang: f64,
    /// A send is answered with 500 although the network took it.
    pub(crate) send_fail_after_accept: f64,
    /// A send is answered with 201, then WhatsApp refuses it: acknowledgement -1, and no phone shows it.
    pub(crate) send_refused: f64,
    /// Acknowledgements of a send overtake its answer and each other, and come twice.
    pub(crate) ack_reorder: f64,
    /// A file is asked for that WAHA has no more, and cannot have again from WhatsApp.
    pub(crate) media_gone: f64,
}

impl FaultSettings {
    /// Changes what `patch` names; all of it, or nothing with the reasons.
    fn patched(mut self, patch: &Value) -> Result<Self, Vec<String>> {
        let Some(patch) = patch.as_object() else {
            return Err(vec!["the body must be a JSON object".to_owned()]);
        };
        let mut problems = Vec::new();
        for (name, value) in patch {
            if name == "webhook_delay_ms" {
                match value.as_u64().filter(|millis| *millis <= 600_000) {
                    Some(millis) => self.webhook_delay_ms = millis,
                    None => problems.push(format!(
                        "{name} must be a whole number of milliseconds from 0 to 600000"
                    )),
                }
                continue;
            }
            let Some(share) = self.share_mut(name) else {
                problems.push(format!(
                    "{name} is no fault; there are webhook_drop, webhook_duplicate, \
                     webhook_reorder, webhook_delay_ms, send_fail, send_hang, \
                     send_fail_after_accept, send_refused, ack_reorder and media_gone"
                ));
                continue;
            };
            match value.as_f64().filter(|value| (0.0..=1.0).contains(value)) {
                Some(value) => *share = value,
                None => problems.push(format!("{name} must be a share from 0 to 1")),
            }
        }
        if problems.is_empty() {
            Ok(self)
        } else {
            Err(problems)
        }
    }

    fn share_mut(&mut self, name: &str) -> Option<&mut f64> {
        match name {
            "webhook_drop" => Some(&mut self.webhook_drop),
            "webhook_duplicate" => Some(&mut self.webhook_duplicate),
            "webhook_reorder" => Some(&mut self.webhook_reorder),
            "send_fail" => Some(&mut self.send_fail),
            "send_hang" => Some(&mut self.send_hang),
            "send_fail_after_accept" => Some(&mut self.send_fail_after_accept),
            "send_refused" => Some(&mut self.send_refused),
            "ack_reorder" => Some(&mut self.ack_reorder),
            "media_gone" => Some(&mut self.media_gone),
            _ => None,
        }
    }
}

/// What happens to one webhook.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct WebhookFate {
    pub(crate) drop: bool,
    pub(crate) duplicate: bool,
    pub(crate) delay: Duration,
}

/// What happens to one send.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SendFate {
    Fine,
    Fail,
    Hang,
    FailAfterAccept,
    Refused,
}

/// The faults in force.
#[derive(Debug, Default)]
pub(crate) struct Faults(Mutex<FaultSettings>);

impl Faults {
    /// The settings in force.
    pub(crate) fn current(&self) -> FaultSettings {
        *lock(&self.0)
    }

    /// Puts these in force.
    pub(crate) fn set(&self, settings: FaultSettings) {
        *lock(&self.0) = settings;
    }

    /// Changes what `patch` names and answers what is in force now.
    pub(crate) fn patch(&self, patch: &Value) -> Result<FaultSettings, Vec<String>> {
        let mut settings = lock(&self.0);
        *settings = settings.patched(patch)?;
        Ok(*settings)
    }

    /// Draws what happens to a webhook.
    pub(crate) fn webhook_fate(&self) -> WebhookFate {
        let faults = self.current();
        let mut rng = rand::rng();
        let mut delay = Duration::from_millis(faults.webhook_delay_ms);
        if rng.random_bool(faults.webhook_reorder) {
            // Long enough for the events of a whole exchange to overtake it.
            delay += Duration::from_millis(rng.random_range(500..2_000));
        }
        WebhookFate {
            drop: rng.random_bool(faults.webhook_drop),
            duplicate: rng.random_bool(faults.webhook_duplicate),
            delay,
        }
    }

    /// Draws whether a file is gone.
    pub(crate) fn media_is_gone(&self) -> bool {
        rand::rng().random_bool(self.current().media_gone)
    }

    /// Draws in which order the acknowledgements of a send come.
    pub(crate) fn ack_order(&self) -> AckOrder {
        if rand::rng().random_bool(self.current().ack_reorder) {
            AckOrder::Mixed
        } else {
            AckOrder::Rising
        }
    }

    /// Draws what happens to a send.
    pub(crate) fn send_fate(&self) -> SendFate {
        let faults = self.current();
        let mut rng = rand::rng();
        if rng.random_bool(faults.send_hang) {
            SendFate::Hang
        } else if rng.random_bool(faults.send_fail) {
            SendFate::Fail
        } else if rng.random_bool(faults.send_fail_after_accept) {
            SendFate::FailAfterAccept
        } else if rng.random_bool(faults.send_refused) {
            SendFate::Refused
        } else {
            SendFate::Fine
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_is_not_named_stays() {
        let faults = Faults::default();
        faults
            .patch(&json!({"send_fail": 0.5, "webhook_delay_ms": 20}))
            .unwrap();
        let now = faults.patch(&json!({"send_fail": 0})).unwrap();
        assert_eq!(
            now,
            FaultSettings {
                webhook_delay_ms: 20,
                ..FaultSettings::default()
            }
        );
    }

    #[test]
    fn a_bad_share_changes_nothing_and_every_mistake_is_named() {
        let faults = Faults::default();
        let problems = faults
            .patch(&json!({"send_fail": 1.5, "send_hang": "x", "drop": 1, "webhook_drop": 1}))
            .unwrap_err();
        assert_eq!(problems.len(), 3, "{problems:?}");
        assert_eq!(faults.current(), FaultSettings::default());
    }

    #[test]
    fn a_share_of_one_is_always() {
        let faults = Faults::default();
        faults
            .patch(&json!({"webhook_drop": 1, "send_fail_after_accept": 1}))
            .unwrap();
        assert!(faults.webhook_fate().drop);
        assert_eq!(faults.send_fate(), SendFate::FailAfterAccept);
    }
}
