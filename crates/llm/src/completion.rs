//! What a server of the protocol answers, and what that means.

use std::time::Duration;

use reqwest::StatusCode;
use serde::Deserialize;

use crate::{Error, Usage};

/// The longest that a server is left alone because it says so.
const LONGEST_REST: Duration = Duration::from_hours(1);

/// An answer with a model's words. All that is not looked at is left out.
#[derive(Debug, Deserialize)]
struct Completion {
    choices: Vec<Choice>,
    #[serde(default)]
    usage: Option<Tokens>,
}

#[derive(Debug, Deserialize)]
struct Choice {
    message: Message,
    #[serde(default)]
    finish_reason: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Message {
    #[serde(default)]
    content: Option<String>,
    #[serde(default)]
    refusal: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Tokens {
    #[serde(default)]
    prompt_tokens: u64,
    #[serde(default)]
    completion_tokens: u64,
}

/// What the model wrote, and what it took where the server says so.
pub(crate) fn read(body: &[u8]) -> (Result<String, Error>, Option<Usage>) {
    let Ok(completion) = serde_json::from_slice::<Completion>(body) else {
        return (Err(Error::Protocol), None);
    };
    let usage = completion.usage.map(|tokens| Usage {
        input: tokens.prompt_tokens,
        output: tokens.completion_tokens,
    });
    let choice = completion.choices.into_iter().next();
    let written = choice.ok_or(Error::Protocol).and_then(written);
    (written, usage.filter(|usage| usage.is_likely()))
}

fn written(choice: Choice) -> Result<String, Error> {
    let is_refused = choice
        .message
        .refusal
        .is_some_and(|refusal| !refusal.is_empty());
    match choice.finish_reason.as_deref() {
        Some("content_filter") => return Err(Error::Declined),
        _ if is_refused => return Err(Error::Declined),
        Some("length") => return Err(Error::CutOff),
        // Servers call a good end by several names.
        _ => {}
    }
    choice.message.content.ok_or(Error::OffForm)
}

/// What a status means that is no success. `retry_after` is the header of this name.
pub(crate) fn refusal(status: StatusCode, retry_after: Option<&str>) -> Error {
    match status {
        StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => Error::Unauthorized,
        StatusCode::NOT_FOUND | StatusCode::METHOD_NOT_ALLOWED => Error::NotFound,
        StatusCode::TOO_MANY_REQUESTS | StatusCode::PAYMENT_REQUIRED => {
            // A date would need a clock that is theirs; then our own waiting has to do.
            let seconds = retry_after.and_then(|text| text.trim().parse().ok());
            let rest = seconds.map(Duration::from_secs);
            Error::TooMany(rest.map(|rest| rest.min(LONGEST_REST)))
        }
        StatusCode::REQUEST_TIMEOUT => Error::Timeout,
        status if status.is_server_error() => Error::Server(status.as_u16()),
        status if status.is_redirection() => Error::Redirect(status.as_u16()),
        status if status.is_client_error() => Error::BadRequest(status.as_u16()),
        _ => Error::Protocol,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rest_is_taken_as_it_is_said_and_has_an_end() {
        let rest = |text| refusal(StatusCode::TOO_MANY_REQUESTS, text);
        assert_eq!(
            rest(Some(" 20 ")),
            Error::TooMany(Some(Duration::from_secs(20)))
        );
        let long = "99999999999";
        assert_eq!(rest(Some(long)), Error::TooMany(Some(LONGEST_REST)));
        for text in [
            None,
            Some("soon"),
            Some("-1"),
            Some("Fri, 31 Dec 1999 23:59:59 GMT"),
        ] {
            assert_eq!(rest(text), Error::TooMany(None), "{text:?}");
        }
    }
}
