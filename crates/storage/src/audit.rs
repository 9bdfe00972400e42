//! Who did what.

use domain::TenantId;
use time::OffsetDateTime;

use crate::{Database, Realm, StorageError, Tx};

/// Who did something, in words that stay true when the user is gone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// `user:5 ana@palm.example`, `token:7 nightly export`, `operator token`, `command line`, `unknown`.
    pub name: String,
    /// Whether it is one of the operators, whose names are not the tenants' business.
    pub is_operator: bool,
}

impl Actor {
    /// What a tenant's people read: they learn no operator's name.
    pub fn seen_by_tenants(&self) -> &str {
        if self.is_operator {
            "an operator"
        } else {
            &self.name
        }
    }
}

/// An entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its number; later entries have higher ones.
    pub id: i64,
    /// The tenant that it is about.
    pub tenant: Option<TenantId>,
    /// When.
    pub at: OffsetDateTime,
    /// Who.
    pub actor: Actor,
    /// What, in one word: `user_added`.
    pub action: String,
    /// To whom or what.
    pub detail: Option<String>,
}

/// Which way to read, and from which entry on, which is not among them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reading {
    /// Oldest first.
    After(i64),
    /// Newest first; `None`: from the newest.
    Before(Option<i64>),
}

/// Which entries are wanted; `None` filters nothing.
#[derive(Debug, Clone, Copy, Default)]
pub struct Filter<'a> {
    /// About this tenant.
    pub tenant: Option<TenantId>,
    /// Of this action.
    pub action: Option<&'a str>,
}

struct Row {
    id: i64,
    tenant_id: Option<i64>,
    at: OffsetDateTime,
    actor: String,
    by_operator: bool,
    action: String,
    detail: Option<String>,
}

impl TryFrom<Row> for Entry {
    type Error = StorageError;

    fn try_from(row: Row) -> Result<Self, StorageError> {
        Ok(Self {
            id: row.id,
            tenant: Realm::of_column(row.tenant_id, "audit_log")?.tenant(),
            at: row.at,
            actor: Actor {
                name: row.actor,
                is_operator: row.by_operator,
            },
            action: row.action,
            detail: row.detail,
        })
    }
}

/// Adds an entry.
pub async fn add(
    tx: &mut Tx,
    realm: Realm,
    actor: &Actor,
    action: &str,
    detail: Option<&str>,
) -> Result<(), StorageError> {
    sqlx::query!(
        "insert into audit_log (tenant_id, actor, by_operator, action, detail) values ($1, $2, $3, $4, $5)",
        realm.column(),
        actor.name,
        actor.is_operator,
        action,
        detail,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// The entries of all tenants and the operators', for operators; at most `limit`.
pub async fn list(
    database: &Database,
    reading: Reading,
    filter: Filter<'_>,
    limit: i64,
) -> Result<Vec<Entry>, StorageError> {
    let tenant = filter.tenant.map(TenantId::get);
    let rows = match reading {
        Reading::After(after) => {
            sqlx::query_as!(
                Row,
                r#"select id as "id!", tenant_id, at as "at!", actor as "actor!",
                          by_operator as "by_operator!", action as "action!", detail
                   from list_audit_log_after($1, $2, $3, $4)"#,
                after,
                tenant,
                filter.action,
                limit,
            )
            .fetch_all(database.pool())
            .await?
        }
        Reading::Before(before) => {
            sqlx::query_as!(
                Row,
                r#"select id as "id!", tenant_id, at as "at!", actor as "actor!",
                          by_operator as "by_operator!", action as "action!", detail
                   from list_audit_log_before($1, $2, $3, $4)"#,
                before.unwrap_or(i64::MAX),
                tenant,
                filter.action,
                limit,
            )
            .fetch_all(database.pool())
            .await?
        }
    };
    rows.into_iter().map(Entry::try_from).collect()
}

/// The entries about one tenant, newest first: those before number `before`, at most `limit`; of these actions, or of all
/// where none is named.
pub async fn list_of_tenant(
    tx: &mut Tx,
    tenant: TenantId,
    before: Option<i64>,
    actions: &[String],
    limit: i64,
) -> Result<Vec<Entry>, StorageError> {
    sqlx::query_as!(
        Row,
        "select id, tenant_id, at, actor, by_operator, action, detail from audit_log
         where tenant_id = $1 and id < $2 and (cardinality($3::text[]) = 0 or action = any ($3))
         order by id desc limit $4",
        tenant.get(),
        before.unwrap_or(i64::MAX),
        actions,
        limit,
    )
    .fetch_all(&mut **tx)
    .await?
    .into_iter()
    .map(Entry::try_from)
    .collect()
}
