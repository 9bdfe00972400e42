//! The calls against a server that answers as WAHA does.

use std::{
    net::SocketAddr,
    sync::{Arc, Mutex},
    time::Duration,
};

use axum::{
    Router,
    body::Bytes,
    extract::State,
    http::{Method, StatusCode, Uri, header::HeaderMap},
    response::{IntoResponse, Response},
};
use futures::TryStreamExt;
use serde_json::{Value, json};
use tokio::{io::AsyncReadExt, net::TcpListener};
use waha::{
    Client, CreateSession, Error, FilePath, MessageFilter, SendText, SessionConfig, SessionStatus,
    Settings, Timeouts,
};

const KEY: &str = "s3cr3t-waha-key";

/// One request as the server saw it.
#[derive(Debug, Clone)]
struct Seen {
    line: String,
    headers: HeaderMap,
    body: Value,
}

/// A WAHA that gives one answer to everything and remembers what it was asked.
#[derive(Clone)]
struct Waha {
    answer: Arc<(StatusCode, &'static str, Vec<u8>)>,
    seen: Arc<Mutex<Vec<Seen>>>,
}

impl Waha {
    async fn answering(status: u16, body: &Value) -> (Client, Self) {
        Self::with_body(status, "application/json", body.to_string().into_bytes()).await
    }

    async fn with_body(status: u16, media_type: &'static str, body: Vec<u8>) -> (Client, Self) {
        let status = StatusCode::from_u16(status).expect("a status");
        let waha = Self {
            answer: Arc::new((status, media_type, body)),
            seen: Arc::default(),
        };
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let router = Router::new().fallback(answer).with_state(waha.clone());
        // Ends with the test's runtime.
        tokio::spawn(async move { axum::serve(listener, router).await });
        (client(address), waha)
    }

    fn seen(&self) -> Seen {
        self.seen
            .lock()
            .expect("no panic")
            .pop()
            .expect("a request")
    }
}

async fn answer(
    State(waha): State<Waha>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let body = serde_json::from_slice(&body).unwrap_or_default();
    let line = format!("{method} {uri}");
    waha.seen.lock().expect("no panic").push(Seen {
        line,
        headers,
        body,
    });
    let (status, media_type, body) = &*waha.answer;
    let location = [("location", "/elsewhere"), ("content-type", *media_type)];
    (*status, location, body.clone()).into_response()
}

fn settings(address: SocketAddr) -> Settings {
    Settings {
        api_url: format!("http://{address}/api").parse().expect("a URL"),
        api_key: KEY.into(),
        timeouts: Timeouts {
            connect_timeout: Duration::from_secs(5),
            control_timeout: Duration::from_secs(20),
            send_timeout: Duration::from_mins(1),
        },
    }
}

fn client(address: SocketAddr) -> Client {
    Client::new(&settings(address)).expect("a client")
}

#[tokio::test]
async fn a_session_is_created_started_and_keyed() {
    let info = json!({"name": "tenant_5", "status": "STARTING", "me": null,
                      "config": {"webhooks": [], "debug": false}});
    let (client, waha) = Waha::answering(201, &info).await;
    let config = SessionConfig::default();
    let create = CreateSession {
        name: "tenant_5",
        start: true,
        config: &config,
    };
    let session = client.sessions().create(&create).await.expect("a session");
    assert_eq!(session.status, SessionStatus::Starting);
    assert_eq!(
        session.config.expect("a config").rest["debug"],
        json!(false)
    );

    let seen = waha.seen();
    assert_eq!(seen.line, "POST /api/sessions");
    assert_eq!(seen.headers["x-api-key"], KEY);
    assert_eq!(seen.body["start"], json!(true));
    assert_eq!(seen.body["name"], json!("tenant_5"));
}

#[tokio::test]
async fn every_call_has_its_path() {
    let (client, waha) = Waha::answering(200, &json!([])).await;
    let sessions = client.sessions();
    sessions.list().await.expect("a list");
    assert_eq!(waha.seen().line, "GET /api/sessions?all=true");
    sessions
        .update("a", &SessionConfig::default())
        .await
        .expect("done");
    assert_eq!(waha.seen().line, "PUT /api/sessions/a");
    sessions.start("a").await.expect("done");
    assert_eq!(waha.seen().line, "POST /api/sessions/a/start");
    sessions.stop("a").await.expect("done");
    assert_eq!(waha.seen().line, "POST /api/sessions/a/stop");
    sessions.restart("a").await.expect("done");
    assert_eq!(waha.seen().line, "POST /api/sessions/a/restart");
    sessions.logout("a").await.expect("done");
    assert_eq!(waha.seen().line, "POST /api/sessions/a/logout");
    sessions.delete("a").await.expect("done");
    assert_eq!(waha.seen().line, "DELETE /api/sessions/a");
    client.server().ping().await.expect("a pong");
    assert_eq!(waha.seen().line, "GET /ping");

    let filter = MessageFilter {
        from_me: Some(true),
        limit: 5,
        ..MessageFilter::default()
    };
    client
        .chats()
        .messages("a", "all", &filter)
        .await
        .expect("a page");
    let line = waha.seen().line;
    assert!(
        line.starts_with("GET /api/a/chats/all/messages?limit=5&downloadMedia=false"),
        "{line}"
    );
    assert!(line.ends_with("filter.fromMe=true"), "{line}");
    // A name from outside cannot reach another path.
    let _ = sessions.get("../../a?b#c").await;
    assert_eq!(waha.seen().line, "GET /api/sessions/..%2F..%2Fa%3Fb%23c");
}

#[tokio::test]
async fn nothing_linked_is_an_empty_answer() {
    for body in ["", "null"] {
        let (client, _) = Waha::with_body(200, "application/json", body.into()).await;
        assert_eq!(client.sessions().me("a").await.expect("an answer"), None);
    }
}

#[tokio::test]
async fn a_qr_code_is_a_picture_or_an_error() {
    let png = b"\x89PNG\r\n\x1a\nrest".to_vec();
    let (client, waha) = Waha::with_body(200, "image/png", png.clone()).await;
    assert_eq!(client.auth().qr_png("a").await.expect("a picture"), png);
    let seen = waha.seen();
    assert_eq!(seen.line, "GET /api/a/auth/qr?format=image");
    // WAHA would answer JSON to "application/json".
    assert_eq!(seen.headers["accept"], "image/png");

    let (client, _) = Waha::answering(200, &json!({"value": "2@abc"})).await;
    assert_eq!(client.auth().qr_value("a").await.expect("a text"), "2@abc");
    assert!(matches!(
        client.auth().qr_png("a").await,
        Err(Error::Protocol(_))
    ));
}

#[tokio::test]
async fn a_pairing_code_is_asked_for() {
    let (client, waha) = Waha::answering(201, &json!({"code": "ABCD-EFGH"})).await;
    assert_eq!(
        client
            .auth()
            .request_code("a", "971501234567")
            .await
            .expect("a code"),
        "ABCD-EFGH"
    );
    assert_eq!(waha.seen().body, json!({"phoneNumber": "971501234567"}));
}

#[tokio::test]
async fn a_text_is_sent_with_its_id() {
    let (client, waha) = Waha::answering(201, &json!({"key": {"id": "3EB0AA"}})).await;
    let text = SendText::new("a", "1@lid", "hello")
        .with_id("3EB0AA")
        .in_reply_to("false_1@lid_AC");
    assert_eq!(
        client
            .messages()
            .send_text(&text)
            .await
            .expect("sent")
            .stanza,
        "3EB0AA"
    );
    assert_eq!(
        waha.seen().body,
        json!({"session": "a", "chatId": "1@lid", "text": "hello", "id": "3EB0AA",
               "reply_to": "false_1@lid_AC"})
    );
}

#[tokio::test]
async fn a_send_with_an_odd_answer_was_still_sent() {
    let (client, _) = Waha::with_body(201, "text/plain", b"OK".to_vec()).await;
    let text = SendText::new("a", "1@c.us", "hello");
    let known = client
        .messages()
        .send_text(&text.clone().with_id("3EB0AA"))
        .await;
    assert_eq!(known.expect("sent").stanza, "3EB0AA");
    let error = client
        .messages()
        .send_text(&text)
        .await
        .expect_err("no id at all");
    assert!(error.outcome_unknown(), "{error}");
}

#[tokio::test]
async fn a_message_is_found_or_not() {
    let id = "true_1@c.us_3EB0AA".parse().expect("an id");
    let (client, waha) = Waha::answering(200, &json!({"id": "true_1@c.us_3EB0AA"})).await;
    let found = client
        .chats()
        .find_message("a", &id)
        .await
        .expect("an answer");
    assert_eq!(found.expect("a message").id, id);
    assert!(
        waha.seen()
            .line
            .starts_with("GET /api/a/chats/1@c.us/messages/true_1@c.us_3EB0AA?")
    );

    let (client, _) = Waha::answering(404, &json!({"message": "Message not found"})).await;
    assert_eq!(
        client
            .chats()
            .find_message("a", &id)
            .await
            .expect("an answer"),
        None
    );
    let (client, _) = Waha::with_body(200, "application/json", Vec::new()).await;
    assert_eq!(
        client
            .chats()
            .find_message("a", &id)
            .await
            .expect("an answer"),
        None
    );
}

#[tokio::test]
async fn history_leaves_out_what_is_no_message() {
    let page =
        json!([{"id": "true_1@c.us_A", "body": "x"}, {"id": 5}, "odd", {"id": "false_1@c.us_B"}]);
    let (client, _) = Waha::answering(200, &page).await;
    let page = client
        .chats()
        .messages("a", "1@c.us", &MessageFilter::default())
        .await;
    let page = page.expect("a page");
    let stanzas: Vec<_> = page
        .messages
        .iter()
        .map(|one| one.message.id.stanza.as_str())
        .collect();
    assert_eq!(stanzas, ["A", "B"]);
    // But it counts: a page with entries is not the last one.
    assert_eq!(page.entries, 4);
    assert_eq!(MessageFilter::default().next().next().offset, 200);
}

#[tokio::test]
async fn whether_the_engine_is_connected_is_told_by_gows_alone() {
    for (engine, connected) in [
        (
            json!({"engine": "GOWS", "gows": {"found": true, "connected": false}}),
            Some(false),
        ),
        (
            json!({"engine": "GOWS", "gows": {"found": true, "connected": true}}),
            Some(true),
        ),
        (json!({"engine": "GOWS", "gows": {"error": {}}}), None),
        (json!({"engine": "NOWEB"}), None),
        (json!({}), None),
        (json!(null), None),
    ] {
        let info = json!({"name": "a", "status": "WORKING", "engine": engine});
        let (client, waha) = Waha::answering(200, &info).await;
        let link = client.sessions().link("a").await.expect("an answer");
        assert_eq!(link.status, SessionStatus::Working);
        assert_eq!(link.connected, connected, "{info}");
        assert_eq!(waha.seen().line, "GET /api/sessions/a");
    }
}

#[tokio::test]
async fn refusals_have_a_meaning_and_no_secret() {
    let exists =
        json!({"message": format!("Session 'a' already exists. {KEY}"), "statusCode": 422});
    let (client, _) = Waha::answering(422, &exists).await;
    let config = SessionConfig::default();
    let create = CreateSession {
        name: "a",
        start: true,
        config: &config,
    };
    let error = client.sessions().create(&create).await.expect_err("exists");
    assert!(matches!(error, Error::AlreadyExists), "{error}");

    let odd = json!({"message": format!("who sends {KEY}?"), "statusCode": 400});
    let (client, _) = Waha::answering(400, &odd).await;
    let error = client.sessions().get("a").await.expect_err("refused");
    assert!(
        !format!("{error} {error:?} {client:?}").contains(KEY),
        "{error:?}"
    );

    let (client, _) = Waha::answering(404, &json!({"message": "Session not found"})).await;
    assert!(matches!(
        client.sessions().get("a").await,
        Err(Error::SessionUnknown)
    ));
    client.sessions().delete("a").await.expect("gone is gone");

    let started = json!({"message": "Session 'a' is already started.", "statusCode": 422});
    let (client, _) = Waha::answering(422, &started).await;
    client.sessions().start("a").await.expect("it runs");
}

#[tokio::test]
async fn a_redirect_is_not_followed_with_the_key() {
    let (client, waha) = Waha::answering(302, &json!({})).await;
    assert!(matches!(
        client.sessions().list().await,
        Err(Error::Protocol(_))
    ));
    waha.seen();
    assert!(waha.seen.lock().expect("no panic").is_empty());
}

#[tokio::test]
async fn an_answer_that_is_not_json_does_not_quote_it() {
    let (client, _) = Waha::answering(200, &json!({"name": "a", "status": ["private"]})).await;
    let error = client.sessions().get("a").await.expect_err("odd");
    assert!(!error.to_string().contains("private"), "{error}");
}

#[tokio::test]
async fn nobody_there_is_known_not_to_be_sent() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    drop(listener);
    let text = SendText::new("a", "1@c.us", "hello");
    let error = client(address)
        .messages()
        .send_text(&text)
        .await
        .expect_err("nobody");
    assert!(
        error.is_retryable() && !error.outcome_unknown(),
        "{error:?}"
    );
}

#[tokio::test]
async fn a_connection_that_breaks_after_the_request_leaves_the_outcome_open() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.expect("a connection");
        let mut first = [0; 64];
        let _ = stream.read(&mut first).await;
    });
    let text = SendText::new("a", "1@c.us", "hello");
    let error = client(address)
        .messages()
        .send_text(&text)
        .await
        .expect_err("broken");
    assert!(error.is_retryable() && error.outcome_unknown(), "{error:?}");
    assert!(!format!("{error:?}").contains("hello"));
}

#[tokio::test]
async fn an_answer_that_does_not_come_leaves_the_outcome_open() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    // Taken by the kernel, answered by nobody. The time limit is below what `validate` allows.
    let mut settings = settings(address);
    settings.timeouts.send_timeout = Duration::from_millis(200);
    let client = Client::new(&settings).expect("a client");
    let text = SendText::new("a", "1@c.us", "hello");
    let error = client
        .messages()
        .send_text(&text)
        .await
        .expect_err("silence");
    assert!(error.is_retryable() && error.outcome_unknown(), "{error:?}");
    drop(listener);
}

#[tokio::test]
async fn a_file_is_asked_for_at_the_node_whatever_its_url_says() {
    let (waha, server) = Waha::with_body(200, "audio/ogg", b"OggS and more".to_vec()).await;
    let url = "https://elsewhere.example.com/api/files/a/false_1@c.us_AC.oga";
    let path = FilePath::of_url(url, "a").expect("a file of the session");
    let download = waha.files().fetch(&path, Duration::from_secs(5)).await;
    let download = download.expect("the file");
    assert_eq!(download.size(), Some(13));
    let content: Vec<Bytes> = download
        .into_stream()
        .try_collect()
        .await
        .expect("all of it");
    assert_eq!(content.concat(), b"OggS and more");
    let seen = server.seen();
    assert_eq!(seen.line, "GET /api/files/a/false_1@c.us_AC.oga");
    assert_eq!(seen.headers["x-api-key"], KEY);
}

#[tokio::test]
async fn a_file_that_waha_has_no_more_is_not_found() {
    let gone =
        json!({"error": {"code": 404, "key": "FILE_NOT_FOUND", "message": "File not found"}});
    let (waha, _server) = Waha::answering(404, &gone).await;
    let path = FilePath::of_path("files/a/x.oga", "a").expect("a path");
    let error = waha.files().fetch(&path, Duration::from_secs(5)).await;
    let error = error.expect_err("a refusal");
    assert!(matches!(error, Error::NotFound(_)), "{error:?}");
}

#[tokio::test]
async fn a_message_is_downloaded_again() {
    let told = json!({"id": "false_1@c.us_AC", "hasMedia": true, "media": {"url": "http://x/api/files/a/y.oga"}});
    let (waha, server) = Waha::answering(200, &told).await;
    let id = "false_1@c.us_AC".parse().expect("an id");
    let message = waha
        .chats()
        .download_again("a", &id)
        .await
        .expect("an answer");
    let media = message.and_then(|message| message.media).expect("a file");
    assert_eq!(media.url.as_deref(), Some("http://x/api/files/a/y.oga"));
    assert!(server.seen().line.ends_with("?downloadMedia=true"));
}
