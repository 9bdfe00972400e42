//! Who asks, and what they may do.

use axum::extract::FromRequestParts;
use axum::http::HeaderMap;
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;
use domain::TenantId;
use storage::api_tokens::{self, UsedToken};
use storage::audit::Actor;
use storage::login_sessions::{self, TokenHash};
use storage::users::{Identity, Role};
use storage::{Database, Realm};

use super::random_token::{self, API_TOKEN_PREFIX};
use super::{OperatorToken, cookie};
use crate::problem::Problem;

/// Who asks.
#[derive(Clone)]
pub(crate) struct Principal {
    pub(crate) role: Role,
    pub(crate) credential: Credential,
}

/// How they have shown it.
#[derive(Clone)]
pub(crate) enum Credential {
    /// The token of the settings.
    OperatorToken,
    /// A machine's token.
    ApiToken(UsedToken),
    /// A browser's cookie.
    Login(Login),
}

/// A browser that somebody signed in with.
#[derive(Clone)]
pub(crate) struct Login {
    pub(crate) identity: Identity,
    pub(crate) token: TokenHash,
}

/// Why a request is nobody's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Denied {
    /// It names no one, or its login has ended.
    Missing,
    /// Its credentials are not a bearer token.
    NotBearer,
    /// Its token is not one of ours.
    Wrong,
}

impl Principal {
    /// Finds out who asks. A bearer token goes before a cookie: only who wrote the request by hand sends
    /// one.
    pub(super) async fn identify(
        database: &Database,
        operator: &OperatorToken,
        headers: &HeaderMap,
    ) -> Result<Self, Problem> {
        if let Some(token) = bearer(headers)? {
            if operator.is(token) {
                return Ok(Self {
                    role: Role::Operator,
                    credential: Credential::OperatorToken,
                });
            }
            return Self::of_api_token(database, token).await;
        }
        let token = cookie::token_hash(headers).ok_or(Denied::Missing)?;
        let identity = login_sessions::find(database, &token).await?;
        let identity = identity.ok_or(Denied::Missing)?;
        Ok(Self {
            role: identity.role,
            credential: Credential::Login(Login { identity, token }),
        })
    }

    async fn of_api_token(database: &Database, token: &[u8]) -> Result<Self, Problem> {
        // What is not like a token of ours is not worth a query.
        if !token.starts_with(API_TOKEN_PREFIX.as_bytes()) {
            return Err(Denied::Wrong.into());
        }
        let token = random_token::hash(token);
        let used = api_tokens::find_used(database, &token).await?;
        let used = used.ok_or(Denied::Wrong)?;
        let role = match used.realm {
            Realm::Tenant(tenant) => Role::Owner(tenant),
            Realm::Operators => Role::Operator,
        };
        Ok(Self {
            role,
            credential: Credential::ApiToken(used),
        })
    }

    /// Whether they act by a cookie, which a browser adds by itself.
    pub(super) fn by_cookie(&self) -> bool {
        matches!(self.credential, Credential::Login(_))
    }

    /// The tenant to which they are confined.
    pub(super) fn tenant(&self) -> Option<TenantId> {
        self.role.realm().tenant()
    }

    /// Their login, for what is about a login.
    pub(crate) fn login(&self) -> Result<&Login, Problem> {
        match &self.credential {
            Credential::Login(login) => Ok(login),
            Credential::OperatorToken | Credential::ApiToken(_) => Err(Problem::forbidden(
                "This is for people who signed in with a password; a token has no login.",
            )),
        }
    }

    /// For the audit log.
    pub(crate) fn actor(&self) -> Actor {
        let name = match &self.credential {
            Credential::OperatorToken => "operator token".to_owned(),
            Credential::ApiToken(token) => format!("token:{} {}", token.id.get(), token.name),
            Credential::Login(login) => return actor(&login.identity),
        };
        Actor {
            name,
            is_operator: self.role == Role::Operator,
        }
    }
}

/// A person, for the audit log.
pub(crate) fn actor(identity: &Identity) -> Actor {
    Actor {
        name: format!("user:{} {}", identity.user.get(), identity.email),
        is_operator: identity.role == Role::Operator,
    }
}

fn bearer(headers: &HeaderMap) -> Result<Option<&[u8]>, Denied> {
    let Some(value) = headers.get(AUTHORIZATION) else {
        return Ok(None);
    };
    let (scheme, token) = value
        .as_bytes()
        .split_at_checked("Bearer ".len())
        .ok_or(Denied::NotBearer)?;
    if !scheme.eq_ignore_ascii_case(b"Bearer ") {
        return Err(Denied::NotBearer);
    }
    Ok(Some(token))
}

impl From<Denied> for Problem {
    fn from(denied: Denied) -> Self {
        // RFC 6750: an error code only where a token was given.
        let (challenge, detail) = match denied {
            Denied::Missing => (r#"Bearer realm="peyk""#, "Sign in, or send a bearer token."),
            Denied::NotBearer => (
                r#"Bearer realm="peyk", error="invalid_request""#,
                "The Authorization header must be: Bearer and the token.",
            ),
            Denied::Wrong => (
                r#"Bearer realm="peyk", error="invalid_token""#,
                "The bearer token is not valid.",
            ),
        };
        Self::unauthorized(challenge, detail)
    }
}

/// Whom the gate has let in.
impl<S: Send + Sync> FromRequestParts<S> for Principal {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        // Absent only where an operation that anybody may call asks who it is: a mistake of ours.
        parts
            .extensions
            .get()
            .cloned()
            .ok_or_else(Problem::internal)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bearer_token_is_one() {
        let read = |text: &str| {
            let headers = [(AUTHORIZATION, text.parse().unwrap())]
                .into_iter()
                .collect();
            bearer(&headers).map(|token| token.map(<[u8]>::to_vec))
        };
        assert_eq!(read("Bearer abc"), Ok(Some(b"abc".to_vec())));
        assert_eq!(read("bearer abc"), Ok(Some(b"abc".to_vec())));
        assert_eq!(read("Bearer "), Ok(Some(Vec::new())));
        assert_eq!(bearer(&HeaderMap::new()), Ok(None));
        for text in ["abc", "Basic abc", "Bearer", "Bé", ""] {
            assert_eq!(read(text), Err(Denied::NotBearer), "{text:?}");
        }
    }
}
