//! The WAHA nodes of the fleet. Their table has no row-level security: it is the operators', and services
//! find in it where a session is.

use std::collections::HashMap;

use domain::TenantId;
use time::OffsetDateTime;

use crate::{Database, StorageError, Tx, error::tenant_of};

/// The constraint that gives a name to one node.
pub const NAME_UNIQUE: &str = "waha_nodes_name_key";
/// The constraint that gives a URL to one node.
pub const URL_UNIQUE: &str = "waha_nodes_api_url_key";
/// The constraint that keeps a node that holds sessions.
pub const IN_USE: &str = "sessions_node_id_fkey";

/// The id of a node.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NodeId(pub(crate) i64);

impl NodeId {
    /// A node's id that came from outside; whether there is such a node is another question.
    pub fn new(id: i64) -> Self {
        Self(id)
    }

    /// The number.
    pub fn get(self) -> i64 {
        self.0
    }
}

impl std::fmt::Display for NodeId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

/// A WAHA.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    /// Its id.
    pub id: NodeId,
    /// What people call it.
    pub name: String,
    /// How it is reached.
    pub address: NodeAddress,
    /// How many sessions it may hold.
    pub capacity: i32,
    /// Nodes of one storage share their sessions' credentials.
    pub storage: Option<String>,
    /// Nothing new is placed on it.
    pub draining: bool,
    /// Whether it is the one of session-manager's settings.
    pub configured: bool,
    /// How it was when it was asked last.
    pub health: NodeHealth,
    /// Its engine, once it has said so.
    pub engine: Option<String>,
    /// Its version, once it has said so.
    pub version: Option<String>,
    /// When it was added.
    pub created_at: OffsetDateTime,
}

/// How a node is reached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NodeAddress {
    /// Its API, with the `/api`.
    pub api_url: String,
    /// Its API key, sealed.
    pub api_key: Vec<u8>,
}

/// How a node is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NodeHealth {
    /// One word.
    pub state: NodeState,
    /// Since when.
    pub since: OffsetDateTime,
    /// Why, in words for people.
    pub reason: Option<String>,
}

/// How a node is, in one word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NodeState {
    /// Nobody has asked it yet.
    Unknown,
    /// It answers.
    Ok,
    /// It does not.
    Unreachable,
}

impl NodeState {
    /// As it is stored and shown.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::Ok => "ok",
            Self::Unreachable => "unreachable",
        }
    }

    fn of(word: &str) -> Self {
        match word {
            "ok" => Self::Ok,
            "unreachable" => Self::Unreachable,
            _ => Self::Unknown,
        }
    }
}

/// How many sessions a node holds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Load {
    /// All of them.
    pub sessions: i64,
    /// Those that are connected.
    pub working: i64,
}

/// What an operator says of a node.
#[derive(Debug, Clone)]
pub struct NewNode<'a> {
    /// What people call it.
    pub name: &'a str,
    /// How it is reached.
    pub address: &'a NodeAddress,
    /// How many sessions it may hold.
    pub capacity: i32,
    /// The storage that it shares with others.
    pub storage: Option<&'a str>,
}

struct Row {
    id: i64,
    name: String,
    api_url: String,
    api_key: Vec<u8>,
    capacity: i32,
    storage: Option<String>,
    draining: bool,
    configured: bool,
    state: String,
    state_since: OffsetDateTime,
    reason: Option<String>,
    engine: Option<String>,
    version: Option<String>,
    created_at: OffsetDateTime,
}

impl From<Row> for Node {
    fn from(row: Row) -> Self {
        Self {
            id: NodeId(row.id),
            name: row.name,
            address: NodeAddress {
                api_url: row.api_url,
                api_key: row.api_key,
            },
            capacity: row.capacity,
            storage: row.storage,
            draining: row.draining,
            configured: row.configured,
            health: NodeHealth {
                state: NodeState::of(&row.state),
                since: row.state_since,
                reason: row.reason,
            },
            engine: row.engine,
            version: row.version,
            created_at: row.created_at,
        }
    }
}

/// Adds a node.
pub async fn add(tx: &mut Tx, new: &NewNode<'_>) -> Result<NodeId, StorageError> {
    let id = sqlx::query_scalar!(
        "insert into waha_nodes (name, api_url, api_key, capacity, storage)
         values ($1, $2, $3, $4, $5) returning id",
        new.name,
        new.address.api_url,
        new.address.api_key,
        new.capacity,
        new.storage,
    )
    .fetch_one(&mut **tx)
    .await?;
    Ok(NodeId(id))
}

/// The node of session-manager's settings is the one that is reached so; its capacity and its name are what
/// an operator has made of them since.
pub async fn configure(tx: &mut Tx, new: &NewNode<'_>) -> Result<NodeId, StorageError> {
    let id = sqlx::query_scalar!(
        "insert into waha_nodes (name, api_url, api_key, capacity, configured)
         values ($1, $2, $3, $4, true)
         on conflict (configured) where configured
             do update set api_url = excluded.api_url, api_key = excluded.api_key
         returning id",
        new.name,
        new.address.api_url,
        new.address.api_key,
        new.capacity,
    )
    .fetch_one(&mut **tx)
    .await?;
    Ok(NodeId(id))
}

/// A node by its id.
pub async fn lookup(tx: &mut Tx, node: NodeId) -> Result<Option<Node>, StorageError> {
    let row = sqlx::query_as!(
        Row,
        "select id, name, api_url, api_key, capacity, storage, draining, configured, state, state_since,
                reason, engine, version, created_at
         from waha_nodes where id = $1",
        node.0,
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(row.map(Node::from))
}

/// A node by its id, locked until the transaction ends.
pub async fn lock(tx: &mut Tx, node: NodeId) -> Result<Option<Node>, StorageError> {
    let row = sqlx::query_as!(
        Row,
        "select id, name, api_url, api_key, capacity, storage, draining, configured, state, state_since,
                reason, engine, version, created_at
         from waha_nodes where id = $1 for update",
        node.0,
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(row.map(Node::from))
}

/// All nodes, in the order of their names.
pub async fn list(tx: &mut Tx) -> Result<Vec<Node>, StorageError> {
    let rows = sqlx::query_as!(
        Row,
        "select id, name, api_url, api_key, capacity, storage, draining, configured, state, state_since,
                reason, engine, version, created_at
         from waha_nodes order by name, id",
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(Node::from).collect())
}

/// Writes what an operator can change: name, address, capacity, storage, draining.
pub async fn update(tx: &mut Tx, node: &Node) -> Result<(), StorageError> {
    sqlx::query!(
        "update waha_nodes
         set name = $2, api_url = $3, api_key = $4, capacity = $5, storage = $6, draining = $7
         where id = $1",
        node.id.0,
        node.name,
        node.address.api_url,
        node.address.api_key,
        node.capacity,
        node.storage,
        node.draining,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Removes a node; [`IN_USE`] is violated while it holds sessions.
pub async fn remove(tx: &mut Tx, node: NodeId) -> Result<(), StorageError> {
    sqlx::query!("delete from waha_nodes where id = $1", node.0)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// The node answers. Returns whether that is news.
pub async fn note_reachable(
    tx: &mut Tx,
    node: NodeId,
    engine: &str,
    version: &str,
) -> Result<bool, StorageError> {
    let noted = sqlx::query!(
        "update waha_nodes
         set state = 'ok', state_since = now(), reason = null, engine = $2, version = $3
         where id = $1 and (state, engine, version) is distinct from ('ok', $2, $3)",
        node.0,
        engine,
        version,
    )
    .execute(&mut **tx)
    .await?;
    Ok(noted.rows_affected() > 0)
}

/// The node does not answer, for this reason. Returns whether that is news.
pub async fn note_unreachable(
    tx: &mut Tx,
    node: NodeId,
    reason: &str,
) -> Result<bool, StorageError> {
    let noted = sqlx::query!(
        "update waha_nodes set state = 'unreachable', state_since = now(), reason = $2
         where id = $1 and state <> 'unreachable'",
        node.0,
        reason,
    )
    .execute(&mut **tx)
    .await?;
    Ok(noted.rows_affected() > 0)
}

/// How many sessions nodes hold; those that hold none are left out.
pub async fn loads(tx: &mut Tx) -> Result<Vec<(NodeId, Load)>, StorageError> {
    let rows = sqlx::query!(
        r#"select node_id as "node_id!", sessions as "sessions!", working as "working!"
           from count_sessions_on_nodes()"#
    )
    .fetch_all(&mut **tx)
    .await?;
    let load = |sessions, working| Load { sessions, working };
    Ok(rows
        .into_iter()
        .map(|row| (NodeId(row.node_id), load(row.sessions, row.working)))
        .collect())
}

/// The node with the most room that takes new sessions, other than `except`; locked until the transaction
/// ends, so that two who place at the same time see each other's sessions.
pub async fn find_room(
    tx: &mut Tx,
    except: Option<NodeId>,
) -> Result<Option<NodeId>, StorageError> {
    sqlx::query!("select pg_advisory_xact_lock(hashtextextended('waha_nodes placement', 0)) as \"locked: String\"")
        .fetch_one(&mut **tx)
        .await?;
    let id = sqlx::query_scalar!(
        "select n.id from waha_nodes n
         left join count_sessions_on_nodes() held on held.node_id = n.id
         where not n.draining and n.state <> 'unreachable'
           and n.capacity > coalesce(held.sessions, 0)
           and n.id is distinct from $1
         order by n.capacity - coalesce(held.sessions, 0) desc, n.id
         limit 1",
        except.map(NodeId::get),
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(id.map(NodeId))
}

/// The tenants whose sessions a node holds.
pub async fn list_tenants(tx: &mut Tx, node: NodeId) -> Result<Vec<TenantId>, StorageError> {
    let ids = sqlx::query_scalar!(
        r#"select tenant_id as "tenant_id!" from list_tenants_on_node($1)"#,
        node.0
    )
    .fetch_all(&mut **tx)
    .await?;
    ids.into_iter()
        .map(|id| tenant_of(id, "sessions"))
        .collect()
}

/// The sessions that are on no node, because they are older than nodes are, are on this one. How many.
pub async fn adopt_sessions(tx: &mut Tx, node: NodeId) -> Result<i64, StorageError> {
    let adopted = sqlx::query_scalar!(
        r#"select adopt_sessions_without_node($1) as "adopted!""#,
        node.0
    )
    .fetch_one(&mut **tx)
    .await?;
    Ok(adopted)
}

/// All sessions of a node may leave it, linked ones too. How many.
pub async fn let_all_leave(tx: &mut Tx, node: NodeId) -> Result<i64, StorageError> {
    let told = sqlx::query_scalar!(r#"select let_sessions_leave($1) as "told!""#, node.0)
        .fetch_one(&mut **tx)
        .await?;
    Ok(told)
}

/// How these tenants' sessions are reached: the nodes that hold them, of those that any holds.
pub async fn find_of_tenants(
    database: &Database,
    tenants: &[TenantId],
) -> Result<HashMap<TenantId, (NodeId, NodeAddress)>, StorageError> {
    let mut tx = database.begin_for(tenants).await?;
    let ids: Vec<i64> = tenants.iter().map(|tenant| tenant.get()).collect();
    let rows = sqlx::query!(
        "select s.tenant_id, n.id, n.api_url, n.api_key from sessions s join waha_nodes n on n.id = s.node_id
         where s.tenant_id = any ($1)",
        &ids,
    )
    .fetch_all(&mut *tx)
    .await?;
    rows.into_iter()
        .map(|row| {
            let tenant = tenant_of(row.tenant_id, "sessions")?;
            let address = NodeAddress {
                api_url: row.api_url,
                api_key: row.api_key,
            };
            Ok((tenant, (NodeId(row.id), address)))
        })
        .collect()
}
