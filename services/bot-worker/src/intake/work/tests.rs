use domain::{MessageKey, SessionName};
use events::Routing;
use storage::{media::MediaKind, messages::Change};
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
    match of(&event("message.any", payload), NOW).unwrap() {
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
fn a_door_whose_clock_is_fast_makes_no_message_old() {
    let payload = r#"{"id":"false_12025550143@c.us_AC36","timestamp":TIME}"#;
    let written = NOW - Duration::SECOND;
    let payload = payload.replace("TIME", &written.unix_timestamp().to_string());
    let mut event = event("message.any", &payload);
    for (clock, told) in [(600, NOW), (0, NOW), (-600, NOW - Duration::minutes(10))] {
        event.received_at = NOW + Duration::seconds(clock);
        match of(&event, NOW).unwrap() {
            Work::Message { message, .. } => {
                assert_eq!((message.received_at, message.sent_at), (told, written));
            }
            other => panic!("no message: {other:?}"),
        }
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
            assert!(of(&event, NOW).is_err(), "{name}");
        }
        for name in ["presence.update", "poll.vote", "message.revoked"] {
            let event = event(name, value);
            assert!(of(&event, NOW).is_err(), "{name}");
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

fn changes(name: &str, payload: &str) -> Vec<Change> {
    match of(&event(name, payload), NOW).unwrap() {
        Work::Changes(changes) => changes,
        other => panic!("no change: {other:?}"),
    }
}

/// What becomes of which message, and who did it.
fn told(changes: &[Change]) -> Vec<(&str, &ChangeKind, Direction)> {
    let told = changes.iter();
    told.map(|it| (it.key.as_str(), &it.kind, it.author))
        .collect()
}

#[test]
fn a_reaction_is_of_one_message_and_one_side() {
    let now = NOW.unix_timestamp();
    let reaction = |from_me: bool, text: &str, target: &str| {
        format!(
            r#"{{"id":"{from_me}_12025550143@c.us_AC37","timestamp":{now},"reaction":{{"text":"{text}","messageId":"{target}"}}}}"#
        )
    };
    let theirs = changes(
        "message.reaction",
        &reaction(false, "👍", "true_12025550143@c.us_3EB0"),
    );
    let expected = ChangeKind::Reaction("👍".to_owned());
    assert_eq!(
        told(&theirs),
        [("5:tenant_5:message:out:3EB0", &expected, Direction::In)]
    );
    assert_eq!(theirs[0].changed_at, NOW);
    let ours = changes(
        "message.reaction",
        &reaction(true, "", "false_12025550143@c.us_AC36"),
    );
    let expected = ChangeKind::Reaction(String::new());
    assert_eq!(
        told(&ours),
        [("5:tenant_5:message:in:AC36", &expected, Direction::Out)]
    );
    for (payload, outcome) in [
        (
            reaction(false, &"x".repeat(33), "true_12025550143@c.us_3EB0"),
            "reaction_in_words",
        ),
        (reaction(false, "👍", ""), "reaction_to_nothing"),
        (
            reaction(false, "👍", "true_1@g.us_3EB0").replace("12025550143@c.us", "1@g.us"),
            "no_person",
        ),
    ] {
        let work = of(&event("message.reaction", &payload), NOW).unwrap();
        assert_eq!(work.outcome(), Some(outcome), "{payload}");
    }
}

#[test]
fn nobody_edits_or_deletes_what_another_wrote() {
    let edits = changes(
        "message.edited",
        r#"{"id":"false_12025550143@c.us_AC38","body":"two\u0000 beds","editedMessageId":"3EB0"}"#,
    );
    let expected = ChangeKind::Edit(Some("two beds".to_owned()));
    // Our message has that stanza id; the customer's does not.
    assert_eq!(
        told(&edits),
        [("5:tenant_5:message:in:3EB0", &expected, Direction::In)]
    );
    let deletion = |after: &str| {
        let payload = format!(r#"{{"after":{after},"before":null,"revokedMessageId":"AC36"}}"#);
        changes("message.revoked", &payload)
    };
    assert_eq!(
        told(&deletion(r#"{"id":"true_12025550143@c.us_3EB1"}"#)),
        [(
            "5:tenant_5:message:out:AC36",
            &ChangeKind::Deletion,
            Direction::Out
        )]
    );
    // Where the engine does not say whose it was: of the two there is one.
    let either = deletion("null");
    let keys: Vec<&str> = either.iter().map(|it| it.key.as_str()).collect();
    assert_eq!(
        keys,
        ["5:tenant_5:message:in:AC36", "5:tenant_5:message:out:AC36"]
    );
}

#[test]
fn an_answer_quotes_the_message_of_who_wrote_it() {
    let quoted = |from_me: bool, participant: &str| {
        let id = format!("{from_me}_12025550143@c.us_AC39");
        let reply = format!(r#"{{"id":"3EB0","participant":{participant},"body":"Which area?"}}"#);
        let message = incoming(&format!(r#"{{"id":"{id}","body":"x","replyTo":{reply}}}"#));
        let quoted = message.quoted.unwrap();
        assert_eq!(quoted.body.as_deref(), Some("Which area?"));
        quoted.key.to_string()
    };
    let (theirs, ours) = ("5:tenant_5:message:in:3EB0", "5:tenant_5:message:out:3EB0");
    assert_eq!(quoted(false, r#""12025550100@c.us""#), ours);
    assert_eq!(quoted(false, r#""12025550143@c.us""#), theirs);
    assert_eq!(quoted(true, r#""12025550143@c.us""#), theirs);
    assert_eq!(
        (quoted(false, "null"), quoted(true, "null")),
        (ours.to_owned(), theirs.to_owned())
    );
    let none = incoming(r#"{"id":"false_12025550143@c.us_AC39","body":"x","replyTo":null}"#);
    assert_eq!(none.quoted, None);
}
