//! From WAHA's error answers to their meaning.
//!
//! WAHA has three shapes: Nest's `{statusCode, message, error}` whose `message` is a text or a list;
//! `{error, session, status, expected}` when a session is not in the right status; and
//! `{exception, request, version}` for whatever nobody caught. The last echoes the request, which is
//! somebody's message: of it, only the exception's text is used, cleaned of what was echoed.

use reqwest::StatusCode;
use serde_json::Value;

use crate::{Error, SessionStatus};

/// Longer reasons are cut: they are for people.
const LONGEST_REASON: usize = 300;
/// Echoed values shorter than this would be found in any sentence.
const SHORTEST_ECHO: usize = 3;
/// Fewer digits than this are no phone number: a status, a port, a year.
const SHORTEST_NUMBER: usize = 7;

/// What a status of 3xx, 4xx or 5xx with this body means. `secret` is kept out of the reason.
pub(crate) fn meaning(status: StatusCode, body: &[u8], secret: &str) -> Error {
    let body: Value = serde_json::from_slice(body).unwrap_or_default();
    let words = words(&body);
    let reason = || presentable(&words, &body, secret);
    let says = |part: &str| words.to_ascii_lowercase().contains(part);
    match status.as_u16() {
        401 => Error::Unauthorized,
        403 => Error::Forbidden,
        404 if says("start it first") => Error::WrongStatus {
            status: SessionStatus::Stopped,
        },
        // No such path, whatever it is about: the API's address may be wrong.
        404 if words.starts_with("Cannot ") => Error::Unsupported(reason()),
        404 if says("session") => Error::SessionUnknown,
        404 => Error::NotFound(reason()),
        422 => unprocessable(&body, &words).unwrap_or_else(|| Error::Rejected {
            status: 422,
            reason: reason(),
        }),
        501 => Error::Unsupported(reason()),
        408 => unavailable(status, &reason(), true),
        // Not one of WAHA's own: a proxy that lets nothing through.
        429 => unavailable(status, &reason(), false),
        400..=499 => Error::Rejected {
            status: status.as_u16(),
            reason: reason(),
        },
        500 if says("error 463") => Error::Timelock,
        500 if says("error 475") => Error::Quota,
        500 if says("no lid f") => Error::NoLid,
        500 if says("async-lock timed out") || says("maximum execution time is exceeded") => {
            Error::Busy
        }
        500 if says("server returned error 400") || says("server returned error 479") => {
            Error::Rejected {
                status: 500,
                reason: reason(),
            }
        }
        500..=599 => unavailable(status, &reason(), true),
        _ => Error::Protocol(format!("unexpected status {status}")),
    }
}

fn unavailable(status: StatusCode, reason: &str, outcome_unknown: bool) -> Error {
    Error::Unavailable {
        reason: format!("status {status}: {reason}"),
        outcome_unknown,
        source: None,
    }
}

fn unprocessable(body: &Value, words: &str) -> Option<Error> {
    if words.contains("already exists") {
        return Some(Error::AlreadyExists);
    }
    if words.starts_with("Session") && words.contains("does not exist") {
        return Some(Error::SessionUnknown);
    }
    let told = words
        .split_once("current status is ")
        .map(|(_, status)| status.trim_end_matches('.').trim());
    let status = body["status"].as_str().or(told)?;
    Some(Error::WrongStatus {
        status: status.into(),
    })
}

/// WAHA's own words, in whichever field they are.
fn words(body: &Value) -> String {
    let list = |value: &Value| {
        let lines = value.as_array()?.iter().filter_map(Value::as_str);
        Some(lines.collect::<Vec<_>>().join("; "))
    };
    let message = &body["message"];
    let text = |value: &Value| value.as_str().map(ToOwned::to_owned);
    text(&body["exception"]["message"])
        .or_else(|| text(message))
        .or_else(|| list(message))
        .or_else(|| text(&body["error"]))
        .unwrap_or_default()
}

fn presentable(words: &str, body: &Value, secret: &str) -> String {
    let mut reason = words.to_owned();
    let echoed = body["request"]["body"].as_object();
    let echoed = echoed
        .into_iter()
        .flatten()
        .filter_map(|(_, value)| value.as_str());
    for private in echoed
        .chain([secret])
        .filter(|text| text.len() >= SHORTEST_ECHO)
    {
        reason = reason.replace(private, "[…]");
    }
    // A path that WAHA does not know, or a chat that it does not find, is told with the number in it.
    reason = without_numbers(&reason)
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .take(LONGEST_REASON)
        .collect();
    if reason.trim().is_empty() {
        "no reason given".clone_into(&mut reason);
    }
    reason
}

/// The text without what may be a phone number.
fn without_numbers(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(|c: char| c.is_ascii_digit()) {
        let (before, from) = rest.split_at(at);
        let end = from.find(|c: char| !c.is_ascii_digit());
        let (digits, after) = from.split_at(end.unwrap_or(from.len()));
        kept.push_str(before);
        kept.push_str(if digits.len() < SHORTEST_NUMBER {
            digits
        } else {
            "[…]"
        });
        rest = after;
    }
    kept + rest
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn kind(status: u16, body: &Value) -> &'static str {
        let status = StatusCode::from_u16(status).expect("a status");
        meaning(status, body.to_string().as_bytes(), "key").kind()
    }

    fn exception(message: &str) -> Value {
        json!({"statusCode": 500, "exception": {"message": message, "name": "Error", "stack": "…"},
               "request": {"path": "/api/sendText", "body": {"text": "hello"}}})
    }

    #[test]
    fn every_documented_body_has_its_meaning() {
        let nest = |message: &str| json!({"message": message, "error": "…", "statusCode": 0});
        for (status, body, expected) in [
            (401, nest("Unauthorized"), "unauthorized"),
            (403, nest("Forbidden"), "forbidden"),
            (404, nest("Session not found"), "session_unknown"),
            (
                404,
                nest("We didn't find a session with name 'default'.\nPlease start it first"),
                "wrong_status",
            ),
            (
                404,
                nest("Cannot GET /api/tenant_5/new-message-id"),
                "unsupported",
            ),
            (404, nest("Cannot DELETE /sessions/tenant_5"), "unsupported"),
            (404, nest("Message not found"), "not_found"),
            (
                422,
                nest("Session 'tenant_5' already exists. Use PUT to update it."),
                "already_exists",
            ),
            (
                422,
                json!({"error": "Session \"x\" does not exist", "session": "x"}),
                "session_unknown",
            ),
            (
                422,
                json!({"error": "Session status is not as expected. Try again later or restart the session",
                         "session": "x", "status": "STARTING", "expected": ["WORKING"]}),
                "wrong_status",
            ),
            (
                422,
                nest("Can request code only in SCAN_QR_CODE status. The current status is WORKING"),
                "wrong_status",
            ),
            (
                422,
                nest("WAHA Core support only 'default' session."),
                "rejected",
            ),
            (
                400,
                json!({"message": ["name too long", "url must be a URL"], "statusCode": 400}),
                "rejected",
            ),
            (413, json!(null), "rejected"),
            (429, json!(null), "unavailable"),
            (
                501,
                nest("The method is not implemented by the engine."),
                "unsupported",
            ),
            (500, exception("server returned error 463"), "timelock"),
            (500, exception("server returned error 475"), "quota"),
            (500, exception("server returned error 479"), "rejected"),
            (
                500,
                exception("no LID found for 971501234567@s.whatsapp.net"),
                "no_lid",
            ),
            (500, exception("No LID for user"), "no_lid"),
            (
                500,
                exception("async-lock timed out in queue tenant_5"),
                "busy",
            ),
            (
                500,
                exception("Maximum execution time is exceeded tenant_5"),
                "busy",
            ),
            (500, exception("Connection Closed"), "unavailable"),
            (503, json!("not even an object"), "unavailable"),
            (302, json!(null), "protocol"),
        ] {
            assert_eq!(kind(status, &body), expected, "{status} {body}");
        }
    }

    #[test]
    fn the_status_is_told() {
        let body =
            json!({"error": "Session status is not as expected", "status": "PASSKEY_REQUIRED"});
        let error = meaning(
            StatusCode::UNPROCESSABLE_ENTITY,
            body.to_string().as_bytes(),
            "key",
        );
        assert!(matches!(
            error,
            Error::WrongStatus {
                status: SessionStatus::PasskeyRequired
            }
        ));
    }

    #[test]
    fn all_validation_messages_are_told() {
        let body = json!({"message": ["name too long", "url must be a URL"], "statusCode": 400});
        let error = meaning(StatusCode::BAD_REQUEST, body.to_string().as_bytes(), "key");
        assert!(
            error
                .to_string()
                .ends_with("name too long; url must be a URL"),
            "{error}"
        );
    }

    #[test]
    fn no_phone_number_gets_through() {
        let body = json!({"statusCode": 404, "error": "Not Found",
                          "message": "Cannot GET /api/tenant_5/chats/971509876543%40c.us/messages?limit=100"});
        let error = meaning(StatusCode::NOT_FOUND, body.to_string().as_bytes(), "key");
        let told = error.to_string();
        assert!(!told.contains("9876543"), "{told}");
        assert!(
            told.contains("/api/tenant_5/chats/[…]%40c.us/messages?limit=100"),
            "{told}"
        );
    }

    #[test]
    fn neither_echo_nor_key_nor_line_break_gets_through() {
        let body = json!({
            "exception": {"message": "cannot send my private text\nwith s3cr3t-key"},
            "request": {"body": {"text": "my private text"}},
        });
        let error = meaning(
            StatusCode::INTERNAL_SERVER_ERROR,
            body.to_string().as_bytes(),
            "s3cr3t-key",
        );
        let told = format!("{error} {error:?}");
        assert!(told.contains("cannot send […] with […]"), "{told}");
        let long = exception(&"x".repeat(100_000));
        let error = meaning(StatusCode::BAD_GATEWAY, long.to_string().as_bytes(), "key");
        assert!(error.to_string().len() < 400);
    }
}
