//! Each tenant has its own flow, and a conversation keeps the version that it began with.

use domain::TenantId;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::harness::{OPERATOR_TOKEN, PATIENCE, Stack, answer, session};

const BEFORE: &str = "971500000001";
const AFTER: &str = "971500000002";
const ELSEWHERE: &str = "971500000003";

/// The rent template with other words: a greeting, and before each question a mark.
fn flow(id: &str, mark: &str) -> Value {
    let template = include_str!("../../../crates/flow/templates/rent.json");
    let mut flow: Value = serde_json::from_str(template).unwrap();
    flow["id"] = json!(id);
    flow["opening"]["en"] = json!(format!("{mark} greets for {{agency}}."));
    for step in flow["steps"].as_array_mut().unwrap() {
        if let Some(question) = step["say"]["en"].as_str() {
            step["say"]["en"] = json!(format!("{mark}: {question}"));
        }
    }
    flow
}

async fn ask(stack: &Stack, method: Method, path: &str, body: &Value) -> Value {
    let request = stack
        .http
        .request(method, format!("{}{path}", stack.manager_url));
    let request = request.bearer_auth(OPERATOR_TOKEN).json(body);
    let (status, body) = answer(request.send().await.unwrap()).await;
    assert_eq!(status, StatusCode::OK, "{body}");
    body
}

/// The owner writes a flow and publishes it; its version.
async fn publish(stack: &Stack, tenant: TenantId, id: &str, mark: &str) -> Value {
    let path = format!("/api/tenants/{tenant}/flows/{id}");
    let draft = format!("{path}/draft");
    let saved = ask(stack, Method::PUT, &draft, &flow(id, mark)).await;
    let wish = json!({"revision": saved["revision"]});
    let published = ask(stack, Method::POST, &format!("{path}/publish"), &wish).await;
    published["version"]["version"].clone()
}

/// What the bot answers to this.
async fn says(stack: &Stack, tenant: TenantId, customer: &str, text: &str) -> String {
    let session = session(tenant);
    let simulator = &stack.simulator;
    let before = simulator.delivered(&session, customer).await.unwrap().len();
    simulator.write(&session, customer, text).await.unwrap();
    let replies = simulator.replies(&session, customer, before + 1, PATIENCE);
    replies.await.unwrap()[before].text.clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_running_conversation_survives_its_flow_being_replaced() {
    let mut stack = Stack::start_with(&[("PEYK__BOT__FLOW", "qualifier")]).await;
    stack.start_worker().await;
    let palm = stack.linked_tenant("Palm Homes").await;
    let marina = stack.linked_tenant("Marina Estates").await;
    assert_eq!(publish(&stack, palm, "rent", "First").await, 1);
    let text = says(&stack, palm, BEFORE, "Hi, I want to rent in JVC").await;
    assert!(text.contains("First greets for Palm Homes."), "{text}");
    assert!(text.contains("First: "), "{text}");

    // Replaced while a customer is being asked: it goes on as it began, and the next meets the new one at once.
    assert_eq!(publish(&stack, palm, "rent", "Second").await, 2);
    let text = says(&stack, palm, BEFORE, "an apartment").await;
    assert!(text.contains("First: "), "{text}");
    let text = says(&stack, palm, AFTER, "Hello, I want to rent in JVC").await;
    assert!(text.contains("Second greets for Palm Homes."), "{text}");
    let text = says(&stack, palm, BEFORE, "2 bedrooms").await;
    assert!(text.contains("First: "), "{text}");

    // Nobody meets another tenant's: one without a flow has the template.
    let text = says(&stack, marina, ELSEWHERE, "Hi, I want to buy in JVC").await;
    assert!(text.contains("welcome to Marina Estates"), "{text}");
    assert!(
        !text.contains("First") && !text.contains("Second"),
        "{text}"
    );

    // What was brought back is what begins.
    let rollback = format!("/api/tenants/{palm}/flows/rent/rollback");
    ask(&stack, Method::POST, &rollback, &json!({"version": 1})).await;
    let text = says(&stack, palm, "971500000004", "Hi, I want to rent in JVC").await;
    assert!(text.contains("First greets for Palm Homes."), "{text}");
    let pinned = "select string_agg(state->'flow'->>'id' || ' ' || (state->'flow'->>'version'), ', ' order by id)
                  from conversations";
    let pins = stack.postgres.ask(pinned).await.unwrap().unwrap();
    assert_eq!(pins, "rent 1, rent 2, template:sale 1, rent 3");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_flow_that_cannot_be_read_is_stood_in_for_by_the_template() {
    let mut stack = Stack::start_with(&[("PEYK__BOT__FLOW", "qualifier")]).await;
    let palm = stack.linked_tenant("Palm Homes").await;
    publish(&stack, palm, "rent", "First").await;
    let spoilt = "update flow_versions set document = '{\"id\": 5}'";
    stack.postgres.execute(spoilt).await.unwrap();
    stack.start_worker().await;
    let text = says(&stack, palm, BEFORE, "Hi, I want to buy in JVC").await;
    assert!(text.contains("welcome to Palm Homes"), "{text}");
}
