//! Days of a conversation, in the time that their work takes.

pub(crate) mod world;

use time::Duration;

use crate::harness::CUSTOMER;
use world::Days;

const STATES: &str = "select coalesce(string_agg(state, ' ' order by id), '') from outbox";

fn minutes(minutes: i64) -> Duration {
    Duration::minutes(minutes)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_burst_is_one_turn_after_the_customer_is_done() {
    let mut days = Days::begin().await;
    days.customer("Hi").await;
    days.pass(Duration::seconds(4)).await;
    days.customer("I am looking for").await;
    days.pass(Duration::seconds(4)).await;
    assert!(days.phone().await.is_empty());
    // He is seen typing: the wait begins anew.
    days.customer_types().await;
    days.pass(Duration::seconds(5)).await;
    assert_eq!(days.ask("select turns::text from conversations").await, "0");
    days.pass(Duration::seconds(2)).await;
    assert_eq!(days.ask("select turns::text from conversations").await, "1");
    days.pass(minutes(1)).await;
    assert_eq!(days.phone().await.len(), 1, "a burst, one answer");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_types_on_and_on_is_answered_after_twenty_five_seconds() {
    let mut days = Days::begin().await;
    days.customer("Hi").await;
    while days.elapsed() < Duration::seconds(24) {
        days.pass(Duration::seconds(3)).await;
        days.customer_types().await;
    }
    assert_eq!(days.ask("select turns::text from conversations").await, "0");
    days.pass(Duration::seconds(2)).await;
    assert_eq!(days.ask("select turns::text from conversations").await, "1");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_bot_reads_types_and_then_writes() {
    let mut days = Days::begin().await;
    days.customer("Hi").await;
    days.pass(minutes(1)).await;
    let actions = days.actions().await;
    assert_eq!(
        actions,
        ["seen", "start_typing", "stop_typing", "send"],
        "WAHA's order"
    );
    // Six seconds of patience, and no less than a person needs to type so much.
    let sent = days.sent().await;
    assert!(
        sent.len() == 1 && sent[0] > Duration::seconds(6 + 3),
        "{sent:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_while_the_bot_types_is_answered_together_with_the_first() {
    let mut days = Days::begin().await;
    days.customer("Hi").await;
    days.pass(Duration::seconds(8)).await;
    assert_eq!(days.ask(STATES).await, "typing");
    days.customer("Здравствуйте, ищу квартиру").await;
    assert_eq!(days.ask(STATES).await, "cancelled");
    days.pass(minutes(1)).await;
    assert_eq!(days.ask(STATES).await, "cancelled sent");
    let phone = days.phone().await;
    // As if there had been no first turn: greeted once.
    assert!(
        phone.len() == 1 && phone[0].contains("помощник"),
        "{phone:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_echo_that_overtakes_the_answer_closes_the_reply() {
    let mut days = Days::begin().await;
    // WhatsApp takes it, and WAHA says that it failed.
    let faults = serde_json::json!({ "send_fail_after_accept": 1 });
    days.stack.simulator.faults(&faults).await.unwrap();
    days.customer("Hi").await;
    days.pass(Duration::seconds(20)).await;
    assert_eq!(days.phone().await.len(), 1);
    let stanza = days.ask("select stanza from outbox").await;
    let body = days.ask("select body from outbox").await;
    days.own(&stanza, &body).await;
    assert_eq!(days.ask(STATES).await, "sent");
    days.pass(Duration::hours(1)).await;
    assert_eq!(days.phone().await.len(), 1);
    let paused = "select (paused_until is not null)::text from conversations";
    assert_eq!(days.ask(paused).await, "false", "it is no person's");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_between_two_parts_of_a_long_text_has_the_last_word() {
    let mut days = Days::begin().await;
    days.customer("Hi").await;
    days.pass(Duration::seconds(7)).await;
    assert_eq!(days.ask(STATES).await, "typing");
    // A long text: its second part waits for the first.
    days.stack
        .postgres
        .execute(
            "insert into outbox (tenant_id, conversation_id, session, chat_id, turn, position, body, due_at)
             select tenant_id, conversation_id, session, chat_id, turn, 1, 'The second part', due_at + interval '30 s'
             from outbox",
        )
        .await
        .unwrap();
    days.pass(Duration::seconds(20)).await;
    assert_eq!(days.ask(STATES).await, "sent queued");
    days.owner("I'll take this one").await;
    assert_eq!(days.ask(STATES).await, "sent cancelled");
    days.pass(Duration::hours(3)).await;
    days.customer("Thank you").await;
    days.pass(Duration::hours(8)).await;
    assert_eq!(days.phone().await.len(), 1, "a person has the chat");
    // Twelve hours after the person's last word the bot is back for what is written then.
    days.pass(Duration::hours(2)).await;
    days.customer("Ana").await;
    days.pass(minutes(5)).await;
    let phone = days.phone().await;
    assert!(phone.len() == 2 && phone[1].contains("Ana"), "{phone:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_gives_the_chat_back_by_a_word() {
    let mut days = Days::begin().await;
    // Before any conversation exists.
    days.owner("Hello, it is the agency").await;
    days.customer("Hi, who is this?").await;
    days.pass(Duration::hours(1)).await;
    assert!(days.phone().await.is_empty());
    days.owner("#ربات").await;
    days.customer("I am looking for a villa").await;
    days.pass(minutes(1)).await;
    assert_eq!(days.phone().await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_does_not_answer_is_reminded_by_day_twice_and_never_again() {
    let mut days = Days::begin().await;
    days.pass(Duration::hours(11)).await;
    days.customer("Hi").await;
    days.pass(Duration::days(30)).await;
    let sent = days.sent().await;
    assert_eq!(sent.len(), 3, "{sent:?}");
    for reminder in &sent[1..] {
        // Since noon: not between ten in the evening and eight in the morning.
        let hour = (12 + reminder.whole_hours()) % 24;
        assert!((8..22).contains(&hour), "{sent:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_who_takes_over_cancels_the_reminders() {
    let mut days = Days::begin().await;
    days.customer("Hi").await;
    days.pass(minutes(1)).await;
    days.owner("I'll take this one").await;
    days.pass(Duration::days(30)).await;
    assert_eq!(days.phone().await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_wants_no_messages_gets_one_more_and_none_until_he_asks() {
    let mut days = Days::begin().await;
    days.customer("Hi").await;
    days.pass(minutes(1)).await;
    days.customer("لطفا دیگه پیام ندید").await;
    days.pass(Duration::days(30)).await;
    let phone = days.phone().await;
    assert_eq!(phone.len(), 2, "{phone:?}");
    days.customer("Is the villa still free?").await;
    days.pass(Duration::days(1)).await;
    assert_eq!(days.phone().await.len(), 2);
    // Nor does anything else send.
    days.stack
        .postgres
        .execute(
            "insert into outbox (tenant_id, conversation_id, session, chat_id, turn, position, body, kind, due_at)
             select tenant_id, id, session, chat_id, 99, 0, 'An offer', 'agent', now() from conversations",
        )
        .await
        .unwrap();
    days.pass(minutes(1)).await;
    assert_eq!(days.phone().await.len(), 2);
    let refused = "select reason from outbox where turn = 99";
    assert_eq!(days.ask(refused).await, "the person wants no messages");
    days.customer("شروع").await;
    days.pass(minutes(1)).await;
    assert_eq!(days.phone().await.len(), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_owners_private_chats_are_left_alone_until_somebody_writes_as_a_customer() {
    let mut days = Days::begin().await;
    let yesterday = service_runtime::clock::now() - Duration::days(1);
    days.wrote_before(yesterday).await;
    days.customer("Shall we have dinner?").await;
    days.pass(Duration::hours(1)).await;
    assert!(days.phone().await.is_empty());
    let gate = "select gate || ': ' || gate_reason from conversations";
    assert_eq!(days.ask(gate).await, "shielded: earlier history");

    days.stack
        .postgres
        .execute(
            "insert into bot_settings (tenant_id, time_zone, quiet_from, quiet_until, quiet_answers, shield,
                                       deep_link_codes, trigger_words)
             select id, 'Asia/Dubai', '22:00', '08:00', false, true, '{PALM-7}', '{apartment}' from tenants",
        )
        .await
        .unwrap();
    days.customer("Have you seen my apartments?").await;
    days.pass(minutes(1)).await;
    assert!(days.phone().await.is_empty(), "another word");
    days.customer("Hello! palm-7").await;
    days.pass(minutes(1)).await;
    assert_eq!(days.phone().await.len(), 1);
    assert_eq!(days.ask(gate).await, "open: link");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backlog_is_shown_and_not_answered() {
    let mut days = Days::begin().await;
    days.customer_wrote("Is the villa free today?", Duration::minutes(11))
        .await;
    days.pass(Duration::days(2)).await;
    assert!(days.phone().await.is_empty());
    assert_eq!(
        days.ask("select body from messages").await,
        "Is the villa free today?"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_timelock_closes_new_chats_and_leaves_running_ones_alone() {
    let mut days = Days::begin().await;
    days.simulated(
        "inbound",
        serde_json::json!({ "from": CUSTOMER, "text": "Hi" }),
    )
    .await;
    days.customer("Hi").await;
    days.pass(minutes(1)).await;
    days.simulated("timelock", serde_json::json!({ "seconds": 3600 }))
        .await;
    days.stack
        .postgres
        .execute(
            "with stranger as (insert into contacts (tenant_id) select id from tenants returning tenant_id, id),
                  chat as (
                      insert into conversations (tenant_id, contact_id, session, chat_id)
                      select s.tenant_id, s.id, t.waha_session_name, '971501112233@c.us'
                      from stranger s join tenants t on t.id = s.tenant_id
                      returning tenant_id, id, session, chat_id)
             insert into outbox (tenant_id, conversation_id, session, chat_id, turn, position, body, kind,
                                 first_contact, due_at, created_at)
             select tenant_id, id, session, chat_id, 0, 0, 'Good afternoon!', 'agent', true, now(),
                    (select max(stored_at) from messages) -- Now, by the clock of these days.
             from chat",
        )
        .await
        .unwrap();
    days.pass(minutes(1)).await;
    let stranger = "select state || ' ' || coalesce(reason, '') from outbox where first_contact";
    assert!(
        days.ask(stranger).await.contains("(463)"),
        "{}",
        days.ask(stranger).await
    );
    // Whoever wrote to us is answered as ever.
    days.customer("Ana").await;
    days.pass(minutes(1)).await;
    assert_eq!(days.phone().await.len(), 2);
    assert!(days.ask(stranger).await.starts_with("sending"));
    // It is tried again when WhatsApp may allow it.
    days.simulated("timelock", serde_json::json!({ "seconds": 0 }))
        .await;
    days.pass(Duration::hours(7)).await;
    assert!(
        days.ask(stranger).await.starts_with("sent"),
        "{}",
        days.ask(stranger).await
    );
}
