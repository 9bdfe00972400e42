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
//! [`Client::messages`], [`Client::chats`], [`Client::server`]. They fail with an [`Error`] that says
//! what the failure *means*, because WAHA has three shapes of error body and puts most of the meaning
//! into their text. What WAHA sends is in [`webhook`], and how it signs it in [`signature`].
//!
//! WAHA's enums are open sets and its fields come and go between versions and engines: unknown values
//! are kept, absent ones are `None`, and nothing here panics on a body.

mod address;
mod auth;
mod chats;
mod client;
mod config;
mod error;
mod history;
mod lenient;
mod message;
mod message_id;
mod messages;
mod refusal;
mod server;
mod sessions;
mod settings;
pub mod signature;
mod status;
mod timestamp;
pub mod webhook;

pub use address::{Address, ChatKind};
pub use auth::Auth;
pub use chats::{Chats, MessageFilter};
pub use client::{BuildError, Client};
pub use config::{
    CustomHeader, Hmac, HmacKey, IgnoreConfig, Retries, RetryPolicy, SessionConfig, WebhookConfig,
};
pub use error::Error;
pub use history::{HistoryMessage, HistoryPage};
pub use message::{Location, Media, Message, ReplyTo, Source};
pub use message_id::MessageId;
pub use messages::{Messages, SendText, Sent};
pub use server::{Server, Version};
pub use sessions::{Account, CreateSession, Link, SessionInfo, Sessions};
pub use settings::{API_KEY, API_URL, Settings, Timeouts, is_api_key, is_api_url};
pub use status::SessionStatus;
