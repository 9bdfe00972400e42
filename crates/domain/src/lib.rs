//! The nouns of Peyk, without I/O: who a tenant is, which session and which chat is meant, and the
//! keys under which a message is known once and a webhook is believed.

mod chat;
mod message_key;
mod phone;
pub mod seal;
mod session;
mod tenant;
pub mod webhook_key;

pub use chat::{ChatId, ChatKind, InvalidChatId};
pub use message_key::{Direction, MessageKey, MessageKeyParts, UnownedKey};
pub use phone::{InvalidPhone, Phone};
pub use session::{InvalidSessionName, SessionName, SessionStatus};
pub use tenant::{InvalidTenantClass, InvalidTenantId, TenantClass, TenantId};
