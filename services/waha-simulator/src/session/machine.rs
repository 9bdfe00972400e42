//! What moves a session from one status to the next.
//!
//! ```text
//! STOPPED ─start─► STARTING ─► SCAN_QR_CODE (60 s, then five times 20 s) ─► FAILED
//!                     │              │ scanned
//!                     │ linked       ▼
//!                     └──► WORKING ◄─ STARTING
//! ```
//!
//! Each running session has one task. A step checks under the lock that its life is still the
//! current one, so a task that was overtaken by a stop or a scan can do no harm.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};
use service_runtime::clock;
use time::OffsetDateTime;

use crate::engine::Engine;
use crate::ids;
use crate::network::{Phone, lock};
use crate::session::state::Link;
use crate::session::{Session, SessionChange, State, Status, change, qr};
use crate::sim::Happening;
use crate::traffic;
use crate::world::{Occurrence, World};

/// How long each QR code lives, in simulated time.
const QR_LIVES: [Duration; 6] = [
    Duration::from_mins(1),
    Duration::from_secs(20),
    Duration::from_secs(20),
    Duration::from_secs(20),
    Duration::from_secs(20),
    Duration::from_secs(20),
];

/// Why a phone could not link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PairingRefused {
    /// No QR code is shown; the session is in this status.
    NoQrCode(Status),
    /// The typed code is not the one that was handed out.
    WrongCode,
}

/// Starts a session; does nothing when it runs, or was deleted meanwhile.
pub(crate) fn start(world: &Arc<World>, session: &Arc<Session>) {
    let mut state = session.state();
    if state.status.is_running() || state.abandoned {
        return;
    }
    state.statuses.clear();
    state.recover();
    state.forget_logout();
    change::note(world, session, || SessionChange::Started);
    enter(world, session, &mut state, Status::Starting);
    spawn(
        world,
        session,
        &mut state,
        |world, session, life| async move {
            world.clock.sleep(world.settings.network.starting).await;
            if session.state().link.is_some() {
                work(&world, &session, life).await;
            } else {
                show_qr_codes(&world, &session, life).await;
            }
        },
    );
}

/// Stops a session and keeps its link; does nothing when it is stopped.
pub(crate) async fn stop(world: &Arc<World>, session: &Arc<Session>) {
    if close(world, session) {
        // The engine is given time to close its files.
        let closing = world.clock.sleep(world.engine.stop_delay());
        world.stopping.run_until_cancelled(closing).await;
    }
}

/// The part of a stop that takes no time. Answers whether there was something to stop.
fn close(world: &Arc<World>, session: &Arc<Session>) -> bool {
    let mut state = session.state();
    if !state.status.is_running() {
        return false;
    }
    end_life(&mut state);
    change::note(world, session, || SessionChange::Stopped);
    enter(world, session, &mut state, Status::Stopped);
    true
}

/// Stops and starts.
pub(crate) async fn restart(world: &Arc<World>, session: &Arc<Session>) {
    stop(world, session).await;
    start(world, session);
}

/// Forgets the link, as after a logout.
pub(crate) fn unlink(world: &World, session: &Session) {
    let mut state = session.state();
    change::note(world, session, || SessionChange::Unlinked);
    state.unlink();
}

/// A phone scans the QR code, or types the pairing code.
pub(crate) fn pair(
    world: &Arc<World>,
    session: &Arc<Session>,
    phone: &Phone,
    code: Option<&str>,
) -> Result<(), PairingRefused> {
    let mut state = session.state();
    if state.status != Status::ScanQrCode {
        return Err(PairingRefused::NoQrCode(state.status));
    }
    if code.is_some_and(|code| state.pairing_code.as_deref() != Some(code)) {
        return Err(PairingRefused::WrongCode);
    }
    end_life(&mut state);
    let device = rand::random_range(1..=99);
    change::note(world, session, || SessionChange::Linked {
        phone: phone.clone(),
        device,
    });
    state.link = Some(Link {
        account: world.network.account(&session.name, phone),
        device,
    });
    world.remember_phone(&session.name, phone);
    if world.engine != Engine::Webjs {
        // The engine is made to reconnect with its new credentials.
        enter(world, session, &mut state, Status::Starting);
    }
    spawn(
        world,
        session,
        &mut state,
        |world, session, life| async move {
            world
                .clock
                .sleep(world.settings.network.scan_to_working)
                .await;
            work(&world, &session, life).await;
        },
    );
    Ok(())
}

/// The owner removes this device on the phone. Answers whether it was linked.
pub(crate) fn log_out_from_phone(world: &Arc<World>, session: &Arc<Session>) -> bool {
    let mut state = session.state();
    if state.link.is_none() || state.logged_out {
        return false;
    }
    change::note(world, session, || SessionChange::LoggedOut);
    state.logged_out = true;
    if state.status.is_running() {
        end_life(&mut state);
        enter(world, session, &mut state, Status::Starting);
        spawn(
            world,
            session,
            &mut state,
            |world, session, life| async move {
                world.clock.sleep(Duration::from_secs(1)).await;
                step(&session, life, |state| {
                    enter(&world, &session, state, Status::Failed);
                });
            },
        );
    }
    true
}

/// The connection to WhatsApp breaks and comes back. Answers whether there was one.
pub(crate) fn lose_connection(world: &Arc<World>, session: &Arc<Session>) -> bool {
    let mut state = session.state();
    if state.status != Status::Working {
        return false;
    }
    end_life(&mut state);
    state.recover();
    enter(world, session, &mut state, Status::Starting);
    spawn(
        world,
        session,
        &mut state,
        |world, session, life| async move {
            world.clock.sleep(world.settings.network.reconnect).await;
            work(&world, &session, life).await;
        },
    );
    true
}

/// WhatsApp lets the account open no new chats for a while, or again: another WORKING tells of it.
pub(crate) fn tell_timelock(
    world: &Arc<World>,
    session: &Arc<Session>,
    until: Option<OffsetDateTime>,
) {
    let mut state = session.state();
    if state.status == Status::Working {
        note(world, session, &mut state, Status::Working);
        let data = json!({ "reachoutTimelock": until.map(timelock) });
        announce(world, session, &state, &data);
    }
}

/// `reachoutTimelock`, as `me` and events have it. Its end is in seconds since 1970.
pub(crate) fn timelock(until: OffsetDateTime) -> Value {
    json!({
        "isActive": true,
        "timeEnforcementEnds": until.unix_timestamp(),
        "enforcementType": "DEFAULT",
    })
}

async fn show_qr_codes(world: &Arc<World>, session: &Arc<Session>, life: u64) {
    for lifetime in QR_LIVES {
        let shown = step(session, life, |state| {
            state.qr = Some(qr::fresh());
            enter(world, session, state, Status::ScanQrCode);
            world.happen(&session.name, Happening::Qr);
        });
        if shown.is_none() {
            return;
        }
        world.clock.sleep(lifetime).await;
    }
    step(session, life, |state| {
        clear_pairing(state);
        enter(world, session, state, Status::Failed);
    });
}

/// Becomes WORKING: REST says so at once, the event may lag, and what arrived meanwhile follows.
async fn work(world: &Arc<World>, session: &Arc<Session>, life: u64) {
    let entered = step(session, life, |state| {
        note(world, session, state, Status::Working);
        state.presence = Some("offline".to_owned());
    });
    if entered.is_none() {
        return;
    }
    world
        .clock
        .sleep(world.settings.network.working_event_lag)
        .await;
    let backlog = step(session, life, |state| {
        announce(world, session, state, &Value::Null);
        if state.hears() {
            change::note(world, session, || SessionChange::Received);
            state.take_backlog()
        } else {
            VecDeque::new()
        }
    });
    for (chat, id) in backlog.into_iter().flatten() {
        traffic::replay(world, session, chat, &id);
    }
}

/// Does `change` if `life` is still the session's.
fn step<T>(session: &Session, life: u64, change: impl FnOnce(&mut State) -> T) -> Option<T> {
    let mut state = session.state();
    (state.life == life).then(|| change(&mut state))
}

fn spawn<F, T>(world: &Arc<World>, session: &Arc<Session>, state: &mut State, task: F)
where
    F: FnOnce(Arc<World>, Arc<Session>, u64) -> T,
    T: Future<Output = ()> + Send + 'static,
{
    state.life += 1;
    let task = tokio::spawn(task(Arc::clone(world), Arc::clone(session), state.life));
    state.task = Some(task.abort_handle());
}

fn end_life(state: &mut State) {
    state.life += 1;
    if let Some(task) = state.task.take() {
        task.abort();
    }
    clear_pairing(state);
    state.presence = None;
}

fn clear_pairing(state: &mut State) {
    state.qr = None;
    state.pairing_code = None;
}

fn enter(world: &Arc<World>, session: &Session, state: &mut State, status: Status) {
    note(world, session, state, status);
    announce(world, session, state, &Value::Null);
}

/// What REST and the page see.
fn note(world: &World, session: &Session, state: &mut State, status: Status) {
    session.enter(state, status, ids::unix_millis(clock::now()));
    let phone = state
        .link
        .as_ref()
        .map(|link| lock(&link.account).phone.to_string());
    world.happen(&session.name, Happening::Status { status, phone });
    tracing::debug!(session = session.name, %status, "session changed");
}

/// What the webhooks see. `data` is what is new beside the status.
fn announce(world: &World, session: &Session, state: &State, data: &Value) {
    let payload = json!({
        "name": session.name,
        "status": state.status,
        "statuses": state.statuses,
        "data": data,
    });
    world.emit(session, state, &Occurrence::new("session.status", payload));
}
