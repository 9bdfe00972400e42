//! What an event asks for.

use domain::{ChatId, Direction, MessageKey};
use events::{Origin, WahaEvent};
use service_runtime::telemetry;
use storage::messages::{Change, ChangeKind, Incoming, MessageKind, Quoted};
use time::OffsetDateTime;
use waha::{
    ReplyTo, SessionStatus,
    webhook::{AckLevel, BodyError, Envelope, Event, Presence},
};

use super::{change, content};

/// How far WhatsApp's clock, or a phone's, may be ahead of ours.
const CLOCKS_DIFFER_BY: time::Duration = time::Duration::HOUR;

/// So much of a quoted text is kept, in characters.
const LONGEST_QUOTE: usize = 200;

/// What an event asks for.
#[derive(Debug)]
pub(super) enum Work {
    /// A message goes into its mailbox; by it a person of the tenant may give the chat back to the bot.
    Message {
        message: Box<Incoming>,
        resumes: bool,
    },
    /// One of our messages is further on its way.
    Ack {
        stanza: String,
        level: i16,
        key: MessageKey,
    },
    /// Something is said of a message that may not be here yet: of one of these, where it is not told whose it is.
    Changes(Vec<Change>),
    /// The customer is typing.
    Typing(ChatId),
    /// The session is connected.
    Connected,
    /// Nothing, for this reason.
    Nothing(&'static str),
}

impl Work {
    /// One word for what became of it; a message's is known once it is stored.
    pub(super) fn outcome(&self) -> Option<&'static str> {
        match self {
            Self::Message { .. } => None,
            Self::Ack { .. } => Some("ack"),
            Self::Changes(changes) => changes.first().map(|change| match change.kind {
                ChangeKind::Reaction(_) => "reaction",
                ChangeKind::Edit(_) => "edited",
                ChangeKind::Deletion => "revoked",
            }),
            Self::Typing(_) => Some("typing"),
            Self::Connected => Some("connected"),
            Self::Nothing(reason) => Some(reason),
        }
    }
}

/// Reads an event at this time; an error is one that no other delivery cures.
pub(super) fn of(event: &WahaEvent, now: OffsetDateTime) -> Result<Work, BodyError> {
    let envelope = Envelope::parse(&event.body)?;
    Ok(match Event::parse(&envelope)? {
        Event::Message(message) => message_work(event, *message, now),
        Event::Ack(ack) if ack.id.from_me && ack.level != AckLevel::Unknown => Work::Ack {
            key: change::key_of(event, Direction::Out, &ack.id.stanza),
            stanza: ack.id.stanza,
            level: ack.level.number().into(),
        },
        Event::Ack(_) => Work::Nothing("ack_of_theirs"),
        Event::Presence(presence) => typing(&presence),
        Event::SessionStatus(state) if state.status == SessionStatus::Working => Work::Connected,
        Event::Reaction(reaction) => change::reaction(event, reaction),
        Event::Edited(edited) => change::edit(event, *edited),
        Event::Revoked(revoked) => change::deletion(event, &revoked),
        Event::SessionStatus(_) | Event::PollVote(_) | Event::Other => Work::Nothing("other_event"),
    })
}

fn typing(presence: &Presence) -> Work {
    let types = |state: &str| matches!(state, "typing" | "recording");
    let chat = presence
        .chat
        .as_str()
        .parse()
        .ok()
        .filter(ChatId::is_person);
    match chat {
        Some(chat) if presence.people.iter().any(|person| types(&person.state)) => {
            Work::Typing(chat)
        }
        _ => Work::Nothing("presence"),
    }
}

fn message_work(event: &WahaEvent, message: waha::Message, now: OffsetDateTime) -> Work {
    // By the clock of the door's machine, which nobody puts right: fast by more than `stale_after`, it would make every
    // message too old to be answered.
    let received_at = event.received_at.min(now);
    // Groups, channels and stories are nobody's mailbox.
    let chat = message.chat.as_str().parse().ok().filter(ChatId::is_person);
    let Some(chat) = chat else {
        return Work::Nothing("no_person");
    };
    let quoted = message
        .reply_to
        .as_ref()
        .map(|reply| Box::new(quoted(event, &message, reply)));
    let media = content::file(&message, event.session.as_str()).map(Box::new);
    let other_address = message
        .alternative
        .and_then(|address| address.as_str().parse::<ChatId>().ok())
        .filter(|address| address.is_person() && *address != chat);
    let words = message
        .body
        .map(without_nul)
        .filter(|body| !body.trim().is_empty());
    let kind = if message.has_media {
        MessageKind::Media
    } else if message.location.is_some() {
        MessageKind::Location
    } else if !message.vcards.is_empty() {
        MessageKind::Contact
    } else if words.is_some() {
        MessageKind::Text
    } else {
        MessageKind::Other
    };
    let body = match kind {
        MessageKind::Location => message.location.as_ref().and_then(content::place),
        MessageKind::Contact => content::cards(&message.vcards),
        MessageKind::Text | MessageKind::Media | MessageKind::Other => words,
    };
    // To ask for silence needs no word: any message of a person of the tenant does.
    let resumes =
        message.from_me && body.as_deref().and_then(bot::command) == Some(bot::Command::Resume);
    let incoming = Incoming {
        key: event.key.clone(),
        direction: if message.from_me {
            Direction::Out
        } else {
            Direction::In
        },
        session: event.session.clone(),
        chat,
        other_address,
        stanza: without_nul(message.id.stanza),
        kind,
        body,
        media,
        quoted,
        push_name: message.push_name.map(without_nul),
        sent_at: sent_at(message.sent_at, received_at),
        received_at,
        backfilled: event.origin == Origin::Backfill,
        traceparent: telemetry::current_traceparent(),
    };
    Work::Message {
        message: Box::new(incoming),
        resumes,
    }
}

/// What a message answers. Whose that is tells who wrote it; where that is not told, people answer each other.
fn quoted(event: &WahaEvent, message: &waha::Message, reply: &ReplyTo) -> Quoted {
    let customers = [Some(&message.chat), message.alternative.as_ref()];
    let is_customers = match &reply.participant {
        Some(writer) => customers.contains(&Some(writer)),
        None => message.from_me,
    };
    let direction = if is_customers {
        Direction::In
    } else {
        Direction::Out
    };
    let body = reply.body.as_deref();
    let body = body.map(|body| body.chars().take(LONGEST_QUOTE).collect());
    Quoted {
        key: change::key_of(event, direction, &reply.stanza),
        body: body.map(without_nul).filter(|body| !body.is_empty()),
    }
}

/// When a message was written. Not later than it was here, but for what clocks differ: a message from the far future
/// would count as later than all that follows it, and a person's would pause the bot until then.
pub(super) fn sent_at(told: Option<OffsetDateTime>, received_at: OffsetDateTime) -> OffsetDateTime {
    told.filter(|told| *told - received_at < CLOCKS_DIFFER_BY)
        .unwrap_or(received_at)
}

/// Postgres text cannot hold U+0000, and a customer can send it, in his name too.
pub(super) fn without_nul(text: String) -> String {
    if text.contains('\0') {
        text.replace('\0', "")
    } else {
        text
    }
}

#[cfg(test)]
mod tests;
