//! The fleet of WAHA nodes: which of them holds a tenant's session, and a client of it.
//!
//! The nodes are in Postgres, their API keys sealed. A client is made when a node is first needed, and anew
//! when its address or its key has changed: a service need not be started again when the fleet changes.

mod settings;

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

use domain::TenantId;
use domain::seal::{Purpose, SealBroken, Sealer};
use secrecy::ExposeSecret;
use service_runtime::Secret;
use storage::nodes::{self, NodeAddress, NodeId};
use storage::{Database, StorageError};
use url::Url;

pub use settings::SecretSettings;

/// Makes clients of WAHA nodes. Clones share them.
#[derive(Clone)]
pub struct Fleet {
    database: Database,
    sealer: Sealer,
    timeouts: waha::Timeouts,
    clients: Arc<Mutex<HashMap<NodeId, Known>>>,
}

/// A client, and of what it was made.
struct Known {
    address: NodeAddress,
    client: waha::Client,
}

/// Why there is no client.
#[derive(Debug, thiserror::Error)]
pub enum FleetError {
    /// The tenant's session is on no node.
    #[error("the session is on no WAHA node")]
    NoNode,
    /// Postgres did not say.
    #[error(transparent)]
    Storage(#[from] StorageError),
    /// The node's key was sealed under a master key that this service was not told.
    #[error("the API key of a WAHA node cannot be used")]
    Sealed(#[from] SealBroken),
    /// The node's URL is none.
    #[error("the URL of a WAHA node cannot be used")]
    Url(#[source] url::ParseError),
    /// No client can be made of it.
    #[error("the address of a WAHA node cannot be used")]
    Client(#[from] waha::BuildError),
}

impl Fleet {
    /// Clients wait as `timeouts` say.
    pub fn new(database: Database, sealer: Sealer, timeouts: waha::Timeouts) -> Self {
        Self {
            database,
            sealer,
            timeouts,
            clients: Arc::default(),
        }
    }

    /// A client of the node that holds the tenant's session.
    pub async fn client_of(&self, tenant: TenantId) -> Result<waha::Client, FleetError> {
        let mut clients = self.clients_of(&[tenant]).await?;
        clients.remove(&tenant).unwrap_or(Err(FleetError::NoNode))
    }

    /// Clients of the nodes that hold these tenants' sessions, or why a tenant has none; one may be named twice.
    pub async fn clients_of(
        &self,
        tenants: &[TenantId],
    ) -> Result<HashMap<TenantId, Result<waha::Client, FleetError>>, StorageError> {
        let mut found = nodes::find_of_tenants(&self.database, tenants).await?;
        let tenants: BTreeSet<TenantId> = tenants.iter().copied().collect();
        let client = |tenant: TenantId| match found.remove(&tenant) {
            Some((node, address)) => (tenant, self.client(node, &address)),
            None => (tenant, Err(FleetError::NoNode)),
        };
        Ok(tenants.into_iter().map(client).collect())
    }

    /// A client of a node whose address is known.
    pub fn client(&self, node: NodeId, address: &NodeAddress) -> Result<waha::Client, FleetError> {
        let mut clients = self.clients.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = clients.get(&node)
            && known.address == *address
        {
            return Ok(known.client.clone());
        }
        let client = self.open(address)?;
        let known = Known {
            address: address.clone(),
            client: client.clone(),
        };
        clients.insert(node, known);
        Ok(client)
    }

    /// A client of an address that is no node's yet.
    pub fn open(&self, address: &NodeAddress) -> Result<waha::Client, FleetError> {
        let key = self
            .sealer
            .open(purpose(&address.api_url), &address.api_key)?;
        let settings = waha::Settings {
            api_url: Url::parse(&address.api_url).map_err(FleetError::Url)?,
            api_key: Secret::from(key.expose_secret()),
            timeouts: self.timeouts.clone(),
        };
        Ok(waha::Client::new(&settings)?)
    }

    /// The address as it is stored, with the key sealed. It opens for this URL alone: who can write to the
    /// database cannot have the key sent elsewhere.
    pub fn seal(&self, api_url: &str, api_key: &Secret) -> NodeAddress {
        let sealed = self
            .sealer
            .seal(purpose(api_url), api_key.expose(), rand::random());
        NodeAddress {
            api_url: api_url.to_owned(),
            api_key: sealed,
        }
    }

    /// Forgets the client of a node that is no more.
    pub fn forget(&self, node: NodeId) {
        let mut clients = self.clients.lock().unwrap_or_else(PoisonError::into_inner);
        clients.remove(&node);
    }
}

fn purpose(api_url: &str) -> Purpose<'_> {
    Purpose {
        column: "waha_nodes.api_key",
        row: api_url,
    }
}
