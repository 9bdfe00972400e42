//! What one conversation cannot bear is no other's affair.

use crate::harness::{CUSTOMER, PATIENCE, Stack};

#[tokio::test(flavor = "multi_thread")]
async fn a_turn_that_cannot_be_taken_rests_with_its_reason_and_blocks_nobody() {
    let (stack, _, session) = Stack::start().await.with_tenant().await;
    stack
        .simulator
        .write(&session, CUSTOMER, "Hi")
        .await
        .unwrap();
    stack
        .simulator
        .replies(&session, CUSTOMER, 1, PATIENCE)
        .await
        .unwrap();
    stack.until("select max(state) from outbox", "sent").await;
    stack
        .postgres
        .execute("update conversations set state = '{\"step\": \"of another program\"}'")
        .await
        .unwrap();
    stack
        .simulator
        .write(&session, CUSTOMER, "Ana")
        .await
        .unwrap();
    let others: Vec<String> = (0..10).map(|n| format!("97150111110{n}")).collect();
    for other in &others {
        stack.simulator.write(&session, other, "Hi").await.unwrap();
    }
    for other in &others {
        stack
            .simulator
            .replies(&session, other, 1, PATIENCE)
            .await
            .unwrap();
    }
    let failed =
        "select failures || ' ' || (failure like 'the bot''s stored state cannot be read%')
                  from conversations order by id limit 1";
    stack.until(failed, "1 true").await;
    // Its message waits, and is taken once the state is in order again.
    stack
        .postgres
        .execute("update conversations set state = null, wake_at = now() where failures > 0")
        .await
        .unwrap();
    stack
        .simulator
        .replies(&session, CUSTOMER, 2, PATIENCE)
        .await
        .unwrap();
    stack
        .until(
            "select coalesce(max(failure), 'none') from conversations",
            "none",
        )
        .await;
}
