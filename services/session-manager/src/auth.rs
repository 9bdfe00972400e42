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
mod rates;

use axum::http::HeaderName;
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
pub(crate) use rates::Rates;

use crate::settings::{ApiSettings, AuthSettings};

/// What signing in needs.
#[derive(Clone)]
pub(crate) struct Auth {
    pub(crate) operator: OperatorToken,
    pub(crate) passwords: Passwords,
    pub(crate) attempts: Attempts,
    pub(crate) cookies: Cookies,
    pub(crate) rates: Rates,
    /// The header in which a proxy of ours says who the client is.
    pub(crate) address_header: Option<HeaderName>,
}

impl Auth {
    pub(crate) fn new(
        settings: &AuthSettings,
        api: &ApiSettings,
        database: &Database,
    ) -> anyhow::Result<Self> {
        Ok(Self {
            operator: OperatorToken::new(&api.operator_token),
            passwords: Passwords::new(settings.demo_passwords)?,
            attempts: Attempts::new(database, settings),
            cookies: Cookies {
                secure: api.public_url.starts_with("https:"),
                lifetime: settings.session_lifetime,
            },
            rates: Rates::new(api),
            address_header: settings.header()?,
        })
    }
}
