//! A message of the history as an event on the bus.

use domain::{ChatId, SessionName, TenantId};
use events::{Origin, Routing, WahaEvent};
use time::OffsetDateTime;
use waha::{HistoryMessage, webhook::Envelope};

/// The event that tells of a message, under the key that its webhook has. `None` for what is in no
/// conversation with a person: nobody wants it.
pub(super) fn event(
    tenant: TenantId,
    session: &SessionName,
    entry: &HistoryMessage,
    now: OffsetDateTime,
) -> Option<WahaEvent> {
    let chat: ChatId = entry.message.chat.as_str().parse().ok()?;
    if !chat.is_person() {
        return None;
    }
    let body = entry.to_webhook(session.as_str());
    let envelope = Envelope::parse(&body).ok()?;
    Some(WahaEvent {
        tenant,
        key: event_key::of(session, &envelope)?.of(tenant),
        session: session.clone(),
        event: envelope.event.parse().ok()?,
        waha_event_id: None,
        occurred_at: entry.message.sent_at,
        received_at: now,
        // We know whose session it is that was asked.
        routing: Routing::Session,
        origin: Origin::Backfill,
        body: body.into(),
    })
}

#[cfg(test)]
mod tests {
    use serde_json::value::RawValue;
    use time::macros::datetime;
    use waha::Message;

    use super::*;

    const NOW: OffsetDateTime = datetime!(2026-11-26 12:00 UTC);

    fn backfilled(payload: &str) -> Option<WahaEvent> {
        let raw = RawValue::from_string(payload.to_owned()).unwrap();
        let message = Message::parse(&raw).unwrap();
        let tenant = 5.try_into().unwrap();
        let session = SessionName::of_tenant(tenant);
        event(tenant, &session, &HistoryMessage { message, raw }, NOW)
    }

    #[test]
    fn a_message_has_the_key_of_its_webhook_and_the_way_of_what_was_missed() {
        let event = backfilled(
            r#"{"id":"false_12025550143@c.us_AC36","timestamp":1789480800,"body":"Hi"}"#,
        )
        .unwrap();
        assert_eq!(event.key.as_str(), "5:tenant_5:message:in:AC36");
        assert_eq!(event.subject().to_string(), "waha.backfill.5.message.any");
        assert_eq!(event.origin, Origin::Backfill);
        assert_eq!(event.occurred_at, Some(datetime!(2026-09-15 14:00 UTC)));
        let ours = backfilled(r#"{"id":"true_99887766554433@lid_3EB0"}"#).unwrap();
        assert_eq!(ours.key.as_str(), "5:tenant_5:message:out:3EB0");
    }

    #[test]
    fn groups_channels_and_stories_are_nobodys() {
        for chat in ["1203@g.us", "1203@newsletter", "status@broadcast"] {
            let payload = format!(r#"{{"id":"false_{chat}_AC36"}}"#);
            assert_eq!(backfilled(&payload), None, "{chat}");
        }
    }
}
