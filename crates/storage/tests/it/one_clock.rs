//! Whose clock counts.

use std::pin::pin;

use service_runtime::{Shutdown, clock};
use storage::testing::TestDatabase;
use time::Duration;

const NOTHING: Duration = Duration::seconds(2);

/// How far our time is ahead of Postgres'.
async fn ahead(test: &TestDatabase) -> Duration {
    let theirs = "select extract(epoch from clock_timestamp())::text";
    let theirs: f64 = test.ask(theirs).await.unwrap().unwrap().parse().unwrap();
    #[expect(clippy::cast_precision_loss, reason = "microseconds do not matter")]
    let ours = clock::now().unix_timestamp_nanos() as f64 / 1e9;
    Duration::seconds_f64(ours - theirs)
}

#[tokio::test]
async fn a_machine_with_the_wrong_time_goes_by_postgres_clock() {
    let test = TestDatabase::migrated().await.unwrap();
    for wrong_by in [600, -600] {
        clock::testing::set_wrong_by(wrong_by);
        let database = test.connect().unwrap();
        database.ping().await.unwrap();
        let apart = ahead(&test).await;
        assert!(apart.abs() < NOTHING, "{wrong_by}: {apart}");
        let machine = clock::of_this_machine() - clock::now();
        let wrong_by = Duration::seconds(wrong_by);
        assert!((machine - wrong_by).abs() < NOTHING, "{machine}");
    }
    clock::testing::set_wrong_by(0);
}

#[tokio::test]
async fn nothing_is_planned_before_the_time_is_known() {
    let test = TestDatabase::migrated().await.unwrap();
    let database = test.connect().unwrap();
    let shutdown = Shutdown::new();
    let stopped = Shutdown::new();
    let plan = async || Ok::<_, ()>(());
    let mut planned = false;
    {
        let mut planning = pin!(database.in_time(&shutdown, async {
            planned = true;
            plan().await
        }));
        tokio::select! {
            biased;
            _ = &mut planning => panic!("nobody has asked what time it is"),
            () = tokio::task::yield_now() => {}
        }
        stopped.trigger();
        let never = database.in_time(&stopped, async { Err("was begun") });
        assert_eq!(never.await, Ok(()));
        // As every service does; the first connection asks.
        database.look_after(&shutdown);
        planning.await.unwrap();
    }
    assert!(planned);
    shutdown.trigger();
}
