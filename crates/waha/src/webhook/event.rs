//! The payloads of the events that somebody acts on.

use serde::Deserialize;
use serde_json::{Value, value::RawValue};
use time::OffsetDateTime;

use super::{BodyError, Envelope};
use crate::{
    Address, Message, MessageId, SessionStatus, lenient,
    message::{object, required_id},
    timestamp,
};

/// What happened.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// A message came or went: `message`, `message.any`.
    Message(Box<Message>),
    /// A message went further on its way: `message.ack`, `message.ack.group`.
    Ack(Ack),
    /// Somebody reacted to a message: `message.reaction`.
    Reaction(Reaction),
    /// A message has a new text: `message.edited`.
    Edited(Box<Edited>),
    /// A message was deleted for everyone: `message.revoked`.
    Revoked(Revoked),
    /// The session's state changed, or was told again: `session.status`.
    SessionStatus(SessionState),
    /// Somebody types, or came or went: `presence.update`.
    Presence(Presence),
    /// Somebody voted in a poll: `poll.vote`, `poll.vote.failed`.
    PollVote(PollVote),
    /// An event that nobody here acts on; its name is in the envelope.
    Other,
}

/// How far a message came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ack {
    /// The message.
    pub id: MessageId,
    /// Its chat.
    pub chat: Address,
    /// Who received or read it, in a group.
    pub participant: Option<Address>,
    /// How far it came. Levels repeat, overtake each other and go backwards: keep the highest.
    pub level: AckLevel,
}

/// The steps on a message's way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AckLevel {
    /// WhatsApp refused it. Final unless a higher level follows.
    Error,
    /// WAHA does not know (`ack: null`), or the level is new.
    Unknown,
    /// In WAHA's queue.
    Pending,
    /// At WhatsApp's servers.
    Server,
    /// On the other side's device.
    Device,
    /// Read.
    Read,
    /// A voice note was listened to.
    Played,
}

/// A reaction to a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reaction {
    /// The reaction's own id.
    pub id: MessageId,
    /// The chat.
    pub chat: Address,
    /// Who reacted, in a group.
    pub participant: Option<Address>,
    /// The emoji; empty when the reaction was taken back.
    pub text: String,
    /// The message reacted to; match by stanza.
    pub target: Option<MessageId>,
    /// When.
    pub at: Option<OffsetDateTime>,
}

/// A new text for a message.
#[derive(Debug, Clone, PartialEq)]
pub struct Edited {
    /// The stanza of the message that was edited, where WAHA tells it.
    pub target: Option<String>,
    /// The edit: a message of its own id with the new text.
    pub message: Message,
}

/// The deletion of a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Revoked {
    /// The stanza of the message that was deleted.
    pub target: String,
    /// The id of the deletion, which is *not* the deleted message's; absent on some engines.
    pub id: Option<MessageId>,
    /// The chat, where known.
    pub chat: Option<Address>,
}

/// The state of the session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionState {
    /// The present status.
    pub status: SessionStatus,
    /// The last steps up to it, oldest first, at most three; empty before 2025.9.4.
    pub history: Vec<StatusPoint>,
}

/// One step of a session.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct StatusPoint {
    /// The status reached.
    pub status: SessionStatus,
    /// When.
    #[serde(rename = "timestamp", default, deserialize_with = "timestamp::option")]
    pub at: Option<OffsetDateTime>,
}

/// Who is there in a chat.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Presence {
    /// The chat.
    pub chat: Address,
    /// Its people: one in a direct chat.
    pub people: Vec<PresenceOf>,
}

/// The presence of one person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PresenceOf {
    /// Who.
    pub participant: Address,
    /// `online`, `offline`, `typing`, `recording`, `paused`, or what WhatsApp will think of.
    pub state: String,
    /// When the person was last seen, if that may be known.
    pub last_seen: Option<OffsetDateTime>,
}

/// A vote in a poll.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PollVote {
    /// The vote's own id.
    pub id: MessageId,
    /// The chat.
    pub chat: Address,
    /// The poll, where known.
    pub poll: Option<MessageId>,
    /// All options that are now selected: a vote replaces the one before.
    pub options: Vec<String>,
    /// When; of two votes the later counts.
    pub at: Option<OffsetDateTime>,
    /// Whether WAHA could not decrypt it: the options are then unknown.
    pub failed: bool,
}

impl Event {
    /// Reads the payload of an envelope. Fails when a field is missing without which the event means
    /// nothing; what else is odd reads as absent.
    pub fn parse(envelope: &Envelope<'_>) -> Result<Self, BodyError> {
        let payload = envelope.payload;
        Ok(match envelope.event.as_ref() {
            "message" | "message.any" => Self::Message(Box::new(Message::parse(payload)?)),
            "message.ack" | "message.ack.group" => Self::Ack(Ack::parse(payload)?),
            "message.reaction" => Self::Reaction(Reaction::parse(payload)?),
            "message.edited" => Self::Edited(Box::new(Edited::parse(payload)?)),
            "message.revoked" => Self::Revoked(Revoked::parse(payload)?),
            "session.status" => Self::SessionStatus(SessionState::parse(payload)?),
            "presence.update" => Self::Presence(Presence::parse(payload)?),
            "poll.vote" => Self::PollVote(PollVote::parse(payload, false)?),
            "poll.vote.failed" => Self::PollVote(PollVote::parse(payload, true)?),
            _ => Self::Other,
        })
    }
}

impl AckLevel {
    /// WAHA's number of the level; -2, which WAHA does not use, for [`AckLevel::Unknown`].
    pub fn number(self) -> i8 {
        match self {
            Self::Error => -1,
            Self::Unknown => -2,
            Self::Pending => 0,
            Self::Server => 1,
            Self::Device => 2,
            Self::Read => 3,
            Self::Played => 4,
        }
    }

    /// From `ack`, or from `ackName` where that says nothing.
    pub(super) fn read(ack: Option<&Value>, name: Option<&str>) -> Self {
        let by_number = ack.and_then(Value::as_f64).and_then(|number| {
            let of = |level: &Self| (f64::from(level.number()) - number).abs() < f64::EPSILON;
            Self::KNOWN.into_iter().find(of)
        });
        by_number.unwrap_or(match name {
            Some("ERROR") => Self::Error,
            Some("PENDING") => Self::Pending,
            Some("SERVER") => Self::Server,
            Some("DEVICE") => Self::Device,
            Some("READ") => Self::Read,
            Some("PLAYED") => Self::Played,
            _ => Self::Unknown,
        })
    }

    const KNOWN: [Self; 6] = [
        Self::Error,
        Self::Pending,
        Self::Server,
        Self::Device,
        Self::Read,
        Self::Played,
    ];
}

/// The fields that the smaller events share.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Wire<'a> {
    #[serde(default, deserialize_with = "lenient::option")]
    id: Option<Value>,
    #[serde(default, deserialize_with = "timestamp::option")]
    timestamp: Option<OffsetDateTime>,
    #[serde(default, deserialize_with = "lenient::text")]
    participant: Option<String>,
    #[serde(default, deserialize_with = "lenient::option")]
    ack: Option<Value>,
    #[serde(default, deserialize_with = "lenient::text")]
    ack_name: Option<String>,
    #[serde(default, deserialize_with = "lenient::option")]
    reaction: Option<WireReaction>,
    #[serde(default, deserialize_with = "lenient::text")]
    edited_message_id: Option<String>,
    #[serde(default, deserialize_with = "lenient::text")]
    revoked_message_id: Option<String>,
    #[serde(default, borrow)]
    after: Option<&'a RawValue>,
    #[serde(default, borrow)]
    before: Option<&'a RawValue>,
    #[serde(default, deserialize_with = "lenient::text")]
    status: Option<String>,
    #[serde(default, deserialize_with = "lenient::or_default")]
    statuses: Vec<StatusPoint>,
    #[serde(default, deserialize_with = "lenient::or_default")]
    presences: Vec<WirePresence>,
    #[serde(default, borrow)]
    vote: Option<&'a RawValue>,
    #[serde(default, borrow)]
    poll: Option<&'a RawValue>,
    #[serde(default, deserialize_with = "lenient::or_default")]
    selected_options: Vec<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct WireReaction {
    #[serde(default, deserialize_with = "lenient::text")]
    text: Option<String>,
    #[serde(default, deserialize_with = "lenient::text")]
    message_id: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct WirePresence {
    #[serde(default, deserialize_with = "lenient::text")]
    participant: Option<String>,
    #[serde(default, deserialize_with = "lenient::text")]
    last_known_presence: Option<String>,
    #[serde(default, deserialize_with = "timestamp::option")]
    last_seen: Option<OffsetDateTime>,
}

fn wire(payload: &RawValue) -> Result<Wire<'_>, BodyError> {
    object(payload, "payload")
}

/// The id of a message inside the payload, if there is such a message.
fn inner_id(raw: Option<&RawValue>) -> Option<MessageId> {
    required_id(wire(raw?).ok()?.id.as_ref(), "id").ok()
}

impl Ack {
    fn parse(payload: &RawValue) -> Result<Self, BodyError> {
        let wire = wire(payload)?;
        let id = required_id(wire.id.as_ref(), "payload.id")?;
        Ok(Self {
            chat: Address::new(&id.chat),
            participant: wire.participant.as_deref().map(Address::new),
            level: AckLevel::read(wire.ack.as_ref(), wire.ack_name.as_deref()),
            id,
        })
    }
}

impl Reaction {
    fn parse(payload: &RawValue) -> Result<Self, BodyError> {
        let wire = wire(payload)?;
        let id = required_id(wire.id.as_ref(), "payload.id")?;
        let field = "payload.reaction";
        let reaction = wire.reaction.ok_or(BodyError::Missing { field })?;
        let participant = wire.participant.as_deref().or(id.participant.as_deref());
        Ok(Self {
            chat: Address::new(&id.chat),
            participant: participant.map(Address::new),
            text: reaction.text.unwrap_or_default(),
            target: reaction.message_id.and_then(|id| id.parse().ok()),
            at: wire.timestamp,
            id,
        })
    }
}

impl Edited {
    fn parse(payload: &RawValue) -> Result<Self, BodyError> {
        Ok(Self {
            target: wire(payload)?.edited_message_id,
            message: Message::parse(payload)?,
        })
    }
}

impl Revoked {
    fn parse(payload: &RawValue) -> Result<Self, BodyError> {
        let wire = wire(payload)?;
        let id = inner_id(wire.after);
        let before = inner_id(wire.before);
        let chat = id.as_ref().or(before.as_ref());
        let chat = chat.map(|id| Address::new(&id.chat));
        let target = wire.revoked_message_id.or(before.map(|id| id.stanza));
        let field = "payload.revokedMessageId";
        Ok(Self {
            target: target.ok_or(BodyError::Missing { field })?,
            id,
            chat,
        })
    }
}

impl SessionState {
    fn parse(payload: &RawValue) -> Result<Self, BodyError> {
        let wire = wire(payload)?;
        let field = "payload.status";
        let status = wire.status.ok_or(BodyError::Missing { field })?;
        Ok(Self {
            status: status.as_str().into(),
            history: wire.statuses,
        })
    }
}

impl Presence {
    fn parse(payload: &RawValue) -> Result<Self, BodyError> {
        let wire = wire(payload)?;
        let field = "payload.id";
        let chat = wire.id.as_ref().and_then(Value::as_str);
        Ok(Self {
            chat: Address::new(chat.ok_or(BodyError::Missing { field })?),
            people: wire
                .presences
                .into_iter()
                .filter_map(|one| {
                    Some(PresenceOf {
                        participant: Address::new(&one.participant?),
                        state: one.last_known_presence?,
                        last_seen: one.last_seen,
                    })
                })
                .collect(),
        })
    }
}

impl PollVote {
    fn parse(payload: &RawValue, failed: bool) -> Result<Self, BodyError> {
        let outer = wire(payload)?;
        let field = "payload.vote";
        let vote = outer.vote.ok_or(BodyError::Missing { field })?;
        let vote: Wire<'_> = object(vote, field)?;
        let id = required_id(vote.id.as_ref(), "payload.vote.id")?;
        Ok(Self {
            chat: Address::new(&id.chat),
            poll: inner_id(outer.poll),
            options: vote.selected_options,
            at: vote.timestamp,
            failed,
            id,
        })
    }
}
