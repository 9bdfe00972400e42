//! The files of messages: which there are, and which are still to be fetched.

mod fetch;
mod wanted;

pub use fetch::{Claim, Fetched, Outcome, Settled, claim_wanted, lookup, prolong, settle};
pub use wanted::Wanted;
pub(crate) use wanted::add_all;

use domain::{MessageKey, TenantId};

use crate::{StorageError, Tx};

/// What a file is to people.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MediaKind {
    /// Recorded in the chat.
    Voice,
    /// Another sound.
    Audio,
    /// A picture.
    Image,
    /// A film.
    Video,
    /// A sticker.
    Sticker,
    /// Any file.
    Document,
}

/// Where a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MediaState {
    /// It is to be fetched.
    Wanted,
    /// It is in the store.
    Stored,
    /// Nobody has it any more.
    Gone,
    /// We do not want it.
    Refused,
}

/// The file of a message, as people see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// What it is.
    pub kind: MediaKind,
    /// Where it is.
    pub state: MediaState,
    /// Its type: of what is stored, as it was found to be, else as the sender says.
    pub mime: Option<String>,
    /// What the sender calls it.
    pub filename: Option<String>,
    /// In bytes, once it is stored.
    pub size: Option<i64>,
}

impl MediaKind {
    const ALL: [Self; 6] = [
        Self::Voice,
        Self::Audio,
        Self::Image,
        Self::Video,
        Self::Sticker,
        Self::Document,
    ];

    /// As it is stored and told.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Voice => "voice",
            Self::Audio => "audio",
            Self::Image => "image",
            Self::Video => "video",
            Self::Sticker => "sticker",
            Self::Document => "document",
        }
    }

    pub(crate) fn from_stored(kind: &str) -> Result<Self, StorageError> {
        let known = Self::ALL.into_iter().find(|known| known.as_str() == kind);
        known.ok_or(inconsistent("kind"))
    }
}

impl MediaState {
    const ALL: [Self; 4] = [Self::Wanted, Self::Stored, Self::Gone, Self::Refused];

    /// As it is stored and told.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Wanted => "wanted",
            Self::Stored => "stored",
            Self::Gone => "gone",
            Self::Refused => "refused",
        }
    }

    fn from_stored(state: &str) -> Result<Self, StorageError> {
        let known = Self::ALL.into_iter().find(|known| known.as_str() == state);
        known.ok_or(inconsistent("state"))
    }
}

/// The columns of a file beside a message that may have none.
pub(crate) struct FileRow {
    pub(crate) kind: Option<String>,
    pub(crate) state: Option<String>,
    pub(crate) mime: Option<String>,
    pub(crate) filename: Option<String>,
    pub(crate) size: Option<i64>,
}

impl FileRow {
    pub(crate) fn file(self) -> Result<Option<File>, StorageError> {
        let Some((kind, state)) = self.kind.zip(self.state) else {
            return Ok(None);
        };
        Ok(Some(File {
            kind: MediaKind::from_stored(&kind)?,
            state: MediaState::from_stored(&state)?,
            mime: self.mime,
            filename: self.filename,
            size: self.size,
        }))
    }
}

/// The file of the message with this id, with the message's key; `None`: there is no such message. A message without a
/// file has none.
pub async fn find(
    tx: &mut Tx,
    tenant: TenantId,
    message: i64,
) -> Result<Option<(MessageKey, Option<File>)>, StorageError> {
    let row = sqlx::query!(
        "select m.key, d.kind as \"kind?\", d.state as \"state?\", d.mime, d.filename, d.size
         from messages m
         left join media d on d.tenant_id = m.tenant_id and d.message_key = m.key
         where m.tenant_id = $1 and m.id = $2",
        tenant.get(),
        message,
    )
    .fetch_optional(&mut **tx)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let file = FileRow {
        kind: row.kind,
        state: row.state,
        mime: row.mime,
        filename: row.filename,
        size: row.size,
    };
    Ok(Some((MessageKey::from_stored(row.key), file.file()?)))
}

fn inconsistent(column: &'static str) -> StorageError {
    StorageError::Inconsistent {
        table: "media",
        column,
    }
}
