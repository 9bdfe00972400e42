//! One WhatsApp message, before any engine has put it into words.

use serde::Serialize;
use time::OffsetDateTime;

use crate::network::ChatRef;

/// How far a message has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Ack {
    Pending = 0,
    Server = 1,
    Device = 2,
    Read = 3,
}

impl Ack {
    pub(crate) fn level(self) -> i8 {
        self as i8
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Pending => "PENDING",
            Self::Server => "SERVER",
            Self::Device => "DEVICE",
            Self::Read => "READ",
        }
    }
}

/// Which device of the owner wrote a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Source {
    /// This WAHA, through its API.
    Api,
    /// A phone.
    App,
}

/// A picture, a voice note, a document.
#[derive(Debug, Clone)]
pub(crate) struct Media {
    pub(crate) mimetype: String,
    pub(crate) filename: Option<String>,
}

impl Media {
    /// The extension of the file WAHA stores it in.
    pub(crate) fn extension(&self) -> &str {
        match self.mimetype.as_str() {
            "audio/ogg" | "audio/ogg; codecs=opus" => "oga",
            "application/pdf" => "pdf",
            other => other
                .split(';')
                .next()
                .and_then(|m| m.split('/').nth(1))
                .unwrap_or("bin"),
        }
    }

    /// WhatsApp's kind: `image`, `video`, `audio` or `document`.
    pub(crate) fn kind(&self) -> &'static str {
        match self.mimetype.split('/').next() {
            Some("image") => "image",
            Some("video") => "video",
            Some("audio") => "audio",
            _ => "document",
        }
    }
}

/// A message quoted by another.
#[derive(Debug, Clone)]
pub(crate) struct Quote {
    pub(crate) stanza: String,
    pub(crate) participant: String,
    pub(crate) body: Option<String>,
}

/// A message in a chat of an account.
#[derive(Debug, Clone)]
pub(crate) struct Message {
    /// The id of the stanza, the bare id: the same for everyone who sees the message.
    pub(crate) stanza: String,
    /// The chat, written as it was in this message.
    pub(crate) chat: ChatRef,
    /// Whether the owner of the account wrote it.
    pub(crate) from_me: bool,
    pub(crate) source: Source,
    pub(crate) body: Option<String>,
    pub(crate) at: OffsetDateTime,
    pub(crate) ack: Ack,
    /// The display name of whoever wrote it.
    pub(crate) push_name: String,
    /// Who spoke, in a group.
    pub(crate) participant: Option<ChatRef>,
    pub(crate) media: Option<Media>,
    pub(crate) quote: Option<Quote>,
    /// How often the stanza was sent. A phone shows it once.
    pub(crate) sends: u32,
    /// Whether the other side opened it (own messages) or WAHA marked it seen (theirs).
    pub(crate) seen: bool,
}

impl Message {
    /// WAHA's message id: `{fromMe}_{chat}_{stanza}`, in groups with the participant behind it.
    pub(crate) fn id(&self) -> String {
        let mut id = format!("{}_{}_{}", self.from_me, self.chat.written, self.stanza);
        if let Some(participant) = &self.participant {
            id.push('_');
            id.push_str(&participant.written);
        }
        id
    }

    /// Seconds since 1970, the unit of a payload.
    pub(crate) fn timestamp(&self) -> i64 {
        self.at.unix_timestamp()
    }
}

/// The stanza of a message id, or the text itself when it is a bare stanza.
pub(crate) fn stanza_of(id: &str) -> &str {
    id.split('_').nth(2).unwrap_or(id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_stanza_is_the_third_part() {
        assert_eq!(stanza_of("false_12025550143@c.us_AC36"), "AC36");
        assert_eq!(stanza_of("false_1203@g.us_3A99_9988@lid"), "3A99");
        assert_eq!(stanza_of("3EB0"), "3EB0");
    }
}
