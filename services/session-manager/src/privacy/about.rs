//! Whether an event on the bus is about a person.

use domain::{ChatId, Phone};
use waha::webhook::{self, Envelope};

/// Whether a webhook's body is about somebody with one of these addresses. What tells its chat is judged by that: who
/// sends another person's number writes for himself. Of the rest, presence and what cannot be read, the bytes decide.
pub(super) fn is_about(body: &[u8], addresses: &[String]) -> bool {
    let customer = Envelope::parse(body).ok();
    let customer = customer.as_ref().and_then(webhook::customer);
    let Some(customer) = customer else {
        return addresses.iter().any(|address| names(body, address));
    };
    let chat: Option<ChatId> = customer.chat.as_str().parse().ok();
    let phone: Option<Phone> = customer.phone.and_then(|phone| phone.parse().ok());
    let known = [chat, phone.as_ref().map(ChatId::from)];
    known
        .iter()
        .flatten()
        .any(|known| addresses.iter().any(|address| address == known.as_str()))
}

/// Whether the bytes name an address, however its server is written.
fn names(body: &[u8], address: &str) -> bool {
    let Some((user, _)) = address.split_once('@') else {
        return false;
    };
    let name = format!("{user}@");
    body.windows(name.len())
        .enumerate()
        .any(|(at, found)| found == name.as_bytes() && is_begin(body, at))
}

/// A longer number ends in a shorter one.
fn is_begin(body: &[u8], at: usize) -> bool {
    let before = at.checked_sub(1).and_then(|at| body.get(at));
    before.is_none_or(|before| !before.is_ascii_alphanumeric())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_is_about_whom_its_chat_is_with() {
        let addresses = [
            "12025550143@c.us".to_owned(),
            "99887766554433@lid".to_owned(),
        ];
        let about = |event: &str, payload: &str| {
            let body = format!(r#"{{"event":"{event}","session":"s","payload":{payload}}}"#);
            is_about(body.as_bytes(), &addresses)
        };
        for (event, payload) in [
            ("message.any", r#"{"id":"false_12025550143@c.us_AC"}"#),
            ("message.any", r#"{"id":"true_99887766554433@lid_3E"}"#),
            (
                "message.ack",
                r#"{"id":"true_12025550143@s.whatsapp.net_3E","ack":2}"#,
            ),
            (
                "message.any",
                r#"{"id":"false_11@lid_A","_data":{"Info":{"SenderAlt":"12025550143@s.whatsapp.net"}}}"#,
            ),
            ("presence.update", r#"{"id":"12025550143@c.us"}"#),
        ] {
            assert!(about(event, payload), "{event} {payload}");
        }
        for (event, payload) in [
            (
                "message.any",
                r#"{"id":"false_5@c.us_AC","body":"ask 12025550143@c.us"}"#,
            ),
            ("presence.update", r#"{"id":"912025550143@c.us"}"#),
            ("session.status", r#"{"status":"WORKING"}"#),
        ] {
            assert!(!about(event, payload), "{event} {payload}");
        }
        assert!(is_about(b"no JSON of 12025550143@c.us", &addresses));
    }
}
