//! A tenant, a customer, and a clock that is moved by hand. Real Postgres, a WAHA behind real HTTP; nobody waits.

use domain::{SessionName, TenantId};
use events::{Origin, Routing, WahaEvent};
use serde_json::{Value, json};
use time::{Duration, OffsetDateTime};

use crate::{
    bodies::message_body,
    harness::{CUSTOMER, Stack, WAHA_KEY},
};

/// The world of one test.
pub(crate) struct Days {
    pub(crate) stack: Stack,
    pub(crate) session: String,
    tenant: TenantId,
    rounds: bot_worker::Rounds,
    start: OffsetDateTime,
    now: OffsetDateTime,
    messages: u32,
}

impl Days {
    /// Begins at noon in Dubai, with a number that is linked since then.
    pub(crate) async fn begin() -> Self {
        Self::begin_with(&[]).await
    }

    /// The same, with other settings.
    pub(crate) async fn begin_with(others: &[(&str, &str)]) -> Self {
        let (stack, tenant, session) = Stack::start_with(others).await.with_tenant().await;
        let rounds = stack.rounds(&[("PEYK__PACING__PROFILE", "human")]).await;
        let tomorrow = service_runtime::clock::now().date().next_day().unwrap();
        let start = tomorrow.with_hms(8, 0, 0).unwrap().assume_utc();
        Self {
            stack,
            session,
            tenant,
            rounds,
            start,
            now: start,
            messages: 0,
        }
    }

    /// The customer writes.
    pub(crate) async fn customer(&mut self, text: &str) {
        self.customer_wrote(text, Duration::ZERO).await;
    }

    /// What the customer wrote so long ago comes only now.
    pub(crate) async fn customer_wrote(&mut self, text: &str, ago: Duration) {
        self.wrote(CUSTOMER, text, ago).await;
    }

    /// Somebody writes.
    pub(crate) async fn writes(&mut self, from: &str, text: &str) {
        self.wrote(from, text, Duration::ZERO).await;
    }

    /// Somebody writes, and WhatsApp tells his LID alone.
    pub(crate) async fn writes_as_lid(&mut self, from: &str, text: &str) {
        let url = format!(
            "{}/api/{}/lids/pn/{from}",
            self.stack.simulator.url(),
            self.session
        );
        let asked = self.stack.http.get(url).header("X-Api-Key", WAHA_KEY);
        let answer: Value = asked.send().await.unwrap().json().await.unwrap();
        let lid = answer["lid"].as_str().unwrap();
        let (stanza, body) = self.message(from, text);
        let mut body: Value = serde_json::from_slice(&body).unwrap();
        body["payload"]["id"] = format!("false_{lid}_{stanza}").into();
        body["payload"]["from"] = lid.into();
        let body = serde_json::to_vec(&body).unwrap();
        let key = format!("message:in:{stanza}");
        self.event("message.any", &body, &key, Duration::ZERO).await;
    }

    fn message(&mut self, from: &str, text: &str) -> (String, Vec<u8>) {
        self.messages += 1;
        let stanza = format!("AC{:04}", self.messages);
        let body = message_body(&self.session, from, &stanza, text);
        (stanza, body)
    }

    async fn wrote(&mut self, from: &str, text: &str, ago: Duration) {
        let (stanza, body) = self.message(from, text);
        let key = format!("message:in:{stanza}");
        self.event("message.any", &body, &key, ago).await;
    }

    /// The customer and the owner have written with each other before.
    pub(crate) async fn wrote_before(&self, at: OffsetDateTime) {
        let message = json!({
            "from": CUSTOMER, "text": "Happy birthday!", "timestamp": at.unix_timestamp(),
        });
        self.simulated("inbound", message).await;
    }

    /// Something happens in the pretend network to the tenant's session.
    pub(crate) async fn simulated(&self, what: &str, how: Value) {
        let simulator = self.stack.simulator.url();
        let url = format!("{simulator}/sim/sessions/{}/{what}", self.session);
        let answer = self.stack.http.post(url).json(&how).send().await.unwrap();
        assert!(
            answer.status().is_success(),
            "{what}: {}",
            answer.text().await.unwrap()
        );
    }

    /// The owner writes from the phone.
    pub(crate) async fn owner(&mut self, text: &str) {
        self.messages += 1;
        let stanza = format!("3A{:04}", self.messages);
        self.own(&stanza, text).await;
    }

    /// A message of the tenant's number comes by webhook, whoever wrote it.
    pub(crate) async fn own(&mut self, stanza: &str, text: &str) {
        let mut body: Value =
            serde_json::from_slice(&message_body(&self.session, CUSTOMER, stanza, text)).unwrap();
        body["payload"]["id"] = format!("true_{CUSTOMER}@c.us_{stanza}").into();
        body["payload"]["fromMe"] = true.into();
        let body = serde_json::to_vec(&body).unwrap();
        self.event(
            "message.any",
            &body,
            &format!("message:out:{stanza}"),
            Duration::ZERO,
        )
        .await;
    }

    /// The customer is seen typing.
    pub(crate) async fn customer_types(&mut self) {
        self.messages += 1;
        let chat = format!("{CUSTOMER}@c.us");
        let body = json!({
            "event": "presence.update", "session": self.session,
            "payload": {
                "id": chat,
                "presences": [{"participant": chat, "lastKnownPresence": "typing", "lastSeen": null}],
            },
        });
        let key = format!("presence.update:in:{}", self.messages);
        let body = serde_json::to_vec(&body).unwrap();
        self.event("presence.update", &body, &key, Duration::ZERO)
            .await;
    }

    async fn event(&self, name: &str, body: &[u8], key: &str, ago: Duration) {
        let mut body: Value = serde_json::from_slice(body).unwrap();
        if name == "message.any" {
            body["payload"]["timestamp"] = (self.now - ago).unix_timestamp().into();
        }
        let session: SessionName = self.session.parse().unwrap();
        let event = WahaEvent {
            tenant: self.tenant,
            session,
            event: name.parse().unwrap(),
            waha_event_id: None,
            key: domain::MessageKey::from_stored(format!("{}:{}:{key}", self.tenant, self.session)),
            occurred_at: None,
            received_at: self.now,
            routing: Routing::Url,
            origin: Origin::Webhook,
            body: serde_json::to_vec(&body).unwrap().into(),
        };
        let decision = self.rounds.take_in(event, self.now).await;
        assert_eq!(decision, Some(bus::Decision::Ack));
    }

    /// The tenant's language model reads what waits.
    pub(crate) async fn read(&self) {
        self.rounds.read(self.now).await.unwrap();
    }

    /// Time passes: everything that becomes due is done when it is due.
    pub(crate) async fn pass(&mut self, time: Duration) {
        let until = self.now + time;
        while let Some(next) = self.next_alarm().await.filter(|next| *next <= until) {
            self.now = self.now.max(next);
            self.rounds.go_on(self.now).await.unwrap();
        }
        self.now = until;
    }

    async fn next_alarm(&self) -> Option<OffsetDateTime> {
        let next = "select (extract(epoch from min(at)) * 1000000)::bigint::text from (
                        select wake_at as at from conversations
                        union all
                        select due_at from outbox where state in ('queued', 'typing', 'sending')
                    ) alarms";
        let micros: i128 = self
            .stack
            .postgres
            .ask(next)
            .await
            .unwrap()?
            .parse()
            .unwrap();
        Some(OffsetDateTime::from_unix_timestamp_nanos(micros * 1000).unwrap())
    }

    /// How long it is since the beginning.
    pub(crate) fn elapsed(&self) -> Duration {
        self.now - self.start
    }

    /// What is on the customer's phone, oldest first.
    pub(crate) async fn phone(&self) -> Vec<String> {
        self.phone_of(CUSTOMER).await
    }

    /// What is on somebody's phone, oldest first.
    pub(crate) async fn phone_of(&self, number: &str) -> Vec<String> {
        let delivered = self
            .stack
            .simulator
            .delivered(&self.session, number)
            .await
            .unwrap();
        assert!(
            delivered.iter().all(|message| message.sends == 1),
            "{delivered:?}"
        );
        delivered.into_iter().map(|message| message.text).collect()
    }

    /// What was done in the customer's chat beside and with sending, in order.
    pub(crate) async fn actions(&self) -> Vec<String> {
        let url = format!(
            "{}/sim/sessions/{}/actions",
            self.stack.simulator.url(),
            self.session
        );
        let actions: Vec<Value> = self
            .stack
            .http
            .get(url)
            .send()
            .await
            .unwrap()
            .json()
            .await
            .unwrap();
        let kind = |action: &Value| action["action"].as_str().unwrap_or_default().to_owned();
        actions.iter().map(kind).collect()
    }

    /// When the replies were sent, since the beginning.
    pub(crate) async fn sent(&self) -> Vec<Duration> {
        let sent =
            "select coalesce(string_agg(floor(extract(epoch from sent_at))::bigint::text, ' '
                                               order by sent_at), '')
                    from outbox where state = 'sent'";
        let sent = self.ask(sent).await;
        let since = |at: &str| at.parse::<i64>().unwrap() - self.start.unix_timestamp();
        sent.split_whitespace()
            .map(since)
            .map(Duration::seconds)
            .collect()
    }

    /// A path of the tenant's in the API.
    pub(crate) fn path(&self, what: &str) -> String {
        format!("tenants/{}/{what}", self.tenant)
    }

    /// One text of the database.
    pub(crate) async fn ask(&self, query: &'static str) -> String {
        self.stack
            .postgres
            .ask(query)
            .await
            .unwrap()
            .unwrap_or_default()
    }
}
