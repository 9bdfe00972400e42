//! Tokens of machines, by the digest of what they send.

use time::OffsetDateTime;

use crate::{Database, Realm, StorageError, Tx, login_sessions::TokenHash};

/// The constraint that a token's tenant exists.
pub const TENANT_EXISTS: &str = "api_tokens_tenant_id_fkey";

/// The id of a token, which is not the token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ApiTokenId(pub(crate) i64);

impl ApiTokenId {
    /// An id that came from outside; whether there is such a token is another question.
    pub fn new(id: i64) -> Self {
        Self(id)
    }

    /// The number.
    pub fn get(self) -> i64 {
        self.0
    }
}

/// What is to be seen of a token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiToken {
    /// Its id.
    pub id: ApiTokenId,
    /// What it was made for.
    pub name: String,
    /// When it was made.
    pub created_at: OffsetDateTime,
    /// When it was used last, to the minute.
    pub last_used_at: Option<OffsetDateTime>,
}

/// The token that a request carries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UsedToken {
    /// Its id.
    pub id: ApiTokenId,
    /// What it was made for.
    pub name: String,
    /// Where it is good.
    pub realm: Realm,
    /// The name of its tenant.
    pub tenant_name: Option<String>,
}

struct Row {
    id: i64,
    name: String,
    created_at: OffsetDateTime,
    last_used_at: Option<OffsetDateTime>,
}

impl From<Row> for ApiToken {
    fn from(row: Row) -> Self {
        Self {
            id: ApiTokenId(row.id),
            name: row.name,
            created_at: row.created_at,
            last_used_at: row.last_used_at,
        }
    }
}

/// Adds a token.
pub async fn add(
    tx: &mut Tx,
    realm: Realm,
    name: &str,
    token: &TokenHash,
) -> Result<ApiToken, StorageError> {
    let row = sqlx::query_as!(
        Row,
        "insert into api_tokens (tenant_id, name, token_hash) values ($1, $2, $3)
         returning id, name, created_at, last_used_at",
        realm.column(),
        name,
        token.as_slice(),
    )
    .fetch_one(&mut **tx)
    .await?;
    Ok(row.into())
}

/// The tokens of a realm in the order of their ids, at most `limit`.
pub async fn list(tx: &mut Tx, realm: Realm, limit: i64) -> Result<Vec<ApiToken>, StorageError> {
    let rows = sqlx::query_as!(
        Row,
        "select id, name, created_at, last_used_at from api_tokens
         where tenant_id is not distinct from $1 order by id limit $2",
        realm.column(),
        limit,
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(ApiToken::from).collect())
}

/// Removes a token, which is good for nothing from then on. `None`: the realm has no such token.
pub async fn remove(
    tx: &mut Tx,
    realm: Realm,
    token: ApiTokenId,
) -> Result<Option<ApiToken>, StorageError> {
    let row = sqlx::query_as!(
        Row,
        "delete from api_tokens where tenant_id is not distinct from $1 and id = $2
         returning id, name, created_at, last_used_at",
        realm.column(),
        token.0,
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(row.map(ApiToken::from))
}

/// The token with this digest, whosever it is, and notes that it was used.
pub async fn find_used(
    database: &Database,
    token: &TokenHash,
) -> Result<Option<UsedToken>, StorageError> {
    let row = sqlx::query!(
        r#"select token_id as "token_id!", tenant_id, name as "name!", tenant_name
           from use_api_token($1)"#,
        token.as_slice(),
    )
    .fetch_optional(database.pool())
    .await?;
    row.map(|row| {
        Ok(UsedToken {
            id: ApiTokenId(row.token_id),
            name: row.name,
            realm: Realm::of_column(row.tenant_id, "api_tokens")?,
            tenant_name: row.tenant_name,
        })
    })
    .transpose()
}
