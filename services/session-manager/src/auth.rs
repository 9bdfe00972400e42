//! Who may call the API: operators, by a bearer token.

use axum::extract::{Request, State};
use axum::http::header::{AUTHORIZATION, WWW_AUTHENTICATE};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use service_runtime::Secret;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use crate::problem::Problem;

/// The operators' token, kept as a digest: comparing digests takes the same time for every guess of
/// every length.
#[derive(Clone)]
pub(crate) struct OperatorToken {
    digest: [u8; 32],
}

/// Why a request is not an operator's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Denied {
    /// It names no one.
    Missing,
    /// Its credentials are not a bearer token.
    NotBearer,
    /// Its token is another.
    Wrong,
}

impl OperatorToken {
    pub(crate) fn new(token: &Secret) -> Self {
        Self {
            digest: digest(token.expose().as_bytes()),
        }
    }

    /// Whether the request carries the token.
    pub(crate) fn check(&self, headers: &HeaderMap) -> Result<(), Denied> {
        let value = headers.get(AUTHORIZATION).ok_or(Denied::Missing)?;
        let (scheme, token) = value
            .as_bytes()
            .split_at_checked("Bearer ".len())
            .ok_or(Denied::NotBearer)?;
        if !scheme.eq_ignore_ascii_case(b"Bearer ") {
            return Err(Denied::NotBearer);
        }
        if digest(token).ct_eq(&self.digest).into() {
            Ok(())
        } else {
            Err(Denied::Wrong)
        }
    }
}

fn digest(token: &[u8]) -> [u8; 32] {
    Sha256::digest(token).into()
}

impl IntoResponse for Denied {
    fn into_response(self) -> Response {
        // RFC 6750: an error code only where a token was given.
        let (challenge, detail) = match self {
            Self::Missing => (r#"Bearer realm="peyk""#, "A bearer token is needed."),
            Self::NotBearer => (
                r#"Bearer realm="peyk", error="invalid_request""#,
                "The Authorization header must be: Bearer and the token.",
            ),
            Self::Wrong => (
                r#"Bearer realm="peyk", error="invalid_token""#,
                "The bearer token is not valid.",
            ),
        };
        let problem = Problem::new(StatusCode::UNAUTHORIZED, "unauthorized", detail);
        let mut response = problem.into_response();
        response
            .headers_mut()
            .insert(WWW_AUTHENTICATE, HeaderValue::from_static(challenge));
        response
    }
}

/// Lets only operators through.
pub(crate) async fn operators_only(
    State(token): State<OperatorToken>,
    request: Request,
    next: Next,
) -> Response {
    match token.check(request.headers()) {
        Ok(()) => next.run(request).await,
        Err(denied) => denied.into_response(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(authorization: Option<&str>) -> Result<(), Denied> {
        let token = OperatorToken::new(&"the operator's token".into());
        let headers = authorization.map(|text| (AUTHORIZATION, text.parse().unwrap()));
        token.check(&headers.into_iter().collect())
    }

    #[test]
    fn only_the_token_itself_is_taken() {
        assert_eq!(check(Some("Bearer the operator's token")), Ok(()));
        assert_eq!(check(Some("bearer the operator's token")), Ok(()));
        assert_eq!(check(None), Err(Denied::Missing));
        for text in [
            "the operator's token",
            "Basic the operator's token",
            "Bearer",
            "Bé",
            "",
        ] {
            assert_eq!(check(Some(text)), Err(Denied::NotBearer), "{text:?}");
        }
        for text in [
            "Bearer ",
            "Bearer the operator's toke",
            "Bearer the operator's token ",
        ] {
            assert_eq!(check(Some(text)), Err(Denied::Wrong), "{text:?}");
        }
    }
}
