//! What those who watch a tenant are told.

use bytes::Bytes;
use domain::{MessageKey, TenantId};
use prost::Message;

use crate::{DecodeError, Subject, wire};

/// Something of a tenant's has changed. It says what, and never what it is now: whoever tells people of it reads
/// that from the database, as the tenant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TenantChange {
    /// The tenant.
    pub tenant: TenantId,
    /// What has changed.
    pub change: Change,
}

/// What can change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// How its WhatsApp session is, or the session's timeline.
    Session,
    /// There is a new QR code to scan.
    Qr,
    /// A message, of whichever direction, is in its mailbox under this key, or something of it is otherwise. Its
    /// conversation changes with it.
    Message(MessageKey),
    /// The conversation of this id is another way, or what is about to be said in it.
    Conversation(i64),
    /// The lead of this id is another way.
    Lead(i64),
}

impl TenantChange {
    /// The subject that it is published on.
    pub fn subject(&self) -> Subject {
        let kind = match self.change {
            Change::Session => "session",
            Change::Qr => "qr",
            Change::Message(_) => "message",
            Change::Conversation(_) => "conversation",
            Change::Lead(_) => "lead",
        };
        Subject::Change(self.tenant, kind)
    }

    /// The change as bytes of the contract.
    pub fn encode(&self) -> Bytes {
        let (kind, key, id) = match &self.change {
            Change::Session => (wire::ChangeKind::Session, None, None),
            Change::Qr => (wire::ChangeKind::Qr, None, None),
            Change::Message(key) => (wire::ChangeKind::Message, Some(key.to_string()), None),
            Change::Conversation(id) => (wire::ChangeKind::Conversation, None, Some(*id)),
            Change::Lead(id) => (wire::ChangeKind::Lead, None, Some(*id)),
        };
        let change = wire::TenantChange {
            tenant_id: self.tenant.get(),
            kind: kind.into(),
            message_key: key,
            id,
        };
        change.encode_to_vec().into()
    }

    /// Reads what [`TenantChange::encode`] wrote, and checks every field.
    pub fn decode(bytes: Bytes) -> Result<Self, DecodeError> {
        let change = wire::TenantChange::decode(bytes)?;
        let tenant = change.tenant_id.try_into();
        let id = change.id.ok_or(DecodeError::Missing("id"));
        Ok(Self {
            tenant: tenant.map_err(DecodeError::field("tenant_id"))?,
            change: match change.kind() {
                wire::ChangeKind::Session => Change::Session,
                wire::ChangeKind::Qr => Change::Qr,
                wire::ChangeKind::Message => {
                    let key = change.message_key.filter(|key| !key.is_empty());
                    let key = key.ok_or(DecodeError::Missing("message_key"))?;
                    Change::Message(MessageKey::from_stored(key))
                }
                wire::ChangeKind::Conversation => Change::Conversation(id?),
                wire::ChangeKind::Lead => Change::Lead(id?),
                // Or one of a newer version.
                wire::ChangeKind::Unspecified => return Err(DecodeError::Missing("kind")),
            },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn change(change: Change) -> TenantChange {
        TenantChange {
            tenant: 5.try_into().expect("positive"),
            change,
        }
    }

    fn message() -> Change {
        let key = "5:tenant_5:message:in:AC36".to_owned();
        Change::Message(MessageKey::from_stored(key))
    }

    fn all() -> [Change; 5] {
        [
            Change::Session,
            Change::Qr,
            message(),
            Change::Conversation(7),
            Change::Lead(9),
        ]
    }

    #[test]
    fn survives_the_wire() {
        for change in all().map(change) {
            let read = TenantChange::decode(change.encode()).expect("its own bytes");
            assert_eq!(read, change);
        }
    }

    #[test]
    fn its_subject_tells_tenant_and_kind_and_no_content() {
        let subjects = all().map(|kind| change(kind).subject().to_string());
        let expected = ["session", "qr", "message", "conversation", "lead"];
        let expected = expected.map(|kind| format!("peyk.changes.5.{kind}"));
        assert_eq!(subjects, expected);
    }

    #[test]
    fn what_a_newer_version_says_is_an_error() {
        let newer = wire::TenantChange {
            tenant_id: 5,
            kind: 99,
            message_key: None,
            id: None,
        };
        assert!(TenantChange::decode(newer.encode_to_vec().into()).is_err());
    }
}
