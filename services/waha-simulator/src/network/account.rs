//! A WhatsApp account: one number and its chats. It outlives every WAHA session linked to it,
//! as a phone outlives the computers it is linked to.

use std::collections::{HashMap, VecDeque};

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use crate::journal::{Entry, Journal};
use crate::network::{Ack, ChatRef, Message, MessageRef, Phone, Quote};

/// What an account is allowed to remember.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Limits {
    pub(crate) chats: usize,
    pub(crate) messages_per_chat: usize,
}

/// One chat of an account.
#[derive(Debug)]
pub(crate) struct Chat {
    /// As the customer's messages last wrote it.
    pub(crate) shown_as: ChatRef,
    pub(crate) name: Option<String>,
    /// Oldest first.
    pub(crate) messages: VecDeque<Message>,
    pub(crate) unread: usize,
    /// Whether somebody looks at the chat on the customer's phone: what arrives is read at once.
    pub(crate) open_on_phone: bool,
    /// Whether the customer ever wrote here: a timelock leaves such chats alone.
    pub(crate) has_written: bool,
    touched: OffsetDateTime,
}

impl Chat {
    /// The latest message.
    pub(crate) fn last(&self) -> Option<&Message> {
        self.messages.back()
    }

    fn find_mut(&mut self, wanted: MessageRef<'_>) -> Option<&mut Message> {
        // From the back: what is looked for has mostly just been written.
        self.messages
            .iter_mut()
            .rev()
            .find(|message| wanted.is(message))
    }
}

/// What became of a message handed to the network.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Accepted {
    /// It is new, and shown on the other phone.
    New,
    /// The side's stanza was known: counted, and shown to nobody a second time.
    Repeated,
}

/// What changes an account, as it is written down and done again.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum AccountChange {
    Accepted(Box<Message>),
    Edited {
        chat: ChatRef,
        id: String,
        text: String,
    },
    Removed {
        chat: ChatRef,
        id: String,
    },
    Seen {
        chat: ChatRef,
        stanzas: Vec<String>,
    },
    Acked {
        chat: ChatRef,
        stanza: Option<String>,
        ack: Ack,
    },
    Timelocked {
        #[serde(with = "time::serde::rfc3339::option")]
        until: Option<OffsetDateTime>,
    },
    Opened {
        chat: ChatRef,
        open: bool,
        #[serde(with = "time::serde::rfc3339")]
        at: OffsetDateTime,
    },
}

/// The chats of one number.
#[derive(Debug)]
pub(crate) struct Account {
    pub(crate) phone: Phone,
    pub(crate) push_name: String,
    /// The session behind which the account is.
    session: String,
    journal: Journal,
    limits: Limits,
    /// Until when WhatsApp lets it open no new chats.
    timelock: Option<OffsetDateTime>,
    chats: HashMap<String, Chat>,
}

impl Account {
    pub(crate) fn new(session: &str, phone: Phone, limits: Limits, journal: Journal) -> Self {
        let push_name = format!("Shop {}", &phone.digits()[phone.digits().len() - 4..]);
        Self {
            phone,
            push_name,
            session: session.to_owned(),
            journal,
            limits,
            timelock: None,
            chats: HashMap::new(),
        }
    }

    /// Adds a message, or counts it when the network has seen its stanza from its side of this chat.
    pub(crate) fn accept(&mut self, mut message: Message) -> Accepted {
        self.note(|| AccountChange::Accepted(Box::new(message.clone())));
        let limit = self.limits.messages_per_chat;
        let chat = self.chat_mut(&message.chat, message.at);
        if let Some(known) = chat.find_mut(MessageRef::of(&message)) {
            known.sends += 1;
            if !known.refused || message.refused {
                return Accepted::Repeated;
            }
            // No phone has it yet: this time it gets there.
            message.sends = known.sends;
            let index = chat.messages.iter().position(|known| {
                known.stanza == message.stanza && known.from_me == message.from_me
            });
            index.and_then(|index| chat.messages.remove(index));
        }
        chat.touched = chat.touched.max(message.at);
        if !message.from_me {
            chat.unread += 1;
            chat.has_written = true;
            chat.shown_as = message.chat.clone();
            if !message.push_name.is_empty() && message.participant.is_none() {
                chat.name = Some(message.push_name.clone());
            }
        }
        if chat.messages.len() >= limit {
            chat.messages.pop_front();
        }
        // History is in the order of time; a message may carry an old one (a backlog).
        let place = chat
            .messages
            .iter()
            .rposition(|known| known.at <= message.at);
        chat.messages
            .insert(place.map_or(0, |index| index + 1), message);
        Accepted::New
    }

    /// The chat, if the account has it.
    pub(crate) fn chat(&self, chat: &ChatRef) -> Option<&Chat> {
        self.chats.get(&chat.key())
    }

    /// All chats, in no particular order.
    pub(crate) fn chats(&self) -> impl Iterator<Item = &Chat> {
        self.chats.values()
    }

    /// Finds a message of a chat.
    pub(crate) fn message(&self, chat: &ChatRef, wanted: MessageRef<'_>) -> Option<&Message> {
        self.chat(chat)?
            .messages
            .iter()
            .rev()
            .find(|message| wanted.is(message))
    }

    /// What a message shows of the one that it answers.
    pub(crate) fn quote(&self, chat: &ChatRef, wanted: MessageRef<'_>) -> Option<Quote> {
        let quoted = self.message(chat, wanted)?;
        let participant = if quoted.from_me {
            self.phone.c_us()
        } else {
            quoted.chat.written.clone()
        };
        Some(Quote {
            stanza: quoted.stanza.clone(),
            participant,
            body: quoted.body.clone(),
        })
    }

    /// Changes a message's text, and answers the message; `None` when there is no such one.
    pub(crate) fn edit(&mut self, chat: &ChatRef, id: &str, text: &str) -> Option<Message> {
        self.note(|| AccountChange::Edited {
            chat: chat.clone(),
            id: id.to_owned(),
            text: text.to_owned(),
        });
        let message = self
            .chats
            .get_mut(&chat.key())?
            .find_mut(MessageRef::parse(id))?;
        message.body = Some(text.to_owned());
        Some(message.clone())
    }

    /// Takes a message out of its chat.
    pub(crate) fn remove(&mut self, chat: &ChatRef, id: &str) -> Option<Message> {
        self.note(|| AccountChange::Removed {
            chat: chat.clone(),
            id: id.to_owned(),
        });
        let wanted = MessageRef::parse(id);
        let messages = &mut self.chats.get_mut(&chat.key())?.messages;
        let index = messages.iter().rposition(|message| wanted.is(message))?;
        messages.remove(index)
    }

    /// Marks their messages as seen by the owner: those named, or all. Answers their ids.
    pub(crate) fn mark_seen(&mut self, chat: &ChatRef, stanzas: &[&str]) -> Vec<String> {
        self.note(|| AccountChange::Seen {
            chat: chat.clone(),
            stanzas: stanzas.iter().map(|stanza| (*stanza).to_owned()).collect(),
        });
        let Some(chat) = self.chats.get_mut(&chat.key()) else {
            return Vec::new();
        };
        let mut ids = Vec::new();
        for message in chat
            .messages
            .iter_mut()
            .filter(|message| !message.from_me && !message.seen)
        {
            if stanzas.is_empty() || stanzas.contains(&message.stanza.as_str()) {
                message.seen = true;
                ids.push(message.id());
            }
        }
        chat.unread = chat.unread.saturating_sub(ids.len());
        ids
    }

    /// Raises the acknowledgement of own messages: the one with `stanza`, or every one in the
    /// chat. Answers those that were below `ack`. What is refused comes to [`Ack::Error`], and to no other.
    pub(crate) fn raise_ack(
        &mut self,
        chat: &ChatRef,
        stanza: Option<&str>,
        ack: Ack,
    ) -> Vec<Message> {
        self.note(|| AccountChange::Acked {
            chat: chat.clone(),
            stanza: stanza.map(str::to_owned),
            ack,
        });
        let Some(chat) = self.chats.get_mut(&chat.key()) else {
            return Vec::new();
        };
        let comes_to = |m: &Message| match ack {
            Ack::Error => m.refused && m.ack != Ack::Error,
            ack => !m.refused && m.ack < ack,
        };
        let own = chat
            .messages
            .iter_mut()
            .filter(|m| m.from_me && comes_to(m));
        own.filter(|m| stanza.is_none_or(|stanza| m.stanza == stanza))
            .map(|message| {
                message.ack = ack;
                message.clone()
            })
            .collect()
    }

    /// The customer opens the chat on the phone, or leaves it.
    pub(crate) fn set_open(&mut self, chat: &ChatRef, open: bool, at: OffsetDateTime) {
        self.note(|| AccountChange::Opened {
            chat: chat.clone(),
            open,
            at,
        });
        self.chat_mut(chat, at).open_on_phone = open;
    }

    /// WhatsApp lets the account open no new chats until then, or again.
    pub(crate) fn set_timelock(&mut self, until: Option<OffsetDateTime>) {
        self.note(|| AccountChange::Timelocked { until });
        self.timelock = until;
    }

    /// Until when the account may open no new chats, if it may not now.
    pub(crate) fn timelock(&self, now: OffsetDateTime) -> Option<OffsetDateTime> {
        self.timelock.filter(|until| *until > now)
    }

    /// Whether a message to this chat would open it, for who may not.
    pub(crate) fn is_new(&self, chat: &ChatRef) -> bool {
        !chat.is_group() && self.chat(chat).is_none_or(|chat| !chat.has_written)
    }

    /// Makes a change again that was written down.
    pub(crate) fn redo(&mut self, change: AccountChange) {
        match change {
            AccountChange::Accepted(message) => {
                let forgotten = message.from_me;
                self.accept(Message {
                    forgotten,
                    ..*message
                });
            }
            AccountChange::Edited { chat, id, text } => {
                self.edit(&chat, &id, &text);
            }
            AccountChange::Removed { chat, id } => {
                self.remove(&chat, &id);
            }
            AccountChange::Seen { chat, stanzas } => {
                let stanzas: Vec<&str> = stanzas.iter().map(String::as_str).collect();
                self.mark_seen(&chat, &stanzas);
            }
            AccountChange::Acked { chat, stanza, ack } => {
                self.raise_ack(&chat, stanza.as_deref(), ack);
            }
            AccountChange::Timelocked { until } => self.set_timelock(until),
            AccountChange::Opened { chat, open, at } => self.set_open(&chat, open, at),
        }
    }

    /// Writes a change down before it is made. The account's lock keeps both in one order.
    fn note(&self, change: impl FnOnce() -> AccountChange) {
        self.journal.note(|| Entry::Account {
            session: self.session.clone(),
            phone: self.phone.clone(),
            change: change(),
        });
    }

    fn chat_mut(&mut self, chat: &ChatRef, at: OffsetDateTime) -> &mut Chat {
        let key = chat.key();
        if !self.chats.contains_key(&key) && self.chats.len() >= self.limits.chats {
            // The quietest chat makes room; a map of bounded size is searched rarely enough.
            let quietest = self.chats.iter().min_by_key(|(_, chat)| chat.touched);
            if let Some(quietest) = quietest.map(|(key, _)| key.clone()) {
                self.chats.remove(&quietest);
            }
        }
        self.chats.entry(key).or_insert_with(|| Chat {
            shown_as: chat.clone(),
            name: None,
            messages: VecDeque::new(),
            unread: 0,
            open_on_phone: false,
            has_written: false,
            touched: at,
        })
    }
}

#[cfg(test)]
mod tests {
    use time::{Duration, macros::datetime};

    use super::*;
    use crate::network::Source;

    const START: OffsetDateTime = datetime!(2026-09-15 14:00 UTC);

    fn account(chats: usize, messages_per_chat: usize) -> Account {
        let limits = Limits {
            chats,
            messages_per_chat,
        };
        let phone = Phone::parse("971501234567").unwrap();
        Account::new("tenant_1", phone, limits, Journal::default())
    }

    fn message(chat: &str, stanza: &str, second: i64, from_me: bool) -> Message {
        Message {
            stanza: stanza.to_owned(),
            chat: ChatRef::parse(chat).unwrap(),
            from_me,
            source: Source::Api,
            forgotten: false,
            body: Some("hi".to_owned()),
            at: START + Duration::seconds(second),
            ack: Ack::Server,
            refused: false,
            push_name: String::new(),
            participant: None,
            media: None,
            place: None,
            vcards: Vec::new(),
            quote: None,
            sends: 1,
            seen: false,
        }
    }

    #[test]
    fn a_stanza_is_shown_once_and_its_sends_are_counted() {
        let mut account = account(10, 10);
        assert_eq!(
            account.accept(message("971509876543", "A", 0, true)),
            Accepted::New
        );
        assert_eq!(
            account.accept(message("971509876543", "A", 1, true)),
            Accepted::Repeated
        );
        let chat = account
            .chat(&ChatRef::parse("971509876543").unwrap())
            .unwrap();
        assert_eq!(chat.messages.len(), 1);
        assert_eq!(chat.messages[0].sends, 2);
    }

    #[test]
    fn memory_is_bounded_by_the_limits() {
        let mut account = account(2, 3);
        for second in 0..10 {
            account.accept(message("971509876543", &second.to_string(), second, false));
        }
        assert_eq!(account.chats().next().unwrap().messages.len(), 3);
        account.accept(message("971509876544", "x", 20, false));
        account.accept(message("971509876545", "x", 30, false));
        assert_eq!(account.chats().count(), 2);
        assert!(
            account
                .chat(&ChatRef::parse("971509876543").unwrap())
                .is_none()
        );
    }

    #[test]
    fn an_older_message_is_put_where_its_time_belongs() {
        let mut account = account(2, 10);
        for (stanza, second) in [("late", 9), ("early", 1), ("middle", 5)] {
            account.accept(message("971509876543", stanza, second, false));
        }
        let chat = account.chats().next().unwrap();
        let order: Vec<_> = chat.messages.iter().map(|m| m.stanza.as_str()).collect();
        assert_eq!(order, ["early", "middle", "late"]);
    }

    #[test]
    fn seen_and_acks_touch_only_the_right_side() {
        let mut account = account(2, 10);
        let chat = ChatRef::parse("971509876543").unwrap();
        account.accept(message("971509876543", "theirs", 0, false));
        account.accept(message("971509876543", "mine", 1, true));
        assert_eq!(account.mark_seen(&chat, &[]).len(), 1);
        assert_eq!(account.mark_seen(&chat, &[]).len(), 0, "seen once");
        assert_eq!(account.raise_ack(&chat, None, Ack::Read).len(), 1);
        assert!(
            account.raise_ack(&chat, None, Ack::Device).is_empty(),
            "never goes back"
        );
    }
}
