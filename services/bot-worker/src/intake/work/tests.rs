use domain::{MessageKey, SessionName};
use events::Routing;
use storage::media::MediaKind;
use time::{Duration, macros::datetime};

use super::*;

const NOW: OffsetDateTime = datetime!(2026-11-26 12:00 UTC);

fn event(name: &str, payload: &str) -> WahaEvent {
    let body = format!(r#"{{"event":"{name}","session":"tenant_5","payload":{payload}}}"#);
    let tenant = 5.try_into().unwrap();
    WahaEvent {
        tenant,
        session: SessionName::of_tenant(tenant),
        event: name.parse().unwrap(),
        waha_event_id: None,
        key: MessageKey::from_stored("5:tenant_5:message:in:AC36".to_owned()),
        occurred_at: None,
        received_at: NOW,
        routing: Routing::Url,
        origin: Origin::Webhook,
        body: body.into_bytes().into(),
    }
}

fn incoming(payload: &str) -> Incoming {
    match of(&event("message.any", payload)).unwrap() {
        Work::Message { message, .. } => *message,
        other => panic!("no message: {other:?}"),
    }
}

#[test]
fn a_time_that_cannot_be_is_the_time_of_its_arrival() {
    let sent_at = |timestamp: &str| {
        let id = "false_12025550143@c.us_AC36";
        incoming(&format!(r#"{{"id":"{id}","timestamp":{timestamp}}}"#)).sent_at
    };
    let now = NOW.unix_timestamp();
    for (timestamp, expected) in [
        (format!("{now}"), NOW),
        (format!("{{\"low\":{now},\"high\":0}}"), NOW),
        (format!("{}", now - 86_400), NOW - Duration::DAY),
        // A phone's clock that is a little fast.
        (format!("{}", now + 60), NOW + Duration::MINUTE),
        (format!("{}", now + 86_400), NOW),
        ("253402300799".to_owned(), NOW),
        ("1e300".to_owned(), NOW),
        ("\"NaN\"".to_owned(), NOW),
        ("-5".to_owned(), NOW),
    ] {
        assert_eq!(sent_at(&timestamp), expected, "{timestamp}");
    }
}

#[test]
fn a_file_is_wanted_with_its_caption_and_a_place_is_in_words() {
    let id = "false_12025550143@c.us_AC36";
    let url = "http://localhost:3000/api/files/tenant_5/false_12025550143@c.us_AC36.oga";
    let voice = incoming(&format!(
        r#"{{"id":"{id}","hasMedia":true,"media":{{"url":"{url}","mimetype":"audio/ogg; codecs=opus"}}}}"#
    ));
    assert_eq!((voice.kind, voice.body), (MessageKind::Media, None));
    let file = voice.media.unwrap();
    assert_eq!(file.kind, MediaKind::Voice);
    assert_eq!(file.waha_id, id);
    assert_eq!(
        file.waha_path.as_deref(),
        Some("files/tenant_5/false_12025550143@c.us_AC36.oga")
    );

    // Not downloaded, or another tenant's: WAHA has to be asked.
    for url in [
        "null",
        r#""http://localhost:3000/api/files/tenant_6/x.jpeg""#,
    ] {
        let picture = incoming(&format!(
            r#"{{"id":"{id}","body":"this one?","hasMedia":true,"media":{{"url":{url},"mimetype":"image/jpeg"}}}}"#
        ));
        assert_eq!(picture.body.as_deref(), Some("this one?"));
        let file = picture.media.unwrap();
        assert_eq!((file.kind, file.waha_path), (MediaKind::Image, None));
    }
    let place = incoming(&format!(
        r#"{{"id":"{id}","body":"/9j/4AAQ","location":{{"latitude":"25.0763","longitude":"55.1407","name":"Tower 5"}}}}"#
    ));
    assert_eq!(place.kind, MessageKind::Location);
    assert_eq!(
        place.body.as_deref(),
        Some("Tower 5\ngeo:25.076300,55.140700")
    );
    assert_eq!(place.media, None);
    let card = incoming(&format!(
        r#"{{"id":"{id}","vCards":["BEGIN:VCARD\nFN:Ali\nTEL:+971501112233\nEND:VCARD"]}}"#
    ));
    assert_eq!(card.body.as_deref(), Some("Ali, +971501112233"));
}

#[test]
fn depth_costs_no_stack() {
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    let objects = format!("{}1{}", r#"{"a":"#.repeat(100_000), "}".repeat(100_000));
    let id = "false_12025550143@c.us_AC36";
    for value in [&deep, &objects] {
        for field in ["body", "_data", "media", "location", "vCards", "replyTo"] {
            let message = incoming(&format!(r#"{{"id":"{id}","{field}":{value}}}"#));
            assert_eq!((message.stanza.as_str(), message.body), ("AC36", None));
        }
        // Where nothing can be made of it, it is a dead letter.
        for name in ["message.any", "message.ack", "message.reaction"] {
            let event = event(name, &format!(r#"{{"id":{value}}}"#));
            assert!(of(&event).is_err(), "{name}");
        }
        for name in ["presence.update", "poll.vote", "message.revoked"] {
            let event = event(name, value);
            assert!(of(&event).is_err(), "{name}");
        }
    }
}

#[test]
fn a_text_that_postgres_cannot_hold_is_held_without_it() {
    let message = incoming(
        r#"{"id":"false_12025550143@c.us_AC\u000036","body":"a\u0000b \ud83d","_data":{"pushName":"\u0000"}}"#,
    );
    assert_eq!(message.stanza, "AC36");
    let body = message.body.unwrap();
    assert!(body.starts_with("ab ") && !body.contains('\0'), "{body:?}");
    assert_eq!(message.push_name.as_deref(), Some(""));
}
