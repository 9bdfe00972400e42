//! The outer fields of a webhook.

use std::borrow::Cow;

use serde::{Deserialize, Deserializer};
use serde_json::{error::Category, value::RawValue};
use time::OffsetDateTime;

use super::BodyError;
use crate::{Account, lenient, timestamp};

/// A webhook body with its payload still unread. Borrows from the body.
#[derive(Debug, Clone)]
pub struct Envelope<'a> {
    /// `evt_…`; absent in 2024, shared by `message` and `message.any` on some engines.
    pub id: Option<String>,
    /// When the event happened, by WAHA's clock; absent in 2024.
    pub timestamp: Option<OffsetDateTime>,
    /// The event's name, such as `message.any`.
    pub event: Cow<'a, str>,
    /// The session it happened in.
    pub session: Cow<'a, str>,
    /// The WhatsApp account of the session. Its presence does not prove that the account is logged in.
    pub me: Option<Account>,
    /// What happened: an object, or (`state.change` on WEBJS) a text.
    pub payload: &'a RawValue,
}

impl<'a> Envelope<'a> {
    /// Reads the outer fields. Nested values are skipped without recursion, however deep they are.
    pub fn parse(body: &'a [u8]) -> Result<Self, BodyError> {
        let not_utf8 = |_| BodyError::NotJson { line: 0, column: 0 };
        let text = std::str::from_utf8(body).map_err(not_utf8)?;
        let wire: WireEnvelope<'_> = serde_json::from_str(text).map_err(|error| {
            if error.classify() == Category::Data {
                BodyError::Wrong {
                    field: "body",
                    expected: "an object that has each of its fields once",
                }
            } else {
                BodyError::NotJson {
                    line: error.line(),
                    column: error.column(),
                }
            }
        })?;
        // serde would also take an array of the right length.
        if !text.trim_start().starts_with('{') {
            return Err(BodyError::Wrong {
                field: "body",
                expected: "an object that has each of its fields once",
            });
        }
        Ok(Self {
            id: wire.id,
            timestamp: wire.timestamp,
            event: name(wire.event, "event")?,
            session: name(wire.session, "session")?,
            me: wire.me,
            payload: wire
                .payload
                .ok_or(BodyError::Missing { field: "payload" })?,
        })
    }
}

fn name<'a>(raw: Option<&'a RawValue>, field: &'static str) -> Result<Cow<'a, str>, BodyError> {
    let raw = raw.ok_or(BodyError::Missing { field })?;
    let expected = "a text that is not empty";
    serde_json::from_str::<Text<'a>>(raw.get())
        .ok()
        .map(|text| text.0)
        .filter(|text| !text.is_empty())
        .ok_or(BodyError::Wrong { field, expected })
}

#[derive(Deserialize)]
struct Text<'a>(#[serde(borrow)] Cow<'a, str>);

#[derive(Deserialize)]
struct WireEnvelope<'a> {
    #[serde(default, deserialize_with = "lenient::text")]
    id: Option<String>,
    #[serde(default, deserialize_with = "timestamp::option")]
    timestamp: Option<OffsetDateTime>,
    #[serde(borrow)]
    event: Option<&'a RawValue>,
    #[serde(borrow)]
    session: Option<&'a RawValue>,
    #[serde(default, deserialize_with = "lenient::option")]
    me: Option<Account>,
    #[serde(default, borrow, deserialize_with = "present")]
    payload: Option<&'a RawValue>,
}

/// Tells a payload of `null` from none at all.
fn present<'de: 'a, 'a, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<&'a RawValue>, D::Error> {
    <&RawValue>::deserialize(deserializer).map(Some)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(body: &[u8]) -> BodyError {
        Envelope::parse(body).expect_err("not WAHA's")
    }

    #[test]
    fn what_is_missing_or_wrong_is_named() {
        for (body, field) in [
            (r#"{"session":"a","payload":{}}"#, "event"),
            (r#"{"event":null,"session":"a","payload":{}}"#, "event"),
            (r#"{"event":"message","payload":{}}"#, "session"),
            (r#"{"event":"message","session":"a"}"#, "payload"),
        ] {
            assert_eq!(
                error(body.as_bytes()),
                BodyError::Missing { field },
                "{body}"
            );
        }
        for (body, expected_field) in [
            (r#"{"event":5,"session":"a","payload":{}}"#, "event"),
            (
                r#"{"event":"message","session":"","payload":{}}"#,
                "session",
            ),
            (
                r#"{"event":"message","session":["a"],"payload":{}}"#,
                "session",
            ),
            ("[]", "body"),
            (r#"["evt_1",1,"message","a",null,{}]"#, "body"),
            (r#""message""#, "body"),
            ("7", "body"),
            // Two parsers may each believe another one of them.
            (
                r#"{"event":"a","session":"a","session":"b","payload":{}}"#,
                "body",
            ),
        ] {
            assert!(
                matches!(error(body.as_bytes()), BodyError::Wrong { field, .. } if field == expected_field),
                "{body}: {:?}",
                error(body.as_bytes())
            );
        }
    }

    #[test]
    fn what_is_not_json_is_told_apart() {
        for body in [
            &b""[..],
            b"{",
            b"hello",
            b"{\"event\":\"a\"}}",
            b"\xff\xfe{}",
        ] {
            assert!(matches!(error(body), BodyError::NotJson { .. }), "{body:?}");
        }
    }

    #[test]
    fn escapes_in_names_are_read() {
        let body = br#"{"event":"mess\u0061ge","session":"tenant_\u0035","payload":"CONNECTED"}"#;
        let envelope = Envelope::parse(body).expect("an envelope");
        assert_eq!(envelope.event, "message");
        assert_eq!(envelope.session, "tenant_5");
        assert_eq!(envelope.payload.get(), "\"CONNECTED\"");
    }

    #[test]
    fn deep_nesting_costs_no_stack() {
        let deep = format!("{}{}", "[".repeat(1_000_000), "]".repeat(1_000_000));
        for field in ["payload", "me", "id", "timestamp", "event"] {
            let body = format!(r#"{{"{field}":{deep},"session":"a"}}"#);
            // Whatever the answer is, there is one.
            let _ = Envelope::parse(body.as_bytes());
        }
        let body = format!(r#"{{"event":"message","session":"a","payload":{{"id":{deep}}}}}"#);
        let envelope = Envelope::parse(body.as_bytes()).expect("an envelope");
        assert!(crate::webhook::Event::parse(&envelope).is_err());
        assert_eq!(crate::webhook::identity(&envelope), None);
    }
}
