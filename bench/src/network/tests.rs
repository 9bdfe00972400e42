//! The network, with somebody who answers in place of ingress and a worker.

use std::{net::Ipv4Addr, time::Duration};

use axum::{Json, Router, http::StatusCode, routing::post};
use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};

use super::{
    load::{Outcome, Plan, Way},
    server::{Settings, Waha, router},
};
use crate::crowd::Crowd;

/// How long the one who answers takes.
const WORK: Duration = Duration::from_millis(20);

/// Plays a load against somebody who answers each webhook so often.
async fn play(answers: usize, rate: Option<f64>, outstanding: usize) -> Outcome {
    let waha = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let door = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let (port, door_port) = (
        waha.local_addr().unwrap().port(),
        door.local_addr().unwrap().port(),
    );
    let take = async move |Json(webhook): Json<Value>| {
        tokio::spawn(async move {
            tokio::time::sleep(WORK).await;
            for _ in 0..answers {
                answer(port, &webhook["payload"]).await;
            }
        });
        StatusCode::ACCEPTED
    };
    let worker = Router::new().route("/api/webhook/waha", post(take));
    tokio::spawn(async { axum::serve(door, worker).await });
    let settings = Settings {
        port,
        door: Some(door_port),
        nats: None,
        echoes: false,
        crowd: Crowd {
            tenants: 3,
            chats: 20,
        },
    };
    let network = Waha::open(settings).await.unwrap();
    let served = router(network.clone());
    tokio::spawn(async { axum::serve(waha, served).await });
    let plan = Plan {
        way: Way::Http,
        rate,
        seconds: 0.5,
        outstanding,
        flood: 0,
    };
    network.customers.lock().await.write(&network, plan).await
}

/// Sends back what was written.
async fn answer(port: u16, payload: &Value) {
    let text = format!("1: {}", payload["body"].as_str().unwrap());
    let body =
        json!({ "session": "tenant_1", "chatId": payload["from"], "text": text }).to_string();
    let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port))
        .await
        .unwrap();
    let request = format!(
        "POST /api/sendText HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\
         content-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    );
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 201"), "{answer}");
}

#[tokio::test]
async fn a_steady_load_is_what_it_says_and_every_answer_is_timed() {
    let outcome = play(1, Some(100.0), 20).await;
    assert_eq!((outcome.messages, outcome.turns), (50, 50), "{outcome:?}");
    assert_eq!((outcome.refused, outcome.unanswered), (0, 0), "{outcome:?}");
    assert!(outcome.scheduled_p50_ms >= 20.0, "{outcome:?}");
}

#[tokio::test]
async fn a_load_without_a_rate_is_as_fast_as_it_is_answered_and_more_is_noticed() {
    let outcome = play(2, None, 4).await;
    // Four at once, each for at least 20 ms.
    assert!(outcome.turns <= 4 * 26, "{outcome:?}");
    assert!(outcome.turns > 4, "{outcome:?}");
    assert!(outcome.twice > 0, "{outcome:?}");
}

#[tokio::test]
async fn what_is_not_answered_in_time_is_not_hidden_by_who_waits_for_it() {
    // Four who wait 20 ms each write 200 a second at most: who is to write 400 falls behind his schedule.
    let outcome = play(1, Some(400.0), 4).await;
    assert!(
        outcome.scheduled_p99_ms > 2.0 * outcome.p99_ms,
        "{outcome:?}"
    );
}
