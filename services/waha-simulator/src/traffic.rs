//! Messages on their way: from the customer's phone to the webhooks, from the API to the phone.

use std::sync::Arc;

use serde_json::Value;
use service_runtime::clock;

use crate::network::{
    Accepted, Account, Ack, ChatRef, Message, MessageRef, SharedAccount, Source, lock,
};
use crate::payload::{self, Viewer};
use crate::session::{self, Session, SessionChange, State, Status};
use crate::sim::{Happening, MessageView};
use crate::webhooks::Me;
use crate::world::{Occurrence, World};
use crate::{Engine, ids};

/// What became of a message handed to a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Route {
    /// WAHA was told; it tells its webhooks.
    Told,
    /// WAHA is not connected: it is told when it is back.
    Waiting,
}

/// In which order the acknowledgements of a message are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum AckOrder {
    Rising,
    /// The last one before the send is answered, then the lower one, then the last one again.
    Mixed,
}

/// A message to or from a customer which WAHA did not send: the customer writes, or the owner
/// types on the phone. `None` when the session is linked to no number.
pub(crate) fn arrive(
    world: &Arc<World>,
    session: &Arc<Session>,
    message: Message,
) -> Option<Route> {
    let mut state = session.state();
    let link = state.link.clone().filter(|_| !state.logged_out)?;
    let written = message.chat.clone();
    let (accepted, mut known) = hand_over(&link.account, message);
    show(world, session, &known);
    // A copy under the person's other id is one message on the phone, and told as it is written.
    known.chat = written;
    let route = if state.status == Status::Working && state.hears() {
        announce(world, session, &state, &known);
        Route::Told
    } else {
        session::note(world, session, || SessionChange::Awaits {
            chat: known.chat.clone(),
            id: known.id(),
        });
        state.put_off(known.chat.clone(), known.id());
        Route::Waiting
    };
    drop(state);
    if known.from_me && accepted == Accepted::New {
        acknowledge(world, session, &known, AckOrder::Rising);
    }
    Some(route)
}

/// A message that a client sends through the API. Answers it as the network knows it, or `None`
/// when the session lost its number meanwhile. `order` is how its acknowledgements come.
pub(crate) fn send(
    world: &Arc<World>,
    session: &Arc<Session>,
    message: Message,
    order: AckOrder,
) -> Option<Message> {
    let state = session.state();
    let link = state.link.clone()?;
    let (accepted, known) = hand_over(&link.account, message);
    show(world, session, &known);
    if accepted == Accepted::New {
        announce(world, session, &state, &known);
        drop(state);
        acknowledge(world, session, &known, order);
    }
    Some(known)
}

/// Tells the webhooks of a message that came while the session was away.
pub(crate) fn replay(world: &World, session: &Session, chat: ChatRef, id: &str) {
    let state = session.state();
    let Some(link) = &state.link else { return };
    let message = lock(&link.account)
        .message(&chat, MessageRef::parse(id))
        .cloned();
    if let Some(mut message) = message {
        message.chat = chat;
        announce(world, session, &state, &message);
    }
}

/// Something happened to a message: tells the webhooks, shaped by `payload`. Nothing is told while
/// the session is not WORKING.
pub(crate) fn tell(
    world: &World,
    session: &Session,
    event: &'static str,
    message: &Message,
    payload: impl FnOnce(&Viewer<'_>) -> Value,
) {
    let state = session.state();
    let Some(me) = world.me(&state).filter(|_| state.status == Status::Working) else {
        return;
    };
    let payload = payload(&viewer(world, session, &me));
    let occurrence = Occurrence::new(event, payload)
        .in_chat(&message.chat)
        .about(message.id());
    world.emit(session, &state, &occurrence);
}

/// The customer's phone shows that somebody types, or goes on- or offline. Webhooks hear of it
/// only after a client subscribed to the chat.
pub(crate) fn presence(world: &World, session: &Session, chat: &ChatRef, presence: &str) {
    let state = session.state();
    if state.status != Status::Working || !state.subscribed.contains(&chat.key()) {
        return;
    }
    let last_seen = (presence == "offline").then(|| clock::now().unix_timestamp());
    let payload = payload::presence(chat, presence, last_seen);
    world.emit(
        session,
        &state,
        &Occurrence::new("presence.update", payload).in_chat(chat),
    );
}

/// Raises the acknowledgement of own messages in a chat and tells of each.
pub(crate) fn raise_ack(
    world: &World,
    session: &Session,
    chat: &ChatRef,
    stanza: Option<&str>,
    ack: Ack,
) {
    let Some(account) = world.account_of(&session.name) else {
        return;
    };
    let raised = lock(&account).raise_ack(chat, stanza, ack);
    for message in raised {
        let happening = Happening::Ack {
            chat: chat.key(),
            id: message.id(),
            ack: ack.level(),
        };
        world.happen(&session.name, happening);
        tell_ack(world, session, &message, ack);
    }
}

fn tell_ack(world: &World, session: &Session, message: &Message, ack: Ack) {
    tell(world, session, "message.ack", message, |viewer| {
        viewer.ack(message, ack, clock::now())
    });
}

/// How a session's engine sees messages.
pub(crate) fn viewer<'a>(world: &'a World, session: &'a Session, me: &'a Me) -> Viewer<'a> {
    Viewer {
        engine: world.engine,
        session: &session.name,
        me,
        base_url: &world.base_url,
    }
}

/// `message` for theirs, `message.any` for all: twins, which share an id but on WEBJS.
fn announce(world: &World, session: &Session, state: &State, message: &Message) {
    let Some(me) = world.me(state) else { return };
    let payload = viewer(world, session, &me).message(message);
    let id = ids::ulid("evt_", clock::now());
    let names: &[&'static str] = if message.from_me {
        &["message.any"]
    } else {
        &["message", "message.any"]
    };
    for name in names {
        let mut occurrence = Occurrence::new(name, payload.clone())
            .in_chat(&message.chat)
            .about(message.id());
        if world.engine != Engine::Webjs {
            occurrence = occurrence.with_id(&id);
        }
        world.emit(session, state, &occurrence);
    }
}

/// The network and the other phone acknowledge an own message, step by step, or the network refuses it.
fn acknowledge(world: &Arc<World>, session: &Arc<Session>, message: &Message, order: AckOrder) {
    let (world, session) = (Arc::clone(world), Arc::clone(session));
    let message = message.clone();
    let (first, last) = if message.refused {
        (Ack::Error, Ack::Error)
    } else {
        (Ack::Server, Ack::Device)
    };
    if order == AckOrder::Mixed {
        raise_ack(&world, &session, &message.chat, Some(&message.stanza), last);
    }
    tokio::spawn(async move {
        let (chat, stanza) = (&message.chat, Some(message.stanza.as_str()));
        let delays = &world.settings.network;
        world.clock.sleep(delays.server_ack).await;
        match order {
            AckOrder::Rising => raise_ack(&world, &session, chat, stanza, first),
            AckOrder::Mixed => tell_ack(&world, &session, &message, first),
        }
        world.clock.sleep(delays.device_ack).await;
        match order {
            AckOrder::Rising => raise_ack(&world, &session, chat, stanza, last),
            AckOrder::Mixed => tell_ack(&world, &session, &message, last),
        }
        world.clock.sleep(delays.read_ack).await;
        if is_open(&world, &session, chat) {
            raise_ack(&world, &session, chat, stanza, Ack::Read);
        }
    });
}

fn is_open(world: &World, session: &Session, chat: &ChatRef) -> bool {
    let is_open = |account: &Account| account.chat(chat).is_some_and(|chat| chat.open_on_phone);
    world
        .account_of(&session.name)
        .is_some_and(|account| is_open(&lock(&account)))
}

/// Gives a message to the network. Answers how it was taken, and the message as it is known now.
fn hand_over(account: &SharedAccount, message: Message) -> (Accepted, Message) {
    let mut account = lock(account);
    let (chat, id) = (message.chat.clone(), message.id());
    let accepted = account.accept(message);
    let known = account
        .message(&chat, MessageRef::parse(&id))
        .expect("it was put there just now");
    (accepted, known.clone())
}

fn show(world: &World, session: &Session, message: &Message) {
    world.happen(
        &session.name,
        Happening::Message {
            message: MessageView::of(message),
        },
    );
}

/// Changes a message's text, on the phones and for the webhooks.
pub(crate) fn edit(
    world: &World,
    session: &Session,
    account: &SharedAccount,
    target: &Message,
    text: String,
    source: Source,
) {
    let changed = lock(account).edit(&target.chat, &target.id(), &text);
    let Some(changed) = changed else { return };
    show(world, session, &changed);
    let action = act_upon(target, Some(text), source);
    tell(world, session, "message.edited", &action, |viewer| {
        viewer.edited(&action, target)
    });
}

/// Takes a message back, for everyone.
pub(crate) fn revoke(
    world: &World,
    session: &Session,
    account: &SharedAccount,
    target: &Message,
    source: Source,
) {
    lock(account).remove(&target.chat, &target.id());
    let happening = Happening::Removed {
        chat: target.chat.key(),
        id: target.id(),
    };
    world.happen(&session.name, happening);
    let action = act_upon(target, None, source);
    tell(world, session, "message.revoked", &action, |viewer| {
        viewer.revoked(&action, target)
    });
}

/// An act upon a message is a message itself, with an id of its own.
pub(crate) fn act_upon(target: &Message, body: Option<String>, source: Source) -> Message {
    let stanza = match source {
        Source::Api => ids::outgoing_stanza(),
        Source::App => ids::phone_stanza(),
    };
    Message {
        stanza,
        body,
        source,
        forgotten: false,
        at: clock::now(),
        media: None,
        place: None,
        vcards: Vec::new(),
        quote: None,
        ..target.clone()
    }
}
