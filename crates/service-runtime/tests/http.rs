//! What surrounds a request: health, numbers, panics, graceful stop.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode};
use axum::response::Response;
use axum::routing::get;
use service_runtime::{HttpSettings, Outcome, Runtime, health, http};
use tokio::sync::{mpsc, oneshot};
use tokio::task::{JoinHandle, spawn_blocking};
use tower::ServiceExt;

async fn ask(router: Router, path: &str) -> (StatusCode, String) {
    let request = Request::get(path).body(Body::empty()).unwrap();
    read(router.oneshot(request).await.unwrap()).await
}

async fn read(response: Response) -> (StatusCode, String) {
    let status = response.status();
    let body = to_bytes(response.into_body(), 1 << 20).await.unwrap();
    (status, String::from_utf8(body.to_vec()).unwrap())
}

fn settings() -> HttpSettings {
    HttpSettings {
        listen: (Ipv4Addr::LOCALHOST, 0).into(),
        max_connections: 8,
        max_served: 4,
        header_deadline: Duration::from_secs(1),
    }
}

/// Serves `router` and answers where.
fn serve(router: Router, settings: HttpSettings, runtime: &Runtime) -> SocketAddr {
    let listener = http::listen(&settings).unwrap();
    let address = listener.local_addr().unwrap();
    let serving = runtime.clone();
    runtime.shutdown.spawn("http", async move {
        http::serve(listener, router, &settings, &serving).await
    });
    address
}

/// Serves `router` and answers how to ask it: each question on a connection of its own.
fn served(router: Router, runtime: &Runtime) -> impl Fn(&str) -> JoinHandle<String> + use<> {
    let address = serve(router, settings(), runtime);
    move |path| {
        let request = format!("GET {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n");
        spawn_blocking(move || {
            let mut stream = TcpStream::connect(address).unwrap();
            stream.write_all(request.as_bytes()).unwrap();
            let mut answer = String::new();
            stream.read_to_string(&mut answer).unwrap();
            answer
        })
    }
}

#[tokio::test]
async fn not_ready_names_what_is_missing_but_lives() {
    let runtime = Runtime::new();
    let latch = runtime.readiness.latch("nats topology");
    assert_eq!(
        runtime.readiness.waiting_for(),
        ["nats topology", "http server"]
    );
    let ask = served(Router::new(), &runtime);
    let answer = ask("/readyz").await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 503"), "{answer}");
    assert!(
        answer.ends_with(r#"{"ready":false,"waiting_for":["nats topology"]}"#),
        "{answer}"
    );
    assert!(ask("/livez").await.unwrap().starts_with("HTTP/1.1 200"));

    latch.set();
    let answer = ask("/readyz").await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    assert!(
        answer.ends_with(r#"{"ready":true,"waiting_for":[]}"#),
        "{answer}"
    );
    runtime.shutdown.finish(Duration::from_secs(30)).await;
    assert_eq!(runtime.readiness.waiting_for(), ["shutting down"]);
}

#[tokio::test]
async fn a_panic_is_a_500_that_tells_nothing_and_is_counted_by_route() {
    let runtime = Runtime::new();
    let router = http::observed(
        Router::new().route("/panics/{id}", get(async || -> &str { panic!("hunter2") })),
    );
    let (status, body) = ask(router.clone(), "/panics/5").await;
    assert_eq!(status, StatusCode::INTERNAL_SERVER_ERROR);
    assert!(
        body.contains("Internal Server Error") && !body.contains("hunter2"),
        "{body}"
    );
    assert_eq!(ask(router, "/nowhere/6").await.0, StatusCode::NOT_FOUND);

    let (_, numbers) = ask(health::router(&runtime), "/metrics").await;
    let counted = |line: &str| assert!(numbers.contains(line), "{line} is not in\n{numbers}");
    counted(r#"http_requests_total{method="GET",route="/panics/{id}",status="500"} 1"#);
    counted(r#"http_requests_total{method="GET",route="(no route)",status="404"} 1"#);
    counted(r#"http_request_duration_seconds_bucket{method="GET",route="/panics/{id}",le="#);
    assert!(!numbers.contains("/panics/5"));
}

#[tokio::test]
async fn a_request_that_has_begun_is_answered_while_the_service_stops() {
    let runtime = Runtime::new();
    let (begun, has_begun) = oneshot::channel();
    let (go_on, may_go_on) = oneshot::channel::<()>();
    let slow = Arc::new(Mutex::new(Some((begun, may_go_on))));
    let handler = move || {
        let slow = slow.lock().unwrap().take();
        async move {
            let (begun, may_go_on) = slow.unwrap();
            begun.send(()).unwrap();
            may_go_on.await.unwrap();
            "done"
        }
    };
    let ask = served(Router::new().route("/", get(handler)), &runtime);

    let asking = ask("/");
    has_begun.await.unwrap();
    runtime.shutdown.trigger();
    go_on.send(()).unwrap();
    let answer = asking.await.unwrap();
    assert!(
        answer.starts_with("HTTP/1.1 200") && answer.ends_with("done"),
        "{answer}"
    );
    let outcome = runtime.shutdown.finish(Duration::from_secs(30)).await;
    assert_eq!(outcome, Outcome::Clean);
}

/// Reads until the server closes the connection; what it said.
fn until_closed(mut stream: TcpStream) -> String {
    stream
        .set_read_timeout(Some(Duration::from_mins(1)))
        .unwrap();
    let mut said = String::new();
    stream.read_to_string(&mut said).unwrap();
    said
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_does_not_finish_its_request_is_let_go() {
    let runtime = Runtime::new();
    let address = serve(Router::new(), settings(), &runtime);
    for said in ["", "POST /livez HTTP/1.1\r\nhost: x\r\nx-slow: "] {
        let mut stream = TcpStream::connect(address).unwrap();
        stream.write_all(said.as_bytes()).unwrap();
        // It would wait for ever where there is no deadline.
        let answer = spawn_blocking(|| until_closed(stream)).await.unwrap();
        assert!(!answer.starts_with("HTTP/1.1 2"), "{answer}");
    }
}

/// Opens a connection and asks on it.
fn asking(address: SocketAddr) -> TcpStream {
    let mut stream = TcpStream::connect(address).unwrap();
    stream
        .write_all(b"GET /livez HTTP/1.1\r\nhost: x\r\n\r\n")
        .unwrap();
    stream
}

/// Whether the stream has had its answer; it stays open.
fn is_answered(stream: &mut TcpStream) -> bool {
    let mut first = [0; 12];
    stream.read_exact(&mut first).unwrap();
    &first == b"HTTP/1.1 200"
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_that_is_idle_makes_room_for_one_that_waits() {
    let runtime = Runtime::new();
    let patient = HttpSettings {
        header_deadline: Duration::from_hours(1),
        ..settings()
    };
    let address = serve(Router::new(), patient, &runtime);
    let mut seated: Vec<_> = (0..settings().max_served)
        .map(|_| asking(address))
        .collect();
    assert!(seated.iter_mut().all(is_answered));
    let mut next = asking(address);
    assert!(is_answered(&mut next));
    drop(seated);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_finds_no_place_among_the_connections_waits_for_one() {
    let runtime = Runtime::new();
    let address = serve(Router::new(), settings(), &runtime);
    // They say nothing, so none of them is idle.
    let connect = |_| TcpStream::connect(address).unwrap();
    let silent: Vec<_> = (0..settings().max_connections).map(connect).collect();
    let mut next = asking(address);
    next.set_read_timeout(Some(Duration::from_millis(200)))
        .unwrap();
    assert!(next.read(&mut [0; 1]).is_err(), "all places are taken");
    // They are let go, and so make room.
    let answer = spawn_blocking(|| until_closed(next)).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    drop(silent);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_waits_too_long_is_asked_to_come_again() {
    let runtime = Runtime::new();
    let (begun, mut has_begun) = mpsc::unbounded_channel();
    let endless = async move || -> &str {
        begun.send(()).unwrap();
        std::future::pending().await
    };
    let router = Router::new().route("/", get(endless));
    let patient = HttpSettings {
        header_deadline: Duration::from_hours(1),
        ..settings()
    };
    let address = serve(router, patient, &runtime);
    let ask = |_| {
        let mut stream = TcpStream::connect(address).unwrap();
        stream
            .write_all(b"GET / HTTP/1.1\r\nhost: x\r\n\r\n")
            .unwrap();
        stream
    };
    let busy: Vec<_> = (0..settings().max_served).map(ask).collect();
    for _ in &busy {
        has_begun.recv().await.unwrap();
    }
    let next = asking(address);
    let answer = spawn_blocking(|| until_closed(next)).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 503"), "{answer}");
    assert!(answer.contains("retry-after: "), "{answer}");
    drop(busy);
}
