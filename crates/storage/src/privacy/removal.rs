//! Messages, with all that hangs on them.

use std::time::Duration;

use domain::TenantId;
use time::OffsetDateTime;

use crate::{StorageError, Tx};

/// How long a worker that lost its claim on a file may still be writing it.
const WRITTEN_WITHIN: Duration = Duration::from_mins(10);

/// Removes messages by their ids: their files' names are written down, changes and readings, which do not refer to them,
/// go by hand, and the rows of files go with them. The caller has the conversation's row.
pub(super) async fn remove_messages(
    tx: &mut Tx,
    tenant: TenantId,
    ids: &[i64],
    now: OffsetDateTime,
) -> Result<(), StorageError> {
    if ids.is_empty() {
        return Ok(());
    }
    // What is stored is there whole; of another a worker may be at work.
    sqlx::query!(
        "insert into files_to_remove (tenant_id, name, until)
         select f.tenant_id, encode(sha256(convert_to(f.message_key, 'UTF8')), 'hex'),
                case when f.state = 'stored' then $3 else greatest($3, f.lease_until) + $4::interval end
         from messages m
         join media f on f.tenant_id = m.tenant_id and f.message_key = m.key
         where m.tenant_id = $1 and m.id = any ($2)
         on conflict (tenant_id, name) do update set until = greatest(files_to_remove.until, excluded.until)",
        tenant.get(),
        ids,
        now,
        crate::interval::interval(WRITTEN_WITHIN),
    )
    .execute(&mut **tx)
    .await?;
    sqlx::query!(
        "delete from message_changes c using messages m
         where m.tenant_id = $1 and m.id = any ($2) and c.tenant_id = $1 and c.message_key = m.key",
        tenant.get(),
        ids,
    )
    .execute(&mut **tx)
    .await?;
    sqlx::query!(
        "delete from readings where tenant_id = $1 and message_id = any ($2)",
        tenant.get(),
        ids,
    )
    .execute(&mut **tx)
    .await?;
    sqlx::query!(
        "delete from messages where tenant_id = $1 and id = any ($2)",
        tenant.get(),
        ids,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}
