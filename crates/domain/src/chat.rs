//! A chat: whom a message is exchanged with, as WhatsApp addresses it.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use crate::Phone;

/// A WhatsApp address such as `971501234567@c.us` or `201938475610293@lid`, in WAHA's form:
/// `@s.whatsapp.net` is written `@c.us`, and a device number (`…:58@…`) is dropped, so that two
/// spellings of one address compare equal. A LID and a phone number of one person do not: that needs
/// WhatsApp's word.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ChatId(String);

/// What stands behind an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChatKind {
    /// A person, by phone number (`@c.us`).
    Phone,
    /// A person, by Linked ID (`@lid`): opaque, not a phone number.
    Lid,
    /// A group (`@g.us`).
    Group,
    /// A channel (`@newsletter`).
    Channel,
    /// Stories and broadcast lists (`@broadcast`).
    Broadcast,
    /// A suffix that nobody has told us about.
    Unknown,
}

impl ChatId {
    /// The longest address taken, in bytes; real ones are below 40.
    pub const MAX_LEN: usize = 128;

    /// The address as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What stands behind the address, from its suffix.
    pub fn kind(&self) -> ChatKind {
        match self.0.rsplit_once('@').map(|(_, server)| server) {
            Some("c.us") => ChatKind::Phone,
            Some("lid") => ChatKind::Lid,
            Some("g.us") => ChatKind::Group,
            Some("newsletter") => ChatKind::Channel,
            Some("broadcast") => ChatKind::Broadcast,
            _ => ChatKind::Unknown,
        }
    }

    /// Whether one person is on the other side: the only chats that the bot may speak in.
    pub fn is_person(&self) -> bool {
        matches!(self.kind(), ChatKind::Phone | ChatKind::Lid)
    }

    /// The phone number, where the address is one.
    pub fn phone(&self) -> Option<Phone> {
        match self.kind() {
            ChatKind::Phone => self.0.split('@').next()?.parse().ok(),
            _ => None,
        }
    }
}

/// The text is not a WhatsApp address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a chat id looks like 971501234567@c.us")]
pub struct InvalidChatId;

impl FromStr for ChatId {
    type Err = InvalidChatId;

    fn from_str(text: &str) -> Result<Self, InvalidChatId> {
        if text.len() > Self::MAX_LEN {
            return Err(InvalidChatId);
        }
        let (user, server) = text.rsplit_once('@').ok_or(InvalidChatId)?;
        let user = user.split(':').next().unwrap_or_default();
        let plain = |part: &str| {
            !part.is_empty()
                && part
                    .bytes()
                    .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_'))
        };
        if !plain(user) || !plain(server) {
            return Err(InvalidChatId);
        }
        let server = if server == "s.whatsapp.net" {
            "c.us"
        } else {
            server
        };
        Ok(Self(format!("{user}@{server}")))
    }
}

impl TryFrom<String> for ChatId {
    type Error = InvalidChatId;

    fn try_from(text: String) -> Result<Self, InvalidChatId> {
        text.parse()
    }
}

impl From<ChatId> for String {
    fn from(chat: ChatId) -> String {
        chat.0
    }
}

impl From<&Phone> for ChatId {
    fn from(phone: &Phone) -> Self {
        Self(format!("{phone}@c.us"))
    }
}

impl fmt::Display for ChatId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chat(text: &str) -> ChatId {
        text.parse().expect("a chat id")
    }

    #[test]
    fn spellings_of_one_address_are_equal() {
        assert_eq!(chat("12025550143@s.whatsapp.net"), chat("12025550143@c.us"));
        assert_eq!(
            chat("12025550100:58@s.whatsapp.net"),
            chat("12025550100@c.us")
        );
        assert_ne!(chat("12025550143@lid"), chat("12025550143@c.us"));
    }

    #[test]
    fn kinds_are_told_by_the_suffix() {
        for (text, kind) in [
            ("12025550143@c.us", ChatKind::Phone),
            ("99887766554433@lid", ChatKind::Lid),
            ("120363041234567890@g.us", ChatKind::Group),
            ("120363144038483540@newsletter", ChatKind::Channel),
            ("status@broadcast", ChatKind::Broadcast),
            ("1@bot", ChatKind::Unknown),
        ] {
            assert_eq!(chat(text).kind(), kind, "{text}");
        }
    }

    #[test]
    fn a_lid_is_never_a_phone() {
        assert_eq!(chat("99887766554433@lid").phone(), None);
        assert_eq!(
            chat("971501234567@c.us")
                .phone()
                .expect("a phone")
                .to_string(),
            "971501234567"
        );
    }

    #[test]
    fn what_is_no_address_is_refused() {
        for text in [
            "",
            "971501234567",
            "@c.us",
            "a b@c.us",
            "x@",
            "a@b\r\nX: y",
            "a@b@c d",
        ] {
            assert_eq!(text.parse::<ChatId>(), Err(InvalidChatId), "{text:?}");
        }
    }
}
