//! A bot-worker on a machine with the wrong time: its customers do not notice, and nothing comes early.

use std::time::Duration;

use domain::TenantId;
use reqwest::Method;
use serde_json::json;
use service_runtime::clock;
use time::OffsetDateTime;

use crate::harness::{CUSTOMER, PATIENCE, Stack};

/// By how much the worker's clock is wrong.
const MINUTES: i64 = 10;

/// Writes as a person would, only faster: with a debounce, a pace and a night.
const PACE: [(&str, &str); 8] = [
    ("PEYK__PACING__PROFILE", "human"),
    ("PEYK__PACING__DEBOUNCE", "200ms"),
    ("PEYK__PACING__DEBOUNCE_CEILING", "2s"),
    ("PEYK__PACING__TYPING_PER_CHARACTER", "1ms"),
    ("PEYK__PACING__TYPING_SHORTEST", "50ms"),
    ("PEYK__PACING__TYPING_LONGEST", "100ms"),
    ("PEYK__PACING__GAP_SHORTEST", "10ms"),
    ("PEYK__PACING__GAP_LONGEST", "50ms"),
];

/// A stack whose only worker has the wrong time.
struct House {
    stack: Stack,
    tenant: TenantId,
    session: String,
    _worker: tokio::process::Child,
}

impl House {
    async fn begin(ahead: i64) -> Self {
        let stack = Stack::start_without_worker().await;
        let (stack, tenant, session) = stack.with_tenant().await;
        let seconds = (ahead * 60).to_string();
        let mut settings = PACE.to_vec();
        settings.push(("E2E_CLOCK_AHEAD", &seconds));
        Self {
            _worker: stack.spawn_worker(&settings),
            stack,
            tenant,
            session,
        }
    }

    /// Says when the tenant's night is; private chats are the bot's too.
    async fn night(&self, from: OffsetDateTime, until: OffsetDateTime) {
        let time = |at: OffsetDateTime| format!("{:02}:{:02}", at.hour(), at.minute());
        let settings = json!({
            "time_zone": "UTC",
            "quiet_hours": { "from": time(from), "until": time(until), "answers": false },
            "shield": false, "deep_link_codes": [], "trigger_words": [], "agent_phone": null,
        });
        self.call(Method::PUT, "bot-settings", &settings).await;
    }

    async fn call(&self, method: Method, what: &str, body: &serde_json::Value) {
        let path = format!("tenants/{}/{what}", self.tenant);
        let (status, answer) = self.stack.manager.call(method, &path, body).await.unwrap();
        assert!(status.is_success(), "{path}: {status} {answer}");
    }

    /// Somebody writes, so long ago.
    async fn writes(&self, from: &str, ago: Duration) {
        let at = (clock::now() - ago).unix_timestamp();
        let message = json!({ "from": from, "text": "Hi", "timestamp": at });
        let sent = self.stack.simulator.inbound(&self.session, &message).await;
        sent.unwrap();
    }

    async fn is_answered(&self, customer: &str) {
        let simulator = &self.stack.simulator;
        let answered = simulator.replies(&self.session, customer, 1, PATIENCE);
        answered.await.unwrap();
    }

    async fn ask(&self, question: &'static str) -> String {
        self.stack.postgres.ask(question).await.unwrap().unwrap()
    }
}

/// Another customer's number.
fn another(number: u32) -> String {
    format!("97150123456{number}")
}

/// Whatever the worker's machine says: who writes is answered, what is planned is planned for its time, and what is not
/// due, or too old, stays undone.
async fn nobody_notices(house: &House) {
    house.writes(CUSTOMER, Duration::ZERO).await;
    house.is_answered(CUSTOMER).await;
    // The bot asks again after a day.
    let follow_up = "select (min(wake_at) between now() + interval '1438 min' and now() + interval '1441 min')::text
                     from conversations";
    house.stack.until(follow_up, "true").await;
    let wrong = "select count(*)::text from outbox
                 where abs(extract(epoch from due_at - now())) > 120 or abs(extract(epoch from sent_at - now())) > 120";
    assert_eq!(house.ask(wrong).await, "0", "replies had other moments");

    // A person has this chat for five minutes more.
    let id = house.ask("select min(id)::text from conversations").await;
    let takeover = format!("conversations/{id}/takeover");
    house
        .call(Method::POST, &takeover, &json!({ "minutes": 5 }))
        .await;
    house.writes(CUSTOMER, Duration::ZERO).await;
    // What is older than ten minutes when it comes is not answered; what is not so old is.
    house.writes(&another(1), Duration::from_mins(15)).await;
    house.writes(&another(2), Duration::from_mins(5)).await;
    house.is_answered(&another(2)).await;
    let taken_in = "select count(*)::text from messages where direction = 'in'";
    house.stack.until(taken_in, "4").await;
    // Who writes now is answered after those were taken in, and they would have been.
    house.writes(&another(3), Duration::ZERO).await;
    house.is_answered(&another(3)).await;
    let simulator = &house.stack.simulator;
    for (customer, replies) in [(CUSTOMER.to_owned(), 1), (another(1), 0)] {
        let said = simulator
            .delivered(&house.session, &customer)
            .await
            .unwrap();
        assert_eq!(said.len(), replies, "{customer}: {said:?}");
    }
    let early = "select count(*)::text from conversations
                 where wake_at < now() + interval '4 min' or paused_until < now() + interval '4 min'";
    assert_eq!(house.ask(early).await, "0", "something would be done early");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_ten_minutes_ahead_answers_in_time_and_does_nothing_early() {
    let house = House::begin(MINUTES).await;
    // By the worker's machine it is night already.
    let now = clock::now();
    house
        .night(now + Duration::from_mins(6), now + Duration::from_hours(3))
        .await;
    nobody_notices(&house).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_ten_minutes_behind_answers_in_time_and_does_nothing_early() {
    let house = House::begin(-MINUTES).await;
    // By the worker's machine it is night still.
    let now = clock::now();
    house
        .night(now - Duration::from_hours(3), now - Duration::from_mins(5))
        .await;
    nobody_notices(&house).await;
}
