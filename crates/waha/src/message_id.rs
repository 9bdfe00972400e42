//! WhatsApp message ids as WAHA serialises them.

use std::{fmt, str::FromStr};

/// `{fromMe}_{chat}_{stanza}[_{participant}]`, such as `false_12025550143@c.us_AC363A0C94E5`.
///
/// The *stanza* is WhatsApp's own id of the message. It is the only part that all copies of a message
/// share: the chat is a LID in one copy and a phone number in another. Treat it as opaque; the
/// sender's device chose it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct MessageId {
    /// Whether the account of the session wrote it.
    pub from_me: bool,
    /// The chat as WAHA wrote it, not normalised: WAHA wants it back in this spelling.
    pub chat: String,
    /// WhatsApp's id of the message.
    pub stanza: String,
    /// Who wrote it, in a group.
    pub participant: Option<String>,
}

/// The text is not a serialised message id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a message id looks like false_12025550143@c.us_AC363A0C94E5")]
pub struct InvalidMessageId;

impl FromStr for MessageId {
    type Err = InvalidMessageId;

    fn from_str(text: &str) -> Result<Self, InvalidMessageId> {
        let mut parts = text.splitn(4, '_');
        let from_me = match parts.next() {
            Some("true") => true,
            Some("false") => false,
            _ => return Err(InvalidMessageId),
        };
        let mut part = || parts.next().filter(|part| !part.is_empty());
        Ok(Self {
            from_me,
            chat: part().ok_or(InvalidMessageId)?.to_owned(),
            stanza: part().ok_or(InvalidMessageId)?.to_owned(),
            participant: part().map(ToOwned::to_owned),
        })
    }
}

impl fmt::Display for MessageId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}_{}_{}", self.from_me, self.chat, self.stanza)?;
        match &self.participant {
            Some(participant) => write!(f, "_{participant}"),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_survives_a_round_trip() {
        for text in [
            "false_12025550143@c.us_AC363A0C94E511346808FE5F3D96A849",
            "true_201938475610293@lid_3A5C5ED6724D76757BE4",
            "false_120363041234567890@g.us_AC96905358881BEE_99887766554433@lid",
        ] {
            let id: MessageId = text.parse().expect("an id");
            assert_eq!(id.to_string(), text);
        }
    }

    #[test]
    fn what_is_no_id_is_refused() {
        for text in [
            "",
            "AC363A0C",
            "true",
            "true_",
            "true__AC",
            "yes_1@c.us_AC",
            "true_1@c.us_",
        ] {
            assert_eq!(text.parse::<MessageId>(), Err(InvalidMessageId), "{text:?}");
        }
    }
}
