//! What WAHA has on disk of its sessions, as it is written down and done again.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::journal::Entry;
use crate::network::{ChatRef, Phone};
use crate::session::state::Link;
use crate::session::{Session, SessionConfig, State};
use crate::world::World;

/// A change of a session.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum SessionChange {
    /// It was made, or has another configuration.
    Configured {
        config: Option<Value>,
        apps: Option<Value>,
    },
    Started,
    Stopped,
    Linked {
        phone: Phone,
        device: u8,
    },
    /// The owner removed this device on the phone.
    LoggedOut,
    Unlinked,
    /// A message waits for the session to be WORKING.
    Awaits {
        chat: ChatRef,
        id: String,
    },
    /// What waited has been handed over.
    Received,
    Gone,
}

impl SessionChange {
    /// How a session is configured now.
    pub(crate) fn configured(state: &State) -> Self {
        Self::Configured {
            config: state.config.as_ref().map(|config| config.raw.clone()),
            apps: state.apps.clone(),
        }
    }
}

/// Writes a change down. Whoever makes it holds the session's state, which keeps both in one order.
pub(crate) fn note(world: &World, session: &Session, change: impl FnOnce() -> SessionChange) {
    world.journal.note(|| Entry::Session {
        session: session.name.clone(),
        change: change(),
    });
}

/// Makes a change again that was written down. `running` is which sessions run; none does yet.
pub(crate) fn redo(
    world: &World,
    name: &str,
    change: SessionChange,
    running: &mut BTreeSet<String>,
) {
    if let SessionChange::Configured { .. } = change {
        // There may be one of that name, which has another configuration now.
        world.create(name);
    }
    let Some(session) = world.session(name) else {
        return;
    };
    let mut state = session.state();
    match change {
        SessionChange::Configured { config, apps } => {
            state.config = config.and_then(|config| SessionConfig::parse(&config).ok());
            state.apps = apps;
        }
        SessionChange::Started => {
            state.forget_logout();
            running.insert(name.to_owned());
        }
        SessionChange::Stopped => {
            running.remove(name);
        }
        SessionChange::Linked { phone, device } => {
            let account = world.network.account(name, &phone);
            state.link = Some(Link { account, device });
            world.remember_phone(name, &phone);
        }
        SessionChange::LoggedOut => state.logged_out = true,
        SessionChange::Unlinked => state.unlink(),
        SessionChange::Awaits { chat, id } => state.put_off(chat, id),
        SessionChange::Received => drop(state.take_backlog()),
        SessionChange::Gone => {
            drop(state);
            running.remove(name);
            world.remove(name);
        }
    }
}
