//! One trace from the webhook to the reply.

use std::collections::BTreeMap;

use crate::logs::spans;
use crate::{
    bodies::message_body,
    harness::{CUSTOMER, PATIENCE, Stack},
};

#[tokio::test(flavor = "multi_thread")]
async fn one_trace_from_the_webhook_to_the_reply() {
    let (stack, tenant, session) = Stack::start().await.with_tenant().await;
    let body = message_body(&session, CUSTOMER, "AC36", "Hi");
    let trace = "4bf92f3577b34da6a3ce929d0e0e4736";
    let url = format!("{}/api/webhook/waha?tenant_id={tenant}", stack.ingress_url);
    let signed = Stack::sign(tenant, &body);
    let request = stack
        .http
        .post(url)
        .header("traceparent", format!("00-{trace}-00f067aa0ba902b7-01"))
        .header("X-Webhook-Hmac", signed)
        .body(body);
    assert_eq!(request.send().await.unwrap().status(), 202);
    stack
        .simulator
        .replies(&session, CUSTOMER, 1, PATIENCE)
        .await
        .unwrap();
    stack
        .until(
            "select count(*)::text from outbox where state = 'sent'",
            "1",
        )
        .await;

    let expected = [
        "publish waha.events",
        "process waha.events",
        "conversation turn",
        "reply deliver",
    ];
    let found = e2e::eventually("the spans of the trace", PATIENCE, async || {
        let mut found = BTreeMap::new();
        for span in spans().get_finished_spans()? {
            if span.span_context.trace_id().to_string() == trace {
                found.insert(span.name.to_string(), span);
            }
        }
        Ok(expected
            .iter()
            .all(|name| found.contains_key(*name))
            .then_some(found))
    });
    let found = found.await.unwrap();
    // Each is the child of the one before it.
    for pair in expected.windows(2) {
        let parent = found[pair[0]].span_context.span_id();
        assert_eq!(
            found[pair[1]].parent_span_id, parent,
            "{} → {}",
            pair[0], pair[1]
        );
    }
    // What Postgres did for the message is told in its trace; what it did for a round of turns, in that of the round.
    let storing = &found["mailboxes store"];
    let taken_in = found["process waha.events"].span_context.span_id();
    assert_eq!(storing.parent_span_id, taken_in);
    assert_eq!(
        found["insert messages select"].parent_span_id,
        storing.span_context.span_id()
    );
    let spans = spans().get_finished_spans().unwrap();
    let mut rounds = spans.iter().filter(|span| span.name == "turns take");
    let links = &found["conversation turn"].links;
    // A link goes by way of a text, so that it counts as another process's.
    assert!(rounds.any(|round| {
        let round = &round.span_context;
        let mut linked = links.iter().map(|link| &link.span_context);
        linked.any(|it| (it.trace_id(), it.span_id()) == (round.trace_id(), round.span_id()))
    }));
}
