//! What is taken as a node's fields, and what is wrong with what is not.

use axum::http::StatusCode;
use service_runtime::Secret;
use storage::StorageError;
use storage::nodes::{IN_USE, NAME_UNIQUE, URL_UNIQUE};
use url::Url;

use crate::problem::Problem;

const LONGEST_NAME: usize = 100;
/// As in the table's own check.
const MOST_SESSIONS: i32 = 100_000;

/// A name, or the name of a storage.
pub(super) fn name<'a>(field: &'static str, text: &'a str) -> Result<&'a str, Problem> {
    let text = text.trim();
    let fits = (1..=LONGEST_NAME).contains(&text.chars().count());
    if fits && !text.chars().any(char::is_control) {
        return Ok(text);
    }
    let message =
        format!("must have 1 to {LONGEST_NAME} characters, none of them control characters");
    Err(Problem::field(field, message))
}

/// The URL as it is stored: two spellings of one URL are one node.
pub(super) fn api_url(text: &str) -> Result<String, Problem> {
    let url = Url::parse(text.trim()).ok().filter(waha::is_api_url);
    let url = url.ok_or_else(|| Problem::field("api_url", waha::API_URL))?;
    Ok(url.as_str().trim_end_matches('/').to_owned())
}

pub(super) fn api_key(key: Secret) -> Result<Secret, Problem> {
    if waha::is_api_key(&key) {
        Ok(key)
    } else {
        Err(Problem::field("api_key", waha::API_KEY))
    }
}

pub(super) fn capacity(capacity: i32) -> Result<i32, Problem> {
    if (0..=MOST_SESSIONS).contains(&capacity) {
        Ok(capacity)
    } else {
        let message = format!("must be 0 to {MOST_SESSIONS}");
        Err(Problem::field("capacity", message))
    }
}

/// What a constraint says no to.
pub(super) fn refusal(error: StorageError) -> Problem {
    let conflict = |code, detail| Problem::new(StatusCode::CONFLICT, code, detail);
    if error.violates(NAME_UNIQUE) {
        conflict("node_name_taken", "There is already a node of this name.")
    } else if error.violates(URL_UNIQUE) {
        conflict("node_url_taken", "There is already a node with this URL.")
    } else if error.violates(IN_USE) {
        conflict("node_in_use", "The node holds sessions. Drain it first.")
    } else {
        error.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_url_has_one_spelling() {
        for text in [
            "http://waha:3000/api",
            " http://waha:3000/api/ ",
            "HTTP://WAHA:3000/api",
        ] {
            assert_eq!(api_url(text).unwrap(), "http://waha:3000/api");
        }
        for text in [
            "",
            "waha:3000",
            "ftp://waha/api",
            "http://waha:3000",
            "http://user:word@waha/api",
            "http://waha/api?key=1",
        ] {
            assert!(api_url(text).is_err(), "{text}");
        }
    }

    #[test]
    fn what_cannot_be_is_refused() {
        assert_eq!(name("name", " Dubai 1 ").unwrap(), "Dubai 1");
        assert!(name("name", "  ").is_err());
        assert!(name("storage", "a\nb").is_err());
        assert!(api_key("with space".into()).is_err());
        assert!(api_key("".into()).is_err());
        assert!(capacity(-1).is_err() && capacity(MOST_SESSIONS + 1).is_err());
    }
}
