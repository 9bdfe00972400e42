//! Every known body of WAHA: constructed samples of 2026, and what a WAHA of 2024 really sent.

use std::{collections::BTreeMap, fs, path::Path};

use time::macros::datetime;
use waha::{
    Address, ChatKind, MediaKind, Message, MessageId, SessionStatus, Source,
    webhook::{AckLevel, Envelope, Event, EventIdentity, identity},
};

/// What each body is. A body that is not listed fails the test, as does a name without a body.
const BODIES: &[(&str, &str)] = &[
    ("recorded/message.ack.json", "ack"),
    ("recorded/message.any.2.json", "message"),
    ("recorded/message.any.json", "message"),
    ("recorded/message.json", "message"),
    ("recorded/session.status-FAILED.json", "session"),
    ("recorded/session.status-SCAN_QR_CODE.json", "session"),
    ("recorded/session.status-STARTING.json", "session"),
    ("recorded/session.status-STOPPED.json", "session"),
    ("recorded/session.status-WORKING.json", "session"),
    ("recorded/state.change.json", "other"),
    ("samples/call.accepted.gows.json", "other"),
    ("samples/call.received.gows.json", "other"),
    ("samples/call.rejected.gows.json", "other"),
    ("samples/chat.archive.webjs.json", "other"),
    ("samples/engine.event.noweb.json", "other"),
    ("samples/event.response.gows.json", "other"),
    ("samples/group.v2.join.gows.json", "other"),
    ("samples/group.v2.participants.gows.json", "other"),
    ("samples/label.chat.added.noweb.json", "other"),
    ("samples/legacy.message.any.noweb-2024.10.json", "message"),
    ("samples/message.ack.device.gows.json", "ack"),
    ("samples/message.ack.error.noweb.json", "ack"),
    ("samples/message.ack.group.gows.json", "ack"),
    ("samples/message.ack.read.gows.json", "ack"),
    ("samples/message.ack.server.noweb.json", "ack"),
    ("samples/message.any.fromMe.api.gows.json", "message"),
    ("samples/message.any.fromMe.api.noweb.json", "message"),
    ("samples/message.any.fromMe.api.webjs.json", "message"),
    ("samples/message.any.fromMe.app.gows.json", "message"),
    ("samples/message.any.fromMe.app.webjs.json", "message"),
    ("samples/message.any.incoming.gows.json", "message"),
    ("samples/message.edited.gows.json", "edited"),
    ("samples/message.group.gows.json", "message"),
    ("samples/message.group.noweb.json", "message"),
    ("samples/message.group.webjs.json", "message"),
    ("samples/message.lid.gows.json", "message"),
    ("samples/message.lid.noweb.json", "message"),
    ("samples/message.lid.webjs.json", "message"),
    ("samples/message.location.gows.json", "message"),
    ("samples/message.media.document.gows.json", "message"),
    ("samples/message.media.image.gows.json", "message"),
    ("samples/message.media.not-downloaded.gows.json", "message"),
    ("samples/message.media.voice.gows.json", "message"),
    ("samples/message.newsletter.gows.json", "message"),
    ("samples/message.reaction.gows.json", "reaction"),
    ("samples/message.reaction.removed.gows.json", "reaction"),
    ("samples/message.reply.gows.json", "message"),
    ("samples/message.revoked.gows.json", "revoked"),
    ("samples/message.status-broadcast.gows.json", "message"),
    ("samples/message.text.gows.json", "message"),
    ("samples/message.text.noweb.json", "message"),
    ("samples/message.text.webjs.json", "message"),
    ("samples/poll.vote.dm.gows.json", "poll"),
    ("samples/poll.vote.dm.noweb.json", "poll"),
    ("samples/poll.vote.failed.noweb.json", "poll"),
    ("samples/poll.vote.group.noweb.json", "poll"),
    ("samples/presence.update.dm.gows.json", "presence"),
    ("samples/presence.update.group.noweb.json", "presence"),
    ("samples/presence.update.offline.noweb.json", "presence"),
    ("samples/session.status.failed.logged-out.json", "session"),
    ("samples/session.status.failed.qr-exhausted.json", "session"),
    (
        "samples/session.status.passkey_confirmation_required.json",
        "session",
    ),
    ("samples/session.status.passkey_required.json", "session"),
    ("samples/session.status.scan_qr_code.json", "session"),
    (
        "samples/session.status.scan_qr_code.refresh.json",
        "session",
    ),
    ("samples/session.status.starting.after-scan.json", "session"),
    ("samples/session.status.starting.json", "session"),
    ("samples/session.status.stopped.json", "session"),
    ("samples/session.status.working.json", "session"),
    ("samples/session.status.working.timelock.json", "session"),
    ("samples/state.change.noweb.json", "other"),
];

fn bodies() -> BTreeMap<String, Vec<u8>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/bodies");
    let files = ["recorded", "samples"].into_iter().flat_map(|folder| {
        fs::read_dir(root.join(folder))
            .expect("the folder")
            .map(move |entry| {
                let entry = entry.expect("an entry");
                let name = format!("{folder}/{}", entry.file_name().to_string_lossy());
                (name, fs::read(entry.path()).expect("the body"))
            })
    });
    files.collect()
}

fn body(name: &str) -> Vec<u8> {
    bodies().remove(name).expect("a body of this name")
}

fn event(name: &str) -> Event {
    Event::parse(&Envelope::parse(&body(name)).expect(name)).expect(name)
}

fn message(name: &str) -> Message {
    match event(name) {
        Event::Message(message) => *message,
        other => panic!("{name} is {other:?}"),
    }
}

fn known_as(name: &str) -> EventIdentity {
    identity(&Envelope::parse(&body(name)).expect(name)).expect(name)
}

fn kind(event: &Event) -> &'static str {
    match event {
        Event::Message(_) => "message",
        Event::Ack(_) => "ack",
        Event::Reaction(_) => "reaction",
        Event::Edited(_) => "edited",
        Event::Revoked(_) => "revoked",
        Event::SessionStatus(_) => "session",
        Event::Presence(_) => "presence",
        Event::PollVote(_) => "poll",
        Event::Other => "other",
    }
}

#[test]
fn every_body_is_what_the_table_says() {
    let mut bodies = bodies();
    for (name, expected) in BODIES {
        let body = bodies
            .remove(*name)
            .unwrap_or_else(|| panic!("there is no {name}"));
        let envelope = Envelope::parse(&body).expect(name);
        let event = Event::parse(&envelope).expect(name);
        assert_eq!(kind(&event), *expected, "{name}");
        let old = name.starts_with("recorded/") || name.contains("legacy");
        assert_eq!(envelope.id.is_none(), old, "{name}");
        assert_eq!(envelope.timestamp.is_none(), old, "{name}");
        assert_eq!(
            envelope.session,
            if old { "default" } else { "tenant_42" },
            "{name}"
        );
        if !old {
            assert!(identity(&envelope).is_some(), "{name}");
        }
    }
    assert!(bodies.is_empty(), "not in the table: {:?}", bodies.keys());
}

#[test]
fn a_text_reads_the_same_from_every_engine() {
    for (engine, name, body) in [
        ("gows", "Ana", "Hi, do you open on Sunday?"),
        ("noweb", "Ana", "hello from noweb"),
        ("webjs", "Ana", "hello from webjs"),
    ] {
        let message = message(&format!("samples/message.text.{engine}.json"));
        assert!(!message.from_me);
        assert_eq!(message.chat, Address::new("12025550143@c.us"));
        assert_eq!(message.push_name.as_deref(), Some(name), "{engine}");
        assert_eq!(message.body.as_deref(), Some(body));
        assert_eq!(message.source, Source::App);
        assert!(message.sent_at.is_some());
        assert_eq!(
            (message.participant, message.media, message.reply_to),
            (None, None, None)
        );
    }
}

#[test]
fn the_other_address_is_found_where_the_engine_tells_it() {
    let number = Some(Address::new("12025550117@c.us"));
    for (name, alternative) in [
        ("message.lid.gows", &number),
        ("message.lid.noweb", &number),
        ("message.lid.webjs", &None),
        ("message.group.gows", &number),
        ("message.group.noweb", &number),
        // Our own message: ours is not the other address of the chat.
        (
            "message.any.fromMe.app.gows",
            &Some(Address::new("12025550143@c.us")),
        ),
        (
            "message.any.fromMe.api.gows",
            &Some(Address::new("201938475610293@lid")),
        ),
        (
            "message.text.gows",
            &Some(Address::new("201938475610293@lid")),
        ),
        (
            "message.text.noweb",
            &Some(Address::new("201938475610293@lid")),
        ),
    ] {
        assert_eq!(
            &message(&format!("samples/{name}.json")).alternative,
            alternative,
            "{name}"
        );
    }
}

#[test]
fn the_chat_tells_what_is_not_a_conversation() {
    for (name, kind) in [
        ("message.text.gows", ChatKind::Phone),
        ("message.lid.webjs", ChatKind::Lid),
        ("message.group.webjs", ChatKind::Group),
        ("message.newsletter.gows", ChatKind::Newsletter),
        ("message.status-broadcast.gows", ChatKind::Status),
    ] {
        assert_eq!(
            message(&format!("samples/{name}.json")).chat.kind(),
            kind,
            "{name}"
        );
    }
    let group = message("samples/message.group.gows.json");
    assert_eq!(group.participant, Some(Address::new("99887766554433@lid")));
}

#[test]
fn own_messages_tell_their_source() {
    for (name, source) in [
        ("samples/message.any.fromMe.api.gows.json", Source::Api),
        ("samples/message.any.fromMe.app.webjs.json", Source::App),
        (
            "samples/legacy.message.any.noweb-2024.10.json",
            Source::Unknown,
        ),
    ] {
        let message = message(name);
        assert!(message.from_me, "{name}");
        assert_eq!(message.source, source, "{name}");
        assert!(message.chat.is_person(), "{name}");
    }
    let legacy = message("samples/legacy.message.any.noweb-2024.10.json");
    assert_eq!(legacy.sent_at, Some(datetime!(2026-09-15 14:03:19 UTC)));
}

#[test]
fn attachments_are_read() {
    let image = message("samples/message.media.image.gows.json");
    assert_eq!(image.body.as_deref(), Some("is this in stock?"));
    let media = image.media.expect("a picture");
    assert_eq!(media.mimetype.as_deref(), Some("image/jpeg"));
    assert!(media.url.expect("a URL").contains("/api/files/tenant_42/"));

    for (name, kind) in [
        ("image", MediaKind::Image),
        ("voice", MediaKind::Voice),
        ("document", MediaKind::Document),
        ("not-downloaded", MediaKind::Video),
    ] {
        let message = message(&format!("samples/message.media.{name}.gows.json"));
        assert_eq!(message.media_kind, Some(kind), "{name}");
    }
    let text = message("samples/message.text.gows.json");
    assert_eq!(text.media_kind, None);

    let missing = message("samples/message.media.not-downloaded.gows.json");
    assert!(missing.has_media);
    assert_eq!(missing.media.expect("its type").url, None);

    let office = message("samples/message.location.gows.json")
        .location
        .expect("a place");
    assert!((office.latitude - 38.8977).abs() < 1e-9 && (office.longitude + 77.0365).abs() < 1e-9);
    assert_eq!(office.name.as_deref(), Some("Main office"));

    let reply = message("samples/message.reply.gows.json")
        .reply_to
        .expect("a reply");
    assert_eq!(reply.stanza, "3EB05FD94A51CB6B7F60");
    assert_eq!(reply.body.as_deref(), Some("Yes, 10:00-14:00 on Sunday."));
}

#[test]
fn acks_are_read() {
    for (name, level) in [
        ("samples/message.ack.error.noweb.json", AckLevel::Error),
        ("samples/message.ack.server.noweb.json", AckLevel::Server),
        ("samples/message.ack.device.gows.json", AckLevel::Device),
        ("samples/message.ack.group.gows.json", AckLevel::Read),
        ("recorded/message.ack.json", AckLevel::Device),
    ] {
        let Event::Ack(ack) = event(name) else {
            panic!("{name}")
        };
        assert_eq!(ack.level, level, "{name}");
        assert!(ack.id.from_me, "{name}");
    }
}

#[test]
fn what_is_said_of_messages_is_read() {
    let Event::Reaction(reaction) = event("samples/message.reaction.gows.json") else {
        panic!()
    };
    assert_eq!(reaction.text, "👍");
    assert_eq!(
        reaction.target.expect("a target").stanza,
        "3EB031980C62D0ABB9FA"
    );
    let Event::Reaction(removed) = event("samples/message.reaction.removed.gows.json") else {
        panic!()
    };
    assert_eq!(removed.text, "");

    let Event::Edited(edited) = event("samples/message.edited.gows.json") else {
        panic!()
    };
    assert_eq!(
        edited.target.as_deref(),
        Some("AC363A0C94E511346808FE5F3D96A849")
    );
    assert_eq!(
        edited.message.body.as_deref(),
        Some("Hi, do you open on Saturday?")
    );

    let Event::Revoked(revoked) = event("samples/message.revoked.gows.json") else {
        panic!()
    };
    assert_eq!(revoked.target, "AC363A0C94E511346808FE5F3D96A849");
    assert_eq!(
        revoked.id.expect("an id").stanza,
        "ACFAC2DC3AF62D85EC8F5D08286C1040"
    );
    assert_eq!(revoked.chat, Some(Address::new("12025550143@c.us")));

    let Event::PollVote(vote) = event("samples/poll.vote.group.noweb.json") else {
        panic!()
    };
    assert_eq!(vote.options, ["Saturday", "Sunday"]);
    assert_eq!(vote.poll.expect("a poll").stanza, "3EB016C9464F46D71995");
    assert_eq!(vote.at, Some(datetime!(2026-09-15 14:00:40.680 UTC)));
    let Event::PollVote(vote) = event("samples/poll.vote.failed.noweb.json") else {
        panic!()
    };
    assert!(vote.failed && vote.options.is_empty());
}

#[test]
fn presence_is_read() {
    let Event::Presence(presence) = event("samples/presence.update.group.noweb.json") else {
        panic!()
    };
    assert_eq!(presence.chat.kind(), ChatKind::Group);
    assert_eq!(presence.people[0].state, "typing");
    let Event::Presence(presence) = event("samples/presence.update.offline.noweb.json") else {
        panic!()
    };
    assert_eq!(
        presence.people[0].last_seen,
        Some(datetime!(2026-09-15 14:01 UTC))
    );
}

#[test]
fn session_states_are_read() {
    for (name, status, steps) in [
        (
            "samples/session.status.working.json",
            SessionStatus::Working,
            3,
        ),
        (
            "samples/session.status.passkey_required.json",
            SessionStatus::PasskeyRequired,
            3,
        ),
        (
            "samples/session.status.starting.json",
            SessionStatus::Starting,
            1,
        ),
        (
            "recorded/session.status-SCAN_QR_CODE.json",
            SessionStatus::ScanQrCode,
            0,
        ),
    ] {
        let Event::SessionStatus(state) = event(name) else {
            panic!("{name}")
        };
        assert_eq!(
            (&state.status, state.history.len()),
            (&status, steps),
            "{name}"
        );
        assert!(state.history.iter().all(|step| step.at.is_some()), "{name}");
    }
    let working = body("samples/session.status.working.json");
    let me = Envelope::parse(&working)
        .expect("an envelope")
        .me
        .expect("an account");
    assert_eq!(me.phone().as_deref(), Some("12025550100"));
    assert_eq!(me.lid.as_deref(), Some("184412345678901@lid"));
}

#[test]
fn twins_and_copies_have_one_identity() {
    assert_eq!(
        known_as("samples/message.text.gows.json"),
        known_as("samples/message.any.incoming.gows.json")
    );
    assert_eq!(
        known_as("recorded/message.json"),
        known_as("recorded/message.any.2.json")
    );

    let number = String::from_utf8(body("samples/message.text.gows.json")).expect("UTF-8");
    let lid = number.replace("12025550143@c.us", "201938475610293@lid");
    assert_ne!(number, lid);
    assert_eq!(
        identity(&Envelope::parse(lid.as_bytes()).expect("an envelope")),
        Some(known_as("samples/message.text.gows.json"))
    );
}

#[test]
fn different_events_have_different_identities() {
    let mut seen: BTreeMap<String, String> = BTreeMap::new();
    for (name, body) in bodies() {
        let envelope = Envelope::parse(&body).expect(&name);
        let Some(identity) = identity(&envelope) else {
            continue;
        };
        if let Some(other) = seen.insert(format!("{identity:?}"), name.clone()) {
            let twins = [
                "incoming",
                "any.2.json",
                "message.json",
                "text.gows",
                "legacy",
                "any.json",
            ];
            let twin = |name: &str| twins.iter().any(|part| name.contains(part));
            assert!(
                twin(&name) && twin(&other),
                "{name} and {other}: {identity:?}"
            );
        }
    }
}

#[test]
fn odd_fields_do_not_cost_the_message() {
    let body =
        br#"{"event":"message","session":"a","id":7,"timestamp":"soon","me":"nobody","payload":{
        "id":"false_12025550143@c.us_AC","timestamp":{},"body":5,"hasMedia":"yes","media":"none",
        "location":[],"vCards":{},"replyTo":true,"source":1,"participant":[],"_data":"x"}}"#;
    let envelope = Envelope::parse(body).expect("an envelope");
    assert_eq!(
        (&envelope.id, envelope.timestamp, &envelope.me),
        (&None, None, &None)
    );
    let Event::Message(message) = Event::parse(&envelope).expect("a message") else {
        panic!()
    };
    assert_eq!(
        message.id,
        "false_12025550143@c.us_AC"
            .parse::<MessageId>()
            .expect("an id")
    );
    assert_eq!(
        (message.body, message.sent_at, message.has_media),
        (None, None, false)
    );
}

#[test]
fn a_payload_may_be_a_text() {
    let body = br#"{"event":"state.change","session":"a","payload":"CONNECTED"}"#;
    let envelope = Envelope::parse(body).expect("an envelope");
    assert_eq!(Event::parse(&envelope), Ok(Event::Other));
}
