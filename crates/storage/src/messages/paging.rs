//! A conversation page by page, as people read it.

use domain::TenantId;
use time::{OffsetDateTime, macros::datetime};

use super::{
    Message,
    reading::{MessageRow, messages},
};
use crate::{StorageError, Tx, conversations::ConversationId};

/// A place in a conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// When the message there was written.
    pub sent_at: OffsetDateTime,
    /// Of several of that moment, which.
    pub id: i64,
}

/// Which way to read, and from where on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reading {
    /// What is older than this; `None`: from the newest.
    Before(Option<Place>),
    /// What is newer than this, that next to it first.
    After(Place),
}

/// The place after all others.
const AFTER_ALL: Place = Place {
    sent_at: datetime!(9999-12-31 00:00 UTC),
    id: i64::MAX,
};

impl Message {
    /// Its place.
    pub fn place(&self) -> Place {
        Place {
            sent_at: self.sent_at,
            id: self.id,
        }
    }
}

/// Messages of a conversation, at most so many, in the order in which they are met.
pub async fn page(
    tx: &mut Tx,
    tenant: TenantId,
    conversation: ConversationId,
    reading: Reading,
    limit: i64,
) -> Result<Vec<Message>, StorageError> {
    let rows = match reading {
        Reading::Before(place) => {
            let place = place.unwrap_or(AFTER_ALL);
            messages!(
                "where m.tenant_id = $1 and m.conversation_id = $2
                   and (m.sent_at, m.id) < ($3::timestamptz, $4::bigint)
                 order by m.sent_at desc, m.id desc limit $5",
                tenant.get(),
                conversation.0,
                place.sent_at,
                place.id,
                limit,
            )
            .fetch_all(&mut **tx)
            .await?
        }
        Reading::After(place) => {
            messages!(
                "where m.tenant_id = $1 and m.conversation_id = $2
                   and (m.sent_at, m.id) > ($3::timestamptz, $4::bigint)
                 order by m.sent_at, m.id limit $5",
                tenant.get(),
                conversation.0,
                place.sent_at,
                place.id,
                limit,
            )
            .fetch_all(&mut **tx)
            .await?
        }
    };
    rows.into_iter().map(Message::try_from).collect()
}

/// The place of a message of a conversation; `None`: it has no such message.
pub async fn place_of(
    tx: &mut Tx,
    tenant: TenantId,
    conversation: ConversationId,
    message: i64,
) -> Result<Option<Place>, StorageError> {
    let sent_at = sqlx::query_scalar!(
        "select sent_at from messages where tenant_id = $1 and id = $2 and conversation_id = $3",
        tenant.get(),
        message,
        conversation.0,
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(sent_at.map(|sent_at| Place {
        sent_at,
        id: message,
    }))
}
