//! What is said of a message later: reactions, a new text, a deletion.

use domain::{ChatId, Direction, MessageKey, MessageKeyParts};
use events::WahaEvent;
use storage::messages::{Change, ChangeKind};
use time::OffsetDateTime;
use waha::{
    Address,
    webhook::{Edited, Reaction, Revoked},
};

use super::work::{Work, sent_at, without_nul};

/// An emoji has some characters, a flag of a region fourteen; what is longer is none.
const LONGEST_EMOJI: usize = 32;

/// The key of a message of the event's session.
pub(super) fn key_of(event: &WahaEvent, direction: Direction, stanza: &str) -> MessageKey {
    let parts = MessageKeyParts {
        kind: "message",
        direction,
        stanza,
        extra: None,
    };
    MessageKey::new(event.tenant, &event.session, parts)
}

pub(super) fn reaction(event: &WahaEvent, reaction: Reaction) -> Work {
    if !is_persons(&reaction.chat) {
        return Work::Nothing("no_person");
    }
    let emoji = without_nul(reaction.text);
    let Some(target) = reaction.target else {
        return Work::Nothing("reaction_to_nothing");
    };
    if emoji.chars().count() > LONGEST_EMOJI {
        return Work::Nothing("reaction_in_words");
    }
    let key = key_of(event, whose(target.from_me), &target.stanza);
    let kind = ChangeKind::Reaction(emoji);
    let author = whose(reaction.id.from_me);
    Work::Changes(vec![change(event, key, (kind, author), reaction.at)])
}

pub(super) fn edit(event: &WahaEvent, edited: Edited) -> Work {
    let message = edited.message;
    if !is_persons(&message.chat) {
        return Work::Nothing("no_person");
    }
    let Some(target) = edited.target else {
        return Work::Nothing("edit_of_nothing");
    };
    // Nobody edits another's words.
    let author = whose(message.from_me);
    let key = key_of(event, author, &target);
    let kind = ChangeKind::Edit(message.body.map(without_nul));
    Work::Changes(vec![change(event, key, (kind, author), message.sent_at)])
}

pub(super) fn deletion(event: &WahaEvent, revoked: &Revoked) -> Work {
    if revoked.chat.as_ref().is_some_and(|chat| !is_persons(chat)) {
        return Work::Nothing("no_person");
    }
    let authors = match &revoked.id {
        // Nobody deletes another's words for everyone.
        Some(id) => vec![whose(id.from_me)],
        None => vec![Direction::In, Direction::Out],
    };
    let deletions = authors.into_iter().map(|author| {
        let key = key_of(event, author, &revoked.target);
        change(event, key, (ChangeKind::Deletion, author), None)
    });
    Work::Changes(deletions.collect())
}

fn change(
    event: &WahaEvent,
    key: MessageKey,
    (kind, author): (ChangeKind, Direction),
    at: Option<OffsetDateTime>,
) -> Change {
    // By WAHA's clock, which is the same however often it tells the event.
    let told_at = sent_at(event.occurred_at, event.received_at);
    Change {
        key,
        kind,
        author,
        changed_at: sent_at(at, told_at),
        told_at,
    }
}

fn whose(from_me: bool) -> Direction {
    if from_me {
        Direction::Out
    } else {
        Direction::In
    }
}

/// Groups, channels and stories are nobody's mailbox.
fn is_persons(chat: &Address) -> bool {
    let chat = chat.as_str().parse().ok();
    chat.is_some_and(|chat: ChatId| chat.is_person())
}
