//! The services go by Postgres' clock.

use std::time::{Duration, Instant};

use metrics::gauge;
use service_runtime::clock;
use sqlx::PgConnection;
use time::OffsetDateTime;

/// How often Postgres is asked what time it is. In a minute the clocks of two machines part by some milliseconds; what is
/// found out so late is a machine that slept, or a Postgres whose clock was set.
pub(crate) const ASKED_EVERY: Duration = Duration::from_secs(10);
/// The same while it does not answer.
pub(crate) const ASKED_AGAIN: Duration = Duration::from_secs(1);
/// The quickest of so many answers tells best.
const QUESTIONS: usize = 3;
/// What nobody notices.
const NOT_WORTH_A_WORD: time::Duration = time::Duration::seconds(1);

/// Asks what time it is, and lets [`clock::now`] go by that.
pub(crate) async fn ask(connection: &mut PgConnection) -> Result<(), sqlx::Error> {
    let mut best = answer(connection).await?;
    for _ in 1..QUESTIONS {
        let next = answer(connection).await?;
        if next.took < best.took {
            best = next;
        }
    }
    // It was read somewhere on the way: in the middle, give or take the half.
    let doubt = best.took / 2;
    let changed = clock::tell(best.time, best.asked + doubt, doubt);
    if changed.abs() > NOT_WORTH_A_WORD {
        tracing::warn!(
            seconds = changed.as_seconds_f64(),
            "the clock was set to what Postgres says"
        );
    }
    let ahead = clock::of_this_machine() - clock::now();
    gauge!("clock_ahead_seconds").set(ahead.as_seconds_f64());
    Ok(())
}

struct Answer {
    time: OffsetDateTime,
    asked: Instant,
    took: Duration,
}

async fn answer(connection: &mut PgConnection) -> Result<Answer, sqlx::Error> {
    let asked = Instant::now();
    let time = sqlx::query_scalar!(r#"select clock_timestamp() as "now!""#)
        .fetch_one(connection)
        .await?;
    Ok(Answer {
        time,
        asked,
        took: asked.elapsed(),
    })
}
