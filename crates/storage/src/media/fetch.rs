//! Files that are being fetched.

use std::time::Duration;

use domain::{MessageKey, SessionName, TenantId};
use time::OffsetDateTime;

use super::inconsistent;
use crate::{Database, StorageError, Tx, error::tenant_of, interval::interval};

/// A file that this process has to itself, until the lease runs out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// Whose it is.
    pub tenant: TenantId,
    /// The message that it is of.
    pub key: MessageKey,
    lease: i64,
}

/// What is known of a file that is to be fetched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fetched {
    /// The session that it came through.
    pub session: SessionName,
    /// WAHA's id of the message.
    pub waha_id: String,
    /// Where WAHA keeps it, below its API.
    pub waha_path: Option<String>,
    /// Whether WAHA was asked to fetch it from WhatsApp once more.
    pub asked_again: bool,
    /// Its type, as the sender says.
    pub mime: Option<String>,
    /// How often it was tried, with this time.
    pub attempts: i32,
    /// When its message reached us.
    pub received_at: OffsetDateTime,
}

/// What came of trying to fetch a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome<'a> {
    /// It is in the store.
    Stored {
        /// What it was found to be.
        mime: &'a str,
        /// In bytes.
        size: i64,
        /// Of all of it.
        sha256: [u8; 32],
    },
    /// It is tried again.
    Again {
        /// Then.
        at: OffsetDateTime,
        /// Where WAHA keeps it now, if it was asked again; it is not asked a second time.
        asked_again: Option<Option<String>>,
        /// Why it is not here yet.
        reason: &'a str,
    },
    /// Nobody has it any more, for this reason.
    Gone(&'a str),
    /// We do not want it, for this reason.
    Refused(&'a str),
}

/// Whether an outcome could be written down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Settled {
    /// It is.
    Written,
    /// The file is another worker's by now.
    Overtaken,
    /// There is no such message any more: nobody will ask for the file.
    Forgotten,
}

/// Claims files that are to be fetched: of each tenant a few, the newest first.
pub async fn claim_wanted(
    database: &Database,
    (at_most, per_tenant): (i32, i32),
    lease: Duration,
    now: OffsetDateTime,
) -> Result<Vec<Claim>, StorageError> {
    let rows = sqlx::query!(
        "select tenant_id as \"tenant_id!\", message_key as \"message_key!\", lease as \"lease!\"
         from claim_wanted_media($1, $2, $3, $4)",
        now,
        at_most,
        per_tenant,
        interval(lease),
    )
    .fetch_all(database.pool())
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(Claim {
                tenant: tenant_of(row.tenant_id, "media")?,
                key: MessageKey::from_stored(row.message_key),
                lease: row.lease,
            })
        })
        .collect()
}

/// Reads what was claimed; `None`: it is another's by now, or there is no such message any more.
pub async fn lookup(tx: &mut Tx, claim: &Claim) -> Result<Option<Fetched>, StorageError> {
    let row = sqlx::query!(
        "select session, waha_id, waha_path, asked_again, mime, attempts, received_at from media
         where tenant_id = $1 and message_key = $2 and lease = $3 and state = 'wanted'",
        claim.tenant.get(),
        claim.key.as_str(),
        claim.lease,
    )
    .fetch_optional(&mut **tx)
    .await?;
    row.map(|row| {
        let session = row.session.try_into();
        Ok(Fetched {
            session: session.map_err(|_| inconsistent("session"))?,
            waha_id: row.waha_id,
            waha_path: row.waha_path,
            asked_again: row.asked_again,
            mime: row.mime,
            attempts: row.attempts,
            received_at: row.received_at,
        })
    })
    .transpose()
}

/// Keeps the file to this process for longer. False: it is another's by now, or there is no such message any more.
pub async fn prolong(
    tx: &mut Tx,
    claim: &Claim,
    lease: Duration,
    now: OffsetDateTime,
) -> Result<bool, StorageError> {
    let prolonged = sqlx::query!(
        "update media set lease_until = $4 where tenant_id = $1 and message_key = $2 and lease = $3",
        claim.tenant.get(),
        claim.key.as_str(),
        claim.lease,
        now + lease,
    )
    .execute(&mut **tx)
    .await?;
    Ok(prolonged.rows_affected() > 0)
}

/// Writes down what came of trying, and gives the file back. What is another's by now stays as it is.
pub async fn settle(
    tx: &mut Tx,
    claim: &Claim,
    outcome: &Outcome<'_>,
    now: OffsetDateTime,
) -> Result<Settled, StorageError> {
    let mut row = Row::default();
    match outcome {
        Outcome::Stored { mime, size, sha256 } => {
            row.state = "stored";
            (row.mime, row.size, row.sha256) = (Some(*mime), Some(*size), Some(sha256));
        }
        Outcome::Again {
            at,
            asked_again,
            reason,
        } => {
            row.state = "wanted";
            (row.due_at, row.reason) = (Some(*at), Some(*reason));
            row.asked = asked_again.is_some();
            row.path = asked_again.as_ref().and_then(Option::as_deref);
        }
        Outcome::Gone(reason) => (row.state, row.reason) = ("gone", Some(*reason)),
        Outcome::Refused(reason) => (row.state, row.reason) = ("refused", Some(*reason)),
    }
    let written = sqlx::query!(
        "update media
         set state = $4, mime = coalesce($5, mime), size = $6, sha256 = $7, due_at = coalesce($8, due_at),
             reason = $9, asked_again = asked_again or $10,
             waha_path = case when $10 then $11 else waha_path end, lease = null, lease_until = null,
             stored_at = case when $4 = 'stored' then $12::timestamptz end
         where tenant_id = $1 and message_key = $2 and lease = $3",
        claim.tenant.get(),
        claim.key.as_str(),
        claim.lease,
        row.state,
        row.mime,
        row.size,
        row.sha256.map(<[u8; 32]>::as_slice),
        row.due_at,
        row.reason,
        row.asked,
        row.path,
        now,
    )
    .execute(&mut **tx)
    .await?;
    if written.rows_affected() > 0 {
        return Ok(Settled::Written);
    }
    let is_there = sqlx::query_scalar!(
        "select true as \"is_there!\" from media where tenant_id = $1 and message_key = $2",
        claim.tenant.get(),
        claim.key.as_str(),
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(is_there.map_or(Settled::Forgotten, |_| Settled::Overtaken))
}

/// An outcome, column by column.
#[derive(Default)]
struct Row<'a> {
    state: &'static str,
    mime: Option<&'a str>,
    size: Option<i64>,
    sha256: Option<&'a [u8; 32]>,
    due_at: Option<OffsetDateTime>,
    reason: Option<&'a str>,
    asked: bool,
    path: Option<&'a str>,
}
