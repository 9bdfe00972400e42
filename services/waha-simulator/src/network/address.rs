//! Who is who: phone numbers, linked ids (LIDs) and the chats they name.

use std::fmt;

use serde::{Deserialize, Serialize};

/// LIDs live in fifteen decimal digits.
const LID_SPACE: u64 = 1_000_000_000_000_000;
/// Coprime to ten, so that multiplying by it permutes the space; large, so that a LID does not
/// look like its number.
const LID_FACTOR: u64 = 387_420_489_123_457;
const LID_SHIFT: u64 = 99_887_766_554_433;
const LID_INVERSE: u64 = inverse(LID_FACTOR, LID_SPACE);

/// A person's number in international form without a plus, 7 to 15 digits.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct Phone(String);

impl Phone {
    /// Accepts digits with the decoration people type: `+`, blanks, dashes, brackets.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let digits: String = text
            .chars()
            .filter(|c| !matches!(c, '+' | ' ' | '-' | '(' | ')'))
            .collect();
        let plausible = (7..=15).contains(&digits.len())
            && digits.bytes().all(|b| b.is_ascii_digit())
            && !digits.starts_with('0');
        plausible.then_some(Self(digits))
    }

    /// Digits only.
    pub(crate) fn digits(&self) -> &str {
        &self.0
    }

    /// `…@c.us`, WAHA's form.
    pub(crate) fn c_us(&self) -> String {
        format!("{}@c.us", self.0)
    }

    /// `…@s.whatsapp.net`, WhatsApp's own form.
    pub(crate) fn jid(&self) -> String {
        format!("{}@s.whatsapp.net", self.0)
    }

    /// The person's linked id. A permutation of the number: nothing has to be remembered to find
    /// the way back, and it is the same after every restart.
    pub(crate) fn lid(&self) -> String {
        let number: u64 = self.0.parse().expect("a phone is at most 15 digits");
        format!(
            "{}@lid",
            (multiply(number, LID_FACTOR) + LID_SHIFT) % LID_SPACE
        )
    }

    /// The number behind a LID; `None` for one that this network never gave out.
    fn of_lid(lid: &str) -> Option<Self> {
        let lid: u64 = lid.parse().ok().filter(|lid| *lid < LID_SPACE)?;
        let number = multiply((lid + LID_SPACE - LID_SHIFT) % LID_SPACE, LID_INVERSE);
        // No country uses more than 13 digits: what does not lead to such a number is foreign.
        Self::parse(&number.to_string()).filter(|phone| phone.0.len() <= 13)
    }

    /// Whether WhatsApp knows the number. Those of the country code 999, which no country has, it does not.
    pub(crate) fn is_on_whatsapp(&self) -> bool {
        !self.0.starts_with("999")
    }
}

impl fmt::Display for Phone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A chat as somebody wrote it down, and the one chat that is meant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub(crate) struct ChatRef {
    /// As written: `…@c.us`, `…@lid`, `…@g.us`, `…@newsletter`, `status@broadcast`.
    pub(crate) written: String,
    /// The person behind it, when it is a chat with a person whose number is known.
    pub(crate) phone: Option<Phone>,
}

impl ChatRef {
    /// Reads a chat id or a bare phone number; `None` when it is neither.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let Some((user, server)) = text.split_once('@') else {
            let phone = Phone::parse(text)?;
            return Some(Self {
                written: phone.c_us(),
                phone: Some(phone),
            });
        };
        // `:NN` before the `@` is a device of the same person.
        let user = user.split(':').next().unwrap_or(user);
        let is_id = !user.is_empty()
            && user.len() <= 64
            && user.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
        match server {
            "c.us" | "s.whatsapp.net" => {
                let phone = Phone::parse(user)?;
                Some(Self {
                    written: phone.c_us(),
                    phone: Some(phone),
                })
            }
            "lid" if is_id && user.bytes().all(|b| b.is_ascii_digit()) => Some(Self {
                written: format!("{user}@lid"),
                phone: Phone::of_lid(user),
            }),
            "g.us" | "newsletter" | "broadcast" if is_id => Some(Self {
                written: format!("{user}@{server}"),
                phone: None,
            }),
            _ => None,
        }
    }

    /// The same person's chat, written with the number.
    pub(crate) fn into_number(mut self) -> Self {
        if let Some(phone) = &self.phone {
            self.written = phone.c_us();
        }
        self
    }

    /// The same person's chat, written with the linked id.
    pub(crate) fn into_lid(mut self) -> Self {
        if let Some(phone) = &self.phone {
            self.written = phone.lid();
        }
        self
    }

    /// One name per chat, whichever way it was written.
    pub(crate) fn key(&self) -> String {
        self.phone
            .as_ref()
            .map_or_else(|| self.written.clone(), Phone::c_us)
    }

    /// Whether the chat was written with a linked id.
    pub(crate) fn is_lid(&self) -> bool {
        self.written.ends_with("@lid")
    }

    /// Whether the chat is a group.
    pub(crate) fn is_group(&self) -> bool {
        self.written.ends_with("@g.us")
    }

    /// As WhatsApp itself writes the chat.
    pub(crate) fn jid(&self) -> String {
        self.written.replace("@c.us", "@s.whatsapp.net")
    }

    /// The other name of the same person, as WhatsApp writes it; empty when there is none.
    pub(crate) fn alternative_jid(&self) -> String {
        match &self.phone {
            Some(phone) if self.is_lid() => phone.jid(),
            Some(phone) => phone.lid(),
            None => String::new(),
        }
    }
}

impl From<ChatRef> for String {
    fn from(chat: ChatRef) -> Self {
        chat.written
    }
}

impl TryFrom<String> for ChatRef {
    type Error = &'static str;

    fn try_from(written: String) -> Result<Self, Self::Error> {
        Self::parse(&written).ok_or("expected the id of a chat")
    }
}

fn multiply(a: u64, b: u64) -> u64 {
    let product = u128::from(a) * u128::from(b) % u128::from(LID_SPACE);
    u64::try_from(product).expect("a remainder is below its divisor")
}

/// The inverse of `factor` modulo `modulus`, by Euclid's algorithm; they must be coprime.
const fn inverse(factor: u64, modulus: u64) -> u64 {
    let (mut r, mut next_r) = (modulus as i128, factor as i128);
    let (mut t, mut next_t) = (0_i128, 1_i128);
    while next_r != 0 {
        let quotient = r / next_r;
        (t, next_t) = (next_t, t - quotient * next_t);
        (r, next_r) = (next_r, r - quotient * next_r);
    }
    assert!(r == 1, "the factor must be coprime to the modulus");
    #[expect(clippy::cast_possible_truncation, reason = "0 ≤ t < modulus")]
    let inverse = t.rem_euclid(modulus as i128) as u64;
    inverse
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lid_leads_back_to_its_number_and_nowhere_else() {
        for digits in [
            "971509876543",
            "12025550143",
            "971501234567",
            "4915112345678",
        ] {
            let phone = Phone::parse(digits).unwrap();
            let lid = phone.lid();
            assert!(!lid.contains(digits));
            assert_eq!(ChatRef::parse(&lid).unwrap().phone, Some(phone));
        }
        let foreign = ChatRef::parse("99887766554434@lid").unwrap();
        assert_eq!(foreign.phone, None);
        assert_eq!(foreign.key(), "99887766554434@lid");
    }

    #[test]
    fn one_chat_has_one_key_in_all_its_forms() {
        let phone = Phone::parse("971509876543").unwrap();
        let lid = phone.lid();
        for written in [
            "971509876543",
            "+971 50 987 6543",
            "971509876543@c.us",
            "971509876543:3@s.whatsapp.net",
            &lid,
        ] {
            assert_eq!(
                ChatRef::parse(written).unwrap().key(),
                "971509876543@c.us",
                "{written}"
            );
        }
    }

    #[test]
    fn what_is_no_chat_is_refused() {
        for text in [
            "",
            "hello",
            "12",
            "x@example.com",
            "@c.us",
            "0123456789",
            "12x@lid",
            "@lid",
        ] {
            assert_eq!(ChatRef::parse(text), None, "{text}");
        }
        let endless = format!("{}@lid", "9".repeat(3_000));
        assert_eq!(ChatRef::parse(&endless), None, "a LID has an end");
    }
}
