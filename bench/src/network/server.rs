//! What runs.

use std::{
    net::Ipv4Addr,
    sync::{Arc, Mutex, PoisonError, atomic::AtomicU64},
};

use anyhow::{Context, Result};
use axum::{Json, Router, extract::State, http::StatusCode, http::Uri, routing::get};
use serde_json::{Value, json};
use service_runtime::clock;
use tokio::{
    net::TcpListener,
    sync::{Mutex as AsyncMutex, Semaphore},
};
use url::Url;

use super::{
    api,
    bodies::Bodies,
    door::Door,
    events::Events,
    ledger::Ledger,
    load::{Customers, Plan},
};
use crate::crowd::{Chat, Crowd, FIRST_LID, FIRST_PHONE};

/// What it is told.
#[derive(Debug, Clone, clap::Args)]
pub(crate) struct Settings {
    /// Its port on the loopback
    #[arg(long)]
    pub(super) port: u16,
    /// The port on the loopback that takes its webhooks
    #[arg(long)]
    pub(super) door: Option<u16>,
    /// Where NATS is, with user and password; without it no event goes to the bus
    #[arg(long, env = "PEYK_BENCH_NATS_URL", hide_env_values = true)]
    pub(super) nats: Option<Url>,
    /// Tells of each message that is sent to it: an echo and two acknowledgements, on the bus
    #[arg(long)]
    pub(super) echoes: bool,
    #[command(flatten)]
    pub(super) crowd: Crowd,
}

/// All that its parts share.
pub(super) struct Waha {
    pub(super) chats: Vec<Chat>,
    pub(super) ledger: Ledger,
    pub(super) bodies: Bodies,
    pub(super) door: Option<Door>,
    pub(super) events: Option<Events>,
    pub(super) echoes: bool,
    /// Ids of messages and events: no two are alike.
    pub(super) next_id: AtomicU64,
    /// Messages that a flood has written.
    pub(super) flooded: AtomicU64,
    pub(super) customers: AsyncMutex<Customers>,
    /// One load at a time.
    turn: Arc<Semaphore>,
    outcome: Mutex<Option<Value>>,
}

impl Waha {
    pub(super) async fn open(settings: Settings) -> Result<Arc<Self>> {
        let chats = settings.crowd.chats()?;
        let (ledger, idle) = Ledger::new(chats.len());
        let events = match settings.nats {
            Some(nats) => Some(Events::connect(nats).await?),
            None => None,
        };
        let now = clock::now().unix_timestamp_nanos() / 1_000_000;
        Ok(Arc::new(Self {
            chats,
            ledger,
            bodies: Bodies::new()?,
            door: settings.door.map(Door::new).transpose()?,
            events,
            echoes: settings.echoes,
            next_id: AtomicU64::new(u64::try_from(now)? << 20),
            flooded: AtomicU64::new(0),
            customers: AsyncMutex::new(Customers::new(idle)),
            turn: Arc::new(Semaphore::new(1)),
            outcome: Mutex::default(),
        }))
    }

    /// The chat with this id.
    pub(super) fn chat_of(&self, id: &str) -> Option<Chat> {
        let phone: u64 = id.split_once('@')?.0.parse().ok()?;
        let number = usize::try_from(phone.checked_sub(FIRST_PHONE)?).ok()?;
        let beyond = || u64::try_from(number - self.chats.len()).ok();
        match self.chats.get(number) {
            Some(chat) => Some(chat.clone()),
            None => Some(self.flooding_chat(beyond()?)),
        }
    }

    /// A chat of the tenant that is flooded, with somebody who never wrote before.
    pub(super) fn flooding_chat(&self, number: u64) -> Chat {
        let number = self.chats.len() as u64 + number;
        Chat {
            phone: FIRST_PHONE + number,
            lid: FIRST_LID + number,
            ..self.chats[0].clone()
        }
    }

    /// Whether a chat is of the tenant that is flooded.
    pub(super) fn is_flooded(&self, chat: usize) -> bool {
        self.chats[chat].tenant == self.chats[0].tenant
    }
}

/// Serves until it is ended. `POST /load` begins a load; `GET /load` tells what came of it, and 404 until it is over.
pub(crate) async fn serve(settings: Settings) -> Result<()> {
    let port = settings.port;
    let waha = Waha::open(settings).await?;
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await?;
    axum::serve(listener, router(waha)).await.context("serve")
}

pub(super) fn router(waha: Arc<Waha>) -> Router {
    Router::new()
        .route("/load", get(outcome).post(begin))
        .merge(api::router())
        .fallback(unknown)
        .with_state(waha)
}

async fn begin(State(waha): State<Arc<Waha>>, Json(plan): Json<Plan>) -> StatusCode {
    let Ok(turn) = Arc::clone(&waha.turn).try_acquire_owned() else {
        return StatusCode::CONFLICT;
    };
    *lock(&waha.outcome) = None;
    tokio::spawn(async move {
        let outcome = waha.customers.lock().await.write(&waha, plan).await;
        *lock(&waha.outcome) = Some(json!(outcome));
        drop(turn);
    });
    StatusCode::ACCEPTED
}

async fn outcome(State(waha): State<Arc<Waha>>) -> (StatusCode, Json<Value>) {
    match lock(&waha.outcome).clone() {
        Some(outcome) => (StatusCode::OK, Json(outcome)),
        None => (StatusCode::NOT_FOUND, Json(Value::Null)),
    }
}

async fn unknown(uri: Uri) -> StatusCode {
    eprintln!("there is no {}", uri.path());
    StatusCode::NOT_FOUND
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
