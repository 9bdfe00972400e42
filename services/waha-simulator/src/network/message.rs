//! One WhatsApp message, before any engine has put it into words.

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use crate::network::ChatRef;

/// How far a message has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Ack {
    /// The server refused the message, after it was sent.
    Error = -1,
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
            Self::Error => "ERROR",
            Self::Pending => "PENDING",
            Self::Server => "SERVER",
            Self::Device => "DEVICE",
            Self::Read => "READ",
        }
    }
}

/// Which device of the owner wrote a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Source {
    /// This WAHA, through its API.
    Api,
    /// A phone.
    App,
}

/// A picture, a voice note, a document.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Media {
    pub(crate) mimetype: String,
    pub(crate) filename: Option<String>,
    /// Whether WAHA keeps the bytes and has a URL for them.
    pub(crate) is_stored: bool,
}

impl Media {
    /// Media of which no bytes are known yet; `None` when its MIME type is none.
    pub(crate) fn parse(mimetype: String, filename: Option<String>) -> Option<Self> {
        let (kind, rest) = mimetype.split_once('/')?;
        let is_plausible = !kind.is_empty()
            && !rest.is_empty()
            && mimetype.len() <= 255
            && mimetype.bytes().all(|b| (b' '..=b'~').contains(&b));
        is_plausible.then_some(Self {
            mimetype,
            filename,
            is_stored: false,
        })
    }

    /// The extension of the file WAHA stores it in.
    pub(crate) fn extension(&self) -> &str {
        match self.mimetype.as_str() {
            "audio/ogg" | "audio/ogg; codecs=opus" => "oga",
            "application/pdf" => "pdf",
            other => other
                .split(';')
                .next()
                .and_then(|m| m.split('/').nth(1))
                .filter(|subtype| subtype.bytes().all(|b| b.is_ascii_alphanumeric()))
                .unwrap_or("bin"),
        }
    }

    /// Whether it was recorded in the chat: what phones record is Opus in Ogg.
    pub(crate) fn is_voice(&self) -> bool {
        self.mimetype.starts_with("audio/ogg")
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

/// A place that is shared.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Place {
    pub(crate) latitude: f64,
    pub(crate) longitude: f64,
    pub(crate) name: Option<String>,
    pub(crate) address: Option<String>,
}

/// A message quoted by another.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Quote {
    pub(crate) stanza: String,
    pub(crate) participant: String,
    pub(crate) body: Option<String>,
}

/// A message in a chat of an account.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each says something of its own, and any goes with any"
)]
pub(crate) struct Message {
    /// The id of the stanza, the bare id: the same for everyone who sees the message.
    pub(crate) stanza: String,
    /// The chat, written as it was in this message.
    pub(crate) chat: ChatRef,
    /// Whether the owner of the account wrote it.
    pub(crate) from_me: bool,
    pub(crate) source: Source,
    /// Whether WAHA has been started again since: it remembers in memory which messages it sent itself.
    #[serde(skip)]
    pub(crate) forgotten: bool,
    pub(crate) body: Option<String>,
    #[serde(with = "time::serde::rfc3339")]
    pub(crate) at: OffsetDateTime,
    pub(crate) ack: Ack,
    /// Whether the server refuses it: no phone shows it, and its acknowledgement will be [`Ack::Error`].
    #[serde(default)]
    pub(crate) refused: bool,
    /// The display name of whoever wrote it.
    pub(crate) push_name: String,
    /// Who spoke, in a group.
    pub(crate) participant: Option<ChatRef>,
    pub(crate) media: Option<Media>,
    #[serde(default)]
    pub(crate) place: Option<Place>,
    /// Contacts that are shared, as vCards.
    #[serde(default)]
    pub(crate) vcards: Vec<String>,
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

    /// Whether it says and shows nothing.
    pub(crate) fn is_empty(&self) -> bool {
        let is_silent = self.body.as_deref().unwrap_or_default().is_empty();
        is_silent && self.media.is_none() && self.place.is_none() && self.vcards.is_empty()
    }

    /// Which device WAHA takes it to be from: after a new start it takes its own messages for the phone's.
    pub(crate) fn told_source(&self) -> Source {
        if self.forgotten {
            Source::App
        } else {
            self.source
        }
    }

    /// Seconds since 1970, the unit of a payload.
    pub(crate) fn timestamp(&self) -> i64 {
        self.at.unix_timestamp()
    }
}

/// Which message of a chat is meant. Either side draws its own stanzas, so WhatsApp's key is the
/// stanza and the side.
#[derive(Debug, Clone, Copy)]
pub(crate) struct MessageRef<'a> {
    stanza: &'a str,
    /// `None` in a bare stanza: whichever side's message comes first.
    from_me: Option<bool>,
}

impl<'a> MessageRef<'a> {
    /// Reads a message id or a bare stanza.
    pub(crate) fn parse(id: &'a str) -> Self {
        Self {
            stanza: stanza_of(id),
            from_me: match id.split('_').next() {
                Some("true") => Some(true),
                Some("false") => Some(false),
                _ => None,
            },
        }
    }

    /// The one that this message is.
    pub(crate) fn of(message: &'a Message) -> Self {
        Self {
            stanza: &message.stanza,
            from_me: Some(message.from_me),
        }
    }

    /// Whether it is this one, of the chat that is meant.
    pub(crate) fn is(self, message: &Message) -> bool {
        message.stanza == self.stanza
            && self
                .from_me
                .is_none_or(|from_me| message.from_me == from_me)
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
