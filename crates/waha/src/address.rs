//! WhatsApp addresses as WAHA writes them.

use std::fmt;

/// A WhatsApp address in WAHA's form: `@s.whatsapp.net` is written `@c.us`, and a device number
/// (`…:58@…`) is dropped, so that two spellings of one address compare equal. Any text is taken: what
/// is not an address has the kind [`ChatKind::Unknown`].
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Address(String);

/// What stands behind an address, told by its suffix.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ChatKind {
    /// A person by phone number, `@c.us`.
    Phone,
    /// A person by Linked ID, `@lid`: opaque, never a phone number.
    Lid,
    /// A group, `@g.us`.
    Group,
    /// A channel, `@newsletter`.
    Newsletter,
    /// Stories, `status@broadcast`.
    Status,
    /// A broadcast list, any other `@broadcast`.
    Broadcast,
    /// A suffix that is not documented.
    Unknown,
}

impl Address {
    /// Takes an address in any of WhatsApp's spellings.
    pub fn new(text: &str) -> Self {
        let Some((user, server)) = text.rsplit_once('@') else {
            return Self(text.to_owned());
        };
        let user = user.split(':').next().unwrap_or_default();
        let server = match server {
            "s.whatsapp.net" => "c.us",
            other => other,
        };
        Self(format!("{user}@{server}"))
    }

    /// The address as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What stands behind it.
    pub fn kind(&self) -> ChatKind {
        if self.0 == "status@broadcast" {
            return ChatKind::Status;
        }
        match self.0.rsplit_once('@').map(|(_, server)| server) {
            Some("c.us") => ChatKind::Phone,
            Some("lid") => ChatKind::Lid,
            Some("g.us") => ChatKind::Group,
            Some("newsletter") => ChatKind::Newsletter,
            Some("broadcast") => ChatKind::Broadcast,
            _ => ChatKind::Unknown,
        }
    }

    /// Whether one person is on the other side.
    pub fn is_person(&self) -> bool {
        matches!(self.kind(), ChatKind::Phone | ChatKind::Lid)
    }

    /// The digits of the phone number, where the address is one. Old WAHA writes `@c.us` without a
    /// number while nobody is logged in.
    pub fn phone(&self) -> Option<&str> {
        let digits = self.0.strip_suffix("@c.us")?;
        (!digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())).then_some(digits)
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_address_are_equal() {
        let number = Address::new("12025550100@c.us");
        assert_eq!(Address::new("12025550100@s.whatsapp.net"), number);
        assert_eq!(Address::new("12025550100:58@s.whatsapp.net"), number);
        assert_ne!(Address::new("12025550100@lid"), number);
    }

    #[test]
    fn kinds_are_told_by_the_suffix() {
        for (text, kind) in [
            ("12025550143@s.whatsapp.net", ChatKind::Phone),
            ("99887766554433@lid", ChatKind::Lid),
            ("120363041234567890@g.us", ChatKind::Group),
            ("120363144038483540@newsletter", ChatKind::Newsletter),
            ("status@broadcast", ChatKind::Status),
            ("1789480800@broadcast", ChatKind::Broadcast),
            ("somewhere@new", ChatKind::Unknown),
            ("me", ChatKind::Unknown),
        ] {
            assert_eq!(Address::new(text).kind(), kind, "{text}");
        }
    }

    #[test]
    fn only_a_number_has_a_phone() {
        assert_eq!(
            Address::new("971501234567@c.us").phone(),
            Some("971501234567")
        );
        for text in ["99887766554433@lid", "@c.us", "shop@c.us"] {
            assert_eq!(Address::new(text).phone(), None, "{text}");
        }
    }
}
