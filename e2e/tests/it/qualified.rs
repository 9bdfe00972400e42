//! The qualifier as a customer, an agent and a CRM meet it. Days, in the time that their work takes.

mod crm;

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use time::Duration;

use crate::{
    days::world::Days,
    harness::{CUSTOMER, PATIENCE},
};
use crm::Crm;

/// The agent's own number.
const AGENT: &str = "971507654321";

/// Begins with an agent who has written to the number before, as the API's document asks for.
async fn begin() -> Days {
    let mut days = begin_without_a_word(true).await;
    days.writes(AGENT, "Hi, it is Omar, the agent").await;
    days.pass(Duration::minutes(1)).await;
    assert!(days.phone_of(AGENT).await.is_empty(), "he is no customer");
    days
}

async fn begin_without_a_word(shield: bool) -> Days {
    let days = Days::begin_with(&[
        ("PEYK__BOT__FLOW", "qualifier"),
        ("PEYK__CRM__ALLOW_INSECURE", "true"),
        ("PEYK__CRM__PERIOD", "50ms"),
    ])
    .await;
    let path = days.path("bot-settings");
    let (_, mut settings) = call(&days, Method::GET, &path, &Value::Null).await;
    settings["agent_phone"] = json!(format!("+{AGENT}"));
    settings["shield"] = json!(shield);
    let (status, settings) = call(&days, Method::PUT, &path, &settings).await;
    assert_eq!(status, StatusCode::OK, "{settings}");
    days
}

async fn call(days: &Days, method: Method, path: &str, body: &Value) -> (StatusCode, Value) {
    days.stack.manager.call(method, path, body).await.unwrap()
}

async fn get(days: &Days, path: &str) -> Value {
    let (status, body) = call(days, Method::GET, path, &Value::Null).await;
    assert_eq!(status, StatusCode::OK, "{path}: {body}");
    body
}

/// The customer writes, and waits a minute; answers what the bot said to it.
async fn says(days: &mut Days, text: &str) -> Vec<String> {
    let before = days.phone().await.len();
    days.customer(text).await;
    days.pass(Duration::minutes(1)).await;
    days.phone().await.split_off(before)
}

/// Says all that is asked for, but when to meet.
async fn tells_nearly_all(days: &mut Days) {
    for text in [
        "Hello, I want to buy a 2 bedroom apartment in JVC or Business Bay, up to 1.5M AED, cash",
        "sorry, 3 bedrooms not 2",
        "in about 2 months",
        "James",
    ] {
        let answers = says(days, text).await;
        assert!(!answers.is_empty(), "no answer to {text}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn from_the_opener_to_the_agents_phone_and_the_crm_once_each() {
    let mut days = begin().await;
    let crm = Crm::start().await;
    let hook = json!({ "url": crm.url });
    let (status, hook) = call(&days, Method::PUT, &days.path("crm"), &hook).await;
    assert_eq!(status, StatusCode::OK, "{hook}");
    let secret = hook["secret"].as_str().unwrap();

    tells_nearly_all(&mut days).await;
    let goodbye = says(&mut days, "tomorrow at 11").await.join("\n");
    assert!(goodbye.contains("A colleague will write"), "{goodbye}");

    // The agent reads who it is, what is wanted and why it is worth a call, and can write by a touch.
    let cards = days.phone_of(AGENT).await;
    assert_eq!(cards.len(), 1, "{cards:?}");
    for part in [
        "New lead: James",
        "3 bedrooms",
        "17/21, hot",
        &format!("https://wa.me/{CUSTOMER}"),
    ] {
        assert!(
            cards[0].contains(part),
            "{part} is missing in: {}",
            cards[0]
        );
    }

    // The lead says what is known, and which message said it.
    let leads = get(&days, &days.path("leads")).await;
    let [lead] = leads["leads"].as_array().unwrap().as_slice() else {
        panic!("the agent is no lead: {leads}");
    };
    assert_eq!(lead["stage"], "handed_over", "{lead}");
    assert_eq!(
        (&lead["name"], &lead["language"]),
        (&json!("James"), &json!("en"))
    );
    assert_eq!(lead["phone"], CUSTOMER);
    let score = &lead["score"];
    assert_eq!(
        (&score["points"], &score["class"]),
        (&json!(17), &json!("hot"))
    );
    let reasons = score["reasons"].as_array().unwrap();
    let has_budget =
        |reason: &Value| reason["points"] == 3 && reason["text"] == "has named a budget";
    assert!(reasons.iter().any(has_budget), "{score}");
    let conversation = &lead["conversation_id"];
    let messages = get(
        &days,
        &days.path(&format!("conversations/{conversation}/messages")),
    )
    .await;
    for (slot, value, source) in [
        ("bedrooms", None, "sorry, 3 bedrooms not 2"),
        ("timeline", None, "in about 2 months"),
        ("name", Some("James"), "James"),
        ("visit", Some("tomorrow at 11"), "tomorrow at 11"),
        ("intent", Some("buy"), "Hello, I want to buy a 2 bedroom"),
    ] {
        let slot = &lead["slots"][slot];
        let messages = messages["messages"].as_array().unwrap();
        let said = messages
            .iter()
            .find(|message| message["id"] == slot["message_id"]);
        let said = said.unwrap_or_else(|| panic!("{slot} names no message: {lead}"));
        assert!(
            said["body"].as_str().unwrap().starts_with(source),
            "{slot}: {said}"
        );
        assert!(value.is_none_or(|value| slot["value"] == value), "{slot}");
    }

    // The CRM hears of it by a signed word, once.
    let handed_over = crm.after("lead.handed_over", PATIENCE).await;
    assert!(handed_over.is_signed_by(secret));
    let told = handed_over.json();
    assert_eq!(told["data"]["hand_off"]["cause"], "complete", "{told}");
    let card = told["data"]["hand_off"]["card"].as_str().unwrap();
    assert!(cards[0].starts_with(card), "{card}");
    assert_eq!(told["data"]["slots"]["name"]["value"], "James");
    let events = crm.events();
    assert_eq!(events.first().unwrap(), "lead.created", "{events:?}");
    let count = events.iter().filter(|event| *event == "lead.handed_over");
    assert_eq!(count.count(), 1, "{events:?}");

    // What colleagues write to each other wakes nobody, nor does what the customer adds.
    days.writes(AGENT, "Thanks! I want to buy him a villa in JVC")
        .await;
    days.customer("thanks!").await;
    days.pass(Duration::days(10)).await;
    assert_eq!(days.phone_of(AGENT).await, cards);
    assert_eq!(
        get(&days, &days.path("leads")).await["leads"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hand_over_that_is_taken_anew_is_one_card() {
    let mut days = begin().await;
    tells_nearly_all(&mut days).await;
    days.customer("tomorrow at 11").await;
    // The bot has decided, and is typing.
    days.pass(Duration::seconds(7)).await;
    let card = "select state from outbox where kind = 'card'";
    assert_eq!(days.ask(card).await, "queued");
    days.customer("or at 12 if you like").await;
    let undone = "select count(*)::text from outbox where state = 'cancelled'";
    assert_eq!(days.ask(undone).await, "1");
    days.pass(Duration::minutes(1)).await;
    let cards = days.phone_of(AGENT).await;
    assert_eq!(cards.len(), 1, "{cards:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_owner_takes_over_in_the_middle_and_gives_it_back() {
    let mut days = begin().await;
    let question = says(&mut days, "Hi, I want to rent in Dubai Marina")
        .await
        .join("\n");
    assert!(question.contains("What kind of property"), "{question}");
    days.owner("I'll take this one").await;
    assert!(says(&mut days, "an apartment").await.is_empty());
    days.pass(Duration::hours(2)).await;
    assert!(says(&mut days, "are you there?").await.is_empty());
    days.owner("#bot").await;
    // It goes on where it was, and greets nobody anew.
    let answer = says(&mut days, "an apartment with 2 bedrooms please")
        .await
        .join("\n");
    assert!(answer.contains("What is your budget"), "{answer}");
    assert!(!answer.contains("welcome"), "{answer}");
    assert!(days.phone_of(AGENT).await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn who_asks_for_a_person_is_heard_at_once() {
    let mut days = begin().await;
    says(
        &mut days,
        "سلام، دنبال خرید آپارتمان دو خوابه در جی وی سی هستم",
    )
    .await;
    let goodbye = says(&mut days, "می‌خوام با یه آدم حرف بزنم").await;
    assert_eq!(goodbye.len(), 1, "{goodbye:?}");
    let cards = days.phone_of(AGENT).await;
    assert!(
        cards.len() == 1 && cards[0].contains("Persian"),
        "{cards:?}"
    );
    days.pass(Duration::days(10)).await;
    assert_eq!(
        days.phone().await.len(),
        2,
        "no reminder of what a person goes on with"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn who_stops_in_the_middle_is_left_alone_and_goes_on_where_he_was() {
    let mut days = begin().await;
    says(
        &mut days,
        "Добрый день, хочу купить квартиру в Дубай Марина",
    )
    .await;
    let farewell = says(&mut days, "стоп").await;
    assert_eq!(farewell.len(), 1, "{farewell:?}");
    days.pass(Duration::days(10)).await;
    assert!(says(&mut days, "двушка").await.is_empty());
    let welcome = says(&mut days, "старт").await.join("\n");
    assert!(welcome.contains("Сколько спален"), "{welcome}");
    assert!(days.phone_of(AGENT).await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_agent_who_is_known_by_a_lid_alone_is_no_customer_either() {
    let mut days = begin_without_a_word(false).await;
    // Before anybody has heard of the agent, and without the shield that asks who somebody is.
    days.writes_as_lid(AGENT, "Hi, I want to buy a villa").await;
    days.pass(Duration::minutes(1)).await;
    let known = "select count(*)::text from contacts";
    assert_eq!(days.ask(known).await, "1");
    let turns = "select turns::text || ' ' || (wake_at is null) from conversations";
    assert_eq!(days.ask(turns).await, "0 true");
    // Somebody else behind a LID is answered.
    days.writes_as_lid(CUSTOMER, "Hi, I want to buy a villa")
        .await;
    days.pass(Duration::minutes(1)).await;
    assert_eq!(days.phone().await.len(), 1);
}
