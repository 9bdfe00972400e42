//! People who sign in.

use domain::TenantId;
use time::OffsetDateTime;

use crate::{Database, Realm, StorageError, Tx};

/// The constraint that gives an e-mail address to one user of the whole installation.
pub const EMAIL_UNIQUE: &str = "users_email_key";

/// The constraint that a user's tenant exists.
pub const TENANT_EXISTS: &str = "users_tenant_id_fkey";

/// The id of a user.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct UserId(pub(crate) i64);

impl UserId {
    /// A user's id that came from outside; whether there is such a user is another question.
    pub fn new(id: i64) -> Self {
        Self(id)
    }

    /// The number.
    pub fn get(self) -> i64 {
        self.0
    }
}

/// What a user may do, and where.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Everything.
    Operator,
    /// Everything of one tenant.
    Owner(TenantId),
    /// The daily work of one tenant.
    Agent(TenantId),
}

impl Role {
    /// Its word, without the tenant.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Operator => "operator",
            Self::Owner(_) => "owner",
            Self::Agent(_) => "agent",
        }
    }

    /// Where it is good.
    pub fn realm(self) -> Realm {
        match self {
            Self::Operator => Realm::Operators,
            Self::Owner(tenant) | Self::Agent(tenant) => Realm::Tenant(tenant),
        }
    }

    pub(crate) fn of_columns(tenant: Option<i64>, role: &str) -> Result<Self, StorageError> {
        match (Realm::of_column(tenant, "users")?, role) {
            (Realm::Operators, "operator") => Ok(Self::Operator),
            (Realm::Tenant(tenant), "owner") => Ok(Self::Owner(tenant)),
            (Realm::Tenant(tenant), "agent") => Ok(Self::Agent(tenant)),
            _ => Err(StorageError::Inconsistent {
                table: "users",
                column: "role",
            }),
        }
    }
}

/// A user, as others see them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct User {
    /// Their id.
    pub id: UserId,
    /// Their e-mail address, in lower case.
    pub email: String,
    /// What they may do.
    pub role: Role,
    /// When they were added.
    pub created_at: OffsetDateTime,
}

/// Who signs in: a user, and what to greet them with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// The user.
    pub user: UserId,
    /// Their e-mail address.
    pub email: String,
    /// What they may do.
    pub role: Role,
    /// The name of their tenant.
    pub tenant_name: Option<String>,
}

/// An identity, and what proves it. Has no `Debug`: it holds a password's hash.
pub struct Account {
    /// Who it is.
    pub identity: Identity,
    /// The password, hashed, as a PHC string.
    pub password_hash: String,
}

struct Row {
    id: i64,
    tenant_id: Option<i64>,
    email: String,
    role: String,
    created_at: OffsetDateTime,
}

impl TryFrom<Row> for User {
    type Error = StorageError;

    fn try_from(row: Row) -> Result<Self, StorageError> {
        Ok(Self {
            id: UserId(row.id),
            email: row.email,
            role: Role::of_columns(row.tenant_id, &row.role)?,
            created_at: row.created_at,
        })
    }
}

/// Adds a user. An e-mail address that is taken violates [`EMAIL_UNIQUE`].
pub async fn add(
    tx: &mut Tx,
    role: Role,
    email: &str,
    password_hash: &str,
) -> Result<User, StorageError> {
    sqlx::query_as!(
        Row,
        "insert into users (tenant_id, email, role, password_hash) values ($1, $2, $3, $4)
         returning id, tenant_id, email, role, created_at",
        role.realm().column(),
        email,
        role.as_str(),
        password_hash,
    )
    .fetch_one(&mut **tx)
    .await?
    .try_into()
}

/// The users of a realm in the order of their ids, at most `limit`.
pub async fn list(tx: &mut Tx, realm: Realm, limit: i64) -> Result<Vec<User>, StorageError> {
    sqlx::query_as!(
        Row,
        "select id, tenant_id, email, role, created_at from users
         where tenant_id is not distinct from $1 order by id limit $2",
        realm.column(),
        limit,
    )
    .fetch_all(&mut **tx)
    .await?
    .into_iter()
    .map(User::try_from)
    .collect()
}

/// Removes a user, who is signed out everywhere by it. `None`: the realm has no such user.
pub async fn remove(tx: &mut Tx, realm: Realm, user: UserId) -> Result<Option<User>, StorageError> {
    sqlx::query_as!(
        Row,
        "delete from users where tenant_id is not distinct from $1 and id = $2
         returning id, tenant_id, email, role, created_at",
        realm.column(),
        user.0,
    )
    .fetch_optional(&mut **tx)
    .await?
    .map(User::try_from)
    .transpose()
}

/// Replaces a user's password. Returns whether the user is still there.
pub async fn set_password(
    tx: &mut Tx,
    realm: Realm,
    user: UserId,
    password_hash: &str,
) -> Result<bool, StorageError> {
    let changed = sqlx::query!(
        "update users set password_hash = $3 where tenant_id is not distinct from $1 and id = $2",
        realm.column(),
        user.0,
        password_hash,
    )
    .execute(&mut **tx)
    .await?;
    Ok(changed.rows_affected() > 0)
}

/// The account with this e-mail address, whosever it is: the tenant is known by it, not before.
pub async fn find_account(
    database: &Database,
    email: &str,
) -> Result<Option<Account>, StorageError> {
    let row = sqlx::query!(
        r#"select user_id as "user_id!", tenant_id, role as "role!", email as "email!",
                  password_hash as "password_hash!", tenant_name
           from find_account($1)"#,
        email,
    )
    .fetch_optional(database.pool())
    .await?;
    row.map(|row| {
        Ok(Account {
            identity: Identity {
                user: UserId(row.user_id),
                email: row.email,
                role: Role::of_columns(row.tenant_id, &row.role)?,
                tenant_name: row.tenant_name,
            },
            password_hash: row.password_hash,
        })
    })
    .transpose()
}
