//! What customers write, and who they are, is in no log line and no span.

use std::fmt::Write as _;

use domain::TenantId;
use opentelemetry_sdk::trace::SpanData;
use serde_json::json;

use crate::logs::{capture_logs, spans};
use crate::{
    bodies::message_body,
    harness::{AGENCY, CUSTOMER, PATIENCE, Stack, session},
};

/// What the customer writes: words that nobody else says.
const WORDS: [&str; 3] = ["peacock by the marina", "طاووس در بندر", "павлин у причала"];
/// A customer who comes by a session that nobody knows.
const STRANGER: &str = "971507654321";

/// A span in words: its name, attributes, events, links and status.
fn text_of(span: &SpanData) -> String {
    let mut text = format!("{} {:?}", span.name, span.status);
    for attribute in &span.attributes {
        let _ = write!(text, " {}={}", attribute.key, attribute.value);
    }
    for event in &span.events.events {
        let _ = write!(text, " {}", event.name);
        for attribute in &event.attributes {
            let _ = write!(text, " {}={}", attribute.key, attribute.value);
        }
    }
    text
}

/// A conversation, with what goes wrong in one: a send that fails, an event nobody can read, a webhook that is refused.
async fn converse(stack: &Stack, tenant: TenantId, name: &str) {
    let fails = json!({ "send_fail": 1.0 });
    stack.simulator.faults(&fails).await.unwrap();
    for (count, words) in (1..).zip(WORDS) {
        stack.simulator.write(name, CUSTOMER, words).await.unwrap();
        if count == 1 {
            let begun = "select (count(*) > 0)::text from outbox where attempts > 0";
            stack.until(begun, "true").await;
            let works = json!({ "send_fail": 0.0 });
            stack.simulator.faults(&works).await.unwrap();
        }
        stack
            .simulator
            .replies(name, CUSTOMER, count, PATIENCE)
            .await
            .unwrap();
    }

    // Signed, and of no shape that the worker knows.
    let body = message_body(name, CUSTOMER, "AC1", WORDS[0]);
    let odd = String::from_utf8(body).unwrap();
    let odd = odd.replace("\"fromMe\":false", "\"fromMe\":\"peacock by the marina\"");
    stack.post(Some(tenant), tenant, odd.as_bytes()).await;
    // Forged.
    let forged = message_body(name, STRANGER, "AC2", WORDS[1]);
    let signature = "0".repeat(128);
    stack
        .post_signed(Some(tenant), &forged, Some(&signature))
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn no_word_of_a_customer_and_no_number_is_logged_or_traced() {
    let logs = capture_logs();
    let (stack, tenant, name) = Stack::start().await.with_tenant().await;
    assert_eq!(name, session(tenant));
    converse(&stack, tenant, &name).await;

    // Each tenant's number begins like this.
    let agency = &AGENCY[..11];
    let secrets = WORDS.into_iter().chain([CUSTOMER, agency, STRANGER]);
    let secrets: Vec<&str> = secrets.collect();
    let lines = logs.text();
    assert!(lines.contains("session connected"), "the log is seen");
    let mut found = String::new();
    for line in lines.lines() {
        // Bytes on their way, which no service writes: a level below what operators can ask for by name. And the simulator
        // stands for WAHA, which is not ours.
        let is_ours = !line.contains(" TRACE ") && !line.contains("waha_simulator");
        if is_ours && secrets.iter().any(|secret| line.contains(secret)) {
            found.push_str(line);
            found.push('\n');
        }
    }
    let spans = spans().get_finished_spans().unwrap();
    for name in [
        "conversation turn",
        "reply deliver",
        "process waha.events",
        // Of Postgres, in the trace of a message, in a round of turns and in a delivery
        "mailboxes store",
        "turns take",
        "begin",
        "commit",
    ] {
        assert!(spans.iter().any(|span| span.name == name), "{name} is seen");
    }
    // Statements that got what the customer wrote, and the reply.
    for table in ["messages", "outbox"] {
        let insert = format!("insert {table}");
        let told = spans.iter().any(|span| span.name.contains(&insert));
        assert!(told, "{insert} is seen");
    }
    for span in &spans {
        let text = text_of(span);
        if secrets.iter().any(|secret| text.contains(secret)) {
            found.push_str(&text);
            found.push('\n');
        }
    }
    assert!(found.is_empty(), "{found}");
}
