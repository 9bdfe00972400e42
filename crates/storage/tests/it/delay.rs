//! What is late in the whole house.

use service_runtime::clock;
use storage::checkup::{self, Overdue};
use time::Duration;

use crate::{database, message, store, tenant};

/// Turns and replies that are due since a minute: one of each three is in somebody's hand, and one was in that of a worker
/// that died.
const LATE: &str = "
    update conversations set wake_at = now() - interval '1 min';
    insert into outbox (tenant_id, conversation_id, session, chat_id, turn, position, body, due_at)
    select tenant_id, id, session, chat_id, 1, 0, 'Hello', now() - interval '1 min' from conversations;
    update conversations set lease = 1, lease_until = now() + interval '1 hour'
    where id = (select min(id) from conversations);
    update conversations set lease = 2, lease_until = now() - interval '1 second'
    where id = (select max(id) from conversations);
    update outbox set lease = 3, lease_until = now() + interval '1 hour' where id = (select min(id) from outbox);
    update outbox set lease = 4, lease_until = now() - interval '1 second' where id = (select max(id) from outbox)";

#[tokio::test]
async fn what_is_late_is_counted_whoever_has_it_in_hand() {
    let (test, database) = database().await;
    let palm = tenant(&database, "Palm Homes").await;
    for customer in [
        "971500000001@c.us",
        "971500000002@c.us",
        "971500000003@c.us",
    ] {
        store(&database, palm, &message(palm, customer, customer, "Hi")).await;
    }
    test.execute(LATE).await.unwrap();
    let now = clock::now();
    let delay = checkup::delay(&database, now).await.unwrap();
    for work in [delay.turns, delay.replies] {
        let Overdue {
            count,
            since,
            abandoned,
        } = work;
        assert_eq!((count, abandoned), (3, 1), "{delay:?}");
        let late = now - since.unwrap();
        assert!(
            (late - Duration::MINUTE).abs() < Duration::seconds(30),
            "{late}"
        );
    }
    assert_eq!(delay.failed_lately, 0);

    let earlier = checkup::delay(&database, now - Duration::HOUR)
        .await
        .unwrap();
    assert_eq!((earlier.turns.count, earlier.replies.count), (0, 0));
    assert_eq!(earlier.turns.since, None);
}
