//! Who did what.

use domain::TenantId;
use time::OffsetDateTime;

use crate::{Database, Realm, StorageError, Tx};

/// An entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its number; later entries have higher ones.
    pub id: i64,
    /// The tenant that it is about.
    pub tenant: Option<TenantId>,
    /// When.
    pub at: OffsetDateTime,
    /// Who, in words that stay true when the user is gone.
    pub actor: String,
    /// What, in one word: `user_added`.
    pub action: String,
    /// To whom or what.
    pub detail: Option<String>,
}

/// Adds an entry.
pub async fn add(
    tx: &mut Tx,
    realm: Realm,
    actor: &str,
    action: &str,
    detail: Option<&str>,
) -> Result<(), StorageError> {
    sqlx::query!(
        "insert into audit_log (tenant_id, actor, action, detail) values ($1, $2, $3, $4)",
        realm.column(),
        actor,
        action,
        detail,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// The entries of all tenants and the operators', for operators: those after number `after`, at most
/// `limit`.
pub async fn list(database: &Database, after: i64, limit: i64) -> Result<Vec<Entry>, StorageError> {
    let rows = sqlx::query!(
        r#"select id as "id!", tenant_id, at as "at!", actor as "actor!", action as "action!", detail
           from list_audit_log($1, $2)"#,
        after,
        limit,
    )
    .fetch_all(database.pool())
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(Entry {
                id: row.id,
                tenant: Realm::of_column(row.tenant_id, "audit_log")?.tenant(),
                at: row.at,
                actor: row.actor,
                action: row.action,
                detail: row.detail,
            })
        })
        .collect()
}
