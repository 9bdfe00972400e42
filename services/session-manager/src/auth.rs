//! Who may call the API: people by a cookie, machines by a bearer token.
//!
//! What each operation lets in is declared with it (`api::operations`); the gate before it checks that.

mod attempts;
mod client_address;
mod cookie;
mod email;
mod gate;
mod operator_token;
mod password;
mod principal;
mod random_token;

use axum::http::HeaderName;
use service_runtime::Secret;
use storage::Database;

pub(crate) use attempts::{Attempt, Attempts};
pub(crate) use client_address::of as client_address;
pub(crate) use cookie::{COOKIE_NAME, Cookies};
pub(crate) use email::Email;
pub(crate) use gate::{Access, admit, still_admits};
pub(crate) use operator_token::OperatorToken;
pub(crate) use password::{Password, Passwords};
pub(crate) use principal::{Credential, Principal, actor};
pub(crate) use random_token::RandomToken;

use crate::settings::AuthSettings;

/// What signing in needs.
#[derive(Clone)]
pub(crate) struct Auth {
    pub(crate) operator: OperatorToken,
    pub(crate) passwords: Passwords,
    pub(crate) attempts: Attempts,
    pub(crate) cookies: Cookies,
    /// The header in which a proxy of ours says who the client is.
    pub(crate) address_header: Option<HeaderName>,
}

impl Auth {
    pub(crate) fn new(
        settings: &AuthSettings,
        operator_token: &Secret,
        public_url: &str,
        database: &Database,
    ) -> anyhow::Result<Self> {
        Ok(Self {
            operator: OperatorToken::new(operator_token),
            passwords: Passwords::new(settings.demo_passwords)?,
            attempts: Attempts::new(database, settings),
            cookies: Cookies {
                secure: public_url.starts_with("https:"),
                lifetime: settings.session_lifetime,
            },
            address_header: settings.header()?,
        })
    }
}
