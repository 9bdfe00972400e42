//! How often a password was tried of late.

use std::time::Duration;

use crate::{StorageError, Tx, interval::interval};

/// For whom or from where: a digest.
pub type Subject = [u8; 32];

/// The attempts of the present window, with the one that was just counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Attempts {
    /// How many.
    pub count: i32,
    /// How long until the window ends and counting begins anew.
    pub rest: Duration,
}

/// Counts an attempt *before* it is made, so that many at once are not judged by the same number.
pub async fn count(
    tx: &mut Tx,
    subject: &Subject,
    window: Duration,
) -> Result<Attempts, StorageError> {
    let row = sqlx::query!(
        r#"insert into sign_in_attempts as a (subject, attempts, since) values ($1, 1, now())
           on conflict (subject) do update set
               attempts = case when a.since <= now() - $2::interval then 1
                               else least(a.attempts, 1000000) + 1 end,
               since = case when a.since <= now() - $2::interval then now() else a.since end
           returning attempts,
               extract(epoch from since + $2::interval - now())::float8 as "rest!""#,
        subject.as_slice(),
        interval(window),
    )
    .fetch_one(&mut **tx)
    .await?;
    Ok(Attempts {
        count: row.attempts,
        rest: Duration::try_from_secs_f64(row.rest).unwrap_or_default(),
    })
}

/// Takes one attempt back: it was a good one.
pub async fn give_back(tx: &mut Tx, subject: &Subject) -> Result<(), StorageError> {
    sqlx::query!(
        "update sign_in_attempts set attempts = greatest(attempts - 1, 0) where subject = $1",
        subject.as_slice(),
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Forgets all attempts of a subject.
pub async fn forget(tx: &mut Tx, subject: &Subject) -> Result<(), StorageError> {
    sqlx::query!(
        "delete from sign_in_attempts where subject = $1",
        subject.as_slice(),
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}
