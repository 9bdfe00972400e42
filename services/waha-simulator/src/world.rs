//! Everything that the handlers share: WAHA's sessions on one side, the network on the other.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use serde_json::Value;
use service_runtime::clock;
use time::OffsetDateTime;
use tokio::sync::broadcast;
use tokio_util::sync::CancellationToken;

use crate::clock::SimClock;
use crate::journal::{Entry, Journal};
use crate::media::MediaStore;
use crate::network::{Account, ChatRef, Limits, Network, Phone, SharedAccount, lock};
use crate::session::{self, Session, SessionChange, State, Turns};
use crate::sim::{Faults, Happening, PhoneEvent};
use crate::webhooks::{DispatchLimits, Dispatcher, Envelope, Environment, Event, Me, Worker};
use crate::{Engine, Settings, ids};

/// Events that a slow page may be behind before it has to look at everything again.
const PHONE_EVENTS: usize = 1_024;

/// The simulated world.
#[derive(Debug)]
pub(crate) struct World {
    pub(crate) settings: Settings,
    pub(crate) clock: SimClock,
    pub(crate) engine: Engine,
    pub(crate) environment: Environment,
    /// Where media is fetched, without a slash at the end.
    pub(crate) base_url: String,
    pub(crate) started_at: OffsetDateTime,
    pub(crate) network: Network,
    /// What outlives the process; without a file, nothing does.
    pub(crate) journal: Journal,
    pub(crate) dispatcher: Arc<Dispatcher>,
    pub(crate) faults: Arc<Faults>,
    pub(crate) media: MediaStore,
    /// Cancelled when the service stops: ends what would otherwise be answered late or never.
    pub(crate) stopping: CancellationToken,
    pub(crate) turns: Turns,
    phone_events: broadcast::Sender<PhoneEvent>,
    sessions: Mutex<BTreeMap<String, Arc<Session>>>,
    /// Which number each session was last linked to, also when WAHA has forgotten the session:
    /// phones keep their chats.
    phones: Mutex<HashMap<String, Phone>>,
}

/// Something that happened and that webhooks may want to hear of.
#[derive(Debug)]
pub(crate) struct Occurrence {
    pub(crate) event: &'static str,
    pub(crate) payload: Value,
    /// The chat, for `config.ignore`.
    chat: Option<ChatRef>,
    message_id: Option<String>,
    /// Set for twins that share an envelope id.
    id: Option<String>,
}

impl Occurrence {
    pub(crate) fn new(event: &'static str, payload: Value) -> Self {
        Self {
            event,
            payload,
            chat: None,
            message_id: None,
            id: None,
        }
    }

    /// Says which chat it is about.
    pub(crate) fn in_chat(mut self, chat: &ChatRef) -> Self {
        self.chat = Some(chat.clone());
        self
    }

    /// Says which message it is about.
    pub(crate) fn about(mut self, message_id: String) -> Self {
        self.message_id = Some(message_id);
        self
    }

    /// Gives it the envelope id of its twin.
    pub(crate) fn with_id(mut self, id: &str) -> Self {
        self.id = Some(id.to_owned());
        self
    }
}

impl World {
    /// A new world, or the one of the journal that the settings name.
    pub(crate) fn new(
        settings: Settings,
        address: SocketAddr,
        stopping: CancellationToken,
    ) -> anyhow::Result<Arc<Self>> {
        let clock = SimClock::new(settings.clock.scale);
        let faults = Arc::new(Faults::default());
        let limits = &settings.limits;
        let dispatch_limits = DispatchLimits {
            in_flight: limits.webhooks_in_flight,
            pending: limits.webhooks_pending,
            log: limits.webhook_log,
        };
        let waha = &settings.waha;
        let engine = waha.engine;
        let environment = Environment {
            version: waha.version.clone(),
            engine: engine.name(),
            tier: "CORE",
            browser: engine.browser(),
            platform: "linux/x64",
            worker: Worker {
                id: Some(waha.worker_id.clone()).filter(|id| !id.is_empty()),
            },
        };
        let base_url = match waha.base_url.trim_end_matches('/') {
            "" => format!("http://{address}"),
            base_url => base_url.to_owned(),
        };
        let journal = Journal::default();
        let world = Arc::new(Self {
            clock,
            engine,
            environment,
            base_url,
            started_at: clock::now(),
            network: Network::new(
                Limits {
                    chats: limits.chats_per_account,
                    messages_per_chat: limits.messages_per_chat,
                },
                journal.clone(),
            ),
            journal,
            dispatcher: Dispatcher::new(
                &waha.version,
                clock,
                Arc::clone(&faults),
                dispatch_limits,
            )?,
            faults,
            media: MediaStore::new(limits.media_files),
            stopping,
            turns: Turns::default(),
            phone_events: broadcast::Sender::new(PHONE_EVENTS),
            sessions: Mutex::default(),
            phones: Mutex::default(),
            settings,
        });
        world.go_on()?;
        Ok(world)
    }

    /// Makes the world what the journal says it was. Linked or not, sessions that ran start again.
    fn go_on(self: &Arc<Self>) -> anyhow::Result<()> {
        let path = &self.settings.network.journal;
        if path.as_os_str().is_empty() {
            return Ok(());
        }
        let mut running = BTreeSet::new();
        self.journal.record(path, |entry| match entry {
            Entry::Account {
                session,
                phone,
                change,
            } => lock(&self.network.account(&session, &phone)).redo(change),
            Entry::Session { session, change } => {
                session::redo(self, &session, change, &mut running);
            }
            Entry::Faults(faults) => self.faults.set(faults),
        })?;
        for session in running.iter().filter_map(|name| self.session(name)) {
            session::start(self, &session);
        }
        Ok(())
    }

    /// The session of that name.
    pub(crate) fn session(&self, name: &str) -> Option<Arc<Session>> {
        lock(&self.sessions).get(name).cloned()
    }

    /// All sessions, by name.
    pub(crate) fn sessions(&self) -> Vec<Arc<Session>> {
        lock(&self.sessions).values().cloned().collect()
    }

    /// Makes a session; `None` when there is one of that name.
    pub(crate) fn create(&self, name: &str) -> Option<Arc<Session>> {
        let mut sessions = lock(&self.sessions);
        if sessions.contains_key(name) {
            return None;
        }
        let session = Arc::new(Session::new(name));
        sessions.insert(name.to_owned(), Arc::clone(&session));
        Some(session)
    }

    /// Takes a session out of WAHA. The caller has the name's turn: nobody makes another meanwhile.
    pub(crate) fn remove(&self, name: &str) {
        let removed = lock(&self.sessions).remove(name);
        if let Some(session) = removed {
            session::note(self, &session, || SessionChange::Gone);
            session.abandon();
            self.happen(name, Happening::Gone);
        }
    }

    /// WAHA loses all its sessions and what it had still to post, as at a restart without
    /// storage. Nobody is told; phones keep their chats. Answers how many sessions there were.
    pub(crate) fn forget(&self) -> usize {
        let sessions = std::mem::take(&mut *lock(&self.sessions));
        self.dispatcher.forget();
        for session in sessions.values() {
            session::note(self, session, || SessionChange::Gone);
            session.abandon();
            self.happen(&session.name, Happening::Gone);
        }
        sessions.len()
    }

    /// Notes which number a session is linked to.
    pub(crate) fn remember_phone(&self, session: &str, phone: &Phone) {
        lock(&self.phones).insert(session.to_owned(), phone.clone());
    }

    /// The account that a session of this name is or was last linked to.
    pub(crate) fn account_of(&self, session: &str) -> Option<SharedAccount> {
        let phone = lock(&self.phones).get(session).cloned()?;
        Some(self.network.account(session, &phone))
    }

    /// Tells the pages that show this session.
    pub(crate) fn happen(&self, session: &str, happening: Happening) {
        if self.phone_events.receiver_count() > 0 {
            // Fails only when the last page has gone in this moment.
            let _ = self.phone_events.send(PhoneEvent {
                session: session.into(),
                happening,
            });
        }
    }

    /// What happens from now on, of all sessions.
    pub(crate) fn listen(&self) -> broadcast::Receiver<PhoneEvent> {
        self.phone_events.subscribe()
    }

    /// `me` of a session as it stands.
    pub(crate) fn me(&self, state: &State) -> Option<Me> {
        let link = state.link.as_ref()?;
        Some(self.me_of(&lock(&link.account), link.device))
    }

    /// `me` of a device of an account.
    pub(crate) fn me_of(&self, account: &Account, device: u8) -> Me {
        let jid = format!("{}:{device}@s.whatsapp.net", account.phone);
        Me {
            id: account.phone.c_us(),
            push_name: account.push_name.clone(),
            lid: account.phone.lid(),
            jid: (self.engine != Engine::Webjs).then_some(jid),
        }
    }

    /// Puts an occurrence into an envelope and posts it to every webhook that wants it.
    pub(crate) fn emit(&self, session: &Session, state: &State, occurrence: &Occurrence) {
        let Some(config) = &state.config else { return };
        if !state.is_heard() {
            tracing::debug!(
                session = session.name,
                event = occurrence.event,
                "not posted: deaf"
            );
            return;
        }
        if occurrence
            .chat
            .as_ref()
            .is_some_and(|chat| config.ignores(chat))
        {
            return;
        }
        let mut wanting = config
            .webhooks
            .iter()
            .filter(|webhook| webhook.wants(occurrence.event))
            .peekable();
        if wanting.peek().is_none() {
            return;
        }
        let now = clock::now();
        let id = occurrence
            .id
            .clone()
            .unwrap_or_else(|| ids::ulid("evt_", now));
        let timestamp = ids::unix_millis(now);
        let envelope = Envelope {
            id: &id,
            timestamp,
            event: occurrence.event,
            session: &session.name,
            metadata: config.metadata.as_ref(),
            me: self.me(state),
            payload: &occurrence.payload,
            engine: self.engine.name(),
            environment: &self.environment,
        };
        let body = serde_json::to_vec(&envelope).expect("keys are strings and numbers are finite");
        let body = bytes::Bytes::from(body);
        for webhook in wanting {
            let event = Event {
                id: id.clone(),
                name: occurrence.event,
                session: session.name.clone(),
                message_id: occurrence.message_id.clone(),
                timestamp,
                body: body.clone(),
            };
            self.dispatcher.send(webhook, &event);
        }
    }
}
