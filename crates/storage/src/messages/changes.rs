//! What is said of messages later: reactions, a new text, a deletion.

use domain::{Direction, MessageKey, TenantId};
use time::OffsetDateTime;

use crate::{StorageError, Tx};

/// A change of a message, which may not be here yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The message.
    pub key: MessageKey,
    /// What became of it.
    pub kind: ChangeKind,
    /// Who did it.
    pub author: Direction,
    /// When, by WhatsApp's clock.
    pub changed_at: OffsetDateTime,
    /// When WAHA told it: of two in one second, the later.
    pub told_at: OffsetDateTime,
}

/// What can become of a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ChangeKind {
    /// Somebody reacted with this emoji; empty: takes the reaction back.
    Reaction(String),
    /// It has this text now.
    Edit(Option<String>),
    /// It was deleted for everyone.
    Deletion,
}

impl ChangeKind {
    fn as_str(&self) -> &'static str {
        match self {
            Self::Reaction(_) => "reaction",
            Self::Edit(_) => "edit",
            Self::Deletion => "deletion",
        }
    }

    fn body(&self) -> Option<&str> {
        match self {
            Self::Reaction(emoji) => Some(emoji),
            Self::Edit(text) => text.as_deref(),
            Self::Deletion => None,
        }
    }
}

/// Notes changes of messages, also of those that come later. Of several of one kind by one person the last counts, in
/// whatever order they are told.
pub async fn note_changes(
    tx: &mut Tx,
    changes: &[(TenantId, &Change)],
) -> Result<(), StorageError> {
    // A statement writes a row once; and everybody writes them in one order.
    let mut last: Vec<&(TenantId, &Change)> = changes.iter().collect();
    let place = |change: &(TenantId, &Change)| {
        let (tenant, change) = *change;
        let key = change.key.as_str().to_owned();
        (tenant, key, change.kind.as_str(), change.author.as_str())
    };
    let newer = |change: &Change| std::cmp::Reverse((change.changed_at, change.told_at));
    last.sort_by_cached_key(|change| (place(change), newer(change.1)));
    last.dedup_by_key(|change| place(change));
    if last.is_empty() {
        return Ok(());
    }
    let text = |value: for<'c> fn(&'c Change) -> &'c str| -> Vec<String> {
        let changes = last.iter();
        changes
            .map(|(_, change)| value(change).to_owned())
            .collect()
    };
    let time = |value: fn(&Change) -> OffsetDateTime| -> Vec<OffsetDateTime> {
        last.iter().map(|(_, change)| value(change)).collect()
    };
    let tenants: Vec<i64> = last.iter().map(|(tenant, _)| tenant.get()).collect();
    let bodies: Vec<Option<&str>> = last.iter().map(|(_, change)| change.kind.body()).collect();
    sqlx::query!(
        "insert into message_changes (tenant_id, message_key, kind, author, body, changed_at, told_at)
         select x.* from unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $5::text[], $6::timestamptz[],
                                $7::timestamptz[])
              x (tenant_id, message_key, kind, author, body, changed_at, told_at)
         -- Of a tenant that is gone, nothing.
         where exists (select from tenants t where t.id = x.tenant_id)
         on conflict (tenant_id, message_key, kind, author) do update
         set body = excluded.body, changed_at = excluded.changed_at, told_at = excluded.told_at
         where (message_changes.changed_at, message_changes.told_at) < (excluded.changed_at, excluded.told_at)",
        &tenants,
        &text(|change| change.key.as_str()),
        &text(|change| change.kind.as_str()),
        &text(|change| change.author.as_str()),
        &bodies as &[Option<&str>],
        &time(|change| change.changed_at),
        &time(|change| change.told_at),
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}
