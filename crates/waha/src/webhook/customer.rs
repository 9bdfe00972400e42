//! With whom an event's chat is.

use super::{Envelope, Event};
use crate::Address;

/// The person on the other side of a chat, for whoever has to find out whose customer that is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Customer {
    /// The chat.
    pub chat: Address,
    /// The digits of the phone number: the chat's, or of a LID the number that the engine named beside it.
    /// `None` where only a LID is told.
    pub phone: Option<String>,
}

/// The customer whom an event is about, also when it is we who wrote. `None` for groups, channels and stories,
/// for what is not about a chat, and for what cannot be read.
pub fn customer(envelope: &Envelope<'_>) -> Option<Customer> {
    let (chat, alternative) = match Event::parse(envelope).ok()? {
        Event::Message(message) => (message.chat, message.alternative),
        Event::Edited(edited) => (edited.message.chat, edited.message.alternative),
        Event::Ack(ack) => (ack.chat, None),
        Event::Reaction(reaction) => (reaction.chat, None),
        Event::Revoked(revoked) => (revoked.chat?, None),
        Event::PollVote(vote) => (vote.chat, None),
        Event::SessionStatus(_) | Event::Presence(_) | Event::Other => return None,
    };
    if !chat.is_person() {
        return None;
    }
    let phone = std::iter::once(&chat)
        .chain(&alternative)
        .find_map(Address::phone)
        .map(ToOwned::to_owned);
    Some(Customer { chat, phone })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(event: &str, payload: &str) -> Option<Customer> {
        let body = format!(r#"{{"event":"{event}","session":"default","payload":{payload}}}"#);
        customer(&Envelope::parse(body.as_bytes()).expect("an envelope"))
    }

    fn phone(event: &str, payload: &str) -> Option<String> {
        of(event, payload).expect("a person").phone
    }

    #[test]
    fn the_chat_tells_the_customer_whoever_wrote() {
        let number = Some("12025550143".to_owned());
        for id in [
            "false_12025550143@c.us_AC36",
            "true_12025550143@c.us_3EB0",
            "false_12025550143@s.whatsapp.net_AC36",
        ] {
            let payload = format!(r#"{{"id":"{id}","from":"1@c.us","ack":2}}"#);
            for event in ["message", "message.any", "message.ack"] {
                assert_eq!(phone(event, &payload), number, "{event} {id}");
            }
        }
    }

    #[test]
    fn a_lid_is_no_number_but_may_come_with_one() {
        let lid = r#"{"id":"false_99887766554433@lid_AC36"}"#;
        assert_eq!(phone("message.any", lid), None);
        let number = Some("12025550143".to_owned());
        for data in [
            r#"{"Info":{"SenderAlt":"12025550143@s.whatsapp.net"}}"#,
            r#"{"key":{"remoteJidAlt":"12025550143@s.whatsapp.net"}}"#,
        ] {
            let payload = format!(r#"{{"id":"false_99887766554433@lid_AC36","_data":{data}}}"#);
            assert_eq!(phone("message.any", &payload), number, "{data}");
        }
        let own = r#"{"id":"true_99887766554433@lid_3EB0","_data":{"Info":{
            "SenderAlt":"971501234567@s.whatsapp.net","RecipientAlt":"12025550143@s.whatsapp.net"}}}"#;
        assert_eq!(phone("message.any", own), number);
    }

    #[test]
    fn a_group_is_nobodys_customer() {
        for (event, payload) in [
            (
                "message.any",
                r#"{"id":"false_120363041234567890@g.us_AC_12025550143@c.us"}"#,
            ),
            ("message.any", r#"{"id":"false_status@broadcast_AC"}"#),
            ("message.any", "{}"),
            ("session.status", r#"{"status":"WORKING"}"#),
            ("something.new", r#"{"id":"false_12025550143@c.us_AC36"}"#),
        ] {
            assert_eq!(of(event, payload), None, "{event} {payload}");
        }
    }
}
