//! Work that is given up in the middle: its transaction ends, wherever that was.

use std::{
    future::poll_fn,
    pin::pin,
    task::Poll::{Pending, Ready},
    time::Duration,
};

use storage::testing::TestDatabase;
use tokio::time::sleep;

/// Connections of this test's pool whose transaction nobody will end.
const LEFT_OPEN: &str = "select count(*)::text from pg_stat_activity
    where datname = current_database() and application_name = 'test' and state like 'idle in transaction%'";

/// Gives something up when it has waited so often, unless it is done by then. Whether it was given up.
async fn given_up_after(waits: usize, work: impl Future) -> bool {
    let mut work = pin!(work);
    let mut waited = 0;
    poll_fn(|context| {
        if work.as_mut().poll(context).is_ready() {
            return Ready(false);
        }
        waited += 1;
        if waited > waits { Ready(true) } else { Pending }
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_transaction_that_nobody_waits_for_any_more_is_not_left_open() {
    let test = TestDatabase::migrated().await.unwrap();
    let database = test.connect().unwrap();
    // From a beginning to its end, each time one wait further.
    for waits in 0.. {
        let given_up = given_up_after(waits, database.begin_for(&[])).await;
        let mut patience = 200;
        while test.ask(LEFT_OPEN).await.unwrap().as_deref() != Some("0") {
            patience -= 1;
            assert!(patience > 0, "left open after {waits} waits");
            sleep(Duration::from_millis(20)).await;
        }
        if !given_up {
            break;
        }
    }
}
