//! What is wanted of a tenant's WhatsApp session and what is known of it.

use domain::{Phone, SessionStatus, TenantId};
use time::OffsetDateTime;

use crate::{StorageError, Tx};

/// What an operator or an agent wants of a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wanted {
    /// It is to be linked and connected.
    Running,
    /// It is to be gone.
    Absent,
}

impl Wanted {
    fn as_str(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::Absent => "absent",
        }
    }
}

/// A session as Postgres knows it; what WAHA says at this moment may be newer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// What is wanted of it.
    pub wanted: Wanted,
    /// What WAHA said last.
    pub status: Option<SessionStatus>,
    /// When WAHA said so, by its clock.
    pub status_at: Option<OffsetDateTime>,
    /// The linked number.
    pub phone: Option<Phone>,
}

/// The tenant's session, if it ever had one.
pub async fn lookup(tx: &mut Tx, tenant: TenantId) -> Result<Option<Session>, StorageError> {
    let row = sqlx::query!(
        "select wanted, status, status_at, phone from sessions where tenant_id = $1",
        tenant.get(),
    )
    .fetch_optional(&mut **tx)
    .await?;
    let invalid = |column| StorageError::Inconsistent {
        table: "sessions",
        column,
    };
    row.map(|row| {
        Ok(Session {
            wanted: match row.wanted.as_str() {
                "running" => Wanted::Running,
                "absent" => Wanted::Absent,
                _ => return Err(invalid("wanted")),
            },
            status: row.status.map(SessionStatus::from),
            status_at: row.status_at,
            phone: row
                .phone
                .map(|phone| phone.parse())
                .transpose()
                .map_err(|_| invalid("phone"))?,
        })
    })
    .transpose()
}

/// Writes what is wanted. A session that is to be absent has no status and no number any more.
pub async fn set_wanted(tx: &mut Tx, tenant: TenantId, wanted: Wanted) -> Result<(), StorageError> {
    sqlx::query!(
        "insert into sessions (tenant_id, wanted) values ($1, $2)
         on conflict (tenant_id) do update set
             wanted = excluded.wanted,
             status = case when excluded.wanted = 'running' then sessions.status end,
             status_at = case when excluded.wanted = 'running' then sessions.status_at end,
             phone = case when excluded.wanted = 'running' then sessions.phone end,
             updated_at = now()",
        tenant.get(),
        wanted.as_str(),
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Notes what WAHA said, unless something newer is known. Returns whether it was news.
pub async fn note_status(
    tx: &mut Tx,
    tenant: TenantId,
    status: &SessionStatus,
    at: OffsetDateTime,
    phone: Option<&Phone>,
) -> Result<bool, StorageError> {
    let noted = sqlx::query!(
        "update sessions
         set status = $2, status_at = $3, phone = coalesce($4, phone), updated_at = now()
         where tenant_id = $1 and (status_at is null or status_at <= $3)",
        tenant.get(),
        status.as_str(),
        at,
        phone.map(Phone::as_str),
    )
    .execute(&mut **tx)
    .await?;
    Ok(noted.rows_affected() > 0)
}
