//! Whose a webhook is, and whether that is true: one decision, because each half needs the other.
//!
//! The tenant is the one that the URL names, else the one that the session belongs to. The signature
//! must be that of this tenant's session, else nothing is said about any tenant: an unsigned request
//! gets the same answer for a tenant that exists as for one that does not.
//!
//! A session that the operator exempted from signing and that is nobody's is shared: the customer tells
//! the tenant, and that is asked elsewhere.

use std::collections::HashSet;

use bus::RouteTable;
use domain::{SessionName, TenantId, webhook_key::FIRST_VERSION};
use events::{Routing, Unrouted};
use waha::signature::{Signature, SignatureError};

use crate::{
    answer::Refusal,
    authenticate::{Keys, Signer},
};

/// What a webhook says of itself.
pub(crate) struct Claim<'a> {
    /// The `tenant_id` of the URL.
    pub(crate) url: Option<TenantId>,
    /// The session that the body names.
    pub(crate) session: &'a SessionName,
    /// The headers' signature.
    pub(crate) signature: Result<Signature, SignatureError>,
    /// The bytes that were signed.
    pub(crate) body: &'a [u8],
}

/// The tenant, and how it was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Routed {
    pub(crate) tenant: TenantId,
    pub(crate) routing: Routing,
}

/// Whose a believed webhook is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// A tenant's, which takes it.
    Routed(Routed),
    /// A tenant's that does not take it now, or nobody's yet.
    Held(Unrouted),
    /// Of a session that several tenants share: its customer tells the tenant.
    Shared,
}

/// Decides about claims.
#[derive(Debug)]
pub(crate) struct Judge {
    pub(crate) routes: RouteTable,
    pub(crate) keys: Keys,
    /// Sessions that need no signature.
    pub(crate) unsigned: HashSet<SessionName>,
}

impl Judge {
    pub(crate) fn decide(&self, claim: &Claim<'_>) -> Result<Verdict, Refusal> {
        let owner = self
            .routes
            .owner_of(claim.session)
            .or_else(|| claim.session.tenant());
        let signature = match claim.signature {
            Ok(signature) => signature,
            Err(SignatureError::Missing) if self.unsigned.contains(claim.session) => {
                return self.trust(claim.url, owner);
            }
            Err(_) => return Err(Refusal::Signature),
        };
        let tenant = claim.url.or(owner).ok_or(Refusal::Signature)?;
        let signed = |signer| self.signed(signer, &signature, claim.body);
        let claimed = signed(Signer {
            tenant,
            session: claim.session,
        });
        if claimed && owner.is_none_or(|owner| owner == tenant) {
            return self.admit(tenant, routing(claim.url));
        }
        // One of our own sessions that posts to the wrong URL is told so: whoever can sign for it knows
        // more than the answer tells.
        let owners = owner.map(|tenant| Signer {
            tenant,
            session: claim.session,
        });
        let ours = claimed
            || owners.is_some_and(signed)
            || self
                .sessions_of(tenant)
                .iter()
                .any(|session| signed(Signer { tenant, session }));
        Err(if ours {
            Refusal::Disagree
        } else {
            Refusal::Signature
        })
    }

    /// For a session that the operator exempted: its registration takes the place of the signature.
    fn trust(&self, url: Option<TenantId>, owner: Option<TenantId>) -> Result<Verdict, Refusal> {
        let Some(owner) = owner else {
            // Who names a tenant claims to be its session, and that is not registered.
            return match url {
                None => Ok(Verdict::Shared),
                Some(_) => Err(Refusal::TenantUnknown),
            };
        };
        if url.is_some_and(|url| url != owner) {
            return Err(Refusal::Disagree);
        }
        self.admit(owner, routing(url))
    }

    /// Whether the tenant, which was found by `routing`, takes webhooks.
    pub(crate) fn admit(&self, tenant: TenantId, routing: Routing) -> Result<Verdict, Refusal> {
        match self.routes.get(tenant) {
            Some(route) if route.enabled => Ok(Verdict::Routed(Routed { tenant, routing })),
            Some(_) => Ok(Verdict::Held(Unrouted::TenantSuspended(tenant, routing))),
            // Deleted, with all that was its.
            None if self.routes.is_gone(tenant) => Err(Refusal::TenantUnknown),
            None => Ok(Verdict::Held(Unrouted::TenantUnknown(tenant, routing))),
        }
    }

    fn signed(&self, signer: Signer<'_>, signature: &Signature, body: &[u8]) -> bool {
        let route = self.routes.get(signer.tenant);
        let versions = route.as_ref().map(|route| &route.key_versions[..]);
        // Tenants without a route are tried like any other: the time taken must not tell them apart.
        let versions = versions
            .filter(|versions| !versions.is_empty())
            .unwrap_or(&[FIRST_VERSION]);
        self.keys.verify(signer, versions, signature, body)
    }

    fn sessions_of(&self, tenant: TenantId) -> Vec<SessionName> {
        let registered = self.routes.get(tenant);
        let registered = registered.map(|route| route.sessions.clone());
        registered
            .filter(|sessions| !sessions.is_empty())
            .unwrap_or_else(|| vec![SessionName::of_tenant(tenant)])
    }
}

fn routing(url: Option<TenantId>) -> Routing {
    match url {
        Some(_) => Routing::Url,
        None => Routing::Session,
    }
}

#[cfg(test)]
mod tests {
    use domain::webhook_key::{KeyVersion, MasterSecret, WebhookKey};
    use events::TenantRoute;
    use service_runtime::Secret;
    use std::time::Duration;

    use super::*;
    use crate::WebhookSettings;

    const MASTER: &str = "the present master secret, for tests";
    const PREVIOUS: &str = "the previous master secret, for tests";
    const BODY: &[u8] = b"{}";

    fn tenant(id: i64) -> TenantId {
        id.try_into().expect("positive")
    }

    fn name(text: &str) -> SessionName {
        text.parse().expect("a name")
    }

    /// Tenants 5 and 12; 5 has a legacy session and an older key beside; 7 is suspended; 8 was deleted; 9 is
    /// unknown.
    fn judge() -> Judge {
        let routes = RouteTable::default();
        for (id, sessions, enabled, key_versions) in [
            (5, vec!["tenant_5", "default"], true, vec![2, 1]),
            (12, vec!["tenant_12"], true, vec![1]),
            (7, vec!["tenant_7"], false, vec![1]),
        ] {
            let sessions = sessions.into_iter().map(name).collect();
            routes.insert(TenantRoute {
                tenant: tenant(id),
                sessions,
                enabled,
                key_versions,
            });
        }
        routes.remove(tenant(8));
        let settings = WebhookSettings {
            master_secret: MASTER.into(),
            previous_master_secrets: vec![Secret::from(PREVIOUS)],
            max_body_bytes: 1 << 20,
            max_in_flight_bytes: 64 << 20,
            max_in_flight: 1,
            batch_messages: 1,
            batches_in_flight: 1,
            tenant_burst: 200,
            tenant_per_second: 20,
            publish_deadline: Duration::from_secs(1),
            lookup_deadline: Duration::from_secs(1),
            retry_after: Duration::from_secs(1),
            unsigned_sessions: Vec::new(),
        };
        Judge {
            routes,
            keys: Keys::new(&settings).expect("long enough"),
            unsigned: [name("default"), name("nobodys")].into(),
        }
    }

    fn signature(master: &str, id: i64, session: &str, version: KeyVersion) -> Signature {
        let master = MasterSecret::new(master).expect("long enough");
        let key = WebhookKey::derive(&master, tenant(id), &name(session), version);
        let hex = waha::signature::sign(key.expose().as_bytes(), BODY);
        Signature::from_headers(Some(hex.as_bytes()), None).expect("hex")
    }

    /// The answer to `?tenant_id={url}` with `session` in the body, as tenant and reason.
    fn decide(
        url: Option<i64>,
        session: &str,
        signature: Result<Signature, SignatureError>,
    ) -> Result<(i64, Routing), &'static str> {
        let session = name(session);
        let claim = Claim {
            url: url.map(tenant),
            session: &session,
            signature,
            body: BODY,
        };
        match judge().decide(&claim) {
            Ok(Verdict::Routed(routed)) => Ok((routed.tenant.get(), routed.routing)),
            Ok(Verdict::Held(reason)) => Err(reason.as_str()),
            Ok(Verdict::Shared) => Err("shared"),
            Err(Refusal::Signature) => Err("401"),
            Err(Refusal::Disagree) => Err("403"),
            Err(Refusal::TenantUnknown) => Err("404"),
            Err(other) => panic!("{other}"),
        }
    }

    #[test]
    fn the_tenant_is_found_by_url_or_by_session() {
        let signed = Ok(signature(MASTER, 5, "tenant_5", 2));
        assert_eq!(decide(Some(5), "tenant_5", signed), Ok((5, Routing::Url)));
        assert_eq!(decide(None, "tenant_5", signed), Ok((5, Routing::Session)));
        let legacy = Ok(signature(MASTER, 5, "default", 2));
        assert_eq!(decide(None, "default", legacy), Ok((5, Routing::Session)));
    }

    #[test]
    fn former_secrets_and_versions_stay_valid_and_others_do_not() {
        for (master, version) in [(MASTER, 1), (PREVIOUS, 2), (PREVIOUS, 1)] {
            let signed = Ok(signature(master, 5, "tenant_5", version));
            assert!(
                decide(Some(5), "tenant_5", signed).is_ok(),
                "{master} {version}"
            );
        }
        let foreign = "a master secret from somewhere else";
        for signed in [
            signature(MASTER, 5, "tenant_5", 3),
            signature(foreign, 5, "tenant_5", 1),
        ] {
            assert_eq!(decide(Some(5), "tenant_5", Ok(signed)), Err("401"));
        }
    }

    #[test]
    fn a_signature_of_one_tenant_opens_no_other() {
        let of_twelve = Ok(signature(MASTER, 12, "tenant_12", 1));
        assert_eq!(decide(Some(5), "tenant_5", of_twelve), Err("401"));
        assert_eq!(decide(None, "tenant_5", of_twelve), Err("401"));
        // The sender proves to be 12, and is told that its URL says 5.
        assert_eq!(decide(Some(5), "tenant_12", of_twelve), Err("403"));
        // The sender proves to be 5, and its body says 12.
        let of_five = Ok(signature(MASTER, 5, "tenant_5", 1));
        assert_eq!(decide(Some(5), "tenant_12", of_five), Err("403"));
        assert_eq!(decide(Some(12), "tenant_12", of_five), Err("401"));
        // A key for another's session name gives no right to it.
        let odd = Ok(signature(MASTER, 5, "tenant_12", 1));
        assert_eq!(decide(Some(5), "tenant_12", odd), Err("403"));
        assert_eq!(decide(None, "tenant_12", odd), Err("401"));
    }

    #[test]
    fn only_the_signed_learn_which_tenants_exist() {
        for (id, session, answer) in [
            (9, "tenant_9", "tenant_unknown"),
            (8, "tenant_8", "404"),
            (7, "tenant_7", "tenant_suspended"),
        ] {
            let signed = Ok(signature(MASTER, id, session, 1));
            assert_eq!(decide(Some(id), session, signed), Err(answer));
            assert_eq!(decide(None, session, signed), Err(answer));
        }
        for id in [5, 7, 8, 9, 12] {
            let session = format!("tenant_{id}");
            for error in [
                SignatureError::Missing,
                SignatureError::Malformed,
                SignatureError::Algorithm,
            ] {
                assert_eq!(decide(Some(id), &session, Err(error)), Err("401"));
                assert_eq!(decide(None, &session, Err(error)), Err("401"));
            }
        }
    }

    #[test]
    fn a_session_that_nobody_registered_is_nobodys() {
        let signed = Ok(signature(MASTER, 5, "tenant_5", 1));
        assert_eq!(decide(None, "stranger", signed), Err("401"));
        // With the tenant in the URL and the tenant's own key for that name it is one that was
        // registered until a moment ago: its last events are still the tenant's.
        let former = Ok(signature(MASTER, 5, "former", 1));
        assert_eq!(decide(Some(5), "former", former), Ok((5, Routing::Url)));
    }

    #[test]
    fn an_exempted_session_is_its_owners_or_shared() {
        let missing = Err(SignatureError::Missing);
        assert_eq!(decide(None, "default", missing), Ok((5, Routing::Session)));
        assert_eq!(decide(Some(5), "default", missing), Ok((5, Routing::Url)));
        assert_eq!(decide(Some(12), "default", missing), Err("403"));
        assert_eq!(decide(None, "nobodys", missing), Err("shared"));
        assert_eq!(decide(Some(5), "nobodys", missing), Err("404"));
        assert_eq!(decide(None, "strangers", missing), Err("401"));
        assert_eq!(decide(None, "tenant_5", missing), Err("401"));
        // It may go unsigned; it may not go wrongly signed.
        assert_eq!(
            decide(None, "default", Err(SignatureError::Malformed)),
            Err("401")
        );
        let wrong = Ok(signature(MASTER, 12, "tenant_12", 1));
        assert_eq!(decide(None, "default", wrong), Err("401"));
        assert_eq!(decide(None, "nobodys", wrong), Err("401"));
    }
}
