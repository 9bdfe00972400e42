//! Files that are to be fetched, as their messages arrive.

use time::OffsetDateTime;

use super::MediaKind;
use crate::{StorageError, Tx, messages::Entry};

/// A file that a message has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// What it is.
    pub kind: MediaKind,
    /// Its type, as the sender says.
    pub mime: Option<String>,
    /// What the sender calls it.
    pub filename: Option<String>,
    /// WAHA's id of the message.
    pub waha_id: String,
    /// Where WAHA keeps it, below its API; `None` where it keeps none.
    pub waha_path: Option<String>,
}

/// Adds the files of these messages, which were just added. Without any it asks Postgres nothing.
pub(crate) async fn add_all(
    tx: &mut Tx,
    entries: &[Entry<'_>],
    now: OffsetDateTime,
) -> Result<(), StorageError> {
    let with_file = |entry: &Entry<'_>| entry.message.media.is_some();
    if !entries.iter().any(with_file) {
        return Ok(());
    }
    let files: Vec<_> = entries
        .iter()
        .filter_map(|entry| Some((entry, entry.message.media.as_deref()?)))
        .collect();
    let of_file = |value: fn(&Wanted) -> Option<&str>| -> Vec<Option<&str>> {
        files.iter().map(|(_, file)| value(file)).collect()
    };
    let tenants: Vec<i64> = files.iter().map(|(entry, _)| entry.tenant.get()).collect();
    let keys: Vec<&str> = files
        .iter()
        .map(|(entry, _)| entry.message.key.as_str())
        .collect();
    let sessions: Vec<&str> = files
        .iter()
        .map(|(entry, _)| entry.message.session.as_str())
        .collect();
    let received: Vec<OffsetDateTime> = files
        .iter()
        .map(|(entry, _)| entry.message.received_at)
        .collect();
    sqlx::query!(
        "insert into media (tenant_id, message_key, session, received_at, kind, mime, filename, waha_id, waha_path,
                            due_at)
         select *, $10 from unnest($1::bigint[], $2::text[], $3::text[], $4::timestamptz[], $5::text[], $6::text[],
                                   $7::text[], $8::text[], $9::text[])",
        &tenants,
        &keys as &[&str],
        &sessions as &[&str],
        &received,
        &of_file(|file| Some(file.kind.as_str())) as &[Option<&str>],
        &of_file(|file| file.mime.as_deref()) as &[Option<&str>],
        &of_file(|file| file.filename.as_deref()) as &[Option<&str>],
        &of_file(|file| Some(&file.waha_id)) as &[Option<&str>],
        &of_file(|file| file.waha_path.as_deref()) as &[Option<&str>],
        now,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}
