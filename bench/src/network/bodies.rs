//! The bodies of events, cut where one differs from the next.

use anyhow::{Context, Result, ensure};
use serde_json::Value;
use time::OffsetDateTime;

use crate::crowd::Chat;

const MESSAGE: &str =
    include_str!("../../../crates/waha/tests/bodies/samples/message.any.incoming.gows.json");
const ECHO: &str =
    include_str!("../../../crates/waha/tests/bodies/samples/message.any.fromMe.api.gows.json");
const ACK: &str =
    include_str!("../../../crates/waha/tests/bodies/samples/message.ack.device.gows.json");

/// What is different in each.
#[derive(Debug, Clone, Copy)]
enum Slot {
    Event,
    Milliseconds,
    Seconds,
    Session,
    Tenant,
    Phone,
    Lid,
    Stanza,
    Text,
    Ack,
    AckName,
}

/// What an event is about.
#[derive(Debug, Clone, Copy)]
pub(super) struct About<'a> {
    pub(super) chat: &'a Chat,
    pub(super) stanza: &'a str,
    pub(super) text: &'a str,
    /// 1 server, 2 device.
    pub(super) ack: u8,
    /// No other event has it.
    pub(super) event: u64,
    pub(super) now: OffsetDateTime,
}

/// A body, cut into what is always the same and what follows it.
#[derive(Debug)]
pub(super) struct Form {
    parts: Vec<(String, Slot)>,
    rest: String,
}

/// The events of a conversation.
#[derive(Debug)]
pub(super) struct Bodies {
    pub(super) message: Form,
    pub(super) echo: Form,
    pub(super) ack: Form,
}

impl Bodies {
    pub(super) fn new() -> Result<Self> {
        use Slot::{
            Ack, AckName, Event, Lid, Milliseconds, Phone, Seconds, Session, Stanza, Tenant, Text,
        };
        let common = |event, milliseconds| {
            [
                (event, Event),
                (milliseconds, Milliseconds),
                ("tenant_42", Session),
                (r#""tenant_id":"42""#, Tenant),
                ("12025550143", Phone),
            ]
        };
        let message = common("evt_01m2jnw56w7kx9k9a0n79nd4fa", "1789480801500");
        let echo = common("evt_01m2jnw84m0nm6cw7y6ye1ajc1", "1789480804500");
        let ack = common("evt_01m2jnx05cqz8zfyv73fbr65bn", "1789480829100");
        Ok(Self {
            message: Form::new(
                MESSAGE,
                &message,
                &[
                    ("1789480800", Seconds),
                    ("201938475610293", Lid),
                    ("AC363A0C94E511346808FE5F3D96A849", Stanza),
                    ("Hi, do you open on Sunday?", Text),
                ],
            )?,
            echo: Form::new(
                ECHO,
                &echo,
                &[
                    ("1789480804", Seconds),
                    ("201938475610293", Lid),
                    ("3EB031980C62D0ABB9FA", Stanza),
                    ("Yes, 10:00-14:00 on Sunday.", Text),
                ],
            )?,
            ack: Form::new(
                ACK,
                &ack,
                &[
                    ("3EB031980C62D0ABB9FA", Stanza),
                    (r#""ack":2"#, Ack),
                    ("DEVICE", AckName),
                ],
            )?,
        })
    }
}

impl Form {
    /// Cuts a sample at each of these texts.
    fn new(sample: &str, common: &[(&str, Slot)], own: &[(&str, Slot)]) -> Result<Self> {
        let sample: Value = serde_json::from_str(sample).context("a sample")?;
        let sample = sample.to_string();
        let texts: Vec<&(&str, Slot)> = common.iter().chain(own).collect();
        let mut form = Self {
            parts: Vec::new(),
            rest: sample.clone(),
        };
        loop {
            // The longer first: WAHA's milliseconds begin with its seconds.
            let next = texts.iter().filter_map(|(text, slot)| {
                let at = form.rest.find(text)?;
                Some((at, std::cmp::Reverse(text.len()), *slot))
            });
            let Some((at, length, slot)) = next.min_by_key(|(at, length, _)| (*at, *length)) else {
                break;
            };
            let before = form.rest[..at].to_owned();
            form.rest.drain(..at + length.0);
            form.parts.push((before, slot));
        }
        for (text, _) in texts {
            ensure!(
                sample.contains(text),
                "{text} is not in its sample any more"
            );
        }
        Ok(form)
    }

    /// The body of one event.
    pub(super) fn fill(&self, about: &About<'_>) -> String {
        use std::fmt::Write;

        let mut body = String::with_capacity(2_560);
        for (before, slot) in &self.parts {
            body.push_str(before);
            let written = match slot {
                Slot::Event => write!(body, "evt_{:026}", about.event),
                Slot::Milliseconds => {
                    write!(body, "{}", about.now.unix_timestamp_nanos() / 1_000_000)
                }
                Slot::Seconds => write!(body, "{}", about.now.unix_timestamp()),
                Slot::Session => body.write_str(about.chat.session.as_str()),
                Slot::Tenant => write!(body, r#""tenant_id":"{}""#, about.chat.tenant),
                Slot::Phone => write!(body, "{}", about.chat.phone),
                Slot::Lid => write!(body, "{}", about.chat.lid),
                Slot::Stanza => body.write_str(about.stanza),
                Slot::Text => {
                    let quoted = Value::from(about.text).to_string();
                    body.write_str(&quoted[1..quoted.len() - 1])
                }
                Slot::Ack => write!(body, r#""ack":{}"#, about.ack),
                Slot::AckName => body.write_str(if about.ack == 1 { "SERVER" } else { "DEVICE" }),
            };
            written.expect("a string takes everything");
        }
        body.push_str(&self.rest);
        body
    }
}

#[cfg(test)]
mod tests {
    use waha::webhook::{Envelope, Event};

    use super::*;
    use crate::crowd::Crowd;

    #[test]
    fn each_event_is_about_its_own_message_and_chat() {
        let chats = Crowd {
            tenants: 50,
            chats: 124,
        };
        let chats = chats.chats().unwrap();
        let about = About {
            chat: &chats[123],
            stanza: "3EB0AA",
            text: "say \"#7\"\nand more",
            ack: 1,
            event: 7,
            now: OffsetDateTime::UNIX_EPOCH + time::Duration::days(20_000),
        };
        let bodies = Bodies::new().unwrap();
        for (form, from_me) in [(&bodies.message, false), (&bodies.echo, true)] {
            let body = form.fill(&about);
            let envelope = Envelope::parse(body.as_bytes()).unwrap();
            assert_eq!(envelope.session, "tenant_24");
            let Event::Message(message) = Event::parse(&envelope).unwrap() else {
                panic!("no message: {body}");
            };
            assert_eq!(message.from_me, from_me);
            assert_eq!(message.chat.as_str(), "971500000123@c.us");
            assert_eq!(message.id.stanza, "3EB0AA");
            assert_eq!(message.body.as_deref(), Some("say \"#7\"\nand more"));
            assert_eq!(message.sent_at, Some(about.now));
            let other = message.alternative.unwrap();
            assert_eq!(other.as_str(), "201938400000123@lid");
        }
        let body = bodies.ack.fill(&about);
        let envelope = Envelope::parse(body.as_bytes()).unwrap();
        let Event::Ack(ack) = Event::parse(&envelope).unwrap() else {
            panic!("no ack: {body}");
        };
        assert_eq!(ack.id.to_string(), "true_971500000123@c.us_3EB0AA");
        assert_eq!(ack.level.number(), 1);
    }
}
