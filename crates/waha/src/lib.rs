//! A client of WAHA, the WhatsApp HTTP API: calls, webhook bodies, signatures. Knows nothing of Peyk.
//!
//! ```no_run
//! # async fn example(settings: waha::Settings) -> Result<(), Box<dyn std::error::Error>> {
//! let waha = waha::Client::new(&settings)?;
//! let id = waha.messages().new_message_id("tenant_5").await?;
//! let text = waha::SendText::new("tenant_5", "971501234567@c.us", "Hello").with_id(&id);
//! waha.messages().send_text(&text).await?;
//! # Ok(()) }
//! ```
//!
//! Calls are grouped as in WAHA's own documentation: [`Client::sessions`], [`Client::auth`],
//! [`Client::messages`], [`Client::chats`], [`Client::files`], [`Client::server`]. They fail with an [`Error`] that says
//! what the failure *means*, because WAHA has three shapes of error body and puts most of the meaning
//! into their text. What WAHA sends is in [`webhook`], and how it signs it in [`signature`].
//!
//! Who only reads what WAHA posts leaves the feature `client` away, and with it all that speaks HTTP.
//!
//! WAHA's enums are open sets and its fields come and go between versions and engines: unknown values
//! are kept, absent ones are `None`, and nothing here panics on a body.

mod account;
mod address;
#[cfg(feature = "client")]
mod auth;
#[cfg(feature = "client")]
mod chats;
#[cfg(feature = "client")]
mod client;
#[cfg(feature = "client")]
mod config;
#[cfg(feature = "client")]
mod error;
#[cfg(feature = "client")]
mod file_path;
#[cfg(feature = "client")]
mod files;
#[cfg(feature = "client")]
mod history;
mod lenient;
mod media_kind;
mod message;
mod message_id;
#[cfg(feature = "client")]
mod messages;
#[cfg(feature = "client")]
mod metrics;
#[cfg(feature = "client")]
mod refusal;
#[cfg(feature = "client")]
mod server;
#[cfg(feature = "client")]
mod sessions;
#[cfg(feature = "client")]
mod settings;
pub mod signature;
mod status;
mod timestamp;
pub mod webhook;

pub use account::Account;
pub use address::{Address, ChatKind};
pub use media_kind::MediaKind;
pub use message::{Location, Media, Message, ReplyTo, Source};
pub use message_id::MessageId;
pub use status::SessionStatus;

#[cfg(feature = "client")]
pub use self::{
    auth::Auth,
    chats::{Chats, MessageFilter},
    client::{BuildError, Client},
    config::{
        CustomHeader, Hmac, HmacKey, IgnoreConfig, Retries, RetryPolicy, SessionConfig,
        WebhookConfig,
    },
    error::Error,
    file_path::FilePath,
    files::{Download, Files},
    history::{HistoryMessage, HistoryPage},
    messages::{Messages, SendText, Sent},
    metrics::METRICS,
    server::{Server, Version},
    sessions::{CreateSession, Link, SessionInfo, Sessions},
    settings::{API_KEY, API_URL, Settings, Timeouts, is_api_key, is_api_url},
};
