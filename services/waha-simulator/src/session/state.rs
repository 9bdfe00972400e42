//! What WAHA knows of a session.

use std::collections::{HashSet, VecDeque};
use std::fmt;
use std::sync::{Mutex, MutexGuard};

use serde::Serialize;
use serde_json::Value;
use tokio::sync::watch;
use tokio::task::AbortHandle;

use crate::network::{ChatRef, Message, SharedAccount, lock};
use crate::session::SessionConfig;
use crate::timestamps::Timestamp;

/// Status points that `session.status` carries.
const HISTORY: usize = 3;
/// Actions remembered per session.
const ACTIONS: usize = 200;
/// Messages that wait for a session to be WORKING again; older ones are forgotten.
const BACKLOG: usize = 1_000;

/// Where a session is in its life.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(crate) enum Status {
    Stopped,
    Starting,
    ScanQrCode,
    Working,
    Failed,
}

impl Status {
    /// A FAILED session runs too: WAHA holds its object until somebody restarts or stops it.
    pub(crate) fn is_running(self) -> bool {
        self != Self::Stopped
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Stopped => "STOPPED",
            Self::Starting => "STARTING",
            Self::ScanQrCode => "SCAN_QR_CODE",
            Self::Working => "WORKING",
            Self::Failed => "FAILED",
        })
    }
}

/// A status and when it began.
#[derive(Debug, Clone, Copy, Serialize)]
pub(crate) struct StatusPoint {
    pub(crate) status: Status,
    /// Milliseconds since 1970.
    pub(crate) timestamp: i64,
}

/// The account a session is linked to.
#[derive(Debug, Clone)]
pub(crate) struct Link {
    pub(crate) account: SharedAccount,
    /// The number of this device among those of the account.
    pub(crate) device: u8,
}

/// How a session that says WORKING hears nothing, or is not heard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Deafness {
    /// Its webhooks are not posted, and nobody is told; history goes on.
    pub(crate) webhooks: bool,
    /// Its engine has lost WhatsApp without noticing: nothing arrives and nothing can be sent.
    pub(crate) engine: bool,
    /// How many restarts it survives.
    pub(crate) survives: u32,
}

/// What a client did beside sending, so that a test can ask in which order.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Action {
    pub(crate) at: Timestamp,
    #[serde(rename = "action")]
    pub(crate) kind: ActionKind,
    #[serde(rename = "chatId")]
    pub(crate) chat: String,
}

/// The kinds of [`Action`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ActionKind {
    Seen,
    StartTyping,
    StopTyping,
    Send,
}

/// A session that is not STOPPED is somewhere in its [`machine`](super::machine).
#[derive(Debug)]
pub(crate) struct Session {
    pub(crate) name: String,
    status: watch::Sender<Status>,
    state: Mutex<State>,
}

impl Session {
    pub(crate) fn new(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            status: watch::Sender::new(Status::Stopped),
            state: Mutex::new(State::new()),
        }
    }

    /// The state, locked. Never hold it across an await.
    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        lock(&self.state)
    }

    /// The status now.
    pub(crate) fn status(&self) -> Status {
        *self.status.borrow()
    }

    /// Follows the status.
    pub(crate) fn watch(&self) -> watch::Receiver<Status> {
        self.status.subscribe()
    }

    /// Ends the session without a word, as the end of the process would: it never starts again.
    pub(crate) fn abandon(&self) {
        let mut state = self.state();
        state.abandoned = true;
        state.life += 1;
        state.status = Status::Stopped;
        if let Some(task) = state.task.take() {
            task.abort();
        }
        self.status.send_replace(Status::Stopped);
    }

    /// Notes a new status, or the same one again.
    pub(super) fn enter(&self, state: &mut State, status: Status, timestamp: i64) {
        state.push_point(StatusPoint { status, timestamp });
        state.status = status;
        self.status.send_replace(status);
    }
}

/// The changing part of a session.
#[derive(Debug)]
pub(crate) struct State {
    pub(crate) status: Status,
    /// The last points since the latest start.
    pub(crate) statuses: VecDeque<StatusPoint>,
    pub(crate) config: Option<SessionConfig>,
    pub(crate) apps: Option<Value>,
    pub(crate) link: Option<Link>,
    /// Set when the phone logged this device out: `me` stays until the next start.
    pub(crate) logged_out: bool,
    /// Set when WAHA has no such session any more; calls that came before may still hold it.
    pub(super) abandoned: bool,
    /// The QR code's content while one is shown.
    pub(crate) qr: Option<String>,
    /// The code to be typed into the phone instead of scanning.
    pub(crate) pairing_code: Option<String>,
    pub(crate) presence: Option<String>,
    /// When a client last had WAHA do something at WhatsApp, in milliseconds since 1970. What arrives from
    /// WhatsApp does not touch it, nor does reading WAHA's own store.
    pub(crate) activity: Option<i64>,
    /// Keys of the chats whose presence a client asked for.
    pub(crate) subscribed: HashSet<String>,
    actions: VecDeque<Action>,
    backlog: VecDeque<(ChatRef, String)>,
    /// What is wrong with it on purpose.
    pub(crate) deafness: Option<Deafness>,
    /// The task that moves the session on, and a number that tells it whether it still may.
    pub(super) task: Option<AbortHandle>,
    pub(super) life: u64,
}

impl State {
    fn new() -> Self {
        Self {
            status: Status::Stopped,
            statuses: VecDeque::new(),
            config: None,
            apps: None,
            link: None,
            logged_out: false,
            abandoned: false,
            qr: None,
            pairing_code: None,
            presence: None,
            activity: None,
            subscribed: HashSet::new(),
            actions: VecDeque::new(),
            backlog: VecDeque::new(),
            deafness: None,
            task: None,
            life: 0,
        }
    }

    /// Notes that a client did something.
    pub(crate) fn act(&mut self, action: Action) {
        push_bounded(&mut self.actions, action, ACTIONS);
    }

    /// The latest actions, oldest first.
    pub(crate) fn actions(&self) -> impl Iterator<Item = &Action> {
        self.actions.iter()
    }

    /// A start forgets a link that the phone has ended.
    pub(super) fn forget_logout(&mut self) {
        if self.logged_out {
            self.link = None;
            self.logged_out = false;
        }
    }

    /// Forgets the link, and what WhatsApp held for it.
    pub(super) fn unlink(&mut self) {
        self.link = None;
        self.logged_out = false;
        self.backlog.clear();
    }

    /// Keeps a message, by its chat as written and its id, for when the session is WORKING again.
    pub(crate) fn put_off(&mut self, chat: ChatRef, id: String) {
        push_bounded(&mut self.backlog, (chat, id), BACKLOG);
    }

    /// Takes what arrived while the session was not WORKING, oldest first.
    pub(crate) fn take_backlog(&mut self) -> VecDeque<(ChatRef, String)> {
        std::mem::take(&mut self.backlog)
    }

    /// Whether WhatsApp still holds the message: the session has not received it yet.
    pub(crate) fn awaits(&self, message: &Message) -> bool {
        let id = message.id();
        self.backlog.iter().any(|(_, waiting)| *waiting == id)
    }

    /// Whether what happens reaches the session, as far as it is WORKING.
    pub(crate) fn hears(&self) -> bool {
        !self.deafness.is_some_and(|deafness| deafness.engine)
    }

    /// Whether its webhooks are posted.
    pub(crate) fn is_heard(&self) -> bool {
        !self.deafness.is_some_and(|deafness| deafness.webhooks)
    }

    /// A new start: ends the deafness, unless it survives.
    pub(super) fn recover(&mut self) {
        self.deafness = self.deafness.and_then(|deafness| {
            let survives = deafness.survives.checked_sub(1)?;
            Some(Deafness {
                survives,
                ..deafness
            })
        });
    }

    fn push_point(&mut self, point: StatusPoint) {
        push_bounded(&mut self.statuses, point, HISTORY);
    }
}

fn push_bounded<T>(queue: &mut VecDeque<T>, item: T, limit: usize) {
    if queue.len() >= limit {
        queue.pop_front();
    }
    queue.push_back(item);
}
