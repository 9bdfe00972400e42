//! The cookie of who signed in with a browser.

use std::time::Duration;

use axum::http::header::COOKIE;
use axum::http::{HeaderMap, HeaderValue};
use storage::login_sessions::TokenHash;

use super::random_token::{self, RandomToken};

/// Its name.
pub(crate) const COOKIE_NAME: &str = "peyk_session";

/// How the cookie is set.
#[derive(Clone)]
pub(crate) struct Cookies {
    /// Whether browsers reach us by https, and may send it by nothing else.
    pub(crate) secure: bool,
    pub(crate) lifetime: Duration,
}

impl Cookies {
    /// The header that sets it. No script can read it, and no other site's form sends it.
    pub(crate) fn set(&self, token: &RandomToken) -> HeaderValue {
        self.header(token.expose(), self.lifetime.as_secs())
    }

    /// The header that takes it away.
    pub(crate) fn clear(&self) -> HeaderValue {
        self.header("", 0)
    }

    fn header(&self, value: &str, seconds: u64) -> HeaderValue {
        let secure = if self.secure { "; Secure" } else { "" };
        let text = format!(
            "{COOKIE_NAME}={value}; HttpOnly; SameSite=Lax; Path=/; Max-Age={seconds}{secure}"
        );
        let mut header = HeaderValue::try_from(text).expect("a token is of plain characters");
        header.set_sensitive(true);
        header
    }
}

/// The digest of the token in a request's cookie.
pub(super) fn token_hash(headers: &HeaderMap) -> Option<TokenHash> {
    let texts = headers.get_all(COOKIE).iter();
    let mut pairs = texts
        .filter_map(|text| text.to_str().ok())
        .flat_map(|text| text.split(';'))
        .filter_map(|pair| pair.trim().split_once('='));
    let (_, token) = pairs.find(|(name, value)| *name == COOKIE_NAME && !value.is_empty())?;
    Some(random_token::hash(token.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const HTTPS: Cookies = Cookies {
        secure: true,
        lifetime: Duration::from_hours(1),
    };

    #[test]
    fn it_is_set_and_taken_away() {
        let token = RandomToken::new();
        let set = HTTPS.set(&token);
        assert!(set.is_sensitive());
        let rest = "; HttpOnly; SameSite=Lax; Path=/; Max-Age=3600; Secure";
        assert_eq!(
            set.to_str().unwrap(),
            format!("{COOKIE_NAME}={}{rest}", token.expose())
        );
        let plain = Cookies {
            secure: false,
            ..HTTPS
        };
        let cleared = "peyk_session=; HttpOnly; SameSite=Lax; Path=/; Max-Age=0";
        assert_eq!(plain.clear(), cleared);
    }

    #[test]
    fn it_is_found_among_others() {
        let found = |text: &str| {
            let headers = [(COOKIE, text.parse().unwrap())].into_iter().collect();
            token_hash(&headers)
        };
        let hash = Some(random_token::hash(b"abc"));
        assert_eq!(found("peyk_session=abc"), hash);
        assert_eq!(found("theme=dark; peyk_session=abc; x=y"), hash);
        assert_eq!(found("my_peyk_session=abc"), None);
        assert_eq!(found("peyk_session="), None);
        assert_eq!(token_hash(&HeaderMap::new()), None);
    }
}
