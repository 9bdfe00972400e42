//! What ingress knows of a tenant.

use bytes::Bytes;
use domain::{SessionName, TenantId, webhook_key::KeyVersion};
use prost::Message;

use crate::{DecodeError, wire};

/// A tenant's entry in the key-value bucket: written by session-manager, watched by webhook-ingress.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TenantRoute {
    /// The tenant.
    pub tenant: TenantId,
    /// The names of its sessions.
    pub sessions: Vec<SessionName>,
    /// Whether its webhooks are taken.
    pub enabled: bool,
    /// The versions of the webhook key that are accepted, newest first.
    pub key_versions: Vec<KeyVersion>,
}

impl TenantRoute {
    /// The route as bytes of the contract.
    pub fn encode(&self) -> Bytes {
        let route = wire::TenantRoute {
            tenant_id: self.tenant.get(),
            sessions: self
                .sessions
                .iter()
                .map(|name| name.as_str().to_owned())
                .collect(),
            enabled: self.enabled,
            key_versions: self.key_versions.clone(),
        };
        route.encode_to_vec().into()
    }

    /// Reads what [`TenantRoute::encode`] wrote.
    pub fn decode(bytes: Bytes) -> Result<Self, DecodeError> {
        let route = wire::TenantRoute::decode(bytes)?;
        let sessions = route.sessions.iter().map(|name| name.parse());
        Ok(Self {
            tenant: route
                .tenant_id
                .try_into()
                .map_err(DecodeError::field("tenant_id"))?,
            sessions: sessions
                .collect::<Result<_, _>>()
                .map_err(DecodeError::field("sessions"))?,
            enabled: route.enabled,
            key_versions: route.key_versions,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn survives_the_wire() {
        let tenant = TenantId::try_from(5).expect("positive");
        let route = TenantRoute {
            tenant,
            sessions: vec![SessionName::of_tenant(tenant)],
            enabled: true,
            key_versions: vec![2, 1],
        };
        assert_eq!(
            TenantRoute::decode(route.encode()).expect("its own bytes"),
            route
        );
    }
}
