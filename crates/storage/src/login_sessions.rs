//! Browsers that somebody signed in with, by the digest of their cookie's token.

use std::time::Duration;

use crate::{
    Database, Realm, StorageError, Tx,
    interval::interval,
    users::{Identity, Role, UserId},
};

/// SHA-256 of a token.
pub type TokenHash = [u8; 32];

/// Begins a login session that ends by itself after `lifetime`.
pub async fn add(
    tx: &mut Tx,
    realm: Realm,
    user: UserId,
    token: &TokenHash,
    lifetime: Duration,
) -> Result<(), StorageError> {
    sqlx::query!(
        "insert into login_sessions (token_hash, tenant_id, user_id, expires_at)
         values ($1, $2, $3, now() + $4)",
        token.as_slice(),
        realm.column(),
        user.0,
        interval(lifetime),
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Who holds the token, while the session lasts.
pub async fn find(
    database: &Database,
    token: &TokenHash,
) -> Result<Option<Identity>, StorageError> {
    let row = sqlx::query!(
        r#"select user_id as "user_id!", tenant_id, role as "role!", email as "email!", tenant_name
           from find_login_session($1)"#,
        token.as_slice(),
    )
    .fetch_optional(database.pool())
    .await?;
    row.map(|row| {
        Ok(Identity {
            user: UserId(row.user_id),
            email: row.email,
            role: Role::of_columns(row.tenant_id, &row.role)?,
            tenant_name: row.tenant_name,
        })
    })
    .transpose()
}

/// Ends one session.
pub async fn end(tx: &mut Tx, realm: Realm, token: &TokenHash) -> Result<(), StorageError> {
    sqlx::query!(
        "delete from login_sessions where tenant_id is not distinct from $1 and token_hash = $2",
        realm.column(),
        token.as_slice(),
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Ends every session of a user, but for the one to `keep`. Returns how many.
pub async fn end_all(
    tx: &mut Tx,
    realm: Realm,
    user: UserId,
    keep: Option<&TokenHash>,
) -> Result<u64, StorageError> {
    let ended = sqlx::query!(
        "delete from login_sessions
         where tenant_id is not distinct from $1 and user_id = $2
           and token_hash is distinct from $3",
        realm.column(),
        user.0,
        keep.map(TokenHash::as_slice),
    )
    .execute(&mut **tx)
    .await?;
    Ok(ended.rows_affected())
}

/// Forgets the sessions that have ended by themselves, and attempts older than `attempt_window`.
pub async fn forget_expired(
    database: &Database,
    attempt_window: Duration,
) -> Result<(), StorageError> {
    sqlx::query!(
        "select forget_expired_sign_ins($1)",
        interval(attempt_window)
    )
    .execute(database.pool())
    .await?;
    Ok(())
}
