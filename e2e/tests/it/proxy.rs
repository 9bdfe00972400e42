//! What stands between session-manager and WAHA, and breaks.

use std::sync::{
    Arc, Mutex, OnceLock,
    atomic::{AtomicBool, AtomicUsize, Ordering},
};

use axum::{
    Router,
    body::{Body, to_bytes},
    extract::{Request, State},
    response::{IntoResponse, Response},
};
use e2e::eventually;
use reqwest::StatusCode;
use tokio::{net::TcpListener, sync::Notify, time::timeout};

use crate::harness::{PATIENCE, Stack};
use crate::states::QUICK;

/// Stands between session-manager and WAHA, and breaks.
#[derive(Clone, Default)]
pub(crate) struct Proxy(Arc<Between>);

#[derive(Default)]
struct Between {
    url: OnceLock<String>,
    waha: OnceLock<(reqwest::Client, String)>,
    /// The calls so far: lists of all sessions, and others but histories.
    lists: AtomicUsize,
    others: AtomicUsize,
    /// Every call fails.
    down: AtomicBool,
    /// So many calls beside lists still go through; then all such calls fail.
    left: AtomicUsize,
    breaking: AtomicBool,
    /// The first that fails has been done all the same.
    answer_lost: AtomicBool,
    /// The call that is held, and whether it has been done by then.
    hold: Mutex<Option<(usize, Held)>>,
    /// A call is held.
    held: Notify,
}

/// When a call is held for ever.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Held {
    /// Before it reaches WAHA.
    Before,
    /// After WAHA has done it.
    After,
}

impl Proxy {
    pub(crate) async fn start() -> Self {
        let proxy = Self::default();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        proxy.0.url.set(url).unwrap();
        let router = Router::new().fallback(pass_on).with_state(proxy.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        proxy
    }

    /// A stack whose session-manager reaches WAHA through it.
    pub(crate) async fn stack(&self) -> Stack {
        let url = format!("{}/api", self.0.url.get().unwrap());
        let through = [("PEYK__WAHA__API_URL", &*url)];
        let http = e2e::http_client().unwrap();
        let stack = Stack::start_with(&[&QUICK[..], &through].concat()).await;
        let waha = (http, stack.simulator.url().to_owned());
        self.0.waha.set(waha).unwrap();
        stack
    }

    /// Another one before the stack's WAHA, for a session-manager of its own.
    pub(crate) async fn beside(stack: &Stack) -> Self {
        let proxy = Self::start().await;
        let waha = (stack.http.clone(), stack.simulator.url().to_owned());
        proxy.0.waha.set(waha).unwrap();
        proxy
    }

    /// Where it is, as WAHA's API.
    pub(crate) fn api_url(&self) -> String {
        format!("{}/api", self.0.url.get().unwrap())
    }

    /// Holds the call after so many others, lists of all sessions and histories not counted.
    pub(crate) fn hold_at(&self, call: usize, held: Held) {
        *self.0.hold.lock().unwrap() = Some((call, held));
    }

    /// Holds no more calls. Those that are held stay so.
    pub(crate) fn let_go(&self) {
        *self.0.hold.lock().unwrap() = None;
    }

    /// Waits until a call is held.
    pub(crate) async fn holds(&self) {
        timeout(PATIENCE, self.0.held.notified()).await.unwrap();
    }

    pub(crate) fn break_at(&self, call: usize, answer_lost: bool) {
        self.0.left.store(call, Ordering::SeqCst);
        self.0.answer_lost.store(answer_lost, Ordering::SeqCst);
        self.0.breaking.store(true, Ordering::SeqCst);
    }

    pub(crate) fn mend(&self) {
        self.0.breaking.store(false, Ordering::SeqCst);
    }

    /// Whether every call fails.
    pub(crate) fn set_down(&self, down: bool) {
        self.0.down.store(down, Ordering::SeqCst);
    }

    /// How often anything but the list of all sessions and histories was asked for.
    pub(crate) fn others(&self) -> usize {
        self.0.others.load(Ordering::SeqCst)
    }

    /// Waits until the list of all sessions was asked for so often again.
    pub(crate) async fn passes(&self, count: usize) {
        let until = self.0.lists.load(Ordering::SeqCst) + count;
        eventually("some passes", PATIENCE, async || {
            Ok((self.0.lists.load(Ordering::SeqCst) >= until).then_some(()))
        })
        .await
        .unwrap();
    }
}

impl Between {
    /// Whether it is this call's turn to be held.
    fn holding(&self) -> Option<Held> {
        let mut hold = self.hold.lock().unwrap();
        match &mut *hold {
            Some((0, held)) => Some(*held),
            Some((left, _)) => {
                *left -= 1;
                None
            }
            None => None,
        }
    }

    async fn hold_for_ever(&self) {
        self.held.notify_one();
        std::future::pending::<()>().await;
    }
}

async fn pass_on(State(proxy): State<Proxy>, request: Request) -> Response {
    let between = &proxy.0;
    let broken = || StatusCode::INTERNAL_SERVER_ERROR.into_response();
    let list = request.method() == "GET" && request.uri().path() == "/api/sessions";
    // Histories are read whenever it is time, whatever a test is about.
    let look = request.uri().path().ends_with("/chats/all/messages");
    if list {
        between.lists.fetch_add(1, Ordering::SeqCst);
    } else if !look {
        between.others.fetch_add(1, Ordering::SeqCst);
    }
    if between.down.load(Ordering::SeqCst) {
        return broken();
    }
    let counted = !list && !look;
    let breaking = counted && between.breaking.load(Ordering::SeqCst);
    let one_less = |left: usize| left.checked_sub(1);
    let fails = breaking
        && between
            .left
            .fetch_update(Ordering::SeqCst, Ordering::SeqCst, one_less)
            .is_err();
    if fails && !between.answer_lost.swap(false, Ordering::SeqCst) {
        return broken();
    }
    let Some((http, waha)) = between.waha.get() else {
        return broken();
    };
    let hold = counted.then(|| between.holding()).flatten();
    if hold == Some(Held::Before) {
        between.hold_for_ever().await;
    }
    let (parts, body) = request.into_parts();
    let body = to_bytes(body, usize::MAX).await.unwrap();
    let path = parts.uri.path_and_query().unwrap();
    let mut onward = http.request(parts.method, format!("{waha}{path}"));
    for name in ["x-api-key", "content-type", "accept"] {
        if let Some(value) = parts.headers.get(name) {
            onward = onward.header(name, value);
        }
    }
    let answer = onward.body(body).send().await.unwrap();
    if hold == Some(Held::After) {
        between.hold_for_ever().await;
    }
    if fails {
        return broken();
    }
    let mut response = Response::builder().status(answer.status());
    if let Some(kind) = answer.headers().get("content-type") {
        response = response.header("content-type", kind);
    }
    let bytes = answer.bytes().await.unwrap();
    response.body(Body::from(bytes)).unwrap()
}
