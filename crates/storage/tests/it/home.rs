//! What a tenant's people see first is counted once, and is theirs.

use domain::TenantId;
use storage::{
    Database, StorageError,
    home::{self, BegunDay, Days, FirstReply, LeadDay, MessageDay, Replies, Waiting},
    testing::TestDatabase,
};
use time::{OffsetDateTime, macros::datetime};

use crate::database;

/// Two days of the world's, and what happened on them and before.
const LIFE: &str = "
    insert into tenants (id, name) values (1, 'Palm Homes'), (2, 'Marina Estates');
    insert into bot_settings (tenant_id, time_zone, quiet_from, quiet_until, quiet_answers, shield, deep_link_codes,
                              trigger_words, agent_phone)
    values (1, 'UTC', '22:00', '08:00', false, true, '{}', '{}', '971500000015');
    insert into contacts (id, tenant_id, opted_out_at) overriding system value
    select n, case when n < 20 then 1 else 2 end, case when n = 17 then timestamptz '2026-11-27' end
    from generate_series(11, 20) n;
    insert into contact_addresses (tenant_id, address, contact_id) values (1, '971500000015@c.us', 15);
    -- 14 is private, 15 the agent, 16 somebody known for long, 17 wants no messages, 20 another tenant's.
    insert into conversations (id, tenant_id, contact_id, session, chat_id, created_at, customer_wrote_at, gate,
                               needs_person_since) overriding system value
    select n, case when n < 20 then 1 else 2 end, n, 's', n || '@c.us',
           case when n = 16 then timestamptz '2026-11-01' else timestamptz '2026-11-26' end,
           timestamptz '2026-11-27 10:00+00', case when n = 14 then 'shielded' else 'open' end,
           case when n in (13, 14, 15, 17) then timestamptz '2026-11-27 09:00+00' + make_interval(mins => 13 - n) end
    from unnest(array[11, 12, 13, 14, 15, 16, 17, 20]) n;
    insert into messages (tenant_id, conversation_id, key, direction, stanza, kind, sent_at, received_at, stored_at)
    select case when c < 20 then 1 else 2 end, c, n::text, d, n::text, 'text', at, at, at
    from (values
        (1, 16, 'in', timestamptz '2026-11-01 10:00:00+00'),
        (2, 11, 'in', '2026-11-26 10:00:00+00'),
        (3, 11, 'out', '2026-11-26 10:00:30+00'),
        (4, 15, 'out', '2026-11-26 11:00:00+00'),
        (5, 12, 'in', '2026-11-27 08:00:00+00'),
        (6, 12, 'in', '2026-11-27 08:00:10+00'),
        (7, 12, 'out', '2026-11-27 08:05:00+00'),
        (8, 13, 'in', '2026-11-27 09:00:00+00'),
        (9, 14, 'in', '2026-11-27 09:00:00+00'),
        (10, 20, 'in', '2026-11-27 09:00:00+00'),
        (11, 16, 'in', '2026-11-27 10:00:00+00'),
        (12, 11, 'out', '2026-11-27 10:00:00+00')
    ) said (n, c, d, at);
    -- 3 is the bot's, 4 a card, 7 a person's through us, 12 of a phone.
    insert into outbox (tenant_id, conversation_id, session, chat_id, turn, position, body, state, stanza, kind,
                        created_at)
    values (1, 11, 's', 'c', 1, 0, 'Hello', 'sent', '3', 'answer', '2026-11-26 10:00:20+00'),
           (1, 15, 's', 'c', 1, 0, 'A lead', 'sent', '4', 'card', '2026-11-26 10:00:20+00'),
           (1, 12, 's', 'c', 1, 0, 'Hello', 'sent', '7', 'agent', '2026-11-27 08:00:20+00'),
           (1, 13, 's', 'c', 1, 0, 'Hello', 'queued', null, 'answer', '2026-11-27 09:00:20+00'),
           (1, 13, 's', 'c', 2, 0, 'Hello', 'failed', null, 'answer', '2026-11-27 09:00:20+00'),
           (1, 16, 's', 'c', 1, 0, 'Hello', 'failed', null, 'answer', '2026-11-01 09:00:20+00'),
           (2, 20, 's', 'c', 1, 0, 'Hello', 'failed', '10', 'answer', '2026-11-27 09:00:20+00');
    insert into leads (tenant_id, contact_id, stage, score, score_class, created_at, updated_at)
    values (1, 11, 'won', 9, 'hot', '2026-11-26 10:00+00', '2026-11-27 10:00+00'),
           (1, 12, 'new', 1, 'cold', '2026-11-26 23:59+00', '2026-11-26 23:59+00'),
           (1, 13, 'new', 9, 'hot', '2026-11-27 00:00+00', '2026-11-27 10:00+00'),
           (1, 16, 'new', 9, 'hot', '2026-11-01 00:00+00', '2026-11-27 10:00+00'),
           (2, 20, 'new', 9, 'hot', '2026-11-27 00:00+00', '2026-11-27 10:00+00');";

const SINCE: OffsetDateTime = datetime!(2026-11-20 0:00 UTC);

fn days() -> Days {
    let begin = [
        datetime!(2026-11-26 0:00 UTC),
        datetime!(2026-11-27 0:00 UTC),
    ];
    Days::new(begin.into(), datetime!(2026-11-28 0:00 UTC)).unwrap()
}

fn palm() -> TenantId {
    1.try_into().unwrap()
}

async fn life() -> (TestDatabase, Database) {
    let (test, database) = database().await;
    test.execute(LIFE).await.unwrap();
    (test, database)
}

/// Counts what was stored before then, a few at a time; how many were looked at.
async fn count(database: &Database, settled: OffsetDateTime) -> Result<i64, StorageError> {
    let mut all = 0;
    loop {
        let seen = home::count(database, settled, SINCE, 5).await?;
        all += seen;
        if seen < 5 {
            return Ok(all);
        }
    }
}

async fn messages(database: &Database) -> Vec<MessageDay> {
    let mut tx = database.begin(palm()).await.unwrap();
    home::messages(&mut tx, palm(), &days()).await.unwrap()
}

#[tokio::test]
async fn messages_are_counted_once_each_by_who_said_them() {
    let (test, database) = life().await;
    let nothing = MessageDay::default();
    assert_eq!(messages(&database).await, [nothing, nothing]);
    // Those of ten o'clock are not settled yet.
    let morning = datetime!(2026-11-27 9:30 UTC);
    assert_eq!(count(&database, morning).await.unwrap(), 10);
    assert_eq!(count(&database, morning).await.unwrap(), 0);
    let first = MessageDay {
        received: 1,
        bot_replies: 1,
        ..nothing
    };
    let second = MessageDay {
        received: 3,
        agent_replies: 1,
        ..nothing
    };
    assert_eq!(messages(&database).await, [first, second]);
    let noon = datetime!(2026-11-27 12:00 UTC);
    assert_eq!(count(&database, noon).await.unwrap(), 2);
    let second = MessageDay {
        received: 4,
        phone_replies: 1,
        ..second
    };
    assert_eq!(messages(&database).await, [first, second]);

    // What comes late is of the day on which it was written.
    test.execute(
        "insert into messages (tenant_id, conversation_id, key, direction, stanza, kind, sent_at, received_at, stored_at)
         values (1, 11, '13', 'in', '13', 'text', '2026-11-26 10:01+00', '2026-11-27 11:00+00', '2026-11-27 11:00+00')",
    )
    .await
    .unwrap();
    assert_eq!(count(&database, noon).await.unwrap(), 1);
    assert_eq!(messages(&database).await[0].received, 2);

    let gone = home::forget(&database, datetime!(2026-11-27 0:00 UTC)).await;
    assert_eq!(gone.unwrap(), 1, "a quarter of an hour");
    assert_eq!(messages(&database).await, [nothing, second]);
}

#[tokio::test]
async fn a_message_is_not_passed_over_because_a_later_one_is_settled() {
    let (test, database) = life().await;
    test.execute("update messages set stored_at = '2026-11-27 11:00+00' where key = '5'")
        .await
        .unwrap();
    let morning = datetime!(2026-11-27 9:30 UTC);
    assert_eq!(count(&database, morning).await.unwrap(), 4);
    let noon = datetime!(2026-11-27 12:00 UTC);
    assert_eq!(count(&database, noon).await.unwrap(), 8);
    assert_eq!(messages(&database).await[1].received, 4);
}

#[tokio::test]
async fn conversations_that_began_are_customers_and_their_waits_are_measured() {
    let (test, database) = life().await;
    let mut tx = database.begin(palm()).await.unwrap();
    let begun = home::begun(&mut tx, palm(), &days()).await.unwrap();
    let of = |conversations| BegunDay { conversations };
    assert_eq!(begun.days, [of(1), of(2)]);
    let first_reply = FirstReply {
        conversations: 2,
        median_seconds: Some(165.0),
        p90_seconds: Some(273.0),
    };
    assert_eq!(begun.first_reply, first_reply);
    drop(tx);

    // A tenant without a shield has no private chats.
    test.execute("update bot_settings set shield = false")
        .await
        .unwrap();
    let mut tx = database.begin(palm()).await.unwrap();
    let begun = home::begun(&mut tx, palm(), &days()).await.unwrap();
    assert_eq!(begun.days, [of(1), of(3)]);
    let nobody: TenantId = 3.try_into().unwrap();
    let begun = home::begun(&mut tx, nobody, &days()).await.unwrap();
    assert_eq!(begun.days, [of(0), of(0)]);
    assert_eq!(begun.first_reply, FirstReply::default());
}

#[tokio::test]
async fn what_waits_is_what_somebody_of_the_tenant_can_do_something_about() {
    let (_test, database) = life().await;
    let mut tx = database.begin(palm()).await.unwrap();
    let waiting = Waiting {
        conversations: 1,
        oldest_since: Some(datetime!(2026-11-27 9:00 UTC)),
    };
    assert_eq!(home::waiting(&mut tx, palm()).await.unwrap(), waiting);
    let replies = Replies {
        failed: 1,
        waiting: 1,
    };
    let found = home::replies(&mut tx, palm(), &days()).await.unwrap();
    assert_eq!(found, replies);
    let leads = home::leads(&mut tx, palm(), &days()).await.unwrap();
    let of = |leads, hot| LeadDay { leads, hot };
    assert_eq!(leads, [of(2, 1), of(1, 1)]);
}
